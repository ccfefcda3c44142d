"""What a command's decision is given: the state it is about, and whatever else it declares to need."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from mihome_desk.db import acquaintance, money, parcels, past, queries, shelf_needs, signature, states, vault
from mihome_desk.db.days import local_day
from mihome_desk.db.engine import Database
from mihome_desk.db.signature import Worth
from mihome_desk.rules import dayclose, house, identity, waybills
from mihome_desk.rules.front import Store
from mihome_desk.rules.history import past_day, source_row
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.signing import pin_lock_ms
from mihome_desk.rules.situation import Catalogue, Situation
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
    facts: dict[str, Any] = {
        "store": base.store,
        "catalogue": base.catalogue,
        "now": base.now,
        "day": local_day(base.now.at_ms, base.store.zone),
        "new_id": identity.uuid7(base.now.at_ms, secrets.token_bytes(10)),
        "signature": _worth(base, getattr(command, "manager_pin", "")),
    }
    found = Situation(**facts)
    needs = ("ticket",) if house.COMMAND_NAMES[type(command)] in TABLE else ()
    for need in (*needs, *getattr(type(command), "NEEDS", ())):
        # Made anew rather than replaced: `replace` looks at every field of a wide class, on every command.
        facts |= _FINDERS[need](base, found, command)
        found = Situation(**facts)
    return found


def _worth(base: Base, pin: str) -> Worth:
    """What a PIN is worth; after too many wrong ones it is not even looked at."""
    if pin and pin_lock_ms(base.store, base.now.uptime_ms, base.now.boot):
        return "locked"
    return signature.worth(base.conn, pin)


def _ticket(base: Base, _: Situation, command: Any) -> dict[str, Any]:
    if not command.ticket and hasattr(command, "sale"):
        # About a sale; that it is about one of both is for the rules to say.
        return {}
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


def _device_past(base: Base, here: Situation, _: Any) -> dict[str, Any]:
    def day(at_ms: int) -> str:
        return local_day(at_ms, base.store.zone)

    numbers = past.numbers_of(here.known.device)
    return {"device_past": past.repairs(base.conn, numbers, day, here.known.id)}


def _comeback(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    def day(at_ms: int) -> str:
        return local_day(at_ms, base.store.zone)

    numbers = acquaintance.numbers_given(command.device)
    within = base.catalogue.warranty.comeback_days
    return {"comeback": acquaintance.comeback_of(base.conn, numbers, here.day, day, within)}


def _seen_before(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    given = command.new_device
    if given is None:
        return {}
    numbers = acquaintance.numbers_given(given)
    return {"seen_before": acquaintance.seen_before(base.conn, numbers, here.known.id)}


def _loaner_at(base: Base, _: Situation, command: Any) -> dict[str, Any]:
    return {"loaner_at": acquaintance.loaner_at(base.conn, identity.fold(command.serial).upper())}


def _serial(base: Base, here: Situation, _: Any) -> dict[str, Any]:
    return {"serial": queries.last_serial(base.conn, here.day)}


def _past(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    happened = past_day(command.happened_on, here.day).isoformat()
    source, row = source_row(command)
    already = queries.imported_as(base.conn, source, row)
    return {"serial": queries.last_serial(base.conn, happened), "already": already}


def _parcel(base: Base, _: Situation, command: Any) -> dict[str, Any]:
    field = "parcel" if hasattr(command, "parcel") else "waybill"
    asked = str(getattr(command, field))
    return {"parcel": parcels.load(base.conn, waybills.waybill(asked, field))} if asked.strip() else {}


def _shelf(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    return {"shelf": shelf_needs.items(base.conn, command, here.ticket, base.catalogue)}


def _serials(base: Base, _: Situation, command: Any) -> dict[str, Any]:
    return {"serials": shelf_needs.serials(base.conn, command)}


def _returns(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    return {"returns": shelf_needs.returns(base.conn, command, here.ticket)}


def _of_ticket(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    return _ticket(base, here, command) if command.ticket else {}


def _sale(base: Base, _: Situation, command: Any) -> dict[str, Any]:
    if not command.sale and hasattr(command, "ticket"):
        # About a ticket; that it is about one of both is for the rules to say.
        return {}
    if not command.sale.strip():
        raise Refused("empty", "sale")
    found = money.known_sale(base.conn, command.sale)
    if found is None:
        raise Refused("unknown_sale", "sale", sale=command.sale[:40])
    return {"sale": found}


def _sale_serial(base: Base, here: Situation, _: Any) -> dict[str, Any]:
    return {"sale_serial": money.last_sale_serial(base.conn, here.day)}


def _drawer(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    day = dayclose.clean_day(command.day, here.day)
    return {"drawer": money.drawer(base.conn, day, command.with_earlier)}


def _closed_day(base: Base, here: Situation, command: Any) -> dict[str, Any]:
    day = dayclose.clean_day(command.day, here.day)
    found = money.load_day(base.conn, day)
    if found is None:
        raise Refused("day_open", "day", day=day)
    return {"closed_day": found}


def _closed(base: Base, _: Situation, __: Any) -> dict[str, Any]:
    return {"closed_through": money.closed_through(base.conn)}


_FINDERS: dict[str, Callable[[Base, Situation, Any], dict[str, Any]]] = {
    "of_ticket": _of_ticket,
    "sale": _sale,
    "sale_serial": _sale_serial,
    "drawer": _drawer,
    "closed_day": _closed_day,
    "ticket": _ticket,
    "unlock": _unlock,
    "receipt_keys": _receipt_keys,
    "queue": _queue,
    "arrival": _arrival,
    "serial": _serial,
    "device_past": _device_past,
    "comeback": _comeback,
    "seen_before": _seen_before,
    "loaner_at": _loaner_at,
    "parcel": _parcel,
    "past": _past,
    "shelf": _shelf,
    "serials": _serials,
    "returns": _returns,
    "closed": _closed,
}
"""How what a command declares as ``NEEDS`` comes into its situation; each may raise Refused."""
