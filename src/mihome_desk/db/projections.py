"""Entries become read tables: the same code at the moment of writing and in every replay.

Rules evolve the public facts; here the private ones are joined beside them, so that a forgotten
customer disappears by dropping private rows and replaying.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from mihome_desk.db import money, parcels, shelf
from mihome_desk.db.reserved import reserve
from mihome_desk.db.rows import COLUMNS, TicketRow, row_of
from mihome_desk.db.states import load_personal, load_store, load_ticket, ticket_text
from mihome_desk.rules import house
from mihome_desk.rules.arrivals import Arrived, VisitEnded
from mihome_desk.rules.codec import canonical, to_plain
from mihome_desk.rules.history import RepairImported
from mihome_desk.rules.intake import TicketOpened
from mihome_desk.rules.moment import Header
from mihome_desk.rules.personal import joined
from mihome_desk.rules.ticket import Ticket

# An upsert touches only the indexes whose columns changed; REPLACE would rewrite them all.
_PUT_TICKET = (
    f"INSERT INTO tickets ({COLUMNS}) VALUES ({', '.join('?' * len(TicketRow._fields))}) "
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in TicketRow._fields[1:])}"
)


Beside = Callable[[sqlite3.Connection, Header, Any, dict[str, Any]], None]
"""How an entry reaches a table: connection, header, the event without its private facts, and those."""

_OF_OTHERS: dict[type, Beside] = {**shelf.OF_OTHERS, **money.OF_OTHERS, **parcels.OF_OTHERS}
"""Events whose subject is no ticket."""
_OF_TICKETS: tuple[dict[type, Beside], ...] = (shelf.OF_TICKETS, money.OF_TICKETS, parcels.OF_TICKETS)
"""What some events of tickets do beside the ticket: to the stock, to the takings."""


def apply(
    conn: sqlite3.Connection, header: Header, public: dict[str, Any], private: dict[str, Any]
) -> Ticket | None:
    """Bring the read tables up to one more entry; the ticket it changed, if it changed one."""
    event = house.join_event(header.kind, header.version, public)
    _see_boot(conn, header)
    if isinstance(event, Arrived):
        _arrive(conn, header, event)
        return None
    if isinstance(event, VisitEnded):
        conn.execute("UPDATE arrivals SET result = ? WHERE id = ?", (event.result, header.subject))
        return None
    if event is not None and header.subject == "store":
        _store(conn, header, event)
        return None
    if header.subject == "store":
        return None
    if type(event) in _OF_OTHERS:
        _OF_OTHERS[type(event)](conn, header, event, private)
        return None
    if "/" in header.subject:
        # A newer program's fact about something that is no ticket.
        return None
    ticket = house.evolve_ticket(load_ticket(conn, header.subject), header, event)
    conn.execute(_PUT_TICKET, row_of(ticket, header.seq, ticket_text(ticket)))
    if isinstance(event, (TicketOpened, RepairImported)):
        _opened(conn, header, event)
    _put_personal(conn, header.subject, event, private)
    for beside in _OF_TICKETS:
        if type(event) in beside:
            beside[type(event)](conn, header, event, private)
    reserve(conn, ticket)
    return ticket


def _see_boot(conn: sqlite3.Connection, header: Header) -> None:
    conn.execute(
        "INSERT INTO boots (branch, boot, first_uptime, last_uptime, first_seq) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (branch, boot) DO UPDATE SET last_uptime = max(last_uptime, excluded.last_uptime), "
        "first_uptime = min(first_uptime, excluded.first_uptime)",
        (header.branch, header.boot, header.uptime_ms, header.uptime_ms, header.seq),
    )


def _store(conn: sqlite3.Connection, header: Header, event: Any) -> None:
    before = load_store(conn)
    after = house.evolve_store(before, header, event)
    if after is not None and after != before:
        state = canonical(to_plain(after)).decode("utf-8")
        conn.execute(
            "INSERT OR REPLACE INTO store (uid, label, state) VALUES (?, ?, ?)",
            (after.uid, after.label, state),
        )


def _arrive(conn: sqlite3.Connection, header: Header, event: Arrived) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO arrivals (id, day, queue, seq, at_ms, uptime_ms, boot, ticket, result) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, '', '')",
        (header.subject, event.day, event.queue, header.seq, header.at_ms, header.uptime_ms, header.boot),
    )


def _opened(conn: sqlite3.Connection, header: Header, event: TicketOpened | RepairImported) -> None:
    conn.execute(
        "INSERT INTO serials (day, last) VALUES (?, ?) "
        "ON CONFLICT (day) DO UPDATE SET last = max(last, excluded.last)",
        (event.day, event.serial),
    )
    if isinstance(event, RepairImported):
        conn.execute(
            "INSERT OR IGNORE INTO imports (source, row, ticket) VALUES (?, ?, ?)",
            (event.source, event.row, header.subject),
        )
    elif event.arrival:
        conn.execute("UPDATE arrivals SET ticket = ? WHERE id = ?", (header.subject, event.arrival))


def _put_personal(conn: sqlite3.Connection, ticket: str, event: Any, private: dict[str, Any]) -> None:
    if not private:
        return
    data = joined(load_personal(conn, ticket), event, private)
    phone = str(data.get("phone", ""))
    conn.execute(
        "INSERT INTO personal (ticket, name, phone, tail, place, data) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (ticket) DO UPDATE SET name = excluded.name, phone = excluded.phone, "
        "tail = excluded.tail, place = excluded.place, data = excluded.data",
        (
            ticket,
            str(data.get("name", "")),
            phone,
            phone[-4:],
            str(data.get("place", "")),
            canonical(data).decode("utf-8"),
        ),
    )
