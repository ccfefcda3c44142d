"""The accessory list: what the counter sells without a ticket, with its price. Read on first use and kept.

The shipped list is a sample: its prices are no official ones, and its barcodes come from the range that
stores use inside their own walls (GS1 prefix 20), so that none belongs to a real box.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "accessories.csv"


class Row(NamedTuple):
    """One accessory; ``retail`` is fen, ``sample`` says that nobody vouches for it."""

    sku: str
    barcode: str
    zh: str
    en: str
    retail: int
    sample: bool


@cache
def every() -> tuple[Row, ...]:
    """The whole list, in its order."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Row(row["sku"], row["barcode"], row["zh"], row["en"], int(row["retail_fen"]), row["sample"] == "yes")
        for row in rows
    )


def name_of(sku: str, language: str) -> str:
    """What a SKU of the list is called in a language, "" where the list has it not."""
    row = next((each for each in every() if each.sku == sku), None)
    return "" if row is None else row.zh if language == "zh_CN" else row.en
