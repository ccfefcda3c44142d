"""Set up a store: its folder, its tables, its secrets, and the first entry of its journal."""

from __future__ import annotations

import os
import secrets
import sqlite3
from dataclasses import dataclass

from mihome_desk.db import journal, projections, queries, signature
from mihome_desk.db.engine import Home, connect, sync_folder, turn
from mihome_desk.db.journal import GENESIS
from mihome_desk.db.witness import witnesses
from mihome_desk.rules import house, identity, limits
from mihome_desk.rules.moment import Header, Instant
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.store import StoreOpened

LABEL_LIMIT = 12
PREFIX_LIMIT = 30


class StoreExists(Exception):
    """There is a store in this folder already."""


@dataclass(frozen=True)
class Founding:
    """What a store is told at set-up. ``closing`` is local HH:MM; ``hq_host`` leads the pickup QR."""

    label: str
    name: str
    kind: str = "outlet"
    zone: str = "Asia/Shanghai"
    closing: str = "21:00"
    manager_pin: str = ""
    practice: bool = False
    hq_host: str = ""


def check(founding: Founding) -> StoreOpened:
    """The store's first fact without its uid. Raises Refused at the field that cannot be."""
    label = identity.fold(limits.name(founding.label, "store", limit=LABEL_LIMIT, needed=True)).upper()
    if not (label.isascii() and label.isalnum()):
        raise Refused("bad_label", "store")
    if founding.kind not in {"own", "outlet", "centre"}:
        raise Refused("not_choice", "kind", choices="own | outlet | centre")
    try:
        from zoneinfo import ZoneInfo

        ZoneInfo(founding.zone)
    except (KeyError, ValueError, OSError):
        raise Refused("bad_zone", "zone") from None
    hours, _, minutes = founding.closing.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
        raise Refused("bad_time", "closing")
    if founding.manager_pin and not signature.pin_ok(identity.fold(founding.manager_pin)):
        raise Refused("bad_new_pin", "manager_pin")
    prefix = f"HTTPS://{founding.hq_host.upper()}/R/" if founding.hq_host else ""
    if len(prefix) > PREFIX_LIMIT:
        raise Refused("host_long", "hq_host", limit=PREFIX_LIMIT - len("HTTPS:///R/"))
    return StoreOpened(
        uid="",
        label=label,
        kind=founding.kind,  # type: ignore[arg-type]
        zone=founding.zone,
        closing=f"{int(hours):02}:{int(minutes):02}",
        practice=founding.practice,
        name=limits.name(founding.name, "name", needed=True),
        qr_prefix=prefix,
    )


def found(home: Home, founding: Founding, now: Instant, actor: str) -> None:
    """Make the store. Raises Refused for wrong input, StoreExists, OSError.

    The database is made under another name and renamed when whole: a set-up that was cut off
    leaves no half store.
    """
    from dataclasses import replace

    from mihome_desk.db import schema  # loads the ORM

    event = replace(check(founding), uid=secrets.token_hex(6))
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with turn(home.lock):
        if home.exists():
            raise StoreExists
        make_vault_key(home)
        fresh = home.database.with_name("desk.db.new")
        fresh.unlink(missing_ok=True)
        conn = connect(fresh)
        # The receipt secret lies in here; WAL and shared memory take the file's mode.
        fresh.chmod(0o600)
        try:
            conn.execute("PRAGMA journal_mode = DELETE")
            conn.execute("BEGIN IMMEDIATE")
            schema.create(conn)
            _secrets(conn, founding)
            head = _first_entry(conn, event, now, actor)
            conn.execute("COMMIT")
        finally:
            conn.close()
        fresh.replace(home.database)
        witnesses(home.witness, event.uid).append(head)
        sync_folder(home)


def make_vault_key(home: Home) -> None:
    """The key that seals drafts: outside the database, in no backup."""
    if not home.vault_key.exists():
        descriptor = os.open(home.vault_key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(32))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _secrets(conn: sqlite3.Connection, founding: Founding) -> None:
    conn.execute(
        "INSERT INTO secrets (name, value) VALUES (?, ?)", (queries.RECEIPT, secrets.token_bytes(32))
    )
    if founding.manager_pin:
        sealed = signature.seal_pin(identity.fold(founding.manager_pin))
        conn.execute("INSERT INTO secrets (name, value) VALUES (?, ?)", (signature.NAME, sealed))


def _first_entry(conn: sqlite3.Connection, event: StoreOpened, now: Instant, actor: str) -> journal.Head:
    public, private = house.split_event(event)
    branch = secrets.token_hex(8)
    header = Header(
        branch, 1, now.at_ms, now.boot, now.uptime_ms, actor, None, "StoreOpened", house.VERSION, "store"
    )
    entry = journal.append(conn, event.uid, header, GENESIS, {"data": public}, private)
    projections.apply(conn, header, public, private)
    return journal.Head(branch, 1, entry.hash)
