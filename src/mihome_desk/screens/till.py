"""Money over the counter: what is open, in parts or whole, and what goes back into the customer's hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from mihome_desk import words
from mihome_desk.screens.facts import fen_of, yuan
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.rules.ticket import Ticket


class Till(Vertical):
    """What is still to pay, and the rows of one payment; it says `Pay`, the screen records it."""

    DEFAULT_CSS = "Till { height: auto; } Till > #money { padding: 1 0 0 14; height: 2; }"

    class Pay(Message):
        """The amount in the fields was paid, by ``method``, in fen."""

        def __init__(self, method: str, amount: int) -> None:
            super().__init__()
            self.method = method
            self.amount = amount

    def __init__(self) -> None:
        super().__init__(id="till")
        self.owed = 0
        self._change = 0

    def compose(self) -> ComposeResult:
        """One line of money; amount, way of payment, and with cash what the customer gives."""
        yield Static("", id="money", markup=False)
        yield Row("amount", N_("Amount, yuan"), limit=14)
        yield Row("method", N_("Payment"), value="cash", options=[*words.METHODS.items()])
        yield Row("given", N_("Given"), placeholder=N_("cash on the counter, for the change"), limit=14)

    def _row(self, name: str) -> Row:
        return self.query_one(f"#row-{name}", Row)

    @property
    def cash(self) -> bool:
        """Whether it is paid in cash."""
        return self._row("method").value == "cash"

    def show(self, ticket: Ticket) -> None:
        """What is open now; all of it is proposed."""
        self.owed = ticket.open_amount
        self.query_one("#money", Static).update(money_text(ticket, self._change, self.app.theme_variables))
        self.offer()
        if self.owed and not self._row("amount").value:
            with self.prevent(Input.Changed):
                self._row("amount").value = yuan(self.owed)

    def offer(self) -> None:
        """Only the rows that are needed now."""
        for name, shown in (("amount", True), ("method", True), ("given", self.cash)):
            self._row(name).display = self.owed > 0 and shown

    def focus_first(self) -> None:
        """The way of payment: a digit chooses it, Enter goes on."""
        self._row("method").widget.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The change is computed while what is given is typed."""
        row = event.input.parent
        if isinstance(row, Row) and row.field in {"given", "amount"}:
            said, wrong = change_words(self._row("given").value, self._row("amount").value)
            self._row("given").hint("" if wrong else said)

    def pay(self) -> None:
        """Say that it was paid; what is no amount is said at its field."""
        given, amount = self._row("given"), self._row("amount")
        fen = fen_of(amount.value)
        if fen is None:
            amount.hint(_("An amount in yuan, like 199 or 199.50."), wrong=True)
            amount.widget.focus()
            return
        said, wrong = change_words(given.value, amount.value)
        if self.cash and wrong:
            given.hint(said, wrong=True)
            return
        self.post_message(self.Pay(self._row("method").value, fen))

    def paid(self) -> None:
        """The payment is on the disk: the change stays in sight, the fields wait for the next part."""
        given, amount = self._row("given"), self._row("amount")
        self._change = (change_of(given.value, amount.value) or 0) if self.cash else 0
        with self.prevent(Input.Changed):
            given.value = amount.value = ""
        given.hint("")
        amount.hint("")


def money_text(ticket: Ticket, change: int, variables: Mapping[str, str]) -> Text:
    """One line: what is still to pay or to go back, and what was paid by which way; ``change`` in fen."""
    text = Text()
    if ticket.open_amount:
        text.append(_("Still to pay") + "  ")
        text.append(words.money(ticket.open_amount), style=f"bold {variables['primary']}")
    elif ticket.overpaid:
        text.append(_("To be returned") + "  ")
        text.append(words.money(ticket.overpaid), style=f"bold {variables['warning']}")
        text.append(f"  {keys.GIVE_BACK.spelled}", style=variables["quiet"])
    elif ticket.paid < 0:
        text.append(f"{_('Paid back')}  {words.money(-ticket.paid)} ✓", style=variables["success"])
    elif ticket.paid:
        text.append(f"{_('Paid')}  {words.money(ticket.paid)} ✓", style=variables["success"])
    else:
        text.append(_("Nothing to pay"), style=variables["quiet"])
    if change:
        said = _("Change {amount}", amount=words.money(change))
        text.append(f"   {said}", style=f"bold {variables['warning']}")
    if len(ticket.payments) > 1 or (ticket.payments and ticket.open_amount):
        parts = [
            f"{words.word(words.METHODS, each.method)} {words.money(each.amount)}" for each in ticket.payments
        ]
        text.append("   " + " + ".join(parts), style=variables["quiet"])
    return text


def change_of(given: str, amount: str) -> int | None:
    """Fen to give back of what the customer put on the counter; None where one of both is no amount."""
    put, owed = fen_of(given), fen_of(amount)
    return None if put is None or owed is None else put - owed


def change_words(given: str, amount: str) -> tuple[str, bool]:
    """The change as a sentence, and whether something is wrong with it; "" before anything is typed."""
    if not given.strip():
        return "", False
    change = change_of(given, amount)
    if change is None:
        return _("An amount in yuan, like 199 or 199.50."), True
    if change < 0:
        short = words.money(-change)
        return _("{amount} short; what is paid in parts goes into the amount.", amount=short), True
    return _("Change {amount}", amount=words.money(change)), False
