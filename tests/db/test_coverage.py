"""What a device tells of its past, and coverage over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from mihome_desk import text
from mihome_desk.desk import Desk
from mihome_desk.printing.layout import lay
from mihome_desk.printing.terminal import text_lines
from mihome_desk.rules.coverage import AnswerNotice, DecideCoverage
from mihome_desk.rules.intake import DeviceGiven, FaultGiven
from mihome_desk.rules.progress import BeginWait, Resume
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.repair import TellCustomer, Void
from mihome_desk.rules.service import Purchase
from mihome_desk.settings import Settings
from tests import builders
from tests.builders import FakeClock, ok, problems, refused
from tests.db import moves_claims

DAY = 24 * 60
PURCHASE = Purchase(bought="2025-11-30", proof="invoice")
PHONE = DeviceGiven("phone", "Redmi Note 7", imei=builders.IMEI, sn="12345/ABCDEFGH")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    text.use("en")
    found = builders.store(tmp_path, clock)
    yield found
    found.close()


def collected(desk: Desk, number: str) -> str:
    amount = builders.ticket_of(desk, number).open_amount
    if amount:
        ok(desk.do(builders.pay(number, amount)))
    ok(desk.do(builders.hand_over(number, builders.token_of(desk, number))))
    return number


def said(desk: Desk, number: str, kind: str, language: str = "en") -> str:
    return " ".join(" ".join(text_lines(lay(desk.paper(number, kind, language, Settings()), 80))).split())


def test_earlier_repairs_lengthen_the_period_by_the_days_they_took(desk: Desk, clock: FakeClock) -> None:
    builders.walk(desk, "received", device=replace(PHONE, imei="862471041234568", sn=""))
    first = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE)
    ok(desk.do(DecideCoverage(first, "in")))
    ok(desk.do(BeginWait(first, "customer")))
    [past] = desk.device_past(builders.IMEI)
    assert (past.ticket, past.busy_days, past.faults) == (first, 0, (("NO_POWER", "host", "in"),))
    assert desk.device_past("12345/abcdefgh") == desk.device_past(builders.IMEI)
    assert desk.device_past("") == ()


def test_a_void_ticket_is_no_past(desk: Desk) -> None:
    number = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE)
    assert desk.known_purchase(builders.IMEI).purchase == PURCHASE
    ok(desk.do(Void(number, "twice")))
    assert desk.device_past(builders.IMEI) == ()
    assert desk.known_purchase(builders.IMEI).purchase == Purchase()


def test_days_in_repair_and_days_of_waiting_are_told_apart(desk: Desk, clock: FakeClock) -> None:
    number = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE, invoice="FP-1")
    for command in builders.steps(number, "repairing"):
        ok(desk.do(command))
    ok(desk.do(BeginWait(number, "parts")))
    clock.move(4 * DAY)
    ok(desk.do(Resume(number)))
    clock.move(2 * DAY)
    for command in (builders.post(number), builders.complete(number), TellCustomer(number, "sms")):
        ok(desk.do(command))
    # What the owner leaves lying here is no repair.
    clock.move(20 * DAY)
    collected(desk, number)
    [past] = desk.device_past(builders.IMEI)
    assert (past.busy_days, past.parts_days, past.outcome) == (6, 4, "repaired")
    assert past.collected > past.done
    assert desk.known_purchase(builders.IMEI) == (PURCHASE, "FP-1")


def test_the_same_fault_again_is_in_warranty_by_the_repair(desk: Desk, clock: FakeClock) -> None:
    over = Purchase(bought="2024-01-05", proof="invoice")
    first = builders.walk(desk, "collected", purchase=over, device=PHONE)
    assert builders.ticket_of(desk, first).stage == "collected"
    clock.move(20 * DAY)
    number = builders.walk(desk, "received", purchase=over, device=PHONE)
    ok(desk.do(DecideCoverage(number, "in")))
    covered = builders.ticket_of(desk, number).faults[0].covered
    assert covered is not None
    assert covered.rule == "repair.guarantee"
    other = builders.walk(desk, "received", purchase=over, device=PHONE, faults=(FaultGiven("CAMERA"),))
    assert refused(desk.do(DecideCoverage(other, "in"))) == ("coverage_needs_reason", "reason")


def test_a_pin_signs_a_departure(tmp_path: Path, clock: FakeClock) -> None:
    desk = builders.store(tmp_path, clock, manager_pin="1357")
    number = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE)
    told = DecideCoverage(number, "void", "摔过", evidence="照片 1", acknowledged=True)
    assert refused(desk.do(told)) == ("needs_manager", "manager_pin")
    assert refused(desk.do(replace(told, manager_pin="0000"))) == ("bad_pin", "manager_pin")
    ok(desk.do(replace(told, manager_pin="1357")))
    shown = builders.shown(desk, number)
    assert shown["coverage"] == "void"
    assert shown["faults"][0]["covered"]["signed"] == "manager"
    assert "1357" not in str(shown)
    desk.close()


def test_what_people_said_stays_out_of_the_public_facts(desk: Desk) -> None:
    number = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE, invoice="FP-9")
    ok(desk.do(DecideCoverage(number, "void", "swam", excluded="liquid", evidence="photo 7")))
    ok(desk.do(AnswerNotice(number, "disagree", "phone")))
    history = builders.shown(desk, number)["history"]
    public = str([event["facts"] for event in history])
    assert "swam" not in public
    assert "photo 7" not in public
    assert "FP-9" not in public
    words = str([event["words"] for event in history])
    assert "swam" in words
    assert "photo 7" in words


# Papers


def test_the_notice_says_rule_and_evidence_and_waits_for_a_signature(desk: Desk) -> None:
    number = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE, invoice="FP-9")
    with pytest.raises(Refused):
        desk.paper(number, "no_warranty_notice", "en", Settings())
    ok(
        desk.do(
            DecideCoverage(number, "void", "", excluded="liquid", evidence=f"photo 7, call {builders.PHONE}")
        )
    )
    paper = said(desk, number, "no_warranty_notice")
    for words in ("liquid damage", "photo 7", "2025-11-30", "FP-9", "Customer's signature", "I do not agree"):
        assert words in paper
    assert builders.PHONE not in paper
    assert "非保" in said(desk, number, "no_warranty_notice", "zh_CN")

    ok(desk.do(AnswerNotice(number, "agree", "counter")))
    assert "Answer Agrees" in said(desk, number, "no_warranty_notice")


def test_the_notice_leaves_out_what_is_in_warranty(desk: Desk) -> None:
    two = (FaultGiven("NO_POWER"), FaultGiven("LIQUID"))
    number = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE, faults=two)
    ok(desk.do(DecideCoverage(number, "in")))
    ok(desk.do(DecideCoverage(number, "void", fault=1, excluded="liquid", evidence="label is red")))
    paper = said(desk, number, "no_warranty_notice")
    assert "label is red" in paper
    assert "does not power on" not in paper


def test_what_a_manager_decided_stands_on_the_notice_as_such(desk: Desk) -> None:
    number = builders.walk(desk, "received", purchase=PURCHASE, device=PHONE)
    ok(desk.do(DecideCoverage(number, "out", "bought used", evidence="receipt", acknowledged=True)))
    paper = said(desk, number, "no_warranty_notice")
    assert "decided by a manager" in paper
    assert "bought used" in paper
    assert "free of charge" not in paper


# Random moves


@pytest.mark.parametrize("seed", range(3))
def test_random_moves_keep_the_invariants(desk: Desk, clock: FakeClock, seed: int) -> None:
    random = Random(seed)
    done = 0
    for _turn in range(150):
        clock.move(random.choice((1, 60, DAY, 9 * DAY)))
        move = moves_claims.MOVES[random.choice(sorted(moves_claims.MOVES))]
        command = move(desk, random.randrange(1 << 30))
        if command is not None:
            done += desk.do(command).ok
    assert done > 20
    moves_claims.check(desk)
    assert problems(desk) == []
