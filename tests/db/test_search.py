"""The search index: what it finds, that it follows the journal, and that nothing depends on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk import bootstrap
from mihome_desk.db import replay, search, terms
from mihome_desk.db.terms import Document
from mihome_desk.desk import Desk
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven
from mihome_desk.tools import upkeep
from tests import builders
from tests.builders import FakeClock, ok

ANNA = Document(
    number="BJ001-261122-00071",
    names=("单晓明", "Anna Schmidt"),
    phone="13856781234",
    imeis=("490154203237518",),
    sn="12345/F8XY1234",
    device="Xiaomi 红米 Note 7 黑色",
    said=("昨晚摔过，屏幕有竖线", "shuts down"),
    symptoms=("无法开机 does not power on",),
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    found = builders.store(tmp_path, clock)
    yield found
    found.close()


def opened(desk: Desk, name: str, phone: str = builders.PHONE, said: str = "开不了机", **changes: Any) -> str:
    device = DeviceGiven("phone", changes.pop("model", "Redmi Note 7"), **changes)
    command = builders.open_ticket(
        customer=Customer(name, phone), device=device, faults=(FaultGiven("NO_POWER", said),)
    )
    return ok(desk.do(command)).ticket


def found(desk: Desk, said: str) -> list[str]:
    return [each.head.number for each in desk.search(said)]


def by_tables(desk: Desk, said: str) -> list[str]:
    """What the tables say without the index."""
    return [each.head.number for each in desk.ask(search.search, None, said, desk.now())]


def index_file(desk: Desk) -> Path:
    return desk.home.folder / "search.db"


# What a text means


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("单晓明", ["name"]),
        ("晓明", ["name"]),
        ("sxm", ["name"]),
        ("dxm", ["name"]),
        ("shanxiaoming", ["name"]),
        ("ＳＸＭ", ["name"]),
        ("schmidt", ["name"]),
        ("1234", ["phone"]),
        ("138", ["phone"]),
        ("138 5678 1234", ["phone"]),
        ("+86 138-5678-1234", ["phone"]),
        ("7518", ["imei"]),
        ("490154203237518", ["imei"]),
        ("y1234", ["sn"]),
        ("f8xy", ["sn"]),
        ("12345/f8", ["sn"]),
        ("00071", ["number"]),
        ("261122-00071", ["number"]),
        ("26112200071", ["number"]),
        ("bj001", ["number"]),
        ("note 7", ["device"]),
        ("红米note", ["device"]),
        ("竖线", ["words"]),
        ("摔", ["words"]),
        ("shuts", ["words"]),
        ("无法开机", ["symptom"]),
        ("power", ["symptom"]),
        ("单 竖线", ["name", "words"]),
        ("sxm 屏幕 1234", ["name", "words", "phone"]),
    ],
)
def test_why_a_ticket_is_found(said: str, kinds: list[str]) -> None:
    met = terms.why(ANNA, terms.terms(said))
    assert met is not None
    assert [each.kind for each in met] == kinds


@pytest.mark.parametrize("said", ["张三", "zs", "5678", "竖屏", "单 没有", "ote", "71", "note 8", "晓单"])
def test_what_a_ticket_is_not_found_by(said: str) -> None:
    assert terms.why(ANNA, terms.terms(said)) is None


words = st.text(st.sampled_from("张单屏幕线 ab1278z,-é"), min_size=1, max_size=9)


@given(words, words, words)
def test_the_index_keeps_whatever_a_ticket_is_found_by(name: str, said: str, asked: str) -> None:
    document = ANNA._replace(names=(name.strip(),), said=(said,), sn=name.upper())
    parts = terms.terms(asked)
    if not parts or terms.why(document, parts) is None:
        return
    conn = sqlite3.connect(":memory:")
    conn.execute(search._TABLES[1])
    kept = " ".join(terms.tokens(document))
    conn.execute("INSERT INTO words (rowid, tokens, ticket) VALUES (1, ?, 'T')", (kept,))
    assert conn.execute("SELECT ticket FROM words WHERE words MATCH ?", (terms.query(parts),)).fetchall()
    conn.close()


@given(st.text(max_size=40))
def test_no_text_makes_a_search_fail(asked: str) -> None:
    parts = terms.terms(asked)
    if parts:
        conn = sqlite3.connect(":memory:")
        conn.execute(search._TABLES[1])
        assert (
            conn.execute("SELECT ticket FROM words WHERE words MATCH ?", (terms.query(parts),)).fetchall()
            == []
        )
        conn.close()


# Through the desk


def test_newest_first_and_at_most_fifty(desk: Desk, clock: FakeClock) -> None:
    numbers = []
    for at in range(52):
        numbers.append(opened(desk, "张三", f"138000000{at:02}"))
        clock.move(1)
    assert found(desk, "zs") == numbers[:1:-1]
    assert found(desk, "zs") == by_tables(desk, "张三")


def test_what_was_found_and_done_is_found(desk: Desk) -> None:
    number = builders.walk(desk, "ready")
    assert found(desk, "更换屏幕") == [number]
    assert desk.search("更换")[0].why[0].kind == "words"


def test_imported_history_is_found_and_marked(desk: Desk) -> None:
    answer = ok(
        desk.do(
            ImportRepair(
                "cafe",
                "1",
                "2024-03-02",
                brand="Xiaomi",
                model="Mi 8",
                customer="单晓",
                problem="不充电",
                phone="13812345678",
            )
        )
    )
    number = opened(desk, "单晓")
    assert found(desk, "shanx") == [number, answer.ticket]
    assert [each.imported for each in desk.search("shanx")] == [False, True]
    assert found(desk, "充电") == [answer.ticket]


def test_a_correction_is_followed(desk: Desk) -> None:
    number = opened(desk, "张三")
    assert found(desk, "zs") == [number]
    ok(desk.do(Correct(number, "customer.name", "李四", "写错了")))
    assert found(desk, "zs") == []
    assert found(desk, "ls") == [number]
    kept = sqlite3.connect(index_file(desk))
    assert "zs" not in kept.execute("SELECT tokens FROM words").fetchone()[0].split()
    kept.close()


def test_what_another_process_wrote_is_found(desk: Desk, clock: FakeClock) -> None:
    other = bootstrap.open_desk(desk.home.folder, clock)
    assert found(desk, "zs") == []
    number = opened(other, "张三")
    assert found(desk, "zs") == [number]
    assert found(other, "zs") == [number]
    other.close()


def test_a_rebuild_changes_nothing(desk: Desk) -> None:
    number = opened(desk, "张三")
    assert found(desk, "zs") == [number]
    desk.run(lambda writer: rebuilt(writer.database))
    assert found(desk, "zs") == [number]
    assert upkeep.verify(desk) == []


def rebuilt(database: Any) -> None:
    with database.write() as conn:
        replay.rebuild(conn)


def test_another_journal_under_the_same_index_makes_it_begin_anew(tmp_path: Path, clock: FakeClock) -> None:
    one = builders.store(tmp_path / "one", clock)
    opened(one, "张三")
    assert len(found(one, "zs")) == 1
    two = builders.store(tmp_path / "two", clock)
    number = opened(two, "李四")
    one.close()
    for name in ("search.db", "search.db-wal", "search.db-shm"):
        if (one.home.folder / name).exists():
            (two.home.folder / name).write_bytes((one.home.folder / name).read_bytes())
    assert found(two, "zs") == []
    assert found(two, "ls") == [number]
    two.close()


@pytest.mark.parametrize("content", [b"", b"no database at all, but rather long " * 200])
def test_a_file_that_is_no_index_is_made_anew(desk: Desk, content: bytes) -> None:
    number = opened(desk, "张三")
    index_file(desk).write_bytes(content)
    found(desk, "张三")
    assert found(desk, "zs") == [number]


def test_an_index_thrown_away_while_in_use_is_made_anew(desk: Desk) -> None:
    number = opened(desk, "张三")
    assert found(desk, "zs") == [number]
    for name in ("search.db", "search.db-wal", "search.db-shm"):
        index_file(desk).with_name(name).unlink(missing_ok=True)
    assert found(desk, "zs") == [number]


def test_without_an_index_the_tables_are_searched(desk: Desk) -> None:
    number = opened(desk, "张三", said="屏幕有竖线", imei=builders.IMEI)
    index_file(desk).mkdir()
    for said in ("张三", "竖线", "1234", "7518", number[-5:], "redmi", "note 7"):
        assert found(desk, said) == [number], said
    assert found(desk, "complaint") == []


def test_much_that_is_missing_is_left_to_the_background(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(desk, "张三")
    monkeypatch.setattr(search, "AT_ONCE", 1)
    assert found(desk, "zs") == []
    assert found(desk, "张三") == [number]
    desk.ask(desk._search_index().catch_up)
    assert found(desk, "zs") == [number]


def test_the_index_is_for_its_owner_alone(desk: Desk) -> None:
    opened(desk, "张三")
    found(desk, "zs")
    assert index_file(desk).stat().st_mode & 0o077 == 0


def test_what_is_no_words_finds_nothing(desk: Desk) -> None:
    opened(desk, "张三")
    for said in ("", "  ", "，。!", "\x00", "a" * 300, '"', "*", "-"):
        assert found(desk, said) == [], said
