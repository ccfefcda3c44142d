"""What is in warranty: each fault with the rules' proposal and its arithmetic, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import getters, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from mihome_desk import words
from mihome_desk.rules import coverage
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Purchase
from mihome_desk.screens import asking, notice
from mihome_desk.screens import coverage_asking as ask
from mihome_desk.screens import coverage_words as said_of
from mihome_desk.screens.coverage_asking import Found
from mihome_desk.screens.coverage_shown import guide, next_undecided, told
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.intake_command import purchase_of
from mihome_desk.screens.page import Page
from mihome_desk.screens.pick import Choosable, Pick
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import PaperWanted
from mihome_desk.widgets.claim_list import ClaimList
from mihome_desk.widgets.prose import Prose

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.coverage import Claim
    from mihome_desk.rules.ticket import Fault
    from mihome_desk.rules.warranty import Proposal


NAMES = 28
"""Cells for the names of exclusions and cracks."""


class CoverageScreen(Page):
    """Fault by fault: Enter accepts what the rules propose, a digit decides otherwise and asks what that needs."""

    CSS_PATH = "coverage.tcss"
    COMMANDS_HERE = (
        keys.ACCEPT,
        keys.COVER_IN,
        keys.COVER_OUT,
        keys.COVER_VOID,
        keys.WHICH_PART,
        keys.CRACK,
        keys.DATES,
        keys.NOTICE,
        keys.NOTICE_PAPER,
    )
    HELP_TEXT = N_(
        "Each fault with what the rules propose: the sentence can be read out to the customer. Enter accepts it. 1, 2 and "
        "3 decide otherwise: a reason and a manager's signature are asked for, and where the customer pays more, what "
        "shows it and that the customer was told. 3 lists the exclusions first; with one of them evidence is enough. P "
        "says which part failed, G what a crack looks like, B fills in dates: the proposal follows at once. Where the "
        "customer pays, N shows the no-warranty notice to be signed, and Y keeps the answer."
    )
    faults = getters.query_one("#faults", ClaimList)

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._claim: Claim | None = None
        self._found: dict[int, Found] = {}

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('Coverage')}" if self.dossier else _("Coverage")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Deciding first; the notice where there is one."""
        open_notice = self.dossier is not None and coverage.needs_notice(self.dossier.ticket)
        of_notice = (keys.NOTICE_PAPER, keys.NOTICE) if open_notice else ()
        return (*of_notice, *self.COMMANDS_HERE[:7], keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """What is known of the purchase, the faults, what to do next."""
        yield Prose(id="purchase")
        with VerticalScroll(id="claims", can_focus=False):
            yield ClaimList(id="faults")
        yield Prose(id="guide")

    async def fill(self) -> None:
        """Load the ticket; the first fault that nobody decided about comes first."""
        await self.look()
        self.faults.cursor = next_undecided(self.dossier.ticket.faults if self.dossier else (), 0)
        self.faults.focus()

    async def retell(self) -> None:
        """Everything."""
        await self.look()

    async def look(self) -> None:
        """Read ticket and earlier repairs, and show them."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        ticket = self.dossier.ticket
        self._claim = await self.read(lambda: desk.claim(ticket))
        self.query_one("#purchase", Prose).update(ask.purchase_words(ticket.purchase))
        self._show()
        self.say_keys()
        self.show_status()

    # What is shown

    def _show(self) -> None:
        if self.dossier is None:
            return
        policy, found = self.context.desk.catalogue.warranty, self._found
        self.faults.show(
            told(self.dossier, policy, at, found.get(at, Found()).part, *self._proposal(at))
            for at in range(len(self.dossier.ticket.faults))
        )
        self.on_claim_list_moved()

    def _proposal(self, at: int) -> tuple[Proposal | None, str]:
        """The proposal with what was found so far, or why there is none."""
        found = self._found.get(at, Found())
        assert self._claim is not None
        try:
            seen = {"excluded": found.excluded, "glass": found.glass}
            return coverage.proposal(self.context.desk.catalogue, self._claim, at, found.part, **seen), ""
        except Refused as refused:
            return None, words.sentence(refused.refusal.code, refused.refusal.params)

    def on_claim_list_moved(self) -> None:
        """The line below speaks of the fault in focus."""
        if self.dossier is not None:
            proposed = self._proposal(self.faults.cursor)[0] if self._fault else None
            said = guide(self.dossier.ticket, self.faults.cursor, proposed)
            self.query_one("#guide", Prose).update(said)

    @property
    def _fault(self) -> Fault | None:
        """The fault in focus."""
        faults = self.dossier.ticket.faults if self.dossier else ()
        return faults[self.faults.cursor] if self.faults.cursor < len(faults) else None

    # What is decided

    def on_claim_list_chosen(self) -> None:
        """Enter."""
        self.action_accept()

    @work
    async def action_accept(self) -> None:
        """What the rules propose holds; the next undecided fault comes into focus."""
        if self._fault is None:
            return
        proposed, why_not = self._proposal(self.faults.cursor)
        if proposed is None:
            self.notify(why_not, severity="warning")
        else:
            await self._decide(proposed.coverage)

    @work
    async def action_cover(self, which: str) -> None:
        """In, out, or not covered; the last asks for the exclusion first."""
        at, policy = self.faults.cursor, self.context.desk.catalogue.warranty
        if self._fault is None:
            return
        if which == "void" and not ask.decides(policy, self._found.get(at, Found())):
            chosen = await self._pick(_("Why is it not covered?"), ask.exclusions(policy))
            if chosen is None:
                return
            if chosen != ask.OTHERWISE:
                self._found[at] = self._found.get(at, Found())._replace(excluded=chosen)
        elif which != "void" and at in self._found:
            self._found[at] = self._found[at]._replace(excluded="")
        if not await self._decide(which):
            self._found[at] = self._found.get(at, Found())._replace(excluded="")
            self._show()

    async def _decide(self, which: str) -> bool:
        """Ask what is still needed, decide, and go on; a refusal brings the question back as it was typed."""
        at, fault = self.faults.cursor, self._fault
        assert fault is not None
        found = self._found.get(at, Found())
        proposed, _why_not = self._proposal(at)
        need = ask.needed(which, found, proposed, fault.covered)
        hint = ask.evidence_hint(self.context.desk.catalogue.warranty, found.excluded)
        title = _("{fault}: {said}", fault=said_of.fault_name(fault, at), said=said_of.plain(which))
        said: dict[str, str] | None = {}
        wrong: tuple[str, str] | None = None
        while True:
            if need.anything:
                rows = ask.rows(need, hint)
                for row in rows:
                    row.begin_with((said or {}).get(row.field))
                said = await self.app.push_screen_wait(Ask(title, rows, ask.why(need, proposed), wrong))
            if said is None:
                return False
            answer = await self.attempt(ask.decision(self.ticket, at, which, found, said))
            if answer is None:
                return False
            if answer.refusal is None:
                break
            wrong = ask.wrong(answer.refusal)
            if not need.anything:
                self.notify(wrong[1], severity="warning", timeout=10)
                return False
        self._found.pop(at, None)
        await self.look()
        self.faults.cursor = next_undecided(self.dossier.ticket.faults if self.dossier else (), at)
        return True

    # What is found

    async def _pick(self, title: str, listed: list[Choosable]) -> str | None:
        return await self.app.push_screen_wait(Pick(title, listed, names=NAMES))

    @work
    async def action_which_part(self) -> None:
        """Another part's period; nothing is written before it is decided."""
        if self.dossier is None or self._fault is None:
            return
        at, policy = self.faults.cursor, self.context.desk.catalogue.warranty
        chosen = await self._pick(
            _("Which part failed?"), ask.parts(policy, self.dossier.ticket.device.category)
        )
        if chosen is not None:
            self._found[at] = self._found.get(at, Found())._replace(part=chosen)
            self._show()

    @work
    async def action_crack(self) -> None:
        """What a crack looks like."""
        if self._fault is None:
            return
        at = self.faults.cursor
        chosen = await self._pick(
            _("What does the crack look like?"), ask.cracks(self.context.desk.catalogue.warranty)
        )
        if chosen is not None:
            self._found[at] = self._found.get(at, Found())._replace(glass=chosen)
            self._show()

    @work
    async def action_dates(self) -> None:
        """Fill in how it was bought; the proposals follow."""
        if self.dossier is None:
            return
        ticket = self.dossier.ticket
        today = self.context.desk.local(self.context.desk.now().at_ms).date()
        said: dict[str, str] | None = {}
        wrong: tuple[str, str] | None = None
        while True:
            rows = ask.date_rows(ticket.purchase)
            for row in rows:
                row.begin_with((said or {}).get(row.field))
            why = _("Both values stay in the history.")
            said = await self.app.push_screen_wait(Ask(_("How was it bought?"), rows, why, wrong))
            if said is None:
                break
            refusal = await self._correct(purchase_of(said, today))
            if refusal is None:
                break
            wrong = refusal
        await self.look()

    async def _correct(self, purchase: Purchase) -> tuple[str, str] | None:
        """Correct what differs; field and sentence of what was refused."""
        assert self.dossier is not None
        for command in ask.corrections(self.dossier.ticket, purchase):
            answer = await self.attempt(command)
            if answer is not None and answer.refusal is not None:
                sentence = words.sentence(answer.refusal.code, answer.refusal.params)
                return command.field.removeprefix("purchase."), sentence
        return None

    # The notice

    @work
    async def action_small(self, _name: str) -> None:
        """Y: what the customer said to the notice."""
        if self.dossier is None:
            return
        if not coverage.needs_notice(self.dossier.ticket):
            self.notify(words.sentence("no_notice", {}), severity="warning")
            return
        desk = self.context.desk
        matter = asking.Matter(self.dossier, desk.now(), desk.local, self.context.staff)
        if await asking.take(self, notice.ANSWER, matter):
            await self.look()

    def action_notice_paper(self) -> None:
        """N: the paper itself."""
        if self.dossier is None or not coverage.needs_notice(self.dossier.ticket):
            self.notify(words.sentence("no_notice_yet", {}), severity="warning")
        else:
            self.post_message(PaperWanted(self.ticket, "no_warranty_notice"))
