"""Faults one below the other with what is said about each: a few lines apiece, one of them in focus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mihome_desk.printing.width import wrap
from mihome_desk.ui import keys

LEAD = 2


class Told(NamedTuple):
    """A fault: its name, the answer in a few words, and sentences about it; ``colour`` is the theme's."""

    name: str
    answer: str
    colour: str
    sentences: tuple[str, ...] = ()


class ClaimList(Widget, can_focus=True):
    """↑ ↓ go from fault to fault."""

    DEFAULT_CSS = "ClaimList { height: auto; width: 1fr; }"
    BINDINGS = [*keys.LIST_MOVES]
    cursor = reactive(0)

    class Chosen(Message):
        """Enter on the fault in focus."""

    class Moved(Message):
        """Another fault came into focus."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._told: tuple[Told, ...] = ()

    def show(self, told: Iterable[Told]) -> None:
        """Other answers; the fault in focus stays so."""
        self._told = tuple(told)
        self.cursor = max(0, min(self.cursor, len(self._told) - 1))
        self.refresh(layout=True)

    def action_move(self, by: int) -> None:
        """The fault before or after."""
        self.cursor = max(0, min(len(self._told) - 1, self.cursor + by))

    def action_page(self, by: int) -> None:
        """All are near: as far as one step."""
        self.action_move(by)

    def action_edge(self, at: int) -> None:
        """The first or the last."""
        self.action_move(len(self._told) if at else -len(self._told))

    def action_choose(self) -> None:
        """Enter."""
        self.post_message(self.Chosen())

    def watch_cursor(self) -> None:
        """Keep the fault in sight."""
        self.refresh()
        if self.is_mounted:
            parts = [self._lines(at, self.content_size.width or 80) for at in range(len(self._told))]
            top = sum(len(each) for each in parts[: self.cursor])
            height = len(parts[self.cursor]) if parts else 1
            self.scroll_visible_region(Region(0, top, 1, height))
            self.post_message(self.Moved())

    def scroll_visible_region(self, region: Region) -> None:
        """Bring some of the lines into sight of whatever scrolls around this list."""
        for parent in self.ancestors:
            if isinstance(parent, Widget) and parent.allow_vertical_scroll:
                parent.scroll_to_region(region, animate=False, force=True)
                return

    def _lines(self, at: int, width: int) -> list[Text]:
        told, variables = self._told[at], self.app.theme_variables
        here = at == self.cursor
        bar = ("▌ " if here else "  ", variables["primary"])
        name = Text.assemble(bar, (told.name, "bold" if here else ""))
        found = [name]
        for line in wrap(told.answer, max(8, width - LEAD - 2)):
            found.append(Text.assemble(bar, "  ", (line, f"bold {variables[told.colour]}")))
        for sentence in told.sentences:
            for line in wrap(sentence, max(8, width - LEAD - 2)):
                found.append(Text.assemble(bar, "  ", (line, variables["quiet"] if not here else "")))
        return [*found, Text("")]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the faults need."""
        return max(1, sum(len(self._lines(at, width)) for at in range(len(self._told))))

    def render(self) -> RenderResult:
        """The faults."""
        lines = [line for at in range(len(self._told)) for line in self._lines(at, self.content_size.width)]
        return Text("\n").join(lines)
