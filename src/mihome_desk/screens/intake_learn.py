"""How an intake learns: from a phone number to a customer and devices, from an IMEI to a device and its past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mihome_desk.catalog import load
from mihome_desk.desk import KnownCustomer, Visit
from mihome_desk.rules import identity
from mihome_desk.rules.ticket import Device
from mihome_desk.screens import intake_form
from mihome_desk.screens.form import Form
from mihome_desk.screens.intake_known import Known, numbers_of, purchase_rows, rows_of
from mihome_desk.screens.intake_suggest import Names, category_of
from mihome_desk.screens.intake_understand import TAIL, listed
from mihome_desk.text import _

NUMBERS = ("imei", "imei2", "sn")
OF_PURCHASE = ("bought", "activated", "made", "proof", "sold_here", "invoice")
OF_DEVICE = ("category", "brand", "model", "colour", "storage", *NUMBERS, *OF_PURCHASE)
TAC = 8


class Learner:
    """What is known of the intake on the screen. It fills fields that nobody filled by hand, and no others."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.known = Known()
        self.names = Names()
        # Filled in by the desk: may be replaced by it, and Enter passes by.
        self.sure: dict[str, str] = {}
        self._asked: dict[str, str] = {}

    def forget(self) -> None:
        """Another customer."""
        self.known = Known()
        self.names = self.names._replace(names=(), customers=())
        self.sure.clear()
        self._asked.clear()

    def typed(self, field: str, value: str) -> None:
        """This stands in a field now; where a hand changed it, it is the clerk's."""
        if self.sure.get(field, value) != value:
            del self.sure[field]

    def _is_free(self, field: str) -> bool:
        first = intake_form.FIRST[field]
        return field in self.sure or self._form.row(field).value == first

    def _fill(self, values: Mapping[str, str], hint: str = "", *, sure: bool = True) -> None:
        for field, value in values.items():
            row = self._form.row(field)
            if not value or not self._is_free(field):
                continue
            if row.value != value:
                row.value = value
            row.hint(hint)
            if sure:
                self.sure[field] = value

    # Who

    async def by_phone(self) -> None:
        """Names and devices behind the number in the form; asked once for each number."""
        form = self._form
        phone = identity.phone_normal(form.row("phone").value) or ""
        if self._asked.get("phone") == phone:
            return
        self._asked["phone"] = phone
        desk = form.context.desk
        customer = await form.read(lambda: desk.acquaintance(phone)) if phone else Known().customer
        self.known = self.known.of_customer(customer)
        self.names = self.names._replace(names=customer.names)
        if customer.names:
            said = _("was here before: {names}", names=listed(customer.names))
        else:
            said = _("new customer") if phone else ""
            if "name" in self.sure:
                form.row("name").value = ""
        if phone:
            form.row("phone").hint(said)
        self._fill({"name": customer.names[0]} if customer.names else {})

    async def by_tail(self) -> None:
        """Who is known whose number ends in the four digits of the field; a single one it must be."""
        row, desk = self._form.row("phone"), self._form.context.desk
        tail = identity.fold(row.value)
        if not TAIL.match(tail):
            return
        found = await self._form.read(lambda: desk.customers_by_tail(tail))
        self.names = self.names._replace(customers=tuple(found))
        if len(found) == 1:
            row.value = found[0].phone
        elif found:
            row.hint(_("{count} known numbers end so; ↓ chooses.", count=len(found)))
        else:
            row.hint(_("No known number ends in {tail}; please type all of it.", tail=tail), wrong=True)

    def again(self) -> None:
        """Say everything once more, in the language spoken now."""
        self._asked.clear()

    # The device

    async def by_number(self, field: str) -> None:
        """The past of the device whose IMEI or SN stands in a field; its model at least by the TAC."""
        form = self._form
        number = identity.fold(form.row(field).value).upper()
        good = identity.sn_ok(number) if field == "sn" else not identity.imei_problem(number)
        if not number or not good or self._asked.get(field) == number:
            return
        self._asked[field] = number
        desk = form.context.desk
        visits = await form.read(lambda: desk.device_history(number))
        bought = await form.read(lambda: desk.known_purchase(number))
        self._fill(purchase_rows(*bought))
        if visits:
            self.known = self.known.of_device(visits)
            self._know(visits)
        elif field == "imei":
            if not self._is_other_number_known():
                self.known = self.known.of_device(())
            guess = await form.read(lambda: desk.model_of(number) or load.tac_hint(number) or "")
            self._fill({"model": guess} if guess else {}, _("by its IMEI; please check"), sure=False)

    def _is_other_number_known(self) -> bool:
        given = {self._form.row(field).value for field in NUMBERS} - {""}
        return any(given & numbers_of(visit.device) for visit in self.known.visits)

    def _know(self, visits: Iterable[Visit]) -> None:
        last = next(iter(visits))
        self._fill(rows_of(last.device), _("by its last visit"))
        if not self._form.row("phone").value and last.phone:
            self.names = self.names._replace(customers=(KnownCustomer(last.phone, last.name),))

    async def choose(self, device: Device) -> None:
        """The clerk says that it is this known device."""
        self._fill(rows_of(device), _("by its last visit"))
        for field in NUMBERS:
            await self.by_number(field)

    def model_named(self) -> None:
        """A model of the catalogue says what kind of device it is."""
        category = category_of(self._form.row("model").value)
        if category and self._is_free("category"):
            self._fill({"category": category})

    # Scans

    def place_imei(self, number: str) -> str:
        """Where a scanned IMEI belongs: ``imei``, ``imei2``, ``same``, ``third``, or ``other`` device."""
        first, second = (identity.fold(self._form.row(field).value) for field in ("imei", "imei2"))
        if number in (first, second):
            return "same"
        if not first or identity.imei_problem(first):
            return "imei"
        if not second or identity.imei_problem(second):
            # A chosen device with other numbers is not the one on the counter.
            return "imei2" if "imei" not in self.sure or first[:TAC] == number[:TAC] else "other"
        return "third" if not {"imei", "imei2"} & self.sure.keys() else "other"

    def other_device(self) -> None:
        """What was filled in for another device goes."""
        for field in OF_DEVICE:
            if field in self.sure:
                row = self._form.row(field)
                row.value = intake_form.FIRST[field]
                row.hint("")
                del self.sure[field]
                self._asked.pop(field, None)
        self.known = self.known.of_device(())
