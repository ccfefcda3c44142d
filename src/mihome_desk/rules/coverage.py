"""Coverage (保内 / 保外 / 非保): what is decided about each fault, and the customer's answer to it.

The rules propose, people decide: as proposed without a word, otherwise with a reason and a signature; towards
the customer's cost with evidence and with the customer knowing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from mihome_desk.rules import limits, purchase, warranty
from mihome_desk.rules.moment import Header, Moment
from mihome_desk.rules.policy import HOST
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Coverage, Covered, PastRepair, Purchase
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Catalogue, Decision, Situation
from mihome_desk.rules.ticket import Fault, Ticket
from mihome_desk.rules.warranty import Proposal, Question

COSTS = frozenset({"out", "void"})
"""Coverage that leaves the customer with the bill."""
PAPERS_OF_IT = ("no_warranty_notice", "test_certificate")
SIGNED_RULE = "manager"
BY_HAND_RULE = "by_hand"
NO_PROPOSAL = frozenset({"no_purchase_date", "purchase_unproven", "no_policy", "device_retired"})
"""Refusals of the rules that leave the decision to people; all others are facts to be put right first."""
_RETIRES = frozenset({"exchanged", "refunded"})
_DONE = frozenset({"repaired", "exchanged"})


@dataclass(frozen=True)
class DecideCoverage:
    """Say what is covered: of a ticket's ``fault``, counted from 0.

    As the rules propose it nothing more is needed. ``excluded`` names an exclusion that was found and ``glass``
    what the crack looks like, both with ``evidence``. Otherwise than proposed: a ``reason`` and a manager, and
    towards the customer's cost ``evidence`` and that the customer knows (``acknowledged``).
    """

    ticket: str
    coverage: Coverage
    reason: limits.Words = ""
    fault: int = 0
    part: str = ""
    excluded: str = ""
    glass: str = ""
    evidence: limits.Words = ""
    acknowledged: bool = False
    manager_pin: str = field(default="", repr=False)
    NEEDS: ClassVar[tuple[str, ...]] = ("device_past",)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})


@dataclass(frozen=True)
class AnswerNotice:
    """What the customer said to the no-warranty notice (非保告知书), and how: counter, phone, wechat."""

    ticket: str
    answer: Literal["agree", "disagree"]
    how: limits.Name


@dataclass(frozen=True)
class CoverageDecided:
    """What is covered about a fault, counted from 0, and by which rule."""

    fault: int
    part: str
    covered: Covered
    reason: str = ""
    evidence: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason", "evidence"})


@dataclass(frozen=True)
class NoticeAnswered:
    """The customer agrees to pay, or does not."""

    answer: Literal["agree", "disagree"]
    how: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"how"})


# What the rules are asked


@dataclass(frozen=True)
class Claim:
    """A device and its faults as they bear on what is covered: a ticket, or an intake that becomes one.

    ``on`` is the day on which it was sent in, the one that counts; ``repair_days`` and ``parts_days`` are what
    this repair has taken so far, ``past`` the earlier repairs of the same device.
    """

    category: str
    purchase: Purchase
    faults: tuple[Fault, ...]
    on: str
    store_kind: str = "outlet"
    past: tuple[PastRepair, ...] = ()
    repair_days: int = 0
    parts_days: int = 0
    model: str = ""


def claim_of(ticket: Ticket, past: Iterable[PastRepair], kind: str, zone: str, now_ms: int) -> Claim:
    """The claim behind a ticket.

    A mailed-in device is late from its arrival at the centre on; its warranty is judged by the day on which the
    customer gave it to a store.
    """
    local = ZoneInfo(zone)

    def day(at_ms: int) -> date:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(local).date()

    def days(since: Moment, until: Moment | None) -> int:
        return max(0, (day(until.at_ms if until else now_ms) - day(since.at_ms)).days)

    centre = ticket.parcel_at or (ticket.journey.at_centre if ticket.journey else None)
    sent_in, until = centre or ticket.opened, ticket.completed
    # What is waited for is nobody's delay here; for missing parts the days run from sending in.
    waited = sum(days(wait.since, wait.until) for wait in ticket.waits)
    missing = (days(sent_in, wait.until) for wait in ticket.waits if wait.on == "parts")
    return Claim(
        category=ticket.device.category,
        purchase=ticket.purchase,
        faults=ticket.faults,
        on=ticket.sent_in or ticket.day,
        store_kind=kind,
        past=tuple(past),
        repair_days=max(0, days(sent_in, until) - waited),
        parts_days=max(missing, default=0),
        model=ticket.device.model,
    )


def with_past(claim: Claim, past: Iterable[PastRepair]) -> Claim:
    """The same claim, the device's earlier repairs known."""
    return replace(claim, past=tuple(past))


def question_of(situation: Situation, fault: int = 0) -> Question:
    """What the warranty rules are asked about a fault of the situation's ticket; it needs ``device_past``."""
    store, now = situation.store, situation.now.at_ms
    claim = claim_of(situation.known, situation.device_past, store.kind, store.zone, now)
    return asked(situation.catalogue, claim, fault)


def asked(
    catalogue: Catalogue, claim: Claim, fault: int, part: str = "", excluded: str = "", glass: str = ""
) -> Question:
    """What the warranty rules are asked about one fault of a claim, with what was found about it."""
    told = claim.faults[fault]
    part = part or told.part
    exchanged = max(
        (past.done for past in claim.past if past.exchanged_to and past.done <= claim.on), default=""
    )
    # What happened to the device before it was exchanged happened to another one.
    earlier = [past for past in claim.past if exchanged <= past.opened <= claim.on and not past.exchanged_to]
    covered = [past for past in earlier if any(of == "in" for _symptom, _part, of in past.faults)]
    again = _last_of(earlier, told.symptom, part, claim.on)
    of_host = part == HOST
    return Question(
        category=claim.category,
        on=claim.on,
        bought=claim.purchase.bought,
        activated=claim.purchase.activated,
        made=claim.purchase.made,
        proof=claim.purchase.proof,
        part=part,
        repaired_days=sum(past.busy_days - past.parts_days for past in covered),
        waiting_days=sum(past.parts_days for past in covered),
        repairs=_count(earlier, lambda _, of: of == HOST),
        same_fault_repairs=_count(earlier, lambda was, of: of == HOST and was == told.symptom),
        accessory_swaps=0 if of_host else _count(earlier, lambda _, of: of == part),
        repair_days=claim.repair_days,
        parts_days=claim.parts_days,
        exchanged_on=exchanged,
        listed_fault=told.symptom not in catalogue.unlisted,
        guarantee_from=again,
        guarantee_days=catalogue.warranty.guarantee_days(part) if again else 0,
        sold_here=claim.purchase.sold_here,
        store_kind=claim.store_kind,
        model=claim.model,
        excluded=excluded,
        glass=glass,
    )


def _count(past: Iterable[PastRepair], meant: Callable[[str, str], bool]) -> int:
    """How many earlier repairs in warranty put right a fault (symptom, part) that is meant."""
    return sum(
        each.outcome in _DONE
        and any(of == "in" and meant(symptom, part) for symptom, part, of in each.faults)
        for each in past
    )


def _last_of(past: Iterable[PastRepair], symptom: str, part: str, on: str) -> str:
    """From when the last repair of the same fault must hold: the day on which the device was collected."""

    def same(before: str, of: str) -> bool:
        return bool(symptom and symptom == before) or (part != HOST and part == of)

    held = [
        each.collected or each.done
        for each in past
        if each.outcome in _DONE and any(same(before, of) for before, of, _covered in each.faults)
    ]
    return max((day for day in held if day <= on), default="")


def retired_by(claim: Claim) -> PastRepair | None:
    """The ticket on which this device was exchanged away or taken back: its warranty went with it."""
    return next(
        (
            past
            for past in claim.past
            if past.outcome in _RETIRES and not past.exchanged_to and past.opened <= claim.on
        ),
        None,
    )


def proposal(
    catalogue: Catalogue, claim: Claim, fault: int, part: str = "", excluded: str = "", glass: str = ""
) -> Proposal:
    """What the rules propose. Raises Refused where they cannot: no date, no proof of one, a device retired."""
    retired = retired_by(claim)
    if retired is not None:
        raise Refused("device_retired", "device", ticket=retired.ticket, day=retired.done)
    question = asked(catalogue, claim, fault, part, excluded, glass)
    return warranty.propose(catalogue.warranty, catalogue.calendar, question)


def coverage_of(ticket: Ticket) -> str:
    """in, out, void, mixed where the faults differ, "" before any decision."""
    return ticket.coverage


# What people decide


def decide_coverage(situation: Situation, command: DecideCoverage) -> Decision:
    """As proposed, or with what the departure from it needs."""
    ticket = situation.known
    if not 0 <= command.fault < len(ticket.faults):
        raise _unknown_fault(ticket)
    command = replace(command, excluded=situation.catalogue.warranty.exclusion_of(command.excluded))
    fault = ticket.faults[command.fault]
    part = fault.part
    if command.part:
        part = purchase.part(situation.catalogue, ticket.device.category, command.part, "part")
    store = situation.store
    claim = claim_of(ticket, situation.device_past, store.kind, store.zone, situation.now.at_ms)
    proposed = _proposed(situation, command, claim, part)
    reason, evidence = limits.words(command.reason, "reason"), limits.words(command.evidence, "evidence")
    signed = _answered_for(situation, command, proposed, fault.covered, reason, evidence)
    if proposed is None and command.coverage == "in" and retired_by(claim) is not None:
        signed = signature(situation)
    covered = _covered(command, proposed, signed)
    if fault.covered == covered and part == fault.part and not (reason or evidence):
        raise Refused("no_change", "coverage")
    return Decision((CoverageDecided(command.fault, part, covered, reason, evidence),))


def _unknown_fault(ticket: Ticket) -> Refused:
    if not ticket.faults:
        return Refused("no_fault_yet", "fault")
    return Refused("unknown_fault", "fault", faults=" ".join(str(at) for at in range(len(ticket.faults))))


def _proposed(situation: Situation, command: DecideCoverage, claim: Claim, part: str) -> Proposal | None:
    """The proposal, None where the rules have none. Raises Refused for facts that they find wrong."""
    try:
        return proposal(
            situation.catalogue, claim, command.fault, part, excluded=command.excluded, glass=command.glass
        )
    except Refused as refused:
        if refused.refusal.code in NO_PROPOSAL:
            return None
        raise


def _answered_for(
    situation: Situation,
    command: DecideCoverage,
    proposed: Proposal | None,
    before: Covered | None,
    reason: str,
    evidence: str,
) -> str:
    """Who signs, "" where nobody needs to. Raises Refused for what is missing, a manager last."""
    differs = proposed is not None and proposed.coverage != command.coverage
    changed = before is not None and before.coverage != command.coverage
    if (differs or changed or proposed is None) and not reason:
        raise Refused("coverage_needs_reason", "reason")
    if command.coverage == "in" and on_hearsay(proposed) and not reason:
        raise Refused("unseen_needs_reason", "reason")
    costs = command.coverage in COSTS
    told_in = (differs and proposed is not None and proposed.coverage == "in") or (
        before is not None and before.coverage == "in"
    )
    if costs and (command.excluded or command.glass or told_in) and not evidence:
        raise Refused("needs_evidence", "evidence")
    if costs and told_in and not command.acknowledged:
        raise Refused("needs_acknowledgement", "acknowledged")
    return signature(situation) if differs else ""


def on_hearsay(proposed: Proposal | None) -> bool:
    """Whether a proposal rests on a date that nobody has seen a paper for."""
    return proposed is not None and proposed.params.get("basis") == "said"


def _covered(command: DecideCoverage, proposed: Proposal | None, signed: str) -> Covered:
    if proposed is None:
        choices = ("repair",) if command.coverage == "in" else ()
        return Covered(
            command.coverage, BY_HAND_RULE, choices=choices, acknowledged=command.acknowledged, signed=signed
        )
    seen: dict[str, Any] = {
        "until": proposed.until,
        "proposed": proposed.coverage,
        "provisional": proposed.provisional,
        "code": proposed.code,
        "params": dict(proposed.params),
        "excluded": command.excluded,
        "glass": command.glass,
        "acknowledged": command.acknowledged,
    }
    if not signed:
        return Covered(command.coverage, proposed.rule, choices=tuple(proposed.choices), **seen)
    choices = ("repair",) if command.coverage == "in" else ()
    return Covered(command.coverage, SIGNED_RULE, choices=choices, signed=signed, **seen)


def decide_notice(situation: Situation, command: AnswerNotice) -> Decision:
    """Only what was noticed can be answered; another answer later is an entry of its own."""
    ticket = situation.known
    if not needs_notice(ticket):
        raise Refused("no_notice", "ticket")
    how = limits.name(command.how, "how", needed=True)
    if ticket.notice == command.answer:
        raise Refused("no_change", "answer")
    return Decision((NoticeAnswered(command.answer, how),))


def needs_notice(ticket: Ticket) -> bool:
    """Whether a fault is out of warranty or not covered."""
    return any(fault.covered is not None and fault.covered.coverage in COSTS for fault in ticket.faults)


def evolve_decided(ticket: Ticket, _: Header, event: CoverageDecided) -> Ticket:
    """Another decision is another notice: what the customer answered to the one before says nothing of it."""
    if not 0 <= event.fault < len(ticket.faults):
        return replace(ticket, conflict=True)
    decided = replace(ticket.faults[event.fault], part=event.part, covered=event.covered)
    return with_fault(ticket, event.fault, decided)


def with_fault(ticket: Ticket, at: int, fault: Fault) -> Ticket:
    """The ticket with another fault in a place; papers and answers about its coverage are struck with it."""
    faults = (*ticket.faults[:at], fault, *ticket.faults[at + 1 :])
    if fault.covered is None and ticket.faults[at].covered is None:
        return replace(ticket, faults=faults)
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind not in PAPERS_OF_IT}
    return replace(ticket, faults=faults, notice="", papers=papers)


def evolve_notice(ticket: Ticket, _: Header, event: NoticeAnswered) -> Ticket:
    """The last answer counts; the paper with it is one of its own."""
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind != "no_warranty_notice"}
    return replace(
        ticket, notice=event.answer, papers=papers, conflict=ticket.conflict or not needs_notice(ticket)
    )


DECIDE: dict[type, Callable[..., Any]] = {DecideCoverage: decide_coverage, AnswerNotice: decide_notice}
EVOLVE: dict[type, Callable[..., Any]] = {CoverageDecided: evolve_decided, NoticeAnswered: evolve_notice}
STAGE_OF: dict[type, str] = {CoverageDecided: "decide_coverage", NoticeAnswered: "answer_notice"}
