"""Asking HQ for parts: what is low and what repairs wait for is proposed, a key changes a quantity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import getters, work
from textual.app import ComposeResult

from mihome_desk.catalog import accessories
from mihome_desk.rules.requests import LineWanted, RequestParts
from mihome_desk.screens.asking import Said
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.facts import Unclear
from mihome_desk.screens.intake_understand import listed
from mihome_desk.screens.page import Page
from mihome_desk.screens.parts_asking import MOST, pieces, sku_meant
from mihome_desk.screens.rate_words import in_one
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.row_list import RowColumn, RowList

if TYPE_CHECKING:
    from mihome_desk.desk import AwaitedPart, StockLine
    from mihome_desk.ui.context import Context


class Wish(NamedTuple):
    """A line of a request: pieces of a part, and why they are asked for."""

    sku: str
    name: str
    qty: int
    here: int
    low: int
    waiting: int


def proposal(lines: Iterable[StockLine], awaited: Iterable[AwaitedPart]) -> list[Wish]:
    """What to ask for: up to twice the low mark, and what approved repairs lack, less what was asked already."""
    lacking: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for part in awaited:
        lacking[part.sku] += part.missing
        waiting[part.sku] += len(part.tickets) if part.missing else 0
    found = []
    for line in lines:
        refill = max(0, 2 * line.low - max(0, line.free)) if line.short else 0
        qty = refill + lacking[line.sku] - line.requested
        if qty > 0:
            found.append(Wish(line.sku, line.name, qty, line.on_hand, line.low, waiting[line.sku]))
    return sorted(found, key=lambda wish: -wish.waiting)


class RequestScreen(Page):
    """The lines of one request; nothing is asked before Ctrl+S."""

    CSS_PATH = "parts.tcss"
    COMMANDS_HERE = (keys.SEND_REQUEST, keys.LESS, keys.MORE, keys.OTHER_PART)
    HELP_TEXT = N_(
        "What fell to its low mark is proposed up to twice that mark, and what approved repairs lack; what was asked "
        "before and has not come is taken off. ← and → change the line in focus, at nothing it goes. Ctrl+N or a scan "
        "adds a part. Ctrl+S writes the request down; it stands under 6 on the parts screen until everything came."
    )
    listed = getters.query_one("#lines", RowList)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wishes: list[Wish] = []
        self._nameless: tuple[str, ...] = ()

    def heading(self) -> str:
        """The screen by name."""
        return _("Ask HQ for parts")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Send, change, add."""
        change = (keys.LESS, keys.MORE) if self._wishes else ()
        send = (keys.SEND_REQUEST,) if self._wishes else ()
        return (*send, *change, keys.OTHER_PART, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """What it is about, the lines, a sentence where there is none."""
        yield Prose(id="guide")
        yield RowList[Wish](_columns, lambda wish: wish.sku, id="lines")
        yield Prose(id="empty")

    async def fill(self) -> None:
        """The proposal."""
        desk = self.context.desk
        lines, awaited = await self.read(lambda: (desk.stock(), desk.awaited_parts()))
        self._wishes = proposal(lines, awaited)
        self._nameless = tuple(part.name or part.code for part in awaited if part.missing and not part.sku)
        self._show()
        self.listed.focus()

    async def retell(self) -> None:
        """Guide and columns."""
        self._show()

    def _show(self) -> None:
        self.listed.show(self._wishes)
        guide = _("Proposed from low stock and approved repairs. Nothing is asked before Ctrl+S.")
        unknown = _(
            "Repairs also wait for {parts}: Ctrl+N adds it with its code.", parts=listed(self._nameless)
        )
        self.query_one("#guide", Prose).update(in_one(guide, unknown if self._nameless else ""))
        empty = self.query_one("#empty", Prose)
        empty.display = not self._wishes
        self.listed.set_class(not self._wishes, "-empty")
        empty.update(_("Nothing is low and no repair waits. A scan or Ctrl+N adds what you want."))
        self.say_keys()

    async def scanned(self, scan: Scan) -> bool:
        """One more of a part, or a new line."""
        if scan.kind in {"token", "barcode", "imei"}:
            return False
        desk, sku = self.context.desk, sku_meant(self.context.desk, scan.text)
        item = await self.read(lambda: desk.stock_item(sku)) if sku else None
        if item is None:
            self._ask_for(scan.text)
        else:
            self._add(Wish(sku, item.line.name, 1, item.line.on_hand, item.line.low, 0))
        return True

    def _add(self, wish: Wish) -> None:
        """A line more, or more of a line."""
        at = self._place(wish.sku)
        if at is None:
            self._wishes.append(wish)
        else:
            self._wishes[at] = self._wishes[at]._replace(qty=min(MOST, self._wishes[at].qty + wish.qty))
        self._show()
        self.listed.focus_on(wish.sku)

    def _place(self, sku: str) -> int | None:
        return next((at for at, wish in enumerate(self._wishes) if wish.sku == sku), None)

    def action_change_by(self, by: int) -> None:
        """A piece more or less; at nothing the line goes."""
        wish = self.listed.selected
        at = self._place(wish.sku) if wish is not None else None
        if at is None or wish is None:
            return
        if wish.qty + by > 0:
            self._wishes[at] = wish._replace(qty=min(MOST, wish.qty + by))
        else:
            del self._wishes[at]
        self._show()

    def action_other_part(self) -> None:
        """A part that is not proposed."""
        self._ask_for("")

    @work
    async def _ask_for(self, code: str) -> None:
        said: Said | None = {"sku": code}
        wrong: tuple[str, str] | None = None
        while said is not None:
            rows = [
                Row("sku", N_("Part code"), limit=40),
                Row("qty", N_("How many"), value="1", limit=3),
                Row("name", N_("Part name"), placeholder=N_("where it was never here"), limit=40),
            ]
            for row in rows:
                row.begin_with(said.get(row.field))
            said = await self.app.push_screen_wait(Ask(_("Which part?"), rows, "", wrong))
            if said is None:
                return
            try:
                self._add(await self._wish(said))
            except Unclear as unclear:
                wrong = (unclear.field, unclear.sentence)
            else:
                return

    async def _wish(self, said: Said) -> Wish:
        """The line behind the answers. Raises Unclear."""
        desk, sku = self.context.desk, sku_meant(self.context.desk, said["sku"])
        if not sku:
            raise Unclear("sku", _("A code of letters and digits, as it stands on the bag."))
        qty = pieces(said["qty"])
        item = await self.read(lambda: desk.stock_item(sku))
        if item is not None:
            return Wish(sku, item.line.name, qty, item.line.on_hand, item.line.low, 0)
        name = said["name"].strip() or accessories.name_of(sku, current())
        if not name:
            raise Unclear("name", _("It was never here: give it a name."))
        return Wish(sku, name, qty, 0, 0, 0)

    async def action_save(self) -> None:
        """Ask HQ."""
        if not self._wishes:
            return
        lines = tuple(LineWanted(wish.sku, wish.qty, wish.name) for wish in self._wishes)
        answer = await self.carry_out(RequestParts(lines))
        if answer is not None:
            self.notify(_("Request {number} is written down for HQ.", number=answer.told["request"]))
            self.dismiss()


def _columns(_width: int) -> Sequence[RowColumn[Wish]]:
    return (
        RowColumn(_("Part"), 0, lambda wish: wish.name),
        RowColumn(_("Code"), 13, lambda wish: wish.sku, lambda _wish: "quiet"),
        RowColumn(_("Here"), 5, lambda wish: str(wish.here), right=True),
        RowColumn(_("Low at"), 8, lambda wish: str(wish.low or ""), lambda _wish: "quiet", right=True),
        RowColumn(_("Waiting"), 8, lambda wish: str(wish.waiting or ""), right=True),
        RowColumn(_("Ask for"), 9, lambda wish: f"‹ {wish.qty} ›", lambda _wish: "primary", right=True),
    )
