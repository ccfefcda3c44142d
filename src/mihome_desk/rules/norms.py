"""Terms of parts that HQ may publish anew: days until an old part is due, and what a model's repairs may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from mihome_desk.rules import price


@dataclass(frozen=True)
class Norms:
    """Days by part code ("" for every other part), and fen a repair by (category, model), "" for every other model.

    The norm is the value of parts that one completed repair of a model uses on average.
    """

    version: str = ""
    due_days: Mapping[str, int] = field(default_factory=dict)
    usage: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def due(self, part: str, day: str) -> str:
        """The day (YYYY-MM-DD) by which an old part that came out on ``day`` is owed to HQ."""
        days = self.due_days.get(part, self.due_days.get("", 0))
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()

    def norm(self, category: str, model: str) -> int | None:
        """Fen of parts that a repair of this model may use; None where there is no norm."""
        named = ((each, fen) for each, fen in self.usage.items() if each[0] == category and each[1])
        wanted = price.normal(model)
        general = self.usage.get((category, ""))
        return next((fen for (_, name), fen in named if price.normal(name) == wanted), general)
