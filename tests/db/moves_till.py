"""Random commands of the till, and what holds of drawer, shelf and days after all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any, get_args

from mihome_desk.db import journal, money, shelf
from mihome_desk.db.days import local_day, next_day
from mihome_desk.desk import Desk
from mihome_desk.rules import house
from mihome_desk.rules.dayclose import CloseDay, PlaceSeen, PrintDay, expected, opening_of
from mihome_desk.rules.handover import PaymentRefunded, PaymentTaken
from mihome_desk.rules.invoice import RequestInvoice
from mihome_desk.rules.loaner import LoanerLent, LoanerReturned
from mihome_desk.rules.sale import (
    PaymentGiven,
    PrintReceipt,
    ReturnLine,
    ReturnSale,
    SaleLineGiven,
    SaleMade,
    SaleReturned,
    Sell,
)
from mihome_desk.rules.shop import DayClosed, Sale
from mihome_desk.rules.stock import ReceiveParts
from mihome_desk.rules.ticket import Method

WARES = {"ACC-FILM": 2_900, "ACC-CHG67": 12_900}
WAYS: tuple[Method, ...] = get_args(Method)


def _sale(desk: Desk, at: int) -> Sale | None:
    sales = desk.last_sales(20)
    return sales[at % len(sales)].sale if sales else None


def _ticket(desk: Desk, at: int) -> str:
    rows = desk.ask(lambda conn: conn.execute("SELECT number FROM tickets ORDER BY number").fetchall())
    return str(rows[at % len(rows)][0]) if rows else "nobody"


def stock(_: Desk, at: int) -> Any:
    """Accessories come in, so that there is something to sell."""
    sku = tuple(WARES)[at % 2]
    return ReceiveParts(sku, at // 2 % 4, "bought", part="accessory", name=sku)


def sell(desk: Desk, at: int) -> Any:
    """Mostly what is there at its price; now and then too much, too dear, or paid wrongly."""
    sku = (*WARES, "NONE")[at % 3] if at % 7 == 0 else tuple(WARES)[at % 2]
    qty = at // 3 % 4 - (at % 13 == 0)
    price = WARES.get(sku, 100) - (at % 5 == 0) * 100 + (at % 17 == 0) * 500
    total = max(0, qty) * price + (at % 19 == 0)
    half = total // 2 if at % 4 == 0 else 0
    payments = tuple(
        PaymentGiven(WAYS[(at + n) % 4], part) for n, part in enumerate((total - half, half)) if part
    )
    ticket = _ticket(desk, at) if at % 6 == 0 else ""
    reason = "x" if at % 3 else ""
    return Sell((SaleLineGiven(sku, qty, price if at % 2 else None),), payments, ticket=ticket, reason=reason)


def take_back(desk: Desk, at: int) -> Any:
    """Pieces of a sale, in either condition."""
    sale = _sale(desk, at)
    if sale is None:
        return ReturnSale("S261122-14", (), "cash", "x")
    line = sale.lines[at % len(sale.lines)]
    lines = (ReturnLine(line.sku, at // 5 % 3),)
    return ReturnSale(
        sale.number, lines, WAYS[at % 4], "x" if at % 5 else "", ("good", "defective")[at // 7 % 2]
    )


def invoice(desk: Desk, at: int) -> Any:
    """For a ticket, a sale, both or none."""
    sale = _sale(desk, at)
    ticket = _ticket(desk, at) if at % 3 else ""
    tax_id = ("", "91110000600037341L", "91110000600037341M")[at // 4 % 3]
    return RequestInvoice(
        "某公司" if at % 2 else "张三", ticket, sale.number if sale and at % 3 == 0 else "", tax_id
    )


def receipt(desk: Desk, at: int) -> Any:
    """An original or a copy."""
    sale = _sale(desk, at)
    return PrintReceipt(sale.number if sale else "S261122-14", "x" if at % 2 else "")


def close(desk: Desk, at: int) -> Any:
    """A day, counted rightly or not, with whatever was met on the shelf."""
    book = desk.drawer(together=at % 2 == 0)
    left = at % 900 if at % 4 == 0 else None
    cash = max(0, expected(book, "cash", opening_of(book, left)) + (at % 5 == 0) * 100)
    places = tuple(PlaceSeen(device.id) for device in book.devices[: at % 9])
    return CloseDay(
        {"cash": cash},
        ("", "2026-11-20")[at % 11 == 0],
        left,
        places,
        "x" if at % 3 else "",
        len(book.days) > 1,
    )


def print_day(desk: Desk, at: int) -> Any:
    """Of a day that is closed, or not."""
    closed = desk.ask(money.closed_through) or "2026-11-22"
    return PrintDay(closed, "x" if at % 2 else "")


MOVES: dict[str, Callable[[Desk, int], Any | None]] = {
    "stock_till": stock,
    "sell": sell,
    "sell_more": sell,
    "return_sale": take_back,
    "request_invoice": invoice,
    "print_receipt": receipt,
    "close_day": close,
    "print_day": print_day,
}


def _moved(event: Any) -> list[tuple[str, int]]:
    """Method and fen of an entry that moves money."""
    match event:
        case PaymentTaken() | LoanerLent():
            amount = event.amount if isinstance(event, PaymentTaken) else event.deposit
            return [(event.method, amount)] if amount else []
        case PaymentRefunded() | SaleReturned():
            return [(event.method, -event.amount)] if event.amount else []
        case LoanerReturned():
            return [(event.method, -event.deposit_back)] if event.deposit_back else []
        case SaleMade():
            return [(paid.method, paid.amount) for paid in event.payments]
    return []


def check(desk: Desk) -> None:
    """Money: every fen of the journal in exactly one day; days: in order, counted as booked; sales: whole."""
    booked: Counter[tuple[str, str]] = Counter()
    sold: Counter[str] = Counter()
    back: Counter[str] = Counter()
    closed, closes = "", defaultdict(list)
    numbers: list[str] = []
    for entry in desk.ask(lambda conn: list(journal.entries(conn))):
        header = entry.header
        event = house.join_event(header.kind, header.version, journal.body_of(entry)["data"])
        day = local_day(header.at_ms, desk.store.zone)
        counts_for = day if day > closed else next_day(closed)
        for method, amount in _moved(event):
            booked[counts_for, method] += amount
        if isinstance(event, SaleMade):
            numbers.append(event.number)
            assert sum(paid.amount for paid in event.payments) == sum(line.total for line in event.lines)
            sold.update({line.sku: line.qty for line in event.lines})
        if isinstance(event, SaleReturned) and event.condition == "good":
            back.update({line.sku: line.qty for line in event.lines})
        if isinstance(event, DayClosed):
            assert closed < event.day <= day
            assert event.day == event.days[-1]
            closed = event.day
            closes[event.day].append(event)
            for method in WAYS:
                ours = sum(booked[each, method] for each in event.days)
                assert ours == sum(each.amount for each in event.sums if each.method == method)
    assert len(numbers) == len(set(numbers))
    assert all(len(events) == 1 for events in closes.values())
    rows = desk.ask(
        lambda conn: conn.execute("SELECT day, method, sum(amount) FROM takings GROUP BY 1, 2").fetchall()
    )
    assert {tuple(row[:2]): row[2] for row in rows if row[2]} == {
        key: sum_ for key, sum_ in booked.items() if sum_
    }
    for sku in WARES:
        item = desk.ask(shelf.load_item, sku)
        assert item is None or item.on_hand >= 0
        assert back[sku] <= sold[sku]
    for seen in desk.last_sales(1_000):
        assert all(0 <= line.left <= line.qty for line in seen.sale.lines)
        assert 0 <= seen.sale.given_back <= seen.sale.total
