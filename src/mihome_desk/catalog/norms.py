"""Days until old parts are due and the parts that a repair may use, from ``norms.csv``, read on first use.

Every row names its source; all of them are this project's own proposals until HQ publishes figures.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "norms.csv"
KINDS = frozenset({"due_days", "usage_fen"})


class Norm(NamedTuple):
    """``due_days`` of a part (``name`` its code, "" any other), or ``usage_fen`` a repair of a model of a category."""

    kind: str
    category: str
    name: str
    value: int
    source: str


@cache
def norms() -> tuple[Norm, ...]:
    """Every row. Raises ValueError for one that is no norm."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        found = tuple(
            Norm(kind, category, name, int(value), source) for kind, category, name, value, source in rows
        )
    for norm in found:
        if norm.kind not in KINDS or norm.value <= 0 or not norm.source:
            raise ValueError(f"no norm: {norm}")
    return found
