"""What screens and scripts are shown: the board, lists of tickets, the rate."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mihome_desk.db import heads, journal, queries, states
from mihome_desk.db.heads import Head, head_of, parcel_head
from mihome_desk.rules.clock import Boot, ClockFacts, Rate, rate
from mihome_desk.rules.deadlines import heat
from mihome_desk.rules.front import Arrival
from mihome_desk.rules.moment import Instant, Moment

RECENT = 50

FILTERS: dict[str, Callable[[Head, str], bool]] = {
    "all": lambda _head, _staff: True,
    "mine": lambda head, staff: head.technician.casefold() == staff.casefold(),
    "to_quote": lambda head, _staff: head.stage in {"parcel", "checked", "received", "diagnosing", "quoted"},
    "in_repair": lambda head, _staff: (
        head.stage in {"approved", "repairing", "waiting_parts", "at_hq", "testing"}
    ),
    "to_collect": lambda head, _staff: head.stage == "ready",
    "over_time": lambda head, _staff: head.over,
}
"""The parts of the board: (head, who works here) -> whether it belongs. All but mine and over_time share
out the open tickets: before the customer's yes, at work, done."""


class Board(NamedTuple):
    """The board at one instant: every open ticket, the most urgent on top, and the day's rate.

    ``longest_ms`` is how long the first of the ``waiting`` arrivals waits, None where nobody does.
    """

    heads: tuple[Head, ...]
    rate: Rate
    now: Instant
    seq: int
    waiting: int
    longest_ms: int | None


class Snapshot(NamedTuple):
    """All that a board is made of as long as no entry comes and the day lasts: time alone changes it.

    ``parcels`` are those that a repair centre received and has no ticket for yet, each with its last entry.
    """

    last: journal.Head | None
    day: str
    zone: str
    rows: tuple[tuple[Any, ...], ...]
    parcels: tuple[tuple[Any, int], ...]
    facts: tuple[ClockFacts, ...]
    boots: dict[str, Boot]
    arrivals: tuple[Arrival, ...]


def snapshot(conn: sqlite3.Connection, day: str) -> Snapshot:
    """Read what the board of a local day (YYYY-MM-DD) is made of."""
    # Its place in the journal is read first: what comes meanwhile is read again, never missed.
    last = journal.head(conn)
    return Snapshot(
        last=last,
        day=day,
        zone=_zone(conn),
        rows=tuple(conn.execute(f"{heads.SELECT} WHERE t.stage <> 'collected'")),
        parcels=heads.received_parcels(conn),
        facts=_facts(conn, day),
        boots=queries.boots(conn),
        arrivals=tuple(queries.waiting(conn, day)),
    )


def board(found: Snapshot, now: Instant) -> Board:
    """The board at an instant; running clocks by what is left, then the rest by age."""
    tickets = [head_of(row, now, found.boots, found.zone) for row in found.rows]
    tickets += [parcel_head(parcel, seq, now, found.boots) for parcel, seq in found.parcels]
    return Board(
        heads=tuple(sorted(tickets, key=urgency)),
        rate=rate(found.facts, now, found.boots),
        now=now,
        seq=found.last.seq if found.last else 0,
        waiting=len(found.arrivals),
        longest_ms=max((_waited(arrival, now) for arrival in found.arrivals), default=None),
    )


def urgency(head: Head) -> tuple[int, int, int]:
    """The order of the board: clocks by what is left of them, then work, then what waits to be collected."""
    if head.burning is not None:
        return (0, *heat(head.burning))
    if head.stage != "ready":
        return (1, head.opened_at, 0)
    # Whoever was not told yet comes first, then whoever was told longest ago.
    return (2, head.ended_at or head.opened_at, 0) if head.told_at is None else (3, head.told_at, 0)


def _zone(conn: sqlite3.Connection) -> str:
    store = states.load_store(conn)
    assert store is not None
    return store.zone


def _waited(arrival: Arrival, now: Instant) -> int:
    came = arrival.at
    passed = now.uptime_ms - came.uptime_ms if came.boot == now.boot else now.at_ms - came.at_ms
    return max(0, passed)


def _place(values: tuple[Any, ...]) -> Moment | None:
    return Moment(*values) if values[0] is not None else None


def _facts(conn: sqlite3.Connection, day: str) -> tuple[ClockFacts, ...]:
    rows = conn.execute(
        "SELECT left_quick, outcome, opened_seq, opened_at, opened_uptime, opened_boot, "
        "ended_seq, ended_at, ended_uptime, ended_boot, left_seq, left_at, left_uptime, left_boot "
        "FROM tickets WHERE day >= ? AND day <= ? AND entry_programme = 'quick'",
        (day, day + "~"),
    )
    return tuple(
        ClockFacts(True, row[0], _place(row[10:]), row[1], Moment(*row[2:6]), _place(row[6:10]))
        for row in rows
    )


def day_rate(conn: sqlite3.Connection, now: Instant, day: str) -> Rate:
    """The rate of one local day of entry (YYYY-MM-DD) or of a month (YYYY-MM)."""
    return rate(_facts(conn, day), now, queries.boots(conn))


def one(conn: sqlite3.Connection, ticket: str, now: Instant) -> Head | None:
    """One ticket as lists show it."""
    return next(iter(some(conn, [ticket], now)), None)


def some(conn: sqlite3.Connection, tickets: Sequence[str], now: Instant) -> list[Head]:
    """Some tickets by their ids, as lists show them."""
    wanted = ", ".join("?" * len(tickets))
    return _heads(conn, now, f"WHERE t.id IN ({wanted})", tuple(tickets))


def recent(conn: sqlite3.Connection, now: Instant) -> list[Head]:
    """The latest tickets of this store, newest first."""
    return _heads(conn, now, f"ORDER BY t.rowid DESC LIMIT {RECENT}")


def mailed(conn: sqlite3.Connection, now: Instant) -> list[Head]:
    """The tickets of this store that are packed or away, longest in the same hands first."""
    return _heads(conn, now, "WHERE t.hand <> '' AND t.stage <> 'collected' ORDER BY t.hand_at")


def _heads(conn: sqlite3.Connection, now: Instant, where: str, values: tuple[str, ...] = ()) -> list[Head]:
    boots, zone = queries.boots(conn), _zone(conn)
    return [head_of(row, now, boots, zone) for row in conn.execute(f"{heads.SELECT} {where}", values)]


def model_of_tac(conn: sqlite3.Connection, imei: str) -> str:
    """The model that this store last saw under the first eight digits of an IMEI, or ""."""
    row = conn.execute(
        "SELECT model FROM tickets WHERE imei >= ? AND imei < ? AND model <> '' ORDER BY opened_at DESC LIMIT 1",
        (imei[:8], imei[:8] + "~"),
    ).fetchone()
    return str(row[0]) if row else ""


def rate_json(found: Rate, practice: bool) -> dict[str, Any]:
    """The rate as scripts read it: a fraction of 1, null where nothing counts."""
    return {
        "achieved": found.achieved,
        "missed": found.missed,
        "unproven": found.unproven,
        "outside": found.outside,
        "rate": None if found.rate is None else round(found.rate, 4),
        "practice": practice,
    }
