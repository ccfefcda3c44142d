"""A page that is a form: rows, errors beside them, a draft saved field by field."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable

from textual.css.query import NoMatches

from mihome_desk.desk import TROUBLES, VaultKeyLost
from mihome_desk.screens.page import Page
from mihome_desk.ui import keys
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.fields import Entered, Left, Row


class Form(Page):
    """Enter and ↓ go forward, Shift+Tab and ↑ back, Ctrl+S saves; Esc keeps the draft."""

    COMMANDS_HERE: tuple[keys.UiCommand, ...] = (keys.SAVE,)
    BINDINGS = [*keys.FIELD_MOVES]
    DRAFT = ""
    FIELD_OF: dict[str, str] = {}

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, back, and the keys that work everywhere."""
        return (*self.COMMANDS_HERE, keys.BACK, keys.HELP, keys.BOARD)

    def rows(self) -> dict[str, Row]:
        """All rows by field name."""
        return {row.field: row for row in self.query(Row)}

    def values(self) -> dict[str, str]:
        """What stands in all fields."""
        return {name: row.value for name, row in self.rows().items()}

    def row(self, name: str) -> Row:
        """The row of a field."""
        return self.query_one(f"#row-{name}", Row)

    async def on_entered(self, event: Entered) -> None:
        """Enter was pressed in a field."""
        event.stop()
        await self.entered(event.row)

    async def entered(self, row: Row) -> None:
        """Go to the next field; forms whose last field does something say so here."""
        self.focus_next()

    async def on_left(self, event: Left) -> None:
        """A field that was left is checked and saved."""
        event.stop()
        self.understand(event.row)
        if self.DRAFT:
            # Beside the keys: the next field must not wait for the disk.
            self.run_worker(self.save_draft(event.row), group="draft")

    def understand(self, row: Row) -> None:
        """Say what was understood from a field, or what is wrong with it."""

    draft_id = ""
    finished = False

    def leave(self) -> None:
        """The field in focus is saved as well; the lane keeps the write when the screen is gone."""
        if not self.DRAFT or self.finished:
            return
        fields = self.draft_fields()
        if self.draft_id or self.worth_keeping(fields):
            self.draft_id = self.draft_id or secrets.token_hex(8)
            write = self.context.desk.save_draft(self.DRAFT, fields, id=self.draft_id, ticket=self.ticket)
            self.context.work.follow(write)
        self.finished = True

    def draft_fields(self) -> dict[str, str]:
        """What the draft keeps."""
        return self.values()

    async def save_draft(self, row: Row | None = None) -> None:
        """Save all fields; the mark behind a field appears when they are on the disk."""
        fields = self.draft_fields()
        if self.finished or (not self.draft_id and not self.worth_keeping(fields)):
            return
        # The id is fixed before the first answer: two fields left in a hurry are one draft.
        self.draft_id = self.draft_id or secrets.token_hex(8)
        value = row.value if row is not None else ""
        future = self.context.desk.save_draft(self.DRAFT, fields, id=self.draft_id, ticket=self.ticket)
        try:
            await asyncio.shield(asyncio.wrap_future(future))
        except (*TROUBLES, VaultKeyLost) as error:
            self.notify(sentence_of(error), severity="error", timeout=12)
            return
        if row is not None and row.is_attached and row.value == value and value:
            row.mark_saved(True)

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """Whether anything was typed at all."""
        return any(fields.values())

    def refused(self, field: str, sentence: str) -> None:
        """The sentence stands beside its field, and the cursor in it."""
        name = self.FIELD_OF.get(field, field.rpartition(".")[2] or field)
        try:
            row = self.row(name)
        except NoMatches:
            super().refused(field, sentence)
            return
        row.hint(sentence, wrong=True)
        row.widget.focus()
