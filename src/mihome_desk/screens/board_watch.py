"""What the board knows of the store: the last look at it, the day's activity, what others changed, the bell."""

from __future__ import annotations

from typing import NamedTuple

from mihome_desk.desk import FILTERS, Activity, Board, Desk, Head
from mihome_desk.screens.board_bell import Bell, Ring
from mihome_desk.screens.board_seen import Seen


class Glance(NamedTuple):
    """One look at the store. ``activity`` is None where nobody wanted it."""

    board: Board
    activity: list[Activity] | None


class Watch:
    """Pure but for the desk it is given: `look` runs in a thread, all else beside the screen."""

    def __init__(self, first: Board | None) -> None:
        self.board = first
        self.activity: list[Activity] | None = None
        self.marked: frozenset[str] = frozenset()
        self._bell = Bell(first.heads if first else ())
        self._seen = Seen()

    def look(self, desk: Desk, activity: bool) -> Glance:
        """What the store looks like now, and what happened today where there is room for it."""
        board = desk.board()
        known = self.board is not None and self.board.seq == board.seq and self.activity is not None
        # Only entries change the day's activity; the clocks' ticking does not.
        return Glance(board, desk.day_activity() if activity and not known else self.activity)

    def take(self, found: Glance, desk: Desk) -> list[Ring]:
        """Know what a look has found; the rings that are due, whether they are heard or not."""
        self.board, self.activity = found
        self.marked = self._seen.changed(found.board.heads, desk.written)
        return self._bell.told(found.board.heads)

    def looked_at(self, head: Head | None) -> None:
        """A row was in focus on the screen: it is no news any more."""
        if head is not None:
            self._seen.looked_at(head)
            self.marked -= {head.id}

    def parts(self, staff: str) -> dict[str, list[Head]]:
        """The heads of every part of the board."""
        heads = self.board.heads if self.board else ()
        return {name: [head for head in heads if belongs(head, staff)] for name, belongs in FILTERS.items()}
