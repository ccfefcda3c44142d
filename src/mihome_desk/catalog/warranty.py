"""The service rules and the public calendar as they are shipped, read on first use.

``warranty.toml`` and ``holidays.csv`` name the source of every number and day; `SOURCES.md` those of the files.
"""

from __future__ import annotations

import csv
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_HERE = Path(__file__).parent


class Days(NamedTuple):
    """The public calendar: names are (zh, en), ``yearly`` is by (month, day), ``years`` those with a notice."""

    rest: dict[date, tuple[str, str]]
    work: frozenset[date]
    expected: dict[date, tuple[str, str]]
    yearly: dict[tuple[int, int], tuple[str, str]]
    years: frozenset[int]


class LegalDays(NamedTuple):
    """Days from sending in: a loaner (0: no duty), an exchange for the repairer's delay, one for missing parts."""

    loaner: int
    exchange: int
    parts: int


@cache
def service_rules() -> dict[str, Any]:
    """The service rules as plain values. Shared: do not change it."""
    return tomllib.loads((_HERE / "warranty.toml").read_text(encoding="utf-8"))


@cache
def legal_days(category: str) -> LegalDays | None:
    """The legal clocks of a category, None for one without rules."""
    kind = service_rules()["categories"].get(category)
    return LegalDays(kind["loaner_days"], kind["repair_days"], kind["parts_days"]) if kind else None


@cache
def public_calendar() -> Days:
    """Every day that a notice of the State Council moved, and the statutory days of years without one."""
    rest: dict[date, tuple[str, str]] = {}
    work: set[date] = set()
    expected: dict[date, tuple[str, str]] = {}
    yearly: dict[tuple[int, int], tuple[str, str]] = {}
    with (_HERE / "holidays.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = (row["zh"], row["en"])
            # A yearly day has no year of its own; any leap year holds it.
            prefix = "2024-" if row["kind"] == "yearly" else ""
            for day in _span(prefix + row["first"], prefix + row["last"]):
                if row["kind"] == "rest":
                    rest[day] = name
                elif row["kind"] == "work":
                    work.add(day)
                elif row["kind"] == "expected":
                    expected[day] = name
                else:
                    yearly[day.month, day.day] = name
    return Days(rest, frozenset(work), expected, yearly, frozenset(day.year for day in rest))


def _span(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=each) for each in range((end - begin).days + 1)]
