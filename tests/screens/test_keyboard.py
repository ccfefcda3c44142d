"""Keys in order, scans apart from typing: the keyboard core under the real app, key by key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.notifications import Notification
from textual.widgets._toast import Toast

from mihome_desk import bootstrap
from mihome_desk.text import _
from tests import builders
from tests.builders import FakeClock
from tests.screens import stage
from tests.screens.stage import Seat, counter

SUFFIXES = [("enter",), ("ctrl+j",), ("enter", "ctrl+j"), ("tab",), ()]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def pairs(places: list[str]) -> list[Any]:
    """Every place and every suffix in the gate, all of their pairs in the long run."""
    return [
        pytest.param(
            place,
            suffix,
            id=f"{place}-{'+'.join(suffix)}",
            marks=[] if at % len(SUFFIXES) == which else [pytest.mark.long],
        )
        for at, place in enumerate(places)
        for which, suffix in enumerate(SUFFIXES)
    ]


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    """A new store."""
    return builders.found(tmp_path / "desk", clock)


def found(folder: Path, clock: FakeClock, tickets: int = 1) -> list[str]:
    """Tickets in the store, just taken in."""
    desk = bootstrap.open_desk(folder, clock)
    try:
        return [builders.ok(desk.do(builders.open_ticket())).ticket for _each in range(tickets)]
    finally:
        desk.close()


def seq(seat: Seat) -> int:
    """Where the journal stands."""
    return seat.desk.seq()


async def over(seat: Seat) -> None:
    """A scan without a suffix is over after a pause of its own."""
    await seat.until(lambda: seat.app.keyboard.idle)
    await seat.settle()


# Type-ahead


async def test_a_whole_form_typed_ahead_of_the_screen_lands_in_its_fields(
    folder: Path, clock: FakeClock
) -> None:
    async with counter(folder, clock) as seat:
        seat.send("f2")
        for key in builders.PHONE:
            seat.send(key, 0.0)
        seat.send("enter", 0.0)
        for key in "欧阳春晓":
            seat.send(key, 0.0)
        seat.send("enter", 0.0)
        await seat.settle()
        assert seat.row("phone") == builders.PHONE
        assert seat.row("name") == "欧阳春晓"


async def test_a_function_key_does_not_overtake_what_was_typed_before_it(
    folder: Path, clock: FakeClock
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        for key in (*"13800001111", "f4", "f2"):
            seat.send(key, 0.0)
        await seat.settle()
        assert seat.row("phone") == "13800001111"


async def test_a_letter_that_opens_a_question_and_its_answer_in_one_go(
    folder: Path, clock: FakeClock
) -> None:
    found(folder, clock)
    async with counter(folder, clock) as seat:
        await seat.press("enter")
        before = seq(seat)
        await seat.type("n明天来取")
        await seat.press("enter")
        assert seq(seat) == before + 2  # the session and the note
        assert "明天来取" in seat.text


async def test_ctrl_g_and_a_digit_is_a_function_key_everywhere(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("ctrl+g", "2")
        assert seat.screen_name == "IntakeScreen"
        await seat.press("ctrl+g", "４")
        assert seat.screen_name == "BoardScreen"
        await seat.press("ctrl+g", "x", "ctrl+g", "3")
        assert seat.screen_name == "FindScreen"


# Scans into fields


@pytest.mark.parametrize(("field", "suffix"), pairs(["phone", "name", "complaint", "imei", "model"]))
async def test_an_imei_goes_to_its_field_and_leaves_the_others_as_they_were(
    folder: Path, clock: FakeClock, field: str, suffix: tuple[str, ...]
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.go(field)
        typed = "" if field == "imei" else "138"
        await seat.type(typed)
        seat.burst(builders.IMEI.translate(FULL_WIDTH), *suffix)
        await over(seat)
        assert seat.row("imei") == builders.IMEI
        if typed:
            assert seat.row(field) == typed
        assert seat.screen_name == "IntakeScreen"


@pytest.mark.parametrize(
    ("place", "suffix"), pairs(["board", "find", "intake", "ticket", "help", "checks", "quote"])
)
async def test_a_slip_opens_its_ticket_from_everywhere_and_does_nothing_else(
    folder: Path, clock: FakeClock, place: str, suffix: tuple[str, ...]
) -> None:
    first, second = found(folder, clock, 2)
    async with counter(folder, clock) as seat:
        if place in {"ticket", "checks", "quote", "help"}:
            await seat.press("enter")
        keys = {"find": ["f3"], "intake": ["f2"], "checks": ["f5"], "quote": ["f6"], "help": ["f1"]}
        await seat.press(*keys.get(place, []))
        before = seq(seat)
        target = second if first in seat.lines[0] else first
        seat.burst(builders.token_of(seat.desk, target), *suffix)
        await over(seat)
        assert seat.screen_name == "TicketScreen"
        assert target in seat.lines[0]
        assert seq(seat) == before


async def test_a_slip_scanned_into_a_form_leaves_its_draft_whole(folder: Path, clock: FakeClock) -> None:
    (number,) = found(folder, clock)
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(phone="1390000")
        seat.burst("https：、、desk、r、" + builders.token_of(seat.desk, number), "enter")
        await over(seat)
        assert number in seat.lines[0]
        await seat.press("f2")
        assert seat.row("phone") == "1390000"


async def test_an_unfinished_question_is_not_thrown_away_by_a_scan(folder: Path, clock: FakeClock) -> None:
    first, second = found(folder, clock, 2)
    async with counter(folder, clock) as seat:
        await seat.press("enter", "n")
        await seat.type("还没写完")
        target = second if first in seat.lines[0] else first
        seat.burst(builders.token_of(seat.desk, target), "enter")
        await over(seat)
        assert "还没写完" in seat.text
        assert seat.says(_("Answer this question first, then scan again."))


async def test_what_is_no_known_shape_is_typed(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.go("complaint")
        seat.burst("6901443012345")
        await over(seat)
        assert seat.row("complaint") == "6901443012345"


async def test_a_held_key_is_typed_as_often_as_it_repeats(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.go("complaint")
        for _each in range(40):
            seat.send("1", 0.033)
        await over(seat)
        assert seat.row("complaint") == "1" * 40


async def test_an_unknown_code_on_the_board_is_looked_up_and_presses_no_key(
    folder: Path, clock: FakeClock
) -> None:
    found(folder, clock)
    async with counter(folder, clock) as seat:
        before = seq(seat)
        seat.burst("6901443012345", "enter")
        await over(seat)
        assert seat.screen_name == "FindScreen"
        assert "6901443012345" in seat.text
        assert seq(seat) == before


@pytest.mark.parametrize("key", ["N", "ｎ", "Ｎ"])
async def test_caps_lock_and_full_width_press_the_same_key(folder: Path, clock: FakeClock, key: str) -> None:
    found(folder, clock)
    async with counter(folder, clock) as seat:
        await seat.press("enter", key)
        assert seat.screen_name == "Ask"
        await seat.type("Ａb")
        assert "Ａb" in seat.text


async def test_an_enter_by_hand_after_a_scan_with_its_own_is_not_swallowed(
    folder: Path, clock: FakeClock
) -> None:
    (number,) = found(folder, clock)
    async with counter(folder, clock) as seat:
        seat.burst(builders.token_of(seat.desk, number), "enter")
        seat.send("enter", 0.1)
        await over(seat)
        assert seat.screen_name == "ChecksScreen"


async def test_two_scans_in_a_row_are_two_scans(folder: Path, clock: FakeClock) -> None:
    first, second = found(folder, clock, 2)
    async with counter(folder, clock) as seat:
        seat.burst(builders.token_of(seat.desk, first), "enter")
        seat.burst(builders.token_of(seat.desk, second), "enter")
        await over(seat)
        assert second in seat.lines[0]


async def test_a_note_that_ran_out_before_it_was_shown_goes_away(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.app.screen.mount(Toast(Notification("late", timeout=-1.0)))
        await seat.until(lambda: not seat.app.screen.query(Toast))


async def test_lines_that_are_pasted_stay_whole(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.go("complaint")
        seat.app.post_message(events.Paste("第一行\r\n第二行\n"))
        await seat.settle()
        assert seat.row("complaint") == "第一行 第二行"


def test_every_suffix_of_a_scanner_is_known() -> None:
    from mihome_desk.ui import keys

    assert {key for suffix in SUFFIXES for key in suffix} == keys.SUFFIXES
    assert stage.SCANNER_S < 0.035
