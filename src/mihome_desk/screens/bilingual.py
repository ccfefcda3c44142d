"""Screens that can change their language while they are open."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Input

from mihome_desk.widgets.fields import Choice


class Bilingual(Screen[None]):
    """`fill` puts into the widgets what `compose` left empty; it runs again in another language."""

    # Textual calls the handlers of every class in the line of descent: none calls its super.

    async def on_mount(self) -> None:
        """Fill for the first time."""
        await self.fill()

    async def fill(self) -> None:
        """Show what this screen shows."""

    async def speak(self) -> None:
        """Compose and fill anew; what was typed and where the cursor stood stay."""
        values = {field.id: field.value for field in (*self.query(Input), *self.query(Choice)) if field.id}
        focused = self.focused.id if self.focused else None
        await self.recompose()
        await self.fill()
        for field in (*self.query(Input), *self.query(Choice)):
            if field.id in values:
                field.value = values[field.id]
        if focused:
            for widget in self.query(f"#{focused}"):
                widget.focus()
