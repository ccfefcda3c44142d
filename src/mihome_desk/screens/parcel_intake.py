"""Take a checked parcel in: the announced facts become a ticket whose twelve hours run since the scan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk.catalog import load
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.intake import Customer, DeviceGiven, OpenTicket
from mihome_desk.screens.form import Form
from mihome_desk.screens.mailin import joined
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.context import Context
from mihome_desk.ui.messages import TicketChosen
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.parcel_facts import parcel_text

if TYPE_CHECKING:
    from mihome_desk.desk import ParcelSeen


class TakeInScreen(Form):
    """Six rows, most of them announced."""

    CSS_PATH = "mailin.tcss"
    FIELD_OF = {"customer.name": "name", "customer.phone": "phone", "parcel": "complaint"}
    HELP_TEXT = N_(
        "What the store announced stands here already; look at the device and put right what differs. Name and phone are "
        "the customer's, or the sending store's where nobody told them. Scan the device's number into its row. Ctrl+S "
        "opens the ticket: it is a mail-in repair, and its twelve hours run since the parcel was scanned."
    )

    def __init__(self, context: Context, waybill: str) -> None:
        super().__init__(context)
        self._waybill = waybill
        self.seen: ParcelSeen | None = None

    def heading(self) -> str:
        """The waybill and the screen."""
        return f"{_('Take the parcel in')}  {self._waybill}"

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def current_ticket(self) -> str:
        """It has no ticket yet."""
        return ""

    def body(self) -> ComposeResult:
        """The rows, the parcel's facts below."""
        chinese = current() == "zh_CN"
        names = [(code, load.category_name(code)[0 if chinese else 1]) for code in load.categories()]
        yield Static("", classes="space")
        yield Row("category", N_("Device"), value="phone", options=names)
        yield Row("model", N_("Model"), limit=60)
        yield Row("imei", N_("IMEI 1"), limit=40)
        yield Row("sn", N_("SN"), limit=40)
        yield Row("name", N_("Name"), placeholder=N_("the customer, or the store"), limit=60)
        yield Row("phone", N_("Phone"), placeholder=N_("whom we call about it"), limit=40)
        yield Row("complaint", N_("Complaint"), limit=2_000)
        with VerticalScroll(id="facts", can_focus=False):
            yield Static("", id="parcel", markup=False)

    async def fill(self) -> None:
        """What was announced; the cursor stands where something is missing."""
        desk = self.context.desk
        seen = self.seen = await self.read(lambda: desk.parcel(self._waybill))
        assert seen is not None
        parcel, private = seen.parcel, seen.private
        said = {"model": parcel.model, "imei": parcel.imei, "sn": parcel.sn}
        said |= {"name": private.get("name") or parcel.sender, "phone": private.get("phone", "")}
        said |= {"complaint": private.get("complaint", ""), "category": parcel.category or "phone"}
        for name, value in said.items():
            self.row(name).begin_with(value)
        await self.retell()
        empty = (row for row in self.rows().values() if not row.value and row.field not in {"imei", "sn"})
        next(empty, self.row("imei")).widget.focus()

    async def retell(self) -> None:
        """The parcel's facts."""
        if self.seen is not None:
            room = max(20, self.size.width - 8)
            said = parcel_text(self.seen, self.context.desk.local, room, self.app.theme_variables)
            self.query_one("#parcel", Static).update(said)

    async def scanned(self, scan: Scan) -> bool:
        """A device's number goes to its row, whatever has the focus."""
        if scan.kind not in {"imei", "sn"}:
            return False
        self.row(scan.kind).value = scan.text
        return True

    async def entered(self, row: Row) -> None:
        """Forward; the last row saves."""
        if row.field == "complaint":
            await self.action_save()
        else:
            self.focus_next()

    async def action_save(self) -> None:
        """Open the ticket."""
        if self.seen is None:
            return
        value, parcel = self.values(), self.seen.parcel
        command = OpenTicket(
            customer=Customer(value["name"], value["phone"]),
            device=from_plain(
                DeviceGiven, {name: value[name] for name in ("category", "model", "imei", "sn")}
            ),
            programme="mail_in",
            complaint=value["complaint"],
            condition=_("damaged in transit") if parcel.damage else "",
            left_items=joined(parcel.found),
            parcel=self._waybill,
        )
        answer = await self.carry_out(command)
        if answer is not None:
            self.post_message(TicketChosen(answer.ticket_id))
