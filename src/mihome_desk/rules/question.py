"""A question to the coverage engine: what is known about a device, checked before any rule is asked."""

from __future__ import annotations

from dataclasses import dataclass

from mihome_desk.rules import limits
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.holidays import day_of
from mihome_desk.rules.policy import HOST, PROOFS, Policy
from mihome_desk.rules.refusal import Refused

COUNTS = (
    *("repaired_days", "waiting_days", "repairs", "same_fault_repairs", "accessory_swaps"),
    *("repair_days", "parts_days", "guarantee_days"),
)
MOST_DAYS = 3_650
_ALL = 10_000


@dataclass(frozen=True)
class Question:
    """What is known about a device when one of its parts has failed.

    ``on`` is the day it was sent in. ``proof`` is invoice, order, card, none, or empty where nobody asked.
    ``repaired_days`` and ``waiting_days`` are those of earlier repairs, ``repair_days`` and ``parts_days`` the
    days that this one has taken by the repairer's own cause and by missing parts, all from the day of sending
    in. ``guarantee_from`` is the hand-over of an earlier repair of the same fault or part, with its days (0 for
    the policy's). ``price`` is the invoice price in fen; for an accessory its own price today.
    """

    category: str
    on: str
    bought: str = ""
    activated: str = ""
    made: str = ""
    proof: str = ""
    part: str = HOST
    repaired_days: int = 0
    waiting_days: int = 0
    excluded: str = ""
    glass: str = ""
    repairs: int = 0
    same_fault_repairs: int = 0
    accessory_swaps: int = 0
    repair_days: int = 0
    parts_days: int = 0
    exchanged_on: str = ""
    bare_exchange: bool = False
    guarantee_from: str = ""
    guarantee_days: int = 0
    listed_fault: bool = True
    same_model: bool = True
    price: int | None = None
    sold_here: bool | None = None
    store_kind: str = "own"
    model: str = ""


def check(policy: Policy, question: Question) -> None:
    """Whether the question can be asked at all. Raises Refused at the field that is wrong."""
    from_plain(Question, vars(question))
    policy.part(question.category, question.part)
    if question.proof not in PROOFS:
        raise Refused("not_choice", "proof", choices=" | ".join(sorted(PROOFS - {""})))
    if question.store_kind not in ("own", "outlet", "centre"):
        raise Refused("not_choice", "store_kind", choices="own | outlet | centre")
    for name, table in (("excluded", policy.exclusions), ("glass", policy.glass)):
        code = getattr(question, name)
        if code and code not in table:
            raise Refused("not_choice", name, choices=" | ".join(table))
    if question.excluded and question.glass:
        raise Refused("one_finding", "glass")
    for name in COUNTS:
        if not 0 <= getattr(question, name) <= MOST_DAYS:
            raise Refused("out_of_range", name, low=0, high=MOST_DAYS)
    if question.price is not None:
        limits.fen(question.price, "price")
    on = day_of(question.on, "on")
    for name in ("exchanged_on", "guarantee_from"):
        if getattr(question, name) and day_of(getattr(question, name), name) > on:
            raise Refused("date_future", name, day=getattr(question, name), on=question.on)
    check_dates(policy, question)


def check_dates(policy: Policy, question: Question) -> None:
    """The dates of a device's life against each other. Raises Refused at the field that contradicts."""
    on = day_of(question.on, "on")
    first = policy.first_day(question.category, question.model)
    for name in ("made", "bought", "activated"):
        day = getattr(question, name)
        if not day:
            continue
        if day_of(day, name) > on:
            raise Refused("date_future", name, day=day, on=question.on)
        if name != "made" and day < first:
            raise Refused("before_model", name, day=day, first=first)
    made = question.made
    if made and question.activated and question.activated < made:
        raise Refused("activated_before_made", "activated", day=question.activated, made=made)
    if made and question.bought and question.bought < made:
        raise Refused("bought_before_made", "bought", day=question.bought, made=made)


def depreciation(policy: Policy, category: str, price: int, days: int) -> int:
    """Fen that so many days of use take off an invoice price, never more than all of it."""
    share = min(_ALL, policy.kind(category).depreciation * max(0, days))
    return price * share // _ALL


def used_days(question: Question) -> int:
    """Days of use that a refund counts: from the sale, without those in repair and of waiting for parts."""
    start = next(filter(None, (question.exchanged_on, question.bought, question.activated)), question.on)
    whole = (day_of(question.on, "on") - day_of(start, "bought")).days
    return max(0, whole - question.repaired_days - question.waiting_days)
