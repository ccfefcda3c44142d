"""Tabs, filter, list and details of the parts screen: what is seen, without what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from mihome_desk.screens import parts_details as details
from mihome_desk.screens import parts_tabs
from mihome_desk.screens.page import Page
from mihome_desk.screens.parts_usage import usage_text
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.widgets.filter_line import FilterLine
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.row_list import RowList

if TYPE_CHECKING:
    from mihome_desk.desk import Desk

MOVES_BESIDE, MOVES_BELOW = 20, 3
BESIDE, MARGIN = 39, 4
"""Cells of the details beside the list, and what is left free of the screen below it; as in `parts.tcss`."""
OF_ITEMS = frozenset({"shelf", "low"})


class PartsPane(Vertical):
    """Shows one tab at a time; the row in focus stands beside the list, or below where the screen is narrow."""

    listed = getters.query_one("#parts-list", RowList)
    words = getters.query_one("#words", Line)

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._desk = desk
        self.tab = "shelf"
        today = desk.today()
        self.month = today[:7]
        self.shelf = parts_tabs.Shelf(0, today, self.month, dict.fromkeys(keys.PARTS_TABS, ()), {})

    def compose(self) -> ComposeResult:
        """Tabs, a line to filter, the list, what is in focus."""
        yield FilterLine(keys.PARTS_TABS, id="tabs")
        yield Line(placeholder=_("code, name or serial"), compact=True, id="words", max_length=60)
        with Horizontal(id="room"):
            with Vertical(id="left"):
                yield RowList[Any](*self._arranged(), id="parts-list")
                yield Prose(id="empty")
            with VerticalScroll(id="details", can_focus=False):
                yield Static("", id="details-text", markup=False)

    def _arranged(self) -> tuple[Any, Any]:
        return parts_tabs.arrangement(self.tab, self._desk, lambda: self.shelf)

    def _page(self) -> Page:
        page = self.screen
        assert isinstance(page, Page)
        return page

    @property
    def selected(self) -> Any:
        """The row in focus."""
        return self.listed.selected

    @property
    def filtered(self) -> bool:
        """Whether not everything is shown."""
        return self.words.has_focus or bool(self.words.value)

    @property
    def sku(self) -> str:
        """The part in focus, where the tab lists parts."""
        row = self.listed.selected
        return row.sku if row is not None and self.tab in {*OF_ITEMS, "awaited"} else ""

    def on_resize(self) -> None:
        """The details follow the width."""
        self.call_after_refresh(self._detail)

    async def retell(self) -> None:
        """Placeholder, columns, details."""
        self.words.placeholder = _("code, name or serial")
        self._show()
        await self._detail()

    async def look(self) -> None:
        """Read everything the tabs show."""
        said, month = self.words.value, self.month
        self.shelf = await self._page().read(lambda: parts_tabs.look(self._desk, said, month))
        if (said, month) == (self.words.value, self.month):
            self._show()
            await self._detail()
            self._page().say_keys()

    async def go(self, tab: str) -> None:
        """Another tab, all of it."""
        self.tab = tab
        self.listed.rearrange(*self._arranged())
        await self.show_all()

    async def turn(self, by: int) -> None:
        """The usage of another month."""
        self.month = parts_tabs.month_by(self.month, by, self.shelf.today)
        await self.look()

    async def show_all(self) -> None:
        """No filter any more."""
        with self.prevent(Input.Changed):
            self.words.value = ""
        self.close_filter()
        await self.look()

    def open_filter(self) -> None:
        """A few letters narrow the list."""
        self.words.display = True
        self.words.focus()

    def close_filter(self) -> None:
        """The list has the keys again; what was typed stays in sight."""
        self.words.display = bool(self.words.value)
        self.listed.focus()

    def _show(self) -> None:
        said, rows = self.words.value, self.shelf.rows[self.tab]
        found = parts_tabs.narrowed(self.tab, rows, self._arranged()[0](self.size.width), said)
        self.listed.show(found)
        # An empty list is small but keeps the focus: the letters of the screen work all the same.
        self.listed.set_class(not found, "-empty")
        self.query_one("#details").display = bool(found)
        empty = self.query_one("#empty", Prose)
        empty.display = not found
        empty.update(parts_tabs.empty_words(self.tab, said, self.shelf.month))
        self.query_one("#tabs", FilterLine).show(self.tab, self.shelf.counts())

    async def _detail(self) -> None:
        row = self.listed.selected
        if row is None:
            return
        text = await self._text_of(row)
        if self.listed.selected is row:
            self.query_one("#details-text", Static).update(text)

    async def _text_of(self, row: Any) -> Text:
        desk = self._desk
        page = self._page()
        room = BESIDE if page.has_class("-wide") else page.size.width - MARGIN
        look = details.Look(self.app.theme_variables["quiet"], room)
        match self.tab:
            case "awaited":
                return details.awaited_text(row, look)
            case "old_parts":
                return details.old_text(row, look)
            case "boxes":
                return details.box_text(row, desk.local, look)
            case "requests":
                return details.request_text(row, look)
            case "usage":
                return usage_text(row, look)
        sku = row.sku
        item, moves = await self._page().read(lambda: (desk.stock_item(sku), desk.stock_moves(sku)))
        shown = moves[: MOVES_BESIDE if page.has_class("-wide") else MOVES_BELOW]
        return details.item_text(item, shown, desk.local, look) if item else Text()

    async def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """The details follow the cursor."""
        event.stop()
        await self._detail()

    async def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        event.stop()
        await self.look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes back to the list."""
        event.stop()
        self.close_filter()
