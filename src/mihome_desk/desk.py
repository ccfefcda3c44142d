"""The one door to the data: commands go in, answers and views come out.

Writes run one after another in a single lane and are never cancelled; reads run in whatever thread
asks. Nothing here knows a screen.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from mihome_desk.db import drafts, journal, queries, states, views
from mihome_desk.db.clock import Clock, SystemClock
from mihome_desk.db.drafts import Draft as Draft
from mihome_desk.db.drafts import VaultKeyLost as VaultKeyLost
from mihome_desk.db.engine import Database, Home, check_version
from mihome_desk.db.engine import StoreBusy as StoreBusy
from mihome_desk.db.engine import StoreMissing as StoreMissing
from mihome_desk.db.engine import StoreTooNew as StoreTooNew
from mihome_desk.db.views import Board as Board
from mihome_desk.db.views import Head as Head
from mihome_desk.db.witness import rolled_back, witnesses
from mihome_desk.rules.clock import Rate
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.situation import Arrival, Store

if TYPE_CHECKING:
    from mihome_desk.db.dossier import Dossier as Dossier
    from mihome_desk.db.writer import Answer as Answer
    from mihome_desk.db.writer import Writer
    from mihome_desk.rules.situation import Catalogue

T = TypeVar("T")
VERSION = "0.1.0"


class RolledBack(Exception):
    """The database is older than what the witness saw; the manager has to say that this is meant."""

    def __init__(self, lost: journal.Head, head: journal.Head) -> None:
        super().__init__(f"{head.seq} < {lost.seq}")
        self.lost = lost
        self.head = head


# What can go wrong on the way to the disk; nothing was written then.
TROUBLES = (RolledBack, StoreBusy, OSError, sqlite3.Error)


class Desk:
    """A store that is open for work.

    ``load_catalogue`` is called when the first command needs it, not before the first frame.
    """

    def __init__(
        self, home: Path, load_catalogue: Callable[[], Catalogue], clock: Clock | None = None
    ) -> None:
        self.home = Home(home)
        self.clock: Clock = clock or SystemClock()
        self._load_catalogue = load_catalogue
        self._database = Database(self.home)
        conn = self._database.reader()
        check_version(conn)
        self.store = self._load_store()
        self.witnesses = witnesses(self.home.witness, self.store.uid)
        lost = rolled_back(conn, self.witnesses)
        head = journal.head(conn)
        assert head is not None
        self.rolled_back = RolledBack(lost, head) if lost else None
        if lost is None:
            self.witnesses.begin_far(head)
        self._lane = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-writes")
        self.readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="desk-reads")
        self._writer: Writer | None = None

    # Commands

    def do(self, command: Any, *, actor: str = "counter", id: str | None = None, draft: str = "") -> Answer:
        """Carry out one command and wait for its durable answer (`db.writer.Answer`).

        Raises RolledBack, StoreBusy, OSError, sqlite3.Error: then nothing was written.
        """
        return self.submit(command, actor=actor, id=id, draft=draft).result()

    def submit(
        self, command: Any, *, actor: str = "counter", id: str | None = None, draft: str = ""
    ) -> Future[Answer]:
        """The same without waiting; the future holds the answer."""
        return self._lane.submit(self._carry_out_one, command, actor, id, draft)

    def do_all(self, commands: Iterable[Any], *, actor: str = "counter") -> list[Answer]:
        """Many commands in one transaction, each answered by itself."""

        def work() -> list[Answer]:
            from mihome_desk.db.writer import Request

            return list(self._open_writer().carry_out(Request(each, actor) for each in commands))

        return self._lane.submit(work).result()

    def run(self, work: Callable[[Writer], T]) -> T:
        """Run a piece of work with the writer, in the lane; for tools that write in their own way."""
        return self._lane.submit(lambda: work(self._open_writer())).result()

    def _carry_out_one(self, command: Any, actor: str, id: str | None, draft: str) -> Answer:
        from mihome_desk.db.writer import Request

        return self._open_writer().carry_out([Request(command, actor, id, draft)])[0]

    def _open_writer(self) -> Writer:
        """The writer and the rules load with the first command: the board needs neither."""
        if self.rolled_back:
            raise self.rolled_back
        if self._writer is None:
            from mihome_desk.db.writer import Writer

            self._writer = Writer(self._database, self.witnesses, self.clock, self._load_catalogue, VERSION)
        return self._writer

    def warm(self) -> None:
        """Load what the first command will need; called in a thread after the first frame."""
        if self.rolled_back is None:
            self._lane.submit(self._warm)

    def _warm(self) -> None:
        import phonenumbers  # noqa: F401
        import stdnum.imei  # noqa: F401
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: F401

        self._open_writer()
        self._load_catalogue()

    # Questions

    def now(self) -> Instant:
        """The instant by which this store lives: a practice store's clocks may have been moved."""
        now, shift = self.clock.now(), self.store.shift_ms
        return Instant(now.at_ms + shift, now.uptime_ms + shift, now.boot) if shift else now

    def today(self) -> str:
        """The local date, YYYY-MM-DD."""
        return self.day_of(self.now().at_ms)

    def day_of(self, at_ms: int) -> str:
        """The local date of an instant."""
        return str(self.local(at_ms).date())

    def local(self, at_ms: int) -> Any:
        """An instant as an aware datetime in the store's zone."""
        from datetime import UTC, datetime
        from zoneinfo import ZoneInfo

        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(self.store.zone))

    def ask(self, question: Callable[..., T], *values: Any) -> T:
        """Put a question of `db` to this thread's connection."""
        return question(self._database.reader(), *values)

    def board(self) -> Board:
        """Every open ticket and the day's rate."""
        self.refresh()
        return self.ask(views.board, self.now(), self.today())

    def rate(self, span: str = "") -> Rate:
        """The rate of a day (YYYY-MM-DD), a month (YYYY-MM), or of today."""
        self.refresh()
        return self.ask(views.day_rate, self.now(), span or self.today())

    def dossier(self, ticket: str) -> Dossier | None:
        """Everything about the ticket that a text means (number, barcode, token, id)."""
        self.refresh()
        from mihome_desk.db.dossier import load  # all the rules; the board needs none

        found = self.ask(queries.resolve, ticket)
        return self.ask(load, found, self.now()) if found else None

    def head(self, ticket: str) -> Head | None:
        """One ticket by its id, as lists show it."""
        return self.ask(views.one, ticket, self.now())

    def resolve(self, text: str) -> str:
        """The id of the ticket that a text means, or ""."""
        return self.ask(queries.resolve, text)

    def ticket_of_token(self, text: str) -> str:
        """The id of the ticket whose genuine slip this is, or ""."""
        return self.ask(queries.ticket_of_token, text)

    def find(self, text: str) -> list[Head]:
        """Tickets that a search text means, newest first."""
        return self.ask(views.find, text, self.now())

    def recent(self) -> list[Head]:
        """The latest tickets, newest first."""
        return self.ask(views.recent, self.now())

    def known_customer(self, phone: str) -> tuple[str, ...]:
        """Names that came with a phone number before."""
        return self.ask(views.known_customer, phone)

    def model_of(self, imei: str) -> str:
        """The model that this store knows behind an IMEI's first eight digits, or ""."""
        return self.ask(views.model_of_tac, imei)

    def waiting(self) -> list[Arrival]:
        """Who waits with a queue number today."""
        return self.ask(queries.waiting, self.today())

    def seq(self) -> int:
        """The seq of the last entry; it moves with every process's commits."""
        head = self.ask(journal.head)
        return head.seq if head else 0

    def refresh(self) -> None:
        """Read the store's state again: another process may have moved a practice store's time."""
        self.store = self._load_store()

    def _load_store(self) -> Store:
        store = self.ask(states.load_store)
        if store is None:
            raise StoreMissing
        return store

    def write_paper(self, ticket: str, kind: str, language: str, width: Literal[58, 80]) -> Path:
        """What a printer gets for the last ordered copy, as a file in the papers folder."""
        from mihome_desk.printing.facts import paper_of
        from mihome_desk.printing.render import render

        dossier = self.dossier(ticket)
        assert dossier is not None
        copy = dossier.ticket.papers[kind].copies
        self.home.papers.mkdir(exist_ok=True)
        path = self.home.papers / f"{dossier.number}-{kind}-{copy}.escpos"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(render(paper_of(dossier, kind, language), "escpos", width))
        fresh.replace(path)
        return path

    # Drafts

    def save_draft(self, kind: str, fields: dict[str, Any], *, id: str = "", ticket: str = "") -> Future[str]:
        """Save a form's fields durably; the future holds the draft's id."""
        name = id or secrets.token_hex(8)
        return self._lane.submit(self._put_draft, Draft(name, kind, ticket, self.now().at_ms, fields))

    def _put_draft(self, draft: Draft) -> str:
        key = drafts.read_key(self.home.vault_key)
        with self._database.write() as conn:
            drafts.put(conn, key, draft)
        return draft.id

    def drop_draft(self, id: str) -> Future[None]:
        """Forget a draft."""

        def work() -> None:
            with self._database.write() as conn:
                drafts.drop(conn, id)

        return self._lane.submit(work)

    def draft(self, kind: str, ticket: str = "") -> Draft | None:
        """The newest draft of a kind. Raises VaultKeyLost."""
        return self.ask(drafts.newest, drafts.read_key(self.home.vault_key), kind, ticket)

    def close(self) -> None:
        """Finish what is in the lane and close the database."""
        self._lane.shutdown(wait=True)
        self.readers.shutdown(wait=True)
        self._database.close()
