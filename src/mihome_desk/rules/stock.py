"""Stock (库存): parts and accessories on this store's shelf, received, counted, lent, written off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from mihome_desk.rules import limits, shelf, shop, stock_events
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.returns import old_numbers
from mihome_desk.rules.service import Owner
from mihome_desk.rules.shelf import StockItem
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.stock_events import (
    Loss,
    PartsGivenBack,
    PartsLent,
    PartsReceived,
    PartsWrittenOff,
    StockCounted,
    StockSet,
)


@dataclass(frozen=True)
class ReceiveParts:
    """Pieces came in; a SKU that is new here needs its part and name.

    ``cost`` and ``retail`` are fen a piece, ``fits`` models (none: any), ``document`` the delivery note.
    """

    sku: limits.Name
    qty: limits.Pieces
    owner: Owner
    cost: limits.Fen | None = None
    part: limits.Name = ""
    name: limits.Name = ""
    fits: tuple[limits.Name, ...] = ()
    serials: tuple[limits.Name, ...] = ()
    document: limits.Name = ""
    retail: limits.Fen | None = None
    low: int | None = None
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf", "serials")


@dataclass(frozen=True)
class CountStock:
    """What really lies on the shelf. A difference needs a reason and a manager; ``missing`` names lost serials."""

    sku: limits.Name
    counted: int
    owner: Owner = "bought"
    missing: tuple[limits.Name, ...] = ()
    reason: limits.Words = ""
    manager_pin: str = field(default="", repr=False)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf", "closed")


@dataclass(frozen=True)
class SetStock:
    """Another name, retail price (fen), models, or number of pieces from which the item is short."""

    sku: limits.Name
    reason: limits.Words
    name: limits.Name | None = None
    retail: limits.Fen | None = None
    low: int | None = None
    fits: tuple[limits.Name, ...] | None = None
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf",)


@dataclass(frozen=True)
class LendPart:
    """A technician takes pieces to the bench."""

    sku: limits.Name
    technician: limits.Name
    qty: limits.Pieces
    owner: Owner = "bought"
    serials: tuple[limits.Name, ...] = ()
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf",)


@dataclass(frozen=True)
class GiveBackPart:
    """A technician puts pieces back."""

    sku: limits.Name
    technician: limits.Name
    qty: limits.Pieces
    owner: Owner = "bought"
    serials: tuple[limits.Name, ...] = ()
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf",)


@dataclass(frozen=True)
class WriteOff:
    """Pieces are of no use any more. ``broken`` names the technician; all but a defect on arrival is signed.

    They leave the technician's hands where those hold so many, else the shelf.
    """

    sku: limits.Name
    qty: limits.Pieces
    why: Loss
    reason: limits.Words
    owner: Owner = "bought"
    technician: limits.Name = ""
    serials: tuple[limits.Name, ...] = ()
    manager_pin: str = field(default="", repr=False)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf", "returns")


def path(sku: str) -> str:
    """The subject of a SKU's entries."""
    return f"sku/{sku}"


def decide_receive(situation: Situation, command: ReceiveParts) -> Decision:
    """A known SKU keeps its part and name; what HQ issued costs nothing; every serial number is new here."""
    sku = shelf.clean_sku(command.sku)
    qty = pieces(command.qty)
    item = situation.shelf.get(sku) or _new(situation, sku, command)
    sku = item.sku
    _check_same(situation, item, command)
    if command.owner == "issued" and command.cost is not None:
        raise Refused("issued_free", "cost")
    if item.total(command.owner) + qty > shelf.MOST:
        raise Refused("out_of_range", "qty", low=1, high=shelf.MOST - item.total(command.owner))
    serials = shelf.clean_serials(command.serials, "serials", qty)
    for at, serial in enumerate(serials):
        if serial in situation.serials:
            raise Refused("serial_used", f"serials.{at}", serial=serial)
    cost = item.cost if command.cost is None else limits.fen(command.cost, "cost")
    retail = item.retail if command.retail is None else limits.fen(command.retail, "retail")
    event = PartsReceived(
        sku=sku,
        part=item.part,
        name=item.name,
        qty=qty,
        owner=command.owner,
        fits=tuple(dict.fromkeys((*item.fits, *_models(command.fits)))),
        cost=cost,
        retail=retail,
        low=item.low if command.low is None else _low(command.low),
        serials=serials,
        document=limits.name(command.document, "document"),
    )
    return Decision((event,), subject=path(sku))


def _new(situation: Situation, sku: str, command: ReceiveParts) -> StockItem:
    """A SKU that was never here: the accessory list tells what a code or barcode of it is, else the delivery note."""
    shipped = situation.catalogue.accessories
    listed = shipped.get(sku) or shop.by_barcode(shipped.values(), sku)
    if listed is not None:
        return StockItem(
            listed.sku, shelf.ACCESSORY, limits.name(command.name, "name") or listed.zh, retail=listed.retail
        )
    part = part_code(situation, limits.name(command.part, "part", needed=True))
    return StockItem(sku, part, limits.name(command.name, "name", needed=True))


def part_code(situation: Situation, text: str) -> str:
    """The catalogue's code of a part (its code or a name of it), or ``accessory``. Raises Refused."""
    if text.casefold() == shelf.ACCESSORY:
        return shelf.ACCESSORY
    code = situation.catalogue.prices.part_of(text)
    if not code:
        raise Refused("unknown_part", "part", part=text)
    return code


def _check_same(situation: Situation, item: StockItem, command: ReceiveParts) -> None:
    name, part = limits.name(command.name, "name"), limits.name(command.part, "part")
    if name and name != item.name:
        # What a delivery note calls a thing is no reason to rename it.
        raise Refused("sku_known", "name", sku=item.sku, name=item.name)
    if part and part_code(situation, part) != item.part:
        raise Refused("sku_known", "part", sku=item.sku, name=item.name)


def _models(given: Sequence[str]) -> tuple[str, ...]:
    if len(given) > 50:
        raise Refused("out_of_range", "fits", low=0, high=50)
    return tuple(limits.name(model, f"fits.{at}", needed=True) for at, model in enumerate(given))


def pieces(qty: int, field: str = "qty") -> int:
    """1 to 999 pieces. Raises Refused."""
    if not 1 <= qty <= limits.MOST_PIECES:
        raise Refused("out_of_range", field, low=1, high=limits.MOST_PIECES)
    return qty


def _low(low: int) -> int:
    if not 0 <= low <= limits.MOST_PIECES:
        raise Refused("out_of_range", "low", low=0, high=limits.MOST_PIECES)
    return low


def decide_count(situation: Situation, command: CountStock) -> Decision:
    """No count changes a closed day; a difference is explained and signed."""
    item = shelf.known(situation.shelf, command.sku)
    if situation.day <= situation.closed_through:
        raise Refused("period_locked", "sku", day=situation.closed_through)
    if not 0 <= command.counted <= shelf.MOST:
        raise Refused("out_of_range", "counted", low=0, high=shelf.MOST)
    difference = command.counted - item.held(command.owner)
    lost = shelf.clean_serials(command.missing, "missing", max(0, -difference))
    numbered = item.serials(command.owner)
    strange = next((serial for serial in lost if serial not in numbered), None)
    if strange is not None:
        raise Refused("serial_not_here", "missing", serial=strange, sku=item.sku)
    if len(numbered) - len(lost) > command.counted:
        raise Refused("serial_needed", "missing", sku=item.sku)
    reason = limits.words(command.reason, "reason", needed=difference != 0)
    signed = signature(situation) if difference else ""
    event = StockCounted(item.sku, command.owner, command.counted, difference, lost, signed, reason)
    return Decision((event,), subject=path(item.sku))


def decide_set(situation: Situation, command: SetStock) -> Decision:
    """Something has to change, and be explained."""
    item = shelf.known(situation.shelf, command.sku)
    name = item.name if command.name is None else limits.name(command.name, "name", needed=True)
    retail = item.retail if command.retail is None else limits.fen(command.retail, "retail")
    low = item.low if command.low is None else _low(command.low)
    fits = item.fits if command.fits is None else _models(command.fits)
    if (name, retail, low, fits) == (item.name, item.retail, item.low, item.fits):
        raise Refused("no_change", "sku")
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((StockSet(item.sku, name, retail, low, fits, reason),), subject=path(item.sku))


def decide_lend(situation: Situation, command: LendPart) -> Decision:
    """Only what lies on the shelf."""
    item = shelf.known(situation.shelf, command.sku)
    qty, technician = pieces(command.qty), limits.name(command.technician, "technician", needed=True)
    serials = shelf.clean_serials(command.serials, "serials", qty)
    shelf.check_taken(item, command.owner, qty, serials=serials)
    return Decision((PartsLent(item.sku, technician, qty, command.owner, serials),), subject=path(item.sku))


def decide_give_back(situation: Situation, command: GiveBackPart) -> Decision:
    """Only what that technician has."""
    item = shelf.known(situation.shelf, command.sku)
    qty, technician = pieces(command.qty), limits.name(command.technician, "technician", needed=True)
    serials = shelf.clean_serials(command.serials, "serials", qty)
    shelf.check_taken(item, command.owner, qty, technician=technician, serials=serials)
    event = PartsGivenBack(item.sku, technician, qty, command.owner, serials)
    return Decision((event,), subject=path(item.sku))


def decide_write_off(situation: Situation, command: WriteOff) -> Decision:
    """HQ's pieces are owed back even when useless; what is lost or broken a manager signs."""
    item = shelf.known(situation.shelf, command.sku)
    qty = pieces(command.qty)
    technician = limits.name(command.technician, "technician", needed=command.why == "broken")
    lent = bool(technician) and item.held(command.owner, technician) >= qty
    serials = shelf.clean_serials(command.serials, "serials", qty)
    hand = technician if lent else ""
    shelf.check_taken(item, command.owner, qty, technician=hand, serials=serials)
    reason = limits.words(command.reason, "reason", needed=True)
    owed = command.owner == "issued" and command.why != "lost"
    event = PartsWrittenOff(
        sku=item.sku,
        part=item.part,
        name=item.name,
        owner=command.owner,
        qty=qty,
        why=command.why,
        technician=technician,
        lent=lent,
        serials=serials,
        old_parts=old_numbers(situation.returns.last_old, qty) if owed else (),
        due=situation.catalogue.norms.due(item.part, situation.day) if owed else "",
        signed="" if command.why == "defective_on_arrival" else signature(situation),
        reason=reason,
    )
    return Decision((event,), subject=path(item.sku))


DECIDE: dict[type, Callable[..., Any]] = {
    ReceiveParts: decide_receive,
    CountStock: decide_count,
    SetStock: decide_set,
    LendPart: decide_lend,
    GiveBackPart: decide_give_back,
    WriteOff: decide_write_off,
}
EVENTS: tuple[type, ...] = stock_events.EVENTS
