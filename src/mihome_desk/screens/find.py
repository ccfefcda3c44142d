"""Find: one field, and what it means while one types."""

from __future__ import annotations

from collections.abc import Iterable

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import TicketChosen
from mihome_desk.widgets.ticket_list import TicketList


class FindScreen(Page):
    """Number, phone, IMEI, SN, name or model; a scanned slip opens its ticket at once."""

    CSS_PATH = "find.tcss"
    COMMANDS_HERE = (keys.OPEN,)
    BINDINGS = [
        Binding("down", "list_move(1)", show=False, priority=True),
        Binding("up", "list_move(-1)", show=False, priority=True),
    ]
    HELP_TEXT = N_(
        "Type a ticket number, a phone number or its last digits, an IMEI or its last digits, a serial number, "
        "a name or a model; or scan a slip or a label. ↑ ↓ move in the list, Enter opens."
    )

    def heading(self) -> str:
        """The screen by name."""
        return _("Find")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Open, back, and where else to go."""
        return (keys.OPEN, keys.BACK, keys.INTAKE, keys.BOARD, keys.HELP)

    def body(self) -> ComposeResult:
        """The field, the list, and a sentence when it is empty."""
        yield Input(
            placeholder=_("Number, phone, IMEI, name … or scan a slip"),
            compact=True,
            id="words",
            max_length=200,
            select_on_focus=False,
        )
        yield Static("", id="found", markup=False)
        yield Static("", id="columns", markup=False)
        yield TicketList(dated=True, id="tickets")

    async def fill(self) -> None:
        """The field takes the keys; the list follows."""
        self.query_one(TicketList).can_focus = False
        self.query_one("#words").focus()
        self._search("")
        self.call_after_refresh(self._columns)

    async def retell(self) -> None:
        """Placeholder, count, column names."""
        field = self.query_one("#words", Input)
        field.placeholder = _("Number, phone, IMEI, name … or scan a slip")
        self._search(field.value)
        self._columns()

    def on_resize(self) -> None:
        """Column names follow the width."""
        self.call_after_refresh(self._columns)

    def _columns(self) -> None:
        for columns in self.query("#columns").results(Static):
            columns.update(self.query_one(TicketList).header())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types; an older search gives way."""
        self._search(event.value)

    @work(exclusive=True)
    async def _search(self, said: str) -> None:
        desk = self.context.desk
        heads = await self.read(lambda: desk.find(said) if said.strip() else desk.recent())
        self.query_one(TicketList).show(heads)
        if not said.strip():
            words = _("The latest tickets")
        elif heads:
            words = _("{count} found", count=len(heads))
        else:
            words = _("Nothing found. Fewer digits find more; F2 takes a new device in.")
        self.query_one("#found", Static).update(words)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens: the very ticket that was scanned or typed, else the one in focus."""
        exact = await self.read(lambda: self.context.desk.resolve(event.value))
        if exact:
            event.input.value = ""
            self.post_message(TicketChosen(exact))
            return
        # A typed search may still be on its way: what Enter opens belongs to what is typed.
        heads = await self.read(lambda: self.context.desk.find(event.value)) if event.value.strip() else []
        selected = self.query_one(TicketList).selected
        if selected and (not event.value.strip() or selected.id in {head.id for head in heads}):
            self.post_message(TicketChosen(selected.id))
        elif heads:
            self.post_message(TicketChosen(heads[0].id))

    def on_ticket_list_chosen(self, event: TicketList.Chosen) -> None:
        """A click opens."""
        self.post_message(TicketChosen(event.ticket))

    def action_list_move(self, by: int) -> None:
        """Move in the list while the field keeps the keys."""
        self.query_one(TicketList).action_move(by)

    def action_open(self) -> None:
        """Enter without a field."""
        self.query_one(TicketList).action_choose()
