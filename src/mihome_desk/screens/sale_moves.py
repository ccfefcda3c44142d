"""The moves of a sale beside scanning: what a text means, change of a line, payment, return, invoice, receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.widgets import Input

from mihome_desk import words
from mihome_desk.rules.limits import MOST_PIECES
from mihome_desk.rules.sale import PaymentGiven
from mihome_desk.rules.shelf import sku_of
from mihome_desk.rules.shop import sale_number_of
from mihome_desk.screens import sale_lines
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.facts import fen_of, yuan
from mihome_desk.screens.pick import Choosable, Pick
from mihome_desk.screens.sale_lines import Selling, Ware
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.screens.form import Form

    Base = Form
else:
    Base = object

AMOUNT = N_("An amount in yuan, like 199 or 199.50.")


class Moves(Base):
    """What the sale screen does with its lines; the screen shows them."""

    known: dict[str, Ware]
    repair_parts: frozenset[str]
    lines: list[Selling]
    parts: list[PaymentGiven]
    last: str

    @property
    def owed(self) -> int:
        """Fen still to be paid."""
        raise NotImplementedError

    def changed(self) -> None:
        """Called after the lines have changed."""
        raise NotImplementedError

    def show(self) -> None:
        """Called after the payments have changed."""
        raise NotImplementedError

    # Lines

    def take(self, text: str) -> None:
        """Add what a text means; a receipt's number opens its return, several wares are offered to choose from.

        What is certain is done at once: the next scan may be on its way already.
        """
        code = self.row("code")
        code.hint("")
        with self.prevent(Input.Changed):
            code.value = ""
        if sale_number_of(text):
            self._open_return(text)
            return
        qty, said = sale_lines.meant(text)
        found = sale_lines.matching(self.known, said) if said else []
        if not said:
            self._times(qty)
        elif not found:
            self.refused("code", self._not_sold(said))
        elif len(found) == 1 and found[0].price is not None:
            self._add(found[0], qty, found[0].price)
        else:
            self._ask_which(found, qty)

    def _not_sold(self, said: str) -> str:
        """Why nothing can be sold under a code or name."""
        sku = sku_of(said)
        if sku in self.repair_parts:
            return words.sentence("not_for_sale", {"sku": sku})
        return _("Nothing here is called “{text}”; the parts list (P) takes new things in.", text=said)

    @work(group="take")
    async def _ask_which(self, found: list[Ware], qty: int) -> None:
        ware = found[0] if len(found) == 1 else await self._which(found)
        if ware is None:
            return
        price = ware.price if ware.price is not None else await self._price_of(ware)
        if price is not None:
            self._add(ware, qty, price)

    async def _which(self, found: list[Ware]) -> Ware | None:
        listed = [
            Choosable(
                each.sku,
                each.name,
                f"{words.money(each.price) if each.price is not None else _('no price')}   "
                + _("{count} here", count=each.free),
            )
            for each in found
        ]
        picked = await self.app.push_screen_wait(Pick(_("Which one?"), listed))
        return self.known.get(picked) if picked else None

    def _add(self, ware: Ware, qty: int, price: int) -> None:
        if qty:
            self.lines = sale_lines.with_more(self.lines, ware, qty, price)
            self.changed()

    async def _price_of(self, ware: Ware) -> int | None:
        """What one costs, where neither shelf nor list says it."""
        answer = await self.app.push_screen_wait(
            Ask(
                ware.name,
                [Row("price", N_("Price, yuan"), limit=14)],
                _("It has no price yet: what does one cost?"),
            )
        )
        fen = fen_of(answer["price"]) if answer else None
        if answer and fen is None:
            self.refused("code", _(AMOUNT))
        return fen

    def _times(self, qty: int) -> None:
        if self.lines and qty:
            self.lines[-1] = self.lines[-1]._replace(qty=qty)
            self.changed()

    def action_drop_sold(self) -> None:
        """Take the last line out."""
        if self.lines:
            self.lines.pop()
            self.changed()

    @work(group="take")
    async def action_edit_line(self) -> None:
        """Pieces and price of the last line."""
        if not self.lines:
            return
        line = self.lines[-1]
        rows = [
            Row("qty", N_("How many"), value=str(line.qty), limit=3),
            Row("price", N_("Price, yuan"), value=yuan(line.price), limit=14),
        ]
        listed = (
            _("The list says {amount}.", amount=words.money(line.price_list))
            if line.price_list is not None
            else ""
        )
        answer = await self.app.push_screen_wait(Ask(line.name, rows, listed))
        if answer is None or not self.lines or self.lines[-1] != line:
            return
        qty, price = answer["qty"].strip(), fen_of(answer["price"])
        if price is None:
            self.refused("code", _(AMOUNT))
        elif not (qty.isascii() and qty.isdigit() and 1 <= int(qty) <= MOST_PIECES):
            self.refused("code", words.sentence("out_of_range", {"low": 1, "high": MOST_PIECES}))
        else:
            self.lines[-1] = line._replace(qty=int(qty), price=price)
            self.changed()
            if line.price_list is not None and price < line.price_list:
                self.row("reason").widget.focus()

    # Money

    def payment(self) -> tuple[tuple[PaymentGiven, ...], int | None] | None:
        """All payments and the change once the total is paid; None, and why or what is still to pay, before."""
        if not self.lines:
            self.refused("code", words.sentence("sale_empty", {}))
            return None
        method, given = self.row("method").value, self.row("given")
        owed = self.owed
        put = fen_of(given.value) if given.value.strip() else owed
        if put is None:
            self.refused("given", _(AMOUNT))
            return None
        if put > owed and method != "cash":
            self.refused("given", _("That is more than {amount}.", amount=words.money(owed)))
            return None
        amount = min(put, owed)
        paid = PaymentGiven(method, amount)  # type: ignore[arg-type]
        payments = (*self.parts, *([paid] if amount else []))
        if put >= owed:
            return payments, put - owed if put > owed else None
        self.parts = list(payments)
        given.value = ""
        self.show()
        self.row("method").widget.focus()
        return None

    def given_words(self, said: str) -> str:
        """The change, or what is still missing, of what is being typed; "" before anything is."""
        put = fen_of(said) if said.strip() else None
        if put is None:
            return ""
        if put >= self.owed:
            return _("Change {amount}", amount=words.money(put - self.owed))
        return _("a part; still {amount}", amount=words.money(self.owed - put))

    # What was sold

    @work(group="take")
    async def action_return_sale(self) -> None:
        """Choose a sale of which something comes back."""
        desk = self.context.desk
        sales = await self.read(desk.last_sales)
        listed = [
            Choosable(
                each.sale.number,
                each.sale.number,
                f"{desk.local(each.sale.at_ms):%m-%d %H:%M}  {words.money(each.sale.total)}  "
                + " ".join(line.name for line in each.sale.lines),
            )
            for each in sales
            if any(line.left for line in each.sale.lines)
        ]
        if not listed:
            self.notify(_("No sale has anything left to take back."))
            return
        picked = await self.app.push_screen_wait(
            Pick(_("Of which sale? The receipt can be scanned as well."), listed)
        )
        if picked:
            await self._return(picked)

    @work(group="take")
    async def _open_return(self, number: str) -> None:
        await self._return(number)

    async def _return(self, number: str) -> None:
        from mihome_desk.screens.sale_return import ReturnScreen

        desk = self.context.desk
        seen = await self.read(lambda: desk.sale(number))
        if seen is None:
            self.refused("code", words.sentence("unknown_sale", {"sale": sale_number_of(number)}))
        elif not any(line.left for line in seen.sale.lines):
            self.refused("code", _("Of sale {sale} everything came back already.", sale=seen.sale.number))
        else:
            self.app.push_screen(ReturnScreen(self.context, seen))

    @work(group="take")
    async def action_invoice(self) -> None:
        """Title and tax number for the last sale."""
        from mihome_desk.screens.sale_invoice import ask_for_sale

        if self.last:
            await ask_for_sale(self, self.last)

    def action_receipt(self) -> None:
        """The last receipt on the screen."""
        from mihome_desk.screens.sale_paper import TillPaperScreen

        if self.last:
            self.app.push_screen(TillPaperScreen(self.context, "sale_receipt", self.last))
