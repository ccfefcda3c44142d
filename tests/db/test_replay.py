"""The read tables equal a replay from nothing, and a rebuild makes them so again."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap
from mihome_desk.rules.arrivals import Arrive, VisitResult
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.faults import AddFault
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.paperwork import PrintPaper, ReissueSlip
from mihome_desk.rules.progress import Assign, BeginWait, CallCustomer, Move
from mihome_desk.rules.store import PassTime
from mihome_desk.rules.unlocking import KeepUnlock, ReadUnlock
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


def exceptions(number: str) -> list[Any]:
    """Whatever can be done beside a ticket's straight way."""
    return [
        Correct(number, "customer.name", "李四", "听错"),
        Correct(number, "customer.phone", "13900001111", "记错"),
        Correct(number, "device.colour", "蓝", "看错"),
        AddFault(number, "WIFI", "搜不到"),
        Correct(number, "faults.0.words", "黑屏", "补充"),
        Assign(number, "王工"),
        Move(number, "B2"),
        CallCustomer(number, "报价"),
        KeepUnlock(number, "2580", "pin"),
        ReadUnlock(number, "测触摸"),
        ReissueSlip(number, "弄湿"),
        BeginWait(number, "customer", "等备份"),
    ]


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
    ok(desk.do(Arrive()))
    ok(desk.do(VisitResult(2, "bought")))
    for command in exceptions(numbers[0]):
        ok(desk.do(command))
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
        "UPDATE tickets SET wait_on = 'parts'",
        "UPDATE personal SET place = 'Z9'",
        "UPDATE arrivals SET result = 'left'",
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


def test_after_a_new_slip_the_first_copy_is_the_new_one(tmp_path: Path) -> None:
    desk = store(tmp_path)
    number = walk(desk, "received")
    old = ok(desk.do(PrintPaper(number, "intake_slip")))
    ok(desk.do(ReissueSlip(number, "弄湿")))
    new = ok(desk.do(PrintPaper(number, "intake_slip")))

    dossier = desk.dossier(number)
    assert dossier is not None
    order = dossier.order("intake_slip", 1)
    assert order is not None
    assert order.seq == new.seq != old.seq
    assert dossier.order("intake_slip", 2) is None


def test_a_forgotten_customer_is_gone_after_a_rebuild_and_the_public_facts_stay(tmp_path: Path) -> None:
    desk = store(tmp_path)
    number = walk(desk, "received")
    for command in exceptions(number):
        ok(desk.do(command))
    conn = sqlite3.connect(desk.home.database)
    conn.execute("DELETE FROM private")
    conn.commit()
    conn.close()

    upkeep.rebuild(desk, lambda _: None)

    found = shown(desk, number)
    assert (found["customer"], found["place"], found["complaint"]) == ({"name": "", "phone": ""}, "", "")
    assert found["device"]["model"] == "Redmi Note 7"
    assert len(found["faults"]) == 2
    assert not found["conflict"]
