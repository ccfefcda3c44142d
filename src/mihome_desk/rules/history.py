"""Repairs of other times and systems, taken in as history: they never count for the rate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Category, Device, Ticket

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class ImportRepair:
    """One repair as another system kept it: ``source`` and ``row`` name it for ever.

    ``happened_on`` is a date, YYYY-MM-DD; ``status`` is the source's own word, from which the ``outcome``
    is told where none is given. ``paid`` is fen that the customer paid then; it is never counted as ours.
    """

    source: limits.Name
    row: limits.ImportedName
    happened_on: str
    category: Category = "phone"
    brand: limits.ImportedName = ""
    model: limits.ImportedName = ""
    imei: limits.Name = ""
    sn: limits.Name = ""
    status: limits.ImportedName = ""
    fault: limits.ImportedName = ""
    problem: limits.ImportedWords = ""
    customer: limits.Name = ""
    phone: limits.Name = ""
    imei2: limits.Name = ""
    outcome: limits.Name = ""
    done: limits.ImportedWords = ""
    paid: limits.Fen | None = None
    NEEDS: ClassVar[tuple[str, ...]] = ("past",)


@dataclass(frozen=True)
class RepairImported:
    """A finished repair of the past."""

    number: str
    day: str
    serial: int
    source: str
    row: str
    happened_on: str
    device: Device
    status: str = ""
    outcome: str = ""
    paid: int | None = None
    fault: str = ""
    problem: str = ""
    done: str = ""
    name: str = ""
    phone: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"fault", "problem", "done", "name", "phone"})


ENDS = (
    *("repaired", "no_fault_found", "declined", "unrepairable", "exchanged", "refunded", "withdrawn"),
    *("certified", "void"),
)
OUTCOMES = {"fixed": "repaired", "end of life": "unrepairable"}


def decide_import(situation: Situation, command: ImportRepair) -> Decision:
    """Once per source and row; the number carries the day on which it happened."""
    if situation.already:
        raise Refused("already_imported", "row", ticket=situation.already)
    source, row = source_row(command)
    day = past_day(command.happened_on, situation.day)
    device = _device(command)
    phone = ""
    if command.phone.strip():
        phone = limits.phone(command.phone, "phone")
    status = limits.name(command.status, "status", limit=limits.IMPORTED_NAME)
    if situation.serial >= identity.MAX_SERIAL:
        raise Refused("day_full")
    event = RepairImported(
        number=identity.ticket_number(situation.store.label, day, situation.serial + 1),
        day=day.isoformat(),
        serial=situation.serial + 1,
        source=source,
        row=row,
        happened_on=day.isoformat(),
        device=device,
        status=status,
        outcome=_outcome(command.outcome) or OUTCOMES.get(status.lower(), ""),
        paid=None if command.paid is None else limits.fen(command.paid, "paid"),
        fault=limits.name(command.fault, "fault", limit=limits.IMPORTED_NAME),
        problem=limits.words(command.problem, "problem", limit=limits.IMPORTED_WORDS),
        done=limits.words(command.done, "done", limit=limits.IMPORTED_WORDS),
        name=limits.name(command.customer, "customer"),
        phone=phone,
    )
    return Decision((event,), subject=str(situation.new_id))


def _device(command: ImportRepair) -> Device:
    imei, imei2 = limits.imei(command.imei, "imei"), limits.imei(command.imei2, "imei2")
    if imei2 and imei2 == imei:
        raise Refused("same_imei", "imei2")
    return Device(
        category=command.category,
        model=limits.name(command.model, "model", limit=limits.IMPORTED_NAME),
        brand=limits.name(command.brand, "brand", limit=limits.IMPORTED_NAME),
        imei=imei,
        imei2=imei2,
        sn=limits.sn(command.sn, "sn"),
    )


def _outcome(text: str) -> str:
    outcome = limits.name(text, "outcome")
    if outcome and outcome not in ENDS:
        raise Refused("not_choice", "outcome", choices=" | ".join(ENDS))
    return outcome


def source_row(command: ImportRepair) -> tuple[str, str]:
    """The two names of a row, cleaned. Raises Refused."""
    source = limits.name(command.source, "source", needed=True)
    return source, limits.name(command.row, "row", limit=limits.IMPORTED_NAME, needed=True)


def past_day(text: str, today: str) -> date:
    """A date that has been; raises Refused otherwise."""
    try:
        day = date.fromisoformat(text.strip()) if DATE.fullmatch(text.strip()) else None
    except ValueError:
        day = None
    if day is None:
        raise Refused("bad_date", "happened_on")
    if day.isoformat() > today or day.year < 1990:
        raise Refused("date_not_past", "happened_on", day=day.isoformat())
    return day


def evolve_imported(ticket: Ticket, header: Header, event: RepairImported) -> Ticket:
    """Collected long ago; its entry time is now."""
    return replace(
        ticket,
        number=event.number,
        serial=event.serial,
        day=event.day,
        stage="collected",
        outcome=event.outcome,
        programme="standard",
        entry_programme="standard",
        device=event.device,
        opened=moment(header),
        collected=moment(header),
        source=event.source,
        source_status=event.status,
        happened_on=event.happened_on,
    )


DECIDE = {ImportRepair: decide_import}
EVOLVE = {RepairImported: evolve_imported}
