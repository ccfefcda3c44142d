"""Looking after a store: verify, rebuild, a new branch after a rollback, and a doctor's report."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass

from mihome_desk.db import journal, replay, signature
from mihome_desk.db.engine import Home
from mihome_desk.db.journal import Head
from mihome_desk.db.witness import Witnesses, rolled_back
from mihome_desk.db.writer import STORE, Pending, Writer, Written
from mihome_desk.rules import limits
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.store import BranchOpened

# Releases that have the fix for the WAL-reset corruption of two connections.
FIXED_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report: a code for its sentence, its numbers, and whether it is well."""

    code: str
    ok: bool
    params: dict[str, str | int]


def open_branch(
    writer: Writer, conn: sqlite3.Connection, uid: str, event: BranchOpened, now: Instant, actor: str
) -> Pending:
    """Append `BranchOpened` as the first entry of a new branch; the caller commits."""
    parent = journal.head(conn)
    assert parent is not None
    pending = Pending(conn, uid, Head(secrets.token_hex(8), parent.seq, parent.hash))
    writer.write_entry(pending, actor, now, Written(STORE, event, {}, {}))
    return pending


def branch_event(
    conn: sqlite3.Connection, lost: Head | None, cause: str, reason: str, pin: str
) -> BranchOpened:
    """The event that goes on from this database's head. Raises Refused for a missing reason or PIN."""
    parent = journal.head(conn)
    assert parent is not None
    worth = signature.worth(conn, pin)
    if cause == "rollback" and worth in {"none", "wrong"}:
        raise Refused("bad_pin" if worth == "wrong" else "needs_manager", "manager_pin")
    return BranchOpened(
        parent_branch=parent.branch,
        parent_seq=parent.seq,
        parent_hash=parent.hash.hex(),
        cause=cause,  # type: ignore[arg-type]
        lost_branch=lost.branch if lost else "",
        lost_seq=lost.seq if lost else 0,
        lost_hash=lost.hash.hex() if lost else "",
        signed="" if worth in {"none", "wrong"} else worth,
        reason=limits.words(reason, "reason", needed=True),
    )


def examine(conn: sqlite3.Connection, home: Home, uid: str, found: Witnesses) -> list[Finding]:
    """What the doctor looks at: whole database, chain and replay, witnesses, drafts' key, SQLite itself."""
    whole = conn.execute("PRAGMA quick_check").fetchone()[0]
    report = replay.verify(conn, uid, found)
    lost = rolled_back(conn, found)
    version = sqlite3.sqlite_version
    drafts = conn.execute("SELECT count(*) FROM drafts").fetchone()[0]
    return [
        Finding(
            "database_whole" if whole == "ok" else "database_damaged",
            whole == "ok",
            {"found": str(whole)[:120]},
        ),
        Finding(
            "journal_unsound" if report.problems else "journal_sound",
            not report.problems,
            {"entries": report.entries},
        ),
        *(Finding("problem", False, {"found": problem}) for problem in report.problems),
        Finding("rolled_back", False, {"seq": lost.seq}) if lost else Finding("not_rolled_back", True, {}),
        Finding("witness_near", found.near.last() is not None, {"path": str(found.near.path)}),
        Finding("witness_far", found.far.last() is not None, {"path": str(found.far.path)}),
        Finding(
            "vault_key" if home.vault_key.exists() else "vault_key_lost",
            home.vault_key.exists(),
            {"drafts": drafts},
        ),
        Finding("sqlite_fixed" if sqlite_fixed() else "sqlite_old", True, {"version": version}),
    ]


def sqlite_fixed(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite has the fix for the WAL-reset corruption (3.51.3; backports 3.50.7, 3.44.6)."""
    newest = FIXED_SQLITE[0]
    return version >= newest or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in FIXED_SQLITE[1:]
    )
