"""Mail-in (寄修): a store packs a device, hands it on, and takes it back; a repair centre sends it home.

Source: the front desk's custody chain. Whoever has the parcel is named by a scan at every hand, so that what
is missing was missing in somebody's hands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from mihome_desk.rules import limits, waybills
from mihome_desk.rules.intake import MOST_PHOTOS, SHA256, PhotoGiven
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Hand, Journey
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Checks, Ticket

MOST_ITEMS = 30
MOST_HANDS = 40
Custodian = Literal["courier", "hub", "centre"]
Result = Literal["repaired", "no_fault_found", "unrepairable", "exchanged", "unrepaired"]
STORE = "store"


@dataclass(frozen=True)
class Pack:
    """Put the device into a parcel: the pack list, its condition with photos, the customer's consent.

    ``consent`` is the customer's yes to sending the device away and to erasing its data.
    """

    ticket: str
    items: tuple[limits.Name, ...]
    consent: bool
    photos: tuple[PhotoGiven, ...] = ()
    condition: limits.Words = ""


@dataclass(frozen=True)
class Ship:
    """Give the parcel to a carrier."""

    ticket: str
    carrier: limits.Name
    waybill: limits.Name


@dataclass(frozen=True)
class PassOn:
    """The parcel went to the next hand; ``centre`` is the repair centre, where the legal clocks begin."""

    ticket: str
    to: Custodian
    waybill: limits.Name = ""


@dataclass(frozen=True)
class ReceiveBack:
    """The device is in the store again; ``missing`` names items of the pack list that did not come back."""

    ticket: str
    result: Result
    words: limits.Words = ""
    damage: bool = False
    missing: tuple[limits.Name, ...] = ()


@dataclass(frozen=True)
class Dispatch:
    """A repair centre sends the device back to its store: the 12-hour clock stops here."""

    ticket: str
    carrier: limits.Name
    waybill: limits.Name


@dataclass(frozen=True)
class Packed:
    """A parcel was made up; ``photos`` are SHA-256 sums."""

    items: tuple[str, ...]
    photos: tuple[str, ...] = ()
    consent: bool = True
    pack_photos: tuple[str, ...] = ()
    pack_condition: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"pack_photos", "pack_condition"})


@dataclass(frozen=True)
class Shipped:
    """The parcel left the store with a carrier."""

    carrier: str
    waybill: str


@dataclass(frozen=True)
class PassedOn:
    """The next hand of the custody chain; a return journey may bring a ``waybill`` of its own."""

    to: Custodian
    waybill: str = ""


@dataclass(frozen=True)
class BackReceived:
    """The device is in the store again and has to be tested here."""

    result: Result
    damage: bool = False
    missing: tuple[str, ...] = ()
    words: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"words"})


@dataclass(frozen=True)
class Dispatched:
    """A repair centre sent the device back."""

    carrier: str
    waybill: str


def items_of(given: tuple[str, ...], field: str) -> tuple[str, ...]:
    """A pack list: each thing once, by name. Raises Refused."""
    if len(given) > MOST_ITEMS:
        raise Refused("out_of_range", field, low=0, high=MOST_ITEMS)
    found = [limits.name(item, f"{field}.{at}", needed=True) for at, item in enumerate(given)]
    for at, item in enumerate(found):
        if item in found[:at]:
            raise Refused("item_twice", f"{field}.{at}", item=item)
    return tuple(found)


def photos_of(given: tuple[PhotoGiven, ...], field: str = "photos") -> tuple[PhotoGiven, ...]:
    """Photos as file references: a name, and the SHA-256 of the file's bytes. Raises Refused."""
    if len(given) > MOST_PHOTOS:
        raise Refused("out_of_range", field, low=0, high=MOST_PHOTOS)
    found = []
    for at, photo in enumerate(given):
        name = limits.name(photo.name, f"{field}.{at}.name", limit=limits.FILE_NAME, needed=True)
        digest = photo.sha256.lower()
        if not SHA256.fullmatch(digest):
            raise Refused("bad_sha256", f"{field}.{at}.sha256")
        found.append(PhotoGiven(name, digest))
    return tuple(found)


def decide_pack(situation: Situation, command: Pack) -> Decision:
    """Only what runs as mail-in, and only with the customer's yes; a parcel may be packed again."""
    ticket = situation.known
    if ticket.parcel:
        raise Refused("at_the_centre", "ticket")
    if ticket.programme != "mail_in":
        raise Refused("not_mail_in", "ticket", programme=ticket.programme)
    items = items_of(command.items, "items")
    if not items:
        raise Refused("empty", "items")
    if not command.consent:
        raise Refused("no_consent", "consent")
    photos = photos_of(command.photos)
    event = Packed(
        items=items,
        photos=tuple(photo.sha256 for photo in photos),
        pack_photos=tuple(photo.name for photo in photos),
        pack_condition=limits.words(command.condition, "condition"),
    )
    return Decision((event,))


def decide_ship(situation: Situation, command: Ship) -> Decision:
    """Nothing leaves unpacked."""
    journey = situation.known.journey
    if journey is None or journey.state != "packed":
        raise Refused("not_packed", "ticket")
    return Decision((Shipped(waybills.carrier(command.carrier), waybills.waybill(command.waybill)),))


def decide_pass_on(situation: Situation, command: PassOn) -> Decision:
    """On the way out it is the same parcel; the centre sends it back under another waybill."""
    journey = situation.known.journey
    if journey is None:
        raise Refused("not_shipped", "ticket")
    if len(journey.hands) >= MOST_HANDS:
        raise Refused("out_of_range", "to", low=0, high=MOST_HANDS)
    if journey.hands and journey.hands[-1].who == command.to:
        raise Refused("same_hand", "to")
    number = waybills.waybill(command.waybill) if command.waybill.strip() else ""
    if number and number != journey.waybill and journey.at_centre is None:
        raise Refused("other_parcel", "waybill", waybill=journey.waybill)
    return Decision((PassedOn(command.to, number),))


def decide_receive_back(situation: Situation, command: ReceiveBack) -> Decision:
    """What is damaged or missing is told in words."""
    journey = situation.known.journey
    if journey is None:
        raise Refused("not_shipped", "ticket")
    missing = items_of(command.missing, "missing")
    for at, item in enumerate(missing):
        if item not in journey.items:
            raise Refused("not_on_list", f"missing.{at}", item=item)
    words = limits.words(command.words, "words", needed=command.damage or bool(missing))
    return Decision((BackReceived(command.result, command.damage, missing, words),))


def decide_dispatch(situation: Situation, command: Dispatch) -> Decision:
    """What came by parcel goes back by parcel, and nothing that a repair broke."""
    ticket = situation.known
    if not ticket.parcel:
        raise Refused("not_by_parcel", "ticket")
    if ticket.regressions:
        raise Refused("regression", "ticket", items=" ".join(ticket.regressions))
    return Decision((Dispatched(waybills.carrier(command.carrier), waybills.waybill(command.waybill)),))


def evolve_packed(ticket: Ticket, header: Header, event: Packed) -> Ticket:
    """A new journey; its pack list is a paper of its own."""
    journey = Journey("packed", event.items, event.photos, hands=(Hand(STORE, moment(header)),))
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind != "pack_list"}
    return replace(ticket, journey=journey, papers=papers)


def evolve_shipped(ticket: Ticket, header: Header, event: Shipped) -> Ticket:
    """For this store the repair begins here; what is tested after it is tested when it is back."""
    journey = ticket.journey
    if journey is None:
        return replace(ticket, conflict=True)
    hands = (*journey.hands, Hand("courier", moment(header), event.waybill))
    away = replace(journey, state="away", carrier=event.carrier, waybill=event.waybill, hands=hands)
    return replace(
        ticket,
        stage="at_hq",
        journey=away,
        repair_started=ticket.repair_started or moment(header),
        post=Checks(),
        regressions_settled=(),
    )


def evolve_passed_on(ticket: Ticket, header: Header, event: PassedOn) -> Ticket:
    """One more hand; the first scan at the centre starts the legal clocks."""
    journey = ticket.journey
    if journey is None:
        return replace(ticket, conflict=True)
    at_centre = journey.at_centre or (moment(header) if event.to == "centre" else None)
    hands = (*journey.hands, Hand(event.to, moment(header), event.waybill))
    waybill = event.waybill or journey.waybill
    return replace(ticket, journey=replace(journey, hands=hands, at_centre=at_centre, waybill=waybill))


def evolve_back_received(ticket: Ticket, header: Header, event: BackReceived) -> Ticket:
    """Back in the house, and to be tested item by item."""
    journey = ticket.journey
    if journey is None:
        return replace(ticket, conflict=True)
    hands = (*journey.hands, Hand(STORE, moment(header)))
    back = replace(
        journey, state="back", hands=hands, result=event.result, damage=event.damage, missing=event.missing
    )
    return replace(ticket, stage="testing", journey=back, post=Checks(), regressions_settled=())


def evolve_dispatched(ticket: Ticket, header: Header, _: Dispatched) -> Ticket:
    """The end of a centre's ticket; nobody here needs the unlock code any more."""
    now = moment(header)
    return replace(ticket, stage="collected", dispatched=now, collected=now, locked=False, unlock=None)


DECIDE: dict[type, Callable[..., Any]] = {
    Pack: decide_pack,
    Ship: decide_ship,
    PassOn: decide_pass_on,
    ReceiveBack: decide_receive_back,
    Dispatch: decide_dispatch,
}
EVOLVE: dict[type, Callable[..., Any]] = {
    Packed: evolve_packed,
    Shipped: evolve_shipped,
    PassedOn: evolve_passed_on,
    BackReceived: evolve_back_received,
    Dispatched: evolve_dispatched,
}
STAGE_OF: dict[type, str] = {
    Packed: "pack",
    Shipped: "ship",
    PassedOn: "pass_on",
    BackReceived: "receive_back",
    Dispatched: "dispatch",
}
