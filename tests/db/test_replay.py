"""The read tables equal a replay from nothing, and a rebuild makes them so again."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from mihome_desk import bootstrap
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.intake import Arrive
from mihome_desk.rules.store import PassTime
from mihome_desk.tools import upkeep
from tests.builders import (
    STEPS,
    FakeClock,
    hand_over,
    ok,
    open_ticket,
    problems,
    shown,
    store,
    token_of,
    walk,
)


def test_a_store_with_everything_in_it_equals_its_replay_before_and_after_a_rebuild(tmp_path: Path) -> None:
    clock = FakeClock()
    desk = store(tmp_path, clock, practice=True)
    numbers = [walk(desk, stage) for stage in STEPS]
    ok(desk.do(Arrive()))
    ok(desk.do(open_ticket(arrival=1)))
    ok(
        desk.do(
            ImportRepair("mobifix", "7", "2019-03-04", status="Fixed", problem="screen", phone="+85261234567")
        )
    )
    ok(desk.do(PassTime(90)))
    desk.do(hand_over(numbers[-2], token_of(desk, numbers[-2]), "0000"))
    clock.reboot()
    ok(desk.do(open_ticket()))
    before = [shown(desk, number) for number in numbers]
    assert problems(desk) == []

    seen: list[int] = []
    upkeep.rebuild(desk, seen.append)

    assert seen[-1] == desk.seq()
    assert problems(desk) == []
    assert [shown(desk, number) for number in numbers] == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE tickets SET stage = 'collected'",
        "DELETE FROM tickets",
        "DROP TABLE tickets",
        "UPDATE personal SET phone = '1'",
        "DELETE FROM boots",
        "UPDATE serials SET last = 0",
        "DELETE FROM arrivals",
        "INSERT INTO imports VALUES ('a', 'b', 'c')",
        "UPDATE tickets SET state = '{}'",
        "ALTER TABLE tickets DROP COLUMN left_quick",
    ],
)
def test_a_read_table_that_was_changed_is_found_and_a_rebuild_heals_it(tmp_path: Path, sql: str) -> None:
    desk = store(tmp_path)
    walk(desk, "ready")
    ok(desk.do(Arrive()))
    conn = sqlite3.connect(desk.home.database)
    conn.execute(sql)
    conn.commit()
    conn.close()
    assert problems(desk)

    upkeep.rebuild(desk, lambda _: None)

    assert problems(desk) == []


def test_a_rebuild_that_is_cut_off_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    desk = store(tmp_path)
    number = walk(desk, "ready")

    def stop(_: int) -> None:
        raise RuntimeError

    desk.ask(lambda conn: None)
    with pytest.raises(RuntimeError):
        desk.run(lambda writer: _broken_rebuild(writer, stop))
    assert problems(desk) == []
    assert shown(desk, number)["stage"] == "ready"
    ok(desk.do(open_ticket()))


def _broken_rebuild(writer: object, stop: object) -> None:
    from mihome_desk.db import schema

    with writer.database.write() as conn:  # type: ignore[attr-defined]
        schema.create_read_tables(conn)
        stop(0)  # type: ignore[operator]


def test_verify_raises_no_false_alarm_while_another_counter_writes(tmp_path: Path) -> None:
    clock = FakeClock()
    desk = store(tmp_path, clock)
    other = bootstrap.open_desk(desk.home.folder, clock)
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            ok(other.do(Arrive()))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [problems(desk) for _ in range(25)]
    finally:
        done.set()
        writer.join()
    assert found == [[]] * 25
