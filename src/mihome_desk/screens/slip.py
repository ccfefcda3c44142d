"""The papers of a ticket on the screen exactly as they print, and the keys that print them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.paperwork import OF_THE_SLIP, PrintPaper, papers_of
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.paper import CodeView, PaperList, PaperView

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.printing.terminal import ScreenRow

# A paper of 48 columns and a QR code of 37, with some air.
SIDE_BY_SIDE = 94


class Shown(NamedTuple):
    """A ticket, its papers, and the one on the screen."""

    dossier: Dossier
    kinds: tuple[str, ...]
    kind: str
    name: str
    rows: list[ScreenRow]


class SlipScreen(Page):
    """The list of papers stands beside the paper, and the QR as well where there is room."""

    CSS_PATH = "slip.tcss"
    COMMANDS_HERE = (keys.PRINT_NOW, keys.CHOOSE_PAPER, keys.WIDTH, keys.CODE, keys.PDF)
    BINDINGS = [*keys.PAPER_DIGITS, *keys.scroll_moves("scroll_paper")]
    HELP_TEXT = N_(
        "This is the paper, line for line; the list names all papers that exist now, 1 to 9 shows each. Enter prints "
        "the one shown: the file is written for the printer and stands in the papers folder. After intake Enter goes "
        "on to the shop copy and to the tag. A second print asks for a reason and says COPY. W shows the other paper "
        "width, P writes an A5 PDF for the office printer. The customer can photograph the QR code as well: Q."
    )

    def __init__(self, context: Any, ticket: str, kind: str) -> None:
        super().__init__(context, ticket)
        self.kind = kind
        self.width_mm = context.settings.paper_mm
        self.shown: Shown | None = None
        self._code_alone = False

    def heading(self) -> str:
        """Number and paper."""
        name = words.word(words.PAPERS, self.kind)
        return f"{self.shown.dossier.short}  {name}" if self.shown else name

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Print, choose, code, width, PDF, back."""
        return (
            keys.PRINT_NOW,
            keys.CHOOSE_PAPER,
            keys.CODE,
            keys.WIDTH,
            keys.PDF,
            keys.BACK,
            keys.BOARD,
            keys.HELP,
        )

    def body(self) -> ComposeResult:
        """Whether it was printed, the paper, beside it all papers and the QR."""
        yield Static("", id="printed", markup=False)
        with Horizontal():
            with VerticalScroll(id="roll", can_focus=False):
                yield PaperView("", id="paper", markup=False)
            with Vertical(id="side"):
                yield PaperList("", id="kinds", markup=False)
                yield CodeView("", id="code", markup=False)

    async def fill(self) -> None:
        """Render it in a thread: the first paper loads the QR library."""
        await self._look()

    async def retell(self) -> None:
        """The paper in the other language: papers are printed in the language spoken."""
        await self._look()

    async def _look(self) -> None:
        shown = await self.read(self._gather)
        if shown is None:
            return
        self.shown, self.kind = shown, shown.kind
        self._draw(shown)
        printed = {kind: copy.copies for kind, copy in shown.dossier.ticket.papers.items()}
        self.query_one(PaperList).show(shown.kinds, shown.kind, printed)
        self._say(_state(printed.get(shown.kind, 0)))
        self.show_status()

    def _gather(self) -> Shown | None:
        from mihome_desk.printing.gather import paper_of
        from mihome_desk.printing.render import preview

        dossier = self.context.desk.dossier(self.ticket)
        kinds = papers_of(dossier.ticket) if dossier else ()
        if dossier is None or not kinds:
            return None
        # What was there when the screen was opened may be gone: a completion was struck, a quote replaced.
        kind = self.kind if self.kind in kinds else kinds[0]
        paper = paper_of(dossier, kind, current(), settings=self.context.settings)
        return Shown(dossier, kinds, kind, paper.name, preview(paper, self.width_mm))

    def _draw(self, shown: Shown) -> None:
        aside = self.size.width >= SIDE_BY_SIDE or self._code_alone
        self.query_one(PaperView).show(shown.rows, without_code=1 if aside else 0)
        has_code = self.query_one(CodeView).show(shown.rows, 1)
        self.query_one(CodeView).display = aside and has_code
        self.query_one(PaperList).display = not self._code_alone
        self.query_one("#roll").display = not self._code_alone
        self.set_class(self.width_mm == 58, "-narrow")

    def _say(self, sentence: str) -> None:
        self.query_one("#printed", Static).update(sentence)

    def on_resize(self) -> None:
        """The QR moves beside the paper where there is room."""
        if self.shown is not None:
            self._draw(self.shown)

    @work
    async def action_print_now(self) -> None:
        """Journal the print and write what the printer gets; a copy asks for its reason."""
        if self.shown is None:
            return
        kind, width = self.kind, self.width_mm
        before = self.shown.dossier.ticket.papers
        reason = await self._reason() if kind in before else ""
        if reason is None:
            return
        if await self.carry_out(PrintPaper(self.ticket, kind, reason)) is None:  # type: ignore[arg-type]
            return
        desk, settings = self.context.desk, self.context.settings
        try:
            path = await self.read(lambda: desk.write_paper(self.ticket, kind, current(), width, settings))
        except OSError as error:
            self.notify(sentence_of(error), severity="error", timeout=12)
        else:
            self.notify(_("Written for the printer: {path}", path=path), timeout=8)
        if kind in OF_THE_SLIP and kind not in before:
            self.kind = next((each for each in OF_THE_SLIP if each not in before and each != kind), kind)
            self.query_one("#roll").scroll_home(animate=False)
        await self._look()

    async def _reason(self) -> str | None:
        answer = await self.app.push_screen_wait(
            Ask(
                _("Print a copy"),
                [Row("reason", N_("Reason"), placeholder=N_("why another one"))],
                _("The copy carries its number and this reason."),
            )
        )
        return None if answer is None else answer["reason"]

    @work(exclusive=True, group="pdf")
    async def action_pdf(self) -> None:
        """A child process makes it: the PDF library stays out of the counter's memory."""
        from mihome_desk.printing import child

        if self.shown is None:
            return
        home, kind, number = self.context.desk.home, self.kind, self.shown.dossier.number
        path = home.papers / f"{self.shown.name}-a5.pdf"
        self._say(_("Making the PDF …"))
        try:
            home.papers.mkdir(exist_ok=True)
            await asyncio.to_thread(child.write_pdf, home.folder, number, kind, "a5", current(), path)
        except OSError as error:
            self.notify(str(error), severity="error", timeout=12)
        else:
            self.notify(_("PDF written: {path}", path=path), timeout=8)
        if self.is_attached:
            await self._look()

    async def action_choose(self, digit: int) -> None:
        """Another paper of this ticket."""
        if self.shown is not None and digit <= len(self.shown.kinds):
            self.kind = self.shown.kinds[digit - 1]
            self.query_one("#roll").scroll_home(animate=False)
            await self._look()

    async def action_width(self) -> None:
        """58 or 80 mm."""
        self.width_mm = 58 if self.width_mm == 80 else 80
        await self._look()

    async def action_code(self) -> None:
        """The QR code alone, whole on the smallest screen; again brings the paper back."""
        self._code_alone = not self._code_alone
        self.set_class(self._code_alone, "-code")
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
