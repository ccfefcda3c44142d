"""One ticket: what is known, what happened, and the next step as one key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.screens.page import Page
from mihome_desk.screens.same_customer import next_of, others_words
from mihome_desk.screens.telling import told
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import StepWanted
from mihome_desk.widgets import clocks
from mihome_desk.widgets.prose import Hanging, Prose
from mihome_desk.widgets.summary import Summary

if TYPE_CHECKING:
    from mihome_desk.desk import Desk, Dossier, Head
    from mihome_desk.rules.ticket import Ticket

KEY_OF_STEP = {
    "answer_checks": keys.CHECK,
    "quote": keys.QUOTE,
    "answer_quote": keys.QUOTE,
    "start_repair": keys.REPAIR,
    "resume": keys.WAITING,
    "complete_repair": keys.REPAIR,
    "hand_over": keys.HAND_OVER,
    **dict.fromkeys(("pack", "ship", "receive_back", "dispatch"), keys.MAIL_IN),
}


def facts_of(desk: Desk, dossier: Dossier) -> Sequence[tuple[str, str]]:
    """The facts of the service rules; their words load behind the first frame."""
    from mihome_desk.screens.ticket_facts import facts

    return facts(desk, dossier)


def closed_word(ticket: Ticket) -> str:
    """How a ticket was closed whose device went to nobody, "" for all others."""
    if "settle" in ticket.storage:
        return _("Nobody came, settled")
    nobody = ticket.outcome == "refunded" or (
        ticket.outcome == "void" and ticket.collected == ticket.given_up
    )
    return _("Closed") if ticket.stage == "collected" and nobody else ""


class TicketScreen(Page):
    """Everything about one ticket."""

    CSS_PATH = "ticket.tcss"
    COMMANDS_HERE = (keys.NEXT, *keys.SMALL_STEPS.values())
    HELP_TEXT = N_(
        "Enter does what the ticket needs next; the line under the title says what that is. F5 to F9 go to each step "
        "by name; F5 shows both lists side by side when they are closed. The letters are the small steps, each with "
        "what it does to the rate, to the slip and to the way back before you confirm. D decides the coverage, S puts "
        "parts in and takes them out, X mails the device in, L lends a loaner and takes it back, Z is for devices that "
        "nobody collects, E shows all visits of the device and of its owner. Every fact can be put right: both values "
        "stay in the history. When a device is handed over, Enter goes on to the next one of the same customer."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self.others: tuple[Head, ...] = ()
        self._seen = 0

    def heading(self) -> str:
        """The number."""
        return self.dossier.number if self.dossier else ""

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Next step first, then what the stage allows."""
        if self.dossier is None:
            return (keys.BACK,)
        small = [key for name, key in keys.SMALL_STEPS.items() if self.check_action("small", (name,))]
        first = [keys.NEXT] if self.dossier.next_step or self._next_device() else []
        return (*first, keys.PRINT, *small, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """Title with stage and clock, next step, facts on the left, history on the right."""
        yield Static("", id="stage", markup=False)
        yield Static("", id="next", markup=False)
        yield Prose(id="others")
        with Horizontal():
            with VerticalScroll(id="facts", can_focus=False):
                yield Summary(id="summary")
            with Vertical(id="past"):
                yield Static(_("What happened"), id="past-title", markup=False)
                with VerticalScroll(id="history"):
                    yield Hanging(lead=7, id="events")

    async def fill(self) -> None:
        """Load it."""
        await self.look()
        self.query_one("#history").focus()

    async def retell(self) -> None:
        """The facts and the history."""
        self.query_one("#past-title", Static).update(_("What happened"))
        await self.look()

    def start(self) -> None:
        """The clock runs on while one looks."""
        self.set_interval(1.0, self._tick)

    async def on_screen_resume(self) -> None:
        """Load it again: another screen may have moved it on."""
        await self.look()

    async def _tick(self) -> None:
        if self.is_current:
            self._show_clock()
            await self._reread()

    async def _reread(self) -> None:
        desk = self.context.desk
        if self.dossier and await self.read(desk.seq) != self._seen:
            await self.look()
        elif self.dossier:
            head = await self.read(lambda: desk.head(self.ticket))
            if head is not None:
                self.dossier = self.dossier._replace(head=head)

    async def look(self) -> None:
        """Read the dossier and show it."""
        desk = self.context.desk
        self._seen = await self.read(desk.seq)
        dossier = self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        if dossier is None:
            self.notify(_("There is no such ticket."), severity="warning")
            return
        self.others = await self.read(lambda: desk.others_here(self.ticket))
        self.query_one(Summary).show(dossier, desk.local, await self.read(lambda: facts_of(desk, dossier)))
        quiet = self.app.theme_variables["quiet"]
        self.query_one(Hanging).show(told(dossier.history, desk.local, quiet))
        self._show_clock()
        self.say_keys()
        self.show_status()

    def _show_clock(self) -> None:
        if self.dossier is None:
            return
        self.query_one("#stage", Static).update(self._stage_line(self.dossier))
        self.query_one("#next", Static).update(self._next_line(self.dossier))
        others = self.query_one("#others", Prose)
        others.display = bool(self.others)
        others.update(others_words(self.others))

    def _stage_line(self, dossier: Dossier) -> Text:
        """Where it stands, the strict clock, and what else runs: a promise, storage, a wait."""
        head, variables = dossier.head, self.app.theme_variables
        stage = closed_word(dossier.ticket) or words.word(words.STAGES, head.stage)
        if head.outcome:
            stage = f"{stage} · {words.word(words.OUTCOMES, head.outcome)}"
        line = Text.assemble((stage, "bold"), "   ", words.word(words.PROGRAMMES, head.programme))
        hour, burning, wait = clocks.hour_words(head), clocks.burning_words(head), clocks.wait_words(head)
        outside = head.clock.state == "outside" and not head.ticking
        if not outside:
            late = "error" if head.left_ms < 0 else "warning" if head.left_ms < clocks.WARN_MS else ""
            colour = late if head.ticking and late else "foreground"
            line.append(f"   {hour}", style=f"bold {variables[colour]}")
        if burning != hour and (head.burning is None or head.burning.kind != "hour"):
            line.append(f"   {burning}", style=variables[clocks.state_of(head)])
        if wait:
            line.append(f"   {wait}", style=variables["quiet"])
        return line

    def _next_line(self, dossier: Dossier) -> Text:
        variables, step, other = self.app.theme_variables, dossier.next_step, self._next_device()
        guide = Text()
        if step or other:
            guide.append("Enter ", style=f"bold {variables['primary']}")
        if step:
            guide.append(words.word(words.COMMANDS, step), style="bold")
            key = KEY_OF_STEP.get(step)
            guide.append(f"  ({key.spelled})" if key else "", style=variables["quiet"])
        elif other is not None:
            number = other.number.partition("-")[2]
            guide.append(
                _("Hand over the next: {number} {device}", number=number, device=other.device), style="bold"
            )
        return guide

    def _next_device(self) -> Head | None:
        """The device to be handed over after this one, once this one has left."""
        collected = self.dossier is not None and self.dossier.ticket.stage == "collected"
        return next_of(self.others) if collected else None

    def action_next(self) -> None:
        """Go where the next step is done; after hand-over that is the customer's next device."""
        other = self._next_device()
        if self.dossier is None:
            return
        if self.dossier.next_step == "resume":
            self.action_small("wait")
        elif self.dossier.next_step:
            self.post_message(StepWanted(self.ticket, self.dossier.next_step))
        elif other is not None:
            self.post_message(StepWanted(other.id, "hand_over"))

    @work
    async def action_small(self, name: str) -> None:
        """One of the small steps, by the command that it leads to; some have a screen of their own."""
        from mihome_desk.screens import asking, small_steps
        from mihome_desk.screens.steps import OF_SCREENS

        dossier, desk = self.dossier, self.context.desk
        if dossier is None:
            return
        now = small_steps.step_now(name, dossier.ticket)
        if name in OF_SCREENS and now != "return_part":
            self.post_message(StepWanted(self.ticket, name))
            return
        step = small_steps.step_of(now)
        matter = asking.Matter(dossier, desk.now(), desk.local, self.context.staff)
        if await asking.take(self, step, matter):
            await self.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Single letters that the stage does not allow do nothing."""
        if action != "small" or self.dossier is None:
            return True
        from mihome_desk.screens.small_steps import allowed

        return allowed(str(parameters[0]), self.dossier.ticket)
