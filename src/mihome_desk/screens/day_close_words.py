"""What the day close says: the book's sums, what should be there, and by how much a count differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mihome_desk import words
from mihome_desk.rules.dayclose import CASH, METHODS, CloseDay, PlaceSeen, expected
from mihome_desk.rules.identity import fold
from mihome_desk.rules.shop import DeviceHere, Drawer
from mihome_desk.rules.ticket import Method
from mihome_desk.sayings import shop
from mihome_desk.screens.facts import Unclear, fen_of
from mihome_desk.text import N_, _

if TYPE_CHECKING:
    from mihome_desk.desk import Head

AMOUNT = N_("An amount in yuan, like 199 or 199.50; notes like 100*12+50*3.")
_TIMES = re.compile(r"([^*×]+)[*×]([0-9]{1,5})")


class Shelved(NamedTuple):
    """A device of the walk: where it should lie, what it is, and whether it was met."""

    device: DeviceHere
    name: str
    stage: str
    met: bool


def counted_of(said: str) -> int | None:
    """Fen of a count as it is typed: an amount, or notes times pieces and sums, ``100*12 + 50*3 + 7.5``."""
    plain = re.sub(r"\s*([*×+])\s*", r"\1", fold(said).strip())
    total = 0
    for part in re.split(r"[+\s]+", plain) if plain else ["none"]:
        times = _TIMES.fullmatch(part)
        fen = fen_of(times[1] if times else part)
        if fen is None:
            return None
        total += fen * (int(times[2]) if times else 1)
    return total


def shelved(devices: Iterable[DeviceHere], heads: Iterable[Head], met: set[str]) -> list[Shelved]:
    """The devices in the order of their places, those without one last."""
    known = {head.id: head for head in heads}
    found = []
    for device in devices:
        head = known.get(device.id)
        stage = words.word(words.STAGES, head.stage) if head else ""
        found.append(Shelved(device, head.device if head else "", stage, device.id in met))
    return sorted(found, key=lambda each: (not each.device.place, each.device.place, each.device.number))


def book_words(drawer: Drawer) -> str:
    """What moved, kind by kind, in one line."""
    sums: dict[str, tuple[int, int]] = {}
    for each in drawer.sums:
        count, amount = sums.get(each.kind, (0, 0))
        sums[each.kind] = count + each.times, amount + each.amount
    said = [
        f"{words.word(shop.TAKINGS, kind)} {words.money(sums[kind][1])} ({sums[kind][0]})"
        for kind in shop.TAKINGS
        if kind in sums
    ]
    return " · ".join(said) or _("No money moved on this day.")


def held_words(drawer: Drawer) -> str:
    """What is held for others, and what is still to be written."""
    said = [_("Invoice requests: {count}", count=drawer.invoices)]
    if drawer.deposit_tickets:
        amount = words.money(drawer.deposits)
        said.insert(
            0, _("paid, not collected: {amount} ({count})", amount=amount, count=drawer.deposit_tickets)
        )
    return " · ".join(said)


def method_words(drawer: Drawer, method: Method, said: str, opening: int) -> tuple[str, bool]:
    """Beside a method's field: what should be there, or by how much the count differs, and whether it is wrong."""
    should = expected(drawer, method, opening)
    if not said.strip():
        text = _("should be {amount}", amount=words.money(should))
        if method == CASH and opening:
            text += " " + _("with the float of {amount}", amount=words.money(opening))
        return text, False
    fen = counted_of(said)
    if fen is None:
        return _(AMOUNT), True
    if fen == should:
        return _("✓ {amount} agrees", amount=words.money(fen)), False
    by = words.money(abs(fen - should))
    too_much = _("{counted}: {by} too much", counted=words.money(fen), by=by)
    return (
        too_much if fen > should else _("{counted}: {by} missing", counted=words.money(fen), by=by)
    ), False


def walk_words(rows: Iterable[Shelved], away: int) -> str:
    """How far the walk along the shelf has come."""
    kept = tuple(rows)
    met = sum(row.met for row in kept)
    said = _(
        "In the house: {count}. Met {met}, not yet {left}.", count=len(kept), met=met, left=len(kept) - met
    )
    return said + (_(" With a centre: {count}.", count=away) if away else "")


def float_words(values: Mapping[str, str], left: int) -> str:
    """Beside the float: what is handed in."""
    cash = counted_of(values.get(CASH, ""))
    if cash is None or cash < left:
        return _("stays in the drawer for the next day")
    return _("stays; {amount} are handed in", amount=words.money(cash - left))


def command_of(drawer: Drawer, values: Mapping[str, str], rows: Iterable[Shelved]) -> CloseDay:
    """The close as it was counted and walked. Raises Unclear where something is no amount."""
    counted: dict[str, int] = {}
    for method in METHODS:
        fen = counted_of(values[method]) if values[method].strip() else None
        if values[method].strip() and fen is None:
            raise Unclear(method, _(AMOUNT))
        if fen is not None:
            counted[method] = fen
    kept = values["float"].strip()
    left = fen_of(kept) if kept else None
    if kept and left is None:
        raise Unclear("float", _("An amount in yuan, like 199 or 199.50."))
    places = tuple(PlaceSeen(row.device.id) for row in rows if row.met)
    return CloseDay(counted, drawer.day, left, places, values["explained"], with_earlier=len(drawer.days) > 1)
