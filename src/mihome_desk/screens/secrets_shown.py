"""The two secrets that a counter may look at: the customer's number and the code that unlocks the device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mihome_desk import words
from mihome_desk.rules import progress, unlocking
from mihome_desk.screens.asking import Matter, Said, SmallStep
from mihome_desk.screens.page import Page
from mihome_desk.screens.pick import Choosable
from mihome_desk.screens.reveal import PHONE_S, UNLOCK_S, Reveal
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Answer

READ, KEEP = "read", "keep"


def _purpose(_matter: Matter) -> list[Row]:
    return [Row("purpose", N_("What for"), placeholder=N_("say the repair is done, ask about the quote"))]


def _call(matter: Matter, said: Said) -> progress.CallCustomer:
    return progress.CallCustomer(matter.ticket, said["purpose"])


def _call_why(_matter: Matter) -> str:
    return _("The number stands on the screen for a minute; who looked and what for is in the history.")


async def _show_phone(page: Page, matter: Matter, _answer: Answer) -> None:
    phone = str(matter.dossier.personal.get("phone", ""))
    await _reveal(page, str(matter.dossier.personal.get("name", "")), phone, PHONE_S)


def _ways(matter: Matter) -> list[Choosable]:
    if matter.dossier.ticket.unlock is None:
        return [Choosable(KEEP, _("Keep a code"))]
    kind = words.word(words.UNLOCKS, matter.dossier.ticket.unlock)
    return [
        Choosable(READ, _("Read the code"), _("{kind}; shown for half a minute", kind=kind)),
        Choosable(KEEP, _("Keep another"), _("the customer told a new code")),
    ]


def _unlock_rows(matter: Matter) -> list[Row]:
    if matter.picked == READ:
        return [Row("purpose", N_("What for"), placeholder=N_("test the display"))]
    kinds = [*words.UNLOCKS.items()]
    return [
        Row("kind", N_("Kind"), value="pin", options=kinds),
        Row("code", N_("Unlock code"), password=True, limit=40),
    ]


def _unlock(matter: Matter, said: Said) -> Any:
    if matter.picked == READ:
        return unlocking.ReadUnlock(matter.ticket, said["purpose"])
    return unlocking.KeepUnlock(matter.ticket, said["code"], said["kind"])  # type: ignore[arg-type]


def _unlock_why(matter: Matter) -> str:
    if matter.picked == READ:
        return _(
            "The code stands on the screen for half a minute; who read it and what for is in the history."
        )
    return _(
        "The code stays sealed on this computer, is never printed or sent, and is erased at hand-over. "
        "A pattern is typed as the digits 1 to 9, row by row."
    )


async def _show_unlock(page: Page, matter: Matter, answer: Answer) -> None:
    if matter.picked == READ and answer.unlock:
        kind = words.word(words.UNLOCKS, matter.dossier.ticket.unlock or "")
        await _reveal(page, kind, answer.unlock, UNLOCK_S)


async def _reveal(page: Page, title: str, secret: str, seconds: int) -> None:
    clock = page.context.desk.clock
    why = _("Not to be read by anybody who stands opposite.")
    await page.app.push_screen_wait(Reveal(title, secret, why, seconds, lambda: clock.now().uptime_ms))


CALL = SmallStep(N_("Call the customer"), _purpose, _call, _call_why, after=_show_phone)
UNLOCK = SmallStep(N_("Unlock code"), _unlock_rows, _unlock, _unlock_why, picks=_ways, after=_show_unlock)
