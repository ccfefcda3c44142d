"""A repair centre's parcels, the clocks of a store's board, and both under random commands."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mihome_desk.db.heads import head_json
from mihome_desk.desk import Desk, Head
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.intake import Customer, DeviceGiven, OpenTicket
from mihome_desk.rules.loaner import LendLoaner
from mihome_desk.rules.mailin import Dispatch, PassOn, ReceiveBack
from mihome_desk.rules.parcels import CheckParcel, ExpectParcel, ReceiveParcel
from mihome_desk.rules.progress import BeginWait, Resume
from mihome_desk.rules.repair import ChangeProgramme, TellCustomer
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.storage import StorageStep
from tests import builders
from tests.builders import FakeClock, complete, ok, pack, post, pre, problems, refused, ship
from tests.db import moves_mail

WAYBILL = "SF1234567890"
DEVICE = DeviceGiven("phone", "Redmi Note 7", imei=builders.IMEI)
DAY = 24 * 60


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def centre(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    desk = builders.store(tmp_path, clock, kind="centre", label="HQ001")
    yield desk
    assert problems(desk) == []
    desk.close()


@pytest.fixture
def shop(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    desk = builders.store(tmp_path, clock)
    yield desk
    assert problems(desk) == []
    desk.close()


def expected(waybill: str = WAYBILL, items: tuple[str, ...] = ("手机", "卡托")) -> ExpectParcel:
    return ExpectParcel(
        waybill,
        "小米之家 中关村店",
        items,
        "BJ001-261122-00071",
        DEVICE,
        Customer("张三", builders.PHONE),
        "开不了机",
    )


def from_parcel(waybill: str = WAYBILL, **changes: Any) -> OpenTicket:
    return builders.open_ticket(programme="mail_in", parcel=waybill, **changes)


def only(desk: Desk) -> Head:
    (head,) = desk.board().heads
    return head


# A centre


def test_an_announced_parcel_is_received_by_one_scan_and_its_twelve_hours_run(
    centre: Desk, clock: FakeClock
) -> None:
    ok(centre.do(expected()))
    assert centre.board().heads == ()
    clock.move(60)
    ok(centre.do(ReceiveParcel(WAYBILL)))
    clock.move(3 * 60)
    head = only(centre)
    assert (head.waybill, head.stage, head.name, head.model) == (
        WAYBILL,
        "parcel",
        "小米之家 中关村店",
        "Redmi Note 7",
    )
    assert [(each.kind, each.left_ms) for each in head.clocks] == [("mail_in", 9 * 3_600_000)]
    assert head_json(head)["parcel"] == WAYBILL
    assert head_json(head)["ticket"] is None


def test_the_clock_runs_on_from_the_scan_until_it_is_sent_back(centre: Desk, clock: FakeClock) -> None:
    ok(centre.do(expected()))
    ok(centre.do(ReceiveParcel(WAYBILL)))
    clock.move(30)
    ok(centre.do(CheckParcel(WAYBILL, ("手机", "卡托"))))
    number = ok(centre.do(from_parcel())).ticket
    for command in (pre(number), post(number), complete(number, "no_fault_found")):
        ok(centre.do(command))
    clock.move(12 * 60)
    head = only(centre)
    assert head.number == number
    assert [(each.kind, each.left_ms) for each in head.clocks] == [("mail_in", -30 * 60_000)]
    assert head.over
    ok(centre.do(Dispatch(number, "顺丰", "SF0001112223")))
    assert centre.board().heads == ()
    assert centre.parcels() == []
    seen = centre.parcel(WAYBILL)
    assert seen is not None
    assert seen.parcel.sent is not None


def test_expected_against_found(centre: Desk) -> None:
    ok(centre.do(expected(items=("手机", "卡托", "充电器"))))
    ok(centre.do(ReceiveParcel(WAYBILL)))
    silent = centre.do(CheckParcel(WAYBILL, ("手机", "手机壳")))
    assert refused(silent) == ("empty", "words")
    ok(centre.do(CheckParcel(WAYBILL, ("手机", "手机壳"), words="少卡托和充电器")))
    seen = centre.parcel(WAYBILL)
    assert seen is not None
    assert (seen.parcel.missing, seen.parcel.extra) == (("卡托", "充电器"), ("手机壳",))
    assert seen.private["words"] == "少卡托和充电器"


def test_damage_in_transit_is_told_in_words_and_stays_seen(centre: Desk) -> None:
    ok(centre.do(expected()))
    ok(centre.do(ReceiveParcel(WAYBILL)))
    assert refused(centre.do(CheckParcel(WAYBILL, ("手机", "卡托"), damage=True))) == ("empty", "words")
    ok(centre.do(CheckParcel(WAYBILL, ("手机", "卡托"), damage=True, words="外箱压扁")))
    ok(centre.do(CheckParcel(WAYBILL, ("手机", "卡托"))))
    seen = centre.parcel(WAYBILL)
    assert seen is not None
    assert seen.parcel.damage


def test_an_unannounced_parcel_is_received_marked_and_announced_afterwards(centre: Desk) -> None:
    ok(centre.do(ReceiveParcel(WAYBILL)))
    seen = centre.parcel(WAYBILL)
    assert seen is not None
    assert not seen.parcel.announced
    ok(centre.do(CheckParcel(WAYBILL, ("手机", "键盘"))))
    ok(centre.do(expected()))
    seen = centre.parcel(WAYBILL)
    assert seen is not None
    assert (seen.parcel.announced, seen.parcel.missing, seen.parcel.extra) == (True, ("卡托",), ("键盘",))
    assert refused(centre.do(expected())) == ("already_announced", "waybill")


def test_a_parcel_is_received_once_and_opened_once(centre: Desk) -> None:
    assert refused(centre.do(CheckParcel(WAYBILL, ("手机",)))) == ("parcel_not_here", "waybill")
    assert refused(centre.do(from_parcel())) == ("unknown_parcel", "parcel")
    ok(centre.do(expected()))
    assert refused(centre.do(from_parcel())) == ("parcel_not_here", "parcel")
    ok(centre.do(ReceiveParcel(WAYBILL)))
    assert refused(centre.do(ReceiveParcel(f" {WAYBILL.lower()} "))) == ("parcel_here", "waybill")
    number = ok(centre.do(from_parcel())).ticket
    assert refused(centre.do(from_parcel())) == ("parcel_taken", "parcel")
    assert builders.ticket_of(centre, number).parcel == WAYBILL


@pytest.mark.parametrize(
    ("changes", "on"),
    [
        ({}, "2026-11-22"),
        ({"reference": "BJ001-261022-00016"}, "2026-10-22"),
        ({"reference": "BJ001-261022-00017"}, "2026-11-22"),
        ({"reference": "BJ001-271022-00014"}, "2026-11-22"),
        ({"reference": "", "sent_in": "2026-11-01"}, "2026-11-01"),
    ],
)
def test_warranty_is_judged_by_the_day_at_the_store(centre: Desk, changes: dict[str, Any], on: str) -> None:
    ok(centre.do(replace(expected(), **changes)))
    ok(centre.do(ReceiveParcel(WAYBILL)))
    bought = Purchase("2025-11-10", proof="invoice")
    number = ok(centre.do(from_parcel(purchase=bought))).ticket
    within = on <= "2026-11-10"

    assert ok(centre.do(DecideCoverage(number, "in" if within else "out"))).events == ("CoverageDecided",)
    [fault] = builders.shown(centre, number)["faults"]
    assert fault["covered"]["params"]["on"] == on
    assert on in fault["covered"]["reason"]["zh"]
    assert ("free of charge" if within else "is past it") in fault["covered"]["reason"]["en"]


def test_nobody_sends_in_tomorrow(centre: Desk) -> None:
    assert refused(centre.do(replace(expected(), sent_in="2026-11-23"))) == ("date_future", "sent_in")
    assert refused(centre.do(replace(expected(), sent_in="gestern"))) == ("bad_date", "sent_in")


def test_a_store_receives_no_parcels(shop: Desk) -> None:
    for command in (expected(), ReceiveParcel(WAYBILL), CheckParcel(WAYBILL, ("手机",))):
        assert refused(shop.do(command)) == ("not_a_centre", "waybill")


def test_what_an_announcement_says_of_people_is_private(centre: Desk) -> None:
    ok(centre.do(expected()))
    body = centre.ask(
        lambda conn: conn.execute("SELECT body FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    )[0]
    assert "张三".encode() not in body
    assert builders.PHONE.encode() not in body
    state = centre.ask(lambda conn: conn.execute("SELECT state FROM parcels").fetchone())[0]
    assert "张三" not in state


# A store's board


def covered(desk: Desk, **changes: Any) -> str:
    """A ticket whose fault a manager took into warranty; its number."""
    number = ok(desk.do(builders.open_ticket(programme="standard", **changes))).ticket
    ok(desk.do(DecideCoverage(number, "in", "店长认可", evidence="看过发票")))
    return number


def kinds_of(desk: Desk, number: str) -> dict[str, int | None]:
    head = desk.head(desk.resolve(number))
    assert head is not None
    return {each.kind: each.days for each in head.clocks}


def test_one_board_shows_the_four_kinds_together_the_next_to_burn_on_top(
    shop: Desk, clock: FakeClock
) -> None:
    told = builders.walk(shop, "ready")
    ok(shop.do(TellCustomer(told, "phone")))
    clock.move(25 * DAY)
    legal = covered(shop)
    clock.move(5 * DAY)
    quick = ok(shop.do(builders.open_ticket())).ticket
    promised = ok(
        shop.do(builders.open_ticket(programme="standard", promised_at=clock.at_ms + 90 * 60_000))
    ).ticket
    burning = [(head.number, head.burning.kind if head.burning else "") for head in shop.board().heads]
    assert burning == [(quick, "hour"), (promised, "promise"), (told, "storage"), (legal, "loaner")]
    assert kinds_of(shop, legal) == {"loaner": 2, "exchange": 25}


def test_legal_clocks_run_in_warranty_alone_and_until_the_customer_knows(
    shop: Desk, clock: FakeClock
) -> None:
    out = ok(shop.do(builders.open_ticket(programme="standard"))).ticket
    assert kinds_of(shop, out) == {}
    number = covered(shop)
    clock.move(8 * DAY)
    assert kinds_of(shop, number) == {"loaner": -1, "exchange": 22}
    ok(shop.do(LendLoaner(number, "Redmi 9A", "B-01")))
    assert kinds_of(shop, number) == {"exchange": 22}


def test_waiting_for_parts_moves_the_repairers_own_exchange(shop: Desk, clock: FakeClock) -> None:
    number = covered(shop)
    for command in (pre(number), builders.quote(number, payer="brand"), builders.start(number)):
        ok(shop.do(command))
    ok(shop.do(BeginWait(number, "parts", "缺屏")))
    clock.move(10 * DAY)
    assert kinds_of(shop, number)["exchange"] == 30
    ok(shop.do(Resume(number)))
    clock.move(35 * DAY)
    assert kinds_of(shop, number)["exchange"] == -5


def test_a_mailed_in_devices_legal_clocks_begin_at_the_centre(shop: Desk, clock: FakeClock) -> None:
    number = covered(shop)
    ok(shop.do(ChangeProgramme(number, "mail_in", "主板")))
    assert kinds_of(shop, number) == {}
    ok(shop.do(pack(number)))
    ok(shop.do(ship(number)))
    clock.move(2 * DAY)
    assert kinds_of(shop, number) == {}
    ok(shop.do(PassOn(number, "centre")))
    assert kinds_of(shop, number) == {"loaner": 7, "exchange": 30}
    head = shop.head(shop.resolve(number))
    assert head is not None
    assert (head.hand, head.hand_days) == ("centre", 0)
    assert shop.resolve(WAYBILL) == head.id
    ok(shop.do(ReceiveBack(number, "repaired", "换主板")))
    assert shop.resolve(WAYBILL) == ""
    assert shop.mailed() == []


def test_a_device_repaired_by_the_centre_under_warranty_needs_no_quote(shop: Desk) -> None:
    number = covered(shop)
    for command in (
        pre(number),
        ChangeProgramme(number, "mail_in", "主板"),
        pack(number),
        ship(number),
        ReceiveBack(number, "repaired"),
        post(number),
        complete(number),
    ):
        ok(shop.do(command))
    assert builders.ticket_of(shop, number).outcome == "repaired"


def test_a_step_of_storage_that_was_taken_is_due_no_more(shop: Desk, clock: FakeClock) -> None:
    number = builders.walk(shop, "ready")
    ok(shop.do(TellCustomer(number, "phone")))
    clock.move(31 * DAY)
    assert shop.board("over_time").heads
    ok(shop.do(StorageStep(number, "remind", "电话")))
    assert shop.board("over_time").heads == ()
    assert kinds_of(shop, number) == {"storage": 29}


def test_a_ticket_that_left_quick_repair_burns_no_hour(shop: Desk, clock: FakeClock) -> None:
    number = builders.walk(shop, "quoted")
    ok(shop.do(ChangeProgramme(number, "standard", "客户改天取")))
    clock.move(90)
    head = only(shop)
    assert head.clock.state == "missed"
    assert head.burning is None
    assert not head.over


def test_a_board_as_json_tells_every_clock(shop: Desk) -> None:
    covered(shop)
    clocks = head_json(only(shop))["clocks"]
    assert [(each["kind"], each["rule"], each["left_days"]) for each in clocks] == [
        ("loaner", "loaner", 7),
        ("exchange", "exchange_own", 30),
    ]
    assert clocks[0]["limit_s"] == 7 * 86_400


# Random commands


@pytest.mark.parametrize("kind", ["outlet", "centre"])
def test_random_journeys_keep_what_holds(tmp_path: Path, clock: FakeClock, kind: str) -> None:
    desk = builders.store(tmp_path, clock, kind=kind)
    dice = random.Random(kind)
    for _ in range(6):
        ok(desk.do(builders.open_ticket(programme="mail_in")))
    carried: set[str] = set()
    for _ in range(300):
        clock.move(dice.randrange(0, 300))
        name = dice.choice([*moves_mail.MOVES])
        command = moves_mail.MOVES[name](desk, dice.randrange(1 << 16))
        if command is not None and desk.do(command).ok:
            carried.add(name)
    moves_mail.check(desk)
    wanted = (
        {"expect", "receive", "check_parcel", "take_in"}
        if kind == "centre"
        else {"ship", "receive_back", "pass_on"}
    )
    assert wanted <= carried
    assert problems(desk) == []
    desk.close()
