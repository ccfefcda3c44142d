"""Coverage by keys: the clerk's proposal at intake, its screen, the notice and its answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap, words
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven
from mihome_desk.rules.service import Purchase
from mihome_desk.screens.coverage_words import ticket_words
from mihome_desk.text import _
from mihome_desk.ui.scan import Scan
from tests import builders
from tests.builders import FakeClock, ok
from tests.screens import stage
from tests.screens.stage import Seat, counter

DAY = 24 * 60
IN = Purchase(bought="2025-11-30", proof="invoice", sold_here=True)
OVER = Purchase(bought="2024-01-05", proof="invoice")
PHONE = DeviceGiven("phone", "Redmi Note 7", imei=builders.IMEI)


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return builders.found(tmp_path / "desk", clock)


def ticket(folder: Path, clock: FakeClock, to: str = "received", **changes: Any) -> str:
    desk = bootstrap.open_desk(folder, clock)
    try:
        return builders.walk(desk, to, **{"purchase": IN, "device": PHONE, **changes})
    finally:
        desk.close()


async def at_coverage(seat: Seat, number: str) -> None:
    """From the board to the ticket's coverage."""
    await seat.press("enter", "d")
    assert seat.screen_name == "CoverageScreen", seat.text
    assert number.partition("-")[2] in seat.text


def decided(seat: Seat, number: str, fault: int = 0) -> Any:
    return builders.ticket_of(seat.desk, number).faults[fault].covered


async def test_enter_accepts_what_the_rules_propose(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock)
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        assert "2026-11-30" in seat.text
        await seat.press("enter")
        covered = decided(seat, number)
        assert (covered.coverage, covered.signed) == ("in", "")
        assert _("Decided: {said}", said=_("in warranty to {until}", until="2026-11-30")) in seat.text
        assert builders.shown(seat.desk, number)["coverage"] == "in"


async def test_an_exclusion_is_chosen_and_shown_by_evidence(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock)
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        await seat.press("3", "enter")
        await seat.press("enter")
        assert seat.says(words.sentence("needs_evidence", {}))
        await seat.type("P3")
        await seat.press("enter")
        covered = decided(seat, number)
        assert (covered.coverage, covered.excluded, covered.signed) == ("void", "liquid", "")
        await seat.press("n")
        assert seat.screen_name == "SlipScreen"


async def test_another_cause_asks_for_everything_a_departure_needs(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock)
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        await seat.press("3", "up", "end")
        await seat.press(*["down"] * 20, "enter")
        await seat.type("x")
        await seat.press("enter")
        await seat.type("y")
        await seat.press("enter", "enter", "enter")
        assert seat.says(words.sentence("needs_acknowledgement", {})), seat.text
        await seat.press("1", "enter", "enter")
        covered = decided(seat, number)
        assert (covered.coverage, covered.proposed, covered.signed) == ("void", "in", "alone")
        assert covered.acknowledged


async def test_escape_decides_nothing(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock)
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        await seat.press("3", "escape", "2", "escape", "p", "escape", "g", "escape", "b", "escape")
        assert decided(seat, number) is None
        await seat.press("3", "enter", "escape", "enter")
        assert decided(seat, number).coverage == "in"


async def test_dates_are_filled_in_and_the_proposal_follows(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock, purchase=Purchase())
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        assert seat.says(words.sentence("no_purchase_date", {}))
        await seat.press("enter")
        assert decided(seat, number) is None
        await seat.press("b")
        await seat.type("270105")
        await seat.press("ctrl+s")
        assert seat.says(words.sentence("date_future", {"day": "2027-01-05", "on": "2026-11-22"}))
        await seat.press(*["backspace"] * 10)
        await seat.type("251130")
        await seat.press("ctrl+s")
        assert builders.ticket_of(seat.desk, number).purchase.bought == "2025-11-30"
        assert "2026-11-30" in seat.text


async def test_each_fault_is_decided_and_the_next_comes_into_focus(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock, faults=(FaultGiven("NO_POWER"), FaultGiven("GLASS")))
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        await seat.press("enter")
        await seat.press("g", "enter", "enter")
        await seat.type("P1")
        await seat.press("enter")
        assert decided(seat, number, 0).coverage == "in"
        assert (decided(seat, number, 1).coverage, decided(seat, number, 1).glass) == ("void", "impact")
        assert builders.shown(seat.desk, number)["coverage"] == "mixed"


async def test_another_part_has_another_period(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock, purchase=Purchase(bought="2026-04-01", proof="invoice"))
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        await seat.press("p")
        await seat.type("headset")
        await seat.press("enter", "enter")
        state = builders.ticket_of(seat.desk, number).faults[0]
        assert (state.part, state.covered.coverage) == ("headset", "out")  # type: ignore[union-attr]


async def test_the_answer_to_the_notice_is_kept_from_both_screens(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock, purchase=OVER)
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        await seat.press("y")
        assert seat.says(words.sentence("no_notice", {}))
        await seat.press("enter", "y", "enter", "enter")
        assert builders.ticket_of(seat.desk, number).notice == "agree"
        await seat.press("escape", "y", "2", "enter", "enter")
        assert builders.ticket_of(seat.desk, number).notice == "disagree"


async def test_a_ticket_without_a_fault_says_what_to_do(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock, faults=(), complaint="怪怪的")
    async with counter(folder, clock) as seat:
        await at_coverage(seat, number)
        assert "A" in seat.text
        await seat.press("enter", "1", "3", "p", "g")
        assert seat.screen_name == "CoverageScreen"


@pytest.mark.parametrize("size", stage.SIZES)
async def test_nothing_is_cut(folder: Path, clock: FakeClock, size: tuple[int, int]) -> None:
    number = ticket(folder, clock, faults=(FaultGiven("NO_POWER"), FaultGiven("GLASS")))
    async with counter(folder, clock, size=size) as seat:
        await at_coverage(seat, number)
        await seat.press("g", "escape", "3")
        assert ".." not in seat.text


# At intake


async def test_the_proposal_is_seen_at_intake_without_a_key(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(phone="13911112222", name="李四", model="Xiaomi 14", bought="251130")
        await seat.press("enter")
        assert seat.row("bought") == "2025-11-30"
        assert _("in warranty to {until}", until="2026-11-30") in seat.below("bought")


async def test_a_returning_device_brings_its_purchase_along(folder: Path, clock: FakeClock) -> None:
    ticket(folder, clock, "collected", invoice="FP-9")
    clock.move(60 * DAY)
    async with counter(folder, clock) as seat:
        await seat.press("f2", *builders.PHONE)
        await seat.app.screen.scanned(Scan("imei", builders.IMEI))  # type: ignore[attr-defined]
        await seat.settle()
        assert (seat.row("bought"), seat.row("proof"), seat.row("invoice")) == (
            "2025-11-30",
            "invoice",
            "FP-9",
        )
        assert seat.row("sold_here") == "yes"
        await seat.press("1", "ctrl+s")
        found = seat.desk.dossier(seat.desk.recent()[0].id)
        assert found is not None
        assert found.ticket.purchase == IN
        assert found.personal["invoice"] == "FP-9"


async def test_another_device_takes_its_purchase_away_again(folder: Path, clock: FakeClock) -> None:
    ticket(folder, clock, "collected")
    clock.move(60 * DAY)
    async with counter(folder, clock) as seat:
        await seat.press("f2", *builders.PHONE, "enter", "1")
        assert seat.row("bought") == "2025-11-30"
        await seat.app.screen.scanned(Scan("imei", "862471041234568"))  # type: ignore[attr-defined]
        await seat.settle()
        assert (seat.row("bought"), seat.row("proof")) == ("", "unasked")


@pytest.mark.parametrize("typed", ["2027-01-05", "30.2.2026", "soon"])
async def test_a_wrong_day_is_said_beside_its_field(folder: Path, clock: FakeClock, typed: str) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(phone="13911112222", name="李四", model="Xiaomi 14", bought=typed)
        await seat.press("ctrl+s")
        assert seat.screen_name == "IntakeScreen"
        assert seat.focused == "bought"
        assert seat.desk.recent() == []


async def test_an_activation_before_the_production_is_refused_beside_it(
    folder: Path, clock: FakeClock
) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(
            phone="13911112222",
            name="李四",
            model="Xiaomi 14",
            activated="260105",
            symptom="NO_POWER",
            made="260301",
        )
        await seat.press("ctrl+s")
        said = words.sentence("activated_before_made", {"day": "2026-01-05", "made": "2026-03-01"})
        assert seat.beside("activated", said)
        assert seat.desk.recent() == []


# Among the facts of the ticket


def test_the_facts_say_proposal_decision_and_what_moved_since(folder: Path, clock: FakeClock) -> None:
    number = ticket(folder, clock, customer=Customer("张三", builders.PHONE))
    desk = bootstrap.open_desk(folder, clock)
    try:
        [(label, said)] = ticket_words(desk, builders.ticket_of(desk, number))
        assert label == _("Coverage")
        assert said.startswith(_("in warranty to {until}", until="2026-11-30"))
        ok(desk.do(DecideCoverage(number, "in")))
        [(_label, said)] = ticket_words(desk, builders.ticket_of(desk, number))
        assert said == _("in warranty to {until}", until="2026-11-30")
        ok(desk.do(Correct(number, "purchase.bought", "2024-01-05", "看错年份")))
        [(_label, said)] = ticket_words(desk, builders.ticket_of(desk, number))
        assert _("out of warranty since {until}", until="2025-01-06") in said
    finally:
        desk.close()
