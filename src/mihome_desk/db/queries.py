"""Small questions to the database, in plain SQL: numbers, days, keys, entries."""

from __future__ import annotations

import sqlite3

from mihome_desk.db.journal import Entry, body_of, entries
from mihome_desk.rules import identity
from mihome_desk.rules.clock import Boot
from mihome_desk.rules.front import Arrival
from mihome_desk.rules.moment import Moment

RECEIPT = "receipt"

ID_LENGTH = 36
"""Characters of a UUID with its dashes."""


def resolve(conn: sqlite3.Connection, text: str) -> str:
    """The id of the ticket that a text means: number, barcode, slip token, id, or the waybill that it is
    away under; "" if there is none.
    """
    said = identity.fold(text).strip()
    if not said or identity.text_problem(said, 400, False):
        return ""
    # Screens name a ticket by its id; asking for that first spares every command the other questions.
    by_id = "SELECT id FROM tickets WHERE id = ?"
    by_name = (
        "SELECT id FROM tickets WHERE number = ?",
        "SELECT id FROM tickets WHERE waybill = ? AND waybill <> ''",
    )
    for sql in (by_id, *by_name) if len(said) == ID_LENGTH else (*by_name, by_id):
        for form in dict.fromkeys((said, said.upper(), said.lower())):
            row = conn.execute(sql, (form,)).fetchone()
            if row:
                return str(row[0])
    barcode = identity.number_from_barcode(said) if len(said) == 12 and said.isdigit() else None
    if barcode:
        row = conn.execute("SELECT label FROM store").fetchone()
        number = f"{row[0]}-{barcode[0]}-{barcode[1]}"
        found = conn.execute("SELECT id FROM tickets WHERE number = ?", (number,)).fetchone()
        return str(found[0]) if found else ""
    return ticket_of_token(conn, said) if len(said) >= identity.TOKEN_DIGITS else ""


def ticket_of_token(conn: sqlite3.Connection, text: str) -> str:
    """The id of the ticket whose genuine slip a scan shows, or ""."""
    token = slip(conn, text)
    if token is None:
        return ""
    row = conn.execute("SELECT id FROM tickets WHERE id = ?", (str(token.ticket),)).fetchone()
    return str(row[0]) if row else ""


def slip(conn: sqlite3.Connection, text: str) -> identity.Token | None:
    """What a genuine slip of this store says, of whatever ticket and generation, or None."""
    return identity.open_token(text, receipt_keys(conn))


def number_of(conn: sqlite3.Connection, ticket: str) -> str:
    """A ticket's number, "" for any other subject."""
    row = conn.execute("SELECT number FROM tickets WHERE id = ?", (ticket,)).fetchone()
    return str(row[0]) if row else ""


def others_here(conn: sqlite3.Connection, ticket: str) -> list[str]:
    """The ids of the customer's other tickets that are not collected, by the phone number; oldest first."""
    rows = conn.execute(
        "SELECT t.id FROM personal own JOIN personal p ON p.phone = own.phone JOIN tickets t ON t.id = p.ticket "
        "WHERE own.ticket = ? AND p.phone <> '' AND t.id <> own.ticket AND t.stage <> 'collected' "
        "ORDER BY t.opened_seq",
        (ticket,),
    )
    return [str(row[0]) for row in rows]


def receipt_keys(conn: sqlite3.Connection) -> dict[int, bytes]:
    """The store's receipt secrets by key id."""
    rows = conn.execute("SELECT value FROM secrets WHERE name = ?", (RECEIPT,)).fetchall()
    return {identity.key_id(value): value for (value,) in rows}


def last_serial(conn: sqlite3.Connection, day: str) -> int:
    """The last ticket serial of a local day, 0 before the first."""
    row = conn.execute("SELECT last FROM serials WHERE day = ?", (day,)).fetchone()
    return int(row[0]) if row else 0


def last_queue(conn: sqlite3.Connection, day: str) -> int:
    """The last queue number of a local day, 0 before the first."""
    row = conn.execute("SELECT max(queue) FROM arrivals WHERE day = ?", (day,)).fetchone()
    return int(row[0] or 0)


def waiting_arrival(conn: sqlite3.Connection, day: str, queue: int) -> Arrival | None:
    """The customer who waits under a queue number of the day."""
    row = conn.execute(
        "SELECT id, day, queue, seq, at_ms, uptime_ms, boot FROM arrivals "
        "WHERE day = ? AND queue = ? AND ticket = '' AND result = ''",
        (day, queue),
    ).fetchone()
    return Arrival(row[0], row[1], row[2], Moment(*row[3:])) if row else None


def waiting(conn: sqlite3.Connection, day: str) -> list[Arrival]:
    """Everybody who waits with a queue number of the day, the longest wait first."""
    rows = conn.execute(
        "SELECT id, day, queue, seq, at_ms, uptime_ms, boot FROM arrivals "
        "WHERE day = ? AND ticket = '' AND result = '' ORDER BY queue",
        (day,),
    )
    return [Arrival(row[0], row[1], row[2], Moment(*row[3:])) for row in rows]


def imported_as(conn: sqlite3.Connection, source: str, row: str) -> str:
    """The number of the ticket that a source's row became, or "". Both as `limits.name` cleaned them."""
    found = conn.execute(
        "SELECT t.number FROM imports i JOIN tickets t ON t.id = i.ticket WHERE i.source = ? AND i.row = ?",
        (source, row),
    ).fetchone()
    return str(found[0]) if found else ""


def boots(conn: sqlite3.Connection) -> dict[str, Boot]:
    """What the journal saw of each boot, over all branches."""
    rows = conn.execute(
        "SELECT boot, min(first_uptime), max(last_uptime), min(first_seq) FROM boots GROUP BY boot"
    )
    return {row[0]: Boot(*row) for row in rows}


def entries_of_command(conn: sqlite3.Connection, seq: int) -> list[Entry]:
    """All entries of the command whose first entry has this seq."""
    found: list[Entry] = []
    wanted = 1
    for entry in entries(conn, seq - 1):
        if not found:
            wanted = int(body_of(entry).get("entries", 1))
        found.append(entry)
        if len(found) == wanted:
            break
    return found
