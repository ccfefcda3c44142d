"""Days and periods by the Civil Code of the PRC: corresponding days, and a last day that is a rest day.

Art. 201: the day on which a period begins is not counted. Art. 202: a period of months or years ends on the
corresponding day of its last month, or on the last day of that month where there is none. Art. 203: where the
last day is a statutory rest day, the day after the rest is the last one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from mihome_desk.rules.refusal import Refused

_SATURDAY = 5


class DayName(NamedTuple):
    """What a rest day is called, in both languages."""

    zh: str
    en: str


WEEKEND = DayName("周末", "a weekend")


@dataclass(frozen=True)
class Calendar:
    """The public calendar. ``rest`` are the days off that notices named, ``work`` the weekend days worked for them.

    ``expected`` holds statutory days of years without a notice, ``yearly`` those of every such year by
    (month, day); ``years`` are the years whose notice is known. Weekends are rest days where
    ``weekends_move``.
    """

    rest: Mapping[date, DayName]
    work: frozenset[date]
    expected: Mapping[date, DayName]
    yearly: Mapping[tuple[int, int], DayName]
    years: frozenset[int]
    weekends_move: bool = True

    def known(self, day: date) -> bool:
        """Whether the arrangement of the day's year has been published."""
        return day.year in self.years

    def rest_day(self, day: date) -> DayName | None:
        """What makes the day a rest day; None on a working day."""
        if self.known(day):
            named = self.rest.get(day)
        else:
            named = self.expected.get(day) or self.yearly.get((day.month, day.day))
        if named is not None:
            return named
        weekend = self.weekends_move and day.weekday() >= _SATURDAY and day not in self.work
        return WEEKEND if weekend else None

    def last_day(self, due: date) -> date:
        """The last day of a period that would end on ``due``: the first working day from there on."""
        while self.rest_day(due) is not None:
            due += timedelta(days=1)
        return due


NO_CALENDAR = Calendar({}, frozenset(), {}, {}, frozenset())
"""A calendar of weekends alone, every year unknown."""


def corresponding(start: date, months: int) -> date:
    """The day that ends a period of whole months from ``start``, or the last day of a month without it."""
    whole = start.year * 12 + start.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def day_of(text: str, field: str) -> date:
    """A day of this century, written YYYY-MM-DD. Raises Refused at the field."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or not 2000 <= day.year < 2100:
        raise Refused("bad_date", field)
    return day
