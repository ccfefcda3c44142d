from __future__ import annotations

from itertools import pairwise

import pytest

from mihome_desk.printing import fonts
from mihome_desk.printing.layout import Millimetres, lay
from mihome_desk.printing.paper import Qr, Signature, intake_slip, masked, money
from mihome_desk.printing.render import render
from mihome_desk.printing.terminal import text_lines
from tests.printing.papers import ENGLISH, PREFIX, SPOKEN, TOKEN, receipt, slip


@pytest.mark.parametrize(
    ("fen", "words"),
    [(0, "￥0.00"), (5, "￥0.05"), (123450, "￥1,234.50"), (-1200, "-￥12.00"), (10**9, "￥10,000,000.00")],
)
def test_money(fen: int, words: str) -> None:
    assert money(fen) == words


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("010-62345678", "010****5678"),
        ("62345678", "****78"),
        ("", ""),
    ],
)
def test_masked(phone: str, shown: str) -> None:
    assert masked(phone) == shown


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [58, 80])
def test_nothing_sensitive_is_printed(language: str, width: Millimetres) -> None:
    for paper in (slip(language), receipt(language)):
        assert "138****1234" in render(paper, "text", width).decode()
        assert b"13812341234" not in render(paper, "text", width) + render(paper, "escpos", width)


def test_a_number_in_the_words_is_masked_too() -> None:
    words = "call 138-1234 1234 or 13812341234, not 13900000000"
    for paper in (slip("en", complaint=words), receipt("en", done=words, customer_name="13812341234")):
        shown = render(paper, "text", 80).decode()
        assert "1234 1234" not in shown
        assert "13812341234" not in shown
        assert "13900000000" in shown


def test_a_receipt_without_lines_has_one_rule_above_the_sum() -> None:
    shown = text_lines(lay(receipt("en", lines=(), payments=(), total_fen=0), 58))
    assert "-" * 32 not in [line for line, after in pairwise(shown) if line == after]


def test_a_slip_says_what_nobody_asked() -> None:
    shown = "\n".join(text_lines(lay(slip("en", condition=None, account_out=None, backup_consent=None), 80)))
    assert shown.count("not confirmed") == 4
    assert "signed out" not in shown


def test_a_practice_paper_says_so_above_and_below() -> None:
    for paper in (slip("en", practice=True), receipt("en", practice=True)):
        shown = text_lines(lay(paper, 58))
        assert [number for number, line in enumerate(shown) if "PRACTICE" in line] == [1, len(shown) - 2]
    assert "PRACTICE" not in "\n".join(text_lines(lay(slip("en"), 58)))


def test_only_copies_say_copy() -> None:
    assert "COPY" not in "\n".join(text_lines(lay(slip("en"), 80)))
    again = text_lines(lay(slip("en", copy=3, copy_reason="paper jam"), 80))
    assert any("COPY 3: paper jam" in line for line in again)


def test_the_code_is_prefix_and_token_and_only_on_the_slip() -> None:
    assert [element.data for element in slip("en").elements if isinstance(element, Qr)] == [PREFIX + TOKEN]
    assert not any(isinstance(element, Qr) for element in receipt("en").elements)


def test_only_the_counterfoil_is_signed() -> None:
    foil = intake_slip(ENGLISH, "en", for_shop=True)
    assert any(isinstance(element, Signature) for element in foil.elements)
    assert not any(isinstance(element, Signature) for element in slip("en").elements)
    assert any(line.endswith("____") for line in text_lines(lay(foil, 58)))


def test_a_receipt_holds_the_money() -> None:
    shown = "\n".join(text_lines(lay(receipt("en"), 58)))
    for words in ("Battery BM5K (customer)", "￥159.00", "Gasket x2 (brand)", "￥10.00", "90 days"):
        assert words in shown


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_font_holds_every_word_of_ours(language: str) -> None:
    facts = {"practice": True, "copy": 2, "left_items": None}
    papers = (
        intake_slip(SPOKEN[language], language, for_shop=True),
        slip(language, **facts),
        receipt(language, **facts),
    )
    words = "".join("".join(text_lines(lay(paper, 80))) for paper in papers)
    assert [mark for mark in sorted(set(words)) if not fonts.holds(mark)] == []
