"""Endings in a real store: comebacks link themselves, numbers are known again, random commands leave no contradiction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mihome_desk.db.acquaintance import COMEBACK_DAYS
from mihome_desk.desk import Desk
from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.endings import NewDevice, RefundGiven
from mihome_desk.rules.handover import RefundPayment
from mihome_desk.rules.intake import Customer, DeviceGiven
from mihome_desk.rules.loaner import LendLoaner, TakeBackLoaner
from mihome_desk.rules.progress import BeginWait, Resume
from mihome_desk.rules.repair import ChangeProgramme, Reopen, TellCustomer, Void, Withdraw
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.stages import next_step
from mihome_desk.rules.storage import StorageStep
from tests import builders
from tests.builders import FakeClock, ok, refused, shown, ticket_of, token_of, walk
from tests.db import moves_ends

DAY = 24 * 60
NEW = "867400052345679"
BOUGHT = Purchase(bought="2026-11-18", proof="invoice")
OTHER = DeviceGiven("phone", "Redmi K60", imei="352099001761481")


def exchanged(desk: Desk) -> str:
    """A four days old phone exchanged and handed over; its number."""
    number = ok(desk.do(builders.open_ticket(purchase=BOUGHT))).ticket
    ok(desk.do(builders.pre(number)))
    ok(desk.do(DecideCoverage(number, "in", "四天前购买")))
    ok(desk.do(builders.post(number)))
    ok(desk.do(CompleteRepair(number, "exchanged", "屏幕不亮", "换机", new_device=NewDevice(NEW))))
    ok(desk.do(builders.hand_over(number, token_of(desk, number))))
    return number


def test_what_the_house_kept_is_not_offered_as_the_customers_device(tmp_path: Path) -> None:
    """After an exchange the new device is theirs; after a refund none is."""
    desk = builders.store(tmp_path, kind="own")
    exchanged(desk)
    known = desk.acquaintance(builders.PHONE).devices
    assert [each.device.imei for each in known] == [NEW]

    again = ok(desk.do(builders.open_ticket(device=OTHER, purchase=BOUGHT))).ticket
    assert [each.device.imei for each in desk.acquaintance(builders.PHONE).devices] == [OTHER.imei, NEW]
    ok(desk.do(builders.pre(again)))
    ok(desk.do(DecideCoverage(again, "in", "四天前购买")))
    refund = CompleteRepair(again, "refunded", "屏幕不亮", "退机", refund=RefundGiven(199_900))
    ok(desk.do(refund))
    assert [each.device.imei for each in desk.acquaintance(builders.PHONE).devices] == [NEW]


# Comebacks


def test_a_device_back_within_thirty_days_links_itself(tmp_path: Path) -> None:
    clock = FakeClock()
    desk = builders.store(tmp_path, clock)
    first = walk(desk, "collected")
    clock.move(30 * DAY)
    second = ok(desk.do(builders.open_ticket())).ticket
    assert ticket_of(desk, second).comeback_of == ticket_of(desk, first).id

    history = desk.history_of(first)
    assert [visit.number for visit in history.later] == [second]
    assert desk.history_of(second).earlier == next(v for v in history.device if v.number == first)
    assert builders.problems(desk) == []


@pytest.mark.parametrize("days", [31, 400])
def test_later_it_is_a_new_matter(tmp_path: Path, days: int) -> None:
    clock = FakeClock()
    desk = builders.store(tmp_path, clock)
    walk(desk, "collected")
    clock.move(days * DAY)

    assert ticket_of(desk, ok(desk.do(builders.open_ticket())).ticket).comeback_of == ""


def test_what_nobody_worked_on_or_still_lies_here_is_no_comeback(tmp_path: Path) -> None:
    desk = builders.store(tmp_path)
    declined = walk(desk, "quoted")
    ok(desk.do(builders.decline(declined)))
    ok(desk.do(builders.hand_over(declined, token_of(desk, declined))))
    assert ticket_of(desk, ok(desk.do(builders.open_ticket())).ticket).comeback_of == ""

    walk(desk, "repairing", device=OTHER)
    assert ticket_of(desk, ok(desk.do(builders.open_ticket(device=OTHER))).ticket).comeback_of == ""


def test_the_new_device_of_an_exchange_is_known_again(tmp_path: Path) -> None:
    clock = FakeClock()
    desk = builders.store(tmp_path, clock, kind="own")
    first = exchanged(desk)
    clock.move(3 * DAY)
    again = builders.open_ticket(device=DeviceGiven("phone", "Redmi Note 7", imei=NEW))
    second = ok(desk.do(again)).ticket

    assert ticket_of(desk, second).comeback_of == ticket_of(desk, first).id
    (past,) = desk.device_past(NEW, but=ticket_of(desk, second).id)
    assert past.exchanged_to
    assert {visit.number for visit in desk.history_of(second).device} == {first, second}


def test_two_days_limits_are_the_same(tmp_path: Path) -> None:
    desk = builders.store(tmp_path)
    assert desk.catalogue.warranty.comeback_days == COMEBACK_DAYS


# Whole ways


def test_an_exchange_gives_a_device_that_nobody_knew(tmp_path: Path) -> None:
    desk = builders.store(tmp_path, kind="own")
    walk(desk, "received", device=replace(OTHER, imei=NEW))
    number = ok(desk.do(builders.open_ticket(purchase=BOUGHT))).ticket
    ok(desk.do(builders.pre(number)))
    ok(desk.do(DecideCoverage(number, "in", "四天前购买")))
    ok(desk.do(builders.post(number)))

    answer = desk.do(CompleteRepair(number, "exchanged", "x", "y", new_device=NewDevice(NEW)))
    assert refused(answer) == ("not_new", "new_device.imei")


def test_an_outlet_certifies_what_it_did_not_sell(tmp_path: Path) -> None:
    desk = builders.store(tmp_path)
    number = ok(desk.do(builders.open_ticket(purchase=BOUGHT))).ticket
    ok(desk.do(builders.pre(number)))
    ok(desk.do(DecideCoverage(number, "in", "四天前购买")))
    ok(desk.do(builders.post(number)))
    refund = CompleteRepair(number, "refunded", "x", "", refund=RefundGiven(199_900))
    assert refused(desk.do(refund)) == ("not_the_seller", "outcome")

    ok(desk.do(CompleteRepair(number, "certified", "屏幕不亮", "")))
    assert shown(desk, number)["outcome"] == "certified"
    ok(desk.do(builders.hand_over(number, token_of(desk, number))))


def test_a_refund_pays_out_and_the_device_stays(tmp_path: Path) -> None:
    desk = builders.store(tmp_path, kind="own")
    number = ok(desk.do(builders.open_ticket(purchase=BOUGHT))).ticket
    ok(desk.do(builders.pre(number)))
    ok(desk.do(DecideCoverage(number, "in", "四天前购买")))
    ok(desk.do(CompleteRepair(number, "refunded", "屏幕不亮", "", refund=RefundGiven(199_900))))
    ok(desk.do(RefundPayment(number, "alipay", 199_900, "退货")))
    ok(desk.do(builders.hand_over(number, token_of(desk, number))))

    found = shown(desk, number)
    assert (found["stage"], found["overpaid"], found["refund_due"]) == ("collected", 0, 199_900)
    assert builders.problems(desk) == []


def test_each_loaner_is_with_one_customer(tmp_path: Path) -> None:
    desk = builders.store(tmp_path)
    first = walk(desk, "received")
    second = walk(desk, "received", customer=Customer("李四", "13900001111"), device=OTHER)
    ok(desk.do(LendLoaner(first, "Redmi 9A", "b-01", 10_000)))

    answer = desk.do(LendLoaner(second, "Redmi 9A", "B-01"))
    assert refused(answer) == ("loaner_elsewhere", "serial")
    assert answer.refusal is not None
    assert answer.refusal.params == {"ticket": first}
    ok(desk.do(TakeBackLoaner(first, "as it was")))
    ok(desk.do(LendLoaner(second, "Redmi 9A", "B-01")))


def test_two_devices_of_one_customer_leave_one_by_one(tmp_path: Path) -> None:
    desk = builders.store(tmp_path)
    first = walk(desk, "ready")
    second = walk(desk, "repairing", device=OTHER)
    ok(desk.do(builders.pay(first)))
    # The slip of the one proves nothing about the other.
    assert refused(desk.do(builders.hand_over(first, token_of(desk, second)))) == ("other_ticket", "token")
    ok(desk.do(builders.hand_over(first, token_of(desk, first))))

    assert [head.number for head in desk.others_here(first)] == [second]
    assert ticket_of(desk, second).stage == "repairing"


def test_a_device_that_nobody_collects_is_settled_by_its_steps(tmp_path: Path) -> None:
    clock = FakeClock()
    desk = builders.store(tmp_path, clock, manager_pin="4711")
    number = walk(desk, "ready")
    ok(desk.do(TellCustomer(number, "phone")))
    assert refused(desk.do(StorageStep(number, "remind", "phone"))) == ("storage_early", "step")
    clock.move(31 * DAY)
    ok(desk.do(StorageStep(number, "remind", "phone")))
    clock.move(30 * DAY)
    ok(desk.do(StorageStep(number, "notice", "letter")))
    clock.move(30 * DAY)
    settle = StorageStep(number, "settle", "letter", "scrapped")
    assert refused(desk.do(settle)) == ("needs_manager", "manager_pin")
    ok(desk.do(replace(settle, manager_pin="4711")))

    assert ticket_of(desk, number).stage == "collected"
    assert date.fromisoformat(desk.today()) > date(2027, 2, 1)
    assert builders.problems(desk) == []


# Random ones


def plain_move(desk: Desk, number: int) -> Any:
    """What else happens at a counter."""
    ticket = moves_ends.some(desk, number)
    if ticket is None or number % 9 == 0:
        device = DeviceGiven("phone", "Redmi Note 7", imei=moves_ends.imei(number // 9))
        return builders.open_ticket(device=device, purchase=BOUGHT if number % 2 else Purchase())
    if number % 3:
        ticket = moves_ends.tickets(desk)[-1 - number % min(4, len(moves_ends.tickets(desk)))]
    name = ticket.number
    onward = {
        "answer_checks": builders.post(name) if ticket.pre.complete else builders.pre(name),
        "quote": builders.quote(name),
        "answer_quote": builders.approve(name),
        "start_repair": builders.start(name),
        "complete_repair": builders.complete(name),
        "hand_over": builders.hand_over(name, token_of(desk, name)),
    }.get(next_step(ticket))
    if number % 2 and onward is not None:
        return onward
    moves: tuple[Any, ...] = (
        builders.pre(name),
        DecideCoverage(name, "in", "在保"),
        builders.quote(name),
        builders.approve(name),
        builders.start(name),
        builders.post(name),
        Withdraw(name, "hurry"),
        Reopen(name, "again"),
        TellCustomer(name, "phone"),
        BeginWait(name, "parts"),
        Resume(name),
        ChangeProgramme(name, "standard", "late"),
        Void(name, "twice", device_here=bool(number % 3)),
        builders.pay(name, max(1, ticket.open_amount)),
        RefundPayment(name, "cash", max(1, ticket.overpaid), "back"),
        builders.hand_over(name, token_of(desk, name)),
    )
    return moves[number // 11 % len(moves)]


@pytest.mark.parametrize("seed", range(3))
def test_random_commands_leave_no_contradiction(tmp_path: Path, seed: int) -> None:
    clock, random = FakeClock(), Random(seed)
    desk = builders.store(tmp_path, clock, kind="own")
    makers = [*moves_ends.MOVES.values(), *[plain_move] * 9]
    done = set()
    for _ in range(300):
        clock.move(random.choice((1, 5, 60, DAY, 3 * DAY)))
        command = random.choice(makers)(desk, random.randrange(1_000_000))
        if command is not None:
            answer = desk.do(command)
            done |= set(answer.events)
    moves_ends.check(desk)
    assert {"RepairCompleted", "LoanerLent", "LoanerReturned"} <= done
    assert builders.problems(desk) == []
