"""Keys in a hurry: whatever is pressed, however fast, the counter neither breaks nor writes nonsense."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import builders
from tests.builders import FakeClock
from tests.screens import stage
from tests.screens.stage import Seat, counter

PIN = "4711"
MOVES = ["enter", "enter", "tab", "shift+tab", "escape", "up", "down", "left", "right", "backspace", "space"]
FUNCTIONS = [f"f{n}" for n in range(1, 11)] * 2
CONTROLS = ["ctrl+s", "ctrl+s", "ctrl+d", "ctrl+l", "ctrl+t", "ctrl+o", "ctrl+g"]
LETTERS = list("1234rdtnwopvqx")
WORDS = [builders.PHONE, "张三", builders.IMEI, "Redmi", "NO_POWER", "开不了机", "199.50", "2781", PIN]


def handful(chance: random.Random, tokens: list[str]) -> list[str]:
    """What is pressed in one go, without waiting for the screen."""
    kind = chance.random()
    if kind < 0.2:
        return list(chance.choice(WORDS))
    if kind < 0.25:
        return [*chance.choice(tokens), "enter"]
    pool = MOVES + FUNCTIONS + CONTROLS + LETTERS
    return chance.choices(pool, k=chance.randrange(1, 7))


async def hurry(folder: Path, clock: FakeClock, seed: int, handfuls: int) -> None:
    """Press handfuls of keys; now and then look up and let time pass."""
    chance = random.Random(seed)
    desk = builders.store(folder, clock, manager_pin=PIN)
    numbers = stage.people(desk, clock)
    tokens = [builders.token_of(desk, number) for number in numbers.values()]
    desk.close()
    size, language = chance.choice(stage.SIZES), chance.choice(stage.LANGUAGES)
    pressed: list[str] = []
    async with counter(folder / "desk", clock, size=size, language=language) as seat:
        for _ in range(handfuls):
            keys = handful(chance, tokens)
            pressed += keys
            for key in keys:
                seat.send(key)
            if chance.random() < 0.6:
                await seat.settle()
                if seat.app.return_value is not None:
                    return  # the palette knows how to quit
                healthy(seat, pressed)
                clock.move(chance.choice([0, 0, 1, 12]))
            else:
                await seat.pilot._wait_for_screen()
        await seat.settle()
        if seat.app.return_value is None:
            healthy(seat, pressed)


def healthy(seat: Seat, pressed: list[str]) -> None:
    """Still there, and something to read."""
    after = f"{seat.screen_name} after {' '.join(pressed[-40:])}"
    assert seat.app._exception is None, after
    assert any(line.strip() for line in seat.lines), f"empty {after}"


@pytest.mark.parametrize("seed", range(1))
async def test_keys_in_a_hurry(tmp_path: Path, clock: FakeClock, seed: int) -> None:
    await hurry(tmp_path, clock, seed, 30)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
async def test_many_more(tmp_path: Path, clock: FakeClock, seed: int) -> None:
    await hurry(tmp_path, clock, seed, 100)
