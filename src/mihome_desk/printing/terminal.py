"""A laid paper as lines of text: for the screen, for a pipe, for a test to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mihome_desk.printing.layout import BarcodeRow, CutRow, GapRow, Laid, QrRow, Row, TextRow
from mihome_desk.printing.qr import modules
from mihome_desk.printing.width import clean, width

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


@dataclass(frozen=True)
class ScreenRow:
    """One line for the screen, aligned already.

    ``kind`` qr means: draw black on white explicitly, whatever the theme, or no phone reads it.
    ``text`` of a qr row holds the code alone; ``indent`` columns of plain paper stand before it.
    """

    text: str
    kind: Literal["text", "bold", "qr", "bars"] = "text"
    indent: int = 0


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
    return [shown for row in laid.rows for shown in _shown(row, laid.columns)]


def text_lines(laid: Laid) -> list[str]:
    """The same as bare lines without trailing spaces."""
    return [(" " * row.indent + row.text).rstrip(" ") for row in screen_rows(laid)]


def _shown(row: Row, columns: int) -> list[ScreenRow]:
    match row:
        case TextRow():
            text = clean(row.text)
            room = max(columns - width(text), 0)
            before = {"left": 0, "center": room // 2, "right": room}[row.align]
            return [ScreenRow(" " * before + text, "bold" if row.bold else "text")]
        case QrRow():
            code = qr_lines(row.data)
            indent = max((columns - len(code[0])) // 2, 0)
            return [ScreenRow(line, "qr", indent) for line in code]
        case BarcodeRow():
            bars = "|" * (len(row.digits) * 2)
            return [ScreenRow(" " * max((columns - len(bars)) // 2, 0) + bars, "bars")]
        case GapRow():
            return [ScreenRow("")]
        case CutRow():
            return []
