"""The search index: a file of its own beside the database, which may be thrown away at any time.

It follows the journal: every entry names the ticket that it changed, so the index re-reads exactly those, and
an entry that is no longer where it was (a backup put back, another store) makes it begin anew. Nothing is
written here inside a command, `verify` never looks at it, backups leave it out, and whoever wants something
forgotten deletes the file: SQLite's full-text tables keep deleted words in their pages otherwise.

While it is made for the first time, or cannot be read, the tables themselves are searched (LIKE), without
pinyin.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from mihome_desk.db import journal, queries, terms, views
from mihome_desk.db.heads import Head
from mihome_desk.db.terms import Document, Why
from mihome_desk.rules import identity
from mihome_desk.rules.moment import Instant

FORMAT = 1
"""Raised whenever tokens are made in another way: older files are made anew."""
LIMIT = 50
CANDIDATES = 60
AT_ONCE = 2_000
"""Entries that a search catches up by itself; more is done in the background."""
BATCH = 200
PAUSE_S = 0.01
TURN_S = 1.0
"""How long a search waits for another thread that brings a nearly complete index up to date."""
TEXT_LIMIT = 200

_TABLES = (
    "CREATE TABLE IF NOT EXISTS place (seq INTEGER NOT NULL, hash BLOB NOT NULL)",
    # detail=none: a ticket either has a token or not; where it stands is looked up in the ticket itself.
    # A beginning that is indexed is read from its newest ticket on and stops early: 0.2 ms against 2.3.
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5"
    "(tokens, ticket UNINDEXED, tokenize='ascii', detail=none, prefix='1 2 3 4 5 6 7 8')",
)
_ROWS = (
    "SELECT t.id, t.number, t.day, t.serial, t.brand, t.model, t.imei, t.imei2, t.sn, "
    "json_extract(t.state, '$.device.colour', '$.faults', '$.source') AS state, coalesce(p.data, '{}') AS data "
    "FROM tickets t LEFT JOIN personal p ON p.ticket = t.id"
)
_LIKE = (
    "(t.number LIKE ?1 OR replace(t.number, '-', '') LIKE ?1 OR t.brand || ' ' || t.model LIKE ?1 OR t.imei LIKE ?1 "
    "OR t.imei2 LIKE ?1 OR t.sn LIKE ?1 OR p.data LIKE ?1 OR p.phone LIKE ?1)"
)


class Found(NamedTuple):
    """A ticket that a search met, what was met in it, and whether it is history of another system."""

    head: Head
    why: tuple[Why, ...]
    imported: bool


class Row(NamedTuple):
    """A ticket as the index reads it; ``place`` orders by day and serial."""

    id: str
    place: int
    document: Document
    imported: bool


def search(conn: sqlite3.Connection, index: Index | None, text: str, now: Instant) -> list[Found]:
    """What a text means: one ticket by number, barcode, slip or id, else every one that meets all its parts.

    Newest first, at most `LIMIT`; the older of two equal finds are left out first.
    """
    said = identity.fold(text).strip()
    if not said or identity.text_problem(said, TEXT_LIMIT, False):
        return []
    parts = terms.terms(said)
    exact = queries.resolve(conn, said)
    if exact:
        rows = _read(conn, [exact])
        return _shown(conn, [(row, terms.why(row.document, parts) or ()) for row in rows], now)
    if not parts:
        return []
    candidates = index.ask(conn, parts) if index is not None else None
    if candidates is None:
        candidates = _like(conn, parts)
    met = ((row, terms.why(row.document, parts)) for row in _read(conn, candidates))
    return _shown(conn, [(row, why) for row, why in met if why is not None][:LIMIT], now)


def _shown(conn: sqlite3.Connection, met: list[tuple[Row, tuple[Why, ...]]], now: Instant) -> list[Found]:
    heads = {head.id: head for head in views.some(conn, [row.id for row, _why in met], now)}
    return [Found(heads[row.id], why, row.imported) for row, why in met if row.id in heads]


def _like(conn: sqlite3.Connection, parts: tuple[str, ...]) -> list[str]:
    """Tickets that could meet all parts, read from the tables; letters and digits fold their case here as well."""
    where = " AND ".join(_LIKE.replace("?1", f"?{at}") for at in range(1, len(parts) + 1))
    rows = conn.execute(
        f"SELECT t.id FROM tickets t LEFT JOIN personal p ON p.ticket = t.id WHERE {where} "
        f"ORDER BY t.day DESC, t.serial DESC LIMIT {CANDIDATES}",
        [f"%{part}%" for part in parts],
    )
    return [row[0] for row in rows]


def _read(conn: sqlite3.Connection, tickets: Iterable[str]) -> list[Row]:
    """The documents of tickets, newest first."""
    found = []
    wanted = list(tickets)
    for at in range(0, len(wanted), BATCH):
        some = wanted[at : at + BATCH]
        cursor = conn.execute(f"{_ROWS} WHERE t.id IN ({', '.join('?' * len(some))})", some)
        names = [column[0] for column in cursor.description]
        found += [_row(dict(zip(names, values, strict=True))) for values in cursor]
    return sorted(found, key=lambda row: row.place, reverse=True)


def _row(values: dict[str, Any]) -> Row:
    colour, faults, source = json.loads(values["state"])
    found = terms.document({**values, "colour": colour}, json.loads(values["data"]), faults or [])
    return Row(values["id"], _place(values["day"], values["serial"]), found, bool(source))


def _place(day: str, serial: int) -> int:
    """Day and serial as one number: the index's row, so that the newest is read first."""
    return int(day.replace("-", "") or 0) * 100_000 + serial


def _put(index: sqlite3.Connection, row: Row) -> None:
    """One ticket's tokens, written where they differ: most entries change nothing that is searched."""
    if row.place % 100_000 == 0:
        return
    tokens = " ".join(sorted(terms.tokens(row.document)))
    there = index.execute("SELECT tokens, ticket FROM words WHERE rowid = ?", (row.place,)).fetchone()
    if there == (tokens, row.id):
        return
    if there:
        index.execute("DELETE FROM words WHERE rowid = ?", (row.place,))
    index.execute("INSERT INTO words (rowid, tokens, ticket) VALUES (?, ?, ?)", (row.place, tokens, row.id))


@contextmanager
def _transaction(conn: sqlite3.Connection) -> Iterator[None]:
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            conn.execute("ROLLBACK")
        raise
    conn.execute("COMMIT")


class Index:
    """The index file. Every thread has its own connection; only one at a time brings it up to date."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._made = 0

    def ask(self, conn: sqlite3.Connection, parts: tuple[str, ...]) -> list[str] | None:
        """Ids of the newest tickets that have all parts; None where the index is not ready for an answer."""
        try:
            if not self.catch_up(conn, at_most=AT_ONCE):
                return None
            rows = self._open().execute(
                f"SELECT ticket FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT {CANDIDATES}",
                (terms.query(parts),),
            )
            return [row[0] for row in rows]
        except (OSError, sqlite3.Error) as error:
            # Busy, full and the like are OperationalErrors; the class itself means a file that is no index.
            if type(error) is sqlite3.DatabaseError:
                self._throw_away()
            return None

    def catch_up(self, conn: sqlite3.Connection, at_most: int | None = None) -> bool:
        """Bring the index to the journal's last entry; False where more than ``at_most`` entries are missing.

        Raises sqlite3.Error, OSError.
        """
        head = journal.head(conn)
        if head is None:
            return False
        since = self._since(conn)
        if since == head.seq:
            return True
        if at_most is not None and head.seq - since > at_most:
            return False
        if not self._turn.acquire(timeout=-1 if at_most is None else TURN_S):
            return False
        try:
            since = self._since(conn)
            if since < head.seq:
                self._follow(conn, since, head)
        finally:
            self._turn.release()
        return not self._closing.is_set()

    def _follow(self, conn: sqlite3.Connection, since: int, head: journal.Head) -> None:
        index = self._open()
        if since == 0:
            with _transaction(index):
                index.execute("DELETE FROM words")
                index.execute("DELETE FROM place")
            changed = [row[0] for row in conn.execute("SELECT id FROM tickets ORDER BY day, serial")]
        else:
            rows = conn.execute(
                "SELECT DISTINCT subject FROM journal WHERE seq > ? AND seq <= ?", (since, head.seq)
            )
            changed = [row[0] for row in rows]
        for at in range(0, len(changed), BATCH):
            # The counter's keys come first: making a whole index takes its time.
            if self._closing.wait(PAUSE_S if since == 0 else 0):
                return
            with _transaction(index):
                for row in _read(conn, changed[at : at + BATCH]):
                    _put(index, row)
        with _transaction(index):
            if since == 0:
                index.execute("INSERT INTO words (words) VALUES ('optimize')")
            index.execute("DELETE FROM place")
            index.execute("INSERT INTO place (seq, hash) VALUES (?, ?)", (head.seq, head.hash))

    def _since(self, conn: sqlite3.Connection) -> int:
        """The last entry that the index knows, 0 where it knows none that is still in this journal."""
        place = self._open().execute("SELECT seq, hash FROM place").fetchone()
        if place is None:
            return 0
        there = conn.execute("SELECT 1 FROM journal WHERE seq = ? AND hash = ?", place).fetchone()
        return int(place[0]) if there else 0

    def _open(self) -> sqlite3.Connection:
        conn: sqlite3.Connection | None = getattr(self._local, "conn", None)
        if conn is None or self._local.made != self._made or not self.path.exists():
            conn, self._local.made = self._connect(), self._made
            self._local.conn = conn
            self._all.append(conn)
        return conn

    def _connect(self) -> sqlite3.Connection:
        # Names and words of customers lie in here, as in the database.
        self.path.touch(mode=0o600)
        conn = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=5)
        try:
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute("PRAGMA synchronous = NORMAL")
            if conn.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                with _transaction(conn):
                    conn.execute("DROP TABLE IF EXISTS words")
                    conn.execute("DROP TABLE IF EXISTS place")
                    for statement in _TABLES:
                        conn.execute(statement)
                    conn.execute(f"PRAGMA user_version = {FORMAT}")
        except BaseException:
            conn.close()
            raise
        return conn

    def _throw_away(self) -> None:
        """A file that cannot be read is made anew by the next search."""
        with self._turn, suppress(OSError):
            self._made += 1
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Stop what is under way and close every connection."""
        self._closing.set()
        with self._turn:
            for conn in self._all:
                conn.close()
            self._all.clear()
