"""A screen that goes away once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

R = TypeVar("R")


class Once(Screen[R]):
    """Textual's dismiss pops whatever is on top: a second Enter on its way would take the screen below along."""

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Go away, if this screen is still the one on top."""
        if not self.is_current:
            return AwaitComplete()
        return super().dismiss(result)
