"""One store on disk: its folder, its SQLite file, and the lock that lets processes take turns."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

if sys.platform != "win32":
    import fcntl

SCHEMA_VERSION = 3
APPLICATION_ID = 0x4D694465
PATIENCE_S = 1.0
CHECKPOINT_COMMITS = 200

_turns = count(1)


class StoreMissing(Exception):
    """There is no store in this folder yet."""


class StoreTooNew(Exception):
    """The database was written by a newer program."""


class StoreBusy(Exception):
    """Another process has held the lock, without moving, for longer than `PATIENCE_S`."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


class Home:
    """The folder of one store and the names of what lies in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "desk.db"
        self.lock = folder / "desk.lock"
        self.witness = folder / "witness"
        self.vault_key = folder / "vault.key"
        self.papers = folder / "papers"

    def exists(self) -> bool:
        """Whether there is a store; an empty file is none, whoever left it there."""
        return self.database.exists() and self.database.stat().st_size > 0


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection in autocommit, WAL, with every commit synced before it returns."""
    if readonly:
        uri = f"{path.resolve().as_uri()}?mode=rw"
        conn = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5)
        conn.execute("PRAGMA query_only = ON")
        return conn
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    # Checkpoints happen under the lock, after the answer is safe: see Database.write.
    conn.execute("PRAGMA wal_autocheckpoint = 0")
    return conn


def check_version(conn: sqlite3.Connection) -> None:
    """Raises StoreMissing for an empty database, StoreTooNew for one of a newer program."""
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        raise StoreMissing
    if version > SCHEMA_VERSION:
        raise StoreTooNew(f"{version} > {SCHEMA_VERSION}")


def outdated(conn: sqlite3.Connection) -> bool:
    """Whether the tables are those of an earlier version."""
    return 0 < int(conn.execute("PRAGMA user_version").fetchone()[0]) < SCHEMA_VERSION


@contextmanager
def turn(lock: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the store's lock file. Raises StoreBusy naming the process that does not let go.

    The file tells pid and turn of the holder, so that a busy store (turns change) is told from a
    frozen process (they do not).
    """
    if sys.platform == "win32":  # pragma: no cover - SQLite's own lock alone
        yield
        return
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        seen, since = b"", time.monotonic()
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = os.pread(descriptor, 64, 0)
                if holder != seen:
                    seen, since = holder, time.monotonic()
                elif time.monotonic() - since > patience_s:
                    raise StoreBusy(holder.split(b" ")[0].decode("ascii", "replace") or "?") from None
                time.sleep(0.002)
        os.pwrite(descriptor, f"{os.getpid()} {next(_turns)}".ljust(64).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def sync_folder(home: Home) -> None:
    """Make names in the folder durable."""
    descriptor = os.open(home.folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Database:
    """The store's connections: one that writes, and one for each thread that reads."""

    def __init__(self, home: Home) -> None:
        if not home.exists():
            raise StoreMissing
        self.home = home
        self._writer: sqlite3.Connection | None = None
        self._readers = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._commits = 0

    def reader(self) -> sqlite3.Connection:
        """This thread's connection for questions; it cannot write."""
        conn: sqlite3.Connection | None = getattr(self._readers, "conn", None)
        if conn is None:
            conn = connect(self.home.database, readonly=True)
            self._readers.conn = conn
            self._all.append(conn)
        return conn

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the lock, rolled back when the block raises.

        A block that ran COMMIT itself keeps the lock until it ends: the witness is written there.
        """
        if self._writer is None:
            self._writer = connect(self.home.database)
            self._all.append(self._writer)
        conn = self._writer
        with turn(self.home.lock):
            conn.execute("BEGIN IMMEDIATE")
            try:
                yield conn
            except BaseException:
                if conn.in_transaction:
                    conn.execute("ROLLBACK")
                raise
            if conn.in_transaction:
                conn.execute("COMMIT")

    def checkpoint(self) -> None:
        """Move the WAL into the database from time to time; under the lock, never inside a command."""
        self._commits += 1
        if self._commits < CHECKPOINT_COMMITS or self._writer is None:
            return
        # Whatever goes wrong here, the answer is durable and must reach whoever waits for it.
        with suppress(OSError, sqlite3.Error, StoreBusy), turn(self.home.lock):
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._commits = 0

    def close(self) -> None:
        """Close every connection."""
        for conn in self._all:
            conn.close()
        self._all.clear()
        self._writer = None
        self._readers = threading.local()
