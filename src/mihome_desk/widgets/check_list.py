"""A checklist: items in order of need, one key per answer, an earlier list beside it where there is one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mihome_desk import words
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.widgets.columns import fit

SIGNS = {"pass": "✓", "fail": "x", "untested": "?", "not_fitted": "–", "untestable": "…"}
COLOURS = {"pass": "success", "fail": "error"}
COMPLAINT = "*"
"""Beside an item that belongs to what the customer complains of."""


class CheckRow(NamedTuple):
    """One item: its code, its words, how it is done, its group's heading, whether the complaint asks for it."""

    code: str
    label: str
    how: str
    group: str
    asked: bool = False


class Before(NamedTuple):
    """The list that stands beside this one: both names, its answers, which were only covered in bulk."""

    name: str
    own_name: str
    answers: Mapping[str, str]
    bulk: Collection[str] = ()

    def proves(self, code: str) -> bool:
        """Whether the item passed by itself then."""
        return self.answers.get(code) == "pass" and code not in self.bulk


class CheckList(ScrollView, can_focus=True):
    """Items with their answers; the one in focus is answered by a digit."""

    DEFAULT_CSS = "CheckList { height: 1fr; background: $background; }"
    BINDINGS = [*keys.CHECK_LIST_KEYS]
    cursor = reactive(0)

    class Moved(Message):
        """Another item came into focus."""

    def __init__(self, rows: Sequence[CheckRow] = (), id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = tuple(rows)
        self.answers: dict[str, str] = {}
        self.bulk: set[str] = set()
        self.before: Before | None = None
        self._lines: list[int | str] = []

    def show(
        self,
        rows: Sequence[CheckRow],
        answers: Mapping[str, str],
        bulk: Collection[str],
        before: Before | None = None,
        *,
        at: int | None = None,
    ) -> None:
        """Other items or answers; the cursor goes to the first open one where ``at`` names none."""
        self.answers, self.bulk, self.before = dict(answers), set(bulk), before
        self.show_rows(rows)
        self.cursor = self.first_open() if at is None else at

    def show_rows(self, rows: Sequence[CheckRow]) -> None:
        """Other items with the answers that are there."""
        self.rows = tuple(rows)
        self._lines = []
        group = None
        for at, row in enumerate(self.rows):
            if row.group != group:
                group = row.group
                self._lines.append(group)
            self._lines.append(at)
        self.virtual_size = Size(0, len(self._lines))
        self.cursor = max(0, min(self.cursor, len(self.rows) - 1))
        self.refresh()

    def first_open(self) -> int:
        """The first item without an answer, the last one when all have one."""
        return next(
            (at for at, row in enumerate(self.rows) if row.code not in self.answers), len(self.rows) - 1
        )

    @property
    def item(self) -> CheckRow | None:
        """The item in focus."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def worse(self, code: str) -> bool:
        """Whether an item worked before, proven by itself, and fails now."""
        return self.before is not None and self.before.proves(code) and self.answers.get(code) == "fail"

    def answer(self, answer: str) -> None:
        """Answer the item in focus and go on."""
        if self.item:
            self.answers[self.item.code] = answer
            self.bulk.discard(self.item.code)
            self.action_move(1)
            self.refresh()

    def take_back(self) -> None:
        """Go back one item and take its answer back."""
        if self.item and self.item.code not in self.answers:
            self.action_move(-1)
        if self.item:
            self.answers.pop(self.item.code, None)
            self.refresh()

    def action_move(self, by: int) -> None:
        """Up or down."""
        if self.rows:
            self.cursor = max(0, min(len(self.rows) - 1, self.cursor + by))

    def watch_cursor(self) -> None:
        """Keep the item in sight."""
        self.refresh()
        if self.is_mounted and self.cursor in self._lines:
            y = self._lines.index(self.cursor)
            top = y - 1 if self.cursor else 0
            self.scroll_to_region(Region(0, max(0, top), 1, 3), animate=False, force=True)
            self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        """A heading or an item."""
        variables, width = self.app.theme_variables, self.size.width
        at = y + self.scroll_offset.y
        base = Style(bgcolor=variables["background"], color=variables["foreground"])
        if at >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[at]
        if isinstance(line, str):
            segments = self._heading(line, base + Style(color=variables["quiet"]))
        else:
            if line == self.cursor:
                base = Style(bgcolor=variables["panel"], color=variables["foreground"], bold=True)
            segments = self._item(self.rows[line], line == self.cursor, base)
        return Strip(segments).adjust_cell_length(width, base)

    def _columns(self) -> tuple[int, int, int]:
        """Cells for the label, the list beside, and this list."""
        before = 18 if self.before else 0
        return max(10, self.size.width - 32 - before), before, 20

    def _heading(self, name: str, style: Style) -> list[Segment]:
        label, before, own = self._columns()
        parts = [Segment("  " + fit(_(name), label + 6), style)]
        if self.before:
            names = fit(_(self.before.name), before - 2) + "  " + fit(_(self.before.own_name), own)
            parts.append(Segment("  " + names, style))
        return parts

    def _item(self, row: CheckRow, focused: bool, base: Style) -> list[Segment]:
        variables = self.app.theme_variables
        label, before, own = self._columns()
        quiet = base + Style(color=variables["quiet"])
        sign = Segment(COMPLAINT if row.asked else " ", base + Style(color=variables["warning"]))
        segments = [
            Segment("▌ " if focused else "  ", base + Style(color=variables["primary"])),
            Segment(fit(row.code, 5), quiet),
            sign,
            Segment(" " + fit(row.label, label - 1), base),
        ]
        if self.before:
            then = said_of(self.before.answers.get(row.code, ""), row.code in self.before.bulk)
            segments.append(Segment("  " + fit(then, before - 2), quiet))
        answer = self.answers.get(row.code, "")
        now = said_of(answer, row.code in self.bulk)
        if self.worse(row.code):
            now = f"{SIGNS['fail']}! {_('worked before')}"
        colour = base + Style(color=variables[COLOURS.get(answer, "quiet")])
        return [*segments, Segment("  " + fit(now, own), colour)]


def said_of(answer: str, bulk: bool) -> str:
    """An answer as a sign and a word."""
    if not answer:
        return "·"
    said = f"{SIGNS[answer]} {words.word(words.ANSWERS, answer)}"
    return f"{said} ({_('in bulk')})" if bulk else said
