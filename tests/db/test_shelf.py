"""The shelf in a real store: what is reserved, awaited, owed, asked for and used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mihome_desk.catalog import norms
from mihome_desk.desk import Desk
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.dayclose import CloseDay
from mihome_desk.rules.intake import DeviceGiven
from mihome_desk.rules.oldparts import BoxCounted, BoxPart, OpenBox, SealBox, SendBox
from mihome_desk.rules.parts import ReturnPart, UsePart
from mihome_desk.rules.progress import BeginWait
from mihome_desk.rules.repair import Withdraw
from mihome_desk.rules.requests import LineWanted, RequestParts
from mihome_desk.rules.sale import PaymentGiven, ReturnLine, ReturnSale, SaleLineGiven, Sell
from mihome_desk.rules.stock import CountStock, LendPart, ReceiveParts, SetStock, WriteOff
from tests.builders import (
    FakeClock,
    approve,
    complete,
    found,
    ok,
    open_ticket,
    post,
    pre,
    problems,
    quote,
    refused,
    reopen,
    shown,
    start,
    steps,
    store,
    walk,
)

DAY = 24 * 60


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = store(tmp_path)
    yield made
    assert problems(made) == []
    made.close()


def receive(desk: Desk, sku: str = "SCR-1", qty: int = 3, **changes: Any) -> None:
    values: dict[str, Any] = {"part": "屏幕", "name": "屏", "cost": 3_000, "owner": "bought", **changes}
    ok(desk.do(ReceiveParts(sku, qty, **values)))


def line(desk: Desk, sku: str = "SCR-1") -> Any:
    found = desk.stock_item(sku)
    assert found is not None
    return found.line


def in_warranty(desk: Desk, to: str = "repairing") -> str:
    """A ticket whose fault is covered, walked on."""
    number = ok(desk.do(open_ticket())).ticket
    ok(desk.do(DecideCoverage(number, "in", "发票在有效期内")))
    for command in (pre(number), quote(number, code="SCR-1", payer="brand"), start(number)):
        ok(desk.do(command))
    assert to == "repairing"
    return number


# ------------------------------------------------------------------------------ reserved


def test_approval_reserves_and_use_takes_the_reservation_away(desk: Desk) -> None:
    receive(desk)
    number = walk(desk, "quoted")
    assert (line(desk).reserved, line(desk).free) == (0, 3)
    ok(desk.do(approve(number)))
    assert (line(desk).reserved, line(desk).free) == (1, 2)
    assert desk.stock_item("SCR-1").tickets == (number,)  # type: ignore[union-attr]
    ok(desk.do(start(number)))
    ok(desk.do(UsePart(number, "SCREEN", 1)))
    assert (line(desk).on_hand, line(desk).reserved, line(desk).free) == (2, 0, 2)
    ok(desk.do(ReturnPart(number, "SCREEN", 1, "good", "装错")))
    assert (line(desk).on_hand, line(desk).reserved) == (3, 1)


def test_a_repair_that_ends_reserves_nothing(desk: Desk) -> None:
    receive(desk)
    number = walk(desk, "approved")
    ok(desk.do(Withdraw(number, "不修了")))
    assert line(desk).reserved == 0


def test_what_others_wait_for_is_neither_sold_nor_used(desk: Desk) -> None:
    receive(desk, qty=1)
    walk(desk, "approved")
    other = ok(
        desk.do(open_ticket(device=DeviceGiven("phone", "Redmi Note 7", imei="868617031234562")))
    ).ticket
    for command in (pre(other), quote(other, code="后盖"), approve(other), start(other)):
        ok(desk.do(command))
    assert refused(desk.do(UsePart(other, "SCR-1", 1))) == ("reserved", "part")
    ok(desk.do(UsePart(other, "SCR-1", 1, anyway=True)))
    assert line(desk).on_hand == 0


def test_a_part_that_comes_later_is_reserved_when_it_comes(desk: Desk) -> None:
    number = walk(desk, "approved")
    (wanted,) = desk.awaited_parts()
    assert (wanted.sku, wanted.needed, wanted.missing) == ("", 1, 1)
    assert [(each.number, each.ready) for each in wanted.tickets] == [(number, False)]
    receive(desk, fits=("红米Note7",))
    assert line(desk).reserved == 1
    assert desk.awaited_parts() == ()


def test_who_waits_for_parts_is_told_when_they_are_here(desk: Desk) -> None:
    receive(desk, qty=1)
    ok(desk.do(LendPart("SCR-1", "王工", 1)))
    ok(desk.do(CountStock("SCR-1", 0)))
    number = walk(desk, "repairing")
    ok(desk.do(WriteOff("SCR-1", 1, "broken", "压裂", technician="王工")))
    ok(desk.do(BeginWait(number, "parts", "缺屏幕")))
    ok(desk.do(RequestParts((LineWanted("SCR-1", 2),))))
    (wanted,) = desk.awaited_parts()
    assert (wanted.sku, wanted.there, wanted.missing, wanted.requested) == ("SCR-1", 0, 1, 2)
    receive(desk, qty=1)
    (wanted,) = desk.awaited_parts()
    assert (wanted.missing, wanted.requested) == (0, 1)
    assert [(each.number, each.stage, each.ready) for each in wanted.tickets] == [
        (number, "waiting_parts", True)
    ]


def test_the_oldest_ticket_gets_the_piece(desk: Desk) -> None:
    receive(desk, qty=1)
    first, second = walk(desk, "approved"), walk(desk, "approved")
    (wanted,) = desk.awaited_parts()
    assert (wanted.needed, wanted.missing) == (2, 1)
    assert [(each.number, each.ready) for each in wanted.tickets] == [(first, True), (second, False)]


# ------------------------------------------------------------------------------ stock as lists see it


def test_margin_lies_under_the_cap_and_short_items_come_first(desk: Desk) -> None:
    receive(desk, fits=("小米 9", "小米 MIX 3"), cost=40_000, low=1)
    cap = min(desk.catalogue.prices.cap(model, "DISPLAY") or 0 for model in ("小米 9", "小米 MIX 3"))
    assert (line(desk).cap, line(desk).margin, line(desk).short) == (cap, cap - 40_000, False)
    receive(desk, "BAT-1", 1, part="电池", name="电池", low=1)
    assert [each.sku for each in desk.stock()] == ["BAT-1", "SCR-1"]
    assert line(desk, "BAT-1").margin is None


def test_an_accessorys_margin_is_under_its_own_price(desk: Desk) -> None:
    receive(desk, "CASE-1", 2, part="accessory", name="手机壳", retail=4_900, cost=1_900)
    assert line(desk, "CASE-1").margin == 3_000


@pytest.mark.parametrize("words", ["", "scr", "屏 红米", "mi9", "screen", "xsp", "屏幕 小米", "aaaa1"])
def test_an_item_is_found_by_any_of_its_names(desk: Desk, words: str) -> None:
    receive(desk, fits=("红米 Note 7", "小米 9"), serials=("AAAA1",))
    receive(desk, "OTHER-9", name="别的", part="天线")
    assert "SCR-1" in [each.sku for each in desk.stock(words)]
    assert not words or "OTHER-9" not in [each.sku for each in desk.stock(words)]


def test_every_move_of_an_item_is_listed_newest_first(desk: Desk) -> None:
    receive(desk, document="送货单 7", serials=("AAAA1",))
    ok(desk.do(SetStock("SCR-1", "补货线", low=2)))
    ok(desk.do(CountStock("SCR-1", 2, missing=("AAAA1",), reason="盘亏")))
    number = walk(desk, "repairing")
    ok(desk.do(UsePart(number, "SCR-1", 1), actor="李工"))
    moves = desk.stock_moves("scr-1")
    assert [(move.kind, move.change) for move in moves] == [
        ("used", -1),
        ("counted", -1),
        ("set", 0),
        ("received", 3),
    ]
    assert (moves[0].ticket, moves[0].actor) == (number, "李工")
    assert (moves[1].reason, moves[1].serials, moves[3].document) == ("盘亏", ("AAAA1",), "送货单 7")


def test_a_part_is_offered_for_its_ticket_what_was_quoted_first(desk: Desk) -> None:
    receive(desk, "BAT-1", part="电池", name="电池")
    receive(desk, "SCR-9", fits=("小米 9",))
    receive(desk, "SCR-7", fits=("Redmi Note 7",))
    number = walk(desk, "repairing")
    assert [each.sku for each in desk.fitting_parts(number)] == ["SCR-7", "BAT-1"]
    assert desk.fitting_parts("nobody") == ()


def test_a_closed_day_takes_no_count(desk: Desk) -> None:
    receive(desk)
    ok(desk.do(CloseDay(counted={"cash": 0})))
    assert refused(desk.do(CountStock("SCR-1", 3))) == ("period_locked", "sku")


def test_a_sale_takes_the_stores_own_and_never_more_than_there_is(desk: Desk) -> None:
    receive(desk, "CASE-1", 1, part="accessory", name="手机壳", retail=4_900)
    too_many = Sell((SaleLineGiven("CASE-1", 2),), (PaymentGiven("cash", 9_800),))
    assert refused(desk.do(too_many)) == ("not_in_stock", "lines.0.qty")
    sale = ok(desk.do(Sell((SaleLineGiven("CASE-1", 1),), (PaymentGiven("cash", 4_900),)))).told["sale"]
    assert line(desk, "CASE-1").on_hand == 0
    ok(desk.do(ReturnSale(sale, (ReturnLine("CASE-1", 1),), "cash", "不合适")))
    assert line(desk, "CASE-1").on_hand == 1
    moves = [(move.kind, move.ticket) for move in desk.stock_moves("CASE-1")]
    assert moves == [("sold_back", sale), ("sold", sale), ("received", "")]


# ------------------------------------------------------------------------------ serial numbers


def test_a_number_is_used_once_in_the_life_of_a_store(desk: Desk) -> None:
    receive(desk, qty=2, serials=("AAAA1", "AAAA2"))
    number = walk(desk, "repairing")
    ok(desk.do(UsePart(number, "SCR-1", 1, new_serial="AAAA1", old_serial="OLD-1")))
    assert refused(desk.do(UsePart(number, "SCR-1", 1, new_serial="aaaa1"))) == ("serial_used", "new_serial")
    again = ReceiveParts("SCR-1", 1, "bought", serials=("OLD-1",))
    assert refused(desk.do(again)) == ("serial_used", "serials.0")
    (part,) = shown(desk, number)["parts"]
    assert (part["new_serial"], part["old_serial"]) == ("AAAA1", "OLD-1")


def test_the_part_of_an_earlier_repair_may_be_replaced_in_turn(desk: Desk) -> None:
    receive(desk, qty=2, serials=("AAAA1", "AAAA2"))
    number = walk(desk, "repairing")
    ok(desk.do(UsePart(number, "SCR-1", 1, new_serial="AAAA1")))
    ok(desk.do(UsePart(number, "SCR-1", 1, new_serial="AAAA2", old_serial="AAAA1")))
    assert refused(desk.do(UsePart(number, "SCR-1", 1, old_serial="AAAA1"))) == ("serial_used", "old_serial")


# ------------------------------------------------------------------------------ old parts


def test_an_old_part_is_owed_boxed_sent_and_received(desk: Desk) -> None:
    receive(desk, owner="issued", cost=None)
    number = in_warranty(desk)
    told = ok(desk.do(UsePart(number, "SCR-1", 1, old_serial="OLD-1"))).told
    assert list(told["old_parts"]) == ["J0001"]
    (old,) = desk.old_parts()
    assert (old.ticket, old.serial, old.place, old.due, old.left) == (
        number,
        "OLD-1",
        "owed",
        "2026-12-22",
        30,
    )
    box = ok(desk.do(OpenBox())).told["box"]
    ok(desk.do(BoxPart(box, "old-1")))
    assert [(each.place, each.box) for each in desk.old_parts()] == [("boxed", "B0001")]
    assert refused(desk.do(ReturnPart(number, "SCR-1", 1, "good", "x"))) == ("old_part_boxed", "part")
    ok(desk.do(SealBox(box)))
    ok(desk.do(SendBox(box, "顺丰", "SF123456")))
    ok(desk.do(BoxCounted(box, ("J0001",))))
    assert [(each.place, each.left) for each in desk.old_parts()] == [("received", None)]
    (counted,) = desk.boxes()
    assert (counted.state, counted.waybill, counted.sent_at is not None) == ("counted", "SF123456", True)


def test_what_hq_misses_is_owed_on_and_what_nobody_listed_is_received(desk: Desk) -> None:
    receive(desk, owner="issued", cost=None)
    number = in_warranty(desk)
    ok(desk.do(UsePart(number, "SCR-1", 2)))
    ok(desk.do(OpenBox()))
    for command in (BoxPart("B1", "J1"), SealBox("B1"), SendBox("B1", "顺丰", "SF123456")):
        ok(desk.do(command))
    ok(desk.do(BoxCounted("B1", ("J2",), "装错了一件")))
    assert {old.number: old.place for old in desk.old_parts()} == {"J0001": "missing", "J0002": "received"}
    (box,) = desk.boxes()
    assert (box.missing, box.extra, box.reason) == (("J0001",), ("J0002",), "装错了一件")


def test_overdue_old_parts_say_by_how_many_days(tmp_path: Path) -> None:
    clock = FakeClock()
    desk = store(tmp_path, clock)
    receive(desk, "BAT-1", owner="issued", cost=None, part="电池", name="电池")
    ok(desk.do(WriteOff("BAT-1", 1, "defective_on_arrival", "鼓包", "issued")))
    clock.move(20 * DAY)
    assert [old.left for old in desk.old_parts()] == [-6]
    assert problems(desk) == []
    desk.close()


def test_a_good_part_that_comes_out_settles_the_old_one(desk: Desk) -> None:
    receive(desk, owner="issued", cost=None, serials=("AAAA1",))
    number = in_warranty(desk)
    ok(desk.do(UsePart(number, "SCR-1", 1, new_serial="AAAA1", old_serial="OLD-1")))
    ok(desk.do(ReturnPart(number, "SCR-1", 1, "good", "装错")))
    assert [(old.place, old.left) for old in desk.old_parts()] == [("settled", None)]
    detail = desk.stock_item("SCR-1")
    assert detail is not None
    assert (detail.line.issued, detail.serials_issued) == (3, ("AAAA1",))
    # The old part is in the device again and may come out once more.
    ok(desk.do(UsePart(number, "SCR-1", 1, new_serial="AAAA1", old_serial="OLD-1")))
    assert [old.number for old in desk.old_parts() if old.place == "owed"] == ["J0002"]


def test_a_defective_part_of_hqs_is_owed_in_place_of_the_old_one(desk: Desk) -> None:
    receive(desk, owner="issued", cost=None, serials=("AAAA1",))
    number = in_warranty(desk)
    ok(desk.do(UsePart(number, "SCR-1", 1, new_serial="AAAA1", old_serial="OLD-1")))
    ok(desk.do(ReturnPart(number, "SCR-1", 1, "defective", "花屏")))
    assert [(old.serial, old.why, old.place) for old in desk.old_parts()] == [("AAAA1", "defective", "owed")]


# ------------------------------------------------------------------------------ requests


def test_what_comes_fills_the_oldest_request_first(desk: Desk) -> None:
    receive(desk)
    ok(desk.do(RequestParts((LineWanted("SCR-1", 2),), "周末备货")))
    ok(desk.do(RequestParts((LineWanted("SCR-1", 2), LineWanted("NEW-1", 1, "后盖")))))
    assert line(desk).requested == 4
    receive(desk)
    later, first = desk.part_requests()
    assert (first.number, first.closed, first.lines[0].came, first.reason) == ("R0001", True, 2, "周末备货")
    assert (later.closed, [(each.name, each.came) for each in later.lines]) == (
        False,
        [("屏", 1), ("后盖", 0)],
    )
    assert line(desk).requested == 1


# ------------------------------------------------------------------------------ usage


def test_usage_is_measured_against_the_models_norm(tmp_path: Path) -> None:
    clock = FakeClock()
    desk = store(tmp_path, clock)
    receive(desk, qty=9, cost=15_000)
    for _ in range(2):
        number = walk(desk, "repairing")
        ok(desk.do(UsePart(number, "SCR-1", 2)))
        ok(desk.do(ReturnPart(number, "SCR-1", 1, "good", "多领")))
        ok(desk.do(post(number)))
        ok(desk.do(complete(number)))
    (usage,) = desk.usage("2026-11")
    norm = desk.catalogue.norms.norm("phone", "Redmi Note 7")
    assert norm is not None
    assert (usage.repairs, usage.pieces, usage.issued, usage.value) == (2, 2, 0, 30_000)
    assert (usage.norm, usage.percent) == (norm, round(100 * 30_000 / (2 * norm)))
    assert desk.usage("2026-10") == ()
    clock.move(20 * DAY)
    assert desk.usage() == ()
    assert problems(desk) == []
    desk.close()


def test_the_shipped_norms_name_their_source_and_are_known_as_proposals(desk: Desk) -> None:
    assert all(row.source.startswith("own proposal") for row in norms.norms())
    held = desk.catalogue.norms
    assert held.due("DISPLAY", "2027-02-28") == "2027-03-30"
    assert held.due("BATTERY", "2028-02-20") == "2028-03-05"
    assert (
        held.norm("phone", "小米 MIX 4") == held.norm("phone", "Xiaomi MIX4") != held.norm("phone", "小米 9")
    )
    assert held.norm("other", "") is None


# ------------------------------------------------------------------------------ the journal


def test_the_same_command_again_is_answered_the_same(desk: Desk) -> None:
    receive(desk, owner="issued", cost=None)
    number = in_warranty(desk)
    first = ok(desk.do(UsePart(number, "SCR-1", 1), id="u1"))
    assert desk.do(UsePart(number, "SCR-1", 1), id="u1") == first
    assert line(desk).issued == 2


def test_a_store_that_is_opened_again_knows_its_shelf(tmp_path: Path) -> None:
    found(tmp_path / "x", label="SH001")
    desk = store(tmp_path)
    receive(desk, serials=("AAAA1",))
    number = walk(desk, "approved")
    before = desk.stock(), desk.stock_item("SCR-1"), desk.stock_moves("SCR-1")
    desk = reopen(desk)
    assert (desk.stock(), desk.stock_item("SCR-1"), desk.stock_moves("SCR-1")) == before
    for command in list(steps(number, "repairing"))[-1:]:
        ok(desk.do(command))
    ok(desk.do(UsePart(number, "SCR-1", 1, new_serial="AAAA1")))
    desk.close()


@pytest.mark.parametrize("text", ["\ud800", "\u202e", "x" * 5_000, "a\0b", "'; DROP TABLE stock; --", "ﬁ"])
def test_no_text_whatever_breaks_the_questions(desk: Desk, text: str) -> None:
    receive(desk)
    number = walk(desk, "repairing")
    commands = (
        ReceiveParts(text, 1, "bought", part=text, name=text, serials=(text,)),
        CountStock(text, 1),
        UsePart(number, text, 1, old_serial=text, new_serial=text),
        UsePart(number, "SCR-1", 1, technician=text),
        ReturnPart(number, text, 1, "good", text),
        BoxPart(text, text),
        BoxCounted(text, (text,) * 3, text),
        RequestParts((LineWanted(text, 1, text),) * 3_000),
    )
    for command in commands:
        answer = desk.do(command)
        assert answer.ok or answer.refusal is not None
    assert line(desk).on_hand in {2, 3}
    assert desk.stock(text) == () or text == "ﬁ"


def test_a_barcode_of_the_accessory_list_finds_its_sku_everywhere(desk: Desk) -> None:
    charger = desk.catalogue.accessories["ACC-CHG33"]
    receive(desk, charger.barcode, 2, part="", name="")
    receive(desk, charger.barcode, 1, part="", name="")
    assert (line(desk, charger.sku).on_hand, line(desk, charger.barcode).sku) == (3, charger.sku)
    assert [each.sku for each in desk.stock(charger.barcode)] == [charger.sku]
    lines = (SaleLineGiven(charger.barcode, 1), SaleLineGiven(charger.sku, 1))
    ok(desk.do(Sell(lines, (PaymentGiven("cash", 2 * charger.retail),))))
    ok(desk.do(CountStock(charger.barcode, 1)))
    ok(desk.do(RequestParts((LineWanted(charger.barcode, 5),))))
    assert line(desk, charger.sku).requested == 5


def test_low_is_not_out_while_a_piece_is_left(desk: Desk) -> None:
    receive(desk, "SCR-1", 1, low=2)
    assert (line(desk).short, line(desk).out) == (True, False)
    ok(desk.do(LendPart("SCR-1", "李工", 1)))
    assert (line(desk).short, line(desk).out) == (True, True)
