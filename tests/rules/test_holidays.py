"""Periods by the Civil Code, for every day there is."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.bootstrap import catalogue
from mihome_desk.catalog.warranty import public_calendar
from mihome_desk.rules.holidays import WEEKEND, Calendar, DayName, corresponding, day_of
from mihome_desk.rules.refusal import Refused

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))
MONTHS = st.integers(1, 48)
SHIPPED = catalogue().calendar


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-11-30", 12, "2026-11-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-03-31", 1, "2025-04-30"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-01-31", 12, "2026-01-31"),
    ],
)
def test_the_corresponding_day(start: str, months: int, end: str) -> None:
    assert corresponding(date.fromisoformat(start), months).isoformat() == end


@given(DAYS, MONTHS)
def test_a_period_ends_on_the_same_day_of_its_month_or_on_the_last_one(start: date, months: int) -> None:
    end = corresponding(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and end.day == monthrange(end.year, end.month)[1])


@given(DAYS, DAYS, MONTHS)
def test_who_bought_later_is_not_covered_shorter(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    ends = [SHIPPED.last_day(corresponding(start, months)) for start in (first, second)]
    assert ends == sorted(ends)


@given(DAYS)
def test_the_last_day_is_a_working_day_and_everything_between_is_rest(day: date) -> None:
    last = SHIPPED.last_day(day)
    assert SHIPPED.rest_day(last) is None
    assert all(SHIPPED.rest_day(day + timedelta(days=each)) for each in range((last - day).days))
    assert SHIPPED.last_day(last) == last


@given(DAYS)
def test_no_rest_is_longer_than_the_spring_festival_of_2020(day: date) -> None:
    """Ten days from 24 January to 2 February 2020: the longest that a notice ever arranged."""
    assert SHIPPED.last_day(day) - day <= timedelta(days=10)


@given(DAYS)
def test_where_weekends_do_not_move_holidays_still_do(day: date) -> None:
    strict = Calendar(*public_like(), weekends_move=False)
    assert strict.last_day(day) <= SHIPPED.last_day(day)
    named = strict.rest_day(day)
    assert named != WEEKEND
    assert named is None or SHIPPED.rest_day(day) == named


def public_like() -> tuple[
    dict[date, DayName], frozenset[date], dict[date, DayName], dict[tuple[int, int], DayName], frozenset[int]
]:
    return (
        dict(SHIPPED.rest),
        SHIPPED.work,
        dict(SHIPPED.expected),
        dict(SHIPPED.yearly),
        SHIPPED.years,
    )


def test_the_shipped_calendar_holds_the_notices_of_twelve_years() -> None:
    days = public_calendar()
    assert days.years == set(range(2015, 2027))
    for year in days.years:
        rest = [day for day in days.rest if day.year == year]
        worked = [day for day in days.work if day.year == year]
        # Every day that is worked on a weekend was given off on a working day.
        assert all(day.weekday() >= 5 for day in worked)
        assert 11 <= len([day for day in rest if day.weekday() < 5]) <= 21 + len(worked)
        assert date(year, 10, 1) in days.rest
    assert not days.rest.keys() & days.work


def test_worked_weekends_are_swapped_for_days_off() -> None:
    """Statutory days were 11 a year until 2024 and are 13 since; a day more was given in 2015 and 2020."""
    days = public_calendar()
    for year in range(2021, 2027):
        off = sum(day.year == year and day.weekday() < 5 for day in days.rest)
        worked = sum(day.year == year for day in days.work)
        statutory = 13 if year >= 2025 else 11
        # A statutory day on a weekend is given off on another day, or was the year before.
        assert statutory - 1 <= off - worked <= statutory + 1, year


@pytest.mark.parametrize("year", range(2027, 2031))
def test_a_year_without_a_notice_has_its_statutory_days(year: int) -> None:
    """全国年节及纪念日放假办法, revision of 2024: 13 days."""
    days = public_calendar()
    statutory = {day for day in days.expected if day.year == year}
    statutory |= {date(year, month, day) for month, day in days.yearly}
    # Mid-autumn 2028 falls on a day of the National Day.
    assert len(statutory) == (12 if year == 2028 else 13)
    assert not SHIPPED.known(date(year, 6, 1))
    assert all(SHIPPED.rest_day(day) not in (None, WEEKEND) for day in statutory)


@pytest.mark.parametrize(
    "text", ["", "2025-2-01", "20250201", "2025-02-30", "1999-12-31", "2100-01-01", "x", "2025-W01-1"]
)
def test_a_day_has_one_spelling(text: str) -> None:
    with pytest.raises(Refused) as refused:
        day_of(text, "bought")
    assert (refused.value.refusal.code, refused.value.refusal.field) == ("bad_date", "bought")
