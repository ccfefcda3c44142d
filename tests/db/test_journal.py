"""The journal is append only, and whatever is changed behind its back is found."""

from __future__ import annotations

import random
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from mihome_desk.db import journal
from mihome_desk.db.engine import Home
from mihome_desk.desk import Desk
from mihome_desk.rules.moment import Header
from tests.builders import problems, store, walk

HEADER = Header("b", 1, 5, "x", 7, "t", None, "k", 1, "s")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = store(tmp_path)
    walk(desk, "collected")
    return desk


def meddle(desk: Desk, sql: str, *values: object) -> None:
    """Change the file as somebody with root and sqlite3 would."""
    conn = sqlite3.connect(desk.home.database)
    for trigger in ("journal_no_update", "journal_no_delete", "journal_no_replace"):
        conn.execute(f"DROP TRIGGER {trigger}")
    conn.execute(sql, values)
    conn.commit()
    conn.close()


def test_the_chain_begins_at_nothing_and_has_no_gap(desk: Desk) -> None:
    found = desk.ask(lambda conn: list(journal.entries(conn)))

    assert [entry.header.seq for entry in found] == list(range(1, len(found) + 1))
    assert found[0].prev_hash == journal.GENESIS
    assert all(later.prev_hash == entry.hash for entry, later in pairwise(found))
    assert problems(desk) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET actor = 'me' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
        "REPLACE INTO journal SELECT seq, branch, at_ms, boot_id, uptime_ms, 'me', command, kind, version, "
        "subject, body, prev_hash, hash FROM journal WHERE seq = 2",
    ],
)
def test_an_entry_can_be_neither_changed_nor_removed_nor_replaced(desk: Desk, sql: str) -> None:
    conn = sqlite3.connect(desk.home.database)

    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        conn.execute(sql)
    conn.close()


def test_a_command_id_cannot_be_taken_over_by_another_entry(tmp_path: Path) -> None:
    from tests.builders import ok, open_ticket

    desk = store(tmp_path)
    ok(desk.do(open_ticket(), id="one"))
    conn = sqlite3.connect(desk.home.database)

    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        conn.execute(
            "INSERT OR REPLACE INTO journal SELECT seq + 10, branch, at_ms, boot_id, uptime_ms, actor, command, "
            "kind, version, subject, body, prev_hash, hash FROM journal WHERE command = 'one'"
        )
    conn.close()


COLUMNS = (
    "branch",
    "at_ms",
    "boot_id",
    "uptime_ms",
    "actor",
    "kind",
    "version",
    "subject",
    "body",
    "prev_hash",
    "hash",
)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_header_field_body_or_hash_is_found(desk: Desk, column: str) -> None:
    change = {
        "at_ms": "at_ms + 1",
        "uptime_ms": "uptime_ms - 1",
        "version": "version + 1",
        "body": "CAST('x' || substr(body, 2) AS BLOB)",
        "hash": "randomblob(32)",
        "prev_hash": "zeroblob(32)",
    }.get(column, f"{column} || 'x'")
    meddle(desk, f"UPDATE journal SET {column} = {change} WHERE seq = 4")

    assert any(problem.startswith(("seq 4", "seq 5")) for problem in problems(desk))


def test_every_flipped_byte_of_a_body_is_found(desk: Desk) -> None:
    entry = desk.ask(lambda conn: list(journal.entries(conn)))[3]
    for at in random.Random(1).sample(range(len(entry.body)), 24):
        changed = entry.body[:at] + bytes([entry.body[at] ^ 1 << at % 8]) + entry.body[at + 1 :]
        assert journal.entry_hash(desk.store.uid, entry.header, entry.prev_hash, changed) != entry.hash


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE private SET bytes = CAST(replace(CAST(bytes AS TEXT), '张三', '李四') AS BLOB)",
        "UPDATE private SET salt = randomblob(16)",
        "UPDATE private SET entry = randomblob(32) WHERE rowid_ = 1",
        "DELETE FROM private",
        "INSERT INTO private VALUES (randomblob(32), randomblob(16), x'7b7d')",
    ],
)
def test_changed_missing_or_invented_private_words_are_found(desk: Desk, sql: str) -> None:
    meddle(desk, sql.replace(" WHERE rowid_ = 1", " WHERE entry = (SELECT min(entry) FROM private)"))

    assert any("private" in problem for problem in problems(desk))


@pytest.mark.parametrize("sql", ["DELETE FROM journal WHERE seq = 5", "DELETE FROM journal WHERE seq = 1"])
def test_a_missing_entry_is_found(desk: Desk, sql: str) -> None:
    meddle(desk, sql)

    assert problems(desk)


def test_a_missing_tail_is_seen_by_the_witness(desk: Desk) -> None:
    meddle(desk, "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")

    assert any("witness" in problem for problem in problems(desk))


def test_missing_triggers_are_found(desk: Desk) -> None:
    meddle(desk, "UPDATE journal SET actor = actor")

    assert [problem for problem in problems(desk) if "trigger" in problem] == [
        "missing in the database: trigger journal_no_delete",
        "missing in the database: trigger journal_no_replace",
        "missing in the database: trigger journal_no_update",
    ]


def test_no_two_headers_have_the_same_bytes() -> None:
    """Each field is length-prefixed: what leaves one field cannot hide in the next."""
    one = journal.entry_hash("u", HEADER._replace(actor="ab", kind="c"), b"", b"")
    two = journal.entry_hash("u", HEADER._replace(actor="a", kind="bc"), b"", b"")

    assert one != two
    assert journal.entry_hash("v", HEADER, b"", b"") != journal.entry_hash("u", HEADER, b"", b"")


def test_the_mark_is_seq_and_eight_hex_digits() -> None:
    assert journal.mark(17, bytes.fromhex("deadbeef00")) == "17-deadbeef"


def test_names_and_words_stand_in_no_body(desk: Desk) -> None:
    bodies = desk.ask(lambda conn: b"".join(entry.body for entry in journal.entries(conn)))

    for word in ("张三", "13856781234", "开不了机", "更换屏幕", "at the counter"):
        assert word.encode() not in bodies


def test_the_files_of_a_store_have_their_places(desk: Desk) -> None:
    home = Home(desk.home.folder)

    assert home.database.is_file()
    assert home.witness.is_file()
    assert home.vault_key.stat().st_mode & 0o777 == 0o600
