"""Old parts owed to HQ, return boxes and part requests as lists ask for them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import date

from mihome_desk.db.stockroom import BoxLine, OldPartLine, RequestedLine, RequestLine
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.returns import Box, Request

OWED = ("owed", "missing", "boxed", "sent")
"""Old parts that HQ does not have yet."""


def old_parts(conn: sqlite3.Connection, today: str) -> tuple[OldPartLine, ...]:
    """What HQ is owed, the earliest due day first; behind it what is settled, newest first."""
    rows = conn.execute(
        "SELECT o.number, o.sku, o.part, o.name, o.serial, o.why, coalesce(t.number, ''), o.due, o.place, o.box "
        "FROM old_parts o LEFT JOIN tickets t ON t.id = o.ticket ORDER BY o.due, o.number"
    )
    lines = [
        OldPartLine._make((*row[:8], _left(row[7], today) if row[8] in OWED else None, *row[8:]))
        for row in rows
    ]
    owed = [line for line in lines if line.left is not None]
    return (*owed, *reversed([line for line in lines if line.left is None]))


def _left(due: str, today: str) -> int:
    return (date.fromisoformat(due) - date.fromisoformat(today)).days if due else 0


def boxes(conn: sqlite3.Connection) -> tuple[BoxLine, ...]:
    """Every return box, the open ones first, then the newest."""
    rows = conn.execute(
        "SELECT state, opened_at, sent_at, counted_at, reason FROM boxes ORDER BY opened_at DESC, number DESC"
    )
    found = []
    for state, opened_at, sent_at, counted_at, reason in rows:
        box = from_plain(Box, json.loads(state), strict=False)
        found.append(
            BoxLine(
                id=box.id,
                number=box.number,
                state=box.state,
                parts=box.parts,
                carrier=box.carrier,
                waybill=box.waybill,
                opened_at=opened_at,
                sent_at=sent_at,
                counted_at=counted_at,
                missing=box.missing,
                extra=box.extra,
                reason=reason,
            )
        )
    order = {"open": 0, "sealed": 1, "sent": 2, "counted": 3}
    return tuple(sorted(found, key=lambda box: order[box.state]))


def _requests(conn: sqlite3.Connection) -> list[tuple[Request, int, str]]:
    rows = conn.execute("SELECT state, at_ms, reason FROM part_requests ORDER BY at_ms DESC, number DESC")
    return [(from_plain(Request, json.loads(row[0]), strict=False), row[1], row[2]) for row in rows]


def part_requests(conn: sqlite3.Connection) -> tuple[RequestLine, ...]:
    """Every part request, those that wait for something first, then the newest."""
    lines = [
        RequestLine(
            id=request.id,
            number=request.number,
            at_ms=at_ms,
            lines=tuple(RequestedLine(line.sku, line.name, line.qty, line.came) for line in request.lines),
            closed=request.closed,
            reason=reason,
        )
        for request, at_ms, reason in _requests(conn)
    ]
    return tuple(sorted(lines, key=lambda line: line.closed))


def requested(conn: sqlite3.Connection) -> Counter[str]:
    """Pieces by SKU that open requests still wait for."""
    found: Counter[str] = Counter()
    for (state,) in conn.execute("SELECT state FROM part_requests WHERE open = 1"):
        for line in from_plain(Request, json.loads(state), strict=False).lines:
            found[line.sku] += line.qty - line.came
    return found
