"""Every ending by keys: exchanged, refunded, certified, withdrawn half-way, loaner out and back, settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from mihome_desk import words
from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.endings import RefundGiven
from mihome_desk.rules.handover import RefundPayment
from mihome_desk.rules.intake import Customer, DeviceGiven
from mihome_desk.rules.loaner import LendLoaner
from mihome_desk.rules.parts import UsePart
from mihome_desk.rules.progress import Note
from mihome_desk.rules.repair import Reopen, TellCustomer, Withdraw
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.stock import ReceiveParts
from mihome_desk.rules.ticket import Ticket
from mihome_desk.text import _
from tests import builders
from tests.builders import FakeClock
from tests.screens import walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import PIN, open_ticket, scan, sentence, told

DAY = 24 * 60
NEW = "867400052345679"
FOUR_DAYS = Purchase(bought="2026-11-18", proof="invoice")
WAYS = walks.WAYS


def covered(folder: Path, clock: FakeClock, *, tested: bool = True, **changes: object) -> str:
    """A phone of four days, its fault covered; its number."""
    values = {"customer": Customer("张三", builders.PHONE), "purchase": FOUR_DAYS, **changes}
    (number,) = walks.do(folder, clock, builders.open_ticket(**values))
    walks.do(folder, clock, builders.pre(number), DecideCoverage(number, "in", "四天前购买"))
    if tested:
        walks.do(folder, clock, builders.post(number))
    return number


def ticket(seat: Seat, number: str) -> Ticket:
    return builders.ticket_of(seat.desk, number)


async def hand_over(seat: Seat, number: str) -> None:
    """F8, the slip, the four digits, Ctrl+S."""
    await seat.press("f8")
    await scan(seat, builders.token_of(seat.desk, number))
    await seat.go("value")
    await seat.type(builders.HIDDEN)
    await seat.press("ctrl+s")


@WAYS
async def test_exchanged_by_the_box_of_the_new_device(
    tmp_path: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    folder = builders.found(tmp_path / "desk", clock, kind="own")
    number = covered(folder, clock)
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("f7")
        assert seat.screen_name == "CompletionScreen"
        assert seat.focused == "outcome"
        await seat.press("3")
        assert seat.says(
            _("The old device stays here and is retired; the warranty of the new one begins today.")
        )
        await seat.press("ctrl+s")
        assert seat.beside("new_imei", sentence("empty"))
        await scan(seat, builders.IMEI)
        await seat.press("ctrl+s")
        assert seat.beside("new_imei", sentence("same_device"))
        await walks.clear(seat)
        await scan(seat, NEW)
        await seat.press("ctrl+s")
        assert seat.screen_name == "TicketScreen"
        after = ticket(seat, number)
        assert after.new_device is not None
        assert (after.outcome, after.new_device.imei) == ("exchanged", NEW)
        assert seat.says(f"{_('New device')} Redmi Note 7 {NEW}")
        await seat.press("f8")
        assert seat.says(_("the customer gets {device}", device=f"Redmi Note 7 {NEW}"))
        await seat.press("escape")
        await hand_over(seat, number)
        assert ticket(seat, number).stage == "collected"


@WAYS
async def test_refunded_without_a_test_and_paid_out(
    tmp_path: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    folder = builders.found(tmp_path / "desk", clock, kind="own")
    number = covered(folder, clock, tested=False)
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("f7")
        assert seat.screen_name == "CompletionScreen"
        await seat.press("4")
        await seat.go("price")
        await seat.type("1999")
        assert seat.says(
            _("{due} go back to the customer, nothing is taken off for use.", due=words.money(199_900))
        )
        await seat.press("ctrl+s")
        after = ticket(seat, number)
        assert (after.outcome, after.refund_due, after.post.complete) == ("refunded", 199_900, False)
        await hand_over(seat, number)
        assert seat.says(sentence("refund_open", open=199_900))
        assert seat.says(_("the device stays here"))
        await seat.calm()
        await seat.press("ctrl+r")
        assert seat.row("amount") == "1999"
        assert seat.row("reason") == _("The device was taken back")
        await seat.press("ctrl+s")
        await seat.press("ctrl+s")
        assert ticket(seat, number).stage == "collected"


async def test_use_takes_its_share(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock, kind="own")
    number = covered(folder, clock, tested=False)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7", "4")
        await seat.go("price")
        await seat.type("abc")
        assert seat.says(_("An amount in yuan, like 199 or 199.50."))
        await seat.press("escape", "f7")
        assert seat.row("price") == "abc"
        await seat.go("price")
        await walks.clear(seat)
        await seat.type("2000")
        await seat.fill(days="x")
        assert seat.says(_("A whole number of days."))


async def test_before_a_refund_the_counter_has_looked_at_it(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock, kind="own")
    (number,) = walks.do(folder, clock, builders.open_ticket(purchase=FOUR_DAYS))
    some = AnswerChecks(number, "pre", {"APP": "pass"})
    walks.do(folder, clock, some, DecideCoverage(number, "in", "四天前购买"))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7")
        assert seat.screen_name == "ChecksScreen"


async def test_an_outlet_is_offered_the_certificate(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    number = covered(folder, clock)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7", "3")
        assert seat.row("outcome") == "certified"
        assert seat.row("done") == _("test certificate for the seller")
        await seat.press("ctrl+s")
        assert ticket(seat, number).outcome == "certified"
        assert seat.says(words.word(words.OUTCOMES, "certified"))


async def test_without_a_right_only_the_plain_outcomes(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    (number,) = walks.walked(folder, clock, "testing")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7")
        assert seat.focused == "found"
        assert words.word(words.OUTCOMES, "exchanged") not in seat.text
        assert words.word(words.OUTCOMES, "certified") not in seat.text


@WAYS
async def test_withdrawn_half_way(tmp_path: Path, clock: FakeClock, way: dict[str, object]) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    (number,) = walks.walked(folder, clock, "repairing", customer=Customer("张三", builders.PHONE))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("w")
        assert seat.says(
            _(
                "The repair has begun: parts come out again, the device is put together and tested, then it is ready."
            )
        )
        await seat.type("赶火车")
        await seat.press("enter")
        assert (ticket(seat, number).stage, ticket(seat, number).outcome) == ("testing", "withdrawn")
        await seat.press("f6")
        assert seat.says(sentence("put_together_first"))
        await seat.calm()
        await seat.press("enter")
        assert seat.screen_name == "ChecksScreen"
        await seat.press("escape")
        builders.ok(seat.desk.do(builders.post(number)))
        await seat.press("f7")
        assert seat.screen_name == "CompletionScreen"
        assert seat.row("outcome") == "withdrawn"
        assert seat.says(_("The one-hour clock stopped when the customer withdrew."))
        await seat.type("已装好")
        await seat.press("ctrl+s")
        assert ticket(seat, number).stage == "ready"
        await hand_over(seat, number)
        assert ticket(seat, number).stage == "collected"


@WAYS
async def test_a_loaner_goes_out_and_comes_back_at_the_hand_over(
    tmp_path: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    (number,) = walks.walked(folder, clock, "received", customer=Customer("张三", builders.PHONE))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("l")
        await seat.type("Redmi 9A")
        await seat.press("enter")
        await seat.type("B-01")
        await seat.press("enter")
        await seat.type("200")
        await seat.press("enter", "enter")
        assert ticket(seat, number).loaner_out is not None
        assert "Redmi9A·B-01·￥200.00" in told(seat)
        for command in builders.steps(number, "ready"):
            builders.ok(seat.desk.do(command))
        builders.ok(seat.desk.do(builders.pay(number)))
        await hand_over(seat, number)
        assert ticket(seat, number).stage == "ready"
        assert seat.beside("loaner", sentence("loaner_out", loaner="Redmi 9A"))
        await seat.type("完好")
        await seat.press("enter")
        assert ticket(seat, number).loaner_out is None
        assert seat.says(_("The deposit of {amount} goes back.", amount=words.money(20_000)))
        await seat.press("ctrl+s")
        assert ticket(seat, number).stage == "collected"


async def test_for_damage_part_of_the_deposit_stays(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    (number,) = walks.walked(folder, clock, "received")
    walks.do(folder, clock, LendLoaner(number, "Redmi 9A", "B-01", 20_000))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("l")
        assert seat.says(_("Its deposit is {amount}.", amount=words.money(20_000)))
        await seat.type("屏幕划伤")
        await seat.press("enter")
        await seat.type("500")
        await seat.press("ctrl+s")
        assert walks.at_field(seat, "keep", sentence("over_deposit", deposit=20_000))
        await walks.clear(seat)
        await seat.type("50")
        await seat.press("ctrl+s")
        assert ticket(seat, number).loaner_out is None
        assert squeeze(words.money(15_000)) in told(seat)


def squeeze(said: str) -> str:
    return "".join(said.split())


async def test_the_steps_of_storage_by_one_letter(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock, manager_pin=PIN)
    (number,) = walks.walked(folder, clock, "ready")
    walks.do(folder, clock, TellCustomer(number, "phone"))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("z")
        await seat.type("打电话")
        await seat.press("enter")
        assert seat.says(sentence("storage_early", days=0, least=30))
        await seat.press("escape")
        clock.move(100 * DAY)
        for said in ("打电话", "挂号信"):
            await seat.press("z")
            await seat.type(said)
            await seat.press("enter")
        assert ticket(seat, number).storage == ("remind", "notice")
        await seat.press("z")
        assert seat.says(_("It ends the ticket: the device goes to nobody any more. A manager signs."))
        await seat.type("公证")
        await seat.press("enter")
        await seat.type("报废")
        await seat.press("enter")
        await seat.type(PIN)
        await seat.press("enter")
        assert ticket(seat, number).stage == "collected"


async def test_two_devices_of_one_customer_one_goes(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    own = Customer("张三", builders.PHONE)
    (first,) = walks.walked(folder, clock, "ready", customer=own)
    other = DeviceGiven("phone", "Redmi K60", imei="352099001761481")
    (second,) = walks.walked(folder, clock, "repairing", customer=own, device=other)
    walks.do(folder, clock, builders.pay(first))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, first)
        await seat.press("f8")
        assert seat.says("Redmi K60")
        await seat.press("escape")
        await hand_over(seat, first)
        assert ticket(seat, first).stage == "collected"
        assert ticket(seat, second).stage == "repairing"


def test_what_stands_in_a_table_has_its_words() -> None:
    from mihome_desk.rules.storage import ORDER
    from mihome_desk.sayings import endings

    assert tuple(endings.STORAGE) == ORDER


@pytest.mark.parametrize("outcome", ["exchanged", "refunded", "certified", "withdrawn"])
def test_every_outcome_has_a_word(outcome: str) -> None:
    assert outcome in words.OUTCOMES


async def test_a_part_comes_out_after_the_withdrawal_and_the_form_asks_about_it_first(
    tmp_path: Path, clock: FakeClock
) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    (number,) = walks.walked(folder, clock, "approved")
    shelf = ReceiveParts("SCR-1", 3, "bought", cost=100, part="screen", name="屏幕", fits=("Redmi Note 7",))
    walks.do(folder, clock, shelf, builders.start(number), UsePart(number, "SCR-1", 1))
    walks.do(folder, clock, Withdraw(number, "赶火车"), builders.post(number))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7")
        assert seat.focused == "parts"
        await seat.press("escape", "s")
        assert seat.says(_("{part} comes out again", part="屏幕"))
        await seat.go("reason")
        await seat.type("没装上")
        await seat.press("enter")
        assert not ticket(seat, number).parts[0].inside
        await seat.press("s")
        assert seat.screen_name == "TicketScreen"


async def test_an_exchange_opens_the_list_of_the_new_device_and_keeps_what_was_typed(
    tmp_path: Path, clock: FakeClock
) -> None:
    folder = builders.found(tmp_path / "desk", clock, kind="own")
    number = covered(folder, clock, tested=False)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f7", "3")
        await scan(seat, NEW)
        await seat.press("ctrl+s")
        assert seat.screen_name == "ChecksScreen"
        assert seat.says(_("This is the list of the new device."))
        builders.ok(seat.desk.do(builders.post(number)))
        await seat.press("escape")
        assert (seat.screen_name, seat.row("new_imei")) == ("CompletionScreen", NEW)
        await seat.press("ctrl+s")
        assert ticket(seat, number).outcome == "exchanged"


async def test_a_list_after_no_repair_leads_to_the_end_and_its_words_are_struck_with_it(
    tmp_path: Path, clock: FakeClock
) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    (number,) = walks.walked(folder, clock, "diagnosing")
    walks.do(folder, clock, builders.post(number, PWR="fail"), Note(number, "看过了", ("PWR",)))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        assert seat.says(f"{words.word(words.COMMANDS, 'complete_repair')}  (F7)")
        await seat.press("enter")
        assert seat.row("outcome") == "unrepairable"
        await seat.go("found")
        await walks.clear(seat)
        await seat.type("主板烧毁")
        await seat.press("ctrl+s")
        assert seat.says("主板烧毁")
        assert builders.shown(seat.desk, number)["outcome"] == "unrepairable"
        builders.ok(seat.desk.do(Reopen(number, "填错")))
        found = seat.desk.dossier(number)
        assert found is not None
        assert "found" not in found.personal


async def test_money_in_and_money_back_are_told_apart(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock, kind="own")
    number = covered(folder, clock, tested=False)
    refunded = CompleteRepair(number, "refunded", "屏幕不亮", "退机", refund=RefundGiven(199_900))
    walks.do(folder, clock, refunded, RefundPayment(number, "cash", 199_900, "退机"))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        assert seat.says(f"{_('Refunded')} {words.money(199_900)}")
        assert "-" + words.money(199_900) not in seat.text
        assert words.word(words.COVERAGES, "in") in told(seat)
        await hand_over(seat, number)
        await seat.press("escape")
        assert seat.says(f"{_('Closed')} · {words.word(words.OUTCOMES, 'refunded')}")


async def test_the_paper_of_a_certified_ticket_is_its_certificate(tmp_path: Path, clock: FakeClock) -> None:
    folder = builders.found(tmp_path / "desk", clock)
    number = covered(folder, clock)
    walks.do(folder, clock, CompleteRepair(number, "certified", "屏幕不亮", "检测单"))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f9")
        assert seat.says(words.word(words.PAPERS, "test_certificate"))
        assert f"> 6 {words.word(words.PAPERS, 'test_certificate')}" in seat.text
