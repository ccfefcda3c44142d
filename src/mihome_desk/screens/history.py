"""All visits of a device and of its owner: when, what was wrong, what was covered, which parts, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text
from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from mihome_desk.screens.history_words import details, ended, link, wrong
from mihome_desk.screens.page import Page
from mihome_desk.screens.ticket_facts import Fact, short
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import TicketChosen
from mihome_desk.widgets.prose import Hanging, Told
from mihome_desk.widgets.row_list import RowColumn, RowList

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier, History, Visit

LABEL = 13


class Line(NamedTuple):
    """A visit in the list; ``mine`` tells whether it was this device."""

    visit: Visit
    mine: bool
    said: str


class HistoryScreen(Page):
    """The device's own visits first, then its owner's other devices; what is in focus is told below."""

    CSS_PATH = "history.tcss"
    COMMANDS_HERE = (keys.OPEN,)
    HELP_TEXT = N_(
        "Every visit of this device, newest first, then the other devices of the same phone number. What is in focus is "
        "told below: the complaint, the coverage decided, the parts with their serial numbers, how it ended. A device "
        "that came back within thirty days of its repair is marked; both tickets name each other. Enter opens a ticket."
    )
    visits = getters.query_one("#visits", RowList)

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._history: History | None = None

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('History')}" if self.dossier else _("History")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Open, back."""
        return (*self.COMMANDS_HERE, keys.BACK, keys.HELP, keys.BOARD)

    def body(self) -> ComposeResult:
        """How many visits, the list, the one in focus."""
        yield Static("", id="how-many", markup=False)
        with Horizontal(id="both"):
            yield RowList(_columns, lambda line: line.visit.ticket, id="visits")
            with VerticalScroll(id="aside", can_focus=False):
                yield Hanging(lead=LABEL, id="visit")

    async def fill(self) -> None:
        """The list has the focus, the cursor on this ticket."""
        await self._look()
        self.visits.focus_on(self.ticket)
        self.visits.focus()

    async def retell(self) -> None:
        """The words again."""
        await self._look()

    async def on_screen_resume(self) -> None:
        """Another ticket may have moved on meanwhile."""
        self.call_later(self._look)

    async def _look(self) -> None:
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        history = self._history = await self.read(lambda: desk.history_of(self.ticket))
        mine = [Line(visit, True, _("this device")) for visit in history.device]
        others = [Line(visit, False, visit.device.model) for visit in history.customer]
        self.visits.show([*mine, *others])
        said = [_("Visits of this device: {count}", count=len(mine))]
        if others:
            said.append(_("Of the owner's other devices: {count}", count=len(others)))
        self.query_one("#how-many", Static).update(" · ".join(said))
        self._tell()
        self.show_status()

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Another visit is told."""
        event.stop()
        self._tell()

    def _tell(self) -> None:
        line, history = self.visits.selected, self._history
        if line is None or history is None:
            return
        facts: Sequence[Fact] = details(line.visit, link(line.visit, history), self.context.desk.local)
        self.query_one("#visit", Hanging).show(Told(name, Text(said)) for name, said in facts)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the ticket in focus; this one is where one came from."""
        line = self.visits.selected
        if line is None:
            return
        if line.visit.ticket == self.ticket:
            self.dismiss()
        else:
            self.post_message(TicketChosen(line.visit.ticket))


def _columns(_width: int) -> Sequence[RowColumn[Line]]:
    """Day, number, device, what was wrong, how it ended."""
    return (
        RowColumn(_("Day"), 10, lambda line: line.visit.day),
        RowColumn(_("Number"), 13, lambda line: short(line.visit.number)),
        RowColumn(_("Device"), 0, lambda line: line.said, lambda line: "" if line.mine else "quiet"),
        RowColumn(_("Fault"), 0, lambda line: wrong(line.visit)),
        RowColumn(_("Ended"), 18, lambda line: ended(line.visit)),
    )
