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

NAME_LONG = 120
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class ImportRepair:
    """One repair as another system kept it: ``source`` and ``row`` name it for ever.

    ``happened_on`` is a date, YYYY-MM-DD; ``status`` is the source's own word.
    """

    source: str
    row: str
    happened_on: str
    category: Category = "phone"
    brand: str = ""
    model: str = ""
    imei: str = ""
    sn: str = ""
    status: str = ""
    fault: str = ""
    problem: str = ""
    customer: str = ""
    phone: str = ""


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
    fault: str = ""
    problem: str = ""
    name: str = ""
    phone: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"fault", "problem", "name", "phone"})


OUTCOMES = {"fixed": "repaired", "end of life": "unrepairable"}


def decide_import(situation: Situation, command: ImportRepair) -> Decision:
    """Once per source and row; the number carries the day on which it happened."""
    if situation.already:
        raise Refused("already_imported", "row", ticket=situation.already)
    source, row = source_row(command)
    day = past_day(command.happened_on, situation.day)
    imei = identity.fold(limits.name(command.imei, "imei"))
    problem = identity.imei_problem(imei) if imei else None
    if problem:
        raise Refused(problem, "imei")
    sn = identity.fold(limits.name(command.sn, "sn"))
    if sn and not identity.sn_ok(sn):
        raise Refused("bad_sn", "sn")
    phone = ""
    if command.phone.strip():
        phone = identity.phone_normal(limits.name(command.phone, "phone")) or ""
        if not phone:
            raise Refused("bad_phone", "phone")
    status = limits.name(command.status, "status", limit=NAME_LONG)
    if situation.serial >= identity.MAX_SERIAL:
        raise Refused("day_full")
    event = RepairImported(
        number=identity.ticket_number(situation.store.label, day, situation.serial + 1),
        day=day.isoformat(),
        serial=situation.serial + 1,
        source=source,
        row=row,
        happened_on=day.isoformat(),
        device=Device(
            category=command.category,
            model=limits.name(command.model, "model", limit=NAME_LONG),
            brand=limits.name(command.brand, "brand", limit=NAME_LONG),
            imei=imei,
            sn=sn.upper(),
        ),
        status=status,
        outcome=OUTCOMES.get(status.lower(), ""),
        fault=limits.name(command.fault, "fault", limit=NAME_LONG),
        problem=limits.words(command.problem, "problem", limit=limits.IMPORTED_WORDS),
        name=limits.name(command.customer, "customer"),
        phone=phone,
    )
    return Decision((event,), subject=str(situation.new_id))


def source_row(command: ImportRepair) -> tuple[str, str]:
    """The two names of a row, cleaned. Raises Refused."""
    source = limits.name(command.source, "source", needed=True)
    return source, limits.name(command.row, "row", limit=NAME_LONG, needed=True)


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
