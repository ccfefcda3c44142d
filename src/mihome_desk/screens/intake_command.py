"""What stands in the form, as a command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, NamedTuple

from mihome_desk.desk import Photo
from mihome_desk.rules import identity
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven, OpenTicket, PhotoGiven
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.unlocking import UnlockGiven
from mihome_desk.screens import intake_times as times
from mihome_desk.screens import intake_understand as understand
from mihome_desk.screens.intake_form import DATES, FAULT_ROWS, UNASKED
from mihome_desk.screens.intake_understand import Facts
from mihome_desk.text import _

CHECKED_HERE = ("bought", "activated", "made", "estimate", "ceiling", "photos")


class Beside(NamedTuple):
    """What belongs to an intake besides its rows. ``started_at`` is UTC ms, ``now`` local."""

    now: datetime
    started_at: int | None = None
    arrival: int | None = None
    photos: tuple[Photo, ...] = ()


class Unclear(Exception):
    """A field that no command can be made of, and why, as a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def command_of(rows: Mapping[str, str], beside: Beside) -> OpenTicket:
    """The form as a command. Raises Unclear."""
    value = {name: text.strip() for name, text in rows.items()}
    _check(value, beside)
    told = understand.symptoms_of(value["symptom"])
    return OpenTicket(
        customer=Customer(value["name"], value["phone"], value["brought_by"], value["collects"]),
        device=_device(value),
        programme=value["programme"],  # type: ignore[arg-type]
        faults=_faults(told.codes, value),
        # Words that name no symptom are the customer's words.
        complaint="\n".join(part for part in (told.rest, value["complaint"]) if part),
        condition=understand.quick_words("condition", value["condition"]),
        left_items=understand.quick_words("left_items", value["left_items"]),
        account_out=_asked(value["account_out"]),
        backup_consent=_asked(value["backup_consent"]),
        place=value["place"],
        promised_at=_promised(value["promised"], beside.now),
        pickup_code=value["pickup_code"],
        arrival=beside.arrival,
        intake_started_at=beside.started_at,
        estimate=understand.fen_of(value["estimate"]) if value["estimate"] else None,
        ceiling=understand.fen_of(value["ceiling"]) if value["ceiling"] else None,
        photos=_photos(value["photos"], beside.photos),
        unlock=_unlock(value["unlock"], value["unlock_kind"]),
        purchase=purchase_of(value, beside.now.date()),
        invoice=value["invoice"],
    )


def _check(value: Mapping[str, str], beside: Beside) -> None:
    facts = Facts(
        beside.now,
        values=value,
        photos=frozenset(understand.photo_label(photo.name) for photo in beside.photos),
    )
    for name in CHECKED_HERE:
        said = understand.UNDERSTAND[name](value[name], facts)
        if said.wrong:
            raise Unclear(name, said.hint)


def _device(value: Mapping[str, str]) -> DeviceGiven:
    return from_plain(DeviceGiven, {each.name: value[each.name] for each in fields(DeviceGiven)})


def purchase_of(value: Mapping[str, str], today: date) -> Purchase:
    """How the device was bought; a date that is none stays as it was typed, for the rules to refuse."""
    bought, activated, made = (times.day_of(value[name], today) or value[name] for name in DATES)
    told = {
        "bought": bought,
        "activated": activated,
        "made": made,
        "proof": "" if value["proof"] == UNASKED else value["proof"],
        "sold_here": _asked(value["sold_here"]),
    }
    return from_plain(Purchase, told)


def _faults(codes: tuple[str, ...], value: Mapping[str, str]) -> tuple[FaultGiven, ...]:
    """One fault needs no words of its own: the complaint is about it."""
    if len(codes) > len(FAULT_ROWS):
        raise Unclear("symptom", _("At most {count} faults go on one ticket.", count=len(FAULT_ROWS)))
    if len(codes) < 2:
        return tuple(FaultGiven(code) for code in codes)
    return tuple(FaultGiven(code, value[row]) for code, row in zip(codes, FAULT_ROWS, strict=False))


def _promised(text: str, now: datetime) -> int | None:
    """UTC ms; a promise that is over cannot be given any more."""
    if not text:
        return None
    said = understand.promised(text, Facts(now))
    moment = times.moment_of(said.value, now)
    if said.wrong or moment is None:
        raise Unclear("promised", said.hint)
    return round(moment.timestamp() * 1000)


def _photos(text: str, taken: tuple[Photo, ...]) -> tuple[PhotoGiven, ...]:
    by_name = {understand.photo_label(photo.name): photo for photo in taken}
    names = dict.fromkeys(understand.photo_names(text))
    return tuple(PhotoGiven(name, by_name[name].sha256) for name in names)


def _unlock(code: str, kind: str) -> UnlockGiven | None:
    if not identity.fold(code):
        return None
    return UnlockGiven(code, understand.unlock_kind(code, kind))  # type: ignore[arg-type]


def _asked(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def photos_text(photos: tuple[Photo, ...]) -> str:
    """Paths and digests as a draft keeps them."""
    return json.dumps([list(photo) for photo in photos], ensure_ascii=False)


def photos_from(text: Any) -> tuple[Photo, ...]:
    """The photos of a draft."""
    return tuple(Photo(path, sha256) for path, sha256 in json.loads(text or "[]"))
