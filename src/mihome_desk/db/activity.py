"""What happened today, for the widest board."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

LOOKED_AT = 600
"""Entries behind the last one in which the day's are looked for."""


class Activity(NamedTuple):
    """One entry of the day: who did what when. ``number`` names the ticket, or the queue number of an arrival."""

    seq: int
    at_ms: int
    actor: str
    kind: str
    ticket: str
    number: str


def since(conn: sqlite3.Connection, start_ms: int, limit: int) -> list[Activity]:
    """The last entries about tickets and arrivals since an instant, newest first."""
    rows = conn.execute(
        "SELECT j.seq, j.at_ms, j.actor, j.kind, j.subject, t.number, a.queue "
        "FROM (SELECT seq, at_ms, actor, kind, subject FROM journal ORDER BY seq DESC LIMIT ?) j "
        "LEFT JOIN tickets t ON t.id = j.subject LEFT JOIN arrivals a ON a.id = j.subject "
        "WHERE j.at_ms >= ? AND j.subject <> 'store' ORDER BY j.seq DESC LIMIT ?",
        (LOOKED_AT, start_ms, limit),
    )
    return [
        Activity(row[0], row[1], row[2], row[3], row[4] if row[5] else "", row[5] or str(row[6] or ""))
        for row in rows
    ]
