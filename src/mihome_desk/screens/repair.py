"""Start a repair, and complete it: outcome, what was found, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.repair import CompleteRepair, StartRepair
from mihome_desk.screens.form import Form
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Row
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
        "Say what came out, what was found and what was done; both are printed on the receipt. Ctrl+S completes the "
        "ticket and stops the one-hour clock. Completed is not yet told and not yet collected."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None

    def heading(self) -> str:
        """Number and screen."""
        return (
            f"{self.dossier.short}  {_('Complete the repair')}" if self.dossier else _("Complete the repair")
        )

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """The three fields, the ticket's facts below."""
        yield Static("", classes="space")
        yield Row("outcome", N_("Outcome"), value="repaired", options=OUTCOMES)
        yield Row("found", N_("Found"), placeholder=N_("the cause"), limit=2_000)
        yield Row("done", N_("Done"), placeholder=N_("parts changed, work done"), limit=2_000)
        with VerticalScroll(id="facts", can_focus=False):
            yield Summary(id="summary")

    async def fill(self) -> None:
        """The outcome that the ticket's way suggests."""
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
        self.query_one(Summary).show(self.dossier, desk.local)
        self.show_status()
        self.row("found").widget.focus()

    async def retell(self) -> None:
        """The facts."""
        if self.dossier is not None:
            self.query_one(Summary).show(self.dossier, self.context.desk.local)

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """Typed words make a draft."""
        return bool(fields["found"] or fields["done"])

    async def action_save(self) -> None:
        """Complete it; the clock stops at this entry."""
        value = self.values()
        command = CompleteRepair(self.ticket, value["outcome"], value["found"], value["done"])  # type: ignore[arg-type]
        if await self.carry_out(command, draft=self.draft_id) is not None:
            self.finished = True
            self.dismiss()
