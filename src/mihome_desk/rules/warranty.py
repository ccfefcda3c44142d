"""The coverage engine (三包): one question about a device's part on a day, one proposal with its arithmetic.

Pure. The rules' numbers come with `Policy`, the rest days with `Calendar`; dates are YYYY-MM-DD, money is fen.
A proposal is what the desk reads out, never a decision: that is made by a person and journalled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from mihome_desk.rules.holidays import Calendar, corresponding, day_of
from mihome_desk.rules.period import Basis, Period, last_of
from mihome_desk.rules.policy import CHOICES, Exclusion, Kind, Policy
from mihome_desk.rules.question import Question, check, check_dates, depreciation, used_days
from mihome_desk.rules.refusal import Refused

__all__ = [
    "Calendar",
    "Policy",
    "Proposal",
    "Question",
    "check_dates",
    "depreciation",
    "propose",
    "used_days",
]

PROVEN: dict[str, Basis] = {"invoice": "invoice", "order": "order", "card": "card"}


@dataclass(frozen=True)
class Proposal:
    """What the rules propose. ``code`` and ``params`` make the sentence (`words.coverage_reason`).

    ``until`` is the last day of the period, empty where there is none; ``deduction`` what use takes off a
    refund (fen), None where no refund is due or no price is known; ``provisional`` that a public calendar or
    a proof is still to come.
    """

    coverage: Literal["in", "out", "void"]
    until: str
    rule: str
    choices: tuple[str, ...]
    code: str
    params: dict[str, str | int] = field(default_factory=dict)
    provisional: bool = False
    deduction: int | None = None


def propose(policy: Policy, calendar: Calendar, question: Question) -> Proposal:
    """The rules' answer. Raises Refused at the question's field that is wrong or missing."""
    check(policy, question)
    case = _Case(policy, calendar, question)
    period = case.period()
    reason, what = case.exclusion()
    if reason and not what.covered and (period is None or case.on <= period.until):
        return case.void(period, reason, what)
    guarantee = case.guarantee() if not reason or what.covered else None
    if period is not None and case.on <= period.until and period.basis != "unproven":
        return case.within(period, reason, what)
    if guarantee is not None:
        return guarantee
    if period is None:
        if case.promised():
            raise Refused("no_purchase_date", "bought")
        return case.unpromised()
    if case.on <= period.until:
        raise Refused("purchase_unproven", "proof")
    return case.over(period)


class _Case:
    """One question with its rules at hand."""

    def __init__(self, policy: Policy, calendar: Calendar, question: Question) -> None:
        self.policy = policy
        self.calendar = calendar
        self.question = question
        self.kind: Kind = policy.kind(question.category)
        self.part = policy.part(question.category, question.part)
        self.on = day_of(question.on, "on")

    # ---------------------------------------------------------------- the period

    def promised(self) -> bool:
        """Whether law or maker promise anything for the part."""
        return any(self.kind.months[self.part])

    def start(self) -> tuple[Basis, str] | None:
        """What the period counts from: an exchange, a proven purchase, activation, or production."""
        asked = self.question
        keeps = asked.bare_exchange and self.part in self.policy.accessories.apart
        restarts = not self.kind.swap and not keeps
        if asked.exchanged_on and restarts:
            return "exchanged", asked.exchanged_on
        if asked.bought and asked.proof in PROVEN:
            return PROVEN[asked.proof], asked.bought
        if asked.activated:
            return "activated", asked.activated
        if asked.bought and not asked.proof:
            return "said", asked.bought
        if asked.made:
            return "made", asked.made
        return ("unproven", asked.bought) if asked.bought else None

    def period(self) -> Period | None:
        """The part's period with its arithmetic; None without a date or a promise."""
        start = self.start()
        if start is None or not self.promised():
            return None
        basis, begin = start
        law, maker = self.kind.months[self.part]
        shelf = self.policy.limits.made_months - 12 if basis == "made" else 0
        asked = self.question
        due = corresponding(day_of(begin, "bought"), max(law, maker) + shelf)
        extended = due + timedelta(days=asked.repaired_days + asked.waiting_days)
        until = self.calendar.last_day(extended)
        early = self._activated_early(basis)
        unsure = basis == "said" or early or not self.calendar.known(until)
        return Period(basis, begin, law, maker, shelf, due, extended, until, unsure, early)

    def _activated_early(self, basis: Basis) -> bool:
        """Whether the device was in use well before the paper says it was sold."""
        asked = self.question
        if basis not in PROVEN.values() or not asked.activated:
            return False
        earlier = day_of(asked.bought, "bought") - day_of(asked.activated, "activated")
        return earlier.days > self.policy.limits.early_days

    # ---------------------------------------------------------------- outside it

    def exclusion(self) -> tuple[str, Exclusion]:
        """What was found that decides by itself: an exclusion, or what a crack looks like; "" where nothing."""
        asked = self.question
        if asked.excluded:
            return f"exclusion.{asked.excluded}", self.policy.exclusions[asked.excluded]
        if asked.glass:
            return f"glass.{asked.glass}", self.policy.glass[asked.glass]
        return "", Exclusion("", "", "", "", covered=True)

    def void(self, period: Period | None, rule: str, what: Exclusion) -> Proposal:
        """Within the period, or at an unknown time, but not covered."""
        params = self._params(period) | _named("what", what.zh, what.en)
        params |= _named("evidence", what.evidence_zh, what.evidence_en)
        until = period.until.isoformat() if period else ""
        unsure = period is not None and period.unsure
        return Proposal(
            "void", until, rule, ("repair",), "void" if period else "void_undated", params, unsure
        )

    def over(self, period: Period) -> Proposal:
        """After the period."""
        params = self._params(period) | {"days": (self.on - period.until).days}
        until = period.until.isoformat()
        return Proposal("out", until, self._rule(period), ("repair",), "over", params, period.unsure)

    def unpromised(self) -> Proposal:
        """A part that neither law nor maker promises anything for."""
        rule = f"{self.kind.law}.no_promise"
        return Proposal("out", "", rule, ("repair",), "no_promise", self._params(None))

    def guarantee(self) -> Proposal | None:
        """The warranty of an earlier repair, where it still runs."""
        asked = self.question
        if not asked.guarantee_from:
            return None
        given = asked.guarantee_days or self.policy.guarantee_days(self.part)
        days = max(given, self.policy.limits.guarantee_floor)
        fell = day_of(asked.guarantee_from, "guarantee_from") + timedelta(days=days)
        until = self.calendar.last_day(fell)
        if self.on > until:
            return None
        params = self._params(None) | {
            "start": asked.guarantee_from,
            "days": days,
            "due": fell.isoformat(),
            "until": until.isoformat(),
        }
        params |= last_of(self.calendar, fell, until)
        unsure = not self.calendar.known(until)
        return Proposal("in", until.isoformat(), "repair.guarantee", ("repair",), "guarantee", params, unsure)

    # ---------------------------------------------------------------- within it

    def within(self, period: Period, reason: str, what: Exclusion) -> Proposal:
        """In the period: a repair at least, and what else the customer may choose."""
        code, rights, more = self._rights(period)
        rule = f"{self._promise(code, period)}.{code}"
        if code == "in":
            rule = reason or self._rule(period)
            if reason:
                code = "glass_in"
                more |= _named("what", what.zh, what.en)
        choices, seller = self._carried_out(rights, code)
        params = self._params(period) | more
        if "refund" in rights:
            params["rate"] = self.kind.depreciation
        deduction = self._deduction(code) if "refund" in rights else None
        if deduction is not None and self.question.price is not None:
            params |= {"price": self.question.price, "deduction": deduction, "used": used_days(self.question)}
            params |= {"refund": self.question.price - deduction}
        params |= {"seller": 1} if seller else {}
        params |= {"no_model": 1} if "exchange" in rights and not self.question.same_model else {}
        until = period.until.isoformat()
        return Proposal("in", until, rule, choices, code, params, period.unsure, deduction)

    def _rights(self, period: Period) -> tuple[str, tuple[str, ...], dict[str, str | int]]:
        """The strongest right that is reached: its code, what may be chosen, and its own numbers."""
        asked = self.question
        if self.policy.accessory(asked.category, self.part):
            if asked.accessory_swaps >= self.policy.limits.swaps:
                return "accessory_refund", ("repair", "refund"), {"swaps": asked.accessory_swaps}
            # The swap of an accessory is its repair; an exchange is of the device.
            return "accessory", ("repair",), {}
        if asked.listed_fault and period.from_sale:
            sold = day_of(period.start, "bought")
            for code, days, rights in (
                ("refund_days", max(self.kind.refund_days), ("repair", "exchange", "refund")),
                ("exchange_days", max(self.kind.exchange_days), ("repair", "exchange", *self._if_none())),
            ):
                fell = sold + timedelta(days=days)
                last = self.calendar.last_day(fell)
                if self.on <= last:
                    told: dict[str, str | int] = {"day": (self.on - sold).days, "limit": last.isoformat()}
                    return code, rights, told | {"days": days}
        return self._exchange_due()

    def _if_none(self) -> tuple[str, ...]:
        return () if self.question.same_model else ("refund",)

    def _exchange_due(self) -> tuple[str, tuple[str, ...], dict[str, str | int]]:
        asked, needed = self.question, self.policy.limits.repairs
        rights = ("repair", "exchange", "refund")
        repairs = asked.same_fault_repairs if self.policy.same_fault_only else asked.repairs
        repairs = max(repairs, asked.same_fault_repairs)
        if asked.listed_fault and repairs >= needed:
            return "two_repairs", rights, {"repairs": repairs}
        if asked.parts_days > self.kind.parts_days:
            return "parts_late", rights, {"days": asked.parts_days, "limit": self.kind.parts_days}
        if asked.repair_days > self.kind.repair_days:
            return "repair_late", rights, {"days": asked.repair_days, "limit": self.kind.repair_days}
        if self.kind.swap:
            return "in_swap", ("repair", "exchange"), {}
        return "in", ("repair",), {}

    def _carried_out(self, rights: tuple[str, ...], code: str) -> tuple[tuple[str, ...], bool]:
        """The rights as this store may carry them out; whether some are left to the seller."""
        allowed = set(self.policy.allowed(self.question.store_kind, self.question.sold_here))
        if code == "in_swap":
            # A swap stands for a repair: whoever repairs may do it.
            allowed.add("exchange")
        left = [right for right in rights if right not in allowed]
        mine = {right for right in rights if right in allowed} | ({"certify"} if left else set())
        return tuple(choice for choice in CHOICES if choice in mine), bool(left)

    def _deduction(self, code: str) -> int | None:
        asked = self.question
        if asked.price is None:
            return None
        if code in ("refund_days", "accessory_refund") or not asked.same_model:
            return 0
        return depreciation(self.policy, asked.category, asked.price, used_days(asked))

    # ---------------------------------------------------------------- what is told

    def _promise(self, code: str, period: Period) -> str:
        """Whose promise a right comes from: the maker's where it goes further than the law."""
        if code.startswith("accessory"):
            return self._law(period)
        days = {"refund_days": self.kind.refund_days, "exchange_days": self.kind.exchange_days}.get(code)
        return "maker" if days is not None and days[1] > days[0] else self.kind.law

    def _rule(self, period: Period) -> str:
        if period.basis in ("exchanged", "made"):
            return "exchange.period" if period.basis == "exchanged" else "maker.made"
        return f"{self._law(period)}.period"

    def _law(self, period: Period) -> str:
        return "maker" if period.maker > period.law else self.kind.law

    def _params(self, period: Period | None) -> dict[str, str | int]:
        part = self.policy.part_names[self.part]
        law = self.policy.rules[self._law(period) if period else self.kind.law]
        params = _named("part", part.zh, part.en) | _named("rule", law.zh, law.en)
        params["on"] = self.question.on
        if period is None:
            return params
        if period.early:
            params["activated"] = self.question.activated
        told = period.told(self.question.repaired_days, self.question.waiting_days)
        return params | told | last_of(self.calendar, period.extended, period.until)


def _named(name: str, zh: str, en: str) -> dict[str, str | int]:
    """A name in both languages, as a sentence's parameters hold it."""
    return {f"{name}_zh": zh, f"{name}_en": en}
