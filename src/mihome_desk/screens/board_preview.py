"""The ticket in focus, beside the board."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from mihome_desk.desk import Head
from mihome_desk.screens.page import Page
from mihome_desk.widgets.summary import Summary


class Preview(VerticalScroll, can_focus=False):
    """Reads a dossier when another ticket is in focus, or an entry changed this one."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[str, int] = ("", 0)
        self._wanted: tuple[str, int] = ("", 0)

    def compose(self) -> ComposeResult:
        """The facts."""
        yield Summary()

    def forget(self) -> None:
        """Say everything again: the language changed."""
        self._shown = ("", 0)

    async def follow(self, head: Head | None) -> None:
        """Show this ticket, unless it is shown already or there is no room for it."""
        wanted = self._wanted = (head.id, head.last_seq) if head else ("", 0)
        page = self.screen
        if not self.display or wanted == self._shown or not isinstance(page, Page):
            return
        if head is None:
            self.query_one(Summary).update("")
        elif head.waybill:
            waybill = head.waybill
            seen = await page.read(lambda: page.context.desk.parcel(waybill))
            if seen is None or self._wanted != wanted:
                return
            from mihome_desk.widgets.parcel_facts import parcel_text

            room, variables = self.content_size.width, self.app.theme_variables
            self.query_one(Summary).update(parcel_text(seen, page.context.desk.local, room, variables))
        else:
            dossier = await page.read(lambda: page.context.desk.dossier(wanted[0]))
            if dossier is None or self._wanted != wanted:
                return
            self.query_one(Summary).show(dossier, page.context.desk.local)
        self._shown = wanted
