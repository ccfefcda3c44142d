"""Sentences that wrap by cells: Chinese has no spaces, and a line must not begin with a comma."""

from __future__ import annotations

from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Size
from textual.widget import Widget

from mihome_desk.printing.width import lines, wrap


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
