"""The shelf of this store: parts, what is low, what repairs wait for, what goes back to HQ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual import getters, work
from textual.app import ComposeResult

from mihome_desk.rules import oldparts, requests
from mihome_desk.screens import parts_steps, parts_tabs
from mihome_desk.screens.page import Page
from mihome_desk.screens.parts_asking import REASON, ask
from mihome_desk.screens.parts_pane import PartsPane
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import TicketChosen
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.row_list import RowList

if TYPE_CHECKING:
    from mihome_desk.ui.context import Context

WIDE = 120
REFRESH_S = 2.0


class PartsScreen(Page):
    """A list with tabs; what is in focus stands beside it, or below where the screen is narrow."""

    CSS_PATH = "parts.tcss"
    COMMANDS_HERE = (
        keys.CHOOSE_ROW,
        *keys.PARTS_TABS.values(),
        keys.EARLIER,
        keys.LATER,
        keys.FILTER,
        keys.RECEIVE,
        keys.COUNT,
        keys.LEND,
        keys.TAKE_BACK,
        keys.WRITE_OFF,
        keys.CHANGE_ITEM,
        keys.ASK_HQ,
        keys.NEW_BOX,
        keys.CLOSE_REQUEST,
    )
    HELP_TEXT = N_(
        "The shelf of this store. Scan a part and it is in focus, F filters by a few letters, 1 to 7 are the tabs. Here "
        "and issued are pieces on the shelf, the store's own and HQ's; reserved is what approved quotes wait to use, free "
        "what can still be promised. Purchase price and margin are for your eyes: turn the screen away from the customer. "
        "Old parts stand with the day until which HQ wants them; N begins a box for them. Usage holds what the parts of a "
        "month's repairs are worth against the norm of their model; ← and → change the month."
    )
    pane = getters.query_one("#pane", PartsPane)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._unknown = ""

    def heading(self) -> str:
        """The screen by name."""
        return _("Parts")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """What the tab is for."""
        if not self.query("#pane"):
            return (keys.BACK, keys.HELP)
        first = parts_tabs.KEYS[self.pane.tab]
        if self.pane.selected is None:
            first = tuple(each for each in first if each not in parts_tabs.OF_A_ROW)
        return (*first, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """All of it is the pane."""
        yield PartsPane(self.context.desk, id="pane")

    async def fill(self) -> None:
        """The list has the focus."""
        self.pane.close_filter()
        await self.pane.look()

    async def retell(self) -> None:
        """Columns, details, sentences."""
        await self.pane.retell()

    def start(self) -> None:
        """Others sell and use parts as well."""
        self.set_interval(REFRESH_S, self._look_again)

    async def on_screen_resume(self) -> None:
        """Back from a form."""
        await self.pane.look()

    def on_resize(self) -> None:
        """From 120 columns on the details stand beside the list."""
        self.set_class(self.size.width >= WIDE, "-wide")

    async def _look_again(self) -> None:
        if self.is_current and await self.read(self.context.desk.seq) != self.pane.shelf.seq:
            await self.pane.look()

    async def scanned(self, scan: Scan) -> bool:
        """A part, or a piece of one, comes into focus; what nobody knows can be received."""
        if scan.kind in {"token", "barcode"}:
            return False
        desk = self.context.desk
        found = await self.read(lambda: desk.stock(scan.text))
        if found:
            await self.action_tab("shelf")
            self.pane.listed.focus_on(found[0].sku)
        elif scan.kind == "imei":
            return False
        else:
            self._unknown = scan.text
            said = _("{code} was never here. R receives it.", code=scan.text)
            self.notify(said, severity="warning")
        return True

    # What a clerk does

    async def action_tab(self, name: str) -> None:
        """Another tab."""
        await self.pane.go(name)
        self.say_keys()

    async def action_month(self, by: int) -> None:
        """The usage of another month."""
        await self.pane.turn(by)
        self.say_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Months belong to the usage."""
        return action != "month" or (bool(self.query("#pane")) and self.pane.tab == "usage")

    def action_filter(self) -> None:
        """A few letters narrow the list."""
        self.pane.open_filter()

    def action_back(self) -> None:
        """First everything is shown again, then the board."""
        if self.pane.filtered:
            self.run_worker(self.pane.show_all())
        else:
            super().action_back()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter, or a click."""
        event.stop()
        self.action_choose_row()

    @work
    async def action_choose_row(self) -> None:
        """The ticket that waits or used it, the box; a part of the shelf is shown already."""
        row, tab = self.pane.selected, self.pane.tab
        if row is None:
            return
        if tab == "boxes":
            self._open_box(row.number)
        elif tab == "old_parts" and row.ticket:
            await self._open_ticket(row.ticket)
        elif tab == "awaited":
            ticket = await parts_steps.which_waits(self, row)
            if ticket:
                await self._open_ticket(ticket)

    async def _open_ticket(self, said: str) -> None:
        desk = self.context.desk
        ticket = await self.read(lambda: desk.resolve(said))
        if ticket:
            self.post_message(TicketChosen(ticket))

    def _open_box(self, number: str) -> None:
        from mihome_desk.screens.boxes import BoxScreen

        self.app.push_screen(BoxScreen(self.context, number))

    async def action_new_box(self) -> None:
        """A box with the next number, open."""
        answer = await self.carry_out(oldparts.OpenBox())
        if answer is not None:
            self._open_box(str(answer.told["box"]))

    def action_form(self, name: str) -> None:
        """Receive, count, ask HQ; a code that was just scanned in vain is the first to be received."""
        from mihome_desk.screens.parts_count import CountScreen
        from mihome_desk.screens.parts_receive import ReceiveScreen
        from mihome_desk.screens.parts_request import RequestScreen

        unknown, self._unknown = self._unknown, ""
        forms: dict[str, Callable[[], Page]] = {
            "receive": lambda: ReceiveScreen(self.context, unknown),
            "count": lambda: CountScreen(self.context),
            "request": lambda: RequestScreen(self.context),
        }
        self.app.push_screen(forms[name]())

    @work
    async def action_on_item(self, name: str) -> None:
        """A small step of the part in focus."""
        sku, desk = self.pane.sku, self.context.desk
        item = await self.read(lambda: desk.stock_item(sku)) if sku else None
        if item is None:
            self.notify(_("Choose a part of the shelf first."), severity="warning")
        elif await parts_steps.STEPS[name](self, item, self.context.staff) is not None:
            await self.pane.look()

    @work
    async def action_close_request(self) -> None:
        """What is still missing will not come."""
        request = self.pane.selected
        if self.pane.tab != "requests" or request is None or request.closed:
            return
        answer = await ask(
            self,
            _("Nobody waits for the rest of {number} any more?", number=request.number),
            lambda: [Row("reason", REASON)],
            lambda said: requests.CloseRequest(request.number, said["reason"]),
        )
        if answer is not None:
            await self.pane.look()
