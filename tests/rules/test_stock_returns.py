"""Old parts, the boxes that take them back, and parts asked of HQ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mihome_desk.rules import house, oldparts, requests
from mihome_desk.rules.oldparts import BoxCounted, BoxPart, OpenBox, SealBox, SendBox, UnboxPart
from mihome_desk.rules.requests import CloseRequest, LineWanted, RequestParts
from mihome_desk.rules.returns import Box, OldPart, Request, Returns, Wanted, old_number
from mihome_desk.rules.shelf import StockItem
from mihome_desk.rules.situation import Decision
from tests.builders import Case, refused

OWED = OldPart("J0001", "SCR-1", "DISPLAY", "屏", "OLD-1", due="2026-12-22")
OTHER = replace(OWED, number="J0002", serial="")
BOXED = replace(OWED, number="J0003", serial="OLD-3", place="boxed", box="B0001")
BOX = Box("b1", "B0001", parts=("J0003",))
RETURNS = Returns(
    old={part.number: part for part in (OWED, OTHER, BOXED)}, box=BOX, last_old=3, last_box=1, last_request=7
)


def decide(command: Any, box: Box = BOX, **changes: Any) -> Decision:
    returns = replace(RETURNS, box=box, **changes)
    return house.decide(Case().situation(returns=returns), command)


def after(command: Any, box: Box = BOX) -> Box:
    decision = decide(command, box)
    assert decision.refusal is None, decision.refusal
    for event in decision.events:
        box = oldparts.evolve_box(box, event)
    return box


@pytest.mark.parametrize("typed", ["J0012", "j12", "12", "０012", " J00012 "])
def test_an_old_parts_number_is_read_however_it_is_typed(typed: str) -> None:
    assert old_number(typed) == "J0012"


@pytest.mark.parametrize("typed", ["", "J", "B12", "12a", "J1234567890"])
def test_other_words_are_no_number_of_an_old_part(typed: str) -> None:
    assert old_number(typed) == ""


def test_a_box_tells_its_number() -> None:
    decision = decide(OpenBox())
    assert decision.events == (oldparts.BoxOpened("B0002"),)
    assert decision.subject.startswith("box/")


@pytest.mark.parametrize("said", ["J0001", "1", "old-1"])
def test_an_old_part_is_scanned_by_its_number_or_its_serial_number(said: str) -> None:
    assert after(BoxPart("B0001", said)).parts == ("J0003", "J0001")


@pytest.mark.parametrize(
    ("said", "code"),
    [("J0003", "old_part_boxed"), ("J0099", "unknown_old_part"), ("是什么", "unknown_old_part")],
)
def test_each_old_part_lies_in_one_box(said: str, code: str) -> None:
    assert refused(decide(BoxPart("B0001", said))) == (code, "old_part")


@pytest.mark.parametrize("place", ["received", "settled"])
def test_what_nobody_owes_goes_into_no_box(place: str) -> None:
    old = {"J0001": replace(OWED, place=place)}  # type: ignore[arg-type]
    assert refused(decide(BoxPart("B0001", "J0001"), old=old)) == ("old_part_done", "old_part")


def test_what_hq_missed_can_be_sent_again() -> None:
    old = {"J0001": replace(OWED, place="missing")}
    assert decide(BoxPart("B0001", "J0001"), old=old).refusal is None


def test_an_old_part_comes_out_of_an_open_box() -> None:
    assert after(UnboxPart("B0001", "OLD-3")).parts == ()
    assert refused(decide(UnboxPart("B0001", "J0001"))) == ("not_in_box", "old_part")


def test_a_box_is_sealed_sent_and_counted_in_this_order() -> None:
    sealed = after(SealBox("B0001"))
    assert sealed.state == "sealed"
    sent = after(SendBox("B0001", "顺丰", "SF123456"), sealed)
    assert (sent.state, sent.carrier, sent.waybill) == ("sent", "顺丰", "SF123456")
    counted = after(BoxCounted("B0001", ("j3",)), sent)
    assert (counted.state, counted.missing, counted.extra) == ("counted", (), ())


@pytest.mark.parametrize(
    ("command", "state", "code"),
    [
        (BoxPart("B0001", "J0001"), "sealed", "box_sealed"),
        (UnboxPart("B0001", "J0003"), "sent", "box_sent"),
        (SealBox("B0001"), "sealed", "box_sealed"),
        (SendBox("B0001", "顺丰", "SF123456"), "open", "box_open"),
        (SendBox("B0001", "顺丰", "SF123456"), "sent", "box_sent"),
        (BoxCounted("B0001", ("J0003",)), "sealed", "box_sealed"),
        (BoxCounted("B0001", ("J0003",)), "counted", "box_counted"),
    ],
)
def test_nothing_happens_to_a_box_out_of_turn(command: Any, state: str, code: str) -> None:
    assert refused(decide(command, replace(BOX, state=state))) == (code, "box")  # type: ignore[arg-type]


def test_an_empty_box_goes_nowhere() -> None:
    assert refused(decide(SealBox("B0001"), replace(BOX, parts=()))) == ("box_empty", "box")


def test_a_box_takes_so_many_parts() -> None:
    full = replace(BOX, parts=tuple(f"J{number:04}" for number in range(1000, 1000 + oldparts.MOST_IN_BOX)))
    assert refused(decide(BoxPart("B0001", "J0001"), full)) == ("box_full", "box")


@pytest.mark.parametrize(
    ("carrier", "waybill", "field"), [("", "SF123456", "carrier"), ("顺丰", " ", "waybill")]
)
def test_a_box_leaves_with_carrier_and_waybill(carrier: str, waybill: str, field: str) -> None:
    assert refused(decide(SendBox("B0001", carrier, waybill), replace(BOX, state="sealed"))) == (
        "empty",
        field,
    )


def test_a_boxs_waybill_is_spelled_like_every_other() -> None:
    sealed = replace(BOX, state="sealed")
    assert refused(decide(SendBox("B0001", "顺丰", "SF1"), sealed)) == ("bad_waybill", "waybill")
    assert after(SendBox("B0001", "顺丰", " sf 123456"), sealed).waybill == "SF123456"


def test_hqs_difference_is_listed_and_explained() -> None:
    sent = replace(BOX, state="sent", parts=("J0003", "J0002"))
    command = BoxCounted("B0001", ("OLD-3", "J0001", "没见过的"))
    assert refused(decide(command, sent)) == ("empty", "reason")
    counted = after(replace(command, reason="总部少一件"), sent)
    assert (counted.missing, counted.extra) == (("J0002",), ("J0001", "没见过的"))


def test_hq_finds_a_piece_once() -> None:
    sent = replace(BOX, state="sent")
    assert refused(decide(BoxCounted("B0001", ("J0003", "old-3")), sent)) == ("serial_twice", "received.1")


def test_a_box_has_to_be_known() -> None:
    returns = replace(RETURNS, box=None)
    decision = house.decide(Case().situation(returns=returns), SealBox("B0009"))
    assert refused(decision) == ("unknown_box", "box")


# ------------------------------------------------------------------------------ requests

ITEM = StockItem("SCR-1", "DISPLAY", "屏")


def ask(*lines: LineWanted) -> Decision:
    situation = Case().situation(shelf={"SCR-1": ITEM}, returns=RETURNS)
    return house.decide(situation, RequestParts(lines))


def test_parts_are_asked_for_by_number_and_what_is_new_by_name() -> None:
    (event,) = ask(LineWanted("scr-1", 2), LineWanted("NEW-1", 1, "后盖")).events
    assert event.number == "R0008"
    assert event.lines == (Wanted("SCR-1", 2, "屏"), Wanted("NEW-1", 1, "后盖"))


@pytest.mark.parametrize(
    ("lines", "code", "field"),
    [
        ((), "empty", "lines"),
        ((LineWanted("NEW-1", 1),), "unknown_sku", "lines.0.sku"),
        ((LineWanted("SCR-1", 0),), "out_of_range", "lines.0.qty"),
        ((LineWanted("SCR-1", 1), LineWanted("scr-1", 1)), "sku_twice", "lines.1.sku"),
        ((LineWanted("SCR-1", 1),) * 101, "out_of_range", "lines"),
    ],
)
def test_what_cannot_be_asked_for(lines: tuple[LineWanted, ...], code: str, field: str) -> None:
    assert refused(ask(*lines)) == (code, field)


def test_what_comes_is_ticked_off_until_the_request_is_done() -> None:
    request = Request("r", "R0001", (Wanted("SCR-1", 2), Wanted("BAT-1", 1)))
    request, left = requests.arrived(request, "SCR-1", 5)
    assert (left, request.closed, request.lines[0].came) == (3, False, 2)
    request, left = requests.arrived(request, "SCR-1", 1)
    assert (left, request.lines[0].came) == (1, 2)
    request, left = requests.arrived(request, "BAT-1", 1)
    assert (left, request.closed) == (0, True)


def test_a_request_is_closed_once_and_with_a_reason() -> None:
    open_one = Request("r", "R0001", (Wanted("SCR-1", 2),))
    command = CloseRequest("R0001", "停产")
    assert decide(command, request=open_one).subject == "request/r"
    assert refused(decide(replace(command, reason=""), request=open_one)) == ("empty", "reason")
    assert refused(decide(command, request=replace(open_one, closed=True))) == ("request_closed", "request")
    assert refused(decide(command)) == ("unknown_request", "request")
