"""A laid paper as a drawing in millimetres: type at its place, and black rectangles. SVG and PDF draw it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mihome_desk.printing import outlines
from mihome_desk.printing.code128 import BAR_DOTS, BAR_HEIGHT, bars
from mihome_desk.printing.fonts import BASELINE
from mihome_desk.printing.layout import (
    CELL,
    DOTS_PER_COLUMN,
    GAP,
    LINE,
    RULE_HEIGHT,
    STRETCH,
    BarcodeRow,
    CutRow,
    GapRow,
    Laid,
    QrRow,
    Row,
    RuleRow,
    TextRow,
)
from mihome_desk.printing.qr import QUIET, modules
from mihome_desk.printing.width import width

DOT = 0.125
"""Millimetres of a printer's dot at 203 dpi."""
_EDGE = 4.0


@dataclass(frozen=True)
class Words:
    """A run of type; ``em`` is its height, ``stretch`` its width against its height."""

    x: float
    baseline: float
    text: str
    em: float
    stretch: float = 1.0
    bold: bool = False


@dataclass(frozen=True)
class Block:
    """A black rectangle; ``x`` and ``y`` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float


Mark = Words | Block


@dataclass(frozen=True)
class Scene:
    """One sheet of paper and what stands on it, from its upper left corner."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def roll(laid: Laid, millimetres: int) -> Scene:
    """A paper as it hangs out of the printer, with the roll's own margins."""
    margin = (millimetres - laid.dots * DOT) / 2
    marks: list[Mark] = []
    y = _EDGE
    for row in laid.rows:
        marks += moved(drawn(row, laid.columns, DOT), margin, y)
        y += height(row, DOT)
    return Scene(millimetres, y + _EDGE, tuple(marks))


def moved(marks: Iterable[Mark], x: float, y: float) -> Iterator[Mark]:
    """The same marks elsewhere."""
    for mark in marks:
        if isinstance(mark, Words):
            yield replace(mark, x=mark.x + x, baseline=mark.baseline + y)
        else:
            yield replace(mark, x=mark.x + x, y=mark.y + y)


def height(row: Row, dot: float) -> float:
    """Millimetres from the top of a row to the next one's, where a dot is ``dot`` millimetres."""
    match row:
        case TextRow():
            return LINE * STRETCH[row.size][1] * dot
        case RuleRow():
            return RULE_HEIGHT * dot
        case QrRow():
            return max(row.side * dot, sum(height(words, dot) for words in row.beside))
        case BarcodeRow():
            return (BAR_HEIGHT + GAP) * dot
        case GapRow():
            return GAP * dot
        case CutRow():
            return 0.0


def drawn(row: Row, columns: int, dot: float) -> Iterator[Mark]:
    """The marks of a row whose upper left corner is 0, 0. Raises MissingGlyph."""
    wide = columns * DOTS_PER_COLUMN * dot
    match row:
        case TextRow():
            yield from _line(row, columns, dot)
        case RuleRow():
            yield Block(0, (RULE_HEIGHT - row.thickness) / 2 * dot, wide, row.thickness * dot)
        case QrRow():
            side = row.side * dot
            if not row.beside:
                yield from moved(_code(row, dot), (wide - side) / 2, 0)
                return
            lines = sum(height(words, dot) for words in row.beside)
            y = max(0.0, (side - lines) / 2)
            yield from moved(_code(row, dot), wide - side, max(0.0, (lines - side) / 2))
            for words in row.beside:
                yield from moved(_line(words, row.columns, dot), 0, y)
                y += height(words, dot)
        case BarcodeRow():
            flags = bars(row.digits)
            left = (wide - len(flags) * BAR_DOTS * dot) / 2
            for start, count in _stretches(flags):
                size = BAR_DOTS * dot
                yield Block(left + start * size, (GAP - 4) * dot, count * size, BAR_HEIGHT * dot)
        case GapRow() | CutRow():
            return


def _line(row: TextRow, columns: int, dot: float) -> Iterator[Words]:
    wide, high = STRETCH[row.size]
    column = DOTS_PER_COLUMN * wide * dot
    for text, align in ((row.text, row.align), (row.right, "right")):
        room = columns * DOTS_PER_COLUMN * dot - width(text) * column
        left = {"left": 0.0, "center": room / 2, "right": room}[align]
        for start, run in outlines.runs(text):
            em = CELL * high * dot
            yield Words(left + start * column, BASELINE * high * dot, run, em, wide / high, row.bold)


def _code(row: QrRow, dot: float) -> Iterator[Block]:
    size = row.module * dot
    for y, line in enumerate(modules(row.data)):
        for start, count in _stretches(list(line)):
            yield Block((start + QUIET) * size, (y + QUIET) * size, count * size, size)


def _stretches(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """Where the dark stretches of a line begin, and how long they are."""
    start = 0
    while start < len(flags):
        end = start
        while end < len(flags) and flags[end]:
            end += 1
        if end > start:
            yield start, end - start
        start = end + 1
