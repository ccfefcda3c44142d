"""A question about prices without a ticket: what would a new battery for my phone cost?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Input

from mihome_desk import words
from mihome_desk.catalog.prices import part_name
from mihome_desk.rules.price import LabourLevel, Listed, PriceList
from mihome_desk.screens.big_price import BigPrice, BigPriceScreen
from mihome_desk.screens.page import Page
from mihome_desk.screens.price_words import level_name, list_words, listed_name
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.row_list import RowColumn, RowList

Enquired = tuple[Listed, LabourLevel | None]


class EnquiryScreen(Page):
    """One field, and the prices that its words mean while one types."""

    CSS_PATH = "enquiry.tcss"
    COMMANDS_HERE = (keys.BIG_PAGE,)
    BINDINGS = [*keys.list_from_field("list_move")]
    HELP_TEXT = N_(
        "Type the model and the part in any order, in hanzi, in Latin letters or as initials: 小米9 电池, mi9 dc, mix4 pm. "
        "↑ ↓ move in the list; Enter shows the price in big type, to turn to the customer. The labour stands beside "
        "each part, and what both come to; where the guide price has the labour inside that is said. What is not on "
        "the list has no guide price. Nothing is written: an enquiry is no quote."
    )

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self._prices = PriceList()

    def heading(self) -> str:
        """The screen by name."""
        return _("Price enquiry")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Turn it to the customer, back, and where else to go."""
        return (keys.BIG_PAGE, keys.BACK, keys.INTAKE, keys.BOARD, keys.HELP)

    def current_ticket(self) -> str:
        """None: this is about no ticket."""
        return ""

    def body(self) -> ComposeResult:
        """The field, a sentence, the list."""
        yield Line(
            placeholder=_("Model and part: 小米9 电池, mix4 pm"),
            compact=True,
            id="words",
            max_length=80,
            select_on_focus=False,
        )
        yield Prose("", id="found")
        yield RowList(_columns, _key, id="prices")

    async def fill(self) -> None:
        """The field takes the keys; the list follows."""
        self._prices = await self.read(self.context.desk.prices)
        self.query_one(RowList).can_focus = False
        self.query_one("#words").focus()
        self._search()

    async def retell(self) -> None:
        """Placeholder, sentence, names of columns and parts."""
        self.query_one("#words", Input).placeholder = _("Model and part: 小米9 电池, mix4 pm")
        self._search()

    def on_input_changed(self) -> None:
        """Search as one types: the list lies in memory."""
        self._search()

    def _search(self) -> None:
        said = self.query_one("#words", Input).value
        found = self._prices.search(said)
        self.query_one(RowList).show([(each, self._labour(each)) for each in found])
        self.query_one("#found", Prose).update(list_words(self._prices) if found else self._nothing())

    def _labour(self, listed: Listed) -> LabourLevel | None:
        """The labour that comes on top of a part; None where it is inside or nobody knows it."""
        if listed.price is None or listed.price.with_labour:
            return None
        return self._prices.level_for(listed.part.labour, "phone")

    def _nothing(self) -> str:
        levels = [f"{level_name(each)} {words.money(each.price)}" for each in self._prices.labour]
        return _("No guide price for that. Labour on phones: {levels}.", levels=" · ".join(levels))

    def on_input_submitted(self) -> None:
        """Enter turns the price to the customer."""
        self.action_big_page()

    def on_row_list_chosen(self) -> None:
        """So does a click."""
        self.action_big_page()

    def action_big_page(self) -> None:
        """The price in focus, in big type."""
        chosen: Enquired | None = self.query_one(RowList).selected
        if chosen is not None:
            self.app.push_screen(BigPriceScreen(self.context, lambda: _big(chosen, self._prices)))

    def action_list_move(self, by: int) -> None:
        """Move in the list while the field keeps the keys."""
        self.query_one(RowList).action_move(by)

    async def scanned(self, scan: Scan) -> bool:
        """A scanned device is asked about by its model; a slip is the app's."""
        if scan.kind != "imei":
            return False
        desk = self.context.desk
        model = await self.read(lambda: desk.model_of(scan.text))
        if model:
            self.query_one("#words", Line).value = f"{model} "
            self.query_one("#words", Line).cursor_position = len(model) + 1
        else:
            self.notify(_("This store has not met that model yet; type its name."), severity="warning")
        return True


def _key(row: Enquired) -> tuple[str, str, str]:
    price = row[0].price
    return (price.model if price else "", row[0].part.code, price.variant if price else "")


def _total(row: Enquired) -> int:
    listed, labour = row
    return (listed.price.price if listed.price else 0) + (labour.price if labour else 0)


def _labour_words(row: Enquired) -> str:
    listed, labour = row
    if labour is not None:
        return words.money(labour.price)
    return _("inside") if listed.price is not None and listed.price.with_labour else ""


def _quiet(_row: Enquired) -> str:
    return "quiet"


def _columns(_width: int) -> Sequence[RowColumn[Enquired]]:
    return (
        RowColumn(_("Model"), 0, lambda row: row[0].price.model if row[0].price else ""),
        RowColumn(_("Part"), 0, lambda row: listed_name(row[0])),
        RowColumn(
            _("Guide price"),
            11,
            lambda row: words.money(row[0].price.price) if row[0].price else "",
            _quiet,
            right=True,
        ),
        RowColumn(_("Labour"), 8, _labour_words, _quiet, right=True),
        RowColumn(_("Together"), 11, lambda row: words.money(_total(row)), right=True),
    )


def _big(row: Enquired, prices: PriceList) -> BigPrice:
    listed, labour = row
    assert listed.price is not None
    lines = [(listed_name(listed), words.money(listed.price.price))]
    notes = [list_words(prices), _("A price enquiry is no quote: what the device needs is found out first.")]
    if labour is not None:
        lines.append((level_name(labour), words.money(labour.price)))
    elif listed.price.with_labour:
        notes.insert(0, _("The labour is inside."))
    title = f"{listed.price.model}  {part_name(listed.part.code, current())}"
    return BigPrice(title, tuple(lines), _total(row), tuple(notes))
