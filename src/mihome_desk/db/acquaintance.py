"""Who this customer is and where this device has been: what intake asks before it asks the customer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mihome_desk.db.states import load_ticket
from mihome_desk.rules import identity

if TYPE_CHECKING:
    from mihome_desk.rules.ticket import Device, Ticket

COMEBACK_DAYS = 30
"""A device back within so many days of its repair is a comeback (返修)."""
WORKED_ON = frozenset({"repaired", "no_fault_found", "exchanged"})
"""Outcomes after which a device should work; whatever was opened counts as well."""
MOST_VISITS = 40
MOST_MODELS = 400
MOST_CUSTOMERS = 9


class Visit(NamedTuple):
    """One earlier ticket of a device. ``days_ago`` counts from the day it left, or came if it is still here.

    ``wrong`` are symptom codes, ``done`` and ``said`` words; ``imported`` history was never in our hands;
    ``worked_on`` says that the device should have worked when it left. ``state`` is the whole ticket.
    """

    ticket: str
    number: str
    day: str
    days_ago: int
    name: str
    phone: str
    device: Device
    stage: str
    outcome: str
    wrong: tuple[str, ...]
    done: str
    said: str
    imported: bool
    worked_on: bool = False
    state: Ticket | None = None

    @property
    def here(self) -> bool:
        """Whether this ticket is still open: then the device should be in the house."""
        return self.stage != "collected"

    @property
    def comeback(self) -> bool:
        """Whether coming now makes the device a comeback of this ticket."""
        return self.worked_on and not self.here and self.days_ago <= COMEBACK_DAYS


class KnownDevice(NamedTuple):
    """A device that came with a phone number before, and its last visit."""

    device: Device
    last: Visit
    visits: int


class Acquaintance(NamedTuple):
    """What is known under a phone number: names, newest first, and devices, the last seen first."""

    phone: str
    names: tuple[str, ...] = ()
    devices: tuple[KnownDevice, ...] = ()
    visits: int = 0


class History(NamedTuple):
    """The tickets of a device, and those of its owner's other devices, newest first.

    ``earlier`` is the ticket that this one came back from, ``later`` are those that came back from it.
    """

    device: tuple[Visit, ...] = ()
    customer: tuple[Visit, ...] = ()
    earlier: Visit | None = None
    later: tuple[Visit, ...] = ()


class KnownCustomer(NamedTuple):
    """A phone number that ends in some digits, and who came with it last."""

    phone: str
    name: str


class ModelSeen(NamedTuple):
    """A model that this store had in its hands."""

    category: str
    model: str


_NUMBERS = ("imei", "imei2", "sn", "new_imei", "new_sn")
_VISIT = (
    "SELECT t.id, t.number, t.day, t.stage, t.outcome, t.collected_at, coalesce(p.name, ''), coalesce(p.data, '{}'), "
    "coalesce(p.phone, '') "
    "FROM tickets t LEFT JOIN personal p ON p.ticket = t.id "
)
_NEWEST = f" ORDER BY t.day DESC, t.opened_seq DESC LIMIT {MOST_VISITS}"


def of_phone(conn: sqlite3.Connection, phone: str, today: str, day_of: Callable[[int], str]) -> Acquaintance:
    """Names and devices behind a phone number in its one spelling; ``day_of`` is the local day of UTC ms."""
    visits = _visits(conn, "WHERE p.phone = ?", (phone,), today, day_of)
    names = dict.fromkeys(visit.name for visit in visits if visit.name)
    return Acquaintance(phone, tuple(names), tuple(_devices(visits)), len(visits))


def of_device(
    conn: sqlite3.Connection, number: str, today: str, day_of: Callable[[int], str]
) -> tuple[Visit, ...]:
    """The earlier tickets of an IMEI or SN, newest first; imported history included."""
    said = identity.fold(number).upper()
    if not said:
        return ()
    return tuple(_visits(conn, *_known_by(frozenset({said})), today, day_of))


def numbers_given(device: Any) -> frozenset[str]:
    """What identifies a device as it was typed or scanned: IMEIs and serial number in their one spelling."""
    said = (identity.fold(number).upper() for number in (device.imei, device.imei2, device.sn))
    return frozenset(number for number in said if number)


def comeback_of(
    conn: sqlite3.Connection, numbers: frozenset[str], today: str, day_of: Callable[[int], str], within: int
) -> str:
    """The id of the ticket that a device comes back from ``within`` so many days, or "" where it is no comeback."""
    for visit in _visits(conn, *_known_by(numbers), today, day_of):
        if visit.worked_on and not visit.here and visit.days_ago <= within:
            return visit.ticket
    return ""


def history(conn: sqlite3.Connection, ticket: str, today: str, day_of: Callable[[int], str]) -> History:
    """Where a ticket's device has been before and since, and what else its owner brought."""
    state = load_ticket(conn, ticket)
    if state is None:
        return History()
    new = numbers_given(state.new_device) if state.new_device is not None else frozenset()
    device = tuple(_visits(conn, *_known_by(numbers_given(state.device) | new), today, day_of, voids=True))
    if not any(visit.ticket == ticket for visit in device):
        device = (*_visits(conn, "WHERE t.id = ?", (ticket,), today, day_of, voids=True), *device)
    row = conn.execute("SELECT phone FROM personal WHERE ticket = ? AND phone <> ''", (ticket,)).fetchone()
    known = {visit.ticket for visit in device}
    owned = _visits(conn, "WHERE p.phone = ?", row, today, day_of, voids=True) if row else []
    return History(
        device=device,
        customer=tuple(visit for visit in owned if visit.ticket not in known),
        earlier=next((visit for visit in device if visit.ticket == state.comeback_of), None),
        later=tuple(visit for visit in device if visit.state and visit.state.comeback_of == ticket),
    )


def seen_before(conn: sqlite3.Connection, numbers: frozenset[str], but: str) -> dict[str, str]:
    """Which of these numbers this store had in its hands before: number -> ticket, void ones left out."""
    found: dict[str, str] = {}
    where, values = _known_by(numbers)
    sql = f"SELECT t.number, t.imei, t.imei2, t.sn, t.new_imei, t.new_sn FROM tickets t {where} AND t.id <> ?"
    for ticket, *known in conn.execute(f"{sql} AND t.outcome <> 'void'", (*values, but)):
        found |= dict.fromkeys(numbers & set(known), str(ticket))
    return found


def loaner_at(conn: sqlite3.Connection, serial: str) -> str:
    """The number of the open ticket whose customer has this loaner, or ""."""
    row = conn.execute(
        "SELECT number FROM tickets WHERE stage <> 'collected' AND json_extract(state, '$.loaner.serial') = ? "
        "AND json_extract(state, '$.loaner.back') IS NULL",
        (serial,),
    ).fetchone()
    return str(row[0]) if row else ""


def _known_by(numbers: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The clause and values for tickets whose device, or the one that an exchange gave, bears one of these numbers."""
    marks = ", ".join("?" * len(numbers))
    clause = " OR ".join(f"t.{column} IN ({marks})" for column in _NUMBERS)
    return f"WHERE ({clause})", tuple(numbers) * len(_NUMBERS)


def by_tail(conn: sqlite3.Connection, tail: str) -> tuple[KnownCustomer, ...]:
    """Customers whose number ends in four digits, the last seen first."""
    rows = conn.execute(
        "SELECT p.phone, p.name, max(t.opened_seq) FROM personal p JOIN tickets t ON t.id = p.ticket "
        "WHERE p.tail = ? AND p.phone <> '' GROUP BY p.phone ORDER BY 3 DESC LIMIT ?",
        (tail, MOST_CUSTOMERS),
    )
    return tuple(KnownCustomer(phone, name) for phone, name, _seq in rows)


def models_seen(conn: sqlite3.Connection) -> tuple[ModelSeen, ...]:
    """The models of this store's own tickets, the commonest first."""
    rows = conn.execute(
        "SELECT category, model FROM tickets WHERE model <> '' AND id NOT IN (SELECT ticket FROM imports) "
        "GROUP BY category, model ORDER BY count(*) DESC, max(opened_seq) DESC LIMIT ?",
        (MOST_MODELS,),
    )
    return tuple(ModelSeen(*row) for row in rows)


def _visits(
    conn: sqlite3.Connection,
    where: str,
    values: Sequence[str],
    today: str,
    day_of: Callable[[int], str],
    *,
    voids: bool = False,
) -> list[Visit]:
    """Visits newest first; void tickets count for nothing, and are left out but for ``voids``."""
    found = []
    for row in conn.execute(_VISIT + where + _NEWEST, values).fetchall():
        ticket = load_ticket(conn, row[0])
        if ticket is not None and (voids or ticket.outcome != "void"):
            found.append(_visit(row, ticket, json.loads(row[7]), today, day_of))
    return found


def _visit(
    row: Sequence[Any], ticket: Ticket, said: dict[str, Any], today: str, day_of: Callable[[int], str]
) -> Visit:
    collected = row[5] if not ticket.source else None
    day = day_of(collected) if collected else row[2]
    ago = (date.fromisoformat(today) - date.fromisoformat(day)).days
    return Visit(
        ticket=row[0],
        number=row[1],
        day=day,
        days_ago=max(0, ago),
        name=row[6],
        phone=row[8],
        device=ticket.device,
        stage=row[3],
        outcome=row[4],
        wrong=tuple(fault.symptom for fault in ticket.faults if fault.symptom),
        done=str(said.get("done", "")) or str(said.get("problem", "")),
        said=str(said.get("complaint", "") or said.get("fault", "")) or _told(said.get("fault_words", ())),
        imported=bool(ticket.source),
        worked_on=_worked_on(ticket),
        state=ticket,
    )


def _told(words: Iterable[object]) -> str:
    return " / ".join(str(each) for each in words if each)


def _worked_on(ticket: Ticket) -> bool:
    """Whether a device that comes again should have worked: what the owner gave up before a repair does not count."""
    if ticket.source or ticket.outcome in {"void", "refunded"}:
        return False
    return ticket.outcome in WORKED_ON or ticket.repair_started is not None


def _same_of(device: Device) -> str:
    return device.imei or device.sn or f"{device.category} {device.model} {device.colour}"


def _devices(visits: Iterable[Visit]) -> list[KnownDevice]:
    """Visits of the same device together: the same IMEI or SN, else the same model and colour.

    Newest first: what was exchanged or taken back is the customer's no more, the new device is.
    """
    found: dict[str, KnownDevice] = {}
    gone: set[str] = set()
    for visit in visits:
        device = visit.device
        if visit.outcome in {"exchanged", "refunded"}:
            gone.add(_same_of(device))
            new = visit.state.new_device if visit.state else None
            device = new or device
        key = _same_of(device)
        if key in gone:
            continue
        known = found.get(key)
        if known is None:
            found[key] = KnownDevice(device, visit, 1)
        else:
            found[key] = known._replace(visits=known.visits + 1)
    return list(found.values())
