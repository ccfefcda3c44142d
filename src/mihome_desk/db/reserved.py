"""What approved open tickets still need from the shelf, kept beside each ticket."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mihome_desk.rules import price, shelf_match
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.shelf import StockItem, sku_of
from mihome_desk.rules.ticket import Line, Ticket

STAGES = frozenset({"approved", "repairing", "waiting_parts", "testing"})


class Reserved(NamedTuple):
    """Pieces for one line of a quote; ``sku`` is empty where the shelf has no item for it, or several."""

    line: int
    sku: str
    code: str
    part: str
    name: str
    owner: str
    qty: int


def reserve(conn: sqlite3.Connection, ticket: Ticket) -> None:
    """Bring what a ticket reserves up to its state."""
    if ticket.quote is None:
        return
    before = conn.execute(
        "SELECT line, sku, code, part, name, owner, qty FROM reserved WHERE ticket = ? ORDER BY line",
        (ticket.id,),
    ).fetchall()
    after = list(needed(conn, ticket))
    if [tuple(row) for row in before] == after:
        return
    conn.execute("DELETE FROM reserved WHERE ticket = ?", (ticket.id,))
    conn.executemany(
        "INSERT INTO reserved (ticket, line, sku, code, part, name, owner, qty) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(ticket.id, *row) for row in after],
    )


def needed(conn: sqlite3.Connection, ticket: Ticket) -> Iterator[Reserved]:
    """The parts of an approved quote that are not in the device yet."""
    quote = ticket.quote
    if quote is None or quote.answer != "approve" or ticket.stage not in STAGES or ticket.outcome:
        return
    used: Counter[str] = Counter()
    for use in ticket.parts:
        used[use.sku] += use.inside
    model = price.model_name(ticket.device)
    for at, line in enumerate(quote.lines):
        if line.kind != "part":
            continue
        sku = line.sku or _sku_for(conn, line, model)
        taken = _taken(used, ticket, line, sku)
        if taken < line.qty:
            name = line.label or line.code
            yield Reserved(at, sku, line.code, line.part, name, owner_of(ticket, line), line.qty - taken)


def _taken(used: Counter[str], ticket: Ticket, line: Line, sku: str) -> int:
    """Pieces already in the device that answer for a line; each piece answers for one line."""
    same = [sku, *(use.sku for use in ticket.parts if use.part in {line.part, line.code} - {""})]
    taken = 0
    for each in dict.fromkeys(same):
        piece = min(used[each], line.qty - taken)
        used[each] -= piece
        taken += piece
    return taken


def owner_of(ticket: Ticket, line: Line) -> str:
    """Whose piece a line takes: HQ's where the fault is in warranty, else the store's."""
    covered = ticket.faults[line.fault].covered if line.fault < len(ticket.faults) else None
    return "issued" if covered is not None and covered.coverage == "in" else "bought"


def _sku_for(conn: sqlite3.Connection, line: Line, model: str) -> str:
    items = candidates(conn, line.code, line.part, model)
    return items[0].sku if len(items) == 1 else ""


def candidates(conn: sqlite3.Connection, code: str, part: str, model: str) -> list[StockItem]:
    """The items that a line without a SKU may mean: by its code as SKU, or as a part that fits the model."""
    rows = conn.execute(
        "SELECT state FROM stock WHERE sku = ? OR part IN (?, ?)", (sku_of(code), part or code, code)
    )
    items = [from_plain(StockItem, json.loads(row[0]), strict=False) for row in rows]
    return shelf_match.matching({item.sku: item for item in items}, code, model, part)
