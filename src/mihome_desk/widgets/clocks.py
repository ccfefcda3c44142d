"""Every clock of a ticket in a few cells: its kind, text and a sign, and the colour that goes with them."""

from __future__ import annotations

from mihome_desk import words
from mihome_desk.desk import Head
from mihome_desk.rules.deadlines import Deadline
from mihome_desk.sayings import mailin
from mihome_desk.text import N_, _, current

MINUTE_MS = 60_000
WARN_MS = words.WARN_MINUTES * MINUTE_MS
WARN_MAIL_MS = 120 * MINUTE_MS
WARN_DAYS = {"loaner": 2, "exchange": 5}
"""From how many days left on a legal clock is close to its end."""

STEP_SIGNS = {"remind": "!", "notice": "!", "settle": "!!"}
STORAGE_STEPS = {
    "remind": N_("Remind the customer once more."),
    "notice": N_("Send the customer a written notice."),
    "settle": N_("A manager decides what becomes of it."),
}
# The kind of a clock where a column has no room for more.
KINDS_SHORT = {
    "hour": N_("hour"),
    "mail_in": N_("mail"),
    "loaner": N_("loaner"),
    "exchange": N_("swap"),
}
# What became of a device, where the whole words are too long for a column.
OUTCOMES = {**words.OUTCOMES, "no_fault_found": N_("No fault"), "unrepairable": N_("Unrepaired")}


def cells() -> int:
    """The cells that the longest of `burning_words` takes in the language spoken now."""
    return 18 if current() == "zh_CN" else 19


def duration(ms: int) -> str:
    """A span in its largest useful unit: 41 min, 3 h, 12 d."""
    minutes = ms // MINUTE_MS
    if minutes < 100:
        return _("{count} min", count=minutes)
    if minutes < 48 * 60:
        return _("{count} h", count=minutes // 60)
    return _("{count} d", count=minutes // (24 * 60))


def near(clock: Deadline) -> bool:
    """Whether a clock is close to its end."""
    if clock.days is not None:
        return clock.days <= WARN_DAYS.get(clock.kind, 0)
    return clock.left_ms < (WARN_MAIL_MS if clock.kind == "mail_in" else WARN_MS)


def burning_words(head: Head) -> str:
    """The clock that burns next, with its kind; else days since the customer was told, or what came of the hour."""
    if head.burning is not None:
        return kind_words(head, head.burning)
    if head.stage == "ready" and head.told_days is not None:
        return storage_words(head)
    return hour_words(head)


def kind_words(head: Head, clock: Deadline) -> str:
    """One running clock in the cells of a column: 快修 剩 41 分, 寄修 剩 9 时, 换机 超 2 天 !!."""
    if clock.kind == "promise":
        return promise_words(clock.left_ms)
    if clock.kind == "storage":
        return storage_words(head)
    kind = words.word(KINDS_SHORT, clock.kind)
    if head.unproven and clock.days is None and clock.left_ms >= 0:
        passed = duration(clock.limit - clock.left_ms)
        return hour_words(head) if clock.kind == "hour" else f"{kind} " + _("≥ {time} ?", time=passed)
    return f"{kind} {left_words(clock)}"


def left_words(clock: Deadline) -> str:
    """What is left of a clock, with its sign: 剩 41 分, 剩 8 分 !, 超 12 分 !!, 今天到期 !."""
    if clock.days is not None:
        if clock.days == 0:
            return _("due today !")
        time = _("{count} d", count=abs(clock.days))
        late = clock.days < 0
    else:
        late = clock.left_ms < 0
        # A minute that has begun counts as over, one that has not ended as left.
        time = duration(-(clock.left_ms // MINUTE_MS) * MINUTE_MS if late else clock.left_ms)
    if late:
        return _("over {time} !!", time=time)
    return _("{time} left !", time=time) if near(clock) else _("{time} left", time=time)


def full_words(clock: Deadline) -> str:
    """What is left of a clock where its kind stands beside it as a label."""
    if clock.kind == "storage" and (clock.days or 0) <= 0:
        return f"{_(STORAGE_STEPS[clock.rule])} {STEP_SIGNS[clock.rule]}"
    return left_words(clock)


def rule_words(clock: Deadline) -> str:
    """The rule of a clock, by name and limit."""
    return _(mailin.CLOCK_RULES[clock.rule], days=clock.limit)


def hour_words(head: Head) -> str:
    """The one-hour clock: 剩 41 分, 剩 8 分 !, 超 12 分 !!; of a ticket that is done, what came of it."""
    if head.waybill:
        return ""
    clock = head.clock
    if head.ticking:
        if head.left_ms < -99 * MINUTE_MS:
            return _("{time} over !!", time=duration(-head.left_ms))
        return words.time_left(clock.state, head.left_ms, clock.elapsed, True)
    if clock.state == "outside":
        return words.word(words.PROGRAMMES_SHORT, head.programme)
    if head.ended_at is None:
        # It left quick repair too late: nothing runs any more, and nothing is achieved.
        return words.word(words.CLOCK_STATES, clock.state)
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
    days, due = head.told_days or 0, head.storage_due
    if due:
        return _("stored {days} d", days=days) + f" {STEP_SIGNS[due[-1]]}"
    return _("told {days} d ago", days=days) if days else _("told today")


def wait_words(head: Head) -> str:
    """The explained time beside the strict clock, "" where nothing is waited for."""
    if not head.wait_on or head.wait_ms is None:
        return ""
    time = duration(head.wait_ms)
    return _("Parts {time}", time=time) if head.wait_on == "parts" else _("Reply {time}", time=time)


def away_words(head: Head) -> str:
    """Who has a mailed-in device, and for how many days: 待发出, 在途 2 天, 在中心 1 天."""
    if head.hand == "store":
        return _("To ship")
    at_centre = head.hand == "centre"
    if not head.hand_days:
        return _("At centre") if at_centre else _("On its way")
    days = head.hand_days
    return _("Centre {days} d", days=days) if at_centre else _("On way {days} d", days=days)


def stage_words(head: Head) -> str:
    """Where a ticket stands, what it waits for, or what became of it, in twelve cells."""
    if head.waybill:
        return _("To take in") if head.stage == "checked" else _("To check")
    if head.hand:
        return away_words(head)
    if head.wait_on:
        return wait_words(head)
    if head.stage == "ready":
        return _("To tell") if head.told_at is None else words.word(words.STAGES, "ready")
    if head.outcome not in {"", "repaired"}:
        return words.word(OUTCOMES, head.outcome)
    return words.word(words.STAGES, head.stage)


def state_of(head: Head) -> str:
    """The theme's colour for `burning_words`; the signs in the text say the same."""
    clock = head.burning
    if clock is None:
        return "success" if head.clock.state == "achieved" and head.told_at is None else "quiet"
    if clock.kind == "storage":
        return "error" if "settle" in head.storage_due else "warning"
    return colour_of(clock, unproven=head.unproven)


def colour_of(clock: Deadline, *, unproven: bool = False) -> str:
    """The theme's colour for what is left of one clock."""
    if clock.kind == "storage":
        if (clock.days or 0) > 0:
            return "quiet"
        return "error" if clock.rule == "settle" else "warning"
    if clock.left_ms < 0:
        return "error"
    return "warning" if near(clock) or (unproven and clock.days is None) else "foreground"
