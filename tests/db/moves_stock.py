"""Random commands about parts, and what holds of the shelf after all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_args

from mihome_desk.db import journal, reserved, shelf, states
from mihome_desk.desk import Desk
from mihome_desk.rules import house
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.oldparts import (
    BoxCounted,
    BoxPart,
    OpenBox,
    SealBox,
    SendBox,
    UnboxPart,
)
from mihome_desk.rules.parts import Condition, PartReturned, PartUsed, ReturnPart, UsePart
from mihome_desk.rules.requests import CloseRequest, LineWanted, RequestParts
from mihome_desk.rules.returns import Box
from mihome_desk.rules.service import Owner
from mihome_desk.rules.shelf import StockItem
from mihome_desk.rules.stock import (
    CountStock,
    GiveBackPart,
    LendPart,
    ReceiveParts,
    SetStock,
    WriteOff,
)
from mihome_desk.rules.stock_events import (
    Loss,
    PartsGivenBack,
    PartsLent,
    PartsReceived,
    PartsWrittenOff,
    StockCounted,
)
from mihome_desk.rules.ticket import Ticket

SKUS = {"SCR-1": "DISPLAY", "BAT-1": "BATTERY", "CASE-1": "accessory"}
STAFF = ("王工", "李工")
OWNERS: tuple[Owner, ...] = ("bought", "issued")


def _sku(at: int) -> str:
    return (
        (*SKUS, "scr-1", "NONE", "?")[at % (len(SKUS) + 3)] if at % 11 == 0 else tuple(SKUS)[at % len(SKUS)]
    )


def _item(desk: Desk, at: int) -> StockItem | None:
    return desk.ask(shelf.load_item, tuple(SKUS)[at % len(SKUS)])


def _serials(desk: Desk, at: int, technician: str = "") -> tuple[str, ...]:
    item = _item(desk, at)
    found = item.serials(OWNERS[at // 3 % 2], technician) if item else ()
    return found[: at // 5 % 2]


def receive(desk: Desk, at: int) -> Any:
    """Pieces with and without numbers; now and then what cannot be."""
    sku = _sku(at)
    qty = at // 7 % 4 + (0 if at % 29 == 0 else 1)
    serials = tuple(f"SN-{at // 13 % 60:04}-{each}" for each in range(at // 17 % 3))
    return ReceiveParts(
        sku,
        qty,
        OWNERS[at // 3 % 2],
        part=SKUS.get(sku.upper(), "DISPLAY" if at % 5 else "nothing"),
        name="" if at % 4 else f"件 {sku.upper()}",
        cost=at % 5_000 if at % 3 == 0 else None,
        serials=serials,
        fits=("Redmi Note 7",) if at % 2 else (),
    )


def count(desk: Desk, at: int) -> Any:
    """Mostly what is there, sometimes a piece more or less."""
    item, owner = _item(desk, at), OWNERS[at // 3 % 2]
    there = item.held(owner) if item else 0
    missing = _serials(desk, at) if at % 3 == 0 else ()
    return CountStock(_sku(at), there + at // 5 % 4 - 2, owner, missing, "数过" if at % 7 else "")


def lend(desk: Desk, at: int) -> Any:
    """To one of two technicians, now and then one piece more than there is."""
    item, owner = _item(desk, at), OWNERS[at // 3 % 2]
    there = item.held(owner) if item and at // 11 % 4 == 0 else 0
    return LendPart(_sku(at), STAFF[at // 5 % 2], there + at // 7 % 3, owner, _serials(desk, at))


def give_back(desk: Desk, at: int) -> Any:
    """What may be in hand."""
    who = STAFF[at // 5 % 2]
    return GiveBackPart(_sku(at), who, at // 11 % 2 + 1, OWNERS[at // 3 % 2], _serials(desk, at, who))


def write_off(desk: Desk, at: int) -> Any:
    """For every kind of reason, from the shelf and from a technician's hands."""
    why, owner, item = get_args(Loss)[at // 5 % 3], OWNERS[at // 3 % 2], _item(desk, at)
    hands = sorted((item.lent if owner == "bought" else item.lent_issued) if item else ())
    who = hands[0] if hands and at % 4 else STAFF[at % 2] if why == "broken" or at % 3 == 0 else ""
    serials = _serials(desk, at, who) or _serials(desk, at)
    return WriteOff(_sku(at), at // 11 % 2 + 1, why, "x", owner, who, serials)


def _ticket(desk: Desk, at: int) -> Ticket | None:
    rows = desk.ask(
        lambda conn: conn.execute(
            "SELECT id FROM tickets ORDER BY stage <> 'repairing', opened_seq"
        ).fetchall()
    )
    return desk.ask(states.load_ticket, rows[at % min(3, len(rows))][0]) if rows else None


def use(desk: Desk, at: int) -> Any:
    """A part for a ticket that is likely in repair."""
    ticket = _ticket(desk, at)
    if ticket is None:
        return None
    text = (
        "CASE-1"
        if at % 37 == 0
        else "NONE"
        if at % 41 == 0
        else ("SCR-1", "BAT-1", "屏幕", "电池")[at // 2 % 4]
    )
    item = desk.ask(shelf.load_item, "SCR-1" if at // 2 % 2 == 0 else "BAT-1")
    numbered = [piece.serial for piece in item.pieces] if item is not None and at // 3 % 2 else []
    seen = [
        row[0] for row in desk.ask(lambda conn: conn.execute("SELECT serial FROM part_serials").fetchall())
    ]
    known = seen[at % len(seen)] if seen else ""
    serials = [known] if known and at % 17 < 3 else numbered[:1]
    old = known if at % 19 < 4 else f"OLD-{at // 7 % 50:03}" if at % 4 == 0 else ""
    return UsePart(
        ticket.number or ticket.id,
        text,
        1 if serials or old or at % 3 else 2,
        old_serial=old,
        new_serial=serials[0] if serials else "",
        owner=(None, None, *OWNERS)[at // 5 % 4],
        anyway=at % 5 == 0,
    )


def take_out(desk: Desk, at: int) -> Any:
    """A part that a device has."""
    ticket = _ticket(desk, at)
    if ticket is None:
        return None
    part = ticket.parts[at % len(ticket.parts)].sku if ticket.parts else "SCR-1"
    return ReturnPart(
        ticket.number or ticket.id,
        part,
        at // 7 % 2 + 1 if at % 3 == 0 else 1,
        get_args(Condition)[at // 5 % 2],
        "x",
    )


def request(_: Desk, at: int) -> Any:
    """One or two SKUs."""
    lines = (LineWanted("SCR-1", at % 4 + 1, "屏"), LineWanted("BAT-1" if at % 5 else "SCR-1", 1, "电池"))
    return RequestParts(lines[: at % 2 + 1])


def _box(desk: Desk, at: int, state: str) -> str:
    found = [box.number for box in desk.boxes() if box.state == state]
    return found[at % len(found)] if found else "B0001"


def _old(desk: Desk, at: int) -> str:
    found = desk.old_parts()
    return found[at % len(found)].number if found else "J0001"


def unbox(desk: Desk, at: int) -> Any:
    """An old part out of the box it lies in, mostly."""
    inside = [line for line in desk.old_parts() if line.place == "boxed"]
    if not inside or at % 5 == 0:
        return UnboxPart(_box(desk, at, "open"), _old(desk, at))
    line = inside[at % len(inside)]
    return UnboxPart(line.box, line.number)


def count_box(desk: Desk, at: int) -> Any:
    """HQ finds all, or not all, or more."""
    number = _box(desk, at, "sent")
    parts = next((box.parts for box in desk.boxes() if box.number == number), ())
    extra = (_old(desk, at // 7),) if at % 5 == 0 else ("没见过的",) if at % 7 == 0 else ()
    received = tuple(dict.fromkeys((*parts[at % 3 if at % 4 == 0 else 0 :], *extra)))
    return BoxCounted(number, received, "x" if at % 9 else "")


MOVES: dict[str, Callable[[Desk, int], Any | None]] = {
    "receive_parts": receive,
    "count_stock": count,
    "set_stock": lambda _, at: SetStock(_sku(at), "x", low=at % 5, retail=at if at % 3 else None),
    "lend_part": lend,
    "give_back_part": give_back,
    "write_off": write_off,
    "use_part": use,
    "return_part": take_out,
    "request_parts": request,
    "close_request": lambda _, at: CloseRequest(f"R{at % 5:04}", "x" if at % 4 else ""),
    "open_box": lambda desk, at: (
        OpenBox() if at % 3 == 0 else BoxPart(_box(desk, at, "open"), _old(desk, at))
    ),
    "box_part": lambda desk, at: BoxPart(_box(desk, at, "open"), _old(desk, at)),
    "unbox_part": unbox,
    "seal_box": lambda desk, at: SealBox(_box(desk, at, "open")),
    "send_box": lambda desk, at: SendBox(_box(desk, at, "sealed"), "顺丰", f"SF{at:07}"),
    "box_counted": count_box,
}


def check(desk: Desk) -> None:
    """What holds of the whole shelf after every sequence."""
    ledger, old = _ledger(desk)
    items = {
        row[0]: shelf.item_of(row[1])
        for row in desk.ask(lambda conn: conn.execute("SELECT sku, state FROM stock").fetchall())
    }
    _check_stock(items, ledger)
    _check_serials(desk, items)
    _check_old_parts(desk, old)
    _check_reserved(desk)


def _ledger(desk: Desk) -> tuple[Counter[tuple[str, Owner, str]], int]:
    """Pieces by SKU, owner and hand (empty: the shelf), and old parts owed in all, from the journal's facts alone."""
    pieces: Counter[tuple[str, Owner, str]] = Counter()
    old = 0
    numbers = Numbers()
    for entry in desk.ask(lambda conn: list(journal.entries(conn))):
        header = entry.header
        event = house.join_event(header.kind, header.version, journal.body_of(entry).get("data", {}))
        numbers.see(event)
        match event:
            case PartsReceived():
                pieces[event.sku, event.owner, ""] += event.qty
            case StockCounted():
                pieces[event.sku, event.owner, ""] += event.difference
            case PartsLent() | PartsGivenBack():
                out = 1 if isinstance(event, PartsLent) else -1
                pieces[event.sku, event.owner, ""] -= out * event.qty
                pieces[event.sku, event.owner, event.technician] += out * event.qty
            case PartsWrittenOff():
                pieces[event.sku, event.owner, event.technician if event.lent else ""] -= event.qty
                old += event.qty if event.owner == "issued" and event.why != "lost" else 0
            case PartUsed():
                pieces[event.sku, event.owner, event.hand] -= event.qty
                old += event.qty if event.owner == "issued" else 0
            case PartReturned() if event.condition == "good":
                pieces[event.sku, event.owner, ""] += event.qty
                old -= event.qty if event.owner == "issued" else 0
            case None:
                raise AssertionError(header.kind)
        if header.kind in {"SaleMade", "SaleReturned"}:
            sold = -1 if header.kind == "SaleMade" else int(getattr(event, "condition", "good") == "good")
            for line in getattr(event, "lines", ()):
                pieces[line.sku, "bought", ""] += sold * line.qty
    return pieces, old


def _check_stock(items: dict[str, StockItem], ledger: Counter[tuple[str, Owner, str]]) -> None:
    """Receipts, less issues, more returns, less losses, more or less by counts; never below zero anywhere."""
    assert min(ledger.values(), default=0) >= 0
    for item in items.values():
        for owner in OWNERS:
            hands = {hand for sku, whose, hand in ledger if (sku, whose) == (item.sku, owner)}
            assert item.total(owner) == sum(ledger[item.sku, owner, hand] for hand in hands)
            for place in {"", *hands, *item.lent, *item.lent_issued}:
                assert item.held(owner, place) == ledger[item.sku, owner, place], (item, owner, place)
                assert item.held(owner, place) >= len(item.serials(owner, place)) >= 0
        assert not item.conflict
        numbers = [piece.serial for piece in item.pieces]
        assert len(numbers) == len(set(numbers))
    assert {sku for (sku, _, _), many in ledger.items() if many} <= items.keys()


def _check_serials(desk: Desk, items: dict[str, StockItem]) -> None:
    """Each number in one place, those in the store the items' own, and none in two devices at once."""
    rows = desk.ask(
        lambda conn: conn.execute("SELECT serial, sku, place, holder FROM part_serials").fetchall()
    )
    here = {serial: (sku, place, holder) for serial, sku, place, holder in rows if place in {"shelf", "lent"}}
    pieces = {
        piece.serial: (item.sku, "lent" if piece.technician else "shelf", piece.technician)
        for item in items.values()
        for piece in item.pieces
    }
    assert here == pieces
    old = {serial: holder for serial, _, place, holder in rows if place == "old"}
    bags = {line.number: line for line in desk.old_parts()}
    assert all(bags[number].serial == serial for serial, number in old.items())


@dataclass
class Numbers:
    """Where serial numbers are, told by the journal's facts alone."""

    here: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)

    def see(self, event: Any) -> None:
        """One more fact; none may use a number that is somewhere else."""
        match event:
            case PartsReceived():
                assert not {*event.serials} & (self.here | self.inside | self.out)
                self.here |= {*event.serials}
            case PartUsed():
                self._used(event.new_serial, event.old_serial)
            case PartReturned():
                self._returned(event)
            case StockCounted():
                self._lost(event.missing)
            case PartsWrittenOff():
                self._lost(event.serials)

    def _used(self, new: str, old: str) -> None:
        if old:
            assert old not in self.here | self.out
            self.inside.discard(old)
            self.out.add(old)
        if new:
            assert new not in self.inside | self.out
            self.here.discard(new)
            self.inside.add(new)

    def _returned(self, event: PartReturned) -> None:
        if event.serial:
            assert event.serial in self.inside
            self.inside.discard(event.serial)
            (self.here if event.condition == "good" else self.out).add(event.serial)
        if event.old_serial:
            self.out.discard(event.old_serial)
            self.inside.add(event.old_serial)

    def _lost(self, serials: tuple[str, ...]) -> None:
        assert {*serials} <= self.here
        self.here -= {*serials}
        self.out |= {*serials}


def _check_old_parts(desk: Desk, owed: int) -> None:
    """As many as HQ's parts went into devices, and each in one box at most."""
    lines = desk.old_parts()
    assert sum(line.place != "settled" for line in lines) == owed
    boxes: dict[str, Box] = {
        row[0]: from_plain(Box, json.loads(row[1]))
        for row in desk.ask(lambda conn: conn.execute("SELECT number, state FROM boxes").fetchall())
    }
    under_way = Counter(part for box in boxes.values() if box.state != "counted" for part in box.parts)
    assert not under_way or max(under_way.values()) == 1
    assert {line.number for line in lines if line.place in {"boxed", "sent"}} == set(under_way)
    for line in lines:
        if line.place in {"boxed", "sent"}:
            assert line.number in boxes[line.box].parts
        if line.place == "received":
            assert line.number in (*boxes[line.box].parts, *boxes[line.box].extra)


def _check_reserved(desk: Desk) -> None:
    """Beside every ticket what its approved quote still needs, and nothing else."""
    rows = desk.ask(
        lambda conn: conn.execute(
            "SELECT ticket, line, sku, code, part, name, owner, qty FROM reserved"
        ).fetchall()
    )
    tickets = desk.ask(lambda conn: conn.execute("SELECT id FROM tickets").fetchall())
    needed = set()
    for (ticket,) in tickets:
        state = desk.ask(states.load_ticket, ticket)
        assert state is not None
        needed |= {(ticket, *need) for need in desk.ask(reserved.needed, state)}
        if state.stage in {"ready", "collected"}:
            assert ticket not in {row[0] for row in rows}
    assert {tuple(row) for row in rows} == needed
    assert all(row[-1] > 0 for row in rows)
