"""Day close (日结): what the journal says was taken against what lies in the drawer and on the shelves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, get_args

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shop import ClosedDay, DayClosed, DeviceHere, Drawer
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Method

METHODS: tuple[Method, ...] = get_args(Method)
CASH: Method = "cash"
NAMED = 5
"""So many days or tickets a refusal names before it only counts them."""


@dataclass(frozen=True)
class PlaceSeen:
    """A device met on the walk along the shelf, at ``place`` where that is not the recorded one; or ``missing``."""

    ticket: str
    place: limits.Name = ""
    missing: bool = False


@dataclass(frozen=True)
class CloseDay:
    """Close a local day. ``counted`` is fen by method: all cash in the drawer, and what the others' devices say.

    ``day`` is today unless said otherwise, ``float`` the cash that stays for the next day (what was left there
    the time before, unless said otherwise). Earlier days that are open are closed along ``with_earlier``.
    """

    counted: dict[str, int]
    day: str = ""
    float: limits.Fen | None = None
    places: tuple[PlaceSeen, ...] = ()
    explained: limits.Words = ""
    with_earlier: bool = False
    NEEDS: ClassVar[tuple[str, ...]] = ("drawer",)


@dataclass(frozen=True)
class PrintDay:
    """Order a closed day's paper; from the second copy on a reason is needed."""

    day: str
    reason: limits.Words = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("closed_day",)


@dataclass(frozen=True)
class DayPaperQueued:
    """A day's paper was ordered; 1 is the original, everything above a copy."""

    copy: int
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class Differences:
    """Counted against booked: fen by method (only where they differ), and the devices that nobody met."""

    money: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.money or self.missing)


def expected(drawer: Drawer | DayClosed, method: Method, opening: int) -> int:
    """Fen that should be there by a method; for cash what lay in the drawer before counts."""
    booked = sum(each.amount for each in drawer.sums if each.method == method)
    return booked + opening if method == CASH else booked


def opening_of(drawer: Drawer, given: int | None) -> int:
    """The cash of before the first taking: what the last close left, at the first close what is given as float."""
    return drawer.opening if drawer.opening is not None else given or 0


def differences(drawer: Drawer, counted: Mapping[str, int], opening: int, seen: set[str]) -> Differences:
    """What has to be explained: money by method, and devices whose ids are not among the ``seen`` ones."""
    money = {
        method: counted[method] - expected(drawer, method, opening) for method in METHODS if method in counted
    }
    return Differences(
        {method: by for method, by in money.items() if by},
        tuple(device.number for device in drawer.devices if device.id not in seen),
    )


def check_told(drawer: Drawer, command: CloseDay) -> None:
    """The cash is counted and what differs is explained: nobody is asked to confirm before. Raises Refused."""
    _counted(command)
    seen = {place.ticket for place in command.places if not place.missing}
    if not command.explained.strip():
        _check_explained(differences(drawer, command.counted, opening_of(drawer, command.float), seen))


def decide_close(situation: Situation, command: CloseDay) -> Decision:
    """Once for each day, none left open behind it, and every difference explained."""
    drawer = situation.drawer
    assert drawer is not None
    check_day(situation, drawer)
    if drawer.earlier and not command.with_earlier:
        named = ", ".join(drawer.earlier[:NAMED])
        raise Refused("earlier_open", "day", days=named, count=len(drawer.earlier))
    counted = _counted(command)
    kept = None if command.float is None else limits.fen(command.float, "float")
    opening = opening_of(drawer, kept)
    seen, misplaced, found_at = _walked(drawer, command)
    found = differences(drawer, counted, opening, seen)
    explained = limits.words(command.explained, "explained")
    left = opening if kept is None else kept
    if left > counted[CASH]:
        raise Refused("float_high", "float", drawer=counted[CASH])
    if not explained:
        _check_explained(found)
    event = DayClosed(
        day=drawer.day,
        days=drawer.days,
        sums=drawer.sums,
        counted=counted,
        opening=opening,
        float=left,
        deposits=drawer.deposits,
        deposit_tickets=drawer.deposit_tickets,
        invoices=drawer.invoices,
        devices=len(drawer.devices),
        away=drawer.away,
        missing=found.missing,
        misplaced=misplaced,
        explained=explained,
        found_at=found_at,
    )
    return Decision((event,), subject=f"day/{drawer.day}")


def check_day(situation: Situation, drawer: Drawer) -> None:
    """Neither a day to come nor one that is closed. Raises Refused."""
    if drawer.day > situation.day:
        raise Refused("day_ahead", "day", day=drawer.day)
    if drawer.closed:
        raise Refused("day_closed", "day", day=drawer.day)


def clean_day(text: str, today: str) -> str:
    """A local day, YYYY-MM-DD; today where none is named. Raises Refused."""
    said = identity.fold(text).strip()
    if not said:
        return today
    try:
        found = date.fromisoformat(said)
    except ValueError:
        raise Refused("bad_date", "day") from None
    return found.isoformat()


def _counted(command: CloseDay) -> dict[str, int]:
    for method, amount in command.counted.items():
        if method not in METHODS:
            raise Refused("not_choice", "counted", choices=" | ".join(METHODS))
        limits.fen(amount, f"counted.{method}")
    if CASH not in command.counted:
        raise Refused("cash_uncounted", "counted.cash")
    return {method: command.counted[method] for method in METHODS if method in command.counted}


def _walked(drawer: Drawer, command: CloseDay) -> tuple[set[str], tuple[str, ...], tuple[str, ...]]:
    """The ids that were met, the numbers that lay elsewhere, and where."""
    by_name: dict[str, DeviceHere] = {}
    for device in drawer.devices:
        by_name |= {device.id: device, device.number: device}
    seen: set[str] = set()
    elsewhere: dict[str, str] = {}
    for at, place in enumerate(command.places):
        said = identity.fold(place.ticket).strip()
        met = by_name.get(said) or by_name.get(said.upper()) or by_name.get(said.lower())
        if met is None:
            raise Refused("not_in_house", f"places.{at}.ticket", ticket=place.ticket[:80])
        found = limits.name(place.place, f"places.{at}.place")
        if place.missing:
            seen.discard(met.id)
            elsewhere.pop(met.number, None)
            continue
        seen.add(met.id)
        if found and found != met.place:
            elsewhere[met.number] = found
    return seen, tuple(elsewhere), tuple(f"{number}: {place}" for number, place in elsewhere.items())


def _check_explained(found: Differences) -> None:
    if found.money:
        method, by = next(iter(found.money.items()))
        raise Refused("till_differs", "explained", method=method, differs=by)
    if found.missing:
        named = ", ".join(found.missing[:NAMED])
        raise Refused("devices_unseen", "explained", count=len(found.missing), tickets=named)


def decide_print(situation: Situation, command: PrintDay) -> Decision:
    """Every copy after the first needs a reason."""
    closed = situation.closed_day
    assert closed is not None
    reason = limits.words(command.reason, "reason")
    if closed.copies and not reason:
        raise Refused("copy_needs_reason", "reason", copy=closed.copies + 1)
    return Decision((DayPaperQueued(closed.copies + 1, reason),), subject=f"day/{closed.facts.day}")


def evolve_day(closed: ClosedDay | None, header: Header, event: Any) -> ClosedDay | None:
    """A closed day after a fact about it. Total: the first close of a day stands."""
    if isinstance(event, DayClosed):
        return closed or ClosedDay(event, header.seq, header.at_ms, header.actor)
    if closed is not None and isinstance(event, DayPaperQueued):
        return replace(closed, copies=event.copy, copy_seq=header.seq)
    return closed


DECIDE = {CloseDay: decide_close, PrintDay: decide_print}
EVENTS = (DayClosed, DayPaperQueued)
