"""Parcels of a repair centre: their read table, and the parcels that no ticket belongs to yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from mihome_desk.rules.codec import canonical, from_plain, spell, to_plain
from mihome_desk.rules.intake import TicketOpened
from mihome_desk.rules.mailin import Dispatched
from mihome_desk.rules.moment import Header
from mihome_desk.rules.parcels import EVOLVE, opened, sent
from mihome_desk.rules.service import Parcel

Beside = Callable[[sqlite3.Connection, Header, Any, dict[str, Any]], None]
KEPT = frozenset({"name", "phone", "complaint", "words"})
RECENT = 200


class ParcelSeen(NamedTuple):
    """A parcel as the parcels' screen shows it, with what was told in private (name, phone, words)."""

    parcel: Parcel
    private: dict[str, str]
    last_seq: int


def load(conn: sqlite3.Connection, waybill: str) -> Parcel | None:
    """The parcel behind a waybill in its one spelling, or None."""
    row = conn.execute("SELECT state FROM parcels WHERE waybill = ?", (waybill,)).fetchone()
    return _parcel(row[0]) if row else None


def seen(conn: sqlite3.Connection, waybill: str) -> ParcelSeen | None:
    """The same with its private words."""
    row = conn.execute(
        "SELECT state, private, last_seq FROM parcels WHERE waybill = ?", (waybill,)
    ).fetchone()
    return _seen(row) if row else None


def here(conn: sqlite3.Connection) -> list[ParcelSeen]:
    """Every parcel that was not sent back: received ones in the order of their arrival, announced ones after them."""
    rows = conn.execute(
        "SELECT state, private, last_seq FROM parcels WHERE sent_at IS NULL "
        "ORDER BY received_at IS NULL, received_at, waybill LIMIT ?",
        (RECENT,),
    )
    return [_seen(row) for row in rows]


def unopened(conn: sqlite3.Connection) -> list[ParcelSeen]:
    """What was received and has no ticket yet."""
    rows = conn.execute(
        "SELECT state, private, last_seq FROM parcels "
        "WHERE sent_at IS NULL AND ticket = '' AND received_at IS NOT NULL ORDER BY received_at"
    )
    return [_seen(row) for row in rows]


def last_carrier(conn: sqlite3.Connection) -> str:
    """The carrier of the last parcel that left this house, "" before the first."""
    row = conn.execute(
        "SELECT body FROM journal WHERE kind IN ('Shipped', 'Dispatched') ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return str(json.loads(row[0])["data"]["carrier"]) if row else ""


def _parcel(state: str) -> Parcel:
    return from_plain(Parcel, json.loads(state), strict=False)


def _seen(row: tuple[str, str, int]) -> ParcelSeen:
    return ParcelSeen(_parcel(row[0]), json.loads(row[1]), row[2])


def _happened(conn: sqlite3.Connection, header: Header, event: Any, private: dict[str, Any]) -> None:
    waybill = header.subject.partition("/")[2]
    before = seen(conn, waybill) or ParcelSeen(Parcel(waybill), {}, 0)
    after = EVOLVE[type(event)](before.parcel, header, event)
    told = {name: str(value) for name, value in private.items() if name in KEPT}
    _put(conn, header.seq, after, before.private | told)


def _put(conn: sqlite3.Connection, seq: int, parcel: Parcel, private: dict[str, str]) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO parcels (waybill, ticket, received_at, sent_at, last_seq, state, private) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            parcel.waybill,
            parcel.ticket,
            parcel.received.at_ms if parcel.received else None,
            parcel.sent.at_ms if parcel.sent else None,
            seq,
            spell(to_plain(parcel, whole=False)),
            canonical(private).decode("utf-8"),
        ),
    )


def _ticket_opened(conn: sqlite3.Connection, header: Header, event: TicketOpened, _: dict[str, Any]) -> None:
    found = seen(conn, event.parcel) if event.parcel else None
    if found is not None:
        _put(conn, header.seq, opened(found.parcel, header.subject), found.private)


def _dispatched(conn: sqlite3.Connection, header: Header, _: Dispatched, __: dict[str, Any]) -> None:
    row = conn.execute("SELECT waybill FROM parcels WHERE ticket = ?", (header.subject,)).fetchone()
    found = seen(conn, row[0]) if row else None
    if found is not None:
        _put(conn, header.seq, sent(found.parcel, header), found.private)


OF_OTHERS: dict[type, Beside] = dict.fromkeys(EVOLVE, _happened)
OF_TICKETS: dict[type, Beside] = {TicketOpened: _ticket_opened, Dispatched: _dispatched}
