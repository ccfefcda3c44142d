"""Who came in and waits: take them in, or close a visit that is no repair."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.desk import VaultKeyLost
from mihome_desk.rules.arrivals import VisitResult
from mihome_desk.rules.front import Arrival
from mihome_desk.screens import intake_aside as aside
from mihome_desk.screens.drafts import title_of
from mihome_desk.screens.intake_aside import Waiting
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.messages import IntakeWanted
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.suggest import Chooser

LOOK_EVERY_S = 1.0


class ArrivalsScreen(Page):
    """The queue of today, the longest wait on top."""

    CSS_PATH = "arrivals.tcss"
    COMMANDS_HERE = (keys.TAKE, keys.CONSULTED, keys.BOUGHT, keys.GONE)
    HELP_TEXT = N_(
        "Everybody who got a queue number (Ctrl+O) and has no ticket yet, the longest wait on top. Enter takes the one "
        "in focus in. A visit without a repair is closed by a digit: 1 only wanted advice, 2 bought something, 3 left."
    )
    queue = getters.query_one("#queue", Chooser)

    def __init__(self, context: Context, ticket: str = "") -> None:
        super().__init__(context, ticket)
        self._waiting = Waiting()
        self._seq = -1

    def heading(self) -> str:
        """The screen by name."""
        return _("Waiting customers")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """What can be done with who is in focus, and who came."""
        return (*self.COMMANDS_HERE, keys.ARRIVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """How many wait; one line for each; a sentence when nobody does."""
        yield Static("", id="how-many", markup=False)
        yield Chooser(digits=False, id="queue")
        yield Prose("", id="nobody")

    async def fill(self) -> None:
        """The queue has the focus."""
        await self._look()
        self.queue.focus()

    async def retell(self) -> None:
        """The lines again."""
        self._show()

    def start(self) -> None:
        """Waits grow; others stamp and take as well."""
        self.set_interval(LOOK_EVERY_S, self._look_again)

    async def on_screen_resume(self) -> None:
        """Back from a ticket."""
        self.call_later(self._look)

    async def _look_again(self) -> None:
        if self.is_current:
            desk = self.context.desk
            if await self.read(desk.seq) != self._seq:
                await self._look()
            else:
                self._show()

    async def _look(self) -> None:
        desk = self.context.desk
        self._seq = await self.read(desk.seq)
        try:
            self._waiting = await self.read(lambda: aside.look(desk))
        except VaultKeyLost:
            self._waiting = await self.read(lambda: aside.look_without_key(desk))
        self._show()

    def _show(self) -> None:
        arrivals = self._waiting.arrivals
        self.queue.show([self._line(each) for each in arrivals])
        said = _("{count} wait", count=len(arrivals)) if arrivals else ""
        self.query_one("#how-many", Static).update(said)
        nobody = _("Nobody waits. Ctrl+O gives a queue number to whoever comes in.")
        self.query_one("#nobody", Prose).update("" if arrivals else nobody)

    def _line(self, arrival: Arrival) -> str:
        desk = self.context.desk
        minutes = aside.waits_minutes(arrival, desk.now().at_ms)
        said = _("No. {queue}", queue=arrival.queue)
        since = _(
            "since {time}, {minutes} min", time=f"{desk.local(arrival.at.at_ms):%H:%M}", minutes=minutes
        )
        draft = self._waiting.draft_with(arrival.queue, desk.today())
        begun = _("begun: {who}", who=title_of(draft)) if draft else ""
        return "   ".join(part for part in (said, since, begun) if part)

    def _selected(self) -> Arrival | None:
        arrivals = self._waiting.arrivals
        return arrivals[self.queue.at] if self.queue.at < len(arrivals) else None

    def on_chooser_picked(self, event: Chooser.Picked) -> None:
        """Enter."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Take the one in focus in."""
        arrival = self._selected()
        if arrival is not None:
            self.post_message(IntakeWanted(arrival.queue))

    async def action_close(self, result: str) -> None:
        """Close a visit without a repair."""
        arrival = self._selected()
        if arrival is None:
            return
        answer = await self.carry_out(VisitResult(arrival.queue, result))  # type: ignore[arg-type]
        if answer is not None:
            said = words.word(words.VISITS, result)
            self.notify(_("No. {queue}: {result}.", queue=arrival.queue, result=said))
        await self._look()
