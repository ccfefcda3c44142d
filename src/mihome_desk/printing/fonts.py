"""The shipped font, one receipt cell at a time.

A column is 12 dots, a hanzi 24 by 24; a line of type is 30 dots from one to the next. Pillow is
loaded by the first line that is drawn, never by importing this.
"""

from __future__ import annotations

import struct
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mihome_desk.printing.layout import CELL, DOTS_PER_COLUMN, LINE, STRETCH, TextRow
from mihome_desk.printing.width import clean, clusters

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

PATH = Path(__file__).parent / "fonts" / "receipt.otf"
BASELINE = 23


@cache
def _held() -> tuple[range, ...]:
    """Ranges of code points in the font, read from its cmap table, format 12."""
    data = PATH.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * place) for place in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    places = (cmap + struct.unpack_from(">HHL", data, cmap + 4 + 8 * place)[2] for place in range(count))
    full = next(place for place in places if struct.unpack_from(">H", data, place) == (12,))
    (groups,) = struct.unpack_from(">L", data, full + 12)
    bounds = (struct.unpack_from(">LL", data, full + 16 + 12 * group) for group in range(groups))
    return tuple(range(first, last + 1) for first, last in bounds)


@lru_cache(maxsize=8192)
def holds(mark: str) -> bool:
    """Whether the font can draw this one character."""
    return any(ord(mark) in held for held in _held())


@cache
def _font(scale: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(PATH, CELL * scale, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _cell(cluster: str, columns: int, scale: int) -> Image:
    """Ink of one cluster, white on black, ``scale`` times as large; a box where the font lacks it."""
    from PIL import Image, ImageDraw

    dots = columns * DOTS_PER_COLUMN * scale
    cell = Image.new("L", (dots, LINE * scale))
    draw = ImageDraw.Draw(cell)
    if not holds(cluster[0]):
        draw.rectangle((scale, 4 * scale, dots - 3 * scale, 24 * scale), outline=255, width=2 * scale)
        return cell
    font = _font(scale)
    offset = (dots - font.getlength(cluster[0])) / 2
    draw.text((offset, BASELINE * scale), "".join(filter(holds, cluster)), fill=255, font=font, anchor="ls")
    return cell


def height(row: TextRow) -> int:
    """Dots from the top of this line to the next one's."""
    return LINE * STRETCH[row.size][1]


def line(row: TextRow, columns: int) -> Image:
    """The line as an image "L", 12 dots a column wide, white ink on black; too long is cut off."""
    from PIL import Image, ImageChops

    wide, scale = STRETCH[row.size]
    marks = clusters(clean(row.joined(columns)))
    ink = Image.new("L", (sum(cells for _, cells in marks) * DOTS_PER_COLUMN * scale + 1, LINE * scale))
    at = 0
    for mark, cells in marks:
        if mark != " ":
            ink.paste(_cell(mark, cells, scale), (at, 0))
        at += cells * DOTS_PER_COLUMN * scale
    if wide < scale:
        at //= scale
        ink = ink.resize((at + 1, ink.height), Image.Resampling.BOX, (0, 0, scale * at + 1, ink.height))
    if row.bold:
        ink = ImageChops.lighter(ink, ImageChops.offset(ink, 1, 0))
    dots = columns * DOTS_PER_COLUMN
    room = max(dots - at, 0)
    paper = Image.new("L", (dots, height(row)))
    paper.paste(ink, ({"left": 0, "center": room // 2, "right": room}[row.align], 0))
    return paper
