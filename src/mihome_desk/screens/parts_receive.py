"""Parts came in: a scan, a quantity, and the next scan; what is new here is asked for its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.catalog import accessories
from mihome_desk.rules import identity, shelf
from mihome_desk.rules.stock import ReceiveParts
from mihome_desk.sayings.shelf import OWNERS
from mihome_desk.screens.facts import Unclear
from mihome_desk.screens.form import Form
from mihome_desk.screens.parts_asking import amount, code_behind, codes, pieces, sku_meant
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import StockDetail
    from mihome_desk.rules.price import PartKind
    from mihome_desk.ui.context import Context

OF_A_NEW_PART = ("name", "part", "fits", "low")
OF_A_DELIVERY = ("owner", "document")
FIRST = {"qty": "1"}
LONGEST_NUMBER = 4


class ReceiveScreen(Form):
    """A delivery: every Enter behind a quantity is written, and the cursor waits for the next part."""

    CSS_PATH = "parts.tcss"
    HELP_TEXT = N_(
        "Scan a part and type how many came; Enter writes it and waits for the next one. Scanning the same part again "
        "counts one more. A part that is new here is asked for its name and kind as well. What HQ issued for warranty "
        "costs nothing and owes old parts; what the store bought has a price. Whose it is and the delivery note stay as "
        "they are until you change them."
    )

    def __init__(self, context: Context, sku: str = "") -> None:
        super().__init__(context)
        self._first = sku
        self._item: StockDetail | None = None
        self._sku = ""
        self._new = False
        self._came: list[str] = []

    def heading(self) -> str:
        """The screen by name."""
        return _("Receive parts")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """The part and how many; what a new one needs; whose they are; what came in so far."""
        yield Static("", classes="space")
        yield Row("sku", N_("Part code"), placeholder=N_("scan it, or type it and Enter"), limit=40)
        yield Row("qty", N_("How many"), value="1", limit=40)
        yield Row("name", N_("Part name"), placeholder=N_("as it stands on the delivery note"), limit=40)
        yield Row("part", N_("Kind"), placeholder=N_("display, battery, accessory"), limit=40)
        yield Row("fits", N_("Fits"), placeholder=N_("models, with commas; empty fits all"), limit=400)
        yield Row("low", N_("Low at"), placeholder=N_("pieces from which it is short"), limit=3)
        yield Row("owner", N_("Whose"), value="bought", options=[*OWNERS.items()])
        yield Row("cost", N_("Paid, yuan"), placeholder=N_("of one; empty: as last time"), limit=14)
        yield Row(
            "serials", N_("Serials"), placeholder=N_("scan them one by one, if it has any"), limit=2_000
        )
        yield Row("document", N_("Delivery"), limit=40)
        with VerticalScroll(id="came", can_focus=False):
            yield Static("", id="came-lines", markup=False)

    async def fill(self) -> None:
        """The cursor waits for a scan."""
        self._ask_new(False)
        self._show()
        if self._first:
            await self._begin(self._first)
        else:
            self.row("sku").widget.focus()

    async def retell(self) -> None:
        """What came in."""
        self._show()

    def understand(self, row: Row) -> None:
        """What HQ issued costs nothing; a part's name mostly says its kind."""
        if row.field == "owner":
            self.row("cost").display = row.value == "bought"
        elif row.field == "name" and not self.row("part").value:
            kind = kind_in(row.value, self.context.desk.catalogue.prices.parts)
            if kind is not None:
                self.row("part").value = kind.zh if current() == "zh_CN" else kind.en

    async def scanned(self, scan: Scan) -> bool:
        """A part, one more of the same, or a serial number where the cursor waits for those."""
        if scan.kind in {"token", "barcode"}:
            return False
        if self.focused is self.row("serials").widget:
            self._add_serial(scan.text)
        elif self._code(scan.text) == self._sku != "":
            self._one_more()
        elif not self._sku or await self._save():
            await self._begin(scan.text)
        return True

    def _add_serial(self, serial: str) -> None:
        row = self.row("serials")
        row.value = " ".join(dict.fromkeys((*_listed(row.value), serial)))
        quantity = identity.fold(self.row("qty").value)
        if not quantity.isdigit() or int(quantity) < len(_listed(row.value)):
            self.row("qty").value = str(len(_listed(row.value)))

    def _one_more(self) -> None:
        """The piece that was scanned first counts as well."""
        row = self.row("qty")
        said = identity.fold(row.value) or FIRST["qty"]
        row.value = str(int(said) + 1) if said.isascii() and said.isdigit() else FIRST["qty"]
        if isinstance(row.widget, Line):
            # The next scan comes behind the number, never instead of it.
            row.widget.cursor_position = len(row.value)

    async def entered(self, row: Row) -> None:
        """Behind the code comes the quantity; behind the quantity of a known part all is said."""
        if row.field == "sku":
            await self._begin(row.value)
        elif row.field == "qty" and len(row.value) > LONGEST_NUMBER:
            await self._scanned_into(row)
        elif row.field == "qty" and self._new:
            self.row("name").widget.focus()
        elif row.field in {"qty", "serials", "document"}:
            await self.action_save()
        else:
            self.focus_next()

    async def _scanned_into(self, row: Row) -> None:
        """The next part was scanned while the cursor waited for the quantity."""
        desk = self.context.desk
        known = await self.read(lambda: codes(desk))
        row.value, code = code_behind(row.value, {*known, self._sku})
        if not code:
            self.refused("qty", _("That is no number of pieces. Press Enter behind the quantity, then scan."))
        elif self._code(code) == self._sku:
            self._one_more()
        else:
            row.value = row.value or FIRST["qty"]
            if await self._save():
                await self._begin(code)

    async def _begin(self, said: str) -> None:
        """Another part: what the store, or the accessory list, knows about it."""
        row, sku = self.row("sku"), self._code(said)
        row.value = sku or said
        if not sku:
            self._sku, self._item = "", None
            self.refused("sku", words.sentence("bad_sku" if said.strip() else "empty", {}))
            return
        desk = self.context.desk
        self._item, self._sku = await self.read(lambda: desk.stock_item(sku)), sku
        name = self._item.line.name if self._item else accessories.name_of(sku, current())
        self._ask_new(not name)
        row.hint(name or _("New here: its name and kind are asked below."))
        self.row("qty").widget.focus()

    def _code(self, said: str) -> str:
        return sku_meant(self.context.desk, said)

    def _ask_new(self, new: bool) -> None:
        self._new = new
        for name in OF_A_NEW_PART:
            self.row(name).display = new

    async def action_save(self) -> None:
        """Write it; the cursor waits for the next part."""
        if self.row("sku").value.strip() and self._code(self.row("sku").value) != self._sku:
            await self._begin(self.row("sku").value)
            return
        await self._save()

    async def _save(self) -> bool:
        """Write what stands in the fields; False where something in it is wrong, and said."""
        try:
            command = self._command()
        except Unclear as unclear:
            self.refused(unclear.field, unclear.sentence)
            return False
        if await self.carry_out(command) is None:
            return False
        desk = self.context.desk
        sku = shelf.sku_of(command.sku)
        item = await self.read(lambda: desk.stock_item(sku))
        self._came.insert(0, _came_words(command, item))
        self._empty()
        self._show()
        return True

    def _command(self) -> ReceiveParts:
        value = {name: said.strip() for name, said in self.values().items()}
        new, bought = self._new, value["owner"] == "bought"
        return ReceiveParts(
            sku=value["sku"],
            qty=pieces(value["qty"]),
            owner="issued" if value["owner"] == "issued" else "bought",
            cost=amount(value["cost"], "cost") if bought else None,
            part=_kind_code(value["part"]) if new else "",
            name=value["name"] if new else "",
            fits=tuple(_listed(value["fits"], spaces=False)) if new else (),
            serials=tuple(_listed(value["serials"])),
            document=value["document"],
            low=pieces(value["low"], "low", 0) if new and value["low"] else None,
        )

    def _empty(self) -> None:
        """Ready for the next part; what belongs to the delivery stays."""
        for name, row in self.rows().items():
            if name not in OF_A_DELIVERY:
                row.value = FIRST.get(name, "")
                row.hint("")
        self._item, self._sku = None, ""
        self._ask_new(False)
        self.row("sku").widget.focus()

    def _show(self) -> None:
        said = "\n".join(self._came) or _("What comes in is listed here.")
        self.query_one("#came-lines", Static).update(said)

    def refused(self, field: str, sentence: str) -> None:
        """A refused serial or model stands at its row."""
        super().refused(field.partition(".")[0], sentence)


def kind_in(name: str, kinds: Iterable[PartKind]) -> PartKind | None:
    """The kind of part that a name ends in, or else holds: the longest of its words."""
    said = name.casefold()
    met = [
        (said.endswith(word.casefold()), len(word), kind)
        for kind in kinds
        for word in (kind.zh, kind.en, *kind.also)
        if len(word) > 1 and word.casefold() in said
    ]
    return max(met, key=lambda each: each[:2])[2] if met else None


def _kind_code(said: str) -> str:
    """The rules know accessories by their code alone; clerks by the word of their language."""
    return shelf.ACCESSORY if said.casefold() == _("accessory").casefold() else said


def _listed(said: str, *, spaces: bool = True) -> list[str]:
    """Several words in one field."""
    signs = r"[,，;；、\s]+" if spaces else r"[,，;；、]+"
    return [part.strip() for part in re.split(signs, said) if part.strip()]


def _came_words(command: ReceiveParts, item: StockDetail | None) -> str:
    """One line of what came in, and what is there now."""
    owner, here = words.word(OWNERS, command.owner), command.qty
    name, sku = command.name, command.sku
    if item is not None:
        name, sku = item.line.name, item.line.sku
        here = item.line.on_hand if command.owner == "bought" else item.line.issued
    return f"✓ +{command.qty}  {name}  {sku}  " + _("{owner}: {here} here", owner=owner, here=here)
