"""Day close: count the drawer, walk along the shelf with the scanner, say why where something differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.widgets import Input

from mihome_desk import words
from mihome_desk.rules.dayclose import CASH, METHODS, CloseDay, check_told, opening_of
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shop import Drawer
from mihome_desk.screens import day_close_words as said
from mihome_desk.screens.day_close_walk import Walk
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.facts import Unclear, fen_of, yuan
from mihome_desk.screens.form import Form
from mihome_desk.screens.sale_paper import TillPaperScreen
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Choice, Row
from mihome_desk.widgets.prose import Prose

TOGETHER = "together"


class DayCloseScreen(Form):
    """The drawer above, the devices of the house below; scans tick wherever the cursor stands."""

    CSS_PATH = "day_close.tcss"
    DRAFT = "day_close"
    COMMANDS_HERE = (keys.CLOSE_NOW, keys.MET, keys.DAY_PAPER)
    FIELD_OF = {"counted": CASH, "places": "explained", "day": "which"}
    HELP_TEXT = N_(
        "Count the cash and type the sum, or the notes: 100*12+50*3+7.5. Beside it stands what should be there. What the "
        "other ways of payment show on their devices can be compared as well; left empty it is not. The float stays in "
        "the drawer, the rest is handed in. Then walk along the shelf: scan each tag, or tick a device with Space. What "
        "differs or was not met needs a sentence. Ctrl+S closes the day: counts of that day are locked, money that still "
        "comes in counts for the next day, and the day's paper is shown."
    )

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.drawer: Drawer | None = None
        self._heads: Sequence[Any] = ()
        self._earlier: tuple[str, ...] = ()
        self._day = ""

    def heading(self) -> str:
        """The day."""
        return f"{_('Day close')} {self._day}".strip()

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Tick and close, or the paper where the day is closed."""
        if self.drawer is not None and self.drawer.closed:
            return (keys.DAY_PAPER, keys.BACK, keys.HELP)
        return (keys.CLOSE_NOW, keys.MET, keys.BACK, keys.HELP)

    def current_ticket(self) -> str | None:
        """None of a ticket's steps means anything here."""
        return ""

    def body(self) -> ComposeResult:
        """The book, the count, the walk."""
        yield Prose("", id="book")
        yield Row("which", N_("Days"), value=TOGETHER, options=[(TOGETHER, TOGETHER)])
        for method in METHODS:
            yield Row(method, words.METHODS[method], limit=60)
        yield Row("float", N_("Float"), limit=14)
        yield Row("explained", N_("Explained"), placeholder=N_("why something differs"), limit=500)
        yield Walk()

    async def fill(self) -> None:
        """What the book says, and a count that was begun."""
        desk = self.context.desk
        draft = await self.read(lambda: desk.draft(self.DRAFT))
        await self._look()
        self._offer_days()
        if draft is not None:
            self.draft_id = draft.id
            self._take_up(draft.fields)
        await self._look()
        if self.drawer is not None and not self.drawer.closed:
            self.row(CASH).widget.focus()

    def _take_up(self, fields: dict[str, str]) -> None:
        """A count that was begun on the same day."""
        kept = dict(fields)
        met = set(json.loads(kept.pop("met", "[]")))
        if kept.pop("of", "") != self._day:
            return
        self.query_one(Walk).met = met
        for name, value in kept.items():
            if name != "which":
                self.row(name).begin_with(value)

    async def retell(self) -> None:
        """The sums and the shelf."""
        self._offer_days()
        await self._look()

    async def on_screen_resume(self) -> None:
        """Back from the paper."""
        await self._look()
        self.show_status()

    async def _look(self) -> None:
        desk = self.context.desk
        today = desk.today()
        drawer = await self.read(lambda: desk.drawer(today, True))
        self._earlier = drawer.earlier
        which = self.row("which").value
        if which not in {TOGETHER, today} and which in drawer.earlier:
            drawer = await self.read(lambda: desk.drawer(which))
        self.drawer = drawer
        self._heads = (await self.read(desk.board)).heads
        self._day = drawer.day
        self._show()

    def _offer_days(self) -> None:
        """All open days together, or the first of them alone; nothing to choose where none is left behind."""
        row = self.row("which")
        row.display = bool(self._earlier)
        if self._earlier and isinstance(row.widget, Choice):
            together = _("{count} days together", count=len(self._earlier) + 1)
            alone = _("{day} alone", day=self._earlier[0])
            row.widget.options = ((TOGETHER, together), (self._earlier[0], alone))
            row.widget.refresh()

    # What stands there

    def _show(self) -> None:
        drawer = self.drawer
        if drawer is None:
            return
        for row in self.query(Row):
            row.display = not drawer.closed and (row.field != "which" or bool(self._earlier))
        self.query_one(Walk).display = not drawer.closed
        book = self.query_one("#book", Prose)
        if drawer.closed:
            book.update(
                _(
                    "{day} is closed. What is taken from now on counts for the next day. Ctrl+P shows the paper.",
                    day=drawer.day,
                )
            )
        else:
            book.update(f"{said.book_words(drawer)}\n{said.held_words(drawer)}")
            self._say_all()
            self.query_one(Walk).show(drawer, self._heads)
        self.say_keys()
        self.show_status()

    def _say_all(self) -> None:
        assert self.drawer is not None
        kept = self.row("float")
        left = fen_of(kept.value)
        opening = opening_of(self.drawer, left)
        for method in METHODS:
            row = self.row(method)
            # What was refused stands there until the field is touched.
            if not row.has_class("-wrong"):
                text, wrong = said.method_words(self.drawer, method, row.value, opening)
                row.hint(text, wrong=wrong)
        if isinstance(kept.widget, Input):
            kept.widget.placeholder = yuan(self.drawer.opening or 0)
        if not kept.has_class("-wrong"):
            kept.hint(said.float_words(self.values(), opening if left is None else left))

    # Keys and scans

    def on_input_changed(self, event: Input.Changed) -> None:
        """What a count means is said while it is typed."""
        row = event.input.parent
        if isinstance(row, Row) and self.drawer is not None and row.field in {*METHODS, "float"}:
            self._say_all()

    async def on_choice_changed(self, event: Choice.Changed) -> None:
        """Other days, other sums."""
        if event.choice.id == "field-which":
            await self._look()

    async def scanned(self, scan: Scan) -> bool:
        """A tag, a slip or a device's own number: it lies there."""
        desk = self.context.desk
        if scan.kind in {"token", "barcode"}:
            found = [await self.read(lambda: desk.resolve(scan.text))]
        else:
            found = [head.id for head in await self.read(lambda: desk.find(scan.text))]
        walk = self.query_one(Walk)
        here = {row.device.id for row in walk.rows}
        met = next((each for each in found if each in here), None)
        if met is None:
            self.notify(
                _("{text}: no device that should lie here.", text=scan.text[-15:]), severity="warning"
            )
        else:
            walk.tick(met)
        return True

    def action_met(self) -> None:
        """Space ticks the device in focus."""
        self.query_one(Walk).tick_here()

    async def on_walk_ticked(self) -> None:
        """A tick is kept like a field."""
        self.run_worker(self.save_draft(), group="draft")

    def draft_fields(self) -> dict[str, str]:
        """The count, the ticks, and the day that they belong to."""
        return {**self.values(), "met": json.dumps(sorted(self.query_one(Walk).met)), "of": self._day}

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """Something was counted or ticked."""
        return bool(self.query_one(Walk).met) or any(
            fields[name] for name in (*METHODS, "float", "explained")
        )

    # The end

    async def action_save(self) -> None:
        """Ctrl+S closes the day, after a question; what is no amount is said at its field first."""
        if self.drawer is None or self.drawer.closed:
            return
        try:
            command = said.command_of(self.drawer, self.values(), self.query_one(Walk).rows)
            check_told(self.drawer, command)
            self._close(command)
        except Unclear as unclear:
            self.refused(unclear.field, unclear.sentence)
        except Refused as refused:
            refusal = refused.refusal
            self.refused(refusal.field, words.sentence(refusal.code, refusal.params))

    @work(group="close", exclusive=False)
    async def _close(self, command: CloseDay) -> None:
        day = command.day
        why = _("Counts of the day are locked, and money that still comes in belongs to the next day.")
        if not await self.app.push_screen_wait(Confirm(_("Close {day}?", day=day), why)):
            return
        if await self.carry_out(command, draft=self.draft_id) is None:
            return
        self.draft_id, self.query_one(Walk).met = "", set()
        for name in (*METHODS, "float", "explained"):
            self.row(name).value = ""
        self.row("which").value = TOGETHER
        await self._look()
        self._offer_days()
        self.app.push_screen(TillPaperScreen(self.context, "day_close", day))

    def action_day_paper(self) -> None:
        """The paper of the day that is closed."""
        if self.drawer is not None and self.drawer.closed:
            self.app.push_screen(TillPaperScreen(self.context, "day_close", self.drawer.day))
