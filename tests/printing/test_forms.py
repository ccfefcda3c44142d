"""Every form of a paper, read by readers nobody here wrote."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from typing import get_args

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from mihome_desk.printing import escpos, fonts, png
from mihome_desk.printing.layout import CutRow, Laid, Millimetres, TextRow, lay
from mihome_desk.printing.render import Form, preview, render
from mihome_desk.printing.terminal import text_lines
from mihome_desk.printing.width import in_printer
from tests.printing.papers import PREFIX, TOKEN, printed, receipt, slip

WIDTHS = pytest.mark.parametrize("width", [58, 80])
LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])


def codes(image: Image.Image) -> dict[str, str]:
    return {code.format.name: code.text for code in zxingcpp.read_barcodes(image)}


@WIDTHS
@LANGUAGES
@pytest.mark.parametrize("prefix", ["", PREFIX])
def test_codes_are_read_from_the_picture(language: str, width: Millimetres, prefix: str) -> None:
    image = Image.open(BytesIO(render(slip(language, qr_prefix=prefix), "png", width)))
    assert image.width == {58: 384, 80: 576}[width]
    assert codes(image) == {"QRCode": prefix + TOKEN, "Code128": "000126112277"}


@WIDTHS
@LANGUAGES
@pytest.mark.parametrize("prefix", ["", PREFIX])
def test_codes_are_read_from_the_printer(language: str, width: Millimetres, prefix: str) -> None:
    out = printed(render(slip(language, qr_prefix=prefix), "escpos", width))
    images = [part.image for part in out if part.image is not None]
    assert all(image.width <= {58: 384, 80: 576}[width] for image in images)
    found = [code.text for image in images for code in zxingcpp.read_barcodes(image.convert("L"))]
    assert found == [prefix + TOKEN]
    assert [part.text for part in out if part.kind == "bars"] == ["000126112277"]
    assert out[-1].kind == "cut"


@WIDTHS
@LANGUAGES
def test_the_printer_says_the_words_of_the_preview(language: str, width: Millimetres) -> None:
    for paper in (slip(language), receipt(language)):
        sheet = lay(paper, width)
        rows = [row for row in sheet.rows if isinstance(row, TextRow)]
        out = printed(escpos.encode(sheet))
        assert [part.text for part in out if part.kind == "text"] == [
            row.text for row in rows if in_printer(row.text)
        ]
        pictures = [part.image for part in out if part.image is not None and part.image.height == fonts.LINE]
        assert len(pictures) == sum(not in_printer(row.text) for row in rows)
        shown = [line.strip() for line in text_lines(sheet)]
        assert [row.text.strip() for row in rows if row.text.strip() not in shown] == []
        assert render(paper, "text", width).decode().splitlines() == text_lines(sheet)


def test_rare_names_and_signs_go_as_a_picture() -> None:
    for word in ("张䶮", "𠮷野", "5 • 6", "✓", "🙂"):
        (part, cut) = printed(escpos.encode(Laid(32, (TextRow(word, align="center"), CutRow()))))
        assert part.image is not None
        assert cut.kind == "cut"
        assert part.image.size == (384, fonts.LINE)
        left, _, right, _ = ImageChops.invert(part.image.convert("L")).getbbox() or (0, 0, 0, 0)
        assert abs(left - (384 - right)) <= 12


def test_hanzi_are_switched_in_and_out_per_segment() -> None:
    data = escpos.encode(Laid(32, (TextRow("换 BM5K 电池 ￥9"),)))
    switched = "换".encode("gbk"), "电池".encode("gbk"), "￥".encode("gbk")
    assert data.endswith(b"\x1c&%b\x1c. BM5K \x1c&%b\x1c. \x1c&%b\x1c.9\n" % switched)


@given(st.text(max_size=40) | st.text("\x1b\x1d\x1c@&.V中é🙂\x00\n\r\x7f\x9b", max_size=40), st.booleans())
@settings(max_examples=150, deadline=None)
@example("\x1b@\x1dV\x00\x1c.", True)
@example("中\x1c.\x1dV\x00文", False)
@example("\ud83d", False)
def test_no_control_byte_of_the_input_reaches_the_printer(text: str, wide: bool) -> None:
    out = printed(escpos.encode(Laid(48, (TextRow(text, wide), CutRow()))))
    assert [part.kind for part in out] in (["text", "cut"], ["image", "cut"])
    paper = slip("en", complaint=text, customer_name=text, left_items=text, imei=text)
    assert [part.kind for part in printed(render(paper, "escpos", 58))].count("cut") == 1
    assert not set(render(paper, "text", 58).decode()) & set("\x1b\x1d\x1c\x00\r\x7f\x9b")


@pytest.mark.parametrize("size", ["normal", "tall", "double"])
def test_a_missing_glyph_leaves_a_box_and_its_neighbours(size: str) -> None:
    row = TextRow("A🙂B", size=size)  # type: ignore[arg-type]
    image = fonts.line(row, 48)
    cell = 24 if size == "double" else 12
    for place in (0, 1, 3):
        wide = 2 if place == 1 else 1
        assert image.crop((place * cell, 0, (place + wide) * cell, image.height)).getbbox() is not None
    assert image.height == fonts.height(row)


def test_bold_is_heavier_and_stays_in_its_place() -> None:
    thin, bold = (fonts.line(TextRow("维修 repair", heavy), 32) for heavy in (False, True))
    assert sum(bold.tobytes()) > 1.15 * sum(thin.tobytes())
    assert bold.size == thin.size


def test_descenders_are_not_cut() -> None:
    box = fonts.line(TextRow("gpqy，"), 32).getbbox()
    assert box is not None
    assert box[3] < fonts.LINE


@LANGUAGES
def test_the_preview_holds_the_same_rows(language: str) -> None:
    rows = preview(slip(language), 80)
    assert [row.kind for row in rows].count("qr") == 19
    assert [(" " * row.indent + row.text).rstrip() for row in rows] == text_lines(lay(slip(language), 80))
    assert any(row.kind == "bold" for row in rows)


def test_the_same_paper_is_the_same_bytes() -> None:
    for form in get_args(Form):
        assert render(slip("zh_CN"), form, 58) == render(slip("zh_CN"), form, 58)


def test_importing_loads_neither_pillow_nor_qrcode() -> None:
    rooms = ["paper", "layout", "escpos", "png", "terminal", "qr", "fonts", "render", "width", "code128"]
    names = ", ".join(f"mihome_desk.printing.{room}" for room in rooms)
    ask = f"import sys, {names}; print(*sys.modules.keys() & {{'PIL', 'qrcode', 'textual'}})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_plain_lines_are_printed_without_pillow() -> None:
    ask = (
        "import sys\n"
        "from mihome_desk.printing import escpos\n"
        "from mihome_desk.printing.layout import CutRow, Laid, TextRow, BarcodeRow, CutRow\n"
        "rows = TextRow('维修 ok', True, 'double'), BarcodeRow('000126112277'), CutRow()\n"
        "escpos.encode(Laid(32, rows))\n"
        "print('PIL' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_code_too_large_for_the_roll_is_an_error() -> None:
    sheet = lay(slip("en", qr_prefix="x" * 1500), 58)
    with pytest.raises(ValueError, match="does not fit"):
        png.picture(sheet)
    with pytest.raises(ValueError, match="does not fit"):
        escpos.encode(sheet)
