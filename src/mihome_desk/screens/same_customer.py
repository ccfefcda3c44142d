"""The other devices of one customer that are in the house: people bring two and collect one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.text import _, current

if TYPE_CHECKING:
    from mihome_desk.desk import Head


def next_of(others: Sequence[Head]) -> Head | None:
    """The one that can be handed over now."""
    return next((head for head in others if head.stage == "ready"), None)


def others_words(others: Sequence[Head]) -> str:
    """How many there are, which, and how far each is; "" where there is none."""
    if not others:
        return ""
    comma = "，" if current() == "zh_CN" else ", "
    each = [
        f"{head.number.partition('-')[2]} {head.device} ({words.word(words.STAGES, head.stage)})"
        for head in others
    ]
    return _("{count} more of this number here: {devices}", count=len(others), devices=comma.join(each))
