"""What a command's decision is given: the state it is about, and whatever else it declares to need."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from mihome_desk.db import queries, signature, states, vault
from mihome_desk.db.engine import Database
from mihome_desk.db.signature import Worth
from mihome_desk.rules import house, identity
from mihome_desk.rules.history import past_day, source_row
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.signing import pin_lock_ms
from mihome_desk.rules.situation import Catalogue, Situation, Store
from mihome_desk.rules.stages import TABLE


class Base(NamedTuple):
    """Where a situation is read from, and at which instant."""

    database: Database
    conn: sqlite3.Connection
    store: Store
    catalogue: Catalogue
    now: Instant


def of(base: Base, command: Any) -> Situation:
    """The situation of a command. Raises Refused where it names what is not there."""
    found = Situation(
        store=base.store,
        catalogue=base.catalogue,
        now=base.now,
        day=local_day(base.now.at_ms, base.store.zone),
        new_id=identity.uuid7(base.now.at_ms, secrets.token_bytes(10)),
        signature=_worth(base, getattr(command, "manager_pin", "")),
    )
    needs = ("ticket",) if house.COMMAND_NAMES[type(command)] in TABLE else ()
    for need in (*needs, *getattr(type(command), "NEEDS", ())):
        found = replace(found, **_FINDERS[need](base, found, command))
    return found


def local_day(at_ms: int, zone: str) -> str:
    """The local date of an instant, YYYY-MM-DD; the store's zone draws the border of the day."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def _worth(base: Base, pin: str) -> Worth:
    """What a PIN is worth; after too many wrong ones it is not even looked at."""
    if pin and pin_lock_ms(base.store, base.now.uptime_ms, base.now.boot):
        return "locked"
    return signature.worth(base.conn, pin)


def _ticket(base: Base, _: Situation, command: Any) -> dict[str, Any]:
    ticket_id = queries.resolve(base.conn, command.ticket)
    ticket = states.load_ticket(base.conn, ticket_id) if ticket_id else None
    if ticket is None:
        raise Refused("unknown_ticket", "ticket", ticket=command.ticket[:80])
    return {"ticket": ticket, "personal": states.load_personal(base.conn, ticket.id)}


def _unlock(base: Base, here: Situation, _: Any) -> dict[str, Any]:
    return {"unlock": vault.read(base.conn, base.database.home.vault_key, here.known.id)}


def _receipt_keys(base: Base, _: Situation, __: Any) -> dict[str, Any]:
    return {"receipt_keys": queries.receipt_keys(base.conn)}


def _queue(base: Base, here: Situation, _: Any) -> dict[str, Any]:
    return {"queue": queries.last_queue(base.conn, here.day)}


def _arrival(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    if command.arrival is None:
        return {}
    return {"arrival": queries.waiting_arrival(base.conn, here.day, command.arrival)}


def _serial(base: Base, here: Situation, _: Any) -> dict[str, Any]:
    return {"serial": queries.last_serial(base.conn, here.day)}


def _past(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    happened = past_day(command.happened_on, here.day).isoformat()
    source, row = source_row(command)
    already = queries.imported_as(base.conn, source, row)
    return {"serial": queries.last_serial(base.conn, happened), "already": already}


_FINDERS: dict[str, Callable[[Base, Situation, Any], dict[str, Any]]] = {
    "ticket": _ticket,
    "unlock": _unlock,
    "receipt_keys": _receipt_keys,
    "queue": _queue,
    "arrival": _arrival,
    "serial": _serial,
    "past": _past,
}
"""How what a command declares as ``NEEDS`` comes into its situation; each may raise Refused."""
