"""The counter sale by keys and scans alone: scan, scan, Enter; change, parts, discount, return, invoice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mihome_desk import bootstrap, words
from mihome_desk.rules.stock import ReceiveParts
from mihome_desk.widgets.big_amount import BigAmount
from tests import builders
from tests.builders import FakeClock, ok
from tests.screens import stage
from tests.screens.stage import Seat, counter

CHARGER, FILM = "2000000000022", "2000000000138"
"""Barcodes of the sample list: 129 yuan and 29 yuan."""


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    """A store with five chargers, three films, and a cable of its own without a price."""
    folder = builders.found(tmp_path / "desk", clock)
    desk = bootstrap.open_desk(folder, clock)
    ok(desk.do(ReceiveParts("ACC-CHG67", 5, "bought", part="accessory", name="67W 充电器套装")))
    ok(desk.do(ReceiveParts("ACC-FILM", 3, "bought", part="accessory", name="钢化膜")))
    ok(desk.do(ReceiveParts("OWN-1", 2, "bought", part="accessory", name="本店数据线")))
    desk.close()
    return folder


@asynccontextmanager
async def till(folder: Path, clock: FakeClock, **options: object) -> AsyncIterator[Seat]:
    """At the sale screen."""
    async with counter(folder, clock, **options) as seat:  # type: ignore[arg-type]
        await seat.press("s")
        assert seat.screen_name == "SaleScreen"
        yield seat


async def scan(seat: Seat, code: str) -> None:
    """A scanner types a barcode and Enter."""
    seat.burst(code, "enter")
    await seat.settle()


def big(seat: Seat) -> str:
    """The figure that is read from across the counter."""
    return seat.app.screen.query_one(BigAmount).said


def taken(seat: Seat) -> list[tuple[str, int, str]]:
    """Money by entries: method, fen, kind."""
    rows = seat.desk.ask(
        lambda conn: conn.execute("SELECT method, amount, kind FROM takings ORDER BY seq, part").fetchall()
    )
    return [tuple(row) for row in rows]


def on_hand(seat: Seat, sku: str) -> int:
    return next(line.on_hand for line in seat.desk.stock() if line.sku == sku)


async def test_scan_scan_enter_sells_for_cash_and_writes_the_receipt(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await scan(seat, FILM)
        assert big(seat) == "￥158"
        await seat.press("enter")
        sale = seat.desk.last_sales()[0].sale
        assert (sale.number, sale.total, sale.copies) == ("S261122-14", 15_800, 1)
        assert taken(seat) == [("cash", 15_800, "sale")]
        assert (on_hand(seat, "ACC-CHG67"), on_hand(seat, "ACC-FILM")) == (4, 2)
        assert [path.name for path in seat.desk.home.papers.iterdir()] == ["S261122-14-sale_receipt-1.escpos"]
        assert seat.says("S261122-14 已成交")
        assert big(seat) == "￥0"
        assert seat.focused == "code"


async def test_a_second_enter_and_the_next_scan_belong_to_the_next_sale(
    folder: Path, clock: FakeClock
) -> None:
    async with till(folder, clock) as seat:
        seat.burst(CHARGER, "enter")
        seat.send("enter")
        seat.send("enter")
        seat.burst(FILM, "enter")
        await seat.settle()
        assert [each.sale.total for each in seat.desk.last_sales()] == [12_900]
        assert big(seat) == "￥29"
        await seat.press("enter")
        assert [each.sale.total for each in seat.desk.last_sales()] == [2_900, 12_900]


async def test_what_is_given_in_cash_shows_the_change(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await seat.press("down", "enter")
        assert seat.focused == "given"
        await seat.type("150")
        assert seat.beside("given", "找零 ￥21.00")
        await seat.press("enter")
        assert big(seat) == "￥21"
        assert seat.says("找零")
        assert taken(seat) == [("cash", 12_900, "sale")]
        await scan(seat, FILM)
        assert big(seat) == "￥29"


async def test_a_digit_chooses_another_way_of_payment(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, FILM)
        await seat.press("down", "3", "enter")
        assert taken(seat) == [("wechat", 2_900, "sale")]


async def test_payment_in_parts(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await seat.press("down", "enter")
        await seat.type("100")
        await seat.press("enter")
        assert big(seat) == "￥29"
        assert seat.says("已收：现金 ￥100.00")
        assert seat.desk.last_sales() == ()
        await seat.press("2", "enter")
        assert taken(seat) == [("cash", 10_000, "sale"), ("alipay", 2_900, "sale")]


async def test_more_than_the_total_is_no_payment_by_card(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, FILM)
        await seat.press("down", "4", "tab")
        await seat.type("30")
        await seat.press("enter")
        assert seat.beside("given", "超过了应收的 ￥29.00")
        assert seat.desk.last_sales() == ()


async def test_pieces_by_a_star_before_or_after_the_scan(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await seat.type("2*acc-film")
        await seat.press("enter")
        assert big(seat) == "￥58"
        await seat.type("*3")
        await seat.press("enter")
        assert big(seat) == "￥87"
        await scan(seat, FILM)
        assert seat.says("只有 3 件 !")
        await seat.press("enter")
        assert seat.says("钢化膜")
        assert seat.desk.last_sales() == ()
        assert big(seat) == "￥116"


async def test_letters_of_a_name_offer_what_is_meant_and_no_price_asks(
    folder: Path, clock: FakeClock
) -> None:
    async with till(folder, clock) as seat:
        await seat.type("本店")
        await seat.press("enter")
        assert seat.screen_name == "Ask"
        await seat.type("15.5")
        await seat.press("enter")
        assert big(seat) == "￥15.50"
        await seat.type("钢化膜")
        await seat.press("enter")
        assert seat.screen_name == "Pick"
        await seat.press("enter")
        assert big(seat) == "￥44.50"
        await seat.type("没有的东西")
        await seat.press("enter")
        assert seat.beside("code", "没有叫「没有的东西」的商品")


async def test_below_the_list_a_reason_is_needed_above_it_nothing_goes(
    folder: Path, clock: FakeClock
) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await seat.press("ctrl+e", "tab")
        await seat.type("200")
        await seat.press("enter")
        await seat.press("ctrl+s")
        assert seat.says("标价是 ￥129.00")
        await seat.calm()
        await seat.press("ctrl+e", "tab")
        await seat.type("99")
        await seat.press("enter")
        assert seat.focused == "reason"
        await seat.press("ctrl+s")
        assert seat.beside("reason", "低于标价，请写明原因")
        await seat.type("展示机配件")
        await seat.press("enter")
        line = seat.desk.last_sales()[0].sale.lines[0]
        assert (line.price, line.retail) == (9_900, 12_900)


async def test_a_sale_survives_esc_and_the_last_line_can_go(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await scan(seat, FILM)
        await seat.press("ctrl+d")
        assert big(seat) == "￥129"
        await seat.press("escape", "s")
        assert big(seat) == "￥129"
        await seat.press("enter")
        assert seat.desk.unfinished() == 0


async def test_a_scanned_slip_makes_it_the_ticket_s(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    number = builders.walk(desk, "received")
    token = builders.token_of(desk, number)
    desk.close()
    async with till(folder, clock) as seat:
        await scan(seat, FILM)
        await scan(seat, token)
        assert seat.says(f"随工单 {number}")
        await seat.press("enter")
        assert seat.desk.last_sales()[0].ticket == number


async def test_a_scanned_receipt_takes_something_back(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await seat.type("2*acc-film")
        await seat.press("enter", "enter")
        await scan(seat, "826112200014")
        assert seat.screen_name == "ReturnScreen"
        assert seat.focused == "why"
        assert big(seat) == "￥58"
        await seat.go("qty-0")
        await seat.press("backspace")
        await seat.type("1")
        assert big(seat) == "￥29"
        await seat.go("why")
        await seat.press("enter")
        assert seat.beside("why", "须填写")
        await seat.type("贴坏了")
        await seat.press("enter")
        assert seat.screen_name == "SaleScreen"
        assert taken(seat) == [("cash", 5_800, "sale"), ("cash", -2_900, "sale_refund")]
        assert on_hand(seat, "ACC-FILM") == 2


async def test_ctrl_r_lists_sales_and_defective_goods_do_not_go_back(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await seat.press("enter", "ctrl+r", "enter")
        assert seat.screen_name == "ReturnScreen"
        await seat.type("不充电")
        await seat.go("condition")
        await seat.press("2", "ctrl+s")
        assert on_hand(seat, "ACC-CHG67") == 4
        await seat.press("ctrl+r")
        assert seat.says("没有可以退货的销售")


async def test_an_invoice_for_the_last_sale(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await seat.press("enter", "ctrl+y")
        await seat.type("小米通讯技术有限公司")
        await seat.press("enter")
        await seat.type("91110108551385082X")
        await seat.press("enter", "enter")
        assert seat.says("税号校验位不对")
        await seat.type("91110108551385082Q")
        await seat.press("enter", "enter")
        assert seat.screen_name == "SaleScreen"
        assert seat.desk.drawer().invoices == 1


async def test_the_receipt_again_is_a_copy_with_a_reason(folder: Path, clock: FakeClock) -> None:
    async with till(folder, clock) as seat:
        await scan(seat, CHARGER)
        await seat.press("enter", "ctrl+p")
        assert seat.screen_name == "TillPaperScreen"
        assert seat.says("S261122-14")
        await seat.press("enter")
        await seat.type("客人弄丢了")
        await seat.press("enter")
        assert seat.desk.last_sales()[0].sale.copies == 2
        assert seat.says("副本 2")


@pytest.mark.parametrize("size", stage.SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_the_whole_screen_fits(
    folder: Path, clock: FakeClock, size: tuple[int, int], language: str
) -> None:
    async with till(folder, clock, size=size, language=language) as seat:
        await scan(seat, CHARGER)
        for name in ("code", "method", "given", "phone"):
            region = seat.app.screen.query_one(f"#row-{name}").region
            assert 0 < region.y < size[1] - 1, name
        assert big(seat) == "￥129"


async def test_a_ticket_s_invoice_by_its_letter(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    builders.walk(desk, "received")
    desk.close()
    async with counter(folder, clock) as seat:
        await seat.press("enter", "i")
        assert seat.screen_name == "Ask"
        await seat.type("张三")
        await seat.press("enter", "enter", "enter")
        assert seat.screen_name == "TicketScreen"
        assert seat.desk.drawer().invoices == 1
        assert seat.says("已登记开票")


async def test_a_repair_part_is_no_goods_and_the_clerk_is_told_so(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    ok(desk.do(ReceiveParts("P-DISPLAY", 2, "bought", cost=100, part="DISPLAY", name="屏幕总成")))
    desk.close()
    async with till(folder, clock) as seat:
        await scan(seat, "P-DISPLAY")
        assert seat.says(words.sentence("not_for_sale", {"sku": "P-DISPLAY"}))
        await scan(seat, "P-NOWHERE")
        assert not seat.says(words.sentence("not_for_sale", {"sku": "P-NOWHERE"}))
