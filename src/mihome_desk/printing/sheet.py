"""Papers on A5 for an office printer: words on the left, codes in a column on the right.

The intake slip shares its sheet with the shop copy, a tear line between them. Type is as large as the
sheet allows; what fills more than a sheet in the smallest type flows on to the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mihome_desk.printing.elements import (
    Barcode,
    Element,
    Field,
    Heading,
    Item,
    Paper,
    Qr,
    QrBeside,
    Rule,
    Space,
)
from mihome_desk.printing.layout import DOTS_PER_COLUMN, Row, RuleRow, TextRow, gutter, lay, set_element
from mihome_desk.printing.scene import DOT, Block, Mark, Scene, drawn, height, moved, roll
from mihome_desk.printing.width import width
from mihome_desk.text import N_, say

WIDTH, HEIGHT = 148.0, 210.0
_MARGIN, _GUTTER = 8.0, 5.0
_CODES = 35.1
_CODE_COLUMNS = 27
_EMS = (3.6, 3.4, 3.2, 3.0, 2.8, 2.6, 2.4)
_SMALL_PRINT = 0.86
_TIGHT = 0.9
"""Of the leading, where two copies share a sheet."""
_AIR = 3.0
_TEAR = N_("tear here")


@dataclass(frozen=True)
class _Strip:
    """What stands on one line: so high, with these marks below its upper left corner."""

    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class _Set:
    """A paper set in one size of type: the code column and the strips beside and below it."""

    codes: _Strip
    strips: tuple[_Strip, ...]

    @property
    def height(self) -> float:
        """Millimetres of the whole paper on one sheet."""
        return max(self.codes.height, sum(strip.height for strip in self.strips))


def sheets(paper: Paper) -> list[Scene]:
    """The pages of a paper and, where there is one, of the other copy on its sheet. Raises MissingGlyph."""
    if not any(isinstance(element, Field) for element in paper.elements):
        return [_small(paper)]
    if paper.other is not None:
        both = _halves(paper, paper.other)
        return [both] if both else [*_pages(paper), *_pages(paper.other)]
    return _pages(paper)


def _small(paper: Paper) -> Scene:
    """A tag or a queue slip stays as small as it is, at the top of its sheet."""
    strip = roll(lay(paper, 80), 80)
    return Scene(WIDTH, HEIGHT, tuple(moved(strip.marks, (WIDTH - strip.width) / 2, _MARGIN)))


def _halves(upper: Paper, lower: Paper) -> Scene | None:
    """Both copies on one sheet, in the largest type that lets both fit; None where none does."""
    room = HEIGHT / 2 - _MARGIN - _AIR
    for em in _EMS:
        parts = [_set(paper, em, dense=True) for paper in (upper, lower)]
        if all(part.height <= room for part in parts):
            first, second = parts
            marks = (
                *_placed(first, _MARGIN),
                *_tear_line(upper.language),
                *_placed(second, HEIGHT / 2 + _AIR),
            )
            return Scene(WIDTH, HEIGHT, marks)
    return None


def _pages(paper: Paper) -> list[Scene]:
    """The paper alone: on one sheet where it fits, else on as many as it takes."""
    room = HEIGHT - 2 * _MARGIN
    for em in _EMS[:4]:
        found = _set(paper, em)
        if found.height <= room:
            return [Scene(WIDTH, HEIGHT, tuple(_placed(found, _MARGIN)))]
    found = _set(paper, _EMS[3])
    pages: list[list[Mark]] = [list(moved(found.codes.marks, WIDTH - _MARGIN - _CODES, _MARGIN))]
    y = _MARGIN
    for strip in found.strips:
        if y + strip.height > HEIGHT - _MARGIN:
            above = _continued(paper, len(pages) + 1)
            pages.append(list(moved(above.marks, _MARGIN, _MARGIN)))
            y = _MARGIN + above.height
        pages[-1] += moved(strip.marks, _MARGIN, y)
        y += strip.height
    return [Scene(WIDTH, HEIGHT, tuple(marks)) for marks in pages]


def _continued(paper: Paper, page: int) -> _Strip:
    """What stands above a second page: of which paper and ticket it is."""
    headings = [element.text for element in paper.elements if isinstance(element, Heading)]
    full = WIDTH - 2 * _MARGIN
    columns = int(full / (_EMS[3] / 2))
    return _strip([TextRow("  ".join(headings), right=str(page)), RuleRow()], columns, full)


def _placed(found: _Set, top: float) -> Iterator[Mark]:
    yield from moved(found.codes.marks, WIDTH - _MARGIN - _CODES, top)
    y = top
    for strip in found.strips:
        yield from moved(strip.marks, _MARGIN, y)
        y += strip.height


def _set(paper: Paper, em: float, dense: bool = False) -> _Set:
    words, codes = _apart(paper.elements)
    beside = [row for code in codes for row in set_element(code, _CODE_COLUMNS, 0)]
    aside = _strip(beside, _CODE_COLUMNS, _CODES)
    strips: list[_Strip] = []
    y = 0.0
    while words:
        full = WIDTH - 2 * _MARGIN
        room = full - _CODES - _GUTTER if y < aside.height else full
        size = em * _SMALL_PRINT if isinstance(words[0], Item) and words[0].small else em
        columns = int(room / (size / 2))
        for row in _next(words, columns, gutter(paper.elements, columns), dense):
            strip = _strip([_to_the_left(row)], columns, columns * size / 2)
            strips.append(replace(strip, height=strip.height * (_TIGHT if dense else 1)))
            y += strips[-1].height
    return _Set(aside, tuple(strips))


def _next(words: list[Element], columns: int, labels: int, dense: bool) -> list[Row]:
    """The rows of the next element, which is taken off; title and number, and short fields, share a line."""
    match words:
        case [Heading() as title, Heading() as number, *_] if dense and _wide(title, number) * 2 <= columns:
            del words[:2]
            return [TextRow(title.text, True, "double", right=number.text)]
        case [Field() as left, Field() as right, *_] if dense and left.bold == right.bold:
            half = columns // 2
            cells = [list(set_element(field, half - 1, labels)) for field in (left, right)]
            if all(len(cell) == 1 for cell in cells):
                del words[:2]
                first, second = (row.text for cell in cells for row in cell if isinstance(row, TextRow))
                return [TextRow(first + " " * (half - width(first)) + second, left.bold)]
    return list(set_element(words.pop(0), columns, labels))


def _wide(*headings: Heading) -> int:
    return sum(width(heading.text) + 1 for heading in headings)


def _strip(rows: list[Row], columns: int, wide: float) -> _Strip:
    dot = wide / (columns * DOTS_PER_COLUMN)
    marks: list[Mark] = []
    y = 0.0
    for row in rows:
        marks += moved(drawn(row, columns, dot), 0, y)
        y += height(row, dot)
    return _Strip(y, tuple(marks))


def _to_the_left(row: Row) -> Row:
    return replace(row, align="left") if isinstance(row, TextRow) and row.align == "center" else row


def _apart(elements: tuple[Element, ...]) -> tuple[list[Element], list[Element]]:
    """Words, and the codes that stand beside them; the air and the line before a code on a roll go."""
    words: list[Element] = []
    codes: list[Element] = []
    for element in elements:
        if isinstance(element, Qr | QrBeside | Barcode):
            if words and isinstance(words[-1], Rule | Space):
                words.pop()
            codes += [Space(), element] if codes and not isinstance(element, Qr) else [element]
        else:
            words.append(element)
    return words, codes


def _tear_line(language: str) -> Iterator[Mark]:
    y = HEIGHT / 2
    x = 0.0
    while x < WIDTH:
        yield Block(x, y, 2.0, 0.2)
        x += 4.0
    note = TextRow(say(language, _TEAR))
    yield from moved(drawn(note, 48, DOT * 0.7), _MARGIN, y - 3.6)
