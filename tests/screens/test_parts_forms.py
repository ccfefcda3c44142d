"""Receiving, counting and asking HQ by keys, a scan and two keys for what the store knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mihome_desk.db.stockroom import AwaitedPart, StockLine
from mihome_desk.rules.stock import LendPart, ReceiveParts
from mihome_desk.screens.parts_receive import kind_in
from mihome_desk.screens.parts_request import proposal
from mihome_desk.text import _
from mihome_desk.widgets.row_list import RowList
from tests.builders import FakeClock
from tests.screens import walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import Fingers, scan, sentence

WAYS = walks.WAYS
BATTERY = "5600020N7100"
BOARD = "57983101916N"
NEW = "5600040J9A00"
BOARDS = ("MB12SU000001", "MB12SU000002")
STOCKED = (
    ReceiveParts(BATTERY, 4, "bought", cost=4_100, part="BATTERY", name="Redmi Note 7 电池", low=3),
    ReceiveParts(BOARD, 2, "issued", part="MAINBOARD", name="小米 12S Ultra 主板", serials=BOARDS),
)


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    where = walks.found(tmp_path, clock)
    walks.do(where, clock, *STOCKED)
    return where


def line(seat: Seat, sku: str) -> StockLine:
    """A part as the store knows it."""
    item = seat.desk.stock_item(sku)
    assert item is not None
    return item.line


# Receiving


@WAYS
async def test_a_known_part_is_received_with_a_scan_and_two_keys(
    folder: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    async with counter(folder, clock, **way) as seat:
        await seat.press("p", "r")
        fingers = Fingers(seat)
        await fingers.scan(BATTERY)
        await fingers.press("6", "enter")
        assert fingers.count == 2
        assert line(seat, BATTERY).on_hand == 10
        assert (seat.focused, seat.row("sku")) == ("sku", "")
        assert seat.says(_("{owner}: {here} here", owner=_("Own stock"), here=10))
        await fingers.scan(BATTERY)
        await fingers.press("1", "enter")
        assert line(seat, BATTERY).on_hand == 11


async def test_the_next_scan_writes_what_stands_there_and_the_same_counts_one_more(
    folder: Path, clock: FakeClock
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "r")
        for _time in range(3):
            await scan(seat, BATTERY)
        assert seat.row("qty") == "3"
        await scan(seat, BOARD)
        assert (seat.row("sku"), seat.row("qty")) == (BOARD, "1")
        assert line(seat, BATTERY).on_hand == 7


@WAYS
async def test_a_new_part_is_asked_for_its_name_which_says_its_kind(
    folder: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    async with counter(folder, clock, **way) as seat:
        await seat.press("p", "r")
        await scan(seat, NEW)
        await seat.press("2", "enter")
        assert seat.focused == "name"
        await seat.type("小米 13 屏幕总成")
        await seat.press("enter")
        assert seat.row("part") in {"显示屏组件", "display assembly"}
        await seat.fill(cost="380")
        await seat.press("ctrl+s")
        assert (line(seat, NEW).part, line(seat, NEW).cost, line(seat, NEW).on_hand) == ("DISPLAY", 38_000, 2)


async def test_an_accessory_comes_in_by_the_barcode_on_its_box(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        charger, cable = (seat.desk.catalogue.accessories[sku] for sku in ("ACC-CHG33", "ACC-CBLC1"))
        await seat.press("p")
        await scan(seat, charger.barcode)
        await seat.press("r")
        assert (seat.row("sku"), seat.focused) == (charger.sku, "qty")
        assert charger.zh in seat.below("sku")
        # The same box once more counts one more; another one writes what stands there.
        await scan(seat, charger.barcode)
        await scan(seat, cable.barcode)
        assert seat.row("sku") == cable.sku
        assert line(seat, charger.sku).on_hand == 2
        await seat.press("enter")
        assert line(seat, cable.sku).on_hand == 1
        await seat.press("escape", "c")
        await scan(seat, charger.barcode)
        assert seat.row("sku") == charger.sku
        await seat.press("2", "enter")
        assert seat.says(_("as in the books"))


async def test_what_hq_issues_has_serials_and_no_price(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "r")
        await scan(seat, BOARD)
        await seat.go("owner")
        await seat.press("2")
        assert not seat.app.screen.query_one("#row-cost").display
        await seat.press("tab")
        for serial in ("MB12SU000007", "MB12SU000008"):
            await scan(seat, serial)
        assert seat.row("qty") == "2"
        await seat.press("ctrl+s")
        item = seat.desk.stock_item(BOARD)
        assert item is not None
        assert set(item.serials_issued) == {*BOARDS, "MB12SU000007", "MB12SU000008"}
        # The next part of the same delivery is HQ's as well.
        assert seat.row("owner") == "issued"


async def test_a_serial_that_is_here_already_is_refused_at_its_field(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "r")
        await scan(seat, BOARD)
        await seat.go("owner")
        await seat.press("2", "tab")
        await scan(seat, BOARDS[0])
        await seat.press("ctrl+s")
        assert seat.beside("serials", sentence("serial_used", serial=BOARDS[0]))
        assert line(seat, BOARD).issued == 2


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [("sku", "电池", "bad_sku"), ("sku", "", "empty")],
)
async def test_no_part_is_received_without_its_code(
    folder: Path, clock: FakeClock, field: str, said: str, code: str
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "r")
        await seat.type(said)
        await seat.press("enter")
        assert seat.beside(field, sentence(code))


def test_a_name_says_what_kind_of_part_it_is(folder: Path, clock: FakeClock) -> None:
    from mihome_desk import bootstrap

    kinds = bootstrap.catalogue().prices.parts
    for name, code in (
        ("小米 13 电池 BP4A", "BATTERY"),
        ("Redmi 10A speaker", "SPEAKER"),
        ("小米 12S Ultra 后置摄像头", "REAR_CAMERA"),
    ):
        kind = kind_in(name, kinds)
        assert kind is not None
        assert kind.code == code
    assert kind_in("维修手册", kinds) is None


# Counting


@WAYS
async def test_a_count_that_agrees_is_written_at_once(
    folder: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    async with counter(folder, clock, **way) as seat:
        await seat.press("p", "c")
        await scan(seat, BATTERY)
        # Blind: nothing on this screen says how many there should be.
        assert "4" not in seat.text.replace(BATTERY, "").replace("4711", "").splitlines()[3]
        await seat.press("4", "enter")
        assert walks.kinds(seat)[-1] == "StockCounted"
        assert _("as in the books") in seat.text
        assert seat.focused == "sku"


async def test_a_difference_is_shown_after_the_number_and_needs_reason_and_manager(
    folder: Path, clock: FakeClock
) -> None:
    walks.do(folder, clock, LendPart(BATTERY, "李工", 1))
    async with counter(folder, clock) as seat:
        await seat.press("p", "c")
        await scan(seat, BATTERY)
        await seat.press("2", "enter")
        difference = _("{count} missing", count=1)
        assert seat.says(
            _(
                "The books say {books}, you counted {counted}: {difference}.",
                books=3,
                counted=2,
                difference=difference,
            )
        )
        assert seat.says(_("{count} are lent and not on the shelf.", count=1))
        assert "StockCounted" not in walks.kinds(seat)
        await seat.press("ctrl+s")
        assert seat.beside("reason", sentence("empty"))
        await seat.type("找不到")
        await seat.press("enter")
        await seat.type(walks.PIN)
        await seat.press("enter")
        assert line(seat, BATTERY).on_hand == 2


async def test_another_number_counts_once_more(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "c")
        await scan(seat, BATTERY)
        await seat.press("5", "enter")
        await seat.press("shift+tab")
        assert seat.focused == "counted"
        await walks.clear(seat)
        await seat.press("4", "enter")
        assert walks.kinds(seat)[-1] == "StockCounted"
        assert line(seat, BATTERY).on_hand == 4


async def test_missing_pieces_with_numbers_are_named(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "c")
        await scan(seat, BOARD)
        await seat.press("shift+tab", "2", "tab", "1", "enter")
        assert seat.focused == "missing"
        await scan(seat, BOARDS[1])
        await seat.press("enter")
        await seat.type("盘亏")
        await seat.press("enter")
        await seat.type(walks.PIN)
        await seat.press("enter")
        item = seat.desk.stock_item(BOARD)
        assert item is not None
        assert item.serials_issued == (BOARDS[0],)


# Asking HQ


def _line(sku: str, **values: Any) -> StockLine:
    """A part of the shelf with nothing there but what is named."""
    nothing = StockLine(
        sku,
        name=sku,
        part="BATTERY",
        fits=(),
        on_hand=0,
        issued=0,
        lent=0,
        lent_issued=0,
        reserved=0,
        reserved_issued=0,
        free=0,
        cost=None,
        retail=None,
        cap=None,
        margin=None,
        low=0,
        short=False,
        requested=0,
        conflict=False,
    )
    return nothing._replace(**values)


def test_asked_for_is_what_refills_and_what_repairs_lack_less_what_comes() -> None:
    lines = (
        _line("FULL", on_hand=9, free=9, low=3),
        _line("LOW", on_hand=2, free=2, low=3, short=True),
        _line("ASKED", on_hand=1, free=1, low=3, short=True, requested=5),
        _line("LACKS", on_hand=1, free=-1, low=0, reserved=2),
    )
    awaited = (AwaitedPart("LACKS", "BATTERY", "LACKS", "bought", 2, 1, 1, 0, ()),)
    assert [(wish.sku, wish.qty) for wish in proposal(lines, awaited)] == [("LOW", 4), ("LACKS", 1)]


@WAYS
async def test_a_request_is_two_keys_where_the_proposal_is_right(
    folder: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    walks.do(folder, clock, LendPart(BATTERY, "李工", 2))
    async with counter(folder, clock, **way) as seat:
        await seat.press("p")
        fingers = Fingers(seat)
        await fingers.press("q", "ctrl+s")
        (request,) = seat.desk.part_requests()
        assert [(each.sku, each.qty) for each in request.lines] == [(BATTERY, 4)]
        assert fingers.count == 2
        await seat.press("6")
        assert request.number in seat.text


async def test_lines_change_go_and_come(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "q")
        assert seat.says(_("Nothing is low and no repair waits. A scan or Ctrl+N adds what you want."))
        await scan(seat, BATTERY)
        await scan(seat, BATTERY)
        await seat.press("right", "ctrl+n")
        await seat.type(NEW)
        await seat.press("enter")
        await seat.press("5", "enter", "enter")
        assert walks.at_field(seat, "name", _("It was never here: give it a name."))
        await seat.type("小米 13 屏幕")
        await seat.press("enter")
        assert [(wish.sku, wish.qty) for wish in seat.app.screen.query_one(RowList).rows] == [
            (BATTERY, 3),
            (NEW, 5),
        ]
        await seat.press("up", "left", "left", "left", "ctrl+s")
        (request,) = seat.desk.part_requests()
        assert [(each.sku, each.qty) for each in request.lines] == [(NEW, 5)]


async def test_a_request_that_will_not_come_is_called_off(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "q")
        await scan(seat, BATTERY)
        await seat.press("ctrl+s", "6", "d")
        await seat.type("停产")
        await seat.press("enter")
        assert [request.closed for request in seat.desk.part_requests()] == [True]
        assert _("closed") in seat.text
