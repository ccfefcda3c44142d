"""A ticket as lists show it: its facts, and every clock that runs for it."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any, NamedTuple

from mihome_desk.db.rows import TicketRow
from mihome_desk.rules import deadlines
from mihome_desk.rules.clock import LIMIT_MS, Boot, Clock, ClockFacts, Elapsed, read_clock
from mihome_desk.rules.deadlines import Covered, Deadline, LegalDays, Stored
from mihome_desk.rules.moment import Instant

FIELDS = TicketRow._fields[:-1]
PERSONAL = "coalesce(p.name, ''), coalesce(p.phone, ''), coalesce(p.place, '')"
SELECT = (
    f"SELECT {', '.join(f't.{name}' for name in FIELDS)}, {PERSONAL} "
    "FROM tickets t LEFT JOIN personal p ON p.ticket = t.id"
)
PARCEL = "parcel/"


class Head(NamedTuple):
    """A ticket as lists show it. Times are UTC ms, None where it has not happened.

    ``wait_ms`` is how long it waits for ``wait_on`` (parts or customer), explained time beside the strict
    clock; ``told_days`` calendar days since the customer was told; ``hand`` who has a mailed-in device, for
    ``hand_days``. ``clocks`` are all its running clocks, the one that burns next first; ``burning`` is that
    one, None where nothing burns. On the board of a repair centre a parcel without a ticket is a head as well:
    its ``id`` is parcel/<waybill>.
    """

    id: str
    number: str
    stage: str
    outcome: str
    programme: str
    entry_programme: str
    category: str
    brand: str
    model: str
    imei: str
    sn: str
    technician: str
    opened_at: int
    ended_at: int | None
    told_at: int | None
    collected_at: int | None
    day: str
    name: str
    phone: str
    place: str
    promised_at: int | None
    wait_on: str
    wait_ms: int | None
    told_days: int | None
    conflict: bool
    last_seq: int
    clock: Clock
    coverage: str = ""
    hand: str = ""
    hand_days: int = 0
    clocks: tuple[Deadline, ...] = ()
    burning: Deadline | None = None
    unproven: bool = False

    @property
    def device(self) -> str:
        """Brand and model, the brand left out where the model begins with it."""
        if self.brand and not self.model.lower().startswith(self.brand.lower()):
            return f"{self.brand} {self.model}".strip()
        return self.model or self.brand

    @property
    def waybill(self) -> str:
        """The waybill of a parcel without a ticket, "" for a ticket."""
        return self.id.removeprefix(PARCEL) if self.id.startswith(PARCEL) else ""

    @property
    def ticking(self) -> bool:
        """Whether a one-hour clock still runs: what left quick repair has its place in the rate already."""
        return self.ended_at is None and self.clock.state != "outside" and self.programme == "quick"

    @property
    def left_ms(self) -> int:
        """Milliseconds to the hour, by what is proven at least; negative past it."""
        return LIMIT_MS - self.clock.elapsed.at_least

    @property
    def storage_due(self) -> tuple[str, ...]:
        """The steps of storage whose day has come and that nobody took yet, the first one first."""
        return tuple(
            each.rule
            for each in sorted(self.clocks, key=lambda each: each.limit)
            if each.kind == "storage" and each.days is not None and each.days <= 0
        )

    @property
    def over(self) -> bool:
        """Whether any of its clocks is past its limit."""
        late = any(each.left_ms < 0 for each in self.clocks if each.kind != "storage")
        return late or bool(self.storage_due)


def head_of(values: tuple[Any, ...], now: Instant, boots: dict[str, Boot], zone: str) -> Head:
    """The head of a row that `SELECT` found, at an instant; days are those of ``zone``."""
    row = TicketRow._make((*values[: len(FIELDS)], ""))
    name, phone, place = values[len(FIELDS) :]
    quick = row.entry_programme == "quick"
    facts = ClockFacts(quick, row.left_quick, row.left, row.outcome, row.opened, row.ended)
    clock = read_clock(facts, now, boots)
    found = Head(
        id=row.id,
        number=row.number,
        stage=row.stage,
        outcome=row.outcome,
        programme=row.programme,
        entry_programme=row.entry_programme,
        category=row.category,
        brand=row.brand,
        model=row.model,
        imei=row.imei,
        sn=row.sn,
        technician=row.technician,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        told_at=row.told_at,
        collected_at=row.collected_at,
        day=row.day,
        name=name,
        phone=phone,
        place=place,
        promised_at=row.promised_at,
        wait_on=row.wait_on,
        wait_ms=None if row.wait_since is None else max(0, now.at_ms - row.wait_since),
        told_days=None if row.told_at is None else deadlines.days_between(row.told_at, now.at_ms, zone),
        conflict=bool(row.conflict),
        last_seq=row.last_seq,
        clock=clock,
        coverage=row.coverage,
        hand=row.hand,
        hand_days=0 if row.hand_at is None else deadlines.days_between(row.hand_at, now.at_ms, zone),
    )
    return _with_clocks(found, row, now, boots, zone)


def _with_clocks(head: Head, row: TicketRow, now: Instant, boots: dict[str, Boot], zone: str) -> Head:
    found: list[Deadline] = []
    unproven = False
    if head.ticking:
        found.append(deadlines.hour(head.left_ms))
        unproven = head.clock.elapsed.at_most is None
    if row.promised_at is not None and row.ended_at is None:
        in_the_hour = head.clock.state != "outside"
        promise = deadlines.promise(row.opened_at, row.promised_at, now.at_ms, in_the_hour=in_the_hour)
        found += [promise] if promise else []
    if row.parcel is not None:
        centre, passed = deadlines.mail_in(row.parcel, now, boots)
        found.append(centre)
        unproven = unproven or passed.at_most is None
    if row.legal_at is not None:
        found += deadlines.legal(_covered(row, head), legal_days(row.category), now.at_ms, zone)
    if row.stage == "ready" and row.told_at is not None:
        stored = Stored(row.told_at, tuple(row.steps.split()))
        found += deadlines.storage(stored, storage_steps(), now.at_ms, zone)
    if not found:
        return head
    burning = deadlines.burning(found, waits=bool(row.wait_on))
    found.sort(key=lambda each: (each is not burning, deadlines.heat(each)))
    return head._replace(clocks=tuple(found), burning=burning, unproven=unproven)


def _covered(row: TicketRow, head: Head) -> Covered:
    waited = row.parts_ms
    if waited is not None and row.wait_on == "parts":
        waited += head.wait_ms or 0
    return Covered(row.legal_at or 0, waited, bool(row.lent))


@cache
def legal_days(category: str) -> LegalDays:
    """The legal limits for a category; a store without devices in warranty never reads the rules' file."""
    from mihome_desk.catalog import legal

    return LegalDays(*legal.limits().get(category, (0, 0, 0)))


@cache
def storage_steps() -> tuple[tuple[int, str], ...]:
    """Days and name of each step of storage; a store where nobody was told never reads them."""
    from mihome_desk.catalog import storage

    return tuple((step.days, step.name) for step in storage.steps())


def parcel_head(parcel: Any, last_seq: int, now: Instant, boots: dict[str, Boot]) -> Head:
    """A parcel that was received and has no ticket yet, beside the tickets on a repair centre's board."""
    received = parcel.received
    centre, passed = deadlines.mail_in(received, now, boots)
    return Head(
        id=PARCEL + parcel.waybill,
        number=parcel.waybill,
        stage="checked" if parcel.checked else "parcel",
        outcome="",
        programme="mail_in",
        entry_programme="mail_in",
        category=parcel.category,
        brand="",
        model=parcel.model,
        imei=parcel.imei,
        sn=parcel.sn,
        technician="",
        opened_at=received.at_ms,
        ended_at=None,
        told_at=None,
        collected_at=None,
        day="",
        name=parcel.sender,
        phone="",
        place="",
        promised_at=None,
        wait_on="",
        wait_ms=None,
        told_days=None,
        conflict=parcel.damage,
        last_seq=last_seq,
        clock=Clock("outside", Elapsed(0, 0), "programme"),
        clocks=(centre,),
        burning=centre,
        unproven=passed.at_most is None,
    )


def received_parcels(conn: sqlite3.Connection) -> tuple[tuple[Any, int], ...]:
    """The parcels without a ticket and their last entries; the rules behind them load where there are any."""
    where = "FROM parcels WHERE sent_at IS NULL AND ticket = '' AND received_at IS NOT NULL"
    if conn.execute(f"SELECT 1 {where} LIMIT 1").fetchone() is None:
        return ()
    from mihome_desk.db import parcels

    return tuple((each.parcel, each.last_seq) for each in parcels.unopened(conn))


def clock_json(clock: Clock) -> dict[str, Any]:
    """A clock as scripts read it, in seconds; at_most_s is null where nothing bounds it."""
    at_most = clock.elapsed.at_most
    return {
        "limit_s": LIMIT_MS // 1000,
        "at_least_s": clock.elapsed.at_least // 1000,
        "at_most_s": None if at_most is None else -(-at_most // 1000),
        "state": clock.state,
        "reason": clock.reason or None,
    }


def deadline_json(clock: Deadline) -> dict[str, Any]:
    """One running clock as scripts read it; clocks of days say days as well, null for the others."""
    days = clock.days is not None
    return {
        "kind": clock.kind,
        "rule": clock.rule,
        "limit_s": clock.limit * 86_400 if days else clock.limit // 1000,
        "left_s": clock.left_ms // 1000,
        "left_days": clock.days,
    }


def head_json(head: Head) -> dict[str, Any]:
    """A ticket's head as scripts read it; times are UTC ms. A parcel without a ticket has none, but a waybill."""
    return {
        "ticket": None if head.waybill else head.number,
        "parcel": head.waybill or None,
        "id": head.id,
        "stage": head.stage,
        "outcome": head.outcome or None,
        "programme": head.programme,
        "coverage": head.coverage or None,
        "opened_at": head.opened_at,
        "completed_at": head.ended_at if head.outcome not in {"declined", "withdrawn", "void"} else None,
        "told_at": head.told_at,
        "collected_at": head.collected_at,
        "day": head.day,
        "clock": clock_json(head.clock),
        "clocks": [deadline_json(each) for each in head.clocks],
        "customer": {"name": head.name, "phone": head.phone},
        "device": {
            "category": head.category,
            "brand": head.brand,
            "model": head.model,
            "imei": head.imei,
            "sn": head.sn,
        },
        "technician": head.technician or None,
        "place": head.place or None,
        "promised_at": head.promised_at,
        "waiting": {"on": head.wait_on, "for_s": (head.wait_ms or 0) // 1000} if head.wait_on else None,
    }
