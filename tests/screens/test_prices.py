"""Guide prices on the screens: searched while typing, kept to, told to the customer, and offered lower when they fall."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap, words
from mihome_desk.rules.intake import DeviceGiven, FaultGiven
from mihome_desk.rules.quote import LineGiven, MakeQuote
from mihome_desk.rules.ticket import Quote
from mihome_desk.screens.big_price import BigPriceScreen
from mihome_desk.text import _
from mihome_desk.widgets.big_amount import BigAmount
from tests import builders
from tests.builders import FakeClock
from tests.screens import stage, walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import PIN, Fingers, at_field, clear, open_ticket

WAYS = walks.WAYS
MIX4 = {"device": DeviceGiven("phone", "Xiaomi MIX 4"), "faults": (FaultGiven("SWOLLEN", "后盖鼓起来"),)}
MI9 = {"device": DeviceGiven("phone", "小米 9"), "faults": (FaultGiven("SWOLLEN", "后盖鼓起来"),)}
BATTERY = LineGiven("part", "电池", 1, 15_900, "customer")


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return walks.found(tmp_path, clock)


def quote_of(seat: Seat, number: str) -> Quote:
    quote = builders.ticket_of(seat.desk, number).quote
    assert quote is not None
    return quote


def make(folder: Path, clock: FakeClock, number: str, *lines: LineGiven) -> None:
    walks.do(folder, clock, MakeQuote(number, lines))


@WAYS
async def test_part_labour_and_the_yes_take_eight_keys_where_the_list_knows_the_model(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        fingers = Fingers(seat)
        await fingers.press("f6", "enter", "enter", "enter", "enter", "ctrl+s")
        assert [(line.part, line.price, line.cap) for line in quote_of(seat, number).lines] == [
            ("BATTERY", 15_900, 15_900),
            ("", 4_000, 4_000),
        ]
        await fingers.press("enter", "ctrl+s")
        assert fingers.count <= 8
        assert builders.ticket_of(seat.desk, number).stage == "approved"


@pytest.mark.parametrize("said", ["xsp", "pm", "屏", "SCR", "disp"])
async def test_a_few_letters_find_a_part_and_its_price(folder: Path, clock: FakeClock, said: str) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        await seat.type(said)
        assert seat.says("> 显示屏组件 ￥1,550.00")
        await seat.press("enter")
        assert (seat.row("code"), seat.row("price"), seat.focused) == ("显示屏组件", "1550", "price")
        assert seat.says("正是指导价 ￥1,550.00。")


async def test_the_arrow_takes_another_offer_and_tab_leaves_what_was_typed(
    folder: Path, clock: FakeClock
) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        await seat.type("主板")
        await seat.press("down", "enter")
        assert (seat.row("code"), seat.row("price")) == ("主板 12GB+512GB", "3200")
        await seat.press("shift+tab")
        await clear(seat)
        await seat.type("主板维修")
        # It is no name of the list, but it names one: that limits it, and the screen says so.
        assert seat.says("指导价：最高 ￥3,200.00。")
        await seat.press("tab")
        # It names the board all the same, and no memory: the dearest one limits it.
        assert (seat.row("code"), seat.row("price")) == ("主板维修", "3200")
        assert seat.says("按最贵的配置")


async def test_another_part_brings_another_price_but_a_typed_one_stays(
    folder: Path, clock: FakeClock
) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "enter")
        assert seat.row("price") == "159"
        await seat.press("shift+tab")
        await seat.type("后盖")
        await seat.press("enter")
        assert seat.row("price") == "680"
        await seat.type("600")
        await seat.press("shift+tab")
        await seat.type("听筒")
        await seat.press("enter")
        assert seat.row("price") == "600"


async def test_a_price_above_the_guide_price_is_refused_at_its_field(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "enter")
        await seat.type("160")
        assert seat.says("! 比指导价 ￥159.00 高 ￥1.00：不允许。")
        await seat.press("enter")
        assert seat.beside("price", words.sentence("over_cap", {"cap": 15_900}))
        await clear(seat)
        await seat.type("150")
        assert seat.says("比指导价 ￥159.00 低 ￥9.00。")
        await seat.press("enter", "ctrl+s")
        (line,) = quote_of(seat, number).lines
        assert line.price == 15_000


async def test_where_the_list_has_no_price_that_is_said(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", faults=MIX4["faults"])
    async with counter(folder, clock, size=stage.LARGE, language="en") as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "enter")
        assert seat.row("price") == ""
        assert seat.says(
            _("The list has no guide price for this: nothing limits it. Ask what the part is worth.")
        )
        await seat.press("shift+tab")
        await seat.type("gold plate")
        assert seat.says(
            _("Not on the list: nothing limits its price. It stands in the quote as it is typed.")
        )
        await seat.press("tab")
        await seat.type("88")
        await seat.press("enter")
        assert seat.says("no guide price")


async def test_where_labour_is_inside_none_is_proposed(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MI9)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "enter")
        assert seat.says("已含人工")
        await seat.press("enter")
        assert (seat.row("kind"), seat.row("code")) == ("part", "")
        await seat.go("kind")
        await seat.press("2")
        await seat.go("code")
        await seat.type("1")
        assert seat.says("> 一级人工 ￥40.00")
        await seat.press("enter")
        await seat.type("20")
        await seat.press("enter")
        assert seat.beside("price", words.sentence("labour_inside", {"cap": 0}))


async def test_a_discount_asks_for_its_reason(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "enter")
        await seat.go("discount")
        await seat.type("20")
        await seat.press("enter")
        assert seat.focused == "reason"
        await seat.press("enter")
        assert seat.beside("reason", words.sentence("empty", {}))
        await seat.type("老客户")
        await seat.press("enter", "ctrl+s")
        (line,) = quote_of(seat, number).lines
        assert (line.price, line.discount) == (13_900, 2_000)
        # On the customer's page it stands with its reason; a changed quote begins with it.
        await seat.press("enter")
        assert seat.says("每件优惠 ￥20.00：老客户")
        await seat.press("f6", "ctrl+d")
        assert (seat.row("price"), seat.row("discount"), seat.row("reason")) == ("159", "20", "老客户")


async def test_goodwill_asks_a_manager_for_the_pin(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "enter")
        await seat.go("payer")
        await seat.press("3", "ctrl+s")
        assert seat.says("有一行由本店承担")
        await seat.type("1111")
        await seat.press("enter")
        assert at_field(seat, "pin", words.sentence("bad_pin", {}))
        await seat.press("escape")
        assert seat.screen_name == "QuoteScreen"
        await seat.press("ctrl+s")
        await seat.type(PIN)
        await seat.press("enter")
        assert seat.screen_name == "TicketScreen"
        assert builders.ticket_of(seat.desk, number).stage == "approved"
        assert [line.payer for line in quote_of(seat, number).lines] == ["goodwill"]


async def test_a_quote_is_turned_to_the_customer_in_big_type(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "ctrl+e")
        assert seat.screen_name == "QuoteScreen"
        await seat.press("enter", "enter", "ctrl+e")
        assert isinstance(seat.app.screen, BigPriceScreen)
        assert seat.app.screen.query_one(BigAmount).said == "￥159"
        assert seat.says("Xiaomi MIX 4")
        assert number[-5:] not in seat.text
        assert "客人" not in seat.text
        await seat.press("ctrl+l")
        assert seat.says("To pay ￥159.00")
        await seat.press("ctrl+l", "space")
        assert seat.screen_name == "QuoteScreen"
        await seat.press("ctrl+s", "enter", "ctrl+e")
        assert seat.says("有效期至 2026-11-29")


# Between quote and answer


async def test_an_expired_quote_is_made_again_with_one_key(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    make(folder, clock, number, BATTERY)
    clock.move(7 * 24 * 60 + 1)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        assert seat.says("! 报价有效期至 2026-11-29 12:01，已过。")
        assert seat.says("Ctrl+Y 重报")
        await seat.press("ctrl+s")
        assert seat.says(words.sentence("quote_expired", {}))
        await seat.press("ctrl+y")
        assert seat.says("有效期至 2026-12-06")
        await seat.press("ctrl+s")
        assert builders.ticket_of(seat.desk, number).stage == "approved"


async def test_a_quote_that_holds_is_not_made_again(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    make(folder, clock, number, BATTERY)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        assert not seat.says("重报")
        before = len(walks.kinds(seat))
        await seat.press("ctrl+y")
        assert seat.says("报价仍有效")
        assert len(walks.kinds(seat)) == before


@pytest.fixture
def cheaper(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The list of the next year, for every desk that is opened after it was called for."""
    old = bootstrap.catalogue()

    def fall(price: int) -> None:
        rows = tuple(
            row._replace(price=price) if (row.model, row.part) == ("Xiaomi MIX 4", "BATTERY") else row
            for row in old.prices.prices
        )
        newer = replace(old, prices=replace(old.prices, version="2027-01-01", prices=rows))
        monkeypatch.setattr(bootstrap, "catalogue", lambda: newer)

    return fall


async def test_the_lower_price_is_offered_with_one_key(folder: Path, clock: FakeClock, cheaper: Any) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    make(folder, clock, number, BATTERY, LineGiven("labour", "L1", 1, 4_000, "customer"))
    cheaper(12_000)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        assert seat.says("! 指导价降了：电池 ￥120.00。按 Ctrl+Y 给客户新价。")
        await seat.press("ctrl+s")
        assert seat.says(words.sentence("price_fell", {"part": "电池", "cap": 12_000}))
        await seat.press("ctrl+y", "ctrl+s")
        quote = quote_of(seat, number)
        assert (quote.customer_total, quote.prices, quote.answer) == (16_000, "2027-01-01", "approve")


async def test_goodwill_in_a_quote_made_again_is_signed_again(
    folder: Path, clock: FakeClock, cheaper: Any
) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **MIX4)
    house = LineGiven("part", "后盖", 1, 10_000, "goodwill")
    walks.do(folder, clock, MakeQuote(number, (BATTERY, house), PIN))
    cheaper(12_000)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "ctrl+y")
        await seat.type(PIN)
        await seat.press("enter")
        assert quote_of(seat, number).customer_total == 12_000


# Without a ticket


@WAYS
async def test_an_enquiry_needs_no_ticket(folder: Path, clock: FakeClock, way: dict[str, object]) -> None:
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await seat.press("f6")
        assert seat.screen_name == "EnquiryScreen"
        assert seat.says("Xiaomi MIX 3")
        await seat.type("mi9 dc")
        assert not seat.says("Xiaomi MIX 3")
        assert seat.says("￥110.00")
        assert seat.says(_("inside"))
        before = walks.kinds(seat)
        await seat.press("enter")
        assert isinstance(seat.app.screen, BigPriceScreen)
        assert seat.app.screen.query_one(BigAmount).said == "￥110"
        assert seat.says(_("The labour is inside."))
        await seat.press("escape", "escape")
        assert seat.screen_name == "BoardScreen"
        # Nothing is written.
        assert walks.kinds(seat) == before


async def test_an_enquiry_counts_labour_in_and_moves_in_its_list(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("e")
        await seat.type("mix4 主板")
        await seat.press("down", "enter")
        assert seat.says("主板 12GB+512GB")
        assert seat.says("合计 ￥3,240.00")
        await seat.press("escape")
        await clear(seat)
        await seat.type("诺基亚")
        assert seat.says("没有它的指导价。手机人工：一级人工 ￥40.00 · 二级人工 ￥80.00 · 刷机 ￥0.00。")
        await seat.press("enter")
        assert seat.screen_name == "EnquiryScreen"


async def test_a_price_is_asked_in_the_middle_of_an_intake(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.type("1385678")
        await seat.press("f6")
        assert seat.screen_name == "EnquiryScreen"
        await seat.press("escape")
        assert (seat.screen_name, seat.row("phone")) == ("IntakeScreen", "1385678")


async def test_a_scanned_device_is_asked_about_by_its_model(folder: Path, clock: FakeClock) -> None:
    device = DeviceGiven("phone", "Xiaomi MIX 4", imei=builders.IMEI)
    walks.do(folder, clock, builders.open_ticket(device=device))
    async with counter(folder, clock) as seat:
        await seat.press("e")
        await walks.scan(seat, builders.IMEI)
        assert seat.app.screen.query_one("#words").value == "Xiaomi MIX 4 "  # type: ignore[attr-defined]
        assert seat.says("显示屏组件")
        assert not seat.says("Xiaomi 13")
