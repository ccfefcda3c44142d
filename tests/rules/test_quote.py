"""Quotes: money is whole fen, labour is charged once, and a changed quote needs a new answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk import bootstrap
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.intake import DeviceGiven
from mihome_desk.rules.quote import (
    AnswerQuote,
    LineGiven,
    MakeQuote,
    at_todays_prices,
    fallen,
    given_again,
)
from mihome_desk.rules.repair import Reopen
from mihome_desk.rules.service import Covered, Purchase
from mihome_desk.rules.shelf import StockItem
from mihome_desk.rules.situation import Catalogue
from mihome_desk.rules.ticket import Line, LineKind, Payer, Quote
from tests.builders import IMEI, NOON, Case, approve, complete, decline, pay, post, quote, refused, start

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


@pytest.mark.parametrize(
    ("kind", "code", "label"),
    [
        ("fee", "人工费", ""),
        ("fee", "检测", "二级人工"),
        ("fee", "工时费", ""),
        ("part", "Labour", ""),
        ("fee", "L2", ""),
        ("fee", "刷机", ""),
    ],
)
def test_labour_is_labour_whatever_the_line_calls_itself(kind: LineKind, code: str, label: str) -> None:
    line = LineGiven(kind, code, 1, 9_000, "customer", label)
    decision = Case().open("diagnosing").decide(MakeQuote("T", (LABOUR, line)))

    assert refused(decision) == ("labour_elsewhere", "lines.1.kind")


def test_a_part_may_say_that_its_labour_is_inside() -> None:
    line = LineGiven("part", "电池", 1, 5_000, "customer", "电池（含人工）")
    assert Case().open("diagnosing").decide(MakeQuote("T", (line,))).refusal is None


def test_a_fee_that_names_a_part_is_free_in_warranty_as_well() -> None:
    case = Case().open("diagnosing", purchase=Purchase("2026-01-05", proof="invoice"))
    case.do(DecideCoverage("T", "in"))
    fee = LineGiven("fee", "换屏幕费", 1, 5_000, "customer")

    assert refused(case.decide(MakeQuote("T", (fee,)))) == ("covered_free", "lines.0.payer")
    assert case.decide(MakeQuote("T", (replace(fee, code="上门费"),))).refusal is None


def test_a_fee_that_names_a_piece_of_the_shelf_stands_for_its_part() -> None:
    piece = StockItem("BAT-1", "BATTERY", "电池", on_hand=1)
    case = Case(shelf={"BAT-1": piece}).open("diagnosing", device=DeviceGiven("phone", "小米 9", imei=IMEI))
    fee = LineGiven("fee", "bat-1", 1, 11_001, "customer")

    assert refused(case.decide(MakeQuote("T", (fee,)))) == ("over_cap", "lines.0.price")
    assert case.decide(MakeQuote("T", (replace(fee, price=11_000),))).refusal is None


def test_a_model_put_right_before_it_is_paid_has_other_prices() -> None:
    case = Case().open("diagnosing")
    case.do(MakeQuote("T", (LineGiven("part", "电池", 1, 90_000, "customer"),)), approve(), start(), post())
    case.do(complete())
    right = Correct("T", "device.model", "小米 9", "看错了")

    assert refused(case.decide(right)) == ("model_cap_done", "value")
    assert case.decide(replace(right, value="Redmi Note 8")).refusal is None
    again = MakeQuote("T", (LineGiven("part", "电池", 1, 11_000, "customer"),))
    case.do(Reopen("T", "机型看错了"), right, again, approve(), start(), post(), complete())
    assert case.state.due == 11_000


def test_a_model_put_right_after_the_answer_has_other_prices() -> None:
    case = Case().open("diagnosing")
    case.do(MakeQuote("T", (LineGiven("part", "电池", 1, 90_000, "customer"),)), approve(), start(), post())
    case.do(Correct("T", "device.model", "小米 9", "看错了"))

    decision = case.decide(complete())
    assert refused(decision) == ("model_cap", "outcome")
    assert decision.refusal is not None
    assert decision.refusal.params == {"part": "电池", "cap": 11_000}
    case.changes["catalogue"] = cheaper()
    assert case.decide(complete()).refusal is None, "a newer list changes no answer"


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


# Guide prices. Sources of the figures stand in catalog/prices.csv.

MIX4 = {"device": DeviceGiven("phone", "小米 MIX 4", imei=IMEI)}
MI9 = {"device": DeviceGiven("phone", "Xiaomi 9", imei=IMEI)}
BATTERY = LineGiven("part", "电池", 1, 15_900, "customer")
L1 = LineGiven("labour", "L1", 1, 4_000, "customer")


def quoted(*lines: LineGiven, device: dict[str, Any] = MIX4, **changes: Any) -> Case:
    return Case(**changes).open("diagnosing", **device).do(MakeQuote("T", lines))


def lines_of(case: Case) -> tuple[Any, ...]:
    assert case.state.quote is not None
    return case.state.quote.lines


ABOVE: list[tuple[LineGiven, int]] = [
    (replace(BATTERY, price=15_901), 15_900),
    (replace(BATTERY, code="BATTERY", price=16_000), 15_900),
    (replace(BATTERY, code="更换原装电池", price=16_000), 15_900),
    (replace(BATTERY, code="BAT-01", label="电池", price=16_000), 15_900),
    (replace(BATTERY, kind="fee", price=16_000), 15_900),
    (replace(BATTERY, kind="fee", code="更换电池费", price=16_000), 15_900),
    (replace(BATTERY, code="主板 8GB+256GB", price=260_001), 260_000),
    (replace(L1, price=4_001), 4_000),
    (replace(L1, code="L2", price=8_001), 8_000),
    (replace(L1, code="人工", price=8_001), 8_000),
    (replace(L1, code="刷机", price=1), 0),
    (replace(BATTERY, price=16_000, payer="brand"), 15_900),
    # What is taken off a price above the cap does not make it a price of the list.
    (replace(BATTERY, price=16_000, discount=500, discount_reason="老客户"), 15_900),
]


@pytest.mark.parametrize(("line", "cap"), ABOVE)
def test_nobody_goes_above_the_guide_price(line: LineGiven, cap: int) -> None:
    decision = Case().open("diagnosing", **MIX4).decide(MakeQuote("T", (line,)), signature="manager")

    assert refused(decision) == ("over_cap", "lines.0.price")
    assert decision.refusal is not None
    assert decision.refusal.params == {"cap": cap}


def test_at_and_below_the_guide_price_a_line_keeps_its_cap() -> None:
    case = quoted(BATTERY, replace(L1, price=3_000))

    assert [(line.part, line.cap) for line in lines_of(case)] == [("BATTERY", 15_900), ("", 4_000)]
    assert case.state.quote is not None
    assert case.state.quote.customer_total == 18_900


def test_without_a_guide_price_nothing_limits_a_part() -> None:
    assert lines_of(quoted(replace(BATTERY, price=99_900), device={}))[0].cap is None


def test_a_corrected_model_has_its_own_prices() -> None:
    case = Case().open("diagnosing").do(Correct("T", "device.model", "MIX 4", "看错了"))

    assert refused(case.decide(MakeQuote("T", (replace(BATTERY, price=16_000),))))[0] == "over_cap"


def test_a_guide_price_with_labour_inside_limits_both_together() -> None:
    battery = replace(BATTERY, price=9_000)
    case = Case().open("diagnosing", **MI9)

    assert refused(case.decide(MakeQuote("T", (battery, L1)))) == ("labour_inside", "lines.1.price")
    case.do(MakeQuote("T", (battery, replace(L1, price=2_000))))
    assert lines_of(case)[1].cap == 2_000
    # Beside a part whose price has no labour inside, labour is charged as usual.
    case.do(MakeQuote("T", (replace(battery, price=11_000), replace(BATTERY, code="中框"), L1)))
    assert lines_of(case)[2].cap == 4_000


def test_a_discount_comes_off_with_a_reason_that_stays_private() -> None:
    case = quoted(replace(BATTERY, discount=1_000, discount_reason="老客户"))

    (line,) = lines_of(case)
    assert (line.price, line.discount, line.total) == (14_900, 1_000, 14_900)
    assert "老客户" not in repr(case.state)
    assert case.events[-1].discount_reasons == ("老客户",)


WRONG_DISCOUNTS = [
    ({"discount": 100}, "empty", "lines.0.discount_reason"),
    ({"discount": 15_901, "discount_reason": "x"}, "discount_high", "lines.0.discount"),
    ({"discount": -1, "discount_reason": "x"}, "negative", "lines.0.discount"),
]


@pytest.mark.parametrize(("changes", "code", "field"), WRONG_DISCOUNTS)
def test_a_wrong_discount_is_refused(changes: dict[str, Any], code: str, field: str) -> None:
    case = Case().open("diagnosing", **MIX4)

    assert refused(case.decide(MakeQuote("T", (replace(BATTERY, **changes),)))) == (code, field)


@pytest.mark.parametrize(("signature", "code"), [("none", "needs_manager"), ("wrong", "bad_pin")])
def test_goodwill_is_signed_by_a_manager(signature: str, code: str) -> None:
    case = Case(signature=signature).open("diagnosing", **MIX4)
    goodwill = MakeQuote("T", (replace(BATTERY, payer="goodwill"),))

    assert refused(case.decide(goodwill)) == (code, "manager_pin")
    case.do(goodwill, signature="manager")
    assert case.events[-1].signed == "manager"
    # Nobody signs for what the customer pays.
    case.do(MakeQuote("T", (BATTERY,)))
    assert case.events[-1].signed == ""


def covered(case: Case, coverage: str, fault: int = 0) -> Case:
    """The fault's warranty is decided, whatever decided it."""
    faults = list(case.state.faults)
    faults[fault] = replace(faults[fault], covered=Covered(coverage))  # type: ignore[arg-type]
    case.ticket = replace(case.state, faults=tuple(faults))
    return case


@pytest.mark.parametrize(
    ("coverage", "payer", "code"),
    [
        ("in", "customer", "covered_free"),
        ("out", "brand", "not_covered"),
        ("void", "brand", "not_covered"),
        ("in", "brand", ""),
        ("in", "goodwill", ""),
        ("out", "customer", ""),
        ("void", "goodwill", ""),
    ],
)
def test_coverage_says_who_cannot_be_charged(coverage: str, payer: Payer, code: str) -> None:
    case = covered(Case().open("diagnosing", **MIX4), coverage)
    decision = case.decide(MakeQuote("T", (replace(BATTERY, payer=payer),)))

    assert (refused(decision) if code else decision.refusal) == ((code, "lines.0.payer") if code else None)


def test_an_undecided_fault_may_be_charged_to_anybody() -> None:
    assert (
        not Case()
        .open("diagnosing", **MIX4)
        .decide(MakeQuote("T", (replace(BATTERY, payer="brand"),)))
        .refusal
    )


def test_coverage_that_was_decided_otherwise_since_asks_for_another_quote() -> None:
    case = covered(quoted(BATTERY), "in")

    assert refused(case.decide(approve())) == ("coverage_changed", "answer")
    case.do(MakeQuote("T", (replace(BATTERY, payer="brand"),)))
    assert case.state.stage == "approved"


# Time passes between quote and answer


def test_a_quote_holds_seven_days_and_not_a_moment_longer() -> None:
    case = quoted(BATTERY)
    assert case.state.quote is not None
    assert case.state.quote.prices == bootstrap.catalogue().prices.version
    assert case.state.quote.valid_until == NOON + 7 * 86_400_000

    case.clock.move(7 * 24 * 60)
    assert case.decide(approve()).refusal is None
    case.clock.move(ms=1)
    assert refused(case.decide(approve())) == ("quote_expired", "answer")
    # A no needs no price.
    assert case.decide(decline()).refusal is None
    case.do(MakeQuote("T", (BATTERY,)), approve())
    assert case.state.stage == "approved"


def test_a_quote_of_the_time_before_price_lists_holds_for_ever() -> None:
    case = quoted(BATTERY)
    case.ticket = replace(case.state, quote=Quote((Line("part", "电池", 1, 99_900),), 99_900))
    case.clock.move(400 * 24 * 60)

    assert case.decide(approve()).refusal is None


def cheaper(**prices: int) -> Catalogue:
    """A newer list: what is named costs so much on a MIX 4."""
    old = bootstrap.catalogue()
    rows = tuple(
        row._replace(price=prices[row.part]) if row.model == "Xiaomi MIX 4" and row.part in prices else row
        for row in old.prices.prices
    )
    return replace(old, prices=replace(old.prices, version="2027-01-01", prices=rows))


def test_where_the_list_fell_the_lower_price_is_offered_first() -> None:
    case = quoted(BATTERY, L1)
    case.changes["catalogue"] = cheaper(BATTERY=12_000)

    decision = case.decide(approve())
    assert refused(decision) == ("price_fell", "answer")
    assert decision.refusal is not None
    assert decision.refusal.params == {"part": "电池", "cap": 12_000}

    prices = case.changes["catalogue"].prices
    case.do(MakeQuote("T", at_todays_prices(prices, case.state)), approve())
    assert case.state.due == 16_000
    assert case.state.quote is not None
    assert case.state.quote.prices == "2027-01-01"


def test_a_list_that_rose_changes_no_quote() -> None:
    case = quoted(BATTERY)
    case.changes["catalogue"] = cheaper(BATTERY=20_000)

    assert case.do(approve()).state.due == 15_900


def test_a_quote_below_the_new_price_stands() -> None:
    case = quoted(replace(BATTERY, price=10_000))
    case.changes["catalogue"] = cheaper(BATTERY=12_000)

    assert case.do(approve()).state.due == 10_000


def test_a_discount_comes_off_a_fallen_price_only_as_far_as_it_went_below_it() -> None:
    line = replace(BATTERY, discount=3_000, discount_reason="老客户")
    case = quoted(line)

    again = at_todays_prices(cheaper(BATTERY=14_000).prices, case.state, ("老客户",))
    assert [(each.price, each.discount, each.discount_reason) for each in again] == [
        (14_000, 1_100, "老客户")
    ]
    again = at_todays_prices(cheaper(BATTERY=12_000).prices, case.state, ("老客户",))
    assert [(each.price, each.discount, each.discount_reason) for each in again] == [(12_000, 0, "")]
    # A reason that is forgotten leaves the price that was agreed.
    assert given_again(case.state)[0] == replace(BATTERY, price=12_900)


# Away at the centre


def test_a_device_at_the_centre_stays_there_whatever_is_quoted_and_answered() -> None:
    case = Case().open("repairing", **MIX4)
    case.ticket = replace(case.state, stage="at_hq")
    case.do(MakeQuote("T", (BATTERY,)))
    assert case.state.stage == "at_hq"

    declined = replace(case.state, quote=replace(case.state.quote, answer="decline"))  # type: ignore[type-var]
    assert case.do(decline()).state == declined
    assert refused(case.decide(approve())) == ("no_quote_open", "ticket")


# What lies on the shelf


SHELF = {
    "BM5K": StockItem("BM5K", "BATTERY", "原厂电池 BM5K", ("Xiaomi MIX 4",), on_hand=2),
    "TAPE": StockItem("TAPE", "accessory", "防水胶"),
}


def test_a_line_knows_the_item_of_the_shelf() -> None:
    case = Case(shelf=SHELF).open("diagnosing", **MIX4).do(MakeQuote("T", (BATTERY,)))
    assert lines_of(case)[0].sku == "BM5K"

    case.do(MakeQuote("T", (replace(BATTERY, code="bm5k"),)))
    (line,) = lines_of(case)
    assert (line.sku, line.part, line.label, line.cap) == ("BM5K", "BATTERY", "原厂电池 BM5K", 15_900)


def test_an_sku_does_not_lead_around_the_guide_price() -> None:
    case = Case(shelf=SHELF).open("diagnosing", **MIX4)

    dear = replace(BATTERY, code="BM5K", price=16_000)
    assert refused(case.decide(MakeQuote("T", (dear,)))) == ("over_cap", "lines.0.price")


def test_words_that_name_another_part_than_the_sku_do_not_raise_its_price() -> None:
    case = Case(shelf=SHELF).open("diagnosing", **MIX4)

    decision = case.decide(MakeQuote("T", (replace(BATTERY, code="显示屏", sku="bm5k", price=16_000),)))
    assert refused(decision) == ("over_cap", "lines.0.price")


def test_an_sku_that_is_not_on_the_shelf_is_refused() -> None:
    case = Case(shelf=SHELF).open("diagnosing", **MIX4)

    assert refused(case.decide(MakeQuote("T", (replace(BATTERY, sku="XX99"),)))) == (
        "unknown_sku",
        "lines.0.sku",
    )


# Invariants

KINDS: tuple[LineKind, ...] = ("part", "labour", "fee")
PAYERS: tuple[Payer, ...] = ("customer", "brand", "goodwill")
WORDS = ["电池", "DISPLAY", "后盖", "主板 512", "L1", "人工", "刷机", "检测费", "BM5K"]
LINES = st.builds(
    LineGiven,
    st.sampled_from(KINDS),
    st.sampled_from(WORDS),
    st.integers(1, 3),
    st.integers(0, 300_000) | st.sampled_from([0, 4_000, 8_000, 15_900, 11_000]),
    st.sampled_from(PAYERS),
    discount=st.sampled_from([0, 0, 100]),
    discount_reason=st.just("x"),
)


@given(st.lists(LINES, min_size=1, max_size=4), st.sampled_from(["MIX 4", "小米 9", "Redmi Note 7"]))
def test_no_quote_that_is_made_is_above_the_list_and_making_it_again_changes_nothing(
    lines: list[LineGiven], model: str
) -> None:
    case = Case(shelf=SHELF).open("diagnosing", device=DeviceGiven("phone", model, imei=IMEI))
    decision = case.decide(MakeQuote("T", tuple(lines)))
    if decision.refusal is not None:
        return
    case.take(decision)
    for line in lines_of(case):
        assert line.cap is None or line.price + line.discount <= line.cap
    prices = bootstrap.catalogue().prices
    assert fallen(prices, case.state) == ()
    again = at_todays_prices(prices, case.state, ("x",) * len(lines))
    total = case.state.quote.customer_total if case.state.quote else -1
    case.do(MakeQuote("T", again))
    assert case.state.quote is not None
    assert case.state.quote.customer_total == total


@given(st.lists(LINES, min_size=1, max_size=4), st.integers(0, 300_000), st.integers(0, 200_000))
def test_a_quote_made_again_is_never_dearer_and_can_be_approved(
    lines: list[LineGiven], display: int, battery: int
) -> None:
    case = Case(shelf=SHELF).open("diagnosing", **MIX4)
    decision = case.decide(MakeQuote("T", tuple(lines)))
    if decision.refusal is not None:
        return
    case.take(decision)
    before = case.state.quote
    assert before is not None
    case.changes["catalogue"] = newer = cheaper(DISPLAY=display, BATTERY=battery)
    case.do(MakeQuote("T", at_todays_prices(newer.prices, case.state, ("x",) * len(lines))))
    assert case.state.quote is not None
    assert case.state.quote.customer_total <= before.customer_total
    if case.state.stage == "quoted":
        case.do(approve())
