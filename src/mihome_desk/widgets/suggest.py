"""What may be meant: answers to choose from under a form, and a short list to pick one line of."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.app import RenderResult
from textual.containers import ScrollableContainer
from textual.events import Key
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mihome_desk.rules import identity
from mihome_desk.ui import keys
from mihome_desk.widgets.columns import fit

LINES = 2


class Guide(Widget):
    """Two lines under a form: a sentence about the field in focus, or answers that a key takes."""

    DEFAULT_CSS = f"Guide {{ height: {LINES}; width: 1fr; padding: 0 2; }}"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = ""
        self._options: tuple[str, ...] = ()
        self._digits = False
        self._at = -1

    @property
    def options(self) -> tuple[str, ...]:
        """The answers that can be taken now."""
        return self._options

    @property
    def at(self) -> int:
        """Which answer is lit, -1 for none."""
        return self._at

    def say(self, words: str) -> None:
        """A sentence, and no answers."""
        self._set(words, (), False, -1)

    def offer(self, options: Sequence[str], *, digits: bool = False, words: str = "", at: int = -1) -> None:
        """Answers, after a word or two; ``digits`` says that 1 to 9 name them."""
        self._set(words, tuple(options), digits, at)

    def _set(self, words: str, options: tuple[str, ...], digits: bool, at: int) -> None:
        before = (self._words, self._options, self._digits, self._at)
        if before != (words, options, digits, at):
            self._words, self._options, self._digits, self._at = words, options, digits, at
            self.refresh()

    def unlight(self) -> None:
        """No answer is lit any more."""
        if self._at >= 0:
            self._at = -1
            self.refresh()

    def move(self, by: int) -> bool:
        """Light the answer before or after; False where there is none that way."""
        at = self._at + by
        if not self._options or not -1 <= at < len(self._options):
            return False
        self._at = at
        self.refresh()
        return True

    def render(self) -> RenderResult:
        """As many answers as fit, beginning with a page that holds the lit one."""
        variables = self.app.theme_variables
        quiet, accent = variables["quiet"], variables["primary"]
        if not self._options:
            return Text(self._words, style=quiet, overflow="ellipsis")
        lines = self._page(self.content_size.width)
        text = Text(no_wrap=True, overflow="ellipsis")
        for line in lines:
            for at, label in line:
                lit = at == self._at
                text.append(label, style=f"bold {accent}" if lit else quiet if at < 0 else "")
            text.append("\n")
        text.rstrip()
        return text

    def _label(self, at: int) -> str:
        sign = str(at + 1) if self._digits and at < 9 else ">" if at == self._at else " "
        return f"{sign} {self._options[at]}  "

    def _page(self, width: int) -> list[list[tuple[int, str]]]:
        start = 0
        while True:
            lines, end = self._filled(start, width)
            if self._at < end or end >= len(self._options):
                return lines
            start = end

    def _filled(self, start: int, width: int) -> tuple[list[list[tuple[int, str]]], int]:
        lines: list[list[tuple[int, str]]] = [[]]
        used = 0
        if self._words and not start:
            lines[0].append((-1, self._words + "  "))
            used = cell_len(self._words) + 2
        for at in range(start, len(self._options)):
            label = self._label(at)
            if used and used + cell_len(label) > width:
                if len(lines) == LINES:
                    return lines, max(at, start + 1)
                lines.append([])
                used = 0
            lines[-1].append((at, label))
            used += cell_len(label)
        return lines, len(self._options)


class Chooser(Widget, can_focus=True):
    """A few lines, one of which is picked: by its digit, or ↑ ↓ and Enter. 0 and a last line may pick none."""

    DEFAULT_CSS = """
    Chooser { height: auto; width: 1fr; }
    """
    BINDINGS = [*keys.CHOOSER_KEYS]
    at = reactive(0)

    class Picked(Message):
        """A line was picked; ``at`` is -1 for none of them."""

        def __init__(self, chooser: Chooser, at: int) -> None:
            super().__init__()
            self.chooser = chooser
            self.at = at

    def __init__(self, *, digits: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self._digits = digits
        self._lines: tuple[str, ...] = ()
        self._none = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What is offered, the line that picks none included."""
        return (*self._lines, self._none) if self._none else self._lines

    def show(self, lines: Sequence[str], none: str = "") -> None:
        """Offer these lines, and one more that picks none of them if there are words for it."""
        self._lines, self._none = tuple(lines), none
        self.at = min(self.at, max(0, len(self.lines) - 1))
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        return len(self.lines)

    def render(self) -> RenderResult:
        """All lines; the one in focus by sign, weight and colour."""
        variables = self.app.theme_variables
        text = Text(no_wrap=True, overflow="ellipsis")
        for at, line in enumerate(self.lines):
            lit = self.has_focus and at == self.at
            style = f"bold {variables['primary']}" if lit else variables["quiet"]
            digit = f"{0 if at == len(self._lines) else at + 1} " if self._digits and at < 9 else "  "
            room = max(1, self.content_size.width - 4)
            text.append(f"{'>' if lit else ' '}{digit}{fit(line, room)}\n", style=style)
        text.rstrip()
        return text

    def on_key(self, event: Key) -> None:
        """A digit picks its line."""
        digit = identity.fold(event.character or "")
        if not self._digits or len(digit) != 1 or not digit.isdigit():
            return
        at = int(digit) - 1
        if at < len(self._lines) and (at >= 0 or self._none):
            event.stop()
            self.post_message(self.Picked(self, at))

    def action_edge(self, at: int) -> None:
        """The first line (0) or the last (-1)."""
        if self.lines:
            self.at = range(len(self.lines))[at]

    def action_move(self, by: int) -> None:
        """The line before or after; past the ends the focus goes on."""
        at = self.at + by
        if 0 <= at < len(self.lines):
            self.at = at
            if isinstance(self.parent, ScrollableContainer):
                self.parent.scroll_to_region(Region(0, at, 1, 1), animate=False)
        elif by < 0:
            self.screen.focus_previous()
        else:
            self.screen.focus_next()

    def action_pick(self) -> None:
        """Pick the line in focus."""
        if self.lines:
            self.post_message(self.Picked(self, self.at if self.at < len(self._lines) else -1))
