"""The counter: one Textual app that knows where every key leads, and nothing of the data."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

# Twice the usual frame rate: the default makes fast typing wait 13 to 15 ms at the 95th percentile.
os.environ.setdefault("TEXTUAL_FPS", "120")

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.events import Key
from textual.screen import Screen

from mihome_desk import settings, text
from mihome_desk.desk import Desk
from mihome_desk.screens.bilingual import Bilingual
from mihome_desk.screens.board import BoardScreen
from mihome_desk.screens.page import Page
from mihome_desk.text import _
from mihome_desk.ui import keys, messages
from mihome_desk.ui.context import Context
from mihome_desk.ui.scan import ScanHold
from mihome_desk.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


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
    BINDINGS = [*keys.everywhere_bindings(), Binding(keys.PREFIX, "prefix", show=False, priority=True)]
    rate_text = ""

    def __init__(self, home: Path, desk: Desk | None, chosen: settings.Settings, doors: Doors) -> None:
        super().__init__()
        self.home = home
        self.context = Context(desk, chosen) if desk else None
        self._settings = chosen
        self._doors = doors
        self._prefixed = False
        self._hold = ScanHold(self)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = THEMES[chosen.theme].name

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
        """A scanner that types while no field has focus must not press single keys."""
        if isinstance(event, Key) and not event.is_forwarded:
            if self._prefixed and event.key != keys.PREFIX:
                self._prefixed = False
                command = keys.BY_DIGIT.get(event.character or "")
                if command is not None:
                    await self.run_action(command.action)
                    return
            if self._hold.takes(event):
                return
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

    def _page(self) -> Page | None:
        return self.screen if isinstance(self.screen, Page) else None

    def _ticket(self) -> str:
        """The ticket that F5 to F9 mean: that of the screen, or the one in focus on the board."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, BoardScreen):
                return screen.current_ticket()
            if isinstance(screen, Page) and screen.ticket:
                return screen.ticket
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a store, or over a question, few keys work: the question has to be answered first."""
        if action not in {command.id for command in keys.EVERYWHERE} or action == "quit_desk":
            return True
        if action in {"language", "theme"}:
            return isinstance(self.screen, Bilingual)
        return self.context is not None and isinstance(self.screen, Page)

    def _home_board(self) -> None:
        while len(self.screen_stack) > 1 and not isinstance(self.screen, BoardScreen):
            if isinstance(self.screen, Page):
                self.screen.leave()
            # Whoever waits for a dialog's answer hears that there is none.
            self.screen.dismiss()

    def show(self, screen: Screen[Any], *, over_board: bool = False) -> None:
        """Show a screen over the present one, or over the board alone."""
        if over_board:
            self._home_board()
        self.push_screen(screen)

    def action_board(self) -> None:
        """F4."""
        self._home_board()

    def action_intake(self) -> None:
        """F2."""
        from mihome_desk.screens.intake import IntakeScreen

        if not isinstance(self.screen, IntakeScreen):
            self.show(IntakeScreen(self._open_context()), over_board=True)

    def action_find(self) -> None:
        """F3."""
        from mihome_desk.screens.find import FindScreen

        if not isinstance(self.screen, FindScreen):
            self.show(FindScreen(self._open_context()), over_board=True)

    def action_help(self) -> None:
        """F1."""
        from mihome_desk.screens.help import HelpScreen

        page = self._page()
        if page is not None and not isinstance(page, HelpScreen):
            here = dict.fromkeys((*page.keys_shown(), *page.COMMANDS_HERE))
            self.show(HelpScreen(self._open_context(), page.heading, page.help_text, here))

    def action_palette(self) -> None:
        """F10."""
        from mihome_desk.screens.palette import Palette

        self.push_screen(Palette(placeholder=_("Type a few letters"), id="--command-palette"))

    async def action_check(self) -> None:
        """F5."""
        await self._step("answer_checks")

    async def action_quote(self) -> None:
        """F6: the customer's answer while a quote is open, else a quote; on the answer a changed quote."""
        from mihome_desk.screens.quote import ApprovalScreen

        open_quote = not isinstance(self.screen, ApprovalScreen)
        await self._step("answer_quote" if open_quote else "quote")

    async def action_repair(self) -> None:
        """F7."""
        await self._step("repair")

    async def action_hand_over(self) -> None:
        """F8: without a ticket it waits for a scan."""
        if self._ticket() and not isinstance(self.screen, BoardScreen):
            await self._step("hand_over")
        else:
            self.action_find()

    async def action_print(self) -> None:
        """F9: the receipt of a collected device, the slip of any other."""
        await self._step("print_paper")

    async def _read(self, question: Callable[[], T]) -> T:
        """Ask the desk in a thread; unlike a page's, an answer to the app is never too late."""
        return await asyncio.get_running_loop().run_in_executor(self._open_context().desk.readers, question)

    async def _step(self, command: str, ticket: str = "") -> None:
        from mihome_desk.screens.steps import NotNow, screen_for

        ticket = ticket or self._ticket()
        context = self._open_context()
        if not ticket:
            self.notify(_("Choose a ticket first: F3 finds one, F4 shows the board."), severity="warning")
            return
        page = self._page()
        if page is None:
            return
        dossier = await self._read(lambda: context.desk.dossier(ticket))
        if dossier is None or self.screen is not page:
            return
        try:
            wanted = screen_for(command, dossier, context)
        except NotNow as error:
            self.notify(str(error), severity="warning", timeout=8)
            return
        if type(self.screen) is not type(wanted):
            self.show(wanted)

    async def action_language(self) -> None:
        """Ctrl+L: the other language on every open screen; nothing typed is lost."""
        self._change(language="en" if text.current() == "zh_CN" else "zh_CN")
        for screen in self.screen_stack:
            if isinstance(screen, Bilingual):
                await screen.speak()

    def action_theme(self) -> None:
        """Ctrl+T: light or dark."""
        self._change(theme="light" if self._settings.theme == "dark" else "dark")

    def _change(self, **values: str) -> None:
        from dataclasses import replace

        self._settings = replace(self._settings, **values)  # type: ignore[arg-type]
        text.use(self._settings.language)
        self.theme = THEMES[self._settings.theme].name
        if self.context:
            self.context.settings = self._settings
            settings.save(self.home, self._settings)

    async def action_arrive(self) -> None:
        """Ctrl+O: a queue number for somebody who came in."""
        from mihome_desk.rules.intake import Arrive

        page = self._page()
        answer = await page.carry_out(Arrive()) if page else None
        if answer is not None:
            self.notify(_("Number {queue} waits.", queue=answer.queue))

    def action_quit_desk(self) -> None:
        """Ctrl+Q: what stands in a form is on its way to the disk before the app ends."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.leave()
        self.exit(0)

    def action_prefix(self) -> None:
        """Ctrl+G: the next digit is a function key."""
        self._prefixed = True

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """F10 lists what this screen and every screen can do, from the same declarations as the keys."""
        page = screen if isinstance(screen, Page) else None
        here = dict.fromkeys((*(page.keys_shown() if page else ()), *(page.COMMANDS_HERE if page else ())))
        for command in (*here, *(each for each in keys.EVERYWHERE if each not in here)):
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
        self._show_ticket(event.ticket)

    def _show_ticket(self, ticket: str) -> None:
        from mihome_desk.screens.ticket import TicketScreen

        self.show(TicketScreen(self._open_context(), ticket), over_board=True)
        for screen in self.screen_stack:
            if isinstance(screen, BoardScreen):
                screen.come_back_to(ticket)

    async def on_step_wanted(self, event: messages.StepWanted) -> None:
        """Go to a step."""
        await self._step(event.command, event.ticket)

    def on_paper_wanted(self, event: messages.PaperWanted) -> None:
        """Show a paper over its ticket."""
        from mihome_desk.screens.slip import SlipScreen

        self._show_ticket(event.ticket)
        self.show(SlipScreen(self._open_context(), event.ticket, event.kind))

    async def on_scanned(self, event: messages.Scanned) -> None:
        """A slip opens its ticket from every screen."""
        page = self._page()
        if page is None:
            return
        context = self._open_context()
        ticket = await self._read(lambda: context.desk.resolve(event.text))
        if ticket:
            self._show_ticket(ticket)
        else:
            self.notify(_("This scan belongs to no ticket of this store."), severity="warning")

    # A store comes to life

    def _open_context(self) -> Context:
        assert self.context is not None
        return self.context

    def _found(self, values: dict[str, str]) -> str:
        return self._doors.found(self.home, values)

    def _practise(self, _values: dict[str, str]) -> str:
        return self._doors.practise()

    def _accept_rollback(self, reason: str, pin: str) -> None:
        context = self._open_context()
        self._doors.accept_rollback(context.desk, reason, pin, context.staff)

    def on_store_ready(self, event: messages.StoreReady) -> None:
        """Open the store that was just made."""
        self.home = Path(event.folder)
        self._open(self._doors.open_desk(self.home))

    def on_rollback_accepted(self) -> None:
        """Go on where the new branch begins."""
        self._open(self._open_context().desk)

    def _open(self, desk: Desk) -> None:
        self.context = Context(desk, self._settings)
        settings.save(self.home, self._settings)
        # Over the first screen, not instead of it: Textual cannot switch away from a default screen.
        self.push_screen(BoardScreen(self.context, desk.board()))
        self.call_after_refresh(self._warm)
