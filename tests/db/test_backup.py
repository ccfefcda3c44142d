"""Copies of a store and the way back: whole, of the right store, and on a branch of its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap
from mihome_desk.db import backup, journal
from mihome_desk.db.engine import StoreBusy, turn
from mihome_desk.desk import Desk
from mihome_desk.tools import upkeep
from tests.builders import FakeClock, found, kinds, ok, open_ticket, problems, reopen, shown, store, walk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = store(tmp_path)
    walk(desk, "ready")
    return desk


@pytest.fixture
def copy(desk: Desk, tmp_path: Path) -> Path:
    desk.ask(backup.back_up, tmp_path / "copy.db")
    return tmp_path / "copy.db"


def restore(folder: Path, source: Path) -> None:
    upkeep.restore(folder, source, "王经理", bootstrap.open_desk)


def test_a_backup_is_one_file_that_only_its_owner_reads(copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in copy.parent.iterdir() if "copy" in path.name) == ["copy.db"]


def test_a_backup_is_taken_while_work_goes_on_and_holds_what_was_answered(desk: Desk, tmp_path: Path) -> None:
    number = ok(desk.do(open_ticket())).ticket
    desk.ask(backup.back_up, tmp_path / "now.db")
    conn = sqlite3.connect(tmp_path / "now.db")

    assert conn.execute("SELECT count(*) FROM tickets WHERE number = ?", (number,)).fetchone() == (1,)
    conn.close()


def test_a_restored_store_has_every_ticket_and_goes_on_in_a_branch(desk: Desk, copy: Path) -> None:
    number = desk.board().heads[0].number
    before = shown(desk, number)
    after = ok(desk.do(open_ticket())).ticket
    desk.close()

    restore(desk.home.folder, copy)

    again = bootstrap.open_desk(desk.home.folder, FakeClock())
    assert again.rolled_back is None
    assert problems(again) == []
    assert kinds(again)[-1] == "BranchOpened"
    assert shown(again, number) == before
    assert again.dossier(after) is None
    ok(again.do(open_ticket()))
    assert problems(again) == []


def test_a_bare_machine_takes_the_store_up_from_its_backup(
    desk: Desk, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close()
    monkeypatch.setenv("MIHOME_DESK_STATE", str(tmp_path / "another machine"))

    restore(tmp_path / "new" / "place", copy)

    again = bootstrap.open_desk(tmp_path / "new" / "place", FakeClock())
    assert problems(again) == []
    ok(again.do(open_ticket()))
    again.save_draft("intake", {"name": "x"}).result()


def test_what_was_there_before_is_kept_beside_it_whole(desk: Desk, copy: Path) -> None:
    number = ok(desk.do(open_ticket())).ticket
    desk.close()
    restore(desk.home.folder, copy)

    [kept] = desk.home.folder.glob("desk.db.before-*")
    conn = sqlite3.connect(f"file:{kept}?mode=ro&immutable=1", uri=True)
    assert conn.execute("SELECT count(*) FROM tickets WHERE number = ?", (number,)).fetchone() == (1,)
    conn.close()


def test_what_was_lost_is_named_in_the_branch(desk: Desk, copy: Path) -> None:
    ok(desk.do(open_ticket()))
    lost = desk.ask(journal.head)
    desk.close()
    restore(desk.home.folder, copy)

    again = bootstrap.open_desk(desk.home.folder)
    [entry] = [
        e for e in again.ask(lambda conn: list(journal.entries(conn))) if e.header.kind == "BranchOpened"
    ]
    assert lost
    assert journal.body_of(entry)["data"]["lost_seq"] == lost.seq


def test_a_store_that_another_window_has_open_is_not_replaced_under_it(desk: Desk, copy: Path) -> None:
    with pytest.raises(upkeep.CannotRestore):
        restore(desk.home.folder, copy)

    ok(desk.do(open_ticket()))
    assert problems(desk) == []
    assert list(desk.home.folder.glob("desk.db.*")) == []


def test_a_frozen_process_keeps_a_restore_away(desk: Desk, copy: Path) -> None:
    desk.close()
    with turn(desk.home.lock), pytest.raises(StoreBusy):
        restore(desk.home.folder, copy)
    assert problems(reopen(desk)) == []


def damaged(path: Path, copy: Path, what: str) -> Path:
    bad = path / "bad.db"
    if what == "folder":
        bad.mkdir()
    elif what == "empty":
        bad.touch()
    elif what == "noise":
        bad.write_bytes(os.urandom(20_000))
    elif what == "text":
        bad.write_text("not a database\n" * 100)
    elif what != "missing":
        shutil.copy(copy, bad)
    changes: dict[str, str] = {
        "another database": "PRAGMA application_id = 5",
        "no tables": "DROP TABLE store",
        "no store": "DELETE FROM store",
        "a broken chain": "INSERT INTO journal SELECT seq + 100, branch, at_ms, boot_id, uptime_ms, actor, "
        "NULL, kind, version, subject, body, prev_hash, hash FROM journal WHERE seq = 2",
        "other types": "INSERT INTO journal VALUES ('x', 'b', 'c', 1, 2, 3, NULL, 4, 5, 6, 'text', 7, 8)",
        "other private types": "UPDATE private SET salt = 'text', bytes = 5",
    }
    if what == "cut off":
        bad.write_bytes(copy.read_bytes()[:30_000])
    if what in changes:
        conn = sqlite3.connect(bad)
        conn.execute(changes[what])
        conn.commit()
        conn.close()
    return bad


@pytest.mark.parametrize(
    "what",
    [
        *("missing", "folder", "empty", "noise", "text", "another database", "no tables", "no store"),
        *("a broken chain", "other types", "other private types", "cut off"),
    ],
)
def test_what_is_no_whole_copy_is_refused_and_changes_nothing(
    desk: Desk, copy: Path, tmp_path: Path, what: str
) -> None:
    bad = damaged(tmp_path, copy, what)
    desk.close()
    before = {path.name: path.read_bytes() for path in desk.home.folder.iterdir()}

    with pytest.raises(upkeep.CannotRestore):
        restore(desk.home.folder, bad)

    assert {path.name: path.read_bytes() for path in desk.home.folder.iterdir()} == before


def test_a_copy_of_a_newer_program_is_refused(desk: Desk, copy: Path) -> None:
    desk.close()
    conn = sqlite3.connect(copy)
    conn.execute("PRAGMA user_version = 999")
    conn.close()

    with pytest.raises(upkeep.CannotRestore):
        restore(desk.home.folder, copy)


def test_the_copy_of_another_store_is_refused_and_leaves_no_litter(desk: Desk, tmp_path: Path) -> None:
    other = bootstrap.open_desk(found(tmp_path / "other"))
    other.ask(backup.back_up, tmp_path / "other.db")
    desk.close()

    with pytest.raises(upkeep.CannotRestore):
        restore(desk.home.folder, tmp_path / "other.db")
    assert problems(reopen(desk)) == []
    assert not desk.home.database.with_name("desk.db.new").exists()


def test_a_damaged_database_is_replaced_by_a_backup(desk: Desk, copy: Path) -> None:
    desk.close()
    desk.home.database.write_bytes(b"damaged" * 1_000)

    restore(desk.home.folder, copy)

    assert problems(bootstrap.open_desk(desk.home.folder)) == []


@pytest.mark.parametrize("name", ["备份 \u202e.db", "a\nb.db", "\udcff.db", "x" * 250])
def test_a_copy_may_have_any_name(desk: Desk, copy: Path, tmp_path: Path, name: str) -> None:
    odd = copy.rename(tmp_path / name)
    desk.close()

    restore(desk.home.folder, odd)

    assert problems(bootstrap.open_desk(desk.home.folder)) == []


def test_a_backup_onto_the_store_itself_or_a_folder_is_refused(desk: Desk, tmp_path: Path) -> None:
    for destination in (desk.home.database, desk.home.folder):
        with pytest.raises(OSError, match=r"."):
            desk.ask(backup.back_up, destination)
    assert problems(desk) == []


def test_a_backup_that_cannot_be_written_leaves_the_older_one(
    desk: Desk, copy: Path, monkeypatch: Any
) -> None:
    before = copy.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="space"):
            desk.ask(backup.back_up, copy)
    assert copy.read_bytes() == before


def test_the_vaults_key_is_in_no_backup(desk: Desk, copy: Path) -> None:
    assert desk.home.vault_key.read_bytes() not in copy.read_bytes()
