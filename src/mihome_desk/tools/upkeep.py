"""`verify`, `rebuild`, `restore` and `doctor`: care for a store from the command line and the screens."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from mihome_desk.db import backup, care, journal, replay
from mihome_desk.db.care import Finding
from mihome_desk.db.engine import Home, StoreTooNew
from mihome_desk.db.founding import make_vault_key
from mihome_desk.db.writer import Writer
from mihome_desk.desk import Desk
from mihome_desk.text import N_, _

FINDINGS = {
    "database_whole": N_("The database file is whole."),
    "database_damaged": N_("The database file is damaged ({found}): restore the last backup."),
    "journal_sound": N_(
        "The journal of {entries} entries is an unbroken chain and the tables equal its replay."
    ),
    "journal_unsound": N_(
        "Something is wrong with the {entries} entries of the journal or its tables; see below."
    ),
    "problem": N_("{found}. Run “rebuild” when only tables differ; else restore the last backup."),
    "rolled_back": N_(
        "An older database was put back: entry {seq} was written here once. "
        "Go on with “doctor --accept-rollback REASON”, or restore the newest backup."
    ),
    "not_rolled_back": N_("The database is not older than what was written here."),
    "witness_near": N_("Witness beside the database: {path}"),
    "witness_far": N_("Witness in the user's state folder: {path}"),
    "vault_key": N_("The key of the drafts is in its place; {drafts} drafts wait."),
    "vault_key_lost": N_(
        "The key of the drafts is missing; {drafts} drafts cannot be read. Tickets are not affected."
    ),
    "sqlite_fixed": N_("SQLite {version} has the fix for the rare WAL-reset fault."),
    "sqlite_old": N_(
        "SQLite {version} has a rare WAL-reset fault; only this program's lock keeps it away. A newer Python brings a newer SQLite."
    ),
}


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


def examine(desk: Desk) -> list[Finding]:
    """The doctor's findings."""
    return desk.ask(lambda conn: care.examine(conn, desk.home, desk.store.uid, desk.witnesses))


def finding_sentence(finding: Finding) -> str:
    """A finding in words."""
    return _(FINDINGS[finding.code], **finding.params)


def accept_rollback(desk: Desk, reason: str, pin: str, actor: str) -> bool:
    """Open a new branch from an older database; False when it is not behind. Raises Refused."""
    rolled_back = desk.rolled_back
    if rolled_back is None:
        return False
    desk.rolled_back = None
    try:
        _branch(desk, "rollback", reason, pin, actor)
    except BaseException:
        desk.rolled_back = rolled_back
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


def restore(folder: Path, source: Path, actor: str, open_desk: Callable[[Path], Desk]) -> None:
    """Put a backup back and open a new branch from it. Raises CannotRestore, StoreBusy."""
    home = Home(folder)
    try:
        backup.put_back(home, source, time.strftime("%Y%m%d-%H%M%S"))
    except backup.BadBackup as error:
        raise CannotRestore(
            _("{source} cannot be put back: {why}. Nothing was changed.", source=source, why=error)
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
