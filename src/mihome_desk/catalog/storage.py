"""What becomes of a device that nobody collects: steps in days since its customer was told.

The sources stand in ``storage.csv``; the file is read on first use.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "storage.csv"


class Step(NamedTuple):
    """From ``days`` after the customer was told on: ``remind``, ``notice`` or ``settle``."""

    days: int
    name: str


@cache
def steps() -> tuple[Step, ...]:
    """All steps, the first one first."""
    rows = (line.split(",", 2) for line in _FILE.read_text(encoding="utf-8").splitlines()[1:])
    return tuple(Step(int(days), name) for days, name, _source in rows)


def step(days: int) -> Step | None:
    """The step that is reached after so many days, None before the first."""
    return next((each for each in reversed(steps()) if days >= each.days), None)
