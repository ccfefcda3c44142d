"""Start a repair, and complete it: outcome, what was found, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules import coverage, endings
from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.repair import StartRepair
from mihome_desk.screens import proposals
from mihome_desk.screens.facts import Unclear
from mihome_desk.screens.form import Form
from mihome_desk.screens.rate_words import SAYS, Step, in_one, rate_words
from mihome_desk.screens.repair_ending import FIELD_OF, EndingRows
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Choice, Row
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.summary import Summary

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.warranty import Question

STEP_OF: dict[str, Step] = {
    "unrepairable": "unrepairable",
    "refunded": "refunded",
    "certified": "certified",
}
"""What an outcome is to the one-hour rate; the others are repairs."""
DONE = {
    "exchanged": N_("exchanged for a new device"),
    "refunded": N_("taken back, price refunded"),
    "certified": N_("test certificate for the seller"),
    "withdrawn": N_("put together again and tested"),
}
"""What was done, where that says itself."""


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
    FIELD_OF = FIELD_OF
    HELP_TEXT = N_(
        "Say what came out, what was found and what was done; both are printed on the receipt. What the lists and the "
        "quote say already is proposed: Enter takes it, any other key replaces it. Ctrl+S completes the ticket and stops "
        "the one-hour clock; what that means for the rate stands below. Only outcomes that the coverage gives a right to "
        "are offered: an exchange asks for the new device's numbers, scan its box; a refund for the invoice's price, and "
        "says what goes back; who did not sell the device writes a certificate for the seller. After a withdrawal in the "
        "middle of a repair say what became of the parts. Completed is not yet told and not yet collected."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._proposed = {"found": "", "done": ""}
        self._offered: tuple[str, ...] = ()

    def heading(self) -> str:
        """Number and screen."""
        return (
            f"{self.dossier.short}  {_('Complete the repair')}" if self.dossier else _("Complete the repair")
        )

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """Outcome and what it needs, the two words, what they do to the rate, the ticket's facts below."""
        yield Static("", classes="space")
        yield Row("outcome", N_("Outcome"), value="repaired", options=[*words.OUTCOMES.items()])
        yield EndingRows()
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
        await self._offer()
        draft = await self.read(lambda: desk.draft(self.DRAFT, self.ticket))
        if draft is not None:
            self.draft_id = draft.id
            for name, value in draft.fields.items():
                if name != "outcome" or value in self._offered:
                    self.row(name).value = value
        for name in (*self._proposed, "price", "days"):
            field = self.row(name).widget
            if not isinstance(field, Choice):
                field.select_on_focus = True
        self._propose()
        self.query_one(Summary).show(self.dossier, desk.local)
        self.show_status()
        # Where there is a right to choose, the outcome is asked first; what becomes of the parts before the words.
        first = "parts" if self.row("parts").display else "found"
        self.row("outcome" if set(self._offered) & endings.SELLERS.keys() else first).widget.focus()

    async def _offer(self) -> None:
        """Only what the rules allow this ticket, the likeliest first."""
        assert self.dossier is not None
        desk, ticket = self.context.desk, self.dossier.ticket
        catalogue = await self.read(lambda: desk.catalogue)
        self._offered = endings.offered(ticket, catalogue.warranty, desk.store)
        asked: Question | None = None
        if "refunded" in self._offered:
            claim = await self.read(lambda: desk.claim(ticket))
            asked = coverage.asked(catalogue, claim, endings.refunded_fault(ticket))
        self.query_one(EndingRows).about(ticket, catalogue, asked)
        choice = self.row("outcome").widget
        assert isinstance(choice, Choice)
        choice.options = tuple((code, words.OUTCOMES[code]) for code in self._offered)
        self.row("outcome").value = self._offered[0]
        choice.refresh()

    async def scanned(self, scan: Scan) -> bool:
        """The box of the new device."""
        return self.query_one(EndingRows).scanned(scan)

    async def retell(self) -> None:
        """The facts."""
        if self.dossier is not None:
            self.query_one(Summary).show(self.dossier, self.context.desk.local)
            self._propose()

    def understand(self, row: Row) -> None:
        """Another outcome has other words and another place in the rate."""
        if row.field == "outcome":
            self._propose()
        elif row.field == "same_model":
            self.query_one(EndingRows).say()

    def _propose(self) -> None:
        """Put likely words where nobody typed any, and say what the rate will make of the outcome."""
        if self.dossier is None:
            return
        ticket, outcome = self.dossier.ticket, self.row("outcome").value
        done = _(DONE[outcome]) if outcome in DONE else proposals.done(ticket, outcome)
        likely = {"found": proposals.found(ticket, outcome), "done": done}
        for name, said in likely.items():
            row = self.row(name)
            if row.value == self._proposed[name] and row.value != said:
                row.value = said
            self._proposed[name] = said
        self.query_one(EndingRows).show(outcome)
        self.query_one("#rate", Prose).update(self._rate(self.dossier, outcome))

    def _rate(self, dossier: Dossier, outcome: str) -> str:
        """What the rate will make of it; a withdrawal was judged when the customer said so."""
        if outcome == "withdrawn":
            stopped = _("The one-hour clock stopped when the customer withdrew.")
            return in_one(stopped, _(SAYS.get(dossier.head.clock.state, "")))
        return rate_words(dossier, STEP_OF.get(outcome, "repaired"), self.context.desk.now())

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """Words that somebody typed make a draft, and a new device's numbers."""
        typed = any(fields[name] not in {"", proposed} for name, proposed in self._proposed.items())
        return typed or any(fields.get(name) for name in ("new_imei", "new_sn", "price"))

    async def action_save(self) -> None:
        """Complete it; the clock stops at this entry."""
        value = self.values()
        try:
            given = self.query_one(EndingRows).given()
        except Unclear as unclear:
            self.refused(unclear.field, unclear.sentence)
            return
        if self._list_first(value["outcome"]):
            return
        command = CompleteRepair(self.ticket, value["outcome"], value["found"], value["done"], **given)  # type: ignore[arg-type]
        if await self.carry_out(command, draft=self.draft_id) is not None:
            self.finished = True
            self.dismiss()

    def _list_first(self, outcome: str) -> bool:
        """Whether the list after the repair has to be answered before; it opens, this form waits behind it."""
        if self.dossier is None or outcome in endings.UNTESTED or self.dossier.ticket.post.complete:
            return False
        from mihome_desk.screens.checks import ChecksScreen

        of_new = _("This is the list of the new device.") if outcome == "exchanged" else ""
        first = _("The list comes first; then {key} completes the ticket.", key=keys.SAVE.spelled)
        self.notify(in_one(of_new, first), timeout=10)
        self.app.push_screen(ChecksScreen(self.context, self.ticket, after=True), self._listed)
        return True

    async def _listed(self, _answer: object) -> None:
        """Back from the list: what was typed stands, the ticket is read again."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        self.query_one(Summary).show(self.dossier, desk.local)
        self._propose()
