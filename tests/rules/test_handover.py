"""Giving the device back: the slip, the money, the person, in this order, and no way round."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mihome_desk.rules import identity
from mihome_desk.rules.handover import (
    HandOver,
    PaymentRefunded,
    ProofFailed,
    RefundPayment,
    SecondProof,
    TicketLocked,
)
from mihome_desk.rules.intake import Customer
from mihome_desk.rules.paperwork import PrintPaper
from mihome_desk.rules.progress import Note
from tests.builders import HIDDEN, Case, complete, hand_over, open_ticket, pay, post, pre, refused, steps

LOST = "left it on the bus"


def paid(**changes: Any) -> Case:
    return Case(**changes).open("ready").do(pay())


def five_failures(case: Case) -> Case:
    for _ in range(5):
        case.take(case.decide(hand_over("T", case.token(), "0000")))
    return case


def test_slip_and_hidden_digits_open_the_door() -> None:
    case = paid()
    case.do(hand_over("T", case.token()))

    assert case.state.stage == "collected"
    assert case.events[-1].shown == ""


def test_a_url_and_full_width_digits_before_and_in_the_token_do_not_matter() -> None:
    case = paid()
    wide = case.token().translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    case.do(hand_over("T", "HTTPS、、HQ。EXAMPLE、R、" + wide, "５６７８"))


@pytest.mark.parametrize("at", range(0, 95, 6))
def test_a_token_with_any_digit_changed_is_refused(at: int) -> None:
    case = paid()
    token = case.token()
    changed = token[:at] + str((int(token[at]) + 1) % 10) + token[at + 1 :]

    decision = case.decide(hand_over("T", changed))

    assert refused(decision) == ("bad_token", "token")
    assert decision.events == ()


@pytest.mark.parametrize("text", ["1", "x", "9" * 95, "\ud800", "10" + "0" * 93, "5678"])
def test_what_is_no_token_is_refused(text: str) -> None:
    assert refused(paid().decide(hand_over("T", text))) == ("bad_token", "token")


def test_the_slip_of_another_ticket_is_refused() -> None:
    case = paid()
    other = identity.uuid7(1, bytes(10))

    assert refused(case.decide(hand_over("T", case.token(ticket=other)))) == ("other_ticket", "token")


def test_a_slip_that_was_replaced_proves_nothing() -> None:
    case = paid()

    assert refused(case.decide(hand_over("T", case.token(generation=0)))) == ("old_slip", "token")


def test_without_slip_and_without_the_lost_slip_path_there_is_no_door() -> None:
    assert refused(paid().decide(hand_over("T", ""))) == ("needs_slip", "token")


def test_open_money_keeps_the_device() -> None:
    case = Case().open("ready").do(pay(amount=4_999))
    decision = case.decide(hand_over("T", case.token()))

    assert refused(decision) == ("money_open", "ticket")
    assert decision.refusal is not None
    assert decision.refusal.params["open"] == 1


@pytest.mark.parametrize(("amount", "code"), [(0, "out_of_range"), (-5, "negative"), (5_001, "over_open")])
def test_a_payment_is_more_than_nothing_and_at_most_what_is_open(amount: int, code: str) -> None:
    assert refused(Case().open("ready").decide(pay(amount=amount))) == (code, "amount")


def test_what_worked_before_and_fails_now_blocks_until_a_manager_says_what_is_done() -> None:
    case = Case().open("repairing").do(post(TCH="fail"), complete(), pay())
    give = hand_over("T", case.token())
    assert refused(case.decide(give)) == ("regression", "ticket")

    case.do(Note("T", "new glass next week", ("TCH",)), signature="manager")
    case.do(give)
    assert case.state.stage == "collected"


def test_four_wrong_persons_are_counted_and_told_how_many_tries_are_left() -> None:
    case = paid()
    for left in (4, 3, 2, 1):
        decision = case.decide(hand_over("T", case.token(), "0000"))
        assert refused(decision) == ("bad_proof", "second_proof.value")
        assert decision.refusal is not None
        assert decision.refusal.params["left"] == left
        assert decision.events == (ProofFailed("phone", 5 - left),)
        case.take(decision)
    case.do(hand_over("T", case.token()))


def test_the_fifth_failure_locks_and_only_a_manager_opens() -> None:
    case = paid(signature="none")
    for _ in range(4):
        case.take(case.decide(hand_over("T", case.token(), "0000")))
    decision = case.decide(hand_over("T", case.token(), "0000"))
    assert refused(decision) == ("proof_locked", "second_proof.value")
    assert decision.events == (ProofFailed("phone", 5), TicketLocked())
    case.take(decision)

    right = hand_over("T", case.token())
    assert refused(case.decide(right, signature="manager")) == ("locked", "unlock")
    right = replace(right, unlock="his wife, ID seen")
    assert refused(case.decide(right)) == ("needs_manager", "manager_pin")
    assert refused(case.decide(right, signature="wrong")) == ("bad_pin", "manager_pin")
    case.do(right, signature="manager")
    assert case.events[-1].unlocked == "his wife, ID seen"
    assert case.state.stage == "collected"
    assert case.events[-1].signed == "manager"


def test_a_manager_does_not_replace_the_right_person() -> None:
    case = five_failures(paid())

    wrong = hand_over("T", case.token(), "0000", unlock="he says so")
    decision = case.decide(wrong, signature="manager")

    assert refused(decision) == ("proof_locked", "second_proof.value")
    case.take(decision)
    assert case.state.failures == 6


def test_a_wrong_slip_counts_no_failure() -> None:
    case = paid()

    assert case.decide(hand_over("T", "1" * 95, "0000")).events == ()


def test_the_lost_slip_needs_a_reason_a_manager_and_an_id() -> None:
    case = paid(signature="none")
    lost = hand_over("T", "", lost_slip=LOST, second_proof=SecondProof("id", "ID card"))

    assert refused(case.decide(replace(lost, lost_slip=" "))) == ("needs_slip", "token")
    assert refused(case.decide(lost)) == ("needs_manager", "manager_pin")
    assert refused(case.decide(lost, signature="wrong")) == ("bad_pin", "manager_pin")
    by_phone = replace(lost, second_proof=SecondProof("phone", HIDDEN))
    assert refused(case.decide(by_phone, signature="manager")) == ("lost_needs_id", "second_proof.kind")
    case.do(lost, signature="manager")
    done = case.events[-1]
    assert (done.slip, done.signed, done.shown, done.reason) == ("lost", "manager", "ID card", LOST)


def test_a_shop_of_one_signs_alone_and_it_shows() -> None:
    case = paid()
    case.do(hand_over("T", "", lost_slip=LOST, second_proof=SecondProof("id", "ID card")))

    assert case.events[-1].signed == "alone"


def test_the_word_agreed_at_intake_opens_and_an_unagreed_one_never_does() -> None:
    def by_word(case: Case, said: str) -> HandOver:
        return hand_over("T", case.token(), second_proof=SecondProof("code", said))

    agreed = Case().open("ready", pickup_code="向日葵").do(pay())
    assert refused(agreed.decide(by_word(agreed, "玫瑰")))[0] == "bad_proof"
    agreed.do(by_word(agreed, " 向日葵 "))

    none = paid()
    assert refused(none.decide(by_word(none, "")))[0] == "empty"
    assert refused(none.decide(by_word(none, "向日葵")))[0] == "bad_proof"


def test_a_forgotten_phone_number_opens_nothing() -> None:
    case = paid()
    case.personal = {}

    assert refused(case.decide(hand_over("T", case.token(), "    ")))[0] == "empty"
    assert refused(case.decide(hand_over("T", case.token(), HIDDEN)))[0] == "bad_proof"


def test_a_short_foreign_number_has_hidden_digits_too() -> None:
    case = Case().do(open_ticket(customer=Customer("Ann", "+85261234567")))
    case.do(*steps("T", "ready"), pay())

    case.do(hand_over("T", case.token(), identity.hidden_digits("+85261234567")))


def test_a_receipt_exists_once_the_device_is_gone_and_a_copy_needs_a_reason() -> None:
    case = paid()
    receipt = PrintPaper("T", "pickup_receipt")
    assert refused(case.decide(receipt)) == ("no_receipt_yet", "paper")

    case.do(hand_over("T", case.token()), receipt)
    assert refused(case.decide(receipt)) == ("copy_needs_reason", "reason")
    case.do(replace(receipt, reason="coffee on it"))
    assert case.events[-1].copy == 2
    assert case.state.papers["pickup_receipt"].copies == 2


def test_work_that_did_not_succeed_is_not_owed() -> None:
    case = Case().open("testing").do(complete(outcome="unrepairable"))

    assert case.state.open_amount == 0
    case.do(hand_over("T", case.token()))


def test_pre_failures_that_still_fail_are_no_regression() -> None:
    case = Case().open().do(pre(TCH="fail"))
    case.do(*list(steps("T", "repairing"))[1:], post(TCH="fail"), complete(), pay())

    case.do(hand_over("T", case.token()))


# Refunds


def refund(amount: int = 5_000) -> RefundPayment:
    return RefundPayment("T", "alipay", amount, "多收")


def test_money_goes_back_up_to_what_was_paid() -> None:
    case = Case().open("ready").do(pay(), refund(2_000))

    assert (case.state.paid, case.state.open_amount, case.state.overpaid) == (3_000, 2_000, 0)
    assert refused(case.decide(refund(3_001))) == ("over_paid", "amount")
    case.do(refund(3_000))
    assert case.state.paid == 0
    assert refused(case.decide(refund(1))) == ("over_paid", "amount")
    assert refused(case.decide(hand_over("T", case.token()))) == ("money_open", "ticket")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (RefundPayment("T", "cash", 0, "x"), ("out_of_range", "amount")),
        (RefundPayment("T", "cash", -1, "x"), ("negative", "amount")),
        (RefundPayment("T", "cash", 1, " "), ("empty", "reason")),
    ],
)
def test_a_refund_is_money_and_has_a_reason(command: RefundPayment, expected: tuple[str, str]) -> None:
    assert refused(paid().decide(command)) == expected


def test_what_was_paid_too_much_is_known_until_it_went_back() -> None:
    case = Case().open("approved").do(pay(), *list(steps("T", "testing"))[3:])
    case.do(complete(outcome="unrepairable"))
    assert (case.state.due, case.state.overpaid) == (0, 5_000)

    case.do(hand_over("T", case.token()), refund())

    assert case.state.stage == "collected"
    assert (case.state.overpaid, case.state.conflict) == (0, False)
    assert [(each.method, each.amount) for each in case.state.refunds] == [("alipay", 5_000)]


def test_a_refund_of_more_than_was_paid_contradicts_the_state() -> None:
    case = Case().open("approved")
    case.happen(PaymentRefunded("cash", 1))

    assert case.state.conflict
