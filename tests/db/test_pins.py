"""Wrong manager PINs in a real store: entries, a lock of five minutes, and a right PIN that begins anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from mihome_desk.db import signature
from mihome_desk.db.writer import Answer
from mihome_desk.desk import Desk
from mihome_desk.rules.repair import Void
from tests.builders import FakeClock, kinds, ok, open_ticket, problems, refused, reopen, store, ticket_of

PIN = "2468"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Desk:
    return store(tmp_path, clock, manager_pin=PIN)


def sign(desk: Desk, pin: str, id: str | None = None) -> Answer:
    """A signature on a new ticket."""
    number = ok(desk.do(open_ticket())).ticket
    return desk.do(Void(number, "重复", manager_pin=pin), id=id)


def wrong(desk: Desk, times: int) -> list[Answer]:
    return [sign(desk, "1357") for _ in range(times)]


def test_every_wrong_pin_is_an_entry_of_the_store(desk: Desk) -> None:
    *first, last = wrong(desk, 5)

    assert [refused(answer)[0] for answer in first] == ["bad_pin"] * 4
    assert refused(last) == ("pin_locked", "manager_pin")
    assert all(answer.events == ("PinFailed",) for answer in (*first, last))
    assert kinds(desk).count("PinFailed") == 5
    assert problems(desk) == []


def test_the_answer_names_the_ticket_and_is_the_same_again(desk: Desk) -> None:
    number = ok(desk.do(open_ticket())).ticket
    command = Void(number, "重复", manager_pin="1357")
    first = desk.do(command, id="v-1")
    assert first.ticket == number

    assert desk.do(command, id="v-1") == first
    assert kinds(desk).count("PinFailed") == 1
    assert ticket_of(desk, number).stage == "received"


def test_a_locked_pin_is_not_even_looked_at(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(desk, 5)
    number = ok(desk.do(open_ticket())).ticket
    clock.move(4.5)
    monkeypatch.setattr(signature, "worth", lambda *_: pytest.fail("looked at"))

    answer = desk.do(Void(number, "重复", manager_pin=PIN))

    assert refused(answer) == ("pin_locked", "manager_pin")
    assert answer.refusal is not None
    assert answer.refusal.params == {"minutes": 1}
    assert answer.events == ()


def test_after_five_minutes_the_right_pin_signs_and_clears_the_count(desk: Desk, clock: FakeClock) -> None:
    wrong(desk, 5)
    clock.move(5)

    assert ok(sign(desk, PIN)).events == ("TicketVoided", "PinAccepted")
    assert ok(sign(desk, PIN)).events == ("TicketVoided",)
    assert [refused(answer)[0] for answer in wrong(desk, 5)] == ["bad_pin"] * 4 + ["pin_locked"]
    assert problems(desk) == []


def test_after_the_lock_one_more_wrong_pin_locks_again(desk: Desk, clock: FakeClock) -> None:
    wrong(desk, 5)
    clock.move(5)

    assert refused(wrong(desk, 1)[0])[0] == "pin_locked"
    clock.move(4)
    assert refused(sign(desk, PIN))[0] == "pin_locked"


def test_neither_the_wall_clock_nor_a_restart_opens_the_lock(desk: Desk, clock: FakeClock) -> None:
    wrong(desk, 5)
    clock.jump(600)
    assert refused(sign(desk, PIN))[0] == "pin_locked"

    desk = reopen(desk)
    clock.reboot(600)
    assert refused(sign(desk, PIN))[0] == "pin_locked"
    clock.move(5)
    ok(sign(desk, PIN))


def test_no_pin_at_all_is_no_try(desk: Desk) -> None:
    for _ in range(7):
        assert refused(sign(desk, ""))[0] == "needs_manager"
    ok(sign(desk, PIN))
    assert "PinFailed" not in kinds(desk)


def test_a_store_without_a_pin_has_none_to_lock(tmp_path: Path) -> None:
    desk = store(tmp_path)
    for _ in range(7):
        ok(sign(desk, "1357"))
    assert "PinFailed" not in kinds(desk)


def test_no_pin_stands_in_any_file(desk: Desk) -> None:
    sign(desk, "970531", id="v-1")
    sign(desk, PIN, id="v-2")
    folder = desk.home.folder
    desk.close()
    data = b"".join(path.read_bytes() for path in folder.iterdir())

    assert b"970531" not in data
