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

    def compose(self) -> ComposeResult:
        """Names, rows, sentence."""
        yield Static("", id="columns", markup=False)
        yield self.tickets
        yield Prose("", id="empty")

    def on_resize(self) -> None:
        """Columns share out the width."""
        self.call_after_refresh(self.say_columns)

    def say_columns(self) -> None:
        """The names of the columns, over them."""
        self.query_one("#columns", Static).update(self.tickets.header(), layout=False)

    def say_empty(self, sentence: str) -> None:
        """What stands there while the list is empty; called after it was filled."""
        rows, empty = bool(self.tickets.heads), self.query_one("#empty", Prose)
        empty.update(sentence)
        empty.display = not rows and bool(sentence)
        self.tickets.display = rows
        self.query_one("#columns").display = rows
