"""Start a repair, and complete it: outcome, what was found, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.repair import CompleteRepair, StartRepair
from mihome_desk.screens import proposals
from mihome_desk.screens.form import Form
from mihome_desk.screens.rate_words import Step, rate_words
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Choice, Row
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.summary import Summary

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

OUTCOMES = [(code, words.OUTCOMES[code]) for code in ("repaired", "no_fault_found", "unrepairable")]


class StartScreen(Form):
    """Who repairs it; the technician's name is remembered on the ticket."""

    CSS_PATH = "repair.tcss"
    HELP_TEXT = N_(
        "Say who repairs the device; Ctrl+S or Enter starts the repair. The checklist after it comes next."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('Start the repair')}" if self.dossier else _("Start the repair")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """One field, the ticket's facts below."""
        yield Static("", classes="space")
        yield Row("technician", N_("Technician"), value=self.context.staff, limit=60)
        with VerticalScroll(id="facts", can_focus=False):
            yield Summary(id="summary")

    async def fill(self) -> None:
        """Show what is to be repaired."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        self.query_one(Summary).show(self.dossier, desk.local)
        self.show_status()
        self.row("technician").widget.focus()

    async def retell(self) -> None:
        """The facts."""
        if self.dossier is not None:
            self.query_one(Summary).show(self.dossier, self.context.desk.local)

    async def entered(self, row: Row) -> None:
        """There is only one field: Enter starts."""
        await self.action_save()

    async def action_save(self) -> None:
        """Start it."""
        if await self.carry_out(StartRepair(self.ticket, self.row("technician").value)) is not None:
            self.dismiss()


class CompletionScreen(Form):
    """The one-hour clock stops when this is saved."""

    CSS_PATH = "repair.tcss"
    DRAFT = "completion"
    HELP_TEXT = N_(
        "Say what came out, what was found and what was done; both are printed on the receipt. What the lists and the "
        "quote say already is proposed: Enter takes it, any other key replaces it. Ctrl+S completes the ticket and stops "
        "the one-hour clock; what that means for the rate stands below. Completed is not yet told and not yet collected."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._proposed = {"found": "", "done": ""}

    def heading(self) -> str:
        """Number and screen."""
        return (
            f"{self.dossier.short}  {_('Complete the repair')}" if self.dossier else _("Complete the repair")
        )

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """The three fields, what they do to the rate, the ticket's facts below."""
        yield Static("", classes="space")
        yield Row("outcome", N_("Outcome"), value="repaired", options=OUTCOMES)
        yield Row("found", N_("Found"), placeholder=N_("the cause"), limit=2_000)
        yield Row("done", N_("Done"), placeholder=N_("parts changed, work done"), limit=2_000)
        yield Prose(id="rate")
        with VerticalScroll(id="facts", can_focus=False):
            yield Summary(id="summary")

    async def fill(self) -> None:
        """The outcome that the ticket's way suggests, and the words that go with it."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        if self.dossier.ticket.repair_started is None:
            self.row("outcome").value = "no_fault_found"
        draft = await self.read(lambda: desk.draft(self.DRAFT, self.ticket))
        if draft is not None:
            self.draft_id = draft.id
            for name, value in draft.fields.items():
                self.row(name).value = value
        for name in self._proposed:
            field = self.row(name).widget
            if not isinstance(field, Choice):
                field.select_on_focus = True
        self._propose()
        self.query_one(Summary).show(self.dossier, desk.local)
        self.show_status()
        self.row("found").widget.focus()

    async def retell(self) -> None:
        """The facts."""
        if self.dossier is not None:
            self.query_one(Summary).show(self.dossier, self.context.desk.local)
            self._propose()

    def understand(self, row: Row) -> None:
        """Another outcome has other words and another place in the rate."""
        if row.field == "outcome":
            self._propose()

    def _propose(self) -> None:
        """Put likely words where nobody typed any, and say what the rate will make of the outcome."""
        if self.dossier is None:
            return
        ticket, outcome = self.dossier.ticket, self.row("outcome").value
        likely = {"found": proposals.found(ticket, outcome), "done": proposals.done(ticket, outcome)}
        for name, said in likely.items():
            row = self.row(name)
            if row.value == self._proposed[name] and row.value != said:
                row.value = said
            self._proposed[name] = said
        step: Step = "unrepairable" if outcome == "unrepairable" else "repaired"
        self.query_one("#rate", Prose).update(rate_words(self.dossier, step, self.context.desk.now()))

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """Words that somebody typed make a draft."""
        return any(fields[name] not in {"", proposed} for name, proposed in self._proposed.items())

    async def action_save(self) -> None:
        """Complete it; the clock stops at this entry."""
        value = self.values()
        command = CompleteRepair(self.ticket, value["outcome"], value["found"], value["done"])  # type: ignore[arg-type]
        if await self.carry_out(command, draft=self.draft_id) is not None:
            self.finished = True
            self.dismiss()
