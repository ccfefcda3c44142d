"""A laid paper as lines of text: for the screen, for a pipe, for a test to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mihome_desk.printing.layout import BarcodeRow, CutRow, GapRow, Laid, QrRow, Row, RuleRow, TextRow
from mihome_desk.printing.qr import modules
from mihome_desk.printing.width import clean, width

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


@dataclass(frozen=True)
class ScreenRow:
    """One line for the screen, aligned already.

    ``kind`` qr means: draw black on white explicitly, whatever the theme, or no phone reads it. ``text`` of
    a qr row holds the code alone; ``indent`` columns of plain paper stand before it, ``code`` counts the codes.
    """

    text: str
    kind: Literal["text", "bold", "qr", "bars"] = "text"
    indent: int = 0
    code: int = 0


def qr_lines(data: str, border: int = 2) -> list[str]:
    """The QR code of ``data`` in half blocks, dark on light, ``border`` modules of quiet zone.

    A line shows two rows of modules: version 4 with border 2 is 37 columns by 19 lines. The caller
    sets black on white.
    """
    dark = modules(data)
    side = len(dark) + 2 * border
    light = (False,) * side
    rows = [light] * border + [(False,) * border + row + (False,) * border for row in dark] + [light] * border
    if len(rows) % 2:
        rows.append(light)
    return [
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]


def screen_rows(laid: Laid) -> list[ScreenRow]:
    """The rows for a preview. A QR code can be wider than the columns of a 58 mm paper."""
    found: list[ScreenRow] = []
    codes = 0
    for row in laid.rows:
        codes += isinstance(row, QrRow)
        found += _shown(row, laid.columns, codes)
    return found


def text_lines(laid: Laid) -> list[str]:
    """The same as bare lines without trailing spaces."""
    return [(" " * row.indent + row.text).rstrip(" ") for row in screen_rows(laid)]


def _shown(row: Row, columns: int, code: int) -> Iterator[ScreenRow]:
    match row:
        case TextRow():
            yield ScreenRow(_aligned(row, columns), "bold" if row.bold else "text")
        case RuleRow():
            yield ScreenRow(("=" if row.heavy else "-") * columns)
        case QrRow():
            for words in row.beside:
                yield ScreenRow(_aligned(words, columns), "bold" if words.bold else "text")
            lines = qr_lines(row.data)
            indent = max((columns - len(lines[0])) // 2, 0)
            yield from (ScreenRow(line, "qr", indent, code) for line in lines)
        case BarcodeRow():
            bars = "|" * (len(row.digits) * 2)
            yield ScreenRow(" " * max((columns - len(bars)) // 2, 0) + bars, "bars")
        case GapRow():
            yield ScreenRow("")
        case CutRow():
            return


def _aligned(row: TextRow, columns: int) -> str:
    """A cell of the screen is one size: large type stands where its paper has it, in the screen's own type."""
    text, right = clean(row.text), clean(row.right)
    room = max(columns - width(text) - width(right), 0)
    if right:
        return text + " " * room + right
    return " " * {"left": 0, "center": room // 2, "right": room}[row.align] + text
