"""Counter sale: scan, scan, Enter. What is given in cash shows the change; the receipt prints by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from mihome_desk import words
from mihome_desk.rules.codec import from_plain, to_plain
from mihome_desk.rules.sale import PaymentGiven, PrintReceipt, Sell
from mihome_desk.rules.shelf import ACCESSORY
from mihome_desk.screens import sale_lines
from mihome_desk.screens.form import Form
from mihome_desk.screens.sale_lines import Selling, Ware
from mihome_desk.screens.sale_moves import Moves
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.scan import Scan
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.big_amount import BigAmount
from mihome_desk.widgets.fields import Row


class SaleScreen(Moves, Form):
    """The lines, the total in figures that are read from across the counter, and one field to scan into."""

    CSS_PATH = "sale.tcss"
    DRAFT = "sale"
    COMMANDS_HERE = (
        keys.SELL,
        keys.EDIT_LINE,
        keys.DROP_SOLD,
        keys.RETURN_SALE,
        keys.SHOW_RECEIPT,
        keys.SALE_INVOICE,
    )
    FIELD_OF = {"lines": "code", "payments": "given", "customer_phone": "phone"}
    HELP_TEXT = N_(
        "Scan one thing after the other, or type a few letters of its name. 3* before a code means three pieces, *3 "
        "alone makes the last line three. Enter in the empty field sells for cash what stands there. With ↓ come the "
        "way of payment and what the customer gives: more than the total shows the change, less is a payment in parts. "
        "Ctrl+E changes pieces or price of the last line; below the list price a reason is needed, above it nothing "
        "goes. A scanned slip makes the sale belong to its ticket; a scanned receipt, or Ctrl+R, takes something back. "
        "The receipt is written for the printer by itself; Ctrl+P shows it again."
    )

    def __init__(self, context: Any, ticket: str = "") -> None:
        super().__init__(context, ticket)
        self.known: dict[str, Ware] = {}
        self.repair_parts: frozenset[str] = frozenset()
        self.lines: list[Selling] = []
        self.parts: list[PaymentGiven] = []
        self.last = ""
        self._number = ""
        self._change: int | None = None

    def heading(self) -> str:
        """The screen by name."""
        return _("Counter sale")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """What can be done with what stands here."""
        lines = (keys.EDIT_LINE, keys.DROP_SOLD) if self.lines else ()
        last = (keys.SHOW_RECEIPT, keys.SALE_INVOICE) if self.last else ()
        return (keys.SELL, *lines, keys.RETURN_SALE, *last, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """Lines, total, and below them what is scanned, paid and said."""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static("", id="sold", markup=False)
        yield Static("", id="parts", markup=False)
        with Horizontal(id="sum"):
            yield Static("", id="sum-name", markup=False)
            yield BigAmount(id="total")
        yield Row("code", N_("Scan"), placeholder=N_("barcode, code, or letters of the name"), limit=60)
        yield Row("method", N_("Payment"), value="cash", options=[*words.METHODS.items()])
        yield Row("given", N_("Paid now"), placeholder=N_("empty: exactly that"), limit=14)
        yield Row("reason", N_("Reason"), placeholder=N_("why below the list price"), limit=200)
        yield Row("phone", N_("Phone"), placeholder=N_("only if the customer wants"), limit=30)

    async def fill(self) -> None:
        """What was half sold comes back."""
        desk = self.context.desk
        draft = await self.read(lambda: desk.draft(self.DRAFT, self.ticket))
        if draft is not None:
            self.draft_id = draft.id
            self.lines = [Selling(*each) for each in json.loads(draft.fields.pop("lines", "[]"))]
            self.lines = [line._replace(serials=tuple(line.serials)) for line in self.lines]
            self.parts = [
                from_plain(PaymentGiven, each) for each in json.loads(draft.fields.pop("parts", "[]"))
            ]
            for name, value in draft.fields.items():
                self.row(name).value = value
        await self.look()
        self.row("code").widget.focus()

    async def retell(self) -> None:
        """Names and sums in the other language."""
        await self.look()

    async def on_screen_resume(self) -> None:
        """A return or another counter may have changed the shelf."""
        await self.look()
        self.show_status()

    async def look(self) -> None:
        """Read the shelf and the price list."""
        desk = self.context.desk
        stock = await self.read(desk.stock)
        self.known = sale_lines.wares(stock, desk.catalogue.accessories, current() == "zh_CN")
        self.repair_parts = frozenset(line.sku for line in stock if line.part != ACCESSORY)
        if self.ticket:
            head = await self.read(lambda: desk.head(self.ticket))
            self._number = head.number if head else ""
        self.show()

    def draft_fields(self) -> dict[str, str]:
        """The lines and payments beside what stands in the fields; what was only begun to be typed is not kept."""
        parts = [to_plain(part) for part in self.parts]
        return {**self.values(), "code": "", "lines": json.dumps(self.lines), "parts": json.dumps(parts)}

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """A line at least."""
        return bool(self.lines)

    def on_resize(self) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self.show)

    # What stands there

    @property
    def owed(self) -> int:
        """Fen still to be paid."""
        return sale_lines.total_of(self.lines) - sum(part.amount for part in self.parts)

    def show(self) -> None:
        """Lines, payments in parts, and the figure that matters now: the total, the rest, or the change."""
        variables = self.app.theme_variables
        width = min(sale_lines.WIDEST, self.size.width - 4)
        text = sale_lines.lines_text(self.lines, self.known, width, variables)
        if not self.lines:
            text.append(self._before(), style=variables["quiet"])
        self.query_one("#sold", Static).update(text)
        self.query_one("#lines").scroll_end(animate=False)
        parts = sale_lines.payments_text(self.parts, self._number, variables["quiet"])
        self.query_one("#parts", Static).update(parts)
        self.query_one("#parts").display = bool(parts.plain)
        name = (
            _("Change due") if self._change is not None else _("Still to pay") if self.parts else _("Total")
        )
        self.query_one("#sum-name", Static).update(name)
        self.query_one(BigAmount).show(max(0, self.owed if self._change is None else self._change))
        cheaper = any(line.price_list is not None and line.price < line.price_list for line in self.lines)
        self.row("reason").display = cheaper
        self.say_keys()

    def _before(self) -> str:
        if self.last and self._change:
            change = words.money(self._change)
            return _(
                "Sale {sale} is done, {change} change. Scan the next one.", sale=self.last, change=change
            )
        if self.last:
            return _("Sale {sale} is done. Scan the next one.", sale=self.last)
        return _("Nothing yet: scan a barcode, or type a few letters of a name.")

    def changed(self) -> None:
        """The lines are others now: what was paid in parts for more than that is asked for again."""
        self._change = None
        if self.owed < 0:
            self.parts = []
            self.notify(_("The sale is smaller now: please take the payments again."), severity="warning")
        self.show()
        self.run_worker(self.save_draft(), group="draft")

    # Keys

    async def entered(self, row: Row) -> None:
        """The empty field sells; a way of payment leads to what is given; the other fields sell too."""
        if row.field == "code" and row.value.strip():
            self.take(row.value)
        elif row.field == "method" and row.value == "cash":
            self.row("given").widget.focus()
        else:
            self.sell()

    async def scanned(self, scan: Scan) -> bool:
        """A slip names the ticket; everything else is something to sell, or the number of a piece."""
        if scan.kind in {"token", "barcode"}:
            desk = self.context.desk
            found = await self.read(lambda: desk.resolve(scan.text))
            if not found:
                return False
            self.ticket = found
            await self.look()
        elif scan.kind == "sn" and self.lines and not sale_lines.matching(self.known, scan.text):
            last = self.lines[-1]
            self.lines[-1] = last._replace(serials=tuple(dict.fromkeys((*last.serials, scan.text))))
            self.changed()
        else:
            self.take(scan.text)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """The change is said while what is given is typed."""
        row = event.input.parent
        if isinstance(row, Row) and row.field == "given" and self.lines:
            row.hint(self.given_words(row.value))

    async def action_save(self) -> None:
        """Ctrl+S sells from any field."""
        self.sell()

    def sell(self) -> None:
        """Take what is given; once all is paid, sell."""
        paid = self.payment()
        if paid is None:
            return
        payments, change = paid
        command = Sell(
            tuple(line.given for line in self.lines),
            payments,
            ticket=self.ticket,
            customer_phone=self.row("phone").value.strip(),
            reason=self.row("reason").value.strip() if self.row("reason").display else "",
        )
        # The lines go before the answer comes: the next scan, or a second Enter, belongs to the next sale.
        kept, self.lines = self.lines, []
        self._carry_out_sale(command, kept, change)

    @work(group="sell")
    async def _carry_out_sale(self, command: Sell, kept: list[Selling], change: int | None) -> None:
        answer = await self.carry_out(command, draft=self.draft_id)
        if answer is None:
            self.lines = [*kept, *self.lines]
            self.show()
            return
        self.last = str(answer.told["sale"])
        self.parts, self.draft_id, self.ticket, self._number = [], "", "", ""
        self._change = None if self.lines else change
        for name in ("given", "phone", "reason"):
            self.row(name).value = ""
            self.row(name).hint("")
        self.row("method").value = "cash"
        self.row("code").widget.focus()
        await self._print()
        await self.look()

    async def _print(self) -> None:
        desk, settings, number = self.context.desk, self.context.settings, self.last
        if await self.carry_out(PrintReceipt(number)) is None:
            return
        width = settings.paper_mm
        try:
            await self.read(lambda: desk.write_paper(number, "sale_receipt", current(), width, settings))
        except OSError as error:
            self.notify(sentence_of(error), severity="error", timeout=12)

    def refused(self, field: str, sentence: str) -> None:
        """A refused line is named by what is on it."""
        parts = field.split(".")
        if parts[0] == "lines" and len(parts) > 1 and int(parts[1]) < len(self.lines):
            name = self.lines[int(parts[1])].name
            self.notify(_("{name}: {sentence}", name=name, sentence=sentence), severity="warning", timeout=10)
            return
        super().refused(field, sentence)
