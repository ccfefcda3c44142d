from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mihome_desk.printing.width import clean, clusters, lines, width, wrap

WORDS = st.text(max_size=120) | st.text("ab 1，。（中国￥🙂é\u0301\u200d\ufe0f\n", max_size=120)


@given(WORDS, st.integers(2, 48))
@settings(max_examples=150, deadline=None)
@example("（（（（", 2)
@example("   leading", 4)
@example("\u0301", 2)
def test_no_row_is_too_wide_and_nothing_is_lost(text: str, columns: int) -> None:
    rows = wrap(text, columns)
    assert all(width(row) <= columns for row in rows)
    assert "".join(rows).replace(" ", "") == "".join(lines(text)).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("屏幕", 4),
        ("￥1", 3),
        ("·", 2),
        ("“", 2),
        ("e\u0301", 1),
        ("🙂", 2),
        ("❤\ufe0f", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("👍\U0001f3fd", 2),
        ("🇨🇳", 2),
        ("中\u200d国", 4),
        ("𠮷䶮", 4),
        ("\u0301", 1),
    ],
)
def test_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_marks_stay_with_their_base() -> None:
    assert [mark for mark, _ in clusters("ae\u0301🇨🇳🇨")] == ["a", "e\u0301", "🇨🇳", "🇨"]


def test_words_are_kept_whole_and_signs_stay_with_them() -> None:
    assert wrap("battery was replaced", 12) == ["battery was", "replaced"]
    assert wrap("电池鼓包，已更换", 8) == ["电池鼓", "包，已更", "换"]
    assert wrap("电池（原装）好", 6) == ["电池", "（原", "装）好"]
    assert wrap("one\r\n\ntwo", 8) == ["one", "", "two"]
    assert wrap("A" * 10, 4) == ["AAAA", "AAAA", "AA"]


def test_clean_shows_what_a_printer_would_obey() -> None:
    assert clean("a\x1b@b\x1d\x7f\x9b") == "a□@b□□□"
    assert clean("\u202eabc\ud800") == "□abc□"
    assert clean("¥1\u00a02\t3\u30004") == "￥1 2 3\u30004"
