"""Check a parcel: every announced thing there or missing, what nobody listed, damage in transit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from mihome_desk.rules.parcels import CheckParcel
from mihome_desk.screens.mailin import items_in
from mihome_desk.screens.photographed import Photographed
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.parcel_facts import parcel_text
from mihome_desk.widgets.prose import Prose

if TYPE_CHECKING:
    from mihome_desk.desk import ParcelSeen

THERE = [("yes", N_("There")), ("no", N_("Missing"))]
DAMAGE = [("no", N_("Sound")), ("yes", N_("Damaged"))]
ITEM = "item-"


class CheckParcelScreen(Photographed):
    """Expected against found; nothing is answered beforehand."""

    CSS_PATH = "mailin.tcss"
    COMMANDS_HERE = (keys.PHOTO,)
    FIELD_OF = {"found": "extra"}
    HELP_TEXT = N_(
        "Take every thing of the announced list out of the parcel: 1 there, 2 missing. What nobody listed goes into the row "
        "below; for a parcel that nobody announced that is all there is. Damage in transit needs a photo (Ctrl+P) and words, "
        "and so does whatever is missing. Ctrl+S writes it down; the twelve hours run already."
    )

    def __init__(self, context: Context, waybill: str) -> None:
        super().__init__(context)
        self._waybill = waybill
        self.seen: ParcelSeen | None = None

    def heading(self) -> str:
        """The waybill and the screen."""
        return f"{_('Check the parcel')}  {self._waybill}"

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, photo, back."""
        photo = (keys.PHOTO,) if self.context.settings.photo_inbox else ()
        return (keys.SAVE, *photo, keys.BACK, keys.HELP)

    def current_ticket(self) -> str:
        """A parcel is no ticket."""
        return ""

    def body(self) -> ComposeResult:
        """A row for each announced thing, the others below."""
        yield Static("", classes="space")
        yield Vertical(id="announced")
        yield Row("extra", N_("Also there"), placeholder=N_("what nobody listed"), limit=600)
        yield Row("damage", N_("In transit"), options=DAMAGE)
        yield Row("photos", N_("Photos"), placeholder=N_("Ctrl+P takes the newest"), limit=2_000)
        yield Row("words", N_("Words"), placeholder=N_("what is damaged or missing"), limit=2_000)
        yield Prose(id="said")
        with VerticalScroll(id="facts", can_focus=False):
            yield Static("", id="parcel", markup=False)

    async def fill(self) -> None:
        """Read the parcel; the cursor stands on its first thing."""
        desk = self.context.desk
        seen = self.seen = await self.read(lambda: desk.parcel(self._waybill))
        assert seen is not None
        rows = [Row(f"{ITEM}{at}", item, options=THERE) for at, item in enumerate(seen.parcel.items)]
        announced = self.query_one("#announced", Vertical)
        announced.styles.height = "auto"
        await announced.mount_all(rows)
        await self.retell()
        (rows[0] if rows else self.row("extra")).widget.focus()

    async def retell(self) -> None:
        """The sentence and the facts."""
        if self.seen is None:
            return
        announced = self.seen.parcel.announced
        self.query_one("#said", Prose).update(
            "" if announced else _("Nobody announced this parcel: write down what is in it.")
        )
        facts, room = self.query_one("#parcel", Static), max(20, self.size.width - 8)
        facts.update(parcel_text(self.seen, self.context.desk.local, room, self.app.theme_variables))

    async def entered(self, row: Row) -> None:
        """Forward; the last row saves."""
        if row.field == "words":
            await self.action_save()
        else:
            self.focus_next()

    async def action_save(self) -> None:
        """Write down what was found."""
        if self.seen is None:
            return
        value = self.values()
        asked = [name for name in value if (name.startswith(ITEM) or name == "damage") and not value[name]]
        if asked:
            self.refused(asked[0], _("Please look at this first: 1 or 2."))
            return
        there = [item for at, item in enumerate(self.seen.parcel.items) if value[f"{ITEM}{at}"] == "yes"]
        found = tuple(dict.fromkeys([*there, *items_in(value["extra"])]))
        command = CheckParcel(
            self._waybill, found, value["damage"] == "yes", self.photos_given(), value["words"]
        )
        if await self.carry_out(command) is not None:
            self.dismiss()
