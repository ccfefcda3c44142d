"""The states that decisions read, from the read tables."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mihome_desk.rules.codec import from_plain, spell, to_plain
from mihome_desk.rules.front import Store

if TYPE_CHECKING:
    from mihome_desk.rules.ticket import Ticket


@lru_cache(maxsize=4)
def _store(state: str) -> Store:
    return from_plain(Store, json.loads(state), strict=False)


# Tickets by the text of their state: whoever reads what was just written need not parse it.
_tickets: dict[str, Ticket] = {}
KEPT = 1_024


def _ticket(state: str) -> Ticket:
    found = _tickets.get(state)
    if found is None:
        from mihome_desk.rules.ticket import Ticket  # the first board reads no whole ticket

        found = from_plain(Ticket, json.loads(state), strict=False)
        _keep(state, found)
    return found


def _keep(state: str, ticket: Ticket) -> None:
    if len(_tickets) >= KEPT:
        _tickets.clear()
    _tickets[state] = ticket


def ticket_text(ticket: Ticket) -> str:
    """A ticket's state as the read table keeps it: canonical JSON, defaults left out."""
    state = spell(to_plain(ticket, whole=False))
    _keep(state, ticket)
    return state


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
