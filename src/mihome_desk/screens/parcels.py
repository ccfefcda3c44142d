"""Parcels: what is away and in whose hands; at a repair centre every parcel, received by one scan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from mihome_desk import words
from mihome_desk.rules.parcels import ReceiveParcel
from mihome_desk.screens.page import Page
from mihome_desk.screens.parcels_columns import Entry, of_a_centre, of_a_store, sums_words
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.line import Line
from mihome_desk.ui.messages import StepWanted, TicketChosen
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.parcel_facts import parcel_text
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.row_list import RowList

if TYPE_CHECKING:
    from mihome_desk.desk import ParcelSeen

LOOK_EVERY_S = 2.0
WIDE = 110


class ParcelsScreen(Page):
    """One field for scans, the list below it; Enter does what the parcel in focus needs next."""

    CSS_PATH = "parcels.tcss"
    COMMANDS_HERE = (keys.OPEN, keys.ANNOUNCE)
    BINDINGS = [*keys.list_from_field("list_move")]
    HELP_TEXT = N_(
        "A store: every device that is packed or away, in whose hands and since when. Scan a waybill, or move with ↑ ↓ and "
        "press Enter: the next hand, or back in the store. A repair centre: one scan receives a parcel and starts its "
        "twelve hours, announced or not; Enter checks what is in it, and then takes it in as a ticket. Ctrl+N announces a "
        "parcel that a store told about."
    )
    field = getters.query_one("#words", Line)
    rows: getters.query_one[RowList[Entry]] = getters.query_one("#parcels", RowList)

    def __init__(self, context: Context, waybill: str = "") -> None:
        super().__init__(context)
        self._wanted = waybill
        self._seq = -1

    @property
    def centre(self) -> bool:
        """Whether parcels are received here."""
        return self.context.desk.store.kind == "centre"

    def heading(self) -> str:
        """The screen by name."""
        return _("Parcels") if self.centre else _("Mail-in")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """What Enter does with the parcel in focus, announcing at a centre, back."""
        chosen = (keys.OPEN,) if self.query("#parcels") and self.rows.selected is not None else ()
        own = (keys.ANNOUNCE,) if self.centre else ()
        return (*chosen, *own, keys.BACK, keys.BOARD, keys.HELP)

    def body(self) -> ComposeResult:
        """Field, sentence, list, the parcel in focus."""
        yield Line(placeholder=_("Scan or type a waybill"), compact=True, id="words", max_length=60)
        yield Prose("", id="sums")
        with Horizontal():
            columns = of_a_centre if self.centre else of_a_store
            yield RowList(lambda _width: columns(), lambda entry: entry.key, id="parcels")
            with VerticalScroll(id="preview", can_focus=False):
                yield Static("", id="facts", markup=False)

    async def fill(self) -> None:
        """The field takes the keys; the list follows."""
        self.rows.can_focus = False
        self.field.focus()
        await self.look()

    async def retell(self) -> None:
        """Placeholder, sums, columns."""
        self.field.placeholder = _("Scan or type a waybill")
        await self.look()

    def start(self) -> None:
        """Clocks run, others scan as well."""
        self.set_interval(LOOK_EVERY_S, self._tick)

    def on_resize(self) -> None:
        """The parcel in focus stands beside the list where there is room."""
        self.set_class(self.centre and self.size.width >= WIDE, "-wide")

    async def on_screen_resume(self) -> None:
        """Back from a parcel."""
        self.show_status()
        await self.look()

    async def _tick(self) -> None:
        if self.is_current and await self.read(self.context.desk.seq) != self._seq:
            await self.look()

    async def look(self) -> None:
        """Read the parcels again."""
        desk = self.context.desk
        self._seq = await self.read(desk.seq)
        if self.centre:
            seen = await self.read(desk.parcels)
            # What has its ticket stands on the board with its clock.
            entries = [Entry(each.parcel.waybill, each, None) for each in seen if not each.parcel.ticket]
        else:
            entries = [Entry(head.id, None, head) for head in await self.read(desk.mailed)]
        self.rows.show(entries)
        if self._wanted and self.rows.focus_on(self._wanted):
            self._wanted = ""
        self.query_one("#sums", Prose).update(sums_words(entries, self.centre))
        self.say_keys()
        self._show_facts()

    def _show_facts(self) -> None:
        entry, facts = self.rows.selected, self.query_one("#facts", Static)
        if entry is None or entry.seen is None:
            facts.update("")
            return
        room = max(20, self.query_one("#preview").content_size.width)
        facts.update(parcel_text(entry.seen, self.context.desk.local, room, self.app.theme_variables))

    # What a clerk does

    def on_row_list_highlighted(self) -> None:
        """Another parcel."""
        self._show_facts()

    async def on_row_list_chosen(self) -> None:
        """A click."""
        self.action_open()

    def action_list_move(self, by: int) -> None:
        """Move in the list while the field keeps the keys."""
        self.rows.action_move(by)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: the waybill that was typed, else what the row in focus needs."""
        event.stop()
        said = event.value.strip()
        if not said:
            self.action_open()
            return
        event.input.value = ""
        await self._means(said)

    async def scanned(self, scan: Scan) -> bool:
        """A label is a waybill here; a slip is the app's."""
        if scan.kind == "token":
            return False
        self.field.value = ""
        await self._means(scan.text)
        return True

    async def _means(self, said: str) -> None:
        if self.centre:
            await self._receive(said)
            return
        ticket = await self.read(lambda: self.context.desk.resolve(said))
        if ticket:
            self.post_message(StepWanted(ticket, "mail_in"))
        else:
            self.notify(
                _("No device of this store is away under {waybill}.", waybill=said), severity="warning"
            )

    async def _receive(self, said: str) -> None:
        """The first scan receives; a later one goes on to what the parcel needs."""
        desk = self.context.desk
        answer = await self.attempt(ReceiveParcel(said))
        if answer is None:
            return
        refusal = answer.refusal
        if refusal is not None and refusal.code != "parcel_here":
            self.refused(refusal.field, words.sentence(refusal.code, refusal.params))
            return
        waybill = str(refusal.params["waybill"]) if refusal else answer.ticket_id.partition("/")[2]
        seen = await self.read(lambda: desk.parcel(waybill))
        if seen is None:
            return
        if refusal is not None:
            self._next(seen)
            return
        self._wanted = waybill
        await self.look()
        if seen.parcel.announced:
            self.notify(_("Here: {device} from {store}.", device=seen.parcel.model, store=seen.parcel.sender))
        else:
            sentence = _("Here, but nobody announced it: look what is in it.")
            self.notify(sentence, severity="warning", timeout=10)

    def action_open(self) -> None:
        """What the row in focus needs next."""
        entry = self.rows.selected
        if entry is None:
            return
        if entry.head is not None:
            self.post_message(StepWanted(entry.head.id, "mail_in"))
        elif entry.seen is not None:
            self._next(entry.seen)

    def _next(self, seen: ParcelSeen) -> None:
        from mihome_desk.screens.parcel_check import CheckParcelScreen
        from mihome_desk.screens.parcel_intake import TakeInScreen

        parcel = seen.parcel
        if parcel.ticket:
            self.post_message(TicketChosen(parcel.ticket))
        elif parcel.received is None:
            self.notify(_("It is not here yet: scan it when it comes."), severity="warning")
        else:
            step = TakeInScreen if parcel.checked else CheckParcelScreen
            self.app.push_screen(step(self.context, parcel.waybill))

    def action_announce(self) -> None:
        """A store told that a parcel comes."""
        from mihome_desk.screens.parcel_announce import AnnounceScreen

        if self.centre:
            self.app.push_screen(AnnounceScreen(self.context))

    def current_ticket(self) -> str:
        """The ticket in focus; a parcel is none."""
        entry = self.rows.selected
        return entry.head.id if entry is not None and entry.head is not None else ""
