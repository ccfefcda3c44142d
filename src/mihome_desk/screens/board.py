"""The board: every open ticket, the clock that burns next on top, and today's rate."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from mihome_desk.desk import TROUBLES, Board
from mihome_desk.screens import board_words
from mihome_desk.screens.board_preview import Preview
from mihome_desk.screens.board_watch import Glance, Watch
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.messages import TicketChosen
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.activity import ActivityList
from mihome_desk.widgets.filter_line import FilterLine
from mihome_desk.widgets.list_pane import ListPane
from mihome_desk.widgets.ticket_list import TicketList

WIDE, WIDEST = 120, 160
REFRESH_S = 2.0
ALL = "all"


class BoardScreen(Page):
    """The first screen and the place one always comes back to.

    It stands under every other screen, and its timer goes on there: the bell rings wherever one works.
    """

    BINDINGS = []
    COMMANDS_HERE = (keys.OPEN, *keys.BOARD_PARTS.values(), keys.NEXT_CHANGED, keys.BELL, *keys.FROM_BOARD)
    HELP_TEXT = N_(
        "The board shows every device of the house. The clock that burns next stands on top, each with its kind: the "
        "hour of quick repairs, promised times, a centre's twelve hours, what the warranty rules set in days (loaner, "
        "exchange), steps of storage whose day has come; below them the work without a clock, then what waits for its "
        "customer. The preview lists every clock of a ticket. "
        "A wait for parts or for the customer stands beside the strict clock and takes nothing off it. "
        "The letters lead to the house: A queue, P parts, X parcels and mail-in, and whatever else F10 names. "
        "1 to 6 show a part of the board, Esc all of it. A dot marks what somebody else changed since you "
        "looked. ↑ ↓ move, Enter opens a ticket, F2 takes a new device in."
    )

    def __init__(self, context: Context, first: Board | None = None) -> None:
        super().__init__(context)
        self._watch = Watch(first)
        self._part = ALL
        self._in_trouble = False

    def heading(self) -> str:
        """The board by name."""
        return _("Board")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """What one does from here; the queue while somebody stands in it."""
        board = self._watch.board
        queue = (keys.ARRIVALS,) if board and board.waiting else ()
        first: tuple[keys.UiCommand, ...]
        first = (keys.INTAKE, keys.FIND, keys.OPEN, keys.HAND_OVER, keys.HELP, keys.PALETTE, keys.ARRIVE)
        if _at_centre(self.context):
            # Its work comes by parcel and leaves by parcel.
            first = (keys.PARCELS, keys.FIND, keys.OPEN, keys.HELP, keys.PALETTE)
        return (*first, *queue, keys.QUIT)

    def body(self) -> ComposeResult:
        """Sums, parts and list; the preview, the day's activity."""
        yield Static("", id="today", markup=False)
        yield FilterLine(keys.BOARD_PARTS, id="parts")
        with Horizontal():
            yield ListPane(TicketList(self._watch.board.heads if self._watch.board else ()))
            yield Preview(id="preview")
            yield ActivityList(id="activity")

    async def fill(self) -> None:
        """Show what was read before the first frame."""
        if self._watch.board is not None:
            self._take(Glance(self._watch.board, None))
        self._tickets.focus()

    async def retell(self) -> None:
        """Everything that is said in words."""
        self.query_one(Preview).forget()
        self.query_one(ListPane).say_columns()
        self._show()
        await self.query_one(Preview).follow(self._tickets.selected)

    def start(self) -> None:
        """Look at the store from time to time."""
        self.set_interval(REFRESH_S, self._look)

    async def on_screen_resume(self) -> None:
        """Coming back shows what changed meanwhile."""
        self._take(await self.read(self._glance))
        self.show_status()
        await self.query_one(Preview).follow(self._tickets.selected)

    def on_resize(self) -> None:
        """A preview stands beside the list from 120 columns on, the day's activity from 160."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self.set_class(self.size.width >= WIDEST, "-widest")
        if self.size.width >= WIDE and self._watch.board is not None:
            self._look()

    @property
    def _tickets(self) -> TicketList:
        return self.query_one(TicketList)

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        """Beside the screen's own messages, so that no key waits for the disk."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self.context.desk.readers, self._glance)
        except TROUBLES as error:
            if not self._in_trouble:
                self.notify(sentence_of(error), severity="error", timeout=12)
            self._in_trouble = True
            return
        self._in_trouble = False
        # A screen that is being taken down loses its widgets one by one before it counts as gone.
        if self.is_attached and all(
            self.query(each) for each in (TicketList, FilterLine, ActivityList, Preview)
        ):
            self._take(found)
            await self.query_one(Preview).follow(self._tickets.selected)

    def _glance(self) -> Glance:
        return self._watch.look(self.context.desk, self.size.width >= WIDEST)

    def _take(self, found: Glance) -> None:
        queue = self._watch.board.waiting if self._watch.board else 0
        for ring in self._watch.take(found, self.context.desk):
            if self.context.settings.bell:
                self.app.bell()
                self.notify(ring.sentence(), severity="warning", timeout=20)
        if bool(queue) != bool(found.board.waiting):
            self.say_keys()
        self._show()

    def _show(self) -> None:
        board, staff = self._watch.board, self.context.staff
        if board is None:
            return
        self.context.rate_text = board_words.rate_words(board)
        parts = self._watch.parts(staff)
        self._tickets.show(parts[self._part], self._watch.marked)
        part = self._part if board.heads else ALL
        self.query_one(ListPane).say_empty(board_words.empty_words(part, staff, _at_centre(self.context)))
        self.query_one(FilterLine).show(self._part, {name: len(part) for name, part in parts.items()})
        self.query_one(ActivityList).show(self._watch.activity or (), self.context.desk.local)
        self._looked()

    def _looked(self) -> None:
        """What is in focus on the screen counts as seen."""
        if self.is_current and self.app.app_focus:
            self._watch.looked_at(self._tickets.selected)
            self._tickets.marked = self._watch.marked
        if self._watch.board is not None:
            changed, bell = len(self._watch.marked), self.context.settings.bell
            said = board_words.today_words(self._watch.board, changed, bell)
            self.query_one("#today", Static).update(said, layout=False)

    # What a clerk does

    async def on_ticket_list_highlighted(self, event: TicketList.Highlighted) -> None:
        """The preview follows the cursor; what was in focus is no news any more."""
        event.stop()
        self._looked()
        await self.query_one(Preview).follow(self._tickets.selected)

    def on_ticket_list_chosen(self, event: TicketList.Chosen) -> None:
        """Open it; a parcel without a ticket among the parcels."""
        selected = self._tickets.selected
        if selected is not None and selected.waybill:
            from mihome_desk.screens.parcels import ParcelsScreen

            self.app.push_screen(ParcelsScreen(self.context, selected.waybill))
        else:
            self.post_message(TicketChosen(event.ticket))

    def action_part(self, name: str) -> None:
        """Show a part of the board."""
        self._part = name
        self._show()

    def action_back(self) -> None:
        """Back to all of the board, which is where one comes back to."""
        self.action_part(ALL)

    def action_open(self) -> None:
        """Open the ticket in focus."""
        self._tickets.action_choose()

    def action_next_changed(self) -> None:
        """Go to the next row with a dot, in all of the board where this part has none."""
        marked = self._watch.marked
        if marked and not marked & {head.id for head in self._tickets.heads}:
            self.action_part(ALL)
        self._tickets.next_marked()

    def action_switch_bell(self) -> None:
        """The bell of the clocks, on or off."""
        rings = not self.context.settings.bell
        self.app.change(bell=rings)  # type: ignore[attr-defined]
        self.notify(_("The bell rings again.") if rings else _("The bell keeps quiet."))
        self._looked()

    def come_back_to(self, ticket: str) -> None:
        """The ticket that was worked on is in focus when one comes back."""
        self._tickets.want(ticket)

    def current_ticket(self) -> str:
        """The ticket that F5 to F9 mean here."""
        selected = self._tickets.selected
        return selected.id if selected and not selected.waybill else ""


def _at_centre(context: Context) -> bool:
    """Whether this store is a repair centre, whose work comes by parcel."""
    return context.desk.store.kind == "centre"
