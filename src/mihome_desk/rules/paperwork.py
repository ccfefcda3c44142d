"""Papers (单据): every print is an entry, so that a copy is called a copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from mihome_desk.rules import limits
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refusal, Refused
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
    "sale_receipt",
    "day_close",
    "pack_list",
]
PRINTED: tuple[PaperKind, ...] = (
    "intake_slip",
    "shop_copy",
    "device_tag",
    "quote",
    "repair_record",
    "pickup_receipt",
    "lost_slip_form",
    "no_warranty_notice",
    "test_certificate",
    "pack_list",
)
OF_THE_SLIP: tuple[PaperKind, ...] = ("intake_slip", "shop_copy", "device_tag")
"""What carries the pickup code or its facts, and starts again as an original when the slip is reissued."""

LAST_GENERATION = 255
"""The receipt token has eight bits for it."""


@dataclass(frozen=True)
class PrintPaper:
    """Order a paper; from the second copy on a reason is needed."""

    ticket: str
    paper: PaperKind
    reason: limits.Words = ""


@dataclass(frozen=True)
class ReissueSlip:
    """Make a new slip; the one that the customer holds proves nothing any more."""

    ticket: str
    reason: limits.Words


@dataclass(frozen=True)
class PaperQueued:
    """A paper was ordered; 1 is the original, everything above a copy."""

    paper: PaperKind
    copy: int
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class SlipReissued:
    """From here on only slips of this ``generation`` prove who may collect."""

    generation: int
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


def refusal_of(ticket: Ticket, kind: str) -> Refusal | None:
    """Why a ticket has no such paper now, or None where it has one."""
    if ticket.source:
        return Refusal("history_only", "ticket")
    if kind == "queue_slip":
        return Refusal("paper_of_arrival", "paper")
    if kind in {"sale_receipt", "day_close"}:
        return Refusal("paper_of_till", "paper")
    if kind == "quote" and ticket.quote is None:
        return Refusal("no_quote_yet", "paper")
    if kind == "repair_record" and ticket.completed is None:
        return Refusal("no_record_yet", "paper")
    if kind == "no_warranty_notice" and ticket.coverage in {"", "in"}:
        return Refusal("no_notice_yet", "paper")
    if kind == "test_certificate" and ticket.outcome != "certified":
        return Refusal("no_certificate_yet", "paper")
    if kind == "pickup_receipt" and ticket.stage != "collected":
        return Refusal("no_receipt_yet", "paper", {"stage": ticket.stage})
    if kind == "pack_list" and ticket.journey is None:
        return Refusal("no_pack_list", "paper")
    if kind == "lost_slip_form" and ticket.stage == "collected":
        return Refusal("slip_not_needed", "paper")
    return None


def papers_of(ticket: Ticket) -> tuple[PaperKind, ...]:
    """The papers that a ticket has now."""
    return tuple(kind for kind in PRINTED if refusal_of(ticket, kind) is None)


def decide_print(situation: Situation, command: PrintPaper) -> Decision:
    """Each paper exists once what it tells has happened; every copy after the first needs a reason."""
    ticket = situation.known
    refusal = refusal_of(ticket, command.paper)
    if refusal is not None:
        return Decision(refusal=refusal)
    before = ticket.papers.get(command.paper)
    copy = before.copies + 1 if before else 1
    reason = limits.words(command.reason, "reason")
    if copy > 1 and not reason:
        raise Refused("copy_needs_reason", "reason", copy=copy)
    return Decision((PaperQueued(command.paper, copy, reason),))


def decide_reissue(situation: Situation, command: ReissueSlip) -> Decision:
    """A reason, and a number that the token can still hold."""
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((reissued(situation.known, reason),))


def reissued(ticket: Ticket, reason: str = "") -> SlipReissued:
    """The next generation of a ticket's slip. Raises Refused."""
    if ticket.generation >= LAST_GENERATION:
        raise Refused("slips_used_up", "ticket", limit=LAST_GENERATION)
    return SlipReissued(ticket.generation + 1, reason)


def evolve_paper_queued(ticket: Ticket, header: Header, event: PaperQueued) -> Ticket:
    """The last order of a paper is the one that its mark names."""
    last = Copy(event.copy, header.seq, header.at_ms)
    return replace(ticket, papers={**ticket.papers, event.paper: last})


def evolve_slip_reissued(ticket: Ticket, _: Header, event: SlipReissued) -> Ticket:
    """The slip, its shop copy and the tag are originals again."""
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind not in OF_THE_SLIP}
    return replace(ticket, generation=event.generation, papers=papers)


DECIDE = {PrintPaper: decide_print, ReissueSlip: decide_reissue}
EVOLVE = {PaperQueued: evolve_paper_queued, SlipReissued: evolve_slip_reissued}
