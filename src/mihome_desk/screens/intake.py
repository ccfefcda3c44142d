"""Intake in the order of talk: one customer, one device, every field saved as it is left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from textual import work

from mihome_desk.desk import Draft, VaultKeyLost
from mihome_desk.rules.front import Arrival
from mihome_desk.screens import intake_aside as aside
from mihome_desk.screens import intake_form
from mihome_desk.screens import intake_times as times
from mihome_desk.screens import intake_understand as understand
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.drafts import NEW, DraftList
from mihome_desk.screens.intake_aside import Beginning, Waiting
from mihome_desk.screens.intake_command import Beside, Unclear, command_of
from mihome_desk.screens.intake_learn import NUMBERS
from mihome_desk.screens.intake_moves import IntakeMoves
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.messages import PaperWanted
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.fields import Row

FAULT_WORDS = re.compile(r"faults\.([0-9]+)\.words\Z")


class IntakeScreen(IntakeMoves):
    """One customer at the counter, any number of others put aside as drafts."""

    CSS_PATH = "intake.tcss"
    DRAFT = aside.KIND
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    COMMANDS_HERE = (keys.SAVE, keys.ANOTHER, keys.DRAFTS, keys.PHOTO, keys.PROPOSAL, keys.EMPTY_FORM)
    FIELD_OF = intake_form.FIELD_OF
    HELP_TEXT = N_(
        "Fill the fields in the order of talk: phone first, a known number brings names and devices; its last four "
        "digits are enough. Scan the IMEI from any field: the model and earlier visits come by themselves. The digits "
        "under the form answer symptom, condition and what stays here: 14 is two of them. Enter goes forward, "
        "Shift+Tab back. A ✓ behind a field says that it is on the disk. Esc leaves the form as it is, F2 brings it "
        "back; Ctrl+N begins with another customer meanwhile, Ctrl+K shows all drafts. Ctrl+S opens the ticket from "
        "any field. What nobody asked stays “not asked” and is printed so."
    )

    def __init__(self, context: Context, ticket: str = "", *, arrival: int = 0) -> None:
        super().__init__(context, ticket)
        self._wanted_arrival = arrival
        self._saving = False
        self._opening = False
        self._keyless = False

    def heading(self) -> str:
        """The screen by name."""
        return _("New intake")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save first; what is seldom wanted stands under F10."""
        photo = (keys.PHOTO,) if self.context.settings.photo_inbox else ()
        return (keys.SAVE, keys.BACK, keys.ANOTHER, keys.DRAFTS, keys.HELP, *photo, keys.EMPTY_FORM)

    # Which customer

    async def fill(self) -> None:
        """Go on where there is something to go on with: who waits, else what was begun."""
        self.row("phone").widget.focus()
        self.tell()
        waiting = await self._look()
        wanted = self._wanted_arrival
        draft = waiting.draft_with(wanted, self.context.desk.today()) if wanted else None
        if draft is not None:
            await self._take(draft, waiting)
        elif wanted or waiting.untaken:
            self._new(waiting.arrival(wanted) if wanted else waiting.untaken[0])
        elif len(waiting.drafts) > 1:
            self._choose(waiting, first=True)
        elif waiting.drafts and not waiting.drafts[0].lost:
            await self._take(waiting.drafts[0], waiting)
            self.notify(
                _("Your unfinished intake is back. Ctrl+D starts again with an empty form."), timeout=6
            )
        self.adviser.knows(await self.read(self.context.desk.models_seen))
        self.adviser.show()

    async def _look(self) -> Waiting:
        """Drafts and arrivals; drafts whose key is lost are as good as none."""
        desk = self.context.desk
        try:
            waiting = await self.read(lambda: aside.look(desk))
        except VaultKeyLost as error:
            if not self._keyless:
                self.notify(sentence_of(error), severity="warning")
            self._keyless = True
            waiting = await self.read(lambda: aside.look_without_key(desk))
        self.others = sum(draft.id != self.draft_id for draft in waiting.drafts)
        return waiting

    def _new(self, arrival: Arrival | None = None) -> None:
        """An empty form, for somebody who waits or for whoever comes."""
        self._load({}, "", Beginning(arrival=arrival))
        self.row("phone").widget.focus()

    async def _take(self, draft: Draft, waiting: Waiting) -> None:
        """A draft, with what is known of its customer and device."""
        beginning = aside.beginning_of(draft.fields, waiting.arrivals, self.context.desk.today())
        self._load(draft.fields, draft.id, beginning)
        self.others = sum(each.id != draft.id for each in waiting.drafts)
        for name, row in self.rows().items():
            if row.value != intake_form.FIRST[name]:
                self.call_after_refresh(row.mark_saved, True)
        if beginning.unlock_told:
            self.row("unlock").hint(_("not kept in a draft; please ask once more"))
        for name in ("phone", *NUMBERS):
            await self.learn(self.row(name))
        self.first_open().focus()
        self.show_status()

    def _load(self, fields: Any, draft: str, beginning: Beginning) -> None:
        self.draft_id, self.beginning = draft, beginning
        self.learner.forget()
        self.faults = ()
        for name, value in aside.rows_of(fields).items():
            row = self.row(name)
            if row.value != value:
                row.value = value
            row.hint("")
            row.mark_saved(False)
        self.faults = understand.symptoms_of(self.row("symptom").value).codes
        self.sheet.show_faults(self.faults, self.faults)
        self.understand(self.row("symptom"))
        self.sheet.show_devices(False)
        self.tell()
        self.show_status()

    @work(group="choose")
    async def _choose(self, waiting: Waiting, first: bool = False) -> None:
        """Ask which draft; whoever came for that list alone goes back by Esc."""
        choice = await self.app.push_screen_wait(DraftList(self.context.desk, waiting.drafts))
        if choice is None:
            if first:
                self.action_back()
            return
        draft = (
            await self.read(lambda: self.context.desk.draft_of(choice.draft)) if choice.draft != NEW else None
        )
        if draft is None:
            self._new(waiting.untaken[0] if waiting.untaken else None)
            self.others = len(waiting.drafts)
            self.show_status()
        else:
            await self._take(draft, await self._look())

    async def action_another(self) -> None:
        """Ctrl+N: this one stays as a draft; the oldest who waits is next."""
        await self.save_draft()
        self.draft_id, kept = "", self.draft_id
        waiting = await self._look()
        self.draft_id = kept
        self._new(waiting.untaken[0] if waiting.untaken else None)
        self.adviser.show()

    async def action_drafts(self) -> None:
        """Ctrl+K: all drafts, this one among them."""
        await self.save_draft()
        waiting = await self._look()
        if waiting.drafts:
            self._choose(waiting)
        else:
            self.notify(_("No draft yet: this form is kept with its first word."))

    @work
    async def action_empty(self) -> None:
        """Throw the draft away, after one question."""
        if not self.worth_keeping(self.values()):
            return
        question = Confirm(_("Throw this form away?"), _("The draft is deleted; tickets are not touched."))
        if await self.app.push_screen_wait(question):
            if self.draft_id:
                self.context.desk.drop_draft(self.draft_id)
            self._new(self.beginning.arrival)

    async def save_draft(self, row: Row | None = None) -> None:
        """Without a key none can be kept, which was said; once its ticket is on the way it must not come again."""
        if not self._keyless and not self._opening:
            await super().save_draft(row)

    def leave(self) -> None:
        """Keep what was typed, unless it is becoming a ticket."""
        if not self._opening:
            super().leave()

    def draft_fields(self) -> dict[str, str]:
        """The rows and what belongs to them; never the unlock code."""
        return aside.fields_of(self.values(), self.beginning)

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """Only what somebody said makes a draft."""
        return aside.worth_keeping(fields)

    # What a key fills in

    async def action_photo(self) -> None:
        """Ctrl+P: the newest picture of the inbox that is not taken yet."""
        folder, desk = self.context.settings.photo_inbox, self.context.desk
        if not folder:
            self.notify(
                _("No photo folder is set; photo_inbox in settings.toml names it."), severity="warning"
            )
            return
        taken = {photo.path for photo in self.beginning.photos}
        try:
            photo = await self.read(lambda: desk.newest_photo(folder, taken))
        except OSError as error:
            self.notify(_("The photo folder cannot be read: {why}", why=error), severity="warning")
            return
        if photo is None:
            self.notify(_("No new photo lies in {folder}.", folder=folder), severity="warning")
            return
        self.beginning.photos = (*self.beginning.photos, photo)
        row = self.row("photos")
        label = understand.photo_label(photo.name)
        row.value = ", ".join([*understand.photo_names(row.value), label])
        self.notify(_("Photo {name} belongs to this device.", name=photo.name))
        self.begin_clock()
        await self.save_draft(row)

    async def action_proposal(self) -> None:
        """Ctrl+Y: standard, promised for tomorrow."""
        desk = self.context.desk
        moment = times.tomorrow(desk.local(desk.now().at_ms))
        self.row("programme").value = "standard"
        promised = self.row("promised")
        promised.value = times.spelled(moment)
        self.understand_now(promised)
        self.begin_clock()
        self.show_status()
        await self.save_draft(promised)

    # The ticket

    async def action_save(self) -> None:
        """Ctrl+S: open the ticket; the draft goes in the same transaction."""
        if self._saving or self.finished:
            return
        self._saving = True
        try:
            await self._save()
        finally:
            self._saving = self._opening = False

    async def _save(self) -> None:
        row = self.adviser.row()
        if row is not None:
            self.understand_now(row)
            await self.learn(row)
        await self.save_draft()
        desk, begun = self.context.desk, self.beginning
        beside = Beside(
            now=desk.local(desk.now().at_ms),
            started_at=begun.started_at,
            arrival=begun.arrival.queue if begun.arrival else None,
            photos=begun.photos,
        )
        try:
            command = command_of(self.values(), beside)
        except Unclear as unclear:
            self.refused(unclear.field, unclear.sentence)
            return
        self._opening = True
        answer = await self.carry_out(command, draft=self.draft_id)
        if answer is not None:
            self.finished = True
            self.post_message(PaperWanted(answer.ticket_id, "intake_slip"))

    def refused(self, field: str, sentence: str) -> None:
        """Beside its field; a number that waits no more is let go."""
        if field == "arrival":
            self.beginning.arrival = None
            self.show_status()
            self.notify(
                sentence + " " + _("{key} saves without it.", key=keys.SAVE.spelled),
                severity="warning",
                timeout=10,
            )
        else:
            super().refused(self._row_of(field), sentence)

    def _row_of(self, field: str) -> str:
        """The row behind a field of the command that has no row by its own name."""
        words = FAULT_WORDS.match(field)
        if words:
            return intake_form.FAULT_ROWS[int(words[1])] if len(self.faults) > 1 else "complaint"
        first, _dot, _rest = field.partition(".")
        return first if first in {"unlock", "photos"} else field
