"""A checklist: items in order of need, one key per answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mihome_desk import words
from mihome_desk.text import _
from mihome_desk.widgets.columns import fit

SIGNS = {"pass": "✓", "fail": "✗", "untested": "?", "not_fitted": "–", "untestable": "…"}
COLOURS = {"pass": "success", "fail": "error"}


class CheckRow(NamedTuple):
    """One item: its code, its words, how it is done, why it is asked here, and its group's heading."""

    code: str
    label: str
    how: str
    group: str


class CheckList(ScrollView, can_focus=True):
    """Items with their answers; the one in focus is answered by a digit."""

    DEFAULT_CSS = "CheckList { height: 1fr; background: $background; }"
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down,enter", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("home", "move(-999)", show=False),
        Binding("end", "move(999)", show=False),
    ]
    cursor = reactive(0)

    class Moved(Message):
        """Another item came into focus."""

    def __init__(self, rows: Sequence[CheckRow] = (), id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = tuple(rows)
        self.answers: dict[str, str] = {}
        self.bulk: set[str] = set()
        self._lines: list[int | str] = []

    def show(self, rows: Sequence[CheckRow], answers: dict[str, str], bulk: set[str]) -> None:
        """Other items or answers; the cursor goes to the first open one."""
        self.rows, self.answers, self.bulk = tuple(rows), dict(answers), set(bulk)
        self._lines = []
        group = None
        for at, row in enumerate(self.rows):
            if row.group != group:
                group = row.group
                self._lines.append(group)
            self._lines.append(at)
        self.virtual_size = Size(0, len(self._lines))
        self.cursor = self.first_open()
        self.refresh()

    def first_open(self) -> int:
        """The first item without an answer, the last one when all have one."""
        return next(
            (at for at, row in enumerate(self.rows) if row.code not in self.answers), len(self.rows) - 1
        )

    @property
    def item(self) -> CheckRow | None:
        """The item in focus."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def answer(self, answer: str) -> None:
        """Answer the item in focus and go on."""
        if self.item:
            self.answers[self.item.code] = answer
            self.bulk.discard(self.item.code)
            self.action_move(1)
            self.refresh()

    def take_back(self) -> None:
        """Go back one item and take its answer back."""
        if self.item and self.item.code not in self.answers:
            self.action_move(-1)
        if self.item:
            self.answers.pop(self.item.code, None)
            self.refresh()

    def action_move(self, by: int) -> None:
        """Up or down."""
        if self.rows:
            self.cursor = max(0, min(len(self.rows) - 1, self.cursor + by))

    def watch_cursor(self) -> None:
        """Keep the item in sight."""
        self.refresh()
        if self.is_mounted and self.cursor in self._lines:
            y = self._lines.index(self.cursor)
            self.scroll_to_region(Region(0, max(0, y - 1), 1, 3), animate=False, force=True)
            self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        """A heading or an item."""
        variables = self.app.theme_variables
        at = y + self.scroll_offset.y
        base = Style(bgcolor=variables["background"], color=variables["foreground"])
        width = self.size.width
        if at >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[at]
        if isinstance(line, str):
            return Strip(
                [Segment("  " + _(line), base + Style(color=variables["quiet"]))]
            ).adjust_cell_length(width, base)
        row, focused = self.rows[line], line == self.cursor
        if focused:
            base = Style(bgcolor=variables["panel"], color=variables["foreground"], bold=True)
        answer = self.answers.get(row.code, "")
        said = f"{SIGNS[answer]} {words.word(words.ANSWERS, answer)}" if answer else "·"
        if row.code in self.bulk:
            said += f" ({_('in bulk')})"
        answer_style = base + Style(color=variables[COLOURS.get(answer, "quiet")])
        segments = [
            Segment("▌ " if focused else "  ", base + Style(color=variables["primary"])),
            Segment(fit(row.code, 6), base + Style(color=variables["quiet"])),
            Segment(fit(row.label, max(10, width - 32)), base),
            Segment("  " + fit(said, 20), answer_style),
        ]
        return Strip(segments).adjust_cell_length(width, base)
