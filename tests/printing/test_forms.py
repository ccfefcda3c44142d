"""Every form of a paper, read by readers nobody here wrote."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import get_args

import pypdfium2
import pytest
import resvg_py
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from mihome_desk.printing import escpos, fonts
from mihome_desk.printing.layout import LINE, CutRow, Laid, Millimetres, RuleRow, TextRow, lay
from mihome_desk.printing.outlines import MissingGlyph
from mihome_desk.printing.render import Form, Width, preview, render
from mihome_desk.printing.terminal import text_lines
from mihome_desk.printing.width import in_printer
from mihome_desk.printing.width import width as columns_of
from tests.printing.papers import BARCODE, CODES, KINDS, PREFIX, paper, printed, slip

WIDTHS = pytest.mark.parametrize("width", [58, 80])
LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])


def read(image: Image.Image) -> tuple[list[str], set[str]]:
    """What every QR code and every bar code on a picture says."""
    found = zxingcpp.read_barcodes(image.convert("L"))
    qr = [code.text for code in found if code.format.name.startswith("QR")]
    return sorted(qr), {code.text for code in found if code.format.name == "Code128"}


def said(kind: str) -> tuple[list[str], set[str]]:
    return sorted(CODES.get(kind, [])), set() if kind == "queue_slip" else {BARCODE}


def pages(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as another program draws them, at about 300 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=300 / 72).to_pil() for page in document]


EVERY = pytest.mark.parametrize("kind", KINDS)


@WIDTHS
@LANGUAGES
@EVERY
def test_codes_are_read_from_the_picture(kind: str, language: str, width: Millimetres) -> None:
    image = Image.open(BytesIO(render(paper(kind, language), "png", width)))
    assert image.width == {58: 384, 80: 576}[width]
    assert read(image) == said(kind)


@WIDTHS
@LANGUAGES
@EVERY
def test_codes_are_read_from_the_drawing(kind: str, language: str, width: Millimetres) -> None:
    drawing = render(paper(kind, language), "svg", width).decode()
    picture = bytes(resvg_py.svg_to_bytes(svg_string=drawing, skip_system_fonts=True))
    assert "<text" not in drawing
    assert "font" not in drawing
    assert read(Image.open(BytesIO(picture))) == said(kind)


@pytest.mark.parametrize("width", [58, 80, "a5"])
@LANGUAGES
@EVERY
def test_codes_are_read_from_the_pdf(kind: str, language: str, width: Width) -> None:
    (page,) = pages(render(paper(kind, language), "pdf", width))
    size = {58: 58, 80: 80, "a5": 148}[width]
    assert abs(page.width - size / 25.4 * 300) <= 2
    qr, bars = said(kind)
    if width == "a5" and kind == "intake_slip":
        qr = sorted([*qr, BARCODE])
    assert read(page) == (qr, bars)


@LANGUAGES
@EVERY
def test_a_pdf_says_the_words_of_the_paper_in_its_own_font(kind: str, language: str) -> None:
    data = render(paper(kind, language), "pdf", 80)
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    here = Counter("".join(text.split()))
    rows = [row for row in lay(paper(kind, language), 80).rows if isinstance(row, TextRow)]
    wanted = Counter("".join("".join((row.text + row.right).split()) for row in rows))
    assert wanted - here == Counter()
    assert b"/FontFile3" in data


@WIDTHS
@LANGUAGES
@pytest.mark.parametrize("prefix", ["", PREFIX])
@EVERY
def test_codes_are_read_from_the_printer(kind: str, language: str, width: Millimetres, prefix: str) -> None:
    out = printed(render(paper(kind, language, qr_prefix=prefix), "escpos", width))
    images = [part.image for part in out if part.image is not None]
    assert all(image.width <= {58: 384, 80: 576}[width] for image in images)
    qr, bars = said(kind)
    found = [code for image in images for code in read(image)[0]]
    assert sorted(found) == sorted(code.replace(PREFIX, prefix) for code in qr)
    assert {part.text for part in out if part.kind == "bars"} == bars
    assert out[-1].kind == "cut"


@WIDTHS
@LANGUAGES
@EVERY
def test_the_printer_says_the_words_of_the_preview(kind: str, language: str, width: Millimetres) -> None:
    sheet = lay(paper(kind, language), width)
    rows = [row for row in sheet.rows if isinstance(row, TextRow)]
    lines = [row.joined(sheet.columns) for row in rows]
    out = printed(escpos.encode(sheet))
    assert [part.text for part in out if part.kind == "text"] == [line for line in lines if in_printer(line)]
    heights = Counter(part.image.height for part in out if part.image is not None)
    assert heights[30] == sum(not in_printer(line) for line in lines)
    assert heights[14] == sum(isinstance(row, RuleRow) for row in sheet.rows)
    shown = ["".join(line.split()) for line in text_lines(sheet)]
    assert [line for line in lines if line.strip() and "".join(line.split()) not in shown] == []
    assert render(paper(kind, language), "text", width).decode().splitlines() == text_lines(sheet)


@WIDTHS
@EVERY
def test_the_preview_keeps_figures_in_line(kind: str, width: Millimetres) -> None:
    sheet = lay(paper(kind, "zh_CN"), width)
    lines = text_lines(sheet)
    for row in sheet.rows:
        if isinstance(row, TextRow) and row.right:
            (line,) = {line for line in lines if line.startswith(row.text) and line.endswith(row.right)}
            assert columns_of(line) == sheet.columns


@pytest.mark.parametrize("form", ["svg", "pdf"])
@pytest.mark.parametrize("words", ["𰻝𰻝面🙂", "a\u0327"])
def test_a_character_that_the_font_lacks_is_an_error(form: Form, words: str) -> None:
    with pytest.raises(MissingGlyph) as error:
        render(slip("zh_CN", customer_name=words), form, 80)
    assert error.value.marks == {"𰻝𰻝面🙂": "𰻝🙂", "a\u0327": "\u0327"}[words]


@pytest.mark.parametrize("words", ["心\ufe0f", "a\u200db", "·—…“”×", "\x1b\u202e"])
def test_signs_without_ink_are_no_gap(words: str) -> None:
    assert render(slip("zh_CN", complaint=words), "pdf", 58).startswith(b"%PDF")


def test_only_a_pdf_has_sheets() -> None:
    with pytest.raises(ValueError, match="sheets"):
        render(slip("en"), "png", "a5")


def test_rare_names_and_signs_go_as_a_picture() -> None:
    for word in ("张䶮", "𠮷野", "5 • 6", "✓", "🙂"):
        (part, cut) = printed(escpos.encode(Laid(32, (TextRow(word, align="center"), CutRow()))))
        assert part.image is not None
        assert cut.kind == "cut"
        assert part.image.size == (384, LINE)
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
    assert box[3] < LINE


@LANGUAGES
def test_the_preview_holds_the_same_rows(language: str) -> None:
    rows = preview(slip(language), 80)
    assert [row.code for row in rows if row.kind == "qr"].count(1) == 19
    assert {row.code for row in rows if row.kind == "qr"} == {1, 2}
    assert [(" " * row.indent + row.text).rstrip() for row in rows] == text_lines(lay(slip(language), 80))
    assert any(row.kind == "bold" for row in rows)


def test_the_same_paper_is_the_same_bytes() -> None:
    for form in get_args(Form):
        assert render(slip("zh_CN"), form, 58) == render(slip("zh_CN"), form, 58)


def test_importing_loads_neither_pillow_nor_qrcode() -> None:
    rooms = [file.stem for file in Path(escpos.__file__).parent.glob("[a-z]*.py")]
    names = ", ".join(f"mihome_desk.printing.{room}" for room in rooms)
    ask = f"import sys, {names}; print(*sys.modules.keys() & {{'PIL', 'qrcode', 'textual', 'fpdf', 'fontTools'}})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_plain_lines_are_printed_without_pillow() -> None:
    ask = (
        "import sys\n"
        "from mihome_desk.printing import escpos\n"
        "from mihome_desk.printing.layout import LINE, CutRow, Laid, TextRow, BarcodeRow, CutRow\n"
        "rows = TextRow('维修 ok', True, 'double'), BarcodeRow('000126112277'), CutRow()\n"
        "escpos.encode(Laid(32, rows))\n"
        "print('PIL' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_preview_and_a_print_never_load_the_pdf_library() -> None:
    ask = (
        "import sys\n"
        "from mihome_desk.printing.render import preview, render\n"
        "from tests.printing.papers import slip\n"
        "preview(slip('en'), 58), render(slip('zh_CN'), 'escpos', 80)\n"
        "print(*sys.modules.keys() & {'fpdf', 'fontTools'})"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_code_too_large_for_the_roll_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        lay(slip("en", qr_prefix="x" * 1500), 58)
