"""A part into the device and out of it again, by keys; old parts, their boxes, HQ's count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mihome_desk.db.stockroom import OldPartLine, StockLine
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.intake import Customer, DeviceGiven
from mihome_desk.rules.parts import UsePart
from mihome_desk.rules.quote import AnswerQuote, LineGiven, MakeQuote
from mihome_desk.rules.repair import StartRepair
from mihome_desk.rules.stock import ReceiveParts
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.widgets.row_list import RowList
from tests import builders
from tests.builders import FakeClock
from tests.screens import stage, walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import Fingers, open_ticket, scan, sentence

WAYS = walks.WAYS
BATTERY = "5600020N7100"
DISPLAY = "5600030N7100"
OLD, NEW = "BN4A00012345", "BN4A00099999"
STOCKED = (
    ReceiveParts(BATTERY, 3, "bought", cost=4_100, part="BATTERY", name="Redmi Note 7 电池"),
    ReceiveParts(BATTERY, 3, "issued"),
    ReceiveParts(DISPLAY, 2, "bought", cost=18_000, part="DISPLAY", name="Redmi Note 7 显示屏"),
)
FREE = (LineGiven("part", BATTERY, 1, 0, "brand"),)
PAID = (LineGiven("part", BATTERY, 1, 5_900, "customer"), LineGiven("part", DISPLAY, 1, 30_000, "customer"))


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    where = walks.found(tmp_path, clock)
    walks.do(where, clock, *STOCKED)
    return where


def repairing(folder: Path, clock: FakeClock, lines: tuple[LineGiven, ...], *, covered: bool = False) -> str:
    """A ticket in repair with these lines approved; its number."""
    (number,) = walks.do(folder, clock, builders.open_ticket())
    walks.do(folder, clock, builders.pre(number))
    if covered:
        reason, pin = "总部通知：批次电池召回", walks.PIN
        walks.do(folder, clock, DecideCoverage(number, "in", reason, part="battery", manager_pin=pin))
    walks.do(folder, clock, MakeQuote(number, lines))
    if any(line.payer == "customer" for line in lines):
        walks.do(folder, clock, AnswerQuote(number, "approve", "当面"))
    walks.do(folder, clock, StartRepair(number, "李工"))
    return number


def line(seat: Seat, sku: str) -> StockLine:
    """A part as the store knows it."""
    item = seat.desk.stock_item(sku)
    assert item is not None
    return item.line


def old_parts(seat: Seat) -> dict[str, OldPartLine]:
    """What HQ gets back, by number."""
    return {part.number: part for part in seat.desk.old_parts()}


# In the repair


@WAYS
async def test_the_quoted_part_takes_three_keys_and_two_scans(
    folder: Path, clock: FakeClock, way: dict[str, Any]
) -> None:
    number = repairing(folder, clock, FREE, covered=True)
    async with counter(folder, clock, **way) as seat:
        await open_ticket(seat, number)
        fingers = Fingers(seat)
        await fingers.press("s", "enter")
        await fingers.scan(NEW)
        await fingers.scan(OLD)
        await fingers.press("enter")
        assert fingers.count == 3
        (use,) = builders.ticket_of(seat.desk, number).parts
        assert (use.sku, use.owner, use.new_serial, use.old_serial) == (BATTERY, "issued", NEW, OLD)
        (old,) = old_parts(seat).values()
        assert old.serial == OLD
        assert seat.says(_("Old part {numbers}: write it on its bag; HQ gets it back.", numbers=old.number))
        # Nothing is left to be used: back on the ticket.
        assert seat.screen_name == "TicketScreen"


async def test_the_serial_may_be_scanned_where_the_part_is_proposed(folder: Path, clock: FakeClock) -> None:
    number = repairing(folder, clock, FREE, covered=True)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("s")
        await scan(seat, NEW)
        assert (seat.row("part"), seat.row("new_serial"), seat.focused) == (BATTERY, NEW, "old_serial")
        # A number in a shape that nobody knows is typed, with the scanner's own Enter.
        await seat.press("shift+tab", "shift+tab")
        await scan(seat, "X-12345")
        assert (seat.row("part"), seat.row("new_serial"), seat.focused) == (BATTERY, "X-12345", "old_serial")


async def test_several_quoted_parts_come_one_after_the_other(folder: Path, clock: FakeClock) -> None:
    number = repairing(folder, clock, PAID)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("s")
        assert seat.text.count(_("quoted, not used yet")) == 2
        await seat.press("enter", "enter", "enter")
        assert seat.row("part") == DISPLAY
        assert "✓" in seat.text
        await seat.press("enter", "enter", "enter")
        uses = builders.ticket_of(seat.desk, number).parts
        assert [(use.sku, use.owner) for use in uses] == [(BATTERY, "bought"), (DISPLAY, "bought")]
        assert (line(seat, BATTERY).on_hand, line(seat, DISPLAY).on_hand) == (2, 1)
        assert seat.screen_name == "TicketScreen"


async def test_a_part_that_the_quote_does_not_name_is_chosen_from_the_shelf(
    folder: Path, clock: FakeClock
) -> None:
    number = repairing(folder, clock, PAID[:1])
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("s", "ctrl+n")
        await seat.type("显示屏")
        await seat.press("enter")
        assert seat.row("part") == DISPLAY
        await seat.press("enter", "enter", "enter")
        assert [use.sku for use in builders.ticket_of(seat.desk, number).parts] == [DISPLAY]


async def test_a_serial_is_used_once(folder: Path, clock: FakeClock) -> None:
    number = repairing(folder, clock, (LineGiven("part", BATTERY, 2, 5_900, "customer"),))
    walks.do(folder, clock, UsePart(number, BATTERY, 1, new_serial=NEW))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("s", "enter")
        await scan(seat, NEW)
        await seat.press("enter")
        assert seat.beside("new_serial", sentence("serial_used", serial=NEW))
        assert line(seat, BATTERY).on_hand == 2


async def test_what_others_wait_for_is_asked_about(folder: Path, clock: FakeClock) -> None:
    lines = (LineGiven("part", DISPLAY, 2, 30_000, "customer"),)
    walks.do(folder, clock, *_approved(folder, clock, lines))
    number = repairing(folder, clock, PAID[:1])
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("s")
        await seat.type(DISPLAY)
        await seat.press("enter", "enter", "enter")
        assert seat.says(_("Use it all the same?"))
        await seat.press("escape")
        assert builders.ticket_of(seat.desk, number).parts == ()
        await seat.press("ctrl+s", "enter")
        assert [use.sku for use in builders.ticket_of(seat.desk, number).parts] == [DISPLAY]


def _approved(folder: Path, clock: FakeClock, lines: tuple[LineGiven, ...]) -> list[Any]:
    """What brings another customer's ticket to approved; the ticket is opened here."""
    customer = Customer("别的客人", "13900000000")
    device = DeviceGiven("phone", "Redmi Note 7", sn="12345/ABCDEFGH")
    (number,) = walks.do(folder, clock, builders.open_ticket(customer=customer, device=device))
    checks: AnswerChecks = builders.pre(number)
    return [checks, MakeQuote(number, lines), AnswerQuote(number, "approve", "当面")]


async def test_an_unused_part_goes_back_to_the_shelf(folder: Path, clock: FakeClock) -> None:
    number = repairing(folder, clock, PAID[:1])
    walks.do(folder, clock, UsePart(number, BATTERY, 1))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("s", "ctrl+r", "enter", "enter")
        await seat.type("客人不换了")
        await seat.press("enter")
        assert line(seat, BATTERY).on_hand == 3
        (use,) = builders.ticket_of(seat.desk, number).parts
        assert use.inside == 0
        # It can be used again.
        assert seat.row("part") == BATTERY


async def test_no_part_is_used_before_the_repair_began(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "approved")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("s")
        assert seat.screen_name == "TicketScreen"


# Old parts and boxes


@pytest.fixture
def owed(folder: Path, clock: FakeClock) -> str:
    """A ticket whose issued battery owes an old one; its number."""
    number = repairing(folder, clock, (LineGiven("part", BATTERY, 2, 0, "brand"),), covered=True)
    walks.do(folder, clock, UsePart(number, BATTERY, 1, old_serial=OLD), UsePart(number, BATTERY, 1))
    return number


@WAYS
async def test_old_parts_stand_with_their_day(
    folder: Path, clock: FakeClock, owed: str, way: dict[str, Any]
) -> None:
    async with counter(folder, clock, **way) as seat:
        await seat.press("p", "4")
        numbers = sorted(old_parts(seat))
        rows = seat.inside(seat.app.screen.query_one(RowList).region)
        for number in numbers:
            assert number in rows
        left = old_parts(seat)[numbers[0]].left
        assert left is not None
        assert str(left) in rows
        await seat.press("enter")
        assert owed in seat.lines[0]


@WAYS
async def test_a_box_from_the_first_scan_to_hqs_count(
    folder: Path, clock: FakeClock, owed: str, way: dict[str, Any]
) -> None:
    async with counter(folder, clock, **way) as seat:
        first, second = sorted(old_parts(seat))
        await seat.press("p", "5", "n")
        assert seat.screen_name == "BoxScreen"
        await scan(seat, OLD)
        (box,) = seat.desk.boxes()
        assert box.parts == (first,)
        await seat.type(second[1:].lstrip("0"))
        await seat.press("enter")
        (box,) = seat.desk.boxes()
        assert box.parts == (first, second)
        await seat.press("ctrl+s", "enter", "ctrl+s")
        await seat.type("顺丰")
        await seat.press("enter")
        await seat.type("SF1234567890")
        await seat.press("enter")
        (box,) = seat.desk.boxes()
        assert (box.state, box.waybill) == ("sent", "SF1234567890")
        # HQ found the first one alone.
        await seat.press("down", "enter")
        assert _("missing") in seat.text
        assert f"Enter {_(keys.NOT_ARRIVED.label)}" in seat.lines[-1]
        await seat.press("ctrl+s")
        assert seat.says(_("{missing} missing, {extra} that nobody listed.", missing=1, extra=0))
        await seat.press("enter")
        assert seat.says(sentence("empty"))
        await seat.type("袋子破了")
        await seat.press("enter")
        assert {number: part.place for number, part in old_parts(seat).items()} == {
            first: "received",
            second: "missing",
        }
        assert seat.says(_("HQ has counted this box. What was missing is owed again."))
        await seat.press("escape")
        assert "-1" in seat.text


async def test_enter_puts_in_and_takes_out(folder: Path, clock: FakeClock, owed: str) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "5", "n", "enter")
        (box,) = seat.desk.boxes()
        assert len(box.parts) == 1
        await seat.press("enter")
        (box,) = seat.desk.boxes()
        assert box.parts == ()


async def test_an_empty_box_is_not_sealed(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "5", "n")
        assert seat.says(_("No old part is owed. Every issued part that is used in a repair owes one."))
        await seat.press("ctrl+s")
        assert seat.says(sentence("box_empty", box=seat.desk.boxes()[0].number))
        assert seat.desk.boxes()[0].state == "open"


async def test_a_number_that_nobody_owes_is_refused(folder: Path, clock: FakeClock, owed: str) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("p", "5", "n")
        await seat.type("J0999")
        await seat.press("enter")
        assert seat.says(sentence("unknown_old_part", old_part="J0999"))


@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_what_nobody_listed_is_extra(folder: Path, clock: FakeClock, owed: str, language: str) -> None:
    async with counter(folder, clock, language=language) as seat:
        await seat.press(
            "p", "5", "n", "enter", "ctrl+s", "enter", "ctrl+s", *"SF", "enter", *"SF1234", "enter"
        )
        await scan(seat, "ZZ99990000111122")
        assert _("extra") in seat.text
        await seat.press("ctrl+s")
        await seat.type("HQ says so")
        await seat.press("enter")
        assert seat.desk.boxes()[0].extra == ("ZZ99990000111122",)
