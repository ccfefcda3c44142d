"""Quote lines by hand: the likely words proposed, a line added by Enter behind its price."""

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
from mihome_desk.rules.quote import LineGiven, MakeQuote
from mihome_desk.screens import proposals
from mihome_desk.screens.facts import fact_words, fen_of, yuan
from mihome_desk.screens.form import Form
from mihome_desk.screens.quote_lines import WIDEST, customer_total, quote_text, told_text
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Choice, Row

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier


class QuoteScreen(Form):
    """Write lines; Enter behind the price adds one, Ctrl+S offers the quote."""

    CSS_PATH = "quote.tcss"
    DRAFT = "quote"
    COMMANDS_HERE = (keys.SAVE, keys.REMOVE)
    FIELD_OF = {"lines": "code", "ticket": "code"}
    HELP_TEXT = N_(
        "Write one line after the other: what it is, the price of one in yuan; Enter behind the price adds the line. How "
        "many and who pays stand below for the lines that need it. What the complaint most often ends in is proposed: "
        "Enter takes it, any other key replaces it; behind a part comes the labour, once per ticket, at the highest "
        "level. Ctrl+D takes the last line out, Ctrl+S offers the quote. A quote that leaves the customer nothing to pay "
        "is approved at once."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self.lines: list[LineGiven] = []
        self._proposed = ""

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
        yield Row("price", N_("Price, yuan"), placeholder=N_("of one, like 199 or 199.50"), limit=14)
        yield Row("qty", N_("How many"), value="1", limit=3)
        yield Row("payer", N_("Who pays"), value="customer", options=[*words.PAYERS.items()])
        yield Row("fault", N_("Fault"), value="0", options=[("0", "1")])

    async def fill(self) -> None:
        """A quote that stands is the beginning of a changed one."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        self._offer_faults(self.dossier)
        await self._load()
        code = self.row("code").widget
        if not isinstance(code, Choice):
            code.select_on_focus = True
        if not self.lines and not code.value:
            self._propose("part", proposals.part(self.dossier.ticket))
        self.show_status()
        self._show()
        code.focus()

    async def retell(self) -> None:
        """The lines."""
        self._show()

    def _offer_faults(self, dossier: Dossier) -> None:
        """Which of several faults a line is for."""
        faults, row = dossier.ticket.faults, self.row("fault")
        row.display = len(faults) > 1
        if row.display and isinstance(row.widget, Choice):
            said = dossier.personal.get("fault_words", ())
            names = [
                fact_words("faults.0.symptom", fault.symptom or "".join(said[at : at + 1]))
                for at, fault in enumerate(faults)
            ]
            row.widget.options = tuple((str(at), name) for at, name in enumerate(names))
            row.widget.refresh()

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
        """The lines and the one being written; a mere proposal is not written."""
        fields = self.values()
        if not self._begun():
            fields["code"] = ""
        return {**fields, "lines": json.dumps([to_plain(line) for line in self.lines])}

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """A line, or the beginning of one."""
        return bool(self.lines or fields["code"] or fields["price"])

    def _begun(self) -> bool:
        """Whether a line stands in the fields that somebody typed."""
        code = self.row("code").value.strip()
        return bool(self.row("price").value.strip() or (code and code != self._proposed))

    def _propose(self, kind: str, words_proposed: str) -> None:
        self._proposed = words_proposed
        for name, value in (("kind", kind), ("code", words_proposed), ("price", ""), ("qty", "1")):
            self.row(name).value = value
            self.row(name).hint("")

    def on_resize(self) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self.dossier is None:
            return
        variables = self.app.theme_variables
        quiet, ticket = variables["quiet"], self.dossier.ticket
        if self.lines:
            text = quote_text(self.lines, min(WIDEST, self.size.width - 4), quiet)
        else:
            text = Text(
                _("No line yet. The first one is written below; Enter behind its price adds it."), style=quiet
            )
        text.append_text(told_text(ticket, customer_total(self.lines), quiet, variables["error"]))
        self.query_one("#quoted", Static).update(text)

    async def entered(self, row: Row) -> None:
        """What is followed by its price, and behind the price the line is whole."""
        if row.field == "code" and row.value.strip():
            self.row("price").widget.focus()
        elif row.field == "kind":
            self.focus_next()
        else:
            self.action_add()

    def action_add(self) -> bool:
        """Add the line that stands in the fields; False when something in it is wrong."""
        line = self._line()
        if line is None:
            return False
        self.lines.append(line)
        labour = line.kind == "part" and not any(each.kind == "labour" for each in self.lines)
        self._propose("labour" if labour else "part", _(proposals.LABOUR) if labour else "")
        self._show()
        self.row("code").widget.focus()
        return True

    def _line(self) -> LineGiven | None:
        """The line in the fields; None, and the sentence at its field, when something is wrong."""
        value = {name: text.strip() for name, text in self.values().items()}
        quantity = identity.fold(value["qty"]) or "1"
        price = fen_of(value["price"])
        if not value["code"]:
            self.refused("code", words.sentence("empty", {}))
        elif not (quantity.isascii() and quantity.isdigit() and 1 <= int(quantity) <= 999):
            self.refused("qty", words.sentence("out_of_range", {"low": 1, "high": 999}))
        elif price is None:
            self.refused("price", _("An amount in yuan, like 199 or 199.50."))
        else:
            return LineGiven(
                value["kind"],  # type: ignore[arg-type]
                value["code"],
                int(quantity),
                price,
                value["payer"],  # type: ignore[arg-type]
                fault=int(value["fault"] or "0"),
            )
        return None

    def action_remove(self) -> None:
        """Take the last line out and put it back into the fields."""
        if not self.lines:
            return
        line = self.lines.pop()
        self._propose(line.kind, line.code)
        self._proposed = ""
        for name, value in (
            ("qty", str(line.qty)),
            ("price", yuan(line.price)),
            ("payer", line.payer),
            ("fault", str(line.fault)),
        ):
            self.row(name).value = value
        self._show()

    async def action_save(self) -> None:
        """Offer the quote; a line still in the fields belongs to it."""
        if (self._begun() or not self.lines) and not self.action_add():
            return
        command = MakeQuote(self.ticket, tuple(self.lines))
        if await self.carry_out(command, draft=self.draft_id) is not None:
            self.finished = True
            self.dismiss()

    def refused(self, field: str, sentence: str) -> None:
        """A refused line is named by its number."""
        parts = field.split(".")
        if parts[0] == "lines" and len(parts) > 1:
            self.notify(_("Line {n}: {sentence}", n=int(parts[1]) + 1, sentence=sentence), severity="warning")
            return
        super().refused(field, sentence)
