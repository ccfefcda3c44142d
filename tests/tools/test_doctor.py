"""`doctor`: every state that it knows is made for real, found, and told in both languages."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import text
from mihome_desk.cli import main
from mihome_desk.db import drafts, queries, vault
from mihome_desk.db.engine import Home
from mihome_desk.rules.refusal import Refused
from mihome_desk.tools import doctor, upkeep
from mihome_desk.tools.findings import SAYINGS, WORST, Finding, Patient
from tests.builders import FakeClock, found, ok, open_ticket, reopen, store

WELL = {
    "database_whole", "schema_current", "journal_sound", "not_rolled_back", "witness_near", "witness_far",
    "vault_sound", "receipt_secret", "no_pin", "settings_sound", "folder_writable", "disk_space",
    "lock_free", "clock_sound", "program_whole",
}  # fmt: skip


class World:
    """A store with one ticket, its clock, and what a test does to both."""

    def __init__(self, tmp_path: Path, patch: pytest.MonkeyPatch, **founding: Any) -> None:
        self.tmp_path = tmp_path
        self.patch = patch
        self.clock = FakeClock()
        self.changes: dict[str, Any] = {}
        self.after: list[Callable[[], None]] = []
        self.desk = store(tmp_path, self.clock, **founding)
        ok(self.desk.do(open_ticket()))

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self.desk.home.folder

    def sql(self, *statements: str) -> None:
        """Somebody works on the database with another program."""
        conn = sqlite3.connect(self.folder / "desk.db", isolation_level=None)
        for statement in statements:
            conn.execute(statement)
        conn.close()

    def draft(self) -> None:
        """A form is begun."""
        self.desk.save_draft("intake", {"name": "张三"}).result()

    def findings(self) -> list[Finding]:
        """What the doctor says now."""
        desk = self.desk
        settings = {
            "terminal": None,
            "environ": {"LANG": "zh_CN.UTF-8"},
            "sqlite": (3, 51, 3),
            **self.changes,
        }

        def work(conn: sqlite3.Connection) -> list[Finding]:
            patient = Patient(desk.home, conn, desk.store, desk.witnesses, desk.now())
            return doctor.findings_of(replace(patient, **settings))

        return desk.ask(work)

    def close(self) -> None:
        """Everything goes."""
        for undo in reversed(self.after):
            undo()
        self.desk.close()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    before = text.current()
    world = World(tmp_path, monkeypatch)
    yield world
    world.close()
    text.use(before)


# How each state comes about

Maker = Callable[[World], object]


def put_back(world: World) -> None:
    """The database of yesterday."""
    world.desk.close()
    world.sql("PRAGMA journal_mode = DELETE")
    older = (world.folder / "desk.db").read_bytes()
    world.desk = reopen(world.desk, world.clock)
    ok(world.desk.do(open_ticket()))
    world.desk.close()
    world.sql("PRAGMA journal_mode = DELETE")
    (world.folder / "desk.db").write_bytes(older)
    world.desk = reopen(world.desk, world.clock)


def accepted(world: World) -> None:
    put_back(world)
    assert upkeep.accept_rollback(world.desk, "disk replaced", "", "王经理")


def unwitnessed(world: World) -> None:
    """The power fails between an entry and its line in the witness."""
    path = world.desk.witnesses.near.path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def other_key(world: World) -> None:
    world.draft()
    world.desk.home.vault_key.write_bytes(os.urandom(drafts.KEY))


def opened_to_all(world: World) -> None:
    for path in (world.folder, world.folder / "desk.db"):
        path.chmod(0o755)


def old_draft(world: World) -> None:
    world.draft()
    world.clock.move(3 * 24 * 60)


def old_arrival(world: World) -> None:
    from mihome_desk.rules.arrivals import Arrive

    ok(world.desk.do(Arrive()))
    world.clock.move(2 * 24 * 60)


def jumped(world: World) -> None:
    world.clock.jump(45)
    ok(world.desk.do(open_ticket()))


def held(world: World, *, frozen: bool) -> None:
    """Another process holds the lock and does not move; or it ended and left a child that still does."""
    code = (
        "import fcntl, os, sys, time\n"
        "file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)\n"
        "fcntl.flock(file, fcntl.LOCK_EX)\n"
        "os.pwrite(file, f'{sys.argv[2] or os.getpid()} 1'.ljust(64).encode(), 0)\n"
        "print('held', flush=True)\n"
        "time.sleep(600)\n"
    )
    gone = "" if frozen else str(ended())
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(world.desk.home.lock), gone], stdout=subprocess.PIPE
    )

    def end() -> None:
        holder.kill()
        holder.communicate()

    world.after.append(end)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    if frozen:
        holder.send_signal(signal.SIGSTOP)


def ended() -> int:
    """The id of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def no_lock(world: World) -> None:
    world.desk.home.lock.unlink()
    world.desk.home.lock.mkdir()


def mounted(world: World, kind: str) -> None:
    table = world.tmp_path / "mounts"
    space = str(world.folder.resolve()).replace(" ", r"\040")
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {space} {kind} rw 0 0\n", "utf-8")
    world.changes["mounts"] = table


def room(world: World, free_mb: int) -> None:
    """A disk cannot be filled for a test: this alone is made believe."""
    usage = shutil._ntuple_diskusage(10**12, 0, free_mb * 1_000_000)
    world.patch.setattr(shutil, "disk_usage", lambda _: usage)


def large(path: Path, mb: int) -> None:
    with path.open("ab") as file:
        file.truncate(mb * 1_000_000)


def written(world: World, line: str) -> None:
    (world.folder / "settings.toml").write_text(line, "utf-8")


def flipped(world: World) -> None:
    """A byte of the last entry's body is not what it was."""
    world.sql(
        "DROP TRIGGER journal_no_update",
        "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), 'phone', 'Phone') AS BLOB) WHERE kind = 'TicketOpened'",
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'append only'); END",
    )


def damaged(world: World) -> None:
    """A page of the file is noise."""
    world.desk.close()
    world.sql("PRAGMA journal_mode = DELETE")
    conn = sqlite3.connect(world.folder / "desk.db")
    (page,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'tickets_imei'").fetchone()
    (size,) = conn.execute("PRAGMA page_size").fetchone()
    conn.close()
    with (world.folder / "desk.db").open("r+b") as file:
        file.seek((page - 1) * size + 1)
        file.write(b"\xa5" * 200)
    world.desk = reopen(world.desk, world.clock)


def state(key: str) -> str:
    return f"UPDATE tickets SET state = json_set(state, '$.{key}', json('true'))"


def program(world: World, missing: str) -> None:
    """The program's folder, a file short."""
    real, copy = Patient.program, world.tmp_path / "program"
    for name in ("locale/zh_CN/LC_MESSAGES/mihome_desk.mo", "printing/fonts/receipt.otf"):
        (copy / name).parent.mkdir(parents=True)
        if missing not in name:
            (copy / name).symlink_to(real / name)
    world.changes["program"] = copy


def nowhere(world: World) -> None:
    """A folder in which nobody may make a file, root included."""
    home = Home(Path("/proc/self"))
    for name in ("database", "lock", "witness", "vault_key"):
        setattr(home, name, getattr(world.desk.home, name))
    world.changes["home"] = home


def in_a_practice_store(world: World) -> None:
    world.desk.close()
    from mihome_desk import bootstrap

    world.desk = bootstrap.open_desk(
        found(world.tmp_path / "practice", world.clock, practice=True), world.clock
    )


STATES: dict[str, Maker] = {
    "practice": in_a_practice_store,
    "database_damaged": damaged,
    "guard_missing": lambda world: world.sql("DROP TRIGGER journal_no_delete"),
    "journal_missing": lambda world: world.sql("DROP TABLE private"),
    "table_missing": lambda world: world.sql("DROP TABLE imports"),
    "local_missing": lambda world: world.sql("DROP TABLE drafts"),
    "problem": flipped,
    "rolled_back": put_back,
    "branches": accepted,
    "conflict": lambda world: world.sql(state("conflict")),
    "frozen": lambda world: world.sql(state("frozen")),
    "witness_near_missing": lambda world: world.desk.witnesses.near.path.unlink(),
    "witness_far_missing": lambda world: world.desk.witnesses.far.path.unlink(),
    "witness_behind": unwitnessed,
    "vault_key_missing": lambda world: world.desk.home.vault_key.unlink(),
    "vault_key_other": other_key,
    "vault_key_damaged": lambda world: world.desk.home.vault_key.write_bytes(b"short"),
    "receipt_secret_missing": lambda world: world.sql(
        f"DELETE FROM secrets WHERE name = '{queries.RECEIPT}'"
    ),
    "readable_by_others": opened_to_all,
    "drafts_old": old_draft,
    "arrivals_old": old_arrival,
    "kept_databases": lambda world: large(world.folder / "desk.db.before-20261122-120000", 3),
    "half_made": lambda world: large(world.folder / "desk.db.new", 1),
    "settings_bad": lambda world: written(world, "colour = 'red'"),
    "inbox_missing": lambda world: written(world, "photo_inbox = '/no/such/folder'"),
    "sqlite_fixed": lambda world: world.changes.update(sqlite=(3, 44, 6)),
    "sqlite_old": lambda world: world.changes.update(sqlite=(3, 50, 6)),
    "folder_unwritable": nowhere,
    "folder_remote": lambda world: mounted(world, "nfs4"),
    "disk_low": lambda world: room(world, 499),
    "disk_full": lambda world: room(world, 49),
    "wal_large": lambda world: large(world.folder / "desk.db-wal", 80),
    "lock_frozen": lambda world: held(world, frozen=True),
    "lock_orphan": lambda world: held(world, frozen=False),
    "lock_unusable": no_lock,
    "clock_behind": lambda world: world.clock.jump(-90),
    "clock_jumped": lambda world: world.clock.jump(45),
    "clock_moved": jumped,
    "zone_unknown": lambda world: setattr(world.desk, "store", replace(world.desk.store, zone="Mars/Base")),
    "words_missing": lambda world: program(world, ".mo"),
    "font_missing": lambda world: program(world, ".otf"),
    "terminal_small": lambda world: world.changes.update(terminal=(79, 24)),
    "terminal_words": lambda world: world.changes.update(terminal=(80, 24), environ={"LANG": "C"}),
    "terminal_console": lambda world: world.changes.update(
        terminal=(80, 24), environ={"TERM": "linux", "LC_ALL": "zh_CN.UTF-8"}
    ),
}


def test_a_healthy_store_has_nothing_to_mend(world: World) -> None:
    world.draft()
    found = world.findings()

    assert {each.code for each in found} == WELL | {"sqlite_fixed"}
    assert doctor.worst(found) == "ok"
    text.use("en")
    assert doctor.as_text(found).splitlines()[-1] == "All is well."


def test_every_state_has_a_way_to_come_about() -> None:
    assert STATES.keys() | WELL == SAYINGS.keys()


@pytest.mark.parametrize("code", STATES)
def test_a_state_is_found_weighed_and_told(world: World, code: str) -> None:
    STATES[code](world)
    found = world.findings()

    assert code in {each.code for each in found}, found
    assert [WORST.index(each.level) for each in found] == sorted(WORST.index(each.level) for each in found)
    strange = {each.code for each in found} - WELL - {code} - ALSO.get(code, set()) - {"sqlite_fixed"}
    assert not strange
    for language in text.LANGUAGES:
        text.use(language)
        for line in doctor.as_text(found).splitlines():
            assert "{" not in line
            assert line.isprintable()
    assert json.loads(json.dumps(doctor.as_json(found)))["level"] == doctor.worst(found)


ALSO: dict[str, set[str]] = {
    # One fault, seen from several sides.
    "database_damaged": {"problem", "table_missing", "journal_missing", "local_missing"},
    "journal_missing": {"database_damaged", "problem"},
    "local_missing": {"database_damaged"},
    "conflict": {"problem"},
    "frozen": {"problem"},
    "branches": {"witness_behind"},
    # A place without files has no room either.
    "folder_unwritable": {"disk_full"},
}


def test_a_missing_table_comes_back_by_what_the_doctor_says(world: World) -> None:
    world.sql("DROP TABLE imports", "DROP TABLE serials")
    upkeep.rebuild(world.desk, lambda _: None)

    assert {each.code for each in world.findings()} == WELL | {"sqlite_fixed"}


def test_a_new_key_is_made_only_where_the_old_one_is_lost(world: World) -> None:
    home = world.desk.home
    assert not upkeep.new_key(home)
    home.vault_key.write_bytes(b"short")
    assert upkeep.new_key(home)
    assert len(home.vault_key.read_bytes()) == drafts.KEY
    assert [path.read_bytes() for path in home.folder.glob("vault.key.before-*")] == [b"short"]
    home.vault_key.unlink()
    assert upkeep.new_key(home)
    world.draft()
    assert doctor.worst(world.findings()) == "ok"


def test_a_wrong_pin_on_a_store_that_takes_no_entries_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("mihome_desk.tools.upkeep.time.sleep", slept.append)
    world = World(tmp_path, monkeypatch, manager_pin="2468")
    put_back(world)

    with pytest.raises(Refused) as caught:
        upkeep.accept_rollback(world.desk, "disk replaced", "1357", "t")
    assert caught.value.refusal.code == "bad_pin"
    assert slept == [upkeep.WRONG_PIN_S]
    assert upkeep.accept_rollback(world.desk, "disk replaced", "2468", "王经理")
    assert len(slept) == 1
    world.close()


def test_unlock_codes_are_counted_with_the_drafts(world: World) -> None:
    conn = sqlite3.connect(world.folder / "desk.db")
    vault.keep(conn, drafts.read_key(world.desk.home.vault_key), "T", "1234")
    conn.commit()
    conn.close()
    assert {each.code: each.params for each in world.findings()}["vault_sound"]["codes"] == 1
    other_key(world)

    assert {each.code: each.params for each in world.findings()}["vault_key_other"]["codes"] == 1


@contextmanager
def speaking(language: str) -> Iterator[None]:
    before = text.current()
    text.use(language)
    yield
    text.use(before)


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_problem_of_verify_has_its_sentence(world: World, language: str) -> None:
    """The store's own sentences, made for real, are all known to the table that translates them."""
    from mihome_desk.tools import problems

    flipped(world)
    made = upkeep.verify(world.desk)
    world.sql("DELETE FROM serials", "DROP TRIGGER journal_no_update", "UPDATE private SET bytes = x'00'")
    made += upkeep.verify(world.desk)
    assert made
    with speaking("en"):
        told = [problems.problem_sentence(each) for each in made]
        assert [each.split(", first")[0] for each in made] == [
            each.removesuffix(" of the journal") for each in told
        ]
        assert not [each for each in told if "{" in each]
    with speaking(language):
        for template in (*problems.PROBLEMS, *problems.BACKUPS):
            said = template.format(seq=7, other=6, name="trigger x", table="tickets", row="{'id': 'a'}")
            assert (problems.problem_sentence(said) == said) == (language == "en"), said
    assert problems.problem_sentence("something new") == "something new"


# The command


def test_the_command_answers_in_lines_or_json_and_by_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIHOME_DESK_LANGUAGE", "en")
    home = found(tmp_path / "desk", practice=True)
    with_home = ["--home", str(home)]

    assert main(["doctor", *with_home]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line[:2] in {"✓ ", "! "} for line in lines[:-1])
    assert main(["doctor", "--json", *with_home]) == 0
    assert {each["level"] for each in json.loads(capsys.readouterr().out)["findings"]} <= {"ok", "notice"}

    (home / "settings.toml").write_text("colour = 1", "utf-8")
    (home / "vault.key").unlink()
    assert main(["doctor", "--json", *with_home]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["level"] == "trouble"
    troubles = {each["code"] for each in answer["findings"] if each["level"] == "trouble"}
    assert troubles == {"settings_bad", "vault_key_missing"}
    assert main(["board", *with_home]) == 2
    assert "settings.toml" in capsys.readouterr().err

    assert main(["doctor", "--new-key", *with_home]) == 0
    assert main(["doctor", "--new-key", *with_home]) == 1
    (home / "settings.toml").unlink()
    assert main(["doctor", *with_home]) == 0


def test_a_restored_store_is_as_private_as_a_new_one(world: World, tmp_path: Path) -> None:
    from mihome_desk import bootstrap
    from mihome_desk.db.backup import back_up

    copy = tmp_path / "copy.db"
    world.desk.ask(back_up, copy)
    upkeep.restore(tmp_path / "elsewhere", copy, "王经理", bootstrap.open_desk)

    assert (tmp_path / "elsewhere" / "desk.db").stat().st_mode & 0o077 == 0
