"""`demo`: a practice store full of believable tickets, made through the same commands as real ones."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mihome_desk.db import queries
from mihome_desk.db.clock import Clock, SystemClock
from mihome_desk.db.engine import Home, sync_folder, turn
from mihome_desk.db.founding import Founding, found
from mihome_desk.db.writer import Answer, Request
from mihome_desk.desk import Desk
from mihome_desk.rules import identity
from mihome_desk.rules.arrivals import Arrive, VisitResult
from mihome_desk.rules.correction import Correct, on_slip
from mihome_desk.rules.handover import HandOver
from mihome_desk.rules.identity import Token
from mihome_desk.rules.intake import OpenTicket
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.situation import Catalogue
from mihome_desk.tools import demo_plan, demo_service, demo_steps
from mihome_desk.tools.demo_plan import Visit
from mihome_desk.tools.demo_steps import HOUR_MS, MINUTE, Step

PRACTICE = Founding(label="DEMO01", name="练习店", kind="outlet", practice=True)
MAKER = "practice"
OPENS = 9
LATEST_MS = 23 * HOUR_MS + 30 * MINUTE
MOST_IN_ONE = 2_000
MAKING = ".making-"
LEFT_BEHIND_S = 3600


class RealStore(Exception):
    """This folder holds a store that counts; a practice store is never made over it."""


def ensure(
    folder: Path,
    load_catalogue: Callable[[], Catalogue],
    tickets: int,
    seed: int,
    progress: Callable[[int], None],
    clock: Clock | None = None,
) -> None:
    """See that ``folder`` holds a practice store; one that is there already is left as it is.

    ``tickets`` is how many a new one gets, made the same way for the same ``seed``; ``progress``
    hears how many are opened. It is made inside a folder of its own and moved when whole, so that
    one that was cut off is no store.

    Raises RealStore, StoreBusy, StoreMissing (a file by the name of the database that is none),
    StoreTooNew, OSError, sqlite3.Error.
    """
    home = Home(folder)
    if not home.database.exists():
        if home.witness.exists():
            # A database was here and is gone: that is a case for a backup, not for practice.
            raise RealStore
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        made = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder))
        try:
            if home.vault_key.exists():
                shutil.copy2(home.vault_key, made / home.vault_key.name)
            _make(made, load_catalogue, tickets, seed, progress, clock or SystemClock())
            _publish(Home(made), home)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    if not _is_practice(folder, load_catalogue):
        raise RealStore


def _is_practice(folder: Path, load_catalogue: Callable[[], Catalogue]) -> bool:
    desk = Desk(folder, load_catalogue)
    try:
        return desk.store.practice
    finally:
        desk.close()


def _sweep(folder: Path) -> None:
    """Take away what runs that were cut off left behind; a young folder may be somebody's work."""
    for left in folder.glob(f"{MAKING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND_S:
                shutil.rmtree(left, ignore_errors=True)


def _publish(made: Home, home: Home) -> None:
    """Move a whole store to its place; the database, which makes it one, in a single step."""
    conn = sqlite3.connect(made.database)
    try:
        # One file, no log beside it.
        conn.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        conn.close()
    with turn(home.lock):
        if home.database.exists():
            return  # another process was faster
        if not home.vault_key.exists():
            made.vault_key.replace(home.vault_key)
        made.database.replace(home.database)
        sync_folder(home)
        made.witness.replace(home.witness)


def _make(
    folder: Path,
    load_catalogue: Callable[[], Catalogue],
    tickets: int,
    seed: int,
    progress: Callable[[int], None],
    clock: Clock,
) -> None:
    now = clock.now()
    calendar = _Calendar(now, ZoneInfo(PRACTICE.zone))
    timeline = _timeline(tickets, seed, calendar, load_catalogue())
    opening = timeline[0].at_ms - MINUTE if timeline else now.at_ms
    found(Home(folder), PRACTICE, calendar.instant(opening), MAKER)
    if not timeline:
        return
    desk = Desk(folder, load_catalogue, clock)
    try:
        maker = _Maker(desk, calendar)
        for batch in maker.batches(timeline):
            answers = desk.run(lambda writer, batch=batch: writer.carry_out(batch))  # type: ignore[misc]
            maker.learn(batch, answers)
            progress(min(maker.opened, tickets - 1))
    finally:
        desk.close()
    progress(tickets)


class _Calendar:
    """Days and clocks of the practice store: today on this machine's boot, every day before on its own."""

    def __init__(self, now: Instant, zone: ZoneInfo) -> None:
        self.now = now
        self.zone = zone
        self.today_ms = now.at_ms - (demo_plan.REACH_MINUTES + 10) * MINUTE
        # The last day that was over, late repairs included, before today's first visit: at night
        # today reaches back over midnight.
        self._last = self.local(self.today_ms - LATEST_MS).date()

    def local(self, at_ms: int) -> datetime:
        """An instant in the store's zone."""
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(self.zone)

    def _opening(self, day: date) -> int:
        at = datetime(day.year, day.month, day.day, OPENS, tzinfo=self.zone)
        return int(at.timestamp() * 1000)

    def entry(self, day: int, minute: float) -> int:
        """When a visit was entered: minutes back from now, or from opening of the day-th day before."""
        if not day:
            return self.now.at_ms - round(minute * MINUTE)
        return self._opening(self._last - timedelta(days=day - 1)) + round(minute * MINUTE)

    def instant(self, at_ms: int) -> Instant:
        """All three clocks at a time. A machine that started a moment ago counts from below zero."""
        if at_ms >= self.today_ms:
            return Instant(at_ms, self.now.uptime_ms - (self.now.at_ms - at_ms), self.now.boot)
        day = self.local(at_ms - (OPENS - 1) * HOUR_MS).date()
        start = self._opening(day) - HOUR_MS
        return Instant(at_ms, at_ms - start, f"{MAKER}-{day:%Y%m%d}")


def _timeline(tickets: int, seed: int, calendar: _Calendar, catalogue: Catalogue) -> list[Step]:
    """Every step of every visit in the order in which it happened, nothing of it in the future."""
    timeline: list[Step] = []
    visits = demo_plan.visits(tickets, seed)
    for number, visit in enumerate(visits):
        entry = calendar.entry(visit.day, visit.minute)
        saved = demo_steps.Entry(entry, calendar.local(entry).date())
        timeline += demo_steps.steps(number, visit, saved, catalogue, seed)
    timeline += _shelf(visits, seed, calendar, min((step.at_ms for step in timeline), default=0))
    if tickets:
        waiting = (2.6, 0.8)[: min(2, tickets)]
        timeline += [Step(calendar.entry(0, each), -1, "小赵", Arrive()) for each in waiting]
    for at, call in enumerate(demo_plan.NO_REPAIR[:tickets], 2):
        came, left = demo_steps.calls(-at, call, calendar.entry(call.day, call.minute))
        # A queue number ends with its day.
        if calendar.local(came.at_ms).date() == calendar.local(left.at_ms).date():
            timeline += [came, left]
    return sorted(timeline, key=lambda step: step.at_ms)


def _shelf(visits: list[Visit], seed: int, calendar: _Calendar, first_ms: int) -> list[Step]:
    """Deliveries before the first visit, today's sales, and what is asked of HQ."""
    if not visits:
        return []
    came = [*demo_service.deliveries(visits, random.Random(f"{seed}/shelf")), *demo_service.accessories()]
    steps = [Step(first_ms - MINUTE, -1, "小孙", each) for each in came]
    for minutes, which, qty, method in demo_service.SALES:
        steps.append(Step(calendar.entry(0, minutes), -1, "小赵", demo_service.sale(which, qty, method)))
    steps.append(Step(calendar.entry(0, 12), -1, "小孙", demo_service.REQUEST))
    return [step for step in steps if first_ms - MINUTE <= step.at_ms <= calendar.now.at_ms]


class _Maker:
    """Turns steps into requests: tickets get their numbers as the rules count them, slips their tokens."""

    def __init__(self, desk: Desk, calendar: _Calendar) -> None:
        self._desk = desk
        self._calendar = calendar
        self._serials: dict[str, int] = {}
        self._queues: dict[str, int] = {}
        self._numbers: dict[int, str] = {}
        self._serial_of: dict[int, int] = {}
        self._arrivals: dict[int, tuple[str, int]] = {}
        self._generations: dict[int, int] = {}
        self._ids: dict[str, str] = {}
        self._key, self._secret = next(iter(desk.ask(queries.receipt_keys).items()))

    @property
    def opened(self) -> int:
        """How many tickets are in the journal."""
        return len(self._ids)

    def batches(self, timeline: list[Step]) -> Iterator[list[Request]]:
        """Requests for one transaction each: a hand-over waits until its ticket's id is known."""
        batch: list[Request] = []
        for step in timeline:
            early = isinstance(step.command, HandOver) and self._numbers[step.visit] not in self._ids
            if batch and (early or len(batch) >= MOST_IN_ONE):
                yield batch
                batch = []
            at = self._calendar.instant(step.at_ms)
            batch.append(Request(self._command(step), step.actor, at=at))
        if batch:
            yield batch

    def learn(self, batch: list[Request], answers: list[Answer]) -> None:
        """Remember the ids of the tickets that were opened; raises RuntimeError for a refused step."""
        for request, answer in zip(batch, answers, strict=True):
            if answer.refusal is not None:
                raise RuntimeError(f"{request.command}: {answer.refusal}")
            if isinstance(request.command, OpenTicket):
                self._ids[answer.ticket] = answer.ticket_id

    def _command(self, step: Step) -> Any:
        command, day = step.command, self._calendar.local(step.at_ms).date()
        if isinstance(command, Arrive):
            queue = self._queues[str(day)] = self._queues.get(str(day), 0) + 1
            self._arrivals[step.visit] = (str(day), queue)
            return command
        if isinstance(command, OpenTicket):
            serial = self._serials[str(day)] = self._serials.get(str(day), 0) + 1
            self._serial_of[step.visit] = serial
            self._numbers[step.visit] = identity.ticket_number(PRACTICE.label, day, serial)
            came, queue = self._arrivals.get(step.visit, ("", 0))
            return replace(command, arrival=queue if came == str(day) else None)
        if isinstance(command, VisitResult):
            return replace(command, arrival=self._arrivals[step.visit][1])
        if step.visit not in self._numbers:
            return command
        number = self._numbers[step.visit]
        if isinstance(command, Correct) and on_slip(command.field):
            self._generations[step.visit] = self._generations.get(step.visit, 1) + 1
        if isinstance(command, HandOver):
            return replace(command, ticket=number, token=self._token(step.visit, number))
        return replace(command, ticket=number)

    def _token(self, visit: int, number: str) -> str:
        token = Token(
            key_id=self._key,
            store_uid=int(self._desk.store.uid, 16),
            ticket=UUID(self._ids[number]),
            serial=self._serial_of[visit],
            generation=self._generations.get(visit, 1),
        )
        return identity.seal_token(token, self._secret)
