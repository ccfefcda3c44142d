"""Screens that change their language while they are open, with nothing typed lost."""

from __future__ import annotations

from mihome_desk.ui.once import Once
from mihome_desk.widgets.fields import Group, Row


class Bilingual(Once[None]):
    """`fill` loads what the screen shows, once; `retell` says again what is in words.

    No widget is made anew for another language: a read under way, a cursor, a half-typed word all stay.
    """

    # Textual calls the handlers of every class in the line of descent: none calls its super.

    async def on_mount(self) -> None:
        """Fill it."""
        await self.fill()

    async def fill(self) -> None:
        """Load and show what this screen shows."""

    async def speak(self) -> None:
        """The other language, from the next frame on."""
        for part in (*self.query(Row), *self.query(Group)):
            part.speak()
        await self.retell()
        self.refresh(layout=True)
        for widget in self.query("*"):
            widget.refresh()

    async def retell(self) -> None:
        """Say in the language spoken now what widgets were told in words."""
