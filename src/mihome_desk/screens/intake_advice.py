"""The two lines under the form: answers for the field in focus, and taking one of them by a key."""

from __future__ import annotations

from mihome_desk.desk import ModelSeen
from mihome_desk.screens import intake_form
from mihome_desk.screens import intake_suggest as suggest
from mihome_desk.screens.form import Form
from mihome_desk.screens.intake_learn import Learner
from mihome_desk.screens.intake_suggest import Offer
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.suggest import Guide

OFFERING = frozenset({"phone", "name", "model", "symptom", "condition", "left_items"})
SOON_S = 0.05
CHOICE_ADVICE = N_("A digit chooses, ← → change it.")


class Adviser:
    """Offers are read while one types and a little later; what a key takes is worked out when it is pressed."""

    def __init__(self, form: Form, learner: Learner) -> None:
        self._form = form
        self._learner = learner
        self._models: tuple[ModelSeen, ...] = ()
        self._pending = False

    def knows(self, models: tuple[ModelSeen, ...]) -> None:
        """The models of this store."""
        self._models = models

    @property
    def _guide(self) -> Guide:
        return self._form.query_one(Guide)

    def row(self) -> Row | None:
        """The row in focus."""
        focused = self._form.focused
        return focused.parent if focused is not None and isinstance(focused.parent, Row) else None

    def offer(self, row: Row) -> Offer:
        """What may be meant by the text of a row, as it is now."""
        if row.field not in OFFERING:
            return Offer()
        return suggest.offer(row.field, row.value, self._learner.names._replace(models=self._models))

    def show(self) -> None:
        """Say what can be answered in the field in focus."""
        row = self.row()
        if row is None:
            self._guide.say(_("A digit or Enter takes the device; 0 is another one."))
            return
        offer = self.offer(row)
        if offer.options:
            labels = tuple(each.label for each in offer.options)
            at = self._guide.at if labels == self._guide.options else -1
            self._guide.offer(labels, digits=offer.digits, at=at)
            return
        field = intake_form.FIELDS[row.field]
        self._guide.say(_(field.advice) if field.advice else _(CHOICE_ADVICE) if field.options else "")

    def soon(self, row: Row) -> None:
        """A key was typed: no answer is lit any more; look again, at most twenty times a second."""
        self._guide.unlight()
        if row.field in OFFERING and not self._pending:
            self._pending = True
            self._form.set_timer(SOON_S, self._now)

    def _now(self) -> None:
        self._pending = False
        if self._form.is_attached:
            self.show()

    def move(self, by: int) -> bool:
        """Light the next answer; False where the key means the next field."""
        row = self.row()
        if row is None or row.field not in OFFERING:
            return False
        offer = self.offer(row)
        # Quick answers have their digits; ↓ goes on to the next field there.
        if not offer.options or (offer.digits and row.field != "name"):
            return False
        at = self._guide.at
        self._guide.offer([each.label for each in offer.options], digits=offer.digits, at=at)
        return self._guide.move(by)

    def take_lit(self, row: Row) -> bool:
        """Put the lit answer into the field."""
        at, offer = self._guide.at, self.offer(row)
        if not 0 <= at < len(offer.options):
            return False
        self._put(row, offer.options[at].value)
        return True

    def complete(self, row: Row) -> bool:
        """Put what a part of a name completes to into the field."""
        if self.take_lit(row):
            return True
        option = suggest.completes(row.value, self.offer(row).options) if row.field == "model" else None
        if option is not None:
            self._put(row, option.value)
        return option is not None

    def _put(self, row: Row, value: str) -> None:
        row.value = value
        self._guide.say("")
