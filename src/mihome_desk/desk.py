"""The one door to the data: commands go in, answers and views come out.

Writes run one after another in a single lane and are never cancelled; reads run in whatever thread
asks. Nothing here knows a screen.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from mihome_desk.db import drafts, journal
from mihome_desk.db.acquaintance import COMEBACK_DAYS as COMEBACK_DAYS
from mihome_desk.db.acquaintance import Acquaintance as Acquaintance
from mihome_desk.db.acquaintance import History as History
from mihome_desk.db.acquaintance import KnownCustomer as KnownCustomer
from mihome_desk.db.acquaintance import KnownDevice as KnownDevice
from mihome_desk.db.acquaintance import ModelSeen as ModelSeen
from mihome_desk.db.acquaintance import Visit as Visit
from mihome_desk.db.activity import Activity as Activity
from mihome_desk.db.clock import Clock, SystemClock
from mihome_desk.db.drafts import Draft as Draft
from mihome_desk.db.drafts import VaultKeyLost as VaultKeyLost
from mihome_desk.db.engine import Database, Home, check_version, outdated
from mihome_desk.db.engine import StoreBusy as StoreBusy
from mihome_desk.db.engine import StoreMissing as StoreMissing
from mihome_desk.db.engine import StoreTooNew as StoreTooNew
from mihome_desk.db.heads import Head as Head
from mihome_desk.db.photos import Photo as Photo
from mihome_desk.db.views import FILTERS as FILTERS
from mihome_desk.db.views import Board as Board
from mihome_desk.db.witness import rolled_back, witnesses
from mihome_desk.questions import Questions

if TYPE_CHECKING:
    from mihome_desk.db.dossier import Dossier as Dossier
    from mihome_desk.db.dossier import Event as Event
    from mihome_desk.db.money import SaleSeen as SaleSeen
    from mihome_desk.db.parcels import ParcelSeen as ParcelSeen
    from mihome_desk.db.search import Found as Found
    from mihome_desk.db.stockroom import AwaitedPart as AwaitedPart
    from mihome_desk.db.stockroom import Awaiting as Awaiting
    from mihome_desk.db.stockroom import BoxLine as BoxLine
    from mihome_desk.db.stockroom import LentLine as LentLine
    from mihome_desk.db.stockroom import OldPartLine as OldPartLine
    from mihome_desk.db.stockroom import RequestedLine as RequestedLine
    from mihome_desk.db.stockroom import RequestLine as RequestLine
    from mihome_desk.db.stockroom import StockDetail as StockDetail
    from mihome_desk.db.stockroom import StockLine as StockLine
    from mihome_desk.db.stockroom import StockMove as StockMove
    from mihome_desk.db.stockroom import UsageLine as UsageLine
    from mihome_desk.db.writer import Answer as Answer
    from mihome_desk.db.writer import Writer
    from mihome_desk.rules.price import PriceList
    from mihome_desk.rules.situation import Catalogue
    from mihome_desk.settings import Settings

T = TypeVar("T")
VERSION = "0.3.0"


class RolledBack(Exception):
    """The database is older than what the witness saw; the manager has to say that this is meant."""

    def __init__(self, lost: journal.Head, head: journal.Head) -> None:
        super().__init__(f"{head.seq} < {lost.seq}")
        self.lost = lost
        self.head = head


# What can go wrong on the way to the disk; nothing was written then.
TROUBLES = (RolledBack, StoreBusy, OSError, sqlite3.Error)


class Desk(Questions):
    """A store that is open for work.

    ``load_catalogue`` is called when the first command needs it, not before the first frame.
    """

    def __init__(
        self, home: Path, load_catalogue: Callable[[], Catalogue], clock: Clock | None = None
    ) -> None:
        place = Home(home)
        super().__init__(place, clock or SystemClock(), Database(place))
        self._load_catalogue = load_catalogue
        conn = self._database.reader()
        check_version(conn)
        if outdated(conn):
            self._migrate()
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
        # The last entry of each ticket that this process wrote: what others changed is told by it.
        self.written: dict[str, int] = {}
        self._indexer: threading.Thread | None = None

    def _migrate(self) -> None:
        """A store of an earlier version; once in its life, so that only this start pays for it."""
        from mihome_desk.db.migration import migrate

        try:
            migrate(self._database)
        except BaseException:
            self._database.close()
            raise

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

        answer = self._open_writer().carry_out([Request(command, actor, id, draft)])[0]
        if answer.ticket_id:
            self.written[answer.ticket_id] = max(answer.seq, self.written.get(answer.ticket_id, 0))
        return answer

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

    def prices(self) -> PriceList:
        """The guide price list in force."""
        return self._load_catalogue().prices

    def _warm(self) -> None:
        import phonenumbers  # noqa: F401
        import stdnum.imei  # noqa: F401
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: F401

        self._open_writer()
        self._load_catalogue()
        if self._indexer is None:
            # A search that comes before it is ready reads the tables instead.
            work = threading.Thread(target=self._make_index, args=(self._search_index(),), daemon=True)
            work.start()
            self._indexer = work

    # Papers

    def write_paper(
        self, what: str, kind: str, language: str, width: Literal[58, 80], settings: Settings
    ) -> Path:
        """What a printer gets for the last ordered copy, as a file in the papers folder. Raises Refused, OSError."""
        from mihome_desk.printing.render import render

        paper = self.paper(what, kind, language, settings)
        self.home.papers.mkdir(mode=0o700, exist_ok=True)
        path = self.home.papers / f"{paper.name}.escpos"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(render(paper, "escpos", width))
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

    def drafts(self, kind: str) -> list[Draft]:
        """All drafts of a kind, the one saved last first; Draft.lost where another key sealed it.

        Raises VaultKeyLost where there is no key at all.
        """
        return self.ask(drafts.every, drafts.read_key(self.home.vault_key), kind)

    def unfinished(self) -> int:
        """How many forms wait to be gone on with."""
        return self.ask(drafts.count)

    def draft_of(self, id: str) -> Draft | None:
        """One draft by its id. Raises VaultKeyLost."""
        return self.ask(drafts.by_id, drafts.read_key(self.home.vault_key), id)

    def draft(self, kind: str, ticket: str = "") -> Draft | None:
        """The newest draft of a kind. Raises VaultKeyLost."""
        return self.ask(drafts.newest, drafts.read_key(self.home.vault_key), kind, ticket)

    def close(self) -> None:
        """Finish what is in the lane and close the database."""
        self._lane.shutdown(wait=True)
        self.readers.shutdown(wait=True)
        if self._index is not None:
            self._index.close()
        if self._indexer is not None:
            self._indexer.join()
        self._database.close()
