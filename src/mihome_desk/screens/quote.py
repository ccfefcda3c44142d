"""Quote lines by hand, and the customer's answer to a quote."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules import identity
from mihome_desk.rules.codec import from_plain, to_plain
from mihome_desk.rules.quote import AnswerQuote, LineGiven, MakeQuote
from mihome_desk.screens.form import Form
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.columns import fit
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.ticket import Line


def fen_of(said: str) -> int | None:
    """Yuan as typed (199, 199.5, ￥1,299.00) in fen, or None when it is no such amount."""
    plain = identity.fold(said).replace(",", "").replace("¥", "").replace("￥", "").strip()
    whole, _dot, cents = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 8):
        return None
    if cents and not (cents.isascii() and cents.isdigit() and len(cents) <= 2):
        return None
    return int(whole) * 100 + int(cents.ljust(2, "0") or "0")


def quote_text(lines: Iterable[Line | LineGiven], width: int, quiet: str) -> Text:
    """Lines of a quote in columns, and what the customer pays."""
    text, total = Text(), 0
    for line in lines:
        amount = line.qty * line.price
        total += amount if line.payer == "customer" else 0
        name = line.label or line.code
        text.append(fit(words.word(words.LINE_KINDS, line.kind), 8), style=quiet)
        text.append(fit(name, max(10, width - 40)))
        text.append(fit(f"x{line.qty}", 6))
        text.append(fit(words.word(words.PAYERS, line.payer), 10), style=quiet)
        text.append(fit(words.money(amount), 14, right=True) + "\n")
    text.append(fit(_("The customer pays"), max(10, width - 16), right=False), style=quiet)
    text.append(fit(words.money(total), 14, right=True), style="bold")
    return text


class QuoteScreen(Form):
    """Write lines; Enter in the last field adds one, Ctrl+S offers the quote."""

    CSS_PATH = "quote.tcss"
    DRAFT = "quote"
    COMMANDS_HERE = (keys.SAVE, keys.REMOVE)
    FIELD_OF = {"lines": "code", "ticket": "code"}
    HELP_TEXT = N_(
        "Write one line after the other: kind, what it is, how many, the price of one in yuan, who pays. Enter in the "
        "last field adds the line, Ctrl+D takes the last one out, Ctrl+S offers the quote. Labour is charged once, at the "
        "highest level. A quote that leaves the customer nothing to pay is approved at once."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self.lines: list[LineGiven] = []

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('Quote')}" if self.dossier else _("Quote")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Add, offer, take out."""
        return (keys.ADD, keys.SAVE, keys.REMOVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """What is quoted so far above, the next line below."""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static("", id="quoted", markup=False)
        yield Row("kind", N_("Kind"), value="part", options=[*words.LINE_KINDS.items()])
        yield Row("code", N_("What"), placeholder=N_("display, battery, labour level 1"), limit=60)
        yield Row("qty", N_("How many"), value="1", limit=3)
        yield Row("price", N_("Price, yuan"), placeholder=N_("of one, like 199 or 199.50"), limit=14)
        yield Row("payer", N_("Who pays"), value="customer", options=[*words.PAYERS.items()])

    async def fill(self) -> None:
        """A quote that stands is the beginning of a changed one."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        await self._load()
        self.show_status()
        self._show()
        self.row("code").widget.focus()

    async def retell(self) -> None:
        """The lines."""
        self._show()

    async def _load(self) -> None:
        """What was half written, else the quote that stands as the beginning of a changed one."""
        desk = self.context.desk
        draft = await self.read(lambda: desk.draft(self.DRAFT, self.ticket))
        if draft is not None:
            self.draft_id = draft.id
            given = json.loads(draft.fields.pop("lines", "[]"))
            self.lines = [from_plain(LineGiven, line) for line in given]
            for name, value in draft.fields.items():
                self.row(name).value = value
        elif self.dossier and self.dossier.ticket.quote:
            self.lines = [
                LineGiven(line.kind, line.code, line.qty, line.price, line.payer, line.label, line.fault)
                for line in self.dossier.ticket.quote.lines
            ]

    def draft_fields(self) -> dict[str, str]:
        """The lines and the one being written."""
        return {**self.values(), "lines": json.dumps([to_plain(line) for line in self.lines])}

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """A line, or the beginning of one."""
        return bool(self.lines or fields["code"] or fields["price"])

    def on_resize(self) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        quoted = self.query_one("#quoted", Static)
        quiet = self.app.theme_variables["quiet"]
        if self.lines:
            quoted.update(quote_text(self.lines, min(100, self.size.width - 4), quiet))
        else:
            quoted.update(
                Text(
                    _("No line yet. The first one is written below; Enter in its last field adds it."),
                    style=quiet,
                )
            )

    async def entered(self, row: Row) -> None:
        """The last field adds the line."""
        if row.field == "payer":
            self.action_add()
        else:
            self.focus_next()

    def action_add(self) -> bool:
        """Add the line that stands in the fields; False when something in it is wrong."""
        value = {name: text.strip() for name, text in self.values().items()}
        if not value["code"]:
            self.refused("code", words.sentence("empty", {}))
            return False
        quantity = identity.fold(value["qty"]) or "1"
        if not (quantity.isascii() and quantity.isdigit() and 1 <= int(quantity) <= 999):
            self.refused("qty", words.sentence("out_of_range", {"low": 1, "high": 999}))
            return False
        price = fen_of(value["price"])
        if price is None:
            self.refused("price", _("An amount in yuan, like 199 or 199.50."))
            return False
        kind, payer = value["kind"], value["payer"]
        self.lines.append(LineGiven(kind, value["code"], int(quantity), price, payer))  # type: ignore[arg-type]
        for name, first in (("code", ""), ("qty", "1"), ("price", "")):
            self.row(name).value = first
            self.row(name).hint("")
        self._show()
        self.row("code").widget.focus()
        return True

    def action_remove(self) -> None:
        """Take the last line out and put it back into the fields."""
        if not self.lines:
            return
        line = self.lines.pop()
        for name, value in (
            ("kind", line.kind),
            ("code", line.code),
            ("qty", str(line.qty)),
            ("price", f"{line.price // 100}.{line.price % 100:02}"),
            ("payer", line.payer),
        ):
            self.row(name).value = value
        self._show()

    async def action_save(self) -> None:
        """Offer the quote; a line still in the fields belongs to it."""
        if self.row("code").value.strip() and not self.action_add():
            return
        command = MakeQuote(self.ticket, tuple(self.lines))
        if await self.carry_out(command, draft=self.draft_id) is not None:
            self.finished = True
            self.dismiss()

    def refused(self, field: str, sentence: str) -> None:
        """A refused line is named by its number."""
        parts = field.split(".")
        if parts[0] == "lines" and len(parts) == 3:
            self.notify(_("Line {n}: {sentence}", n=int(parts[1]) + 1, sentence=sentence), severity="warning")
            return
        super().refused(field, sentence)


class ApprovalScreen(Form):
    """The quote in large lines, and what the customer said to it."""

    CSS_PATH = "quote.tcss"
    HELP_TEXT = N_(
        "Turn the screen or read the lines out. Choose approve or decline, say how and by whom, Ctrl+S saves. A declined "
        "device goes back to its owner; F6 again writes a changed quote."
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
        return (keys.SAVE, keys.QUOTE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """The lines, then the answer."""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static("", id="quoted", markup=False)
        answers = [("approve", N_("Approves")), ("decline", N_("Declines"))]
        yield Row("answer", N_("Answer"), value="approve", options=answers)
        yield Row("how", N_("How"), value="counter", options=[*words.WAYS.items()])
        yield Row("by", N_("By whom"), placeholder=N_("empty: the customer"), limit=60)

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

    def _show(self) -> None:
        if self.dossier and self.dossier.ticket.quote:
            lines = self.dossier.ticket.quote.lines
            quiet = self.app.theme_variables["quiet"]
            self.query_one("#quoted", Static).update(quote_text(lines, min(100, self.size.width - 4), quiet))

    async def entered(self, row: Row) -> None:
        """Enter goes forward; only Ctrl+S records."""
        self.focus_next()

    async def action_save(self) -> None:
        """Record the answer."""
        value = self.values()
        command = AnswerQuote(self.ticket, value["answer"], value["how"], value["by"])  # type: ignore[arg-type]
        if await self.carry_out(command) is not None:
            self.dismiss()
