"""Private facts beside the state: joined entry by entry, and gone with the entries that are forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from mihome_desk.rules.correction import Corrected
from mihome_desk.rules.faults import FaultAdded
from mihome_desk.rules.paperwork import PaperQueued
from mihome_desk.rules.personal import joined
from mihome_desk.rules.progress import CustomerCalled, Moved, Noted
from mihome_desk.rules.ticket import Fault

BEFORE = {"name": "张三", "place": "A1", "fault_words": ["开不了机"]}


@pytest.mark.parametrize(
    ("event", "private", "changed"),
    [
        (Moved(), {"place": "B2"}, {"place": "B2"}),
        (
            Corrected("customer.name"),
            {"said_before": "张三", "said": "张珊", "reason": "x"},
            {"name": "张珊"},
        ),
        (Corrected("place"), {"said_before": "A1", "reason": "x"}, {"place": ""}),
        (Corrected("device.model", "a", "b"), {"reason": "x"}, {}),
        (Corrected("faults.0.words"), {"said": "黑屏", "reason": "x"}, {"fault_words": ["黑屏"]}),
        (Corrected("faults.0.symptom", "", "WIFI"), {"reason": "x"}, {}),
        (Corrected("nothing"), {"said": "y", "reason": "x"}, {}),
        (FaultAdded(2, Fault()), {"words": "松"}, {"fault_words": ["开不了机", "", "松"]}),
        (None, {"name": "李四", "unknown": "x"}, {"name": "李四"}),
    ],
)
def test_each_fact_finds_its_place(event: Any, private: dict[str, Any], changed: dict[str, Any]) -> None:
    assert joined(BEFORE, event, private) == BEFORE | changed


@pytest.mark.parametrize(
    ("event", "private"),
    [
        (Noted(), {"words": "客户来电"}),
        (CustomerCalled(), {"purpose": "报价"}),
        (PaperQueued("intake_slip", 2), {"reason": "卡纸"}),
    ],
)
def test_words_about_one_entry_stay_with_that_entry(event: Any, private: dict[str, Any]) -> None:
    assert joined(BEFORE, event, private) == BEFORE


@pytest.mark.parametrize("event", [Corrected("customer.name"), FaultAdded(1, Fault()), Moved(), None])
def test_a_forgotten_entry_changes_nothing(event: Any) -> None:
    assert joined(BEFORE, event, {}) == BEFORE
