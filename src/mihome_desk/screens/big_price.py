"""One price in big type, for the eyes of whoever stands opposite."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.big_amount import BigAmount
from mihome_desk.widgets.columns import fit
from mihome_desk.widgets.prose import Prose

WIDEST = 64


class BigPrice(NamedTuple):
    """What the page says: a title, amounts by name, what it comes to in fen, and what holds for it."""

    title: str
    lines: tuple[tuple[str, str], ...]
    total: int
    notes: tuple[str, ...] = ()


class BigPriceScreen(Page):
    """Nothing here is private: no name, no number, no telephone."""

    CSS_PATH = "big_price.tcss"
    BINDINGS = [*keys.BIG_KEYS]
    HELP_TEXT = N_(
        "Turn the screen to the customer. The big figure is what there is to pay, labour included; above it stands what "
        "it is made of. Nothing personal is on this page. Enter, the space bar or Esc go back."
    )

    def __init__(self, context: Any, say: Callable[[], BigPrice]) -> None:
        super().__init__(context)
        self._say = say

    def heading(self) -> str:
        """The store alone: the customer reads this."""
        return self.context.desk.store.name

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Back, and the other language for another reader."""
        return (keys.BACK, keys.LANGUAGE)

    def current_ticket(self) -> str | None:
        """That of the screen below."""
        return None

    def body(self) -> ComposeResult:
        """Title, what it is made of, the figure, what holds for it."""
        with Vertical(id="big"):
            yield Static("", id="big-title", markup=False)
            yield Static("", id="big-lines", markup=False)
            yield Static("", id="big-total", markup=False)
            yield BigAmount(id="big-amount")
            yield Prose("", id="big-notes")

    async def fill(self) -> None:
        """Say it."""
        self._show()

    async def retell(self) -> None:
        """The same in the other language."""
        self._show()

    def on_resize(self) -> None:
        """The figure follows the size."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        said = self._say()
        width = min(WIDEST, max(20, self.size.width - 8))
        text = Text(no_wrap=True)
        for name, amount in said.lines:
            text.append(fit(name, width - 16) + fit(amount, 16, right=True) + "\n")
        text.rstrip()
        self.query_one("#big-title", Static).update(said.title)
        self.query_one("#big-lines", Static).update(text)
        self.query_one("#big-total", Static).update(_("To pay {amount}", amount=words.money(said.total)))
        self.query_one(BigAmount).show(said.total)
        self.query_one("#big-notes", Prose).update("\n".join(said.notes))
