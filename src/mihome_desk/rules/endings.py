"""Endings that need more than a word: exchange, refund, certificate, and a withdrawal in the middle of a repair.

Source: order 4 of 2001 for phones: who sells answers, articles 11 to 13 name repair, exchange and refund;
after an exchange the device must be a new one and its period begins again. Who may do what, the days and the
depreciation stand in the catalogue's policy (`rules.warranty`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from mihome_desk.rules import coverage, limits, warranty
from mihome_desk.rules.front import Store
from mihome_desk.rules.policy import Policy
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Covered, PartUse
from mihome_desk.rules.situation import Catalogue, Situation
from mihome_desk.rules.stages import put_together
from mihome_desk.rules.ticket import Device, Line, Ticket

SELLERS: dict[str, str] = {"exchanged": "exchange", "refunded": "refund", "certified": "certify"}
"""Outcomes that a warranty period gives a right to, and the choice that stands for each."""
RIGHTS = frozenset({"exchange", "refund", "certify"})
ACCESSORY = frozenset({"accessory", "accessory_refund"})
"""Reasons that give a right to another accessory, not to another device."""
SWAP = "in_swap"
UNTESTED = frozenset({"refunded"})
"""Outcomes whose device stays in the house: nobody tests what nobody gets back."""
AS_IT_CAME = frozenset({"no_fault_found", "withdrawn"})
"""Outcomes whose device leaves with the parts that it came with."""
BY_IMEI = frozenset({"phone", "tablet"})
MOST_DAYS = 3_650


@dataclass(frozen=True)
class NewDevice:
    """The device that an exchange gives; an empty model is the one that was brought in."""

    imei: limits.Name = ""
    imei2: limits.Name = ""
    sn: limits.Name = ""
    model: limits.Name = ""


@dataclass(frozen=True)
class RefundGiven:
    """What the invoice says, in fen; ``days`` of use where they were counted by hand.

    ``same_model`` false: the model cannot be had any more and the customer wants no other, which costs no
    depreciation.
    """

    invoice_price: limits.SomeFen
    days: int | None = None
    same_model: bool = True


class Refund(NamedTuple):
    """What a refund gives back and what was taken off for use, both in fen, and the rule behind it."""

    due: int
    deduction: int
    rule: str = ""


def offered(ticket: Ticket, policy: Policy, store: Store) -> tuple[str, ...]:
    """The outcomes that the rules allow this ticket now, whatever lists are still to be answered; likeliest first."""
    if put_together(ticket):
        return ("withdrawn",)
    plain = ("repaired", "no_fault_found", "unrepairable")
    if any(answer in {"fail", "untestable"} for answer in ticket.post.answers.values()):
        plain = ("repaired", "unrepairable", "no_fault_found")
    rights = tuple(outcome for outcome in SELLERS if not _why_not(outcome, ticket, policy, store))
    return (*(plain if worked_on(ticket) else plain[1:]), *rights)


def worked_on(ticket: Ticket) -> bool:
    """Whether somebody began to repair it, here or at the centre."""
    back = ticket.journey is not None and ticket.journey.state == "back"
    return ticket.repair_started is not None or back


def check_right(situation: Situation, outcome: str) -> None:
    """Raises Refused where nobody has a right to this outcome, or another has to give it."""
    ticket = situation.known
    why = _why_not(outcome, ticket, situation.catalogue.warranty, situation.store)
    if why:
        raise Refused(why, "outcome", outcome=outcome)


def _why_not(outcome: str, ticket: Ticket, policy: Policy, store: Store) -> str:
    """The code of the refusal, "" where the outcome is possible.

    What the rules let choose was decided for this store already; who sold the device may be corrected since.
    """
    if ticket.journey is not None and ticket.journey.result == outcome:
        return ""
    if all(fault.covered is None for fault in ticket.faults):
        return "coverage_first"
    rights = rights_of(ticket)
    wanted = SELLERS[outcome]
    allowed = {*policy.allowed(store.kind, ticket.purchase.sold_here), *_swaps(ticket)}
    # Where the model cannot be had any more an exchange becomes a refund.
    instead = {"refund": "exchange"}.get(wanted, wanted)
    if wanted in allowed and rights & {wanted, instead}:
        return ""
    if wanted == "certify":
        return "gives_itself" if rights else "no_right"
    return (
        "not_the_seller"
        if "certify" in rights or (wanted in rights and wanted not in allowed)
        else "no_right"
    )


def rights_of(ticket: Ticket) -> frozenset[str]:
    """What the coverage decided lets choose for the device itself: exchange, refund, certify."""
    found = [each for each in _covered(ticket) if each.code not in ACCESSORY]
    return frozenset(choice for each in found for choice in each.choices) & RIGHTS


def _covered(ticket: Ticket) -> list[Covered]:
    covered = [fault.covered for fault in ticket.faults if fault.covered is not None]
    return [each for each in covered if each.coverage == "in"]


def _swaps(ticket: Ticket) -> tuple[str, ...]:
    """Devices that are swapped instead of repaired: whoever repairs may do it."""
    return ("exchange",) if any(each.code == SWAP for each in _covered(ticket)) else ()


# Exchange


def new_device(situation: Situation, given: NewDevice | None) -> Device:
    """The device that the customer gets, its numbers checked; raises Refused at the field that is wrong."""
    if given is None:
        raise Refused("missing_field", "new_device")
    old = situation.known.device
    imei = limits.imei(given.imei, "new_device.imei")
    imei2 = limits.imei(given.imei2, "new_device.imei2")
    sn = limits.sn(given.sn, "new_device.sn")
    if not imei and (old.category in BY_IMEI and bool(old.imei)):
        raise Refused("empty", "new_device.imei")
    if not imei and not sn:
        raise Refused("empty", "new_device.imei" if old.category in BY_IMEI else "new_device.sn")
    if imei2 and imei2 == imei:
        raise Refused("same_imei", "new_device.imei2")
    for field, number in (("imei", imei), ("imei2", imei2), ("sn", sn)):
        if number and number in {old.imei, old.imei2, old.sn}:
            raise Refused("same_device", f"new_device.{field}")
        if number and number in situation.seen_before:
            raise Refused("not_new", f"new_device.{field}", ticket=situation.seen_before[number])
    model = limits.name(given.model, "new_device.model") or old.model
    return replace(old, imei=imei, imei2=imei2, sn=sn, model=model)


# Refund


def refund(situation: Situation, given: RefundGiven) -> Refund:
    """What goes back to the customer of a situation's ticket. Raises Refused."""
    asked = coverage.question_of(situation, refunded_fault(situation.known))
    return priced(situation.catalogue, situation.known, asked, given)


def priced(catalogue: Catalogue, ticket: Ticket, asked: warranty.Question, given: RefundGiven) -> Refund:
    """The invoice's price less what the policy takes off for use; ``asked`` is the question of `refunded_fault`.

    Raises Refused.
    """
    price = limits.fen(given.invoice_price, "refund.invoice_price", low=1)
    if given.days is not None and not 0 <= given.days <= MOST_DAYS:
        raise Refused("out_of_range", "refund.days", low=0, high=MOST_DAYS)
    if "refund" not in rights_of(ticket) and given.same_model:
        raise Refused("exchange_instead", "refund.same_model")
    asked = replace(asked, price=price, same_model=given.same_model)
    policy = catalogue.warranty
    days = warranty.used_days(asked) if given.days is None else given.days
    used = warranty.depreciation(policy, asked.category, price, days)
    try:
        proposal = warranty.propose(policy, catalogue.calendar, asked)
    except Refused:
        # A manager decided what the rules could not: then only the days of use are left to count.
        return Refund(price - used, used)
    if not given.same_model or ("refund" in proposal.choices and proposal.deduction == 0):
        # In the first days, and where the model cannot be had any more, use takes nothing off.
        used = 0
    return Refund(price - used, used, proposal.rule)


def refunded_fault(ticket: Ticket) -> int:
    """The fault whose coverage gives the right to a refund, the first one where several do."""
    for wanted in ("refund", "exchange"):
        for at, fault in enumerate(ticket.faults):
            if fault.covered is not None and wanted in fault.covered.choices:
                return at
    return 0


# Withdrawn in the middle of a repair


def still_in(ticket: Ticket) -> tuple[PartUse, ...]:
    """The parts that went in with this ticket and were not taken out again."""
    return tuple(use for use in ticket.parts if use.inside)


def line_of(ticket: Ticket, use: PartUse) -> Line | None:
    """The approved line that the customer pays for a part."""
    if ticket.quote is None or ticket.quote.answer != "approve":
        return None
    lines = [line for line in ticket.quote.lines if line.kind == "part" and line.payer == "customer"]
    for name in ("sku", "part", "code", "label"):
        for line in lines:
            said = getattr(line, name)
            if said and said in {use.sku, use.part, use.name}:
                return line
    return None


def charge(ticket: Ticket, skus: tuple[str, ...]) -> tuple[tuple[int, ...], int]:
    """Which uses stay in the device and are paid, and for how many fen in all. Raises Refused.

    What is paid was approved at this price; anything else goes back to the shelf.
    """
    left = still_in(ticket)
    for at, sku in enumerate(skus):
        if sku not in {use.sku for use in left}:
            raise Refused("not_in_device", f"charged.{at}", part=sku[: limits.NAME])
    inside = [use for use in left if use.sku not in skus]
    if inside:
        raise Refused("parts_in", "charged", parts=names(inside))
    total = 0
    for use in left:
        line = line_of(ticket, use)
        if line is None:
            raise Refused("charge_unknown", f"charged.{skus.index(use.sku)}", part=use.name or use.sku)
        total += line.price * use.inside
    return tuple(use.seq for use in left), total


def names(uses: list[PartUse] | tuple[PartUse, ...]) -> str:
    """Parts by name, for a sentence."""
    return ", ".join(dict.fromkeys(use.name or use.sku for use in uses))


def kept(parts: tuple[PartUse, ...], seqs: tuple[int, ...]) -> tuple[PartUse, ...]:
    """The parts of a ticket, those of these entries charged."""
    return tuple(replace(use, charged=use.seq in seqs) for use in parts)


DECIDE: dict[type, Callable[..., Any]] = {}
EVOLVE: dict[type, Callable[..., Any]] = {}
STAGE_OF: dict[type, str] = {}
