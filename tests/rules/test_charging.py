"""Work is charged to who has to pay for it: the coverage decided, and what the customer said to the notice."""

from __future__ import annotations

from typing import Any

import pytest

from mihome_desk.rules.coverage import AnswerNotice, DecideCoverage
from mihome_desk.rules.parts import ReturnPart, UsePart
from mihome_desk.rules.quote import LineGiven, MakeQuote
from mihome_desk.rules.repair import StartRepair
from mihome_desk.rules.shelf import StockItem
from tests.builders import Case, approve, complete, post, quote, refused, start

ITEM = StockItem("BAT-1", "battery", "电池", ("Redmi Note 7",), on_hand=2, issued=2)


def case(coverage: str = "out", **line: Any) -> Case:
    """A phone with one quoted part, its only fault decided before ("" for nobody did)."""
    made = Case().open("diagnosing")
    if coverage:
        made.do(DecideCoverage("T", coverage, "按购机凭证"))  # type: ignore[arg-type]
    return made.do(quote(**line))


def disagreed(**line: Any) -> Case:
    """The customer said no to the notice that this fault is charged."""
    return case("out", **line).do(AnswerNotice("T", "disagree", "counter"))


# A customer who said no to the notice


def test_who_said_no_to_the_notice_is_not_charged() -> None:
    """From approval to completion; another answer to the notice is what opens the way again."""
    told = disagreed()
    assert refused(told.decide(approve())) == ("notice_disagreed", "answer")
    told.do(AnswerNotice("T", "agree", "counter"), approve())

    told.do(AnswerNotice("T", "disagree", "phone"))
    assert refused(told.decide(start())) == ("notice_disagreed", "ticket")
    told.do(AnswerNotice("T", "agree", "phone"), start(), post())

    told.do(AnswerNotice("T", "disagree", "wechat"))
    assert refused(told.decide(complete())) == ("notice_disagreed", "outcome")
    told.do(AnswerNotice("T", "agree", "wechat"), complete())
    assert told.state.outcome == "repaired"


def test_saying_no_to_the_notice_still_lets_the_customer_decline_and_the_house_pay() -> None:
    assert disagreed().decide(approve()).refusal is not None
    goodwill = disagreed(payer="goodwill")
    assert goodwill.do(start()).state.stage == "repairing"


@pytest.mark.parametrize(
    ("kind", "code", "allowed"), [("labour", "L1", False), ("fee", "检测费", True), ("part", "SCREEN", False)]
)
def test_a_fee_is_no_work(kind: Any, code: str, allowed: bool) -> None:
    told = Case().open("diagnosing").do(DecideCoverage("T", "out", "已过保"))
    told.do(MakeQuote("T", (LineGiven(kind, code, 1, 2_000, "customer"),)))
    told.do(AnswerNotice("T", "disagree", "counter"))
    assert (told.decide(approve()).refusal is None) is allowed


# The coverage decided, and parts that the brand pays


def test_work_does_not_start_on_a_quote_that_the_coverage_contradicts() -> None:
    told = case("").do(approve(), DecideCoverage("T", "in", "店长认可"))
    assert refused(told.decide(StartRepair("T", "李工"))) == ("coverage_changed", "ticket")


def test_a_part_that_the_brand_pays_needs_a_decision_before_the_end() -> None:
    told = case("", code="BAT-1", payer="brand").do(start(), shelf={"BAT-1": ITEM})
    told.do(UsePart("T", "BAT-1", 1, owner="bought"), shelf={"BAT-1": ITEM}).do(post())
    assert refused(told.decide(complete())) == ("brand_undecided", "outcome")
    assert told.decide(complete(outcome="unrepairable")).refusal is None

    told.do(DecideCoverage("T", "in", "凭购机凭证"), complete())
    assert told.state.outcome == "repaired"


def test_without_parts_used_a_quote_for_the_brand_needs_no_decision() -> None:
    assert case("", payer="brand").do(start(), post(), complete()).state.outcome == "repaired"


def test_a_part_of_hqs_does_not_stay_in_a_fault_out_of_warranty() -> None:
    """Used while the fault was in warranty, which a finding then ended: the customer would pay for a gift."""
    told = case("in", code="BAT-1", payer="brand").do(start(), shelf={"BAT-1": ITEM})
    told.do(UsePart("T", "BAT-1", 1), shelf={"BAT-1": ITEM})
    told.do(DecideCoverage("T", "void", "进液", evidence="防潮标变红", acknowledged=True))
    told.do(quote(price=5_000), approve(), start(), post())

    decision = told.decide(complete())
    assert refused(decision) == ("issued_outside", "outcome")
    assert decision.refusal is not None
    assert decision.refusal.params == {"part": "电池", "fault": 1}
    told.do(ReturnPart("T", "BAT-1", 1, "defective", "改用自购件"), complete())
    assert told.state.outcome == "repaired"


def test_a_fee_that_names_a_part_is_work() -> None:
    told = case("out", kind="fee", code="换电池费").do(AnswerNotice("T", "disagree", "counter"))
    assert refused(told.decide(approve())) == ("notice_disagreed", "answer")
