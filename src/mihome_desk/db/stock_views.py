"""The shelf as lists ask for it: stock with its margin, one item's pieces and moves, awaited parts, usage."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mihome_desk.db import states
from mihome_desk.db.reserved import candidates
from mihome_desk.db.return_views import requested
from mihome_desk.db.shelf import item_of, load_item
from mihome_desk.db.stockroom import (
    AwaitedPart,
    Awaiting,
    LentLine,
    StockDetail,
    StockLine,
    StockMove,
    UsageLine,
)
from mihome_desk.rules import price, shelf_match
from mihome_desk.rules.shelf import ACCESSORY, StockItem, sku_of
from mihome_desk.rules.shop import by_barcode
from mihome_desk.rules.ticket import Ticket

if TYPE_CHECKING:
    from mihome_desk.rules.norms import Norms
    from mihome_desk.rules.situation import Catalogue


def stock(conn: sqlite3.Connection, catalogue: Catalogue, words: str = "") -> tuple[StockLine, ...]:
    """Every SKU whose number, serial numbers, name, part or models hold all the words; what runs short first."""
    items = _items(conn)
    serials = {item.sku: " ".join(piece.serial for piece in item.pieces) for item in items}
    lines = [
        line for line in _lines(conn, catalogue, items) if _meant(line, serials[line.sku], catalogue, words)
    ]
    return tuple(sorted(lines, key=lambda line: (not line.conflict, not line.short, line.part, line.sku)))


def _items(conn: sqlite3.Connection) -> list[StockItem]:
    return [item_of(row[0]) for row in conn.execute("SELECT state FROM stock ORDER BY sku")]


def _lines(conn: sqlite3.Connection, catalogue: Catalogue, items: Iterable[StockItem]) -> list[StockLine]:
    promised: dict[str, Counter[str]] = defaultdict(Counter)
    for sku, owner, qty in conn.execute("SELECT sku, owner, sum(qty) FROM reserved GROUP BY sku, owner"):
        promised[sku][owner] = qty
    coming = requested(conn)
    return [_line(item, promised[item.sku], coming[item.sku], catalogue) for item in items]


def _line(item: StockItem, promised: Counter[str], coming: int, catalogue: Catalogue) -> StockLine:
    caps = [cap for model in item.fits if (cap := catalogue.prices.cap(model, item.part)) is not None]
    cap = min(caps, default=None)
    listed = catalogue.accessories.get(item.sku)
    retail = listed.retail if item.retail is None and listed is not None else item.retail
    price_of = retail if item.part == ACCESSORY else cap
    free = item.on_hand - promised["bought"]
    return StockLine(
        sku=item.sku,
        name=item.name,
        part=item.part,
        fits=item.fits,
        on_hand=item.on_hand,
        issued=item.issued,
        lent=sum(item.lent.values()),
        lent_issued=sum(item.lent_issued.values()),
        reserved=promised["bought"],
        reserved_issued=promised["issued"],
        free=free,
        cost=item.cost,
        retail=retail,
        cap=cap,
        margin=price_of - item.cost if price_of is not None and item.cost is not None else None,
        low=item.low,
        short=free + item.issued - promised["issued"] <= item.low,
        requested=coming,
        conflict=item.conflict,
    )


def _meant(line: StockLine, serials: str, catalogue: Catalogue, words: str) -> bool:
    """Whether each word stands in the item's numbers, name, part or models, in whatever spelling."""
    kind = catalogue.prices.part(line.part)
    listed = catalogue.accessories.get(line.sku)
    names = [line.sku, serials, line.name, line.part, *line.fits, *(kind.names if kind else ())]
    names += [listed.barcode, listed.zh, listed.en] if listed else []
    text = " ".join(names).casefold()
    models = [price.normal(model) for model in line.fits]
    return all(
        word in text
        or any(price.normal(word) and price.normal(word) in model for model in models)
        or (kind is not None and kind.meant_by(word))
        for word in words.casefold().split()
    )


def stock_item(conn: sqlite3.Connection, catalogue: Catalogue, sku: str) -> StockDetail | None:
    """One SKU with its pieces, who has some in hand, and which tickets wait for it."""
    listed = by_barcode(catalogue.accessories.values(), sku)
    item = load_item(conn, sku_of(sku)) or (load_item(conn, listed.sku) if listed else None)
    if item is None:
        return None
    hands = [("bought", item.lent), ("issued", item.lent_issued)]
    lent = tuple(
        LentLine(
            technician, owner, qty, item.serials("bought" if owner == "bought" else "issued", technician)
        )
        for owner, held in hands
        for technician, qty in sorted(held.items())
    )
    waiting = conn.execute(
        "SELECT DISTINCT t.number, t.opened_seq FROM reserved r JOIN tickets t ON t.id = r.ticket "
        "WHERE r.sku = ? ORDER BY t.opened_seq",
        (item.sku,),
    )
    return StockDetail(
        line=_lines(conn, catalogue, [item])[0],
        serials=item.serials("bought"),
        serials_issued=item.serials("issued"),
        lent=lent,
        tickets=tuple(row[0] for row in waiting),
    )


def fitting(conn: sqlite3.Connection, catalogue: Catalogue, ticket: str) -> tuple[StockLine, ...]:
    """What the shelf has for a ticket (by its id): what its quote names first, then by its model."""
    state = states.load_ticket(conn, ticket)
    if state is None:
        return ()
    model = price.model_name(state.device)
    quoted = _quoted(state)
    items = [
        item
        for item in _items(conn)
        if item.part != ACCESSORY and (item.sku in quoted or shelf_match.fits(item, model))
    ]

    def rank(line: StockLine) -> tuple[bool, bool, bool, str]:
        named = line.sku in quoted or line.part in quoted
        return not named, not line.fits, line.on_hand + line.issued <= 0, line.sku

    return tuple(sorted(_lines(conn, catalogue, items), key=rank))


def _quoted(ticket: Ticket) -> frozenset[str]:
    lines = ticket.quote.lines if ticket.quote is not None else ()
    return frozenset(name for line in lines for name in (line.sku, line.part, sku_of(line.code)) if name)


def stock_moves(conn: sqlite3.Connection, sku: str) -> tuple[StockMove, ...]:
    """What happened to a SKU, newest first."""
    rows = conn.execute(
        "SELECT m.seq, m.at_ms, m.actor, m.kind, m.owner, m.qty, m.change, coalesce(t.number, s.number, ''), "
        "m.who, m.why, m.serials, m.document, m.reason FROM stock_moves m LEFT JOIN tickets t ON t.id = m.subject "
        "LEFT JOIN sales s ON s.id = m.subject WHERE m.sku = ? ORDER BY m.seq DESC, m.line DESC",
        (sku_of(sku),),
    )
    return tuple(StockMove._make((*row[:10], tuple(row[10].split()), *row[11:])) for row in rows)


def awaited_parts(conn: sqlite3.Connection) -> tuple[AwaitedPart, ...]:
    """The parts that approved repairs wait for: what is missing first, then what came and lets one go on.

    What the shelf covers and nobody waits for is left out.
    """
    groups: dict[tuple[str, str, str], list[tuple[str, str, str, int, str, str]]] = {}
    rows = conn.execute(
        "SELECT r.sku, r.code, r.part, r.name, r.owner, r.qty, t.id, t.number, t.stage FROM reserved r "
        "JOIN tickets t ON t.id = r.ticket ORDER BY t.opened_seq, r.line"
    )
    for sku, code, part, name, owner, qty, ticket, number, stage in rows:
        key = (sku, "" if sku else (part or code), owner)
        groups.setdefault(key, []).append((code, name, ticket, qty, number, stage))
    coming = requested(conn)
    found = [_awaited(conn, key, needs, coming) for key, needs in groups.items()]
    found = [
        part for part in found if part.missing or any(need.stage == "waiting_parts" for need in part.tickets)
    ]
    return tuple(sorted(found, key=lambda part: (part.missing == 0, part.name, part.sku)))


def _awaited(
    conn: sqlite3.Connection,
    key: tuple[str, str, str],
    needs: list[tuple[str, str, str, int, str, str]],
    coming: Counter[str],
) -> AwaitedPart:
    sku, part, owner = key
    items = _for(conn, sku, part, needs[0])
    held: list[int] = [item.total("bought" if owner == "bought" else "issued") for item in items]
    there = max(0, sum(held))
    left, waiting = there, []
    for _code, _name, ticket, qty, number, stage in needs:
        waiting.append(Awaiting(ticket, number, qty, stage, left >= qty))
        left = max(0, left - qty)
    needed = sum(need[3] for need in needs)
    return AwaitedPart(
        sku=sku,
        code=needs[0][0],
        name=items[0].name if sku and items else needs[0][1],
        owner=owner,
        needed=needed,
        there=there,
        missing=max(0, needed - there),
        requested=sum(coming[item.sku] for item in items) or coming[sku_of(needs[0][0])],
        tickets=tuple(waiting),
    )


def _for(
    conn: sqlite3.Connection, sku: str, part: str, need: tuple[str, str, str, int, str, str]
) -> list[StockItem]:
    """The items that may serve a need: the one it names, or all of that part that fit the first ticket's model."""
    if sku:
        item = load_item(conn, sku)
        return [item] if item is not None else []
    ticket = states.load_ticket(conn, need[2])
    model = price.model_name(ticket.device) if ticket is not None else ""
    return candidates(conn, need[0], part, model)


def usage(conn: sqlite3.Connection, norms: Norms, start_ms: int, end_ms: int) -> tuple[UsageLine, ...]:
    """Material usage by model between two instants (UTC ms), the heaviest against its norm first.

    Repairs are those completed in the time; parts count when they went in, less those that came out.
    """
    tallies: dict[tuple[str, str], _Tally] = {}

    def of(category: str, model: str) -> _Tally:
        return tallies.setdefault((category, price.normal(model)), _Tally(category, model))

    done = conn.execute(
        "SELECT category, model FROM tickets WHERE outcome = 'repaired' AND ended_at >= ? AND ended_at < ?",
        (start_ms, end_ms),
    )
    for category, model in done:
        of(category, model).repairs += 1
    moves = conn.execute(
        "SELECT t.category, t.model, m.kind, m.owner, m.qty, m.value FROM stock_moves m "
        "JOIN tickets t ON t.id = m.subject WHERE m.at_ms >= ? AND m.at_ms < ? AND m.kind IN ('used', 'returned')",
        (start_ms, end_ms),
    )
    for category, model, kind, owner, qty, fen in moves:
        tally, change = of(category, model), qty if kind == "used" else -qty
        tally.pieces += change
        tally.issued += change if owner == "issued" else 0
        tally.value += fen
    lines = [tally.line(norms) for tally in tallies.values()]
    return tuple(sorted(lines, key=lambda line: (-(line.percent or 0), -line.value, line.model)))


@dataclass
class _Tally:
    """What the repairs of one model used."""

    category: str
    model: str
    repairs: int = 0
    pieces: int = 0
    issued: int = 0
    value: int = 0

    def line(self, norms: Norms) -> UsageLine:
        """With the norm and how much of it was used."""
        norm = norms.norm(self.category, self.model)
        full = (norm or 0) * self.repairs
        percent = (200 * self.value + full) // (2 * full) if full else None
        return UsageLine(
            self.category, self.model, self.repairs, self.pieces, self.issued, self.value, norm, percent
        )
