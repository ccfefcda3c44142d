"""Beside the work: notes, who does it, where the device lies, what it waits for, a call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from mihome_desk.rules import limits
from mihome_desk.rules.moment import Header, Moment, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Ticket, Wait, WaitOn

PARTS_FROM = frozenset({"approved", "repairing", "testing"})


@dataclass(frozen=True)
class Note:
    """Words about a ticket. ``settles`` names items that failed after the repair and were dealt with."""

    ticket: str
    words: limits.Words
    settles: tuple[str, ...] = ()
    manager_pin: str = field(default="", repr=False)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})


@dataclass(frozen=True)
class Assign:
    """Name the technician who is to do the work."""

    ticket: str
    technician: limits.Name


@dataclass(frozen=True)
class Move:
    """Put the device on another shelf or tray."""

    ticket: str
    place: limits.Name


@dataclass(frozen=True)
class BeginWait:
    """From here on nothing can be done: ``parts`` are missing, or the ``customer`` has to do something."""

    ticket: str
    on: WaitOn
    reason: limits.Words = ""


@dataclass(frozen=True)
class Resume:
    """The wait is over; after one for parts the work goes on where it was."""

    ticket: str


@dataclass(frozen=True)
class CallCustomer:
    """Show the customer's phone number for a minute; ``purpose`` says what for."""

    ticket: str
    purpose: limits.Words


@dataclass(frozen=True)
class Noted:
    """Words were added to a ticket; ``signed`` says whose word settles the named items."""

    settles: tuple[str, ...] = ()
    signed: str = ""
    words: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"words"})


@dataclass(frozen=True)
class Assigned:
    """A technician was named."""

    technician: str


@dataclass(frozen=True)
class Moved:
    """The device lies somewhere else."""

    place: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"place"})


@dataclass(frozen=True)
class WaitBegan:
    """Explained time begins; it is shown beside the one-hour clock, never subtracted from it."""

    on: WaitOn
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class WaitEnded:
    """Explained time ends here."""

    on: WaitOn


@dataclass(frozen=True)
class CustomerCalled:
    """Somebody looked at the customer's phone number."""

    purpose: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"purpose"})


def decide_note(situation: Situation, command: Note) -> Decision:
    """A note is possible at every stage; settling a regression is the manager's word."""
    signed = ""
    if command.settles:
        for at, item in enumerate(command.settles):
            if item not in (*situation.known.regressions, *situation.known.unequal):
                raise Refused("no_regression", f"settles.{at}", item=item[: limits.NAME])
        signed = signature(situation)
    return Decision((Noted(command.settles, signed, limits.words(command.words, "words", needed=True)),))


def decide_assign(situation: Situation, command: Assign) -> Decision:
    """Somebody else than now."""
    technician = limits.name(command.technician, "technician", needed=True)
    if technician == situation.known.technician:
        raise Refused("no_change", "technician")
    return Decision((Assigned(technician),))


def decide_move(situation: Situation, command: Move) -> Decision:
    """Somewhere else than now."""
    place = limits.name(command.place, "place", needed=True)
    if place == situation.personal.get("place", ""):
        raise Refused("no_change", "place")
    return Decision((Moved(place),))


def decide_wait(situation: Situation, command: BeginWait) -> Decision:
    """One wait at a time; parts are ordered once the customer has said yes."""
    ticket = situation.known
    if ticket.waiting is not None:
        raise Refused("already_waiting", "on", on=ticket.waiting.on)
    if command.on == "parts" and ticket.stage not in PARTS_FROM:
        raise Refused("parts_too_early", "on")
    return Decision((WaitBegan(command.on, limits.words(command.reason, "reason")),))


def decide_resume(situation: Situation, _: Resume) -> Decision:
    """Ends the wait that is open."""
    waiting = situation.known.waiting
    if waiting is None:
        raise Refused("not_waiting", "ticket")
    return Decision((WaitEnded(waiting.on),))


def decide_call(_: Situation, command: CallCustomer) -> Decision:
    """No manager is needed, a purpose is."""
    return Decision((CustomerCalled(limits.words(command.purpose, "purpose", needed=True)),))


def evolve_noted(ticket: Ticket, _: Header, event: Noted) -> Ticket:
    """Words change nothing; what a manager settled no longer blocks the hand-over."""
    if not event.settles:
        return ticket
    return replace(ticket, regressions_settled=ticket.regressions_settled + event.settles)


def evolve_assigned(ticket: Ticket, _: Header, event: Assigned) -> Ticket:
    """Whoever starts the repair may still be somebody else."""
    return replace(ticket, technician=event.technician)


def evolve_wait_began(ticket: Ticket, header: Header, event: WaitBegan) -> Ticket:
    """Waiting for parts is a stage of its own, waiting for the customer is not."""
    before = closed(ticket, moment(header))
    stage = "waiting_parts" if event.on == "parts" else before.stage
    wait = Wait(event.on, moment(header), before=before.at_work)
    return replace(before, stage=stage, waits=(*before.waits, wait))


def evolve_wait_ended(ticket: Ticket, header: Header, _: WaitEnded) -> Ticket:
    """Back to the stage that the wait interrupted; an end without a beginning contradicts the state."""
    if ticket.waiting is None:
        return replace(ticket, conflict=True)
    return closed(replace(ticket, stage=ticket.at_work), moment(header))


def closed(ticket: Ticket, at: Moment) -> Ticket:
    """The ticket with no wait open any more."""
    if ticket.waiting is None:
        return ticket
    return replace(ticket, waits=(*ticket.waits[:-1], replace(ticket.waits[-1], until=at)))


def unchanged(ticket: Ticket, _: Header, __: object) -> Ticket:
    """What was done is in the history; the state is as before."""
    return ticket


DECIDE = {
    Note: decide_note,
    Assign: decide_assign,
    Move: decide_move,
    BeginWait: decide_wait,
    Resume: decide_resume,
    CallCustomer: decide_call,
}
EVOLVE = {
    Noted: evolve_noted,
    Assigned: evolve_assigned,
    Moved: unchanged,
    WaitBegan: evolve_wait_began,
    WaitEnded: evolve_wait_ended,
    CustomerCalled: unchanged,
}
