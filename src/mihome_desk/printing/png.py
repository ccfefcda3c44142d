"""A laid paper as a picture, one pixel a printer dot: 384 wide for 58 mm, 576 for 80 mm."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from mihome_desk.printing import fonts
from mihome_desk.printing.code128 import BAR_DOTS, BAR_HEIGHT, bars
from mihome_desk.printing.layout import (
    DOTS_PER_COLUMN,
    GAP,
    RULE_HEIGHT,
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

if TYPE_CHECKING:
    from PIL.Image import Image

_TOP = 16


def picture(laid: Laid) -> bytes:
    """The paper as a PNG, 8-bit grey, 203 dpi."""
    from PIL import Image, ImageOps

    parts = [_part(row, laid) for row in laid.rows]
    sheet = Image.new("L", (laid.dots, _TOP + sum(part.height for part in parts)))
    top = _TOP
    for part in parts:
        sheet.paste(part, ((laid.dots - part.width) // 2, top))
        top += part.height
    out = BytesIO()
    ImageOps.invert(sheet).save(out, "PNG", dpi=(203, 203), compress_level=6)
    return out.getvalue()


def beside(row: QrRow, columns: int) -> Image:
    """Words and, at the right edge, their QR code, both in the middle of the height; white ink on black."""
    from PIL import Image

    code = _qr(row)
    lines = [fonts.line(words, row.columns) for words in row.beside]
    high = sum(line.height for line in lines)
    part = Image.new("L", (columns * DOTS_PER_COLUMN, max(code.height, high)))
    part.paste(code, (part.width - code.width, (part.height - code.height) // 2))
    top = (part.height - high) // 2
    for line in lines:
        part.paste(line, (0, top))
        top += line.height
    return part


def _part(row: Row, laid: Laid) -> Image:
    """White ink on black, centred by the caller."""
    from PIL import Image

    match row:
        case TextRow():
            return fonts.line(row, laid.columns)
        case RuleRow():
            part = Image.new("L", (laid.dots, RULE_HEIGHT))
            top = (RULE_HEIGHT - row.thickness) // 2
            part.paste(255, (0, top, laid.dots, top + row.thickness))
            return part
        case QrRow():
            return beside(row, laid.columns) if row.beside else _qr(row)
        case BarcodeRow():
            flags = bars(row.digits)
            strip = Image.frombytes("L", (len(flags), 1), bytes(255 * flag for flag in flags))
            part = Image.new("L", (len(flags) * BAR_DOTS, BAR_HEIGHT + GAP))
            part.paste(strip.resize((part.width, BAR_HEIGHT), Image.Resampling.NEAREST), (0, GAP - 4))
            return part
        case GapRow() | CutRow():
            return Image.new("L", (1, GAP))


def _qr(row: QrRow) -> Image:
    from PIL import Image

    dark = modules(row.data)
    side = len(dark)
    code = Image.frombytes("L", (side, side), bytes(255 * module for line in dark for module in line))
    framed = Image.new("L", (side + 2 * QUIET,) * 2)
    framed.paste(code, (QUIET, QUIET))
    return framed.resize((row.side,) * 2, Image.Resampling.NEAREST)
