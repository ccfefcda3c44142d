"""Takings, sales, invoice requests and closed days: the read tables of the drawer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from mihome_desk.db import shelf
from mihome_desk.db.days import local_day, next_day
from mihome_desk.db.states import load_store
from mihome_desk.rules import dayclose, sale
from mihome_desk.rules.codec import canonical, from_plain, to_plain
from mihome_desk.rules.dayclose import DayPaperQueued
from mihome_desk.rules.handover import PaymentRefunded, PaymentTaken
from mihome_desk.rules.invoice import InvoiceRequested
from mihome_desk.rules.loaner import LoanerLent, LoanerReturned
from mihome_desk.rules.moment import Header
from mihome_desk.rules.sale import ReceiptQueued, SaleInvoiceRequested, SaleMade, SaleReturned
from mihome_desk.rules.shop import ClosedDay, DayClosed, DeviceHere, Drawer, Sale, TakingSum, sale_number_of

Beside = Callable[[sqlite3.Connection, Header, Any, dict[str, Any]], None]


class Invoice(NamedTuple):
    """The request for an invoice that stands for a ticket or a sale: ``number`` is for people, ``amount`` fen."""

    seq: int
    day: str
    at_ms: int
    number: str
    amount: int
    title: str
    tax_id: str
    email: str


class SaleSeen(NamedTuple):
    """A sale with what lists and papers ask for beside it; ``ticket`` is the number of its ticket."""

    sale: Sale
    ticket: str
    phone: str


# Days


def closed_through(conn: sqlite3.Connection) -> str:
    """The last closed local day, YYYY-MM-DD; "" before the first."""
    row = conn.execute("SELECT max(day) FROM days").fetchone()
    return str(row[0] or "")


def _taking_day(conn: sqlite3.Connection, header: Header) -> str:
    """The day that money counts for: what comes in after its day was closed counts for the one after it."""
    store = load_store(conn)
    day = local_day(header.at_ms, store.zone if store else "UTC")
    closed = closed_through(conn)
    return day if day > closed else next_day(closed)


def _take(conn: sqlite3.Connection, header: Header, kind: str, *paid: tuple[str, int]) -> None:
    """Money of one entry; ``amount`` (fen) has a minus where it went out."""
    day = _taking_day(conn, header)
    rows = [
        (header.seq, part, day, header.at_ms, method, amount, kind, header.subject)
        for part, (method, amount) in enumerate(paid)
    ]
    conn.executemany(
        "INSERT OR REPLACE INTO takings (seq, part, day, at_ms, method, amount, kind, subject) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def _payment(conn: sqlite3.Connection, header: Header, event: PaymentTaken, _: dict[str, Any]) -> None:
    _take(conn, header, "payment", (event.method, event.amount))


def _refund(conn: sqlite3.Connection, header: Header, event: PaymentRefunded, _: dict[str, Any]) -> None:
    _take(conn, header, "refund", (event.method, -event.amount))


def _lent(conn: sqlite3.Connection, header: Header, event: LoanerLent, _: dict[str, Any]) -> None:
    if event.deposit:
        _take(conn, header, "deposit", (event.method, event.deposit))


def _loaner_back(conn: sqlite3.Connection, header: Header, event: LoanerReturned, _: dict[str, Any]) -> None:
    if event.deposit_back:
        _take(conn, header, "deposit_back", (event.method, -event.deposit_back))


# Sales


def load_sale(conn: sqlite3.Connection, subject: str) -> Sale | None:
    """A sale by its path."""
    row = conn.execute("SELECT state FROM sales WHERE id = ?", (subject,)).fetchone()
    return from_plain(Sale, json.loads(row[0]), strict=False) if row else None


def resolve_sale(conn: sqlite3.Connection, text: str) -> str:
    """The path of the sale that a text means: number, receipt's barcode or path; "" if there is none."""
    said = text.strip()
    number = sale_number_of(said)
    # Two branches may have given the same number: the later sale is meant.
    sql = f"SELECT id FROM sales WHERE {'number' if number else 'id'} = ? ORDER BY seq DESC"
    row = conn.execute(sql, (number or said[:80],)).fetchone()
    return str(row[0]) if row else ""


def last_sale_serial(conn: sqlite3.Connection, day: str) -> int:
    """The last sale serial of a local day, 0 before the first."""
    row = conn.execute("SELECT max(serial) FROM sales WHERE day = ?", (day,)).fetchone()
    return int(row[0] or 0)


def _put_sale(conn: sqlite3.Connection, header: Header, event: Any) -> None:
    after = sale.evolve_sale(load_sale(conn, header.subject), header, event)
    if after is not None:
        state = canonical(to_plain(after)).decode("utf-8")
        conn.execute("UPDATE sales SET state = ? WHERE id = ?", (state, header.subject))


def _sold(conn: sqlite3.Connection, header: Header, event: SaleMade, words: dict[str, Any]) -> None:
    state = canonical(to_plain(sale.evolve_sale(None, header, event))).decode("utf-8")
    phone = str(words.get("customer_phone", ""))
    conn.execute(
        "INSERT OR REPLACE INTO sales (id, number, day, serial, seq, phone, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (header.subject, event.number, event.day, event.serial, header.seq, phone, state),
    )
    _take(conn, header, "sale", *((paid.method, paid.amount) for paid in event.payments))
    for at, line in enumerate(event.lines):
        shelf.sold(conn, header, line.sku, line.qty, line=at, serials=line.serials)


def _returned(conn: sqlite3.Connection, header: Header, event: SaleReturned, _: dict[str, Any]) -> None:
    _put_sale(conn, header, event)
    if event.amount:
        _take(conn, header, "sale_refund", (event.method, -event.amount))
    if event.condition == "good":
        for at, line in enumerate(event.lines):
            shelf.sale_returned(conn, header, line.sku, line.qty, line=at, serials=line.serials)


def _receipt(conn: sqlite3.Connection, header: Header, event: ReceiptQueued, _: dict[str, Any]) -> None:
    _put_sale(conn, header, event)


# Invoice requests


def _invoice(
    conn: sqlite3.Connection,
    header: Header,
    _: InvoiceRequested | SaleInvoiceRequested,
    words: dict[str, Any],
) -> None:
    said = [str(words.get(name, "")) for name in ("title", "tax_id", "email")]
    conn.execute(
        "INSERT OR REPLACE INTO invoices (subject, seq, day, at_ms, title, tax_id, email) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (header.subject, header.seq, _taking_day(conn, header), header.at_ms, *said),
    )


# Closed days


def load_day(conn: sqlite3.Connection, day: str) -> ClosedDay | None:
    """A closed day."""
    row = conn.execute("SELECT state FROM days WHERE day = ?", (day,)).fetchone()
    return from_plain(ClosedDay, json.loads(row[0]), strict=False) if row else None


def _day(conn: sqlite3.Connection, header: Header, event: Any, words: dict[str, Any]) -> None:
    day = header.subject.partition("/")[2]
    before = load_day(conn, day)
    after = dayclose.evolve_day(before, header, event)
    if after is None:
        return
    state = canonical(to_plain(after)).decode("utf-8")
    if before is not None:
        conn.execute("UPDATE days SET state = ? WHERE day = ?", (state, day))
        return
    said = canonical(words).decode("utf-8")
    conn.execute(
        "INSERT INTO days (day, seq, state, words) VALUES (?, ?, ?, ?)", (day, header.seq, state, said)
    )


OF_OTHERS: dict[type, Beside] = {
    SaleMade: _sold,
    SaleReturned: _returned,
    ReceiptQueued: _receipt,
    SaleInvoiceRequested: _invoice,
    DayClosed: _day,
    DayPaperQueued: _day,
}
OF_TICKETS: dict[type, Beside] = {
    PaymentTaken: _payment,
    PaymentRefunded: _refund,
    InvoiceRequested: _invoice,
    LoanerLent: _lent,
    LoanerReturned: _loaner_back,
}


# What the book says


def drawer(conn: sqlite3.Connection, day: str, together: bool) -> Drawer:
    """What the book says of a day; ``together`` with the open days before it."""
    closed = closed_through(conn)
    rows = conn.execute(
        "SELECT DISTINCT day FROM takings WHERE day > ? AND day < ? ORDER BY day", (closed, day)
    )
    earlier = tuple(str(row[0]) for row in rows)
    days = (*earlier, day) if together else (day,)
    done = closed != "" and day <= closed
    sums = conn.execute(
        "SELECT method, kind, count(*), sum(amount) FROM takings WHERE day > ? AND day <= ? AND day >= ? "
        "GROUP BY method, kind ORDER BY method, kind",
        (closed, day, days[0]),
    )
    held, tickets = conn.execute(
        "SELECT coalesce(sum(amount), 0), count(*) FROM (SELECT sum(t.amount) AS amount FROM takings t "
        "JOIN tickets k ON k.id = t.subject WHERE k.stage <> 'collected' GROUP BY t.subject) WHERE amount > 0"
    ).fetchone()
    wanted = conn.execute(
        "SELECT count(*) FROM invoices WHERE day >= ? AND day <= ? AND day > ?", (days[0], day, closed)
    ).fetchone()
    last = load_day(conn, closed) if closed else None
    here, away = _devices(conn)
    return Drawer(
        day=day,
        days=days,
        earlier=earlier,
        closed=done,
        sums=tuple(TakingSum(*row) for row in sums),
        opening=last.facts.float if last else None,
        deposits=held,
        deposit_tickets=tickets,
        invoices=wanted[0],
        devices=here,
        away=away,
    )


def _devices(conn: sqlite3.Connection) -> tuple[tuple[DeviceHere, ...], int]:
    """The devices that should lie in the house, oldest first, and how many are away with a centre."""
    rows = conn.execute(
        "SELECT t.id, t.number, coalesce(p.place, ''), t.stage FROM tickets t "
        "LEFT JOIN personal p ON p.ticket = t.id WHERE t.stage <> 'collected' ORDER BY t.opened_seq"
    ).fetchall()
    here = tuple(DeviceHere(*row[:3]) for row in rows if row[3] != "at_hq")
    return here, len(rows) - len(here)


def open_days(conn: sqlite3.Connection, today: str) -> tuple[str, ...]:
    """The days up to today with money that no close has counted, oldest first; not the ones before the first close."""
    rows = conn.execute(
        "SELECT DISTINCT day FROM takings WHERE day > ? AND day <= ? ORDER BY day",
        (closed_through(conn), today),
    )
    return tuple(str(row[0]) for row in rows)


def invoices(conn: sqlite3.Connection, first: str, last: str) -> tuple[Invoice, ...]:
    """The requests for invoices of some days that stand, in the order of their coming."""
    rows = conn.execute(
        "SELECT i.seq, i.day, i.at_ms, coalesce(t.number, s.number, ''), "
        "coalesce((SELECT sum(amount) FROM takings WHERE subject = i.subject AND kind NOT LIKE 'deposit%'), 0), i.title, i.tax_id, i.email "
        "FROM invoices i LEFT JOIN tickets t ON t.id = i.subject LEFT JOIN sales s ON s.id = i.subject "
        "WHERE i.day >= ? AND i.day <= ? ORDER BY i.seq",
        (first, last),
    )
    return tuple(Invoice(*row) for row in rows)


def day_words(conn: sqlite3.Connection, day: str) -> dict[str, Any]:
    """What was said at a day's close: ``explained``, ``found_at``; empty once forgotten."""
    row = conn.execute("SELECT words FROM days WHERE day = ?", (day,)).fetchone()
    words: dict[str, Any] = json.loads(row[0]) if row else {}
    return words


_SEEN = (
    "SELECT s.state, coalesce(t.number, ''), s.phone FROM sales s "
    "LEFT JOIN tickets t ON t.id = json_extract(s.state, '$.ticket') "
)


def sale_seen(conn: sqlite3.Connection, text: str) -> SaleSeen | None:
    """The sale that a text means, or None."""
    row = conn.execute(f"{_SEEN} WHERE s.id = ?", (resolve_sale(conn, text),)).fetchone()
    return _seen(row) if row else None


def last_sales(conn: sqlite3.Connection, limit: int) -> tuple[SaleSeen, ...]:
    """The last sales, newest first."""
    return tuple(_seen(row) for row in conn.execute(f"{_SEEN} ORDER BY s.seq DESC LIMIT ?", (limit,)))


def _seen(row: tuple[str, str, str]) -> SaleSeen:
    return SaleSeen(from_plain(Sale, json.loads(row[0]), strict=False), row[1], row[2])


def known_sale(conn: sqlite3.Connection, text: str) -> Sale | None:
    """The state of the sale that a text means, or None."""
    return load_sale(conn, resolve_sale(conn, text))
