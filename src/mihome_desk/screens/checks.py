"""The checklist before or after the repair."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from mihome_desk.catalog import load
from mihome_desk.desk import TROUBLES, VaultKeyLost
from mihome_desk.rules.diagnosis import DEAD_DEVICE, AnswerChecks, one_by_one
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.check_list import CheckList, CheckRow

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

SYMPTOM = N_("Belongs to the complaint — one by one")
COUNTER = N_("At the counter, with the customer")
TECHNICIAN = N_("By the technician")


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
        "answer back. What belongs to the complaint and the counter's items come first and are answered one by one. "
        "R passes all the rest after one question and is printed as “not tested one by one”. D is for a device "
        "that cannot be switched on. Ctrl+S saves the list."
    )

    def __init__(self, context: Any, ticket: str, *, after: bool = False) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self.which = "pre"
        self._after = after
        self._draft_id = ""

    def heading(self) -> str:
        """Number and list."""
        name = _("Checklist before the repair") if self.which == "pre" else _("Checklist after the repair")
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
        )

    def body(self) -> ComposeResult:
        """Counts, the list, how the item in focus is done."""
        yield Static("", id="counts", markup=False)
        yield CheckList(id="items")
        yield Static("", id="how", markup=False)

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
        items = self.query_one(CheckList)
        items.show(self._rows(), answers, bulk)
        items.focus()
        self.show_status()
        self._count()

    async def retell(self) -> None:
        """The items in the other language, the cursor where it was."""
        if self.dossier is not None:
            items = self.query_one(CheckList)
            items.rows = tuple(self._rows())
            self._count()

    def _rows(self) -> list[CheckRow]:
        assert self.dossier is not None
        ticket, chinese = self.dossier.ticket, current() == "zh_CN"
        asked = one_by_one(ticket)
        groups: dict[str, list[CheckRow]] = {SYMPTOM: [], COUNTER: [], TECHNICIAN: []}
        for item in load.checklist(ticket.device.category):
            if item.stage in {self.which, "both"}:
                group = SYMPTOM if item.code in asked else COUNTER if item.tier == "counter" else TECHNICIAN
                groups[group].append(
                    CheckRow(
                        item.code,
                        item.zh if chinese else item.en,
                        item.how_zh if chinese else item.how_en,
                        group,
                    )
                )
        return [row for rows in groups.values() for row in rows]

    def _count(self) -> None:
        items = self.query_one(CheckList)
        failed = [row.code for row in items.rows if items.answers.get(row.code) == "fail"]
        done = sum(row.code in items.answers for row in items.rows)
        parts = [_("{done} of {all} answered", done=done, all=len(items.rows))]
        if failed:
            parts.append(_("fail: {items}", items=" ".join(failed)))
        if done == len(items.rows):
            parts.append(_("all answered — Ctrl+S saves the list"))
        self.query_one("#counts", Static).update(" · ".join(parts))
        row = items.item
        self.query_one("#how", Static).update(f"{row.code}  {row.how}" if row and row.how else "")

    def on_check_list_moved(self) -> None:
        """The hint follows the cursor."""
        self._count()

    async def action_answer(self, answer: str) -> None:
        """Answer the item in focus; the draft has it before the next key."""
        self.query_one(CheckList).answer(answer)
        self._count()
        await self._save_draft()

    async def action_unanswer(self) -> None:
        """Take the last answer back."""
        self.query_one(CheckList).take_back()
        self._count()
        await self._save_draft()

    async def _save_draft(self) -> None:
        import asyncio
        import secrets

        items = self.query_one(CheckList)
        fields = {code: answer for code, answer in items.answers.items() if code not in items.bulk}
        self._draft_id = self._draft_id or secrets.token_hex(8)
        future = self.context.desk.save_draft(
            f"checks-{self.which}", fields, id=self._draft_id, ticket=self.ticket
        )
        try:
            await asyncio.shield(asyncio.wrap_future(future))
        except (*TROUBLES, VaultKeyLost) as error:
            self.notify(sentence_of(error), severity="error")

    @work
    async def action_rest(self, rest: str) -> None:
        """Cover what has no answer in bulk, after one question."""
        items = self.query_one(CheckList)
        assert self.dossier is not None
        alone = one_by_one(self.dossier.ticket) if rest == "pass" else set(DEAD_DEVICE)
        first = [row for row in items.rows if row.code in alone and row.code not in items.answers]
        if first:
            sentence = _(
                "These are answered one by one first: {items}.", items=" ".join(row.code for row in first)
            )
            self.notify(sentence, severity="warning")
            items.cursor = items.rows.index(first[0])
            return
        open_items = [row for row in items.rows if row.code not in items.answers]
        if not open_items:
            return
        if rest == "pass":
            why = _(
                "{count} items pass in bulk. The slip will say that they were not tested one by one.",
                count=len(open_items),
            )
        else:
            why = _("{count} items cannot be tested. The slip will say so.", count=len(open_items))
        if await self.app.push_screen_wait(Confirm(_("Cover the rest?"), why)):
            await self._send(rest)

    async def action_save(self) -> None:
        """One entry for the whole list."""
        await self._send("")

    async def _send(self, rest: str) -> None:
        items = self.query_one(CheckList)
        answers = {code: answer for code, answer in items.answers.items() if code not in items.bulk}
        command = AnswerChecks(self.ticket, self.which, answers, rest)  # type: ignore[arg-type]
        if await self.carry_out(command, draft=self._draft_id) is not None:
            self.dismiss()
