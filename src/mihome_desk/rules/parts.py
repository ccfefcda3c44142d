"""Parts in a device (换件): used, taken out again, and what that does to the stock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, NamedTuple

from mihome_desk.rules import limits, price, shelf, shelf_match
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.returns import OldPart, old_numbers
from mihome_desk.rules.service import Owner, PartUse
from mihome_desk.rules.shelf import StockItem
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.stock import pieces
from mihome_desk.rules.ticket import Ticket

Condition = Literal["good", "defective"]


@dataclass(frozen=True)
class UsePart:
    """A part goes into the device: ``part`` is a SKU, or a part of which one SKU alone fits.

    ``owner`` is HQ's where the fault is in warranty, else the store's, unless it is given; ``technician``
    is whose lent pieces are used, the ticket's own technician unless given. ``anyway`` takes a piece that
    another approved ticket waits for.
    """

    ticket: str
    part: limits.Name
    qty: limits.Pieces
    old_serial: limits.Name = ""
    new_serial: limits.Name = ""
    fault: int | None = None
    owner: Owner | None = None
    technician: limits.Name = ""
    anyway: bool = False
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf", "serials", "returns")


@dataclass(frozen=True)
class ReturnPart:
    """A part comes out of the device again: ``part`` is its SKU, part, or the serial number it carries."""

    ticket: str
    part: limits.Name
    qty: limits.Pieces
    condition: Condition
    reason: limits.Words
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf", "returns")


@dataclass(frozen=True)
class PartUsed:
    """Pieces went into the device. ``cost`` is fen a piece, ``value`` fen for all by guide price, else by cost.

    ``hand`` is the technician whose lent pieces they were, empty for the shelf; ``old_parts`` are the
    numbers under which the old ones are owed to HQ, by ``due``.
    """

    sku: str
    part: str
    name: str
    qty: int
    owner: Owner
    fault: int = 0
    old_serial: str = ""
    new_serial: str = ""
    hand: str = ""
    technician: str = ""
    numbered: bool = False
    cost: int | None = None
    value: int = 0
    old_parts: tuple[str, ...] = ()
    due: str = ""
    anyway: bool = False
    TOLD: ClassVar[dict[str, str]] = {"old_parts": "old_parts"}


@dataclass(frozen=True)
class PartReturned:
    """Pieces of the use at entry ``use`` came out again; good ones lie on the shelf.

    ``settled`` are old parts that went back into the device: nobody owes them any more. ``turned`` are
    numbers that now stand for the defective new piece, whose old part went back into the device.
    """

    use: int
    sku: str
    part: str
    qty: int
    owner: Owner
    condition: Condition
    serial: str = ""
    old_serial: str = ""
    value: int = 0
    settled: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


class Taken(NamedTuple):
    """Where the pieces of a use come from: the technician's hand (empty: the shelf), and their number there."""

    owner: Owner
    hand: str
    serials: tuple[str, ...]


def decide_use(situation: Situation, command: UsePart) -> Decision:
    """Never below zero, no number twice, HQ's parts for warranty alone, and nothing that others wait for."""
    ticket = situation.known
    item = _item(situation, command)
    qty = pieces(command.qty)
    fault = _fault(ticket, item, command.fault)
    serial = _new_serial(situation, command, item, qty)
    old_serial = _old_serial(situation, command, serial, qty)
    owner = _owner(ticket, item, command, fault, serial)
    taken = _taken(ticket, item, command, owner, qty, serial)
    if not taken.hand:
        _check_promised(item, owner, qty, command.anyway)
    owed = owner == "issued"
    event = PartUsed(
        sku=item.sku,
        part=item.part,
        name=item.name,
        qty=qty,
        owner=owner,
        fault=fault,
        old_serial=old_serial,
        new_serial=serial,
        hand=taken.hand,
        technician=limits.name(command.technician, "technician") or ticket.technician,
        numbered=bool(taken.serials),
        cost=item.cost if owner == "bought" else None,
        value=qty * worth(situation, ticket, item),
        old_parts=old_numbers(situation.returns.last_old, qty) if owed else (),
        due=situation.catalogue.norms.due(item.part, situation.day) if owed else "",
        anyway=command.anyway,
    )
    return Decision((event,))


def worth(situation: Situation, ticket: Ticket, item: StockItem) -> int:
    """Fen that a piece counts for in the material usage: its guide price, else what it cost."""
    device = ticket.device
    cap = situation.catalogue.prices.cap(price.model_name(device), item.part, device.storage)
    return cap if cap is not None else item.cost or 0


def _item(situation: Situation, command: UsePart) -> StockItem:
    text = limits.name(command.part, "part", needed=True)
    part = situation.catalogue.prices.part_of(text)
    item = shelf_match.the_one(situation.shelf, text, price.model_name(situation.known.device), part)
    if item.part == shelf.ACCESSORY:
        raise Refused("accessory_in_device", "part", sku=item.sku)
    return item


def _fault(ticket: Ticket, item: StockItem, given: int | None) -> int:
    """The fault it is for: the one of the quote's line where none is named."""
    most = max(0, len(ticket.faults) - 1)
    if given is not None:
        if not 0 <= given <= most:
            raise Refused("out_of_range", "fault", low=0, high=most)
        return given
    lines = ticket.quote.lines if ticket.quote else ()
    return next((line.fault for line in lines if item.sku in {line.sku, shelf.sku_of(line.code)}), 0)


def _new_serial(situation: Situation, command: UsePart, item: StockItem, qty: int) -> str:
    serial = shelf.clean_serial(command.new_serial, "new_serial")
    if not serial:
        return ""
    if qty != 1:
        raise Refused("serial_one", "qty")
    seen = situation.serials.get(serial)
    if seen is not None and seen.place not in {"shelf", "lent"}:
        raise Refused("serial_used", "new_serial", serial=serial)
    if seen is not None and seen.sku != item.sku:
        raise Refused("serial_of_other", "new_serial", serial=serial, sku=seen.sku)
    return serial


def _old_serial(situation: Situation, command: UsePart, new: str, qty: int) -> str:
    serial = shelf.clean_serial(command.old_serial, "old_serial")
    if not serial:
        return ""
    if qty != 1:
        raise Refused("serial_one", "qty")
    if serial == new:
        raise Refused("serial_same", "old_serial", serial=serial)
    seen = situation.serials.get(serial)
    if seen is not None and seen.place != "device":
        raise Refused("serial_used", "old_serial", serial=serial)
    return serial


def _owner(ticket: Ticket, item: StockItem, command: UsePart, fault: int, serial: str) -> Owner:
    """HQ's part only for what is in warranty; a number that was scanned tells whose piece it is."""
    covered = ticket.faults[fault].covered if ticket.faults else None
    inside = covered is not None and covered.coverage == "in"
    scanned = next((piece.owner for piece in item.pieces if piece.serial == serial), None)
    owner: Owner = command.owner or scanned or ("issued" if inside else "bought")
    if scanned is not None and scanned != owner:
        raise Refused("serial_of_owner", "owner", serial=serial)
    if owner == "issued" and not inside:
        raise Refused("issued_for_warranty", "owner", fault=fault)
    return owner


def _taken(ticket: Ticket, item: StockItem, command: UsePart, owner: Owner, qty: int, serial: str) -> Taken:
    """From the technician's hands where those hold enough (or that very piece), else from the shelf."""
    technician = limits.name(command.technician, "technician") or ticket.technician
    piece = next((each for each in item.pieces if each.serial == serial), None)
    if piece is not None:
        hand = piece.technician
    else:
        hand = technician if technician and item.unnumbered(owner, technician) >= qty else ""
    serials = (serial,) if piece is not None else ()
    shelf.check_taken(item, owner, qty, technician=hand, serials=serials, field="part", named="new_serial")
    return Taken(owner, hand, serials)


def _check_promised(item: StockItem, owner: Owner, qty: int, anyway: bool) -> None:
    free = max(0, item.free(owner))
    if qty > free and not anyway:
        reserved = item.reserved if owner == "bought" else item.reserved_issued
        raise Refused("reserved", "part", sku=item.sku, reserved=reserved, free=free)


def decide_return(situation: Situation, command: ReturnPart) -> Decision:
    """What went in last comes out first; a repair that stands is reopened before its parts come out."""
    ticket = situation.known
    qty = pieces(command.qty)
    use = _use(situation, ticket, limits.name(command.part, "part", needed=True), qty)
    if ticket.stage == "ready" and ticket.outcome in {"repaired", "exchanged"}:
        raise Refused("reopen_first", "ticket", ticket=ticket.number)
    reason = limits.words(command.reason, "reason", needed=True)
    owed = [situation.returns.old[number] for number in use.old if number in situation.returns.old]
    here = [part.number for part in owed if part.place == "owed" and part.why == "used"]
    if command.condition == "good":
        _check_old_here(owed, here, qty)
    # Of pieces without numbers the ones used last are meant; an old part that is on its way stays HQ's.
    back = tuple(here[-qty:])
    good = command.condition == "good"
    event = PartReturned(
        use=use.seq,
        sku=use.sku,
        part=use.part,
        qty=qty,
        owner=use.owner,
        condition=command.condition,
        serial=use.new_serial,
        old_serial=use.old_serial if back or use.owner == "bought" else "",
        value=use.value * qty // use.qty if good else 0,
        settled=back if good else (),
        turned=() if good else back,
        reason=reason,
    )
    return Decision((event,))


def _use(situation: Situation, ticket: Ticket, text: str, qty: int) -> PartUse:
    """The last use of a part that still has so many pieces in the device. Raises Refused."""
    names = {shelf.sku_of(text), text.casefold(), situation.catalogue.prices.part_of(text)} - {""}
    serial = shelf.serial_of(text)
    matching = [
        use
        for use in ticket.parts
        if use.inside and (use.sku in names or use.part in names or (serial and use.new_serial == serial))
    ]
    if not matching:
        raise Refused("not_in_device", "part", part=text)
    if all(use.charged for use in matching):
        raise Refused("part_charged", "part", part=matching[-1].name)
    matching = [use for use in matching if not use.charged]
    if len({use.sku for use in matching}) > 1:
        skus = " ".join(sorted({use.sku for use in matching}))
        raise Refused("sku_ambiguous", "part", part=text, skus=skus)
    enough = [use for use in matching if use.inside >= qty]
    if not enough:
        raise Refused(
            "fewer_in_device", "qty", sku=matching[-1].sku, there=max(use.inside for use in matching)
        )
    return enough[-1]


def _check_old_here(owed: list[OldPart], here: list[str], qty: int) -> None:
    """A new part of HQ's goes back on the shelf only together with the old one going back into the device."""
    if not owed or len(here) >= qty:
        return
    away = next(part for part in owed if part.number not in here and part.place != "settled")
    code = "old_part_boxed" if away.place == "boxed" else "old_part_gone"
    raise Refused(code, "part", old_part=away.number, box=away.box)


def evolve_used(ticket: Ticket, header: Header, event: PartUsed) -> Ticket:
    """One more part in the device."""
    use = PartUse(
        sku=event.sku,
        part=event.part,
        name=event.name,
        qty=event.qty,
        owner=event.owner,
        seq=header.seq,
        fault=event.fault,
        old_serial=event.old_serial,
        new_serial=event.new_serial,
        old=event.old_parts,
        value=event.value,
    )
    return replace(ticket, parts=(*ticket.parts, use))


def evolve_returned(ticket: Ticket, _: Header, event: PartReturned) -> Ticket:
    """A part less in the device; what never went in, or came out before, is a contradiction."""
    use = next((use for use in ticket.parts if use.seq == event.use), None)
    if use is None or not 0 <= use.returned + event.qty <= use.qty:
        return replace(ticket, conflict=True)
    after = replace(use, returned=use.returned + event.qty)
    return replace(ticket, parts=tuple(after if each is use else each for each in ticket.parts))


def item_used(item: StockItem, event: PartUsed) -> StockItem:
    """The shelf after a use. Total."""
    out = (event.new_serial,) if event.numbered else ()
    return shelf.moved(item, event.owner, -event.qty, technician=event.hand, out=out)


def item_returned(item: StockItem, event: PartReturned) -> StockItem:
    """The shelf after a return: good pieces lie on it again. Total."""
    if event.condition != "good":
        return item
    return shelf.moved(item, event.owner, event.qty, into=(event.serial,) if event.serial else ())


DECIDE: dict[type, Callable[..., Any]] = {UsePart: decide_use, ReturnPart: decide_return}
EVOLVE: dict[type, Callable[..., Any]] = {PartUsed: evolve_used, PartReturned: evolve_returned}
STAGE_OF: dict[type, str] = {PartUsed: "use_part", PartReturned: "return_part"}
