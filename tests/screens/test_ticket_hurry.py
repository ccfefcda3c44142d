"""The small steps in a hurry: letters, answers and Esc on tickets of every stage."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import builders
from tests.builders import FakeClock
from tests.screens import stage, walks
from tests.screens.stage import counter
from tests.screens.test_hurry import healthy

PRESSED = [
    *"tkncwhgmauobrpv",
    *["enter"] * 6,
    *["escape"] * 4,
    *["f5", "f6", "f7", "f8", "ctrl+s", "ctrl+e", "ctrl+r", "ctrl+d"],
    *["down", "up", "tab", "1", "2", "3", "d", "r", "x", "9"],
]


async def hurry(tmp_path: Path, clock: FakeClock, seed: int, handfuls: int) -> None:
    """Open a ticket now and then, and press whatever comes."""
    chance = random.Random(seed)
    desk = builders.store(tmp_path, clock, manager_pin=walks.PIN)
    numbers = [*stage.people(desk, clock).values()]
    desk.close()
    language = chance.choice(stage.LANGUAGES)
    pressed: list[str] = []
    async with counter(tmp_path / "desk", clock, language=language) as seat:
        for _ in range(handfuls):
            if seat.screen_name in {"BoardScreen", "TicketScreen", "FindScreen"}:
                await seat.press("f3")
                await seat.type(chance.choice(numbers))
                await seat.press("enter")
            keys = chance.choices(PRESSED, k=chance.randrange(2, 9))
            pressed += keys
            for key in keys:
                seat.send(key)
            await seat.settle()
            healthy(seat, pressed)
            clock.move(chance.choice([0, 1, 12]))


@pytest.mark.parametrize("seed", range(1))
async def test_small_steps_in_a_hurry(tmp_path: Path, clock: FakeClock, seed: int) -> None:
    await hurry(tmp_path, clock, seed, 12)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
async def test_many_more_small_steps(tmp_path: Path, clock: FakeClock, seed: int) -> None:
    await hurry(tmp_path, clock, seed, 60)
