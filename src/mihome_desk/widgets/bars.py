"""The one line on top (where am I, how are we doing) and the one below (what can I press)."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text
from textual.app import RenderResult
from textual.reactive import reactive
from textual.widget import Widget

from mihome_desk.text import _
from mihome_desk.ui.keys import UiCommand


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
        room = self.size.width - cell_len(right.plain) - 1
        left.truncate(max(0, room), overflow="ellipsis")
        left.append(" " * max(1, self.size.width - cell_len(left.plain) - cell_len(right.plain)))
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
        room = self.size.width
        for command in self._commands:
            label = _(command.label)
            needed = cell_len(command.spelled) + 1 + cell_len(label) + (2 if line else 0)
            if needed > room:
                break
            room -= needed
            if line:
                line.append("  ")
            line.append(command.spelled, style=f"bold {accent}")
            line.append(" " + label, style=quiet)
        return line
