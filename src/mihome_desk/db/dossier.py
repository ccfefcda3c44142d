"""Everything about one ticket: its state, its words and its history, for the ticket screen and `show`."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple
from uuid import UUID

from mihome_desk import words
from mihome_desk.db import journal, queries, states, views
from mihome_desk.db.heads import Head, head_json
from mihome_desk.rules import identity
from mihome_desk.rules.codec import to_plain
from mihome_desk.rules.front import Store
from mihome_desk.rules.identity import Token
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.stages import HISTORY, next_step, possible
from mihome_desk.rules.ticket import Checks, Fault, Ticket, Wait


class Event(NamedTuple):
    """One line of a ticket's history; ``words`` are the entry's private facts, empty once forgotten."""

    seq: int
    at_ms: int
    actor: str
    kind: str
    facts: dict[str, Any]
    words: dict[str, Any]
    mark: str


class Dossier(NamedTuple):
    """A ticket with all that belongs to it."""

    ticket: Ticket
    head: Head
    personal: dict[str, Any]
    store: Store
    token: str
    history: tuple[Event, ...]

    @property
    def number(self) -> str:
        """The number for people."""
        return self.ticket.number

    @property
    def short(self) -> str:
        """The number without the store's code."""
        return self.ticket.number.partition("-")[2]

    @property
    def next_step(self) -> str:
        """The command that moves the ticket on."""
        return next_step(self.ticket)

    @property
    def arrival_gap(self) -> int | None:
        """Milliseconds from the arrival stamp to the ticket, where one boot saw both; late entry shows here."""
        return self.ticket.arrival_gap

    @property
    def photos(self) -> tuple[tuple[str, str], ...]:
        """Name and SHA-256 of each photo; a forgotten name is empty."""
        names = [*self.personal.get("photo_names", ()), *([""] * len(self.ticket.photos))]
        return tuple(zip(names, self.ticket.photos, strict=False))

    def mark(self, seq: int = 0) -> str:
        """The mark of an entry of this ticket, of its last one where none is named."""
        for event in reversed(self.history):
            if seq in (0, event.seq):
                return str(event.mark)
        return ""

    def order(self, paper: str, copy: int) -> Event | None:
        """The entry that ordered a copy of a paper: the latest one, since a reissue counts from 1 again."""
        orders = (event for event in self.history[::-1] if event.kind == "PaperQueued")
        return next(
            (each for each in orders if (each.facts["paper"], each.facts["copy"]) == (paper, copy)), None
        )


def load(conn: sqlite3.Connection, ticket_id: str, now: Instant) -> Dossier | None:
    """The dossier of a ticket id, or None."""
    ticket = states.load_ticket(conn, ticket_id)
    head = views.one(conn, ticket_id, now)
    store = states.load_store(conn)
    if ticket is None or head is None or store is None:
        return None
    return Dossier(
        ticket=ticket,
        head=head,
        personal=states.load_personal(conn, ticket_id),
        store=store,
        token=_token(conn, store, ticket),
        history=tuple(_history(conn, ticket_id)),
    )


def _token(conn: sqlite3.Connection, store: Store, ticket: Ticket) -> str:
    if ticket.source or not ticket.serial:
        return ""
    for key, secret in queries.receipt_keys(conn).items():
        token = Token(key, int(store.uid, 16), UUID(ticket.id), ticket.serial, ticket.generation)
        return identity.seal_token(token, secret)
    return ""


def _history(conn: sqlite3.Connection, ticket_id: str) -> list[Event]:
    found = []
    for entry in journal.entries(conn, subject=ticket_id):
        header = entry.header
        found.append(
            Event(
                seq=header.seq,
                at_ms=header.at_ms,
                actor=header.actor,
                kind=header.kind,
                facts=journal.body_of(entry).get("data", {}),
                words=journal.private_of(conn, entry.hash).get("data", {}),
                mark=journal.mark(header.seq, entry.hash),
            )
        )
    return found


def dossier_json(dossier: Dossier) -> dict[str, Any]:
    """A dossier as `show --json` prints it."""
    ticket = dossier.ticket
    return {
        **head_json(dossier.head),
        "faults": [_fault(fault) for fault in ticket.faults],
        "purchase": to_plain(ticket.purchase),
        "invoice": dossier.personal.get("invoice", ""),
        "notice": ticket.notice or None,
        "complaint": dossier.personal.get("complaint", dossier.personal.get("problem", "")),
        **{name: dossier.personal.get(name, "") for name in ("condition", "left_items", "place")},
        "account_out": ticket.account_out,
        "backup_consent": ticket.backup_consent,
        "checks": {"pre": _checks(ticket.pre), "post": _checks(ticket.post)},
        "quote": to_plain(ticket.quote) if ticket.quote else None,
        "parts": to_plain(ticket.parts),
        "payments": to_plain(ticket.payments),
        "refunds": to_plain(ticket.refunds),
        "due": ticket.due,
        "open_amount": ticket.open_amount,
        "overpaid": ticket.overpaid,
        "refund_due": ticket.refund_due,
        "charged_due": ticket.charged_due,
        "new_device": to_plain(ticket.new_device) if ticket.new_device else None,
        "loaner": to_plain(ticket.loaner) if ticket.loaner else None,
        "storage": list(ticket.storage),
        "comeback_of": ticket.comeback_of or None,
        "regressions": list(ticket.regressions),
        "estimate": ticket.estimate,
        "ceiling": ticket.ceiling,
        "promised_at": ticket.promised_at,
        "journey": to_plain(ticket.journey) if ticket.journey else None,
        "parcel": ticket.parcel or None,
        "waits": [_wait(wait) for wait in ticket.waits],
        "photos": [{"name": name, "sha256": sha256} for name, sha256 in dossier.photos],
        "unlock_kept": ticket.unlock is not None,
        "generation": ticket.generation,
        "token": dossier.token or None,
        "papers": {kind: copy.copies for kind, copy in sorted(ticket.papers.items())},
        "locked": ticket.locked,
        "conflict": ticket.conflict,
        "frozen": ticket.frozen,
        "source": ticket.source or None,
        "source_status": ticket.source_status or None,
        "happened_on": ticket.happened_on or None,
        "next": dossier.next_step or None,
        "possible": [each for each in possible(ticket.stage) if not ticket.source or each in HISTORY],
        "arrived_at": ticket.arrived.at_ms if ticket.arrived else None,
        "arrival_gap_s": None if dossier.arrival_gap is None else dossier.arrival_gap // 1000,
        "intake_started_at": ticket.intake_started_at,
        "practice": dossier.store.practice,
        "hq": None,
        "history": [
            {
                "seq": event.seq,
                "at": event.at_ms,
                "actor": event.actor,
                "event": event.kind,
                "facts": event.facts,
                "words": event.words,
                "mark": event.mark,
            }
            for event in dossier.history
        ],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    """A fault with the sentence of what was proposed about it, in both languages."""
    told: dict[str, Any] = to_plain(fault)
    if fault.covered is not None:
        told["covered"]["reason"] = {
            "zh": words.coverage_reason(fault.covered, "zh_CN"),
            "en": words.coverage_reason(fault.covered, "en"),
        }
    return told


def _wait(wait: Wait) -> dict[str, Any]:
    until = wait.until.at_ms if wait.until else None
    return {"on": wait.on, "since": wait.since.at_ms, "until": until}


def _checks(checks: Checks) -> dict[str, Any]:
    # Sorted: a state that was just written and one read from the table must print alike.
    return {
        "answers": dict(sorted(checks.answers.items())),
        "bulk": list(checks.bulk),
        "complete": checks.complete,
    }
