"""Times that are promised: as a clerk types them, as the form keeps them, and late in the evening."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from mihome_desk.rules import identity

LATE_MINUTES = 60
"""How long before closing the desk proposes tomorrow."""
TOMORROW_AT = (12, 0)

_AFTER = re.compile(r"\+\s*([0-9]{1,4}(?:\.5)?)\s*(h|小时|时|m|min|分|分钟|d|天)?\Z", re.IGNORECASE)
_DAY_WORDS = {"今天": 0, "今": 0, "today": 0, "明天": 1, "明": 1, "tomorrow": 1, "tmr": 1, "后天": 2, "后": 2}
_DAY_WORD = re.compile(r"(今天|今|today|明天|明|tomorrow|tmr|后天|后)\s*", re.IGNORECASE)
_DATE = re.compile(r"(?:(20[0-9]{2})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})日?\s+")
_CLOCK = re.compile(
    r"(上午|下午|晚上|am|pm)?\s*([0-9]{1,2})(?::?([0-5][0-9]))?\s*(?:点|时)?\s*(am|pm)?\Z", re.IGNORECASE
)
_AFTERNOON = {"下午", "晚上", "pm"}


def moment_of(text: str, now: datetime) -> datetime | None:
    """A promised time as typed (1830, 18:30, 明天 10, 11-24 10:00, +2h, +90), or None where it is none.

    A time of day alone is today's. ``now`` is aware of the store's zone.
    """
    said = identity.fold(text).lower()
    after = _AFTER.match(said)
    if after:
        return _after(now, after[1], after[2] or "m")
    day, said = _day_of(said, now.date())
    found = _CLOCK.match(said) if day else None
    if day is None or found is None:
        return None
    hour, minute = int(found[2]), int(found[3] or 0)
    if {found[1], found[4]} & _AFTERNOON and hour < 12:
        hour += 12
    if hour > 23:
        return None
    return now.replace(
        year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, second=0, microsecond=0
    )


def _after(now: datetime, many: str, unit: str) -> datetime:
    minutes = {"h": 60, "小时": 60, "时": 60, "d": 1440, "天": 1440}.get(unit, 1)
    whole, _dot, half = many.partition(".")
    found = now + timedelta(minutes=int(whole) * minutes + (minutes // 2 if half else 0))
    return found.replace(second=0, microsecond=0)


def _day_of(said: str, today: date) -> tuple[date | None, str]:
    """The day that a text begins with, today where it names none, and the rest."""
    word = _DAY_WORD.match(said)
    if word:
        return today + timedelta(days=_DAY_WORDS[word[1]]), said[word.end() :]
    found = _DATE.match(said)
    if not found:
        return today, said
    try:
        day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError:
        return None, said
    # In December a day of January is next year's.
    if not found[1] and day < today:
        day = day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else day
    return day, said[found.end() :]


_DAY = re.compile(
    r"(?:(?:(20[0-9]{2}|[0-9]{2})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"|(20[0-9]{2}|[0-9]{2})([0-9]{2})([0-9]{2}))\Z"
)


def day_of(text: str, today: date) -> str:
    """A past day as typed (20251130, 251130, 2025-11-30, 25.11.30, 11-30, today) as YYYY-MM-DD, or "".

    A day without its year is the last one of that name.
    """
    said = identity.fold(text).lower().replace(" ", "")
    if said in _DAY_WORDS:
        return (today + timedelta(days=_DAY_WORDS[said])).isoformat() if not _DAY_WORDS[said] else ""
    found = _DAY.match(said)
    if found is None:
        return ""
    year, month, day = (found[1], found[2], found[3]) if found[2] else (found[4], found[5], found[6])
    whole = today.year if not year else int(year) + (2000 if len(year) == 2 else 0)
    try:
        that = date(whole, int(month), int(day))
        if not year and that > today:
            that = that.replace(year=whole - 1)
    except ValueError:
        return ""
    return that.isoformat()


def spelled(moment: datetime) -> str:
    """A promised time as the field keeps it: a day that means the same tomorrow."""
    return f"{moment:%m-%d %H:%M}"


def closes_in(now: datetime, closing: str) -> int | None:
    """Minutes to closing (HH:MM, local) where they are few, 0 where the day is over; None long before."""
    hour, _colon, minute = closing.partition(":")
    left = int(hour) * 60 + int(minute) - now.hour * 60 - now.minute
    return max(0, left) if left <= LATE_MINUTES else None


def tomorrow(now: datetime) -> datetime:
    """The promise that the desk proposes late in the evening."""
    hour, minute = TOMORROW_AT
    return (now + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)
