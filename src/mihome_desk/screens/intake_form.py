"""The intake form as data: its rows in the order of talk, and what each of them is like.

The clerk's keys for a known customer, from F2 to the saved ticket (15 beside two scans):

    F2                      1
    the phone number       11   name and devices fill in
    (scan the IMEI)             the device fills in, the focus goes to the symptom
    (scan the SN, or IMEI 2)
    1                       1   the first symptom of the quick list; 14 would be two faults
    Ctrl+S                  1

The last four digits and Enter instead of the whole number save six more; picking the device from the list by its digit
instead of scanning it costs two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.screens.intake_understand import in_words
from mihome_desk.text import N_
from mihome_desk.widgets.fields import Row

UNASKED = "unasked"
ASKED = ((UNASKED, N_("Not asked")), ("yes", N_("Yes")), ("no", N_("No")))
UNLOCK_KINDS = tuple(words.UNLOCKS.items())
PROGRAMMES = tuple(words.PROGRAMMES_SHORT.items())[:2]
MOST_FAULTS = 6
FAULT_ROWS = tuple(f"words{at}" for at in range(1, MOST_FAULTS + 1))


class Field(NamedTuple):
    """One row. ``first`` is what stands in it before anybody said anything; ``advice`` is said while it has the focus."""

    name: str
    label: str
    placeholder: str = ""
    limit: int = 60
    first: str = ""
    options: Sequence[tuple[str, str]] = ()
    advice: str = ""
    secret: bool = False


class Group(NamedTuple):
    """Rows that belong together, under a quiet heading."""

    title: str
    fields: tuple[Field, ...]


LONG = 2_000
WHO = Group(
    "",
    (
        Field(
            "phone",
            N_("Phone"),
            N_("11 digits"),
            40,
            advice=N_("The whole number, or the last four digits of one that was here before."),
        ),
        Field("name", N_("Name")),
    ),
)
PROOFS = ((UNASKED, N_("Not asked")), *words.PURCHASE_PROOFS.items())
DEVICE = Group(
    N_("The device"),
    (
        Field("category", N_("Device"), first="phone"),
        Field("imei", "IMEI", N_("scan, or dial *#06#"), 40, advice=N_("A scan goes here from every field.")),
        Field("sn", "SN", limit=40),
        Field(
            "model", N_("Model"), advice=N_("A part of the name is enough: ↓ chooses, Tab takes the first.")
        ),
        Field("colour", N_("Colour")),
    ),
)
PURCHASE = Group(
    N_("Its purchase"),
    (
        Field(
            "bought",
            N_("Bought on"),
            N_("like 2025-11-30"),
            40,
            advice=N_("From the invoice or the order; 20251130, 11-30 and 251130 mean the same day."),
        ),
        Field("proof", N_("Proof"), first=UNASKED, options=PROOFS),
        Field(
            "activated",
            N_("Activated"),
            N_("like 2025-12-01"),
            40,
            advice=N_("The first day online, as the account or the service system shows it."),
        ),
    ),
)
FAULT = Group(
    N_("What is wrong"),
    (
        Field("symptom", N_("Symptom"), N_("screen, battery … or a code"), 200),
        *(
            Field(
                name,
                N_("Its words"),
                N_("in the customer's words"),
                LONG,
                advice=N_("About this one fault alone."),
            )
            for name in FAULT_ROWS
        ),
        Field("complaint", N_("Complaint"), N_("in the customer's words"), LONG),
    ),
)
STATE = Group(
    N_("As it came"),
    (
        Field("condition", N_("Condition"), N_("scratches, dents, liquid"), LONG),
        Field("left_items", N_("Left with us"), N_("SIM, case, charger"), LONG),
        Field("account_out", N_("Account out"), first=UNASKED, options=ASKED),
        Field("backup_consent", N_("Backup done"), first=UNASKED, options=ASKED),
    ),
)
PROMISE = Group(
    N_("Promise"),
    (
        Field("programme", N_("Programme"), first="quick", options=PROGRAMMES),
        Field(
            "promised",
            N_("Promised"),
            N_("1830, tomorrow 10, +2h"),
            40,
            advice=N_("1830 is today; tomorrow 10, 11-24 10:00, +2h and +90 (minutes) work too."),
        ),
        Field(
            "estimate",
            N_("Estimate"),
            N_("yuan, like 199"),
            14,
            advice=N_("What the customer was told it may cost."),
        ),
        Field(
            "ceiling",
            N_("At most"),
            N_("yuan, like 300"),
            14,
            advice=N_("Up to here the customer need not be asked again."),
        ),
        Field("place", N_("Place"), N_("shelf, tray")),
    ),
)
PEOPLE = Group(
    N_("Who else"),
    (
        Field("brought_by", N_("Brought by"), N_("if it is not the customer")),
        Field("collects", N_("Collected by"), N_("if it is not the customer")),
        Field(
            "pickup_code",
            N_("Pickup word"),
            limit=40,
            advice=N_("A word agreed with the customer: it proves at the hand-over who may collect."),
        ),
    ),
)
SELDOM = Group(
    N_("Seldom needed"),
    (
        Field("photos", N_("Photos"), N_("the photo key takes the newest"), LONG),
        Field(
            "unlock",
            N_("Unlock code"),
            N_("for the vault alone"),
            40,
            secret=True,
            advice=N_(
                "Goes into the vault as the ticket is saved, nowhere else: no draft keeps it, no paper shows it."
            ),
        ),
        Field("unlock_kind", N_("Code is a"), first="pin", options=UNLOCK_KINDS),
        Field("invoice", N_("Invoice code"), limit=40),
        Field("sold_here", N_("Sold here"), first=UNASKED, options=ASKED),
        Field(
            "made",
            N_("Made on"),
            N_("like 2025-10-08"),
            40,
            advice=N_("From the label or the box: where nobody knows when it was bought."),
        ),
        Field("imei2", "IMEI 2", N_("scan it"), 40),
        Field("storage", N_("Storage"), N_("like 8+256 GB")),
        Field("brand", N_("Brand"), N_("if it is not in the model")),
    ),
)
GROUPS = (WHO, DEVICE, PURCHASE, FAULT, STATE, PROMISE, PEOPLE, SELDOM)
FIELDS = {field.name: field for group in GROUPS for field in group.fields}
FIRST = {name: field.first for name, field in FIELDS.items()}
NOT_IN_DRAFT = frozenset({"unlock"})
LEARNING = frozenset({"phone", "imei", "imei2", "sn", "model"})
DATES = ("bought", "activated", "made")
# What the warranty proposal is made of besides the device's numbers.
WARRANTED = frozenset({"category", "model", "symptom", "proof", "sold_here", *DATES})
BEFORE_FAULT = frozenset(field.name for group in (WHO, DEVICE, PURCHASE) for field in group.fields)
# A refused command names its fields in its own way.
FIELD_OF = {"device.category": "category", "faults.0.symptom": "symptom", "promised_at": "promised"}


def categories() -> list[tuple[str, str]]:
    """Kinds of device with their names in the language spoken now."""
    return [(code, in_words(*load.category_name(code))) for code in load.categories()]


def row_of(field: Field) -> Row:
    """The row of a field."""
    return Row(
        field.name,
        field.label,
        value=field.first,
        placeholder=field.placeholder,
        options=categories() if field.name == "category" else field.options,
        password=field.secret,
        limit=field.limit,
    )
