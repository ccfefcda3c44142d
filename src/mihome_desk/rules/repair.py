"""Repair (维修): its start, and every way in which a ticket changes its course; how it ends is `completion`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from mihome_desk.rules import charging, endings, limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.stages import put_together
from mihome_desk.rules.ticket import Checks, Programme, Stage, Ticket

Channel = Literal["phone", "sms", "wechat", "in_person"]


@dataclass(frozen=True)
class StartRepair:
    """A technician takes the device; from testing it is a second attempt."""

    ticket: str
    technician: limits.Name


@dataclass(frozen=True)
class TellCustomer:
    """The customer was told that the device can be collected."""

    ticket: str
    channel: Channel


@dataclass(frozen=True)
class Withdraw:
    """The customer takes the device back before the work is over."""

    ticket: str
    reason: limits.Words


@dataclass(frozen=True)
class Void:
    """The ticket should not exist; ``device_here`` false closes it without a hand-over."""

    ticket: str
    reason: limits.Words
    device_here: bool = True
    manager_pin: str = field(default="", repr=False)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})


@dataclass(frozen=True)
class Reopen:
    """Something was wrong after all: the completion is struck, the clock runs on from entry."""

    ticket: str
    reason: limits.Words


@dataclass(frozen=True)
class ChangeProgramme:
    """Go on as another programme."""

    ticket: str
    programme: Programme
    reason: limits.Words


@dataclass(frozen=True)
class RepairStarted:
    """Work began."""

    technician: str


@dataclass(frozen=True)
class CustomerTold:
    """The customer knows; the storage clock starts here."""

    channel: Channel


@dataclass(frozen=True)
class TicketWithdrawn:
    """The customer changed their mind; the one-hour clock stops at this entry.

    ``back_together``: the repair had begun, so that the device is put together and tested before it leaves.
    """

    back_together: bool = False
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class TicketVoided:
    """The ticket counts for nothing."""

    signed: str
    device_here: bool
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class TicketReopened:
    """The completion is struck."""

    back_to: Stage
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class ProgrammeChanged:
    """Another programme from here on; ``diagnosed`` tells whether a quote had been made."""

    programme: Programme
    diagnosed: bool
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


def decide_start(situation: Situation, command: StartRepair) -> Decision:
    """No repair without the pre list, nor where the approved quote charges whom it may not."""
    ticket = situation.known
    if not ticket.pre.complete:
        items = situation.catalogue.items(ticket.device.category, "pre")
        missing = [item.code for item in items if item.code not in ticket.pre.answers]
        raise Refused("checks_missing", "ticket", items=" ".join(missing))
    charging.check(ticket, "ticket")
    return Decision((RepairStarted(limits.name(command.technician, "technician", needed=True)),))


def decide_tell(_: Situation, command: TellCustomer) -> Decision:
    """Told as often as it takes; the first time counts."""
    return Decision((CustomerTold(command.channel),))


def decide_withdraw(situation: Situation, command: Withdraw) -> Decision:
    """A reason in the customer's words; what was opened is closed and tested before it leaves."""
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((TicketWithdrawn(endings.worked_on(situation.known), reason),))


def decide_void(situation: Situation, command: Void) -> Decision:
    """A manager signs; nothing of the house may be away with the customer, or the device with the centre."""
    ticket = situation.known
    reason = limits.words(command.reason, "reason", needed=True)
    if ticket.stage == "at_hq" and command.device_here:
        raise Refused("device_away", "device_here")
    if not command.device_here and ticket.loaner_out is not None:
        raise Refused("loaner_out", "ticket", loaner=ticket.loaner_out.name)
    return Decision((TicketVoided(signature(situation), command.device_here, reason),))


def decide_reopen(situation: Situation, command: Reopen) -> Decision:
    """Back to where the work was; a void ticket stays void, and money that went out comes back first."""
    ticket = situation.known
    if ticket.outcome == "void":
        raise Refused("void_stays", "ticket")
    if ticket.stage == "testing" and not put_together(ticket):
        raise Refused("nothing_to_reopen", "ticket")
    if ticket.outcome == "refunded" and ticket.paid < 0:
        raise Refused("refund_paid", "ticket", amount=-ticket.paid)
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((TicketReopened(_back_to(ticket), reason),))


def _back_to(ticket: Ticket) -> Stage:
    if ticket.outcome == "declined":
        return "quoted"
    if ticket.outcome == "withdrawn" and ticket.stage_before:
        return ticket.stage_before  # type: ignore[return-value]
    return "repairing" if ticket.repair_started else "diagnosing"


def decide_change_programme(situation: Situation, command: ChangeProgramme) -> Decision:
    """What it does to the rate follows from whether diagnosis had ended."""
    ticket = situation.known
    if command.programme == ticket.programme:
        raise Refused("same_programme", "programme", programme=command.programme)
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((ProgrammeChanged(command.programme, ticket.quote is not None, reason),))


def evolve_started(ticket: Ticket, header: Header, event: RepairStarted) -> Ticket:
    """Earlier post answers, and what a manager said about them, belong to the attempt before."""
    started = ticket.repair_started or moment(header)
    return replace(
        ticket,
        stage="repairing",
        technician=event.technician,
        repair_started=started,
        post=Checks(),
        regressions_settled=(),
    )


def evolve_told(ticket: Ticket, header: Header, _: CustomerTold) -> Ticket:
    """The first word counts."""
    return replace(ticket, told=ticket.told or moment(header))


def evolve_withdrawn(ticket: Ticket, header: Header, event: TicketWithdrawn) -> Ticket:
    """The device waits for its owner, or first to be put together and tested once more."""
    after = replace(ticket, stage_before=ticket.at_work, outcome="withdrawn", given_up=moment(header))
    if event.back_together:
        return replace(after, stage="testing", post=Checks(), regressions_settled=())
    return replace(after, stage="ready")


def evolve_voided(ticket: Ticket, header: Header, event: TicketVoided) -> Ticket:
    """A voided ticket still gives the device back, if there is one."""
    stage: Stage = "ready" if event.device_here else "collected"
    collected = None if event.device_here else moment(header)
    return replace(
        ticket,
        stage=stage,
        outcome="void",
        given_up=ticket.given_up or moment(header),
        collected=collected,
        unlock=ticket.unlock if event.device_here else None,
    )


def evolve_reopened(ticket: Ticket, _: Header, event: TicketReopened) -> Ticket:
    """Struck: completion, outcome, the word to the customer, the post list, and what the ending gave."""
    quote = ticket.quote
    if quote is not None and quote.answer == "decline":
        quote = replace(quote, answer="")
    return replace(
        ticket,
        stage=event.back_to,
        outcome="",
        completed=None,
        given_up=None,
        told=None,
        post=Checks(),
        quote=quote,
        regressions_settled=(),
        storage=(),
        new_device=None,
        refund_due=0,
        charged_due=0,
        parts=endings.kept(ticket.parts, ()),
    )


def evolve_programme_changed(ticket: Ticket, header: Header, event: ProgrammeChanged) -> Ticket:
    """The first way out of quick repair is remembered, so that coming back cannot polish the rate."""
    if ticket.programme != "quick" or ticket.left_quick:
        return replace(ticket, programme=event.programme)
    left = "after" if event.diagnosed else "before"
    return replace(ticket, programme=event.programme, left_quick=left, left_at=moment(header))


DECIDE = {
    StartRepair: decide_start,
    TellCustomer: decide_tell,
    Withdraw: decide_withdraw,
    Void: decide_void,
    Reopen: decide_reopen,
    ChangeProgramme: decide_change_programme,
}
EVOLVE = {
    RepairStarted: evolve_started,
    CustomerTold: evolve_told,
    TicketWithdrawn: evolve_withdrawn,
    TicketVoided: evolve_voided,
    TicketReopened: evolve_reopened,
    ProgrammeChanged: evolve_programme_changed,
}
