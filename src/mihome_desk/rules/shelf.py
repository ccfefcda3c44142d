"""The shelf (货架): what lies in this store under one SKU, whose it is, and who has it in hand.

Two owners never mix: pieces that the store bought, and pieces that HQ issued for warranty repairs (owed
back as old parts). Lent pieces are still the store's stock, in a technician's hands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mihome_desk.rules import identity
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Owner

ACCESSORY = "accessory"
"""The part code of what is sold over the counter and goes into no device."""

MOST = 99_999
_SKU = re.compile(r"[A-Z0-9][A-Z0-9._+-]{1,31}")
_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9./:_-]{3,39}")


@dataclass(frozen=True)
class Piece:
    """A piece with a serial number that the store has: on the shelf, or lent to a technician."""

    serial: str
    owner: Owner
    technician: str = ""


@dataclass(frozen=True)
class StockItem:
    """One SKU. ``part`` is the catalogue's part code or ``accessory``; ``fits`` are models, none means any.

    ``on_hand`` and ``issued`` are pieces on the shelf, the store's own and HQ's; ``lent`` and ``lent_issued``
    pieces in technicians' hands. ``cost`` (the last purchase price, subsidised) and ``retail`` are fen a
    piece; from ``low`` pieces down the item is short. ``reserved`` and ``reserved_issued`` are promised to
    approved tickets other than the one in question: known in a decision, never stored.
    """

    sku: str
    part: str = ""
    name: str = ""
    fits: tuple[str, ...] = ()
    on_hand: int = 0
    issued: int = 0
    lent: dict[str, int] = field(default_factory=dict)
    lent_issued: dict[str, int] = field(default_factory=dict)
    cost: int | None = None
    retail: int | None = None
    low: int = 0
    pieces: tuple[Piece, ...] = ()
    reserved: int = 0
    reserved_issued: int = 0

    def held(self, owner: Owner, technician: str = "") -> int:
        """Pieces of an owner on the shelf, or in a technician's hands."""
        if technician:
            return (self.lent if owner == "bought" else self.lent_issued).get(technician, 0)
        return self.on_hand if owner == "bought" else self.issued

    def total(self, owner: Owner) -> int:
        """Pieces of an owner that the store has, lent ones included."""
        lent = self.lent if owner == "bought" else self.lent_issued
        return self.held(owner) + sum(lent.values())

    def free(self, owner: Owner = "bought") -> int:
        """Pieces on the shelf that no approved ticket waits for; below zero where more are promised."""
        return self.held(owner) - (self.reserved if owner == "bought" else self.reserved_issued)

    def serials(self, owner: Owner, technician: str = "") -> tuple[str, ...]:
        """The numbers of an owner's pieces in one place."""
        return tuple(
            each.serial for each in self.pieces if (each.owner, each.technician) == (owner, technician)
        )

    def unnumbered(self, owner: Owner, technician: str = "") -> int:
        """Pieces in one place that have no number here."""
        return self.held(owner, technician) - len(self.serials(owner, technician))

    @property
    def conflict(self) -> bool:
        """Facts of two branches took the same piece twice; a count sets it right."""
        hands = (*self.lent.values(), *self.lent_issued.values())
        return min((self.on_hand, self.issued, *hands)) < 0


def moved(
    item: StockItem,
    owner: Owner,
    change: int,
    *,
    technician: str = "",
    into: Iterable[str] = (),
    out: Iterable[str] = (),
) -> StockItem:
    """The item with pieces more or less in one place, and the serial numbers that came in or went out. Total."""
    gone = frozenset(out)
    came = tuple(Piece(serial, owner, technician) for serial in into)
    kept = tuple(each for each in item.pieces if each.serial not in gone)
    pieces = tuple(sorted((*kept, *came), key=lambda each: each.serial))
    if not technician:
        if owner == "bought":
            return replace(item, on_hand=item.on_hand + change, pieces=pieces)
        return replace(item, issued=item.issued + change, pieces=pieces)
    hands = dict(item.lent if owner == "bought" else item.lent_issued)
    hands[technician] = hands.get(technician, 0) + change
    hands = {name: many for name, many in sorted(hands.items()) if many}
    if owner == "bought":
        return replace(item, lent=hands, pieces=pieces)
    return replace(item, lent_issued=hands, pieces=pieces)


def check_taken(
    item: StockItem,
    owner: Owner,
    qty: int,
    *,
    technician: str = "",
    serials: Sequence[str] = (),
    field: str = "qty",
    named: str = "serials",
) -> None:
    """Whether pieces can leave a place: never below zero, and what has a number leaves by its number.

    Raises Refused at ``field`` (pieces) or ``named`` (serial numbers, clean already).
    """
    there = item.held(owner, technician)
    if qty > there and technician:
        raise Refused("not_lent", field, sku=item.sku, technician=technician, there=there)
    if qty > there:
        raise Refused("not_in_stock", field, sku=item.sku, there=max(0, there), wanted=qty)
    here = item.serials(owner, technician)
    strange = next((each for each in serials if each not in here), None)
    if strange is not None:
        raise Refused("serial_not_here", named, serial=strange, sku=item.sku)
    if qty - len(serials) > item.unnumbered(owner, technician):
        raise Refused("serial_needed", named, sku=item.sku)


def sku_of(text: str) -> str:
    """A SKU in its one spelling, "" where the text can be none."""
    spelled = identity.fold(text)
    spelled = spelled.upper() if spelled.isascii() else ""
    return spelled if _SKU.fullmatch(spelled) else ""


def clean_sku(text: str, field: str = "sku") -> str:
    """A SKU in its one spelling: 2 to 32 letters, digits, dots, dashes. Raises Refused."""
    sku = sku_of(text)
    if not sku:
        raise Refused("bad_sku" if text.strip() else "empty", field)
    return sku


def clean_serial(text: str, field: str) -> str:
    """A part's serial number in upper case, or empty. No grammar is known: 4 to 40 letters, digits and signs."""
    serial = identity.fold(text)
    if not serial:
        return ""
    serial = serial.upper() if serial.isascii() else ""
    if not _SERIAL.fullmatch(serial):
        raise Refused("bad_part_serial", field)
    return serial


def serial_of(text: str) -> str:
    """A part's serial number in its one spelling, "" where the text can be none."""
    try:
        return clean_serial(text, "")
    except Refused:
        return ""


def clean_serials(texts: Sequence[str], field: str, qty: int) -> tuple[str, ...]:
    """Serial numbers of ``qty`` pieces, each once. Raises Refused."""
    found = tuple(clean_serial(text, f"{field}.{at}") for at, text in enumerate(texts))
    for at, serial in enumerate(found):
        if not serial:
            raise Refused("empty", f"{field}.{at}")
        if serial in found[:at]:
            raise Refused("serial_twice", f"{field}.{at}", serial=serial)
    if len(found) > qty:
        raise Refused("serials_many", field, serials=len(found), qty=qty)
    return found


def known(shelf: Mapping[str, StockItem], sku: str, field: str = "sku") -> StockItem:
    """The item of a SKU that the store keeps. Raises Refused."""
    spelled = clean_sku(sku, field)
    if spelled not in shelf:
        raise Refused("unknown_sku", field, sku=spelled)
    return shelf[spelled]


def check_sold(
    shelf: Mapping[str, StockItem],
    sku: str,
    qty: int,
    *,
    before: int = 0,
    serials: Sequence[str] = (),
    at: str,
) -> StockItem:
    """The item of a sale's line: the store's own pieces alone, and none that an approved repair waits for.

    ``before`` are pieces that earlier lines of the same sale take; ``at`` is the line's path. Raises Refused.
    """
    item = known(shelf, sku, f"{at}.sku")
    check_taken(item, "bought", qty + before, serials=serials, field=f"{at}.qty", named=f"{at}.serials")
    if qty + before > max(0, item.free()):
        raise Refused(
            "reserved", f"{at}.qty", sku=item.sku, reserved=item.reserved, free=max(0, item.free() - before)
        )
    return item
