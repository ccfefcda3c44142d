"""A paper on a printer's grid of columns: the rows that every form of it shows.

Text, ESC/POS, picture and screen preview are all made from the same `Laid`, so what the clerk sees
is what comes out: the same lines, the same ends of lines, the same QR code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mihome_desk.printing.paper import (
    Align,
    Barcode,
    Element,
    Field,
    Heading,
    Item,
    Pair,
    Paper,
    Qr,
    Rule,
    Signature,
    Size,
    Space,
    Text,
)
from mihome_desk.printing.width import width, wrap

Millimetres = Literal[58, 80]
COLUMNS: dict[Millimetres, int] = {58: 32, 80: 48}
DOTS_PER_COLUMN = 12
GAP = 15
_LONG_VALUE = 4


@dataclass(frozen=True)
class TextRow:
    """One printed line; ``text`` is at most ``columns`` columns, half as many where ``size`` is double.

    ``size`` tall is twice as high, double twice as high and wide.
    """

    text: str
    bold: bool = False
    size: Size = "normal"
    align: Align = "left"


@dataclass(frozen=True)
class QrRow:
    """A centred QR code of ``data``."""

    data: str


@dataclass(frozen=True)
class BarcodeRow:
    """Centred Code 128-C bars; the digits for the eye are a row of their own."""

    digits: str


@dataclass(frozen=True)
class GapRow:
    """Half a line of nothing: `GAP` dots."""


@dataclass(frozen=True)
class CutRow:
    """The paper ends."""


Row = TextRow | QrRow | BarcodeRow | GapRow | CutRow


@dataclass(frozen=True)
class Laid:
    """A paper set on ``columns`` columns of 12 printer dots (203 dpi)."""

    columns: int
    rows: tuple[Row, ...]

    @property
    def dots(self) -> int:
        """Printable width in printer dots."""
        return self.columns * DOTS_PER_COLUMN


def lay(paper: Paper, millimetres: Millimetres) -> Laid:
    """Set ``paper`` for a roll of that width; ends with a `CutRow`."""
    columns = COLUMNS[millimetres]
    labels = [width(element.label) for element in paper.elements if isinstance(element, Field)]
    gutter = min(max(labels, default=0) + 2, columns // 2)
    rows: list[Row] = []
    for element in paper.elements:
        rows += _rows(element, columns, gutter)
    return Laid(columns, (*rows, CutRow()))


def _rows(element: Element, columns: int, gutter: int) -> Iterator[Row]:
    match element:
        case Heading():
            yield from _heading(element, columns)
        case Text():
            yield from _plain(wrap(element.text, columns), element.bold, element.align)
        case Field():
            yield from _plain(_field(element, columns, gutter), element.bold)
        case Item():
            yield from _plain(_hanging(element.mark, width(element.mark) + 1, element.text, columns))
        case Pair():
            yield from _pair(element, columns)
        case Rule():
            yield TextRow(("=" if element.heavy else "-") * columns)
        case Space():
            yield GapRow()
        case Qr():
            yield QrRow(element.data)
        case Barcode():
            yield BarcodeRow(element.digits)
            yield TextRow(element.digits, align="center")
        case Signature():
            *above, last = wrap(element.label, columns - 8)
            yield from _plain([*above, f"{last} {'_' * (columns - width(last) - 1)}"])


def _plain(lines: list[str], bold: bool = False, align: Align = "left") -> list[TextRow]:
    return [TextRow(line, bold, align=align) for line in lines]


def _heading(heading: Heading, columns: int) -> Iterator[Row]:
    fits = heading.size != "double" or width(heading.text) * 2 <= columns
    for line in wrap(heading.text, columns):
        yield TextRow(line, True, heading.size if fits else "tall", "center")


def _field(field: Field, columns: int, gutter: int) -> list[str]:
    beside = _hanging(field.label, gutter, field.value, columns)
    if len(beside) <= _LONG_VALUE:
        return beside
    below = ("  " + line if line else "" for line in wrap(field.value, columns - 2))
    return [*wrap(field.label, columns), *below]


def _hanging(mark: str, indent: int, text: str, columns: int) -> list[str]:
    first, *rest = wrap(text, columns - indent)
    below = [" " * indent + line if line else "" for line in rest]
    if width(mark) < indent:
        return [(mark + " " * (indent - width(mark)) + first).rstrip(" "), *below]
    return [*wrap(mark, columns), " " * indent + first, *below]


def _pair(pair: Pair, columns: int) -> Iterator[TextRow]:
    size = pair.size
    if size == "double" and (width(pair.left) + width(pair.right)) * 2 < columns:
        columns //= 2
    elif size == "double":
        size = "tall"
    *above, last = wrap(pair.left, columns)
    *between, figure = wrap(pair.right, columns)
    room = columns - width(last) - width(figure)
    joined = [last + " " * room + figure] if room >= 1 and not between else [last, *between, figure]
    for line in (*above, *joined[:1]):
        yield TextRow(line, pair.bold, size)
    for line in joined[1:]:
        yield TextRow(line, pair.bold, size, "right")
