"""A scanner types like a keyboard, only faster: keep its characters from pressing single keys.

Keys are held back only where no text field has focus, for 30 ms; what is then alone was a key, what
came in a run is a scan and goes to the app as one text.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.events import Key
from textual.timer import Timer
from textual.widgets import Input

from mihome_desk.ui.messages import Scanned

HOLD_S = 0.03
SHORTEST_SCAN = 8


class ScanHold:
    """Collects printable keys while no text field has focus."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._held: list[Key] = []
        self._timer: Timer | None = None

    def takes(self, event: Key) -> bool:
        """Whether this key is held back; it comes again, or becomes part of a scan."""
        if getattr(event, "released", False) or isinstance(self._app.focused, Input):
            return False
        ends = event.key in {"enter", "tab"} and len(self._held) >= SHORTEST_SCAN
        if not ends and not (event.character and event.is_printable):
            return False
        self._held.append(event)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(HOLD_S, self._let_go)
        return True

    async def _let_go(self) -> None:
        held, self._held, self._timer = self._held, [], None
        printable = [key for key in held if key.is_printable]
        if len(printable) >= SHORTEST_SCAN and len({key.character for key in printable}) > 1:
            self._app.post_message(Scanned("".join(key.character or "" for key in printable)))
            return
        for key in held:
            again = Key(key.key, key.character)
            again.released = True  # type: ignore[attr-defined]
            self._app.post_message(again)
