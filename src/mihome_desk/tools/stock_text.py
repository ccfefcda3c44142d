"""The shelf for the command line: as text in columns, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len

from mihome_desk import words
from mihome_desk.db.stockroom import StockLine
from mihome_desk.text import _
from mihome_desk.widgets.columns import fit

RIGHT = frozenset({2, 3, 4, 5, 6})
"""Columns of numbers."""


def as_json(lines: Iterable[StockLine]) -> list[dict[str, Any]]:
    """One object a SKU; money in fen."""
    return [{**line._asdict(), "fits": list(line.fits)} for line in lines]


def as_text(lines: Iterable[StockLine]) -> str:
    """One SKU a line: number, name, own pieces, free ones, HQ's, purchase price, margin under the cap."""
    head = (_("Part number"), _("Item name"), _("Own"), _("Free"), _("HQ's"), _("Cost"), _("Margin"), "")
    rows = [head, *(_row(line) for line in lines)]
    if len(rows) == 1:
        return _("Nothing on the shelf. Receive parts first, or look for other words.")
    wide = [max(cell_len(row[at]) for row in rows) for at in range(len(head))]
    return "\n".join(
        "  ".join(fit(text, wide[at], right=at in RIGHT) for at, text in enumerate(row)).rstrip()
        for row in rows
    )


def _row(line: StockLine) -> tuple[str, ...]:
    return (
        line.sku,
        line.name,
        str(line.on_hand),
        str(line.free),
        str(line.issued),
        "" if line.cost is None else words.money(line.cost),
        "" if line.margin is None else words.money(line.margin),
        _mark(line),
    )


def _mark(line: StockLine) -> str:
    """What is wrong with an item: out of stock is said at nothing left alone, above it the item is low."""
    if line.conflict:
        return _("does not add up: count it")
    return "" if not line.short else _("out !") if line.out else _("low !")
