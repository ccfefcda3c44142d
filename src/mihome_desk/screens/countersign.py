"""A command that a manager signs on the spot: the PIN is asked for only where the store has one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mihome_desk import words
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.page import Page
from mihome_desk.text import N_
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Answer

UNSIGNED = frozenset({"needs_manager", "bad_pin", "pin_locked"})


async def signed(
    page: Page, order: Callable[[str], Any], answer: Answer, title: str, why: str, *, draft: str = ""
) -> Answer | None:
    """Ask for the PIN until the signature holds; None where nobody signs. For use in a worker.

    ``answer`` is what the command without a PIN was told; ``order`` makes the command with one.
    """
    wrong: tuple[str, str] | None = None
    while answer.refusal is not None and answer.refusal.code in UNSIGNED:
        row = Row("pin", N_("Manager PIN"), password=True, limit=12)
        said = await page.app.push_screen_wait(Ask(title, [row], why, wrong))
        if said is None:
            return None
        again = await page.attempt(order(said["pin"].strip()), draft=draft)
        if again is None:
            return None
        answer = again
        if answer.refusal is not None:
            wrong = ("pin", words.sentence(answer.refusal.code, answer.refusal.params))
    return answer
