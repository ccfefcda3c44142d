"""A walk through the counter by keys alone: every screen, every refusal at its field, nothing ever lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mihome_desk import bootstrap, text, words
from mihome_desk.catalog import load
from mihome_desk.db import queries
from mihome_desk.rules.intake import Customer
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.theme import DARK, LIGHT
from tests import builders
from tests.builders import FakeClock, ok
from tests.screens import stage
from tests.screens.stage import Seat, counter

LARGE_ENGLISH = {"size": stage.LARGE, "language": "en"}
SMALL_CHINESE = {"size": stage.SMALL, "language": "zh_CN"}
PIN = "4711"


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    """A new store whose manager has a PIN."""
    return builders.found(tmp_path / "desk", clock, manager_pin=PIN)


def walked(folder: Path, clock: FakeClock, *stages: str) -> list[str]:
    """Tickets at these stages; their numbers."""
    desk = bootstrap.open_desk(folder, clock)
    numbers = []
    for at, to in enumerate(stages):
        customer = Customer(f"客人{at}", f"138000000{at:02}")
        number = ok(desk.do(builders.open_ticket(customer=customer))).ticket
        for command in builders.steps(number, to):
            ok(desk.do(command))
        numbers.append(number)
        clock.move(1)
    desk.close()
    return numbers


def kinds(seat: Seat) -> list[str]:
    """What the journal holds."""
    return builders.kinds(seat.desk)


def sentence(code: str, **params: str | int) -> str:
    """A refusal in the language of the stage."""
    return words.sentence(code, params)


async def clear(seat: Seat) -> None:
    """Empty the field in focus."""
    await seat.press("end", "ctrl+u")


async def answer_all(seat: Seat, key: str = "1") -> None:
    """Answer every item of the list in focus, one key each."""
    seat.burst(key * len(load.checklist("phone")))
    await seat.settle()


# The first run


async def test_the_practice_store_is_one_key_away(tmp_path: Path, clock: FakeClock) -> None:
    async with counter(tmp_path / "desk", clock) as seat:
        assert seat.screen_name == "SetupScreen"
        await seat.press("enter")
        assert seat.screen_name == "BoardScreen"
        assert _("PRACTICE") in seat.lines[0]
        assert seat.desk.store.practice
        assert not (tmp_path / "desk" / "desk.db").exists()


@pytest.mark.parametrize("way", [SMALL_CHINESE, LARGE_ENGLISH], ids=["small-zh", "large-en"])
async def test_a_store_is_set_up_with_errors_at_their_fields(
    tmp_path: Path, clock: FakeClock, way: dict[str, object]
) -> None:
    async with counter(tmp_path / "desk", clock, **way) as seat:  # type: ignore[arg-type]
        await seat.press("2")
        await seat.press("ctrl+s")
        assert seat.beside("store", sentence("empty"))
        assert seat.focused == "store"
        await seat.type("北京一店")
        await seat.press("ctrl+s")
        assert seat.beside("store", sentence("bad_label"))
        await clear(seat)
        await seat.fill(store="ｂｊ００７", pin="12")
        await seat.go("closing")
        await clear(seat)
        await seat.type("25:00")
        await seat.press("ctrl+s")
        assert seat.beside("closing", sentence("bad_time"))
        await clear(seat)
        await seat.type("22:30")
        await seat.press("ctrl+s")
        assert seat.beside("pin", sentence("bad_new_pin"))
        await seat.type("34")
        await seat.press("ctrl+s")
        assert seat.beside("name", sentence("empty"))
        await seat.type("小米之家 望京店")
        await seat.press("ctrl+s")
        assert seat.screen_name == "BoardScreen"
        assert (seat.desk.store.label, seat.desk.store.closing) == ("BJ007", "22:30")
        assert seat.desk.store.kind == "outlet"


# One customer


@pytest.mark.parametrize("way", [SMALL_CHINESE, LARGE_ENGLISH], ids=["small-zh", "large-en"])
async def test_from_f2_to_the_receipt(folder: Path, clock: FakeClock, way: dict[str, object]) -> None:
    other = walked(folder, clock, "ready")[0]
    async with counter(folder, clock, **way) as seat:  # type: ignore[arg-type]
        number = await take_in(seat)
        clock.move(5)
        await check_before(seat)
        await write_quote(seat)
        await approve(seat)
        clock.move(20)
        await repair(seat, number)
        await hand_over(seat, number, builders.token_of(seat.desk, other))
        desk = seat.desk
        assert builders.ticket_of(desk, number).stage == "collected"
        assert desk.rate().achieved == 2


async def take_in(seat: Seat) -> str:
    await seat.press("f2")
    await seat.press("ctrl+s")
    assert any(seat.beside(name, sentence("empty")) for name in ("phone", "model", "complaint"))
    await seat.go("phone")
    await seat.type("138567812")
    await seat.press("enter")
    assert seat.beside("phone", sentence("bad_phone"))
    await seat.press("shift+tab")
    await seat.type("34")
    await seat.press("enter")
    assert seat.beside("phone", _("new customer"))
    await seat.type("张三")
    await seat.go("imei")
    await seat.type("490154203237519")
    await seat.press("enter")
    assert seat.beside("imei", sentence("imei_check"))
    await seat.press("ctrl+s")
    await seat.press("shift+tab") if seat.focused == "sn" else None
    await seat.go("imei")
    await seat.press("backspace")
    await seat.type("８")
    await seat.fill(model="Redmi Note 7", symptom="NO_POWER")
    await seat.press("enter")
    name = load.symptoms()["NO_POWER"]
    assert seat.beside("symptom", name.zh if text.current() == "zh_CN" else name.en)
    await seat.fill(complaint="开不了机", place="A-01")
    await seat.go("account_out")
    await seat.press("2")
    assert seat.saved("complaint")
    await seat.press("ctrl+s")
    assert seat.screen_name == "SlipScreen"
    assert seat.desk.draft("intake") is None
    (ticket,) = [head for head in seat.desk.recent() if head.name == "张三"]
    assert ticket.imei == builders.IMEI
    assert ticket.number.partition("-")[2] in seat.lines[0]
    await seat.press("enter")
    assert kinds(seat)[-1] == "PaperQueued"
    papers = list((seat.desk.home.papers).iterdir())
    assert [each.name for each in papers] == [f"{ticket.number}-intake_slip-1.escpos"]
    await seat.calm()
    await seat.press("1", "enter")
    assert seat.screen_name == "Ask"
    await seat.press("enter")
    assert seat.says(sentence("copy_needs_reason", copy=2))
    await seat.calm()
    if seat.screen_name != "Ask":
        await seat.press("enter")
    await seat.type("卡纸")
    await seat.press("enter")
    assert len(list(seat.desk.home.papers.iterdir())) == 2
    await seat.calm()
    await seat.press("f4")
    assert seat.screen_name == "BoardScreen"
    assert "张三" in seat.text
    await seat.press("enter")
    assert seat.screen_name == "TicketScreen"
    assert "138****1234" in seat.text
    assert builders.PHONE not in seat.text
    return ticket.number


async def check_before(seat: Seat) -> None:
    await seat.press("f6")
    await seat.fill(code="屏幕", price="199")
    await seat.press("ctrl+s")
    missing = ["PWR", "CHG", "BAT", "APP", "LIQ", "IDN", "LCK", "LCD", "TCH"]
    assert all(item in seat.text for item in missing)
    await seat.calm()
    await seat.press("ctrl+d")
    for name in ("code", "price"):
        await seat.go(name)
        await clear(seat)
    await seat.press("escape", "f5")
    items = [item for item in load.checklist("phone") if item.stage in {"pre", "both"}]
    await seat.press("2", "1", "3", "4")
    await seat.press("backspace", "1")
    assert seat.says(_("{done} of {all} answered", done=4, all=len(items)))
    assert seat.says(_("fail: {items}", items="APP"))
    await seat.press("escape", "f5")
    assert seat.says(_("{done} of {all} answered", done=4, all=len(items)))
    await seat.press(*"111111")
    await seat.press("r")
    assert seat.screen_name == "Confirm"
    await seat.press("escape", "r", "enter")
    assert seat.screen_name == "TicketScreen"
    assert seat.says(words.word(words.STAGES, "diagnosing"))


async def write_quote(seat: Seat) -> None:
    await seat.press("enter")
    assert seat.screen_name == "QuoteScreen"
    await seat.press("enter")
    await seat.go("price")
    await seat.press("enter")
    assert seat.beside("code", sentence("empty"))
    await seat.type("电池")
    for wrong in ("", "-1", "1.234", "abc", "1,5.5.5"):
        await seat.go("price")
        await clear(seat)
        await seat.type(wrong)
        await seat.press("enter")
        assert seat.beside("price", _("An amount in yuan, like 199 or 199.50.")), wrong
        assert seat.focused == "price"
    await clear(seat)
    await seat.type("１９９．５")
    await seat.press("enter")
    assert (seat.focused, seat.row("kind")) == ("code", "labour")
    assert "￥199.50" in seat.text
    await seat.fill(code="换电池", price="80")
    await seat.press("enter")
    assert "￥279.50" in seat.text
    await seat.press("ctrl+d")
    assert "￥199.50" in seat.text
    assert (seat.row("code"), seat.row("price")) == ("换电池", "80")
    await seat.press("ctrl+s")
    assert seat.screen_name == "TicketScreen"
    assert seat.says(words.word(words.STAGES, "quoted"))
    assert kinds(seat)[-1] == "QuoteMade"


async def approve(seat: Seat) -> None:
    await seat.press("enter")
    assert seat.screen_name == "ApprovalScreen"
    assert "￥279.50" in seat.text
    await seat.press("enter", "2", "ctrl+s")
    assert seat.screen_name == "TicketScreen"
    assert seat.says(words.word(words.STAGES, "approved"))


async def repair(seat: Seat, number: str) -> None:
    await seat.press("f7")
    assert seat.screen_name == "StartScreen"
    await clear(seat)
    await seat.press("enter")
    assert seat.beside("technician", sentence("empty"))
    await seat.type("李工")
    await seat.press("enter")
    assert seat.says(words.word(words.STAGES, "repairing"))
    await seat.press("f7")
    assert seat.screen_name == "ChecksScreen"
    await answer_all(seat)
    await seat.press("ctrl+s")
    assert builders.ticket_of(seat.desk, number).post.complete
    await seat.press("enter")
    assert seat.screen_name == "CompletionScreen"
    for name, said in (("found", "电池鼓包"), ("done", "换电池, 清洁")):
        await seat.go(name)
        await clear(seat)
        await seat.press("ctrl+s")
        assert seat.beside(name, sentence("empty"))
        await seat.type(said)
    await seat.press("ctrl+s")
    assert seat.says(words.word(words.STAGES, "ready"))
    await seat.press("t", "2", "enter")
    assert kinds(seat)[-1] == "CustomerTold"
    assert builders.ticket_of(seat.desk, number).told is not None


async def hand_over(seat: Seat, number: str, other: str) -> None:
    token = builders.token_of(seat.desk, number)
    wrong = token[:-1] + str((int(token[-1]) + 1) % 10)
    await seat.press("f8")
    assert seat.screen_name == "HandOverScreen"
    await seat.press("ctrl+s")
    assert seat.beside("token", sentence("needs_slip"))
    for said, code in ((wrong, "bad_token"), (other, "other_ticket")):
        await seat.go("token")
        seat.burst(said, "enter")
        await seat.settle()
        assert seat.beside("token", sentence(code, ticket=number)), code
        assert seat.screen_name == "HandOverScreen"
    await seat.go("token")
    seat.burst(f"HTTPS、：／{token}", "enter")
    await seat.settle()
    assert seat.focused == "method"
    await seat.press("ctrl+s")
    assert seat.beside("amount", sentence("money_open", open=27950))
    await clear(seat)
    await seat.type("300")
    await seat.press("enter", "2", "enter")
    assert seat.beside("amount", sentence("over_open", open=27950))
    await clear(seat)
    await seat.type("79.5")
    await seat.press("enter", "enter")
    assert "￥200.00" in seat.text
    await seat.press("3", "enter")
    assert builders.ticket_of(seat.desk, number).open_amount == 0
    assert seat.focused == "value"
    await seat.press("ctrl+s")
    assert seat.beside("value", sentence("empty"))
    for said, left in (("0000", 4), ("1111", 3)):
        await clear(seat)
        await seat.type(said)
        await seat.press("ctrl+s")
        assert seat.beside("value", sentence("bad_proof", left=left))
    await clear(seat)
    await seat.type("５６７８")
    await seat.press("ctrl+s")
    assert seat.screen_name == "SlipScreen"
    assert seat.says(words.word(words.PAPERS, "pickup_receipt"))
    await seat.press("enter")
    assert kinds(seat)[-2:] == ["HandedOver", "PaperQueued"]
    await seat.calm()
    await seat.press("escape")
    assert seat.says(words.word(words.STAGES, "collected"))


# Drafts


FIELDS = {
    "phone": builders.PHONE,
    "name": "欧阳春晓",
    "imei": builders.IMEI,
    "model": "Redmi Note 7",
    "colour": "星空蓝",
    "complaint": "昨晚摔过，开不了机",
    "condition": "背面划痕",
    "left_items": "SIM 卡",
    "place": "A-03",
}


async def test_esc_never_loses_an_intake(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(**FIELDS)
        await seat.go("account_out")
        await seat.press("3")
        await seat.press("escape")
        assert seat.screen_name == "BoardScreen"
        await seat.press("f2")
        assert {name: seat.row(name) for name in FIELDS} == FIELDS
        assert seat.app.screen.values()["account_out"] == "no"  # type: ignore[attr-defined]
        await seat.go("name")
        await seat.type("女士")
        # A key of the app leaves the form in the middle of a field.
        await seat.press("f4")
        await seat.press("f2")
        assert seat.row("name") == "欧阳春晓女士"
        await seat.press("f3")
    async with counter(folder, clock, size=stage.LARGE, language="en") as seat:
        await seat.press("f2")
        assert seat.row("name") == "欧阳春晓女士"
        assert seat.row("complaint") == "昨晚摔过，开不了机"
        await seat.press("ctrl+s")
        assert seat.screen_name == "SlipScreen"
        assert seat.desk.draft("intake") is None
        await seat.press("f2")
        assert not any(FIELDS[name] in seat.line_of(name) for name in FIELDS)


async def test_a_field_that_is_left_by_closing_the_program_is_kept(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.type("13800")
        await seat.press("ctrl+q")
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        assert "13800" in seat.line_of("phone")


async def test_the_mark_appears_only_after_the_write(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        goes_on = threading.Event()
        seat.desk._lane.submit(goes_on.wait, stage.PATIENCE_S)
        seat.burst(builders.PHONE, "enter")
        await seat.until(lambda: seat.focused == "name")
        seat.burst("张三")
        await seat.until(lambda: "张三" in seat.line_of("name"))
        assert "✓" not in seat.text
        goes_on.set()
        await seat.settle()
        assert "✓" in seat.line_of("phone")
        assert "✓" not in seat.line_of("name")
        await seat.press("enter")
        assert "✓" in seat.line_of("name")
        await seat.press("shift+tab")
        await seat.type("丰")
        assert "✓" not in seat.line_of("name")


async def test_an_intake_can_be_thrown_away(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2")
        await seat.fill(name="李四")
        await seat.press("ctrl+d")
        assert seat.screen_name == "Confirm"
        await seat.press("escape")
        assert "李四" in seat.line_of("name")
        await seat.press("ctrl+d", "enter")
        assert "李四" not in seat.text
        await seat.press("escape", "f2")
        assert "李四" not in seat.text
        assert seat.desk.draft("intake") is None


async def test_a_checklist_and_a_completion_come_back(folder: Path, clock: FakeClock) -> None:
    received, testing = walked(folder, clock, "received", "testing")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, received)
        await seat.press("f5", "1", "2", "1", "f4")
        await open_ticket(seat, testing)
        await seat.press("f7")
        await seat.type("排线松动")
        await seat.press("escape")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, received)
        await seat.press("f5")
        assert seat.says(_("fail: {items}", items="LIQ"))
        await open_ticket(seat, testing)
        await seat.press("f7")
        assert "排线松动" in seat.line_of("found")


async def test_a_half_written_quote_survives_esc(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "diagnosing")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f6")
        await seat.fill(code="屏幕", price="399")
        await seat.press("enter", "enter")
        await seat.fill(code="人工")
        await seat.press("escape", "f6")
        assert "￥399.00" in seat.text
        assert "人工" in seat.line_of("code")


async def open_ticket(seat: Seat, number: str) -> None:
    """F3, the number, Enter."""
    await seat.press("f3")
    await seat.type(number)
    await seat.press("enter")
    assert seat.screen_name == "TicketScreen"


# What else can happen to a ticket


async def test_a_declined_device_goes_back(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "quoted")
    async with counter(folder, clock, **LARGE_ENGLISH) as seat:  # type: ignore[arg-type]
        await open_ticket(seat, number)
        await seat.press("f6", "2", "ctrl+s")
        assert seat.says(words.word(words.OUTCOMES, "declined"))
        await seat.press("enter")
        assert seat.screen_name == "HandOverScreen"
        seat.burst(builders.token_of(seat.desk, number), "enter")
        await seat.settle()
        assert seat.focused == "value"
        await seat.type("0000")
        await seat.press("ctrl+s")
        assert kinds(seat)[-1] == "HandedOver"


async def test_reopen_lets_the_clock_run_on(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "ready")
    clock.move(20)
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("o")
        assert seat.says(_("The completion is struck and the one-hour clock runs on from entry."))
        await seat.press("enter")
        assert seat.says(sentence("empty"))
        await seat.calm()
        if seat.screen_name != "Ask":
            await seat.press("o")
        await seat.type("客人说还是充不进")
        await seat.press("enter")
        assert kinds(seat)[-1] == "TicketReopened"
        assert "39" in seat.text


async def test_withdraw_says_first_what_it_does_to_the_rate(folder: Path, clock: FakeClock) -> None:
    late = walked(folder, clock, "repairing")[0]
    clock.move(61)
    soon = walked(folder, clock, "received")[0]
    async with counter(folder, clock) as seat:
        for number, said in (
            (soon, _("This ticket will stand outside the one-hour rate, and be shown beside it.")),
            (late, _("For the one-hour rate this ticket will count as missed.")),
        ):
            await open_ticket(seat, number)
            await seat.press("w")
            assert seat.says(said)
            await seat.press("escape")
            assert builders.ticket_of(seat.desk, number).outcome == ""
            await seat.press("w")
            await seat.type("不修了")
            await seat.press("enter")
            assert builders.ticket_of(seat.desk, number).outcome == "withdrawn"
        assert (seat.desk.rate().outside["given_up"], seat.desk.rate().missed) == (1, 1)


async def test_a_manager_voids(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        for pin, code in (("", "needs_manager"), ("0000", "bad_pin")):
            if seat.screen_name != "Ask":
                await seat.press("v")
            await seat.go("reason")
            await seat.type("录错了")
            await seat.go("pin")
            await clear(seat)
            await seat.type(pin)
            await seat.press("enter")
            assert seat.says(sentence(code)), code
            await seat.calm()
        if seat.screen_name != "Ask":
            await seat.press("v")
            await seat.type("录错了")
        await seat.go("pin")
        await clear(seat)
        await seat.type(PIN)
        await seat.press("enter")
        assert kinds(seat)[-2:] == ["TicketVoided", "PinAccepted"]
        assert PIN not in seat.text


async def test_another_programme(folder: Path, clock: FakeClock) -> None:
    received, quoted = walked(folder, clock, "received", "quoted")
    async with counter(folder, clock, **LARGE_ENGLISH) as seat:  # type: ignore[arg-type]
        for number, said in (
            (received, _("This ticket will stand outside the one-hour rate, and be shown beside it.")),
            (quoted, _("For the one-hour rate this ticket will count as missed.")),
        ):
            await open_ticket(seat, number)
            await seat.press("p")
            assert seat.says(said)
            await seat.press("1", "enter")
            await seat.type("要等零件")
            await seat.press("enter")
            assert builders.ticket_of(seat.desk, number).programme == "standard"


async def test_a_failed_item_that_worked_before_needs_the_manager(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "repairing")
    desk = bootstrap.open_desk(folder, clock)
    ok(desk.do(builders.post(number, LCD="fail")))
    ok(desk.do(builders.complete(number)))
    ok(desk.do(builders.pay(number)))
    desk.close()
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f8")
        assert seat.says(sentence("regression", items="LCD"))
        await seat.press("escape", "n")
        await seat.type("屏幕免费再换一次")
        await seat.press("enter")
        await seat.type(PIN)
        await seat.press("enter")
        assert builders.ticket_of(seat.desk, number).regressions == ()


async def test_five_wrong_proofs_lock_until_a_manager_acts(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "ready")
    desk = bootstrap.open_desk(folder, clock)
    ok(desk.do(builders.pay(number)))
    desk.close()
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f8")
        seat.burst(builders.token_of(seat.desk, number), "enter")
        await seat.settle()
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


# Find


async def test_find_by_what_people_have(folder: Path, clock: FakeClock) -> None:
    desk = bootstrap.open_desk(folder, clock)
    numbers = stage.people(desk, clock)
    token = builders.token_of(desk, numbers["received"])
    desk.close()
    wanted = numbers["received"]
    async with counter(folder, clock) as seat:
        for said in (
            wanted,
            wanted[-5:],
            "1234",
            "7518",
            "张三",
            builders.IMEI,
            "Redmi Note 7",
            wanted.lower(),
        ):
            await seat.press("f3")
            await seat.type(said)
            assert wanted.partition("-")[2] in seat.text, said
            await seat.press("enter")
            assert seat.screen_name == "TicketScreen", said
            assert wanted in seat.lines[0], said
        for said in (token, f"https://hq/r/{token}", f"HTTPS：、、hq、r、{token}"):
            await seat.press("f3")
            seat.burst(said, "enter")
            await seat.settle()
            assert wanted in seat.lines[0], said
        await seat.press("f3")
        await seat.type("没有这个人")
        assert seat.says(_("Nothing found. Fewer letters or digits find more; F2 takes a new device in."))
        await seat.press("enter")
        assert seat.screen_name == "FindScreen"
        await seat.press("escape")
        assert seat.screen_name == "BoardScreen"


async def test_the_list_of_find_moves_under_the_field(folder: Path, clock: FakeClock) -> None:
    first, second = walked(folder, clock, "received", "received")
    async with counter(folder, clock) as seat:
        await seat.press("f3", "down", "enter")
        assert first in seat.lines[0]
        await seat.press("f3", "down", "up", "enter")
        assert second in seat.lines[0]


# Keys of everywhere


@pytest.mark.parametrize("from_key", ["f2", "f6"])
async def test_function_keys_reach_through_fields(folder: Path, clock: FakeClock, from_key: str) -> None:
    (number,) = walked(folder, clock, "diagnosing")
    async with counter(folder, clock) as seat:
        for key, name in (
            ("f1", "HelpScreen"),
            ("f2", "IntakeScreen"),
            ("f3", "FindScreen"),
            ("f4", "BoardScreen"),
            ("f9", "SlipScreen"),
            ("f10", "Palette"),
        ):
            await open_ticket(seat, number)
            await seat.press(from_key)
            assert seat.app.focused is not None
            if key == "f9" and from_key == "f2":
                continue
            await seat.press(key)
            assert seat.screen_name == name, (from_key, key)
            if name == "Palette":
                await seat.press("escape")


async def test_the_prefix_key_stands_for_function_keys(folder: Path, clock: FakeClock) -> None:
    walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        for digit, name in (
            ("1", "HelpScreen"),
            ("2", "IntakeScreen"),
            ("3", "FindScreen"),
            ("4", "BoardScreen"),
            ("5", "ChecksScreen"),
            ("0", "Palette"),
        ):
            await seat.press("ctrl+g", digit)
            assert seat.screen_name == name
        await seat.press("escape", "f2", "ctrl+g", "x")
        assert "x" in seat.line_of("phone")


async def test_function_keys_wait_while_a_question_is_open(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("w")
        await seat.type("不修")
        await seat.press("f2", "f4", "f10")
        assert seat.screen_name == "Ask"
        assert "不修" in seat.text


SCREENS = ["f2", "f3", "f4", "f5", "f6", "f9"]


@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_help_names_every_key_of_its_screen(folder: Path, clock: FakeClock, language: str) -> None:
    (number,) = walked(folder, clock, "diagnosing")
    async with counter(folder, clock, size=(100, 60), language=language) as seat:
        for key in SCREENS:
            await open_ticket(seat, number)
            await seat.press(key)
            page = seat.app.screen
            wanted = {*page.keys_shown(), *page.COMMANDS_HERE, *keys.EVERYWHERE}  # type: ignore[attr-defined]
            await seat.press("f1")
            shown = seat.text
            for command in wanted:
                said = stage.squeezed(command.spelled + _(command.label) + _(command.tooltip))
                assert said in stage.squeezed(shown), (key, command.id)
            assert stage.squeezed(_(page.HELP_TEXT)) in stage.squeezed(shown)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_the_palette_runs_a_command(folder: Path, clock: FakeClock, language: str) -> None:
    (number,) = walked(folder, clock, "diagnosing")
    async with counter(folder, clock, language=language) as seat:
        await open_ticket(seat, number)
        await seat.press("f10")
        await seat.type(_(keys.NOTE.label))
        await seat.until(lambda: keys.NOTE.spelled in seat.text)
        await seat.settle()
        await seat.press("enter")
        await seat.until(lambda: seat.screen_name == "Ask")
        await seat.settle()
        await seat.type("客人晚上来")
        await seat.press("enter")
        assert kinds(seat)[-1] == "Noted"


async def test_the_language_changes_on_every_open_screen(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "diagnosing")
    async with counter(folder, clock) as seat:
        for key in ("f4", "f2", "f3", "f5", "f6", "f9", "f1"):
            await open_ticket(seat, number)
            await seat.press(key)
            chinese = seat.text
            await seat.press("ctrl+l")
            english = seat.text
            assert text.current() == "en"
            assert _(keys.HELP.label) in seat.lines[-1] or _(keys.BACK.label) in seat.lines[-1], key
            assert english != chinese, key
            await seat.press("ctrl+l")
            assert seat.text == chinese, key


@pytest.mark.parametrize("key", ["f2", "f3", "f6", "f8"])
async def test_what_was_typed_stays_when_the_language_changes(
    folder: Path, clock: FakeClock, key: str
) -> None:
    (number,) = walked(folder, clock, "ready" if key == "f8" else "diagnosing")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press(key)
        if key == "f6":
            await seat.fill(code="屏幕", price="199")
            await seat.press("enter", "enter")
        focus = seat.focused
        await seat.type("888")
        await seat.press("ctrl+l")
        assert "888" in seat.text
        assert seat.focused == focus
        if key == "f6":
            assert "￥199.00" in seat.text
        await seat.type("7")
        assert "8887" in seat.text


async def test_the_theme_changes_and_stays(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        assert seat.app.theme == DARK.name
        await seat.press("f2", "ctrl+t")
        assert seat.app.theme == LIGHT.name
        await seat.press("ctrl+l")
    from mihome_desk import settings

    kept = settings.load(folder, {})
    assert (kept.theme, kept.language) == ("light", "en")


async def test_someone_arrives(folder: Path, clock: FakeClock) -> None:
    async with counter(folder, clock) as seat:
        await seat.press("f2", "ctrl+o")
        assert seat.says(_("Number {queue} waits.", queue=1))
        await seat.press("f4")
        assert seat.says(_("{count} waiting", count=1))
        assert len(list(seat.desk.home.papers.glob("*queue_slip*.escpos"))) == 1


# Scanner


@pytest.mark.parametrize(
    ("on", "suffix"),
    [("f4", ["enter"]), ("f4", []), ("f5", ["tab"]), ("f5", ["enter"]), ("ticket", []), ("f9", ["enter"])],
)
async def test_a_scan_opens_its_ticket_and_presses_nothing(
    folder: Path, clock: FakeClock, on: str, suffix: list[str]
) -> None:
    wanted, here = walked(folder, clock, "received", "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, here)
        if on != "ticket":
            await seat.press(on)
        before = kinds(seat)
        seat.burst(builders.token_of(seat.desk, wanted), *suffix)
        await seat.settle()
        assert seat.screen_name == "TicketScreen"
        assert wanted in seat.lines[0]
        assert kinds(seat) == before
        assert seat.desk.draft("checks-pre", builders.ticket_of(seat.desk, here).id) is None


# Two processes


async def test_what_another_process_writes_appears(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        other = bootstrap.open_desk(folder, clock)
        customer = Customer("隔壁柜台", "13900000000")
        ok(other.do(builders.open_ticket(customer=customer)))
        await seat.until(lambda: "隔壁柜台" in seat.text)
        await seat.settle()
        await open_ticket(seat, number)
        ok(other.do(builders.pre(number)))
        other.close()
        await seat.until(lambda: words.word(words.STAGES, "diagnosing") in seat.text)


async def test_a_store_that_is_held_says_who_holds_it(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = walked(folder, clock, "ready")
    from mihome_desk.db import engine

    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        before = kinds(seat)

        def busy(*_args: object, **_kwargs: object) -> None:
            raise engine.StoreBusy("4242")

        with monkeypatch.context() as patch:
            patch.setattr(engine.Database, "write", busy)
            await seat.press("n")
            await seat.type("写不进去")
            await seat.press("enter")
        assert seat.says("4242")
        assert kinds(seat) == before


# A database that was put back


async def test_the_manager_accepts_a_rollback(folder: Path, clock: FakeClock) -> None:
    walked(folder, clock, "received")
    old = (folder / "desk.db").read_bytes()
    await_none = walked(folder, clock, "received")
    assert await_none
    for name in ("desk.db-wal", "desk.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "desk.db").write_bytes(old)
    async with counter(folder, clock) as seat:
        assert seat.screen_name == "RollbackScreen"
        await seat.press("ctrl+s")
        assert seat.beside("pin", sentence("needs_manager"))
        await seat.type("0815")
        await seat.press("ctrl+s")
        assert seat.beside("pin", sentence("bad_pin"))
        await clear(seat)
        await seat.type(PIN)
        await seat.press("ctrl+s")
        assert seat.beside("reason", sentence("empty"))
        await seat.type("换了新硬盘")
        await seat.press("ctrl+s")
        assert seat.screen_name == "BoardScreen"
        assert "BranchOpened" in kinds(seat)
        assert seat.desk.ask(queries.last_serial, seat.desk.today()) == 1
