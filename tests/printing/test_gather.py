"""From a store's entries to its papers: given a ticket that lived so far, its papers say so."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from mihome_desk import text
from mihome_desk.desk import Desk
from mihome_desk.printing import child
from mihome_desk.printing.layout import lay
from mihome_desk.printing.terminal import text_lines
from mihome_desk.rules.arrivals import Arrive, VisitResult
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.handover import RefundPayment
from mihome_desk.rules.intake import Customer, FaultGiven
from mihome_desk.rules.paperwork import PrintPaper, ReissueSlip
from mihome_desk.rules.quote import AnswerQuote
from mihome_desk.rules.refusal import Refused
from mihome_desk.settings import Settings
from tests import builders
from tests.builders import FakeClock, ok

SETTINGS = Settings(wifi_ssid="guest", wifi_password="12345678", like_url="https://hq.example.cn/like")
STAGES = {
    "received": {"intake_slip", "shop_copy", "device_tag", "lost_slip_form"},
    "quoted": {"intake_slip", "shop_copy", "device_tag", "quote", "lost_slip_form"},
    "ready": {"intake_slip", "shop_copy", "device_tag", "quote", "repair_record", "lost_slip_form"},
    "collected": {"intake_slip", "shop_copy", "device_tag", "quote", "repair_record", "pickup_receipt"},
}
ALL = set().union(*STAGES.values())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    text.use("en")
    desk = builders.store(tmp_path, clock)
    yield desk
    desk.close()


def said(desk: Desk, what: str, kind: str, language: str = "en") -> str:
    """A paper's words in one line."""
    return " ".join(" ".join(text_lines(lay(desk.paper(what, kind, language, SETTINGS), 80))).split())


def refusal(desk: Desk, what: str, kind: str) -> str:
    with pytest.raises(Refused) as refused:
        desk.paper(what, kind, "en", SETTINGS)
    return refused.value.refusal.code


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_its_papers_and_no_others(desk: Desk, stage: str) -> None:
    number = builders.walk(desk, stage)
    for kind in ALL:
        if kind in STAGES[stage]:
            assert number.partition("-")[2] in said(desk, number, kind)
        else:
            assert refusal(desk, number, kind)
    assert refusal(desk, number, "queue_slip") == "unknown_arrival"
    assert refusal(desk, "BJ001-000000-00000", "intake_slip") == "unknown_ticket"


def test_the_slip_says_what_was_told_at_intake(desk: Desk) -> None:
    number = builders.walk(
        desk,
        "received",
        customer=Customer("张三", builders.PHONE, brought_by="李四", collects="王五"),
        faults=(FaultGiven("NO_POWER", "since yesterday"), FaultGiven("", "screen loose")),
        estimate=10_000,
        ceiling=15_000,
        complaint="please hurry",
        place="B-02",
    )
    slip = said(desk, number, "intake_slip")
    for words in (
        *("李四", "王五", "1. does not power on: since yesterday", "2. screen loose", "please hurry"),
        *("￥100.00, at most ￥150.00", "guest", "138****1234"),
    ):
        assert words in slip
    assert "B-02" not in slip
    assert "B-02" in said(desk, number, "shop_copy")
    assert "Checked" not in slip


def test_what_was_covered_in_bulk_is_not_called_tested(desk: Desk) -> None:
    number = builders.walk(desk, "received")
    counter = dict.fromkeys(("APP", "LIQ", "IDN", "LCK", "LCD", "TCH", "CHG"), "pass")
    ok(desk.do(AnswerChecks(number, "pre", {**counter, "PWR": "fail", "BAT": "pass"}, "pass")))  # type: ignore[dict-item]
    slip = said(desk, number, "intake_slip")
    assert "Fails: " in slip
    assert "8 pass, " in slip
    assert "not tested one by one" in slip


def test_a_dead_devices_functions_could_not_be_tested(desk: Desk) -> None:
    number = builders.walk(desk, "received")
    short = dict.fromkeys(("APP", "LIQ", "TMP", "IDN"), "pass")
    ok(desk.do(AnswerChecks(number, "pre", short, "untestable")))  # type: ignore[arg-type]
    slip = said(desk, number, "intake_slip", "zh_CN")
    assert "无法开机，各项功能未能检测" in slip
    assert "正常 4" in slip
    assert "逐项" not in slip


def test_a_quote_waits_for_its_answer_and_then_shows_it(desk: Desk, clock: FakeClock) -> None:
    number = builders.walk(desk, "quoted")
    assert "Customer's signature" in said(desk, number, "quote")
    assert "Valid until 2026-11-29 12:00" in said(desk, number, "quote")
    clock.move(5)
    ok(desk.do(AnswerQuote(number, "approve", "phone", "张三")))
    answered = said(desk, number, "quote")
    assert "Answer agrees" in answered
    assert "张三 By phone" in answered
    assert "2026-11-22 12:05" in answered
    assert "signature" not in answered


def test_a_quote_that_costs_nothing_needs_no_answer(desk: Desk) -> None:
    number = builders.walk(desk, "diagnosing")
    ok(desk.do(builders.quote(number, payer="brand")))
    quote = said(desk, number, "quote")
    assert "Answer Nothing to pay" in quote
    assert "SCREEN (Brand)" in quote
    assert "Borne by Brand ￥50.00" in quote


def test_the_receipt_shows_money_that_went_back(desk: Desk) -> None:
    number = builders.walk(desk, "collected")
    assert "Refund" not in said(desk, number, "pickup_receipt")
    ok(desk.do(RefundPayment(number, "cash", 1_000, "goodwill")))
    assert "Refund, Cash -￥10.00" in said(desk, number, "pickup_receipt")
    assert "give the people who repaired it a like" in said(desk, number, "pickup_receipt")


def test_a_declined_device_gets_a_receipt_without_a_bill_and_no_record(desk: Desk) -> None:
    number = builders.walk(desk, "quoted")
    ok(desk.do(builders.decline(number)))
    assert refusal(desk, number, "repair_record") == "no_record_yet"
    ok(desk.do(builders.hand_over(number, builders.token_of(desk, number), collected_by="Li Lei")))
    receipt = said(desk, number, "pickup_receipt")
    assert "SCREEN" not in receipt
    assert "To pay ￥0.00" in receipt
    assert "Collected by Li Lei" in receipt
    assert "Warranty" not in receipt


def test_the_record_is_the_work_and_its_date_comes_with_the_hand_over(desk: Desk) -> None:
    number = builders.walk(desk, "ready")
    record = said(desk, number, "repair_record", "zh_CN")
    for words in (
        *("送修日期 2026-11-22", "故障原因 屏幕损坏", "更换屏幕 SCREEN", "工程师 李工"),
        "交验日期 ____",
    ):
        assert words in record
    ok(desk.do(builders.pay(number)))
    ok(desk.do(builders.hand_over(number, builders.token_of(desk, number))))
    assert "交验日期 2026-11-22" in said(desk, number, "repair_record", "zh_CN")


def test_a_copy_carries_its_own_mark_and_a_new_slip_is_an_original(desk: Desk) -> None:
    number = builders.walk(desk, "received")
    ok(desk.do(PrintPaper(number, "intake_slip"), actor="anna"))
    first = desk.paper(number, "intake_slip", "en", SETTINGS)
    ok(desk.do(PrintPaper(number, "intake_slip", "paper jam"), actor="bert"))
    second = said(desk, number, "intake_slip")
    assert "COPY 2: paper jam" in second
    assert "bert" in second
    ok(desk.do(ReissueSlip(number, "lost")))
    fresh = desk.paper(number, "intake_slip", "en", SETTINGS)
    words = said(desk, number, "intake_slip")
    assert "COPY" not in words
    assert "Replaces the earlier slip" in words
    ok(desk.do(PrintPaper(number, "intake_slip"), actor="carl"))
    assert "carl" in said(desk, number, "intake_slip")
    assert first.name == f"{number}-intake_slip-1"
    assert fresh.name == f"{number}-intake_slip-slip2-1"


def test_a_new_quote_is_another_file(desk: Desk) -> None:
    number = builders.walk(desk, "quoted")
    names = set()
    for price in (5_000, 6_000):
        ok(desk.do(builders.quote(number, price=price)))
        ok(desk.do(PrintPaper(number, "quote")))
        names.add(desk.write_paper(number, "quote", "en", 58, SETTINGS).name)
    assert len(names) == 2


def test_a_queue_slip_says_how_many_still_wait_in_front(desk: Desk) -> None:
    for _ in range(3):
        ok(desk.do(Arrive(), actor="anna"))
    assert "You are next" in said(desk, "1", "queue_slip")
    third = said(desk, "3", "queue_slip")
    assert "2 before you" in third
    assert "anna" in third
    ok(desk.do(VisitResult(2, "left")))
    assert "1 before you" in said(desk, "3", "queue_slip")
    assert refusal(desk, "2", "queue_slip") == "unknown_arrival"
    path = desk.write_paper("3", "queue_slip", "en", 58, SETTINGS)
    assert path.name == "2026-11-22-3-queue_slip.escpos"
    assert path.read_bytes().startswith(b"\x1b@")


def test_history_of_another_system_has_no_papers(desk: Desk) -> None:
    assert refusal(desk, "", "intake_slip") == "unknown_ticket"
    assert refusal(desk, "12", "queue_slip") == "unknown_arrival"
    assert refusal(desk, "9" * 30, "queue_slip") == "unknown_arrival"


def test_a_child_makes_the_pdf(desk: Desk, tmp_path: Path) -> None:
    number = builders.walk(desk, "received")
    folder, out = desk.home.folder, tmp_path / "slip.pdf"
    child.write_pdf(folder, number, "intake_slip", "a5", "en", out)
    (page,) = pypdfium2.PdfDocument(out)
    words = page.get_textpage().get_text_bounded()
    assert number in words
    assert "Pickup slip" in words
    with pytest.raises(OSError, match="once the repair is completed"):
        child.write_pdf(folder, number, "repair_record", "a5", "en", out)


def test_a_child_that_hangs_is_given_up(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired(sys.executable, child.PATIENCE_S)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(OSError, match="quote: 60 s"):
        child.write_pdf(desk.home.folder, "x", "quote", "a5", "en", tmp_path / "out")
