"""Replay the journal: rebuild the read tables, or prove that they equal a replay."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from mihome_desk.db import journal, projections
from mihome_desk.db.witness import Witnesses, rolled_back

Progress = Callable[[int], None]


class Report(NamedTuple):
    """How many entries were looked at, and every sentence about what is wrong."""

    entries: int
    problems: list[str]


def replay(source: sqlite3.Connection, target: sqlite3.Connection, progress: Progress | None = None) -> int:
    """Apply every entry of ``source`` to the read tables of ``target``, in order; how many there were."""
    private = {row[0]: row[1] for row in _private(source)}
    count = 0
    for entry in journal.entries(source):
        words = private.get(entry.hash, {}).get("data", {})
        projections.apply(target, entry.header, journal.body_of(entry).get("data", {}), words)
        count += 1
        if progress is not None and count % 500 == 0:
            progress(count)
    return count


def _private(conn: sqlite3.Connection) -> list[tuple[bytes, dict[str, Any]]]:
    return [(row[0], json.loads(row[1])) for row in conn.execute("SELECT entry, bytes FROM private")]


def rebuild(conn: sqlite3.Connection, progress: Progress | None = None) -> int:
    """Drop and replay the read tables; the caller holds the transaction."""
    from mihome_desk.db import schema  # loads the ORM

    schema.create_read_tables(conn)
    return replay(conn, conn, progress)


def verify(conn: sqlite3.Connection, uid: str, witnesses: Witnesses) -> Report:
    """Chain, private words, witnesses, and the read tables against a replay from nothing."""
    from mihome_desk.db import schema  # loads the ORM

    # A witness is written after its entry: look at it before the snapshot, not from inside.
    seen = witness_problems(conn, witnesses)
    # Other counters go on writing: all that is compared must be of one moment.
    conn.execute("BEGIN")
    try:
        count, problems = journal.verify_chain(conn, uid)
        problems += [f"missing in the database: {name}" for name in schema.differences(conn)]
        problems = problems or _table_problems(conn, schema.read_table_names())
    finally:
        conn.execute("ROLLBACK")
    return Report(count, [*seen, *problems])


def _table_problems(conn: sqlite3.Connection, names: tuple[str, ...]) -> list[str]:
    from mihome_desk.db import schema

    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        schema.create_read_tables(fresh)
        replay(conn, fresh)
        return compare(conn, fresh, names)
    finally:
        fresh.close()


def compare(live: sqlite3.Connection, fresh: sqlite3.Connection, names: tuple[str, ...]) -> list[str]:
    """Tables whose rows differ, with the first row that does."""
    found = []
    for name in names:
        columns = sorted(row[1] for row in fresh.execute(f"PRAGMA table_info({name})"))
        sql = f"SELECT {', '.join(columns)} FROM {name} ORDER BY {', '.join(columns)}"
        ours, theirs = live.execute(sql).fetchall(), fresh.execute(sql).fetchall()
        if ours != theirs:
            odd = next(iter(sorted(set(ours) ^ set(theirs), key=repr)), ())
            found.append(
                f"table {name} differs from a replay, first at {dict(zip(columns, odd, strict=False))}"
            )
    return found


def witness_problems(conn: sqlite3.Connection, witnesses: Witnesses) -> list[str]:
    """Sentences when a witness is ahead of the journal or saw another one."""
    lost = rolled_back(conn, witnesses)
    return [f"the witness saw entry {lost.seq}, which this database does not have"] if lost else []
