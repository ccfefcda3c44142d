"""The customer's answer to a quote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.price import PriceList
from mihome_desk.rules.quote import AnswerQuote, MakeQuote, at_todays_prices, expired, fallen, guides
from mihome_desk.screens.big_price import BigPrice, BigPriceScreen
from mihome_desk.screens.countersign import UNSIGNED, signed
from mihome_desk.screens.form import Form
from mihome_desk.screens.quote_lines import WIDEST, big_page, fallen_words, quote_text, reasons_of, told_text
from mihome_desk.screens.rate_words import rate_words
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose

if TYPE_CHECKING:
    from mihome_desk.desk import Answer, Dossier


class ApprovalScreen(Form):
    """The quote in large lines, and what the customer said to it."""

    CSS_PATH = "quote.tcss"
    HELP_TEXT = N_(
        "Turn the screen or read the lines out. Choose approve or decline, say how and by whom, Ctrl+S saves. A declined "
        "device goes back to its owner; what that does to the rate stands below. F6 again writes a changed quote. Where "
        "the quote is too old, or the guide prices fell since, Ctrl+Y makes it again at today's prices: the customer is "
        "always offered the lower one. Ctrl+E shows the amount in big type."
    )
    COMMANDS_HERE = (keys.SAVE, keys.RENEW, keys.BIG_PAGE)

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._prices = PriceList()

    def heading(self) -> str:
        """Number and screen."""
        name = _("The customer's answer")
        return f"{self.dossier.short}  {name}" if self.dossier else name

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, or write another quote; make it again only where that is needed."""
        renew = (keys.RENEW,) if self._stale() else ()
        return (*renew, keys.SAVE, keys.QUOTE, keys.BIG_PAGE, keys.PRINT, keys.BACK, keys.HELP)

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
        await self._load()
        self.row("answer").widget.focus()

    async def _load(self) -> None:
        desk = self.context.desk
        self._prices = await self.read(desk.prices)
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        self.show_status()
        self.say_keys()
        self._show()

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
        stand = guides(self._prices, ticket.device, quote.lines)
        width, quiet = min(WIDEST, self.size.width - 4), variables["quiet"]
        text = quote_text(quote.lines, width, quiet, stand, reasons_of(self.dossier))
        text.append_text(told_text(ticket, quote.customer_total, quiet, variables["error"]))
        stale = self._stale()
        if stale:
            text.append(f"\n{stale}", style=f"bold {variables['error']}")
        elif quote.valid_until is not None:
            text.append("\n" + _("Holds until {day}.", day=self._until()), style=quiet)
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

    # A quote that does not hold any more

    def _stale(self) -> str:
        """Why the quote that stands cannot be approved as it is, "" where it can."""
        if self.dossier is None or self.dossier.ticket.quote is None:
            return ""
        ticket, quote = self.dossier.ticket, self.dossier.ticket.quote
        if expired(quote, self.context.desk.now().at_ms):
            return _(
                "! This quote held until {day}. {key} makes it again at today's prices.",
                day=self._until(),
                key=keys.RENEW.spelled,
            )
        return fallen_words(fallen(self._prices, ticket))

    def _until(self) -> str:
        quote = self.dossier.ticket.quote if self.dossier is not None else None
        if quote is None or quote.valid_until is None:
            return ""
        return f"{self.context.desk.local(quote.valid_until):%Y-%m-%d %H:%M}"

    async def action_renew(self) -> None:
        """The same lines at today's guide prices, never dearer than they were."""
        if not self._stale():
            self.notify(_("This quote holds: nothing is cheaper today."))
            return
        answer = await self.attempt(self._again())
        if answer is None:
            return
        if answer.refusal is not None and answer.refusal.code in UNSIGNED:
            self._ask_signature(answer)
        else:
            await self._renewed(answer)

    def _again(self, pin: str = "") -> MakeQuote:
        assert self.dossier is not None
        reasons = reasons_of(self.dossier)
        return MakeQuote(self.ticket, at_todays_prices(self._prices, self.dossier.ticket, reasons), pin)

    @work(group="sign")
    async def _ask_signature(self, answer: Answer) -> None:
        why = _("A line is borne by the house. A manager signs that with the PIN.")
        after = await signed(self, self._again, answer, _("Goodwill"), why)
        if after is not None:
            await self._renewed(after)

    async def _renewed(self, answer: Answer) -> None:
        if answer.refusal is not None:
            self.notify(words.sentence(answer.refusal.code, answer.refusal.params), severity="warning")
            return
        await self._load()
        self.notify(_("Made again at today's prices. Now take the customer's answer."))

    def action_big_page(self) -> None:
        """The quote in big type, to turn to the customer."""
        if self.dossier is not None and self.dossier.ticket.quote is not None:
            self.app.push_screen(BigPriceScreen(self.context, self._big))

    def _big(self) -> BigPrice:
        assert self.dossier is not None
        quote = self.dossier.ticket.quote
        return big_page(self.dossier.ticket, quote.lines if quote else (), self._until())
