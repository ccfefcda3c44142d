"""The checklist before or after the repair, and both beside each other."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from mihome_desk.desk import TROUBLES, VaultKeyLost
from mihome_desk.rules.diagnosis import DEAD_DEVICE, AnswerChecks, one_by_one
from mihome_desk.screens.check_rows import progress, rows_of
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.check_list import Before, CheckList, CheckRow

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.ticket import Ticket

BEFORE, AFTER = N_("before"), N_("after")


class ChecksScreen(Page):
    """One key per answer; every answer is in the draft at once, the list becomes one entry by Ctrl+S."""

    CSS_PATH = "checks.tcss"
    COMMANDS_HERE = (
        keys.PASS,
        keys.FAIL,
        keys.UNTESTED,
        keys.NOT_FITTED,
        keys.UNANSWER,
        keys.REST,
        keys.DEAD,
        keys.SAVE,
    )
    HELP_TEXT = N_(
        "Keys 1 to 4 answer the item in focus and go on: pass, fail, untested, not fitted. Backspace takes the last "
        "answer back. The counter's items come first, while the customer stands there, then what belongs to the "
        "complaint (*), then the technician's. Ctrl+S saves what is answered; F5 comes back to the rest. R passes all "
        "the rest after one question and is printed as “not tested one by one”. D is for a device that cannot be "
        "switched on: a short list, printed as “functions could not be tested”. After the repair the answers from "
        "before stand beside, and what worked before and fails now is marked."
    )

    def __init__(self, context: Any, ticket: str, *, after: bool = False) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self.which: Literal["pre", "post"] = "pre"
        self._after = after
        self._draft_id = ""
        self._dead = False

    def heading(self) -> str:
        """Number and list."""
        name = _("Check before the repair") if self.which == "pre" else _("Check after the repair")
        return f"{self.dossier.short}  {name}" if self.dossier else name

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """The answers first."""
        return (
            keys.PASS,
            keys.FAIL,
            keys.UNTESTED,
            keys.NOT_FITTED,
            keys.UNANSWER,
            keys.REST,
            keys.SAVE,
            keys.BACK,
            keys.DEAD,
        )

    def body(self) -> ComposeResult:
        """Counts, the list, how the item in focus is done."""
        yield Static("", id="counts", markup=False)
        yield CheckList(id="items")
        yield Static("", id="how", markup=False)

    @property
    def items(self) -> CheckList:
        """The list on the screen."""
        return self.query_one(CheckList)

    async def fill(self) -> None:
        """Load the list and the answers so far, the draft's over the journal's."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        ticket = self.dossier.ticket
        self.which = "post" if self._after or ticket.stage in {"repairing", "testing"} else "pre"
        checks = ticket.pre if self.which == "pre" else ticket.post
        answers, bulk = dict(checks.answers), set(checks.bulk)
        try:
            draft = await self.read(lambda: desk.draft(f"checks-{self.which}", self.ticket))
        except VaultKeyLost:
            draft = None
        if draft is not None:
            self._draft_id = draft.id
            answers.update(draft.fields)
            bulk -= draft.fields.keys()
        before = before_of(ticket) if self.which == "post" else None
        self.items.show(self._rows(), answers, bulk, before)
        self.items.focus()
        self.show_status()
        self._count()

    async def retell(self) -> None:
        """The items in the other language, the cursor where it was."""
        if self.dossier is not None:
            self.items.show_rows(self._rows())
            self._count()

    def _rows(self) -> list[CheckRow]:
        assert self.dossier is not None
        return rows_of(self.dossier.ticket, self.which, dead=self._dead)

    def _count(self) -> None:
        items = self.items
        self.query_one("#counts", Static).update(counted(items))
        row = items.item
        how = [row.code, row.how, _("belongs to the complaint") if row.asked else ""] if row else []
        self.query_one("#how", Static).update("  ".join(part for part in how if part))

    def on_check_list_moved(self) -> None:
        """The hint follows the cursor."""
        self._count()

    async def action_answer(self, answer: str) -> None:
        """Answer the item in focus; the draft has it before the next key."""
        self.items.answer(answer)
        self._count()
        await self._save_draft()

    async def action_unanswer(self) -> None:
        """Take the last answer back."""
        self.items.take_back()
        self._count()
        await self._save_draft()

    async def _save_draft(self) -> None:
        self._draft_id = self._draft_id or secrets.token_hex(8)
        future = self.context.desk.save_draft(
            f"checks-{self.which}", dict(self._single()), id=self._draft_id, ticket=self.ticket
        )
        try:
            await asyncio.shield(asyncio.wrap_future(future))
        except (*TROUBLES, VaultKeyLost) as error:
            self.notify(sentence_of(error), severity="error")

    def _single(self) -> dict[str, Any]:
        """The answers that were given one by one."""
        items = self.items
        return {code: answer for code, answer in items.answers.items() if code not in items.bulk}

    def action_dead(self) -> None:
        """Show the short list of a device that cannot be switched on, or the whole list again."""
        self._dead = not self._dead
        self.items.show_rows(self._rows())
        self.items.cursor = self.items.first_open()
        self._count()

    def action_rest(self, _rest: str) -> None:
        """Pass what has no answer, all at once."""
        assert self.dossier is not None
        if not self._dead and self._answered_first(one_by_one(self.dossier.ticket)):
            self._ask_and_send(
                "pass",
                _("Pass all the rest?"),
                _(
                    "{count} items pass in bulk. The slip says of them “not tested one by one”, and they are no proof "
                    "that they worked before the repair."
                ),
            )

    async def action_save(self) -> None:
        """One entry for the whole list; of a dead device the rest is covered first."""
        if not self._dead:
            await self._send("")
        elif self._answered_first(set(DEAD_DEVICE)):
            self._ask_and_send(
                "untestable",
                _("Nothing else can be tested?"),
                _("{count} items cannot be tested. The slip says “functions could not be tested”."),
            )

    def _answered_first(self, alone: set[str]) -> bool:
        """Whether these have answers; else say so, and go to the first that has none."""
        items = self.items
        first = [row for row in items.rows if row.code in alone and row.code not in items.answers]
        if first:
            names = " ".join(row.code for row in first)
            self.notify(_("These are answered one by one first: {items}.", items=names), severity="warning")
            items.cursor = items.rows.index(first[0])
        return not first

    @work
    async def _ask_and_send(self, rest: str, title: str, why: str) -> None:
        assert self.dossier is not None
        left = [row for row in rows_of(self.dossier.ticket, self.which) if row.code not in self.items.answers]
        if not left:
            await self._send("")
        elif await self.app.push_screen_wait(Confirm(title, why.replace("{count}", str(len(left))))):
            await self._send(rest)

    async def _send(self, rest: str) -> None:
        command = AnswerChecks(self.ticket, self.which, self._single(), rest)  # type: ignore[arg-type]
        if await self.carry_out(command, draft=self._draft_id) is not None:
            self.dismiss()


class CompareScreen(Page):
    """Both lists of a ticket side by side, to be read only."""

    CSS_PATH = "checks.tcss"
    HELP_TEXT = N_(
        "What was answered before the repair and after it, item by item. What worked before, tested by itself, and "
        "fails after the repair is marked. These lists are closed; O on the ticket reopens it before hand-over."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None

    def heading(self) -> str:
        """Number and screen."""
        name = _("Before and after the repair")
        return f"{self.dossier.short}  {name}" if self.dossier else name

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """There is only a way back."""
        return (keys.BACK, keys.PRINT, keys.HELP)

    def body(self) -> ComposeResult:
        """What is worse, the lists."""
        yield Static("", id="counts", markup=False)
        yield CheckList(id="items")

    async def fill(self) -> None:
        """Load both."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        ticket = self.dossier.ticket
        items = self.query_one(CheckList)
        post = ticket.post
        items.show(rows_of(ticket, "all"), post.answers, set(post.bulk), before_of(ticket), at=0)
        items.focus()
        self.show_status()
        self._count()

    async def retell(self) -> None:
        """The items in the other language."""
        if self.dossier is not None:
            self.query_one(CheckList).show_rows(rows_of(self.dossier.ticket, "all"))
            self._count()

    def _count(self) -> None:
        if self.dossier is not None:
            said = compared(self.dossier.ticket, self.query_one(CheckList))
            self.query_one("#counts", Static).update(said)


def before_of(ticket: Ticket) -> Before:
    """The list before the repair, to stand beside the one after it."""
    return Before(BEFORE, AFTER, ticket.pre.answers, set(ticket.pre.bulk))


def counted(items: CheckList) -> str:
    """How far the list is by tiers; below what fails, what is worse than before, and that it is complete."""
    codes = [row.code for row in items.rows]
    done = sum(code in items.answers for code in codes)
    first = _("{done} of {all} answered", done=done, all=len(codes))
    failed = [code for code in codes if items.answers.get(code) == "fail"]
    below = [
        _("fail: {items}", items=" ".join(failed)) if failed else "",
        worse_words(items),
        _("all answered — Ctrl+S saves the list") if done == len(codes) else "",
    ]
    tiers = progress(items.rows, items.answers)
    return f"{first}  ({tiers})\n" + " · ".join(part for part in below if part)


def compared(ticket: Ticket, items: CheckList) -> str:
    """How much was answered before and after, and what is worse."""
    before = f"{_(BEFORE)} {len(ticket.pre.answers)}/{len(rows_of(ticket, 'pre'))}"
    after = f"{_(AFTER)} {len(ticket.post.answers)}/{len(rows_of(ticket, 'post'))}"
    return f"{before} · {after}" + "\n" + (worse_words(items) or _("Nothing that worked before fails now."))


def worse_words(items: CheckList) -> str:
    """What worked before, proven by itself, and fails now; "" where there is nothing."""
    worse = [row.code for row in items.rows if items.worse(row.code)]
    return _("worked before, fails now: {items}", items=" ".join(worse)) if worse else ""
