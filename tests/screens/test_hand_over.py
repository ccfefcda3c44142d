"""Hand-over by keys: slip, money in parts, person, lost slip, somebody else, the customer's other device."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk import text, words
from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.handover import TakePayment
from mihome_desk.rules.intake import Customer
from mihome_desk.screens.facts import fen_of, yuan
from mihome_desk.screens.till import change_of, change_words
from mihome_desk.text import _
from tests import builders
from tests.builders import FakeClock
from tests.screens import walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import (
    PIN,
    SMALL_ENGLISH,
    Fingers,
    clear,
    kinds,
    open_ticket,
    scan,
    sentence,
)

WAYS = walks.WAYS


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return walks.found(tmp_path, clock)


async def at_the_counter(seat: Seat, number: str) -> str:
    """F8 on the ticket; the token of its slip."""
    await open_ticket(seat, number)
    await seat.press("f8")
    assert seat.screen_name == "HandOverScreen"
    return builders.token_of(seat.desk, number)


# The normal case


@WAYS
@pytest.mark.parametrize("method", ["cash", "wechat"])
async def test_a_hand_over_takes_eight_keys_and_a_scan(
    folder: Path, clock: FakeClock, way: dict[str, object], method: str
) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        fingers = Fingers(seat)
        await fingers.press("f8")
        await fingers.scan(builders.token_of(seat.desk, number))
        await fingers.press(*(["enter", "enter"] if method == "cash" else ["3", "enter"]))
        await fingers.press(*"0000", "ctrl+s")
        assert fingers.count <= 8
        ticket = builders.ticket_of(seat.desk, number)
        assert ticket.stage == "collected"
        assert [payment.method for payment in ticket.payments] == [method]
        assert seat.screen_name == "SlipScreen"


@pytest.mark.parametrize("focus", ["token", "method", "value", "collected_by"])
async def test_the_slip_goes_into_its_field_wherever_the_cursor_stands(
    folder: Path, clock: FakeClock, focus: str
) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    async with counter(folder, clock) as seat:
        token = await at_the_counter(seat, number)
        await seat.go(focus)
        await scan(seat, token)
        assert seat.beside("token", _("✓ genuine, and of this ticket"))
        assert seat.row("token") == token
        assert seat.row("value") == seat.row("collected_by") == ""
        assert seat.focused == "method"


async def test_slips_that_prove_nothing_say_so(folder: Path, clock: FakeClock) -> None:
    number, other = walks.walked(folder, clock, "ready", "ready")
    async with counter(folder, clock) as seat:
        token = await at_the_counter(seat, number)
        wrong = token[:-1] + str((int(token[-1]) + 1) % 10)
        await scan(seat, builders.token_of(seat.desk, other))
        assert seat.beside("token", sentence("other_ticket", ticket=number))
        await seat.go("token")
        await scan(seat, wrong)
        assert seat.beside("token", sentence("bad_token"))
        assert seat.screen_name == "HandOverScreen"
        builders.ok(seat.desk.do(Correct(number, "device.model", "Redmi Note 8", "看错了")))
        await seat.press("escape", "f8")
        await scan(seat, token)
        assert seat.beside("token", sentence("old_slip"))
        await scan(seat, builders.token_of(seat.desk, number))
        assert seat.beside("token", _("✓ genuine, and of this ticket"))


# Money


async def test_paid_in_parts_by_several_ways(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        await seat.go("amount")
        await clear(seat)
        await seat.type("60")
        await seat.press("enter", "2", "enter")
        assert seat.beside("amount", sentence("over_open", open=5_000))
        await clear(seat)
        await seat.type("20")
        await seat.press("enter", "enter")
        assert "￥30.00" in seat.text
        assert seat.focused == "method"
        assert seat.row("amount") == "30"
        await seat.press("3", "enter")
        payments = builders.ticket_of(seat.desk, number).payments
        assert [(payment.method, payment.amount) for payment in payments] == [
            ("alipay", 2_000),
            ("wechat", 3_000),
        ]
        assert seat.says("支付宝 ￥20.00 + 微信支付 ￥30.00")
        assert seat.focused == "value"


async def test_cash_shows_the_change_and_journals_the_price(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        await seat.press("enter")
        assert seat.focused == "given"
        await seat.type("40")
        await seat.press("enter")
        assert seat.beside("given", "少 ￥10.00；分次收款请改上面的金额。")
        await clear(seat)
        await seat.type("88.5")
        assert seat.beside("given", "找零 ￥38.50")
        await seat.press("enter")
        assert seat.says("找零 ￥38.50")
        assert builders.ticket_of(seat.desk, number).paid == 5_000
        assert seat.focused == "value"


async def test_only_cash_asks_what_was_given(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        assert seat.app.screen.query_one("#row-given").display
        await seat.press("2")
        assert not seat.app.screen.query_one("#row-given").display


async def overpaid(folder: Path, clock: FakeClock) -> str:
    """Paid 50 in advance, then it could not be repaired: nothing is due."""
    (number,) = walks.walked(folder, clock, "testing")
    walks.do(folder, clock, TakePayment(number, "wechat", 5_000))
    walks.do(folder, clock, CompleteRepair(number, "unrepairable", "主板进液", ""))
    return number


async def test_what_was_paid_too_much_goes_back_first(folder: Path, clock: FakeClock) -> None:
    number = await overpaid(folder, clock)
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        assert seat.says("￥50.00")
        await seat.type("0000")
        await seat.press("ctrl+s")
        assert seat.says("多收了 ￥50.00")
        assert builders.ticket_of(seat.desk, number).stage == "ready"
        await seat.press("ctrl+r")
        assert seat.screen_name == "Ask"
        await seat.press("ctrl+s")
        ticket = builders.ticket_of(seat.desk, number)
        assert (ticket.paid, ticket.overpaid) == (0, 0)
        assert [refund.method for refund in ticket.refunds] == ["wechat"]
        await seat.press("ctrl+s")
        assert builders.ticket_of(seat.desk, number).stage == "collected"


async def test_the_second_ctrl_s_hands_over_without_a_refund(folder: Path, clock: FakeClock) -> None:
    number = await overpaid(folder, clock)
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        await seat.type("0000")
        await seat.press("ctrl+s", "ctrl+s")
        assert builders.ticket_of(seat.desk, number).stage == "collected"
        await seat.press("escape", "b", "ctrl+s")
        assert builders.ticket_of(seat.desk, number).paid == 0


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_change_is_what_was_given_less_what_is_owed(put: int, owed: int) -> None:
    text.use("en")
    assert fen_of(yuan(put)) == put
    assert change_of(yuan(put), yuan(owed)) == put - owed
    said, wrong = change_words(yuan(put), yuan(owed))
    assert wrong == (put < owed)
    assert words.money(abs(put - owed)) in said


# Who collects


async def test_somebody_else_than_named_at_intake_is_asked_about_once(folder: Path, clock: FakeClock) -> None:
    customer = Customer("张三", builders.PHONE, collects="李四")
    (number,) = walks.walked(folder, clock, "ready", customer=customer)
    walks.do(folder, clock, builders.pay(number))
    async with counter(folder, clock) as seat:
        token = await at_the_counter(seat, number)
        assert seat.beside("collected_by", "受理时约定由 李四 取机")
        await scan(seat, token)
        await seat.type("5678")
        await seat.go("collected_by")
        await seat.type("王五")
        await seat.press("ctrl+s")
        assert seat.beside("collected_by", "受理时约定由 李四 取机。请看证件；再按 Ctrl+S 交付。")
        assert builders.ticket_of(seat.desk, number).stage == "ready"
        await seat.press("ctrl+s")
        assert seat.desk.dossier(number).personal["collected_by"] == "王五"  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["", "李四"])
async def test_the_customer_or_the_one_named_needs_no_word(folder: Path, clock: FakeClock, who: str) -> None:
    customer = Customer("张三", builders.PHONE, collects="李四")
    (number,) = walks.walked(folder, clock, "ready", customer=customer)
    walks.do(folder, clock, builders.pay(number))
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        await seat.type("5678")
        await seat.go("collected_by")
        await seat.type(who)
        await seat.press("ctrl+s")
        assert builders.ticket_of(seat.desk, number).stage == "collected"


@WAYS
async def test_the_customers_other_device_is_one_key_away(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    customer = Customer("张三", builders.PHONE)
    first, second, third = walks.walked(folder, clock, "ready", "repairing", "ready", customer=customer)
    for number in (first, third):
        walks.do(folder, clock, builders.pay(number))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        token = await at_the_counter(seat, first)
        devices = "，" if text.current() == "zh_CN" else ", "
        shown = devices.join(
            f"{number.partition('-')[2]} Redmi Note 7 ({words.word(words.STAGES, stage)})"
            for number, stage in ((second, "repairing"), (third, "ready"))
        )
        assert seat.says(_("{count} more of this number here: {devices}", count=2, devices=shown))
        await scan(seat, token)
        await seat.type("5678")
        await seat.press("ctrl+s", "escape")
        assert seat.screen_name == "TicketScreen"
        assert third.partition("-")[2] in seat.text
        await seat.press("enter")
        assert seat.screen_name == "HandOverScreen"
        assert third.partition("-")[2] in seat.lines[0]
        await scan(seat, builders.token_of(seat.desk, third))
        await seat.type("5678")
        await seat.press("ctrl+s", "escape")
        # The one in repair is named, and is no next step.
        before = seat.screen_name
        await seat.press("enter")
        assert seat.screen_name == before == "TicketScreen"
        assert seat.says(words.word(words.STAGES, "repairing"))


# Without a slip, without proof


async def test_a_lost_slip(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    walks.do(folder, clock, builders.pay(number))
    async with counter(folder, clock) as seat:
        await at_the_counter(seat, number)
        await seat.press("ctrl+s")
        assert seat.beside("token", sentence("needs_slip"))
        await seat.press("ctrl+e")
        assert kinds(seat)[-1] == "PaperQueued"
        assert [path.name for path in seat.desk.home.papers.iterdir()] == [
            f"{number}-lost_slip_form-1.escpos"
        ]
        await seat.calm()
        assert seat.focused == "lost"
        await seat.type("钱包一起丢了")
        await seat.go("value")
        await seat.type("身份证")
        await seat.press("ctrl+s")
        assert seat.beside("pin", sentence("needs_manager"))
        await seat.type(PIN)
        await seat.press("ctrl+s")
        event = seat.desk.dossier(number).history[-1]  # type: ignore[union-attr]
        assert event.facts["slip"] == "lost"
        assert event.words["reason"] == "钱包一起丢了"
        assert PIN not in seat.text


async def test_a_slip_that_was_found_again(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    walks.do(folder, clock, builders.pay(number))
    async with counter(folder, clock) as seat:
        token = await at_the_counter(seat, number)
        await seat.press("ctrl+e", "ctrl+e")
        assert not seat.app.screen.query_one("#row-lost").display
        assert kinds(seat).count("PaperQueued") == 1
        await seat.press("ctrl+e")
        assert kinds(seat).count("PaperQueued") == 1
        await seat.press("ctrl+e")
        await scan(seat, token)
        await seat.type("0000")
        await seat.press("ctrl+s")
        assert seat.desk.dossier(number).history[-1].facts["slip"] == "token"  # type: ignore[union-attr]


async def test_five_wrong_proofs_lock_until_a_manager_acts(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    walks.do(folder, clock, builders.pay(number))
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        await seat.type("9999")
        await seat.press(*["ctrl+s"] * 4)
        assert seat.beside("value", sentence("bad_proof", left=1))
        await seat.press("ctrl+s")
        assert seat.beside("value", sentence("proof_locked", count=5))
        await seat.press("ctrl+s")
        assert seat.beside("unlock", sentence("locked"))
        await seat.type("本人忘了号码, 已看证件")
        await seat.press("ctrl+s")
        assert seat.beside("pin", sentence("needs_manager"))
        await seat.type(PIN)
        await seat.go("value")
        await clear(seat)
        await seat.type("0000")
        await seat.press("ctrl+s")
        assert kinds(seat)[-1] == "HandedOver"


async def test_money_that_is_open_is_said_where_it_is_paid(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    async with counter(folder, clock) as seat:
        await scan(seat, await at_the_counter(seat, number))
        await seat.press("ctrl+s")
        assert seat.beside("amount", sentence("money_open", open=5_000))


async def test_nothing_is_cut_on_the_smallest_screen(folder: Path, clock: FakeClock) -> None:
    customer = Customer("欧阳春晓女士", builders.PHONE, collects="李四")
    first, _second = walks.walked(folder, clock, "ready", "ready", customer=customer)
    async with counter(folder, clock, **SMALL_ENGLISH) as seat:
        await at_the_counter(seat, first)
        await seat.press("ctrl+e")
        await seat.calm()
        bottom = seat.app.size.height - 1
        for row in seat.app.screen.query("Row"):
            assert not row.display or row.region.bottom <= bottom, row.id
