"""Quote lines by hand: the likely part proposed with its guide price, a line added by Enter behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.codec import from_plain, to_plain
from mihome_desk.rules.quote import LineGiven, MakeQuote, given_again, guides
from mihome_desk.screens.big_price import BigPriceScreen
from mihome_desk.screens.countersign import UNSIGNED, signed
from mihome_desk.screens.quote_form import QuoteForm
from mihome_desk.screens.quote_lines import (
    WIDEST,
    big_page,
    customer_total,
    quote_text,
    reasons_of,
    told_text,
)
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Choice, Row

if TYPE_CHECKING:
    from mihome_desk.desk import Answer


class QuoteScreen(QuoteForm):
    """Write lines; Enter behind the price adds one, Ctrl+S offers the quote."""

    CSS_PATH = "quote.tcss"
    DRAFT = "quote"
    COMMANDS_HERE = (keys.SAVE, keys.REMOVE, keys.BIG_PAGE)
    FIELD_OF = {"lines": "code", "ticket": "code"}
    HELP_TEXT = N_(
        "Write one line after the other: what it is, the price of one in yuan; Enter behind the price adds the line. A few "
        "letters find a part (屏, pm, dc, display), ↓ another one; Enter takes it with its guide price. No line may be "
        "above its guide price, a lower price is free; where the list has none nothing limits it, and that is said. How "
        "many, who pays and a discount stand below for the lines that need them. Behind a part comes the labour, once per "
        "ticket, at the highest level. Ctrl+D takes the last line out, Ctrl+E turns a page in big type to the customer, "
        "Ctrl+S offers the quote. Goodwill is signed by a manager. A quote that leaves the customer nothing to pay is "
        "approved at once."
    )

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('Quote')}" if self.dossier else _("Quote")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Add, offer, take out."""
        return (keys.ADD, keys.SAVE, keys.REMOVE, keys.BIG_PAGE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """What is quoted so far above, the next line below."""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static("", id="quoted", markup=False)
        yield from self.line_rows()

    async def fill(self) -> None:
        """A quote that stands is the beginning of a changed one."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        self.advice.device = self.dossier.ticket.device
        self.advice.prices = await self.read(desk.prices)
        self.row("reason").display = False
        self.offer_faults(self.dossier)
        begun = await self._load()
        code = self.row("code").widget
        if not isinstance(code, Choice):
            code.select_on_focus = True
        if not begun:
            self.propose_next()
        self.show_status()
        self._show()
        code.focus()

    async def retell(self) -> None:
        """The lines."""
        self._show()

    async def _load(self) -> bool:
        """What was half written, else the quote that stands; whether a line stands in the fields already."""
        desk = self.context.desk
        draft = await self.read(lambda: desk.draft(self.DRAFT, self.ticket))
        if draft is not None:
            self.draft_id = draft.id
            given = json.loads(draft.fields.pop("lines", "[]"))
            self.lines = [from_plain(LineGiven, line) for line in given]
            for name, value in draft.fields.items():
                self.row(name).value = value
            self.show_reason()
            return bool(self.lines or draft.fields.get("code"))
        if self.dossier and self.dossier.ticket.quote:
            self.lines = list(given_again(self.dossier.ticket, reasons_of(self.dossier)))
        return False

    def draft_fields(self) -> dict[str, str]:
        """The lines and the one being written; a mere proposal is not written."""
        fields = self.values()
        if not self.begun():
            fields["code"] = ""
        return {**fields, "lines": json.dumps([to_plain(line) for line in self.lines])}

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """A line, or the beginning of one."""
        return bool(self.lines or fields["code"] or fields["price"])

    def on_resize(self) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self.dossier is None:
            return
        variables = self.app.theme_variables
        quiet, ticket = variables["quiet"], self.dossier.ticket
        lines = self.drafted_lines()
        if lines:
            stand = guides(self.advice.prices, ticket.device, lines)
            reasons = [line.discount_reason for line in self.lines]
            text = quote_text(lines, min(WIDEST, self.size.width - 4), quiet, stand, reasons)
        else:
            text = Text(
                _("No line yet. The first one is written below; Enter behind its price adds it."), style=quiet
            )
        text.append_text(told_text(ticket, customer_total(lines), quiet, variables["error"]))
        self.query_one("#quoted", Static).update(text)

    async def entered(self, row: Row) -> None:
        """What is followed by its price, and behind the price the line is whole."""
        if row.field == "code" and row.value.strip():
            self.advice.take()
            self.row("price").widget.focus()
        elif row.field == "kind" or (row.field == "discount" and row.value.strip()):
            self.show_reason()
            self.focus_next()
        else:
            self.action_add()

    def action_add(self) -> bool:
        """Add the line that stands in the fields; False when something in it is wrong."""
        line = self.line_in_fields()
        if line is None:
            return False
        self.lines.append(line)
        self.propose_next()
        self._show()
        self.row("code").widget.focus()
        return True

    def action_remove(self) -> None:
        """Take the last line out and put it back into the fields."""
        if not self.lines:
            return
        self.put_back(self.lines.pop())
        self._show()

    async def action_save(self) -> None:
        """Offer the quote; a line still in the fields belongs to it."""
        if (self.begun() or not self.lines) and not self.action_add():
            return
        answer = await self.attempt(self._order(), draft=self.draft_id)
        if answer is None:
            return
        if answer.refusal is not None and answer.refusal.code in UNSIGNED:
            self._ask_signature(answer)
        else:
            self._settle(answer)

    def _order(self, pin: str = "") -> MakeQuote:
        return MakeQuote(self.ticket, tuple(self.lines), pin)

    @work(group="sign")
    async def _ask_signature(self, answer: Answer) -> None:
        """Goodwill costs the house money: a manager gives the PIN on the spot."""
        why = _("A line is borne by the house. A manager signs that with the PIN.")
        after = await signed(self, self._order, answer, _("Goodwill"), why, draft=self.draft_id)
        if after is not None:
            self._settle(after)

    def _settle(self, answer: Answer) -> None:
        if answer.refusal is not None:
            self.refused(answer.refusal.field, words.sentence(answer.refusal.code, answer.refusal.params))
            return
        self.finished = True
        self.dismiss()

    def action_big_page(self) -> None:
        """The lines so far in big type."""
        if self.dossier is not None and self.lines:
            self.app.push_screen(BigPriceScreen(self.context, self._big))

    def _big(self) -> Any:
        assert self.dossier is not None
        return big_page(self.dossier.ticket, self.drafted_lines())

    def refused(self, field: str, sentence: str) -> None:
        """A refused line is named by its number."""
        parts = field.split(".")
        if parts[0] == "lines" and len(parts) > 1:
            self.notify(_("Line {n}: {sentence}", n=int(parts[1]) + 1, sentence=sentence), severity="warning")
            return
        super().refused(field, sentence)
