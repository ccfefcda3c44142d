"""Small questions over a screen. They return a value and never write."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from mihome_desk.text import _
from mihome_desk.ui.once import Once
from mihome_desk.widgets.fields import Entered, Row
from mihome_desk.widgets.prose import Prose


class Ask(ModalScreen[dict[str, str] | None], Once[dict[str, str] | None]):
    """One to three fields; Enter in the last one answers, Esc returns None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [
        Binding("escape", "cancel", show=False),
        Binding("ctrl+s", "answer", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self, title: str, rows: list[Row], explanation: str = "", wrong: tuple[str, str] | None = None
    ) -> None:
        super().__init__()
        self._wrong = wrong
        self._title = title
        self._rows = rows
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        """Title, what it means, fields, keys."""
        with Vertical(id="ask"):
            yield Static(self._title, id="ask-title", markup=False)
            if self._explanation:
                yield Prose(self._explanation, id="ask-why")
            yield from self._rows
            if self._wrong:
                yield Prose(self._wrong[1], id="ask-wrong")
            yield Static(_("Enter answers · Esc leaves it as it was"), id="ask-keys", markup=False)

    def on_mount(self) -> None:
        """The cursor stands where something is wrong, else in the first field."""
        names = [row.field for row in self._rows]
        wrong = self._wrong[0] if self._wrong else ""
        self._rows[names.index(wrong) if wrong in names else 0].widget.focus()

    def on_entered(self, event: Entered) -> None:
        """Forward, and out at the end."""
        event.stop()
        if event.row is self._rows[-1]:
            self.action_answer()
        else:
            self.focus_next()

    def action_answer(self) -> None:
        """Return what stands in the fields."""
        self.dismiss({row.field: row.value for row in self._rows})

    def action_cancel(self) -> None:
        """Nothing happened."""
        self.dismiss(None)


class Confirm(ModalScreen[bool], Once[bool]):
    """Yes by Enter, no by Esc."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [Binding("escape", "no", show=False), Binding("enter", "yes", show=False)]

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self._title = title
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        """The question and what follows from yes."""
        with Vertical(id="ask"):
            yield Static(self._title, id="ask-title", markup=False)
            yield Prose(self._explanation, id="ask-why")
            yield Static(_("Enter yes · Esc no"), id="ask-keys", markup=False)

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """No."""
        self.dismiss(False)
