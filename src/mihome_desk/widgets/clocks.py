"""Every clock of a ticket in a few cells: text and a sign, and the colour that goes with them."""

from __future__ import annotations

from mihome_desk import words
from mihome_desk.desk import Head
from mihome_desk.text import N_, _

MINUTE_MS = 60_000
WARN_MS = words.WARN_MINUTES * MINUTE_MS
STEP_SIGNS = {"remind": "!", "notice": "!", "settle": "!!"}
STORAGE_STEPS = {
    "remind": N_("Remind the customer once more."),
    "notice": N_("Send the customer a written notice."),
    "settle": N_("A manager decides what becomes of it."),
}
# What became of a device, where the whole words are too long for a column.
OUTCOMES = {**words.OUTCOMES, "no_fault_found": N_("No fault"), "unrepairable": N_("Unrepaired")}


def duration(ms: int) -> str:
    """A span in its largest useful unit: 41 min, 3 h, 12 d."""
    minutes = ms // MINUTE_MS
    if minutes < 100:
        return _("{count} min", count=minutes)
    if minutes < 48 * 60:
        return _("{count} h", count=minutes // 60)
    return _("{count} d", count=minutes // (24 * 60))


def burning_words(head: Head) -> str:
    """The clock that burns next: hour, promise, or the days since the customer was told."""
    if head.promise_ms is not None and head.burns_ms == head.promise_ms:
        return promise_words(head.promise_ms)
    if head.stage == "ready" and head.told_days is not None:
        return storage_words(head)
    return hour_words(head)


def hour_words(head: Head) -> str:
    """The one-hour clock: 剩 41 分, 剩 8 分 !, 超 12 分 !!; of a ticket that is done, what came of it."""
    clock = head.clock
    if head.ticking:
        if head.left_ms < -99 * MINUTE_MS:
            return _("{time} over !!", time=duration(-head.left_ms))
        return words.time_left(clock.state, head.left_ms, clock.elapsed, True)
    if clock.state == "outside":
        return words.word(words.PROGRAMMES_SHORT, head.programme)
    minutes = clock.elapsed.at_least // MINUTE_MS
    return _("{state} {minutes} min", state=words.word(words.CLOCK_STATES, clock.state), minutes=minutes)


def promise_words(left_ms: int) -> str:
    """What is left until the promised time: 约剩 3 时, 约剩 8 分 !, 误约 12 分 !!."""
    if left_ms < 0:
        return _("{time} late !!", time=duration(-left_ms))
    if left_ms < WARN_MS:
        return _("due in {time} !", time=duration(left_ms))
    return _("due in {time}", time=duration(left_ms))


def storage_words(head: Head) -> str:
    """How long a device has waited since its customer was told, with the sign of its step."""
    days, step = head.told_days or 0, head.storage_step
    if step:
        return _("stored {days} d", days=days) + f" {STEP_SIGNS[step]}"
    return _("told {days} d ago", days=days) if days else _("told today")


def wait_words(head: Head) -> str:
    """The explained time beside the strict clock, "" where nothing is waited for."""
    if not head.wait_on or head.wait_ms is None:
        return ""
    time = duration(head.wait_ms)
    return _("Parts {time}", time=time) if head.wait_on == "parts" else _("Reply {time}", time=time)


def stage_words(head: Head) -> str:
    """Where a ticket stands, what it waits for, or what became of it, in twelve cells."""
    if head.wait_on:
        return wait_words(head)
    if head.stage == "ready":
        return _("To tell") if head.told_at is None else words.word(words.STAGES, "ready")
    if head.outcome not in {"", "repaired"}:
        return words.word(OUTCOMES, head.outcome)
    return words.word(words.STAGES, head.stage)


def state_of(head: Head) -> str:
    """The theme's colour for `burning_words`; the signs in the text say the same."""
    burns = head.burns_ms
    if burns is None:
        if head.storage_step:
            return "error" if head.storage_step == "settle" else "warning"
        return "success" if head.clock.state == "achieved" and head.told_at is None else "quiet"
    if burns < 0:
        return "error"
    unproven = head.ticking and head.clock.elapsed.at_most is None
    return "warning" if burns < WARN_MS or unproven else "foreground"
