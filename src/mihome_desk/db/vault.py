"""Unlock codes of devices: sealed like drafts, on this machine alone, gone with the device.

The table is local: it is in no journal, no replay and no sync. A backup holds the sealed bytes but not
the key.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mihome_desk.db import drafts

KEY_BYTES = 32


def sealing_key(key_file: Path) -> bytes:
    """The key that seals. Raises VaultKeyLost where it is missing or no whole key."""
    key = drafts.read_key(key_file)
    if len(key) != KEY_BYTES:
        raise drafts.VaultKeyLost
    return key


def keep(conn: sqlite3.Connection, key: bytes, ticket: str, code: str) -> None:
    """Seal a code, bound to the ticket's id; the caller holds the transaction."""
    sealed = drafts.seal(key, ticket, {"code": code})
    conn.execute("INSERT OR REPLACE INTO vault (ticket, sealed) VALUES (?, ?)", (ticket, sealed))


def read(conn: sqlite3.Connection, key_file: Path, ticket: str) -> str:
    """The code of a ticket's device, "" where this machine has none that it can read."""
    row = conn.execute("SELECT sealed FROM vault WHERE ticket = ?", (ticket,)).fetchone()
    if row is None:
        return ""
    try:
        return str(drafts.unseal(drafts.read_key(key_file), ticket, row[0])["code"])
    except drafts.VaultKeyLost:
        return ""


def erase(conn: sqlite3.Connection, ticket: str) -> None:
    """Forget a code; the caller holds the transaction."""
    conn.execute("DELETE FROM vault WHERE ticket = ?", (ticket,))
