"""The checklists by keys: tiers, bulk, the dead device, before and after beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.rules.diagnosis import DEAD_DEVICE
from mihome_desk.text import _
from tests import builders
from tests.builders import FakeClock
from tests.screens import walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import Fingers, kinds, open_ticket

COUNTER = ["APP", "LIQ", "IDN", "LCK", "PWR", "LCD", "TCH", "CHG"]
WAYS = walks.WAYS


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return walks.found(tmp_path, clock)


def listed(seat: Seat) -> list[str]:
    """The codes on the screen, from top to bottom."""
    codes = {item.code for item in load.checklist("phone")}
    shown = seat.inside(seat.app.screen.query_one("#items").region).splitlines()
    words_of_lines = [line.replace("▌", " ").split() for line in shown]
    return [found[0] for found in words_of_lines if found and found[0] in codes]


@WAYS
async def test_the_counter_check_takes_ten_keys(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        fingers = Fingers(seat)
        await fingers.press("f5", *"11111112", "ctrl+s")
        assert fingers.count <= 10
        assert seat.screen_name == "TicketScreen"
        ticket = builders.ticket_of(seat.desk, number)
        assert ticket.pre.answers == {**dict.fromkeys(COUNTER, "pass"), "CHG": "fail"}
        assert ticket.stage == "diagnosing"


@WAYS
async def test_tiers_stand_in_the_order_of_need_with_their_progress(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("f5")
        # NO_POWER asks for PWR and CHG, which are the counter's, and for BAT.
        assert listed(seat)[:9] == [*COUNTER, "BAT"]
        heads = [_("At the counter, with the customer"), _("Of the complaint — one by one")]
        assert all(seat.says(head) for head in heads)
        for code, asked in (("PWR", True), ("BAT", True), ("APP", False)):
            line = next(line for line in seat.lines if line.replace("▌", " ").split()[:1] == [code])
            assert ("*" in line) == asked
        await seat.press(*"112")
        assert f"{_('counter')} 3/8 · {_('of the complaint')} 0/1 · {_('technician')} 0/30" in seat.text
        assert seat.says(_("fail: {items}", items="IDN"))


async def test_the_hint_names_the_test_menu_where_there_is_one(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5", *"11111")
        assert "LCD  CIT 纯色页" in seat.text
        assert "1217" not in seat.text


async def test_a_bulk_answer_asks_once_and_says_what_is_printed(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5", "r")
        assert seat.screen_name == "ChecksScreen"
        assert seat.says(_("These are answered one by one first: {items}.", items="PWR CHG BAT"))
        await seat.calm()
        assert "▌ PWR" in seat.text
        await seat.press("home", *"111111111", "r")
        assert seat.screen_name == "Confirm"
        assert seat.says("30 项一并记为正常")
        assert seat.says("未逐项检测")
        await seat.press("escape")
        assert "ChecksAnswered" not in kinds(seat)
        await seat.press("r", "enter")
        ticket = builders.ticket_of(seat.desk, number)
        assert ticket.pre.complete
        assert not {*COUNTER, "BAT"} & set(ticket.pre.bulk)
        assert seat.screen_name == "TicketScreen"


async def test_a_dead_device_has_a_short_list(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5", "d")
        assert sorted(listed(seat)) == sorted(DEAD_DEVICE)
        await seat.press("d")
        assert listed(seat)[:8] == COUNTER
        await seat.press("d", "1", "ctrl+s")
        assert seat.says(_("These are answered one by one first: {items}.", items="LIQ TMP IDN"))
        await seat.calm()
        await seat.press(*"211", "ctrl+s")
        assert seat.screen_name == "Confirm"
        assert seat.says("功能无法检测")
        await seat.press("enter")
        ticket = builders.ticket_of(seat.desk, number)
        assert ticket.pre.complete
        assert {code: ticket.pre.answers[code] for code in DEAD_DEVICE} == {
            **dict.fromkeys(DEAD_DEVICE, "pass"),
            "LIQ": "fail",
        }
        assert ticket.pre.answers["PWR"] == "untestable"
        assert seat.screen_name == "TicketScreen"


async def test_the_last_answer_is_taken_back(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5", "2", "backspace", "4", "ctrl+s")
        assert builders.ticket_of(seat.desk, number).pre.answers == {"APP": "not_fitted"}


async def test_answers_survive_leaving(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5", *"12", "f4")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5")
        assert seat.says(_("fail: {items}", items="LIQ"))
        assert "▌ IDN" in seat.text


@WAYS
async def test_the_list_after_the_repair_stands_beside_the_one_before(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "received")
    walks.do(folder, clock, builders.pre(number, BAT="fail", LCD="pass"), builders.quote(number))
    walks.do(folder, clock, builders.approve(number), builders.start(number))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("f5")
        passed, failed = (words.word(words.ANSWERS, each) for each in ("pass", "fail"))
        assert _("before") in seat.text
        bat = next(line for line in seat.lines if line.replace("▌", " ").split()[:1] == ["BAT"])
        assert f"x {failed}" in bat
        # APP, IDN, PWR, then the display fails, and the battery works now.
        await seat.press(*"1112")
        lcd = next(line for line in seat.lines if line.replace("▌", " ").split()[:1] == ["LCD"])
        assert f"✓ {passed}" in lcd
        assert f"x! {_('worked before')}" in lcd
        assert seat.says(_("worked before, fails now: {items}", items="LCD"))


async def test_what_passed_in_bulk_alone_proves_nothing(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    single = dict.fromkeys([*COUNTER, "BAT"], "pass")
    from mihome_desk.rules.diagnosis import AnswerChecks

    walks.do(folder, clock, AnswerChecks(number, "pre", single, "pass"), builders.quote(number))  # type: ignore[arg-type]
    walks.do(
        folder, clock, builders.approve(number), builders.start(number), builders.post(number, SPK="fail")
    )
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5")
        assert seat.says(_("fail: {items}", items="SPK"))
        assert not seat.says(_("worked before"))


@WAYS
async def test_closed_lists_are_shown_side_by_side(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "repairing")
    walks.do(folder, clock, builders.post(number, LCD="fail"), builders.complete(number))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        before = kinds(seat)
        await seat.press("f5")
        assert seat.screen_name == "CompareScreen"
        assert seat.says(_("worked before, fails now: {items}", items="LCD"))
        assert f"x! {_('worked before')}" in seat.text
        assert f"{_('before')} 39/39 · {_('after')} 37/37" in seat.text
        assert _("At the counter, with the customer") in seat.text
        # LIQ is asked before alone, SYS after alone: neither is missing.
        assert "LIQ" in listed(seat)
        await seat.press("1", "2", "ctrl+s", "end")
        assert "SYS" in listed(seat)
        assert kinds(seat) == before
        await seat.press("escape")
        assert seat.screen_name == "TicketScreen"


async def test_without_any_answer_there_is_nothing_to_compare(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    from mihome_desk.rules.repair import Withdraw

    walks.do(folder, clock, Withdraw(number, "不修了"))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f5")
        assert seat.screen_name == "TicketScreen"
        assert seat.says(_("Next: {step}.", step=words.word(words.COMMANDS, "hand_over")))
