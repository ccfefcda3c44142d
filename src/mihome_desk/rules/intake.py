"""Intake (受理): a customer arrives, a ticket is opened, words are added to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Header, Moment, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Category, Device, Fault, Programme, Ticket


@dataclass(frozen=True)
class Customer:
    """Who owns the device, and who brings it when that is somebody else."""

    name: str
    phone: str
    brought_by: str = ""


@dataclass(frozen=True)
class DeviceGiven:
    """A device as typed or scanned."""

    category: Category
    model: str
    brand: str = ""
    colour: str = ""
    storage: str = ""
    imei: str = ""
    imei2: str = ""
    sn: str = ""


@dataclass(frozen=True)
class FaultGiven:
    """A fault as told: a symptom code of the catalogue, words, or both."""

    symptom: str = ""
    words: str = ""


@dataclass(frozen=True)
class Arrive:
    """Somebody came in: one key, one queue number."""


@dataclass(frozen=True)
class OpenTicket:
    """Take a device in. ``promised_at`` and ``intake_started_at`` are UTC ms; None means nobody asked."""

    customer: Customer
    device: DeviceGiven
    programme: Programme
    faults: tuple[FaultGiven, ...] = ()
    complaint: str = ""
    condition: str = ""
    left_items: str = ""
    account_out: bool | None = None
    backup_consent: bool | None = None
    place: str = ""
    promised_at: int | None = None
    pickup_code: str = ""
    arrival: int | None = None
    intake_started_at: int | None = None


@dataclass(frozen=True)
class Note:
    """Words about a ticket. ``settles`` names items that failed after the repair and were dealt with."""

    ticket: str
    words: str
    settles: tuple[str, ...] = ()
    manager_pin: str = ""


@dataclass(frozen=True)
class Arrived:
    """A customer waits under a queue number of the day."""

    day: str
    queue: int


@dataclass(frozen=True)
class TicketOpened:
    """A device was taken in."""

    number: str
    day: str
    serial: int
    programme: Programme
    device: Device
    faults: tuple[Fault, ...]
    account_out: bool | None = None
    backup_consent: bool | None = None
    promised_at: int | None = None
    intake_started_at: int | None = None
    arrival: str = ""
    arrived: Moment | None = None
    catalogue: str = ""
    name: str = ""
    phone: str = ""
    brought_by: str = ""
    complaint: str = ""
    fault_words: tuple[str, ...] = ()
    condition: str = ""
    left_items: str = ""
    place: str = ""
    pickup_code: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset(
        {
            "name",
            "phone",
            "brought_by",
            "complaint",
            "fault_words",
            "condition",
            "left_items",
            "place",
            "pickup_code",
        }
    )


@dataclass(frozen=True)
class Noted:
    """Words were added to a ticket; ``signed`` says whose word settles the named items."""

    settles: tuple[str, ...] = ()
    signed: str = ""
    words: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"words"})


def decide_arrive(situation: Situation, _: Arrive) -> Decision:
    """The next queue number of the local day."""
    return Decision((Arrived(situation.day, situation.queue + 1),), subject=str(situation.new_id))


def decide_open(situation: Situation, command: OpenTicket) -> Decision:
    """Check every field in the order of talk, then take the next number of the day."""
    phone = identity.phone_normal(limits.name(command.customer.phone, "customer.phone", needed=True))
    if phone is None:
        raise Refused("bad_phone", "customer.phone")
    name = limits.name(command.customer.name, "customer.name", needed=True)
    device = checked_device(situation, command.device)
    if not command.complaint.strip() and not command.faults:
        raise Refused("empty", "complaint")
    serial = situation.serial + 1
    if serial > identity.MAX_SERIAL:
        raise Refused("day_full")
    if command.arrival is not None and situation.arrival is None:
        raise Refused("unknown_arrival", "arrival", queue=command.arrival)
    arrival = situation.arrival
    event = TicketOpened(
        number=identity.ticket_number(situation.store.label, date.fromisoformat(situation.day), serial),
        day=situation.day,
        serial=serial,
        programme=command.programme,
        device=device,
        faults=tuple(_fault(situation, device, fault, at) for at, fault in enumerate(command.faults)),
        account_out=command.account_out,
        backup_consent=command.backup_consent,
        promised_at=_instant(command.promised_at, "promised_at"),
        intake_started_at=_instant(command.intake_started_at, "intake_started_at"),
        arrival=arrival.id if arrival else "",
        arrived=arrival.at if arrival else None,
        catalogue=situation.catalogue.version,
        name=name,
        phone=phone,
        brought_by=limits.name(command.customer.brought_by, "customer.brought_by"),
        complaint=limits.words(command.complaint, "complaint"),
        fault_words=tuple(
            limits.words(fault.words, f"faults.{at}.words") for at, fault in enumerate(command.faults)
        ),
        condition=limits.words(command.condition, "condition"),
        left_items=limits.words(command.left_items, "left_items"),
        place=limits.name(command.place, "place"),
        pickup_code=limits.name(command.pickup_code, "pickup_code"),
    )
    return Decision((event,), subject=str(situation.new_id))


def checked_device(situation: Situation, given: DeviceGiven) -> Device:
    """The device with its numbers folded and checked; raises Refused at the field that is wrong."""
    if given.category not in situation.catalogue.lists:
        raise Refused("not_choice", "device.category", choices=" | ".join(situation.catalogue.lists))
    sn = identity.fold(limits.name(given.sn, "device.sn"))
    if sn and not identity.sn_ok(sn):
        raise Refused("bad_sn", "device.sn")
    imei = checked_imei(given.imei, "device.imei")
    imei2 = checked_imei(given.imei2, "device.imei2")
    if imei2 and imei2 == imei:
        raise Refused("same_imei", "device.imei2")
    return Device(
        category=given.category,
        model=limits.name(given.model, "device.model", needed=True),
        brand=limits.name(given.brand, "device.brand"),
        colour=limits.name(given.colour, "device.colour"),
        storage=limits.name(given.storage, "device.storage"),
        imei=imei,
        imei2=imei2,
        sn=sn.upper(),
    )


def checked_imei(text: str, field: str) -> str:
    """Fifteen digits with a right check digit, or empty."""
    folded = identity.fold(limits.name(text, field))
    problem = identity.imei_problem(folded) if folded else None
    if problem:
        raise Refused(problem, field)
    return folded


def _fault(situation: Situation, device: Device, fault: FaultGiven, at: int) -> Fault:
    if not fault.symptom:
        if not fault.words.strip():
            raise Refused("empty", f"faults.{at}.words")
        return Fault()
    code = identity.fold(fault.symptom).upper().replace("-", "_")
    if code not in situation.catalogue.symptoms:
        raise Refused("unknown_symptom", f"faults.{at}.symptom", symptom=fault.symptom[:NAME_SHOWN])
    on_list = {item.code for item in situation.catalogue.items(device.category, "pre")}
    items = tuple(item for item in situation.catalogue.symptoms[code] if item in on_list)
    return Fault(code, items)


NAME_SHOWN = 40
LAST_MS = 4_102_444_800_000
"""The year 2100, in UTC ms: later than any promise, early enough for every calendar."""


def _instant(at_ms: int | None, field: str) -> int | None:
    if at_ms is not None and not 0 <= at_ms <= LAST_MS:
        raise Refused("out_of_range", field, low=0, high=LAST_MS)
    return at_ms


def decide_note(situation: Situation, command: Note) -> Decision:
    """A note is possible at every stage; settling a regression is the manager's word."""
    signed = ""
    if command.settles:
        for at, item in enumerate(command.settles):
            if item not in situation.known.regressions:
                raise Refused("no_regression", f"settles.{at}", item=item[:NAME_SHOWN])
        signed = signature(situation)
    return Decision((Noted(command.settles, signed, limits.words(command.words, "words", needed=True)),))


def signature(situation: Situation) -> str:
    """``manager`` or ``alone``; raises Refused where this store has a PIN and it was not given."""
    if situation.signature in {"none", "wrong"}:
        raise Refused("bad_pin" if situation.signature == "wrong" else "needs_manager", "manager_pin")
    return situation.signature


def evolve_ticket_opened(ticket: Ticket, header: Header, event: TicketOpened) -> Ticket:
    """A new ticket, its clock running from this entry."""
    return replace(
        ticket,
        number=event.number,
        serial=event.serial,
        day=event.day,
        stage="received",
        programme=event.programme,
        entry_programme=event.programme,
        device=event.device,
        faults=event.faults,
        opened=moment(header),
        arrived=event.arrived,
        intake_started_at=event.intake_started_at,
        promised_at=event.promised_at,
        account_out=event.account_out,
        backup_consent=event.backup_consent,
    )


def evolve_noted(ticket: Ticket, _: Header, event: Noted) -> Ticket:
    """Words change nothing; what a manager settled no longer blocks the hand-over."""
    return replace(ticket, regressions_settled=ticket.regressions_settled + event.settles)


DECIDE = {Arrive: decide_arrive, OpenTicket: decide_open, Note: decide_note}
EVOLVE = {TicketOpened: evolve_ticket_opened, Noted: evolve_noted}
