"""What stands on the papers, and what never does."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from mihome_desk.printing import fonts, sheet
from mihome_desk.printing.elements import Qr, Signature
from mihome_desk.printing.facts import CheckSummary, masked, money, tail
from mihome_desk.printing.layout import Millimetres, lay
from mihome_desk.printing.render import render
from mihome_desk.printing.scene import Block, Words
from mihome_desk.printing.terminal import text_lines
from mihome_desk.printing.wifi import wifi_code
from tests.printing.papers import HOUSE, KINDS, PREFIX, TOKEN, paper, receipt, slip

EVERY = pytest.mark.parametrize("kind", KINDS)
NAMING = [kind for kind in KINDS if kind != "queue_slip"]


def shown(kind: str, language: str = "en", **changes: object) -> str:
    return "\n".join(text_lines(lay(paper(kind, language, **changes), 80)))


@pytest.mark.parametrize(
    ("fen", "words"),
    [(0, "￥0.00"), (5, "￥0.05"), (123450, "￥1,234.50"), (-1200, "-￥12.00"), (10**9, "￥10,000,000.00")],
)
def test_money(fen: int, words: str) -> None:
    assert money(fen) == words


@pytest.mark.parametrize(
    ("phone", "mask", "end"),
    [
        ("13812341234", "138****1234", "****1234"),
        ("+86 138-1234-1234", "138****1234", "****1234"),
        ("010-62345678", "010****5678", "****5678"),
        ("62345678", "****78", "****78"),
        ("", "", ""),
    ],
)
def test_masked(phone: str, mask: str, end: str) -> None:
    assert (masked(phone), tail(phone)) == (mask, end)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [58, 80])
@EVERY
def test_nothing_sensitive_is_printed(kind: str, language: str, width: Millimetres) -> None:
    text = render(paper(kind, language), "text", width).decode()
    assert "13812341234" not in text
    assert b"13812341234" not in render(paper(kind, language), "escpos", width)
    wanted = {"queue_slip": "", "device_tag": "****1234"}.get(kind, "138****1234")
    assert wanted in text
    assert kind != "queue_slip" or "1234" not in text


@pytest.mark.parametrize("kind", NAMING)
def test_a_number_in_the_words_is_masked_wherever_it_stands(kind: str) -> None:
    words = "138-1234 1234, 13812341234, not 13900000000"
    names = (
        *("customer_name", "brought_by", "collects", "complaint", "condition", "left_items", "place"),
        *("found", "done", "collected_by", "copy_reason", "technician", "staff", "answered_how", "answer"),
    )
    text = shown(kind, copy=2, **dict.fromkeys(names, words))
    assert not re.search(r"138-?\s*1234\s*1234", text)
    assert "13900000000" in text


def test_only_the_customers_slip_proves_a_pickup() -> None:
    carriers = []
    for kind in KINDS:
        codes = [getattr(element, "data", "") for element in paper(kind, "en").elements]
        carriers += [kind for code in codes if TOKEN in code]
    assert carriers == ["intake_slip"]


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("guest", "12345678", "WIFI:T:WPA;S:guest;P:12345678;;"),
        ('a\\b;c,d:e"f', ";", 'WIFI:T:WPA;S:a\\\\b\\;c\\,d\\:e\\"f;P:\\;;;'),
        ("小米之家", "", "WIFI:T:nopass;S:小米之家;;"),
    ],
)
def test_wifi_code(name: str, password: str, code: str) -> None:
    assert wifi_code(name, password) == code


@pytest.mark.parametrize("kind", ["intake_slip", "queue_slip", "pickup_receipt"])
def test_without_a_network_or_a_like_page_their_places_are_empty(kind: str) -> None:
    bare = paper(kind, "en", house=replace(HOUSE, wifi=("", ""), like_url=""))
    text = "\n".join(text_lines(lay(bare, 80)))
    assert "Wi-Fi" not in text
    assert "like" not in text


def test_a_network_password_is_in_the_code_alone() -> None:
    assert "MI-STORE;5G" in shown("intake_slip")
    assert "come" not in shown("queue_slip")


def test_a_receipt_without_lines_has_one_rule_above_the_sum() -> None:
    rows = text_lines(lay(receipt("en", lines=(), payments=(), total_fen=0), 58))
    assert "-" * 32 not in [line for line, after in pairwise(rows) if line == after]


def test_a_slip_says_what_nobody_asked() -> None:
    unasked = shown("intake_slip", condition=None, account_out=None, backup_consent=None)
    assert unasked.count("not confirmed") == 4
    assert "signed out" not in unasked
    assert "not told" in shown("intake_slip", estimate_fen=None, ceiling_fen=None)
    assert "at most ￥300.00" in shown("intake_slip", estimate_fen=None)


def test_a_slip_lists_every_fault_and_who_will_collect() -> None:
    text = " ".join(shown("intake_slip").split())
    for words in (
        "1. does not power on: nothing when charging",
        "2. display flickers",
        "Zhang Wei",
        "Li Lei",
        "3 kept",
        "￥239.00, at most ￥300.00",
        "862471041234576",
    ):
        assert words in text
    assert "A-03" not in text
    assert "A-03" in shown("shop_copy")


@pytest.mark.parametrize("kind", ["intake_slip", "shop_copy"])
def test_a_reissued_slip_says_that_it_replaces_the_earlier_one(kind: str) -> None:
    assert "Replaces the earlier slip" in shown(kind, generation=2)
    assert "Replaces" not in shown(kind)


@pytest.mark.parametrize("kind", ["intake_slip", "quote", "repair_record"])
def test_a_checklist_in_a_few_figures(kind: str) -> None:
    text = shown(kind)
    assert "Fails: Power on, Charging" in text
    assert "6 pass, 30 not tested one by one" in " ".join(text.split())
    dead = shown(kind, pre=CheckSummary(("Power on",), 3, bulk=36, dead=True), post=None)
    assert "functions could not be tested" in " ".join(dead.split())
    assert "one by one" not in dead
    assert "Fails" not in shown(kind, pre=None, post=None)


@EVERY
def test_a_practice_paper_says_so_above_and_below(kind: str) -> None:
    rows = text_lines(lay(paper(kind, "en", house=replace(HOUSE, practice=True)), 58))
    said = [number for number, line in enumerate(rows) if "PRACTICE" in line]
    assert said == ([1] if kind == "device_tag" else [1, len(rows) - 2])
    assert "PRACTICE" not in shown(kind)


@pytest.mark.parametrize("kind", NAMING)
def test_only_copies_say_copy(kind: str) -> None:
    assert "COPY" not in shown(kind)
    assert "COPY 3: paper jam" in shown(kind, copy=3, copy_reason="paper jam")


def test_the_pickup_code_is_prefix_and_token() -> None:
    assert [element.data for element in slip("en").elements if isinstance(element, Qr)] == [PREFIX + TOKEN]


def test_papers_that_are_signed() -> None:
    lines = {
        kind: sum(isinstance(element, Signature) for element in paper(kind, "en", collected_at=None).elements)
        for kind in KINDS
    }
    signed = {kind: count for kind, count in lines.items() if count}
    assert signed == {
        "shop_copy": 1,
        "quote": 1,
        "repair_record": 2,
        "lost_slip_form": 6,
        "pack_list": 3,
        "no_warranty_notice": 1,
        "test_certificate": 2,
    }


def test_an_answered_quote_shows_the_answer_instead_of_a_line_to_sign() -> None:
    text = shown("quote", answer="agrees", answered_how="Zhang Yan By phone")
    assert "agrees" in text
    assert "Zhang Yan By phone" in text
    assert "____" not in text
    assert "Valid until 2026-11-29" in " ".join(shown("quote").split())


def test_the_record_holds_the_six_fields_of_the_law() -> None:
    text = shown("repair_record", "zh_CN")
    for field in (
        *("送修日期", "送修故障情况", "故障原因", "故障处理情况", "退、换货证明", "交验日期", "维修人员签字"),
        *("2026-11-22", "电池老化鼓包", "更换电池，清洁连接器并复测", "李工"),
    ):
        assert field in text
    waiting = shown("repair_record", "zh_CN", collected_at=None)
    assert re.search("交验日期 _+", waiting)


def test_a_receipt_holds_the_money() -> None:
    text = shown("pickup_receipt")
    for words in ("Battery BM5K", "￥159.00", "Gasket x2 (Brand)", "￥10.00", "90 days", "Zhang Wei"):
        assert words in text
    assert "-￥10.00" in shown("pickup_receipt", "zh_CN")


def test_a_queue_slip_says_how_many_wait() -> None:
    assert "3 before you" in shown("queue_slip")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_slips_sheet_holds_both_copies(language: str) -> None:
    (page,) = sheet.sheets(slip(language))
    words = [mark for mark in page.marks if isinstance(mark, Words)]
    upper = {mark.text for mark in words if mark.baseline < sheet.HEIGHT / 2}
    lower = {mark.text for mark in words if mark.baseline > sheet.HEIGHT / 2}
    titles = {
        "zh_CN": ("取机凭证", "存根联", "客户签名"),
        "en": ("Pickup slip", "Shop copy", "Customer's signature"),
    }
    first, second, signature = titles[language]
    assert first in upper
    assert second in lower
    assert any(signature in text for text in lower)
    assert not any(signature in text for text in upper)


def test_a_second_sheet_says_what_it_belongs_to() -> None:
    first, second = sheet.sheets(paper("repair_record", "zh_CN", complaint="很长的描述。" * 200))
    top = min(mark.baseline for mark in second.marks if isinstance(mark, Words))
    said = [mark.text for mark in second.marks if isinstance(mark, Words) and mark.baseline == top]
    assert said == ["维修记录  BJ001-261122-00071", "2"]
    assert any(isinstance(mark, Block) and mark.height > 5 for mark in first.marks)


@EVERY
@pytest.mark.parametrize("complaint", ["短", "很长的描述。" * 120])
def test_nothing_leaves_its_sheet(kind: str, complaint: str) -> None:
    for page in sheet.sheets(paper(kind, "zh_CN", complaint=complaint)):
        for mark in page.marks:
            if isinstance(mark, Words):
                assert 0 < mark.x < page.width - 7
                assert 7 < mark.baseline < page.height - 7
            elif mark.height > 0.3:
                assert 7 < mark.x <= page.width - 7 - mark.width
                assert 7 < mark.y <= page.height - 7 - mark.height


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@EVERY
def test_the_font_holds_every_word_of_ours(kind: str, language: str) -> None:
    house = replace(HOUSE, practice=True)
    every = paper(kind, language, house=house, copy=2, left_items=None, estimate_fen=None, ceiling_fen=None)
    words = "".join(text_lines(lay(every, 80)))
    assert [mark for mark in sorted(set(words)) if not fonts.holds(mark)] == []
