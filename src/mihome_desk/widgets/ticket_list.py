"""Tickets in aligned columns, drawn line by line, so that a long list costs no more than a short one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mihome_desk import words
from mihome_desk.desk import Head
from mihome_desk.text import _
from mihome_desk.widgets.columns import fit

WARN_MS = words.WARN_MINUTES * 60_000


class TicketList(ScrollView, can_focus=True):
    """A list of heads with one in focus; Enter chooses it."""

    DEFAULT_CSS = """
    TicketList { background: $background; height: 1fr; scrollbar-size-vertical: 1; }
    """
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]
    cursor = reactive(0)

    class Chosen(Message):
        """Enter or a click on a ticket."""

        def __init__(self, ticket: str) -> None:
            super().__init__()
            self.ticket = ticket

    class Highlighted(Message):
        """Another ticket came into focus; "" when the list is empty."""

        def __init__(self, ticket: str) -> None:
            super().__init__()
            self.ticket = ticket

    def __init__(self, heads: Sequence[Head] = (), *, dated: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.heads = tuple(heads)
        self._dated = dated
        self._told = ""
        self._wanted = ""

    def want(self, ticket: str) -> None:
        """Put the cursor on this ticket when the list is shown next."""
        self._wanted = ticket

    def on_mount(self) -> None:
        """Size for what is there already."""
        self._resize()

    def show(self, heads: Sequence[Head]) -> None:
        """Other heads; the ticket in focus stays in focus while it is there."""
        kept = self._wanted or (self.selected.id if self.selected else "")
        self._wanted = ""
        self.heads = tuple(heads)
        at = next((at for at, head in enumerate(self.heads) if head.id == kept), None)
        self.cursor = at if at is not None else min(self.cursor, max(0, len(self.heads) - 1))
        self._resize()
        self.refresh()
        self._tell()

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

    def on_click(self, event: object) -> None:
        """A click puts the cursor there; on the cursor it opens."""
        row = getattr(event, "y", 0) + self.scroll_offset.y
        if row < len(self.heads):
            if row == self.cursor:
                self.action_choose()
            self.cursor = row

    def header(self) -> str:
        """The names of the columns, aligned with them."""
        last = _("Day") if self._dated else _("Clock")
        named = self._columns(_("Number"), _("Customer"), _("Device"), _("Stage"), _("Technician"), last)
        return "  " + "".join(named)

    def _columns(
        self, number: str, name: str, device: str, stage: str, technician: str, clock: str
    ) -> tuple[str, str]:
        width = self.size.width - 4
        wide = width >= 96
        fixed = 14 + 10 + 12 + 16 + (12 if wide else 0)
        parts = [
            fit(number, 13),
            fit(name, 9),
            fit(device, max(8, width - fixed) - 1),
            fit(stage, 11),
        ]
        if wide:
            parts.append(fit(technician, 11))
        return "".join(f"{part} " for part in parts), fit(clock, 16, right=True)

    def render_line(self, y: int) -> Strip:
        """One ticket."""
        at = y + self.scroll_offset.y
        variables = self.app.theme_variables
        base = Style(bgcolor=variables["background"], color=variables["foreground"])
        if at >= len(self.heads):
            return Strip.blank(self.size.width, base)
        head = self.heads[at]
        focused = at == self.cursor
        if focused:
            base = Style(bgcolor=variables["panel"], color=variables["foreground"], bold=True)
        body, clock = self._row(head)
        line = [
            Segment("▌ " if focused else "  ", base + Style(color=variables["primary"])),
            Segment(body, base + (Style(color=variables["quiet"]) if head.stage == "collected" else Style())),
            Segment(clock, base + self._clock_style(head)),
            Segment("  ", base),
        ]
        return Strip(line).adjust_cell_length(self.size.width, base)

    def _row(self, head: Head) -> tuple[str, str]:
        stage = words.word(words.STAGES, head.stage)
        if head.outcome not in {"", "repaired"}:
            stage = words.word(words.OUTCOMES, head.outcome)
        return self._columns(
            head.number.partition("-")[2],
            head.name,
            head.device,
            stage,
            head.technician,
            head.day if self._dated else clock_words(head),
        )

    def _clock_style(self, head: Head) -> Style:
        variables = self.app.theme_variables
        if self._dated or not head.ticking:
            state = "success" if head.clock.state == "achieved" and not self._dated else "quiet"
            return Style(color=variables[state])
        if head.left_ms < 0:
            return Style(color=variables["error"], bold=True)
        if head.left_ms < WARN_MS or head.clock.elapsed.at_most is None:
            return Style(color=variables["warning"], bold=True)
        return Style(color=variables["foreground"])


def clock_words(head: Head) -> str:
    """A ticket's clock as lists show it."""
    clock = head.clock
    if head.ticking:
        return words.time_left(clock.state, head.left_ms, clock.elapsed, True)
    if clock.state == "outside":
        return words.word(words.PROGRAMMES_SHORT, head.programme)
    minutes = clock.elapsed.at_least // 60_000
    return _("{state} {minutes} min", state=words.word(words.CLOCK_STATES, clock.state), minutes=minutes)
