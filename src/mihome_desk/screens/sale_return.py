"""Something that was sold comes back: which pieces, why, and how the money goes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from mihome_desk import words
from mihome_desk.catalog import accessories
from mihome_desk.rules.identity import fold
from mihome_desk.rules.sale import ReturnLine, ReturnSale
from mihome_desk.rules.shop import SoldLine
from mihome_desk.sayings import shop
from mihome_desk.screens.form import Form
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.widgets.big_amount import BigAmount
from mihome_desk.widgets.columns import fit
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import SaleSeen

LABEL = 30


class ReturnScreen(Form):
    """How many of each line, in which condition, by which way the money goes back, and why."""

    CSS_PATH = "sale.tcss"
    COMMANDS_HERE = (keys.GIVE_MONEY,)
    FIELD_OF = {"lines": "qty-0", "reason": "why"}
    HELP_TEXT = N_(
        "Behind each thing stands how many come back; of a sale with one line all are proposed. What is as new goes "
        "back on the shelf, what is defective does not. The money goes back by the way it came unless you choose "
        "another; the figure says how much. A reason is needed. Enter behind it, or Ctrl+S, takes the pieces back."
    )

    def __init__(self, context: Any, seen: SaleSeen) -> None:
        super().__init__(context)
        self.seen = seen
        self.left: tuple[SoldLine, ...] = tuple(line for line in seen.sale.lines if line.left)

    def heading(self) -> str:
        """The sale."""
        return f"{self.seen.sale.number}  {_('Sale return')}"

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Take back, or leave it."""
        return (keys.GIVE_MONEY, keys.BACK, keys.HELP)

    def current_ticket(self) -> str | None:
        """None of a ticket's steps means anything here."""
        return ""

    def body(self) -> ComposeResult:
        """When it was sold, a row for each thing, money and reason."""
        alone = str(self.left[0].left) if len(self.left) == 1 else ""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static(self._sold(), id="sold", markup=False)
            for at, line in enumerate(self.left):
                label = fit(_name(line), LABEL).rstrip()
                yield Row(
                    f"qty-{at}",
                    label,
                    value=alone,
                    placeholder=_(
                        "of {count}, {amount} each", count=line.left, amount=words.money(line.price)
                    ),
                    limit=3,
                )
        with Horizontal(id="sum"):
            yield Static(_("To be returned"), id="sum-name", markup=False)
            yield BigAmount(id="total")
        yield Row("condition", N_("Came back"), value="good", options=[*shop.CONDITIONS.items()])
        paid = self.seen.sale.payments
        yield Row(
            "method",
            N_("Payment"),
            value=paid[0].method if paid else "cash",
            options=[*words.METHODS.items()],
        )
        yield Row("why", N_("Reason"), limit=200)

    async def fill(self) -> None:
        """What is proposed comes to so much."""
        self._show()
        self.row("qty-0" if len(self.left) > 1 else "why").widget.focus()

    async def retell(self) -> None:
        """When it was sold, in the other language."""
        self.query_one("#sold", Static).update(self._sold())
        self.query_one("#sum-name", Static).update(_("To be returned"))

    def _sold(self) -> str:
        sale = self.seen.sale
        at = f"{self.context.desk.local(sale.at_ms):%Y-%m-%d %H:%M}"
        paid = " + ".join(
            f"{words.word(words.METHODS, each.method)} {words.money(each.amount)}" for each in sale.payments
        )
        return (
            _("Sold {at}: {total}, paid {paid}.", at=at, total=words.money(sale.total), paid=paid or "-")
            + "\n"
        )

    def _back(self) -> list[tuple[SoldLine, int]]:
        """The lines of which something comes back, and how many; -1 for what is no number."""
        found = []
        for at, line in enumerate(self.left):
            said = fold(self.row(f"qty-{at}").value).strip()
            if said:
                found.append((line, int(said) if said.isascii() and said.isdigit() else -1))
        return [(line, qty) for line, qty in found if qty]

    def on_input_changed(self, event: Input.Changed) -> None:
        """The figure follows what is typed."""
        if isinstance(event.input.parent, Row) and event.input.parent.field.startswith("qty"):
            self._show()

    def _show(self) -> None:
        fen = sum(min(max(0, qty), line.left) * line.price for line, qty in self._back())
        self.query_one(BigAmount).show(fen)

    async def entered(self, row: Row) -> None:
        """Forward; behind the reason it is done."""
        if row.field == "why":
            await self.action_save()
        else:
            self.focus_next()

    async def action_save(self) -> None:
        """Take the pieces back."""
        back = self._back()
        wrong = next((line for line, qty in back if not 1 <= qty <= line.left), None)
        if wrong is not None:
            at = self.left.index(wrong)
            self.refused(f"qty-{at}", words.sentence("out_of_range", {"low": 0, "high": wrong.left}))
            return
        lines = tuple(ReturnLine(line.sku, qty) for line, qty in back)
        command = ReturnSale(
            self.seen.sale.number,
            lines,
            self.row("method").value,  # type: ignore[arg-type]
            self.row("why").value,
            self.row("condition").value,  # type: ignore[arg-type]
        )
        answer = await self.carry_out(command)
        if answer is None:
            return
        amount = words.money(int(answer.told["amount"]))
        self.app.notify(_("Taken back. {amount} go to the customer.", amount=amount), timeout=8)
        self.finished = True
        self.dismiss()


def _name(line: SoldLine) -> str:
    return accessories.name_of(line.sku, current()) or line.name
