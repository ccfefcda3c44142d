"""A paper of the till on the screen exactly as it prints: a sale's receipt, or a day's close."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.dayclose import PrintDay
from mihome_desk.rules.sale import PrintReceipt
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.paper import PaperView

if TYPE_CHECKING:
    from mihome_desk.printing.terminal import ScreenRow

Kind = Literal["sale_receipt", "day_close"]


class Shown(NamedTuple):
    """The paper's rows, its file's name, and how often it was ordered."""

    rows: list[ScreenRow]
    name: str
    copies: int


class TillPaperScreen(Page):
    """The paper of a sale (its number) or of a closed day (YYYY-MM-DD)."""

    CSS_PATH = "sale_paper.tcss"
    COMMANDS_HERE = (keys.PRINT_NOW, keys.WIDTH, keys.PDF)
    BINDINGS = [*keys.scroll_moves("scroll_paper")]
    HELP_TEXT = N_(
        "This is the paper, line for line. Enter prints it: the file is written for the printer and stands in the "
        "papers folder. A second print asks for a reason and says COPY. W shows the other paper width, P writes an A5 "
        "PDF for the office printer."
    )

    def __init__(self, context: Any, kind: Kind, what: str) -> None:
        super().__init__(context)
        self.kind: Kind = kind
        self.what = what
        self.width_mm = context.settings.paper_mm
        self.shown: Shown | None = None

    def heading(self) -> str:
        """What it is about, and the paper's name."""
        return f"{self.what}  {words.word(words.PAPERS, self.kind)}"

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Print, width, PDF, back."""
        return (*self.COMMANDS_HERE, keys.BACK, keys.BOARD, keys.HELP)

    def current_ticket(self) -> str | None:
        """None of a ticket's steps means anything here."""
        return ""

    def body(self) -> ComposeResult:
        """Whether it was printed, and the paper."""
        yield Static("", id="printed", markup=False)
        with VerticalScroll(id="roll", can_focus=False):
            yield PaperView("", id="paper", markup=False)

    async def fill(self) -> None:
        """Render it in a thread."""
        await self._look()

    async def retell(self) -> None:
        """Papers are printed in the language spoken."""
        await self._look()

    async def _look(self) -> None:
        shown = self.shown = await self.read(self._gather)
        self.query_one(PaperView).show(shown.rows)
        self.query_one("#printed", Static).update(_state(shown.copies))
        self.set_class(self.width_mm == 58, "-narrow")
        self.show_status()

    def _gather(self) -> Shown:
        from mihome_desk.printing.render import preview

        desk = self.context.desk
        paper = desk.paper(self.what, self.kind, current(), self.context.settings)
        return Shown(preview(paper, self.width_mm), paper.name, self._copies())

    def _copies(self) -> int:
        desk = self.context.desk
        if self.kind == "sale_receipt":
            seen = desk.sale(self.what)
            return seen.sale.copies if seen else 0
        closed = desk.closed_day(self.what)
        return closed.copies if closed else 0

    @work(group="print")
    async def action_print_now(self) -> None:
        """Journal the print and write what the printer gets; a copy asks for its reason."""
        if self.shown is None:
            return
        reason = await self._reason() if self.shown.copies else ""
        if reason is None:
            return
        command = (
            PrintReceipt(self.what, reason) if self.kind == "sale_receipt" else PrintDay(self.what, reason)
        )
        if await self.carry_out(command) is None:
            return
        desk, settings, width = self.context.desk, self.context.settings, self.width_mm
        try:
            path = await self.read(lambda: desk.write_paper(self.what, self.kind, current(), width, settings))
        except OSError as error:
            self.notify(sentence_of(error), severity="error", timeout=12)
        else:
            self.notify(_("Written for the printer: {path}", path=path), timeout=8)
        await self._look()

    async def _reason(self) -> str | None:
        row = Row("reason", N_("Reason"), placeholder=N_("why another one"))
        answer = await self.app.push_screen_wait(
            Ask(_("Print a copy"), [row], _("The copy carries its number and this reason."))
        )
        return None if answer is None else answer["reason"]

    @work(exclusive=True, group="pdf")
    async def action_pdf(self) -> None:
        """A child process makes it: the PDF library stays out of the counter's memory."""
        from mihome_desk.printing import child

        if self.shown is None:
            return
        home = self.context.desk.home
        path = home.papers / f"{self.shown.name}-a5.pdf"
        try:
            home.papers.mkdir(mode=0o700, exist_ok=True)
            await asyncio.to_thread(child.write_pdf, home.folder, self.what, self.kind, "a5", current(), path)
        except OSError as error:
            self.notify(str(error), severity="error", timeout=12)
        else:
            self.notify(_("PDF written: {path}", path=path), timeout=8)

    async def action_width(self) -> None:
        """58 or 80 mm."""
        self.width_mm = 58 if self.width_mm == 80 else 80
        await self._look()

    def action_scroll_paper(self, by: int) -> None:
        """Move the paper."""
        self.query_one("#roll").scroll_relative(y=by, animate=False)


def _state(copies: int) -> str:
    if copies == 0:
        return _("Not printed yet — Enter prints it.")
    if copies == 1:
        return _("Printed once — another print is a copy and needs a reason.")
    return _("Printed {count} times, the last as COPY {count}.", count=copies)
