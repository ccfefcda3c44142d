"""Tickets in aligned columns, drawn line by line, so that a long list costs no more than a short one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mihome_desk.desk import Head
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.widgets import clocks
from mihome_desk.widgets.columns import fit

WIDE = 96
LEAD, END, NUMBER = 3, 1, 12
POINTER, CHANGED, ODD = "▌", "∙", "?"


class Column(NamedTuple):
    """One column: its name, its cells (0 shares what the others leave), its text and colour for a head."""

    name: str
    width: int
    text: Callable[[Head], str]
    state: Callable[[Head], str] = lambda _head: ""
    right: bool = False


def number_words(head: Head) -> str:
    """A ticket's number without the store's code; of a waybill its end, which people read out."""
    if head.waybill:
        return head.waybill[-NUMBER:]
    return head.number.partition("-")[2] or head.number


class TicketList(ScrollView, can_focus=True):
    """A list of heads with one in focus; Enter chooses it."""

    DEFAULT_CSS = """
    TicketList { background: $background; height: 1fr; scrollbar-size-vertical: 1; }
    """
    BINDINGS = [*keys.LIST_MOVES]
    cursor = reactive(0)

    class Chosen(Message):
        """Enter or a click on a ticket."""

        def __init__(self, ticket: str) -> None:
            super().__init__()
            self.ticket = ticket

    class Resized(Message):
        """The columns share out another width."""

    class Highlighted(Message):
        """Another ticket came into focus; "" when the list is empty."""

        def __init__(self, ticket: str) -> None:
            super().__init__()
            self.ticket = ticket

    def __init__(self, heads: Sequence[Head] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.heads = tuple(heads)
        self.marked: Collection[str] = frozenset()
        self._told = ""
        self._wanted = ""
        self._drawn: tuple[object, ...] = ()

    def columns(self, wide: bool) -> list[Column]:
        """The columns of the board."""
        return [
            Column(_("Number"), NUMBER, number_words),
            Column(_("Customer"), 12 if wide else 8, lambda head: head.name),
            Column(_("Device"), 0, lambda head: head.device),
            Column(_("Stage"), 12, clocks.stage_words),
            self.technician(wide),
            Column(_("Clock"), clocks.cells(), clocks.burning_words, clocks.state_of, right=True),
        ]

    @staticmethod
    def technician(wide: bool) -> Column:
        """Who works on it; three hanzi where the room is short."""
        return Column(_("Technician") if wide else _("Tech"), 12 if wide else 6, lambda head: head.technician)

    def strong(self, head: Head, column: Column) -> str:
        """The theme's colour for one cell of a row that is not in focus, "" for the ordinary one."""
        return column.state(head)

    def want(self, ticket: str) -> None:
        """Put the cursor on this ticket when the list is shown next."""
        self._wanted = ticket

    def on_mount(self) -> None:
        """Size for what is there already."""
        self._resize()

    def show(self, heads: Sequence[Head], marked: Collection[str] = frozenset()) -> None:
        """Other heads; the ticket in focus stays in focus while it is there. ``marked`` ids get a dot."""
        kept = self._wanted or (self.selected.id if self.selected else "")
        self._wanted = ""
        before = len(self.heads)
        self.heads, self.marked = tuple(heads), marked
        at = next((at for at, head in enumerate(self.heads) if head.id == kept), None)
        self.cursor = at if at is not None else min(self.cursor, max(0, len(self.heads) - 1))
        if before != len(self.heads):
            self._resize()
        drawn = self._in_sight()
        if drawn != self._drawn:
            # A clock shows minutes: most looks at it change nothing that is in sight.
            self._drawn = drawn
            self.refresh()
        self._tell()

    def _in_sight(self) -> tuple[object, ...]:
        top = self.scroll_offset.y
        rows = self.heads[top : top + max(1, self.size.height)]
        columns = self.columns(self._width >= WIDE)
        return tuple(
            (head.id in self.marked, head.conflict, *(column.text(head) for column in columns))
            for head in rows
        )

    @property
    def selected(self) -> Head | None:
        """The head in focus."""
        return self.heads[self.cursor] if 0 <= self.cursor < len(self.heads) else None

    def _resize(self) -> None:
        self.virtual_size = Size(0, len(self.heads))

    def _tell(self) -> None:
        ticket = self.selected.id if self.selected else ""
        if ticket != self._told:
            self._told = ticket
            self.post_message(self.Highlighted(ticket))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight."""
        self.refresh()
        if self.is_mounted:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
            self._tell()

    def action_move(self, by: int) -> None:
        """Up or down."""
        if self.heads:
            self.cursor = max(0, min(len(self.heads) - 1, self.cursor + by))

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_edge(self, last: int) -> None:
        """First or last."""
        self.action_move(len(self.heads) if last else -len(self.heads))

    def action_choose(self) -> None:
        """Open the ticket in focus."""
        if self.selected:
            self.post_message(self.Chosen(self.selected.id))

    def next_marked(self) -> None:
        """Go to the next row with a dot, from the top again after the last."""
        count = len(self.heads)
        for at in ((self.cursor + 1 + step) % count for step in range(count)):
            if self.heads[at].id in self.marked:
                self.cursor = at
                return

    def on_click(self, event: object) -> None:
        """A click puts the cursor there; on the cursor it opens."""
        row = getattr(event, "y", 0) + self.scroll_offset.y
        if row < len(self.heads):
            if row == self.cursor:
                self.action_choose()
            self.cursor = row

    def on_resize(self) -> None:
        """The names of the columns follow."""
        self.post_message(self.Resized())

    @property
    def _width(self) -> int:
        return self.size.width

    def _laid_out(self) -> list[tuple[Column, int]]:
        """The columns with their cells; those without a width share what is left, one cell lies between all."""
        columns = self.columns(self._width >= WIDE)
        room = self._width - LEAD - END - sum(column.width for column in columns) - (len(columns) - 1)
        flexible = sum(not column.width for column in columns)
        share = max(6, room // flexible) if flexible else 0
        return [(column, column.width or share) for column in columns]

    def header(self) -> str:
        """The names of the columns, aligned with them."""
        named = (fit(column.name, width, right=column.right) for column, width in self._laid_out())
        return " " * LEAD + " ".join(named)

    def render_line(self, y: int) -> Strip:
        """One ticket."""
        at = y + self.scroll_offset.y
        variables = self.app.theme_variables
        base = Style(bgcolor=variables["background"], color=variables["foreground"])
        if at >= len(self.heads):
            return Strip.blank(self.size.width, base)
        head, focused = self.heads[at], at == self.cursor
        if focused:
            base = Style(bgcolor=variables["panel"], color=variables["foreground"], bold=True)
        mark = POINTER if focused else CHANGED if head.id in self.marked else " "
        odd = ODD if head.conflict else " "
        line = [
            Segment(mark, base + Style(color=variables["primary"])),
            Segment(f"{odd} ", base + Style(color=variables["error"])),
        ]
        for column, width in self._laid_out():
            state = self.strong(head, column)
            style = (
                base + Style(color=variables[state], bold=state in {"error", "warning"} or None)
                if state
                else base
            )
            line.append(Segment(fit(column.text(head), width, right=column.right), style))
            line.append(Segment(" ", base))
        return Strip(line).adjust_cell_length(self.size.width, base)
