"""What every screen is given: the desk, and the counter's own settings."""

from __future__ import annotations

from dataclasses import dataclass

from mihome_desk.desk import Desk
from mihome_desk.settings import Settings


@dataclass
class Context:
    """One counter at work. ``desk`` is exchanged when another store is opened."""

    desk: Desk
    settings: Settings

    @property
    def staff(self) -> str:
        """Who works here."""
        return self.settings.staff
