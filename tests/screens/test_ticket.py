"""The ticket screen and its small steps by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from mihome_desk import words
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.handover import TakePayment
from mihome_desk.rules.intake import Customer, FaultGiven
from mihome_desk.rules.repair import Withdraw
from mihome_desk.text import _
from mihome_desk.ui import keys
from tests import builders
from tests.builders import FakeClock
from tests.screens import stage, walks
from tests.screens.stage import Seat, counter
from tests.screens.walks import (
    PIN,
    SMALL_ENGLISH,
    at_field,
    clear,
    kinds,
    open_ticket,
    scan,
    sentence,
    told,
)

WAYS = walks.WAYS


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return walks.found(tmp_path, clock)


async def correct(seat: Seat, narrow: str, value: str, reason: str) -> None:
    """C, a few letters, Enter, the new value, the reason."""
    await seat.press("c")
    await seat.type(narrow)
    await seat.press("enter")
    await clear(seat)
    await seat.type(value)
    await seat.press("enter")
    await seat.type(reason)
    await seat.press("enter")


# Corrections


@WAYS
async def test_a_fact_is_put_right_and_the_slip_is_void(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        old = builders.token_of(seat.desk, number)
        await seat.press("c")
        assert seat.screen_name == "Pick"
        assert builders.IMEI in seat.text
        assert "13800000000" not in seat.text
        await seat.type("imei")
        await seat.press("enter")
        assert seat.row("value") == builders.IMEI
        assert seat.says(
            _(
                "This stands on the slip: the one in the customer's hands becomes void, a new one is to be printed."
            )
        )
        assert seat.says(_("Both values stay in the history."))
        await clear(seat)
        await seat.type("490154203237519")
        await seat.press("enter")
        await seat.type("扫错了")
        await seat.press("enter")
        assert at_field(seat, "value", sentence("imei_check"))
        assert seat.row("reason") == "扫错了"
        await clear(seat)
        await seat.type("867400052345679")
        await seat.press("enter", "enter")
        ticket = builders.ticket_of(seat.desk, number)
        assert (ticket.device.imei, ticket.generation) == ("867400052345679", 2)
        assert builders.token_of(seat.desk, number) != old
        assert seat.screen_name == "Confirm"
        await seat.press("enter")
        assert seat.screen_name == "SlipScreen"
        await seat.press("escape")
        assert seat.screen_name == "TicketScreen"
        assert f"{builders.IMEI}→867400052345679·扫错了" in told(seat)


async def test_what_is_not_on_the_slip_leaves_it_good(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("c")
        await seat.type("存放位置")
        await seat.press("enter")
        assert seat.says(_("This does not stand on the slip, which stays good."))
        await seat.type("B-07")
        await seat.press("enter")
        await seat.type("架子满了")
        await seat.press("enter")
        assert seat.screen_name == "TicketScreen"
        assert builders.ticket_of(seat.desk, number).generation == 1
        assert seat.desk.dossier(number).personal["place"] == "B-07"  # type: ignore[union-attr]


async def test_a_phone_number_stays_covered(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received", customer=Customer("张三", builders.PHONE))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await correct(seat, "customer.phone", "13987654321", "客人写错")
        await seat.press("escape")
        assert seat.screen_name == "TicketScreen"
        assert "138****1234→139****4321" in told(seat)
        assert builders.PHONE not in seat.text
        assert seat.desk.dossier(number).personal["phone"] == "13987654321"  # type: ignore[union-attr]


async def test_consents_money_and_times(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("c")
        await seat.type("account_out")
        await seat.press("enter", "1", "enter")
        await seat.type("忘了勾")
        await seat.press("enter", "escape")
        assert builders.ticket_of(seat.desk, number).account_out is True
        await seat.press("c")
        await seat.type("ceiling")
        await seat.press("enter")
        await seat.type("三百")
        await seat.press("enter")
        await seat.type("客人改口")
        await seat.press("enter")
        assert at_field(seat, "value", _("An amount in yuan, like 199 or 199.50."))
        await clear(seat)
        await seat.type("３００")
        await seat.press("enter", "enter", "escape")
        assert builders.ticket_of(seat.desk, number).ceiling == 30_000
        await correct(seat, "promised_at", "25:00", "客人赶时间")
        assert at_field(seat, "value", _("A time like 18:00, or 2026-11-22 18:00."))
        await clear(seat)
        await seat.type("18:30")
        await seat.press("enter", "enter", "escape")
        promised = builders.ticket_of(seat.desk, number).promised_at
        assert promised is not None
        assert f"{seat.desk.local(promised):%Y-%m-%d %H:%M}" == "2026-11-22 18:30"
        assert seat.says("￥300.00")


async def test_after_hand_over_papers_stay(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    walks.do(folder, clock, builders.pay(number))
    async with counter(folder, clock) as seat:
        builders.ok(seat.desk.do(builders.hand_over(number, builders.token_of(seat.desk, number), "0000")))
        await open_ticket(seat, number)
        await seat.press("c")
        await seat.type("device.model")
        await seat.press("enter")
        assert seat.says(_("The device is collected; its papers stay as they were printed."))
        await clear(seat)
        await seat.type("Redmi Note 8")
        await seat.press("enter")
        await seat.type("看错了")
        await seat.press("enter")
        assert seat.screen_name == "TicketScreen"


async def test_esc_leaves_everything_as_it_was(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        before = kinds(seat)
        for key in "nwcpvghmrauk":
            await seat.press(key)
            assert seat.screen_name in {"Ask", "Pick"}, key
            await seat.press("escape")
            assert seat.screen_name == "TicketScreen", key
        await seat.press("c")
        await seat.type("没有这一项")
        assert seat.says(_("Nothing here is called that."))
        await seat.press("enter")
        assert seat.screen_name == "Pick"
        await seat.press("escape")
        assert kinds(seat) == before


async def test_the_list_of_facts_moves_and_scrolls(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock, **SMALL_ENGLISH) as seat:
        await open_ticket(seat, number)
        await seat.press("c", *["pagedown"] * 3)
        assert "▌ Part 1" in seat.text
        await seat.press("up", "up")
        assert "▌ Symptom 1" in seat.text
        await seat.press("enter")
        assert seat.row("value") == "NO_POWER"


# Faults, people, places, waiting


@WAYS
async def test_one_more_fault_asks_for_its_items_again(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "received")
    walks.do(folder, clock, builders.pre(number))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("a")
        await seat.type("speaker")
        await seat.press("enter")
        assert seat.says(_("these items are answered one by one: {items}.", items="SPK"))
        await seat.type("外放破音")
        await seat.press("enter")
        ticket = builders.ticket_of(seat.desk, number)
        assert [fault.symptom for fault in ticket.faults] == ["NO_POWER", "SPEAKER"]
        assert seat.says("外放破音")
        await seat.press("a", "enter", "enter")
        assert at_field(seat, "words", sentence("empty"))
        await seat.type("卡托卡住")
        await seat.press("enter")
        assert [fault.symptom for fault in builders.ticket_of(seat.desk, number).faults][-1] == ""


async def test_assign_and_move(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "approved")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("g")
        await seat.type("王工")
        await seat.press("enter", "m")
        await seat.type("C-01")
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).technician == "王工"
        assert seat.says("C-01")
        await seat.press("m", "enter")
        assert at_field(seat, "place", sentence("no_change"))


async def test_waiting_for_parts_and_back(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "repairing")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("h")
        assert seat.says(
            _("The wait is explained time: shown beside the one-hour clock, never subtracted from it.")
        )
        await seat.press("enter")
        await seat.type("屏幕明天到")
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).stage == "waiting_parts"
        clock.move(7)
        await seat.press("f4", "f3")
        await open_ticket(seat, number)
        assert seat.says(_("Parts {time}", time=_("{count} min", count=7)))
        assert seat.says(f"{words.word(words.COMMANDS, 'resume')}  (H)")
        await seat.press("enter")
        assert seat.screen_name == "Confirm"
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).stage == "repairing"


async def test_waiting_for_the_customer_keeps_the_stage(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "quoted")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("h")
        assert words.word(words.WAITS, "parts") not in seat.line_of("on")
        await seat.press("enter", "enter")
        ticket = builders.ticket_of(seat.desk, number)
        assert (ticket.stage, ticket.waiting is not None) == ("quoted", True)
        await seat.press("h", "enter")
        assert builders.ticket_of(seat.desk, number).waiting is None


# Slip and money


async def test_a_new_slip(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("r")
        assert seat.says(_("The slip in the customer's hands becomes void; a new one is to be printed."))
        await seat.type("凭证淋湿了")
        await seat.press("enter", "escape")
        assert builders.ticket_of(seat.desk, number).generation == 2
        assert seat.screen_name == "TicketScreen"


async def test_money_back(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "approved")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("b")
        assert seat.screen_name == "TicketScreen"
        builders.ok(seat.desk.do(TakePayment(number, "alipay", 5_000)))
        await seat.press("f4")
        await open_ticket(seat, number)
        await seat.press("b")
        await seat.type("80")
        await seat.press("enter")
        assert "[1" not in seat.line_of("method")
        await seat.press("enter")
        await seat.type("客人退订")
        await seat.press("enter")
        assert at_field(seat, "amount", sentence("over_paid", paid=5_000))
        await clear(seat)
        await seat.type("30")
        await seat.press("ctrl+s")
        ticket = builders.ticket_of(seat.desk, number)
        assert [(each.method, each.amount) for each in ticket.refunds] == [("alipay", 3_000)]
        assert seat.says("客人退订")


# Secrets


@WAYS
async def test_a_call_shows_the_number_for_a_minute(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "ready", customer=Customer("张三", builders.PHONE))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("k", "enter")
        assert at_field(seat, "purpose", sentence("empty"))
        await seat.type("通知取机")
        await seat.press("enter")
        assert seat.screen_name == "Reveal"
        assert kinds(seat)[-1] == "CustomerCalled"
        assert builders.PHONE in seat.text
        assert seat.says(_("{seconds} s, then it is hidden", seconds=60))
        clock.move(ms=59_000)
        await seat.until(lambda: seat.says(_("{seconds} s, then it is hidden", seconds=1)))
        assert builders.PHONE in seat.text
        clock.move(ms=1_000)
        await seat.until(lambda: seat.screen_name == "TicketScreen")
        await seat.settle()
        assert builders.PHONE not in seat.text
        assert seat.says("通知取机")


async def test_an_unlock_code_is_kept_and_read(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("u", "2", "enter")
        await seat.type("14789")
        assert "14789" not in seat.text
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).unlock == "pattern"
        await seat.press("u")
        assert seat.screen_name == "Pick"
        await seat.press("enter")
        await seat.type("测屏幕")
        await seat.press("enter")
        assert seat.screen_name == "Reveal"
        assert "14789" in seat.text
        clock.move(ms=29_000)
        await seat.until(lambda: seat.says(_("{seconds} s, then it is hidden", seconds=1)))
        clock.move(ms=1_000)
        await seat.until(lambda: seat.screen_name == "TicketScreen")
        await seat.settle()
        assert "14789" not in seat.text
        assert seat.says("测屏幕")
        await seat.press("u", "down", "enter", "1", "enter")
        await seat.type("0000")
        await seat.press("enter", "u", "enter")
        await seat.type("再测")
        await seat.press("enter")
        assert "0000" in seat.inside(seat.app.screen.query_one("#secret").region)
        await seat.press("escape")
        assert seat.screen_name == "TicketScreen"
        assert builders.ticket_of(seat.desk, number).unlock == "pin"


# Ways out and back


async def test_withdraw_says_the_rate_and_the_way_back(folder: Path, clock: FakeClock) -> None:
    late = walks.walked(folder, clock, "repairing")[0]
    clock.move(61)
    soon = walks.walked(folder, clock, "received")[0]
    async with counter(folder, clock) as seat:
        for number, said in (
            (soon, _("This ticket will stand outside the one-hour rate, and be shown beside it.")),
            (late, _("For the one-hour rate this ticket will count as missed.")),
        ):
            await open_ticket(seat, number)
            await seat.press("w")
            assert seat.says(said)
            assert seat.says("交付之前可按 O 撤销，继续维修。")
            await seat.type("不修了")
            await seat.press("enter")
        assert (seat.desk.rate().outside["given_up"], seat.desk.rate().missed) == (1, 1)
        await seat.press("o")
        assert seat.says("已超过一小时")
        await seat.type("又要修了")
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, late).stage == "repairing"


async def test_a_manager_voids(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("v")
        assert seat.says(_("It stays void; the device is taken in again on a new ticket. A manager signs."))
        await seat.type("录错了")
        await seat.press("enter", "enter", "enter")
        assert at_field(seat, "pin", sentence("needs_manager"))
        assert seat.focused == "pin"
        await seat.type("0000")
        await seat.press("enter")
        assert at_field(seat, "pin", sentence("bad_pin"))
        await clear(seat)
        await seat.type(PIN)
        await seat.press("enter")
        assert kinds(seat)[-2:] == ["TicketVoided", "PinAccepted"]
        assert PIN not in seat.text


async def test_another_programme_can_be_taken_back_but_is_remembered(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("p")
        assert seat.says("检测尚未结束。")
        assert seat.says(_("It can be changed back; the rate remembers that quick repair was left."))
        await seat.press("1", "enter")
        await seat.type("要等零件")
        await seat.press("enter", "p")
        assert seat.says(_("Quick repair was left before diagnosis ended; that decided."))
        await seat.press("1", "enter")
        await seat.type("零件有了")
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).programme == "quick"


async def test_a_regression_is_settled_by_a_note(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "repairing")
    walks.do(folder, clock, builders.post(number, LCD="fail"), builders.complete(number))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("n")
        assert seat.says("LCD")
        await seat.type("屏幕免费再换一次")
        await seat.press("enter")
        await seat.type(PIN)
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).regressions == ()


# The screen itself


async def test_letters_that_the_stage_does_not_allow_do_nothing(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        for key in "tob":
            await seat.press(key)
            assert seat.screen_name == "TicketScreen", key


STEPS_AT = {"received": "knchgmauwrpv", "ready": "tknocrmuv", "quoted": "w"}


@pytest.mark.parametrize("language", stage.LANGUAGES)
@pytest.mark.parametrize("at", STEPS_AT)
async def test_nothing_is_cut_in_any_question(folder: Path, clock: FakeClock, language: str, at: str) -> None:
    faults = (FaultGiven("NO_POWER", "昨晚摔过之后就再也开不了机了, 充电也没有任何反应"),)
    (number,) = walks.walked(folder, clock, at, faults=faults)
    clock.move(62)
    async with counter(folder, clock, language=language) as seat:
        await open_ticket(seat, number)
        for key in STEPS_AT[at]:
            await seat.press(key)
            if seat.screen_name == "Pick":
                await seat.press("enter")
            assert seat.screen_name == "Ask", key
            asked = seat.app.screen
            box = asked.query_one("#ask").region
            assert box.y >= 0
            assert box.bottom <= 24, key
            for row in asked.query("Row"):
                assert row.region.bottom < box.bottom, (key, row.id)
            assert seat.app.focused is asked.query("Row").first().query_one("Line, Choice")
            assert _("Enter answers · Esc leaves it as it was") in seat.text
            await seat.press("escape")


@WAYS
async def test_history_hangs_under_its_own_words(
    folder: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    (number,) = walks.walked(folder, clock, "received")
    said = "客人说昨晚摔过之后就再也开不了机了，充电也没有任何反应，今天五点以后来取，先打电话"
    from mihome_desk.rules.progress import Note

    walks.do(folder, clock, Note(number, said))
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        region = seat.app.screen.query_one("#events").region
        lines = [line.rstrip() for line in seat.inside(region).splitlines() if line.strip()]
        assert lines[0].split() == ["11-22"]
        assert lines[1].startswith("12:01")
        follow = [line for line in lines[2:] if not line[:5].strip()]
        assert follow
        assert all(line.startswith(" " * 7) and line[7] != " " for line in follow)
        assert stage.squeezed(said) in stage.squeezed("".join(line[7:] for line in lines))


async def test_a_correction_by_another_counter_appears(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        walks.do(folder, clock, Correct(number, "device.colour", "星空蓝", "没写"))
        await seat.until(lambda: "星空蓝" in seat.text)


async def test_every_small_step_is_in_help_and_palette(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "ready")
    async with counter(folder, clock, size=(100, 70), language="en") as seat:
        await open_ticket(seat, number)
        await seat.press("f1")
        for command in keys.SMALL_STEPS.values():
            assert stage.squeezed(command.tooltip) in stage.squeezed(seat.text), command.id


async def test_a_withdrawn_ticket_goes_home_with_its_slip(folder: Path, clock: FakeClock) -> None:
    (number,) = walks.walked(folder, clock, "received")
    walks.do(folder, clock, Withdraw(number, "不修了"))
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("enter")
        await scan(seat, builders.token_of(seat.desk, number))
        assert seat.focused == "value"
        await seat.type("0000")
        await seat.press("ctrl+s")
        assert kinds(seat)[-1] == "HandedOver"
