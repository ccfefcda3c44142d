"""Mail-in at the store: pack the device, ship the parcel; at a repair centre, send it back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk.catalog import load
from mihome_desk.rules.mailin import Dispatch, Pack, Ship
from mihome_desk.rules.moment import Instant
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.form import Form
from mihome_desk.screens.photographed import Photographed
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.messages import PaperWanted
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets import journey
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.summary import Summary

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

CONSENT = [("yes", N_("Yes")), ("no", N_("No"))]
_BETWEEN = re.compile(r"[、，,;；\n]+")


def items_in(said: str) -> tuple[str, ...]:
    """Things that were typed one after another, with any comma between them."""
    return tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(said) if part.strip()))


def joined(items: Iterable[str]) -> str:
    """Things in one line, as `items_in` reads them."""
    return ("、" if current() == "zh_CN" else ", ").join(items)


class MailForm(Form):
    """A form about a ticket's parcel: its rows, what has to be said beside them, the ticket's facts below."""

    CSS_PATH = "mailin.tcss"
    TITLE_TEXT = ""

    def __init__(self, context: Context, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_(self.TITLE_TEXT)}" if self.dossier else _(self.TITLE_TEXT)

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, back, help."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """The rows, a few sentences, the facts."""
        yield Static("", classes="space")
        yield from self.lines()
        yield Prose(id="said")
        with VerticalScroll(id="facts", can_focus=False):
            yield Summary(id="summary")

    def lines(self) -> Iterable[Row]:
        """The rows of this form."""
        return ()

    def sentences(self, dossier: Dossier, now: Instant) -> list[str]:
        """What has to be said before this is saved."""
        return []

    async def fill(self) -> None:
        """Read the ticket; the cursor stands in the first row that needs something."""
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        await self.begin(self.dossier)
        self.tell()
        self.show_status()
        self.first().widget.focus()

    def first(self) -> Row:
        """Where the cursor stands first: the first row that needs something."""
        rows = list(self.rows().values())
        return next((row for row in rows if row.display and not row.value), rows[0])

    async def begin(self, dossier: Dossier) -> None:
        """First values of the rows."""

    def tell(self) -> None:
        """The sentences and the facts."""
        if self.dossier is not None:
            said = self.sentences(self.dossier, self.context.desk.now())
            self.query_one("#said", Prose).update("\n".join(said))
            more = journey.told(self.dossier, self.context.desk.local)
            self.query_one(Summary).show(self.dossier, self.context.desk.local, more)

    async def retell(self) -> None:
        """Everything that is said in words."""
        self.tell()

    async def entered(self, row: Row) -> None:
        """Forward; the last row saves."""
        shown = [each for each in self.rows().values() if each.display]
        if row is shown[-1]:
            await self.action_save()
        else:
            self.focus_next()

    async def action_save(self) -> None:
        """Carry it out."""


class PackScreen(MailForm, Photographed):
    """The pack list, the condition with photos, the customer's yes; then the list is printed into the parcel."""

    COMMANDS_HERE = (keys.PHOTO,)
    TITLE_TEXT = N_("Pack for mail-in")
    DRAFT = "pack"
    FIELD_OF = {"items.0": "items"}
    HELP_TEXT = N_(
        "Say what goes into the parcel, with commas between the things; what was left at intake is proposed. Ctrl+P takes "
        "the newest condition photo of the photo folder. Nothing is sent away without the customer's yes to the journey and "
        "to losing what is not backed up. Ctrl+S packs it; the pack list is then printed and goes into the parcel."
    )

    def lines(self) -> Iterable[Row]:
        """Things, condition, photos, consent."""
        yield Row("items", N_("Pack list"), placeholder=N_("device, tray, charger"), limit=600)
        yield Row(
            "condition", N_("Condition"), placeholder=N_("as it leaves: scratches, cracks"), limit=2_000
        )
        yield Row("photos", N_("Photos"), placeholder=N_("Ctrl+P takes the newest"), limit=2_000)
        yield Row("consent", N_("Consent"), options=CONSENT)

    async def begin(self, dossier: Dossier) -> None:
        """The device and what was left with it, the condition as it was written at intake; a draft goes first."""
        zh, en = load.category_name(dossier.ticket.device.category)
        left = items_in(str(dossier.personal.get("left_items", "")))
        before = dossier.ticket.journey
        things = (
            before.items
            if before and before.state == "packed"
            else (zh if current() == "zh_CN" else en, *left)
        )
        proposed = {"items": joined(things), "condition": str(dossier.personal.get("condition", ""))}
        draft = await self.read(lambda: self.context.desk.draft(self.DRAFT, self.ticket))
        if draft is not None:
            self.draft_id = draft.id
            proposed |= {name: value for name, value in draft.fields.items() if name != "photos"}
        for name, value in proposed.items():
            self.row(name).begin_with(value)

    def sentences(self, dossier: Dossier, now: Instant) -> list[str]:
        """What is still missing, and what the customer is owed."""
        ticket = dossier.ticket
        said = [_("The customer agrees that it is sent away, and that what is not backed up may be lost.")]
        if not ticket.pre.complete:
            said.append(_("The checklist is not complete: what nobody tested cannot be proven later (F5)."))
        if ticket.loaner is None:
            said.append(_("No loaner is out: L on the ticket lends one."))
        return said

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """What is only proposed makes no draft."""
        return bool(fields.get("consent"))

    async def action_save(self) -> None:
        """Beside the keys: it asks whether to print."""
        self._pack()

    @work
    async def _pack(self) -> None:
        value = self.values()
        if not value["consent"]:
            self.refused("consent", _("Please ask the customer: 1 yes, 2 no."))
            return
        command = Pack(
            self.ticket,
            items_in(value["items"]),
            value["consent"] == "yes",
            self.photos_given(),
            value["condition"],
        )
        if await self.carry_out(command, draft=self.draft_id) is None:
            return
        self.finished = True
        wanted = await self.app.push_screen_wait(
            Confirm(
                _("Print the pack list?"), _("One copy goes into the parcel; the centre checks against it.")
            )
        )
        if wanted:
            self.post_message(PaperWanted(self.ticket, "pack_list"))
        else:
            self.dismiss()


class ShipScreen(MailForm):
    """Carrier and waybill: from here on the device is away."""

    TITLE_TEXT = N_("Ship the parcel")
    HELP_TEXT = N_(
        "Who carries the parcel, and its waybill: scan it from the label. From here on the ticket stands at Mailed in "
        "until the device is back; the board says in whose hands it is. Ctrl+S or Enter behind the waybill ships it."
    )

    def lines(self) -> Iterable[Row]:
        """Carrier and waybill."""
        yield Row("carrier", N_("Carrier"), limit=60)
        yield Row("waybill", N_("Waybill"), placeholder=N_("scan the label"), limit=60)

    async def begin(self, dossier: Dossier) -> None:
        """The carrier of the last parcel."""
        self.row("carrier").begin_with(await self.read(self.context.desk.last_carrier))

    async def scanned(self, scan: Scan) -> bool:
        """A label goes to the waybill, whatever has the focus."""
        if scan.kind == "token":
            return False
        self.row("waybill").value = scan.text
        # The cursor goes where a word is still needed: typing goes on behind no label.
        self.row("waybill" if self.row("carrier").value else "carrier").widget.focus()
        return True

    async def action_save(self) -> None:
        """Ship it."""
        value = self.values()
        if await self.carry_out(self.command(value["carrier"], value["waybill"])) is not None:
            self.dismiss()

    def command(self, carrier: str, waybill: str) -> Ship | Dispatch:
        """What saving means."""
        return Ship(self.ticket, carrier, waybill)


class DispatchScreen(ShipScreen):
    """At a repair centre: the way home, where the twelve hours end."""

    TITLE_TEXT = N_("Send it back")
    HELP_TEXT = N_(
        "Who carries the device back to its store, and the waybill of that parcel. The twelve hours end when this is saved."
    )

    def command(self, carrier: str, waybill: str) -> Ship | Dispatch:
        """The centre's last step."""
        return Dispatch(self.ticket, carrier, waybill)
