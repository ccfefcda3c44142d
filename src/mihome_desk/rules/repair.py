"""Repair (维修) and every way in which the work on a ticket ends before the device goes home."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from mihome_desk.rules import diagnosis, limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Checks, Programme, Stage, Ticket

Outcome = Literal["repaired", "no_fault_found", "unrepairable", "exchanged", "refunded", "certified"]
# Endings that need warranty, stock or a paper for the seller.
LATER = frozenset({"exchanged", "refunded", "certified"})
Channel = Literal["phone", "sms", "wechat", "in_person"]


@dataclass(frozen=True)
class StartRepair:
    """A technician takes the device; from testing it is a second attempt."""

    ticket: str
    technician: limits.Name


@dataclass(frozen=True)
class CompleteRepair:
    """The work is over: what came out, what was found, what was done."""

    ticket: str
    outcome: Outcome
    found: limits.Words
    done: limits.Words


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
class RepairCompleted:
    """Work is over; the one-hour clock stops at this entry."""

    outcome: Outcome
    found: str = ""
    done: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"found", "done"})


@dataclass(frozen=True)
class CustomerTold:
    """The customer knows; the storage clock starts here."""

    channel: Channel


@dataclass(frozen=True)
class TicketWithdrawn:
    """The customer changed their mind; the one-hour clock stops at this entry."""

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
    """No repair without the pre list."""
    ticket = situation.known
    if not ticket.pre.complete:
        items = situation.catalogue.items(ticket.device.category, "pre")
        missing = [item.code for item in items if item.code not in ticket.pre.answers]
        raise Refused("checks_missing", "ticket", items=" ".join(missing))
    return Decision((RepairStarted(limits.name(command.technician, "technician", needed=True)),))


def decide_complete(situation: Situation, command: CompleteRepair) -> Decision:
    """No completion without the post list, whatever came out."""
    ticket = situation.known
    if command.outcome in LATER:
        raise Refused("not_yet", "outcome", command=command.outcome)
    if ticket.repair_started is None:
        if command.outcome == "repaired":
            raise Refused("not_started", "outcome")
        missing = diagnosis.missing_for_quote(situation.catalogue, ticket)
        if missing:
            raise Refused("checks_missing", "ticket", items=" ".join(missing))
    if not ticket.post.complete:
        items = situation.catalogue.items(ticket.device.category, "post")
        missing = [item.code for item in items if item.code not in ticket.post.answers]
        raise Refused("post_missing", "ticket", items=" ".join(missing))
    if command.outcome == "repaired" and (ticket.quote is None or ticket.quote.answer != "approve"):
        raise Refused("not_approved", "outcome")
    found = limits.words(command.found, "found", needed=True)
    done = limits.words(command.done, "done", needed=command.outcome == "repaired")
    return Decision((RepairCompleted(command.outcome, found, done),))


def decide_tell(_: Situation, command: TellCustomer) -> Decision:
    """Told as often as it takes; the first time counts."""
    return Decision((CustomerTold(command.channel),))


def decide_withdraw(_: Situation, command: Withdraw) -> Decision:
    """A reason in the customer's words."""
    return Decision((TicketWithdrawn(limits.words(command.reason, "reason", needed=True)),))


def decide_void(situation: Situation, command: Void) -> Decision:
    """A manager signs."""
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((TicketVoided(signature(situation), command.device_here, reason),))


def decide_reopen(situation: Situation, command: Reopen) -> Decision:
    """Back to where the work was; a void ticket stays void."""
    ticket = situation.known
    if ticket.outcome == "void":
        raise Refused("void_stays", "ticket")
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


def evolve_completed(ticket: Ticket, header: Header, event: RepairCompleted) -> Ticket:
    """Completed is neither told nor collected; its record is a paper of its own."""
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind != "repair_record"}
    return replace(ticket, stage="ready", outcome=event.outcome, completed=moment(header), papers=papers)


def evolve_told(ticket: Ticket, header: Header, _: CustomerTold) -> Ticket:
    """The first word counts."""
    return replace(ticket, told=ticket.told or moment(header))


def evolve_withdrawn(ticket: Ticket, header: Header, _: TicketWithdrawn) -> Ticket:
    """The device waits for its owner."""
    return replace(
        ticket, stage="ready", stage_before=ticket.at_work, outcome="withdrawn", given_up=moment(header)
    )


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
    """Struck: completion, outcome, the word to the customer and the post list."""
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
    )


def evolve_programme_changed(ticket: Ticket, header: Header, event: ProgrammeChanged) -> Ticket:
    """The first way out of quick repair is remembered, so that coming back cannot polish the rate."""
    if ticket.programme != "quick" or ticket.left_quick:
        return replace(ticket, programme=event.programme)
    left = "after" if event.diagnosed else "before"
    return replace(ticket, programme=event.programme, left_quick=left, left_at=moment(header))


DECIDE = {
    StartRepair: decide_start,
    CompleteRepair: decide_complete,
    TellCustomer: decide_tell,
    Withdraw: decide_withdraw,
    Void: decide_void,
    Reopen: decide_reopen,
    ChangeProgramme: decide_change_programme,
}
EVOLVE = {
    RepairStarted: evolve_started,
    RepairCompleted: evolve_completed,
    CustomerTold: evolve_told,
    TicketWithdrawn: evolve_withdrawn,
    TicketVoided: evolve_voided,
    TicketReopened: evolve_reopened,
    ProgrammeChanged: evolve_programme_changed,
}
