"""The facts of a ticket that can be corrected: what they are called, what they say now, how they are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.catalog.warranty import service_rules
from mihome_desk.rules import identity
from mihome_desk.rules.correction import Value, fault_of, fields_of, value_of
from mihome_desk.screens.intake_times import day_of
from mihome_desk.text import N_, _, current

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

Local = Callable[[int], datetime]
MOMENT = "%Y-%m-%d %H:%M"
CONSENTS = [("yes", N_("Yes")), ("no", N_("No")), ("", N_("Not asked"))]

# In the order in which they are asked at intake.
LABELS = {
    "customer.phone": N_("Phone"),
    "customer.name": N_("Name"),
    "customer.brought_by": N_("Brought by"),
    "customer.collects": N_("Will collect"),
    "device.model": N_("Model"),
    "device.brand": N_("Brand"),
    "device.colour": N_("Colour"),
    "device.storage": N_("Storage"),
    "device.imei": N_("IMEI 1"),
    "device.imei2": N_("IMEI 2"),
    "device.sn": N_("SN"),
    "purchase.bought": N_("Bought on"),
    "purchase.proof": N_("Proof"),
    "purchase.activated": N_("Activated"),
    "purchase.made": N_("Made on"),
    "purchase.sold_here": N_("Sold here"),
    "invoice": N_("Invoice code"),
    "complaint": N_("Complaint"),
    "condition": N_("Condition"),
    "left_items": N_("Left here"),
    "account_out": N_("Account out"),
    "backup_consent": N_("Backup done"),
    "place": N_("Place"),
    "pickup_code": N_("Agreed word"),
    "promised_at": N_("Promised"),
    "estimate": N_("Estimate"),
    "ceiling": N_("Ceiling"),
}
CONSENT_FIELDS = frozenset({"account_out", "backup_consent", "purchase.sold_here"})
PROOFS = [*words.PURCHASE_PROOFS.items(), ("", N_("Not asked"))]
DATE_FIELDS = frozenset({"purchase.bought", "purchase.activated", "purchase.made"})
MONEY_FIELDS = frozenset({"estimate", "ceiling"})
# Not for the eyes of whoever stands opposite: nobody reads these off the screen in passing.
COVERED = frozenset({"customer.phone", "pickup_code"})
HIDDEN = "•••"


class Unclear(Exception):
    """What was typed into a field is no such value; ``sentence`` says what is."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class Fact(NamedTuple):
    """A fact as it stands: ``value`` as the command takes it."""

    field: str
    label: str
    value: Value


def facts_of(dossier: Dossier) -> Iterator[Fact]:
    """Every fact of a ticket that can be corrected, with what it says now, in the order of the talk."""
    possible = fields_of(dossier.ticket)
    known = [field for field in LABELS if field in possible]
    for field in (*known, *(field for field in possible if field not in LABELS)):
        yield Fact(field, fact_label(field), value_of(dossier.ticket, dossier.personal, field))


def fact_label(field: str) -> str:
    """What a fact is called, in the language spoken now."""
    fault = fault_of(field)
    if fault is None:
        return words.word(LABELS, field)
    at, part = fault
    if part == "part":
        return _("Part {n}", n=at + 1)
    return _("Symptom {n}", n=at + 1) if part == "symptom" else _("Fault {n}", n=at + 1)


def fact_words(field: str, value: Any, local: Local | None = None) -> str:
    """A value as people read it; what is covered stays so."""
    if field in COVERED and value:
        return identity.mask_phone(str(value)) if field == "customer.phone" else HIDDEN
    if field in CONSENT_FIELDS:
        return _({True: "Yes", False: "No"}.get(value, "Not asked"))
    if field in MONEY_FIELDS:
        return words.money(value) if isinstance(value, int) else _("not told")
    if field == "promised_at":
        return f"{local(value):{MOMENT}}" if isinstance(value, int) and local else _("not told")
    if field == "purchase.proof":
        return words.word(words.PURCHASE_PROOFS, value) if value else _("Not asked")
    if field.endswith(".part"):
        return part_name(str(value))
    if field.endswith(".symptom") and value in load.symptoms():
        symptom = load.symptoms()[value]
        return symptom.zh if current() == "zh_CN" else symptom.en
    return str(value) if value else "—"


def typed(field: str, value: Any, local: Local) -> str:
    """A value as it stands in a field to be changed; what is covered is typed anew."""
    if field in COVERED:
        return ""
    if field in CONSENT_FIELDS:
        return {True: "yes", False: "no"}.get(value, "")
    if field in MONEY_FIELDS:
        return yuan(value) if isinstance(value, int) else ""
    if field == "promised_at":
        return f"{local(value):{MOMENT}}" if isinstance(value, int) else ""
    return str(value or "")


def understood(field: str, said: str, now: datetime) -> Value:
    """The value behind what was typed into the field "value". Raises Unclear; ``now`` is the store's own time."""
    if field in CONSENT_FIELDS:
        return {"yes": True, "no": False}.get(said)
    said = said.strip()
    if field in MONEY_FIELDS:
        amount = fen_of(said) if said else None
        if said and amount is None:
            raise Unclear("value", _("An amount in yuan, like 199 or 199.50."))
        return amount
    if field == "promised_at":
        return moment_of(said, now) if said else None
    if field in DATE_FIELDS and said:
        day = day_of(said, now.date())
        if not day:
            raise Unclear("value", _("A day like 2025-11-30."))
        return day
    return said


def part_name(part: str) -> str:
    """A part with a warranty period of its own, as a clerk reads it."""
    named = service_rules()["part_names"].get(part, {})
    return str(named.get("zh" if current() == "zh_CN" else "en", part))


def parts_of(category: str) -> list[tuple[str, str]]:
    """The parts of such a device that have a period of their own, to choose from."""
    months = service_rules()["categories"].get(category, {}).get("months", {})
    return [(part, part_name(part)) for part in months]


def moment_of(said: str, now: datetime) -> int:
    """UTC ms of ``2026-11-22 18:00``, or of ``18:00`` today. Raises Unclear."""
    plain = " ".join(identity.fold(said).split())
    try:
        if "-" not in plain:
            plain = f"{now:%Y-%m-%d} {plain}"
        at = datetime.strptime(plain, MOMENT).replace(tzinfo=now.tzinfo)
    except ValueError:
        raise Unclear("value", _("A time like 18:00, or 2026-11-22 18:00.")) from None
    return int(at.timestamp()) * 1000


def fen_of(said: str) -> int | None:
    """Yuan as typed (199, 199.5, ￥1,299.00) in fen, or None when it is no such amount."""
    plain = identity.fold(said).replace(",", "").replace("¥", "").replace("￥", "").strip()
    whole, _dot, cents = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 8):
        return None
    if cents and not (cents.isascii() and cents.isdigit() and len(cents) <= 2):
        return None
    return int(whole) * 100 + int(cents.ljust(2, "0") or "0")


def yuan(fen: int) -> str:
    """Fen as they are typed: 199.50, and 199 without cents."""
    return f"{fen // 100}.{fen % 100:02}" if fen % 100 else str(fen // 100)
