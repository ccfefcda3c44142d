"""A line to type in that can give back a burst of keys, and costs a key no more than it must."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from textual.events import Key, Paste
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

REMEMBERED = 240


class Before(NamedTuple):
    """What stood in the line before a key."""

    key: Key
    value: str
    selection: Selection


class Line(Input):
    """Textual's Input, with a short memory."""

    # Its width never follows its text: without this every key would lay out the whole form again.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self._before: deque[Before] = deque(maxlen=REMEMBERED)

    async def _on_key(self, event: Key) -> None:
        if event.is_printable:
            self._before.append(Before(event, self.value, self.selection))

    def take_back(self, first: Key) -> None:
        """Be again what it was before a key, if that key is remembered."""
        for before in self._before:
            if before.key is first:
                self._before.clear()
                self.value = before.value
                self.selection = before.selection
                return

    def give(self, text: str) -> None:
        """Type a whole text at the cursor."""
        self.replace(text, *self.selection)

    def _on_paste(self, event: Paste) -> None:
        """All of it: Textual keeps the first line only, and lines of a paste are somebody's words."""
        event.stop()
        event.prevent_default()
        self.give(" ".join(event.text.splitlines()))
