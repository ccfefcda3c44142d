"""What is known of the shop beside its tickets: accessories, sales, and what the book says about a drawer.

State alone: what may be done with it stands in `sale`, `invoice` and `dayclose`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, NamedTuple

from mihome_desk.rules import identity
from mihome_desk.rules.ticket import Method

Kind = Literal["payment", "refund", "sale", "sale_refund", "deposit", "deposit_back"]
"""Why money moved: a repair's payment or refund, a sale or its return, a loaner's deposit and its way back."""

MOST_SALES = 9_999
"""Sales of one day: the receipt's barcode has four digits for them."""

_BARCODE = re.compile(r"8([0-9]{6})([0-9]{4})([0-9])")
_NUMBER = re.compile(r"S([0-9]{6})-([1-9][0-9]{0,3})([0-9])")


class Accessory(NamedTuple):
    """A thing of the accessory list; ``retail`` is fen, ``barcode`` what its box shows, empty where unknown."""

    sku: str
    barcode: str
    zh: str
    en: str
    retail: int
    sample: bool = False


def by_barcode(listed: Iterable[Accessory], text: str) -> Accessory | None:
    """The accessory on whose box a barcode stands."""
    code = identity.fold(text).strip()
    return next((each for each in listed if code and each.barcode == code), None)


@dataclass(frozen=True)
class SoldLine:
    """Pieces of one SKU in a sale; ``price`` is what one cost, ``retail`` the list's price where there is one (fen).

    ``serials`` are those of pieces that are still with the customer.
    """

    sku: str
    name: str
    qty: int
    price: int
    retail: int | None = None
    serials: tuple[str, ...] = ()
    returned: int = 0

    @property
    def total(self) -> int:
        """Fen for all pieces."""
        return self.qty * self.price

    @property
    def left(self) -> int:
        """Pieces that did not come back."""
        return self.qty - self.returned


@dataclass(frozen=True)
class Paid:
    """Money over the counter by one method, in fen."""

    method: Method
    amount: int


@dataclass(frozen=True)
class Sale:
    """One counter sale. ``subject`` is its path in the journal, ``ticket`` the id of the ticket it went with.

    ``copies`` counts the receipts that were ordered, ``copy_seq`` is the last order's entry.
    """

    subject: str
    number: str
    day: str
    seq: int
    at_ms: int
    lines: tuple[SoldLine, ...]
    payments: tuple[Paid, ...]
    refunds: tuple[Paid, ...] = ()
    ticket: str = ""
    copies: int = 0
    copy_seq: int = 0

    @property
    def total(self) -> int:
        """Fen for everything that was sold."""
        return sum(line.total for line in self.lines)

    @property
    def given_back(self) -> int:
        """Fen that went back for returned pieces."""
        return sum(refund.amount for refund in self.refunds)

    def with_return(self, lines: tuple[SoldLine, ...], refund: Paid) -> Sale:
        """The sale after some of its pieces came back."""
        back = {line.sku: line for line in lines}
        after = tuple(_less(line, back.get(line.sku)) for line in self.lines)
        return replace(self, lines=after, refunds=(*self.refunds, refund) if refund.amount else self.refunds)


def _less(line: SoldLine, back: SoldLine | None) -> SoldLine:
    if back is None:
        return line
    kept = tuple(each for each in line.serials if each not in back.serials)
    return replace(line, returned=line.returned + back.qty, serials=kept)


class TakingSum(NamedTuple):
    """All money of one kind by one method: how often, and fen with a minus for what went out."""

    method: Method
    kind: Kind
    times: int
    amount: int


class DeviceHere(NamedTuple):
    """A device that should lie in the house: the ticket's id and number, and its place on the shelf."""

    id: str
    number: str
    place: str = ""


@dataclass(frozen=True)
class Drawer:
    """What the book says when a day is to be closed.

    ``days`` are the open days that are closed together, ``earlier`` the open ones before them; ``sums`` is their
    money. ``opening`` is what the last close left in the drawer, None before the first. ``deposits`` is fen paid
    on tickets that are not collected, ``away`` counts devices that are on their way or at a repair centre.
    """

    day: str
    days: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    closed: bool = False
    sums: tuple[TakingSum, ...] = ()
    opening: int | None = None
    deposits: int = 0
    deposit_tickets: int = 0
    invoices: int = 0
    devices: tuple[DeviceHere, ...] = ()
    away: int = 0

    def booked(self, method: Method) -> int:
        """Fen that came in by a method, what went out taken off."""
        return sum(each.amount for each in self.sums if each.method == method)


@dataclass(frozen=True)
class DayClosed:
    """A day's figures as the book had them and as they were counted, all money in fen.

    ``days`` were closed together. ``counted`` holds the methods that somebody counted. ``opening`` is the cash
    of before the first taking, ``float`` what stays; ``missing`` and ``misplaced`` are ticket numbers.
    """

    day: str
    days: tuple[str, ...]
    sums: tuple[TakingSum, ...]
    counted: dict[str, int]
    opening: int
    float: int
    deposits: int = 0
    deposit_tickets: int = 0
    invoices: int = 0
    devices: int = 0
    away: int = 0
    missing: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    explained: str = ""
    found_at: tuple[str, ...] = ()
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"explained", "found_at"})
    TOLD: ClassVar[dict[str, str]] = {"day": "day"}


@dataclass(frozen=True)
class ClosedDay:
    """A closed day: its figures, when and by whom it was closed, and how often its paper was ordered."""

    facts: DayClosed
    seq: int
    at_ms: int
    actor: str
    copies: int = 0
    copy_seq: int = 0


def sale_number(day: str, serial: int) -> str:
    """The number for people, ``S261122-13``: local day, serial of the day, check digit over both."""
    digits = f"{date.fromisoformat(day):%y%m%d}{serial:04d}"
    return f"S{digits[:6]}-{serial}{identity.luhn_digit(digits)}"


def sale_barcode(number: str) -> str:
    """The 12 digits on a receipt for a `sale_number`: an 8, the day, the serial in four digits, the check digit.

    No ticket's barcode begins with an 8 before the year 2080. Raises ValueError if ``number`` is none.
    """
    found = _NUMBER.fullmatch(number)
    if not found:
        raise ValueError(f"not a sale number: {number!r}")
    return f"8{found[1]}{int(found[2]):04d}{found[3]}"


def sale_number_of(text: str) -> str:
    """The sale number that a typed or scanned text means, "" where it is none with a right check digit."""
    said = identity.fold(text).strip().upper()
    scanned, typed = _BARCODE.fullmatch(said), _NUMBER.fullmatch(said)
    found = scanned or typed
    if not found or not int(found[2]) or identity.luhn_digit(f"{found[1]}{int(found[2]):04d}") != found[3]:
        return ""
    return f"S{found[1]}-{int(found[2])}{found[3]}"
