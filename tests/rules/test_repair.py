"""From the bench to the shelf: what must be done before what, and the ways out."""

from __future__ import annotations

import pytest

from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.repair import ChangeProgramme, Reopen, StartRepair, TellCustomer, Void, Withdraw
from tests.builders import Case, approve, complete, decline, hand_over, post, quote, refused, start

SOME = AnswerChecks(
    "T", "pre", dict.fromkeys(("APP", "LIQ", "IDN", "LCK", "PWR", "LCD", "TCH", "CHG", "BAT"), "pass")
)


def test_no_repair_without_the_whole_list_before_it() -> None:
    case = Case().open().do(SOME, quote(), approve())
    decision = case.decide(start())

    assert refused(decision) == ("checks_missing", "ticket")
    case.do(AnswerChecks("T", "pre", {}, "untested"), start())
    assert case.state.stage == "repairing"


def test_a_technician_has_a_name() -> None:
    case = Case().open("approved")

    assert refused(case.decide(StartRepair("T", ""))) == ("empty", "technician")
    assert refused(case.decide(StartRepair("T", "x" * 41))) == ("text_long", "technician")


def test_no_completion_without_the_list_after_the_repair() -> None:
    case = Case().open("repairing").do(AnswerChecks("T", "post", {"APP": "pass"}))

    assert refused(case.decide(complete())) == ("post_missing", "ticket")
    assert refused(case.decide(complete(outcome="unrepairable"))) == ("post_missing", "ticket")


def test_what_nobody_started_cannot_be_repaired() -> None:
    assert refused(Case().open("approved").decide(complete())) == ("wrong_stage", "ticket")
    assert refused(Case().open("diagnosing").do(post()).decide(complete())) == ("not_started", "outcome")


def test_work_over_an_unanswered_quote_cannot_be_completed() -> None:
    case = Case().open("testing").do(quote(price=9_000))

    assert refused(case.decide(complete())) == ("wrong_stage", "ticket")


def test_completion_says_what_was_found_and_done() -> None:
    case = Case().open("testing")

    assert refused(case.decide(CompleteRepair("T", "repaired", " ", "x"))) == ("empty", "found")
    assert refused(case.decide(CompleteRepair("T", "repaired", "x", ""))) == ("empty", "done")


def test_nothing_found_needs_both_lists() -> None:
    case = Case().open().do(AnswerChecks("T", "pre", {"APP": "pass"}))
    assert refused(case.decide(complete(outcome="no_fault_found"))) == ("checks_missing", "ticket")

    case.do(SOME)
    assert refused(case.decide(complete(outcome="no_fault_found"))) == ("post_missing", "ticket")

    case.do(post(), complete(outcome="no_fault_found"))
    assert (case.state.stage, case.state.outcome, case.state.due) == ("ready", "no_fault_found", 0)


def test_told_twice_the_first_time_counts() -> None:
    case = Case().open("ready").do(TellCustomer("T", "sms"))
    first = case.state.told
    case.clock.move(5)

    assert case.do(TellCustomer("T", "phone")).state.told == first


@pytest.mark.parametrize("stage", ["received", "quoted", "repairing", "testing"])
def test_withdrawn_and_reopened_the_work_goes_on_where_it_was(stage: str) -> None:
    case = Case().open(stage).do(Withdraw("T", "changed their mind"))
    # What a technician opened is put together and tested before it leaves.
    begun = stage in {"repairing", "testing"}
    assert (case.state.stage, case.state.outcome, case.state.due) == (
        "testing" if begun else "ready",
        "withdrawn",
        0,
    )

    case.do(Reopen("T", "and again"))
    assert (case.state.stage, case.state.outcome, case.state.ended) == (stage, "", None)


def test_a_declined_ticket_reopens_at_its_quote_which_is_open_again() -> None:
    case = Case().open("quoted").do(decline(), Reopen("T", "yes after all"))

    assert case.state.stage == "quoted"
    case.do(approve(), start(), post(), complete())


def test_reopened_the_completion_the_word_and_the_list_after_are_struck() -> None:
    case = Case().open("ready").do(TellCustomer("T", "sms"), Reopen("T", "flickers"))
    state = case.state

    assert (state.stage, state.outcome, state.completed, state.told) == ("repairing", "", None, None)
    assert refused(case.decide(complete())) == ("post_missing", "ticket")


def test_a_void_ticket_needs_a_manager_and_stays_void() -> None:
    case = Case().open("quoted")
    assert refused(case.decide(Void("T", "twice"), signature="none")) == ("needs_manager", "manager_pin")
    assert refused(case.decide(Void("T", "twice"), signature="wrong")) == ("bad_pin", "manager_pin")
    assert refused(case.decide(Void("T", ""))) == ("empty", "reason")

    case.do(Void("T", "twice"), signature="manager")
    assert case.state.stage == "ready"
    assert refused(case.decide(Reopen("T", "no"))) == ("void_stays", "ticket")
    case.do(hand_over("T", case.token()))


def test_a_void_ticket_without_a_device_is_over() -> None:
    state = Case().open("quoted").do(Void("T", "twice", device_here=False)).state

    assert state.stage == "collected"
    assert state.collected is not None


@pytest.mark.parametrize("command", [Withdraw("T", ""), ChangeProgramme("T", "standard", " ")])
def test_a_reason_is_needed(command: object) -> None:
    assert refused(Case().open("quoted").decide(command)) == ("empty", "reason")


def test_the_same_programme_is_no_change() -> None:
    assert refused(Case().open().decide(ChangeProgramme("T", "quick", "x"))) == (
        "same_programme",
        "programme",
    )


def test_what_a_manager_said_of_one_attempt_does_not_cover_the_next() -> None:
    from mihome_desk.rules.progress import Note

    case = Case().open("repairing").do(post(TCH="fail"), Note("T", "replaced", ("TCH",)))
    assert case.state.regressions == ()

    assert case.do(start(), post(TCH="fail")).state.regressions == ("TCH",)
