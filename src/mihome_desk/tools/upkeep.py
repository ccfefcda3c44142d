"""`verify`, `rebuild`, `restore` and what `doctor` can do: care for a store from command line and screens."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mihome_desk.db import backup, care, drafts, journal, replay
from mihome_desk.db.engine import Home, StoreTooNew
from mihome_desk.db.founding import make_vault_key
from mihome_desk.db.writer import Writer
from mihome_desk.desk import Desk
from mihome_desk.rules.refusal import Refused
from mihome_desk.text import _
from mihome_desk.tools.problems import problem_sentence

WRONG_PIN_S = 1.0


class CannotRestore(Exception):
    """Why the backup was not put back, as a sentence."""


def verify(desk: Desk) -> list[str]:
    """What is wrong with the store; empty when nothing is."""
    return desk.ask(lambda conn: replay.verify(conn, desk.store.uid, desk.witnesses)).problems


def rebuild(desk: Desk, progress: Callable[[int], None]) -> int:
    """Make the read tables anew in one transaction; how many entries were replayed."""

    def work(writer: Writer) -> int:
        with writer.database.write() as conn:
            return replay.rebuild(conn, progress)

    count = desk.run(work)
    progress(desk.seq())
    return count


def new_key(home: Home) -> bool:
    """A new key for drafts and unlock codes where the old one is missing or damaged; False where it is sound.

    What the old key sealed stays, in case it is found. Raises OSError.
    """
    with suppress(drafts.VaultKeyLost):
        drafts.read_key(home.vault_key)
        return False
    if home.vault_key.exists():
        home.vault_key.replace(home.vault_key.with_name(f"vault.key.before-{_stamp()}"))
    make_vault_key(home)
    return True


def accept_rollback(desk: Desk, reason: str, pin: str, actor: str) -> bool:
    """Open a new branch from an older database; False when it is not behind. Raises Refused."""
    rolled_back = desk.rolled_back
    if rolled_back is None:
        return False
    desk.rolled_back = None
    try:
        _branch(desk, "rollback", reason, pin, actor)
    except BaseException as error:
        desk.rolled_back = rolled_back
        if isinstance(error, Refused) and error.refusal.code == "bad_pin":
            # Such a store takes no entries: nothing could count the tries, so each takes its time.
            time.sleep(WRONG_PIN_S)
        raise
    return True


def _branch(desk: Desk, cause: str, reason: str, pin: str, actor: str) -> None:
    def work(writer: Writer) -> None:
        with writer.database.write() as conn:
            known = [head for head in desk.witnesses.heads() if not _has(conn, head)]
            event = care.branch_event(conn, known[0] if known else None, cause, reason, pin)
            before = journal.head(conn)
            pending = care.open_branch(writer, conn, desk.store.uid, event, desk.now(), actor)
            writer.commit(pending, before)

    desk.run(work)


def _has(conn: sqlite3.Connection, head: journal.Head) -> bool:
    sql = "SELECT 1 FROM journal WHERE seq = ? AND branch = ? AND hash = ?"
    return conn.execute(sql, tuple(head)).fetchone() is not None


def _stamp() -> str:
    return time.strftime("%Y%m%d-%H%M%S")


def restore(folder: Path, source: Path, actor: str, open_desk: Callable[[Path], Desk]) -> None:
    """Put a backup back and open a new branch from it. Raises CannotRestore, StoreBusy."""
    home = Home(folder)
    try:
        backup.put_back(home, source, _stamp())
    except backup.BadBackup as error:
        raise CannotRestore(
            _(
                "{source} cannot be put back: {why}. Nothing was changed.",
                source=source,
                why=problem_sentence(str(error)),
            )
        ) from error
    except StoreTooNew as error:
        raise CannotRestore(
            _("This backup was written by a newer program; please update this one.")
        ) from error
    except backup.OtherStore as error:
        raise CannotRestore(
            _(
                "{folder} holds another store than {source}; nothing was changed.",
                folder=folder,
                source=source,
            )
        ) from error
    except backup.StoreInUse as error:
        raise CannotRestore(
            _("Another window or program has this store open; close it first. Nothing was changed.")
        ) from error
    make_vault_key(home)
    desk = open_desk(folder)
    try:
        desk.rolled_back = None
        name = "".join(sign if sign.isprintable() else "?" for sign in source.name)
        _branch(desk, "restore", f"restore {name[:200]}", "", actor)
    finally:
        desk.close()
