"""Random commands, sane and insane, with a moving clock and reboots: the journal's invariants hold after all of them."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mihome_desk import bootstrap
from mihome_desk.db import journal, queries
from mihome_desk.db.writer import Answer, Request
from mihome_desk.desk import Desk
from mihome_desk.rules import house
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.handover import PaymentTaken, SecondProof
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.intake import Arrive, Customer, DeviceGiven, FaultGiven, Note
from mihome_desk.rules.paperwork import PaperQueued, PrintPaper
from mihome_desk.rules.repair import ChangeProgramme, Reopen, TellCustomer, Void, Withdraw
from mihome_desk.rules.stages import next_step
from mihome_desk.rules.store import PassTime
from mihome_desk.rules.ticket import Ticket
from tests.builders import (
    HIDDEN,
    MINUTE,
    FakeClock,
    approve,
    complete,
    decline,
    found,
    hand_over,
    open_ticket,
    pay,
    post,
    pre,
    problems,
    quote,
    start,
)

SEQUENCES = 4_000 if settings.get_current_profile_name() == "all" else 500


@dataclass
class World:
    """One store, its clock, and what was asked of it."""

    folder: Path
    clock: FakeClock
    desk: Desk
    tickets: list[str] = field(default_factory=list)
    answered: dict[str, tuple[Any, Answer]] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)

    def state(self, at: int) -> tuple[str, Ticket | None, str]:
        """A ticket by any number: its name, state and token; a name that no ticket has when there is none."""
        if not self.tickets:
            return "nobody", None, ""
        number = self.tickets[at % len(self.tickets)]
        dossier = self.desk.dossier(number)
        assert dossier is not None
        return number, dossier.ticket, dossier.token

    def carry_out(self, requests: list[Request]) -> None:
        """One transaction; every answer is checked against what the same id was answered before."""
        answers = self.desk.run(lambda writer: writer.carry_out(requests))
        for request, answer in zip(requests, answers, strict=True):
            before = self.answered.get(request.id or "")
            if before is not None and answer.refusal and answer.refusal.code == "id_used":
                assert before[0] != request.command
                continue
            if before is not None and before[1].events:
                assert answer == before[1]
                continue
            assert answer.ok or answer.refusal
            self.events.update(answer.events)
            if request.id:
                self.answered[request.id] = (request.command, answer)
            if answer.ticket and answer.ticket not in self.tickets:
                self.tickets.append(answer.ticket)


def forward(world: World, at: int) -> Any:
    """The next step of a ticket, as a clerk would take it."""
    number, ticket, token = world.state(at)
    if ticket is None:
        return open_ticket()
    step = next_step(ticket)
    if step == "hand_over" and ticket.open_amount:
        return pay(number, ticket.open_amount)
    ways: dict[str, Callable[[], Any]] = {
        "answer_checks": lambda: (pre if not ticket.pre.complete else post)(number),
        "quote": lambda: quote(number, at % 9_000),
        "answer_quote": lambda: approve(number),
        "start_repair": lambda: start(number),
        "complete_repair": lambda: complete(number),
        "hand_over": lambda: hand_over(number, token),
        "": lambda: PrintPaper(number, "pickup_receipt", "again"),
    }
    return ways[step]()


def sideways(world: World, at: int) -> Any:
    """Something that may or may not be possible now."""
    number, ticket, token = world.state(at // 29)
    amount = ticket.open_amount if ticket else 5
    commands: tuple[Callable[[], Any], ...] = (
        open_ticket,
        lambda: open_ticket(arrival=at % 3 + 1, programme="standard"),
        lambda: open_ticket(customer=Customer("x", "12"), device=DeviceGiven("phone", "")),
        lambda: open_ticket(device=DeviceGiven("scooter", "Pro"), faults=(FaultGiven(words="x"),)),
        Arrive,
        lambda: Note(number, "x" * (at % 2_500)),
        lambda: Note(number, "settled", tuple(ticket.regressions) if ticket else ("LCD",)),
        lambda: AnswerChecks(number, "pre", {"APP": "pass"}, ("", "pass", "untested", "untestable")[at % 4]),
        lambda: post(number, LCD="fail"),
        lambda: AnswerChecks(number, "post", {"NOPE": "pass"}),
        lambda: quote(number, -at),
        lambda: quote(number, at, payer="brand"),
        lambda: quote(number, at * 7, qty=3),
        lambda: decline(number),
        lambda: start(number),
        lambda: complete(number, ("no_fault_found", "unrepairable", "repaired")[at % 3]),
        lambda: TellCustomer(number, "sms"),
        lambda: pay(number, amount + at % 3 - 1),
        lambda: hand_over(number, token, "0000"),
        lambda: hand_over(number, token[:-1], HIDDEN),
        lambda: hand_over(number, "", lost_slip="bus", second_proof=SecondProof("id", "ID")),
        lambda: Withdraw(number, "home"),
        lambda: Void(number, "twice", at % 2 == 0),
        lambda: Reopen(number, "again"),
        lambda: ChangeProgramme(number, ("quick", "standard", "mail_in")[at % 3], "x"),
        lambda: PrintPaper(number, "intake_slip", "again" if at % 2 else ""),
        lambda: ImportRepair("mobifix", str(at % 5), "2020-02-02", problem="x"),
        lambda: PassTime(at % 300),
        lambda: Note("\ud800", "\u202e"),
    )
    return commands[at % len(commands)]()


numbers = st.integers(0, 100_000)
moves = st.one_of(
    st.tuples(st.just("forward"), numbers),
    st.tuples(st.just("forward"), numbers),
    st.tuples(st.just("sideways"), numbers),
    st.tuples(st.just("sideways"), numbers),
    st.tuples(st.sampled_from(["again", "batch", "batch", "move", "jump", "reboot", "restart"]), numbers),
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path_factory.mktemp("founded")
        patched.setenv("MIHOME_DESK_STATE", str(folder / "state"))
        return found(folder / "desk", practice=True)


@pytest.fixture
def worlds(founded: Path) -> Iterator[Callable[[], World]]:
    """New worlds: each is a copy of one store, on a machine that has seen no other."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        made: list[World] = []

        def make() -> World:
            for world in made:
                world.desk.close()
                shutil.rmtree(world.folder)
            made.clear()
            place = Path(tempfile.mkdtemp(dir=folder))
            patched.setenv("MIHOME_DESK_STATE", str(place / "state"))
            shutil.copytree(founded, place / "desk")
            clock = FakeClock()
            made.append(World(place, clock, bootstrap.open_desk(place / "desk", clock)))
            return made[0]

        yield make
        for world in made:
            world.desk.close()


def play(world: World, sequence: list[tuple[str, int]]) -> None:
    batch: list[Request] = []
    for name, at in sequence:
        if name in {"forward", "sideways"}:
            command = (forward if name == "forward" else sideways)(world, at)
            batch.append(Request(command, "t", f"c{at % 40}" if at % 3 == 0 else None))
        if name == "again" and world.answered:
            known = sorted(world.answered)[at % len(world.answered)]
            batch.append(Request(world.answered[known][0], "t", known))
        if name == "move":
            world.clock.move(ms=at % (40 * MINUTE))
        if name == "jump":
            world.clock.jump(at % 5_000 - 2_500)
        if name == "reboot":
            world.clock.reboot(at % 500)
        if name == "restart":
            world.desk.close()
            world.desk = bootstrap.open_desk(world.folder / "desk", world.clock)
            assert world.desk.rolled_back is None
        # A clerk's commands come one by one; a batch is several in one transaction.
        if batch and ((name != "batch" and at % 3) or len(batch) > 5):
            world.carry_out(batch)
            batch = []
    world.carry_out(batch)


def check(world: World) -> None:
    desk = world.desk
    assert problems(desk) == []
    entries = desk.ask(lambda conn: list(journal.entries(conn)))
    head = desk.ask(journal.head)
    assert set(desk.witnesses.heads()) == {head}
    # Every command had one effect.
    kinds = Counter(entry.header.kind for entry in entries)
    of_the_house = {"StoreOpened", "SessionOpened", "WallClockJumped"}
    assert {kind: many for kind, many in kinds.items() if kind not in of_the_house} == dict(world.events)
    ids = Counter(entry.header.command for entry in entries if entry.header.command)
    assert set(ids.values()) <= {1}
    assert set(ids) == {name for name, (_, answer) in world.answered.items() if answer.events}
    # Money, papers and conflicts along the way.
    states: dict[str, Ticket] = {}
    papers: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        header = entry.header
        event = house.join_event(header.kind, header.version, journal.body_of(entry)["data"])
        assert event is not None
        if header.subject == "store" or header.kind == "Arrived":
            continue
        ticket = house.evolve_ticket(states.get(header.subject), header, event)
        states[header.subject] = ticket
        assert not ticket.conflict
        assert ticket.due >= 0
        if isinstance(event, PaymentTaken):
            assert event.amount > 0
            assert ticket.paid <= ticket.due
        if isinstance(event, PaperQueued):
            papers[header.subject, event.paper] += 1
            assert ticket.papers[event.paper].seq == header.seq
            assert ticket.papers[event.paper].copies == papers[header.subject, event.paper] == event.copy
        if ticket.stage == "collected" and ticket.outcome != "void":
            assert ticket.open_amount == 0
    names = [ticket.number for ticket in states.values()]
    assert len(names) == len(set(names))
    assert all(desk.ask(queries.resolve, name) for name in names)
    board = desk.board()
    assert len(board.heads) == sum(ticket.stage != "collected" for ticket in states.values())


def test_random_sequences_keep_the_invariants(worlds: Callable[[], World]) -> None:
    @settings(max_examples=SEQUENCES, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(moves, min_size=1, max_size=40))
    def run(sequence: list[tuple[str, int]]) -> None:
        world = worlds()
        play(world, sequence)
        check(world)

    run()


def test_a_day_of_many_tickets_walked_to_the_end_keeps_the_invariants(worlds: Callable[[], World]) -> None:
    world = worlds()
    play(world, [("sideways", 0)] * 4 + [("forward", at) for at in range(60)] + [("again", 1), ("reboot", 3)])
    check(world)
    assert {world.state(at)[1].stage for at in range(4)} == {"collected"}  # type: ignore[union-attr]
