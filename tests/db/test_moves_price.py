"""The random quotes by themselves: the house refuses what it must, and every table equals its replay."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from mihome_desk.rules.intake import DeviceGiven
from tests import builders
from tests.builders import FakeClock, ok
from tests.db import moves_price


def test_random_quotes_keep_to_the_list(tmp_path: Path) -> None:
    dice, clock = random.Random(20261123), FakeClock()
    desk = builders.store(tmp_path, clock)
    for model in ("Xiaomi MIX 4", "小米 9", "Redmi Note 7", "MIX 4"):
        number = ok(desk.do(builders.open_ticket(device=DeviceGiven("phone", model)))).ticket
        ok(desk.do(builders.pre(number)))
    told: Counter[str] = Counter()
    for _turn in range(300):
        name = dice.choice(list(moves_price.MOVES))
        command = moves_price.MOVES[name](desk, dice.randrange(10_000))
        if command is not None:
            answer = desk.do(command)
            told[answer.refusal.code if answer.refusal else "done"] += 1
            clock.move(dice.choice((1, 30, 60 * 24, 60 * 24 * 8)))
    moves_price.check(desk)
    assert builders.problems(desk) == []
    # Sane often enough, and wrong in the ways that count.
    assert told["done"] > 100
    assert {"over_cap", "labour_inside", "discount_high", "quote_expired"} <= told.keys(), told
    desk.close()
