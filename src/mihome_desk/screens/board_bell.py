"""When the bell rings: near the end of an hour or of a centre's twelve hours and at zero, each once per ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mihome_desk.desk import Head
from mihome_desk.rules.deadlines import Deadline
from mihome_desk.text import _
from mihome_desk.widgets.clocks import near

SOON, OVER = "soon", "over"
RINGING = frozenset({"hour", "mail_in"})


class Ring(NamedTuple):
    """One reason to ring: a ticket, its clock, and ``soon`` (ten minutes left, two hours at a centre) or ``over``."""

    head: Head
    what: str
    clock: Deadline | None = None

    def sentence(self) -> str:
        """What is said beside the bell; the number and the device, no name."""
        number = self.head.waybill or self.head.number.rpartition("-")[2]
        device = self.head.device
        if self.clock is not None and self.clock.kind == "mail_in":
            if self.what == OVER:
                return _("{number} {device}: the twelve hours are over.", number=number, device=device)
            return _("{number} {device}: less than two hours left of twelve.", number=number, device=device)
        if self.what == OVER:
            return _("{number} {device}: the hour is over.", number=number, device=device)
        return _("{number} {device}: less than ten minutes left.", number=number, device=device)


class Bell:
    """Told the heads of the board from time to time; answers what to ring for.

    What is past its mark when it is first told rings no more: a restart is no news.
    """

    def __init__(self, heads: Iterable[Head] = ()) -> None:
        self._rung: set[tuple[str, str, str]] = set()
        self.told(heads)

    def told(self, heads: Iterable[Head]) -> list[Ring]:
        """The rings that are due now; of one ticket the graver one alone."""
        found = ((head, clock) for head in heads for clock in head.clocks if clock.kind in RINGING)
        return [Ring(head, what, clock) for head, clock in found if (what := self._due(head, clock))]

    def _due(self, head: Head, clock: Deadline) -> str:
        """The gravest mark that a clock has newly passed, kept as rung together with those before it."""
        if not near(clock):
            return ""
        passed = (SOON, OVER) if clock.left_ms < 0 else (SOON,)
        new = [what for what in passed if (head.id, clock.kind, what) not in self._rung]
        self._rung.update((head.id, clock.kind, what) for what in passed)
        return new[-1] if new else ""
