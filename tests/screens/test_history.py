"""The device's and the customer's history by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from mihome_desk import bootstrap, words
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven
from mihome_desk.text import _
from tests import builders
from tests.builders import FakeClock
from tests.screens import walks
from tests.screens.stage import counter
from tests.screens.walks import open_ticket

DAY = 24 * 60


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return walks.found(tmp_path, clock)


def visits(folder: Path, clock: FakeClock) -> tuple[str, str, str]:
    """A repair, the owner's tablet, and the repaired phone back after twelve days; their numbers."""
    own = Customer("张三", builders.PHONE)
    (first,) = walks.walked(folder, clock, "ready", customer=own)
    desk = bootstrap.open_desk(folder, clock)
    builders.ok(desk.do(builders.pay(first)))
    builders.ok(desk.do(builders.hand_over(first, builders.token_of(desk, first))))
    desk.close()
    clock.move(12 * DAY)
    tablet = DeviceGiven("tablet", "Xiaomi Pad 6", sn="ABCD12345678")
    (second,) = walks.do(folder, clock, builders.open_ticket(customer=own, device=tablet))
    again = builders.open_ticket(customer=own, faults=(FaultGiven("SHUTS_DOWN", "又自动关机"),))
    (third,) = walks.do(folder, clock, again)
    return first, second, third


@walks.WAYS
async def test_a_comeback_is_told_on_both_tickets(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    first, second, third = visits(folder, clock)
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, third)
        assert seat.says(f"{_('Comeback of')} {first.partition('-')[2]}")
        await seat.press("e")
        assert seat.screen_name == "HistoryScreen"
        assert seat.says(_("Visits of this device: {count}", count=2))
        assert seat.says(_("Of the owner's other devices: {count}", count=1))
        assert seat.says(_("comeback of {number}", number=first.partition("-")[2]))
        for number in (first, second, third):
            assert seat.says(number.partition("-")[2])
        await seat.press("down")
        assert seat.says(_("came back as {number}", number=third.partition("-")[2]))
        assert seat.says(words.word(words.OUTCOMES, "repaired"))
        await seat.press("enter")
        assert seat.screen_name == "TicketScreen"
        assert seat.says(f"{_('Came back as')} {third.partition('-')[2]}")


async def test_this_ticket_is_where_one_came_from(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("e")
        assert seat.says(_("Visits of this device: {count}", count=1))
        await seat.press("enter")
        assert seat.screen_name == "TicketScreen"
        await seat.press("e", "escape")
        assert seat.screen_name == "TicketScreen"
