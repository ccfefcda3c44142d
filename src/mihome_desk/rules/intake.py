"""Intake (受理): a device is taken in and its ticket opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from mihome_desk.rules import identity, limits, purchase, waybills
from mihome_desk.rules.moment import Header, Moment, moment
from mihome_desk.rules.policy import HOST
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import UNKNOWN, Purchase
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Category, Device, Fault, Programme, Ticket
from mihome_desk.rules.unlocking import UnlockGiven, UnlockKept, checked_code


@dataclass(frozen=True)
class Customer:
    """Who owns the device, and who brings it or will collect it when that is somebody else."""

    name: limits.Name
    phone: limits.Name
    brought_by: limits.Name = ""
    collects: limits.Name = ""


@dataclass(frozen=True)
class DeviceGiven:
    """A device as typed or scanned."""

    category: Category
    model: limits.Name
    brand: limits.Name = ""
    colour: limits.Name = ""
    storage: limits.Name = ""
    imei: limits.Name = ""
    imei2: limits.Name = ""
    sn: limits.Name = ""


@dataclass(frozen=True)
class FaultGiven:
    """A fault as told: a symptom code of the catalogue, words, or both.

    ``part`` is the part of the device whose warranty period counts: ``host``, ``battery``, ``charger`` ...
    """

    symptom: str = ""
    words: limits.Words = ""
    part: str = HOST


@dataclass(frozen=True)
class PhotoGiven:
    """A photo of the device as it came: the file's name and the SHA-256 of its bytes, 64 hex digits."""

    name: limits.FileName
    sha256: str


@dataclass(frozen=True)
class OpenTicket:
    """Take a device in. Times are UTC ms, money is fen; None means that nobody asked or said.

    ``ceiling`` is what the work may cost at most without asking again. ``unlock`` goes to this machine's
    vault alone. ``invoice`` is the number of the paper that proves the purchase, ``parcel``
    the waybill that brought the device to a repair centre.
    """

    customer: Customer
    device: DeviceGiven
    programme: Programme
    faults: tuple[FaultGiven, ...] = ()
    complaint: limits.Words = ""
    condition: limits.Words = ""
    left_items: limits.Words = ""
    account_out: bool | None = None
    backup_consent: bool | None = None
    place: limits.Name = ""
    promised_at: limits.Instant | None = None
    pickup_code: limits.Name = ""
    arrival: int | None = None
    intake_started_at: limits.Instant | None = None
    estimate: limits.Fen | None = None
    ceiling: limits.Fen | None = None
    photos: tuple[PhotoGiven, ...] = ()
    unlock: UnlockGiven | None = None
    purchase: Purchase = UNKNOWN
    invoice: limits.Name = ""
    parcel: limits.Name = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("serial", "arrival", "parcel", "comeback")
    SECRET: ClassVar[frozenset[str]] = frozenset({"unlock"})


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
    estimate: int | None = None
    ceiling: int | None = None
    photos: tuple[str, ...] = ()
    purchase: Purchase = UNKNOWN
    comeback_of: str = ""
    parcel: str = ""
    parcel_at: Moment | None = None
    sent_in: str = ""
    invoice: str = ""
    photo_names: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""
    brought_by: str = ""
    collects: str = ""
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
            "collects",
            "photo_names",
            "invoice",
            "complaint",
            "fault_words",
            "condition",
            "left_items",
            "place",
            "pickup_code",
        }
    )


def decide_open(situation: Situation, command: OpenTicket) -> Decision:
    """Check every field in the order of talk, then take the next number of the day."""
    phone = limits.phone(command.customer.phone, "customer.phone")
    name = limits.name(command.customer.name, "customer.name", needed=True)
    device = checked_device(situation, command.device)
    if not command.complaint.strip() and not command.faults:
        raise Refused("empty", "complaint")
    if len(command.faults) > MOST_FAULTS:
        raise Refused("out_of_range", "faults", low=0, high=MOST_FAULTS)
    serial = situation.serial + 1
    if serial > identity.MAX_SERIAL:
        raise Refused("day_full")
    if command.arrival is not None and situation.arrival is None:
        raise Refused("unknown_arrival", "arrival", queue=command.arrival)
    arrival = situation.arrival
    given = enumerate(command.faults)
    told = [checked_fault(situation, device, fault, f"faults.{at}") for at, fault in given]
    estimate, ceiling = limits.estimate(command.estimate, command.ceiling)
    photos = checked_photos(command.photos)
    waybill, parcel_at, sent_in = waybills.parcel_for_intake(situation.parcel, command.parcel)
    event = TicketOpened(
        number=identity.ticket_number(situation.store.label, date.fromisoformat(situation.day), serial),
        day=situation.day,
        serial=serial,
        programme=command.programme,
        device=device,
        faults=tuple(fault for fault, _ in told),
        account_out=command.account_out,
        backup_consent=command.backup_consent,
        promised_at=limits.instant(command.promised_at, "promised_at"),
        intake_started_at=limits.instant(command.intake_started_at, "intake_started_at"),
        arrival=arrival.id if arrival else "",
        arrived=arrival.at if arrival else None,
        catalogue=situation.catalogue.version,
        estimate=estimate,
        ceiling=ceiling,
        photos=tuple(photo.sha256 for photo in photos),
        purchase=purchase.checked(situation, device, command.purchase),
        comeback_of=situation.comeback,
        parcel=waybill,
        parcel_at=parcel_at,
        sent_in=sent_in,
        invoice=limits.name(command.invoice, "invoice"),
        photo_names=tuple(photo.name for photo in photos),
        name=name,
        phone=phone,
        brought_by=limits.name(command.customer.brought_by, "customer.brought_by"),
        collects=limits.name(command.customer.collects, "customer.collects"),
        complaint=limits.words(command.complaint, "complaint"),
        fault_words=tuple(words for _, words in told),
        condition=limits.words(command.condition, "condition"),
        left_items=limits.words(command.left_items, "left_items"),
        place=limits.name(command.place, "place"),
        pickup_code=limits.name(command.pickup_code, "pickup_code"),
    )
    subject = str(situation.new_id)
    if command.unlock is None:
        return Decision((event,), subject=subject)
    code = checked_code(command.unlock, "unlock.")
    return Decision((event, UnlockKept(command.unlock.kind)), subject=subject, keep=code)


def checked_device(situation: Situation, given: DeviceGiven) -> Device:
    """The device with its numbers folded and checked; raises Refused at the field that is wrong."""
    if given.category not in situation.catalogue.lists:
        raise Refused("not_choice", "device.category", choices=" | ".join(situation.catalogue.lists))
    imei = limits.imei(given.imei, "device.imei")
    imei2 = limits.imei(given.imei2, "device.imei2")
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
        sn=limits.sn(given.sn, "device.sn"),
    )


def checked_fault(situation: Situation, device: Device, given: FaultGiven, path: str) -> tuple[Fault, str]:
    """A fault with the items of its symptom that this device's list has, and its words. Raises Refused."""
    words = limits.words(given.words, f"{path}.words")
    part = purchase.part(situation.catalogue, device.category, given.part, f"{path}.part")
    if not given.symptom:
        if not words:
            raise Refused("empty", f"{path}.words")
        return Fault(part=part), words
    code = identity.fold(given.symptom).upper().replace("-", "_")
    if code not in situation.catalogue.symptoms:
        raise Refused("unknown_symptom", f"{path}.symptom", symptom=given.symptom[: limits.NAME])
    on_list = {item.code for item in situation.catalogue.items(device.category, "pre")}
    items = tuple(item for item in situation.catalogue.symptoms[code] if item in on_list)
    return Fault(code, items, part), words


def checked_photos(given: tuple[PhotoGiven, ...]) -> tuple[PhotoGiven, ...]:
    """Photos as they are named by their digests. Raises Refused at the one that is wrong."""
    photos = tuple(_checked_photo(photo, f"photos.{at}") for at, photo in enumerate(given))
    if len(photos) > MOST_PHOTOS:
        raise Refused("out_of_range", "photos", low=0, high=MOST_PHOTOS)
    return photos


def _checked_photo(photo: PhotoGiven, path: str) -> PhotoGiven:
    name = limits.name(photo.name, f"{path}.name", limit=limits.FILE_NAME, needed=True)
    digest = photo.sha256.lower()
    if not SHA256.fullmatch(digest):
        raise Refused("bad_sha256", f"{path}.sha256")
    return PhotoGiven(name, digest)


MOST_PHOTOS = 20
MOST_FAULTS = 50
SHA256 = re.compile(r"[0-9a-f]{64}")


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
        estimate=event.estimate,
        ceiling=event.ceiling,
        photos=event.photos,
        purchase=event.purchase,
        comeback_of=event.comeback_of,
        parcel=event.parcel,
        parcel_at=event.parcel_at,
        sent_in=event.sent_in,
        account_out=event.account_out,
        backup_consent=event.backup_consent,
    )


DECIDE = {OpenTicket: decide_open}
EVOLVE = {TicketOpened: evolve_ticket_opened}
