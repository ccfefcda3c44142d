"""Quote, the customer's answer and completion by keys, within their budgets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mihome_desk.catalog import prices
from mihome_desk.rules.intake import FaultGiven
from mihome_desk.text import _, current
from tests import builders
from tests.builders import FakeClock
from tests.screens import stage, walks
from tests.screens.stage import counter
from tests.screens.walks import (
    Fingers,
    clear,
    kinds,
    open_ticket,
    sentence,
)

WAYS = walks.WAYS
SWOLLEN = {"faults": (FaultGiven("SWOLLEN", "后盖鼓起来"),)}


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return walks.found(tmp_path, clock)


@WAYS
async def test_a_quote_of_part_and_labour_and_the_yes_take_twelve_keys(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **SWOLLEN)
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        fingers = Fingers(seat)
        # The list has no price for this model's battery; labour level 1 costs 40 at most on every phone.
        await fingers.press("f6", "enter", *"129", "enter", "enter", *"35", "ctrl+s")
        quote = builders.ticket_of(seat.desk, number).quote
        assert quote is not None
        assert [(line.kind, line.code, line.price) for line in quote.lines] == [
            ("part", _("battery"), 12_900),
            ("labour", prices.line_name("", "L1", current()), 3_500),
        ]
        await fingers.press("enter", "ctrl+s")
        assert fingers.count <= 12
        assert builders.ticket_of(seat.desk, number).stage == "approved"


async def test_a_proposal_gives_way_to_the_first_key(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **SWOLLEN)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        assert seat.row("code") == "电池"
        await seat.type("后盖")
        assert seat.row("code") == "后盖"
        await seat.press("enter")
        await seat.type("59")
        await seat.press("enter")
        assert (seat.row("kind"), seat.row("code"), seat.focused) == ("labour", "一级人工", "code")
        # A mere proposal is no line.
        await seat.press("ctrl+s")
        quote = builders.ticket_of(seat.desk, number).quote
        assert quote is not None
        assert [line.code for line in quote.lines] == ["后盖"]


async def test_nothing_is_quoted_without_a_price(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", **SWOLLEN)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6", "ctrl+s")
        assert seat.beside("price", _("An amount in yuan, like 199 or 199.50."))
        assert seat.focused == "price"
        await seat.press("escape", "f6")
        assert seat.row("code") == "电池"
        assert seat.desk.draft("quote", builders.ticket_of(seat.desk, number).id) is None


async def test_a_line_comes_back_to_be_changed(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        await seat.type("主板")
        await seat.press("enter")
        await seat.type("１９９．５")
        await seat.press("tab")
        await clear(seat)
        await seat.type("2")
        await seat.press("enter")
        assert "￥399.00" in seat.text
        await seat.press("ctrl+d")
        assert (seat.row("code"), seat.row("price"), seat.row("qty")) == ("主板", "199.50", "2")
        await seat.press("ctrl+s")
        quote = builders.ticket_of(seat.desk, number).quote
        assert quote is not None
        assert quote.customer_total == 39_900


async def test_the_ceiling_told_at_intake_stands_beside_the_total(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing", estimate=15_000, ceiling=20_000, **SWOLLEN)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        told = "受理时告知：预估 ￥150.00 · 最多 ￥200.00。"
        above = "! 超出上限 ￥29.00：须告知客户。"
        assert seat.says(told)
        await seat.press("enter", *"200", "enter")
        assert not seat.says("超出上限")
        await seat.press("enter", *"29", "enter")
        assert seat.says(above)
        await seat.press("ctrl+s", "enter")
        assert seat.screen_name == "ApprovalScreen"
        assert seat.says(told)
        assert seat.says(above)


async def test_several_faults_ask_which_one_a_line_is_for(folder: Path, clock: FakeClock) -> None:
    faults = (FaultGiven("SWOLLEN", "鼓包"), FaultGiven("", "听筒进灰"))
    (number,) = walks.walked(folder, clock, "diagnosing", faults=faults)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        assert "听筒进灰" in seat.line_of("fault")
        await seat.go("fault")
        await seat.press("2")
        await seat.go("price")
        await seat.type("30")
        await seat.press("enter", "ctrl+s")
        quote = builders.ticket_of(seat.desk, number).quote
        assert quote is not None
        assert [line.fault for line in quote.lines] == [1]


async def test_what_a_no_does_to_the_rate_is_said_first(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "quoted")
    clock.move(34)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        outside = _("This ticket will stand outside the one-hour rate, and be shown beside it.")
        assert not seat.says(outside)
        await seat.press("2")
        assert seat.says(outside)
        assert seat.says("受理至今 35 分钟，一小时之内。")
        assert seat.says("交付之前可按 O 撤销，继续维修。")
        await seat.press("ctrl+s")
        assert seat.desk.rate().outside["given_up"] == 1
        await seat.press("o")
        await seat.type("又要修了")
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).stage == "quoted"


# Completion


@WAYS
async def test_a_completion_takes_six_keys(folder: Path, clock: FakeClock, way: dict[str, object]) -> None:
    (number,) = walks.walked(folder, clock, "received", **SWOLLEN)
    walks.do(folder, clock, builders.pre(number, BAT="fail", APP="fail"))
    walks.do(
        folder, clock, builders.quote(number, code="电池"), builders.approve(number), builders.start(number)
    )
    walks.do(folder, clock, builders.post(number))
    clock.move(41)
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        fingers = Fingers(seat)
        await fingers.press("f7")
        assert seat.screen_name == "CompletionScreen"
        await fingers.press("enter", "enter", "ctrl+s")
        assert fingers.count <= 6
        personal = seat.desk.dossier(number).personal  # type: ignore[union-attr]
        ticket = builders.ticket_of(seat.desk, number)
        assert (ticket.stage, ticket.outcome) == ("ready", "repaired")
        replaced = _("replaced {parts}", parts="电池")
        assert personal["done"] == replaced
        assert personal["found"].count("电池健康") + personal["found"].count("Battery health") == 1


async def test_found_and_done_are_proposed_from_lists_and_quote(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received", **SWOLLEN)
    walks.do(folder, clock, builders.pre(number, BAT="fail", APP="fail"))
    walks.do(folder, clock, replace(builders.quote(number, code="电池", qty=2)), builders.approve(number))
    walks.do(folder, clock, builders.start(number), builders.post(number))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7")
        assert seat.row("found") == "外观、电池健康/鼓包故障"
        assert seat.row("done") == "更换电池 x2"
        assert seat.says("受理至今 1 分钟，一小时之内。计为达成。")
        await seat.go("outcome")
        await seat.press("3")
        assert seat.says("无法修复的，说得再早也计为未达成。")
        assert seat.row("done") == ""
        await seat.go("found")
        await seat.type("主板进液")
        await seat.go("outcome")
        await seat.press("1")
        assert (seat.row("found"), seat.row("done")) == ("主板进液", "更换电池 x2")


async def test_a_proposal_alone_leaves_no_draft(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "testing", **SWOLLEN)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7", "escape")
        assert seat.desk.draft("completion", builders.ticket_of(seat.desk, number).id) is None
        await seat.press("f7")
        await seat.type("鼓包")
        await seat.press("escape")
        assert seat.desk.draft("completion", builders.ticket_of(seat.desk, number).id) is not None


async def test_no_fault_is_found_from_diagnosis(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "diagnosing")
    walks.do(folder, clock, builders.post(number))
    async with counter(folder, clock, size=stage.LARGE, language="en") as seat:
        await open_ticket(seat, number)
        await seat.press("f7")
        assert seat.row("found") == "tested, no fault found"
        await seat.press("ctrl+s")
        assert builders.ticket_of(seat.desk, number).outcome == "no_fault_found"
        assert kinds(seat)[-1] == "RepairCompleted"


async def test_an_empty_finding_is_refused_at_its_field(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "testing")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7")
        await clear(seat)
        await seat.press("ctrl+s")
        assert seat.beside("found", sentence("empty"))
        assert seat.focused == "found"
