"""A paper on a printer's grid of columns: the rows that every form of it shows.

Text, ESC/POS, picture, SVG, roll PDF and screen preview are all made from the same `Laid`, so what the
clerk sees is what comes out: the same lines, the same ends of lines, the same codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from mihome_desk.printing.elements import (
    Align,
    Banner,
    Barcode,
    Element,
    Field,
    Heading,
    Item,
    Pair,
    Paper,
    Qr,
    QrBeside,
    Rule,
    Signature,
    Size,
    Space,
    Text,
)
from mihome_desk.printing.qr import QUIET, module_dots, modules
from mihome_desk.printing.width import width, wrap

Millimetres = Literal[58, 80]
COLUMNS: dict[Millimetres, int] = {58: 32, 80: 48}
DOTS_PER_COLUMN = 12
CELL, LINE, GAP, RULE_HEIGHT = 24, 30, 15, 14
"""Dots of a hanzi, from one line of type to the next, of half a line of nothing, of a rule with its air."""
# How many times as wide and as high as normal type.
STRETCH: dict[Size, tuple[int, int]] = {"normal": (1, 1), "tall": (1, 2), "double": (2, 2), "huge": (6, 6)}
_STEPS: dict[Size, tuple[Size, ...]] = {
    "normal": ("normal",),
    "tall": ("tall",),
    "double": ("double", "tall"),
    "huge": ("huge", "double", "tall"),
}
_LONG_VALUE = 4


@dataclass(frozen=True)
class TextRow:
    """One printed line; it takes at most ``columns`` columns, counted as wide as ``size`` makes them.

    ``right`` is a figure flush right on the same line.
    """

    text: str
    bold: bool = False
    size: Size = "normal"
    align: Align = "left"
    right: str = ""

    def joined(self, columns: int) -> str:
        """The whole line as one text: the figure moved to its place by spaces."""
        if not self.right:
            return self.text
        room = columns // STRETCH[self.size][0] - width(self.text) - width(self.right)
        return self.text + " " * room + self.right


@dataclass(frozen=True)
class RuleRow:
    """A line across the paper."""

    heavy: bool = False

    @property
    def thickness(self) -> int:
        """Dots."""
        return 4 if self.heavy else 2


@dataclass(frozen=True)
class QrRow:
    """A QR code of ``data`` with modules of ``module`` dots: centred, or flush right beside lines of text."""

    data: str
    module: int
    beside: tuple[TextRow, ...] = ()
    columns: int = 0

    @property
    def side(self) -> int:
        """Dots of a side, the quiet zone included."""
        return (len(modules(self.data)) + 2 * QUIET) * self.module


@dataclass(frozen=True)
class BarcodeRow:
    """Centred Code 128-C bars; the digits for the eye are a row of their own."""

    digits: str


@dataclass(frozen=True)
class GapRow:
    """Half a line of nothing."""


@dataclass(frozen=True)
class CutRow:
    """The paper ends."""


Row = TextRow | RuleRow | QrRow | BarcodeRow | GapRow | CutRow


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
    """Set ``paper`` for a roll of that width; ends with a `CutRow`.

    Raises ``ValueError`` for a QR code that no roll of this width can hold.
    """
    columns = COLUMNS[millimetres]
    labels = gutter(paper.elements, columns)
    rows = [row for element in paper.elements for row in set_element(element, columns, labels)]
    return Laid(columns, (*rows, CutRow()))


def gutter(elements: tuple[Element, ...], columns: int) -> int:
    """Columns that the labels of a paper take, the space after them included."""
    labels = [width(element.label) for element in elements if isinstance(element, Field)]
    return min(max(labels, default=0) + 2, columns // 2)


def set_element(element: Element, columns: int, labels: int) -> Iterator[Row]:
    """The rows of one element; ``labels`` columns are for labels."""
    match element:
        case Heading():
            yield from _heading(element, columns, "center")
        case Text():
            yield from _plain(wrap(element.text, columns), element.bold, element.align)
        case Banner():
            yield RuleRow(heavy=True)
            yield from _plain(wrap(element.text, columns), True, "center")
            yield RuleRow(heavy=True)
        case Field():
            yield from _plain(_field(element, columns, labels), element.bold)
        case Item():
            yield from _plain(_hanging(element.mark, width(element.mark) + 1, element.text, columns))
        case Pair():
            yield from _pair(element, columns)
        case Rule():
            yield RuleRow(element.heavy)
        case Space():
            yield GapRow()
        case Qr():
            size = module_dots(len(modules(element.data)), columns * DOTS_PER_COLUMN, element.module)
            yield QrRow(element.data, size)
            yield from _plain(wrap(element.caption, columns), align="center") if element.caption else ()
        case QrBeside():
            yield from _beside(element, columns)
        case Barcode():
            yield BarcodeRow(element.digits)
            yield TextRow(element.digits, align="center")
        case Signature():
            *above, last = wrap(element.label, columns - 8)
            yield from _plain([*above, f"{last} {'_' * (columns - width(last) - 1)}"])


def _plain(lines: list[str], bold: bool = False, align: Align = "left") -> list[TextRow]:
    return [TextRow(line, bold, align=align) for line in lines]


def _heading(heading: Heading, columns: int, align: Align) -> Iterator[TextRow]:
    steps = _STEPS[heading.size]
    size = next((each for each in steps if width(heading.text) * STRETCH[each][0] <= columns), steps[-1])
    for line in wrap(heading.text, columns // STRETCH[size][0]):
        yield TextRow(line, True, size, align)


def _beside(element: QrBeside, columns: int) -> Iterator[Row]:
    """Beside each other where the code leaves half of the paper to the words, below each other elsewhere."""
    dots, side = columns * DOTS_PER_COLUMN, len(modules(element.data))
    try:
        row = QrRow(element.data, module_dots(side, dots // 2, element.module))
    except ValueError:
        for each in element.words:
            centred = replace(each, align="center") if isinstance(each, Text) else each
            yield from set_element(centred, columns, 0)
        yield QrRow(element.data, module_dots(side, dots))
        return
    room = (dots - row.side) // DOTS_PER_COLUMN
    words: list[TextRow] = []
    for each in element.words:
        if isinstance(each, Heading):
            words += _heading(each, room, "left")
        else:
            words += _plain(wrap(each.text, room), each.bold)
    yield replace(row, beside=tuple(words), columns=room)


def _field(field: Field, columns: int, labels: int) -> list[str]:
    beside = _hanging(field.label, labels, field.value, columns)
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
    size: Size = pair.size
    if size == "double" and (width(pair.left) + width(pair.right)) * 2 < columns:
        columns //= 2
    elif size == "double":
        size = "tall"
    *above, last = wrap(pair.left, columns)
    *between, figure = wrap(pair.right, columns)
    for line in above:
        yield TextRow(line, pair.bold, size)
    if not between and width(last) + width(figure) < columns:
        yield TextRow(last, pair.bold, size, right=figure)
        return
    yield TextRow(last, pair.bold, size)
    for line in (*between, figure):
        yield TextRow(line, pair.bold, size, "right")
