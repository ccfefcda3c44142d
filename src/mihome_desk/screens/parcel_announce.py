"""Announce a parcel that a store told about by telephone or message."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.widgets import Static

from mihome_desk.catalog import load
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.intake import Customer, DeviceGiven
from mihome_desk.rules.parcels import ExpectParcel
from mihome_desk.screens.form import Form
from mihome_desk.screens.mailin import items_in
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row


class AnnounceScreen(Form):
    """Waybill, store and pack list are needed; the rest saves typing when the parcel is taken in."""

    CSS_PATH = "mailin.tcss"
    FIELD_OF = {
        "device.model": "model",
        "device.imei": "imei",
        "customer.phone": "phone",
        "customer.name": "name",
        "items.0": "items",
    }
    HELP_TEXT = N_(
        "What a store told: its waybill, its name, what is in the parcel. The device and its customer save typing later. "
        "A parcel that is here already can still be announced; what was found is then compared with the list."
    )

    def heading(self) -> str:
        """The screen by name."""
        return _("Announce a parcel")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def current_ticket(self) -> str:
        """A parcel is no ticket."""
        return ""

    def body(self) -> ComposeResult:
        """The rows."""
        chinese = current() == "zh_CN"
        names = [(code, load.category_name(code)[0 if chinese else 1]) for code in load.categories()]
        yield Static("", classes="space")
        yield Row("waybill", N_("Waybill"), limit=60)
        yield Row("store", N_("From store"), limit=60)
        yield Row("reference", N_("Their ticket"), limit=60)
        yield Row("items", N_("Pack list"), placeholder=N_("device, tray, charger"), limit=600)
        yield Row("category", N_("Device"), value="phone", options=names)
        yield Row("model", N_("Model"), limit=60)
        yield Row("imei", N_("IMEI 1"), limit=40)
        yield Row("name", N_("Name"), limit=60)
        yield Row("phone", N_("Phone"), limit=40)
        yield Row("complaint", N_("Complaint"), limit=2_000)

    async def fill(self) -> None:
        """From the top."""
        self.row("waybill").widget.focus()

    async def scanned(self, scan: Scan) -> bool:
        """An IMEI goes to its row, any other label is the waybill."""
        if scan.kind == "token":
            return False
        self.row("imei" if scan.kind == "imei" else "waybill").value = scan.text
        return True

    async def entered(self, row: Row) -> None:
        """Forward; the last row saves."""
        if row.field == "complaint":
            await self.action_save()
        else:
            self.focus_next()

    async def action_save(self) -> None:
        """Write the announcement down."""
        value = self.values()
        device = from_plain(DeviceGiven, {name: value[name] for name in ("category", "model", "imei")})
        customer = Customer(value["name"], value["phone"])
        command = ExpectParcel(
            waybill=value["waybill"],
            store=value["store"],
            items=items_in(value["items"]),
            reference=value["reference"],
            device=device if value["model"] else None,
            customer=customer if value["phone"] else None,
            complaint=value["complaint"],
        )
        if await self.carry_out(command) is not None:
            self.dismiss()
