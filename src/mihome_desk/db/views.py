"""What screens and scripts are shown: the board, one ticket, the rate."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mihome_desk.db import journal, queries
from mihome_desk.db.rows import TicketRow
from mihome_desk.rules.clock import LIMIT_MS, Boot, Clock, ClockFacts, Rate, rate, read_clock
from mihome_desk.rules.moment import Instant, Moment
from mihome_desk.rules.situation import Arrival

RECENT = 50
DAY_MS = 86_400_000
SAME_MS = 10 * 60_000
"""How near to the end of its hour a promise must lie to be no clock of its own."""

_FIELDS = TicketRow._fields[:-1]
_HEAD = ", ".join(f"t.{name}" for name in _FIELDS)
_PERSONAL = "coalesce(p.name, ''), coalesce(p.phone, ''), coalesce(p.place, '')"
_FROM = "FROM tickets t LEFT JOIN personal p ON p.ticket = t.id"
_SELECT = f"SELECT {_HEAD}, {_PERSONAL} {_FROM}"


class Head(NamedTuple):
    """A ticket as lists show it. Times are UTC ms, None where it has not happened.

    ``wait_ms`` is how long it waits for ``wait_on`` (parts or customer), explained time beside the strict
    clock; ``promise_ms`` what is left until the promised time, negative past it, None where nothing is
    promised or the work is over; ``told_days`` whole days since the customer was told.
    """

    id: str
    number: str
    stage: str
    outcome: str
    programme: str
    entry_programme: str
    category: str
    brand: str
    model: str
    imei: str
    sn: str
    technician: str
    opened_at: int
    ended_at: int | None
    told_at: int | None
    collected_at: int | None
    day: str
    name: str
    phone: str
    place: str
    promised_at: int | None
    wait_on: str
    wait_ms: int | None
    promise_ms: int | None
    told_days: int | None
    conflict: bool
    last_seq: int
    clock: Clock

    @property
    def device(self) -> str:
        """Brand and model, the brand left out where the model begins with it."""
        if self.brand and not self.model.lower().startswith(self.brand.lower()):
            return f"{self.brand} {self.model}".strip()
        return self.model or self.brand

    @property
    def ticking(self) -> bool:
        """Whether a one-hour clock still runs."""
        return self.ended_at is None and self.clock.state != "outside"

    @property
    def left_ms(self) -> int:
        """Milliseconds to the hour, by what is proven at least; negative past it."""
        return LIMIT_MS - self.clock.elapsed.at_least

    @property
    def burns_ms(self) -> int | None:
        """Milliseconds until the next of hour and promise is over, negative past it; None where neither runs."""
        running = [self.left_ms] if self.ticking else []
        if self.promise_ms is not None:
            running.append(self.promise_ms)
        return min(running, default=None)

    @property
    def storage_step(self) -> str:
        """Which step of storage a told and uncollected device has reached, "" before the first."""
        if not self.told_days or self.stage != "ready":
            return ""
        from mihome_desk.catalog import storage  # a store without such devices never reads it

        found = storage.step(self.told_days)
        return found.name if found else ""

    @property
    def over(self) -> bool:
        """Whether any of its clocks is past its limit."""
        burns = self.burns_ms
        return (burns is not None and burns < 0) or bool(self.storage_step)


FILTERS: dict[str, Callable[[Head, str], bool]] = {
    "all": lambda _head, _staff: True,
    "mine": lambda head, staff: head.technician.casefold() == staff.casefold(),
    "to_quote": lambda head, _staff: head.stage in {"received", "diagnosing", "quoted"},
    "in_repair": lambda head, _staff: head.stage in {"approved", "repairing", "waiting_parts", "testing"},
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
    """All that a board is made of as long as no entry comes and the day lasts: time alone changes it."""

    last: journal.Head | None
    day: str
    rows: tuple[tuple[Any, ...], ...]
    facts: tuple[ClockFacts, ...]
    boots: dict[str, Boot]
    arrivals: tuple[Arrival, ...]


def snapshot(conn: sqlite3.Connection, day: str) -> Snapshot:
    """Read what the board of a local day (YYYY-MM-DD) is made of."""
    # Its place in the journal is read first: what comes meanwhile is read again, never missed.
    last = journal.head(conn)
    rows = tuple(conn.execute(f"{_SELECT} WHERE t.stage <> 'collected'"))
    return Snapshot(
        last, day, rows, _facts(conn, day), queries.boots(conn), tuple(queries.waiting(conn, day))
    )


def board(found: Snapshot, now: Instant) -> Board:
    """The board at an instant; running clocks by what is left, then the rest by age."""
    heads = sorted((_head(row, now, found.boots) for row in found.rows), key=urgency)
    return Board(
        heads=tuple(heads),
        rate=rate(found.facts, now, found.boots),
        now=now,
        seq=found.last.seq if found.last else 0,
        waiting=len(found.arrivals),
        longest_ms=max((_waited(arrival, now) for arrival in found.arrivals), default=None),
    )


def urgency(head: Head) -> tuple[int, int]:
    """The order of the board: clocks by what is left of them, then work, then what waits to be collected.

    A clock that is over while the ticket waits for parts or for the customer stands with the work: nobody
    at the bench can do anything about it, and it must not hide what can still be saved.
    """
    burns = head.burns_ms
    if burns is not None and not (burns < 0 and head.wait_on):
        return (0, burns)
    if head.stage != "ready":
        return (1, head.opened_at)
    # Whoever was not told yet comes first, then whoever was told longest ago.
    return (2, head.ended_at or head.opened_at) if head.told_at is None else (3, head.told_at)


def _waited(arrival: Arrival, now: Instant) -> int:
    came = arrival.at
    passed = now.uptime_ms - came.uptime_ms if came.boot == now.boot else now.at_ms - came.at_ms
    return max(0, passed)


def _head(values: tuple[Any, ...], now: Instant, boots: dict[str, Boot]) -> Head:
    row = TicketRow._make((*values[: len(_FIELDS)], ""))
    name, phone, place = values[len(_FIELDS) :]
    quick = row.entry_programme == "quick"
    facts = ClockFacts(quick, row.left_quick, row.left, row.outcome, row.opened, row.ended)
    clock = read_clock(facts, now, boots)
    return Head(
        id=row.id,
        number=row.number,
        stage=row.stage,
        outcome=row.outcome,
        programme=row.programme,
        entry_programme=row.entry_programme,
        category=row.category,
        brand=row.brand,
        model=row.model,
        imei=row.imei,
        sn=row.sn,
        technician=row.technician,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        told_at=row.told_at,
        collected_at=row.collected_at,
        day=row.day,
        name=name,
        phone=phone,
        place=place,
        promised_at=row.promised_at,
        wait_on=row.wait_on,
        wait_ms=None if row.wait_since is None else max(0, now.at_ms - row.wait_since),
        promise_ms=_promise(row, clock, now),
        told_days=None if row.told_at is None else max(0, now.at_ms - row.told_at) // DAY_MS,
        conflict=bool(row.conflict),
        last_seq=row.last_seq,
        clock=clock,
    )


def _promise(row: TicketRow, clock: Clock, now: Instant) -> int | None:
    """What is left of a promise; one for the end of a running hour is that hour itself."""
    if row.promised_at is None or row.ended_at is not None:
        return None
    hour_ends = row.opened_at + LIMIT_MS
    return (
        None
        if clock.state != "outside" and row.promised_at > hour_ends - SAME_MS
        else row.promised_at - now.at_ms
    )


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
    rows = conn.execute(f"{_SELECT} WHERE t.id IN ({wanted})", tuple(tickets))
    boots = queries.boots(conn)
    return [_head(row, now, boots) for row in rows]


def recent(conn: sqlite3.Connection, now: Instant) -> list[Head]:
    """The latest tickets of this store, newest first."""
    rows = conn.execute(f"{_SELECT} ORDER BY t.rowid DESC LIMIT {RECENT}")
    boots = queries.boots(conn)
    return [_head(row, now, boots) for row in rows]


def model_of_tac(conn: sqlite3.Connection, imei: str) -> str:
    """The model that this store last saw under the first eight digits of an IMEI, or ""."""
    row = conn.execute(
        "SELECT model FROM tickets WHERE imei >= ? AND imei < ? AND model <> '' ORDER BY opened_at DESC LIMIT 1",
        (imei[:8], imei[:8] + "~"),
    ).fetchone()
    return str(row[0]) if row else ""


def clock_json(clock: Clock) -> dict[str, Any]:
    """A clock as scripts read it, in seconds; at_most_s is null where nothing bounds it."""
    at_most = clock.elapsed.at_most
    return {
        "limit_s": LIMIT_MS // 1000,
        "at_least_s": clock.elapsed.at_least // 1000,
        "at_most_s": None if at_most is None else -(-at_most // 1000),
        "state": clock.state,
        "reason": clock.reason or None,
    }


def head_json(head: Head) -> dict[str, Any]:
    """A ticket's head as scripts read it; times are UTC ms."""
    return {
        "ticket": head.number,
        "id": head.id,
        "stage": head.stage,
        "outcome": head.outcome or None,
        "programme": head.programme,
        "coverage": None,
        "opened_at": head.opened_at,
        "completed_at": head.ended_at if head.outcome not in {"declined", "withdrawn", "void"} else None,
        "told_at": head.told_at,
        "collected_at": head.collected_at,
        "day": head.day,
        "clock": clock_json(head.clock),
        "customer": {"name": head.name, "phone": head.phone},
        "device": {
            "category": head.category,
            "brand": head.brand,
            "model": head.model,
            "imei": head.imei,
            "sn": head.sn,
        },
        "technician": head.technician or None,
        "place": head.place or None,
        "promised_at": head.promised_at,
        "waiting": {"on": head.wait_on, "for_s": (head.wait_ms or 0) // 1000} if head.wait_on else None,
    }


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
