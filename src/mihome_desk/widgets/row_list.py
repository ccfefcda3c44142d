"""Rows of any kind in aligned columns, drawn line by line, one of them in focus."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mihome_desk.ui import keys
from mihome_desk.widgets.columns import fit

T = TypeVar("T")
LEAD, END = 2, 1
POINTER = "▌"
SHORTEST = 6


class RowColumn(NamedTuple, Generic[T]):
    """One column: its name, its cells (0 shares what the others leave), its text and theme colour for a row."""

    name: str
    width: int
    text: Callable[[T], str]
    colour: Callable[[T], str] = lambda _row: ""
    right: bool = False


class RowList(ScrollView, Generic[T], can_focus=True):
    """A list with the names of its columns over it; Enter or a click chooses the row in focus.

    ``columns`` makes the columns for a width in cells; ``key`` tells two rows apart, so that the one in focus
    stays in focus when others come.
    """

    DEFAULT_CSS = """
    RowList { background: $background; height: 1fr; scrollbar-size-vertical: 1; }
    """
    BINDINGS = [*keys.LIST_MOVES]
    cursor = reactive(0)

    class Chosen(Message):
        """Enter, or a click on the row in focus."""

    class Highlighted(Message):
        """Another row came into focus, or none."""

    def __init__(
        self,
        columns: Callable[[int], Sequence[RowColumn[T]]],
        key: Callable[[T], Hashable],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._key = key
        self.rows: tuple[T, ...] = ()
        self._told: Hashable | None = None

    def rearrange(
        self, columns: Callable[[int], Sequence[RowColumn[T]]], key: Callable[[T], Hashable]
    ) -> None:
        """Other columns for what `show` brings next; the first row comes into focus."""
        self._columns, self._key = columns, key
        self.rows, self._told = (), None
        self.cursor = 0

    def show(self, rows: Sequence[T]) -> None:
        """Other rows; the one in focus stays in focus while it is there."""
        kept = self._key(self.selected) if self.selected is not None else None
        self.rows = tuple(rows)
        self.virtual_size = Size(0, len(self.rows) + 1)
        at = self.place_of(kept)
        self.cursor = at if at is not None else max(0, min(self.cursor, len(self.rows) - 1))
        self.refresh()
        self._tell()

    def place_of(self, key: Hashable | None) -> int | None:
        """Where the row of a key stands, None where there is none."""
        return next((at for at, row in enumerate(self.rows) if self._key(row) == key), None)

    def focus_on(self, key: Hashable) -> bool:
        """Put the cursor on the row of a key; False where there is none."""
        at = self.place_of(key)
        if at is not None:
            self.cursor = at
        return at is not None

    @property
    def selected(self) -> T | None:
        """The row in focus."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def _tell(self) -> None:
        key = self._key(self.selected) if self.selected is not None else None
        if key != self._told:
            self._told = key
            self.post_message(self.Highlighted())

    def watch_cursor(self) -> None:
        """Keep the cursor in sight, below the names of the columns."""
        self.refresh()
        if self.is_mounted:
            self.scroll_to_region(Region(0, self.cursor, 1, 2), animate=False, force=True)
            self._tell()

    def action_move(self, by: int) -> None:
        """Up or down."""
        if self.rows:
            self.cursor = max(0, min(len(self.rows) - 1, self.cursor + by))

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.action_move(by * max(1, self.size.height - 2))

    def action_edge(self, last: int) -> None:
        """First or last."""
        self.action_move(len(self.rows) if last else -len(self.rows))

    def action_choose(self) -> None:
        """Choose the row in focus."""
        if self.selected is not None:
            self.post_message(self.Chosen())

    def on_click(self, event: object) -> None:
        """A click puts the cursor there; on the cursor it chooses."""
        row = getattr(event, "y", 0) - 1 + self.scroll_offset.y
        if getattr(event, "y", 0) and row < len(self.rows):
            if row == self.cursor:
                self.action_choose()
            self.cursor = row

    def _laid_out(self) -> list[tuple[RowColumn[T], int]]:
        """The columns with their cells; those without a width share what is left, one cell between all."""
        columns = self._columns(self.size.width)
        room = self.size.width - LEAD - END - sum(each.width for each in columns) - (len(columns) - 1)
        flexible = sum(not each.width for each in columns)
        share = max(SHORTEST, room // flexible) if flexible else 0
        return [(each, each.width or share) for each in columns]

    def render_line(self, y: int) -> Strip:
        """The names of the columns, or one row."""
        at = y - 1 + self.scroll_offset.y
        variables = self.app.theme_variables
        base = Style(bgcolor=variables["background"], color=variables["foreground"])
        if at >= len(self.rows) or not self.rows:
            return Strip.blank(self.size.width, base)
        if y == 0:
            names = " ".join(fit(each.name, width, right=each.right) for each, width in self._laid_out())
            line = [Segment(" " * LEAD + names, base + Style(color=variables["quiet"]))]
            return Strip(line).adjust_cell_length(self.size.width, base)
        if at == self.cursor:
            base = Style(bgcolor=variables["panel"], color=variables["foreground"], bold=True)
        mark = POINTER if at == self.cursor else " "
        line = [Segment(f"{mark} ", base + Style(color=variables["primary"]))]
        for column, width in self._laid_out():
            colour = column.colour(self.rows[at])
            style = base + Style(color=variables[colour]) if colour else base
            line.append(Segment(fit(column.text(self.rows[at]), width, right=column.right), style))
            line.append(Segment(" ", base))
        return Strip(line).adjust_cell_length(self.size.width, base)
