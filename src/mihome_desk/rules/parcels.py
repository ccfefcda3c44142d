"""Parcels at a repair centre (寄修中心): announced, received by one scan, checked against what was announced.

Source: the front desk's clocks: mail-in at the centre runs from the parcel's scan to its way back, 12 hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mihome_desk.rules import identity, limits, waybills
from mihome_desk.rules.holidays import day_of
from mihome_desk.rules.intake import Customer, DeviceGiven, PhotoGiven, checked_device
from mihome_desk.rules.mailin import items_of, photos_of
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Parcel
from mihome_desk.rules.situation import Decision, Situation


@dataclass(frozen=True)
class ExpectParcel:
    """A store announces a parcel: who sends it, its ticket there, the device and the pack list.

    A parcel that came before its announcement is announced afterwards by the same command. ``sent_in`` is the day,
    YYYY-MM-DD, on which the customer brought the device to that store: the one that warranty is judged by; left
    out, the day in the store's ticket number is.
    """

    waybill: limits.Name
    store: limits.Name
    items: tuple[limits.Name, ...]
    reference: limits.Name = ""
    device: DeviceGiven | None = None
    customer: Customer | None = None
    complaint: limits.Words = ""
    sent_in: str = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("parcel",)


@dataclass(frozen=True)
class ReceiveParcel:
    """The parcel is here: one scan starts its twelve hours, announced or not."""

    waybill: limits.Name
    NEEDS: ClassVar[tuple[str, ...]] = ("parcel",)


@dataclass(frozen=True)
class CheckParcel:
    """What was found in the parcel, against what was announced; ``damage`` is damage in transit."""

    waybill: limits.Name
    found: tuple[limits.Name, ...]
    damage: bool = False
    photos: tuple[PhotoGiven, ...] = ()
    words: limits.Words = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("parcel",)


@dataclass(frozen=True)
class ParcelExpected:
    """A parcel was announced."""

    sender: str
    items: tuple[str, ...]
    reference: str = ""
    sent_in: str = ""
    category: str = ""
    model: str = ""
    imei: str = ""
    sn: str = ""
    name: str = ""
    phone: str = ""
    complaint: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"name", "phone", "complaint"})


@dataclass(frozen=True)
class ParcelReceived:
    """A parcel was scanned in; ``announced`` tells whether anybody had said that it would come."""

    announced: bool


@dataclass(frozen=True)
class ParcelChecked:
    """A parcel was opened and looked through; ``missing`` and ``extra`` are against the announced list."""

    found: tuple[str, ...]
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    damage: bool = False
    photos: tuple[str, ...] = ()
    photo_names: tuple[str, ...] = ()
    words: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"photo_names", "words"})


def _at_the_centre(situation: Situation) -> None:
    if situation.store.kind != "centre":
        raise Refused("not_a_centre", "waybill")


def decide_expect(situation: Situation, command: ExpectParcel) -> Decision:
    """One announcement a parcel."""
    _at_the_centre(situation)
    number = waybills.waybill(command.waybill)
    if situation.parcel is not None and situation.parcel.announced:
        raise Refused("already_announced", "waybill", waybill=number)
    device = checked_device(situation, command.device) if command.device is not None else None
    customer = command.customer
    reference = limits.name(command.reference, "reference")
    event = ParcelExpected(
        sender=limits.name(command.store, "store", needed=True),
        items=items_of(command.items, "items"),
        reference=reference,
        sent_in=_sent_in(situation, command.sent_in, reference),
        category=device.category if device else "",
        model=device.model if device else "",
        imei=device.imei if device else "",
        sn=device.sn if device else "",
        name=limits.name(customer.name, "customer.name") if customer else "",
        phone=limits.phone(customer.phone, "customer.phone") if customer else "",
        complaint=limits.words(command.complaint, "complaint"),
    )
    return Decision((event,), subject=waybills.subject(number))


def _sent_in(situation: Situation, given: str, reference: str) -> str:
    """The day at the store: as given, else the one in its ticket's number; "" where nobody can tell."""
    day = identity.fold(given)
    if not day:
        told = identity.day_of_number(reference)
        return told if told <= situation.day else ""
    if day_of(day, "sent_in").isoformat() > situation.day:
        raise Refused("date_future", "sent_in", day=day, on=situation.day)
    return day


def decide_receive(situation: Situation, command: ReceiveParcel) -> Decision:
    """The first scan counts; the second one is a mistake, not a second parcel."""
    _at_the_centre(situation)
    number = waybills.waybill(command.waybill)
    parcel = situation.parcel
    if parcel is not None and parcel.received is not None:
        raise Refused("parcel_here", "waybill", waybill=number)
    announced = parcel is not None and parcel.announced
    return Decision((ParcelReceived(announced),), subject=waybills.subject(number))


def decide_check(situation: Situation, command: CheckParcel) -> Decision:
    """Damage, a missing thing, and an empty parcel are told in words."""
    _at_the_centre(situation)
    number = waybills.waybill(command.waybill)
    parcel = situation.parcel
    if parcel is None or parcel.received is None:
        raise Refused("parcel_not_here", "waybill", waybill=number)
    if parcel.sent is not None:
        raise Refused("parcel_gone", "waybill", waybill=number)
    found, photos = items_of(command.found, "found"), photos_of(command.photos)
    after = replace(parcel, found=found, checked=parcel.received)
    event = ParcelChecked(
        found=found,
        missing=after.missing,
        extra=after.extra,
        damage=command.damage,
        photos=tuple(photo.sha256 for photo in photos),
        photo_names=tuple(photo.name for photo in photos),
        words=limits.words(command.words, "words", needed=command.damage or bool(after.missing) or not found),
    )
    return Decision((event,), subject=waybills.subject(number))


def evolve_expected(parcel: Parcel, _: Header, event: ParcelExpected) -> Parcel:
    """What is to come, or what came is."""
    return replace(
        parcel,
        announced=True,
        sender=event.sender,
        reference=event.reference,
        sent_in=event.sent_in,
        items=event.items,
        category=event.category,
        model=event.model,
        imei=event.imei,
        sn=event.sn,
    )


def evolve_received(parcel: Parcel, header: Header, _: ParcelReceived) -> Parcel:
    """The clock starts at the first scan."""
    return replace(parcel, received=parcel.received or moment(header))


def evolve_checked(parcel: Parcel, header: Header, event: ParcelChecked) -> Parcel:
    """The last look stands; damage that was seen once stays seen."""
    return replace(
        parcel,
        checked=moment(header),
        found=event.found,
        damage=parcel.damage or event.damage,
        photos=(*parcel.photos, *event.photos),
    )


def opened(parcel: Parcel, ticket: str) -> Parcel:
    """The parcel whose device has a ticket now."""
    return replace(parcel, ticket=ticket)


def sent(parcel: Parcel, header: Header) -> Parcel:
    """The parcel whose device is on its way home."""
    return replace(parcel, sent=moment(header))


DECIDE: dict[type, Callable[..., Any]] = {
    ExpectParcel: decide_expect,
    ReceiveParcel: decide_receive,
    CheckParcel: decide_check,
}
EVOLVE: dict[type, Callable[[Parcel, Header, Any], Parcel]] = {
    ParcelExpected: evolve_expected,
    ParcelReceived: evolve_received,
    ParcelChecked: evolve_checked,
}
EVENTS: tuple[type, ...] = tuple(EVOLVE)
