"""Mail-in by keys: pack, ship, the next hand, back; a centre's parcels from scan to ticket; all clocks on one board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap
from mihome_desk.desk import Desk
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.intake import Customer, DeviceGiven
from mihome_desk.rules.mailin import PassOn
from mihome_desk.rules.parcels import ExpectParcel, ReceiveParcel
from mihome_desk.rules.repair import TellCustomer
from mihome_desk.text import _
from tests import builders
from tests.builders import MINUTE, FakeClock, ok, pack, pre, ship
from tests.screens import stage
from tests.screens.stage import Seat, counter
from tests.screens.test_board import look, short

DAY = 24 * 60
WAYBILL = "SF1234567890"
SIZES = [(80, 24), (120, 36), (160, 50)]


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return builders.found(tmp_path / "desk", clock)


@pytest.fixture
def other(folder: Path, clock: FakeClock) -> Iterator[Desk]:
    """Another counter of the same store."""
    desk = bootstrap.open_desk(folder, clock)
    yield desk
    desk.close()


@pytest.fixture
def centre(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """A repair centre's other counter."""
    folder = builders.found(tmp_path / "centre", clock, label="HQ001", name="寄修中心", kind="centre")
    desk = bootstrap.open_desk(folder, clock)
    yield desk
    desk.close()


def mailed(desk: Desk, *steps: Any, **changes: Any) -> str:
    """A mail-in ticket with its list before the repair, walked on; its number."""
    number = ok(desk.do(builders.open_ticket(programme="mail_in", **changes))).ticket
    for command in (pre(number), *(step(number) for step in steps)):
        ok(desk.do(command))
    return number


def announced(desk: Desk, items: tuple[str, ...] = ("手机", "卡托"), waybill: str = WAYBILL) -> None:
    device = DeviceGiven("phone", "Redmi Note 7", imei=builders.IMEI)
    told = ExpectParcel(
        waybill, "小米之家", items, "BJ001-1", device, Customer("张三", builders.PHONE), "开不了机"
    )
    ok(desk.do(told))


def numbers(seat: Seat) -> list[str]:
    """The tickets of the board from top to bottom."""
    return [found[0] for line in seat.lines if (found := re.findall(r"^.{3}(\d{6}-\d{5}) ", line))]


def journey(seat: Seat, number: str) -> Any:
    return builders.ticket_of(seat.desk, number).journey


# A store


async def test_a_scanned_label_leaves_the_cursor_where_a_word_is_missing(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    mailed(other, pack)
    async with counter(folder, clock) as seat:
        await seat.press("enter", "x")
        seat.burst("SF1234567890123", "enter")
        await seat.settle()
        assert (seat.row("waybill"), seat.focused) == ("SF1234567890123", "carrier")
        await seat.type("顺丰")
        await seat.press("ctrl+s")
        assert seat.screen_name == "TicketScreen"


async def test_enter_packs_ships_and_receives_back(folder: Path, clock: FakeClock, other: Desk) -> None:
    number = mailed(other, left_items="SIM 卡, 手机壳", condition="背面有划痕")
    async with counter(folder, clock) as seat:
        await seat.press("enter", "enter")
        assert seat.screen_name == "PackScreen"
        assert seat.row("items") == "手机、SIM 卡、手机壳"
        assert seat.row("condition") == "背面有划痕"
        assert seat.row("consent") == ""
        assert seat.focused == "photos"
        await seat.press("enter", "1", "enter", "escape")
        assert journey(seat, number).items == ("手机", "SIM 卡", "手机壳")
        assert seat.screen_name == "TicketScreen"
        await seat.press("enter")
        assert seat.screen_name == "ShipScreen"
        await seat.type("顺丰")
        await seat.press("enter")
        await seat.type("sf1234567890")
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).stage == "at_hq"
        await seat.press("enter")
        assert seat.screen_name == "AwayScreen"
        assert seat.row("where") == "centre"
        await seat.press("enter", "enter")
        assert journey(seat, number).at_centre is not None
        await seat.press("enter")
        assert seat.row("where") == "back"
        await seat.press("enter", "1", "enter", "1", "enter", "enter", "enter")
        assert builders.ticket_of(seat.desk, number).stage == "testing"
        assert journey(seat, number).result == "repaired"


async def test_nothing_is_packed_before_the_customer_was_asked(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    number = mailed(other)
    async with counter(folder, clock) as seat:
        await seat.press("enter", "x", "ctrl+s")
        assert seat.says(_("Please ask the customer: 1 yes, 2 no."))
        await seat.press("2", "ctrl+s")
        assert seat.says("未经客户同意不得寄出")
        assert journey(seat, number) is None


async def test_the_pack_list_is_printed_into_the_parcel(folder: Path, clock: FakeClock, other: Desk) -> None:
    number = mailed(other)
    async with counter(folder, clock) as seat:
        await seat.press("enter", "x")
        await seat.go("consent")
        await seat.press("1", "enter", "enter")
        assert seat.screen_name == "SlipScreen"
        assert _("Pack list") in seat.text
        assert "□ 手机" in seat.text
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).papers["pack_list"].copies == 1


async def test_what_is_no_mail_in_ticket_says_how_it_becomes_one(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    number = ok(other.do(builders.open_ticket())).ticket
    async with counter(folder, clock) as seat:
        await seat.press("x")
        await seat.type(number)
        await seat.press("enter")
        assert seat.screen_name == "ParcelsScreen"
        assert "按 P 改为寄修" in seat.toasts


async def test_a_scanned_label_goes_to_the_waybill_and_the_last_carrier_is_proposed(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    mailed(other, pack, lambda n: ship(n, "JD0000000001"))
    clock.move(5)
    number = mailed(other, pack)
    async with counter(folder, clock) as seat:
        await seat.press("x")
        assert seat.screen_name == "ParcelsScreen"
        assert short(number) in seat.text
        await seat.type(number)
        await seat.press("enter")
        assert seat.screen_name == "ShipScreen"
        assert seat.row("carrier") == "顺丰"
        seat.burst("SF9876543210123", "enter")
        await seat.until(lambda: seat.row("waybill") == "SF9876543210123")
        await seat.settle()
        await seat.press("ctrl+s")
        assert journey(seat, number).waybill == "SF9876543210123"


async def test_a_waybill_scanned_at_the_parcels_opens_its_ticket(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    number = mailed(other, pack, ship, lambda n: PassOn(n, "centre"))
    async with counter(folder, clock) as seat:
        await seat.press("x")
        assert _("At centre") in seat.text
        seat.burst(WAYBILL, "enter")
        await seat.until(lambda: seat.screen_name == "AwayScreen")
        await seat.settle()
        assert seat.row("where") == "back"
        await seat.press("enter", "1", "enter", "2", "enter")
        await seat.type("卡托")
        await seat.press("enter", "enter")
        assert seat.focused == "words"
        assert builders.ticket_of(seat.desk, number).stage == "at_hq"
        await seat.type("后盖裂了, 卡托不在")
        await seat.press("enter")
        assert journey(seat, number).missing == ("卡托",)
        assert journey(seat, number).damage


async def test_nothing_away_says_what_to_do(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("x")
        assert seat.says(_("Nothing is away. X on a mail-in ticket packs its device."))
        await seat.type("SF0000000000")
        await seat.press("enter")
        assert "SF0000000000" in seat.toasts


# A centre


async def test_one_scan_receives_and_enter_leads_to_the_ticket(centre: Desk, clock: FakeClock) -> None:
    announced(centre)
    async with counter(centre.home.folder, clock) as seat:
        await seat.press("x")
        assert _("Expected") in seat.text
        seat.burst(WAYBILL, "enter")
        await seat.until(lambda: _("To check") in seat.text)
        await seat.settle()
        await seat.press("enter")
        assert seat.screen_name == "CheckParcelScreen"
        await seat.press("1", "enter", "1", "enter", "enter", "1", "ctrl+s")
        assert seat.screen_name == "ParcelsScreen"
        assert _("To take in") in seat.text
        await seat.press("enter")
        assert seat.screen_name == "TakeInScreen"
        assert seat.row("model") == "Redmi Note 7"
        await seat.press("ctrl+s")
        assert seat.screen_name == "TicketScreen"
        (head,) = seat.desk.board().heads
        assert head.burning is not None
        assert head.burning.kind == "mail_in"
        assert builders.ticket_of(seat.desk, head.number).parcel == WAYBILL


async def test_what_nobody_looked_at_is_not_assumed(centre: Desk, clock: FakeClock) -> None:
    announced(centre)
    ok(centre.do(ReceiveParcel(WAYBILL)))
    async with counter(centre.home.folder, clock) as seat:
        await seat.press("x", "enter", "1", "ctrl+s")
        assert seat.screen_name == "CheckParcelScreen"
        assert "请先查看" in seat.toasts
        await seat.press("2")
        await seat.go("damage")
        await seat.press("1", "ctrl+s")
        assert seat.focused == "words"
        await seat.type("少卡托")
        await seat.press("ctrl+s")
        seen = seat.desk.parcel(WAYBILL)
        assert seen is not None
        assert seen.parcel.missing == ("卡托",)
        assert seat.says(_("{count} gone !", count=1))


async def test_a_parcel_that_nobody_announced(centre: Desk, clock: FakeClock) -> None:
    async with counter(centre.home.folder, clock) as seat:
        await seat.press("x")
        await seat.type("jdx0001112223")
        await seat.press("enter")
        assert seat.says(_("Here, but nobody announced it: look what is in it."))
        await seat.press("enter")
        assert seat.says(_("Nobody announced this parcel: write down what is in it."))
        await seat.type("手机, 充电器")
        await seat.press("enter", "1", "ctrl+s")
        seen = seat.desk.parcel("JDX0001112223")
        assert seen is not None
        assert seen.parcel.found == ("手机", "充电器")
        assert seen.parcel.missing == ()


async def test_a_parcel_is_announced_by_hand(centre: Desk, clock: FakeClock) -> None:
    async with counter(centre.home.folder, clock) as seat:
        await seat.press("x", "ctrl+n")
        await seat.fill(waybill="SF5554443332", store="小米之家", items="手机、卡托", model="Redmi 9A")
        await seat.press("ctrl+s")
        assert seat.screen_name == "ParcelsScreen"
        assert "SF5554443332" in seat.text
        assert seat.desk.board().heads == ()


async def test_a_parcel_on_the_board_opens_among_the_parcels(centre: Desk, clock: FakeClock) -> None:
    announced(centre)
    ok(centre.do(ReceiveParcel(WAYBILL)))
    clock.move(11 * 60)
    async with counter(centre.home.folder, clock, size=stage.LARGE) as seat:
        assert "寄修 剩 60 分 !" in seat.text
        assert _("Check what is in it") in seat.text
        await seat.press("enter")
        assert seat.screen_name == "ParcelsScreen"
        await seat.press("f5")
        assert seat.screen_name == "ParcelsScreen"


async def test_the_bell_rings_for_the_twelve_hours(centre: Desk, clock: FakeClock) -> None:
    announced(centre)
    ok(centre.do(ReceiveParcel(WAYBILL)))
    async with counter(centre.home.folder, clock) as seat:
        clock.move(10 * 60 + 1)
        await look(seat)
        assert "十二小时只剩不到两小时" in seat.toasts
        clock.move(2 * 60)
        await look(seat)
        assert "已超过十二小时" in seat.toasts


# All clocks on one board


def four_kinds(desk: Desk, clock: FakeClock) -> dict[str, str]:
    """A told device, one in warranty, a mailed-in one, a quick one; their numbers."""
    found = {"storage": builders.walk(desk, "ready")}
    ok(desk.do(TellCustomer(found["storage"], "phone")))
    clock.move(24 * DAY)
    found["legal"] = ok(desk.do(builders.open_ticket(programme="standard"))).ticket
    ok(desk.do(DecideCoverage(found["legal"], "in", "店长认可", evidence="看过发票")))
    found["mail_in"] = mailed(desk, pack, ship)
    clock.move(6 * DAY)
    found["hour"] = ok(desk.do(builders.open_ticket())).ticket
    clock.move(12)
    return found


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_the_board_names_every_kind_of_clock_and_cuts_none(
    folder: Path, clock: FakeClock, other: Desk, size: tuple[int, int], language: str
) -> None:
    found = four_kinds(other, clock)
    async with counter(folder, clock, size=size, language=language) as seat:
        order = [found[name] for name in ("hour", "storage", "legal", "mail_in")]
        assert numbers(seat) == [short(each) for each in order]
        said = {
            "zh_CN": ("快修 剩 48 分", "存放 30 天 !", "备用机 剩 1 天 !", "在途 6 天"),
            "en": ("hour 48 min left", "stored 30 d !", "loaner 1 d left !", "On way 6 d"),
        }
        for words in said[language]:
            assert words in seat.text


async def test_the_preview_lists_all_clocks_of_a_ticket_with_the_rule_that_is_near(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    number = ok(other.do(builders.open_ticket(promised_at=clock.at_ms + 20 * MINUTE))).ticket
    ok(other.do(DecideCoverage(number, "in", "店长认可", evidence="看过发票")))
    clock.move(6 * DAY)
    async with counter(folder, clock, size=stage.LARGE) as seat:
        for words in ("一小时", "约定", "备用机", "换机", "7 天未修好"):
            assert seat.says(words)
