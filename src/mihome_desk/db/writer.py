"""One transaction: decide, append to the journal, evolve the read tables, commit, tell the witness."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from mihome_desk.db import journal, projections, queries, signature, states
from mihome_desk.db.clock import Clock
from mihome_desk.db.engine import Database
from mihome_desk.db.journal import Head
from mihome_desk.db.witness import Witnesses
from mihome_desk.rules import house, identity
from mihome_desk.rules.handover import HandOver
from mihome_desk.rules.history import ImportRepair, past_day, source_row
from mihome_desk.rules.intake import Arrive, OpenTicket
from mihome_desk.rules.moment import Header, Instant
from mihome_desk.rules.refusal import Refusal, Refused
from mihome_desk.rules.situation import Catalogue, Decision, Situation, Store
from mihome_desk.rules.stages import TABLE
from mihome_desk.rules.store import SessionOpened, WallClockJumped

STORE = "store"
JUMP_MS = 120_000
COMMAND_ID_LIMIT = 64


@dataclass(frozen=True)
class Request:
    """A command, who gives it, and its id if it has one; ``draft`` is done with once it is written.

    ``at`` stamps the entries with another instant than now: only the practice store's maker uses it.
    """

    command: Any
    actor: str
    id: str | None = None
    draft: str = ""
    at: Instant | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a command. ``ticket`` is the number for people, ``ticket_id`` the row."""

    ok: bool
    seq: int = 0
    ticket: str = ""
    ticket_id: str = ""
    events: tuple[str, ...] = ()
    queue: int = 0
    refusal: Refusal | None = None


@dataclass
class Pending:
    """Entries of one transaction in the making."""

    conn: sqlite3.Connection
    uid: str
    head: Head
    last: Header | None = None
    written: list[str] = field(default_factory=list)


class Written(NamedTuple):
    """An event about to be written: its subject, the event, and what stands beside it in body and private."""

    subject: str
    event: Any
    envelope: dict[str, Any]
    command_note: dict[str, Any]


class Writer:
    """Carries out commands against one database. Not thread safe: the desk's lane is its only caller."""

    def __init__(
        self,
        database: Database,
        witnesses: Witnesses,
        clock: Clock,
        catalogue: Callable[[], Catalogue],
        program: str,
    ) -> None:
        self.database = database
        self._witnesses = witnesses
        self._clock = clock
        self._catalogue = catalogue
        self._program = program
        self._session_of = 0

    def carry_out(self, requests: Iterable[Request]) -> list[Answer]:
        """All requests in one transaction, in order; the answers are durable when this returns.

        A refusal of one does not undo the others. Raises StoreBusy, sqlite3.Error, OSError: then
        nothing was written.
        """
        with self.database.write() as conn:
            before = journal.head(conn)
            assert before is not None
            store = states.load_store(conn)
            assert store is not None
            pending = Pending(conn, store.uid, before)
            session = self._session_of
            try:
                answers = [self._one(pending, request) for request in requests]
                self.commit(pending, before)
            except BaseException:
                self._session_of = session
                raise
        self.database.checkpoint()
        return answers

    def commit(self, pending: Pending, before: Head | None) -> None:
        """Commit, and let the witness see it before the lock goes to the next process."""
        if pending.head == before:
            pending.conn.execute("COMMIT")
            return
        opened = self._witnesses.near.ready()
        try:
            pending.conn.execute("COMMIT")
        except BaseException:
            os.close(opened)
            raise
        self._witnesses.append(pending.head, opened)

    def _one(self, pending: Pending, request: Request) -> Answer:
        try:
            known = self._known(pending.conn, request)
            if known is not None:
                return known
            store = states.load_store(pending.conn)
            assert store is not None
            situation = self._situation(pending.conn, store, request)
        except Refused as refused:
            return Answer(False, refusal=refused.refusal)
        decision = house.decide(situation, request.command)
        if not decision.events:
            number = situation.ticket.number if situation.ticket else ""
            return Answer(False, ticket=number, refusal=decision.refusal)
        try:
            return self._write(pending, request, situation, decision)
        except Refused as refused:
            return Answer(False, refusal=refused.refusal)

    def _known(self, conn: sqlite3.Connection, request: Request) -> Answer | None:
        """The answer given before to the same command id. Raises Refused for other content."""
        if request.id is None:
            return None
        if identity.text_problem(request.id, COMMAND_ID_LIMIT, False) or not request.id:
            raise Refused("bad_id", "id", limit=COMMAND_ID_LIMIT)
        row = conn.execute("SELECT seq FROM journal WHERE command = ?", (request.id,)).fetchone()
        if row is None:
            return None
        found = list(queries.entries_of_command(conn, row[0]))
        note = journal.private_of(conn, found[0].hash).get("command", {})
        if note.get("digest", "") not in {"", _digest(request)}:
            raise Refused("id_used", "id", id=request.id)
        data = journal.body_of(found[0]).get("data", {})
        refused = note.get("refusal")
        subject = found[0].header.subject
        return Answer(
            ok=refused is None,
            seq=found[-1].header.seq,
            ticket=queries.number_of(conn, subject),
            ticket_id=subject,
            events=tuple(entry.header.kind for entry in found),
            queue=data.get("queue", 0) if found[0].header.kind == "Arrived" else 0,
            refusal=Refusal(refused["code"], refused["field"], refused["params"]) if refused else None,
        )

    def _situation(self, conn: sqlite3.Connection, store: Store, request: Request) -> Situation:
        command = request.command
        now = request.at or self._now(store)
        day = local_day(now.at_ms, store.zone)
        base = Situation(
            store=store,
            catalogue=self._catalogue(),
            now=now,
            day=day,
            new_id=identity.uuid7(now.at_ms, secrets.token_bytes(10)),
            signature=signature.worth(conn, getattr(command, "manager_pin", "")),
        )
        if house.COMMAND_NAMES[type(command)] in TABLE:
            ticket_id = queries.resolve(conn, command.ticket)
            ticket = states.load_ticket(conn, ticket_id) if ticket_id else None
            if ticket is None:
                raise Refused("unknown_ticket", "ticket", ticket=command.ticket[:80])
            keys = queries.receipt_keys(conn) if isinstance(command, HandOver) else {}
            personal = states.load_personal(conn, ticket.id)
            return replace(base, ticket=ticket, personal=personal, receipt_keys=keys)
        if isinstance(command, Arrive):
            return replace(base, queue=queries.last_queue(conn, day))
        if isinstance(command, OpenTicket):
            arrival = queries.waiting_arrival(conn, day, command.arrival) if command.arrival else None
            return replace(base, serial=queries.last_serial(conn, day), arrival=arrival)
        if isinstance(command, ImportRepair):
            happened = past_day(command.happened_on, day).isoformat()
            source, row = source_row(command)
            already = queries.imported_as(conn, source, row)
            return replace(base, serial=queries.last_serial(conn, happened), already=already)
        return base

    def _now(self, store: Store) -> Instant:
        now = self._clock.now()
        if not store.shift_ms:
            return now
        return Instant(now.at_ms + store.shift_ms, now.uptime_ms + store.shift_ms, now.boot)

    def _write(self, pending: Pending, request: Request, situation: Situation, decision: Decision) -> Answer:
        self._preface(pending, request.actor, situation.now)
        subject = decision.subject or (situation.ticket.id if situation.ticket else STORE)
        note: dict[str, Any] = {}
        if request.id is not None:
            note["digest"] = _digest(request)
            if decision.refusal:
                refusal = decision.refusal
                note["refusal"] = {"code": refusal.code, "field": refusal.field, "params": refusal.params}
        for at, event in enumerate(decision.events):
            envelope: dict[str, Any] = {}
            if at == 0 and request.id is not None:
                envelope["entries"] = len(decision.events)
            if at == 0 and decision.refusal:
                envelope["refused"] = decision.refusal.code
            written = Written(subject, event, envelope, note if at == 0 else {})
            command = request.id if at == 0 else None
            self.write_entry(pending, request.actor, situation.now, written, command)
        # A draft that was refused is still work in hand.
        if request.draft and decision.refusal is None:
            pending.conn.execute("DELETE FROM drafts WHERE id = ?", (request.draft,))
        first = decision.events[0]
        return Answer(
            ok=decision.refusal is None,
            seq=pending.head.seq,
            ticket=queries.number_of(pending.conn, subject),
            ticket_id=subject,
            events=tuple(type(event).__name__ for event in decision.events),
            queue=getattr(first, "queue", 0) if isinstance(request.command, Arrive) else 0,
            refusal=decision.refusal,
        )

    def _preface(self, pending: Pending, actor: str, now: Instant) -> None:
        """A session of its own for each process, and a wall clock that jumped, before the command's entries."""
        if self._session_of != os.getpid():
            self._session_of = os.getpid()
            session = SessionOpened(secrets.token_hex(8), self._program)
            self.write_entry(pending, actor, now, Written(STORE, session, {}, {}))
        last = pending.last or _last_header(pending.conn)
        by_ms = _jump(last, now) if last is not None else 0
        if last is not None and (abs(by_ms) > JUMP_MS or (now.at_ms < last.at_ms and by_ms < 0)):
            self.write_entry(pending, actor, now, Written(STORE, WallClockJumped(by_ms), {}, {}))

    def write_entry(
        self, pending: Pending, actor: str, now: Instant, written: Written, command: str | None = None
    ) -> None:
        """Append one event and bring the read tables up to it."""
        public, private = house.split_event(written.event)
        header = Header(
            branch=pending.head.branch,
            seq=pending.head.seq + 1,
            at_ms=now.at_ms,
            boot=now.boot,
            uptime_ms=now.uptime_ms,
            actor=actor,
            command=command,
            kind=type(written.event).__name__,
            version=house.VERSION,
            subject=written.subject,
        )
        sealed: dict[str, Any] = {"data": private} if private else {}
        if written.command_note:
            sealed["command"] = written.command_note
        body = {"data": public, **written.envelope}
        entry = journal.append(pending.conn, pending.uid, header, pending.head.hash, body, sealed)
        projections.apply(pending.conn, header, public, private)
        pending.head = Head(header.branch, header.seq, entry.hash)
        pending.last = header


def local_day(at_ms: int, zone: str) -> str:
    """The local date of an instant, YYYY-MM-DD; the store's zone draws the border of the day."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def _jump(last: Header, now: Instant) -> int:
    """How far the wall clock moved against the boot-time clock; after a reboot only going back is sure."""
    by_ms = now.at_ms - last.at_ms
    return by_ms - (now.uptime_ms - last.uptime_ms) if last.boot == now.boot else min(0, by_ms)


def _last_header(conn: sqlite3.Connection) -> Header | None:
    row = conn.execute(
        "SELECT branch, seq, at_ms, boot_id, uptime_ms, actor, command, kind, version, subject "
        "FROM journal ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return Header(*row) if row else None


def _digest(request: Request) -> str:
    return hashlib.sha256(house.command_digest_input(request.command)).hexdigest()
