"""Short words for tests: a clock that obeys, a store, commands, and a ticket walked to a stage."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from mihome_desk import bootstrap
from mihome_desk.db import dossier, founding, journal, replay
from mihome_desk.db.engine import Home
from mihome_desk.db.founding import Founding
from mihome_desk.db.writer import Answer
from mihome_desk.desk import Desk
from mihome_desk.rules import clock as rate_clock
from mihome_desk.rules import house, identity
from mihome_desk.rules.codec import to_plain
from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.front import Store
from mihome_desk.rules.handover import HandOver, SecondProof, TakePayment
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven, OpenTicket
from mihome_desk.rules.mailin import Pack, Ship
from mihome_desk.rules.moment import Header, Instant
from mihome_desk.rules.personal import joined
from mihome_desk.rules.progress import BeginWait, Noted
from mihome_desk.rules.quote import AnswerQuote, LineGiven, MakeQuote
from mihome_desk.rules.repair import ChangeProgramme, StartRepair
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Ticket

NOON = 1_795_320_000_000
"""2026-11-22 12:00 in Shanghai, UTC ms."""
MINUTE = 60_000
HOUR = 60 * MINUTE
IMEI = "490154203237518"
PHONE = "13856781234"
HIDDEN = "5678"
SECRET = b"a store's own secret, 32 bytes.."


class FakeClock:
    """Wall clock, boot-time clock and boot id, as a test wants them."""

    def __init__(self, at_ms: int = NOON, uptime_ms: int = 5 * HOUR, boot: str = "boot-1") -> None:
        self.at_ms, self.uptime_ms, self.boot = at_ms, uptime_ms, boot
        self._boots = itertools.count(2)

    def now(self) -> Instant:
        """As `mihome_desk.db.clock.Clock.now`."""
        return Instant(self.at_ms, self.uptime_ms, self.boot)

    def move(self, minutes: float = 0, *, ms: int = 0) -> None:
        """Time passes."""
        by = round(minutes * MINUTE) + ms
        self.at_ms += by
        self.uptime_ms += by

    def jump(self, minutes: float) -> None:
        """Somebody sets the wall clock."""
        self.at_ms += round(minutes * MINUTE)

    def reboot(self, off_minutes: float = 1) -> None:
        """The machine goes down and comes up again."""
        self.at_ms += round(off_minutes * MINUTE)
        self.uptime_ms = 20_000
        self.boot = f"boot-{next(self._boots)}"


# Stores


def found(folder: Path, clock: FakeClock | None = None, **changes: Any) -> Path:
    """Make a store in a folder."""
    values: dict[str, Any] = {"label": "BJ001", "name": "小米之家 中关村店", **changes}
    founding.found(Home(folder), Founding(**values), (clock or FakeClock()).now(), "test")
    return folder


def store(tmp_path: Path, clock: FakeClock | None = None, **changes: Any) -> Desk:
    """A new store in ``tmp_path / "desk"``, open."""
    clock = clock or FakeClock()
    return bootstrap.open_desk(found(tmp_path / "desk", clock, **changes), clock)


def reopen(desk: Desk, clock: FakeClock | None = None) -> Desk:
    """Close a desk and open its folder again, as a restart of the program does."""
    desk.close()
    return bootstrap.open_desk(desk.home.folder, clock or desk.clock)


def problems(desk: Desk) -> list[str]:
    """What `verify` finds."""
    return desk.ask(lambda conn: replay.verify(conn, desk.store.uid, desk.witnesses)).problems


def kinds(desk: Desk, after: int = 0) -> list[str]:
    """The kinds of all entries after a seq."""
    return [entry.header.kind for entry in desk.ask(lambda conn: list(journal.entries(conn, after)))]


def token_of(desk: Desk, ticket: str) -> str:
    """The token on a ticket's slip."""
    found = desk.dossier(ticket)
    assert found is not None
    return found.token


def ticket_of(desk: Desk, ticket: str) -> Ticket:
    """A ticket's state."""
    found = desk.dossier(ticket)
    assert found is not None
    return found.ticket


def shown(desk: Desk, ticket: str) -> dict[str, Any]:
    """A ticket as `show --json` prints it."""
    found = desk.dossier(ticket)
    assert found is not None
    return dossier.dossier_json(found)


# Commands


def open_ticket(**changes: Any) -> OpenTicket:
    """A phone that does not switch on."""
    command = OpenTicket(
        Customer("张三", PHONE),
        DeviceGiven("phone", "Redmi Note 7", imei=IMEI),
        "quick",
        (FaultGiven("NO_POWER", "开不了机"),),
    )
    return replace(command, **changes)


def pre(ticket: str = "T", **answers: str) -> AnswerChecks:
    """The whole list before the repair, all passed but what is named."""
    return all_checks(ticket, "pre", answers)


def post(ticket: str = "T", **answers: str) -> AnswerChecks:
    """The whole list after the repair, all passed but what is named."""
    return all_checks(ticket, "post", answers)


def all_checks(ticket: str, which: str, answers: Mapping[str, str], category: str = "phone") -> AnswerChecks:
    """Every item of a list answered by itself."""
    items = bootstrap.catalogue().items(category, which)
    values = {item.code: "pass" for item in items} | dict(answers)
    return AnswerChecks(ticket, which, values)  # type: ignore[arg-type]


def quote(ticket: str = "T", price: int = 5_000, **changes: Any) -> MakeQuote:
    """One part that the customer pays."""
    line = LineGiven("part", "SCREEN", 1, price, "customer")
    return MakeQuote(ticket, (replace(line, **changes),))


def approve(ticket: str = "T") -> AnswerQuote:
    """The customer says yes."""
    return AnswerQuote(ticket, "approve", "at the counter")


def decline(ticket: str = "T") -> AnswerQuote:
    """The customer says no."""
    return AnswerQuote(ticket, "decline", "at the counter")


def start(ticket: str = "T") -> StartRepair:
    """A technician begins."""
    return StartRepair(ticket, "李工")


def complete(ticket: str = "T", outcome: str = "repaired") -> CompleteRepair:
    """The work is over."""
    return CompleteRepair(ticket, outcome, "屏幕损坏", "更换屏幕")  # type: ignore[arg-type]


def pay(ticket: str = "T", amount: int = 5_000) -> TakePayment:
    """Cash on the counter."""
    return TakePayment(ticket, "cash", amount)


def hand_over(ticket: str, token: str, said: str = HIDDEN, **changes: Any) -> HandOver:
    """Give the device back against slip and four digits."""
    return replace(HandOver(ticket, SecondProof("phone", said), token), **changes)


def pack(ticket: str = "T", **changes: Any) -> Pack:
    """The device and its tray into a parcel, with the customer's yes."""
    return replace(Pack(ticket, ("手机", "卡托"), consent=True), **changes)


def ship(ticket: str = "T", waybill: str = "SF1234567890") -> Ship:
    """The courier takes the parcel."""
    return Ship(ticket, "顺丰", waybill)


STEPS = ("received", "diagnosing", "quoted", "approved", "repairing", "testing", "ready", "collected")


def steps(ticket: str, to: str) -> Iterator[Any]:
    """The commands of a ticket's way from received to a stage, hand-over left out.

    Straight, but for two detours: parts are waited for in the middle of the repair, and an approved device is
    mailed in instead of being repaired here.
    """
    if to == "waiting_parts":
        yield from steps(ticket, "repairing")
        yield BeginWait(ticket, "parts", "缺屏幕")
        return
    if to == "at_hq":
        yield from steps(ticket, "approved")
        yield ChangeProgramme(ticket, "mail_in", "主板要寄修")
        yield pack(ticket)
        yield ship(ticket)
        return
    way: dict[str, list[Any]] = {
        "diagnosing": [pre(ticket)],
        "quoted": [quote(ticket)],
        "approved": [approve(ticket)],
        "repairing": [start(ticket)],
        "testing": [post(ticket)],
        "ready": [complete(ticket)],
        "collected": [pay(ticket)],
    }
    for stage in STEPS[1 : STEPS.index(to) + 1]:
        yield from way[stage]


def walk(desk: Desk, to: str = "ready", **changes: Any) -> str:
    """Take a phone in and walk its ticket to a stage; its number."""
    number = ok(desk.do(open_ticket(**changes))).ticket
    for command in steps(number, to):
        ok(desk.do(command))
    if to == "collected":
        ok(desk.do(hand_over(number, token_of(desk, number))))
    return number


def ok(answer: Answer) -> Answer:
    """The answer, which must be no refusal."""
    assert answer.ok, answer.refusal
    return answer


def refused(answer: Answer | Decision) -> tuple[str, str]:
    """Code and field of an answer that must be a refusal."""
    assert answer.refusal is not None, answer
    return answer.refusal.code, answer.refusal.field


def plain(command: Any, **extra: Any) -> dict[str, Any]:
    """A command as a line of `do`."""
    return {"do": house.COMMAND_NAMES[type(command)], **to_plain(command), **extra}


# One ticket without a database


class Case:
    """A ticket in the hands of `house.decide` and `house.evolve_ticket` alone; facts pile up as in a journal."""

    def __init__(self, clock: FakeClock | None = None, **changes: Any) -> None:
        self.clock = clock or FakeClock()
        self.ticket: Ticket | None = None
        self.personal: dict[str, Any] = {}
        self.headers: list[Header] = []
        self.events: list[Any] = []
        self.boots: dict[str, rate_clock.Boot] = {}
        self.changes: dict[str, Any] = {"signature": "alone", **changes}
        self.id = str(identity.uuid7(NOON, bytes(range(10))))

    def situation(self, **changes: Any) -> Situation:
        """What a decision would be given now."""
        base = Situation(
            store=Store("0123456789ab", "BJ001", "小米之家"),
            catalogue=bootstrap.catalogue(),
            now=self.clock.now(),
            day="2026-11-22",
            new_id=UUID(self.id),
            ticket=self.ticket,
            personal=self.personal,
            receipt_keys={identity.key_id(SECRET): SECRET},
        )
        return replace(base, **{**self.changes, **changes})

    def decide(self, command: Any, **changes: Any) -> Decision:
        """What the rules say; nothing happens."""
        return house.decide(self.situation(**changes), command)

    def do(self, *commands: Any, **changes: Any) -> Case:
        """Carry out commands, none of which may be refused."""
        for command in commands:
            decision = self.decide(command, **changes)
            assert decision.refusal is None, decision.refusal
            self.take(decision)
        return self

    def take(self, decision: Decision) -> None:
        """Let a decision's events happen."""
        for event in decision.events:
            self.happen(event)

    def happen(self, event: Any) -> None:
        """An entry is written, whatever made it."""
        now = self.clock.now()
        header = Header(
            "b", len(self.headers) + 1, *now[:1], now.boot, now.uptime_ms, "t", None, "", 1, self.id
        )
        header = header._replace(kind=type(event).__name__)
        self.headers.append(header)
        self.events.append(event)
        seen = self.boots.get(now.boot, rate_clock.Boot(now.boot, now.uptime_ms, now.uptime_ms, header.seq))
        self.boots[now.boot] = seen._replace(
            first_ms=min(seen.first_ms, now.uptime_ms), last_ms=max(seen.last_ms, now.uptime_ms)
        )
        public, private = house.split_event(event)
        seen_event = house.join_event(header.kind, 1, public)
        self.personal = joined(self.personal, seen_event, private)
        self.ticket = house.evolve_ticket(self.ticket, header, seen_event)

    def tick(self) -> None:
        """Some other ticket writes an entry, which shows that this boot still lives."""
        kept = self.ticket
        self.happen(Noted())
        self.ticket = kept

    @property
    def state(self) -> Ticket:
        """The ticket, which must be there."""
        assert self.ticket is not None
        return self.ticket

    def token(self, **changes: Any) -> str:
        """The token of the ticket's slip."""
        fields: dict[str, Any] = {
            "key_id": identity.key_id(SECRET),
            "store_uid": int("0123456789ab", 16),
            "ticket": UUID(self.id),
            "serial": self.state.serial,
            "generation": self.state.generation,
        }
        return identity.seal_token(identity.Token(**(fields | changes)), SECRET)

    def open(self, to: str = "received", **changes: Any) -> Case:
        """Take the device in and walk to a stage."""
        self.do(open_ticket(**changes))
        for command in steps("T", to):
            self.do(command)
        if to == "collected":
            self.do(hand_over("T", self.token()))
        return self
