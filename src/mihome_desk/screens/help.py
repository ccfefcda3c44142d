"""Help: what this screen is for, and every key."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk.screens.page import Page
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.keys import UiCommand
from mihome_desk.widgets.columns import fit
from mihome_desk.widgets.prose import Prose


class HelpScreen(Page):
    """Made from the same declarations as the keys themselves."""

    CSS_PATH = "help.tcss"
    BINDINGS = [*keys.scroll_moves("scroll_help")]
    COMMANDS_HERE = ()

    def __init__(
        self,
        context: Context,
        title: Callable[[], str],
        about: Callable[[], str],
        here: Iterable[UiCommand],
    ) -> None:
        super().__init__(context)
        self._title = title
        self._about = about
        self._here = tuple(here)

    def heading(self) -> str:
        """Help on what."""
        return f"{_('Help')}  {self._title()}"

    def keys_shown(self) -> Iterable[UiCommand]:
        """Back."""
        return (keys.BACK,)

    def body(self) -> ComposeResult:
        """The text, this screen's keys, the keys of everywhere."""
        with VerticalScroll(id="help", can_focus=False):
            yield Prose(self._about(), id="about")
            yield Static("", id="keys", markup=False)

    async def retell(self) -> None:
        """All of it."""
        self.query_one(Prose).update(self._about())
        await self.fill()

    async def fill(self) -> None:
        """Write the tables."""
        variables = self.app.theme_variables
        text = Text()
        everywhere = tuple(command for command in keys.EVERYWHERE if command not in self._here)
        for title, commands in ((_("On this screen"), self._here), (_("Everywhere"), everywhere)):
            if not commands:
                continue
            text.append(f"\n{title}\n", style=variables["quiet"])
            for command in commands:
                text.append(fit(command.spelled, 10), style=f"bold {variables['primary']}")
                text.append(fit(_(command.label), 14), style="bold")
                text.append(f"{_(command.tooltip)}\n")
        text.append(
            "\n"
            + _("A terminal that keeps F1 or F10 for itself: Ctrl+G, then 1 to 9 or 0, is F1 to F10.")
            + "\n",
            style=variables["quiet"],
        )
        self.query_one("#keys", Static).update(text)

    def action_scroll_help(self, by: int) -> None:
        """Move the text."""
        self.query_one("#help").scroll_relative(y=by, animate=False)
