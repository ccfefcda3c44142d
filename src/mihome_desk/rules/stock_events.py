"""What happened to the shelf: the entries of a SKU, and the item after each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from mihome_desk.rules import shelf
from mihome_desk.rules.service import Owner
from mihome_desk.rules.shelf import StockItem

Loss = Literal["defective_on_arrival", "broken", "lost"]


@dataclass(frozen=True)
class PartsReceived:
    """Pieces came in; all that the shelf now knows of the SKU."""

    sku: str
    part: str
    name: str
    qty: int
    owner: Owner
    fits: tuple[str, ...] = ()
    cost: int | None = None
    retail: int | None = None
    low: int = 0
    serials: tuple[str, ...] = ()
    document: str = ""


@dataclass(frozen=True)
class StockCounted:
    """A count: ``difference`` pieces more (or less) than the shelf should have held."""

    sku: str
    owner: Owner
    counted: int
    difference: int
    missing: tuple[str, ...] = ()
    signed: str = ""
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class StockSet:
    """The item's name, price, models and low mark, all of them as they are now."""

    sku: str
    name: str
    retail: int | None
    low: int
    fits: tuple[str, ...] = ()
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class PartsLent:
    """From the shelf into a technician's hands."""

    sku: str
    technician: str
    qty: int
    owner: Owner
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartsGivenBack:
    """From a technician's hands onto the shelf."""

    sku: str
    technician: str
    qty: int
    owner: Owner
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartsWrittenOff:
    """Pieces are gone; ``old_parts`` are the numbers under which HQ's own are owed back, by ``due``.

    ``lent`` tells whether they left the technician's hands or the shelf.
    """

    sku: str
    part: str
    name: str
    owner: Owner
    qty: int
    why: Loss
    technician: str = ""
    lent: bool = False
    serials: tuple[str, ...] = ()
    old_parts: tuple[str, ...] = ()
    due: str = ""
    signed: str = ""
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})
    TOLD: ClassVar[dict[str, str]] = {"old_parts": "old_parts"}


def evolve(item: StockItem | None, event: Any) -> StockItem:
    """The item after a fact about its SKU. Total: a fact about an unknown SKU begins it."""
    kept = item or StockItem(event.sku)
    evolved: StockItem = _EVOLVE[type(event)](kept, event)
    return evolved


def _received(item: StockItem, event: PartsReceived) -> StockItem:
    known = replace(
        item,
        part=event.part,
        name=event.name,
        fits=event.fits,
        cost=event.cost,
        retail=event.retail,
        low=event.low,
    )
    return shelf.moved(known, event.owner, event.qty, into=event.serials)


def _counted(item: StockItem, event: StockCounted) -> StockItem:
    return shelf.moved(item, event.owner, event.difference, out=event.missing)


def _set(item: StockItem, event: StockSet) -> StockItem:
    return replace(item, name=event.name, retail=event.retail, low=event.low, fits=event.fits)


def _lent(item: StockItem, event: PartsLent) -> StockItem:
    out = shelf.moved(item, event.owner, -event.qty, out=event.serials)
    return shelf.moved(out, event.owner, event.qty, technician=event.technician, into=event.serials)


def _given_back(item: StockItem, event: PartsGivenBack) -> StockItem:
    out = shelf.moved(item, event.owner, -event.qty, technician=event.technician, out=event.serials)
    return shelf.moved(out, event.owner, event.qty, into=event.serials)


def _written_off(item: StockItem, event: PartsWrittenOff) -> StockItem:
    hand = event.technician if event.lent else ""
    return shelf.moved(item, event.owner, -event.qty, technician=hand, out=event.serials)


_EVOLVE: dict[type, Callable[..., StockItem]] = {
    PartsReceived: _received,
    StockCounted: _counted,
    StockSet: _set,
    PartsLent: _lent,
    PartsGivenBack: _given_back,
    PartsWrittenOff: _written_off,
}
EVENTS: tuple[type, ...] = tuple(_EVOLVE)
