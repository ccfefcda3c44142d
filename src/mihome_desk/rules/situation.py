"""What a decision is given: the state it is about, and everything else it may not fetch itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from uuid import UUID

from mihome_desk.rules.moment import Instant, Moment
from mihome_desk.rules.refusal import Refusal
from mihome_desk.rules.ticket import Ticket


@dataclass(frozen=True)
class Store:
    """The store's journalled facts; ``shift_ms`` is what a practice store's clocks were moved by.

    ``pin_failures`` counts wrong manager PINs in a row, ``pin_failed`` is the entry of the last one.
    """

    uid: str
    label: str
    name: str
    kind: str = "outlet"
    zone: str = "Asia/Shanghai"
    closing: str = "21:00"
    practice: bool = False
    qr_prefix: str = ""
    opened_at: int = 0
    shift_ms: int = 0
    pin_failures: int = 0
    pin_failed: Moment | None = None


class Item(NamedTuple):
    """A checklist item as the rules need it."""

    code: str
    stage: str
    tier: str


@dataclass(frozen=True)
class Catalogue:
    """The part of the shipped catalogue that decides: checklists and the items behind symptoms."""

    version: str
    lists: Mapping[str, tuple[Item, ...]]
    symptoms: Mapping[str, tuple[str, ...]]

    def items(self, category: str, which: str) -> tuple[Item, ...]:
        """The items of the ``pre`` or ``post`` list of a device category, in order."""
        return tuple(item for item in self.lists.get(category, ()) if item.stage in {which, "both"})


@dataclass(frozen=True)
class Arrival:
    """A customer who took a queue number and has no ticket yet."""

    id: str
    day: str
    queue: int
    at: Moment


@dataclass(frozen=True)
class Situation:
    """State and surroundings of one command.

    ``personal`` joins the private facts of the ticket's entries (customer's name, phone, words).
    ``signature`` tells what the manager's PIN was worth: ``none`` given, ``alone`` (this store has
    no PIN), ``manager``, ``wrong``, or ``locked`` after too many wrong ones. ``serial`` and ``queue`` are
    the last ones used on ``day``. ``unlock`` is the code from this machine's vault, for the one command
    that shows it.
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
    unlock: str = field(default="", repr=False)

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
