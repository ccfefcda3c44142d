"""Faults (故障) that are named after intake: the customer remembers one more, or the technician finds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from mihome_desk.rules import limits
from mihome_desk.rules.intake import MOST_FAULTS, FaultGiven, checked_fault
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Checks, Fault, Ticket


@dataclass(frozen=True)
class AddFault:
    """The customer, or the device, names one more fault."""

    ticket: str
    symptom: str = ""
    words: limits.Words = ""


@dataclass(frozen=True)
class FaultAdded:
    """The ``at``-th fault of the device, counted from 0."""

    at: int
    fault: Fault
    words: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"words"})


def decide_add_fault(situation: Situation, command: AddFault) -> Decision:
    """Its symptom's items have to be answered one by one, whatever was covered before."""
    ticket = situation.known
    if len(ticket.faults) >= MOST_FAULTS:
        raise Refused("out_of_range", "symptom", low=0, high=MOST_FAULTS)
    given = FaultGiven(command.symptom, command.words)
    try:
        fault, words = checked_fault(situation, ticket.device, given, "")
    except Refused as refused:
        raise refused.at(refused.refusal.field.removeprefix(".")) from None
    return Decision((FaultAdded(len(ticket.faults), fault, words),))


def evolve_fault_added(ticket: Ticket, _: Header, event: FaultAdded) -> Ticket:
    """One more fault at the end of the list."""
    conflict = ticket.conflict or event.at != len(ticket.faults)
    after = replace(ticket, faults=(*ticket.faults, event.fault), conflict=conflict)
    return asked_anew(after, event.fault.items)


def asked_anew(ticket: Ticket, items: tuple[str, ...]) -> Ticket:
    """The list before the repair without the bulk answers of a symptom's items.

    Once the repair has begun that list is closed: nobody can test any more how the device came.
    """
    dropped = set(items) & set(ticket.pre.bulk)
    if not dropped or ticket.repair_started is not None:
        return ticket
    answers = {item: answer for item, answer in ticket.pre.answers.items() if item not in dropped}
    bulk = tuple(item for item in ticket.pre.bulk if item not in dropped)
    return replace(ticket, pre=Checks(answers, bulk, complete=False))


DECIDE = {AddFault: decide_add_fault}
EVOLVE = {FaultAdded: evolve_fault_added}
