"""What decisions about parts are given: items of the shelf, serial numbers, old parts, boxes, requests."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from mihome_desk.db.shelf import item_of, load_box
from mihome_desk.rules import identity
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.returns import Box, OldPart, Request, Returns, old_number
from mihome_desk.rules.shelf import StockItem, serial_of, sku_of
from mihome_desk.rules.shop import Accessory, by_barcode
from mihome_desk.rules.situation import Catalogue, SerialAt
from mihome_desk.rules.ticket import Ticket

LONGEST = 200
"""Characters of a name that may be looked for: more than any name has."""
MOST_ASKED = 2_000
_OLD = "number, sku, part, name, serial, why, ticket, use_seq, due, place, box"


def items(
    conn: sqlite3.Connection, command: Any, ticket: Ticket | None, catalogue: Catalogue
) -> dict[str, StockItem]:
    """The items that a command or its ticket's quote name, by SKU or by part; an accessory's barcode is one more key.

    Of each the pieces that other approved tickets wait for are known.
    """
    texts = _askable((*_named(command), *_quoted(ticket)))
    boxed = {each.barcode: each.sku for text in texts if (each := _boxed(catalogue, text))}
    skus = {sku_of(text) for text in texts} - {""} | {*boxed.values()}
    parts = {code for text in texts for code in (text, catalogue.prices.part_of(text)) if code}
    rows = conn.execute(
        f"SELECT state FROM stock WHERE sku IN ({_marks(skus)}) OR part IN ({_marks(parts)})", (*skus, *parts)
    ).fetchall()
    found = {item.sku: _promised(conn, item, ticket) for row in rows for item in (item_of(row[0]),)}
    return {code: found[sku] for code, sku in boxed.items() if sku in found} | found


def _boxed(catalogue: Catalogue, text: str) -> Accessory | None:
    return by_barcode(catalogue.accessories.values(), text)


def _askable(texts: Iterable[str]) -> set[str]:
    """What the database may be asked for; the rest, like half a character, the rules refuse by name."""
    clean = (text for text in texts if text and not identity.text_problem(text, LONGEST, False))
    return set(islice(clean, MOST_ASKED))


def _marks(values: Iterable[str]) -> str:
    return ", ".join("?" for _ in values)


def _named(command: Any) -> Iterator[str]:
    for name in ("sku", "part"):
        yield str(getattr(command, name, "") or "")
    for line in getattr(command, "lines", ()):
        for name in ("sku", "code", "part", "label"):
            yield str(getattr(line, name, "") or "")


def _quoted(ticket: Ticket | None) -> Iterator[str]:
    for line in ticket.quote.lines if ticket is not None and ticket.quote is not None else ():
        yield from (line.sku, line.code, line.part)
    for use in ticket.parts if ticket is not None else ():
        yield use.sku


def _promised(conn: sqlite3.Connection, item: StockItem, ticket: Ticket | None) -> StockItem:
    rows = conn.execute(
        "SELECT owner, sum(qty) FROM reserved WHERE sku = ? AND ticket <> ? GROUP BY owner",
        (item.sku, ticket.id if ticket is not None else ""),
    )
    many = dict(rows.fetchall())
    return replace(item, reserved=int(many.get("bought", 0)), reserved_issued=int(many.get("issued", 0)))


def serials(conn: sqlite3.Connection, command: Any) -> dict[str, SerialAt]:
    """Where the serial numbers that a command names were seen; what can be none is for the rules to refuse."""
    named = [*getattr(command, "serials", ()), *getattr(command, "missing", ())]
    named += [getattr(command, name, "") for name in ("old_serial", "new_serial")]
    clean = _askable(serial_of(text) for text in named)
    rows = conn.execute(
        f"SELECT serial, sku, place, holder FROM part_serials WHERE serial IN ({_marks(clean)})", tuple(clean)
    )
    return {row[0]: SerialAt(*row[1:]) for row in rows}


def returns(conn: sqlite3.Connection, command: Any, ticket: Ticket | None) -> Returns:
    """Old parts that a command may mean, the box or request it names, and the last numbers given out."""
    box = _box(conn, str(getattr(command, "box", "") or ""))
    return Returns(
        old={part.number: part for part in _old_parts(conn, command, ticket, box)},
        box=box,
        request=_request(conn, str(getattr(command, "request", "") or "")),
        last_old=_last(conn, "old_parts"),
        last_box=_last(conn, "boxes"),
        last_request=_last(conn, "part_requests"),
    )


def _last(conn: sqlite3.Connection, table: str) -> int:
    """The highest number given out: a letter and digits."""
    row = conn.execute(f"SELECT max(CAST(substr(number, 2) AS INTEGER)) FROM {table}").fetchone()
    return int(row[0] or 0)


def _old_parts(
    conn: sqlite3.Connection, command: Any, ticket: Ticket | None, box: Box | None
) -> Iterator[OldPart]:
    texts = [getattr(command, "old_part", ""), *getattr(command, "received", ())]
    wanted = sorted(_askable(spelled for text in texts for spelled in (old_number(text), serial_of(text))))
    rows = conn.execute(
        f"SELECT {_OLD} FROM old_parts WHERE number IN ({_marks(wanted)}) OR serial IN ({_marks(wanted)}) "
        "OR (box = ? AND box <> '') OR (ticket = ? AND ticket <> '')",
        (*wanted, *wanted, box.number if box else "", ticket.id if ticket else ""),
    )
    for row in rows:
        yield OldPart(*row)


def _box(conn: sqlite3.Connection, text: str) -> Box | None:
    found = _by_number(conn, "boxes", "B", text)
    return load_box(conn, found[0]) if found else None


def _request(conn: sqlite3.Connection, text: str) -> Request | None:
    found = _by_number(conn, "part_requests", "R", text)
    return from_plain(Request, json.loads(found[1]), strict=False) if found else None


def _by_number(conn: sqlite3.Connection, table: str, letter: str, text: str) -> tuple[str, str] | None:
    """Id and state of what a number means (B0003, however it was typed), or an id."""
    if not _askable((text,)):
        return None
    number = old_number(text.strip().upper().removeprefix(letter)).replace("J", letter)
    found = conn.execute(
        f"SELECT id, state FROM {table} WHERE number = ? OR id = ?", (number, text.strip().lower())
    ).fetchone()
    return (str(found[0]), str(found[1])) if found else None
