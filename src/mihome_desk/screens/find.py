"""Find: one field, and what it means while one types."""

from __future__ import annotations

from collections.abc import Iterable

from textual import work
from textual.app import ComposeResult
from textual.widgets import Input

from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.ui.messages import TicketChosen
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.found_list import FoundList
from mihome_desk.widgets.list_pane import ListPane
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.ticket_list import TicketList

MOST = 50
"""What a search shows at most."""


class FindScreen(Page):
    """Number, phone, IMEI, SN, name, model or fault; a scanned slip opens its ticket at once."""

    CSS_PATH = "find.tcss"
    COMMANDS_HERE = (keys.OPEN,)
    BINDINGS = [*keys.list_from_field("list_move")]
    HELP_TEXT = N_(
        "Type a ticket number or its end, a phone number or its last digits, an IMEI or its last digits, a serial "
        "number, a model, words about the fault, or a name: in hanzi or as it is spelled, zs and zhangsan both "
        "find 张三. Several words find what has all of them. Or scan a slip or a label. ↑ ↓ move in the list, "
        "Enter opens. History of earlier systems is found as well."
    )

    def heading(self) -> str:
        """The screen by name."""
        return _("Find")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Open, back, and where else to go."""
        return (keys.OPEN, keys.BACK, keys.INTAKE, keys.BOARD, keys.HELP)

    def body(self) -> ComposeResult:
        """The field, the list, and a sentence when it is empty."""
        yield Line(
            placeholder=_("Number, phone, IMEI, name, fault; or scan a slip"),
            compact=True,
            id="words",
            max_length=200,
            select_on_focus=False,
        )
        yield Prose("", id="found")
        yield ListPane(FoundList(id="tickets"))

    async def fill(self) -> None:
        """The field takes the keys; the list follows."""
        self.query_one(TicketList).can_focus = False
        self.query_one("#words").focus()
        self._search("")

    async def retell(self) -> None:
        """Placeholder, count, column names."""
        field = self.query_one("#words", Input)
        field.placeholder = _("Number, phone, IMEI, name, fault; or scan a slip")
        self._search(field.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types; an older search gives way."""
        self._search(event.value)

    @work(exclusive=True)
    async def _search(self, said: str) -> None:
        desk, tickets = self.context.desk, self.query_one(FoundList)
        tickets.today = desk.today()
        if said.strip():
            found = await self.read(lambda: desk.search(said))
            tickets.show_found(found)
            words = _found_words(len(found))
        else:
            tickets.show_recent(await self.read(desk.recent))
            words = _("The latest tickets")
        self.query_one("#found", Prose).update(words)
        self.query_one(ListPane).say_columns()
        self.query_one(ListPane).say_empty("")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens: the very ticket that was scanned or typed, else the one in focus."""
        said = event.value
        exact = await self.read(lambda: self.context.desk.resolve(said))
        if exact:
            event.input.value = ""
            self.post_message(TicketChosen(exact))
            return
        # A typed search may still be on its way: what Enter opens belongs to what is typed.
        heads = await self.read(lambda: self.context.desk.find(said)) if said.strip() else []
        selected = self.query_one(TicketList).selected
        if selected and (not said.strip() or selected.id in {head.id for head in heads}):
            self.post_message(TicketChosen(selected.id))
        elif heads:
            self.post_message(TicketChosen(heads[0].id))

    async def scanned(self, scan: Scan) -> bool:
        """A device's number is looked up; a slip is the app's."""
        if scan.kind in {"token", "barcode"}:
            return False
        field = self.query_one("#words", Line)
        field.value = scan.text
        field.cursor_position = len(scan.text)
        return True

    def current_ticket(self) -> str:
        """The one in focus, not what the board below has in focus."""
        selected = self.query_one(TicketList).selected
        return selected.id if selected else ""

    def on_ticket_list_chosen(self, event: TicketList.Chosen) -> None:
        """A click opens."""
        self.post_message(TicketChosen(event.ticket))

    def action_list_move(self, by: int) -> None:
        """Move in the list while the field keeps the keys."""
        self.query_one(TicketList).action_move(by)

    def action_open(self) -> None:
        """Enter without a field."""
        self.query_one(TicketList).action_choose()


def _found_words(count: int) -> str:
    if not count:
        return _("Nothing found. Fewer letters or digits find more; F2 takes a new device in.")
    if count >= MOST:
        return _("The newest {count}; more letters or digits find fewer.", count=count)
    return _("{count} found", count=count)
