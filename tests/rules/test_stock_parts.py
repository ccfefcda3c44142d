"""Parts that go into a device and come out again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mihome_desk.rules import parts
from mihome_desk.rules.parts import PartReturned, PartUsed, ReturnPart, UsePart
from mihome_desk.rules.returns import OldPart, Returns
from mihome_desk.rules.service import Coverage, Covered
from mihome_desk.rules.shelf import ACCESSORY, Piece, StockItem
from mihome_desk.rules.situation import SerialAt
from tests.builders import Case, complete, post, refused

SCREEN = StockItem(
    "SCR-1", "DISPLAY", "屏", ("红米 Note 7",), on_hand=3, issued=2, cost=30_000,
    lent={"李工": 1}, pieces=(Piece("AAAA1", "issued"), Piece("BBBB1", "bought"), Piece("CCCC1", "bought", "李工")),
)  # fmt: skip
SEEN = {
    **{serial: SerialAt("SCR-1", "shelf", "") for serial in ("AAAA1", "BBBB1")},
    "CCCC1": SerialAt("SCR-1", "lent", "李工"),
    "DDDD1": SerialAt("SCR-1", "device", "T9"),
    "EEEE1": SerialAt("BAT-1", "shelf", ""),
    "FFFF1": SerialAt("SCR-1", "gone", ""),
}


def repairing(coverage: Coverage | None = None, *items: StockItem, **changes: Any) -> Case:
    """A Redmi Note 7 in repair by 李工, a screen quoted, its fault decided or not."""
    case = Case().open("repairing")
    if coverage is not None:
        faults = tuple(replace(fault, covered=Covered(coverage)) for fault in case.state.faults)
        case.ticket = replace(case.state, faults=faults)
    case.changes |= {"shelf": {item.sku: item for item in items or (SCREEN,)}, "serials": SEEN, **changes}
    return case


def use(case: Case, **changes: Any) -> PartUsed:
    decision = case.decide(replace(UsePart("T", "SCR-1", 1), **changes))
    assert decision.refusal is None, decision.refusal
    case.take(decision)
    (event,) = decision.events
    assert isinstance(event, PartUsed)
    return event


def returned(case: Case, **changes: Any) -> PartReturned:
    decision = case.decide(replace(ReturnPart("T", "SCR-1", 1, "good", "装错"), **changes))
    assert decision.refusal is None, decision.refusal
    case.take(decision)
    (event,) = decision.events
    assert isinstance(event, PartReturned)
    return event


# ------------------------------------------------------------------------------ using


@pytest.mark.parametrize("part", ["SCR-1", "scr-1", "DISPLAY", "SCREEN", "屏幕", "屏"])
def test_a_part_goes_by_its_number_or_by_any_name_of_it(part: str) -> None:
    assert use(repairing(), part=part, new_serial="BBBB1").sku == "SCR-1"


def test_of_two_that_fit_the_number_is_asked_for() -> None:
    other = replace(SCREEN, sku="SCR-2", fits=())
    elsewhere = replace(SCREEN, sku="SCR-3", fits=("小米 9",))
    case = repairing(None, SCREEN, other, elsewhere)
    decision = case.decide(UsePart("T", "屏幕", 1))
    assert refused(decision) == ("sku_ambiguous", "part")
    assert decision.refusal is not None
    assert decision.refusal.params["skus"] == "SCR-1 SCR-2"
    assert refused(repairing(None, elsewhere).decide(UsePart("T", "屏幕", 1))) == ("unknown_sku", "part")


def test_out_of_warranty_the_stores_own_piece_goes_in() -> None:
    case = repairing("out")
    event = use(case, new_serial="bbbb1", old_serial="OLD-1")
    assert (event.owner, event.hand, event.cost, event.value) == ("bought", "", 30_000, 30_000)
    assert (event.old_parts, event.due) == ((), "")
    after = parts.item_used(SCREEN, event)
    assert (after.on_hand, after.serials("bought")) == (2, ())
    (kept,) = case.state.parts
    assert (kept.sku, kept.new_serial, kept.old_serial, kept.inside) == ("SCR-1", "BBBB1", "OLD-1", 1)


def test_in_warranty_hqs_piece_goes_in_and_the_old_one_is_owed() -> None:
    event = use(repairing("in", returns=Returns(last_old=4)), new_serial="AAAA1")
    assert (event.owner, event.cost, event.value) == ("issued", None, 30_000)
    assert (event.old_parts, event.due) == (("J0005",), "2026-12-22")
    assert parts.item_used(SCREEN, event).issued == 1


def test_several_pieces_owe_several_old_parts() -> None:
    many = replace(SCREEN, issued=3, pieces=())
    assert use(repairing("in", many), qty=3).old_parts == ("J0001", "J0002", "J0003")


def test_an_undecided_fault_takes_the_stores_own() -> None:
    assert use(repairing()).owner == "bought"


@pytest.mark.parametrize("coverage", [None, "out", "void"])
def test_hqs_parts_are_for_warranty_alone(coverage: Coverage | None) -> None:
    assert refused(repairing(coverage).decide(UsePart("T", "SCR-1", 1, owner="issued"))) == (
        "issued_for_warranty",
        "owner",
    )
    # The number that was scanned tells whose piece it is.
    assert (
        refused(repairing(coverage).decide(UsePart("T", "SCR-1", 1, new_serial="AAAA1")))[0]
        == "issued_for_warranty"
    )


def test_in_warranty_the_store_may_use_its_own() -> None:
    assert use(repairing("in"), owner="bought").owner == "bought"
    assert use(repairing("in"), new_serial="BBBB1").owner == "bought"
    decision = repairing("in").decide(UsePart("T", "SCR-1", 1, new_serial="BBBB1", owner="issued"))
    assert refused(decision) == ("serial_of_owner", "owner")


def test_the_technicians_own_pieces_are_used_first() -> None:
    handful = replace(SCREEN, lent={"李工": 2})
    event = use(repairing(None, handful))
    assert event.hand == "李工"
    after = parts.item_used(handful, event)
    assert (after.on_hand, after.held("bought", "李工")) == (3, 1)
    assert use(repairing(None, handful), technician="王工").hand == ""
    assert use(repairing(), new_serial="CCCC1").hand == "李工"


def test_what_another_ticket_waits_for_is_taken_only_when_meant() -> None:
    promised = replace(SCREEN, pieces=(), lent={}, reserved=3)
    assert refused(repairing(None, promised).decide(UsePart("T", "SCR-1", 1))) == ("reserved", "part")
    assert use(repairing(None, promised), anyway=True).anyway


def test_the_value_is_the_guide_price_where_there_is_one() -> None:
    case = repairing(None, replace(SCREEN, fits=()))
    assert case.ticket is not None
    case.ticket = replace(case.ticket, device=replace(case.ticket.device, model="小米 9"))
    cap = case.situation().catalogue.prices.cap("Mi 9", "DISPLAY")
    assert cap is not None
    assert use(case).value == cap


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"part": ""}, "empty", "part"),
        ({"part": "NONE-1"}, "unknown_sku", "part"),
        ({"qty": 0}, "out_of_range", "qty"),
        ({"qty": 4, "technician": "王工"}, "not_in_stock", "part"),
        ({"qty": 2, "new_serial": "BBBB1"}, "serial_one", "qty"),
        ({"qty": 2, "old_serial": "OLD-1"}, "serial_one", "qty"),
        ({"qty": 3, "technician": "王工"}, "serial_needed", "new_serial"),
        ({"new_serial": "DDDD1"}, "serial_used", "new_serial"),
        ({"new_serial": "FFFF1"}, "serial_used", "new_serial"),
        ({"new_serial": "EEEE1"}, "serial_of_other", "new_serial"),
        ({"new_serial": "?"}, "bad_part_serial", "new_serial"),
        ({"old_serial": "AAAA1"}, "serial_used", "old_serial"),
        ({"old_serial": "FFFF1"}, "serial_used", "old_serial"),
        ({"old_serial": "NEW-9", "new_serial": "new-9"}, "serial_same", "old_serial"),
        ({"fault": 1}, "out_of_range", "fault"),
    ],
)
def test_what_cannot_be_used(changes: dict[str, Any], code: str, field: str) -> None:
    assert refused(repairing().decide(replace(UsePart("T", "SCR-1", 1), **changes))) == (code, field)


def test_an_accessory_goes_into_no_device() -> None:
    case = repairing(None, replace(SCREEN, part=ACCESSORY))
    assert refused(case.decide(UsePart("T", "SCR-1", 1))) == ("accessory_in_device", "part")


def test_parts_are_used_during_the_repair() -> None:
    for stage in ("approved", "testing", "ready"):
        assert refused(Case().open(stage).decide(UsePart("T", "SCR-1", 1)))[0] == "wrong_stage"


def test_a_part_from_a_device_that_was_here_before_may_come_out() -> None:
    assert use(repairing(), old_serial="DDDD1").old_serial == "DDDD1"


# ------------------------------------------------------------------------------ taking out


def test_a_good_part_lies_on_the_shelf_again() -> None:
    case = repairing("out")
    used = use(case, new_serial="BBBB1", old_serial="OLD-1")
    event = returned(case)
    assert (event.use, event.serial, event.old_serial, event.value) == (
        used_seq(case),
        "BBBB1",
        "OLD-1",
        30_000,
    )
    assert parts.item_returned(parts.item_used(SCREEN, used), event) == SCREEN
    assert case.state.parts[0].inside == 0
    assert refused(case.decide(ReturnPart("T", "SCR-1", 1, "good", "x"))) == ("not_in_device", "part")


def used_seq(case: Case) -> int:
    return case.state.parts[-1].seq


def test_a_defective_part_does_not() -> None:
    case = repairing("out")
    used = use(case)
    event = returned(case, condition="defective")
    after = parts.item_used(SCREEN, used)
    assert parts.item_returned(after, event) == after
    assert event.value == 0


def owed(case: Case, **changes: Any) -> None:
    """The old part of the last use, as the store knows it."""
    (number,) = case.state.parts[-1].old
    part = replace(OldPart(number, "SCR-1", "DISPLAY", "屏", "OLD-1", ticket="T"), **changes)
    case.changes |= {"returns": Returns(old={number: part}, last_old=1)}


def test_with_hqs_good_part_the_old_one_goes_back_into_the_device() -> None:
    case = repairing("in")
    use(case, new_serial="AAAA1", old_serial="OLD-1")
    owed(case)
    event = returned(case, part="AAAA1")
    assert (event.settled, event.turned, event.old_serial) == (("J0001",), (), "OLD-1")


def test_hqs_defective_part_is_owed_in_place_of_the_old_one() -> None:
    case = repairing("in")
    use(case, new_serial="AAAA1", old_serial="OLD-1")
    owed(case)
    event = returned(case, condition="defective")
    assert (event.settled, event.turned, event.serial, event.old_serial) == ((), ("J0001",), "AAAA1", "OLD-1")


@pytest.mark.parametrize(
    ("place", "code"), [("boxed", "old_part_boxed"), ("sent", "old_part_gone"), ("received", "old_part_gone")]
)
def test_an_old_part_on_its_way_keeps_the_new_one_off_the_shelf(place: str, code: str) -> None:
    case = repairing("in")
    use(case, new_serial="AAAA1")
    owed(case, place=place, box="B0001")
    assert refused(case.decide(ReturnPart("T", "SCR-1", 1, "good", "x"))) == (code, "part")
    # Defective it comes out all the same: what is on its way stays owed for it.
    event = returned(case, condition="defective")
    assert (event.settled, event.turned, event.old_serial) == ((), (), "")


def test_what_went_in_last_comes_out_first_and_never_more() -> None:
    case = repairing(None, replace(SCREEN, on_hand=9, pieces=(), lent={}))
    use(case, qty=1)
    use(case, qty=2)
    assert refused(case.decide(ReturnPart("T", "SCR-1", 3, "good", "x"))) == ("fewer_in_device", "qty")
    assert returned(case, qty=2, part="屏幕").use == case.state.parts[1].seq
    assert returned(case).use == case.state.parts[0].seq
    assert [each.inside for each in case.state.parts] == [0, 0]


def test_a_repair_that_stands_is_reopened_first() -> None:
    case = repairing()
    use(case)
    case.do(post(), complete())
    assert refused(case.decide(ReturnPart("T", "SCR-1", 1, "good", "x"))) == ("reopen_first", "ticket")


def test_a_part_comes_out_with_a_reason() -> None:
    case = repairing()
    use(case)
    assert refused(case.decide(ReturnPart("T", "SCR-1", 1, "good", " "))) == ("empty", "reason")
    assert refused(case.decide(ReturnPart("T", "BAT-1", 1, "good", "x"))) == ("not_in_device", "part")


def test_a_part_that_stays_and_is_paid_does_not_come_out() -> None:
    case = repairing()
    use(case)
    (kept,) = case.state.parts
    case.ticket = replace(case.state, parts=(replace(kept, charged=True),))
    assert refused(case.decide(ReturnPart("T", "SCR-1", 1, "good", "x"))) == ("part_charged", "part")


def test_a_part_that_comes_out_twice_is_a_contradiction() -> None:
    case = repairing()
    use(case)
    event = returned(case)
    case.happen(event)
    assert case.state.conflict
    assert [each.inside for each in case.state.parts] == [0]
