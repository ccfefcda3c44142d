"""One ticket: what is known, what happened, and the next step as one key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules import intake, repair
from mihome_desk.rules.stages import TABLE
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import StepWanted
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.summary import Summary
from mihome_desk.widgets.ticket_list import clock_words

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

KEY_OF_STEP = {
    "answer_checks": keys.CHECK,
    "quote": keys.QUOTE,
    "answer_quote": keys.QUOTE,
    "start_repair": keys.REPAIR,
    "complete_repair": keys.REPAIR,
    "hand_over": keys.HAND_OVER,
}
SMALL_STEPS = {
    "tell_customer": keys.TELL,
    "note": keys.NOTE,
    "withdraw": keys.WITHDRAW,
    "reopen": keys.REOPEN,
    "change_programme": keys.PROGRAMME,
    "void": keys.VOID,
}


class TicketScreen(Page):
    """Everything about one ticket."""

    CSS_PATH = "ticket.tcss"
    COMMANDS_HERE = (
        keys.NEXT,
        keys.TELL,
        keys.NOTE,
        keys.WITHDRAW,
        keys.REOPEN,
        keys.PROGRAMME,
        keys.VOID,
    )
    HELP_TEXT = N_(
        "Enter does what the ticket needs next; the line under the title says what that is. F5 to F9 go to each "
        "step by name. T notes that the customer was told, N adds a note, W takes the device back unrepaired, "
        "O reopens a completed ticket, P changes the programme, V makes it void."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None

    def heading(self) -> str:
        """The number."""
        return self.dossier.number if self.dossier else ""

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Next step first, then what the stage allows."""
        if self.dossier is None:
            return (keys.BACK,)
        ticket = self.dossier.ticket
        small = [
            key
            for command, key in SMALL_STEPS.items()
            if ticket.stage in TABLE[command] and not ticket.source
        ]
        first = [keys.NEXT] if self.dossier.next_step else []
        return (*first, keys.PRINT, *small, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """Title with stage and clock, next step, facts on the left, history on the right."""
        yield Static("", id="stage", markup=False)
        yield Static("", id="next", markup=False)
        with Horizontal():
            with VerticalScroll(id="facts", can_focus=False):
                yield Summary(id="summary")
            with Vertical(id="past"):
                yield Static(_("What happened"), id="past-title", markup=False)
                with VerticalScroll(id="history"):
                    yield Static("", id="events", markup=False)

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

    _seen = 0

    async def look(self) -> None:
        """Read the dossier and show it."""
        desk = self.context.desk
        self._seen = await self.read(desk.seq)
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        if self.dossier is None:
            self.notify(_("There is no such ticket."), severity="warning")
            return
        self.query_one(Summary).show(self.dossier, desk.local)
        self.query_one("#events", Static).update(self._history())
        self._show_clock()
        self.say_keys()
        self.show_status()

    def _show_clock(self) -> None:
        if self.dossier is None:
            return
        head, variables = self.dossier.head, self.app.theme_variables
        stage = words.word(words.STAGES, head.stage)
        if head.outcome:
            stage = f"{stage} · {words.word(words.OUTCOMES, head.outcome)}"
        line = Text.assemble((stage, "bold"), "   ", words.word(words.PROGRAMMES, head.programme), "   ")
        if head.clock.state != "outside" or head.ticking:
            colour = "foreground"
            if head.ticking:
                colour = (
                    "error" if head.left_ms < 0 else "warning" if head.left_ms < 600_000 else "foreground"
                )
            line.append(clock_words(head), style=f"bold {variables[colour]}")
        self.query_one("#stage", Static).update(line)
        step = self.dossier.next_step
        guide = Text()
        if step:
            key = KEY_OF_STEP[step]
            guide.append("Enter ", style=f"bold {variables['primary']}")
            guide.append(words.word(words.COMMANDS, step), style="bold")
            guide.append(f"  ({key.spelled})", style=variables["quiet"])
        self.query_one("#next", Static).update(guide)

    def _history(self) -> Text:
        assert self.dossier is not None
        variables, local = self.app.theme_variables, self.context.desk.local
        text = Text()
        for event in reversed(self.dossier.history):
            text.append(f"{local(event.at_ms):%m-%d %H:%M}  ", style=variables["quiet"])
            text.append(words.word(words.EVENTS, event.kind))
            detail = event_words(event.kind, event.facts, event.words)
            text.append(f"  {detail}" if detail else "", style=variables["quiet"])
            text.append(f"  {event.actor}\n", style=variables["quiet"])
        return text

    def action_next(self) -> None:
        """Go where the next step is done."""
        if self.dossier and self.dossier.next_step:
            self.post_message(StepWanted(self.ticket, self.dossier.next_step))

    @work
    async def action_tell(self) -> None:
        """How was the customer told?"""
        channels = [*words.CHANNELS.items()]
        await self._ask_until_right(
            _("The customer was told"),
            lambda: [Row("channel", N_("How"), value="phone", options=channels)],
            lambda said: repair.TellCustomer(self.ticket, said["channel"]),  # type: ignore[arg-type]
        )

    @work
    async def action_note(self) -> None:
        """Words about this ticket; the manager's words settle what failed after the repair."""
        settles = self.dossier.ticket.regressions if self.dossier else ()
        why = ""
        if settles:
            why = _(
                "Worked before and fails now: {items}. A manager says what is done about it.",
                items=" ".join(settles),
            )
        await self._ask_until_right(
            _("Note"),
            lambda: [Row("words", N_("Note")), *([_pin_row()] if settles else [])],
            lambda said: intake.Note(self.ticket, said["words"], settles, said.get("pin", "")),
            why,
        )

    @work
    async def action_withdraw(self) -> None:
        """Why does the customer take it back?"""
        await self._ask_until_right(
            _("Take the device back unrepaired"),
            lambda: [Row("reason", N_("Reason"))],
            lambda said: repair.Withdraw(self.ticket, said["reason"]),
            self._rate_words("withdraw"),
        )

    @work
    async def action_reopen(self) -> None:
        """What was wrong after all?"""
        await self._ask_until_right(
            _("Reopen"),
            lambda: [Row("reason", N_("Reason"))],
            lambda said: repair.Reopen(self.ticket, said["reason"]),
            _("The completion is struck and the one-hour clock runs on from entry."),
        )

    @work
    async def action_programme(self) -> None:
        """Which programme, and why?"""
        now = self.dossier.ticket.programme if self.dossier else ""
        options = [(code, label) for code, label in words.PROGRAMMES.items() if code != now]
        await self._ask_until_right(
            _("Change the programme"),
            lambda: [
                Row("programme", N_("Programme"), value=options[0][0], options=options),
                Row("reason", N_("Reason")),
            ],
            lambda said: repair.ChangeProgramme(self.ticket, said["programme"], said["reason"]),  # type: ignore[arg-type]
            self._rate_words("programme"),
        )

    @work
    async def action_void(self) -> None:
        """Why should it not exist? A manager signs."""
        here = [("yes", N_("Device is here")), ("no", N_("No device"))]
        await self._ask_until_right(
            _("Make this ticket void"),
            lambda: [
                Row("reason", N_("Reason")),
                Row("here", N_("Device"), value="yes", options=here),
                _pin_row(),
            ],
            lambda said: repair.Void(self.ticket, said["reason"], said["here"] == "yes", said["pin"]),
            _("A void ticket counts for nothing and stays outside the rate. A manager signs."),
        )

    def _rate_words(self, what: str) -> str:
        """What it will do to the rate, before it is confirmed."""
        if self.dossier is None or not self.dossier.head.ticking:
            return ""
        past_hour, diagnosed = self.dossier.head.left_ms < 0, self.dossier.ticket.quote is not None
        if past_hour or (what == "programme" and diagnosed):
            return _("For the one-hour rate this ticket will count as missed.")
        return _("This ticket will stand outside the one-hour rate, and be shown beside it.")

    async def _ask_until_right(
        self,
        title: str,
        rows: Callable[[], list[Row]],
        command_of: Callable[[dict[str, str]], object],
        why: str = "",
    ) -> None:
        """Ask, carry out; a refusal brings the question back with everything typed and what is wrong."""
        said: dict[str, str] | None = {}
        wrong: tuple[str, str] | None = None
        while True:
            fresh = rows()
            for row in fresh:
                row.begin_with((said or {}).get(row.field))
            said = await self.app.push_screen_wait(Ask(title, fresh, why, wrong))
            if said is None:
                return
            answer = await self.attempt(command_of(said))
            if answer is None:
                return
            if answer.refusal is None:
                await self.look()
                return
            field = {"manager_pin": "pin"}.get(answer.refusal.field, answer.refusal.field)
            wrong = (field, words.sentence(answer.refusal.code, answer.refusal.params))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Single letters that the stage does not allow do nothing."""
        names = {key.action: command for command, key in SMALL_STEPS.items()}
        if action in names and self.dossier is not None:
            return self.dossier.ticket.stage in TABLE[names[action]]
        return True


def _pin_row() -> Row:
    return Row("pin", N_("Manager PIN"), password=True, placeholder=N_("empty where the store has none"))


def event_words(kind: str, facts: dict[str, Any], said: dict[str, Any]) -> str:
    """What an entry of the history says beyond its name."""
    tell = _TELLERS.get(kind)
    return tell(facts, said) if tell else str(said.get("words") or said.get("reason") or "")


def _checks_words(facts: dict[str, Any], _said: dict[str, Any]) -> str:
    answers = facts.get("answers", {})
    failed = [item for item, answer in answers.items() if answer == "fail"]
    passed = list(answers.values()).count("pass")
    counted = _("{passed} pass, {failed} fail", passed=passed, failed=len(failed))
    return f"{counted}: {' '.join(failed)}" if failed else counted


def _answer_words(facts: dict[str, Any], said: dict[str, Any]) -> str:
    answer = _("approved") if facts.get("answer") == "approve" else _("declined")
    return f"{answer} · {words.word(words.WAYS, str(said.get('how', '')))}"


def _paper_words(facts: dict[str, Any], said: dict[str, Any]) -> str:
    paper = words.word(words.PAPERS, str(facts.get("paper")))
    copy = int(facts.get("copy", 1))
    return paper if copy == 1 else f"{paper} · {_('COPY {n}', n=copy)} · {said.get('reason', '')}"


def _payment_words(facts: dict[str, Any], _said: dict[str, Any]) -> str:
    method = words.word(words.METHODS, str(facts.get("method")))
    return f"{method} {words.money(int(facts.get('amount', 0)))}"


def _programme_words(facts: dict[str, Any], said: dict[str, Any]) -> str:
    return f"{words.word(words.PROGRAMMES, str(facts.get('programme')))} · {said.get('reason', '')}"


_TELLERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "ChecksAnswered": _checks_words,
    "QuoteMade": lambda facts, _said: words.money(int(facts.get("customer_total", 0))),
    "QuoteAnswered": _answer_words,
    "RepairStarted": lambda facts, _said: str(facts.get("technician", "")),
    "RepairCompleted": lambda facts, _said: words.word(words.OUTCOMES, str(facts.get("outcome"))),
    "CustomerTold": lambda facts, _said: words.word(words.CHANNELS, str(facts.get("channel"))),
    "PaymentTaken": _payment_words,
    "PaperQueued": _paper_words,
    "ProgrammeChanged": _programme_words,
}
