"""Ways to a ticket's screens, and a seat that counts what was pressed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mihome_desk import bootstrap, words
from mihome_desk.rules.intake import Customer
from tests import builders
from tests.builders import FakeClock, ok
from tests.screens.stage import Seat, squeezed

PIN = "4711"
LARGE_ENGLISH: dict[str, Any] = {"size": (120, 36), "language": "en"}
SMALL_CHINESE: dict[str, Any] = {"size": (80, 24), "language": "zh_CN"}
SMALL_ENGLISH: dict[str, Any] = {"size": (80, 24), "language": "en"}
WAYS = pytest.mark.parametrize(
    "way",
    [
        pytest.param(SMALL_CHINESE, id="small-zh"),
        pytest.param(LARGE_ENGLISH, id="large-en", marks=pytest.mark.long),
        pytest.param(SMALL_ENGLISH, id="small-en", marks=pytest.mark.long),
    ],
)
"""The gate walks in the narrower room; the snapshots show both languages there, the long run walks through all."""


def found(tmp_path: Path, clock: FakeClock) -> Path:
    """A new store whose manager has a PIN."""
    return builders.found(tmp_path / "desk", clock, manager_pin=PIN)


def do(folder: Path, clock: FakeClock, *commands: Any) -> list[str]:
    """Carry out commands before anybody sits down; the numbers of their tickets."""
    desk = bootstrap.open_desk(folder, clock)
    numbers = [ok(desk.do(command, actor="小赵")).ticket for command in commands]
    desk.close()
    return numbers


def walked(folder: Path, clock: FakeClock, *stages: str, **changes: Any) -> list[str]:
    """Tickets at these stages, a minute apart; their numbers."""
    numbers = []
    for at, to in enumerate(stages):
        values = {"customer": Customer(f"客人{at}", f"138000000{at:02}"), **changes}
        (number,) = do(folder, clock, builders.open_ticket(**values))
        do(folder, clock, *builders.steps(number, to))
        numbers.append(number)
        clock.move(1)
    return numbers


async def open_ticket(seat: Seat, number: str) -> None:
    """F3, the number, Enter."""
    await seat.press("f3")
    await seat.type(number)
    await seat.press("enter")
    assert seat.screen_name == "TicketScreen"


async def clear(seat: Seat) -> None:
    """Empty the field in focus."""
    await seat.press("end", "ctrl+u")


def kinds(seat: Seat) -> list[str]:
    """What the journal holds."""
    return builders.kinds(seat.desk)


def sentence(code: str, **params: str | int) -> str:
    """A refusal in the language of the stage."""
    return words.sentence(code, params)


async def scan(seat: Seat, said: str) -> None:
    """One pull of the scanner's trigger; then a hand's while, or its Enter would be taken for the scanner's."""
    seat.burst(said, "enter")
    await seat.settle()
    seat.burst("")


def at_field(seat: Seat, name: str, said: str) -> bool:
    """Whether a sentence stands at a field of a dialog, whole; what shows through around it does not count."""
    row = seat.app.screen.query_one(f"#row-{name}")
    return squeezed(said) in squeezed(seat.inside(row.region))


def told(seat: Seat) -> str:
    """The history on the ticket screen, without its spaces."""
    return squeezed(seat.inside(seat.app.screen.query_one("#events").region))


class Fingers:
    """Presses keys one by one and counts them; a scan counts as none."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.count = 0

    async def press(self, *keys: str) -> None:
        """Keys, each one press."""
        self.count += len(keys)
        await self.seat.press(*keys)

    async def scan(self, said: str) -> None:
        """One pull of the scanner's trigger."""
        await scan(self.seat, said)
