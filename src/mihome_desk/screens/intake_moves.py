"""The intake's keys and scans: where Enter, Tab, arrows, digits and a scanner lead."""

from __future__ import annotations

from textual.events import DescendantBlur, DescendantFocus
from textual.widgets import Input

from mihome_desk.rules import identity
from mihome_desk.screens import intake_form
from mihome_desk.screens import intake_understand as understand
from mihome_desk.screens.intake_learn import NUMBERS
from mihome_desk.screens.intake_rows import IntakeRows
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Choice, Row
from mihome_desk.widgets.suggest import Chooser


class IntakeMoves(IntakeRows):
    """The form in a clerk's hands, with nothing yet of drafts and tickets."""

    BINDINGS = [*keys.INTAKE_KEYS]

    async def entered(self, row: Row) -> None:
        """Forward, past what the desk filled in by itself; an answer that is lit is taken first."""
        self.adviser.take_lit(row)
        self.understand_now(row)
        if row.field in intake_form.LEARNING:
            await self.learn(row)
        if row.field == "phone" and understand.TAIL.match(row.value) and self.learner.names.customers:
            self.adviser.show()
            self.adviser.move(1)
            return
        self._go_on(row)

    def _go_on(self, row: Row) -> None:
        for widget in self.sheet.after(row.widget):
            if not self._may_pass(widget.parent):
                widget.focus()
                return
        self.focus_next()

    def _may_pass(self, row: object) -> bool:
        if not isinstance(row, Row) or row.field not in self.learner.sure:
            return False
        return row.field != "name" or len(self.learner.names.names) < 2

    def action_onward(self, by: int) -> None:
        """↑ ↓: the answer before or after where some are offered, else the field."""
        if not self.adviser.move(by):
            self.focus_next() if by > 0 else self.focus_previous()

    def action_take_and_go(self) -> None:
        """Tab: what a part of a name completes to, and the next field."""
        row = self.adviser.row()
        if row is not None:
            self.adviser.complete(row)
        self.focus_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The first keystroke starts the intake's own clock; offers follow a little later."""
        row = event.input.parent
        if not event.input.has_focus or not isinstance(row, Row):
            return
        if event.value:
            self.begin_clock()
        self.learner.typed(row.field, event.value)
        self.adviser.soon(row)

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """A choice is a keystroke as well."""
        self.begin_clock()
        row = event.choice.parent
        if isinstance(row, Row):
            self.learner.typed(row.field, event.choice.value)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say what can be answered here; the unlock code is shown only while it is typed."""
        self._reveal(event.widget, True)
        row = self.adviser.row()
        if row is not None and row.field in self.learner.sure and isinstance(event.widget, Input):
            # What the desk filled in gives way to the first key.
            event.widget.select_all()
        self.adviser.show()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Hide the unlock code again."""
        self._reveal(event.widget, False)

    def _reveal(self, widget: object, shown: bool) -> None:
        if isinstance(widget, Input) and widget.id == "field-unlock":
            widget.password = not shown

    async def on_chooser_picked(self, event: Chooser.Picked) -> None:
        """This device, or another one."""
        event.stop()
        self.sheet.show_devices(False)
        if event.at < 0:
            self.row("category").widget.focus()
            return
        await self.learner.choose(self.learner.known.devices[event.at].device)
        self.tell()
        self.first_open().focus()
        self.begin_clock()
        await self.save_draft()

    async def scanned(self, scan: Scan) -> bool:
        """A device's number goes where it belongs, whatever has the focus."""
        if scan.kind not in {"imei", "sn"}:
            return False
        self.begin_clock()
        field = scan.kind if scan.kind == "sn" else self._imei_field(scan.text)
        if field:
            await self._put_scan(field, identity.fold(scan.text).upper())
        return True

    def _imei_field(self, number: str) -> str:
        place = self.learner.place_imei(number)
        if place == "same":
            self.row("imei").hint(_("the same device, scanned again"))
            return ""
        if place == "third":
            said = _(
                "{number} is a third IMEI: this form has another device's. Nothing was changed.",
                number=number,
            )
            self.row("imei2").hint(said, wrong=True)
            self.notify(said, severity="warning", timeout=15)
            return ""
        if place == "other":
            self.learner.other_device()
            self.notify(
                _("This is another device than the one that was chosen; its facts are gone."), timeout=8
            )
            return "imei"
        return place

    async def _put_scan(self, field: str, number: str) -> None:
        row, phone = self.row(field), self.row("phone")
        row.value = number
        self.learner.typed(field, number)
        self.understand_now(row)
        self.understand_now(phone)
        await self.learn(phone)
        await self.learn(row)
        self.sheet.show_devices(False)
        here = self.adviser.row()
        known = bool(self.row("model").value)
        before_fault = here is None or here.field in intake_form.BEFORE_FAULT
        if before_fault and (known or here is None or here.field not in NUMBERS):
            self.first_open().focus()
        self.adviser.show()
        await self.save_draft(row)
