"""The end of the work (完工): what came out, and what each outcome needs before the device goes home."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from mihome_desk.rules import charging, diagnosis, endings, limits, quote
from mihome_desk.rules.endings import NewDevice, RefundGiven
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.stages import put_together
from mihome_desk.rules.ticket import Device, Ticket

Outcome = Literal[
    "repaired", "no_fault_found", "unrepairable", "exchanged", "refunded", "certified", "withdrawn"
]
OF_COMPLETION = frozenset({"repair_record", "test_certificate"})
"""Papers that tell how the work ended, and are originals again once it ends another time."""


@dataclass(frozen=True)
class CompleteRepair:
    """The work is over: what came out, what was found, what was done.

    ``new_device`` goes with exchanged, ``refund`` with refunded; ``charged`` names by SKU the parts that stay
    in a device whose owner withdrew, and are paid.
    """

    ticket: str
    outcome: Outcome
    found: limits.Words
    done: limits.Words
    new_device: NewDevice | None = None
    refund: RefundGiven | None = None
    charged: tuple[limits.Name, ...] = ()
    NEEDS: ClassVar[tuple[str, ...]] = ("device_past", "seen_before")


@dataclass(frozen=True)
class RepairCompleted:
    """Work is over; the one-hour clock stops at this entry.

    ``refund_due`` is what goes back to the customer, ``deduction`` what was taken off ``invoice_price`` for
    use, ``rule`` the rule behind it; ``charged`` are the entries of parts that stay and are paid with
    ``charged_due``. All amounts are fen.
    """

    outcome: Outcome
    new_device: Device | None = None
    invoice_price: int = 0
    deduction: int = 0
    refund_due: int = 0
    rule: str = ""
    charged: tuple[int, ...] = ()
    charged_due: int = 0
    found: str = ""
    done: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"found", "done"})


def decide_complete(situation: Situation, command: CompleteRepair) -> Decision:
    """No completion without the post list, unless the device stays in the house."""
    ticket, outcome = situation.known, command.outcome
    if (outcome == "withdrawn") != put_together(ticket):
        raise Refused("put_together_first" if put_together(ticket) else "not_withdrawn", "outcome")
    _check_lists(situation, outcome)
    if outcome == "repaired" and not _agreed(ticket):
        raise Refused("not_approved", "outcome")
    if outcome == "repaired":
        _check_model(situation)
        charging.check(ticket, "outcome")
        for fault in charging.undecided(ticket):
            raise Refused("brand_undecided", "outcome", fault=fault + 1)
        for use in charging.issued_outside(ticket):
            raise Refused("issued_outside", "outcome", part=use.name or use.sku, fault=use.fault + 1)
    if outcome in endings.SELLERS:
        endings.check_right(situation, outcome)
    found = limits.words(command.found, "found", needed=True)
    done = limits.words(command.done, "done", needed=outcome == "repaired")
    return Decision((_ending(situation, command, RepairCompleted(outcome, found=found, done=done)),))


def _check_model(situation: Situation) -> None:
    """A model put right after the answer has other prices; those of a newer list change no answer."""
    ticket = situation.known
    for line, cap in quote.beyond(situation.catalogue.prices, ticket, ticket.device):
        raise Refused("model_cap", "outcome", part=line.label or line.code, cap=cap)


def _check_lists(situation: Situation, outcome: str) -> None:
    ticket = situation.known
    if not endings.worked_on(ticket):
        if outcome == "repaired":
            raise Refused("not_started", "outcome")
        missing = diagnosis.missing_for_quote(situation.catalogue, ticket)
        if missing:
            raise Refused("checks_missing", "ticket", items=" ".join(missing))
    if outcome in endings.UNTESTED:
        return
    if not ticket.post.complete:
        items = situation.catalogue.items(ticket.device.category, "post")
        missing = [item.code for item in items if item.code not in ticket.post.answers]
        raise Refused("post_missing", "ticket", items=" ".join(missing))
    # The device that an exchange gives is another one: what the old one could says nothing about it.
    if ticket.unequal and outcome != "exchanged":
        raise Refused("post_unequal", "ticket", items=" ".join(ticket.unequal))


def _agreed(ticket: Ticket) -> bool:
    """Whether the customer said yes, or the centre did it under warranty and there was nothing to agree to."""
    if ticket.quote is None:
        return ticket.journey is not None and ticket.journey.state == "back"
    return ticket.quote.answer == "approve"


def _ending(situation: Situation, command: CompleteRepair, event: RepairCompleted) -> RepairCompleted:
    """The fact with what its outcome needs beside the words. Raises Refused."""
    ticket, outcome = situation.known, command.outcome
    for name, wanted in (("new_device", "exchanged"), ("refund", "refunded"), ("charged", "withdrawn")):
        if getattr(command, name) and outcome != wanted:
            raise Refused("not_of_outcome", name, outcome=outcome)
    if outcome == "exchanged":
        return replace(event, new_device=endings.new_device(situation, command.new_device))
    if outcome == "refunded" and command.refund is not None:
        back = endings.refund(situation, command.refund)
        price = command.refund.invoice_price
        return replace(
            event, invoice_price=price, deduction=back.deduction, refund_due=back.due, rule=back.rule
        )
    if outcome == "refunded":
        raise Refused("missing_field", "refund")
    if outcome in endings.AS_IT_CAME:
        seqs, fen = endings.charge(ticket, command.charged)
        return replace(event, charged=seqs, charged_due=fen)
    return event


def evolve_completed(ticket: Ticket, header: Header, event: RepairCompleted) -> Ticket:
    """Completed is neither told nor collected; its record is a paper of its own.

    What was withdrawn is never completed: its clock stopped when the customer said so.
    """
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind not in OF_COMPLETION}
    return replace(
        ticket,
        stage="ready",
        outcome=event.outcome,
        completed=None if event.outcome == "withdrawn" else moment(header),
        papers=papers,
        new_device=event.new_device,
        refund_due=event.refund_due,
        charged_due=event.charged_due,
        parts=endings.kept(ticket.parts, event.charged),
    )


DECIDE = {CompleteRepair: decide_complete}
EVOLVE = {RepairCompleted: evolve_completed}
STAGE_OF = {RepairCompleted: "complete_repair"}
