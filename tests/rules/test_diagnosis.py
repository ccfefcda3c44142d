"""The checklist: tiers, bulk answers, the dead device, and what each list allows next."""

from __future__ import annotations

import pytest

from mihome_desk import bootstrap
from mihome_desk.rules.diagnosis import DEAD_DEVICE, AnswerChecks, missing_for_quote
from mihome_desk.rules.intake import DeviceGiven, FaultGiven
from tests.builders import Case, post, pre, quote, refused, start

COUNTER = ("APP", "LIQ", "IDN", "LCK", "PWR", "LCD", "TCH", "CHG")
SYMPTOM = ("PWR", "CHG", "BAT")


def answers(*items: str, value: str = "pass", rest: str = "", which: str = "pre") -> AnswerChecks:
    return AnswerChecks("T", which, dict.fromkeys(items, value), rest)  # type: ignore[arg-type]


def test_the_first_answer_begins_diagnosis() -> None:
    assert Case().open().do(answers("APP")).state.stage == "diagnosing"


def test_answers_add_up_and_the_last_word_counts() -> None:
    case = Case().open().do(answers("APP", "LIQ"), answers("APP", value="fail"))

    assert case.state.pre.answers == {"APP": "fail", "LIQ": "pass"}


def test_an_item_of_another_list_is_refused_by_name() -> None:
    case = Case().open()

    assert refused(case.decide(answers("BRS"))) == ("unknown_item", "answers.BRS")
    assert refused(case.decide(answers("x" * 500)))[1] == "answers." + "x" * 40


def test_no_answer_at_all_is_refused() -> None:
    assert refused(Case().open().decide(answers())) == ("empty", "answers")


def test_the_rest_never_covers_the_symptoms_items_and_is_remembered_as_bulk() -> None:
    case = Case().open().do(answers("APP", rest="pass"))

    assert not set(SYMPTOM) & case.state.pre.answers.keys()
    assert "APP" not in case.state.pre.bulk
    assert not case.state.pre.complete
    assert case.do(answers(*SYMPTOM)).state.pre.complete


def test_a_new_bulk_answer_replaces_the_old_one_and_a_single_answer_leaves_it() -> None:
    case = Case().open().do(answers(*SYMPTOM, rest="pass"), answers("APP", value="fail"))
    assert case.state.pre.complete
    assert "APP" not in case.state.pre.bulk

    case.do(answers(rest="untested"))
    assert case.state.pre.answers["APP"] == "fail"
    assert {case.state.pre.answers[item] for item in case.state.pre.bulk} == {"untested"}


def test_a_dead_device_takes_the_short_list() -> None:
    case = Case().open()
    assert refused(case.decide(answers("APP", rest="untestable"))) == ("checks_missing", "answers")

    case.do(answers(*DEAD_DEVICE, rest="untestable"))
    assert case.state.pre.complete
    assert case.state.pre.answers["PWR"] == "untestable"


def test_no_quote_without_the_counters_and_the_symptoms_items() -> None:
    case = Case().open().do(answers("APP"))
    decision = case.decide(quote())

    assert refused(decision) == ("checks_missing", "ticket")
    assert decision.refusal is not None
    assert set(str(decision.refusal.params["items"]).split()) == {*COUNTER, *SYMPTOM} - {"APP"}
    case.do(answers(*COUNTER, *SYMPTOM), quote())


def test_another_category_asks_its_own_items() -> None:
    case = Case().open(device=DeviceGiven("scooter", "Pro 2"), faults=(FaultGiven(words="bremst nicht"),))
    missing = missing_for_quote(bootstrap.catalogue(), case.state)

    codes = {item.code for item in bootstrap.catalogue().items("scooter", "pre")}
    assert set(missing) <= codes


@pytest.mark.parametrize("stage", ["received", "quoted", "approved"])
def test_the_list_after_the_repair_waits_for_the_repair(stage: str) -> None:
    assert refused(Case().open(stage).decide(post())) == ("post_too_early", "list")


@pytest.mark.parametrize("stage", ["repairing", "testing"])
def test_the_list_before_the_repair_is_closed_once_it_began(stage: str) -> None:
    assert refused(Case().open(stage).decide(pre())) == ("pre_too_late", "list")


def test_a_second_attempt_begins_a_new_list_after_the_repair() -> None:
    case = Case().open("repairing").do(post(TCH="fail"), start())

    assert case.state.stage == "repairing"
    assert case.state.post.answers == {}


def test_what_was_only_covered_in_bulk_is_no_proof_that_it_passed_before() -> None:
    case = (
        Case()
        .open()
        .do(answers(*SYMPTOM, rest="pass"), quote(price=0), start(), post(TCH="fail", PWR="fail"))
    )

    assert case.state.regressions == ("PWR",)
