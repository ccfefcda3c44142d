"""Every clock of a ticket at one instant: the hour, a promise, mail-in, the legal ones, storage.

Source: the front desk's table of clocks. Intervals in days are calendar days of the store's zone: the first
day is not counted, and a clock of N days is over when its N-th day has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from mihome_desk.rules.clock import LIMIT_MS, Boot, Elapsed, elapsed
from mihome_desk.rules.moment import Instant, Moment

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
MAIL_IN_MS = 12 * HOUR_MS
SAME_MS = 10 * MINUTE_MS
"""How near to the end of its hour a promise must lie to be no clock of its own."""

Kind = Literal["hour", "promise", "mail_in", "loaner", "exchange", "storage"]
IN_DAYS = frozenset({"loaner", "exchange", "storage"})


class Deadline(NamedTuple):
    """One running clock: its kind, its limit, what is left of it (ms, negative past it), and the rule's name.

    ``days`` is what is left in calendar days for clocks that count days (0: its last day is today, -1: it
    was yesterday), None for the others. ``limit`` is in ms, or in days where ``days`` is not None.
    """

    kind: Kind
    limit: int
    left_ms: int
    rule: str
    days: int | None = None


class LegalDays(NamedTuple):
    """What the warranty rules give a repairer for a category: days until a loaner is due, until an exchange is
    due by the repairer's own delay, and by missing parts. 0: there is no such clock.
    """

    loaner: int
    exchange: int
    parts: int


class Covered(NamedTuple):
    """What the legal clocks of a ticket with a fault in warranty depend on; times are UTC ms.

    ``since`` is when the device was sent in; for a mailed-in one its arrival at the centre. ``parts_ms`` is
    the time that it waited for parts so far, None where it never did.
    """

    since: int
    parts_ms: int | None
    lent: bool


class Stored(NamedTuple):
    """A device whose customer was told at ``told`` (UTC ms); ``steps`` were taken already."""

    told: int
    steps: tuple[str, ...]


def hour(left_ms: int) -> Deadline:
    """The one-hour clock, by what is proven at least."""
    return Deadline("hour", LIMIT_MS, left_ms, "hour")


def promise(opened_at: int, promised_at: int, now_ms: int, *, in_the_hour: bool) -> Deadline | None:
    """What is left of a promise; one for the end of a running hour is that hour itself."""
    if in_the_hour and promised_at > opened_at + LIMIT_MS - SAME_MS:
        return None
    return Deadline("promise", max(0, promised_at - opened_at), promised_at - now_ms, "promise")


def mail_in(received: Moment, now: Instant | Moment, boots: Mapping[str, Boot]) -> tuple[Deadline, Elapsed]:
    """A repair centre's twelve hours from the parcel's scan, by what is proven at least."""
    passed = elapsed(received, now, boots)
    return Deadline("mail_in", MAIL_IN_MS, MAIL_IN_MS - passed.at_least, "mail_in"), passed


def legal(covered: Covered, limits: LegalDays, now_ms: int, zone: str) -> list[Deadline]:
    """The loaner while none is out, and the exchange that burns first.

    Days spent waiting for parts are not the repairer's own; what is due for missing parts counts them all.
    """
    found = []
    if limits.loaner and not covered.lent:
        found.append(_in_days("loaner", limits.loaner, covered.since, now_ms, zone, "loaner"))
    own, parts = [], []
    waited = (covered.parts_ms or 0) // DAY_MS
    if limits.exchange:
        late = _in_days("exchange", limits.exchange + waited, covered.since, now_ms, zone, "exchange_own")
        own = [late._replace(limit=limits.exchange)]
    if limits.parts and covered.parts_ms is not None:
        parts = [_in_days("exchange", limits.parts, covered.since, now_ms, zone, "exchange_parts")]
    return found + sorted(own + parts, key=lambda each: each.left_ms)[:1]


def storage(stored: Stored, steps: tuple[tuple[int, str], ...], now_ms: int, zone: str) -> list[Deadline]:
    """The steps of storage that were not taken: those whose day has come, or the next one to come.

    ``steps`` are (days, name) in their order.
    """
    open_ = [
        _in_days("storage", days, stored.told, now_ms, zone, name)
        for days, name in steps
        if name not in stored.steps
    ]
    return [each for each in open_ if each.days is not None and each.days <= 0] or open_[:1]


def _in_days(kind: Kind, days: int, since_ms: int, now_ms: int, zone: str, rule: str) -> Deadline:
    place = ZoneInfo(zone)
    last = datetime.fromtimestamp(since_ms / 1000, place).date() + timedelta(days=days)
    today = datetime.fromtimestamp(now_ms / 1000, place).date()
    ends = datetime.combine(last + timedelta(days=1), datetime.min.time(), place)
    return Deadline(kind, days, round(ends.timestamp() * 1000) - now_ms, rule, (last - today).days)


def days_between(since_ms: int, now_ms: int, zone: str) -> int:
    """Calendar days of a zone from one instant to a later one, never below 0."""
    place = ZoneInfo(zone)
    since = datetime.fromtimestamp(since_ms / 1000, place).date()
    return max(0, (datetime.fromtimestamp(now_ms / 1000, place).date() - since).days)


def burning(clocks: Iterable[Deadline], *, waits: bool) -> Deadline | None:
    """The clock that burns next, None where nothing burns.

    An hour or a promise that is over while the ticket ``waits`` for somebody else burns no more: nobody at
    the bench can do anything about it, and it must not hide what can still be saved. A step of storage burns
    once its day has come.
    """
    return min((each for each in clocks if _burns(each, waits)), key=heat, default=None)


def _burns(clock: Deadline, waits: bool) -> bool:
    if clock.kind == "storage":
        return clock.days is not None and clock.days <= 0
    return not (waits and clock.left_ms < 0 and clock.kind in {"hour", "promise"})


def heat(clock: Deadline) -> tuple[int, int]:
    """The order of clocks: by what is left of them, in ms.

    What counts days and is over is work of today, however old: it stands below what burns within minutes
    and above all that is due tomorrow.
    """
    if clock.days is not None and clock.left_ms < 0:
        return (clock.left_ms % DAY_MS, clock.left_ms)
    return (clock.left_ms, clock.left_ms)
