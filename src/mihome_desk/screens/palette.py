"""Textual's command palette, safe from keys that arrive after its end."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette
from textual.worker import Worker

from mihome_desk.ui.once import Once


class Palette(CommandPalette, Once[None]):
    """Letters that were typed before Esc may be worked off after it: they search nothing any more."""

    def _gather_commands(self, search_value: str) -> Worker[None] | None:  # type: ignore[override]
        return super()._gather_commands(search_value) if self.query(CommandList) else None
