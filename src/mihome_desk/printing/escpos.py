"""A laid paper as bytes for an ESC/POS receipt printer with a Chinese font.

Text goes as text: hanzi as GB 18030 two-byte codes between ``FS &`` and ``FS .``, the rest as ASCII.
A line with a character the printer's font would not have goes as a picture of that line, from the
shipped font. No control character of the input ever reaches the printer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mihome_desk.printing.code128 import BAR_DOTS, BAR_HEIGHT, pairs
from mihome_desk.printing.layout import GAP, BarcodeRow, CutRow, GapRow, Laid, QrRow, TextRow
from mihome_desk.printing.qr import QUIET, module_dots, modules
from mihome_desk.printing.width import clean, in_printer

INIT = "\x1b@\x1c."
CUT = "\x1dVB\x00"
_CHINESE = re.compile("([^\x00-\x7f]+)")
_INK = 112


def _style(bold: bool, size: str, align: str) -> str:
    magnify = {"normal": "\x00", "tall": "\x01", "double": "\x11"}[size]
    leading = "\x1e" if size == "normal" else "\x3c"
    justify = {"left": "\x00", "center": "\x01", "right": "\x02"}[align]
    return f"\x1bE{chr(bold)}\x1d!{magnify}\x1b3{leading}\x1ba{justify}"


_STYLES = {
    (bold, size, align): _style(bold, size, align)
    for bold in (False, True)
    for size in ("normal", "tall", "double")
    for align in ("left", "center", "right")
}
_PLAIN = _STYLES[False, "normal", "left"]


def encode(laid: Laid) -> bytes:
    """The bytes of one paper: initialise, rows, feed and partial cut.

    Raises ``ValueError`` for a QR code or bar code that cannot be printed at this width.
    """
    stream = _Stream()
    for row in laid.rows:
        if isinstance(row, TextRow):
            text = row.text if row.text.isprintable() else clean(row.text)
            if text.isascii() or in_printer(text):
                stream.style(_STYLES[row.bold, row.size, row.align])
                stream.say(text + "\n")
            else:
                stream.raster(_bitmap(row, laid.columns))
        elif isinstance(row, QrRow):
            stream.raster(_qr(row.data, laid.dots))
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
def _qr(data: str, dots: int) -> bytes:
    """The code in the middle of ``dots``: moved by white dots, because not every printer centres pictures."""
    dark = modules(data)
    size = module_dots(len(dark), dots)
    ink, none = "1" * size, "0" * size
    left = (dots - len(dark) * size) // 2
    used = left + len(dark) * size
    width = (used + 7) // 8
    white = bytes(width)
    rows = [white] * (QUIET * size)
    for row in dark:
        bits = int("".join([ink if module else none for module in row]), 2)
        rows += [(bits << (width * 8 - used)).to_bytes(width, "big")] * size
    return _raster(width, rows + [white] * (QUIET * size))


def _bitmap(row: TextRow, columns: int) -> bytes:
    from PIL import Image

    from mihome_desk.printing import fonts

    picture = (
        fonts.line(row, columns)
        .point(lambda ink: 255 if ink >= _INK else 0)
        .convert("1", dither=Image.Dither.NONE)
    )
    width = picture.width // 8
    data = picture.tobytes()
    return _raster(width, [data[start : start + width] for start in range(0, len(data), width)])
