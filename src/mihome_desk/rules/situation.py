"""What a decision is given: the state it is about, and everything else it may not fetch itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from uuid import UUID

from mihome_desk.rules.front import Arrival, Store
from mihome_desk.rules.holidays import NO_CALENDAR, Calendar
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.norms import Norms
from mihome_desk.rules.policy import NO_POLICY, Policy
from mihome_desk.rules.price import PriceList
from mihome_desk.rules.refusal import Refusal
from mihome_desk.rules.returns import Returns
from mihome_desk.rules.service import Parcel, PastRepair
from mihome_desk.rules.shelf import StockItem
from mihome_desk.rules.shop import Accessory, ClosedDay, Drawer, Sale
from mihome_desk.rules.ticket import Ticket


class SerialAt(NamedTuple):
    """Where a part's serial number was seen last: shelf, lent, device, old, or gone; ``holder`` whose it is there."""

    sku: str
    place: str
    holder: str


class Item(NamedTuple):
    """A checklist item as the rules need it."""

    code: str
    stage: str
    tier: str


@dataclass(frozen=True)
class Catalogue:
    """The part of the shipped catalogue that decides: checklists and the items behind symptoms.

    ``unlisted`` are symptoms that stand in no fault table of the warranty rules.
    """

    version: str
    lists: Mapping[str, tuple[Item, ...]]
    symptoms: Mapping[str, tuple[str, ...]]
    unlisted: frozenset[str] = frozenset()
    prices: PriceList = field(default_factory=PriceList)
    storage: tuple[tuple[int, str], ...] = ()
    norms: Norms = field(default_factory=Norms)
    warranty: Policy = NO_POLICY
    calendar: Calendar = NO_CALENDAR
    accessories: Mapping[str, Accessory] = field(default_factory=dict)

    def items(self, category: str, which: str) -> tuple[Item, ...]:
        """The items of the ``pre`` or ``post`` list of a device category, in order."""
        return tuple(item for item in self.lists.get(category, ()) if item.stage in {which, "both"})


@dataclass(frozen=True)
class Situation:
    """State and surroundings of one command.

    ``personal`` joins the private facts of the ticket's entries (customer's name, phone, words).
    ``signature`` tells what the manager's PIN was worth: ``none`` given, ``alone`` (this store has
    no PIN), ``manager``, ``wrong``, or ``locked`` after too many wrong ones. ``serial`` and ``queue`` are
    the last ones used on ``day``. ``shelf`` holds the SKUs that matter to the command, ``serials`` where the serial
    numbers it names were seen, ``returns`` old parts, box and request; ``closed_through`` is the last closed day,
    YYYY-MM-DD, empty before the first. ``comeback`` is the ticket that the device of an intake comes back from;
    ``seen_before`` maps numbers of a new device to the ticket that knows them, ``loaner_at`` is the ticket whose customer
    has the loaner; ``sale``, ``drawer`` and ``closed_day`` are what a till command names, ``sale_serial`` the
    last one of ``day``. ``unlock`` is the code from this machine's vault, for the one command that shows it.
    """

    store: Store
    catalogue: Catalogue
    now: Instant
    day: str
    new_id: UUID
    ticket: Ticket | None = None
    personal: Mapping[str, Any] = field(default_factory=dict)
    arrival: Arrival | None = None
    serial: int = 0
    queue: int = 0
    already: str = ""
    receipt_keys: Mapping[int, bytes] = field(default_factory=dict)
    signature: Literal["none", "alone", "manager", "wrong", "locked"] = "none"
    shelf: Mapping[str, StockItem] = field(default_factory=dict)
    serials: Mapping[str, SerialAt] = field(default_factory=dict)
    returns: Returns = field(default_factory=Returns)
    closed_through: str = ""
    comeback: str = ""
    seen_before: Mapping[str, str] = field(default_factory=dict)
    loaner_at: str = ""
    sale: Sale | None = None
    sale_serial: int = 0
    drawer: Drawer | None = None
    closed_day: ClosedDay | None = None
    unlock: str = field(default="", repr=False)
    parcel: Parcel | None = None
    device_past: tuple[PastRepair, ...] = ()

    @property
    def known(self) -> Ticket:
        """The ticket that the command names; the desk refuses unknown ones before a decision."""
        assert self.ticket is not None
        return self.ticket


@dataclass(frozen=True)
class Decision:
    """Facts to be written and, possibly beside them, a refusal. ``subject`` names a new subject.

    ``keep`` is an unlock code for the vault, ``show`` one from there: neither is part of any fact.
    """

    events: tuple[Any, ...] = ()
    refusal: Refusal | None = None
    subject: str = ""
    keep: str = field(default="", repr=False)
    show: str = field(default="", repr=False)
