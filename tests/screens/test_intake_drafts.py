"""Several customers at once: drafts put aside and taken up again, arrivals, and what a kill leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap
from mihome_desk.desk import Desk
from mihome_desk.rules.arrivals import Arrive
from mihome_desk.screens.intake import IntakeScreen
from mihome_desk.text import _
from mihome_desk.words import sentence
from tests import builders
from tests.builders import FakeClock, ok
from tests.screens.stage import Seat, counter
from tests.screens.test_intake import saved

NAMES = ("张三", "李四", "王五")


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return builders.found(tmp_path / "desk", clock)


def stamped(folder: Path, clock: FakeClock, *minutes: float) -> None:
    """Somebody came in, and so many minutes later the next."""
    desk = bootstrap.open_desk(folder, clock)
    for wait in minutes:
        ok(desk.do(Arrive()))
        clock.move(wait)
    desk.close()


def kept(desk: Desk) -> list[str]:
    """Whose drafts there are, the one saved last first."""
    return [str(draft.fields["name"]) for draft in desk.drafts("intake")]


async def three_at_once(seat: Seat) -> None:
    await seat.press("f2")
    for name in NAMES:
        await seat.fill(name=name, model=f"Mi {len(name)}")
        if name != NAMES[-1]:
            await seat.press("ctrl+n")
            assert seat.row("name") == ""


async def test_three_at_once_and_a_restart(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await three_at_once(seat)
        assert _("{count} more in hand: {key}", count=2, key="Ctrl+K") in seat.text
        await seat.press("ctrl+q")
    # The wall clock was set back meanwhile: the order is that of the saves.
    clock.jump(-600)
    async with counter(folder, clock) as seat:
        assert kept(seat.desk) == ["王五", "李四", "张三"]
        await seat.press("f2")
        assert seat.screen_name == "DraftList"
        assert all(name in seat.text for name in NAMES)
        await seat.press("2")
        assert seat.row("name") == "李四"
        await seat.press("ctrl+k")
        await seat.press("down", "down", "enter")
        assert seat.row("name") == "张三"
        await seat.fill(phone="13911112222", complaint="坏了")
        await saved(seat)
        assert sorted(kept(seat.desk)) == ["李四", "王五"]


async def test_the_list_may_begin_with_nobody_and_goes_back_by_esc(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await three_at_once(seat)
        await seat.press("escape", "f2", "escape")
        assert seat.screen_name == "BoardScreen"
        await seat.press("f2", "0")
        assert seat.screen_name == "IntakeScreen"
        assert seat.row("name") == ""
        assert _("{count} more in hand: {key}", count=3, key="Ctrl+K") in seat.text
        await seat.press("ctrl+k", "escape")
        assert seat.screen_name == "IntakeScreen"
        assert len(kept(seat.desk)) == 3


async def test_a_draft_is_dropped_after_one_question(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await three_at_once(seat)
        await seat.press("escape", "f2", "down", "delete")
        assert seat.screen_name == "Confirm"
        await seat.press("escape")
        assert len(kept(seat.desk)) == 3
        await seat.press("delete", "enter")
        assert kept(seat.desk) == ["王五", "张三"]


async def test_an_empty_form_is_no_draft(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2", "ctrl+n", "tab", "tab", "ctrl+k")
        assert seat.screen_name == "IntakeScreen"
        assert seat.desk.drafts("intake") == []


async def test_a_lost_key_stops_nobody(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await three_at_once(seat)
        await seat.press("escape")
        key = seat.desk.home.vault_key
        right = key.read_bytes()
        key.write_bytes(bytes(32))
        await seat.press("f2")
        assert _("cannot be read: another key sealed it") in seat.text
        await seat.press("1")
        assert seat.screen_name == "DraftList"
        await seat.press("escape")
        for wrong, phone in ((b"short", "13911112222"), (b"", "13911113333")):
            key.write_bytes(wrong) if wrong else key.unlink()
            await seat.press("f2")
            assert seat.screen_name == "IntakeScreen"
            await seat.fill(phone=phone, name="赵六", model="Mi 11", complaint="坏了")
            await saved(seat)
            await seat.calm()
            await seat.press("f4")
        key.write_bytes(right)
        await seat.press("f2", "1")
        assert seat.row("name") == "王五"


# Arrivals


async def test_f2_takes_the_oldest_arrival(folder: Path, clock: FakeClock) -> None:
    stamped(folder, clock, 5, 7)
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        assert _("No. {queue}, waits {minutes} min", queue=1, minutes=12) in seat.text
        await seat.fill(phone="13911112222", name="张三", model="Mi 11", complaint="坏了")
        await seat.press("ctrl+n")
        assert _("No. {queue}, waits {minutes} min", queue=2, minutes=7) in seat.text
        await seat.fill(name="李四")
        await seat.press("escape", "f2")
        assert seat.screen_name == "DraftList"
        await seat.press("2")
        assert _("No. {queue}, waits {minutes} min", queue=1, minutes=12) in seat.text
        clock.move(1)
        ticket = await saved(seat)
        assert ticket.arrival_gap == 13 * builders.MINUTE
        assert [arrival.queue for arrival in seat.desk.waiting()] == [2]


async def test_an_arrival_that_was_only_looked_at_waits_on(folder: Path, clock: FakeClock) -> None:
    stamped(folder, clock, 1)
    async with counter(folder, clock) as seat:
        await seat.press("f2", "escape", "f2")
        assert _("No. {queue}, waits {minutes} min", queue=1, minutes=1) in seat.text
        assert seat.desk.drafts("intake") == []


async def test_an_arrival_that_waits_no_more_is_let_go(folder: Path, clock: FakeClock) -> None:
    from mihome_desk.rules.arrivals import VisitResult

    stamped(folder, clock, 1)
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(phone="13911112222", name="张三", model="Mi 11", complaint="坏了")
        ok(seat.desk.do(VisitResult(1, "left")))
        await seat.press("ctrl+s")
        assert seat.says(sentence("unknown_arrival", {"queue": 1}))
        assert (await saved(seat)).arrival_gap is None


async def test_a_draft_of_yesterday_has_no_number_of_today(folder: Path, clock: FakeClock) -> None:
    stamped(folder, clock, 1)
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(name="张三")
        await seat.press("escape")
        clock.move(24 * 60)
        ok(seat.desk.do(Arrive()))
        await seat.press("f2")
        assert seat.row("name") == ""
        await seat.press("ctrl+k", "1")
        assert seat.row("name") == "张三"
        assert "1 号" not in seat.text


async def visits(seat: Seat) -> None:
    await seat.press("a")
    assert seat.screen_name == "ArrivalsScreen"


async def test_a_visit_is_closed_as_left_and_the_next_is_taken(folder: Path, clock: FakeClock) -> None:
    stamped(folder, clock, 5, 3)
    async with counter(folder, clock) as seat:
        await visits(seat)
        assert _("{count} wait", count=2) in seat.text
        assert _("since {time}, {minutes} min", time="12:00", minutes=8) in seat.text
        await seat.press("3")
        assert [arrival.queue for arrival in seat.desk.waiting()] == [2]
        assert builders.kinds(seat.desk)[-1] == "VisitEnded"
        await seat.press("enter")
        assert seat.screen_name == "IntakeScreen"
        assert _("No. {queue}, waits {minutes} min", queue=2, minutes=3) in seat.text


async def test_nobody_waits(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await visits(seat)
        assert seat.says(_("Nobody waits. Ctrl+O gives a queue number to whoever comes in."))
        await seat.press("enter", "1", "2", "3")
        assert "VisitEnded" not in builders.kinds(seat.desk)
        await seat.press("ctrl+o")
        await seat.until(lambda: _("No. {queue}", queue=1) in seat.text)


async def test_the_line_of_an_arrival_says_who_is_being_taken_in(folder: Path, clock: FakeClock) -> None:
    stamped(folder, clock, 5)
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(name="张三", model="Mi 11")
        await seat.press("escape")
        await visits(seat)
        assert "张三" in seat.text
        await seat.press("enter")
        assert seat.row("name") == "张三"


async def test_a_ticket_on_its_way_leaves_no_draft_behind(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(phone="13911112222", name="张三", model="Mi 11", complaint="坏了")
        screen = seat.app.screen
        assert isinstance(screen, IntakeScreen)
        carry_out = screen.carry_out

        async def slowly(command: Any, *, draft: str = "") -> Any:
            answer = await carry_out(command, draft=draft)
            # A field is left, and the screen as well, before the answer is known to the form.
            await screen.save_draft()
            screen.leave()
            return answer

        monkeypatch.setattr(screen, "carry_out", slowly)
        await seat.press("ctrl+s")
        assert len(seat.desk.recent()) == 1
        assert seat.desk.drafts("intake") == []
