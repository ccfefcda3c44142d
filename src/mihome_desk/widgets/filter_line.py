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

    def _part(self, name: str, bare: bool) -> str:
        command, count = self._filters[name], self._counts.get(name)
        number = "" if count is None or (bare and not count) else f" {count}"
        said = f"{command.spelled} {_(command.label)}{number}"
        return f"[{said}]" if name == self._active else said

    def _laid_out(self) -> tuple[int, dict[str, str]]:
        """The cells between the parts and the parts; where they are too wide, closer, then without what is empty."""
        for gap, bare in ((GAP, False), (1, False), (1, True)):
            parts = {name: self._part(name, bare) for name in self._filters}
            width = sum(map(cell_len, parts.values())) + gap * (len(parts) - 1)
            if width <= self.content_size.width:
                break
        return gap, parts

    def render(self) -> RenderResult:
        """The active one in brackets and the accent, empty ones quiet."""
        variables = self.app.theme_variables
        line = Text(no_wrap=True)
        gap, parts = self._laid_out()
        for name, said in parts.items():
            if line:
                line.append(" " * gap)
            active, empty = name == self._active, self._counts.get(name) == 0
            colour = "primary" if active else "quiet" if empty else "foreground"
            line.append(said, style=f"{'bold ' if active else ''}{variables[colour]}")
        return line

    async def on_click(self, event: Click) -> None:
        """The filter under the mouse, as if its digit was pressed."""
        at = event.get_content_offset_capture(self).x
        gap, parts = self._laid_out()
        for name, said in parts.items():
            if 0 <= at < cell_len(said):
                await self.screen.run_action(self._filters[name].action)
                return
            at -= cell_len(said) + gap
