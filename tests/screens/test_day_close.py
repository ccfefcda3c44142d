"""The day close by keys and scans: count, walk, explain, paper; days left open; a closed day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mihome_desk import bootstrap
from mihome_desk.rules.handover import TakePayment
from mihome_desk.rules.identity import barcode
from mihome_desk.rules.intake import DeviceGiven
from mihome_desk.rules.progress import Move
from mihome_desk.screens import day_close_words
from mihome_desk.widgets.row_list import RowList
from tests import builders
from tests.builders import FakeClock, ok
from tests.screens import stage
from tests.screens.stage import Seat, counter

DAY = 24 * 60


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return builders.found(tmp_path / "desk", clock)


def busy(folder: Path, clock: FakeClock) -> tuple[str, str]:
    """50 yuan in cash for a device that went home, 30 on one that stays; the numbers of the two in the house."""
    desk = bootstrap.open_desk(folder, clock)
    builders.walk(desk, "collected")
    paid = builders.walk(desk, "approved", device=DeviceGiven("phone", "Mi 11", imei="867400052345679"))
    ok(desk.do(TakePayment(paid, "alipay", 3_000)))
    ok(desk.do(Move(paid, "B-2")))
    other = builders.walk(desk, "received", device=DeviceGiven("phone", "Mi 10", sn="38952/K4UX07123"))
    ok(desk.do(Move(other, "A-1")))
    desk.close()
    return paid, other


@asynccontextmanager
async def closing(folder: Path, clock: FakeClock, **options: object) -> AsyncIterator[Seat]:
    """At the day close."""
    async with counter(folder, clock, **options) as seat:  # type: ignore[arg-type]
        await seat.press("z")
        assert seat.screen_name == "DayCloseScreen"
        yield seat


def met(seat: Seat) -> dict[str, bool]:
    """The walk in its order: number and tick."""
    return {row.device.number: row.met for row in seat.app.screen.query_one(RowList).rows}


async def scan(seat: Seat, code: str) -> None:
    seat.burst(code, "enter")
    await seat.settle()


async def test_count_scan_close_and_the_paper_stands_there(folder: Path, clock: FakeClock) -> None:
    paid, other = busy(folder, clock)
    async with closing(folder, clock) as seat:
        assert seat.focused == "cash"
        assert list(met(seat)) == [other, paid]
        assert seat.beside("cash", "应有 ￥50.00")
        await seat.type("50*1+20*25")
        await seat.go("float")
        await seat.type("500")
        assert seat.beside("cash", "✓ ￥550.00 相符")
        assert seat.beside("float", "上交 ￥50.00")
        await scan(seat, barcode(paid))
        await scan(seat, "38952/K4UX07123")
        assert met(seat) == {other: True, paid: True}
        await seat.press("ctrl+s", "enter")
        assert seat.screen_name == "TillPaperScreen"
        assert seat.says("2026-11-22")
        closed = seat.desk.closed_day("2026-11-22")
        assert closed is not None
        assert (closed.facts.opening, closed.facts.float, closed.facts.counted) == (
            50_000,
            50_000,
            {"cash": 55_000},
        )
        assert (closed.facts.deposits, closed.facts.devices, closed.facts.missing) == (3_000, 2, ())
        await seat.press("enter")
        assert "2026-11-22-day_close-1.escpos" in {path.name for path in seat.desk.home.papers.iterdir()}
        await seat.press("escape")
        assert seat.says("2026-11-22 已日结")


async def test_what_differs_and_what_was_not_met_needs_a_sentence(folder: Path, clock: FakeClock) -> None:
    paid, other = busy(folder, clock)
    async with closing(folder, clock) as seat:
        await seat.press("ctrl+s")
        assert seat.beside("cash", "请清点钱箱里的现金")
        await seat.type("48.5")
        assert seat.beside("cash", "短款 ￥1.50")
        await seat.press("ctrl+s")
        assert seat.focused == "explained"
        assert seat.beside("explained", "现金：实点与账面差 -￥1.50")
        await seat.go("cash")
        await seat.press(*["backspace"] * 4)
        await seat.type("50")
        await seat.go("explained")
        await seat.press("tab", "space")
        assert met(seat) == {other: True, paid: False}
        await seat.press("ctrl+s")
        assert seat.beside("explained", "有 1 台设备没有盘到")
        assert seat.desk.closed_day("2026-11-22") is None
        await seat.go("explained")
        await seat.type("借给工程师")
        await seat.press("ctrl+s", "enter")
        closed = seat.desk.closed_day("2026-11-22")
        assert closed is not None
        assert closed.facts.missing == (paid,)


async def test_a_tick_goes_and_comes_and_a_stranger_is_said(folder: Path, clock: FakeClock) -> None:
    _paid, other = busy(folder, clock)
    async with closing(folder, clock) as seat:
        await seat.go("explained")
        await seat.press("tab", "space")
        assert met(seat)[other]
        await seat.press("up", "space")
        assert not met(seat)[other]
        await scan(seat, builders.IMEI)
        assert seat.says("不是应在店的设备")


async def test_a_count_survives_esc(folder: Path, clock: FakeClock) -> None:
    paid, other = busy(folder, clock)
    async with closing(folder, clock) as seat:
        await seat.type("50")
        await scan(seat, barcode(paid))
        await seat.press("escape", "z")
        assert seat.row("cash") == "50"
        assert met(seat) == {other: False, paid: True}


async def test_days_left_open_are_closed_together_or_the_first_alone(folder: Path, clock: FakeClock) -> None:
    busy(folder, clock)
    clock.move(DAY)
    async with closing(folder, clock) as seat:
        assert seat.says("2 天合并")
        assert seat.app.focused is not None
        await seat.go("which")
        await seat.press("2")
        assert seat.lines[0].split()[2] == "2026-11-22"
        await seat.go("cash")
        await seat.type("50")
        await seat.go("explained")
        await seat.type("昨晚忘了")
        await seat.press("ctrl+s", "enter")
        assert seat.desk.closed_day("2026-11-22") is not None
        assert seat.desk.closed_day("2026-11-23") is None
        await seat.press("escape", "escape", "z")
        assert seat.lines[0].split()[2] == "2026-11-23"


async def test_no_question_is_asked_where_a_count_is_no_amount(folder: Path, clock: FakeClock) -> None:
    async with closing(folder, clock) as seat:
        await seat.type("5o")
        await seat.press("ctrl+s")
        assert seat.screen_name == "DayCloseScreen"
        assert seat.beside("cash", "100*12+50*3")


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("50", 5_000),
        ("100*12+50*3+7.5", 135_750),
        ("100×2 50*1", 25_000),
        ("１００＊２", 20_000),
        ("1,280.00", 128_000),
        ("0", 0),
        ("", None),
        ("100*", None),
        ("a*2", None),
        ("-5", None),
        ("5..0", None),
    ],
)
def test_a_count_as_it_is_typed(said: str, fen: int | None) -> None:
    assert day_close_words.counted_of(said) == fen


@pytest.mark.parametrize("size", stage.SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_the_whole_screen_fits(
    folder: Path, clock: FakeClock, size: tuple[int, int], language: str
) -> None:
    busy(folder, clock)
    async with closing(folder, clock, size=size, language=language) as seat:
        shelf = seat.app.screen.query_one(RowList).region
        assert shelf.height >= 4
        assert shelf.bottom <= size[1] - 1
        assert seat.app.screen.query_one("#row-explained").region.y < shelf.y


async def test_what_differs_is_explained_before_anybody_is_asked_to_confirm(
    folder: Path, clock: FakeClock
) -> None:
    busy(folder, clock)
    async with closing(folder, clock) as seat:
        await seat.press("ctrl+s")
        assert (seat.screen_name, seat.focused) == ("DayCloseScreen", "cash")
        await seat.type("50")
        await seat.press("ctrl+s")
        assert (seat.screen_name, seat.focused) == ("DayCloseScreen", "explained")
        # The sentence has the field's place to itself.
        assert seat.app.focused.placeholder == ""  # type: ignore[union-attr]
        await seat.type("客人明天来取")
        assert seat.app.focused.placeholder != ""  # type: ignore[union-attr]
        await seat.press("ctrl+s", "enter")
        assert seat.screen_name == "TillPaperScreen"
