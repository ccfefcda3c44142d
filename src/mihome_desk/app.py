"""The counter: one Textual app that knows where every key leads, and nothing of the data."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

# Twice the usual frame rate: the default makes fast typing wait 13 to 15 ms at the 95th percentile.
os.environ.setdefault("TEXTUAL_FPS", "120")

from textual import work
from textual.app import App, SystemCommand
from textual.events import Key
from textual.screen import Screen

from mihome_desk import settings, text
from mihome_desk.desk import Desk
from mihome_desk.screens.bilingual import Bilingual
from mihome_desk.screens.board import BoardScreen
from mihome_desk.screens.navigation import Navigation
from mihome_desk.screens.page import Page
from mihome_desk.text import _
from mihome_desk.ui import keys, messages, toasts
from mihome_desk.ui.context import Context, Work
from mihome_desk.ui.keyboard import Keyboard
from mihome_desk.ui.theme import THEMES, theme_after

if TYPE_CHECKING:
    from collections.abc import Iterable


class Doors(NamedTuple):
    """What the app may ask of the house besides a desk: open, set up, practise, accept a rollback.

    ``found`` and ``practise`` return the folder of the store they made; they run in a thread.
    """

    open_desk: Callable[[Path], Desk]
    found: Callable[[Path, dict[str, str]], str]
    practise: Callable[[], str]
    accept_rollback: Callable[[Desk, str, str, str], object]


class Counter(App[int]):
    """One counter of one store."""

    # Textual loads no style sheet for a default screen by itself: those three come with the app.
    CSS_PATH = ["desk.tcss", "screens/board.tcss", "screens/first_run.tcss"]
    ENABLE_COMMAND_PALETTE = True
    # Our own F10 opens the palette; Textual's binding would do so over every dialog.
    COMMAND_PALETTE_BINDING = "f24"
    BINDINGS = [*keys.everywhere_bindings()]

    def __init__(self, home: Path, desk: Desk | None, chosen: settings.Settings, doors: Doors) -> None:
        super().__init__()
        self.home = home
        self._work = Work()
        self.context = Context(desk, chosen, self._work) if desk else None
        self._settings = chosen
        self._doors = doors
        self.navigation = Navigation(self, self)
        self.keyboard = Keyboard(self, super().on_event, self._work)
        toasts.mend()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = THEMES[chosen.theme, chosen.contrast].name

    def get_default_screen(self) -> Screen[Any]:
        """The board with what was read already, or the first run, or the rollback notice."""
        if self.context is None:
            from mihome_desk.screens.first_run import SetupScreen

            return SetupScreen(self._found, self._practise)
        desk = self.context.desk
        if desk.rolled_back:
            from mihome_desk.screens.first_run import RollbackScreen

            return RollbackScreen(desk.rolled_back.head.seq, desk.rolled_back.lost.seq, self._accept_rollback)
        return BoardScreen(self.context, desk.board())

    def on_mount(self) -> None:
        """After the first frame: load what the first command needs, and calm the collector."""
        self.title = "mihome-desk"
        self.call_after_refresh(self._warm)

    def _warm(self) -> None:
        if self.context:
            self.context.desk.warm()
        gc.collect()
        gc.freeze()

    async def on_event(self, event: Any) -> None:
        """Keys go through the keyboard first."""
        if isinstance(event, Key) and not event.is_forwarded:
            await self.keyboard.take(event)
        else:
            await super().on_event(event)

    def _fatal_error(self) -> None:
        """A fault of the program: a sentence, and a traceback without the values of variables.

        Textual would print them, and customers' names and numbers with them.
        """
        import traceback

        from rich.text import Text

        sentence = _(
            "The program had to stop. What was saved is safe; please start it again. For the makers:"
        )
        self.bell()
        self._exit_renderables.append(Text(f"{sentence}\n\n{traceback.format_exc()}"))
        self._close_messages_no_wait()

    # Where keys lead

    async def action_go(self, where: str) -> None:
        """Follow a UI command by its id."""
        await self.navigation.go(where)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a store, or over a question, few keys work: the question has to be answered first."""
        if action == "go":
            return self.context is not None and isinstance(self.screen, Page)
        if action in {"language", "theme"}:
            return isinstance(self.screen, Bilingual)
        return True

    async def action_language(self) -> None:
        """Ctrl+L: the other language on every open screen; nothing typed is lost."""
        self.change(language="en" if text.current() == "zh_CN" else "zh_CN")
        for screen in self.screen_stack:
            if isinstance(screen, Bilingual):
                await screen.speak()

    def action_theme(self) -> None:
        """Ctrl+T: the next look."""
        theme, contrast = theme_after(self._settings.theme, self._settings.contrast)
        self.change(theme=theme, contrast=contrast)

    def change(self, **values: str | bool) -> None:
        """Change settings of this counter, now and on the disk."""
        from dataclasses import replace

        self._settings = replace(self._settings, **values)  # type: ignore[arg-type]
        text.use(self._settings.language)
        self.theme = THEMES[self._settings.theme, self._settings.contrast].name
        if self.context:
            self.context.settings = self._settings
            settings.save(self.home, self._settings)

    @work
    async def action_quit_desk(self) -> None:
        """Ctrl+Q: asks while drafts wait; what stands in a form is on its way to the disk before the app ends."""
        from mihome_desk.screens.dialogs import Confirm

        waiting = await self.navigation.unfinished() if self.context else 0
        if waiting and not isinstance(self.screen, Confirm):
            question = Confirm(
                _("Close the counter?"),
                _("Unfinished forms: {count}. They stay on the disk and come back by F2.", count=waiting),
            )
            if not await self.push_screen_wait(question):
                return
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.leave()
        self.exit(0)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """F10 lists what this screen and every screen can do, from the same declarations as the keys."""
        page = screen if isinstance(screen, Page) else None
        here = dict.fromkeys((*(page.keys_shown() if page else ()), *(page.COMMANDS_HERE if page else ())))
        for command in (*here, *(each for each in (*keys.EVERYWHERE, *keys.FROM_BOARD) if each not in here)):
            if command is not keys.PALETTE:
                yield SystemCommand(
                    f"{_(command.label)}  {command.spelled}", _(command.tooltip), self._runner(command)
                )

    def _runner(self, command: keys.UiCommand) -> Any:
        async def run() -> None:
            await self.run_action(command.action, self.screen)

        return run

    # What screens ask for

    def on_ticket_chosen(self, event: messages.TicketChosen) -> None:
        """Show a ticket."""
        self.navigation.show_ticket(event.ticket)

    async def on_step_wanted(self, event: messages.StepWanted) -> None:
        """Go to a step."""
        await self.navigation.step(event.command, event.ticket)

    def on_paper_wanted(self, event: messages.PaperWanted) -> None:
        """Show a paper over its ticket."""
        self.navigation.show_paper(event.ticket, event.kind)

    def on_intake_wanted(self, event: messages.IntakeWanted) -> None:
        """Take somebody in who waits."""
        self.navigation.take_in(event.arrival)

    async def on_scanned(self, event: messages.Scanned) -> None:
        """A scanner sent something."""
        if self.context is not None:
            await self.navigation.scanned(event)

    # A store comes to life

    def _found(self, values: dict[str, str]) -> str:
        return self._doors.found(self.home, values)

    def _practise(self, _values: dict[str, str]) -> str:
        return self._doors.practise()

    def _accept_rollback(self, reason: str, pin: str) -> None:
        context = self.navigation.context
        self._doors.accept_rollback(context.desk, reason, pin, context.staff)

    def on_store_ready(self, event: messages.StoreReady) -> None:
        """Open the store that was just made."""
        self.home = Path(event.folder)
        self._open(self._doors.open_desk(self.home))

    def on_rollback_accepted(self) -> None:
        """Go on where the new branch begins."""
        self._open(self.navigation.context.desk)

    def _open(self, desk: Desk) -> None:
        self.context = Context(desk, self._settings, self._work)
        settings.save(self.home, self._settings)
        # Over the first screen, not instead of it: Textual cannot switch away from a default screen.
        self.push_screen(BoardScreen(self.context, desk.board()))
        self.call_after_refresh(self._warm)
