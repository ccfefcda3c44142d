"""Loaners (备用机): out to a customer, and back before the device leaves.

Source: order 4 of 2001: whose phone is not repaired within seven days is lent another one, free of charge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Loaner
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Method, Ticket


@dataclass(frozen=True)
class LendLoaner:
    """Lend the customer a device of the house; ``deposit`` is fen that they leave for it."""

    ticket: str
    name: limits.Name
    serial: limits.Name
    deposit: limits.Fen = 0
    method: Method = "cash"
    NEEDS: ClassVar[tuple[str, ...]] = ("loaner_at",)


@dataclass(frozen=True)
class TakeBackLoaner:
    """The loaner is back, in what condition; ``keep`` is what stays of the deposit, in fen, for damage."""

    ticket: str
    condition: limits.Words
    keep: limits.Fen = 0
    method: Method = "cash"


@dataclass(frozen=True)
class LoanerLent:
    """A loaner went out, and perhaps a deposit came in."""

    name: str
    serial: str
    deposit: int = 0
    method: Method = "cash"


@dataclass(frozen=True)
class LoanerReturned:
    """The loaner is back; ``deposit_back`` fen went back to the customer."""

    serial: str
    deposit_back: int = 0
    method: Method = "cash"
    words: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"words"})


def decide_lend(situation: Situation, command: LendLoaner) -> Decision:
    """One loaner for a ticket, and each to one customer at a time."""
    ticket = situation.known
    if ticket.loaner_out is not None:
        raise Refused("has_loaner", "ticket", loaner=ticket.loaner_out.name)
    name = limits.name(command.name, "name", needed=True)
    serial = number_of(command.serial)
    if serial in {ticket.device.imei, ticket.device.imei2, ticket.device.sn}:
        raise Refused("own_device", "serial")
    if situation.loaner_at:
        raise Refused("loaner_elsewhere", "serial", ticket=situation.loaner_at)
    deposit = limits.fen(command.deposit, "deposit")
    return Decision((LoanerLent(name, serial, deposit, command.method),))


def number_of(given: str) -> str:
    """A loaner's number in its one spelling: an IMEI, or whatever the house wrote on it. Raises Refused."""
    said = identity.fold(limits.name(given, "serial", needed=True)).upper()
    problem = identity.imei_problem(said) if said.isdigit() and len(said) == 15 else None
    if problem:
        raise Refused(problem, "serial")
    return said


def decide_take_back(situation: Situation, command: TakeBackLoaner) -> Decision:
    """What is kept of the deposit cannot be more than it was."""
    out = situation.known.loaner_out
    if out is None:
        raise Refused("no_loaner", "ticket")
    keep = limits.fen(command.keep, "keep")
    if keep > out.deposit:
        raise Refused("over_deposit", "keep", deposit=out.deposit)
    words = limits.words(command.condition, "condition", needed=True)
    return Decision((LoanerReturned(out.serial, out.deposit - keep, command.method, words),))


def evolve_lent(ticket: Ticket, header: Header, event: LoanerLent) -> Ticket:
    """Two at once contradict the state; the last one stands."""
    loaner = Loaner(event.name, event.serial, moment(header), event.deposit)
    return replace(ticket, loaner=loaner, conflict=ticket.conflict or ticket.loaner_out is not None)


def evolve_returned(ticket: Ticket, header: Header, _: LoanerReturned) -> Ticket:
    """What was never lent cannot come back."""
    if ticket.loaner_out is None:
        return replace(ticket, conflict=True)
    return replace(ticket, loaner=replace(ticket.loaner_out, back=moment(header)))


DECIDE: dict[type, Callable[..., Any]] = {LendLoaner: decide_lend, TakeBackLoaner: decide_take_back}
EVOLVE: dict[type, Callable[..., Any]] = {LoanerLent: evolve_lent, LoanerReturned: evolve_returned}
STAGE_OF: dict[type, str] = {LoanerLent: "lend_loaner", LoanerReturned: "take_back_loaner"}
