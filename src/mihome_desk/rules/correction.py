"""Corrections: every fact can be put right with a reason, and both values stay in the history."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple, get_args

from mihome_desk.rules import identity, limits, purchase, quote
from mihome_desk.rules.coverage import with_fault
from mihome_desk.rules.faults import asked_anew
from mihome_desk.rules.intake import FaultGiven, checked_fault
from mihome_desk.rules.moment import Header
from mihome_desk.rules.paperwork import reissued
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Proof
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Fault, Ticket

Value = str | int | bool | None
PRICED = frozenset({"device.model", "device.brand", "device.storage"})
"""Facts that guide prices go by."""


@dataclass(frozen=True)
class Correct:
    """Put a fact right. ``value`` is text; true, false or null for what was asked; ms or fen for numbers."""

    ticket: str
    field: str
    value: Value
    reason: limits.Words


@dataclass(frozen=True)
class Corrected:
    """A fact was wrong. Private facts stand in ``said``; ``items`` answer for a corrected symptom."""

    field: str
    before: Value = None
    value: Value = None
    items: tuple[str, ...] = ()
    said_before: str = ""
    said: str = ""
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"said_before", "said", "reason"})


class Fact(NamedTuple):
    """How a fact is checked, and under which name its private value is kept ("" for a public one)."""

    check: Callable[[Situation, Any, str], Value]
    said: str = ""
    slip: bool = True


def _name(_: Situation, value: Any, field: str) -> Value:
    return limits.name(_text(value, field), field)


def _needed_name(_: Situation, value: Any, field: str) -> Value:
    return limits.name(_text(value, field), field, needed=True)


def _model(situation: Situation, value: Any, field: str) -> Value:
    """A model that could be bought when this one was."""
    ticket, model = situation.known, limits.name(_text(value, field), field, needed=True)
    try:
        purchase.checked(situation, replace(ticket.device, model=model), ticket.purchase)
    except Refused as refused:
        raise refused.at(field) from None
    return model


def _words(_: Situation, value: Any, field: str) -> Value:
    return limits.words(_text(value, field), field)


def _complaint(situation: Situation, value: Any, field: str) -> Value:
    return limits.words(_text(value, field), field, needed=not situation.known.faults)


def _phone(_: Situation, value: Any, field: str) -> Value:
    return limits.phone(_text(value, field), field)


def _sn(_: Situation, value: Any, field: str) -> Value:
    return limits.sn(_text(value, field), field)


def _imei(situation: Situation, value: Any, field: str) -> Value:
    imei, device = limits.imei(_text(value, field), field), situation.known.device
    if imei and imei == (device.imei2 if field == "device.imei" else device.imei):
        raise Refused("same_imei", field)
    return imei


def _asked(_: Situation, value: Any, field: str) -> Value:
    if value is not None and not isinstance(value, bool):
        raise Refused("not_yes_no", field, found="number" if isinstance(value, int) else "text")
    return value


def _instant(_: Situation, value: Any, field: str) -> Value:
    return limits.instant(_number(value, field), field)


def _estimate(situation: Situation, value: Any, field: str) -> Value:
    return limits.estimate(_number(value, field), situation.known.ceiling)[0]


def _ceiling(situation: Situation, value: Any, field: str) -> Value:
    return limits.estimate(situation.known.estimate, _number(value, field))[1]


def _date(situation: Situation, value: Any, field: str) -> Value:
    return _purchase(situation, field, identity.fold(_text(value, field)))


def _proof(situation: Situation, value: Any, field: str) -> Value:
    if value not in get_args(Proof):
        raise Refused("not_choice", field, choices=" | ".join(filter(None, get_args(Proof))))
    return _purchase(situation, field, value)


def _purchase(situation: Situation, field: str, value: Value) -> Value:
    """The value, once the purchase with it was checked as a whole: dates bear upon each other."""
    ticket, name = situation.known, field.removeprefix(PURCHASE)
    changed: dict[str, Any] = {name: value}
    try:
        purchase.checked(situation, ticket.device, replace(ticket.purchase, **changed), PURCHASE)
    except Refused as refused:
        # What is wrong is told at the date that is being corrected, whichever of two it was found at.
        raise refused.at(field) from None
    return value


def _text(value: Any, field: str) -> str:
    if isinstance(value, str):
        return value
    raise Refused("not_text", field, found=_kind(value))


def _number(value: Any, field: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Refused("not_number", field, found=_kind(value))


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return "true/false" if isinstance(value, bool) else "number" if isinstance(value, int) else "text"


FIELDS: dict[str, Fact] = {
    "customer.name": Fact(_needed_name, "name"),
    "customer.phone": Fact(_phone, "phone"),
    "customer.brought_by": Fact(_name, "brought_by", slip=False),
    "customer.collects": Fact(_name, "collects"),
    "device.model": Fact(_model),
    "device.brand": Fact(_name),
    "device.colour": Fact(_name),
    "device.storage": Fact(_name),
    "device.imei": Fact(_imei),
    "device.imei2": Fact(_imei),
    "device.sn": Fact(_sn),
    "complaint": Fact(_complaint, "complaint"),
    "condition": Fact(_words, "condition"),
    "left_items": Fact(_words, "left_items"),
    "purchase.bought": Fact(_date, slip=False),
    "purchase.activated": Fact(_date, slip=False),
    "purchase.made": Fact(_date, slip=False),
    "purchase.proof": Fact(_proof, slip=False),
    "purchase.sold_here": Fact(_asked, slip=False),
    "invoice": Fact(_name, "invoice", slip=False),
    "account_out": Fact(_asked),
    "backup_consent": Fact(_asked),
    "place": Fact(_name, "place", slip=False),
    "pickup_code": Fact(_name, "pickup_code", slip=False),
    "promised_at": Fact(_instant),
    "estimate": Fact(_estimate),
    "ceiling": Fact(_ceiling),
}
"""Every fact that is not part of a fault; a fault's are ``faults.N.symptom``, ``.words`` and ``.part``."""

PURCHASE = "purchase."
_OF_FAULTS = ("symptom", "words", "part")
_FAULT = re.compile(rf"faults\.(0|[1-9][0-9]?)\.({'|'.join(_OF_FAULTS)})")


def fields_of(ticket: Ticket) -> tuple[str, ...]:
    """The names of all facts of a ticket that can be corrected."""
    faults = [f"faults.{at}.{part}" for at in range(len(ticket.faults)) for part in _OF_FAULTS]
    return (*FIELDS, *faults)


def fault_of(field: str) -> tuple[int, str] | None:
    """Which part of which fault a field's name means, or None."""
    found = _FAULT.fullmatch(field)
    return (int(found[1]), found[2]) if found else None


def on_slip(field: str) -> bool:
    """Whether a fact stands on the intake slip, so that correcting it voids the slip."""
    if field in FIELDS:
        return FIELDS[field].slip
    fault = fault_of(field)
    return fault is not None and fault[1] != "part"


def is_private(field: str) -> bool:
    """Whether a fact belongs to people rather than to the device or the work."""
    return bool(FIELDS[field].said) if field in FIELDS else field.endswith(".words")


def value_of(ticket: Ticket, personal: Mapping[str, Any], field: str) -> Value:
    """A fact as it stands now; "" or None where there is none."""
    fault = fault_of(field)
    if fault is not None:
        at, part = fault
        if part == "words":
            return _fault_words(personal, at)
        return str(getattr(ticket.faults[at], part)) if at < len(ticket.faults) else ""
    said = FIELDS[field].said
    if said:
        return str(personal.get(said, ""))
    owner, _dot, name = field.rpartition(".")
    return getattr(getattr(ticket, owner) if owner else ticket, name)  # type: ignore[no-any-return]


def _fault_words(personal: Mapping[str, Any], at: int) -> str:
    words = personal.get("fault_words", ())
    return str(words[at]) if at < len(words) else ""


def decide_correct(situation: Situation, command: Correct) -> Decision:
    """The same checks as at intake; what stands on the slip voids it, while it can still be shown."""
    ticket, field = situation.known, command.field
    if field not in fields_of(ticket):
        raise Refused("unknown_fact", "field", fact=field[: limits.NAME])
    value, items = _checked(situation, field, command.value)
    _check_prices(situation, field, value)
    before = value_of(ticket, situation.personal, field)
    reason = limits.words(command.reason, "reason", needed=True)
    if value == before and type(value) is type(before):
        raise Refused("no_change", "value")
    if is_private(field):
        event = Corrected(field, said_before=str(before), said=str(value), reason=reason)
    else:
        event = Corrected(field, before, value, items, reason=reason)
    if on_slip(field) and ticket.stage != "collected":
        return Decision((event, reissued(ticket)))
    return Decision((event,))


def _check_prices(situation: Situation, field: str, value: Value) -> None:
    """What is ready to be paid keeps within the list, also as the device that it turns out to be."""
    ticket = situation.known
    if field not in PRICED or (ticket.stage, ticket.outcome) != ("ready", "repaired"):
        return
    named: dict[str, Any] = {field.removeprefix("device."): value}
    for line, cap in quote.beyond(situation.catalogue.prices, ticket, replace(ticket.device, **named)):
        raise Refused("model_cap_done", "value", part=line.label or line.code, cap=cap)


def _checked(situation: Situation, field: str, value: Any) -> tuple[Value, tuple[str, ...]]:
    """The value as it will be kept, and the items of a symptom. Raises Refused at ``value``."""
    try:
        if field in FIELDS:
            return FIELDS[field].check(situation, value, field), ()
        return _fault_value(situation, field, value)
    except Refused as refused:
        raise refused.at("value") from None


def _fault_value(situation: Situation, field: str, value: Any) -> tuple[Value, tuple[str, ...]]:
    ticket, said = situation.known, _text(value, field)
    at, part = fault_of(field) or (0, "")
    words = said if part == "words" else _fault_words(situation.personal, at)
    symptom = said if part == "symptom" else ticket.faults[at].symptom
    of = said if part == "part" else ticket.faults[at].part
    fault, clean = checked_fault(situation, ticket.device, FaultGiven(symptom, words, of), field)
    if part == "words":
        return clean, ()
    return (fault.part, ()) if part == "part" else (fault.symptom, fault.items)


def evolve_corrected(ticket: Ticket, _: Header, event: Corrected) -> Ticket:
    """The public fact as it should have been; private ones are joined beside the state."""
    fault = fault_of(event.field)
    if fault is not None:
        at, told = fault
        if at >= len(ticket.faults) or not isinstance(event.value, str | None):
            return replace(ticket, conflict=True)
        if told == "words":
            return ticket
        return _with_fault(ticket, at, told, event)
    if event.field not in FIELDS:
        return replace(ticket, conflict=True)
    if FIELDS[event.field].said:
        return ticket
    if event.field.startswith(PURCHASE):
        return _with_purchase(ticket, event)
    if event.field.startswith("device."):
        if not isinstance(event.value, str):
            return replace(ticket, conflict=True)
        part: dict[str, Any] = {event.field.removeprefix("device."): event.value}
        return replace(ticket, device=replace(ticket.device, **part))
    asked = event.field in {"account_out", "backup_consent"}
    if event.value is not None and (isinstance(event.value, str) or isinstance(event.value, bool) != asked):
        return replace(ticket, conflict=True)
    changed: dict[str, Any] = {event.field: event.value}
    return replace(ticket, **changed)


def _with_fault(ticket: Ticket, at: int, told: str, event: Corrected) -> Ticket:
    """A fault with another symptom or part: what was decided about it was decided about something else."""
    before, value = ticket.faults[at], str(event.value or "")
    if told == "part":
        return with_fault(ticket, at, replace(before, part=value, covered=None))
    return asked_anew(with_fault(ticket, at, Fault(value, event.items, before.part)), event.items)


def _with_purchase(ticket: Ticket, event: Corrected) -> Ticket:
    """Another purchase: coverage decided from the old dates stays, and the screens ask to look again."""
    name, value = event.field.removeprefix(PURCHASE), event.value
    fits = value is None or isinstance(value, bool) if name == "sold_here" else isinstance(value, str)
    if not fits or (name == "proof" and value not in get_args(Proof)):
        return replace(ticket, conflict=True)
    changed: dict[str, Any] = {name: value}
    return replace(ticket, purchase=replace(ticket.purchase, **changed))


DECIDE = {Correct: decide_correct}
EVOLVE = {Corrected: evolve_corrected}
