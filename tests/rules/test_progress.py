"""Who does it, where it lies, what it waits for: explained time beside the hour, never two waits at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.rules.clock import ClockFacts, read_clock
from mihome_desk.rules.progress import (
    Assign,
    BeginWait,
    CallCustomer,
    CustomerCalled,
    Move,
    Moved,
    Resume,
    WaitBegan,
    WaitEnded,
)
from mihome_desk.rules.repair import ChangeProgramme, Reopen, Void, Withdraw
from mihome_desk.rules.stages import BEFORE_READY, TABLE, next_step
from mihome_desk.rules.ticket import Ticket
from tests.builders import MINUTE, Case, approve, complete, decline, post, quote, refused, start, steps

PARTS, CUSTOMER = BeginWait("T", "parts", "缺屏幕"), BeginWait("T", "customer", "等备份")


@pytest.mark.parametrize("stage", ["approved", "repairing", "testing"])
def test_waiting_for_parts_is_a_stage_and_going_on_leads_back(stage: str) -> None:
    case = Case().open(stage)
    case.do(PARTS)
    assert (case.state.stage, case.state.at_work) == ("waiting_parts", stage)
    assert next_step(case.state) == "resume"

    case.clock.move(20)
    case.do(Resume("T"))

    assert (case.state.stage, case.state.waiting) == (stage, None)
    [wait] = case.state.waits
    assert wait.until is not None
    assert wait.until.at_ms - wait.since.at_ms == 20 * MINUTE


@pytest.mark.parametrize("stage", ["received", "diagnosing", "quoted"])
def test_parts_are_waited_for_once_the_customer_has_approved(stage: str) -> None:
    assert refused(Case().open(stage).decide(PARTS)) == ("parts_too_early", "on")


@pytest.mark.parametrize("stage", ["received", "diagnosing", "quoted", "approved", "repairing", "testing"])
def test_waiting_for_the_customer_leaves_the_stage(stage: str) -> None:
    case = Case().open(stage).do(CUSTOMER)
    assert (case.state.stage, case.state.waiting and case.state.waiting.on) == (stage, "customer")

    case.do(Resume("T"))

    assert (case.state.stage, case.state.waiting) == (stage, None)


def test_the_reason_of_a_wait_is_private() -> None:
    assert Case().open().decide(CUSTOMER).events == (WaitBegan("customer", "等备份"),)
    assert "reason" in WaitBegan.PRIVATE


def test_there_is_one_wait_at_a_time() -> None:
    case = Case().open("approved").do(CUSTOMER)

    assert refused(case.decide(PARTS)) == ("already_waiting", "on")
    assert refused(case.decide(CUSTOMER)) == ("already_waiting", "on")
    assert refused(case.do(Resume("T")).decide(Resume("T"))) == ("not_waiting", "ticket")


@pytest.mark.parametrize(
    ("to", "command", "stage"),
    [
        ("quoted", approve(), "approved"),
        ("quoted", decline(), "ready"),
        ("quoted", Withdraw("T", "x"), "ready"),
        ("approved", start(), "repairing"),
        ("repairing", post(), "testing"),
        ("testing", complete(), "ready"),
        ("diagnosing", quote(), "quoted"),
        ("repairing", Void("T", "x"), "ready"),
    ],
)
def test_whatever_moves_the_work_on_ends_the_wait(to: str, command: Any, stage: str) -> None:
    case = Case().open(to).do(CUSTOMER)
    case.clock.move(3)

    case.do(command)

    assert case.state.stage == stage
    assert case.state.waiting is None
    assert case.state.waits[0].until is not None
    assert case.state.waits[0].until.at_ms == case.clock.at_ms


@pytest.mark.parametrize("command", [Withdraw("T", "x"), Void("T", "x"), quote(price=7_000), quote(price=0)])
def test_a_wait_for_parts_ends_with_the_work(command: Any) -> None:
    case = Case().open("repairing").do(PARTS, command)

    assert case.state.stage != "waiting_parts"
    assert case.state.waiting is None


def test_what_changes_no_stage_leaves_the_wait_open() -> None:
    case = Case().open("approved").do(CUSTOMER, ChangeProgramme("T", "standard", "x"), Assign("T", "王工"))

    assert case.state.waiting is not None


def test_reopened_after_a_withdrawal_in_a_wait_the_work_is_where_it_was() -> None:
    case = Case().open("testing").do(PARTS, Withdraw("T", "x"), Reopen("T", "wants it after all"))

    assert (case.state.stage, case.state.waiting) == ("testing", None)


def test_a_wait_is_never_taken_off_the_hour() -> None:
    def facts(ticket: Ticket) -> ClockFacts:
        return ClockFacts(True, "", None, ticket.outcome, ticket.opened, ticket.ended)

    case = Case().open("repairing").do(PARTS)
    case.clock.move(61)

    clock = read_clock(facts(case.state), case.clock.now(), case.boots)

    assert clock.state == "missed"
    assert clock.elapsed.at_least == 61 * MINUTE


def test_an_end_without_a_wait_contradicts_the_state() -> None:
    case = Case().open("approved")
    case.happen(WaitEnded("parts"))

    assert case.state.conflict


def test_a_second_wait_from_elsewhere_closes_the_first() -> None:
    case = Case().open("approved")
    case.happen(WaitBegan("parts"))
    case.happen(WaitBegan("customer"))
    case.happen(WaitEnded("customer"))

    assert case.state.waiting is None
    assert case.state.conflict  # the table allows no wait while parts are waited for
    assert all(wait.until for wait in case.state.waits)


@given(
    st.lists(
        st.sampled_from([PARTS, CUSTOMER, Resume("T"), start(), post(), complete(), quote()]), max_size=12
    )
)
def test_waits_never_overlap_and_only_the_last_is_open(commands: list[Any]) -> None:
    case = Case().open("approved")
    for command in commands:
        case.clock.move(1)
        case.take(case.decide(command))
        waits = case.state.waits
        ends = [wait.until.at_ms for wait in waits if wait.until]
        assert len(ends) >= len(waits) - 1
        assert all(wait.until for wait in waits[:-1])
        assert all(later.since.at_ms >= end for later, end in zip(waits[1:], ends, strict=False))
        parts = case.state.waiting is not None and case.state.waiting.on == "parts"
        assert (case.state.stage == "waiting_parts") == parts
    assert not case.state.conflict


# Technician, place, call


def test_a_technician_is_named_and_whoever_starts_takes_over() -> None:
    case = Case().open("quoted").do(Assign("T", " 王工 "))
    assert case.state.technician == "王工"

    case.do(*list(steps("T", "repairing"))[2:])

    assert case.state.technician == "李工"
    assert refused(case.decide(Assign("T", "李工"))) == ("no_change", "technician")
    assert refused(case.decide(Assign("T", " "))) == ("empty", "technician")


def test_work_is_assigned_before_it_is_over() -> None:
    assert TABLE["assign"] == TABLE["add_fault"] == BEFORE_READY


def test_a_device_is_moved_and_the_place_is_private() -> None:
    case = Case().open("ready", place="A1").do(Move("T", "B2"))

    assert case.personal["place"] == "B2"
    assert "place" in Moved.PRIVATE
    assert refused(case.decide(Move("T", "B2"))) == ("no_change", "place")
    assert refused(case.decide(Move("T", ""))) == ("empty", "place")


def test_a_call_keeps_its_purpose_and_changes_nothing() -> None:
    case = Case().open()
    before = case.state

    decision = case.decide(CallCustomer("T", "报价确认"))

    assert decision.events == (CustomerCalled("报价确认"),)
    case.take(decision)
    assert case.state == before
    assert refused(case.decide(CallCustomer("T", "\n"))) == ("empty", "purpose")
