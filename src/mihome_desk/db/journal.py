"""The journal: append only, chained by hash, the one truth of a store.

An entry's body is the canonical JSON ``{"data": …, "private": hex, "entries": n, "refused": code}``;
``private`` is SHA-256(salt || bytes) of its private row, ``entries`` how many entries its command
made, ``refused`` the code of a refusal that came with it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from mihome_desk.rules.codec import canonical
from mihome_desk.rules.moment import Header

DOMAIN = b"mihome-desk journal 1"
GENESIS = bytes(32)
_COLUMNS = (
    "branch, seq, at_ms, boot_id, uptime_ms, actor, command, kind, version, subject, body, prev_hash, hash"
)


class Head(NamedTuple):
    """Where the journal stands."""

    branch: str
    seq: int
    hash: bytes


class Entry(NamedTuple):
    """One stored entry."""

    header: Header
    body: bytes
    prev_hash: bytes
    hash: bytes


def entry_hash(uid: str, header: Header, prev_hash: bytes, body: bytes) -> bytes:
    """SHA-256 over the domain, the store's uid, every header field length-prefixed, and the body's digest."""
    digest = hashlib.sha256(DOMAIN)
    for field in (uid, *header):
        data = b"" if field is None else str(field).encode("utf-8")
        digest.update(len(data).to_bytes(4, "big"))
        digest.update(data)
    digest.update(prev_hash)
    digest.update(hashlib.sha256(body).digest())
    return digest.digest()


def head(conn: sqlite3.Connection) -> Head | None:
    """The last entry, or None before the first."""
    row = conn.execute("SELECT branch, seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*row) if row else None


def append(
    conn: sqlite3.Connection,
    uid: str,
    header: Header,
    prev_hash: bytes,
    body: dict[str, Any],
    private: dict[str, Any],
) -> Entry:
    """Write one entry and its private row; the caller holds the transaction."""
    sealed = canonical(private) if private else b""
    salt = secrets.token_bytes(16) if private else b""
    if private:
        body = {**body, "private": hashlib.sha256(salt + sealed).hexdigest()}
    data = canonical(body)
    digest = entry_hash(uid, header, prev_hash, data)
    values = (*header, data, prev_hash, digest)
    conn.execute(f"INSERT INTO journal ({_COLUMNS}) VALUES ({','.join('?' * len(values))})", values)
    if private:
        conn.execute("INSERT INTO private (entry, salt, bytes) VALUES (?, ?, ?)", (digest, salt, sealed))
    return Entry(header, data, prev_hash, digest)


def entries(conn: sqlite3.Connection, after: int = 0, subject: str = "") -> Iterator[Entry]:
    """Entries in order, those after a seq, of one subject where given."""
    sql = f"SELECT {_COLUMNS} FROM journal WHERE seq > ?"
    values: tuple[Any, ...] = (after,)
    if subject:
        sql += " AND subject = ?"
        values = (after, subject)
    for row in conn.execute(sql + " ORDER BY seq", values):
        yield Entry(Header(*row[:10]), row[10], row[11], row[12])


def body_of(entry: Entry) -> dict[str, Any]:
    """The body as plain values."""
    body: dict[str, Any] = json.loads(entry.body)
    return body


def private_of(conn: sqlite3.Connection, entry: bytes) -> dict[str, Any]:
    """The private row of an entry: ``{"data": …, "command": …}``, or empty once it is forgotten."""
    row = conn.execute("SELECT bytes FROM private WHERE entry = ?", (entry,)).fetchone()
    private: dict[str, Any] = json.loads(row[0]) if row else {}
    return private


def mark(seq: int, digest: bytes) -> str:
    """What papers carry of an entry: its seq and the first 8 hex digits of its hash."""
    return f"{seq}-{digest.hex()[:8]}"


def verify_chain(conn: sqlite3.Connection, uid: str) -> tuple[int, list[str]]:
    """How many entries were checked, and what is wrong with them (at most twenty sentences)."""
    found: list[str] = []
    count, seq, previous = 0, 0, GENESIS
    for entry in entries(conn):
        count += 1
        if entry.header.seq != seq + 1:
            found.append(f"seq {entry.header.seq}: follows {seq}")
        if entry.prev_hash != previous:
            found.append(f"seq {entry.header.seq}: does not continue the entry before it")
        if entry_hash(uid, entry.header, entry.prev_hash, entry.body) != entry.hash:
            found.append(f"seq {entry.header.seq}: its hash does not fit its content")
        seq, previous = entry.header.seq, entry.hash
        if len(found) >= 20:
            return count, found
    # Bodies can be read once the chain holds; before that they may be anything.
    return count, found or _verify_private(conn)[:20]


def _verify_private(conn: sqlite3.Connection) -> list[str]:
    found = []
    rows = {row[0]: row[1:] for row in conn.execute("SELECT entry, salt, bytes FROM private")}
    for entry in entries(conn):
        promised, row = body_of(entry).get("private"), rows.pop(entry.hash, None)
        if promised and row is None:
            found.append(f"seq {entry.header.seq}: its private words are missing")
        elif row and promised != hashlib.sha256(row[0] + row[1]).hexdigest():
            found.append(f"seq {entry.header.seq}: its private words were changed")
    return found + ["a private row belongs to no entry"] * len(rows)
