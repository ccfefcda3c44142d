"""Whom the work may be charged to: what was approved, decided and answered has to fit before work goes on."""

from __future__ import annotations

from mihome_desk.rules import coverage
from mihome_desk.rules.endings import still_in
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import PartUse
from mihome_desk.rules.ticket import Ticket


def check(ticket: Ticket, field: str) -> None:
    """Raises Refused at ``field`` where the quote charges somebody who, as things stand, need not pay."""
    lines = ticket.quote.lines if ticket.quote else ()
    for at in contradictions(ticket):
        raise Refused("coverage_changed", field, fault=lines[at].fault + 1)
    for at in disputed(ticket):
        raise Refused("notice_disagreed", field, fault=lines[at].fault + 1)


def contradictions(ticket: Ticket) -> tuple[int, ...]:
    """Which lines of the standing quote contradict what is covered, counted from 0.

    A part, or a fee that names one, is not charged to the customer for a fault in warranty, nor to the brand for
    one out of it. Labour is one fee per ticket: it contradicts only where all faults are covered alike.
    """
    found = []
    for at, line in enumerate(ticket.quote.lines if ticket.quote else ()):
        if (line.kind == "part" or line.part) and line.fault < len(ticket.faults):
            covered = ticket.faults[line.fault].covered
            decided: str = covered.coverage if covered else ""
        else:
            decided = ticket.coverage if line.kind == "labour" and _all_decided(ticket) else ""
        charged = line.payer == "customer" and line.total > 0
        if (decided == "in" and charged) or (decided in coverage.COSTS and line.payer == "brand"):
            found.append(at)
    return tuple(found)


def _all_decided(ticket: Ticket) -> bool:
    return all(fault.covered is not None for fault in ticket.faults)


def disputed(ticket: Ticket) -> tuple[int, ...]:
    """Which lines charge work to a customer who said no to the no-warranty notice, counted from 0.

    A fee is not work unless it names a part, and a fault that nobody decided is not what the notice was about.
    The one labour fee is charged because of the fault that is not covered, whichever fault its line names.
    """
    if ticket.notice != "disagree" or ticket.quote is None:
        return ()
    found = []
    for at, line in enumerate(ticket.quote.lines):
        covered = ticket.faults[line.fault].covered if line.fault < len(ticket.faults) else None
        meant = covered is not None and (line.kind == "labour" or covered.coverage in coverage.COSTS)
        if (line.kind != "fee" or line.part) and line.payer == "customer" and line.total > 0 and meant:
            found.append(at)
    return tuple(found)


def issued_outside(ticket: Ticket) -> tuple[PartUse, ...]:
    """HQ's parts inside for faults that are not in warranty after all: the customer would pay for a gift."""
    found = []
    for use in still_in(ticket):
        covered = ticket.faults[use.fault].covered if use.fault < len(ticket.faults) else None
        if use.owner == "issued" and covered is not None and covered.coverage in coverage.COSTS:
            found.append(use)
    return tuple(found)


def undecided(ticket: Ticket) -> tuple[int, ...]:
    """The faults, counted from 0, with parts inside that the brand pays and no word about their coverage."""
    lines = ticket.quote.lines if ticket.quote else ()
    by_brand = {line.fault for line in lines if line.kind == "part" and line.payer == "brand"}
    used = sorted({use.fault for use in still_in(ticket)} & by_brand)
    return tuple(at for at in used if at < len(ticket.faults) and ticket.faults[at].covered is None)
