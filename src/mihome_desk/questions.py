"""Every question to a store's data, asked from whatever thread wants to know."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from mihome_desk.db import acquaintance, activity, days, journal, photos, queries, states, views
from mihome_desk.db.acquaintance import Acquaintance, History, KnownCustomer, ModelSeen, Visit
from mihome_desk.db.activity import Activity
from mihome_desk.db.clock import Clock
from mihome_desk.db.engine import Database, Home, StoreMissing
from mihome_desk.db.heads import Head
from mihome_desk.db.photos import Photo
from mihome_desk.db.views import FILTERS, Board
from mihome_desk.rules.clock import Rate
from mihome_desk.rules.front import Arrival, Store
from mihome_desk.rules.moment import Instant

if TYPE_CHECKING:
    from mihome_desk.db.dossier import Dossier
    from mihome_desk.db.money import SaleSeen
    from mihome_desk.db.parcels import ParcelSeen
    from mihome_desk.db.past import KnownPurchase
    from mihome_desk.db.search import Found, Index
    from mihome_desk.db.stockroom import (
        AwaitedPart,
        BoxLine,
        OldPartLine,
        RequestLine,
        StockDetail,
        StockLine,
        StockMove,
        UsageLine,
    )
    from mihome_desk.printing.elements import Paper
    from mihome_desk.rules.coverage import Claim
    from mihome_desk.rules.identity import Token
    from mihome_desk.rules.service import PastRepair
    from mihome_desk.rules.shop import ClosedDay, Drawer
    from mihome_desk.rules.situation import Catalogue
    from mihome_desk.rules.ticket import Ticket
    from mihome_desk.settings import Settings

T = TypeVar("T")


class Questions:
    """The reading half of a desk. Raises sqlite3.Error where the disk fails."""

    store: Store
    _load_catalogue: Callable[[], Catalogue]

    def __init__(self, home: Home, clock: Clock, database: Database) -> None:
        self.home = home
        self.clock = clock
        self._database = database
        self._snapshot: views.Snapshot | None = None
        self._index: Index | None = None
        self._index_turn = threading.Lock()

    @property
    def catalogue(self) -> Catalogue:
        """The part of the shipped catalogue that decides; the first to ask waits until it is read."""
        return self._load_catalogue()

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

    def board(self, filter: str = "all", staff: str = "") -> Board:
        """Every open ticket and the day's rate, or the tickets of one part of the board (`FILTERS`) alone.

        The tables are read when an entry came or the day changed; else the clocks alone are read again.
        """
        self.refresh()
        today, kept = self.today(), self._snapshot
        if kept is None or kept.day != today or kept.last != self.ask(journal.head):
            kept = self._snapshot = self.ask(views.snapshot, today)
        found = views.board(kept, self.now())
        return found._replace(heads=tuple(head for head in found.heads if FILTERS[filter](head, staff)))

    def day_activity(self, limit: int = 60) -> list[Activity]:
        """The last entries of today about tickets and arrivals, newest first."""
        midnight = self.local(self.now().at_ms).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.ask(activity.since, int(midnight.timestamp() * 1000), limit)

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

    def others_here(self, ticket: str) -> tuple[Head, ...]:
        """The customer's other devices in the house, of a ticket by its number or id; oldest first."""
        found = self.ask(queries.others_here, self.resolve(ticket))
        heads = (self.head(each) for each in found)
        return tuple(head for head in heads if head is not None)

    def resolve(self, text: str) -> str:
        """The id of the ticket that a text means, or ""."""
        return self.ask(queries.resolve, text)

    def ticket_of_token(self, text: str) -> str:
        """The id of the ticket whose genuine slip this is, or ""."""
        return self.ask(queries.ticket_of_token, text)

    def search(self, text: str) -> list[Found]:
        """Tickets that a text means, newest first, and what was met in each of them."""
        from mihome_desk.db import search  # the board needs none

        return self.ask(search.search, self._search_index(), text, self.now())

    def slip(self, text: str) -> Token | None:
        """What a genuine slip of this store says (ticket, generation), or None."""
        return self.ask(queries.slip, text)

    def find(self, text: str) -> list[Head]:
        """Tickets that a search text means, newest first."""
        return [found.head for found in self.search(text)]

    def _search_index(self) -> Index:
        from mihome_desk.db.search import Index

        with self._index_turn:
            if self._index is None:
                self._index = Index(self.home.folder / "search.db")
            return self._index

    def _make_index(self, index: Index) -> None:
        with suppress(OSError, sqlite3.Error):
            self.ask(index.catch_up)

    def recent(self) -> list[Head]:
        """The latest tickets, newest first."""
        return self.ask(views.recent, self.now())

    def acquaintance(self, phone: str) -> Acquaintance:
        """Names and devices behind a phone number in its one spelling."""
        return self.ask(acquaintance.of_phone, phone, self.today(), self.day_of)

    def customers_by_tail(self, tail: str) -> tuple[KnownCustomer, ...]:
        """Known customers whose number ends in four digits."""
        return self.ask(acquaintance.by_tail, tail)

    def device_history(self, imei_or_sn: str) -> tuple[Visit, ...]:
        """The earlier tickets of a device, newest first; imported history included."""
        return self.ask(acquaintance.of_device, imei_or_sn, self.today(), self.day_of)

    def history_of(self, ticket: str) -> History:
        """All visits of a ticket's device and of its owner, by the ticket's number or id."""
        return self.ask(acquaintance.history, self.resolve(ticket), self.today(), self.day_of)

    def device_past(self, *numbers: str, but: str = "") -> tuple[PastRepair, ...]:
        """The earlier repairs of the device that bears any of these numbers, for the warranty rules."""
        from mihome_desk.db import past  # the board needs none

        return self.ask(past.repairs, past.folded(*numbers), self.day_of, but)

    def known_purchase(self, *numbers: str) -> KnownPurchase:
        """How the device that bears any of these numbers was bought, as an earlier ticket says."""
        from mihome_desk.db import past

        return self.ask(past.purchase, past.folded(*numbers))

    def claim(self, ticket: Ticket) -> Claim:
        """A ticket as the warranty rules see it now."""
        from mihome_desk.db import past
        from mihome_desk.rules import coverage

        earlier = self.ask(past.repairs, past.numbers_of(ticket.device), self.day_of, ticket.id)
        return coverage.claim_of(ticket, earlier, self.store.kind, self.store.zone, self.now().at_ms)

    def models_seen(self) -> tuple[ModelSeen, ...]:
        """The models that this store takes in, the commonest first."""
        return self.ask(acquaintance.models_seen)

    def newest_photo(self, folder: str, taken: Collection[str]) -> Photo | None:
        """The newest picture of the photo inbox that is not taken yet, hashed. Raises OSError."""
        return photos.newest(folder, taken)

    def model_of(self, imei: str) -> str:
        """The model that this store knows behind an IMEI's first eight digits, or ""."""
        return self.ask(views.model_of_tac, imei)

    def parcels(self) -> list[ParcelSeen]:
        """The parcels of a repair centre that were not sent back, the longest here first, announced ones last."""
        from mihome_desk.db import parcels  # a store without parcels needs none of it

        return self.ask(parcels.here)

    def parcel(self, waybill: str) -> ParcelSeen | None:
        """One parcel by its waybill."""
        from mihome_desk.db import parcels

        return self.ask(parcels.seen, waybill)

    def last_carrier(self) -> str:
        """Who carried the last parcel, "" before the first."""
        from mihome_desk.db import parcels

        return self.ask(parcels.last_carrier)

    def mailed(self) -> list[Head]:
        """The tickets that are packed or away, the longest in the same hands first."""
        return self.ask(views.mailed, self.now())

    def waiting(self) -> list[Arrival]:
        """Who waits with a queue number today."""
        return self.ask(queries.waiting, self.today())

    def sale(self, text: str) -> SaleSeen | None:
        """The sale that a text means (number, receipt's barcode, path), or None."""
        from mihome_desk.db import money

        return self.ask(money.sale_seen, text)

    def last_sales(self, limit: int = 100) -> tuple[SaleSeen, ...]:
        """The last sales, newest first."""
        from mihome_desk.db import money

        return self.ask(money.last_sales, limit)

    def drawer(self, day: str = "", together: bool = False) -> Drawer:
        """What the book says of a day (today unless named), ``together`` with the open days before it."""
        from mihome_desk.db import money

        return self.ask(money.drawer, day or self.today(), together)

    def closed_day(self, day: str) -> ClosedDay | None:
        """A closed day, or None."""
        from mihome_desk.db import money

        return self.ask(money.load_day, day)

    def stock(self, words: str = "") -> tuple[StockLine, ...]:
        """The shelf, all of it or what the words mean; what runs short first."""
        from mihome_desk.db import stock_views  # all the rules; the board needs none

        return self.ask(stock_views.stock, self.catalogue, words)

    def stock_item(self, sku: str) -> StockDetail | None:
        """One SKU with its pieces and who has some in hand."""
        from mihome_desk.db import stock_views

        return self.ask(stock_views.stock_item, self.catalogue, sku)

    def stock_moves(self, sku: str) -> tuple[StockMove, ...]:
        """What happened to a SKU, newest first."""
        from mihome_desk.db import stock_views

        return self.ask(stock_views.stock_moves, sku)

    def fitting_parts(self, ticket: str) -> tuple[StockLine, ...]:
        """What the shelf has for a ticket, what its quote names first."""
        from mihome_desk.db import stock_views

        return self.ask(stock_views.fitting, self.catalogue, self.resolve(ticket))

    def awaited_parts(self) -> tuple[AwaitedPart, ...]:
        """The parts that approved repairs wait for, and which of those the shelf covers now."""
        from mihome_desk.db import stock_views

        return self.ask(stock_views.awaited_parts)

    def usage(self, month: str = "") -> tuple[UsageLine, ...]:
        """Material usage against the norm by model, of a month (YYYY-MM; this one unless named)."""
        from mihome_desk.db import stock_views

        first = (month or self.today()[:7]) + "-01"
        return self.ask(stock_views.usage, self.catalogue.norms, *days.month_ms(first, self.store.zone))

    def old_parts(self) -> tuple[OldPartLine, ...]:
        """The old parts that HQ is owed, the earliest due first, and behind them what is settled."""
        from mihome_desk.db import return_views

        return self.ask(return_views.old_parts, self.today())

    def boxes(self) -> tuple[BoxLine, ...]:
        """The return boxes, open ones first, then the newest."""
        from mihome_desk.db import return_views

        return self.ask(return_views.boxes)

    def part_requests(self) -> tuple[RequestLine, ...]:
        """The part requests to HQ, open ones first, then the newest."""
        from mihome_desk.db import return_views

        return self.ask(return_views.part_requests)

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

    def paper(self, what: str, kind: str, language: str, settings: Settings) -> Paper:
        """A ticket's paper, or the queue slip of a number of today. Raises Refused."""
        from mihome_desk.printing import order

        self.refresh()
        asked = order.Order(what, kind, language, settings)
        return self.ask(order.paper, asked, self.store, self.now(), self.today())
