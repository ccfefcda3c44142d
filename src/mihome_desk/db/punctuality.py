"""How late tickets were typed: the gap from arrival to ticket, and how long the typing took.

Late entry is the way to cheat the one-hour clock, so both stand beside the rate.
"""

from __future__ import annotations

import sqlite3
from statistics import median
from typing import Any, NamedTuple


class Punctuality(NamedTuple):
    """The intakes of a span of days. Times in ms, from fastest to slowest."""

    arrived: int
    gaps: tuple[int, ...]
    typing: tuple[int, ...]


def punctuality(conn: sqlite3.Connection, day: str) -> Punctuality:
    """The intakes of one local day (YYYY-MM-DD) or of a month (YYYY-MM).

    ``arrived`` counts everybody who took a queue number; a gap is known where one boot saw both ends.
    """
    span = (day, day + "~")
    arrived = conn.execute("SELECT count(*) FROM arrivals WHERE day >= ? AND day <= ?", span).fetchone()[0]
    rows = conn.execute("SELECT gap_ms, typing_ms FROM tickets WHERE day >= ? AND day <= ?", span).fetchall()
    return Punctuality(
        arrived=arrived,
        gaps=tuple(sorted(row[0] for row in rows if row[0] is not None)),
        typing=tuple(sorted(row[1] for row in rows if row[1] is not None)),
    )


def as_json(found: Punctuality) -> dict[str, Any]:
    """The intakes as scripts read them: whole seconds, null where there was none."""
    return {
        "arrived": found.arrived,
        "gap_median_s": _seconds(median(found.gaps) if found.gaps else None),
        "gap_max_s": _seconds(max(found.gaps, default=None)),
        "typing_median_s": _seconds(median(found.typing) if found.typing else None),
        "typing_max_s": _seconds(max(found.typing, default=None)),
    }


def _seconds(ms: float | None) -> int | None:
    return None if ms is None else round(ms / 1000)
