"""The practice store: believable, repeatable, made by commands, and never over a real one."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from stdnum import imei

from mihome_desk import bootstrap
from mihome_desk.catalog import load
from mihome_desk.cli import main
from mihome_desk.db import journal, vault
from mihome_desk.desk import Desk
from mihome_desk.rules import identity
from mihome_desk.rules.moment import Header
from mihome_desk.tools import demo, demo_cases, demo_plan, demo_words, upkeep
from tests.builders import FakeClock, found, ok, open_ticket, shown


def clock_at(hour: int, minute: int = 10) -> FakeClock:
    at = datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
    return FakeClock(int(at.timestamp() * 1000))


def make(folder: Path, tickets: int = 60, seed: int = 1, clock: FakeClock | None = None) -> Desk:
    clock = clock or clock_at(15)
    demo.ensure(folder, bootstrap.catalogue, tickets, seed, lambda _: None, clock)
    return bootstrap.open_desk(folder, clock)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One practice store that every test gets a copy of."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIHOME_DESK_STATE", str(folder / "state"))
        make(folder / "practice").close()
    return folder / "practice"


@pytest.fixture
def desk(tmp_path: Path, made: Path) -> Iterator[Desk]:
    desk = bootstrap.open_desk(shutil.copytree(made, tmp_path / "practice"), clock_at(15))
    yield desk
    desk.close()


def headers(desk: Desk) -> list[Header]:
    return [entry.header for entry in desk.ask(lambda conn: list(journal.entries(conn)))]


def tickets_of(desk: Desk) -> list[dict[str, Any]]:
    rows = desk.ask(lambda conn: conn.execute("SELECT number FROM tickets ORDER BY opened_at").fetchall())
    return [shown(desk, number) for (number,) in rows]


def content(desk: Desk) -> list[Any]:
    return [
        (each["ticket"], each["customer"], each["device"], each["complaint"], each["stage"], each["outcome"])
        for each in tickets_of(desk)
    ]


# A believable board


def test_the_board_is_alive(desk: Desk) -> None:
    heads = desk.board().heads
    left = [head.left_ms for head in heads if head.ticking]

    assert 10 <= len(heads) <= 15
    assert {head.stage for head in heads} == {
        *(
            "received",
            "diagnosing",
            "quoted",
            "approved",
            "repairing",
            "waiting_parts",
            "testing",
            "ready",
            "at_hq",
        )
    }
    assert sum(each < 0 for each in left) == 1
    assert sum(0 <= each < 10 * 60_000 for each in left) >= 2
    assert len(set(left)) == len(left)
    assert desk.board().waiting == 2


def test_todays_rate_is_about_nine_of_ten_and_proven(desk: Desk) -> None:
    rate = desk.rate()

    assert rate.rate is not None
    assert 0.85 <= rate.rate <= 0.95
    assert rate.unproven == 0
    assert rate.outside["given_up"] == 1


@pytest.mark.parametrize("hour", [0, 2, 9, 21])
def test_the_board_is_alive_at_every_hour(tmp_path: Path, hour: int) -> None:
    clock = clock_at(hour)
    desk = make(tmp_path / "practice", clock=clock)
    now = clock.now().at_ms

    assert len(desk.board().heads) == 15
    assert all(each["clock"]["state"] != "unproven" for each in tickets_of(desk))
    assert all(header.at_ms <= now for header in headers(desk))
    assert upkeep.verify(desk) == []
    desk.close()


def test_clocks_ended_every_way(desk: Desk) -> None:
    states = {each["clock"]["state"] for each in tickets_of(desk)}

    assert states == {"running", "achieved", "missed", "outside"}


def test_many_visits_end_in_every_way() -> None:
    outcomes = Counter(visit.outcome for visit in demo_plan.visits(1_000, 1))

    assert outcomes.keys() == {*("", "repaired", "no_fault_found", "declined", "withdrawn", "unrepairable")}
    assert outcomes["repaired"] > 700


def test_some_devices_came_back_within_thirty_days(desk: Desk) -> None:
    seen = Counter((each["customer"]["phone"], each["device"]["sn"]) for each in tickets_of(desk))

    assert sum(count > 1 for count in seen.values()) >= 2


def test_papers_were_printed_and_slips_hand_devices_over(desk: Desk) -> None:
    found = tickets_of(desk)

    assert all(each["papers"]["intake_slip"] == 1 for each in found)
    assert all(each["token"] for each in found)
    collected = [each for each in found if each["stage"] == "collected"]
    assert all(each["papers"]["pickup_receipt"] == 1 and not each["open_amount"] for each in collected)
    slips = [
        event["facts"]["slip"] for each in found for event in each["history"] if "slip" in event["facts"]
    ]
    assert set(slips) == {"token"}


def test_what_a_busy_counter_sees_happens_here(desk: Desk) -> None:
    found = tickets_of(desk)

    assert {each["waits"][-1]["on"] for each in found if each["waits"]} == {"parts", "customer"}
    assert any(each["estimate"] and not each["ceiling"] for each in found)
    assert any(each["ceiling"] for each in found)
    assert any(each["unlock_kept"] for each in found)
    kinds = Counter(header.kind for header in headers(desk))
    assert kinds["Corrected"] == kinds["SlipReissued"] == sum(each["generation"] == 2 for each in found) > 0
    assert kinds["VisitEnded"] == len(demo_plan.NO_REPAIR)
    assert kinds["Moved"]
    assert kinds["Assigned"]
    results = desk.ask(lambda conn: {row[0] for row in conn.execute("SELECT result FROM arrivals")})
    assert results == {"", "consulted", "bought", "left"}


def test_a_key_that_lies_in_the_folder_already_seals_the_practice_codes(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "vault.key").write_bytes(bytes(range(32)))
    desk = make(folder)
    sealed = desk.ask(lambda conn: [row[0] for row in conn.execute("SELECT ticket FROM vault")])

    assert sealed
    assert all(desk.ask(vault.read, folder / "vault.key", ticket) for ticket in sealed)
    desk.close()


def test_work_goes_on_from_every_stage(desk: Desk) -> None:
    ok(desk.do(open_ticket()))
    assert upkeep.verify(desk) == []
    assert "WallClockJumped" not in {header.kind for header in headers(desk)}


# Its data


def test_devices_and_people_are_valid(desk: Desk) -> None:
    for each in tickets_of(desk):
        device = each["device"]
        if device["imei"]:
            assert imei.is_valid(device["imei"])
            assert load.tac_hint(device["imei"])
        assert identity.sn_ok(device["sn"])
        assert identity.phone_normal(each["customer"]["phone"]) == each["customer"]["phone"]


def test_cases_name_what_the_catalogue_has() -> None:
    for case in demo_cases.CASES:
        assert case.symptom in load.symptoms()
        for category in case.categories:
            assert set(case.fails) <= {item.code for item in load.checklist(category)}
    brought = {model.category for model in (*demo_words.MODELS, *demo_words.OTHER_MODELS)}
    assert brought <= {category for case in demo_cases.CASES for category in case.categories}


def test_surnames_are_common_and_rare() -> None:
    names = [visit.customer.name for visit in demo_plan.visits(2_000, 3)]
    found = {surname for surname in demo_words.SURNAMES if any(name.startswith(surname) for name in names)}

    assert found == set(demo_words.SURNAMES)


# Time


def test_time_goes_forward_and_clocks_do_not_jump(desk: Desk) -> None:
    found = headers(desk)

    assert "WallClockJumped" not in {header.kind for header in found}
    for before, after in pairwise(found):
        assert after.at_ms >= before.at_ms
        if after.boot == before.boot:
            assert after.uptime_ms - before.uptime_ms == after.at_ms - before.at_ms
    assert found[-1].boot == "boot-1"
    assert found[0].boot.startswith("practice-")


def test_a_machine_that_just_started_makes_one_as_well(tmp_path: Path) -> None:
    clock = clock_at(15)
    clock.uptime_ms = 90_000
    desk = make(tmp_path / "practice", clock=clock)

    assert desk.rate().unproven == 0
    assert upkeep.verify(desk) == []
    desk.close()


# Seeds and sizes


def test_the_same_seed_makes_the_same_store(tmp_path: Path) -> None:
    first, second, other = (
        make(tmp_path / "1", 40, 7),
        make(tmp_path / "2", 40, 7),
        make(tmp_path / "3", 40, 8),
    )

    assert content(first) == content(second)
    assert content(first) != content(other)
    assert first.store.uid != second.store.uid
    for each in (first, second, other):
        each.close()


@pytest.mark.parametrize("tickets", [0, 1, 3, 14, 90])
def test_as_many_tickets_as_asked(tmp_path: Path, tickets: int) -> None:
    heard: list[int] = []
    demo.ensure(tmp_path / "p", bootstrap.catalogue, tickets, 5, heard.append, clock_at(11))
    desk = bootstrap.open_desk(tmp_path / "p", clock_at(11))

    assert len(tickets_of(desk)) == tickets
    assert (desk.seq() == 1) == (tickets == 0)
    assert heard.count(tickets) == (tickets > 0)
    assert heard == sorted(heard)
    assert desk.store.practice
    assert upkeep.verify(desk) == []
    desk.close()


# The folder


def test_a_practice_store_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    desk = make(tmp_path / "p", 3)
    ok(desk.do(open_ticket()))
    seq, uid = desk.seq(), desk.store.uid
    desk.close()

    desk = make(tmp_path / "p", 50, 9)
    assert (desk.seq(), desk.store.uid) == (seq, uid)
    desk.close()


def test_a_real_store_is_never_touched(tmp_path: Path) -> None:
    folder = found(tmp_path / "real")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(demo.RealStore):
        make(folder)
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_a_store_whose_database_is_gone_is_still_a_real_one(tmp_path: Path) -> None:
    folder = found(tmp_path / "real")
    (folder / "desk.db").unlink()

    with pytest.raises(demo.RealStore):
        make(folder)
    assert not (folder / "desk.db").exists()


def test_settings_and_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "settings.toml").write_text('language = "en"\n')
    make(folder, 2).close()

    assert {path.name for path in folder.iterdir()} >= {"desk.db", "settings.toml", "vault.key", "witness"}
    assert not list(folder.glob(".making-*"))


def test_one_that_was_cut_off_is_no_store_and_the_next_run_makes_it(tmp_path: Path) -> None:
    def die(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.ensure(tmp_path / "p", bootstrap.catalogue, 60, 1, die, clock_at(15))
    assert not (tmp_path / "p" / "desk.db").exists()

    desk = make(tmp_path / "p")
    assert len(tickets_of(desk)) == 60
    desk.close()


def test_what_a_killed_run_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    old, young = tmp_path / "p" / ".making-old", tmp_path / "p" / ".making-young"
    for left in (old, young):
        left.mkdir(parents=True)
        (left / "desk.db").write_bytes(b"half")
    os.utime(old, (0, 0))
    make(tmp_path / "p", 1).close()

    assert not old.exists()
    assert young.exists()


def test_the_command_makes_one_and_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(tmp_path / "p")]

    assert main(["demo", "--no-ui", "--tickets", "3", "--seed", "2", *home]) == 0
    assert main(["demo", "--no-ui", *home]) == 0
    assert main(["verify", *home]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["demo", "--no-ui", "--home", str(found(tmp_path / "real"))]) == 1
