"""What the store remembers of a number and a device."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mihome_desk.desk import COMEBACK_DAYS, Desk, VaultKeyLost
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.intake import Customer, DeviceGiven
from mihome_desk.rules.repair import Void, Withdraw
from tests import builders
from tests.builders import FakeClock, ok

DAY = 24 * 60
SN = "12345/ABCDEFGH"
NOTE = DeviceGiven("phone", "Redmi Note 7", colour="黑", imei=builders.IMEI, imei2="862471041234568", sn=SN)


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    found = builders.store(tmp_path, clock)
    yield found
    found.close()


def test_a_number_nobody_called_with(desk: Desk) -> None:
    assert desk.acquaintance(builders.PHONE) == (builders.PHONE, (), (), 0)
    assert desk.customers_by_tail("1234") == ()
    assert desk.device_history(builders.IMEI) == ()
    assert desk.models_seen() == ()


def test_visits_of_one_device_are_one_device(desk: Desk, clock: FakeClock) -> None:
    for name in ("张三", "王梅", "张三"):
        builders.walk(desk, "collected", customer=Customer(name, builders.PHONE), device=NOTE)
        clock.move(DAY)
    builders.walk(
        desk, "received", customer=Customer("张三", builders.PHONE), device=DeviceGiven("tv", "Mi TV 4A")
    )
    known = desk.acquaintance(builders.PHONE)
    assert known.names == ("张三", "王梅")
    assert known.visits == 4
    assert [(each.device.model, each.visits, each.last.here) for each in known.devices] == [
        ("Mi TV 4A", 1, True),
        ("Redmi Note 7", 3, False),
    ]


@pytest.mark.parametrize("number", [builders.IMEI, "862471041234568", SN, "１２３４５/abcdefgh"])
def test_every_number_of_a_device_finds_its_past(desk: Desk, clock: FakeClock, number: str) -> None:
    builders.walk(desk, "collected", device=NOTE)
    clock.move(12 * DAY)
    (visit,) = desk.device_history(number)
    assert (visit.days_ago, visit.wrong, visit.done) == (12, ("NO_POWER",), "更换屏幕")
    assert visit.comeback


@pytest.mark.parametrize(("days", "comeback"), [(0, True), (COMEBACK_DAYS, True), (COMEBACK_DAYS + 1, False)])
def test_thirty_days_make_a_comeback(desk: Desk, clock: FakeClock, days: int, comeback: bool) -> None:
    builders.walk(desk, "collected", device=NOTE)
    clock.move(days * DAY)
    (visit,) = desk.device_history(SN)
    assert visit.comeback is comeback


def test_who_took_it_back_unrepaired_does_not_come_back(desk: Desk, clock: FakeClock) -> None:
    number = builders.walk(desk, "received", device=NOTE)
    ok(desk.do(Withdraw(number, "算了")))
    ok(desk.do(builders.hand_over(number, builders.token_of(desk, number))))
    clock.move(DAY)
    (visit,) = desk.device_history(SN)
    assert (visit.here, visit.comeback) == (False, False)


def test_a_void_ticket_was_no_visit(desk: Desk) -> None:
    number = builders.walk(desk, "received", device=NOTE)
    ok(desk.do(Void(number, "重复", device_here=False)))
    assert desk.device_history(SN) == ()
    assert desk.acquaintance(builders.PHONE).visits == 0


def test_imported_history_is_known_and_no_comeback(desk: Desk, clock: FakeClock) -> None:
    imported = ImportRepair(
        "old", "1", "2026-11-20", model="Redmi 8A", imei=builders.IMEI, status="fixed", problem="屏"
    )
    ok(desk.do(imported))
    (visit,) = desk.device_history(builders.IMEI)
    assert (visit.imported, visit.day, visit.days_ago, visit.comeback) == (True, "2026-11-20", 2, False)
    assert desk.models_seen() == ()


def test_tails_and_models(desk: Desk) -> None:
    for name, phone, model in (
        ("张三", "13811115678", "Mi 11"),
        ("李四", "13922225678", "Mi 8"),
        ("王五", "13922220000", "Mi 8"),
    ):
        builders.walk(desk, "received", customer=Customer(name, phone), device=DeviceGiven("phone", model))
    assert desk.customers_by_tail("5678") == (("13922225678", "李四"), ("13811115678", "张三"))
    assert desk.models_seen() == (("phone", "Mi 8"), ("phone", "Mi 11"))


def test_drafts_stand_in_the_order_of_their_saves(desk: Desk, clock: FakeClock) -> None:
    for name in ("a", "b", "c"):
        desk.save_draft("intake", {"name": name}, id=name).result()
        clock.jump(-60)
    desk.save_draft("intake", {"name": "a2"}, id="a").result()
    assert [draft.id for draft in desk.drafts("intake")] == ["a", "c", "b"]
    newest = desk.draft("intake")
    assert newest is not None
    assert newest.fields == {"name": "a2"}
    assert desk.draft_of("x") is None
    assert desk.drafts("repair") == []


def test_drafts_of_another_key_are_there_as_lost(desk: Desk) -> None:
    desk.save_draft("intake", {"name": "a"}, id="a").result()
    key = desk.home.vault_key
    key.write_bytes(bytes(32))
    desk.save_draft("intake", {"name": "b"}, id="b").result()
    assert [(draft.id, draft.lost, draft.fields) for draft in desk.drafts("intake")] == [
        ("b", False, {"name": "b"}),
        ("a", True, {}),
    ]
    with pytest.raises(VaultKeyLost):
        desk.draft_of("a")
    key.write_bytes(b"short")
    with pytest.raises(VaultKeyLost):
        desk.drafts("intake")
    with pytest.raises(VaultKeyLost):
        desk.save_draft("intake", {"name": "c"}).result()


def test_the_newest_photo_that_is_not_taken(desk: Desk, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for at, name in enumerate(("old.jpg", "new.PNG", "empty.jpg", "film.mp4")):
        (inbox / name).write_bytes(b"" if name == "empty.jpg" else b"picture")
        os.utime(inbox / name, (at, at))
    (inbox / "folder.jpg").mkdir()
    newest = desk.newest_photo(str(inbox), ())
    assert newest is not None
    assert newest.name == "new.PNG"
    older = desk.newest_photo(str(inbox), {newest.path})
    assert older is not None
    assert older.name == "old.jpg"
    assert older.sha256 == newest.sha256
    assert desk.newest_photo(str(inbox), {newest.path, older.path}) is None
    with pytest.raises(OSError, match="nowhere"):
        desk.newest_photo(str(tmp_path / "nowhere"), ())
