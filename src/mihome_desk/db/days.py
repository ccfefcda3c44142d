"""Local days: the store's zone draws the border."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def local_day(at_ms: int, zone: str) -> str:
    """The local date of an instant (UTC ms), YYYY-MM-DD."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def next_day(day: str) -> str:
    """The day after a day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def month_ms(day: str, zone: str) -> tuple[int, int]:
    """First and last-but-excluded instant (UTC ms) of the month that a day (YYYY-MM-DD) lies in.

    Raises ValueError for what is no day.
    """
    first = date.fromisoformat(day).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    starts = [datetime(each.year, each.month, 1, tzinfo=ZoneInfo(zone)) for each in (first, after)]
    return round(starts[0].timestamp() * 1000), round(starts[1].timestamp() * 1000)
