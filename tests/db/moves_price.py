"""Quotes at random for `test_random.py`: near the guide prices, on both sides of them, with discounts and goodwill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mihome_desk.desk import Desk
from mihome_desk.rules.quote import (
    AnswerQuote,
    LineGiven,
    MakeQuote,
    at_todays_prices,
    fallen,
    given_again,
    guides,
)
from mihome_desk.rules.ticket import LineKind, Payer
from tests import builders

KINDS: tuple[LineKind, ...] = ("part", "part", "part", "labour", "fee")
PAYERS: tuple[Payer, ...] = ("customer", "customer", "brand", "goodwill")
WORDS = ("电池", "DISPLAY", "更换后盖", "主板 8+256", "L1", "人工费", "检测费", "？", "BM5K")
PRICES = (0, 3_900, 4_000, 4_001, 8_000, 10_000, 15_900, 15_901, 79_000, 260_000)


def _ticket(desk: Desk, number: int, *stages: str) -> str:
    """One that lies in the house, at one of these stages where there is any."""
    heads = desk.board().heads
    heads = tuple(head for head in heads if head.stage in stages) or heads
    return heads[number % len(heads)].number if heads else "nobody"


def _line(number: int) -> LineGiven:
    discount = (0, 0, 0, 500, 20_000)[number // 7 % 5]
    return LineGiven(
        KINDS[number % len(KINDS)],
        WORDS[number // 5 % len(WORDS)],
        0 if number % 61 == 0 else 1 + (number // 11 % 5) // 4,
        -1 if number % 53 == 0 else PRICES[number // 13 % len(PRICES)],
        PAYERS[number // 3 % len(PAYERS)],
        fault=int(number % 43 == 0),
        discount=discount,
        discount_reason="老客户" if discount and number % 3 else "",
        sku="?" if number % 41 == 0 else "",
    )


def _quote(desk: Desk, number: int) -> MakeQuote:
    many = (1, 2, 3)[number // 23 % 3]
    lines = tuple(_line(number * 31 + at * 7) for at in range(many))
    return MakeQuote(_ticket(desk, number), lines, ("", "", "4711", "0000")[number // 29 % 4])


def _priced_quote(desk: Desk, number: int) -> MakeQuote | None:
    """What the screen would propose: a part of the device's own list, and its labour."""
    found = desk.dossier(_ticket(desk, number))
    if found is None:
        return None
    prices = desk.prices()
    listed = [each for each in prices.offered("", found.ticket.device) if each.price is not None]
    if not listed:
        return None
    chosen = listed[number // 3 % len(listed)]
    assert chosen.price is not None
    off = number % 3 * 100
    part = LineGiven("part", chosen.part.zh, 1, chosen.price.price - off, "customer")
    labour = LineGiven("labour", f"L{chosen.part.labour}", 1, 4_000 * chosen.part.labour, "customer")
    return MakeQuote(found.number, (part, labour) if number % 2 else (part,))


def _again(desk: Desk, number: int) -> MakeQuote | None:
    found = desk.dossier(_ticket(desk, number))
    if found is None or found.ticket.quote is None:
        return None
    lines = given_again(found.ticket) if number % 2 else at_todays_prices(desk.prices(), found.ticket)
    return MakeQuote(found.number, lines)


def _answer(desk: Desk, number: int) -> AnswerQuote:
    stages = ("quoted",) if number % 4 else ()
    return AnswerQuote(
        _ticket(desk, number, *stages), "decline" if number % 40 == 0 else "approve", "counter"
    )


MOVES: dict[str, Callable[[Desk, int], Any | None]] = {
    "quote_near_guide": _quote,
    "quote_as_listed": _priced_quote,
    "quote_again": _again,
    "answer_any_quote": _answer,
}


def check(desk: Desk) -> None:
    """No line above its cap; a ticket's money is its lines; a line's cap is what the list says of it."""
    prices = desk.prices()
    for head in desk.board().heads:
        if head.stage in {"parcel", "checked"}:
            continue
        ticket = builders.ticket_of(desk, head.number)
        if ticket.quote is None:
            continue
        lines = ticket.quote.lines
        paid = sum(line.qty * line.price for line in lines if line.payer == "customer")
        assert ticket.quote.customer_total == paid
        assert sum(line.kind == "labour" for line in lines) <= 1
        for line in lines:
            assert line.price >= 0
            assert line.cap is None or line.price + line.discount <= line.cap, line
        if ticket.quote.prices == prices.version and not _corrected(desk, head.number):
            assert [line.cap for line in lines] == [
                guide.cap for guide in guides(prices, ticket.device, lines)
            ]
            assert fallen(prices, ticket) == ()


def _corrected(desk: Desk, number: str) -> bool:
    """Another model since has other prices; the quote keeps those it was made with."""
    found = desk.dossier(number)
    return found is not None and any(event.kind == "Corrected" for event in found.history)
