"""Quotes: money is whole fen, labour is charged once, and a changed quote needs a new answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mihome_desk.rules.quote import AnswerQuote, LineGiven, MakeQuote
from tests.builders import Case, approve, decline, pay, quote, refused, start

LINE = LineGiven("part", "SCREEN", 1, 5_000, "customer")
LABOUR = LineGiven("labour", "L2", 1, 3_000, "customer")

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"price": -1}, "negative", "lines.0.price"),
    ({"price": 1_000_000_001}, "out_of_range", "lines.0.price"),
    ({"qty": 0}, "out_of_range", "lines.0.qty"),
    ({"qty": -1}, "out_of_range", "lines.0.qty"),
    ({"qty": 1_000}, "out_of_range", "lines.0.qty"),
    ({"fault": 1}, "out_of_range", "lines.0.fault"),
    ({"fault": -1}, "out_of_range", "lines.0.fault"),
    ({"code": " "}, "empty", "lines.0.code"),
    ({"label": "\u202e"}, "text_bidi", "lines.0.label"),
    ({"qty": 999, "price": 1_000_000_000}, "out_of_range", "lines"),
]


@pytest.mark.parametrize(("changes", "code", "field"), WRONG)
def test_a_wrong_line_is_refused_at_its_field(changes: dict[str, Any], code: str, field: str) -> None:
    case = Case().open("diagnosing")

    assert refused(case.decide(MakeQuote("T", (replace(LINE, **changes),)))) == (code, field)


def test_an_empty_and_an_endless_quote_are_refused() -> None:
    case = Case().open("diagnosing")

    assert refused(case.decide(MakeQuote("T", ()))) == ("empty", "lines")
    assert refused(case.decide(MakeQuote("T", (LINE,) * 51))) == ("out_of_range", "lines")


@pytest.mark.parametrize("lines", [(LABOUR, LINE, LABOUR), (replace(LABOUR, qty=2),)])
def test_labour_is_charged_once(lines: tuple[LineGiven, ...]) -> None:
    decision = Case().open("diagnosing").decide(MakeQuote("T", lines))

    assert refused(decision) == ("one_labour", f"lines.{len(lines) - 1}")


def test_only_what_the_customer_pays_is_the_customers_total() -> None:
    lines = (replace(LINE, qty=2), LABOUR, replace(LINE, payer="brand"), replace(LINE, payer="goodwill"))
    case = Case().open("diagnosing").do(MakeQuote("T", lines))

    assert case.state.quote is not None
    assert case.state.quote.customer_total == 13_000
    assert case.state.stage == "quoted"
    assert case.state.due == 0


@pytest.mark.parametrize("line", [replace(LINE, payer="brand"), replace(LINE, price=0)])
def test_a_quote_with_nothing_to_pay_is_approved_at_once(line: LineGiven) -> None:
    case = Case().open("diagnosing").do(MakeQuote("T", (line,)))

    assert (case.state.stage, case.state.due) == ("approved", 0)


def test_an_approved_quote_is_owed() -> None:
    assert Case().open("approved").state.due == 5_000


def test_an_answer_says_how_it_was_given() -> None:
    case = Case().open("quoted")

    assert refused(case.decide(AnswerQuote("T", "approve", " "))) == ("empty", "how")


def test_declined_the_device_waits_for_its_owner_and_nothing_is_owed() -> None:
    state = Case().open("quoted").do(decline()).state

    assert (state.stage, state.outcome, state.due) == ("ready", "declined", 0)


def test_a_changed_quote_needs_a_new_answer_even_in_the_middle_of_the_repair() -> None:
    case = Case().open("repairing").do(quote(price=9_000))
    assert (case.state.stage, case.state.due) == ("quoted", 0)
    assert refused(case.decide(start()))[0] == "wrong_stage"

    case.do(approve(), start())
    assert case.state.due == 9_000


def test_what_was_paid_counts_for_the_new_quote() -> None:
    case = Case().open("approved").do(pay(), quote(price=9_000), approve())

    assert case.state.open_amount == 4_000
