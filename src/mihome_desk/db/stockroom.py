"""What the store asks about its shelf: stock with its margin, moves, old parts, boxes, requests, awaited parts."""

from __future__ import annotations

from typing import NamedTuple


class StockLine(NamedTuple):
    """One SKU as lists show it. Money is fen a piece; ``cap`` the lowest guide price of the models it fits.

    ``on_hand`` and ``issued`` lie on the shelf (the store's own and HQ's), ``lent`` and ``lent_issued`` in
    technicians' hands; ``reserved`` and ``reserved_issued`` are promised to approved tickets, ``free`` is what
    is left of ``on_hand``. ``margin`` is cap (or retail price) less cost, None where one is not known.
    ``requested`` pieces were asked of HQ and have not come. ``short`` at or below ``low``.
    """

    sku: str
    name: str
    part: str
    fits: tuple[str, ...]
    on_hand: int
    issued: int
    lent: int
    lent_issued: int
    reserved: int
    reserved_issued: int
    free: int
    cost: int | None
    retail: int | None
    cap: int | None
    margin: int | None
    low: int
    short: bool
    requested: int
    conflict: bool

    @property
    def out(self) -> bool:
        """Nothing is left to promise, of either owner."""
        return self.free + self.issued - self.reserved_issued <= 0


class LentLine(NamedTuple):
    """What a technician has in hand of one SKU."""

    technician: str
    owner: str
    qty: int
    serials: tuple[str, ...]


class StockDetail(NamedTuple):
    """Everything about one SKU: its line, the serial numbers on the shelf, and who has pieces in hand."""

    line: StockLine
    serials: tuple[str, ...]
    serials_issued: tuple[str, ...]
    lent: tuple[LentLine, ...]
    tickets: tuple[str, ...]


class StockMove(NamedTuple):
    """One entry that changed a SKU, newest first. ``change`` is pieces more or less in the store.

    ``kind`` is received, used, returned, defective, counted, lent, given_back, written_off, sold, sold_back or set;
    ``ticket`` the number of the ticket or sale, ``who`` a technician, ``why`` the kind of a loss, ``reason`` in words
    (empty once forgotten).
    """

    seq: int
    at_ms: int
    actor: str
    kind: str
    owner: str
    qty: int
    change: int
    ticket: str
    who: str
    why: str
    serials: tuple[str, ...]
    document: str
    reason: str


class OldPartLine(NamedTuple):
    """An old part; ``left`` days until it is due (negative: overdue), None once HQ has it or nothing is owed.

    ``place`` is owed, boxed, sent, received, missing or settled; ``ticket`` a number, ``box`` a box number.
    """

    number: str
    sku: str
    part: str
    name: str
    serial: str
    why: str
    ticket: str
    due: str
    left: int | None
    place: str
    box: str


class BoxLine(NamedTuple):
    """A return box; times are UTC ms. ``parts`` are numbers, ``missing`` and ``extra`` what HQ's count found."""

    id: str
    number: str
    state: str
    parts: tuple[str, ...]
    carrier: str
    waybill: str
    opened_at: int
    sent_at: int | None
    counted_at: int | None
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    reason: str


class RequestedLine(NamedTuple):
    """A line of a part request: pieces asked for and pieces that came."""

    sku: str
    name: str
    qty: int
    came: int


class RequestLine(NamedTuple):
    """A part request to HQ, ``at_ms`` when it was made."""

    id: str
    number: str
    at_ms: int
    lines: tuple[RequestedLine, ...]
    closed: bool
    reason: str


class Awaiting(NamedTuple):
    """A ticket that needs pieces; ``ready`` when the shelf covers it, the oldest approval first."""

    ticket: str
    number: str
    qty: int
    stage: str
    ready: bool


class AwaitedPart(NamedTuple):
    """A part that approved repairs wait for. ``sku`` is empty where the shelf knows no item for it.

    ``needed`` pieces in all, ``there`` of that owner in the store, ``missing`` the rest, ``requested`` on the way.
    """

    sku: str
    code: str
    name: str
    owner: str
    needed: int
    there: int
    missing: int
    requested: int
    tickets: tuple[Awaiting, ...]


class UsageLine(NamedTuple):
    """Material usage of a model in a month; money in fen. ``percent`` of the norm, None without one or without repairs.

    ``value`` is by guide price, else by purchase price; ``norm`` is fen for one repair.
    """

    category: str
    model: str
    repairs: int
    pieces: int
    issued: int
    value: int
    norm: int | None
    percent: int | None
