"""One transaction: decide, append to the journal, evolve the read tables, commit, tell the witness."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mihome_desk.db import drafts, journal, projections, queries, situations, states, vault
from mihome_desk.db.clock import Clock
from mihome_desk.db.engine import Database
from mihome_desk.db.journal import Head
from mihome_desk.db.witness import Witnesses
from mihome_desk.rules import house, identity
from mihome_desk.rules.codec import to_plain
from mihome_desk.rules.front import Store
from mihome_desk.rules.moment import Header, Instant
from mihome_desk.rules.refusal import Refusal, Refused
from mihome_desk.rules.situation import Catalogue, Decision, Situation
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
    """What became of a command. ``ticket`` is the number for people, ``ticket_id`` the row.

    ``told`` holds what else the events say to whoever asked (their ``TOLD``): a queue or sale number.
    ``unlock`` is the unlock code that `read_unlock` shows; the same command again does not show it twice.
    """

    ok: bool
    seq: int = 0
    ticket: str = ""
    ticket_id: str = ""
    events: tuple[str, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    unlock: str = field(default="", repr=False)

    @property
    def queue(self) -> int:
        """The queue number of an arrival, else 0."""
        return int(self.told.get("queue", 0))


@dataclass
class Pending:
    """Entries of one transaction in the making."""

    conn: sqlite3.Connection
    uid: str
    head: Head
    last: Header | None = None


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
            now = request.at or self._now(store)
            base = situations.Base(self.database, pending.conn, store, self._catalogue(), now)
            situation = situations.of(base, request.command)
        except Refused as refused:
            return Answer(False, refusal=refused.refusal)
        decision = house.decide(situation, request.command)
        if not decision.events:
            number = situation.ticket.number if situation.ticket else ""
            return Answer(False, ticket=number, refusal=decision.refusal)
        try:
            key = vault.sealing_key(self.database.home.vault_key) if decision.keep else b""
            return self._write(pending, request, situation, decision, key)
        except Refused as refused:
            return Answer(False, refusal=refused.refusal)
        except drafts.VaultKeyLost:
            return Answer(False, refusal=Refusal("vault_lost", "unlock"))

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
        told: dict[str, Any] = {}
        for entry in found:
            told |= _told(house.EVENTS.get(entry.header.kind), journal.body_of(entry).get("data", {}))
        refused = note.get("refusal")
        subject = note.get("subject") or found[0].header.subject
        return Answer(
            ok=refused is None,
            seq=found[-1].header.seq,
            ticket=queries.number_of(conn, subject),
            ticket_id=subject,
            events=tuple(entry.header.kind for entry in found),
            told=told,
            refusal=Refusal(refused["code"], refused["field"], refused["params"]) if refused else None,
        )

    def _now(self, store: Store) -> Instant:
        now = self._clock.now()
        if not store.shift_ms:
            return now
        return Instant(now.at_ms + store.shift_ms, now.uptime_ms + store.shift_ms, now.boot)

    def _write(
        self, pending: Pending, request: Request, situation: Situation, decision: Decision, key: bytes
    ) -> Answer:
        self._preface(pending, request.actor, situation.now)
        subject = decision.subject or (situation.ticket.id if situation.ticket else STORE)
        notes = _command_note(request, decision, subject)
        for at, event in enumerate(decision.events):
            envelope: dict[str, Any] = {}
            if at == 0 and request.id is not None:
                envelope["entries"] = len(decision.events)
            if at == 0 and decision.refusal:
                envelope["refused"] = decision.refusal.code
            of = STORE if isinstance(event, house.OF_THE_STORE) else subject
            written = Written(of, event, envelope, notes if at == 0 else {})
            command = request.id if at == 0 else None
            self.write_entry(pending, request.actor, situation.now, written, command)
        _after(pending.conn, request, situation, decision, subject, key)
        return Answer(
            ok=decision.refusal is None,
            seq=pending.head.seq,
            ticket=queries.number_of(pending.conn, subject),
            ticket_id=subject,
            events=tuple(type(event).__name__ for event in decision.events),
            told={name: value for event in decision.events for name, value in _said(event).items()},
            refusal=decision.refusal,
            unlock=decision.show,
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


def _command_note(request: Request, decision: Decision, subject: str) -> dict[str, Any]:
    """What the private bytes of a command's first entry keep, for the same id to be answered again."""
    if request.id is None:
        return {}
    note: dict[str, Any] = {"digest": _digest(request)}
    if isinstance(decision.events[0], house.OF_THE_STORE) and subject != STORE:
        note["subject"] = subject
    if decision.refusal:
        refusal = decision.refusal
        note["refusal"] = {"code": refusal.code, "field": refusal.field, "params": refusal.params}
    return note


def _after(
    conn: sqlite3.Connection,
    request: Request,
    situation: Situation,
    decision: Decision,
    subject: str,
    key: bytes,
) -> None:
    """The local tables follow in the same transaction: the draft that is done with, and the vault."""
    # A draft that was refused is still work in hand.
    if request.draft and decision.refusal is None:
        drafts.drop(conn, request.draft)
    if decision.keep:
        vault.keep(conn, key, subject, decision.keep)
    elif situation.ticket is not None and situation.ticket.unlock is not None:
        after = states.load_ticket(conn, subject)
        if after is not None and after.unlock is None:
            vault.erase(conn, subject)


def _told(cls: Any, data: dict[str, Any]) -> dict[str, Any]:
    """What an entry tells whoever gave its command: answer's field -> the event's public field."""
    return {name: data.get(field) for name, field in getattr(cls, "TOLD", {}).items()}


def _said(event: Any) -> dict[str, Any]:
    return {name: to_plain(getattr(event, field)) for name, field in getattr(type(event), "TOLD", {}).items()}


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
