"""The parts of the intake's page: the rows in their groups, who waits, what is known."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Static

from mihome_desk.printing.width import wrap
from mihome_desk.screens import intake_form
from mihome_desk.screens.intake_known import Line
from mihome_desk.screens.intake_understand import symptom_words
from mihome_desk.widgets.fields import Choice, Group, Row
from mihome_desk.widgets.suggest import Chooser


class Sheet(VerticalScroll, inherit_bindings=False):
    """All rows; the one after the focus is always in sight. ↑ ↓ belong to the fields, not to scrolling."""

    def __init__(self) -> None:
        super().__init__(id="form", can_focus=False)

    def compose(self) -> ComposeResult:
        """The groups, and the choice of known devices behind the first."""
        for group in intake_form.GROUPS:
            first = group is intake_form.WHO
            with Group(group.title, first=first):
                for field in group.fields:
                    row = intake_form.row_of(field)
                    row.display = field.name not in intake_form.FAULT_ROWS
                    yield row
            if first:
                devices = Chooser(id="devices")
                devices.display = False
                yield devices

    def on_descendant_focus(self, _event: DescendantFocus) -> None:
        """Scroll once the focus has settled."""
        self.call_after_refresh(self._show_next)

    def _show_next(self) -> None:
        chain, focused = self.screen.focus_chain, self.screen.focused
        if focused is None or focused not in chain:
            return
        at = chain.index(focused)
        for widget in (*chain[at + 1 : at + 2], focused):
            shown = widget.parent if isinstance(widget.parent, Row) else widget
            if self in shown.ancestors:
                self.scroll_to_widget(shown, animate=False)

    def show_faults(self, codes: Iterable[str], before: Iterable[str]) -> None:
        """A row of words for each of several faults; words stay with their fault when another goes."""
        rows = [self.query_one(f"#row-{name}", Row) for name in intake_form.FAULT_ROWS]
        said = dict(zip(before, (row.value for row in rows), strict=False))
        wanted = list(codes)
        for row, code in zip(rows, wanted + [""] * len(rows), strict=False):
            row.display = len(wanted) > 1 and bool(code)
            words = said.get(code, "") if code else ""
            if row.value != words:
                row.value = words
            row.hint(f"→ {symptom_words(code)}" if code else "")
        _seen_anew(rows[0])

    def after(self, widget: Widget) -> list[Widget]:
        """Where Enter may go from a field, nearest first; rows that were shown this moment included.

        Textual orders its own chain by where things stand, which a new row does not know yet.
        """
        stops = [
            each
            for each in self.query("Line, Choice, Chooser")
            if each.display
            and (each.parent is None or not isinstance(each.parent, Row) or each.parent.display)
        ]
        return stops[stops.index(widget) + 1 :] if widget in stops else stops

    def show_devices(self, shown: bool) -> None:
        """Offer the devices of a number, or no longer."""
        devices = self.query_one(Chooser)
        if devices.display != shown:
            devices.display = shown
            _seen_anew(devices)

    def speak(self) -> None:
        """Headings and kinds of device in the language spoken now."""
        for group in self.query(Group):
            group.speak()
        category = self.query_one("#row-category", Row).widget
        if isinstance(category, Choice):
            category.options = tuple(intake_form.categories())


def _seen_anew(widget: Widget) -> None:
    """Textual keeps a list of what a container shows, and forgets to renew it when a child's display changes."""
    if widget.parent is not None:
        widget.parent._nodes.updated()


class WhoLine(Static):
    """One line over the form: whose number this is, who else is in hand, that the day is nearly over."""

    def __init__(self) -> None:
        super().__init__("", id="who", markup=False)
        self._said = ""

    def tell(self, parts: Iterable[str]) -> None:
        """Say these, or nothing at all."""
        said = "   ".join(part for part in parts if part)
        if said != self._said:
            self._said = said
            self.update(said)
        self.display = bool(said)


WIDTH = 39


class Facts(Static):
    """What is known, a sentence each; or only the first of them in one line."""

    def __init__(self, *, id: str, most: int = 0) -> None:
        super().__init__("", id=id, markup=False)
        self._most = most

    def tell(self, lines: Iterable[Line]) -> None:
        """Say these."""
        found = list(lines)[: self._most or None]
        variables = self.app.theme_variables
        text = Text(no_wrap=True, overflow="ellipsis")
        for line in found:
            style = (
                f"bold {variables['primary']}" if line.urgent else variables["quiet"] if line.quiet else ""
            )
            parts = [line.words] if self._most else wrap(line.words, WIDTH)
            text.append("\n".join(parts) + ("\n" if self._most else "\n\n"), style=style)
        text.rstrip()
        self.update(text)
        self.set_class(bool(found), "-said")
