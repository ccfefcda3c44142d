"""A laid paper as bytes for an ESC/POS receipt printer with a Chinese font.

Text goes as text: hanzi as GB 18030 two-byte codes between ``FS &`` and ``FS .``, the rest as ASCII.
A line with a character the printer's font would not have goes as a picture of that line, from the
shipped font. No control character of the input ever reaches the printer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mihome_desk.printing.code128 import BAR_DOTS, BAR_HEIGHT, pairs
from mihome_desk.printing.elements import Size
from mihome_desk.printing.layout import (
    CELL,
    GAP,
    LINE,
    RULE_HEIGHT,
    STRETCH,
    BarcodeRow,
    CutRow,
    GapRow,
    Laid,
    QrRow,
    RuleRow,
    TextRow,
)
from mihome_desk.printing.qr import QUIET, modules
from mihome_desk.printing.width import clean, in_printer

if TYPE_CHECKING:
    from PIL.Image import Image

INIT = "\x1b@\x1c."
CUT = "\x1dVB\x00"
_CHINESE = re.compile("([^\x00-\x7f]+)")
_INK = 112
# Commands and words are encoded together: no argument may look like a character of GB 18030.
_MOST = 127


def _style(bold: bool, size: Size, align: str) -> str:
    wide, high = STRETCH[size]
    magnify, leading = chr((wide - 1) << 4 | (high - 1)), chr(min(LINE * high, _MOST))
    justify = {"left": "\x00", "center": "\x01", "right": "\x02"}[align]
    return f"\x1bE{chr(bold)}\x1d!{magnify}\x1b3{leading}\x1ba{justify}"


_STYLES = {
    (bold, size, align): _style(bold, size, align)
    for bold in (False, True)
    for size in STRETCH
    for align in ("left", "center", "right")
}
# Type that is higher than the leading moves on by its own height; the rest of its line is fed.
_FEED = {
    size: f"\x1bJ{chr(LINE * high - CELL * high)}" if LINE * high > _MOST else ""
    for size, (_, high) in STRETCH.items()
}
_PLAIN = _STYLES[False, "normal", "left"]


def encode(laid: Laid) -> bytes:
    """The bytes of one paper: initialise, rows, feed and partial cut.

    Raises ``ValueError`` for a QR code or bar code that cannot be printed at this width.
    """
    stream = _Stream()
    for row in laid.rows:
        if isinstance(row, TextRow):
            said = row.joined(laid.columns)
            text = said if said.isprintable() else clean(said)
            if text.isascii() or in_printer(text):
                stream.style(_STYLES[row.bold, row.size, row.align])
                stream.say(text + "\n" + _FEED[row.size])
            else:
                stream.raster(_bitmap(row, laid.columns))
        elif isinstance(row, RuleRow):
            stream.raster(_rule(row, laid.columns))
        elif isinstance(row, QrRow):
            stream.raster(_beside(row, laid.columns) if row.beside else _qr(row, laid.dots))
        elif isinstance(row, BarcodeRow):
            stream.style(_STYLES[False, "normal", "center"])
            stream.say(_barcode(row.digits))
        elif isinstance(row, GapRow):
            stream.say(f"\x1bJ{chr(GAP)}")
        elif isinstance(row, CutRow):
            stream.style(_PLAIN)
            stream.say(CUT)
    return stream.finish()


class _Stream:
    """Text is gathered and encoded in one go; pictures stand between such runs."""

    def __init__(self) -> None:
        self._done: list[bytes] = []
        self._words = [INIT]
        self._current = ""
        self.say = self._words.append

    def style(self, style: str) -> None:
        if style != self._current:
            self.say(style)
            self._current = style

    def raster(self, picture: bytes) -> None:
        self.style(_PLAIN)
        self._done += (self._encoded(), picture)
        self._words.clear()

    def finish(self) -> bytes:
        return b"".join((*self._done, self._encoded()))

    def _encoded(self) -> bytes:
        runs = _CHINESE.split("".join(self._words))
        runs[1::2] = [f"\x1c&{hanzi}\x1c." for hanzi in runs[1::2]]
        return "".join(runs).encode("gb18030")


def _barcode(digits: str) -> str:
    """``GS k`` Code 128, code set C, without the printer's own digits."""
    symbols = "{C" + "".join(map(chr, pairs(digits)))
    return f"\x1dh{chr(BAR_HEIGHT)}\x1dw{chr(BAR_DOTS)}\x1dH\x00\x1dkI{chr(len(symbols))}{symbols}"


def _raster(width: int, rows: list[bytes]) -> bytes:
    """``GS v 0``: ``width`` bytes a row, a set bit is a black dot."""
    return b"\x1dv0\x00" + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little") + b"".join(rows)


@lru_cache(maxsize=8)
def _rule(row: RuleRow, columns: int) -> bytes:
    """A hairline drawn, not dashes set: it is whole, and takes half the height of a line of type."""
    width = columns * 3 // 2
    thick = row.thickness
    above = (RULE_HEIGHT - thick) // 2
    white, black = bytes(width), b"\xff" * width
    return _raster(width, [white] * above + [black] * thick + [white] * (RULE_HEIGHT - thick - above))


@lru_cache(maxsize=8)
def _qr(row: QrRow, dots: int) -> bytes:
    """The code in the middle of ``dots``: moved by white dots, because not every printer centres pictures."""
    dark = modules(row.data)
    size = row.module
    ink, none = "1" * size, "0" * size
    left = (dots - len(dark) * size) // 2
    used = left + len(dark) * size
    width = (used + 7) // 8
    white = bytes(width)
    rows = [white] * (QUIET * size)
    for line in dark:
        bits = int("".join([ink if module else none for module in line]), 2)
        rows += [(bits << (width * 8 - used)).to_bytes(width, "big")] * size
    return _raster(width, rows + [white] * (QUIET * size))


def _bitmap(row: TextRow, columns: int) -> bytes:
    from mihome_desk.printing import fonts

    return _picture(fonts.line(row, columns))


def _beside(row: QrRow, columns: int) -> bytes:
    from mihome_desk.printing import png

    return _picture(png.beside(row, columns))


def _picture(ink: Image) -> bytes:
    """Ink, white on black and whole bytes wide, as the printer takes it."""
    from PIL.Image import Dither

    picture = ink.point(lambda level: 255 if level >= _INK else 0).convert("1", dither=Dither.NONE)
    width = picture.width // 8
    data = picture.tobytes()
    return _raster(width, [data[start : start + width] for start in range(0, len(data), width)])
