"""Find by keys: what people have in their hands or heads, from every screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from mihome_desk import bootstrap
from mihome_desk.rules.history import ImportRepair
from mihome_desk.screens.find import FindScreen
from mihome_desk.text import _
from mihome_desk.widgets.found_list import FoundList
from tests import builders
from tests.builders import FakeClock, ok
from tests.screens import stage
from tests.screens.stage import Seat, counter


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return builders.found(tmp_path / "desk", clock)


@pytest.fixture
def tickets(folder: Path, clock: FakeClock) -> dict[str, str]:
    """A small house; the numbers by stage."""
    desk = bootstrap.open_desk(folder, clock)
    numbers = stage.people(desk, clock)
    desk.close()
    return numbers


def lines_of(seat: Seat) -> list[str]:
    """The rows of the list."""
    region = seat.app.screen.query_one(FoundList).region
    return [line for line in seat.inside(region).splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("said", "whom", "why"),
    [
        ("zs", "received", "客户"),
        ("zhangsan", "received", "客户"),
        ("张三", "received", "客户"),
        ("oycx", "late", "客户"),
        ("chunxiao", "late", "客户"),
        ("schm", "repairing", "客户"),
        ("1234", "received", "电话 138****1234"),
        ("13588889999", "diagnosing", "电话 135****9999"),
        ("7518", "received", "IMEI ..237518"),
        ("竖线", "collected", "屏幕有竖线"),
        ("昨晚摔", "late", "昨晚摔过, 开不了机"),
        ("12s", "quoted", "设备"),
        ("redmi k60", "ready", "设备"),
        ("更换屏幕 王", "ready", "更换屏幕"),
        ("听筒 扬声器", "", ""),
    ],
)
async def test_what_people_have_finds_the_ticket_and_says_why(
    folder: Path, clock: FakeClock, tickets: dict[str, str], said: str, whom: str, why: str
) -> None:
    async with counter(folder, clock, size=stage.LARGE) as seat:
        await seat.press("f3")
        await seat.type(said)
        if not whom:
            assert seat.says(_("Nothing found. Fewer letters or digits find more; F2 takes a new device in."))
            return
        (line,) = lines_of(seat)
        assert tickets[whom].partition("-")[2] in line
        assert why in line
        await seat.press("enter")
        assert tickets[whom] in seat.lines[0]


@pytest.mark.parametrize("language", stage.LANGUAGES)
@pytest.mark.parametrize("size", stage.SIZES)
async def test_the_columns_stand_under_their_names(
    folder: Path, clock: FakeClock, tickets: dict[str, str], language: str, size: tuple[int, int]
) -> None:
    async with counter(folder, clock, language=language, size=size) as seat:
        await seat.press("f3")
        for said in ("", "redmi"):
            await seat.type(said)
            listed = seat.app.screen.query_one(FoundList)
            assert len(lines_of(seat)) == len(listed.heads) > 3
            assert (_("Met") in seat.text) == bool(said)
            widths = sum(width for _column, width in listed._laid_out())
            assert widths + len(listed._laid_out()) + 3 <= listed.size.width + 1


async def test_history_is_found_and_says_that_it_is(
    folder: Path, clock: FakeClock, tickets: dict[str, str]
) -> None:
    desk = bootstrap.open_desk(folder, clock)
    ok(
        desk.do(
            ImportRepair(
                "cafe", "1", "2024-03-02", brand="Xiaomi", model="Mi 8", customer="张三丰", problem="不充电"
            )
        )
    )
    desk.close()
    async with counter(folder, clock) as seat:
        await seat.press("f3")
        await seat.type("zhangs")
        new, old = lines_of(seat)
        assert tickets["received"].partition("-")[2] in new
        assert "张三丰" in old
        assert _("History") in old
        assert _("History") not in new
        assert old.rstrip().endswith("2024-03")


async def test_an_empty_field_shows_the_latest_and_an_empty_store_a_sentence(
    folder: Path, clock: FakeClock
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f3")
        assert seat.says(_("The latest tickets"))
        ok(seat.desk.do(builders.open_ticket()))
        await seat.type("zs")
        assert len(lines_of(seat)) == 1
        await seat.press("backspace", "backspace")
        assert seat.says(_("The latest tickets"))
        assert len(lines_of(seat)) == 1


async def test_a_great_many_are_cut_with_a_sentence(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    answers = desk.do_all([builders.open_ticket() for _at in range(55)])
    desk.close()
    async with counter(folder, clock) as seat:
        await seat.press("f3")
        await seat.type("张三")
        assert seat.says(_("The newest {count}; more letters or digits find fewer.", count=50))
        assert answers[-1].ticket.partition("-")[2] in lines_of(seat)[0]


async def test_enter_right_behind_the_last_letter_opens_what_was_typed(
    folder: Path, clock: FakeClock, tickets: dict[str, str]
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f3")
        for key in "oycx":
            seat.send(key)
        seat.send("enter")
        await seat.settle()
        assert tickets["late"] in seat.lines[0]


@pytest.mark.parametrize("scan", [builders.IMEI, "867400052345679"])
@pytest.mark.parametrize("end", ["enter", "tab"])
async def test_a_scanned_number_replaces_what_was_typed_and_opens_nothing_by_itself(
    folder: Path, clock: FakeClock, tickets: dict[str, str], scan: str, end: str
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f3")
        await seat.type("zs")
        seat.burst(scan, end)
        await seat.settle()
        assert isinstance(seat.app.screen, FindScreen)
        assert seat.app.screen.query_one("#words").value == scan  # type: ignore[attr-defined]
        assert len(lines_of(seat)) == 1
        await seat.press("up", "enter")
        assert tickets["received" if scan == builders.IMEI else "collected"] in seat.lines[0]


@pytest.mark.parametrize("from_key", ["f4", "f2", "f5", "f9"])
async def test_find_opens_from_everywhere(
    folder: Path, clock: FakeClock, tickets: dict[str, str], from_key: str
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press(from_key, "f3")
        assert seat.screen_name == "FindScreen"
        await seat.type("ln")
        assert tickets["testing"].partition("-")[2] in lines_of(seat)[0]


async def test_a_step_from_find_is_about_the_ticket_in_focus_there(
    folder: Path, clock: FakeClock, tickets: dict[str, str]
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f3")
        await seat.type("zs")
        await seat.press("f5")
        assert seat.screen_name == "ChecksScreen"
        assert tickets["received"].partition("-")[2] in seat.lines[0]
        await seat.press("escape", "ctrl+u")
        await seat.type("没有这样的")
        await seat.press("f5")
        assert seat.says(_("Choose a ticket first: F3 finds one, F4 shows the board."))
