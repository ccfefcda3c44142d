"""The parts of the board on one line: a digit, a name, how many; the one that is shown stands out."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from rich.text import Text
from textual.app import RenderResult
from textual.events import Click
from textual.widget import Widget

from mihome_desk.text import _
from mihome_desk.ui.keys import UiCommand

GAP = 2


class FilterLine(Widget):
    """Says what is shown, and takes a click as well as the digit."""

    DEFAULT_CSS = "FilterLine { height: 1; padding: 0 2; }"

    def __init__(self, filters: Mapping[str, UiCommand], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._filters = filters
        self._counts: Mapping[str, int] = {}
        self._active = ""

    def show(self, active: str, counts: Mapping[str, int]) -> None:
        """Another filter or other counts."""
        if (active, counts) != (self._active, self._counts):
            self._active, self._counts = active, counts
            self.refresh()

    def _part(self, name: str) -> str:
        command, count = self._filters[name], self._counts.get(name, 0)
        said = f"{command.spelled} {_(command.label)} {count}"
        return f"[{said}]" if name == self._active else said

    def render(self) -> RenderResult:
        """The active one in brackets and the accent, empty ones quiet."""
        variables = self.app.theme_variables
        line = Text(no_wrap=True)
        for name in self._filters:
            if line:
                line.append(" " * GAP)
            active, count = name == self._active, self._counts.get(name, 0)
            colour = "primary" if active else "foreground" if count else "quiet"
            line.append(self._part(name), style=f"{'bold ' if active else ''}{variables[colour]}")
        return line

    async def on_click(self, event: Click) -> None:
        """The filter under the mouse, as if its digit was pressed."""
        at = event.get_content_offset_capture(self).x
        for name in self._filters:
            width = cell_len(self._part(name))
            if 0 <= at < width:
                await self.screen.run_action(self._filters[name].action)
                return
            at -= width + GAP
