"""The store itself: opening, sessions, branches, a jumping wall clock, and the practice store's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from mihome_desk.rules.front import Store
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation

Kind = Literal["own", "outlet", "centre"]
MINUTE_MS = 60_000


@dataclass(frozen=True)
class StoreOpened:
    """The first entry of every journal. ``closing`` is local time HH:MM, ``zone`` an IANA name."""

    uid: str
    label: str
    kind: Kind
    zone: str
    closing: str
    practice: bool
    name: str
    qr_prefix: str = ""


@dataclass(frozen=True)
class SessionOpened:
    """A process began to write; its random id makes copies of one database part ways at once."""

    session: str
    program: str


@dataclass(frozen=True)
class BranchOpened:
    """The journal goes on from an older head than the witness saw; ``lost_*`` is that witness."""

    parent_branch: str
    parent_seq: int
    parent_hash: str
    cause: Literal["rollback", "restore"]
    lost_branch: str = ""
    lost_seq: int = 0
    lost_hash: str = ""
    signed: str = ""
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class WallClockJumped:
    """The wall clock moved ``by_ms`` against the boot-time clock since the entry before.

    Where a reboot lies between, it went back by at least that much.
    """

    by_ms: int


@dataclass(frozen=True)
class PassTime:
    """Let minutes pass in a practice store."""

    minutes: int


@dataclass(frozen=True)
class TimePassed:
    """A practice store's wall clock and boot-time clock both moved on by ``minutes``."""

    minutes: int


def decide_pass_time(situation: Situation, command: PassTime) -> Decision:
    """Only a practice store can do this; a real hour takes an hour."""
    if not situation.store.practice:
        raise Refused("practice_only", "minutes")
    if not 1 <= command.minutes <= 100_000:
        raise Refused("out_of_range", "minutes", low=1, high=100_000)
    return Decision((TimePassed(command.minutes),))


def evolve_opened(_: Store | None, header: Header, event: StoreOpened) -> Store:
    """The store as its first entry describes it."""
    return Store(
        uid=event.uid,
        label=event.label,
        name=event.name,
        kind=event.kind,
        zone=event.zone,
        closing=event.closing,
        practice=event.practice,
        qr_prefix=event.qr_prefix,
        opened_at=header.at_ms,
    )


def evolve_time_passed(store: Store, _: Header, event: TimePassed) -> Store:
    """Later entries are stamped that much later."""
    return replace(store, shift_ms=store.shift_ms + event.minutes * MINUTE_MS)


DECIDE = {PassTime: decide_pass_time}
EVOLVE: dict[type, Callable[..., Store]] = {StoreOpened: evolve_opened, TimePassed: evolve_time_passed}
SILENT = (SessionOpened, BranchOpened, WallClockJumped)
