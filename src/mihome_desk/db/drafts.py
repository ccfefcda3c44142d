"""Half-finished forms, saved field by field: sealed with the vault's key, local to this machine.

The newest draft is the one saved last, whatever the wall clock says: every save replaces the row, and
SQLite numbers the new one above all others.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

NONCE = 12
KEY = 32


class Draft(NamedTuple):
    """One form that was begun: what kind, for which ticket if any, and its fields.

    ``lost`` says that another key sealed it: nothing of it can be read here.
    """

    id: str
    kind: str
    ticket: str
    saved_at: int
    fields: dict[str, Any]
    lost: bool = False


class VaultKeyLost(Exception):
    """The key file is missing or another one; what it sealed cannot be read."""


def seal(key: bytes, draft: str, fields: dict[str, Any]) -> bytes:
    """AES-256-GCM, bound to the draft's id."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # not on the way to the board

    nonce = secrets.token_bytes(NONCE)
    data = json.dumps(fields, ensure_ascii=True, sort_keys=True).encode("ascii")
    return nonce + AESGCM(key).encrypt(nonce, data, draft.encode("utf-8"))


def unseal(key: bytes, draft: str, sealed: bytes) -> dict[str, Any]:
    """The fields of a sealed draft. Raises VaultKeyLost."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        data = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], draft.encode("utf-8"))
    except (InvalidTag, ValueError) as error:
        raise VaultKeyLost from error
    fields: dict[str, Any] = json.loads(data)
    return fields


def read_key(path: Path) -> bytes:
    """The vault's key. Raises VaultKeyLost."""
    try:
        key = path.read_bytes()
    except OSError as error:
        raise VaultKeyLost from error
    if len(key) != KEY:
        raise VaultKeyLost
    return key


def put(conn: sqlite3.Connection, key: bytes, draft: Draft) -> None:
    """Save a draft; the caller holds the transaction."""
    conn.execute(
        "INSERT OR REPLACE INTO drafts (id, kind, ticket, saved_at, sealed) VALUES (?, ?, ?, ?, ?)",
        (draft.id, draft.kind, draft.ticket, draft.saved_at, seal(key, draft.id, draft.fields)),
    )


def count(conn: sqlite3.Connection) -> int:
    """How many there are; needs no key."""
    return int(conn.execute("SELECT count(*) FROM drafts").fetchone()[0])


def drop(conn: sqlite3.Connection, draft: str) -> None:
    """Forget a draft."""
    conn.execute("DELETE FROM drafts WHERE id = ?", (draft,))


_SELECT = "SELECT id, kind, ticket, saved_at, sealed FROM drafts "


def newest(conn: sqlite3.Connection, key: bytes, kind: str, ticket: str = "") -> Draft | None:
    """The draft of a kind (and ticket) that was saved last, or None. Raises VaultKeyLost."""
    row = conn.execute(
        _SELECT + "WHERE kind = ? AND ticket = ? ORDER BY rowid DESC LIMIT 1", (kind, ticket)
    ).fetchone()
    return _opened(row, key) if row else None


def every(conn: sqlite3.Connection, key: bytes, kind: str) -> list[Draft]:
    """All drafts of a kind, the one saved last first; those of another key are there as lost."""
    found = []
    for row in conn.execute(_SELECT + "WHERE kind = ? ORDER BY rowid DESC", (kind,)):
        try:
            found.append(_opened(row, key))
        except VaultKeyLost:
            found.append(Draft(row[0], row[1], row[2], row[3], {}, lost=True))
    return found


def by_id(conn: sqlite3.Connection, key: bytes, draft: str) -> Draft | None:
    """One draft, or None. Raises VaultKeyLost."""
    row = conn.execute(_SELECT + "WHERE id = ?", (draft,)).fetchone()
    return _opened(row, key) if row else None


def _opened(row: tuple[Any, ...], key: bytes) -> Draft:
    return Draft(row[0], row[1], row[2], row[3], unseal(key, row[0], row[4]))
