"""Coverage as papers say it: purchase, rule, grounds and evidence, in the paper's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Any

from mihome_desk import words
from mihome_desk.catalog import load, warranty
from mihome_desk.printing.facts import ClaimTold
from mihome_desk.rules.coverage import BY_HAND_RULE, COSTS, SIGNED_RULE
from mihome_desk.rules.policy import Policy, read_policy
from mihome_desk.rules.service import Covered, Purchase
from mihome_desk.rules.ticket import Fault, Ticket
from mihome_desk.text import N_, say

# Rules that stand in no catalogue: people decided.
_BY_PEOPLE = {SIGNED_RULE: N_("decided by a manager"), BY_HAND_RULE: N_("decided by the store")}


@cache
def _policy() -> Policy:
    return read_policy(warranty.service_rules())


def purchase(known: Purchase, invoice: str, language: str) -> tuple[tuple[str, str], ...]:
    """Labels (messages) and what is known behind them."""
    proof = say(language, words.PURCHASE_PROOFS[known.proof]) if known.proof else ""
    return tuple(
        (label, value)
        for label, value in (
            (N_("Bought on"), known.bought),
            (N_("Activated"), known.activated),
            (N_("Made on"), known.made),
            (N_("Proof"), " ".join(filter(None, (proof, invoice)))),
        )
        if value
    )


def claims(ticket: Ticket, personal: Mapping[str, Any], language: str) -> tuple[ClaimTold, ...]:
    """What was decided, fault by fault; those that nobody decided about are left out."""
    return tuple(
        _claim(ticket, personal, at, fault.covered, language)
        for at, fault in enumerate(ticket.faults)
        if fault.covered is not None
    )


def _claim(
    ticket: Ticket, personal: Mapping[str, Any], at: int, covered: Covered, language: str
) -> ClaimTold:
    reason, evidence = (_said(personal, name, at) for name in ("coverage_reasons", "coverage_evidence"))
    by_people = covered.rule in _BY_PEOPLE
    # The rules' own sentence would contradict what people decided instead.
    grounds = [reason] if by_people else [words.coverage_reason(covered, language), reason]
    choices = (say(language, words.CHOICES[choice]) for choice in covered.choices)
    return ClaimTold(
        fault=_name(ticket.faults[at], personal, at, language),
        coverage=say(language, words.COVERAGES[covered.coverage]),
        rule=say(language, _BY_PEOPLE[covered.rule]) if by_people else _title(covered.rule, language),
        grounds="\n".join(filter(None, grounds)),
        until=covered.until,
        evidence=evidence,
        due=say(language, ", ").join(choices) if covered.coverage == "in" else "",
        charged=covered.coverage in COSTS,
    )


def _title(rule: str, language: str) -> str:
    named = _policy().title(rule)
    return named.zh if language == "zh_CN" else named.en


def _name(fault: Fault, personal: Mapping[str, Any], at: int, language: str) -> str:
    symptom = load.symptoms().get(fault.symptom)
    name = "" if symptom is None else symptom.zh if language == "zh_CN" else symptom.en
    part = _policy().part_names.get(fault.part)
    said = (name, _said(personal, "fault_words", at))
    of = () if part is None or fault.part == "host" else (part.zh if language == "zh_CN" else part.en,)
    return say(language, ": ").join(filter(None, chain(said, of)))


def _said(personal: Mapping[str, Any], name: str, at: int) -> str:
    found = personal.get(name, ())
    return str(found[at]) if at < len(found) else ""
