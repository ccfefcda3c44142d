"""Where every key leads: from what the clerk asks for to the screen that does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from textual.app import App
from textual.screen import Screen

from mihome_desk.screens.board import BoardScreen
from mihome_desk.screens.page import Page
from mihome_desk.text import _, current
from mihome_desk.ui import messages
from mihome_desk.ui.context import Context
from mihome_desk.ui.line import Line
from mihome_desk.ui.scan import Scan
from mihome_desk.ui.trouble import sentence_of

T = TypeVar("T")


class Host(Protocol):
    """What navigation needs of the app."""

    @property
    def context(self) -> Context | None:
        """The store that is open."""


class Navigation:
    """One method for each way that a clerk can go; ``go`` takes them by the id of their UI command.

    Screens are imported when they are first wanted: the board is the only one on the way to the first frame.
    """

    def __init__(self, app: App[Any], host: Host) -> None:
        self._app = app
        self._host = host
        self._slip = ("", "")

    async def go(self, where: str) -> None:
        """Follow a command of `ui.keys` by its id."""
        await getattr(self, f"_{where}")()

    @property
    def context(self) -> Context:
        """The open store; without one no way is open (`Counter.check_action`)."""
        assert self._host.context is not None
        return self._host.context

    @property
    def page(self) -> Page | None:
        """The screen on top, if it is no dialog."""
        return self._app.screen if isinstance(self._app.screen, Page) else None

    @property
    def ticket(self) -> str:
        """The ticket that F5 to F9 mean: that of the screen, or the one in focus in a list."""
        for screen in reversed(self._app.screen_stack):
            ticket = screen.current_ticket() if isinstance(screen, Page) else None
            if ticket is not None:
                return ticket
        return ""

    # Over the board

    def home(self) -> None:
        """Back to the board; what is open on the way leaves as it would by Esc."""
        while len(self._app.screen_stack) > 1 and not isinstance(self._app.screen, BoardScreen):
            if isinstance(self._app.screen, Page):
                self._app.screen.leave()
            # Whoever waits for a dialog's answer hears that there is none.
            self._app.screen.dismiss()

    def show(self, screen: Screen[Any], *, over_board: bool = False) -> None:
        """Show a screen over the present one, or over the board alone."""
        if over_board:
            self.home()
        self._app.push_screen(screen)

    async def _board(self) -> None:
        self.home()

    async def _intake(self) -> None:
        from mihome_desk.screens.intake import IntakeScreen

        if not isinstance(self._app.screen, IntakeScreen):
            self.show(IntakeScreen(self.context), over_board=True)

    async def _find(self) -> None:
        from mihome_desk.screens.find import FindScreen

        if not isinstance(self._app.screen, FindScreen):
            self.show(FindScreen(self.context), over_board=True)

    async def _arrivals(self) -> None:
        from mihome_desk.screens.arrivals import ArrivalsScreen

        if not isinstance(self._app.screen, ArrivalsScreen):
            self.show(ArrivalsScreen(self.context), over_board=True)

    async def _parts(self) -> None:
        from mihome_desk.screens.parts import PartsScreen

        if not isinstance(self._app.screen, PartsScreen):
            self.show(PartsScreen(self.context), over_board=True)

    async def _enquiry(self) -> None:
        from mihome_desk.screens.enquiry import EnquiryScreen

        if not isinstance(self._app.screen, EnquiryScreen):
            # Over whatever is open: who asks for a price in the middle of an intake goes back to it.
            self.show(EnquiryScreen(self.context))

    async def _sale(self) -> None:
        from mihome_desk.screens.sale import SaleScreen

        if not isinstance(self._app.screen, SaleScreen):
            page = self.page
            # On a ticket the sale goes with it; the ticket that happens to be in focus in a list does not.
            self.show(
                SaleScreen(self.context, page.ticket if page else ""), over_board=not (page and page.ticket)
            )

    async def _day_close(self) -> None:
        from mihome_desk.screens.day_close import DayCloseScreen

        if not isinstance(self._app.screen, DayCloseScreen):
            self.show(DayCloseScreen(self.context), over_board=True)

    async def _parcels(self) -> None:
        from mihome_desk.screens.parcels import ParcelsScreen

        if not isinstance(self._app.screen, ParcelsScreen):
            self.show(ParcelsScreen(self.context), over_board=True)

    async def _arrive(self) -> None:
        from mihome_desk.rules.arrivals import Arrive

        answer = await self.page.carry_out(Arrive()) if self.page else None
        if answer is None:
            return
        self._app.notify(_("Number {queue} waits.", queue=answer.queue))
        desk, settings = self.context.desk, self.context.settings
        number, width = str(answer.queue), settings.paper_mm
        try:
            await self._read(lambda: desk.write_paper(number, "queue_slip", current(), width, settings))
        except OSError as error:
            self._app.notify(sentence_of(error), severity="warning")

    async def _help(self) -> None:
        from mihome_desk.screens.help import HelpScreen

        page = self.page
        if page is not None and not isinstance(page, HelpScreen):
            here = dict.fromkeys((*page.keys_shown(), *page.COMMANDS_HERE))
            self.show(HelpScreen(self.context, page.heading, page.help_text, here))

    async def _palette(self) -> None:
        from mihome_desk.screens.palette import Palette

        self._app.push_screen(Palette(placeholder=_("Type a few letters"), id="--command-palette"))

    # The steps of a ticket

    async def _check(self) -> None:
        await self.step("answer_checks")

    async def _quote(self) -> None:
        # The customer's answer while a quote is open, else a quote; on the answer itself a changed quote.
        # Without a ticket it is a question about prices.
        from mihome_desk.screens.approval import ApprovalScreen

        if not self.ticket:
            await self._enquiry()
            return
        open_quote = not isinstance(self._app.screen, ApprovalScreen)
        await self.step("answer_quote" if open_quote else "quote")

    async def _repair(self) -> None:
        await self.step("repair")

    async def _hand_over(self) -> None:
        # Without a ticket F8 waits for a scan.
        if self.ticket and not isinstance(self._app.screen, BoardScreen):
            await self.step("hand_over")
        else:
            await self._find()

    async def _print(self) -> None:
        await self.step("print_paper")

    async def step(self, command: str, ticket: str = "") -> None:
        """The screen of a step of a ticket, or a sentence why it is not its time."""
        from mihome_desk.screens.steps import NotNow, screen_for

        ticket = ticket or self.ticket
        if not ticket:
            self._app.notify(
                _("Choose a ticket first: F3 finds one, F4 shows the board."), severity="warning"
            )
            return
        page = self.page
        if page is None:
            return
        dossier = await self._read(lambda: self.context.desk.dossier(ticket))
        if dossier is None or self._app.screen is not page:
            return
        try:
            wanted = screen_for(command, dossier, self.context, self._slip_of(dossier.ticket.id))
        except NotNow as error:
            self._app.notify(str(error), severity="warning", timeout=8)
            return
        if type(self._app.screen) is not type(wanted):
            self.show(wanted)

    async def _read(self, question: Callable[[], T]) -> T:
        """Ask the desk in a thread; unlike a page's, an answer to the app is never too late."""
        context = self.context
        with context.work.going_on():
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(context.desk.readers, question)

    async def unfinished(self) -> int:
        """How many forms wait to be gone on with, the one on the screen included."""
        desk = self.context.desk
        return await self._read(desk.unfinished)

    # What screens ask for

    def show_ticket(self, ticket: str) -> None:
        """Show a ticket over the board, which comes back to it."""
        from mihome_desk.screens.ticket import TicketScreen

        self.show(TicketScreen(self.context, ticket), over_board=True)
        for screen in self._app.screen_stack:
            if isinstance(screen, BoardScreen):
                screen.come_back_to(ticket)

    def show_paper(self, ticket: str, kind: str) -> None:
        """Show a paper over its ticket."""
        from mihome_desk.screens.slip import SlipScreen

        self.show_ticket(ticket)
        self.show(SlipScreen(self.context, ticket, kind))

    def take_in(self, arrival: int) -> None:
        """Begin the intake of somebody who waits."""
        from mihome_desk.screens.intake import IntakeScreen

        self.show(IntakeScreen(self.context, arrival=arrival), over_board=True)

    # Scans

    async def scanned(self, event: messages.Scanned) -> None:
        """A slip opens its ticket from everywhere; a device's number goes to whoever wants it, or is looked up."""
        scan, page = event.scan, self.page
        if page is not None and await page.scanned(scan):
            return
        if scan.kind in {"token", "barcode"}:
            await self._open_scanned(scan)
        elif event.line is not None and event.line.is_attached:
            event.line.give(scan.text)
        elif page is not None:
            await self._look_up(scan)

    async def _look_up(self, scan: Scan) -> None:
        from mihome_desk.screens.find import FindScreen

        self.home()
        find = FindScreen(self.context)
        await self._app.push_screen(find)
        await find.scanned(scan)

    async def _open_scanned(self, scan: Scan) -> None:
        context = self.context
        ticket = await self._read(lambda: context.desk.resolve(scan.text))
        if not ticket:
            self._app.notify(_("This scan belongs to no ticket of this store."), severity="warning")
        elif self.page is None and any(line.value for line in self._app.screen.query(Line)):
            self._app.notify(_("Answer this question first, then scan again."), severity="warning")
        else:
            self._slip = (ticket, scan.text if scan.kind == "token" else "")
            self.show_ticket(ticket)

    def _slip_of(self, ticket: str) -> str:
        """The slip that was scanned to come to this ticket, "" where another one came after it."""
        return self._slip[1] if self._slip[0] == ticket else ""
