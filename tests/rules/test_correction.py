"""Corrections and faults named later: the same checks as at intake, both values kept, the slip made void."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.rules.correction import (
    FIELDS,
    Correct,
    Corrected,
    fields_of,
    on_slip,
    value_of,
)
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.faults import AddFault, FaultAdded
from mihome_desk.rules.intake import Customer, FaultGiven
from mihome_desk.rules.moment import Header
from mihome_desk.rules.paperwork import LAST_GENERATION, OF_THE_SLIP, PaperKind, PrintPaper, SlipReissued
from mihome_desk.rules.stages import next_step
from tests.builders import IMEI, Case, approve, hand_over, quote, refused, start

OTHER_IMEI = "356938035643809"
QUOTE: PaperKind = "quote"
RIGHT: dict[str, Any] = {
    "customer.name": "李四",
    "customer.phone": "13900001111",
    "customer.brought_by": "王五",
    "customer.collects": "赵六",
    "device.model": "Redmi Note 8",
    "device.brand": "Redmi",
    "device.colour": "蓝",
    "device.storage": "8+256",
    "device.imei": OTHER_IMEI,
    "device.imei2": OTHER_IMEI,
    "device.sn": "12345/ABCDEFGH",
    "complaint": "开机后重启",
    "condition": "后盖裂",
    "left_items": "SIM 卡",
    "purchase.bought": "2026-03-01",
    "purchase.activated": "2026-03-02",
    "purchase.made": "2026-01-05",
    "purchase.proof": "invoice",
    "purchase.sold_here": True,
    "invoice": "FP-001",
    "account_out": True,
    "backup_consent": False,
    "place": "B2",
    "pickup_code": "狗",
    "promised_at": 1_795_330_000_000,
    "estimate": 10_000,
    "ceiling": 20_000,
    "faults.0.symptom": "NO_CHARGE",
    "faults.0.words": "充不进电",
    "faults.0.part": "battery",
}


def correct(field: str, value: Any, reason: str = "看错了") -> Correct:
    return Correct("T", field, value, reason)


def test_every_fact_of_a_ticket_can_be_corrected() -> None:
    of_fault = {"faults.0.symptom", "faults.0.words", "faults.0.part"}
    assert set(fields_of(Case().open().state)) == set(RIGHT) == {*FIELDS, *of_fault}


@pytest.mark.parametrize("field", RIGHT)
def test_a_fact_becomes_what_it_should_have_been_and_both_values_are_kept(field: str) -> None:
    case = Case().open()
    before = value_of(case.state, case.personal, field)

    case.do(correct(field, RIGHT[field]))

    assert value_of(case.state, case.personal, field) == RIGHT[field]
    event = next(each for each in case.events if isinstance(each, Corrected))
    assert event.reason == "看错了"
    kept = (event.before, event.value) if not event.said else (event.said_before, event.said)
    assert kept == (before, RIGHT[field])
    assert not case.state.conflict


@pytest.mark.parametrize("field", RIGHT)
def test_what_is_said_of_people_stays_out_of_the_public_facts(field: str) -> None:
    private = {
        *("customer.name", "customer.phone", "customer.brought_by", "customer.collects", "complaint"),
        *("condition", "left_items", "place", "pickup_code", "faults.0.words", "invoice"),
    }
    [event, *_] = Case().open().decide(correct(field, RIGHT[field])).events

    assert (event.value is None and event.before is None) == (field in private)
    assert bool(event.said) == (field in private)


@pytest.mark.parametrize("field", RIGHT)
def test_a_fact_of_the_slip_voids_the_slip_and_no_other_does(field: str) -> None:
    case = Case().open()
    old = case.token()

    case.do(correct(field, RIGHT[field]))

    not_on_it = {"customer.brought_by", "place", "pickup_code", "invoice", "faults.0.part"}
    on_it = field not in not_on_it and not field.startswith("purchase.")
    assert on_slip(field) == on_it
    assert case.state.generation == (2 if on_it else 1)
    assert (old == case.token()) != on_it


def test_the_old_slip_proves_nothing_and_the_new_one_does() -> None:
    case = Case().open("ready", complaint="x")
    case.do(correct("complaint", "y"))
    ticket = case.state
    case.ticket = replace(ticket, quote=None)

    assert refused(case.decide(hand_over("T", case.token(generation=1)))) == ("old_slip", "token")
    assert case.decide(hand_over("T", case.token())).refusal is None


def test_a_collected_ticket_is_corrected_without_a_new_slip() -> None:
    case = Case().open("collected")

    assert [type(event) for event in case.decide(correct("device.colour", "蓝")).events] == [Corrected]


def test_papers_of_the_slip_start_again_and_others_go_on() -> None:
    case = Case().open("quoted")
    case.do(*(PrintPaper("T", paper) for paper in (*OF_THE_SLIP, QUOTE)))

    case.do(correct("device.colour", "蓝"))

    assert set(case.state.papers) == {"quote"}
    case.do(PrintPaper("T", "intake_slip"))
    assert case.state.papers["intake_slip"].copies == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("customer.name", " ", "empty"),
        ("customer.phone", "12", "bad_phone"),
        ("customer.phone", "", "empty"),
        ("device.model", "", "empty"),
        ("device.imei", IMEI[:-1] + "0", "imei_check"),
        ("device.imei", "1", "imei_length"),
        ("device.imei2", IMEI, "same_imei"),
        ("device.sn", "!", "bad_sn"),
        ("device.colour", "x" * 41, "text_long"),
        ("device.colour", 5, "not_text"),
        ("device.colour", None, "not_text"),
        ("account_out", "yes", "not_yes_no"),
        ("backup_consent", 1, "not_yes_no"),
        ("promised_at", -1, "out_of_range"),
        ("promised_at", "tomorrow", "not_number"),
        ("estimate", -5, "negative"),
        ("estimate", True, "not_number"),
        ("ceiling", 2_000_000_000, "out_of_range"),
        ("faults.0.symptom", "NOPE", "unknown_symptom"),
        ("faults.0.words", 3, "not_text"),
        ("complaint", "\u202e", "text_bidi"),
        ("customer.name", "张三", "no_change"),
        ("customer.phone", "+86 138 5678 1234", "no_change"),
        ("device.imei", f" {IMEI} ", "no_change"),
        ("account_out", None, "no_change"),
        ("estimate", None, "no_change"),
        ("faults.0.words", "开不了机", "no_change"),
        ("faults.0.symptom", "no-power", "no_change"),
    ],
)
def test_a_value_is_checked_as_at_intake(field: str, value: Any, code: str) -> None:
    assert refused(Case().open().decide(correct(field, value))) == (code, "value")


@pytest.mark.parametrize(
    "field",
    ["", "number", "device.category", "faults.1.symptom", "faults.00.words", "faults.0.items", "x" * 99],
)
def test_a_fact_that_the_ticket_has_not_is_refused(field: str) -> None:
    assert refused(Case().open().decide(correct(field, "x"))) == ("unknown_fact", "field")


def test_a_correction_needs_a_reason() -> None:
    assert refused(Case().open().decide(correct("device.colour", "蓝", " "))) == ("empty", "reason")


def test_the_ceiling_never_lies_below_the_estimate() -> None:
    case = Case().open(estimate=10_000, ceiling=20_000)

    assert refused(case.decide(correct("ceiling", 9_999))) == ("ceiling_low", "value")
    assert refused(case.decide(correct("estimate", 20_001))) == ("ceiling_low", "value")
    case.do(correct("ceiling", None), correct("estimate", 20_001), correct("ceiling", 20_001))
    assert (case.state.estimate, case.state.ceiling) == (20_001, 20_001)


def test_something_has_to_be_wrong_with_the_device() -> None:
    told = Case().open(faults=(), complaint="没声音")
    assert refused(told.decide(correct("complaint", ""))) == ("empty", "value")
    assert Case().open(complaint="没声音").decide(correct("complaint", "")).refusal is None

    named = Case().open(faults=(FaultGiven("NO_POWER"),))
    assert refused(named.decide(correct("faults.0.symptom", ""))) == ("empty", "value")
    worded = Case().open()
    worded.do(correct("faults.0.symptom", ""))
    assert worded.state.faults[0].items == ()
    assert refused(worded.decide(correct("faults.0.words", ""))) == ("empty", "value")


def test_a_private_fact_can_be_emptied() -> None:
    case = Case().open(customer=Customer("张三", "13856781234", brought_by="王五"))
    case.do(correct("customer.brought_by", ""))

    assert case.personal["brought_by"] == ""


def test_slips_run_out_in_words() -> None:
    case = Case().open()
    case.ticket = replace(case.state, generation=LAST_GENERATION)

    assert refused(case.decide(correct("device.colour", "蓝"))) == ("slips_used_up", "ticket")
    assert case.token()
    assert case.decide(correct("place", "B1")).refusal is None


# Faults


def test_a_fault_is_added_at_the_end_with_its_words() -> None:
    case = Case().open()
    case.do(AddFault("T", "slow-charge", "充电慢"), AddFault("T", words="边框松"))

    assert [fault.symptom for fault in case.state.faults] == ["NO_POWER", "SLOW_CHARGE", ""]
    assert case.personal["fault_words"] == ["开不了机", "充电慢", "边框松"]
    assert case.state.generation == 1


def test_words_of_a_fault_find_their_place_where_earlier_ones_had_none() -> None:
    case = Case().open(faults=(FaultGiven("NO_POWER"), FaultGiven("WIFI")))
    case.do(AddFault("T", words="边框松"), correct("faults.1.words", "搜不到"))

    assert case.personal["fault_words"] == ["", "搜不到", "边框松"]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (AddFault("T"), ("empty", "words")),
        (AddFault("T", "NOPE"), ("unknown_symptom", "symptom")),
        (AddFault("T", "WIFI", "x" * 2_001), ("text_long", "words")),
    ],
)
def test_a_fault_is_checked_as_at_intake(command: AddFault, expected: tuple[str, str]) -> None:
    assert refused(Case().open().decide(command)) == expected


def bulk() -> Case:
    """A phone that does not switch on, everything else passed in one stroke."""
    case = Case().open()
    items = case.situation().catalogue.items("phone", "pre")
    counter = {item.code: "pass" for item in items if item.tier == "counter"}
    asked = dict.fromkeys(case.state.faults[0].items, "fail")
    return case.do(AnswerChecks("T", "pre", counter | asked, "pass"))  # type: ignore[arg-type]


@pytest.mark.parametrize("add", [AddFault("T", "CAMERA"), correct("faults.0.symptom", "CAMERA")])
def test_its_items_have_to_be_answered_one_by_one(add: Any) -> None:
    case = bulk()
    before = case.state.pre
    covered = set(before.bulk)

    case.do(add)

    asked = set(case.state.faults[-1].items)
    assert asked & covered
    assert not asked & set(case.state.pre.bulk)
    assert not asked & covered & set(case.state.pre.answers)
    assert (before.complete, case.state.pre.complete) == (True, False)
    assert next_step(case.state) == "answer_checks"
    assert refused(case.decide(quote()))[0] == "checks_missing"
    after = case.do(AnswerChecks("T", "pre", dict.fromkeys(asked, "fail"))).state.pre
    assert after.complete


def test_items_answered_by_themselves_stay_answered() -> None:
    case = Case().open("diagnosing")
    case.do(AddFault("T", "CAMERA"))

    assert case.state.pre.complete


def test_a_list_that_the_repair_has_closed_stays_as_it_was() -> None:
    case = bulk()
    case.do(quote(), approve(), start())
    before = case.state.pre

    case.do(AddFault("T", "CAMERA"))

    assert case.state.pre == before


# Evolve is total


HEADER = Header("b", 9, 1, "boot-1", 1, "t", None, "Corrected", 1, "T")


@pytest.mark.parametrize(
    "event",
    [
        Corrected("faults.7.symptom", "", "WIFI"),
        Corrected("nothing", "", "x"),
        Corrected("device.model", "", None),
        Corrected("device.model", "", 5),
        Corrected("promised_at", None, True),
        Corrected("account_out", None, 5),
        Corrected("faults.0.symptom", "", 5),
        FaultAdded(5, Case().open().state.faults[0]),
    ],
)
def test_a_correction_that_contradicts_the_state_marks_it(event: Any) -> None:
    case = Case().open()
    case.happen(event)

    assert case.state.conflict


letters = "aé中 1"


@given(
    st.builds(
        Corrected,
        st.sampled_from([*RIGHT, "faults.9.words", "stage", ""]),
        st.none() | st.text(letters, max_size=5),
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(letters, max_size=5),
        st.just(()) | st.tuples(st.just("LCD")),
    )
)
def test_any_correction_evolves(event: Corrected) -> None:
    case = Case().open()
    case.happen(event)

    assert case.state.number


def test_a_reissue_is_an_event_of_its_own() -> None:
    [_, reissued] = Case().open().decide(correct("device.colour", "蓝")).events

    assert reissued == SlipReissued(2)
