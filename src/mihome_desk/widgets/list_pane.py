"""A ticket list under the names of its columns, and a sentence where it is empty."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.ticket_list import TicketList


class ListPane(Vertical):
    """Keeps the column names in step with the list's width and language."""

    DEFAULT_CSS = """
    ListPane { width: 1fr; }
    ListPane #columns { height: 1; color: $quiet; }
    ListPane #empty { padding: 1 3; color: $quiet; display: none; }
    """

    def __init__(self, tickets: TicketList, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tickets = tickets
        self._columns = Static("", id="columns", markup=False)
        self._empty = Prose("", id="empty")

    def compose(self) -> ComposeResult:
        """Names, rows, sentence."""
        yield self._columns
        yield self.tickets
        yield self._empty

    def on_ticket_list_resized(self, event: TicketList.Resized) -> None:
        """Also when the first ticket comes: an empty list is hidden, and has no width to share out."""
        event.stop()
        self.say_columns()

    def say_columns(self) -> None:
        """The names of the columns, over them."""
        self._columns.update(self.tickets.header(), layout=False)

    def say_empty(self, sentence: str) -> None:
        """What stands there while the list is empty; called after it was filled."""
        rows = bool(self.tickets.heads)
        self._empty.update(sentence)
        self._empty.display = not rows and bool(sentence)
        self.tickets.display = rows
        self._columns.display = rows
