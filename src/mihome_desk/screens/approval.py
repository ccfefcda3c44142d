"""The customer's answer to a quote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.quote import AnswerQuote
from mihome_desk.screens.form import Form
from mihome_desk.screens.quote_lines import WIDEST, quote_text, told_text
from mihome_desk.screens.rate_words import rate_words
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier


class ApprovalScreen(Form):
    """The quote in large lines, and what the customer said to it."""

    CSS_PATH = "quote.tcss"
    HELP_TEXT = N_(
        "Turn the screen or read the lines out. Choose approve or decline, say how and by whom, Ctrl+S saves. A declined "
        "device goes back to its owner; what that does to the rate stands below. F6 again writes a changed quote."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None

    def heading(self) -> str:
        """Number and screen."""
        name = _("The customer's answer")
        return f"{self.dossier.short}  {name}" if self.dossier else name

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, or write another quote."""
        return (keys.SAVE, keys.QUOTE, keys.PRINT, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """The lines, then the answer and what follows from it."""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static("", id="quoted", markup=False)
        answers = [("approve", N_("Approves")), ("decline", N_("Declines"))]
        yield Row("answer", N_("Answer"), value="approve", options=answers)
        yield Row("how", N_("How"), value="counter", options=[*words.WAYS.items()])
        yield Row("by", N_("By whom"), placeholder=N_("empty: the customer"), limit=60)
        yield Prose(id="follows")

    async def fill(self) -> None:
        """Show the quote."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        self.show_status()
        self._show()
        self.row("answer").widget.focus()

    async def retell(self) -> None:
        """The lines."""
        self._show()

    def on_resize(self) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self._show)

    def understand(self, row: Row) -> None:
        """What a no leads to is said before it is saved."""
        if row.field == "answer":
            self._show()

    def _show(self) -> None:
        if self.dossier is None or self.dossier.ticket.quote is None:
            return
        ticket, quote, variables = self.dossier.ticket, self.dossier.ticket.quote, self.app.theme_variables
        text = quote_text(quote.lines, min(WIDEST, self.size.width - 4), variables["quiet"])
        text.append_text(told_text(ticket, quote.customer_total, variables["quiet"], variables["error"]))
        self.query_one("#quoted", Static).update(text)
        follows = ""
        if self.row("answer").value == "decline":
            back = _(
                "The way back is {key}, reopen, until the device is handed over.", key=keys.REOPEN.spelled
            )
            follows = f"{rate_words(self.dossier, 'decline', self.context.desk.now())}\n{back}"
        self.query_one("#follows", Prose).update(follows)

    async def entered(self, row: Row) -> None:
        """Enter goes forward; only Ctrl+S records."""
        self.focus_next()

    async def action_save(self) -> None:
        """Record the answer."""
        value = self.values()
        command = AnswerQuote(self.ticket, value["answer"], value["how"], value["by"])  # type: ignore[arg-type]
        if await self.carry_out(command) is not None:
            self.dismiss()
