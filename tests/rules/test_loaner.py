"""Loaners out and back, and the steps about devices that nobody collects."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mihome_desk.rules.loaner import LendLoaner, TakeBackLoaner
from mihome_desk.rules.repair import Reopen, TellCustomer, Withdraw
from mihome_desk.rules.storage import StorageStep
from tests.builders import Case, hand_over, pay, refused

DAY = 24 * 60
LEND = LendLoaner("T", "Redmi 9A", "b-01", 20_000)


def test_a_loaner_goes_out_and_comes_back_before_the_device_leaves() -> None:
    case = Case().open("ready").do(pay(), LEND)
    out = case.state.loaner_out
    assert out is not None
    assert out.serial == "B-01"
    assert refused(case.decide(hand_over("T", case.token()))) == ("loaner_out", "ticket")

    case.do(TakeBackLoaner("T", "as it was", 5_000))
    assert case.state.loaner_out is None
    assert case.events[-1].deposit_back == 15_000
    case.do(hand_over("T", case.token()))
    assert not case.state.conflict


def test_one_loaner_for_a_ticket_and_each_for_one_customer() -> None:
    case = Case().open().do(LEND)

    assert refused(case.decide(LendLoaner("T", "Redmi 10A", "B-02"))) == ("has_loaner", "ticket")
    other = Case().open()
    assert refused(other.decide(LEND, loaner_at="BJ001-261101-00015")) == ("loaner_elsewhere", "serial")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (LendLoaner("T", "", "B-01"), ("empty", "name")),
        (LendLoaner("T", "Redmi 9A", " "), ("empty", "serial")),
        (LendLoaner("T", "Redmi 9A", "490154203237519"), ("imei_check", "serial")),
        (LendLoaner("T", "Redmi 9A", "490154203237518"), ("own_device", "serial")),
        (LendLoaner("T", "Redmi 9A", "B-01", -1), ("negative", "deposit")),
        (TakeBackLoaner("T", "fine"), ("no_loaner", "ticket")),
    ],
)
def test_what_is_no_loaner(command: object, code: tuple[str, str]) -> None:
    assert refused(Case().open().decide(command)) == code


def test_a_deposit_is_kept_up_to_what_it_was_and_with_words() -> None:
    case = Case().open().do(LEND)

    assert refused(case.decide(TakeBackLoaner("T", "cracked", 20_001))) == ("over_deposit", "keep")
    assert refused(case.decide(TakeBackLoaner("T", ""))) == ("empty", "condition")


def test_a_second_loaner_after_the_first() -> None:
    case = Case().open().do(LEND, TakeBackLoaner("T", "empty battery"), LendLoaner("T", "Redmi 10A", "B-02"))

    assert case.state.loaner_out is not None
    assert case.state.loaner_out.name == "Redmi 10A"


# Storage


def told(days: int) -> Case:
    """A declined phone whose customer was told so many days ago; the case's day follows."""
    case = Case().open("received").do(Withdraw("T", "no"), TellCustomer("T", "phone"))
    case.clock.move(days * DAY)
    case.changes["day"] = f"{date(2026, 11, 22) + timedelta(days)}"
    return case


def step(name: str, reason: str = "") -> StorageStep:
    return StorageStep("T", name, "by phone", reason)  # type: ignore[arg-type]


def test_storage_counts_from_the_day_of_telling_by_the_calendar() -> None:
    assert refused(Case().open("ready").decide(step("remind"))) == ("not_told", "ticket")
    assert refused(told(29).decide(step("remind"))) == ("storage_early", "step")
    assert told(30).do(step("remind")).state.storage == ("remind",)


def test_the_steps_come_in_their_order_and_once() -> None:
    case = told(95)
    assert refused(case.decide(step("notice"))) == ("storage_order", "step")
    case.do(step("remind"), step("notice"))
    assert refused(case.decide(step("remind"))) == ("storage_order", "step")

    assert refused(case.decide(step("settle"))) == ("empty", "reason")
    assert refused(case.decide(step("settle", "auctioned"), signature="none"))[0] == "needs_manager"
    case.do(step("settle", "auctioned"), signature="manager")
    assert (case.state.stage, case.state.outcome) == ("collected", "withdrawn")
    assert case.state.collected is not None
    assert not case.state.conflict


def test_a_notice_waits_for_its_days() -> None:
    case = told(59).do(step("remind"))

    assert refused(case.decide(step("notice"))) == ("storage_early", "step")


def test_settled_only_when_the_loaner_is_back() -> None:
    case = told(95).do(LEND, step("remind"), step("notice"))

    assert refused(case.decide(step("settle", "auctioned"))) == ("loaner_out", "ticket")


def test_reopened_the_steps_are_forgotten_with_the_word() -> None:
    case = told(40).do(step("remind"), Reopen("T", "repair it"))

    assert (case.state.storage, case.state.told) == ((), None)
