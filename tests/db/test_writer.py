"""One command, one effect: ids, sessions, clocks, numbers, drafts, and a lock that names who holds it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap
from mihome_desk.db import engine, journal
from mihome_desk.db.drafts import VaultKeyLost
from mihome_desk.db.engine import CHECKPOINT_COMMITS, StoreBusy, turn
from mihome_desk.db.writer import Writer
from mihome_desk.desk import Desk
from mihome_desk.rules import identity
from mihome_desk.rules.arrivals import Arrive, VisitResult
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.progress import Note
from mihome_desk.rules.repair import Void
from mihome_desk.rules.store import PassTime
from tests.builders import (
    HOUR,
    NOON,
    FakeClock,
    hand_over,
    kinds,
    ok,
    open_ticket,
    pay,
    pre,
    problems,
    quote,
    refused,
    reopen,
    store,
    ticket_of,
    token_of,
    walk,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Desk:
    return store(tmp_path, clock)


# Command ids


def test_the_same_id_and_content_give_the_same_answer_and_one_effect(desk: Desk) -> None:
    first = ok(desk.do(open_ticket(), id="a-1"))
    ok(desk.do(open_ticket()))
    before = desk.seq()

    assert desk.do(open_ticket(), id="a-1") == first
    assert desk.seq() == before


def test_the_answer_is_the_same_after_a_restart_and_through_another_counter(desk: Desk) -> None:
    first = ok(desk.do(open_ticket(), id="a-1"))

    assert bootstrap.open_desk(desk.home.folder).do(open_ticket(), id="a-1") == first
    assert reopen(desk).do(open_ticket(), id="a-1") == first


def test_the_same_id_with_other_content_is_refused(desk: Desk) -> None:
    ok(desk.do(open_ticket(), id="a-1"))

    assert refused(desk.do(open_ticket(complaint="else"), id="a-1")) == ("id_used", "id")
    assert refused(desk.do(Arrive(), id="a-1")) == ("id_used", "id")
    assert refused(desk.do(Note("\ud800", "\udfff"), id="a-1")) == ("id_used", "id")


def test_arriving_twice_under_one_id_gives_one_queue_number(desk: Desk) -> None:
    first = ok(desk.do(Arrive(), id="a"))
    assert (first.queue, first.ticket) == (1, "")
    assert ok(desk.do(Arrive(), id="b")).queue == 2

    assert desk.do(Arrive(), id="a") == first


def test_a_refusal_that_left_a_trace_is_remembered_with_its_id(desk: Desk) -> None:
    number = walk(desk, "ready")
    ok(desk.do(pay(number)))
    token = token_of(desk, number)
    wrong = hand_over(number, token, "0000")
    first = desk.do(wrong, id="h-1")
    assert (refused(first)[0], first.events) == ("bad_proof", ("ProofFailed",))

    assert desk.do(wrong, id="h-1") == first
    assert ticket_of(desk, number).failures == 1
    assert refused(desk.do(hand_over(number, token), id="h-1")) == ("id_used", "id")
    for _ in range(3):
        desk.do(wrong)
    locked = desk.do(wrong, id="h-5")
    assert (refused(locked)[0], locked.events) == ("proof_locked", ("ProofFailed", "TicketLocked"))
    assert desk.do(wrong, id="h-5") == locked
    assert ticket_of(desk, number).failures == 5


def test_a_pure_refusal_is_not_remembered(desk: Desk) -> None:
    number = walk(desk, "received")
    assert refused(desk.do(quote(number), id="q-1"))[0] == "checks_missing"
    ok(desk.do(pre(number)))

    ok(desk.do(quote(number), id="q-1"))


def test_a_pin_is_not_part_of_what_an_id_stands_for(tmp_path: Path) -> None:
    desk = store(tmp_path, manager_pin="2468")
    number = walk(desk, "quoted")
    first = ok(desk.do(Void(number, "twice", manager_pin="2468"), id="v"))

    assert desk.do(Void(number, "twice"), id="v") == first


@pytest.mark.parametrize("bad", ["", "x" * 65, "a\nb", "\u202e", "\ud800", "\x00"])
def test_an_id_that_cannot_be_kept_is_refused(desk: Desk, bad: str) -> None:
    assert refused(desk.do(open_ticket(), id=bad)) == ("bad_id", "id")


def test_the_longest_id_is_taken(desk: Desk) -> None:
    ok(desk.do(open_ticket(), id="编" * 64))


# Batches


def test_a_batch_is_one_transaction_answered_one_by_one(desk: Desk) -> None:
    answers = desk.do_all([open_ticket(), Note("nobody", "x"), open_ticket(), Arrive()])

    assert [answer.ok for answer in answers] == [True, False, True, True]
    assert answers[0].ticket != answers[2].ticket
    assert kinds(desk) == ["StoreOpened", "SessionOpened", "TicketOpened", "TicketOpened", "Arrived"]
    assert problems(desk) == []


def test_a_batch_that_breaks_leaves_nothing_and_the_next_one_begins_anew(desk: Desk) -> None:
    def broken() -> Any:
        yield open_ticket()
        raise RuntimeError("the scanner fell down")

    before = desk.seq()
    with pytest.raises(RuntimeError):
        desk.do_all(broken())

    assert desk.seq() == before
    ok(desk.do(open_ticket()))
    assert kinds(desk) == ["StoreOpened", "SessionOpened", "TicketOpened"]
    assert problems(desk) == []


# Sessions and clocks


def test_a_process_opens_its_session_once_with_its_first_write(desk: Desk) -> None:
    refused(desk.do(Note("nobody", "x")))
    assert kinds(desk) == ["StoreOpened"]

    ok(desk.do(open_ticket()))
    ok(desk.do(open_ticket()))
    ok(reopen(desk).do(open_ticket()))
    assert kinds(desk).count("SessionOpened") == 2


def test_two_copies_of_one_database_part_ways_with_their_first_write(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close()
    shutil.copytree(desk.home.folder, tmp_path / "clone")
    heads = set()
    for folder in (desk.home.folder, tmp_path / "clone"):
        monkeypatch.setenv("MIHOME_DESK_STATE", str(tmp_path / f"state of the machine with {folder.name}"))
        copy = bootstrap.open_desk(folder, FakeClock())
        ok(copy.do(Arrive()))
        head = copy.ask(journal.head)
        assert head
        heads.add(head.hash)
    assert len(heads) == 2


@pytest.mark.parametrize("minutes", [3, -3, -600, 100_000])
def test_a_wall_clock_that_jumps_is_journalled_and_work_goes_on(
    desk: Desk, clock: FakeClock, minutes: int
) -> None:
    ok(desk.do(open_ticket()))
    clock.move(7)
    clock.jump(minutes)
    ok(desk.do(open_ticket()))

    [entry] = [
        e for e in desk.ask(lambda conn: list(journal.entries(conn))) if e.header.kind == "WallClockJumped"
    ]
    assert journal.body_of(entry)["data"] == {"by_ms": minutes * 60_000}
    assert problems(desk) == []


def test_a_small_correction_and_a_reboot_are_no_jump(desk: Desk, clock: FakeClock) -> None:
    ok(desk.do(open_ticket()))
    clock.jump(1)
    ok(desk.do(open_ticket()))
    clock.reboot(600)
    ok(desk.do(open_ticket()))

    assert "WallClockJumped" not in kinds(desk)


def test_a_wall_clock_that_comes_up_in_the_past_after_a_reboot_is_journalled(
    desk: Desk, clock: FakeClock
) -> None:
    ok(desk.do(open_ticket()))
    clock.reboot(-60 * 24 * 365)
    ok(desk.do(open_ticket()))

    assert "WallClockJumped" in kinds(desk)


def test_time_passes_in_a_practice_store_alone(tmp_path: Path) -> None:
    clock = FakeClock()
    practice = store(tmp_path, clock, practice=True)
    number = walk(practice, "received")
    ok(practice.do(PassTime(61)))
    assert practice.board().heads[0].clock.state == "missed"
    assert practice.now().at_ms == NOON + 61 * 60_000
    ok(practice.do(Note(number, "late")))
    assert "WallClockJumped" not in kinds(practice)

    real = store(tmp_path / "real", clock)
    assert refused(real.do(PassTime(1)))[0] == "practice_only"


# Numbers


def test_numbers_are_unique_with_two_counters_on_one_folder(desk: Desk, clock: FakeClock) -> None:
    other = bootstrap.open_desk(desk.home.folder, clock)
    with ThreadPoolExecutor(4) as pool:
        counters = [pool.submit(each.do, open_ticket()) for each in (desk, other) * 10]
        numbers = [ok(found.result()).ticket for found in counters]

    assert len(set(numbers)) == 20
    assert sorted(identity.barcode(number)[7:11] for number in numbers) == [f"{at:04}" for at in range(1, 21)]
    assert problems(desk) == []


def test_serials_begin_anew_at_local_midnight_and_go_on_when_the_clock_is_set_back(
    desk: Desk, clock: FakeClock
) -> None:
    clock.move(ms=12 * HOUR - 1)
    late = ok(desk.do(open_ticket())).ticket
    clock.move(ms=1)
    early = ok(desk.do(open_ticket())).ticket
    clock.jump(-30)
    again = ok(desk.do(open_ticket())).ticket

    assert (late[:17], early[:17], again[:17]) == (
        "BJ001-261122-0001",
        "BJ001-261123-0001",
        "BJ001-261122-0002",
    )


def test_queue_numbers_begin_anew_each_day_and_an_arrival_is_served_once(
    desk: Desk, clock: FakeClock
) -> None:
    assert ok(desk.do(Arrive())).queue == 1
    clock.move(12 * 60)
    assert ok(desk.do(Arrive())).queue == 1
    assert refused(desk.do(open_ticket(arrival=2))) == ("unknown_arrival", "arrival")

    ok(desk.do(open_ticket(arrival=1)))
    assert refused(desk.do(open_ticket(arrival=1))) == ("unknown_arrival", "arrival")
    assert desk.waiting() == []


def test_a_row_is_imported_once_whatever_its_letters_are_made_of(desk: Desk) -> None:
    ok(desk.do(ImportRepair("Café", "1", "2019-03-04")))

    for source, row in (("Cafe\u0301", "1"), (" Café ", " 1 ")):
        assert refused(desk.do(ImportRepair(source, row, "2019-03-04"))) == ("already_imported", "row")
    assert refused(desk.do(ImportRepair("\ud800", "1", "2019-03-04"))) == ("text_surrogate", "source")
    assert refused(desk.do(ImportRepair("x", "1", "2099-03-04"))) == ("date_not_past", "happened_on")


# PINs


@pytest.mark.parametrize("pin", ["1111", "\ud800", "x" * 1_000_000, "24 68", "\x00"])
def test_a_wrong_pin_is_refused_whatever_it_is(tmp_path: Path, pin: str) -> None:
    desk = store(tmp_path, manager_pin="2468")
    number = walk(desk, "quoted")

    assert refused(desk.do(Void(number, "twice", manager_pin=pin))) == ("bad_pin", "manager_pin")
    ok(desk.do(Void(number, "twice", manager_pin="２４６８")))


# Drafts


def test_a_draft_is_there_after_a_restart_and_goes_with_its_command(desk: Desk) -> None:
    draft = desk.save_draft("intake", {"name": "张三", "phone": "138"}).result()
    again = reopen(desk)
    found = again.draft("intake")
    assert found is not None
    assert found.fields == {"name": "张三", "phone": "138"}

    ok(again.do(open_ticket(), draft=draft))
    assert again.draft("intake") is None


def test_a_refused_command_keeps_its_draft(desk: Desk) -> None:
    number = walk(desk, "ready")
    ok(desk.do(pay(number)))
    draft = desk.save_draft("hand_over", {"token": "1"}, ticket=number).result()

    assert not desk.do(hand_over(number, token_of(desk, number), "0000"), draft=draft).ok
    assert not desk.do(Note("nobody", "x"), draft=draft).ok
    assert desk.draft("hand_over", number) is not None


def test_a_draft_cannot_be_read_without_its_key(desk: Desk) -> None:
    desk.save_draft("intake", {"name": "张三"}).result()
    raw = desk.home.database.read_bytes() + Path(f"{desk.home.database}-wal").read_bytes()
    assert "张三".encode() not in raw

    desk.home.vault_key.write_bytes(bytes(32))
    with pytest.raises(VaultKeyLost):
        desk.draft("intake")


def test_the_latest_draft_wins_and_a_dropped_one_is_gone(desk: Desk, clock: FakeClock) -> None:
    one = desk.save_draft("intake", {"n": 1}).result()
    clock.move(ms=1)
    desk.save_draft("intake", {"n": 2}).result()
    found = desk.draft("intake")
    assert found is not None
    assert found.fields == {"n": 2}

    desk.drop_draft(found.id).result()
    found = desk.draft("intake")
    assert found is not None
    assert found.id == one


# The lock


HOLD = """
import fcntl, os, sys
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(descriptor, fcntl.LOCK_EX)
os.pwrite(descriptor, f"{os.getpid()} 1".ljust(64).encode(), 0)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_frozen_process_that_holds_the_store_is_named_within_about_a_second(desk: Desk) -> None:
    ok(desk.do(open_ticket()))
    before = desk.seq()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, desk.home.lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdin
    try:
        assert holder.stdout.readline() == b"held\n"
        os.kill(holder.pid, signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(StoreBusy) as found:
            desk.do(open_ticket())
        assert found.value.pid == str(holder.pid)
        assert 0.9 < time.monotonic() - began < 3
        assert desk.seq() == before
        assert desk.board().heads
    finally:
        os.kill(holder.pid, signal.SIGCONT)
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    ok(desk.do(open_ticket()))


def test_a_busy_store_is_not_taken_for_a_frozen_one(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    held = os.open(lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    stop = threading.Event()

    def turns() -> None:
        at = 0
        while not stop.wait(0.02):
            at += 1
            os.pwrite(held, f"{at} {at}".ljust(64).encode(), 0)
            if at == 20:
                fcntl.flock(held, fcntl.LOCK_UN)

    other = threading.Thread(target=turns)
    other.start()
    try:
        with turn(lock, patience_s=0.2):
            pass
    finally:
        stop.set()
        other.join()
        os.close(held)


# The disk


def test_a_disk_that_refuses_a_commit_leaves_nothing_and_the_next_command_works(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok(desk.do(open_ticket()))
    before = desk.seq()

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "commit", full)
        with pytest.raises(sqlite3.OperationalError):
            desk.do(open_ticket())
    assert desk.seq() == before
    ok(desk.do(open_ticket()))
    assert problems(desk) == []


def test_a_checkpoint_that_fails_takes_no_answer_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = walk(desk, "received")
    really, taken = engine.turn, []

    @contextmanager
    def turns(lock: Path, patience_s: float = 1) -> Iterator[None]:
        taken.append(1)
        if len(taken) % 2 == 0:
            raise OSError(24, "Too many open files")
        with really(lock, patience_s):
            yield

    monkeypatch.setattr(engine, "CHECKPOINT_COMMITS", 1)
    monkeypatch.setattr(engine, "turn", turns)
    ok(desk.do(Note(number, "x")))
    ok(desk.do(Note(number, "y")))
    assert len(taken) == 4


def test_a_long_run_of_commands_moves_the_wal_back_into_the_database(desk: Desk) -> None:
    before = desk.home.database.stat().st_size
    number = walk(desk, "received")
    for _ in range(CHECKPOINT_COMMITS):
        ok(desk.do(Note(number, "长" * 100)))

    assert desk.home.database.stat().st_size > before


def test_who_waited_yesterday_waits_no_more_today(desk: Desk, clock: FakeClock) -> None:
    assert ok(desk.do(Arrive())).queue == 1
    assert [each.queue for each in desk.waiting()] == [1]
    clock.move(13 * 60)

    assert desk.waiting() == []
    assert refused(desk.do(VisitResult(1, "left"))) == ("unknown_arrival", "arrival")
    assert ok(desk.do(Arrive())).queue == 1
    ok(desk.do(VisitResult(1, "left")))
    assert desk.waiting() == []
    assert problems(desk) == []
