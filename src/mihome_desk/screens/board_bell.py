"""When the bell rings: at ten minutes left and at zero, each once per ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mihome_desk.desk import Head
from mihome_desk.text import _
from mihome_desk.widgets.clocks import WARN_MS

SOON, OVER = "soon", "over"


class Ring(NamedTuple):
    """One reason to ring: a ticket, and ``soon`` (ten minutes left) or ``over`` (the hour has passed)."""

    head: Head
    what: str

    def sentence(self) -> str:
        """What is said beside the bell; the number and the device, no name."""
        number = self.head.number.rpartition("-")[2]
        device = self.head.device
        if self.what == OVER:
            return _("{number} {device}: the hour is over.", number=number, device=device)
        return _("{number} {device}: less than ten minutes left.", number=number, device=device)


class Bell:
    """Told the heads of the board from time to time; answers what to ring for.

    What is past its mark when it is first told rings no more: a restart is no news.
    """

    def __init__(self, heads: Iterable[Head] = ()) -> None:
        self._rung: set[tuple[str, str]] = set()
        for head in heads:
            self._due(head)

    def told(self, heads: Iterable[Head]) -> list[Ring]:
        """The rings that are due now; of one ticket the graver one alone."""
        found = ((head, self._due(head)) for head in heads)
        return [Ring(head, what) for head, what in found if what]

    def _due(self, head: Head) -> str:
        """The gravest mark that a ticket has newly passed, kept as rung together with those before it."""
        if not head.ticking or head.left_ms >= WARN_MS:
            return ""
        passed = (SOON, OVER) if head.left_ms < 0 else (SOON,)
        new = [what for what in passed if (head.id, what) not in self._rung]
        self._rung.update((head.id, what) for what in passed)
        return new[-1] if new else ""
