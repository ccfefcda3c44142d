"""Make a database from the declared tables, and say where one differs from them.

This is the only module of the store that loads the ORM; it runs at set-up, rebuild, verify and
doctor, never on the way to the first frame.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from mihome_desk.db import tables
from mihome_desk.db.engine import APPLICATION_ID, SCHEMA_VERSION

_APPEND_ONLY = """
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq AND branch = NEW.branch OR command = NEW.command)
BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
"""


def _statements(group: Iterable[Table]) -> list[str]:
    dialect = sqlite.dialect()
    found: list[str] = []
    for table in group:
        found.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        found.extend(str(CreateIndex(index).compile(dialect=dialect)) for index in indexes)
    return found


def create(conn: sqlite3.Connection) -> None:
    """All tables of a new store."""
    for statement in _statements((*tables.JOURNAL, *tables.READ, *tables.LOCAL)):
        conn.execute(statement)
    for statement in _APPEND_ONLY.strip().split("END;"):
        if statement.strip():
            conn.execute(statement + "END")
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def create_read_tables(conn: sqlite3.Connection) -> None:
    """The read tables, empty; whatever stood there is dropped."""
    for table in tables.READ:
        conn.execute(f"DROP TABLE IF EXISTS {table.name}")
    for statement in _statements(tables.READ):
        conn.execute(statement)


def create_local_tables(conn: sqlite3.Connection) -> None:
    """The local tables that an earlier version did not have; what is there stays as it is."""
    there = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for statement in _statements(table for table in tables.LOCAL if table.name not in there):
        conn.execute(statement)


def read_table_names() -> tuple[str, ...]:
    """The tables that a replay must reproduce."""
    return tuple(str(table.name) for table in tables.READ)


def differences(conn: sqlite3.Connection) -> list[str]:
    """Tables, columns and triggers that the database has not as declared; empty when it is sound."""
    found: list[str] = []
    for table in (*tables.JOURNAL, *tables.READ, *tables.LOCAL):
        there = {row[1] for row in conn.execute(f"PRAGMA table_info({table.name})")}
        wanted = {column.name for column in table.columns}
        found.extend(f"{table.name}.{name}" for name in sorted(wanted - there))
    triggers = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    wanted_triggers = {"journal_no_update", "journal_no_delete", "journal_no_replace"}
    found.extend(f"trigger {name}" for name in sorted(wanted_triggers - triggers))
    return found
