"""Small questions over a screen. They return a value and never write."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.once import Once
from mihome_desk.widgets.fields import Entered, Row
from mihome_desk.widgets.prose import Prose


class Ask(ModalScreen[dict[str, str] | None], Once[dict[str, str] | None]):
    """One to three fields; Enter in the last one answers, Esc returns None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [*keys.ASK_KEYS]

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
        with VerticalScroll(id="ask", can_focus=False):
            yield Static(self._title, id="ask-title", markup=False)
            if self._explanation:
                yield Prose(self._explanation, id="ask-why")
            yield from self._rows
            yield Prose(id="ask-wrong")
            yield Static(_("Enter answers · Esc leaves it as it was"), id="ask-keys", markup=False)

    def on_mount(self) -> None:
        """The cursor stands where something is wrong, the sentence beside it; else in the first field."""
        named = {row.field: row for row in self._rows}
        field, sentence = self._wrong or ("", "")
        row = named.get(field)
        beside = row is not None and bool(row.query(Prose))
        self.query_one("#ask-wrong", Prose).display = bool(sentence) and not beside
        if sentence and beside and row is not None:
            row.hint(sentence, wrong=True)
        else:
            self.query_one("#ask-wrong", Prose).update(sentence)
        (row or self._rows[0]).widget.focus()

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
    BINDINGS = [*keys.CONFIRM_KEYS]

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self._title = title
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        """The question and what follows from yes."""
        with VerticalScroll(id="ask", can_focus=False):
            yield Static(self._title, id="ask-title", markup=False)
            yield Prose(self._explanation, id="ask-why")
            yield Static(_("Enter yes · Esc no"), id="ask-keys", markup=False)

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """No."""
        self.dismiss(False)

    def action_scroll_words(self, by: int) -> None:
        """Read on where the explanation is longer than the screen."""
        self.query_one("#ask").scroll_relative(y=by, animate=False)
