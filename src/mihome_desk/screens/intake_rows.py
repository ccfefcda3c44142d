"""The intake's rows: how they stand on the page, what each of them means, what is known because of them."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from mihome_desk.screens import intake_aside as aside
from mihome_desk.screens import intake_form
from mihome_desk.screens import intake_times as times
from mihome_desk.screens import intake_understand as understand
from mihome_desk.screens.form import Form
from mihome_desk.screens.intake_advice import Adviser
from mihome_desk.screens.intake_aside import Beginning
from mihome_desk.screens.intake_learn import NUMBERS, Learner
from mihome_desk.screens.intake_sheet import Facts, Sheet, WhoLine
from mihome_desk.screens.intake_understand import Facts as Given
from mihome_desk.screens.intake_warranty import Weigher
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.suggest import Chooser, Guide

LEARNED_HINTS = frozenset({"phone", "name", "imei", "sn", *intake_form.DATES})


class IntakeRows(Form):
    """The form without its keys: rows are understood as they are left, and teach the desk who is here."""

    sheet = getters.query_one("#form", Sheet)
    devices = getters.query_one("#devices", Chooser)

    def __init__(self, context: Context, ticket: str = "") -> None:
        super().__init__(context, ticket)
        self.beginning = Beginning()
        self.faults: tuple[str, ...] = ()
        self.others = 0
        self.learner = Learner(self)
        self.weigher = Weigher(self)
        self.adviser = Adviser(self, self.learner)

    def body(self) -> ComposeResult:
        """Who waits; the form; what is known beside it or under it; what may be answered."""
        yield WhoLine()
        with Horizontal(id="page"):
            yield Sheet()
            with VerticalScroll(id="known", can_focus=False):
                yield Facts(id="facts")
        yield Facts(id="headline", most=1)
        yield Guide(id="guide")

    def show_status(self) -> None:
        """The app calls this every second: waiting times move."""
        super().show_status()
        for who in self.query(WhoLine):
            who.tell(self._who())

    def _who(self) -> Iterable[str]:
        desk, arrival = self.context.desk, self.beginning.arrival
        now = desk.now().at_ms
        if arrival is not None:
            minutes = aside.waits_minutes(arrival, now)
            yield _("No. {queue}, waits {minutes} min", queue=arrival.queue, minutes=minutes)
        if self.others:
            yield _("{count} more in hand: {key}", count=self.others, key=keys.DRAFTS.spelled)
        left = times.closes_in(desk.local(now), desk.store.closing)
        rows = self.rows()
        if left is not None and rows["programme"].value == "quick" and not rows["promised"].value:
            yield _(
                "Closes in {minutes} min. {key}: standard, promised for tomorrow noon.",
                minutes=left,
                key=keys.PROPOSAL.spelled,
            )

    async def retell(self) -> None:
        """Headings, kinds, and everything that was understood."""
        self.sheet.speak()
        for row in self.rows().values():
            row.hint("")
            self.understand(row)
        self.learner.again()
        for name in ("phone", *NUMBERS):
            await self.learn(self.row(name))
        self.adviser.show()

    def understand(self, row: Row) -> None:
        """A field that was left: its text in order, what it means, what is known of it."""
        self.understand_now(row)
        if row.field in intake_form.LEARNING:
            self.run_worker(self.learn(row), group="learn")
        elif row.field in intake_form.WARRANTED:
            self.run_worker(self.weigh(), group="learn")

    def understand_now(self, row: Row) -> None:
        """What a field means, at once: its text in order, a hint, the faults it names."""
        rule = understand.UNDERSTAND.get(row.field)
        if rule is not None:
            said = rule(row.value, self._given())
            if said.value != row.value:
                row.value = said.value
            if said.hint or row.has_class("-wrong") or row.field not in LEARNED_HINTS:
                row.hint(said.hint, wrong=said.wrong)
        if row.field == "symptom":
            codes = understand.symptoms_of(row.value).codes[: intake_form.MOST_FAULTS]
            if codes != self.faults:
                self.sheet.show_faults(codes, self.faults)
                self.faults = codes
        elif row.field == "unlock":
            self.row("unlock_kind").value = understand.unlock_kind(row.value, self.row("unlock_kind").value)

    def _given(self) -> Given:
        desk = self.context.desk
        names = frozenset(understand.photo_label(photo.name) for photo in self.beginning.photos)
        now = desk.local(desk.now().at_ms)
        return Given(now, self.learner.names.names, self.values(), names)

    async def learn(self, row: Row) -> None:
        """Look up what a field leads to, and show it."""
        if row.field == "phone":
            await self.learner.by_tail()
            await self.learner.by_phone()
            self._offer_devices()
        elif row.field in NUMBERS:
            await self.learner.by_number(row.field)
        elif row.field == "model":
            self.learner.model_named()
        await self.weigh()

    async def weigh(self) -> None:
        """What the warranty rules propose for the form as it stands."""
        await self.weigher.weigh()
        self.tell()

    def _offer_devices(self) -> None:
        """The devices of this number, while none is named yet."""
        known = self.learner.known
        named = any(self.row(name).value for name in (*NUMBERS, "model"))
        shown = bool(known.devices) and not named
        if shown:
            self.devices.show(known.device_lines(), _("another device"))
        self.sheet.show_devices(shown)

    def tell(self) -> None:
        """Say what is known."""
        known = self.learner.known.lines()
        self.query_one("#headline", Facts).tell(known)
        self.query_one("#facts", Facts).tell([*known, *self.weigher.lines()])

    def first_open(self) -> Widget:
        """The first field that somebody has to fill in."""
        for name in ("phone", "name", "model", "symptom"):
            if not self.row(name).value:
                return self.row(name).widget
        return self.row("complaint").widget

    def begin_clock(self) -> None:
        """The first keystroke of this intake."""
        if self.beginning.started_at is None:
            self.beginning.started_at = self.context.desk.now().at_ms
