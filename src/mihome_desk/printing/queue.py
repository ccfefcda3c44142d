"""From an arrival to its queue slip: number, time, and how many wait in front."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mihome_desk.db import journal, queries
from mihome_desk.printing.elements import Paper
from mihome_desk.printing.gather import house_of
from mihome_desk.printing.slips import QueueFacts, queue_slip
from mihome_desk.rules.front import Store
from mihome_desk.settings import Settings


def queue_paper(
    conn: sqlite3.Connection,
    store: Store,
    day: str,
    queue: int,
    language: str,
    settings: Settings | None = None,
) -> Paper | None:
    """The slip of a customer who waits under a number of the day, or None.

    The entry of the arrival itself is its order: the slip carries that entry's mark.
    """
    arrival = queries.waiting_arrival(conn, day, queue)
    if arrival is None:
        return None
    entry = next(journal.entries(conn, arrival.at.seq - 1))
    before = sum(each.queue < queue for each in queries.waiting(conn, day))
    arrived_at = datetime.fromtimestamp(arrival.at.at_ms / 1000, UTC).astimezone(ZoneInfo(store.zone))
    mark = journal.mark(entry.header.seq, entry.hash)
    facts = QueueFacts(house_of(store, settings), queue, arrived_at, before, mark, entry.header.actor)
    return replace(queue_slip(facts, language), name=f"{day}-{queue}-queue_slip")
