"""Every way a repair can end that needs more than a word: exchange, refund, certificate, withdrawal half-way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.diagnosis import DEAD_DEVICE, AnswerChecks
from mihome_desk.rules.endings import NewDevice, RefundGiven, offered
from mihome_desk.rules.front import Store
from mihome_desk.rules.handover import RefundPayment
from mihome_desk.rules.loaner import LendLoaner
from mihome_desk.rules.progress import BeginWait, Note
from mihome_desk.rules.quote import LineGiven, MakeQuote
from mihome_desk.rules.repair import Reopen, StartRepair, Void, Withdraw
from mihome_desk.rules.service import Covered, PartUse, Purchase
from tests.builders import (
    HIDDEN,
    IMEI,
    Case,
    approve,
    complete,
    hand_over,
    post,
    quote,
    refused,
    start,
)

NEW = "867400052345679"
OUTLET = Store("0123456789ab", "BJ001", "小米之家")
OWN = replace(OUTLET, kind="own")
WEEK = ("repair", "exchange", "refund")


def covered(to: str = "diagnosing", *choices: str, code: str = "refund_days", **changes: object) -> Case:
    """A phone whose fault is covered, with these choices; bought four days before it came."""
    case = Case(store=changes.pop("store", OWN)).open(to)
    decided = Covered("in", "phone.refund_days", choices=("repair", *choices), proposed="in", code=code)
    bought = Purchase(bought="2026-11-18", proof="invoice", **changes)  # type: ignore[arg-type]
    fault = replace(case.state.faults[0], covered=decided)
    case.ticket = replace(case.state, faults=(fault,), purchase=bought)
    return case


def ending(outcome: str, **changes: object) -> CompleteRepair:
    return replace(complete(outcome=outcome), **changes)  # type: ignore[arg-type]


def exchange(**numbers: str) -> CompleteRepair:
    return ending("exchanged", new_device=NewDevice(**{"imei": NEW, **numbers}))


def refund(price: int = 199_900, **changes: object) -> CompleteRepair:
    return ending("refunded", refund=RefundGiven(price, **changes))  # type: ignore[arg-type]


# Exchange


def test_an_exchange_keeps_the_old_device_and_gives_a_new_one() -> None:
    case = covered("diagnosing", "exchange").do(post(), exchange())

    assert (case.state.stage, case.state.outcome) == ("ready", "exchanged")
    assert case.state.device.imei == IMEI
    assert case.state.new_device == replace(case.state.device, imei=NEW)
    assert case.state.due == 0
    case.do(hand_over("T", case.token()))


def test_an_exchange_is_tested_like_any_repair_on_the_new_device() -> None:
    case = covered("diagnosing", "exchange")
    assert refused(case.decide(exchange())) == ("post_missing", "ticket")

    case.do(post(TCH="fail"), exchange())
    assert refused(case.decide(hand_over("T", case.token()))) == ("regression", "ticket")


def test_the_new_device_need_not_have_what_the_old_one_had() -> None:
    case = covered("diagnosing", "exchange").do(post(FPR="not_fitted"))

    assert case.state.unequal == ("FPR",)
    assert case.decide(exchange()).refusal is None


@pytest.mark.parametrize(
    ("numbers", "code", "field"),
    [
        ({"imei": ""}, "empty", "new_device.imei"),
        ({"imei": IMEI}, "same_device", "new_device.imei"),
        ({"imei": "867400052345678"}, "imei_check", "new_device.imei"),
        ({"imei2": NEW}, "same_imei", "new_device.imei2"),
        ({"sn": "12"}, "bad_sn", "new_device.sn"),
    ],
)
def test_the_numbers_of_the_new_device_are_checked(numbers: dict[str, str], code: str, field: str) -> None:
    assert refused(covered("diagnosing", "exchange").do(post()).decide(exchange(**numbers))) == (code, field)


def test_a_device_that_was_here_before_is_no_new_one() -> None:
    case = covered("diagnosing", "exchange").do(post())

    decision = case.decide(exchange(), seen_before={NEW: "BJ001-261101-00015"})
    assert refused(decision) == ("not_new", "new_device.imei")
    assert decision.refusal is not None
    assert decision.refusal.params == {"ticket": "BJ001-261101-00015"}


def test_an_exchange_needs_a_new_device_and_a_repair_has_none() -> None:
    case = covered("diagnosing", "exchange").do(post())

    assert refused(case.decide(ending("exchanged"))) == ("missing_field", "new_device")
    wrong = ending("unrepairable", new_device=NewDevice(imei=NEW))
    assert refused(case.decide(wrong)) == ("not_of_outcome", "new_device")


# Who may do what


def test_rights_come_from_the_coverage_decided() -> None:
    case = Case(store=OWN).open("diagnosing").do(post())
    assert refused(case.decide(exchange())) == ("coverage_first", "outcome")

    for none in (covered(), covered("diagnosing", "exchange", code="accessory")):
        assert refused(none.do(post()).decide(exchange())) == ("no_right", "outcome")


@pytest.mark.parametrize("outcome", [exchange(), refund()])
def test_who_did_not_sell_names_the_certificate(outcome: CompleteRepair) -> None:
    case = covered("diagnosing", "certify", store=OUTLET).do(post())

    assert refused(case.decide(outcome)) == ("not_the_seller", "outcome")
    case.do(ending("certified"))
    assert (case.state.stage, case.state.outcome, case.state.due) == ("ready", "certified", 0)


def test_an_outlet_that_sold_the_device_answers_for_it() -> None:
    case = covered("diagnosing", "exchange", "refund", store=OUTLET, sold_here=True).do(post())
    assert case.decide(exchange()).refusal is None

    case.ticket = replace(case.state, purchase=replace(case.state.purchase, sold_here=False))
    assert refused(case.decide(exchange())) == ("not_the_seller", "outcome")


def test_whoever_may_exchange_writes_no_certificate() -> None:
    case = covered("diagnosing", "exchange", "refund").do(post())

    assert refused(case.decide(ending("certified"))) == ("gives_itself", "outcome")


def test_what_is_swapped_instead_of_repaired_any_outlet_swaps() -> None:
    case = covered("diagnosing", "exchange", code="in_swap", store=OUTLET).do(post())

    assert case.decide(exchange()).refusal is None


def test_the_screens_are_offered_what_the_rules_take() -> None:
    policy = Case().situation().catalogue.warranty
    own = covered("diagnosing", "exchange", "refund").state
    assert offered(own, policy, OWN) == ("no_fault_found", "unrepairable", "exchanged", "refunded")
    assert offered(covered("repairing").state, policy, OWN) == ("repaired", "no_fault_found", "unrepairable")
    outlet = covered("repairing", "certify", store=OUTLET).state
    assert offered(outlet, policy, OUTLET)[-1] == "certified"
    half_way = Case().open("repairing").do(Withdraw("T", "hurry")).state
    assert offered(half_way, policy, OUTLET) == ("withdrawn",)


# Refund


def test_in_the_first_days_the_whole_price_goes_back() -> None:
    case = covered("diagnosing", "exchange", "refund").do(refund())

    assert (case.state.outcome, case.state.refund_due, case.state.overpaid) == ("refunded", 199_900, 199_900)
    assert refused(case.decide(hand_over("T", case.token()))) == ("refund_open", "ticket")
    assert refused(case.decide(RefundPayment("T", "cash", 199_901, "退货"))) == ("over_paid", "amount")
    case.do(RefundPayment("T", "wechat", 199_900, "退货"))
    assert (case.state.overpaid, case.state.open_amount, case.state.paid) == (0, 0, -199_900)
    case.do(hand_over("T", case.token(), HIDDEN))
    assert not case.state.conflict


def test_later_use_takes_half_a_percent_a_day_off() -> None:
    case = covered("diagnosing", "exchange", "refund", code="two_repairs")
    case.ticket = replace(case.state, purchase=Purchase(bought="2026-08-14", proof="invoice"))
    case.do(refund(200_000))

    # 2026-08-14 to 2026-11-22 are 100 days: half of the price.
    assert case.state.refund_due == 100_000
    case.do(Reopen("T", "miscounted"), refund(200_000, days=10))
    assert case.state.refund_due == 190_000


def test_a_model_that_cannot_be_had_is_refunded_whole() -> None:
    case = covered("diagnosing", "exchange", code="exchange_days")
    case.ticket = replace(case.state, purchase=Purchase(bought="2026-11-10", proof="invoice"))

    assert refused(case.decide(refund(200_000))) == ("exchange_instead", "refund.same_model")
    assert case.do(refund(200_000, same_model=False)).state.refund_due == 200_000


def test_a_refund_says_what_the_invoice_says() -> None:
    case = covered("diagnosing", "exchange", "refund")

    assert refused(case.decide(ending("refunded"))) == ("missing_field", "refund")
    assert refused(case.decide(refund(0))) == ("out_of_range", "refund.invoice_price")
    assert refused(case.decide(refund(days=4_000))) == ("out_of_range", "refund.days")


def test_a_refund_that_was_paid_out_stands() -> None:
    case = covered("diagnosing", "exchange", "refund").do(refund())
    assert case.decide(Reopen("T", "no")).refusal is None

    case.do(RefundPayment("T", "cash", 199_900, "退货"))
    assert refused(case.decide(Reopen("T", "no"))) == ("refund_paid", "ticket")


def test_reopened_the_new_device_and_the_refund_are_struck() -> None:
    case = covered("diagnosing", "exchange").do(post(), exchange(), Reopen("T", "wrong box"))

    assert (case.state.new_device, case.state.outcome) == (None, "")


# Withdrawn in the middle of a repair


def with_part(case: Case, sku: str = "K60-SCREEN", part: str = "SCREEN", **changes: object) -> Case:
    """A part went into the device."""
    use = PartUse(sku, part, "屏幕", 1, "bought", seq=90)
    case.ticket = replace(case.state, parts=(replace(use, **changes),))  # type: ignore[arg-type]
    return case


def test_withdrawn_half_way_it_is_put_together_and_tested() -> None:
    case = Case().open("repairing")
    case.clock.move(20)
    case.do(Withdraw("T", "cannot wait"))
    stopped = case.state.ended
    assert (case.state.stage, case.state.outcome) == ("testing", "withdrawn")
    assert stopped is not None

    case.clock.move(30)
    assert refused(case.decide(ending("withdrawn"))) == ("post_missing", "ticket")
    case.do(post(), ending("withdrawn"))
    assert (case.state.stage, case.state.outcome, case.state.ended) == ("ready", "withdrawn", stopped)
    case.do(hand_over("T", case.token()))


def test_nothing_else_ends_a_device_that_was_withdrawn() -> None:
    case = Case().open("repairing").do(Withdraw("T", "hurry"), post())

    for outcome in ("repaired", "unrepairable", "no_fault_found"):
        assert refused(case.decide(ending(outcome))) == ("put_together_first", "outcome")
    for command in (start(), quote(), BeginWait("T", "customer"), Withdraw("T", "again")):
        assert refused(case.decide(command)) == ("put_together_first", "ticket")


def test_withdrawn_is_said_by_withdrawing() -> None:
    assert refused(Case().open("testing").decide(ending("withdrawn"))) == ("not_withdrawn", "outcome")


def test_a_changed_mind_goes_on_where_the_work_was() -> None:
    case = Case().open("testing")
    assert refused(case.decide(Reopen("T", "x"))) == ("nothing_to_reopen", "ticket")

    case.do(Withdraw("T", "hurry"), Reopen("T", "waits after all"))
    assert (case.state.stage, case.state.outcome, case.state.ended) == ("testing", "", None)
    case.do(post(), complete())


def test_parts_come_out_again_or_stay_and_are_paid() -> None:
    case = with_part(Case().open("repairing")).do(Withdraw("T", "hurry"), post())
    assert refused(case.decide(ending("withdrawn"))) == ("parts_in", "charged")
    assert refused(case.decide(ending("withdrawn", charged=("OTHER",)))) == ("not_in_device", "charged.0")

    case.do(ending("withdrawn", charged=("K60-SCREEN",)))
    assert case.state.parts[0].charged
    assert (case.state.due, case.state.open_amount) == (5_000, 5_000)

    case.do(Reopen("T", "repair it after all"))
    assert (case.state.charged_due, case.state.parts[0].charged) == (0, False)


def test_a_part_that_stays_costs_what_was_approved_its_discount_once() -> None:
    line = LineGiven("part", "K60-SCREEN", 1, 6_000, "customer", discount=1_000, discount_reason="老客户")
    case = Case().open("diagnosing").do(MakeQuote("T", (line,)), approve(), start())
    with_part(case).do(Withdraw("T", "hurry"), post())

    assert case.do(ending("withdrawn", charged=("K60-SCREEN",))).state.due == 5_000


def test_a_part_that_came_out_is_not_paid() -> None:
    case = with_part(Case().open("repairing"), returned=1).do(Withdraw("T", "hurry"), post())

    assert case.do(ending("withdrawn")).state.due == 0


def test_only_what_was_approved_can_be_charged() -> None:
    case = with_part(Case().open("repairing"), "X-BATTERY", "BATTERY", name="电池")
    case.do(Withdraw("T", "hurry"), post())

    assert refused(case.decide(ending("withdrawn", charged=("X-BATTERY",)))) == (
        "charge_unknown",
        "charged.0",
    )


def test_no_fault_found_leaves_no_part_in_the_device() -> None:
    case = with_part(Case().open("testing"))

    assert refused(case.decide(ending("no_fault_found"))) == ("parts_in", "charged")


def test_a_quote_that_the_coverage_contradicts_completes_nothing() -> None:
    case = covered("testing")

    assert refused(case.decide(complete())) == ("coverage_changed", "outcome")


# Testing equality


def test_what_passed_before_is_tested_after() -> None:
    case = Case().open("repairing").do(post(WIF="untested"))

    assert refused(case.decide(complete())) == ("post_unequal", "ticket")
    assert (
        refused(case.decide(Note("T", "no network here", ("WIF",)), signature="none"))[0] == "needs_manager"
    )
    case.do(Note("T", "no network here", ("WIF",)), complete())
    assert case.state.stage == "ready"


def test_a_device_that_died_fails_in_all_that_passed_before() -> None:
    case = Case().open("repairing")
    codes = {item.code for item in case.situation().catalogue.items("phone", "post")}
    dead = dict.fromkeys(sorted(codes & set(DEAD_DEVICE)), "pass")
    case.do(AnswerChecks("T", "post", dead, "untestable"))  # type: ignore[arg-type]

    assert "TCH" in case.state.regressions
    assert case.state.unequal == ()


def test_a_second_attempt_is_tested_anew() -> None:
    case = Case().open("testing").do(StartRepair("T", "王工"))

    assert refused(case.decide(complete())) == ("post_missing", "ticket")


# Void


def test_a_ticket_without_a_device_is_closed_only_when_nothing_is_out() -> None:
    case = Case().open("received").do(LendLoaner("T", "Redmi 9A", "B-01"))

    assert refused(case.decide(Void("T", "twice", device_here=False))) == ("loaner_out", "ticket")
    assert case.decide(Void("T", "twice")).refusal is None
