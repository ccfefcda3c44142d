"""A paper on the screen exactly as it prints, and the key that prints it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.paperwork import PrintPaper
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.printing.terminal import ScreenRow

# A paper of 48 columns and a QR code of 37, with some air.
SIDE_BY_SIDE = 94


class SlipScreen(Page):
    """The QR stands beside the text where there is room, so that both fit one screen."""

    CSS_PATH = "slip.tcss"
    COMMANDS_HERE = (keys.PRINT_NOW, keys.WIDTH, keys.CODE)
    BINDINGS = [
        Binding("down", "scroll_paper(1)", show=False),
        Binding("up", "scroll_paper(-1)", show=False),
        Binding("pagedown,space", "scroll_paper(12)", show=False),
        Binding("pageup", "scroll_paper(-12)", show=False),
    ]
    HELP_TEXT = N_(
        "This is the paper, line for line. Enter prints it: the file is written for the printer and stands in the papers "
        "folder. A second print asks for a reason and says COPY. W shows the other paper width. The customer can "
        "photograph the QR code from the screen as well."
    )

    def __init__(self, context: Any, ticket: str, kind: str) -> None:
        super().__init__(context, ticket)
        self.kind = kind
        self.width_mm = context.settings.paper_mm
        self.dossier: Dossier | None = None
        self._code_alone = False

    def heading(self) -> str:
        """Number and paper."""
        name = words.word(words.PAPERS, self.kind)
        return f"{self.dossier.short}  {name}" if self.dossier else name

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Print, width, back."""
        return (keys.PRINT_NOW, keys.CODE, keys.WIDTH, keys.BACK, keys.BOARD, keys.HELP)

    def body(self) -> ComposeResult:
        """The paper, its QR beside it, and whether it was printed."""
        yield Static("", id="printed", markup=False)
        with Horizontal():
            with VerticalScroll(id="roll", can_focus=False):
                yield Static("", id="paper", markup=False)
            with Vertical(id="side"):
                yield Static("", id="code", markup=False)

    async def fill(self) -> None:
        """Render it in a thread: the first paper loads the QR library."""
        await self._look()

    async def retell(self) -> None:
        """The paper in the other language: papers are printed in the language spoken."""
        await self._look()

    async def _look(self) -> None:
        desk, kind, width = self.context.desk, self.kind, self.width_mm

        def rows() -> tuple[Dossier | None, list[ScreenRow]]:
            from mihome_desk.printing.facts import paper_of
            from mihome_desk.printing.render import preview

            dossier = desk.dossier(self.ticket)
            return dossier, preview(paper_of(dossier, kind, current()), width) if dossier else []

        self.dossier, lines = await self.read(rows)
        self._draw(lines)
        copy = self.dossier.ticket.papers.get(kind) if self.dossier else None
        if copy is None:
            state = _("Not printed yet — Enter prints it.")
        elif copy.copies == 1:
            state = _("Printed once — another print is a copy and needs a reason.")
        else:
            state = _("Printed {count} times, the last as COPY {count}.", count=copy.copies)
        self.query_one("#printed", Static).update(state)
        self.show_status()

    def _draw(self, lines: list[ScreenRow]) -> None:
        side_by_side = self.size.width >= SIDE_BY_SIDE or self._code_alone
        paper, code = Text(no_wrap=True), Text(no_wrap=True)
        for row in lines:
            if row.kind == "qr":
                target, indent = (code, 0) if side_by_side else (paper, row.indent)
                target.append(" " * indent)
                target.append(row.text, style="#000000 on #FFFFFF")
                target.append("\n")
            else:
                paper.append(row.text, style="bold" if row.kind == "bold" else "")
                paper.append("\n")
        self.query_one("#paper", Static).update(paper)
        self.query_one("#code", Static).update(code)
        self.query_one("#side").display = side_by_side and bool(code.plain)
        self.query_one("#roll").display = not self._code_alone

    def on_resize(self) -> None:
        """The QR moves beside the paper where there is room."""
        if self.dossier is not None:
            self.run_worker(self._look(), exclusive=True)

    @work
    async def action_print_now(self) -> None:
        """Journal the print and write what the printer gets; a copy asks for its reason."""
        if self.dossier is None:
            return
        reason = ""
        if self.kind in self.dossier.ticket.papers:
            answer = await self.app.push_screen_wait(
                Ask(
                    _("Print a copy"),
                    [Row("reason", N_("Reason"), placeholder=N_("why another one"))],
                    _("The copy carries its number and this reason."),
                )
            )
            if answer is None:
                return
            reason = answer["reason"]
        if await self.carry_out(PrintPaper(self.ticket, self.kind, reason)) is None:  # type: ignore[arg-type]
            return
        desk, kind, width = self.context.desk, self.kind, self.width_mm
        path = await self.read(lambda: desk.write_paper(self.ticket, kind, current(), width))
        self.notify(_("Written for the printer: {path}", path=path), timeout=8)
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
