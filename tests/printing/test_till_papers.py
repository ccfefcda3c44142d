"""Sales receipt and day's paper: in every form, both widths, both languages, read by readers nobody here wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pypdfium2
import pytest
import resvg_py
import zxingcpp
from PIL import Image

from mihome_desk.db.money import Invoice
from mihome_desk.printing.day import DayFacts, day_close
from mihome_desk.printing.elements import Paper
from mihome_desk.printing.layout import Millimetres, TextRow, lay
from mihome_desk.printing.render import Width, render
from mihome_desk.printing.sale import Order, ReceiptLine, SaleFacts, sale_receipt
from mihome_desk.printing.terminal import text_lines
from mihome_desk.printing.width import width as columns_of
from mihome_desk.rules.shop import DayClosed, TakingSum
from tests.printing.papers import CHINA, HOUSE, printed

AT = datetime(2026, 11, 22, 21, 3, tzinfo=CHINA)
ORDER = Order("23-1c8069e0", "小赵", AT)
BARS = "826112200014"
SALE = SaleFacts(
    house=HOUSE,
    number="S261122-14",
    barcode=BARS,
    sold_at=AT,
    lines=(
        ReceiptLine("67W 充电器套装", 1, 11_900, list_fen=12_900, serials=("SN12345",)),
        ReceiptLine("钢化膜", 2, 2_900, returned=1),
    ),
    payments=(("现金", 10_000), ("微信支付", 7_700)),
    refunds=(("现金", -2_900),),
    order=ORDER,
    ticket="BJ001-261122-00022",
    phone="13812345678",
)
DAY = DayFacts(
    house=HOUSE,
    day=DayClosed(
        day="2026-11-22",
        days=("2026-11-21", "2026-11-22"),
        sums=(
            TakingSum("cash", "payment", 3, 61_000),
            TakingSum("cash", "sale", 2, 5_800),
            TakingSum("cash", "sale_refund", 1, -2_900),
            TakingSum("wechat", "payment", 1, 23_900),
        ),
        counted={"cash": 113_000},
        opening=50_000,
        float=50_000,
        deposits=3_000,
        deposit_tickets=1,
        invoices=2,
        devices=14,
        away=1,
        missing=("BJ001-261122-00014",),
        misplaced=("BJ001-261122-00022",),
    ),
    closed_at="2026-11-22 21:03",
    closed_by="小赵",
    invoices=(
        Invoice(
            5, "2026-11-22", 0, "S261122-14", 15_800, "小米通讯技术有限公司", "91110108551385082Q", "a@b.cn"
        ),
        Invoice(6, "2026-11-22", 0, "BJ001-261122-00022", 3_000, "张三", "360426199101010071", ""),
    ),
    order=ORDER,
    explained="少收了 9 元零钱",
    found_at=("BJ001-261122-00022: B-7",),
)
KINDS = pytest.mark.parametrize("kind", ["sale_receipt", "day_close"])
WIDTHS = pytest.mark.parametrize("width", [58, 80])
LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])


def paper(kind: str, language: str) -> Paper:
    return sale_receipt(SALE, language) if kind == "sale_receipt" else day_close(DAY, language)


def said(made: Paper, width: Millimetres = 58) -> str:
    """A paper's words in one line."""
    return " ".join(" ".join(text_lines(lay(made, width))).split())


def bars(image: Image.Image) -> set[str]:
    """Every code on a picture, of whatever kind."""
    return {code.text for code in zxingcpp.read_barcodes(image.convert("L"))}


def expected(kind: str) -> set[str]:
    return {BARS} if kind == "sale_receipt" else set()


@KINDS
@WIDTHS
@LANGUAGES
def test_picture_drawing_and_printer_hold_the_same_bars(kind: str, language: str, width: Millimetres) -> None:
    made = paper(kind, language)
    picture = Image.open(BytesIO(render(made, "png", width)))
    assert picture.width == {58: 384, 80: 576}[width]
    assert bars(picture) == expected(kind)
    drawing = bytes(
        resvg_py.svg_to_bytes(svg_string=render(made, "svg", width).decode(), skip_system_fonts=True)
    )
    assert bars(Image.open(BytesIO(drawing))) == expected(kind)
    out = printed(render(made, "escpos", width))
    assert {part.text for part in out if part.kind == "bars"} == expected(kind)
    assert out[-1].kind == "cut"


@KINDS
@LANGUAGES
@pytest.mark.parametrize("width", [58, 80, "a5"])
def test_the_pdf_is_one_page_with_the_bars(kind: str, language: str, width: Width) -> None:
    (page,) = pypdfium2.PdfDocument(render(paper(kind, language), "pdf", width))
    image = page.render(scale=300 / 72).to_pil()
    assert bars(image) == expected(kind)
    assert abs(image.width - {58: 58, 80: 80, "a5": 148}[width] / 25.4 * 300) <= 2


@KINDS
@WIDTHS
@LANGUAGES
def test_no_line_is_wider_than_the_roll(kind: str, language: str, width: Millimetres) -> None:
    sheet = lay(paper(kind, language), width)
    rows = [row for row in sheet.rows if isinstance(row, TextRow)]
    assert all(columns_of(row.joined(sheet.columns)) <= sheet.columns for row in rows)
    assert render(paper(kind, language), "text", width).decode().splitlines() == text_lines(sheet)


def test_the_receipt_says_what_was_sold_paid_and_given_back() -> None:
    words = said(paper("sale_receipt", "zh_CN"), 80)
    for each in (
        "S261122-14",
        "67W 充电器套装 ￥119.00",
        "标价每件 ￥129.00",
        "SN SN12345",
        "2 x ￥29.00",
        "合计 ￥177.00",
        "微信支付 ￥77.00",
        "钢化膜 x1 -￥29.00",
        "退款 现金 -￥29.00",
        "138****5678",
        "BJ001-261122-00022",
    ):
        assert each in words, each
    assert "13812345678" not in words
    assert "副本" not in words


def test_the_day_s_paper_says_money_first_then_the_house() -> None:
    words = said(paper("day_close", "zh_CN"), 80)
    for each in (
        "含 2026-11-21",
        "现金 ￥639.00",
        "配件退货 x1 -￥29.00",
        "收款合计 ￥878.00",
        "应有 ￥1,139.00",
        "短款 -￥9.00",
        "未核对：微信支付",
        "上交现金 ￥630.00",
        "已收款未取机 x1 ￥30.00",
        "小米通讯技术有限公司 91110108551385082Q",
        "张三 360****0071",
        "应在店设备 14 盘到 13 在维修中心 1",
        "BJ001-261122-00022: B-7",
        "少收了 9 元零钱",
    ):
        assert each in words, each
    assert "360426199101010071" not in words


def test_a_quiet_day_has_a_paper_too() -> None:
    day = replace(DAY.day, days=("2026-11-22",), sums=(), counted={"cash": 50_000}, missing=(), misplaced=())
    words = said(day_close(replace(DAY, day=day, invoices=(), explained="", found_at=()), "en"))
    assert "No money moved on this day." in words
    assert "As booked ￥0.00" in words
    assert "Not met" not in words


def test_a_copy_says_so_and_why() -> None:
    again = replace(SALE, order=replace(ORDER, copy=2, reason="客人弄丢了"))
    assert "副本 2：客人弄丢了" in said(sale_receipt(again, "zh_CN"))
