"""What screens and scripts are shown: the board, one ticket, the rate, what a search found."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from mihome_desk.db import queries
from mihome_desk.rules import identity
from mihome_desk.rules.clock import LIMIT_MS, Clock, ClockFacts, Rate, rate, read_clock
from mihome_desk.rules.moment import Instant, Moment

FIND_LIMIT = 50

_HEAD = (
    "t.id, t.number, t.stage, t.outcome, t.programme, t.entry_programme, t.left_quick, t.category, t.brand, t.model, "
    "t.imei, t.sn, t.technician, t.opened_seq, t.opened_at, t.opened_uptime, t.opened_boot, "
    "t.ended_seq, t.ended_at, t.ended_uptime, t.ended_boot, t.told_at, t.collected_at, t.last_seq, t.day, "
    "coalesce(p.name, ''), coalesce(p.phone, ''), t.left_seq, t.left_at, t.left_uptime, t.left_boot"
)
_FROM = "FROM tickets t LEFT JOIN personal p ON p.ticket = t.id"


class Head(NamedTuple):
    """A ticket as lists show it. Times are UTC ms, None where it has not happened."""

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


class Board(NamedTuple):
    """The board at one instant: every open ticket, the most urgent on top, and the day's rate."""

    heads: tuple[Head, ...]
    rate: Rate
    now: Instant
    seq: int
    waiting: int


def _place(values: tuple[Any, ...]) -> Moment | None:
    return Moment(*values) if values[0] is not None else None


def _head(row: tuple[Any, ...], now: Instant, boots: dict[str, Any]) -> Head:
    facts = ClockFacts(
        quick=row[5] == "quick",
        left=row[6],
        left_at=_place(row[27:31]),
        outcome=row[3],
        opened=Moment(row[13], row[14], row[15], row[16]),
        ended=_place(row[17:21]),
    )
    clock = read_clock(facts, now, boots)
    return Head(
        id=row[0],
        number=row[1],
        stage=row[2],
        outcome=row[3],
        programme=row[4],
        entry_programme=row[5],
        category=row[7],
        brand=row[8],
        model=row[9],
        imei=row[10],
        sn=row[11],
        technician=row[12],
        opened_at=row[14],
        ended_at=row[18],
        told_at=row[21],
        collected_at=row[22],
        day=row[24],
        name=row[25],
        phone=row[26],
        clock=clock,
    )


def board(conn: sqlite3.Connection, now: Instant, day: str) -> Board:
    """Every ticket that is not collected; running clocks by what is left, then the rest by age."""
    boots = queries.boots(conn)
    rows = conn.execute(f"SELECT {_HEAD} {_FROM} WHERE t.stage <> 'collected'")
    heads = sorted((_head(row, now, boots) for row in rows), key=urgency)
    seq = conn.execute("SELECT max(seq) FROM journal").fetchone()[0] or 0
    waits = conn.execute("SELECT count(*) FROM arrivals WHERE day = ? AND ticket = ''", (day,)).fetchone()[0]
    return Board(tuple(heads), day_rate(conn, now, day), now, seq, waits)


def urgency(head: Head) -> tuple[int, int]:
    """The order of the board: ticking clocks by time left, then work, then what waits to be collected."""
    if head.ticking:
        return (0, head.left_ms)
    return (2 if head.stage == "ready" else 1, head.opened_at)


def day_rate(conn: sqlite3.Connection, now: Instant, day: str) -> Rate:
    """The rate of one local day of entry (YYYY-MM-DD) or of a month (YYYY-MM)."""
    rows = conn.execute(
        "SELECT left_quick, outcome, opened_seq, opened_at, opened_uptime, opened_boot, "
        "ended_seq, ended_at, ended_uptime, ended_boot, left_seq, left_at, left_uptime, left_boot "
        "FROM tickets WHERE day >= ? AND day <= ? AND entry_programme = 'quick'",
        (day, day + "~"),
    )
    facts = [
        ClockFacts(True, row[0], _place(row[10:]), row[1], Moment(*row[2:6]), _place(row[6:10]))
        for row in rows
    ]
    return rate(facts, now, queries.boots(conn))


def one(conn: sqlite3.Connection, ticket: str, now: Instant) -> Head | None:
    """One ticket as lists show it."""
    row = conn.execute(f"SELECT {_HEAD} {_FROM} WHERE t.id = ?", (ticket,)).fetchone()
    return _head(row, now, queries.boots(conn)) if row else None


def find(conn: sqlite3.Connection, text: str, now: Instant) -> list[Head]:
    """Tickets by number or its tail, phone or its tail, IMEI or its tail, SN, or name; newest first."""
    said = identity.fold(text).strip()
    if not said or identity.text_problem(said, 200, False):
        return []
    exact = queries.resolve(conn, said)
    if exact:
        where, values = "t.id = ?", [exact]
    else:
        where, values = _where(said)
    rows = conn.execute(
        f"SELECT {_HEAD} {_FROM} WHERE {where} ORDER BY t.day DESC, t.opened_at DESC LIMIT {FIND_LIMIT}",
        values,
    )
    boots = queries.boots(conn)
    return [_head(row, now, boots) for row in rows]


def recent(conn: sqlite3.Connection, now: Instant) -> list[Head]:
    """The latest tickets of this store, newest first."""
    rows = conn.execute(f"SELECT {_HEAD} {_FROM} ORDER BY t.opened_seq DESC LIMIT {FIND_LIMIT}")
    boots = queries.boots(conn)
    return [_head(row, now, boots) for row in rows]


def _where(said: str) -> tuple[str, list[str]]:
    upper, like = said.upper(), said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if said.isdigit():
        parts, values = ["p.phone = ?", "t.imei = ?", "t.imei2 = ?", "t.sn = ?"], [said] * 4
        if len(said) >= 4:
            for column in ("p.phone", "t.imei", "t.number"):
                parts.append(f"{column} LIKE ?")
                values.append(f"%{said}")
        return f"({' OR '.join(parts)})", values
    names = (
        "(p.name LIKE ? ESCAPE '\\' OR t.model LIKE ? ESCAPE '\\' OR t.sn = ? OR t.number LIKE ? ESCAPE '\\')"
    )
    return names, [f"%{like}%", f"%{like}%", upper, f"%{like.upper()}%"]


def known_customer(conn: sqlite3.Connection, phone: str) -> tuple[str, ...]:
    """The names that came with a phone number before, the newest first."""
    rows = conn.execute(
        "SELECT p.name FROM personal p JOIN tickets t ON t.id = p.ticket WHERE p.phone = ? AND p.name <> '' "
        "GROUP BY p.name ORDER BY max(t.opened_at) DESC LIMIT 5",
        (phone,),
    )
    return tuple(row[0] for row in rows)


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
