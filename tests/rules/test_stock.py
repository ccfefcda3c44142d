"""The shelf in words: receiving, counting, lending, writing off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mihome_desk import bootstrap
from mihome_desk.rules import house, shelf, stock_events
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.returns import Returns
from mihome_desk.rules.service import Owner
from mihome_desk.rules.shelf import Piece, StockItem
from mihome_desk.rules.situation import Decision, SerialAt, Situation
from mihome_desk.rules.stock import (
    CountStock,
    GiveBackPart,
    LendPart,
    ReceiveParts,
    SetStock,
    WriteOff,
)
from tests.builders import Case, refused

SCREEN = StockItem(
    "SCR-1", "DISPLAY", "屏", ("Redmi Note 7",), on_hand=3, issued=2, cost=30_000, low=1,
    lent={"李工": 1}, pieces=(Piece("AAAA1", "issued"), Piece("BBBB1", "bought", "李工")),
)  # fmt: skip


def situation(*items: StockItem, **changes: Any) -> Situation:
    """A shelf with these items."""
    return Case().situation(shelf={item.sku: item for item in items}, **changes)


def decide(command: Any, *items: StockItem, **changes: Any) -> Decision:
    return house.decide(situation(*(items or (SCREEN,)), **changes), command)


def after(command: Any, item: StockItem = SCREEN, **changes: Any) -> StockItem:
    """The item once the command is carried out."""
    decision = decide(command, item, **changes)
    assert decision.refusal is None, decision.refusal
    assert decision.subject == f"sku/{item.sku}"
    for event in decision.events:
        item = stock_events.evolve(item, event)
    return item


# ------------------------------------------------------------------------------ receiving


def test_a_new_part_is_received_under_the_catalogues_code() -> None:
    command = ReceiveParts(
        "new-1", 2, "bought", cost=500, part="电池", name="BN46", fits=("小米 9",), retail=900, low=3
    )
    (event,) = decide(command).events
    item = stock_events.evolve(None, event)
    assert item == StockItem("NEW-1", "BATTERY", "BN46", ("小米 9",), on_hand=2, cost=500, retail=900, low=3)


def test_what_is_known_needs_neither_part_nor_name_and_keeps_its_price() -> None:
    item = after(ReceiveParts("ｓｃｒ-1", 4, "issued", serials=("cccc1",)))
    assert (item.on_hand, item.issued, item.cost, item.low) == (3, 6, 30_000, 1)
    assert item.serials("issued") == ("AAAA1", "CCCC1")


def test_the_last_purchase_price_counts_and_models_are_added() -> None:
    item = after(ReceiveParts("SCR-1", 1, "bought", cost=28_000, fits=("Redmi Note 7", "Redmi Note 7 Pro")))
    assert item.cost == 28_000
    assert item.fits == ("Redmi Note 7", "Redmi Note 7 Pro")


def test_an_accessory_of_the_shipped_list_is_received_by_its_number_alone() -> None:
    sku, listed = next(iter(bootstrap.catalogue().accessories.items()))
    (event,) = decide(ReceiveParts(sku, 5, "bought")).events
    assert (event.part, event.name, event.retail) == (shelf.ACCESSORY, listed.zh, listed.retail)


def test_the_barcode_on_its_box_means_an_accessory_of_the_list() -> None:
    sku, listed = next(iter(bootstrap.catalogue().accessories.items()))
    decision = decide(ReceiveParts(listed.barcode, 5, "bought"))
    assert (decision.subject, decision.events[0].sku, decision.events[0].name) == (
        f"sku/{sku}",
        sku,
        listed.zh,
    )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"sku": "屏"}, "bad_sku", "sku"),
        ({"sku": " "}, "empty", "sku"),
        ({"qty": 0}, "out_of_range", "qty"),
        ({"qty": 1_000}, "out_of_range", "qty"),
        ({"sku": "NEW-1", "name": "x"}, "empty", "part"),
        ({"sku": "NEW-1", "part": "电池"}, "empty", "name"),
        ({"sku": "NEW-1", "part": "魔法石", "name": "x"}, "unknown_part", "part"),
        ({"name": "别的"}, "sku_known", "name"),
        ({"part": "电池"}, "sku_known", "part"),
        ({"owner": "issued", "cost": 1}, "issued_free", "cost"),
        ({"cost": -1}, "negative", "cost"),
        ({"retail": -1}, "negative", "retail"),
        ({"low": -1}, "out_of_range", "low"),
        ({"serials": ("CCCC1", "cccc1")}, "serial_twice", "serials.1"),
        ({"serials": ("CCCC1", "CCCC2", "CCCC3")}, "serials_many", "serials"),
        ({"serials": ("",)}, "empty", "serials.0"),
        ({"serials": ("序列号",)}, "bad_part_serial", "serials.0"),
        ({"serials": ("AAAA1",)}, "serial_used", "serials.0"),
        ({"fits": ("",)}, "empty", "fits.0"),
    ],
)
def test_what_cannot_be_received(changes: dict[str, Any], code: str, field: str) -> None:
    seen = {"AAAA1": SerialAt("SCR-1", "shelf", "")}
    command = replace(ReceiveParts("SCR-1", 2, "bought"), **changes)
    assert refused(decide(command, serials=seen)) == (code, field)


# ------------------------------------------------------------------------------ counting


def test_a_count_that_agrees_needs_neither_reason_nor_signature() -> None:
    (event,) = decide(CountStock("SCR-1", 3), signature="none").events
    assert (event.difference, event.signed, event.reason) == (0, "", "")


@pytest.mark.parametrize(("counted", "total"), [(2, 3), (7, 8)])
def test_a_difference_is_explained_and_signed(counted: int, total: int) -> None:
    command = CountStock("SCR-1", counted, reason="盘点")
    assert refused(decide(replace(command, reason=""))) == ("empty", "reason")
    assert refused(decide(command, signature="none")) == ("needs_manager", "manager_pin")
    item = after(command, signature="manager")
    assert (item.on_hand, item.total("bought")) == (counted, total)


def test_a_numbered_piece_vanishes_by_its_number_alone() -> None:
    command = CountStock("SCR-1", 0, "issued", reason="盘亏")
    assert refused(decide(command)) == ("serial_needed", "missing")
    assert refused(decide(replace(command, missing=("NONE1",)))) == ("serial_not_here", "missing")
    item = after(replace(command, missing=("aaaa1",)))
    assert (item.issued, item.serials("issued")) == (0, ())


def test_no_count_changes_a_closed_day() -> None:
    assert refused(decide(CountStock("SCR-1", 3), closed_through="2026-11-22")) == ("period_locked", "sku")
    assert decide(CountStock("SCR-1", 3), closed_through="2026-11-21").refusal is None


@pytest.mark.parametrize("counted", [-1, 100_000])
def test_a_count_is_a_number_of_pieces(counted: int) -> None:
    assert refused(decide(CountStock("SCR-1", counted))) == ("out_of_range", "counted")


def test_only_what_is_on_the_shelf_can_be_counted() -> None:
    assert refused(decide(CountStock("NEW-1", 1))) == ("unknown_sku", "sku")


# ------------------------------------------------------------------------------ changing


def test_an_items_facts_are_changed_with_a_reason() -> None:
    item = after(SetStock("SCR-1", "改名", name="屏幕总成", low=5, fits=()))
    assert (item.name, item.low, item.fits, item.retail) == ("屏幕总成", 5, (), None)
    assert refused(decide(SetStock("SCR-1", "", low=5))) == ("empty", "reason")
    assert refused(decide(SetStock("SCR-1", "x", low=1))) == ("no_change", "sku")


# ------------------------------------------------------------------------------ lending


def test_lent_pieces_stay_the_stores_and_come_back() -> None:
    item = after(LendPart("SCR-1", "王工", 2))
    assert (item.on_hand, item.held("bought", "王工"), item.total("bought")) == (1, 2, 4)
    assert after(GiveBackPart("SCR-1", "王工", 2), item) == SCREEN


def test_a_numbered_piece_goes_by_its_number() -> None:
    item = after(LendPart("SCR-1", "王工", 1, "issued", ("aaaa1",)))
    assert item.serials("issued", "王工") == ("AAAA1",)
    assert item.serials("issued") == ()
    assert refused(decide(GiveBackPart("SCR-1", "王工", 1, "issued"), item)) == ("serial_needed", "serials")
    assert after(GiveBackPart("SCR-1", "王工", 1, "issued", ("AAAA1",)), item) == SCREEN


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (LendPart("SCR-1", "王工", 4), "not_in_stock", "qty"),
        (LendPart("SCR-1", "王工", 2, "issued"), "serial_needed", "serials"),
        (LendPart("SCR-1", "王工", 1, "bought", ("AAAA1",)), "serial_not_here", "serials"),
        (LendPart("SCR-1", "", 1), "empty", "technician"),
        (LendPart("SCR-1", "王工", 0), "out_of_range", "qty"),
        (GiveBackPart("SCR-1", "王工", 1), "not_lent", "qty"),
        (GiveBackPart("SCR-1", "李工", 2), "not_lent", "qty"),
    ],
)
def test_nothing_is_lent_or_given_back_that_is_not_there(command: Any, code: str, field: str) -> None:
    assert refused(decide(command)) == (code, field)


# ------------------------------------------------------------------------------ writing off


def test_what_the_store_bought_is_simply_gone() -> None:
    decision = decide(WriteOff("SCR-1", 2, "defective_on_arrival", "开箱花屏"), signature="none")
    (event,) = decision.events
    assert (event.old_parts, event.due, event.signed, event.lent) == ((), "", "", False)
    assert stock_events.evolve(SCREEN, event).on_hand == 1


def test_hqs_useless_piece_is_owed_back_with_a_due_day() -> None:
    command = WriteOff("SCR-1", 1, "defective_on_arrival", "花屏", "issued", serials=("AAAA1",))
    (event,) = decide(command, returns=Returns(last_old=11)).events
    assert (event.old_parts, event.due) == (("J0012",), "2026-12-22")
    assert stock_events.evolve(SCREEN, event).serials("issued") == ()


def test_a_lost_piece_of_hqs_cannot_be_sent_back() -> None:
    (event,) = decide(WriteOff("SCR-1", 1, "lost", "盘点时找不到", "issued")).events
    assert (event.old_parts, event.due) == ((), "")


def test_a_broken_piece_names_its_technician_and_is_signed() -> None:
    command = WriteOff("SCR-1", 1, "broken", "装配时压裂", technician="李工", serials=("bbbb1",))
    assert refused(decide(replace(command, technician=""))) == ("empty", "technician")
    assert refused(decide(command, signature="none")) == ("needs_manager", "manager_pin")
    (event,) = decide(command, signature="manager").events
    assert (event.lent, event.signed) == (True, "manager")
    assert stock_events.evolve(SCREEN, event).lent == {}


def test_what_a_technician_does_not_hold_leaves_the_shelf() -> None:
    (event,) = decide(WriteOff("SCR-1", 2, "broken", "x", technician="李工")).events
    assert (event.lent, stock_events.evolve(SCREEN, event).on_hand) == (False, 1)


def test_a_loss_never_goes_below_zero() -> None:
    assert refused(decide(WriteOff("SCR-1", 4, "lost", "x"))) == ("not_in_stock", "qty")
    assert refused(decide(WriteOff("SCR-1", 1, "lost", ""))) == ("empty", "reason")


# ------------------------------------------------------------------------------ selling


def sold(qty: int, item: StockItem, before: int = 0, serials: tuple[str, ...] = ()) -> tuple[str, str] | None:
    try:
        shelf.check_sold({item.sku: item}, "scr-1", qty, before=before, serials=serials, at="lines.0")
    except Refused as error:
        return error.refusal.code, error.refusal.field
    return None


def test_only_free_pieces_of_the_stores_own_are_sold() -> None:
    promised = replace(SCREEN, reserved=2)
    assert sold(1, promised) is None
    assert sold(2, promised) == ("reserved", "lines.0.qty")
    assert sold(1, promised, before=1) == ("reserved", "lines.0.qty")
    assert sold(4, SCREEN) == ("not_in_stock", "lines.0.qty")
    assert sold(1, replace(SCREEN, on_hand=0)) == ("not_in_stock", "lines.0.qty")
    assert sold(1, SCREEN, serials=("AAAA1",)) == ("serial_not_here", "lines.0.serials")


# ------------------------------------------------------------------------------ the item


def test_two_branches_that_took_the_same_piece_are_seen() -> None:
    assert not SCREEN.conflict
    assert shelf.moved(SCREEN, "bought", -4).conflict


@pytest.mark.parametrize("owner", ["bought", "issued"])
def test_pieces_are_counted_where_they_are(owner: Owner) -> None:
    item = shelf.moved(StockItem("X1"), owner, 3, into=("S001",))
    assert (item.total(owner), item.unnumbered(owner), item.free(owner)) == (3, 2, 3)
    assert item.total("issued" if owner == "bought" else "bought") == 0
