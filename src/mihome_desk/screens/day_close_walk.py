"""The walk along the shelf: every device of the house, and whether somebody met it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from mihome_desk.rules.shop import Drawer
from mihome_desk.screens.day_close_words import Shelved, shelved, walk_words
from mihome_desk.text import _
from mihome_desk.widgets.row_list import RowColumn, RowList

if TYPE_CHECKING:
    from mihome_desk.desk import Head


class Walk(Vertical):
    """How far it has come, and the list in the order of the places; says `Ticked` when a tick came or went."""

    class Ticked(Message):
        """A device was met, or its tick taken back."""

    def __init__(self) -> None:
        super().__init__(id="walk")
        self.met: set[str] = set()
        self._drawer: Drawer | None = None
        self._heads: Sequence[Head] = ()

    def compose(self) -> ComposeResult:
        """One line, and the list."""
        yield Static("", id="walked", markup=False)
        yield RowList(_columns, lambda row: row.device.id, id="shelf")

    @property
    def rows(self) -> list[Shelved]:
        """Every device that should lie here."""
        return shelved(self._drawer.devices, self._heads, self.met) if self._drawer else []

    def show(self, drawer: Drawer, heads: Sequence[Head]) -> None:
        """The devices that the book knows now."""
        self._drawer, self._heads = drawer, heads
        self._draw()

    def tick(self, device: str) -> None:
        """A device was met."""
        self.met.add(device)
        self._ticked(device)

    def tick_here(self) -> None:
        """Tick the device in focus, or take its tick away; the next one comes into focus."""
        row = self.query_one(RowList).selected
        if row is not None:
            self.met ^= {row.device.id}
            self._ticked(row.device.id)
            self.query_one(RowList).action_move(1)

    def on_row_list_chosen(self) -> None:
        """Enter on a row ticks it as well."""
        self.tick_here()

    def _ticked(self, device: str) -> None:
        self._draw()
        self.query_one(RowList).focus_on(device)
        self.post_message(self.Ticked())

    def _draw(self) -> None:
        rows = self.rows
        self.query_one("#walked", Static).update(walk_words(rows, self._drawer.away if self._drawer else 0))
        self.query_one(RowList).show(rows)


def _columns(_width: int) -> list[RowColumn[Shelved]]:
    """Tick, place, number, device, stage."""
    return [
        RowColumn(
            "",
            3,
            lambda row: "[x]" if row.met else "[ ]",
            lambda row: "success" if row.met else "warning",
        ),
        RowColumn(_("Place"), 10, lambda row: row.device.place or "-"),
        RowColumn(_("Number"), 12, lambda row: row.device.number.partition("-")[2]),
        RowColumn(_("Device"), 0, lambda row: row.name),
        RowColumn(_("Stage"), 14, lambda row: row.stage, lambda _row: "quiet"),
    ]
