"""A manager's signature (店长签字): what a command's PIN was worth, and five wrong ones in a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mihome_desk.rules.front import Store
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Situation

MOST_FAILURES = 5
MINUTE_MS = 60_000


@dataclass(frozen=True)
class PinFailed:
    """A manager's PIN was wrong, the ``count``-th time in a row."""

    count: int


@dataclass(frozen=True)
class PinAccepted:
    """A right PIN after wrong ones: the count starts anew."""


class WrongPin(Refused):
    """The PIN was wrong; `house.decide` makes an entry of it beside the refusal."""

    def __init__(self, count: int) -> None:
        if count >= MOST_FAILURES:
            super().__init__("pin_locked", "manager_pin", minutes=LOCK_MINUTES)
        else:
            super().__init__("bad_pin", "manager_pin")
        self.event = PinFailed(count)


LOCK_MINUTES = 5


def pin_lock_ms(store: Store, now_uptime_ms: int, boot: str) -> int:
    """Milliseconds for which no PIN is looked at, 0 where one may be tried.

    By the boot-time clock of the last failure's entry: setting the wall clock opens nothing. After a
    reboot at least the age of this boot has passed.
    """
    failed = store.pin_failed
    if failed is None or store.pin_failures < MOST_FAILURES:
        return 0
    passed = now_uptime_ms - failed.uptime_ms if failed.boot == boot else now_uptime_ms
    return max(0, LOCK_MINUTES * MINUTE_MS - passed)


def signature(situation: Situation) -> str:
    """``manager`` or ``alone``; raises Refused where this store has a PIN and it was not given."""
    if situation.signature == "locked":
        left = pin_lock_ms(situation.store, situation.now.uptime_ms, situation.now.boot)
        raise Refused("pin_locked", "manager_pin", minutes=max(1, -(-left // MINUTE_MS)))
    if situation.signature == "wrong":
        raise WrongPin(situation.store.pin_failures + 1)
    if situation.signature == "none":
        raise Refused("needs_manager", "manager_pin")
    return situation.signature


def evolve_pin_failed(store: Store, header: Header, event: PinFailed) -> Store:
    """Wrong once more."""
    return replace(store, pin_failures=event.count, pin_failed=moment(header))


def evolve_pin_accepted(store: Store, _: Header, __: PinAccepted) -> Store:
    """The wrong ones are forgotten."""
    return replace(store, pin_failures=0, pin_failed=None)


EVOLVE: dict[type, Callable[..., Store]] = {PinFailed: evolve_pin_failed, PinAccepted: evolve_pin_accepted}
