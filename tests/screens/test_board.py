"""The board by keys: its parts, every clock, what others changed, and the bell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from mihome_desk import bootstrap, text, words
from mihome_desk.desk import Desk
from mihome_desk.rules.arrivals import Arrive
from mihome_desk.rules.intake import Customer
from mihome_desk.rules.progress import BeginWait, Note
from mihome_desk.rules.repair import TellCustomer
from mihome_desk.screens import board_words
from mihome_desk.screens.board import BoardScreen
from mihome_desk.screens.board_bell import Bell, Ring
from mihome_desk.screens.board_seen import Seen
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.widgets import clocks
from mihome_desk.widgets.ticket_list import CHANGED, POINTER, TicketList
from tests import builders
from tests.builders import HOUR, MINUTE, NOON, FakeClock, ok
from tests.screens import stage
from tests.screens.stage import Seat, counter

DAY = 24 * 60
WIDEST = (160, 50)


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return builders.found(tmp_path / "desk", clock)


@pytest.fixture
def other(folder: Path, clock: FakeClock) -> Iterator[Desk]:
    """Another counter of the same store."""
    desk = bootstrap.open_desk(folder, clock)
    yield desk
    desk.close()


def opened(desk: Desk, name: str = "张三", **changes: Any) -> str:
    """A ticket of a customer; its number."""
    command = builders.open_ticket(customer=Customer(name, builders.PHONE), **changes)
    return ok(desk.do(command, actor="小赵")).ticket


def short(number: str) -> str:
    return number.partition("-")[2]


def board_of(seat: Seat) -> BoardScreen:
    return next(screen for screen in seat.app.screen_stack if isinstance(screen, BoardScreen))


async def look(seat: Seat) -> None:
    """What the board's timer does, without waiting for it."""
    board_of(seat)._look()
    await seat.settle()


def rows(seat: Seat) -> list[str]:
    """The lines of the list that hold a ticket, from top to bottom."""
    return [line for line in seat.lines if "2611" in line and line[:4].strip(f" {POINTER}{CHANGED}2?") == ""]


def numbers(seat: Seat) -> list[str]:
    return [line[3:15] for line in rows(seat)]


# Clocks


async def test_what_burns_next_stands_on_top(folder: Path, clock: FakeClock, other: Desk) -> None:
    late = opened(other, "迟到")
    clock.move(53)
    soon = opened(other, "快了")
    promised = opened(other, "约好", programme="standard", promised_at=clock.at_ms + 30 * MINUTE)
    plain = opened(other, "不急", programme="standard")
    done = builders.walk(other, "ready", customer=Customer("修好", builders.PHONE))
    clock.move(12)
    async with counter(folder, clock) as seat:
        assert numbers(seat) == [short(each) for each in (late, promised, soon, plain, done)]
        assert [line.split("  ")[-1].strip() for line in rows(seat)[:3]] == [
            "快修 超 5 分 !!",
            "约剩 18 分",
            "快修 剩 48 分",
        ]
        clock.move(19)
        await look(seat)
        assert "误约 1 分 !!" in rows(seat)[1]
        clock.move(20)
        await look(seat)
        assert "剩 9 分 !" in seat.text


async def test_a_wait_stands_beside_the_strict_clock(folder: Path, clock: FakeClock, other: Desk) -> None:
    number = builders.walk(other, "repairing")
    ok(other.do(BeginWait(number, "parts")))
    clock.move(25)
    async with counter(folder, clock) as seat:
        (row,) = rows(seat)
        assert "待料 25 分" in row
        assert "剩 35 分" in row
        clock.move(40)
        await look(seat)
        assert "待料 65 分" in rows(seat)[0]
        assert "超 5 分 !!" in rows(seat)[0]


async def test_a_lost_clock_that_waits_hides_none_that_can_be_saved(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    waiting = builders.walk(other, "repairing")
    ok(other.do(BeginWait(waiting, "parts")))
    clock.move(70)
    running = opened(other)
    async with counter(folder, clock) as seat:
        assert numbers(seat) == [short(running), short(waiting)]


@pytest.mark.parametrize(
    ("days", "said", "over"),
    [
        (0, "今天已通知", 0),
        (3, "已通知 3 天", 0),
        (30, "存放 30 天 !", 1),
        (61, "存放 61 天 !", 1),
        (90, "存放 90 天 !!", 1),
    ],
)
async def test_days_since_the_customer_was_told(
    folder: Path, clock: FakeClock, other: Desk, days: int, said: str, over: int
) -> None:
    number = builders.walk(other, "ready")
    async with counter(folder, clock, size=stage.LARGE) as seat:
        assert _("To tell") in rows(seat)[0]
        ok(other.do(TellCustomer(number, "phone")))
        clock.move(days * DAY + 1)
        await look(seat)
        assert said in rows(seat)[0]
        await seat.press("6")
        assert len(rows(seat)) == over


async def test_who_waits_at_the_door(folder: Path, clock: FakeClock, other: Desk) -> None:
    async with counter(folder, clock) as seat:
        assert "人在等" not in seat.text
        ok(other.do(Arrive()))
        clock.move(8)
        ok(other.do(Arrive()))
        clock.move(4)
        await look(seat)
        assert "2 人在等 · 最久 12 分" in seat.lines[2]


def test_long_spans_take_a_larger_unit() -> None:
    text.use("en")
    said = [clocks.duration(minutes * MINUTE) for minutes in (0, 41, 99, 100, 47 * 60, 48 * 60)]
    assert said == ["0 min", "41 min", "99 min", "1 h", "47 h", "2 d"]


# Parts


async def test_the_parts_of_the_board(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    tickets = stage.people(desk, clock)
    desk.close()
    wanted = {
        "1": {"late", "testing", "repairing", "approved", "quoted", "diagnosing", "received", "ready"},
        "2": set(),
        "3": {"quoted", "diagnosing", "received"},
        "4": {"late", "testing", "repairing", "approved"},
        "5": {"ready"},
        "6": {"late"},
    }
    async with counter(folder, clock) as seat:
        for digit, stages in wanted.items():
            await seat.press(digit)
            assert set(numbers(seat)) == {short(tickets[each]) for each in stages}, digit
            line = next(line for line in seat.lines if f"[{digit} " in line)
            shown = line[line.index("[") : line.index("]")]
            assert shown.endswith(f" {len(stages)}")
        await seat.press("escape")
        assert "[1 " in seat.text
        assert len(rows(seat)) == len(wanted["1"])


async def test_mine_is_what_is_assigned_to_who_works_here(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    tickets = stage.people(desk, clock)
    desk.close()
    async with counter(folder, clock) as seat:
        await seat.press("2")
        assert seat.says(
            _(
                "Nothing is assigned to {staff}. G on a ticket assigns it; Esc shows the whole board.",
                staff="counter",
            )
        )
        assert seat.app.context is not None
        seat.app.context.settings = replace(seat.app.context.settings, staff="李工")
        await look(seat)
        assert short(tickets["repairing"]) in numbers(seat)
        assert short(tickets["received"]) not in numbers(seat)


@pytest.mark.parametrize("digit", "123456")
@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_an_empty_part_says_so(folder: Path, clock: FakeClock, digit: str, language: str) -> None:
    async with counter(folder, clock, language=language) as seat:
        await seat.press(digit)
        assert seat.says(_("Nothing is in the house. F2 takes the first device in, F3 finds an earlier one."))
        opened(seat.desk, programme="standard")
        await look(seat)
        assert bool(rows(seat)) == (digit in "13")
        assert ("Esc" in "".join(seat.lines[4:-1])) == (digit not in "13")


async def test_a_click_shows_a_part(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        line = seat.lines[3]
        from rich.cells import cell_len

        await seat.pilot.click("#parts", offset=(cell_len(line[: line.index("6 ")]), 0))
        await seat.settle()
        assert "[6 " in seat.text


# What others changed


async def test_what_another_counter_changed_is_marked_until_it_was_looked_at(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    first, second, third = (opened(other, name) for name in ("甲", "乙", "丙"))
    async with counter(folder, clock) as seat:
        assert CHANGED not in seat.text
        ok(other.do(Note(second, "客人来电")))
        ok(other.do(Note(third, "客人来电")))
        await look(seat)
        marked = [line[3:15] for line in rows(seat) if line.startswith(CHANGED)]
        assert marked == [short(second), short(third)]
        assert _("{count} changed (N)", count=2) in seat.lines[2]
        await seat.press("n")
        assert rows(seat)[1].startswith(POINTER)
        assert _("{count} changed (N)", count=1) in seat.lines[2]
        await seat.press("n", "up")
        assert CHANGED not in seat.text
        assert "(N)" not in seat.lines[2]
        assert short(first) in numbers(seat)


async def test_ones_own_work_is_no_news(folder: Path, clock: FakeClock, other: Desk) -> None:
    opened(other, "甲")
    clock.move(1)
    second = opened(other, "乙")
    async with counter(folder, clock) as seat:
        ok(seat.desk.do(Note(second, "自己写的")))
        opened(seat.desk, "丙")
        await look(seat)
        assert CHANGED not in seat.text
        ok(other.do(Note(second, "别人写的")))
        await look(seat)
        assert rows(seat)[1].startswith(CHANGED)


async def test_a_new_ticket_of_another_counter_is_marked_and_found_from_a_part(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    opened(other, "甲")
    async with counter(folder, clock) as seat:
        await seat.press("5")
        fresh = opened(other, "乙")
        await look(seat)
        await seat.press("n")
        assert "[1 " in seat.text
        (row,) = [line for line in rows(seat) if line.startswith(POINTER)]
        assert short(fresh) in row


async def test_opening_a_ticket_counts_as_looking_at_it(folder: Path, clock: FakeClock, other: Desk) -> None:
    opened(other, "甲")
    second = opened(other, "乙")
    async with counter(folder, clock) as seat:
        await seat.press("f3")
        await seat.type(second)
        await seat.press("enter")
        ok(other.do(Note(second, "边看边改")))
        await seat.press("f4")
        assert CHANGED not in seat.text


def test_what_is_there_at_the_start_counts_as_seen(folder: Path, clock: FakeClock, other: Desk) -> None:
    number = opened(other)
    seen = Seen()
    assert seen.changed(other.board().heads, {}) == frozenset()
    ok(other.do(Note(number, "一")))
    (head,) = other.board().heads
    assert seen.changed([head], {}) == {head.id}
    assert seen.changed([head], other.written) == frozenset()
    seen.looked_at(head)
    assert seen.changed([head], {}) == frozenset()


# The bell


def rings(found: list[Ring]) -> list[tuple[str, str]]:
    return [(ring.head.name, ring.what) for ring in found]


def test_the_bell_rings_at_ten_minutes_and_at_zero_once_each(clock: FakeClock, other: Desk) -> None:
    opened(other, "甲")
    bell = Bell(other.board().heads)
    heard = []
    for _minute in range(75):
        clock.move(1)
        heard += [
            (60 - (clock.at_ms - NOON) // MINUTE, *ring) for ring in rings(bell.told(other.board().heads))
        ]
    assert heard == [(9, "甲", "soon"), (-1, "甲", "over")]


def test_a_restart_rings_for_nothing_that_is_past(clock: FakeClock, other: Desk) -> None:
    opened(other, "早过了")
    clock.move(55)
    opened(other, "还没到")
    clock.move(6)
    opened(other, "快到了")
    clock.move(46)
    bell = Bell(other.board().heads)
    assert bell.told(other.board().heads) == []
    clock.move(10)
    assert rings(bell.told(other.board().heads)) == [("还没到", "over"), ("快到了", "soon")]


def test_a_machine_that_slept_rings_once_for_both_marks(clock: FakeClock, other: Desk) -> None:
    opened(other, "甲")
    bell = Bell(other.board().heads)
    clock.move(90)
    assert rings(bell.told(other.board().heads)) == [("甲", "over")]
    assert bell.told(other.board().heads) == []


async def test_the_bell_rings_over_every_screen_and_once(
    folder: Path, clock: FakeClock, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(other)
    heard: list[int] = []
    async with counter(folder, clock) as seat:
        monkeypatch.setattr(seat.app, "bell", lambda: heard.append(1))
        await seat.press("f2")
        clock.move(51)
        await look(seat)
        assert len(heard) == 1
        assert number[-5:] in seat.toasts
        assert "张三" not in seat.toasts
        assert seat.screen_name == "IntakeScreen"
        await seat.press("f4", "f3", "escape")
        await look(seat)
        assert len(heard) == 1
        clock.move(10)
        await look(seat)
        assert len(heard) == 2


async def test_the_bell_can_be_switched_off_and_stays_off(
    folder: Path, clock: FakeClock, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(other)
    heard: list[int] = []
    async with counter(folder, clock) as seat:
        monkeypatch.setattr(seat.app, "bell", lambda: heard.append(1))
        await seat.press("b")
        assert _("bell off") in seat.lines[2]
        assert "bell = false" in (folder / "settings.toml").read_text("utf-8")
        clock.move(51)
        await look(seat)
        assert not heard
        await seat.press("b")
        await look(seat)
        assert not heard
        clock.move(10)
        await look(seat)
        assert len(heard) == 1


# Room


async def test_120_columns_hold_the_preview_and_160_the_day(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    stage.people(desk, clock)
    ok(desk.do(Arrive(), actor="小赵"))
    desk.close()
    async with counter(folder, clock, size=stage.LARGE) as seat:
        assert _("Next:") in seat.text
        assert _("Today") not in seat.text
        assert builders.PHONE not in seat.text
    async with counter(folder, clock, size=WIDEST) as seat:
        await seat.until(lambda: _("Came in") in seat.text)
        assert _("Next:") in seat.text
        ok(seat.desk.do(Arrive(), actor="小孙"))
        await look(seat)
        line = next(line for line in seat.lines if "小孙" in line)
        assert line.endswith("#2")


async def test_nothing_is_cut_at_the_smallest_size(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    stage.people(desk, clock)
    desk.close()
    async with counter(folder, clock) as seat:
        for line in rows(seat):
            assert line.rstrip().endswith(("分", "!", "!!"))


# Cheap


async def test_a_clock_that_shows_the_same_minute_draws_nothing(
    folder: Path, clock: FakeClock, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(other)
    async with counter(folder, clock) as seat:
        clock.move(0.5)
        await look(seat)
        drawn: list[int] = []
        tickets = board_of(seat).query_one(TicketList)
        monkeypatch.setattr(tickets, "refresh", lambda *_args, **_options: drawn.append(1))
        clock.move(0.2)
        await look(seat)
        assert not drawn
        clock.move(1)
        await look(seat)
        assert len(drawn) == 1


def test_the_tables_are_read_when_an_entry_came_and_not_before(
    clock: FakeClock, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mihome_desk.db import views

    number = opened(other)
    read: list[int] = []
    real = views.snapshot

    def counted(*values: Any) -> views.Snapshot:
        read.append(1)
        return real(*values)

    monkeypatch.setattr(views, "snapshot", counted)
    before = other.board()
    clock.move(5)
    after = other.board()
    assert before.heads[0].left_ms - after.heads[0].left_ms == 5 * MINUTE
    assert len(read) == 1
    ok(other.do(Note(number, "一")))
    other.board()
    clock.move(ms=12 * HOUR)
    other.board()
    assert len(read) == 3


def test_the_kept_board_equals_one_read_anew(folder: Path, clock: FakeClock, other: Desk) -> None:
    opened(other)
    builders.walk(other, "ready")
    other.board()
    clock.move(61)
    fresh = bootstrap.open_desk(folder, clock)
    assert other.board() == fresh.board()
    fresh.close()


async def test_the_names_of_the_columns_stand_over_them_from_the_first_ticket_on(
    folder: Path, clock: FakeClock, other: Desk
) -> None:
    async with counter(folder, clock) as seat:
        # It came while another screen was open.
        await seat.press("f3")
        opened(other)
        await look(seat)
        await seat.press("escape")
        (row,) = rows(seat)
        (head,) = [line for line in seat.lines if _("Number") in line and _("Stage") in line]
        at = cell_len(head[: head.index(_("Stage"))])
        assert cell_len(row[: row.index(words.word(words.STAGES, "received"))]) == at


async def test_an_empty_centre_names_its_parcels_first(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "centre", clock, kind="centre")
    async with counter(folder, clock) as seat:
        assert seat.says(_(board_words.EMPTY_CENTRE))
        assert seat.lines[-1].split()[0] == keys.PARCELS.spelled
        await seat.press("x")
        # Nothing can be opened yet: the last line begins with what can be done.
        assert seat.lines[-1].split()[0] == keys.ANNOUNCE.spelled
