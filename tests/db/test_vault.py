"""Unlock codes lie sealed in the vault of one machine, in no journal, and go with the device."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from mihome_desk import bootstrap
from mihome_desk.db import drafts, replay, vault
from mihome_desk.db.backup import back_up
from mihome_desk.db.writer import Answer, Request
from mihome_desk.desk import Desk
from mihome_desk.rules.repair import Reopen, Void, Withdraw
from mihome_desk.rules.unlocking import KeepUnlock, ReadUnlock, UnlockGiven
from tests.builders import (
    hand_over,
    kinds,
    ok,
    open_ticket,
    pay,
    problems,
    refused,
    reopen,
    shown,
    store,
    ticket_of,
    token_of,
    walk,
)

CODE = "70517051"
PURPOSE = "测触摸屏"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return store(tmp_path)


def kept(desk: Desk) -> dict[str, str]:
    """Every code in the vault by its ticket's number."""

    def read(conn: sqlite3.Connection) -> dict[str, str]:
        tickets = conn.execute("SELECT t.number, v.ticket FROM vault v JOIN tickets t ON t.id = v.ticket")
        return {number: vault.read(conn, desk.home.vault_key, ticket) for number, ticket in tickets}

    return desk.ask(read)


def keep(desk: Desk, stage: str = "received") -> str:
    number = walk(desk, stage)
    ok(desk.do(KeepUnlock(number, CODE, "pin")))
    return number


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_code_of_intake_and_one_told_later_lie_in_the_vault(desk: Desk) -> None:
    first = ok(desk.do(open_ticket(unlock=UnlockGiven(CODE, "pin"))))
    assert first.events == ("TicketOpened", "UnlockKept")
    second = walk(desk, "received")
    ok(desk.do(KeepUnlock(second, "14789", "pattern")))

    assert kept(desk) == {first.ticket: CODE, second: "14789"}
    assert ticket_of(desk, second).unlock == "pattern"
    assert problems(desk) == []


def test_a_new_code_takes_the_place_of_the_old_one(desk: Desk) -> None:
    number = keep(desk)
    ok(desk.do(KeepUnlock(number, "另一个", "password")))

    assert kept(desk) == {number: "另一个"}


def test_the_code_is_shown_with_a_purpose_and_that_is_an_entry(desk: Desk) -> None:
    number = keep(desk)

    answer = ok(desk.do(ReadUnlock(number, PURPOSE)))

    assert (answer.unlock, answer.events) == (CODE, ("UnlockRead",))
    [event] = [each for each in shown(desk, number)["history"] if each["event"] == "UnlockRead"]
    assert event["words"] == {"purpose": PURPOSE}
    assert CODE not in repr(answer)


def test_every_sight_of_the_code_is_an_entry_of_its_own(desk: Desk) -> None:
    number = keep(desk)
    first = ok(desk.do(ReadUnlock(number, PURPOSE), id="r-1"))

    again = desk.do(ReadUnlock(number, PURPOSE), id="r-1")

    assert (first.unlock, again.unlock) == (CODE, "")
    assert (again.seq, again.events) == (first.seq, first.events)
    assert kinds(desk).count("UnlockRead") == 1


def test_no_file_of_the_store_holds_the_code_in_the_open(desk: Desk) -> None:
    number = keep(desk)
    ok(desk.do(open_ticket(unlock=UnlockGiven(CODE, "pin")), id="o-1"))
    ok(desk.do(ReadUnlock(number, PURPOSE)))
    folder = desk.home.folder
    desk.close()

    assert CODE.encode() not in everything(folder)


def test_show_tells_that_a_code_is_kept_and_never_the_code(desk: Desk) -> None:
    number = keep(desk)

    assert shown(desk, number)["unlock_kept"] is True
    assert CODE not in str(shown(desk, number))
    assert shown(desk, walk(desk, "received"))["unlock_kept"] is False


# The end of a code


def test_hand_over_erases_the_code_in_the_same_transaction(desk: Desk) -> None:
    number, other = keep(desk, "ready"), keep(desk)
    token = token_of(desk, number)
    ok(desk.do(pay(number)))
    seen: list[dict[str, str]] = []

    def work(writer: object) -> list[Answer]:
        answers = writer.carry_out(  # type: ignore[attr-defined]
            [Request(hand_over(number, token, "0000"), "t"), Request(hand_over(number, token), "t")]
        )
        seen.append(kept(desk))
        return list(answers)

    wrong, right = desk.run(work)

    assert (wrong.ok, right.ok) == (False, True)
    assert seen == [{other: CODE}]
    assert problems(desk) == []


def test_a_refused_hand_over_keeps_the_code(desk: Desk) -> None:
    number = keep(desk, "ready")
    ok(desk.do(pay(number)))
    assert not desk.do(hand_over(number, token_of(desk, number), "0000")).ok

    assert kept(desk) == {number: CODE}


@pytest.mark.parametrize("here", [True, False])
def test_a_void_ticket_keeps_the_code_while_the_device_is_here(desk: Desk, here: bool) -> None:
    number = keep(desk)
    ok(desk.do(Void(number, "重复", here)))

    assert kept(desk) == ({number: CODE} if here else {})


def test_withdrawn_and_reopened_the_code_is_still_there(desk: Desk) -> None:
    number = keep(desk)
    ok(desk.do(Withdraw(number, "x")))
    ok(desk.do(Reopen(number, "y")))

    assert ok(desk.do(ReadUnlock(number, PURPOSE))).unlock == CODE


def test_what_fails_at_the_disk_erases_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = keep(desk, "ready")
    ok(desk.do(pay(number)))
    token = token_of(desk, number)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("mihome_desk.db.writer.Writer.commit", full)
        with pytest.raises(sqlite3.OperationalError):
            desk.do(hand_over(number, token))

    assert kept(desk) == {number: CODE}
    assert ticket_of(desk, number).stage == "ready"


# The key, other machines, rebuilds


@pytest.mark.parametrize("left", [None, b"", b"half a key"])
def test_without_the_key_nothing_is_kept_and_that_is_said(desk: Desk, left: bytes | None) -> None:
    number = keep(desk)
    before = desk.seq()
    desk.home.vault_key.unlink()
    if left is not None:
        desk.home.vault_key.write_bytes(left)

    assert refused(desk.do(KeepUnlock(number, "1", "pin"))) == ("vault_lost", "unlock")
    assert refused(desk.do(open_ticket(unlock=UnlockGiven(CODE, "pin")))) == ("vault_lost", "unlock")
    assert refused(desk.do(ReadUnlock(number, PURPOSE))) == ("unlock_elsewhere", "ticket")
    assert desk.seq() == before
    ok(desk.do(open_ticket()))


def test_another_machine_with_the_same_journal_does_not_have_the_code(desk: Desk, tmp_path: Path) -> None:
    number = keep(desk)
    desk.ask(back_up, tmp_path / "copy.db")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(tmp_path / "copy.db", elsewhere / "desk.db")
    (elsewhere / "vault.key").write_bytes(bytes(32))
    other = bootstrap.open_desk(elsewhere, desk.clock)

    assert refused(other.do(ReadUnlock(number, PURPOSE))) == ("unlock_elsewhere", "ticket")
    other.close()


def test_a_sealed_code_belongs_to_its_ticket_alone(desk: Desk) -> None:
    number, other = keep(desk), walk(desk, "received")
    ok(desk.do(KeepUnlock(other, "1111", "pin")))
    one, two = ticket_of(desk, number).id, ticket_of(desk, other).id

    def swap(writer: object) -> None:
        with writer.database.write() as conn:  # type: ignore[attr-defined]
            sealed = conn.execute("SELECT sealed FROM vault WHERE ticket = ?", (one,)).fetchone()[0]
            conn.execute("UPDATE vault SET sealed = ? WHERE ticket = ?", (sealed, two))

    desk.run(swap)
    assert refused(desk.do(ReadUnlock(other, PURPOSE))) == ("unlock_elsewhere", "ticket")


def test_a_rebuild_and_a_restart_leave_the_vault_alone(desk: Desk) -> None:
    number = keep(desk)

    def work(writer: object) -> int:
        with writer.database.write() as conn:  # type: ignore[attr-defined]
            return replay.rebuild(conn)

    desk.run(work)

    assert kept(reopen(desk)) == {number: CODE}


def test_a_code_told_again_under_one_id_is_one_entry(desk: Desk) -> None:
    number = walk(desk, "received")
    first = ok(desk.do(KeepUnlock(number, CODE, "pin"), id="k"))

    assert desk.do(KeepUnlock(number, CODE, "pin"), id="k") == first
    assert kinds(desk).count("UnlockKept") == 1


def test_sealing_is_the_drafts_sealing(desk: Desk) -> None:
    """One way to seal on a machine: what the doctor says of the key holds for both."""
    keep(desk)
    key = drafts.read_key(desk.home.vault_key)
    ticket, sealed = desk.ask(lambda conn: conn.execute("SELECT ticket, sealed FROM vault").fetchone())

    assert drafts.unseal(key, ticket, sealed) == {"code": CODE}
