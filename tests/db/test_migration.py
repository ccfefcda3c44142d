"""A store of an earlier version opens: its journal as it was, its tables those of this version."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mihome_desk import bootstrap
from mihome_desk.db import journal, queries, replay, vault
from mihome_desk.db.engine import SCHEMA_VERSION, StoreBusy, turn
from mihome_desk.desk import Desk
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.handover import HandOver, SecondProof
from mihome_desk.rules.progress import BeginWait
from mihome_desk.rules.repair import Void
from mihome_desk.rules.unlocking import KeepUnlock
from tests.builders import (
    FakeClock,
    approve,
    complete,
    hand_over,
    ok,
    pay,
    problems,
    shown,
    ticket_of,
    token_of,
)

V1 = Path(__file__).with_name("v1.sql")
"""Dumped by version 0.1.0: 29 entries over two boots, a PIN (2468), a draft, tickets of every kind of end."""
VAULT_KEY = "73c6a8548e4773ca7616dd0e5994e7b15ec43454b4b8121ea99454125c0bb57f"
COLLECTED, WITHDRAWN, OPEN, VOID = (f"BJ001-261122-000{tail}" for tail in ("14", "22", "30", "48"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of an old store."""
    folder = tmp_path / "old"
    folder.mkdir()
    conn = sqlite3.connect(folder / "desk.db")
    conn.executescript(V1.read_text("utf-8"))
    conn.close()
    (folder / "vault.key").write_bytes(bytes.fromhex(VAULT_KEY))
    return folder


@pytest.fixture
def desk(old: Path) -> Desk:
    """The old store, opened by this program some hours later."""
    clock = FakeClock()
    clock.move(300)
    clock.boot = "boot-9"
    return bootstrap.open_desk(old, clock)


def version(folder: Path) -> int:
    conn = sqlite3.connect(folder / "desk.db")
    found = conn.execute("PRAGMA user_version").fetchone()[0]
    conn.close()
    return int(found)


def test_an_old_store_opens_with_its_journal_untouched(old: Path) -> None:
    before = sqlite3.connect(old / "desk.db").execute("SELECT * FROM journal ORDER BY seq").fetchall()
    assert version(old) == 1
    desk = bootstrap.open_desk(old)
    assert version(old) == SCHEMA_VERSION
    assert desk.ask(lambda conn: conn.execute("SELECT * FROM journal ORDER BY seq").fetchall()) == before
    assert problems(desk) == []
    desk.close()


def test_its_tickets_are_what_they_were(desk: Desk) -> None:
    assert ticket_of(desk, COLLECTED).stage == "collected"
    assert ticket_of(desk, COLLECTED).paid == 5_000
    assert ticket_of(desk, COLLECTED).papers["intake_slip"].copies == 2
    assert ticket_of(desk, WITHDRAWN).outcome == "withdrawn"
    assert ticket_of(desk, VOID).outcome == "void"
    assert shown(desk, COLLECTED)["customer"] == {"name": "张三", "phone": "13856781234"}
    assert [each.queue for each in desk.ask(queries.waiting, "2026-11-22")] == [2]
    assert {head.number for head in desk.board().heads} == {WITHDRAWN, OPEN}
    desk.close()


def test_what_is_local_stays(desk: Desk) -> None:
    draft = desk.draft("intake")
    assert draft is not None
    assert draft.fields == {"name": "赵六"}
    token = token_of(desk, WITHDRAWN)
    ok(desk.do(HandOver(WITHDRAWN, SecondProof("phone", "0000"), token)))
    ok(desk.do(Void(OPEN, "重复", True, "2468")))
    desk.close()


def test_a_command_answered_by_the_old_program_is_answered_alike(desk: Desk) -> None:
    entries = desk.ask(lambda conn: list(journal.entries(conn)))
    first = next(entry for entry in entries if entry.header.command == "wrong-1")
    answer = desk.do(hand_over(COLLECTED, token_of(desk, COLLECTED), "0000"), id="wrong-1")
    assert answer.seq == first.header.seq
    assert answer.refusal is not None
    assert answer.refusal.code == "bad_proof"
    desk.close()


def test_it_goes_on_with_the_new_commands(desk: Desk) -> None:
    ok(desk.do(Correct(OPEN, "device.colour", "蓝", "看错了")))
    ok(desk.do(BeginWait(OPEN, "customer", "等备份")))
    ok(desk.do(KeepUnlock(OPEN, "2580", "pin")))
    assert problems(desk) == []
    assert desk.ask(vault.read, desk.home.vault_key, ticket_of(desk, OPEN).id) == "2580"
    desk.close()


def test_it_is_migrated_once(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.open_desk(old).close()

    def again(*_: object) -> None:
        raise AssertionError("migrated twice")

    monkeypatch.setattr(replay, "rebuild", again)
    bootstrap.open_desk(old).close()


def test_two_processes_that_open_it_at_once_both_get_in(old: Path) -> None:
    found: list[object] = []

    def work() -> None:
        try:
            found.append(bootstrap.open_desk(old))
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(each) for each in found] == [Desk] * 4
    for each in found:
        assert isinstance(each, Desk)
        assert problems(each) == []
        each.close()


def test_a_held_store_is_busy_and_stays_old(old: Path) -> None:
    with turn(old / "desk.lock"), pytest.raises(StoreBusy):
        bootstrap.open_desk(old)
    assert version(old) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda conn: conn.execute("DROP TABLE private"),
        lambda conn: conn.executescript(
            "DROP TRIGGER journal_no_update; UPDATE journal SET body = X'7B' WHERE seq = 5"
        ),
    ],
)
def test_a_journal_that_cannot_be_replayed_changes_nothing(
    old: Path, damage: Callable[[sqlite3.Connection], object]
) -> None:
    conn = sqlite3.connect(old / "desk.db")
    damage(conn)
    conn.commit()
    before = conn.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    conn.close()
    with pytest.raises(sqlite3.DatabaseError):
        bootstrap.open_desk(old)
    conn = sqlite3.connect(old / "desk.db")
    assert conn.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == before
    assert conn.execute("PRAGMA user_version").fetchone()[0] == 1
    conn.close()


# Version 0.2.0

V2 = Path(__file__).with_name("v2.sql")
"""Dumped by version 0.2.0: a PIN (2468), a draft, an unlock code (2580), and `ENDS_OF_V2`."""
VAULT_KEY_2 = "01d2e81d9503f2f159d5770809d7c69ad7eb6feaa34c240252ed403c34c2bac5"
ENDS_OF_V2 = {
    "14": ("collected", "repaired"),
    "22": ("ready", "withdrawn"),
    "30": ("ready", "declined"),
    "48": ("quoted", ""),
    "55": ("testing", ""),
    "63": ("waiting_parts", ""),
    "71": ("ready", "repaired"),
    "89": ("received", ""),
}
"""Stage and outcome by the end of the ticket's number; the second was withdrawn in the middle of its repair."""


@pytest.fixture
def second(tmp_path: Path) -> Desk:
    """A store of 0.2.0, opened by this program."""
    folder = tmp_path / "second"
    folder.mkdir()
    conn = sqlite3.connect(folder / "desk.db")
    conn.executescript(V2.read_text("utf-8"))
    conn.close()
    (folder / "vault.key").write_bytes(bytes.fromhex(VAULT_KEY_2))
    clock = FakeClock()
    clock.move(300)
    clock.boot = "boot-9"
    return bootstrap.open_desk(folder, clock)


def test_what_the_second_version_wrote_means_what_it_meant(second: Desk) -> None:
    for tail, (stage, outcome) in ENDS_OF_V2.items():
        ticket = ticket_of(second, f"BJ001-261122-000{tail}")
        assert (ticket.stage, ticket.outcome, ticket.conflict) == (stage, outcome, False)
    assert problems(second) == []
    second.close()


def test_the_second_versions_tickets_go_on(second: Desk) -> None:
    quoted, testing, ready = (f"BJ001-261122-000{tail}" for tail in ("48", "55", "71"))
    ok(second.do(approve(quoted)))
    assert second.ask(vault.read, second.home.vault_key, ticket_of(second, testing).id) == "2580"
    ok(second.do(complete(testing)))
    ok(second.do(pay(ready, 1_000)))
    ok(second.do(hand_over(ready, token_of(second, ready))))
    assert problems(second) == []
    second.close()
