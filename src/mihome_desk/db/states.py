"""The states that decisions read, from the read tables."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.situation import Store
from mihome_desk.rules.ticket import Ticket


def load_store(conn: sqlite3.Connection) -> Store | None:
    """The store's state, or None before its first entry."""
    row = conn.execute("SELECT state FROM store").fetchone()
    return from_plain(Store, json.loads(row[0]), strict=False) if row else None


def load_ticket(conn: sqlite3.Connection, ticket: str) -> Ticket | None:
    """A ticket's state by its id."""
    row = conn.execute("SELECT state FROM tickets WHERE id = ?", (ticket,)).fetchone()
    return from_plain(Ticket, json.loads(row[0]), strict=False) if row else None


def load_personal(conn: sqlite3.Connection, ticket: str) -> dict[str, Any]:
    """The private facts joined to a ticket."""
    row = conn.execute("SELECT data FROM personal WHERE ticket = ?", (ticket,)).fetchone()
    data: dict[str, Any] = json.loads(row[0]) if row else {}
    return data
