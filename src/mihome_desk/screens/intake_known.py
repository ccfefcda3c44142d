"""What the store knows about a customer and a device, in words for the clerk, and what of it fills the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from mihome_desk import words
from mihome_desk.desk import COMEBACK_DAYS, Acquaintance, KnownDevice, Visit
from mihome_desk.rules import identity
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.ticket import Device
from mihome_desk.screens.intake_understand import listed, symptom_words
from mihome_desk.text import _

MOST_DEVICES = 5
NOBODY = Acquaintance("")


class Line(NamedTuple):
    """A sentence for the clerk: ``urgent`` ones first and lit, ``quiet`` ones in the background."""

    words: str
    urgent: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of one intake: the number's customer, the device's earlier tickets."""

    customer: Acquaintance = NOBODY
    visits: tuple[Visit, ...] = ()

    def of_customer(self, customer: Acquaintance) -> Known:
        """Somebody else's number."""
        return replace(self, customer=customer)

    def of_device(self, visits: Iterable[Visit]) -> Known:
        """Another device's tickets."""
        return replace(self, visits=tuple(visits))

    @property
    def devices(self) -> tuple[KnownDevice, ...]:
        """The devices to choose from."""
        return self.customer.devices[:MOST_DEVICES]

    def device_lines(self) -> list[str]:
        """The devices to choose from, in words."""
        return [device_line(known) for known in self.devices]

    def lines(self) -> list[Line]:
        """Everything worth knowing, the most urgent first."""
        found = [*self._device(), *self._customer()]
        return sorted(found, key=lambda line: (not line.urgent, line.quiet))

    def headline(self) -> Line:
        """The one sentence for a narrow screen."""
        found = self.lines()
        return found[0] if found else Line("")

    def _device(self) -> Iterator[Line]:
        for visit in self.visits:
            if visit.here:
                stage = words.word(words.STAGES, visit.stage)
                yield Line(
                    "!! "
                    + _(
                        "This device is here already: ticket {ticket}, {stage}.",
                        ticket=visit.number,
                        stage=stage,
                    ),
                    urgent=True,
                )
        last = next((visit for visit in self.visits if not visit.here), None)
        if last is not None:
            yield _last_visit(last)
        for visit in self.visits:
            if visit is not last and not visit.here:
                yield Line(f"{visit.day}  {_what(visit)}", quiet=True)

    def _customer(self) -> Iterator[Line]:
        if not self.customer.visits:
            return
        yield Line(
            _("{name}: earlier visits {count}.", name=self.customer.names[0], count=self.customer.visits)
            if self.customer.names
            else _("Earlier visits: {count}.", count=self.customer.visits)
        )
        if len(self.customer.names) > 1:
            yield Line(
                _("Also under this number: {names}", names=listed(self.customer.names[1:])), quiet=True
            )
        for known in self.devices:
            yield Line(device_line(known), quiet=True)


def _last_visit(visit: Visit) -> Line:
    what = _what(visit)
    if visit.comeback:
        said = _(
            "Comeback: {what}; was here {ago}, ticket {ticket}. Within {days} days it counts as one.",
            what=what,
            ago=ago(visit.days_ago),
            ticket=visit.number,
            days=COMEBACK_DAYS,
        )
        return Line("! " + said, urgent=True)
    if visit.imported:
        return Line(_("This device was here before, {day} (taken over): {what}", day=visit.day, what=what))
    return Line(_("This device was here {ago}, {what}", ago=ago(visit.days_ago), what=what))


def _what(visit: Visit) -> str:
    """What was wrong and what was done, as far as anybody wrote it down."""
    wrong = listed(symptom_words(code) for code in visit.wrong) or visit.said
    done = visit.done or words.word(words.OUTCOMES, visit.outcome)
    return ": ".join(part for part in (_short(wrong), _short(done)) if part) or "—"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"


def ago(days: int) -> str:
    """How long it is, in days."""
    if days == 0:
        return _("today")
    return _("yesterday") if days == 1 else _("{days} days ago", days=days)


def device_line(known: KnownDevice) -> str:
    """A device as the clerk tells it from another: model, colour, the end of its IMEI, its last visit."""
    device = known.device
    number = device.imei or device.sn
    parts = [device.model, device.colour, f"…{number[-4:]}" if number else ""]
    last = known.last
    when = words.word(words.STAGES, last.stage) + " !!" if last.here else ago(last.days_ago)
    return f"{' '.join(part for part in parts if part)}  {when}  {_what(last)}"


def rows_of(device: Device) -> dict[str, str]:
    """The rows that a known device fills."""
    return {
        "category": device.category if device.category != "other" else "phone",
        "brand": device.brand,
        "model": device.model,
        "colour": device.colour,
        "storage": device.storage,
        "imei": device.imei,
        "imei2": device.imei2,
        "sn": device.sn,
    }


def purchase_rows(purchase: Purchase, invoice: str) -> dict[str, str]:
    """The rows that the purchase of a known device fills."""
    return {
        "bought": purchase.bought,
        "activated": purchase.activated,
        "made": purchase.made,
        "proof": purchase.proof,
        "sold_here": "" if purchase.sold_here is None else "yes" if purchase.sold_here else "no",
        "invoice": invoice,
    }


def numbers_of(device: Device) -> frozenset[str]:
    """Every number that is this device's."""
    return frozenset(number for number in (device.imei, device.imei2, device.sn) if number)


def masked(name: str, phone: str) -> str:
    """A customer as others may hear."""
    return f"{name} {identity.mask_phone(phone)}".strip()
