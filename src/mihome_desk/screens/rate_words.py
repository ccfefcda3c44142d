"""What a step will do to the one-hour rate, said before it is confirmed.

The rate's own rules (`rules.clock.read_clock`) judge what happened; this foresees what they will say, and a
test holds both against each other for every way a ticket can go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mihome_desk.rules.clock import LIMIT_MS, ClockState, Elapsed
from mihome_desk.rules.moment import Instant
from mihome_desk.text import N_, _, current

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.ticket import Ticket

Step = Literal[
    "withdraw",
    "decline",
    "change_programme",
    "void",
    "reopen",
    "unrepairable",
    "refunded",
    "certified",
    "repaired",
]
MISSED = frozenset({"unrepairable", "refunded", "certified"})
"""Ends that the customer gets no working device from."""

SAYS: dict[str, str] = {
    "achieved": N_("It counts as achieved."),
    "missed": N_("For the one-hour rate this ticket will count as missed."),
    "unproven": N_("It counts as unproven: in the rate and not achieved, until evidence of the time comes."),
    "outside": N_("This ticket will stand outside the one-hour rate, and be shown beside it."),
}


SOON: dict[str, str] = {
    "unrepairable": N_("What cannot be repaired is missed, however soon it is said."),
    "refunded": N_("A refund is no repair: it is missed, however soon it comes."),
    "certified": N_("A certificate for the seller is no repair: it is missed, however soon it is written."),
}


def foreseen(ticket: Ticket, passed: Elapsed, now: ClockState, step: Step) -> ClockState:
    """The state of the clock after a step taken this moment; ``now`` is its state before it."""
    if ticket.entry_programme != "quick" or step == "void":
        return "outside"
    if ticket.left_quick == "before":
        return now
    if ticket.left_quick == "after" or step in MISSED or passed.at_least > LIMIT_MS:
        return "missed"
    if step == "change_programme" and ticket.quote is not None:
        return "missed"
    if passed.at_most is None or passed.at_most > LIMIT_MS:
        return "unproven"
    if step == "reopen":
        return "running"
    return "achieved" if step == "repaired" else "outside"


def rate_words(dossier: Dossier, step: Step, now: Instant) -> str:
    """Why and what: the minutes since entry, the rule that follows from them, and its verdict."""
    ticket, clock = dossier.ticket, dossier.head.clock
    passed = since_entry(ticket, clock.elapsed, now)
    if ticket.entry_programme != "quick":
        return _("This ticket has no one-hour clock; the rate does not change.")
    verdict = foreseen(ticket, passed, clock.state, step)
    if step == "reopen":
        return in_one(_reason(ticket, passed, step), _reopened(passed, verdict))
    return in_one(_reason(ticket, passed, step), _(SAYS[verdict]))


def since_entry(ticket: Ticket, read: Elapsed, now: Instant) -> Elapsed:
    """The time since entry, also where the clock has stopped: ``read`` is what it showed then."""
    if ticket.ended is None:
        return read
    if now.boot == ticket.opened.boot:
        exact = max(0, now.uptime_ms - ticket.opened.uptime_ms)
        return Elapsed(exact, exact)
    return Elapsed(read.at_least, None)


def in_one(*sentences: str) -> str:
    """Sentences one after the other, with the space that the language wants."""
    return ("" if current() == "zh_CN" else " ").join(sentence for sentence in sentences if sentence)


def _reason(ticket: Ticket, passed: Elapsed, step: Step) -> str:
    if step == "void":
        return _("A void ticket counts for nothing.")
    if ticket.left_quick == "before":
        return _("Quick repair was left before diagnosis ended; that decided.")
    if ticket.left_quick == "after":
        return _("Quick repair was left after diagnosis had ended; that decided.")
    if step in MISSED and passed.at_least <= LIMIT_MS:
        return _(SOON[step])
    parts = [_minutes(passed)]
    if step == "change_programme" and passed.at_least <= LIMIT_MS:
        diagnosed = ticket.quote is not None
        parts.append(_("Diagnosis has ended.") if diagnosed else _("Diagnosis has not ended."))
    return in_one(*parts)


def _minutes(passed: Elapsed) -> str:
    minutes = passed.at_least // 60_000
    if passed.at_least > LIMIT_MS:
        return _("{minutes} minutes since entry: the hour is over.", minutes=minutes)
    if passed.at_most is None or passed.at_most > LIMIT_MS:
        return _(
            "At least {minutes} minutes since entry, and nobody can prove that it was no more.",
            minutes=minutes,
        )
    return _("{minutes} minutes since entry, within the hour.", minutes=minutes)


def _reopened(passed: Elapsed, verdict: ClockState) -> str:
    clock = _("The completion is struck and the one-hour clock runs on from entry.")
    if verdict == "running":
        left = (LIMIT_MS - passed.at_least) // 60_000
        return in_one(clock, _("{minutes} min are left.", minutes=left))
    return in_one(clock, _(SAYS.get(verdict, "")))
