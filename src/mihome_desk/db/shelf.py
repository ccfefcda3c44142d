"""Stock, serials, old parts and boxes: the read tables of everything on the shelf, kept by the entries."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from mihome_desk.db import states
from mihome_desk.db.reserved import reserve
from mihome_desk.rules import oldparts, parts, requests, shelf, stock_events
from mihome_desk.rules.codec import from_plain, spell, to_plain
from mihome_desk.rules.moment import Header
from mihome_desk.rules.oldparts import (
    BoxOpened,
    HqCounted,
    PartBoxed,
    PartUnboxed,
)
from mihome_desk.rules.parts import PartReturned, PartUsed
from mihome_desk.rules.requests import PartsRequested
from mihome_desk.rules.returns import Box, Request
from mihome_desk.rules.shelf import StockItem
from mihome_desk.rules.stock_events import (
    PartsGivenBack,
    PartsLent,
    PartsReceived,
    PartsWrittenOff,
    StockCounted,
    StockSet,
)

Beside = Callable[[sqlite3.Connection, Header, Any, dict[str, Any]], None]


class Move(NamedTuple):
    """What an entry did to a SKU, as the table of moves keeps it."""

    kind: str
    owner: str
    qty: int
    change: int
    who: str = ""
    why: str = ""
    serials: Sequence[str] = ()
    document: str = ""
    value: int = 0
    reason: str = ""
    line: int = 0


# Items


def load_item(conn: sqlite3.Connection, sku: str) -> StockItem | None:
    """An item's state by its SKU."""
    row = conn.execute("SELECT state FROM stock WHERE sku = ?", (sku,)).fetchone()
    return item_of(row[0]) if row else None


def item_of(state: str) -> StockItem:
    """An item from its row's state."""
    return from_plain(StockItem, json.loads(state), strict=False)


def _put(conn: sqlite3.Connection, header: Header, item: StockItem) -> None:
    state = spell(to_plain(item, whole=False))
    conn.execute(
        "INSERT OR REPLACE INTO stock (sku, part, on_hand, issued, last_seq, state) VALUES (?, ?, ?, ?, ?, ?)",
        (item.sku, item.part, item.on_hand, item.issued, header.seq, state),
    )


def _note(conn: sqlite3.Connection, header: Header, sku: str, move: Move) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO stock_moves (seq, line, sku, at_ms, actor, kind, owner, qty, change, subject, who, "
        "why, serials, document, value, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(header.seq, move.line, sku, header.at_ms, header.actor, move.kind, move.owner, move.qty),
            *(move.change, header.subject, move.who, move.why, " ".join(move.serials), move.document),
            *(move.value, move.reason),
        ),
    )


def _place(
    conn: sqlite3.Connection, header: Header, sku: str, serials: Iterable[str], place: str, holder: str = ""
) -> None:
    for serial in serials:
        if serial:
            conn.execute(
                "INSERT OR REPLACE INTO part_serials (serial, sku, place, holder, last_seq) VALUES (?, ?, ?, ?, ?)",
                (serial, sku, place, holder, header.seq),
            )


# The stock's own entries


def _of_stock(conn: sqlite3.Connection, header: Header, event: Any, private: dict[str, Any]) -> None:
    _put(conn, header, stock_events.evolve(load_item(conn, event.sku), event))
    _note(conn, header, event.sku, _move_of(event)._replace(reason=str(private.get("reason", ""))))
    match event:
        case PartsReceived():
            _place(conn, header, event.sku, event.serials, "shelf")
            _came(conn, event)
        case StockCounted():
            _place(conn, header, event.sku, event.missing, "gone")
        case PartsLent():
            _place(conn, header, event.sku, event.serials, "lent", event.technician)
        case PartsGivenBack():
            _place(conn, header, event.sku, event.serials, "shelf")
        case PartsWrittenOff():
            _lost(conn, header, event)
    if isinstance(event, (PartsReceived, StockSet)):
        # A line that the shelf had nothing for may mean this.
        waiting = conn.execute("SELECT DISTINCT ticket FROM reserved WHERE sku = ''").fetchall()
        for (ticket,) in waiting:
            found = states.load_ticket(conn, ticket)
            if found is not None:
                reserve(conn, found)


def _move_of(event: Any) -> Move:
    match event:
        case PartsReceived():
            return Move(
                "received", event.owner, event.qty, event.qty, serials=event.serials, document=event.document
            )
        case StockCounted():
            return Move("counted", event.owner, event.counted, event.difference, serials=event.missing)
        case PartsWrittenOff():
            who = event.technician
            return Move("written_off", event.owner, event.qty, -event.qty, who, event.why, event.serials)
        case PartsLent():
            return Move("lent", event.owner, event.qty, 0, event.technician, serials=event.serials)
        case PartsGivenBack():
            return Move("given_back", event.owner, event.qty, 0, event.technician, serials=event.serials)
    return Move("set", "", 0, 0)


def _came(conn: sqlite3.Connection, event: PartsReceived) -> None:
    """What was asked of HQ is there: the oldest request first."""
    left = event.qty
    rows = conn.execute("SELECT id, state FROM part_requests WHERE open = 1 ORDER BY number").fetchall()
    for name, state in rows:
        before = from_plain(Request, json.loads(state), strict=False)
        after, left = requests.arrived(before, event.sku, left)
        if after != before:
            _put_request(conn, name, after)
        if not left:
            return


def _lost(conn: sqlite3.Connection, header: Header, event: PartsWrittenOff) -> None:
    """HQ's own piece is owed back, whole or broken."""
    why = "broken" if event.why == "broken" else "defective"
    # Of several pieces the ones with numbers come first.
    numbers = [*event.serials, *([""] * len(event.old_parts))]
    for number, serial in zip(event.old_parts, numbers, strict=False):
        owe(conn, header, event, number, serial, why, "")
        _place(conn, header, event.sku, (serial,), "old", number)
    if not event.old_parts:
        _place(conn, header, event.sku, event.serials, "gone")


def owe(
    conn: sqlite3.Connection, header: Header, event: Any, number: str, serial: str, why: str, ticket: str
) -> None:
    """One more old part that HQ wants back."""
    conn.execute(
        "INSERT OR REPLACE INTO old_parts (number, sku, part, name, serial, why, ticket, use_seq, due, place, box, "
        "last_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'owed', '', ?)",
        (
            *(number, event.sku, event.part, event.name, serial, why, ticket, header.seq, event.due),
            header.seq,
        ),
    )


# Parts of tickets


def _used(conn: sqlite3.Connection, header: Header, event: PartUsed, _: dict[str, Any]) -> None:
    item = load_item(conn, event.sku) or StockItem(event.sku, event.part, event.name)
    _put(conn, header, parts.item_used(item, event))
    serials = [serial for serial in (event.new_serial, event.old_serial) if serial]
    who = event.hand or event.technician
    move = Move("used", event.owner, event.qty, -event.qty, who, serials=serials, value=event.value)
    _note(conn, header, event.sku, move)
    _place(conn, header, event.sku, (event.new_serial,), "device", header.subject)
    if event.old_parts:
        for number in event.old_parts:
            owe(conn, header, event, number, event.old_serial, "used", header.subject)
            _place(conn, header, event.sku, (event.old_serial,), "old", number)
    else:
        _place(conn, header, event.sku, (event.old_serial,), "gone")


def _returned(conn: sqlite3.Connection, header: Header, event: PartReturned, private: dict[str, Any]) -> None:
    item = load_item(conn, event.sku) or StockItem(event.sku, event.part)
    _put(conn, header, parts.item_returned(item, event))
    good = event.condition == "good"
    change, kind = (event.qty, "returned") if good else (0, "defective")
    serials = (event.serial,) if event.serial else ()
    move = Move(kind, event.owner, event.qty, change, serials=serials, value=-event.value)
    _note(conn, header, event.sku, move._replace(reason=str(private.get("reason", ""))))
    _place(conn, header, event.sku, serials, "shelf" if good else "gone")
    _place(conn, header, event.sku, (event.old_serial,), "device", header.subject)
    for number in event.settled:
        _set_old(conn, header, number, "place = 'settled'")
    for number in event.turned:
        _set_old(conn, header, number, "why = 'defective', serial = ?", event.serial)
        _place(conn, header, event.sku, serials, "old", number)


def _set_old(conn: sqlite3.Connection, header: Header, number: str, what: str, *values: str) -> None:
    conn.execute(f"UPDATE old_parts SET {what}, last_seq = ? WHERE number = ?", (*values, header.seq, number))


# Sales: the drawer's projection calls these


def sold(
    conn: sqlite3.Connection,
    header: Header,
    sku: str,
    qty: int,
    *,
    line: int = 0,
    serials: Sequence[str] = (),
) -> None:
    """Pieces of the store's own went over the counter; ``line`` tells the lines of one sale apart."""
    item = load_item(conn, sku) or StockItem(sku)
    _put(conn, header, shelf.moved(item, "bought", -qty, out=serials))
    _note(conn, header, sku, Move("sold", "bought", qty, -qty, serials=serials, line=line))
    _place(conn, header, sku, serials, "gone")


def sale_returned(
    conn: sqlite3.Connection,
    header: Header,
    sku: str,
    qty: int,
    *,
    line: int = 0,
    serials: Sequence[str] = (),
) -> None:
    """Sold pieces came back and lie on the shelf again."""
    item = load_item(conn, sku) or StockItem(sku)
    _put(conn, header, shelf.moved(item, "bought", qty, into=serials))
    _note(conn, header, sku, Move("sold_back", "bought", qty, qty, serials=serials, line=line))
    _place(conn, header, sku, serials, "shelf")


# Boxes and requests


def load_box(conn: sqlite3.Connection, box: str) -> Box | None:
    """A box by its id."""
    row = conn.execute("SELECT state FROM boxes WHERE id = ?", (box,)).fetchone()
    return from_plain(Box, json.loads(row[0]), strict=False) if row else None


def _of_box(conn: sqlite3.Connection, header: Header, event: Any, private: dict[str, Any]) -> None:
    name = header.subject.partition("/")[2]
    before = load_box(conn, name) or Box(name, event.number if isinstance(event, BoxOpened) else "")
    box = oldparts.evolve_box(before, event)
    conn.execute(
        "INSERT INTO boxes (id, number, opened_at, reason, state) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET reason = reason || excluded.reason, state = excluded.state",
        (name, box.number, header.at_ms, str(private.get("reason", "")), spell(to_plain(box, whole=False))),
    )
    match event:
        case PartBoxed():
            _set_old(conn, header, event.old_part, "place = 'boxed', box = ?", box.number)
        case PartUnboxed():
            _set_old(conn, header, event.old_part, "place = 'owed', box = ''")
        case oldparts.BoxSent():
            conn.execute("UPDATE boxes SET sent_at = ? WHERE id = ?", (header.at_ms, name))
            for number in box.parts:
                _set_old(conn, header, number, "place = 'sent'")
        case HqCounted():
            _hq_counted(conn, header, event, box)


def _hq_counted(conn: sqlite3.Connection, header: Header, event: HqCounted, box: Box) -> None:
    conn.execute("UPDATE boxes SET counted_at = ? WHERE id = ?", (header.at_ms, box.id))
    for number in event.received:
        _set_old(conn, header, number, "place = 'received'")
    for number in event.missing:
        _set_old(conn, header, number, "place = 'missing', box = ''")
    for number in event.extra:
        # What nobody had scanned into the box, but HQ has now.
        conn.execute(
            "UPDATE old_parts SET place = 'received', box = ?, last_seq = ? "
            "WHERE number = ? AND place IN ('owed', 'missing')",
            (box.number, header.seq, number),
        )


def _put_request(conn: sqlite3.Connection, name: str, request: Request) -> None:
    state = spell(to_plain(request, whole=False))
    conn.execute(
        "UPDATE part_requests SET open = ?, state = ? WHERE id = ?", (int(not request.closed), state, name)
    )


def _of_request(conn: sqlite3.Connection, header: Header, event: Any, private: dict[str, Any]) -> None:
    name = header.subject.partition("/")[2]
    row = conn.execute("SELECT state FROM part_requests WHERE id = ?", (name,)).fetchone()
    before = from_plain(Request, json.loads(row[0]), strict=False) if row else Request(name, "")
    request = requests.evolve_request(before, event)
    if isinstance(event, PartsRequested) or row is None:
        conn.execute(
            "INSERT OR REPLACE INTO part_requests (id, number, at_ms, open, reason, state) VALUES (?, ?, ?, 1, '', '')",
            (name, request.number, header.at_ms),
        )
    _put_request(conn, name, request)
    reason = str(private.get("reason", ""))
    if reason:
        conn.execute("UPDATE part_requests SET reason = ? WHERE id = ?", (reason, name))


OF_OTHERS: dict[type, Beside] = {
    **dict.fromkeys(stock_events.EVENTS, _of_stock),
    **dict.fromkeys(oldparts.OF_BOXES, _of_box),
    **dict.fromkeys(requests.EVENTS, _of_request),
}
OF_TICKETS: dict[type, Beside] = {PartUsed: _used, PartReturned: _returned}
