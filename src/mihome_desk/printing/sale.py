"""The receipt of a counter sale: what was sold, what came back, how it was paid."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mihome_desk import words
from mihome_desk.catalog import accessories
from mihome_desk.db import journal, money
from mihome_desk.db.money import SaleSeen
from mihome_desk.printing import pieces
from mihome_desk.printing.elements import Barcode, Element, Field, Heading, Pair, Paper, Rule, Space, Text
from mihome_desk.printing.facts import House, masked, moment
from mihome_desk.printing.facts import money as yuan
from mihome_desk.printing.gather import house_of
from mihome_desk.rules.front import Store
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shop import sale_barcode
from mihome_desk.settings import Settings
from mihome_desk.text import N_, say


@dataclass(frozen=True)
class Order:
    """The entry that ordered a paper: its mark, who gave it, when, which copy it is and why."""

    mark: str
    staff: str
    at: datetime
    copy: int = 1
    reason: str = ""


@dataclass(frozen=True)
class ReceiptLine:
    """One thing sold; money in fen, ``list_fen`` the list's price where less was paid, ``returned`` pieces."""

    name: str
    qty: int
    price_fen: int
    list_fen: int | None = None
    returned: int = 0
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class SaleFacts:
    """All that a receipt says; payment words are in its language, ``phone`` whole and only printed masked."""

    house: House
    number: str
    barcode: str
    sold_at: datetime
    lines: tuple[ReceiptLine, ...]
    payments: tuple[tuple[str, int], ...]
    refunds: tuple[tuple[str, int], ...]
    order: Order
    ticket: str = ""
    phone: str = ""


def sale_receipt(facts: SaleFacts, lang: str) -> Paper:
    """What the customer gets; its bars are what the counter scans when something comes back."""
    total = sum(line.qty * line.price_fen for line in facts.lines)
    elements = (
        *head(facts.house, facts.order, lang, say(lang, "Sales receipt"), facts.number),
        Rule(),
        Field(say(lang, "Sold at"), moment(facts.sold_at)),
        *pieces.told(lang, (N_("Ticket"), facts.ticket), (N_("Phone"), masked(facts.phone))),
        Rule(),
        *(element for line in facts.lines for element in _line(line, lang)),
        Rule(),
        Pair(say(lang, "Total"), yuan(total), bold=True, size="double"),
        *(Pair(word, yuan(fen)) for word, fen in facts.payments),
        *_returned(facts, lang),
        Rule(),
        Text(say(lang, "Keep this receipt: a return, an exchange or an invoice needs it.")),
        Space(),
        Barcode(facts.barcode),
        *foot(facts.house, facts.order, lang),
    )
    return Paper("sale_receipt", lang, elements, facts.order.at)


def _line(line: ReceiptLine, lang: str) -> list[Element]:
    found: list[Element] = [Pair(line.name, yuan(line.qty * line.price_fen))]
    if line.qty != 1:
        found.append(Text(f"  {line.qty} x {yuan(line.price_fen)}"))
    if line.list_fen is not None:
        found.append(Text("  " + say(lang, "instead of {amount} each", amount=yuan(line.list_fen))))
    found += [Text(f"  SN {serial}") for serial in line.serials]
    return found


def _returned(facts: SaleFacts, lang: str) -> list[Element]:
    back = [line for line in facts.lines if line.returned]
    if not back:
        return []
    return [
        Rule(),
        Text(say(lang, "Returned"), bold=True),
        *(Pair(f"{line.name} x{line.returned}", yuan(-line.returned * line.price_fen)) for line in back),
        *(Pair(say(lang, "Refund {method}", method=word), yuan(fen)) for word, fen in facts.refunds),
    ]


def head(house: House, order: Order, lang: str, title: str, named: str) -> list[Element]:
    """Practice mark, store, the paper's name, what it is about, which copy."""
    return [
        *pieces.practice(house, lang),
        Text(house.name, align="center"),
        Heading(title),
        Heading(named),
        *copied(order, lang),
    ]


def copied(order: Order, lang: str) -> list[Element]:
    """Which copy this is, and why; nothing on an original."""
    if order.copy <= 1:
        return []
    said = say(lang, "COPY {count}: {reason}", count=order.copy, reason=order.reason)
    return [Text(said, bold=True, align="center")]


def foot(house: House, order: Order, lang: str) -> list[Element]:
    """Who printed it where, and the mark by which paper and journal vouch for each other."""
    return [
        Rule(),
        Pair(f"{house.label} {order.staff}".strip(), order.mark),
        *pieces.practice(house, lang),
    ]


# From the tables


def local(at_ms: int, zone: str) -> datetime:
    """An instant in the store's zone."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone))


def order_of(conn: sqlite3.Connection, seq: int, copy: int, zone: str) -> Order:
    """The order behind a paper: the entry that queued its last copy, or the one it is about where none was."""
    entry = next(journal.entries(conn, seq - 1))
    said = journal.private_of(conn, entry.hash).get("data", {}) if copy > 1 else {}
    return Order(
        mark=journal.mark(entry.header.seq, entry.hash),
        staff=entry.header.actor,
        at=local(entry.header.at_ms, zone),
        copy=max(1, copy),
        reason=str(said.get("reason", "")),
    )


def sale_paper(
    conn: sqlite3.Connection, store: Store, text: str, language: str, settings: Settings | None = None
) -> Paper:
    """The receipt of the sale that a text means, as it was ordered last. Raises Refused."""
    seen = money.sale_seen(conn, text)
    if seen is None:
        raise Refused("unknown_sale", "sale", sale=text[:40])
    sale = seen.sale
    order = order_of(conn, sale.copy_seq or sale.seq, sale.copies, store.zone)
    facts = SaleFacts(
        house=house_of(store, settings),
        number=sale.number,
        barcode=sale_barcode(sale.number),
        sold_at=local(sale.at_ms, store.zone),
        lines=tuple(_told(seen, language)),
        payments=tuple((say(language, words.METHODS[paid.method]), paid.amount) for paid in sale.payments),
        refunds=tuple((say(language, words.METHODS[paid.method]), -paid.amount) for paid in sale.refunds),
        order=order,
        ticket=seen.ticket,
        phone=seen.phone,
    )
    return replace(sale_receipt(facts, language), name=f"{sale.number}-sale_receipt-{order.copy}")


def _told(seen: SaleSeen, language: str) -> list[ReceiptLine]:
    return [
        ReceiptLine(
            name=accessories.name_of(line.sku, language) or line.name,
            qty=line.qty,
            price_fen=line.price,
            list_fen=line.retail if line.retail is not None and line.retail > line.price else None,
            returned=line.returned,
            serials=line.serials,
        )
        for line in seen.sale.lines
    ]
