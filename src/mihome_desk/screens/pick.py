"""Choose one of a list: a few letters narrow it, ↑ ↓ move, Enter takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from mihome_desk.rules import identity
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.ui.once import Once
from mihome_desk.widgets.columns import fit

NAME = 16


class Choosable(NamedTuple):
    """One of the list: what is returned, its name, and what it says now."""

    value: str
    name: str
    says: str = ""

    def meant_by(self, said: str) -> bool:
        """Whether what was typed may mean this one."""
        return said in f"{self.value} {self.name} {self.says}".lower()


class Choosables(Widget):
    """The list itself: names in one column, what they say in the other."""

    cursor = reactive(0)

    def __init__(self, listed: Sequence[Choosable], *, names: int = NAME, id: str) -> None:
        super().__init__(id=id)
        self._names = names
        self._all = tuple(listed)
        self.listed = self._all

    def narrow(self, said: str) -> None:
        """Keep what a few letters may mean."""
        wanted = identity.fold(said).lower()
        self.listed = tuple(each for each in self._all if each.meant_by(wanted))
        self.cursor = 0
        self.refresh()

    @property
    def chosen(self) -> Choosable | None:
        """The one under the cursor."""
        return self.listed[self.cursor] if self.listed else None

    def move(self, by: int) -> None:
        """Up or down, no further than the ends."""
        self.cursor = max(0, min(len(self.listed) - 1, self.cursor + by))

    def render(self) -> RenderResult:
        """As many lines as fit, the cursor among them."""
        variables, height = self.app.theme_variables, max(1, self.size.height)
        first = max(0, min(self.cursor - height // 2, len(self.listed) - height))
        text = Text(no_wrap=True)
        if not self.listed:
            text.append(_("Nothing here is called that."), style=variables["quiet"])
        for at, each in enumerate(self.listed[first : first + height], first):
            here = at == self.cursor
            weight = "bold " if here else ""
            text.append("▌ " if here else "  ", style=variables["primary"])
            text.append(fit(each.name, self._names), style=f"{weight}{variables['foreground']}")
            room = max(4, self.size.width - self._names - 2)
            text.append(fit(each.says, room) + "\n", style=f"{weight}{variables['quiet']}")
        return text


class Pick(ModalScreen[str | None], Once[str | None]):
    """Returns the value that was chosen, None after Esc; names stand in a column of ``names`` cells."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [*keys.PICK_KEYS]

    def __init__(self, title: str, listed: Sequence[Choosable], *, names: int = NAME) -> None:
        super().__init__()
        self._names = names
        self._title = title
        self._listed = tuple(listed)

    def compose(self) -> ComposeResult:
        """Title, a line to narrow the list, the list."""
        with Vertical(id="ask"):
            yield Static(self._title, id="ask-title", markup=False)
            yield Line(placeholder=_("a few letters narrow the list"), compact=True, id="pick-said")
            yield Choosables(self._listed, names=self._names, id="pick-list")
            yield Static(
                _("↑ ↓ choose · Enter takes it · Esc leaves it as it was"), id="ask-keys", markup=False
            )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self.query_one(Choosables).narrow(event.value)

    def on_input_submitted(self) -> None:
        """Take the one under the cursor."""
        chosen = self.query_one(Choosables).chosen
        if chosen is not None:
            self.dismiss(chosen.value)

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.query_one(Choosables).move(by)

    def action_cancel(self) -> None:
        """Nothing was chosen."""
        self.dismiss(None)
