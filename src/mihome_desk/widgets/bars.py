"""The one line on top (where am I, how are we doing) and the one below (what can I press)."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text
from textual.app import RenderResult
from textual.reactive import reactive
from textual.widget import Widget

from mihome_desk.text import _
from mihome_desk.ui.keys import BACK, SAVE, UiCommand


class TopLine(Widget):
    """Store and title on the left; rate and time on the right."""

    DEFAULT_CSS = """
    TopLine { height: 1; dock: top; background: $panel; color: $foreground; padding: 0 1; }
    """
    title = reactive("")
    status = reactive("")
    practice = reactive(False)

    def render(self) -> RenderResult:
        """One line; the title gives way where space is short."""
        right = Text(self.status, style=self._style("quiet"))
        left = Text()
        if self.practice:
            left.append(
                f" {_('PRACTICE')} ", style=f"bold {self._hex('background')} on {self._hex('warning')}"
            )
            left.append(" ")
        left.append(self.title, style="bold")
        width = self.content_size.width
        left.truncate(max(0, width - cell_len(right.plain) - 2), overflow="ellipsis")
        left.append(" " * max(2, width - cell_len(left.plain) - cell_len(right.plain)))
        return left + right

    def _hex(self, name: str) -> str:
        return self.app.theme_variables[name]

    def _style(self, name: str) -> str:
        return self._hex(name)


class KeyLine(Widget):
    """The keys of this screen, the next step first; what does not fit stands under F1."""

    DEFAULT_CSS = """
    KeyLine { height: 1; dock: bottom; background: $panel; padding: 0 1; }
    """

    def __init__(self, commands: Iterable[UiCommand] = ()) -> None:
        super().__init__()
        self._commands = tuple(commands)

    def show(self, commands: Iterable[UiCommand]) -> None:
        """Other keys from now on."""
        self._commands = tuple(commands)
        self.refresh()

    def render(self) -> RenderResult:
        """Keys in the accent, words beside them."""
        accent, quiet = self.app.theme_variables["primary"], self.app.theme_variables["foreground"]
        line = Text(no_wrap=True)
        for command in self._fitting():
            if line:
                line.append("  ")
            line.append(command.spelled, style=f"bold {accent}")
            line.append(" " + _(command.label), style=quiet)
        return line

    def _fitting(self) -> list[UiCommand]:
        """The commands that fit; the way forward and the way back stay to the last."""
        kept = list(self._commands)
        while len(kept) > 1 and self._length(kept) > self.size.width:
            kept.remove(next((each for each in reversed(kept) if each not in (SAVE, BACK)), kept[-1]))
        return kept

    @staticmethod
    def _length(commands: list[UiCommand]) -> int:
        return sum(cell_len(f"{each.spelled} {_(each.label)}") for each in commands) + 2 * len(commands) - 2
