"""Payment and hand-over (取机): the slip's token, a second proof, and nothing left to pay."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refusal, Refused
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Method, Payment, Ticket

MOST_FAILURES = 5
ProofKind = Literal["phone", "id", "code"]


@dataclass(frozen=True)
class SecondProof:
    """What shows the person besides the slip.

    ``phone``: the four hidden digits, said aloud; ``id``: what document was seen; ``code``: the
    word agreed at intake.
    """

    kind: ProofKind
    value: limits.Name


@dataclass(frozen=True)
class TakePayment:
    """Money received, in fen."""

    ticket: str
    method: Method
    amount: limits.SomeFen


@dataclass(frozen=True)
class RefundPayment:
    """Money given back, in fen."""

    ticket: str
    method: Method
    amount: limits.SomeFen
    reason: limits.Words


@dataclass(frozen=True)
class HandOver:
    """Give the device back against the slip's token and a second proof.

    ``lost_slip`` says why there is no slip, ``unlock`` why a locked ticket may go all the same; both are
    signed.
    """

    ticket: str
    second_proof: SecondProof
    token: str = ""
    lost_slip: limits.Words = ""
    collected_by: limits.Name = ""
    unlock: limits.Words = ""
    manager_pin: str = field(default="", repr=False)
    NEEDS: ClassVar[tuple[str, ...]] = ("receipt_keys",)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})


@dataclass(frozen=True)
class PaymentTaken:
    """Recorded, not processed."""

    method: Method
    amount: int


@dataclass(frozen=True)
class PaymentRefunded:
    """Money went back over the counter."""

    method: Method
    amount: int
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class ProofFailed:
    """A second proof was wrong, the ``count``-th time in a row."""

    kind: ProofKind
    count: int


@dataclass(frozen=True)
class TicketLocked:
    """Five wrong proofs: only a manager may hand the device over now."""


@dataclass(frozen=True)
class HandedOver:
    """The device is with its owner again; ``slip`` is token or lost, ``signed`` who signed if it needed that."""

    slip: Literal["token", "lost"]
    proof: ProofKind
    signed: str = ""
    shown: str = ""
    collected_by: str = ""
    reason: str = ""
    unlocked: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"shown", "collected_by", "reason", "unlocked"})


def decide_payment(situation: Situation, command: TakePayment) -> Decision:
    """At most what is open; a zero is no payment."""
    ticket = situation.known
    limits.fen(command.amount, "amount", low=1)
    if command.amount > ticket.open_amount:
        raise Refused("over_open", "amount", open=ticket.open_amount)
    return Decision((PaymentTaken(command.method, command.amount),))


def decide_refund(situation: Situation, command: RefundPayment) -> Decision:
    """At most what was paid, and the price of a device that stays here, by whatever way it goes back."""
    paid = situation.known.paid + situation.known.refund_due
    limits.fen(command.amount, "amount", low=1)
    if command.amount > paid:
        raise Refused("over_paid", "amount", paid=paid)
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((PaymentRefunded(command.method, command.amount, reason),))


def decide_hand_over(situation: Situation, command: HandOver) -> Decision:
    """Slip, then money, loaner and regressions, then the person; a wrong person is remembered."""
    ticket = situation.known
    slip = _slip(situation, command)
    if ticket.open_amount:
        raise Refused("money_open", "ticket", open=ticket.open_amount)
    if ticket.refund_due and ticket.overpaid:
        raise Refused("refund_open", "ticket", open=ticket.overpaid)
    if ticket.loaner_out is not None:
        raise Refused("loaner_out", "ticket", loaner=ticket.loaner_out.name)
    if ticket.regressions and ticket.outcome != "refunded":
        raise Refused("regression", "ticket", items=" ".join(ticket.regressions))
    signed = ""
    unlock = limits.words(command.unlock, "unlock")
    if ticket.locked and not unlock:
        raise Refused("locked", "unlock")
    if ticket.locked or slip == "lost":
        signed = signature(situation)
    if slip == "lost" and command.second_proof.kind != "id":
        raise Refused("lost_needs_id", "second_proof.kind")
    shown = limits.name(command.second_proof.value, "second_proof.value", needed=True)
    if not _proven(situation, command.second_proof.kind, shown):
        return _wrong_person(ticket, command.second_proof.kind)
    event = HandedOver(
        slip=slip,
        proof=command.second_proof.kind,
        signed=signed,
        shown=shown if command.second_proof.kind == "id" else "",
        collected_by=limits.name(command.collected_by, "collected_by"),
        reason=limits.words(command.lost_slip, "lost_slip") if slip == "lost" else "",
        unlocked=unlock if ticket.locked else "",
    )
    return Decision((event,))


def _slip(situation: Situation, command: HandOver) -> Literal["token", "lost"]:
    if limits.words(command.lost_slip, "lost_slip") and not command.token:
        return "lost"
    if not command.token:
        raise Refused("needs_slip", "token")
    check_token(situation, command.token)
    return "token"


def check_token(situation: Situation, text: str) -> None:
    """Raises Refused unless ``text`` ends in a genuine token of this ticket's slip in force."""
    ticket = situation.known
    token = identity.open_token(text, situation.receipt_keys)
    if token is None:
        raise Refused("bad_token", "token")
    if str(token.ticket) != ticket.id:
        raise Refused("other_ticket", "token", ticket=ticket.number)
    if token.generation != ticket.generation:
        raise Refused("old_slip", "token")


def _proven(situation: Situation, kind: ProofKind, shown: str) -> bool:
    expected = ""
    if kind == "phone":
        expected = identity.hidden_digits(str(situation.personal.get("phone", "")))
    elif kind == "code":
        expected = str(situation.personal.get("pickup_code", ""))
    else:
        return True
    said = identity.fold(shown)
    return bool(expected) and hmac.compare_digest(said.encode(), identity.fold(expected).encode())


def _wrong_person(ticket: Ticket, kind: ProofKind) -> Decision:
    count = ticket.failures + 1
    if count >= MOST_FAILURES:
        refusal = Refusal("proof_locked", "second_proof.value", {"count": count})
        return Decision((ProofFailed(kind, count), TicketLocked()), refusal)
    refusal = Refusal("bad_proof", "second_proof.value", {"left": MOST_FAILURES - count})
    return Decision((ProofFailed(kind, count),), refusal)


def evolve_payment(ticket: Ticket, header: Header, event: PaymentTaken) -> Ticket:
    """One more payment."""
    return replace(ticket, payments=(*ticket.payments, Payment(event.method, event.amount, header.at_ms)))


def evolve_refund(ticket: Ticket, header: Header, event: PaymentRefunded) -> Ticket:
    """One more refund; more than was paid contradicts the state."""
    refund = Payment(event.method, event.amount, header.at_ms)
    after = replace(ticket, refunds=(*ticket.refunds, refund))
    return after if after.paid + after.refund_due >= 0 else replace(after, conflict=True)


def evolve_proof_failed(ticket: Ticket, _: Header, event: ProofFailed) -> Ticket:
    """Wrong once more."""
    return replace(ticket, failures=event.count)


def evolve_locked(ticket: Ticket, _: Header, __: TicketLocked) -> Ticket:
    """Locked until a manager acts."""
    return replace(ticket, locked=True)


def evolve_handed_over(ticket: Ticket, header: Header, _: HandedOver) -> Ticket:
    """The end of a ticket's life; nobody needs the unlock code any more."""
    return replace(ticket, stage="collected", collected=moment(header), failures=0, locked=False, unlock=None)


DECIDE = {TakePayment: decide_payment, RefundPayment: decide_refund, HandOver: decide_hand_over}
EVOLVE = {
    PaymentTaken: evolve_payment,
    PaymentRefunded: evolve_refund,
    ProofFailed: evolve_proof_failed,
    TicketLocked: evolve_locked,
    HandedOver: evolve_handed_over,
}
