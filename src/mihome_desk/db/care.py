"""Looking after a store: a new branch after a rollback or a restore."""

from __future__ import annotations

import secrets
import sqlite3

from mihome_desk.db import journal, signature
from mihome_desk.db.journal import Head
from mihome_desk.db.writer import STORE, Pending, Writer, Written
from mihome_desk.rules import limits
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.store import BranchOpened


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
