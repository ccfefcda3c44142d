"""A database that was put back is noticed, and work goes on from it once a manager says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mihome_desk import bootstrap
from mihome_desk.db import journal
from mihome_desk.db.journal import Head
from mihome_desk.db.witness import Witness, far_path
from mihome_desk.desk import Desk, RolledBack
from mihome_desk.rules.refusal import Refused
from mihome_desk.tools import upkeep
from tests.builders import FakeClock, kinds, ok, open_ticket, problems, reopen, store, walk


def copy_of(desk: Desk, name: str) -> Path:
    """The whole folder as a copy made while the program is closed."""
    desk.close()
    target = desk.home.folder.with_name(name)
    shutil.copytree(desk.home.folder, target)
    return target


def put_back(desk: Desk, copy: Path, *, alone: bool) -> Desk:
    """The database, or the whole folder, from a copy; then the program starts."""
    desk.close()
    for name in ("desk.db-wal", "desk.db-shm"):
        (desk.home.folder / name).unlink(missing_ok=True)
    names = ["desk.db"] if alone else [path.name for path in copy.iterdir()]
    for name in names:
        shutil.copy2(copy / name, desk.home.folder / name)
    return bootstrap.open_desk(desk.home.folder, desk.clock)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = store(tmp_path)
    walk(desk, "quoted")
    return desk


@pytest.fixture
def older(desk: Desk) -> Path:
    return copy_of(desk, "older")


@pytest.mark.parametrize("alone", [True, False])
def test_a_database_or_a_whole_folder_put_back_is_noticed_and_nothing_is_written(
    desk: Desk, older: Path, alone: bool
) -> None:
    later = reopen(desk)
    ok(later.do(open_ticket()))
    seen = later.seq()

    back = put_back(later, older, alone=alone)

    assert back.rolled_back is not None
    assert back.rolled_back.lost.seq == seen
    assert back.rolled_back.head.seq < seen
    with pytest.raises(RolledBack):
        back.do(open_ticket())
    assert any("witness" in problem for problem in problems(back))


def test_a_restart_without_a_rollback_raises_no_alarm(desk: Desk) -> None:
    assert reopen(desk).rolled_back is None


def test_accepting_opens_a_branch_that_remembers_what_was_lost_and_work_goes_on(
    desk: Desk, older: Path
) -> None:
    later = reopen(desk)
    ok(later.do(open_ticket()))
    lost = later.ask(journal.head)
    back = put_back(later, older, alone=False)
    before = back.ask(journal.head)

    assert upkeep.accept_rollback(back, "power cut, disk replaced", "", "王经理")

    ok(back.do(open_ticket()))
    assert back.rolled_back is None
    assert problems(back) == []
    after = back.ask(journal.head)
    assert lost
    assert before
    assert after
    assert after.branch not in {before.branch, lost.branch}
    [entry] = [
        e for e in back.ask(lambda conn: list(journal.entries(conn))) if e.header.kind == "BranchOpened"
    ]
    data = journal.body_of(entry)["data"]
    assert (data["parent_seq"], data["parent_hash"]) == (before.seq, before.hash.hex())
    assert (data["lost_branch"], data["lost_seq"], data["lost_hash"]) == (
        lost.branch,
        lost.seq,
        lost.hash.hex(),
    )
    assert (data["cause"], data["signed"]) == ("rollback", "alone")
    assert reopen(back).rolled_back is None


def test_there_is_nothing_to_accept_in_a_store_that_is_not_behind(desk: Desk) -> None:
    assert not upkeep.accept_rollback(desk, "why not", "", "t")
    assert "BranchOpened" not in kinds(desk)


def test_accepting_needs_the_managers_pin_and_a_reason(tmp_path: Path) -> None:
    desk = store(tmp_path, manager_pin="2468")
    older = copy_of(desk, "older")
    later = reopen(desk)
    ok(later.do(open_ticket()))
    back = put_back(later, older, alone=True)

    for reason, pin, code in (("x", "", "needs_manager"), ("x", "1111", "bad_pin"), (" ", "2468", "empty")):
        with pytest.raises(Refused) as found:
            upkeep.accept_rollback(back, reason, pin, "t")
        assert found.value.refusal.code == code
        assert back.rolled_back is not None
    assert upkeep.accept_rollback(back, "x", "２４６８", "t")


@pytest.mark.parametrize("alone", [True, False])
def test_a_second_rollback_after_the_first_was_accepted_is_noticed(
    desk: Desk, older: Path, alone: bool
) -> None:
    later = reopen(desk)
    ok(later.do(open_ticket()))
    back = put_back(later, older, alone=alone)
    upkeep.accept_rollback(back, "once", "", "t")

    again = put_back(back, older, alone=alone)
    assert again.rolled_back is not None
    upkeep.accept_rollback(again, "twice", "", "t")
    assert problems(again) == []
    newer = copy_of(again, "newer")
    more = reopen(again)
    ok(more.do(open_ticket()))

    assert put_back(more, newer, alone=alone).rolled_back is not None


def test_a_kill_between_commit_and_witness_is_no_alarm(desk: Desk) -> None:
    witness = desk.home.witness.read_bytes()
    far = far_path(desk.store.uid, desk.home.folder).read_bytes()
    ok(desk.do(open_ticket()))
    desk.close()
    desk.home.witness.write_bytes(witness)
    far_path(desk.store.uid, desk.home.folder).write_bytes(far)

    again = bootstrap.open_desk(desk.home.folder, desk.clock)

    assert again.rolled_back is None
    assert problems(again) == []
    ok(again.do(open_ticket()))


@pytest.mark.parametrize(
    "torn", [b'{"branch": "ab', b"\x00" * 40, b"}}}\n", b"[1]\n", b'{"branch":1}\n', b"\xff\xfe\n"]
)
def test_a_torn_or_damaged_last_line_is_passed_over_and_swallows_nothing(desk: Desk, torn: bytes) -> None:
    last = desk.witnesses.near.last()
    with desk.home.witness.open("ab") as file:
        file.write(torn)
    assert desk.witnesses.near.last() == last

    again = reopen(desk)
    assert again.rolled_back is None
    ok(again.do(open_ticket()))
    assert again.witnesses.near.last() == again.ask(journal.head)


def test_without_witnesses_work_goes_on_and_they_come_back(desk: Desk) -> None:
    desk.home.witness.unlink()
    far_path(desk.store.uid, desk.home.folder).unlink()

    again = reopen(desk)
    ok(again.do(open_ticket()))

    assert again.witnesses.heads() == [again.ask(journal.head)] * 2


def test_a_far_witness_that_cannot_be_written_stops_no_work(desk: Desk) -> None:
    far = far_path(desk.store.uid, desk.home.folder)
    far.unlink()
    far.mkdir()

    ok(desk.do(open_ticket()))
    assert desk.witnesses.near.last() == desk.ask(journal.head)


def test_without_a_place_for_the_near_witness_nothing_is_written(desk: Desk) -> None:
    before = desk.seq()
    desk.home.witness.unlink()
    desk.home.witness.mkdir()

    with pytest.raises(IsADirectoryError):
        desk.do(open_ticket())
    assert desk.seq() == before

    desk.home.witness.rmdir()
    ok(desk.do(open_ticket()))
    assert problems(desk) == []


def test_a_witness_that_has_grown_begins_again_with_its_last_line(tmp_path: Path) -> None:
    witness = Witness(tmp_path / "w", sync=True)
    witness.path.write_bytes(b"x" * 1_000_001 + b"\n")
    head = Head("b", 7, b"\x01" * 32)

    witness.append(head)

    assert witness.last() == head
    assert witness.path.stat().st_size < 200


def test_the_witness_is_never_ahead_while_two_counters_write(tmp_path: Path) -> None:
    clock = FakeClock()
    one = store(tmp_path, clock)
    two = bootstrap.open_desk(one.home.folder, clock)
    for desk in (one, two, one, two):
        ok(desk.do(open_ticket()))
        assert bootstrap.open_desk(one.home.folder, clock).rolled_back is None
