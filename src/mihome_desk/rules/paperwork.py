"""Papers (单据): every print is an entry, so that a copy is called a copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from mihome_desk.rules import limits
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Copy, Ticket

PaperKind = Literal[
    "intake_slip",
    "pickup_receipt",
    "shop_copy",
    "device_tag",
    "quote",
    "repair_record",
    "no_warranty_notice",
    "queue_slip",
    "lost_slip_form",
    "test_certificate",
    "day_close",
]
PRINTED = ("intake_slip", "pickup_receipt")


@dataclass(frozen=True)
class PrintPaper:
    """Order a paper; from the second copy on a reason is needed."""

    ticket: str
    paper: PaperKind
    reason: str = ""


@dataclass(frozen=True)
class PaperQueued:
    """A paper was ordered; 1 is the original, everything above a copy."""

    paper: PaperKind
    copy: int
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


def decide_print(situation: Situation, command: PrintPaper) -> Decision:
    """A receipt exists once the device is handed over."""
    ticket = situation.known
    if command.paper not in PRINTED:
        raise Refused("not_yet", "paper", command=command.paper)
    if command.paper == "pickup_receipt" and ticket.stage != "collected":
        raise Refused("no_receipt_yet", "paper", stage=ticket.stage)
    if ticket.source:
        raise Refused("history_only", "ticket")
    before = ticket.papers.get(command.paper)
    copy = before.copies + 1 if before else 1
    reason = limits.words(command.reason, "reason")
    if copy > 1 and not reason:
        raise Refused("copy_needs_reason", "reason", copy=copy)
    return Decision((PaperQueued(command.paper, copy, reason),))


def evolve_paper_queued(ticket: Ticket, header: Header, event: PaperQueued) -> Ticket:
    """The last order of a paper is the one that its mark names."""
    last = Copy(event.copy, header.seq, header.at_ms)
    return replace(ticket, papers={**ticket.papers, event.paper: last})


DECIDE = {PrintPaper: decide_print}
EVOLVE = {PaperQueued: evolve_paper_queued}
