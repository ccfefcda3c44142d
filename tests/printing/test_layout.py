from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mihome_desk.printing.elements import (
    Element,
    Field,
    Heading,
    Item,
    Pair,
    Paper,
    QrBeside,
    Signature,
    Text,
)
from mihome_desk.printing.layout import STRETCH, CutRow, Millimetres, QrRow, TextRow, lay
from mihome_desk.printing.width import lines, width
from tests.printing.papers import KINDS, paper

WORDS = st.text(max_size=60) | st.text("ab 1，（中￥🙂\n", max_size=90)
ROLLS = st.sampled_from(get_args(Millimetres))


def laid(element: Element, roll: Millimetres) -> list[TextRow]:
    rows = lay(Paper("intake_slip", "en", (element,)), roll).rows
    assert isinstance(rows[-1], CutRow)
    return [row for row in rows if isinstance(row, TextRow)]


def bare(*texts: str) -> str:
    return "".join(line for text in texts for line in lines(text)).replace(" ", "")


@given(WORDS, WORDS, ROLLS, st.sampled_from(list(STRETCH)))
@settings(max_examples=120, deadline=None)
def test_every_element_keeps_to_the_grid_and_drops_nothing(
    left: str, right: str, roll: Millimetres, size: str
) -> None:
    columns = {58: 32, 80: 48}[roll]
    elements: list[tuple[Element, str]] = [
        (Text(left), bare(left)),
        (Heading(left, size), bare(left)),  # type: ignore[arg-type]
        (Field(left, right), bare(left, right)),
        (Item("1.", right), bare("1.", right)),
        (Pair(left, right, size="double" if size == "huge" else size), bare(left, right)),  # type: ignore[arg-type]
        (Signature(left), bare(left)),
    ]
    for element, words in elements:
        rows = laid(element, roll)
        assert all(width(row.joined(columns)) * STRETCH[row.size][0] <= columns for row in rows)
        shown = bare(*(row.joined(columns) for row in rows))
        assert (shown.rstrip("_") if isinstance(element, Signature) else shown) == words.rstrip(
            "_" if isinstance(element, Signature) else ""
        )


@given(WORDS, WORDS, ROLLS, st.text("0123456789:/Aa", min_size=1, max_size=200))
@settings(max_examples=60, deadline=None)
def test_words_beside_a_code_keep_off_it(heading: str, said: str, roll: Millimetres, data: str) -> None:
    sheet = lay(Paper("device_tag", "en", (QrBeside(data, (Heading(heading), Text(said, True)), 6),)), roll)
    (code,) = (row for row in sheet.rows if isinstance(row, QrRow))
    below = [row for row in sheet.rows if isinstance(row, TextRow)]
    words = [*code.beside, *below]
    assert bare(*(row.text for row in words)) == bare(heading, said)
    assert not (code.beside and below)
    assert code.columns * 12 + code.side <= sheet.dots
    room = code.columns if code.beside else sheet.columns
    assert all(width(row.text) * STRETCH[row.size][0] <= room for row in words)


@pytest.mark.parametrize("roll", [58, 80])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_papers_keep_to_the_grid(kind: str, language: str, roll: Millimetres) -> None:
    sheet = lay(paper(kind, language), roll)
    assert (sheet.columns, sheet.dots) == {58: (32, 384), 80: (48, 576)}[roll]
    for row in sheet.rows:
        if isinstance(row, TextRow):
            assert width(row.joined(sheet.columns)) * STRETCH[row.size][0] <= sheet.columns


def test_a_figure_is_flush_right_and_goes_below_when_there_is_no_room() -> None:
    (row,) = laid(Pair("电池", "￥159.00"), 58)
    assert row.joined(32) == "电池" + " " * 20 + "￥159.00"
    rows = laid(Pair("An original battery with its glue", "￥159.00"), 58)
    assert [row.joined(32) for row in rows] == [
        "An original battery with its",
        "glue" + " " * 20 + "￥159.00",
    ]
    rows = laid(Pair("x" * 30, "￥159.00"), 58)
    assert [(row.text, row.align) for row in rows] == [("x" * 30, "left"), ("￥159.00", "right")]


def test_large_type_steps_down_where_it_does_not_fit() -> None:
    number = "BJ001-261122-00077"
    assert [row.size for row in laid(Heading(number), 80)] == ["double"]
    assert [row.size for row in laid(Heading(number), 58)] == ["tall"]
    assert [row.size for row in laid(Heading("12", "huge"), 58)] == ["huge"]
    assert [row.size for row in laid(Heading("123456", "huge"), 58)] == ["double"]
    assert [row.size for row in laid(Pair("To pay", "￥239.00", size="double"), 58)] == ["double"]
    assert [row.size for row in laid(Pair("To pay", "￥12,239.00", size="double"), 58)] == ["tall"]


def test_values_hang_beside_their_label_until_they_are_long() -> None:
    assert [row.text for row in laid(Field("Device", "Xiaomi 14 Ultra 16GB+512GB black"), 58)] == [
        "Device  Xiaomi 14 Ultra",
        "        16GB+512GB black",
    ]
    first, second, *_ = laid(Field("Complaint", "word " * 60), 58)
    assert first.text == "Complaint"
    assert second.text.startswith("  word word")
