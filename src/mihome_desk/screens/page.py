"""What all screens share: the line on top, the keys below, and one way to carry a command out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding

from mihome_desk import words
from mihome_desk.desk import TROUBLES
from mihome_desk.screens.bilingual import Bilingual
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.culling import Culling
from mihome_desk.ui.keys import UiCommand
from mihome_desk.ui.scan import Scan
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.bars import KeyLine, TopLine

if TYPE_CHECKING:
    from mihome_desk.desk import Answer

T = TypeVar("T")


class Page(Bilingual):
    """A full screen of the counter."""

    COMMANDS_HERE: tuple[UiCommand, ...] = (keys.BACK,)
    HELP_TEXT = ""
    BINDINGS = [keys.BACK.binding()]

    def __init__(self, context: Context, ticket: str = "") -> None:
        super().__init__()
        self._compositor = Culling()
        self.context = context
        self.ticket = ticket
        self.title_text = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # A text field has keys of its own for Ctrl+D and the like; ours come first.
        own: list[Binding] = [
            command.binding(priority=command.key.startswith("ctrl+"))
            for command in cls.__dict__.get("COMMANDS_HERE", ())
        ]
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", []), *own]
        super().__init_subclass__(**kwargs)

    def compose(self) -> ComposeResult:
        """Top line, body, keys."""
        yield TopLine()
        yield from self.body()
        yield KeyLine(self.keys_shown())

    def body(self) -> ComposeResult:
        """What stands between the two lines."""
        return iter(())

    def keys_shown(self) -> Iterable[UiCommand]:
        """The commands whose keys the last line names, most useful first."""
        return self.COMMANDS_HERE

    def heading(self) -> str:
        """Where the clerk is."""
        return ""

    async def on_mount(self) -> None:
        """Start what runs once; what is shown is filled by the class below."""
        self.show_status()
        self.start()

    def start(self) -> None:
        """Timers and the like; called once."""

    async def on_screen_resume(self) -> None:
        """What changed meanwhile is shown."""
        self.show_status()

    async def speak(self) -> None:
        """The two lines speak the other language as well."""
        await super().speak()
        self.show_status()
        self.say_keys()

    def show_status(self) -> None:
        """Title, rate and time; the app calls this every second."""
        top = self.query_one(TopLine)
        desk = self.context.desk
        top.practice = desk.store.practice
        top.title = self.heading() if self.ticket else f"{desk.store.label}  {self.heading()}"
        top.status = f"{self.context.rate_text}  {desk.local(desk.now().at_ms):%H:%M}"

    def say_keys(self) -> None:
        """Name the keys anew."""
        self.query_one(KeyLine).show(self.keys_shown())

    def action_back(self) -> None:
        """Back to where this screen was opened from."""
        self.leave()
        self.dismiss()

    def leave(self) -> None:
        """Called before this screen goes away, by whatever key: nothing that was typed may be lost."""

    async def read(self, question: Callable[[], T]) -> T:
        """Ask the desk in a thread; whoever asked is cancelled if this screen went away meanwhile."""
        with self.context.work.going_on():
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self.context.desk.readers, question)
        # A screen that is being taken down loses its widgets one by one before it counts as gone.
        whole = bool(self.query(TopLine)) and bool(self.query(KeyLine))
        if not self.is_attached or not whole:
            raise asyncio.CancelledError
        return answer

    async def carry_out(self, command: Any, *, draft: str = "") -> Answer | None:
        """Carry out a command; a refusal is shown, and None returned for it."""
        answer = await self.attempt(command, draft=draft)
        if answer is not None and answer.refusal is not None:
            self.refused(answer.refusal.field, words.sentence(answer.refusal.code, answer.refusal.params))
            return None
        return answer

    async def attempt(self, command: Any, *, draft: str = "") -> Answer | None:
        """Carry out a command and return its answer, refused or not; None after a failure, which is shown.

        The write is never cancelled: leaving the screen meanwhile loses nothing.
        """
        future = self.context.desk.submit(
            command, actor=self.context.staff, id=secrets.token_hex(8), draft=draft
        )
        try:
            with self.context.work.going_on():
                return await asyncio.shield(asyncio.wrap_future(future))
        except TROUBLES as error:
            self.notify(sentence_of(error), severity="error", timeout=12)
            return None

    def refused(self, field: str, sentence: str) -> None:
        """Show a refusal; forms show it beside its field."""
        self.notify(sentence, severity="warning", timeout=10)

    def current_ticket(self) -> str | None:
        """The ticket that F5 to F9 mean here; "" where none is chosen, None where the screen below knows."""
        return self.ticket or None

    async def scanned(self, scan: Scan) -> bool:
        """Take a scan that means something to this screen; False leaves it to the app."""
        return False

    def help_text(self) -> str:
        """What F1 says about this screen."""
        return _(self.HELP_TEXT)
