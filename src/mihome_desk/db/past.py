"""The earlier repairs of a device as the warranty rules need them, and what it told of its purchase then."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from mihome_desk.db.states import load_personal, load_ticket
from mihome_desk.rules import identity
from mihome_desk.rules.moment import Moment
from mihome_desk.rules.service import PastRepair, Purchase
from mihome_desk.rules.ticket import Device, Ticket

Day = Callable[[int], str]
"""The local day (YYYY-MM-DD) of UTC ms."""

_COLUMNS = ("imei", "imei2", "sn", "new_imei", "new_sn")


class KnownPurchase(NamedTuple):
    """What an earlier ticket says of a device's purchase; ``invoice`` is private."""

    purchase: Purchase = Purchase()
    invoice: str = ""


def numbers_of(device: Device) -> frozenset[str]:
    """Every number by which a device can be known again."""
    return frozenset(number for number in (device.imei, device.imei2, device.sn) if number)


def repairs(
    conn: sqlite3.Connection, numbers: frozenset[str], day: Day, but: str = ""
) -> tuple[PastRepair, ...]:
    """Earlier tickets of whatever bears one of these numbers, the newest first; ``but`` is left out."""
    return tuple(_past(ticket, numbers, day) for ticket in _tickets(conn, numbers) if ticket.id != but)


def purchase(conn: sqlite3.Connection, numbers: frozenset[str]) -> KnownPurchase:
    """How the device was bought, as its last ticket that knows anything about it says."""
    for ticket in _tickets(conn, numbers):
        if ticket.new_device is not None and numbers & numbers_of(ticket.new_device):
            # Its period runs from the exchange; the dates of the old device are not its own.
            return KnownPurchase(Purchase(proof=ticket.purchase.proof, sold_here=ticket.purchase.sold_here))
        invoice = str(load_personal(conn, ticket.id).get("invoice", ""))
        if ticket.purchase != Purchase() or invoice:
            return KnownPurchase(ticket.purchase, invoice)
    return KnownPurchase()


def _tickets(conn: sqlite3.Connection, numbers: frozenset[str]) -> Iterator[Ticket]:
    """Tickets of this house about the device, void ones and other systems' history left out."""
    if not numbers:
        return
    marks = ", ".join("?" * len(numbers))
    where = " OR ".join(f"({column} <> '' AND {column} IN ({marks}))" for column in _COLUMNS)
    sql = f"SELECT id FROM tickets WHERE {where} ORDER BY opened_seq DESC"
    for (ticket_id,) in conn.execute(sql, [*numbers] * len(_COLUMNS)).fetchall():
        ticket = load_ticket(conn, str(ticket_id))
        if ticket is not None and ticket.outcome != "void" and not ticket.source:
            yield ticket


def _past(ticket: Ticket, numbers: frozenset[str], day: Day) -> PastRepair:
    def on(moment: Moment | None) -> str:
        return day(moment.at_ms) if moment is not None else ""

    new = ticket.new_device
    done = on(ticket.completed or ticket.given_up)
    # What the owner left lying here was not taken from him by the repair.
    back = on(ticket.told) or done or on(ticket.collected)
    waits = sum(
        _days(day(wait.since.at_ms), day(wait.until.at_ms))
        for wait in ticket.waits
        if wait.on == "parts" and wait.until is not None
    )
    busy = _days(ticket.day, back)
    return PastRepair(
        ticket=ticket.number,
        opened=ticket.day,
        done=done,
        collected=on(ticket.collected),
        outcome=ticket.outcome,
        faults=tuple(
            (fault.symptom, fault.part, fault.covered.coverage if fault.covered else "")
            for fault in ticket.faults
        ),
        busy_days=busy,
        parts_days=min(waits, busy),
        changed=tuple(use.part for use in ticket.parts if use.qty > use.returned),
        exchanged_to=new is not None and bool(numbers & numbers_of(new)),
    )


def _days(since: str, until: str) -> int:
    """Calendar days between two local dates, 0 where one is missing."""
    if not since or not until:
        return 0
    return max(0, (date.fromisoformat(until) - date.fromisoformat(since)).days)


def folded(*numbers: str) -> frozenset[str]:
    """Numbers as typed or scanned, as the tables spell them."""
    return frozenset(number for number in (identity.fold(each).upper() for each in numbers) if number)
