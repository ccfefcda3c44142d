"""Every command at every stage: possible by the table, or refused with the stage and what is possible."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from mihome_desk.rules import house
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.coverage import AnswerNotice, DecideCoverage
from mihome_desk.rules.faults import AddFault
from mihome_desk.rules.handover import RefundPayment
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.invoice import RequestInvoice
from mihome_desk.rules.loaner import LendLoaner, TakeBackLoaner
from mihome_desk.rules.mailin import Dispatch, PassOn, ReceiveBack
from mihome_desk.rules.paperwork import PrintPaper, ReissueSlip
from mihome_desk.rules.parts import ReturnPart, UsePart
from mihome_desk.rules.progress import Assign, BeginWait, CallCustomer, Move, Note, Resume
from mihome_desk.rules.repair import ChangeProgramme, Reopen, TellCustomer, Void, Withdraw
from mihome_desk.rules.stages import TABLE, next_step, possible
from mihome_desk.rules.storage import StorageStep
from mihome_desk.rules.ticket import Stage
from mihome_desk.rules.unlocking import KeepUnlock, ReadUnlock
from tests.builders import (
    STEPS,
    Case,
    approve,
    complete,
    hand_over,
    pack,
    pay,
    post,
    pre,
    quote,
    refused,
    ship,
    start,
    steps,
)

STAGES: tuple[str, ...] = get_args(Stage)
COMMANDS: dict[str, Any] = {
    "note": Note("T", "called"),
    "correct": Correct("T", "device.colour", "blue", "seen wrongly"),
    "add_fault": AddFault("T", "SLOW_CHARGE", "slow"),
    "assign": Assign("T", "王工"),
    "wait": BeginWait("T", "customer"),
    "resume": Resume("T"),
    "call_customer": CallCustomer("T", "parts came"),
    "refund_payment": RefundPayment("T", "cash", 5_000, "too much"),
    "move": Move("T", "B2"),
    "keep_unlock": KeepUnlock("T", "1234", "pin"),
    "read_unlock": ReadUnlock("T", "test the touch"),
    "reissue_slip": ReissueSlip("T", "lost"),
    "answer_checks": pre(),
    "quote": quote(),
    "answer_quote": approve(),
    "start_repair": start(),
    "complete_repair": complete(outcome="no_fault_found"),
    "tell_customer": TellCustomer("T", "phone"),
    "take_payment": pay(),
    "hand_over": hand_over("T", "1"),
    "withdraw": Withdraw("T", "home"),
    "void": Void("T", "twice"),
    "reopen": Reopen("T", "again"),
    "change_programme": ChangeProgramme("T", "mail_in", "parts"),
    "print_paper": PrintPaper("T", "intake_slip"),
    "pack": pack(),
    "ship": ship(),
    "pass_on": PassOn("T", "centre"),
    "receive_back": ReceiveBack("T", "repaired"),
    "decide_coverage": DecideCoverage("T", "in", "seen"),
    "answer_notice": AnswerNotice("T", "agree", "counter"),
    "use_part": UsePart("T", "SCREEN-1", 1),
    "return_part": ReturnPart("T", "SCREEN-1", 1, "good", "wrong one"),
    "request_invoice": RequestInvoice("张三", "T"),
    "dispatch": Dispatch("T", "顺丰", "SF1234567890"),
    "lend_loaner": LendLoaner("T", "Redmi 9A", "B-01"),
    "take_back_loaner": TakeBackLoaner("T", "as it was"),
    "storage_step": StorageStep("T", "remind", "by phone"),
}


UNMET: dict[str, frozenset[str]] = {
    "resume": frozenset({"not_waiting"}),
    "read_unlock": frozenset({"no_unlock"}),
    "refund_payment": frozenset({"over_paid"}),
    "hand_over": frozenset({"bad_token", "money_open"}),
    "quote": frozenset({"checks_missing"}),
    "complete_repair": frozenset({"checks_missing", "post_missing"}),
    "answer_quote": frozenset({"no_quote_open"}),
    "void": frozenset({"device_away"}),
    "reopen": frozenset({"nothing_to_reopen"}),
    "take_back_loaner": frozenset({"no_loaner"}),
    "storage_step": frozenset({"not_told", "storage_early"}),
    "pack": frozenset({"not_mail_in"}),
    "ship": frozenset({"not_packed"}),
    "dispatch": frozenset({"not_by_parcel"}),
    "answer_notice": frozenset({"no_notice"}),
    "use_part": frozenset({"unknown_sku"}),
    "return_part": frozenset({"not_in_device", "reopen_first"}),
}
"""What a stage that allows a command may still refuse it for, on the straight way to that stage."""


def test_the_table_knows_every_command_that_names_a_ticket_and_every_stage() -> None:
    # A sale or an invoice request may name a ticket; its subject is none.
    beside = {command for part in house._BESIDE for command in part.DECIDE}
    named = {
        name
        for name, command in house.COMMANDS.items()
        if command not in beside and "ticket" in {field.name for field in fields(command)}
    }

    assert named == set(TABLE) == set(COMMANDS)
    assert tuple(stage for stage in STAGES if stage not in {"waiting_parts", "at_hq"}) == STEPS


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_possible_by_the_table_or_refused_in_words(name: str, stage: str) -> None:
    case = Case().open(stage)
    command = post() if name == "answer_checks" and stage in {"repairing", "testing"} else COMMANDS[name]
    if name == "take_payment" and stage == "ready":
        assert case.state.open_amount

    decision = case.decide(command)

    if stage in TABLE[name]:
        assert decision.refusal is None or decision.refusal.code in UNMET.get(name, ()), decision.refusal
        assert bool(decision.events) is (decision.refusal is None)
    else:
        assert refused(decision) == ("wrong_stage", "ticket")
        assert decision.events == ()
        assert decision.refusal is not None
        params = decision.refusal.params
        assert params["stage"] == stage
        assert params["possible"] == " ".join(possible(case.state.stage))


def test_every_stage_but_the_last_offers_a_next_step_that_the_table_allows() -> None:
    for stage in STAGES[:-1]:
        ticket = Case().open(stage).state
        assert next_step(ticket) in possible(ticket.stage)
    assert next_step(Case().open("collected").state) == ""


def test_following_the_next_step_leads_from_intake_to_the_customer() -> None:
    case = Case().open()
    for _ in range(20):
        step = next_step(case.state)
        if not step:
            break
        if step == "hand_over":
            case.do(pay(), hand_over("T", case.token()))
        elif step == "answer_checks":
            case.do(pre() if not case.state.pre.complete else post())
        else:
            case.do({"complete_repair": complete()}.get(step, COMMANDS[step]))
    assert case.state.stage == "collected"


def test_collected_is_the_end_but_for_words_money_and_papers() -> None:
    assert possible("collected") == (
        "note",
        "correct",
        "call_customer",
        "refund_payment",
        "request_invoice",
        "print_paper",
    )


def test_history_takes_notes_and_nothing_else() -> None:
    case = Case().do(ImportRepair("mobifix", "1", "2020-01-01"))

    decision = case.decide(COMMANDS["quote"])

    assert refused(decision)[0] == "wrong_stage"
    assert decision.refusal is not None
    assert decision.refusal.params["possible"] == "note"
    for name in ("print_paper", "correct", "call_customer", "refund_payment"):
        assert refused(case.decide(COMMANDS[name])) == ("history_only", "ticket")
    case.do(COMMANDS["note"])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_frozen_ticket_takes_nothing(name: str) -> None:
    case = Case().open("ready")
    case.ticket = replace(case.state, frozen=True)

    assert refused(case.decide(COMMANDS[name])) == ("frozen", "ticket")


def test_testing_a_device_nobody_worked_on_starts_no_repair() -> None:
    case = Case().open("diagnosing")
    case.do(post())

    assert case.state.stage == "diagnosing"
    assert case.state.post.complete
    assert refused(case.decide(COMMANDS["start_repair"]))[0] == "wrong_stage"


def test_the_straight_way_has_a_command_for_each_stage() -> None:
    case = Case().open()
    for at, stage in enumerate(STEPS[1:-1], 1):
        case.do(list(steps("T", STEPS[at]))[-1])
        assert case.state.stage == stage
