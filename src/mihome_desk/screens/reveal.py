"""A secret on the screen for a short while; what shows it was journalled before."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.once import Once
from mihome_desk.widgets.prose import Prose

PHONE_S = 60
UNLOCK_S = 30


class Reveal(ModalScreen[None], Once[None]):
    """Shows a text for so many seconds by a clock that is asked, then goes away by itself.

    ``uptime_ms`` reads the clock that does not jump.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [*keys.REVEAL_KEYS]

    def __init__(self, title: str, secret: str, why: str, seconds: int, uptime_ms: Callable[[], int]) -> None:
        super().__init__()
        self._title = title
        self._secret = secret
        self._why = why
        self._uptime_ms = uptime_ms
        self._until = uptime_ms() + seconds * 1000

    def compose(self) -> ComposeResult:
        """What it is, the secret, how long it still stands here."""
        with VerticalScroll(id="ask", can_focus=False):
            yield Static(self._title, id="ask-title", markup=False)
            yield Static(self._secret, id="secret", markup=False)
            yield Prose(self._why, id="ask-why")
            yield Static(self._left(), id="left", markup=False)
            yield Static(_("Enter or Esc hides it"), id="ask-keys", markup=False)

    def on_mount(self) -> None:
        """Look at the clock now and then."""
        self.set_interval(0.25, self._tick)

    def _left(self) -> str:
        left = max(0, -(-(self._until - self._uptime_ms()) // 1000))
        return _("{seconds} s, then it is hidden", seconds=left)

    def _tick(self) -> None:
        if self._uptime_ms() >= self._until:
            self.dismiss(None)
        else:
            self.query_one("#left", Static).update(self._left())

    def action_hide(self) -> None:
        """Enough."""
        self.dismiss(None)
