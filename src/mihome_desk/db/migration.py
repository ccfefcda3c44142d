"""A store of an earlier version becomes one of this: missing tables are made, read tables replayed.

The journal is never touched, so that the way back is the older program and its own `rebuild`.
"""

from __future__ import annotations

import sqlite3

from mihome_desk.db import replay
from mihome_desk.db.engine import SCHEMA_VERSION, Database, outdated


def migrate(database: Database) -> None:
    """Bring the tables up to this version, whole or not at all.

    Raises StoreBusy, OSError, sqlite3.Error; a journal that cannot be replayed is a DatabaseError.
    """
    from mihome_desk.db import schema  # loads the ORM

    with database.write() as conn:
        # Another process may have done it while this one waited for its turn.
        if not outdated(conn):
            return
        try:
            schema.create_local_tables(conn)
            replay.rebuild(conn)
        except (ValueError, KeyError, TypeError) as error:
            raise sqlite3.DatabaseError(f"the journal cannot be replayed: {error}") from error
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
