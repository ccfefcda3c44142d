"""Copies of the whole store, and the way back from one.

A copy holds the receipt secret, since slips must stay valid; it does not hold the vault's key.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from mihome_desk.db import journal
from mihome_desk.db.engine import APPLICATION_ID, Home, check_version, sync_folder, turn


class BadBackup(Exception):
    """The file is no whole copy of a store; the text says what is wrong."""


class StoreInUse(Exception):
    """Another window or program has this store open; it would go on writing into the old file."""


class OtherStore(Exception):
    """The copy belongs to another store than the one in this folder."""


def back_up(conn: sqlite3.Connection, destination: Path) -> None:
    """Copy the store to one file, whole or not at all. Raises OSError, FileExistsError."""
    if destination.is_dir():
        raise IsADirectoryError(str(destination))
    if _is_the_store(conn, destination):
        raise FileExistsError(f"{destination} is the store itself")
    fresh = destination.with_name(destination.name + ".new")
    fresh.unlink(missing_ok=True)
    # The copy holds the receipt secret: nobody else on this machine reads it.
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    target = sqlite3.connect(fresh)
    try:
        conn.backup(target)
        # A copy in rollback mode is one file; a WAL copy would need its two companions.
        target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    finally:
        target.close()
    descriptor = os.open(fresh, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.replace(destination)


def _is_the_store(conn: sqlite3.Connection, destination: Path) -> bool:
    store = Path(conn.execute("PRAGMA database_list").fetchone()[2])
    return destination.exists() and destination.samefile(store)


def inspect(source: Path) -> str:
    """The uid of the store in a copy. Raises BadBackup unless it is whole and its chain holds."""
    if not source.is_file():
        raise BadBackup("no such file")
    conn = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise BadBackup("not a copy of a store")
        check_version(conn)
        if conn.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BadBackup("the file is damaged")
        row = conn.execute("SELECT uid FROM store").fetchone()
        if row is None:
            raise BadBackup("not a copy of a store")
        _, problems = journal.verify_chain(conn, row[0])
        if problems:
            raise BadBackup(problems[0])
        return str(row[0])
    except (sqlite3.Error, ValueError, TypeError) as error:
        # A file that only looks like a store may hold anything in its columns.
        raise BadBackup(str(error)) from error
    finally:
        conn.close()


def put_back(home: Home, source: Path, stamp: str) -> None:
    """Replace the store's database by a copy; the old one stays beside it as ``desk.db.before-STAMP``.

    Raises BadBackup, OtherStore, StoreInUse, StoreBusy, StoreTooNew, OSError.
    """
    uid = inspect(source)
    home.folder.mkdir(parents=True, exist_ok=True)
    fresh = home.database.with_name("desk.db.new")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    read, target = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True), sqlite3.connect(fresh)
    try:
        read.backup(target)
    finally:
        read.close()
        target.close()
    try:
        with turn(home.lock):
            if home.database.exists():
                _set_aside(home, uid, stamp)
            fresh.replace(home.database)
            sync_folder(home)
    finally:
        fresh.unlink(missing_ok=True)


def _set_aside(home: Home, uid: str, stamp: str) -> None:
    conn = sqlite3.connect(home.database, isolation_level=None, timeout=1)
    try:
        row = conn.execute("SELECT uid FROM store").fetchone()
        if row is not None and row[0] != uid:
            raise OtherStore
        # Leaving WAL mode needs the file for itself alone, and leaves one whole file.
        conn.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StoreInUse from error
    finally:
        conn.close()
    home.database.replace(home.database.with_name(f"desk.db.before-{stamp}"))
    for ending in ("-wal", "-shm"):
        home.database.with_name(home.database.name + ending).unlink(missing_ok=True)
