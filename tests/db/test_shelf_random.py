"""Random commands about parts between the steps of repairs: the shelf adds up after all of them."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mihome_desk import bootstrap
from mihome_desk.db import states
from mihome_desk.desk import Desk
from mihome_desk.rules import house, stock
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.quote import MakeQuote
from mihome_desk.rules.repair import Reopen, Withdraw
from mihome_desk.rules.stages import next_step
from tests.builders import (
    FakeClock,
    approve,
    complete,
    found,
    hand_over,
    open_ticket,
    pay,
    post,
    pre,
    problems,
    quote,
    start,
    token_of,
)
from tests.db import moves_stock

SEQUENCES = 400 if settings.get_current_profile_name() == "all" else 60


def step(desk: Desk, at: int) -> Any:
    """The next step of a repair, or a new one; some of them under warranty."""
    rows = desk.ask(
        lambda conn: conn.execute(
            "SELECT id FROM tickets WHERE stage <> 'collected' ORDER BY opened_seq"
        ).fetchall()
    )
    ticket = desk.ask(states.load_ticket, rows[at % len(rows)][0]) if rows and len(rows) > at % 3 else None
    if ticket is None:
        return open_ticket()
    number = ticket.number
    covered = ticket.faults[0].covered
    if covered is None and ticket.quote is None and at % 3:
        return DecideCoverage(number, "in", "x")
    if ticket.stage == "repairing" and at % 7:
        return moves_stock.use(desk, at // 7) if at % 7 % 3 else moves_stock.take_out(desk, at // 7)
    payer = "brand" if covered is not None else "customer"
    name = ("SCR-1", "SCREEN", "BAT-1")[at % 3]
    ways: dict[str, Callable[[], Any]] = {
        "answer_checks": lambda: (pre if not ticket.pre.complete else post)(number),
        "quote": lambda: _quote(number, name, payer),
        "answer_quote": lambda: approve(number),
        "start_repair": lambda: start(number),
        "complete_repair": lambda: complete(number, ticket.outcome or "repaired"),
        "hand_over": lambda: (
            pay(number, ticket.open_amount)
            if ticket.open_amount
            else hand_over(number, token_of(desk, number))
        ),
    }
    return ways[next_step(ticket)]()


def _quote(number: str, name: str, payer: str) -> MakeQuote:
    command = quote(number)
    return replace(command, lines=(replace(command.lines[0], code=name, payer=payer),))  # type: ignore[arg-type]


def aside(desk: Desk, at: int) -> Any:
    """Something that throws a repair back."""
    rows = desk.ask(lambda conn: conn.execute("SELECT number FROM tickets ORDER BY opened_seq").fetchall())
    if not rows:
        return None
    number = rows[at % len(rows)][0]
    return Reopen(number, "x") if at % 3 else Withdraw(number, "x")


DELIVERY = (
    stock.ReceiveParts("SCR-1", 4, "issued", part="屏幕", name="屏", serials=("SN-9001", "SN-9002")),
    stock.ReceiveParts("SCR-1", 4, "bought", cost=30_000, serials=("SN-9003",)),
    stock.ReceiveParts("BAT-1", 3, "issued", part="电池", name="电池"),
    stock.ReceiveParts("BAT-1", 3, "bought", cost=4_000, fits=("Redmi Note 7",)),
)
ALL = {**moves_stock.MOVES, "step": step, "aside": aside}
numbers = st.integers(0, 1_000_000)
names = st.one_of(
    *[st.just("step")] * 4,
    st.sampled_from(["use_part", "return_part", "box_part"]),
    st.sampled_from(sorted(ALL)),
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store, made once."""
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path_factory.mktemp("founded")
        patched.setenv("MIHOME_DESK_STATE", str(folder / "state"))
        yield found(folder / "desk", practice=True)


@pytest.fixture
def desks(founded: Path) -> Iterator[Callable[[], Desk]]:
    """New desks: each on a copy of one store, on a machine that has seen no other."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        made: list[Desk] = []

        def make() -> Desk:
            for desk in made:
                desk.close()
                shutil.rmtree(desk.home.folder.parent)
            made.clear()
            place = Path(tempfile.mkdtemp(dir=folder))
            patched.setenv("MIHOME_DESK_STATE", str(place / "state"))
            shutil.copytree(founded, place / "desk")
            made.append(bootstrap.open_desk(place / "desk", FakeClock()))
            return made[0]

        yield make
        for desk in made:
            desk.close()


def play(desk: Desk, sequence: list[tuple[str, int]]) -> Counter[str]:
    """Carry out a sequence; the events by name."""
    happened: Counter[str] = Counter()
    for name, at in sequence:
        command = ALL[name](desk, at)
        if command is not None:
            answer = desk.do(command)
            assert answer.ok or answer.refusal is not None
            happened.update(answer.events)
    return happened


def test_the_shelf_adds_up_after_random_commands(desks: Callable[[], Desk]) -> None:
    @settings(max_examples=SEQUENCES, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(st.tuples(names, numbers), min_size=1, max_size=60))
    def run(sequence: list[tuple[str, int]]) -> None:
        desk = desks()
        desk.do_all(DELIVERY)
        play(desk, sequence)
        moves_stock.check(desk)
        assert problems(desk) == []

    run()


def test_long_days_add_up_and_reach_every_event_of_parts(desks: Callable[[], Desk]) -> None:
    reached: Counter[str] = Counter()
    for seed in range(4):
        desk, dice = desks(), Random(seed)
        desk.do_all(DELIVERY)
        weighted = [*sorted(ALL), *["step"] * 12, *["use_part", "box_part", "receive_parts"] * 2]
        reached += play(desk, [(dice.choice(weighted), dice.randrange(1_000_000)) for _ in range(400)])
        moves_stock.check(desk)
        assert problems(desk) == []
    parts = {
        *(event.__name__ for event in stock.EVENTS),
        *(name for name in house.EVENTS if name.startswith(("Part", "Box", "Request", "HqCounted"))),
    }
    assert parts - set(reached) == set()
