"""The states that decisions read, from the read tables."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import Any

from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.situation import Store
from mihome_desk.rules.ticket import Ticket


@lru_cache(maxsize=4)
def _store(state: str) -> Store:
    return from_plain(Store, json.loads(state), strict=False)


@lru_cache(maxsize=256)
def _ticket(state: str) -> Ticket:
    return from_plain(Ticket, json.loads(state), strict=False)


def load_store(conn: sqlite3.Connection) -> Store | None:
    """The store's state, or None before its first entry."""
    row = conn.execute("SELECT state FROM store").fetchone()
    return _store(row[0]) if row else None


def load_ticket(conn: sqlite3.Connection, ticket: str) -> Ticket | None:
    """A ticket's state by its id."""
    row = conn.execute("SELECT state FROM tickets WHERE id = ?", (ticket,)).fetchone()
    return _ticket(row[0]) if row else None


def load_personal(conn: sqlite3.Connection, ticket: str) -> dict[str, Any]:
    """The private facts joined to a ticket."""
    row = conn.execute("SELECT data FROM personal WHERE ticket = ?", (ticket,)).fetchone()
    data: dict[str, Any] = json.loads(row[0]) if row else {}
    return data
