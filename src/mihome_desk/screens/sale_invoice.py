"""An invoice is wanted: title, tax number, e-mail, for a ticket or for a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.rules.invoice import EMAIL, TITLE, RequestInvoice
from mihome_desk.screens.asking import Matter, Said, SmallStep
from mihome_desk.screens.dialogs import Ask
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.screens.page import Page

TITLE_HERE = N_("Invoice request")


def _rows() -> list[Row]:
    return [
        Row("title", N_("Made out to"), placeholder=N_("company or person"), limit=TITLE),
        Row("tax_id", N_("Tax number"), placeholder=N_("empty for a person"), limit=40),
        Row("email", N_("E-mail"), placeholder=N_("where it goes, if known"), limit=EMAIL),
    ]


def _why() -> str:
    return _("Kept for the day close; the invoice itself is made in the tax office's program.")


def _request(matter: Matter, said: Said) -> RequestInvoice:
    return RequestInvoice(said["title"], ticket=matter.ticket, tax_id=said["tax_id"], email=said["email"])


REQUEST = SmallStep(TITLE_HERE, lambda _matter: _rows(), _request, lambda _matter: _why())
"""The small step of a ticket."""


async def ask_for_sale(page: Page, sale: str) -> bool:
    """Ask until it is right or given up; whether a request for the sale was written."""
    said: dict[str, str] = {}
    wrong: tuple[str, str] | None = None
    while True:
        rows = _rows()
        for row in rows:
            row.begin_with(said.get(row.field))
        answer = await page.app.push_screen_wait(Ask(f"{sale}  {_(TITLE_HERE)}", rows, _why(), wrong))
        if answer is None:
            return False
        said = answer
        done = await page.attempt(
            RequestInvoice(said["title"], sale=sale, tax_id=said["tax_id"], email=said["email"])
        )
        if done is None:
            return False
        if done.refusal is None:
            page.notify(_("The invoice request is kept."))
            return True
        wrong = (done.refusal.field, words.sentence(done.refusal.code, done.refusal.params))
