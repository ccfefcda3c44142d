"""The board: every open ticket, the clock that burns next on top, and today's rate."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from mihome_desk.desk import Board
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.messages import TicketChosen
from mihome_desk.widgets.summary import Summary
from mihome_desk.widgets.ticket_list import TicketList

WIDE = 120
REFRESH_S = 2.0


class BoardScreen(Page):
    """The first screen and the place one always comes back to."""

    BINDINGS = []
    COMMANDS_HERE = (keys.OPEN,)
    HELP_TEXT = N_(
        "The board shows every device in the house. Running one-hour clocks stand on top, the one with the "
        "least time left first; below them the work without a clock, then what waits to be collected. "
        "↑ ↓ move, Enter opens a ticket, F2 takes a new device in."
    )

    def __init__(self, context: Context, first: Board | None = None) -> None:
        super().__init__(context)
        self._board = first

    def heading(self) -> str:
        """The board by name."""
        return _("Board")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """What one does from here."""
        return (
            keys.INTAKE,
            keys.FIND,
            keys.OPEN,
            keys.HAND_OVER,
            keys.HELP,
            keys.PALETTE,
            keys.ARRIVE,
            keys.QUIT,
        )

    def body(self) -> ComposeResult:
        """Summary line, column names, list, preview."""
        yield Static("", id="today", markup=False)
        with Horizontal():
            with Vertical(id="open"):
                yield Static("", id="columns", markup=False)
                yield TicketList(self._board.heads if self._board else (), id="tickets")
                yield Static("", id="empty", markup=False)
            yield Summary(id="preview")

    async def fill(self) -> None:
        """Show what was read before the first frame, then look every second."""
        if self._board is not None:
            self._show(self._board)
        self.call_after_refresh(self._columns)
        self.query_one(TicketList).focus()

    async def retell(self) -> None:
        """The sums, the column names, and the preview when the cursor moves."""
        if self._board is not None:
            self._show(self._board)
        await self._preview()

    def start(self) -> None:
        """Look at the store from time to time."""
        self.set_interval(REFRESH_S, self._tick)

    async def on_screen_resume(self) -> None:
        """Coming back shows what changed meanwhile."""
        await self._look()

    async def _tick(self) -> None:
        if self.is_current:
            await self._look()

    async def _look(self) -> None:
        self._show(await self.read(self.context.desk.board))
        self.show_status()
        await self._preview()

    def on_resize(self) -> None:
        """A preview stands beside the list from 120 columns on."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self.call_after_refresh(self._columns)

    def _columns(self) -> None:
        self.query_one("#columns", Static).update(self.query_one(TicketList).header())

    def _show(self, board: Board) -> None:
        self._board = board
        tickets = self.query_one(TicketList)
        tickets.show(board.heads)
        self._columns()
        ticking = [head for head in board.heads if head.ticking]
        late = sum(head.left_ms < 0 for head in ticking)
        ready = sum(head.stage == "ready" for head in board.heads)
        parts = [
            _("{count} open", count=len(board.heads)),
            _("{count} clocks running", count=len(ticking)),
            _("{count} over the hour", count=late) if late else "",
            _("{count} to collect", count=ready),
            _("{count} waiting", count=board.waiting) if board.waiting else "",
        ]
        self.query_one("#today", Static).update(" · ".join(part for part in parts if part))
        empty = self.query_one("#empty", Static)
        empty.display = not board.heads
        tickets.display = bool(board.heads)
        if not board.heads:
            empty.update(_("Nothing is in the house. F2 takes the first device in, F3 finds an earlier one."))
        self.app.rate_text = rate_words(board)  # type: ignore[attr-defined]

    async def on_ticket_list_highlighted(self, event: TicketList.Highlighted) -> None:
        """The preview follows the cursor."""
        event.stop()
        await self._preview()

    async def _preview(self) -> None:
        ticket = self.current_ticket()
        if not ticket:
            self.query_one(Summary).update("")
        if self.size.width < WIDE or not ticket:
            return
        dossier = await self.read(lambda: self.context.desk.dossier(ticket))
        if dossier is not None and self.current_ticket() == ticket:
            self.query_one(Summary).show(dossier, self.context.desk.local)

    def on_ticket_list_chosen(self, event: TicketList.Chosen) -> None:
        """Open it."""
        self.post_message(TicketChosen(event.ticket))

    def action_back(self) -> None:
        """The board is where one comes back to."""

    def action_open(self) -> None:
        """Open the ticket in focus."""
        self.query_one(TicketList).action_choose()

    def come_back_to(self, ticket: str) -> None:
        """The ticket that was worked on is in focus when one comes back."""
        self.query_one(TicketList).want(ticket)

    def current_ticket(self) -> str:
        """The ticket that F5 to F9 mean here."""
        selected = self.query_one(TicketList).selected
        return selected.id if selected else ""


def rate_words(board: Board) -> str:
    """Today's rate in a few characters."""
    rate = board.rate
    share = "—" if rate.rate is None else f"{100 * rate.rate:.0f}%"
    return _(
        "1 h rate {share} ({achieved}/{counted})",
        share=share,
        achieved=rate.achieved,
        counted=rate.achieved + rate.missed + rate.unproven,
    )
