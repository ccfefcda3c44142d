"""The parts screen by keys: tabs, filter, scans, details, and the small steps of one part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from mihome_desk.db.stockroom import StockLine, UsageLine
from mihome_desk.rules.parts import UsePart
from mihome_desk.rules.stock import LendPart, ReceiveParts
from mihome_desk.screens import parts_tabs, parts_usage
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.widgets.row_list import RowList
from tests import builders
from tests.builders import FakeClock
from tests.screens import stage, walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import scan, sentence

WAYS = walks.WAYS
DISPLAY = "5600030N7100"
BATTERY = "5600020N7100"
CABLE = "6934177712345"


def display(qty: int = 5) -> ReceiveParts:
    """Displays that the store bought."""
    fits = ("Redmi Note 7",)
    return ReceiveParts(DISPLAY, qty, "bought", 18_000, "DISPLAY", "Redmi Note 7 显示屏", fits, low=2)


STOCKED = (
    display(),
    ReceiveParts(BATTERY, 2, "bought", cost=4_100, part="BATTERY", name="Redmi Note 7 电池", low=3),
    ReceiveParts(BATTERY, 1, "issued"),
    ReceiveParts(CABLE, 20, "bought", cost=1_900, part="accessory", name="USB-C 数据线", retail=3_900, low=5),
    LendPart(BATTERY, "李工", 1),
)


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return walks.found(tmp_path, clock)


@pytest.fixture
def stocked(folder: Path, clock: FakeClock) -> Path:
    walks.do(folder, clock, *STOCKED)
    return folder


def rows(seat: Seat) -> list[str]:
    """What the list shows, its column names left out."""
    listed = seat.app.screen.query_one(RowList)
    return [line for line in seat.inside(listed.region).splitlines()[1:] if line.strip()]


def line(seat: Seat, sku: str) -> StockLine:
    """A part as the store knows it."""
    item = seat.desk.stock_item(sku)
    assert item is not None
    return item.line


@WAYS
async def test_the_shelf_shows_both_kinds_of_pieces_and_what_is_low(
    stocked: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    async with counter(stocked, clock, **way) as seat:
        await seat.press("p")
        assert seat.screen_name == "PartsScreen"
        assert len(rows(seat)) == 3
        low = next(row for row in rows(seat) if BATTERY in row)
        assert low.split(BATTERY)[1].split()[:3] == ["1", "1", "1"]
        assert _("! low") in low
        await seat.press("2")
        assert [row for row in rows(seat) if BATTERY in row] == rows(seat)
        # Nothing is cut but what is longer than a name's place.
        assert max(cell_len(row) for row in rows(seat)) <= seat.app.size.width


@WAYS
async def test_every_tab_says_what_to_do_while_it_is_empty(
    folder: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    from mihome_desk.screens.parts_tabs import EMPTY

    async with counter(folder, clock, **way) as seat:
        await seat.press("p")
        for digit, name in zip("1234567", EMPTY, strict=True):
            await seat.press(digit)
            assert seat.says(_(EMPTY[name], month=seat.desk.today()[:7])), name
            # What means a row is no key of an empty list, and every tab stands on the line of tabs.
            assert keys.CHOOSE_ROW not in seat.app.screen.keys_shown()  # type: ignore[attr-defined]
            assert _(keys.PARTS_TABS["usage"].label) in seat.text
        # The letters work on an empty list as well.
        await seat.press("r")
        assert seat.screen_name == "ReceiveScreen"


@WAYS
async def test_price_margin_and_moves_stand_beside_the_part_in_focus(
    stocked: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    async with counter(stocked, clock, **way) as seat:
        await seat.press("p")
        await scan(seat, CABLE)
        details = seat.inside(seat.app.screen.query_one("#details").region)
        for said in ("￥19.00", "￥39.00", "￥20.00", _("received"), "+20"):
            assert said in details, said


async def test_letters_narrow_the_list_and_esc_shows_all_of_it(stocked: Path, clock: FakeClock) -> None:
    async with counter(stocked, clock) as seat:
        await seat.press("p", "f")
        await seat.type("数据线")
        assert [CABLE in row for row in rows(seat)] == [True]
        await seat.press("enter", "escape")
        assert len(rows(seat)) == 3
        await seat.press("f")
        await seat.type("没有这种")
        assert seat.says(_("Nothing here is called that. Esc shows everything again."))
        await seat.press("escape", "escape")
        assert seat.screen_name == "BoardScreen"


async def test_a_scan_finds_the_part_and_an_unknown_one_can_be_received(
    stocked: Path, clock: FakeClock
) -> None:
    async with counter(stocked, clock) as seat:
        await seat.press("p", "4")
        await scan(seat, DISPLAY)
        assert seat.app.screen.query_one(RowList).selected.sku == DISPLAY  # type: ignore[union-attr]
        await scan(seat, "57983101916N")
        assert seat.says(_("{code} was never here. R receives it.", code="57983101916N"))
        await seat.press("r")
        assert seat.row("sku") == "57983101916N"
        assert seat.focused == "qty"


async def test_a_technician_takes_pieces_along_and_brings_them_back(stocked: Path, clock: FakeClock) -> None:
    async with counter(stocked, clock) as seat:
        await seat.press("p")
        await scan(seat, DISPLAY)
        await seat.press("l")
        await walks.clear(seat)
        await seat.type("王工")
        await seat.press("enter")
        await seat.type("2")
        await seat.press("enter")
        assert (line(seat, DISPLAY).on_hand, line(seat, DISPLAY).lent) == (3, 2)
        # All of it is proposed.
        await seat.press("b", "enter")
        assert (line(seat, DISPLAY).on_hand, line(seat, DISPLAY).lent) == (5, 0)
        await seat.press("b")
        assert seat.says(_("Nobody has any of these in hand."))


async def test_a_refused_number_comes_back_as_typed(stocked: Path, clock: FakeClock) -> None:
    async with counter(stocked, clock) as seat:
        await seat.press("p")
        await scan(seat, DISPLAY)
        await seat.press("l", "enter")
        await seat.type("9")
        await seat.press("enter")
        assert walks.at_field(seat, "qty", sentence("not_in_stock", sku=DISPLAY, there=5, wanted=9))
        assert seat.row("qty") == "9"
        await seat.press("escape")
        assert line(seat, DISPLAY).lent == 0


async def test_what_broke_here_is_signed_and_gone(stocked: Path, clock: FakeClock) -> None:
    async with counter(stocked, clock) as seat:
        await seat.press("p")
        await scan(seat, DISPLAY)
        await seat.press("w", "2", "enter", "enter")
        await seat.type("装机时压裂")
        await seat.press("enter")
        await seat.type("李工")
        await seat.press("enter", "enter")
        assert seat.says(sentence("needs_manager"))
        await seat.type(walks.PIN)
        await seat.press("enter")
        assert line(seat, DISPLAY).on_hand == 4
        assert walks.kinds(seat)[-1] == "PartsWrittenOff"


async def test_a_price_and_a_low_mark_are_put_right(stocked: Path, clock: FakeClock) -> None:
    async with counter(stocked, clock) as seat:
        await seat.press("p")
        await scan(seat, CABLE)
        await seat.press("e", "enter")
        await seat.type("45")
        await seat.press("enter")
        await seat.type("8")
        await seat.press("enter", *"ok", "enter")
        assert (line(seat, CABLE).retail, line(seat, CABLE).low) == (4_500, 8)
        assert line(seat, CABLE).name == "USB-C 数据线"


async def test_a_repair_that_waits_is_named_and_opened(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "approved")
    async with counter(folder, clock) as seat:
        await seat.press("p", "3")
        (row,) = rows(seat)
        assert number.partition("-")[2] in row
        assert "1 !" in row
        await seat.press("enter")
        assert number in seat.lines[0]


async def test_others_sales_and_receipts_are_seen_without_a_key(stocked: Path, clock: FakeClock) -> None:
    async with counter(stocked, clock) as seat:
        await seat.press("p")
        builders.ok(seat.desk.do(display(7)))
        await seat.app.screen._look_again()  # type: ignore[attr-defined]
        await seat.settle()
        assert "12" in next(row for row in rows(seat) if DISPLAY in row).split()


@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_the_language_changes_with_everything_in_place(
    stocked: Path, clock: FakeClock, language: str
) -> None:
    async with counter(stocked, clock, language=language) as seat:
        await seat.press("p", "2", "ctrl+l")
        assert f"[2 {_('Low')} 1]" in seat.text
        assert _("Reserved") in seat.text
        assert len(rows(seat)) == 1


@WAYS
async def test_usage_stands_against_the_norm_month_by_month(
    folder: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    walks.do(
        folder, clock, display(), ReceiveParts(BATTERY, 2, "bought", 4_100, "BATTERY", "Redmi Note 7 电池")
    )
    (used,) = walks.walked(folder, clock, "repairing")
    walks.do(folder, clock, UsePart(used, BATTERY, 1), builders.post(used), builders.complete(used))
    async with counter(folder, clock, **way) as seat:
        month = seat.desk.today()[:7]
        await seat.press("p", "7")
        (row,) = rows(seat)
        assert row.split()[-5:] == ["1", "1", "￥41.00", "￥200.00", "21", "%"][-5:]
        assert seat.says(_("Model, {month}", month=month))
        assert seat.says(_("{amount} below the norm.", amount="￥159.00"))
        await seat.press("left")
        assert rows(seat) == []
        before = parts_tabs.month_by(month, -1, seat.desk.today())
        assert seat.says(_(parts_tabs.EMPTY["usage"], month=before))
        # No month that has not begun is shown.
        await seat.press("right", "right")
        assert len(rows(seat)) == 1
        await seat.press("1", "left")
        assert seat.app.screen.pane.month == month  # type: ignore[attr-defined]


def test_months_turn_over_the_year_and_never_into_the_future() -> None:
    assert parts_tabs.month_by("2026-01", -1, "2026-03-05") == "2025-12"
    assert parts_tabs.month_by("2025-12", 1, "2026-03-05") == "2026-01"
    assert parts_tabs.month_by("2026-03", 1, "2026-03-05") == "2026-03"


@pytest.mark.parametrize(("percent", "said"), [(None, ""), (89, "89 %"), (90, "90 % !"), (101, "101 % !!")])
def test_the_share_of_the_norm_has_a_sign_beside_its_colour(percent: int | None, said: str) -> None:
    usage = UsageLine("phone", "Mi 11", 1, 1, 0, 100, 100, percent)
    assert parts_usage.percent_words(usage) == said
