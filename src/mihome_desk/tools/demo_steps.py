"""A visit of the practice store as commands with their times: what a counter would have typed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from mihome_desk.rules import identity
from mihome_desk.rules.arrivals import Arrive, VisitResult
from mihome_desk.rules.completion import CompleteRepair, Outcome
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.diagnosis import DEAD_DEVICE, AnswerChecks, Rest, Which
from mihome_desk.rules.handover import HandOver, SecondProof, TakePayment
from mihome_desk.rules.intake import Customer, FaultGiven, OpenTicket
from mihome_desk.rules.loaner import LendLoaner
from mihome_desk.rules.mailin import Pack, PassOn, Ship
from mihome_desk.rules.paperwork import PrintPaper
from mihome_desk.rules.parts import UsePart
from mihome_desk.rules.progress import Assign, BeginWait, Move
from mihome_desk.rules.quote import AnswerQuote, LineGiven, MakeQuote
from mihome_desk.rules.repair import StartRepair, TellCustomer, Withdraw
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.situation import Catalogue
from mihome_desk.rules.ticket import Answer, Method, Payer
from mihome_desk.rules.unlocking import UnlockGiven
from mihome_desk.tools import demo_service as service
from mihome_desk.tools import demo_words as said
from mihome_desk.tools.demo_plan import Call, Visit

MINUTE = 60_000
HOUR_MS = 60 * MINUTE
METHODS: tuple[Method, ...] = ("wechat", "alipay", "wechat", "cash", "card")
MARKS = {
    "checks": 6.0,
    "quote": 11.0,
    "answer": 15.0,
    "start": 17.0,
    "part": 31.0,
    "post": 42.0,
    "complete": 46.0,
}
"""How many minutes after entry each step of a usual visit comes; slower visits stretch them."""
HOURS = {"quick": 1, "standard": 24, "mail_in": 7 * 24}
"""What is promised."""
LAST_MARK = {
    "received": "",
    "diagnosing": "checks",
    "quoted": "quote",
    "approved": "answer",
    "repairing": "start",
    "waiting_parts": "start",
    "testing": "post",
}


class Step(NamedTuple):
    """A command for the visit's ticket; its number, or that of its queue slip, is filled in when known."""

    at_ms: int
    visit: int
    actor: str
    command: Any


def calls(number: int, call: Call, came_ms: int) -> list[Step]:
    """Somebody who came at ``came_ms`` (UTC ms) and left no device."""
    clerk = said.CLERKS[number % len(said.CLERKS)]
    ended_ms = came_ms + round(call.stayed * MINUTE)
    return [
        Step(came_ms, number, clerk, Arrive()),
        Step(ended_ms, number, clerk, VisitResult(0, call.result)),
    ]


class Entry(NamedTuple):
    """When a visit's ticket was saved: UTC ms, and the local date."""

    at_ms: int
    day: date


def steps(number: int, visit: Visit, entry: Entry, catalogue: Catalogue, seed: int) -> list[Step]:
    """Everything that happened on a visit."""
    return _Visit(number, visit, entry, catalogue, random.Random(f"{seed}/{number}")).all()


class _Visit:
    """Collects the steps of one visit."""

    def __init__(
        self, number: int, visit: Visit, entry: Entry, catalogue: Catalogue, dice: random.Random
    ) -> None:
        self.number = number
        self.visit = visit
        self.entry_ms, self.entered = entry
        self.catalogue = catalogue
        self.dice = dice
        self.clerk = dice.choice(said.CLERKS)
        self.technician = dice.choice(said.TECHNICIANS)
        self.steps: list[Step] = []
        items = catalogue.symptoms.get(visit.case.symptom, ())
        self.asked = {*items, *visit.case.fails}

    def all(self) -> list[Step]:
        """The steps in order."""
        self._open()
        ways: dict[str, Callable[[], None]] = {
            "": self._until_now,
            "repaired": self._repaired,
            "unrepairable": self._repaired,
            "no_fault_found": self._nothing_found,
            "declined": self._declined,
            "withdrawn": self._withdrawn,
        }
        ways[self.visit.outcome]()
        if self.visit.goal == "collected":
            self._go_home()
        return self.steps

    def _at(self, minutes: float, actor: str, command: Any) -> None:
        self.steps.append(Step(self.entry_ms + round(minutes * MINUTE), self.number, actor, command))

    def _open(self) -> None:
        visit, dice = self.visit, self.dice
        gap = dice.uniform(1.5, 5)
        if dice.random() < 0.6:
            self._at(-gap, self.clerk, Arrive())
        hours = HOURS[visit.programme]
        mistaken = dice.random() < 0.06
        estimate, ceiling = self._estimate()
        bought = service.purchase(visit, self.entered, random.Random(visit.device.sn))
        opened = OpenTicket(
            customer=self._customer(),
            device=replace(visit.device, colour=self._other_colour()) if mistaken else visit.device,
            programme=visit.programme,
            faults=(FaultGiven(visit.case.symptom),),
            complaint=visit.complaint,
            condition=dice.choice(said.CONDITIONS),
            left_items=dice.choice(said.LEFT_ITEMS),
            account_out=dice.choice((True, True, None)),
            backup_consent=dice.choice((True, True, None)),
            place=f"{dice.choice('ABC')}{dice.randrange(1, 20)}",
            promised_at=self.entry_ms + hours * HOUR_MS,
            intake_started_at=self.entry_ms - round(gap * 0.7 * MINUTE),
            estimate=estimate,
            ceiling=ceiling,
            unlock=self._unlock(),
            purchase=bought or Purchase(),
        )
        self._at(0, self.clerk, opened)
        self._at(0.2, self.clerk, PrintPaper("", "intake_slip"))
        if mistaken:
            self._at(0.9, self.clerk, Correct("", "device.colour", visit.device.colour, said.MISTAKE))
            self._at(1.0, self.clerk, PrintPaper("", "intake_slip"))
        if visit.goal != "received" and dice.random() < 0.25:
            self._at(1.3, self.clerk, Assign("", self.technician))

    def _customer(self) -> Customer:
        if self.dice.random() < 0.08:
            return replace(self.visit.customer, collects=self.dice.choice(said.COLLECTORS))
        return self.visit.customer

    def _estimate(self) -> tuple[int | None, int | None]:
        """What the clerk said about the price: in whole ten yuan, a ceiling to half of them."""
        told, capped = self.dice.random() < 0.7, self.dice.random() < 0.5
        if self.visit.warranty or not told:
            return None, None
        estimate = -(-(self.visit.case.price + self.visit.case.labour) // 1_000) * 1_000
        return estimate, estimate + 5_000 if capped else None

    def _unlock(self) -> UnlockGiven | None:
        """Some of those whose device is still here told how it is unlocked."""
        code = f"{self.dice.randrange(10**6):06}"
        asked = self.visit.goal not in {"collected", "ready"} and self.visit.device.category == "phone"
        return UnlockGiven(code, "pin") if asked and self.number % 2 else None

    def _other_colour(self) -> str:
        at = said.COLOURS.index(self.visit.device.colour)
        return said.COLOURS[(at + 1) % len(said.COLOURS)]

    def _until_now(self) -> None:
        """An open ticket: the usual steps up to its stage, the last one at its pace."""
        visit = self.visit
        if visit.goal == "at_hq":
            self._send_away()
            return
        last = LAST_MARK[visit.goal]
        if not last:
            return
        stretch = visit.pace / MARKS[last]
        whole = visit.goal != "diagnosing" or self.dice.random() < 0.5
        self._checks(MARKS["checks"] * stretch, "pre", whole=whole)
        ways: list[tuple[str, Callable[[float], None]]] = [
            ("quote", self._quote),
            ("answer", self._answer),
            ("start", self._start),
            ("part", self._use_part),
            ("post", lambda minute: self._checks(minute, "post", whole=self.number % 2 == 0)),
        ]
        for mark, way in ways:
            if MARKS[mark] > MARKS[last]:
                break
            way(MARKS[mark] * stretch)
        if visit.goal == "waiting_parts":
            self._at(visit.pace + 3, self.technician, BeginWait("", "parts", said.PARTS_MISSING))
            self._at(visit.pace + 9, self.clerk, LendLoaner("", *service.LOANER))
        if visit.goal == "quoted":
            self._at(visit.pace + 1, self.clerk, BeginWait("", "customer", said.NO_ANSWER))

    def _send_away(self) -> None:
        """Mailed in: looked at over the counter, packed, and with the carrier."""
        self._checks(MARKS["checks"], "pre", whole=False)
        self._at(25, self.clerk, Pack("", service.ITEMS_AWAY, True, condition=said.CONDITIONS[0]))
        self._at(31, self.clerk, PrintPaper("", "pack_list"))
        self._at(140, self.clerk, Ship("", "顺丰速运", f"SF10{self.number:010}"))
        self._at(400, self.clerk, PassOn("", "hub"))

    def _checks(self, minute: float, which: Which, *, whole: bool = True, sound: bool = False) -> None:
        visit = self.visit
        listed = self.catalogue.items(visit.device.category, which)
        if visit.case.dead and which == "pre" and not sound:
            answers: dict[str, Answer] = dict.fromkeys(DEAD_DEVICE, "pass")
            self._at(
                minute, self.technician, AnswerChecks("", "pre", answers | {"PWR": "fail"}, "untestable")
            )
            return
        answers = {
            item.code: "pass"
            for item in listed
            if item.code in self.asked or (which == "pre" and item.tier == "counter")
        }
        if which == "pre" and not sound:
            answers |= {item.code: "fail" for item in listed if item.code in visit.case.fails}
        if whole and "WCH" not in self.asked and any(item.code == "WCH" for item in listed):
            answers["WCH"] = "not_fitted"
        rest: Rest = "pass" if whole else ""
        self._at(minute, self.technician, AnswerChecks("", which, answers, rest))

    @property
    def _price(self) -> int:
        """What the part costs here, in fen: never above the guide price."""
        device, case = self.visit.device, self.visit.case
        cap = self.catalogue.prices.cap(device.model, case.part) if case.price else None
        return case.price if cap is None else min(cap, case.price)

    def _quote(self, minute: float) -> None:
        case = self.visit.case
        payer: Payer = "brand" if self.visit.warranty else "customer"
        level = "L2" if case.labour > 4_000 else "L1"
        lines = [LineGiven("labour", level, 1, case.labour, payer)]
        if case.price:
            lines.insert(0, LineGiven("part", case.part, 1, self._price, payer, case.label))
        covered = service.coverage(self.visit)
        if covered is not None:
            self._at(minute - 0.5, self.clerk, covered)
        self._at(minute, self.technician, MakeQuote("", tuple(lines)))

    def _answer(self, minute: float) -> None:
        agreed = service.notice(self.visit)
        if agreed is not None:
            self._at(minute - 0.3, self.clerk, agreed)
        # A quote that costs the customer nothing needs no answer.
        if not self.visit.warranty:
            self._at(
                minute, self.clerk, AnswerQuote("", "approve", self.dice.choice(("当面", "电话", "微信")))
            )

    def _start(self, minute: float) -> None:
        self._at(minute, self.technician, StartRepair("", self.technician))

    def _use_part(self, minute: float) -> None:
        thing = service.shelf().get(self.visit.case.part)
        if thing is not None:
            self._at(minute, self.technician, UsePart("", thing.sku, 1))

    def _complete(self, minute: float, outcome: Outcome, found: str, done: str) -> None:
        self._at(minute, self.technician, CompleteRepair("", outcome, found, done))
        self._at(minute + 2, self.clerk, TellCustomer("", self.dice.choice(("phone", "wechat", "in_person"))))
        if self.dice.random() < 0.3:
            self._at(minute + 2.5, self.clerk, Move("", self.dice.choice(said.SHELVES)))

    def _repaired(self) -> None:
        visit, stretch = self.visit, self.visit.pace / MARKS["complete"]
        self._checks(MARKS["checks"] * stretch, "pre")
        self._quote(MARKS["quote"] * stretch)
        self._answer(MARKS["answer"] * stretch)
        self._start(MARKS["start"] * stretch)
        if visit.outcome == "repaired":
            self._use_part(MARKS["part"] * stretch)
        self._checks(MARKS["post"] * stretch, "post")
        if visit.outcome == "unrepairable":
            self._complete(visit.pace, "unrepairable", said.BEYOND_REPAIR, "")
        else:
            self._complete(visit.pace, "repaired", visit.case.found, visit.case.done)

    def _nothing_found(self) -> None:
        self._checks(self.visit.pace * 0.5, "pre", sound=True)
        self._checks(self.visit.pace * 0.9, "post", sound=True)
        found = self.dice.choice(said.NOTHING_FOUND)
        self._complete(self.visit.pace, "no_fault_found", found, "")

    def _declined(self) -> None:
        self._checks(self.visit.pace * 0.3, "pre")
        self._quote(self.visit.pace * 0.6)
        self._at(self.visit.pace, self.clerk, AnswerQuote("", "decline", "当面"))

    def _withdrawn(self) -> None:
        self._checks(self.visit.pace * 0.5, "pre", whole=False)
        self._at(self.visit.pace, self.clerk, Withdraw("", self.dice.choice(said.GIVE_UP)))

    def _go_home(self) -> None:
        visit = self.visit
        minute = visit.pace + self.dice.uniform(4, 14)
        case = visit.case
        if visit.outcome == "repaired" and not visit.warranty:
            due = case.labour + (self._price if case.price else 0)
            self._at(minute, self.clerk, TakePayment("", self.dice.choice(METHODS), due))
        proof = SecondProof("phone", identity.hidden_digits(visit.customer.phone))
        self._at(minute + 0.5, self.clerk, HandOver("", proof))
        self._at(minute + 0.8, self.clerk, PrintPaper("", "pickup_receipt"))
