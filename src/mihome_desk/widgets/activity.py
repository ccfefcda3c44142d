"""What happened today: time, who, what, which ticket; the latest on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from mihome_desk import words
from mihome_desk.desk import Activity
from mihome_desk.text import _
from mihome_desk.widgets.columns import fit

TIME, WHO, NUMBER = 6, 8, 6


class ActivityList(Widget):
    """As many entries as fit; nothing to move in."""

    DEFAULT_CSS = "ActivityList { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[Activity, ...] = ()
        self._local: Callable[[int], datetime] | None = None

    def show(self, entries: Sequence[Activity], local: Callable[[int], datetime]) -> None:
        """Other entries, newest first."""
        if tuple(entries) != self._shown:
            self._shown, self._local = tuple(entries), local
            self.refresh()

    def render(self) -> RenderResult:
        """A quiet title and the entries."""
        variables, width = self.app.theme_variables, self.content_size.width
        quiet = variables["quiet"]
        text = Text(f"{_('Today')}\n", style=quiet, no_wrap=True)
        if not self._shown or self._local is None:
            return text.append(_("Nothing happened yet."))
        what = max(4, width - TIME - WHO - NUMBER)
        for entry in self._shown[: max(0, self.content_size.height - 1)]:
            text.append(fit(f"{self._local(entry.at_ms):%H:%M}", TIME), style=quiet)
            text.append(fit(entry.actor, WHO - 1) + " ", style=quiet)
            text.append(fit(words.word(words.EVENTS, entry.kind), what), style=variables["foreground"])
            text.append(fit(_short(entry.number), NUMBER, right=True) + "\n", style=quiet)
        return text


def _short(number: str) -> str:
    """The serial of a ticket number, or the queue number as it is called out."""
    serial = number.rpartition("-")[2]
    return serial if serial != number else f"#{number}" if number else ""
