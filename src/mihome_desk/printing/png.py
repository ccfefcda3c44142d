"""A laid paper as a picture, one pixel a printer dot: 384 wide for 58 mm, 576 for 80 mm."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from mihome_desk.printing import fonts
from mihome_desk.printing.code128 import BAR_DOTS, BAR_HEIGHT, bars
from mihome_desk.printing.layout import GAP, BarcodeRow, CutRow, GapRow, Laid, QrRow, Row, TextRow
from mihome_desk.printing.qr import QUIET, module_dots, modules

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


def _part(row: Row, laid: Laid) -> Image:
    """White ink on black, centred by the caller."""
    from PIL import Image

    match row:
        case TextRow():
            return fonts.line(row, laid.columns)
        case QrRow():
            return _qr(row.data, laid.dots)
        case BarcodeRow():
            flags = bars(row.digits)
            strip = Image.frombytes("L", (len(flags), 1), bytes(255 * flag for flag in flags))
            part = Image.new("L", (len(flags) * BAR_DOTS, BAR_HEIGHT + GAP))
            part.paste(strip.resize((part.width, BAR_HEIGHT), Image.Resampling.NEAREST), (0, GAP - 4))
            return part
        case GapRow() | CutRow():
            return Image.new("L", (1, GAP))


def _qr(data: str, dots: int) -> Image:
    from PIL import Image

    dark = modules(data)
    side, size = len(dark), module_dots(len(dark), dots)
    code = Image.frombytes("L", (side, side), bytes(255 * module for row in dark for module in row))
    framed = Image.new("L", (side + 2 * QUIET,) * 2)
    framed.paste(code, (QUIET, QUIET))
    return framed.resize((framed.width * size,) * 2, Image.Resampling.NEAREST)
