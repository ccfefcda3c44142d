"""Sentences that wrap by cells: Chinese has no spaces, and a line must not begin with a comma."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Size
from textual.widget import Widget

from mihome_desk.printing.width import lines, wrap
from mihome_desk.widgets.columns import fit


class Prose(Widget):
    """A few lines of running text, wrapped as the papers wrap it."""

    DEFAULT_CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def update(self, text: str) -> None:
        """Another text; the height follows."""
        if text != self._text:
            self._text = text
            self.refresh(layout=True)

    def _wrapped(self, width: int) -> list[str]:
        return (
            [part for line in lines(self._text) for part in wrap(line, max(1, width))] if self._text else []
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the text needs."""
        return max(1, len(self._wrapped(width)))

    def render(self) -> RenderResult:
        """The lines."""
        return Text("\n".join(self._wrapped(self.content_size.width)), no_wrap=True)


class Told(NamedTuple):
    """One entry of a list: what stands in the narrow column before it, and what it says."""

    lead: str
    said: Text


class Hanging(Widget):
    """Entries one below the other; what does not fit one line goes on under its own words."""

    DEFAULT_CSS = "Hanging { height: auto; width: 1fr; }"

    def __init__(self, *, lead: int, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lead = lead
        self._told: tuple[Told, ...] = ()

    def show(self, told: Iterable[Told]) -> None:
        """Other entries; the height follows."""
        self._told = tuple(told)
        self.refresh(layout=True)

    def _lines(self, width: int) -> list[Text]:
        quiet = self.app.theme_variables["quiet"]
        found = []
        for told in self._told:
            lead = fit(told.lead, self._lead)
            for part in wrapped(told.said, max(2, width - self._lead)) or [Text()]:
                found.append(Text.assemble((lead, quiet), part, no_wrap=True))
                lead = " " * self._lead
        return found

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the entries need."""
        return max(1, len(self._lines(width)))

    def render(self) -> RenderResult:
        """The entries."""
        return Text("\n", no_wrap=True).join(self._lines(self.content_size.width))


def plain(said: str) -> str:
    """What somebody typed as clean lines, so that wrapping finds every sign again."""
    return "\n".join(lines(said))


def wrapped(text: Text, columns: int) -> list[Text]:
    """A text of clean lines in several styles, as lines of at most ``columns``; its styles stay with their words."""
    found, at = [], 0
    for part in wrap(text.plain, columns):
        at = text.plain.index(part, at)
        found.append(text[at : at + len(part)])
        at += len(part)
    return found
