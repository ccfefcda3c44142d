"""Counter sale and its way back: given a shelf, when something is sold, then the book is right or it says why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.rules import house
from mihome_desk.rules.moment import Header
from mihome_desk.rules.sale import (
    PaymentGiven,
    PrintReceipt,
    ReceiptQueued,
    ReturnLine,
    ReturnSale,
    SaleLineGiven,
    SaleMade,
    Sell,
    evolve_sale,
)
from mihome_desk.rules.shelf import Piece, StockItem
from mihome_desk.rules.shop import MOST_SALES, Paid, Sale, sale_barcode, sale_number, sale_number_of
from mihome_desk.rules.situation import Decision
from tests.builders import Case, refused

FILM = StockItem("ACC-FILM", "accessory", "钢化膜", on_hand=3)
OWN = StockItem("OWN-1", "accessory", "本店数据线", on_hand=2)
PRICED = StockItem("OWN-2", "accessory", "支架", on_hand=9, retail=5_000)
BUDS = StockItem(
    "ACC-BUDS", "accessory", "耳机", on_hand=2, pieces=(Piece("SN1234", "bought"), Piece("SN5678", "bought"))
)
PART = StockItem("LCD-1", "display", "屏幕", on_hand=5, retail=9_900)
SHELF = {item.sku: item for item in (FILM, OWN, PRICED, BUDS, PART)}


def sell(*lines: SaleLineGiven, paid: int | None = None, **changes: Any) -> Sell:
    """Lines, all paid in cash."""
    payments = (PaymentGiven("cash", paid),) if paid else ()
    return replace(Sell(lines, payments), **changes)


def decide(command: Any, **changes: Any) -> Decision:
    return Case().decide(command, shelf=SHELF, **changes)


def made(command: Any, **changes: Any) -> SaleMade:
    """The one event of a sale that goes through."""
    decision = decide(command, **changes)
    assert decision.refusal is None, decision.refusal
    (event,) = decision.events
    return event  # type: ignore[no-any-return]


def header(kind: str, seq: int = 7) -> Header:
    return Header("b", seq, 1_000, "boot", 1, "小赵", None, kind, 1, "sale/x")


def sold(*lines: SaleLineGiven, paid: int) -> Sale:
    """A sale as it stands after its entry."""
    sale = evolve_sale(None, header("SaleMade"), made(sell(*lines, paid=paid)))
    assert sale is not None
    return sale


def test_a_sale_has_its_number_its_prices_and_its_money() -> None:
    event = made(sell(SaleLineGiven("acc-film", 2), SaleLineGiven("OWN-2", 1), paid=10_800), sale_serial=11)

    assert (event.number, event.day, event.serial) == ("S261122-121", "2026-11-22", 12)
    assert [(line.sku, line.qty, line.price, line.retail) for line in event.lines] == [
        ("ACC-FILM", 2, 2_900, 2_900),
        ("OWN-2", 1, 5_000, 5_000),
    ]
    assert event.payments == (Paid("cash", 10_800),)


def test_it_is_about_no_ticket_and_its_private_words_stay_private() -> None:
    decision = decide(sell(SaleLineGiven("OWN-1", 1, 1_000), paid=1_000, customer_phone="138 5678 1234"))

    assert decision.subject.startswith("sale/")
    public, private = house.split_event(decision.events[0])
    assert private == {"customer_phone": "13856781234"}
    assert "13856781234" not in str(public)


def test_it_can_go_with_a_ticket() -> None:
    case = Case().open()
    decision = case.decide(sell(SaleLineGiven("ACC-FILM", 1), paid=2_900, ticket="T"), shelf=SHELF)
    assert decision.events[0].ticket == case.id
    assert decision.subject != case.id


def test_the_same_thing_scanned_twice_is_one_line() -> None:
    event = made(sell(SaleLineGiven("ACC-FILM", 1), SaleLineGiven("ACC-FILM", 2), paid=8_700))
    assert [(line.sku, line.qty) for line in event.lines] == [("ACC-FILM", 3)]


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (sell(), "sale_empty", "lines"),
        (sell(*[SaleLineGiven("ACC-FILM", 1)] * 51), "sale_long", "lines"),
        (sell(SaleLineGiven("ACC-FILM", 4), paid=11_600), "not_in_stock", "lines.0.qty"),
        (sell(SaleLineGiven("ACC-FILM", 2), SaleLineGiven("ACC-FILM", 2)), "not_in_stock", "lines.1.qty"),
        (sell(SaleLineGiven("ACC-FILM", 0)), "out_of_range", "lines.0.qty"),
        (sell(SaleLineGiven("ACC-CHG67", 1), paid=12_900), "unknown_sku", "lines.0.sku"),
        (sell(SaleLineGiven("LCD-1", 1), paid=9_900), "not_for_sale", "lines.0.sku"),
        (sell(SaleLineGiven("OWN-1", 1)), "no_retail", "lines.0.price"),
        (sell(SaleLineGiven("OWN-1", 1, -1)), "negative", "lines.0.price"),
        (sell(SaleLineGiven("ACC-FILM", 1, 2_901), paid=2_901), "over_retail", "lines.0.price"),
        (sell(SaleLineGiven("ACC-FILM", 1, 2_899), paid=2_899), "sale_discount", "reason"),
        (sell(SaleLineGiven("ACC-FILM", 1), SaleLineGiven("ACC-FILM", 1, 1)), "two_prices", "lines.1.price"),
        (sell(SaleLineGiven("ACC-FILM", 1), paid=2_899), "paid_differs", "payments"),
        (sell(SaleLineGiven("ACC-FILM", 1)), "paid_differs", "payments"),
        (sell(SaleLineGiven("ACC-BUDS", 1), paid=19_900), "serial_needed", "lines.0.serials"),
        (
            sell(SaleLineGiven("ACC-BUDS", 1, serials=("SN9999",)), paid=19_900),
            "serial_not_here",
            "lines.0.serials",
        ),
        (sell(SaleLineGiven("ACC-FILM", 1), paid=2_900, customer_phone="12"), "bad_phone", "customer_phone"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(command: Sell, code: str, field: str) -> None:
    assert refused(decide(command)) == (code, field)


def test_a_payment_of_nothing_is_none() -> None:
    command = Sell((SaleLineGiven("ACC-FILM", 1),), (PaymentGiven("cash", 2_900), PaymentGiven("card", 0)))
    assert refused(decide(command)) == ("out_of_range", "payments.1.amount")


def test_what_an_approved_repair_waits_for_is_not_sold() -> None:
    shelf = {"ACC-FILM": replace(FILM, reserved=3)}
    decision = Case().decide(sell(SaleLineGiven("ACC-FILM", 1), paid=2_900), shelf=shelf)
    assert refused(decision) == ("reserved", "lines.0.qty")


def test_below_the_list_a_reason_makes_it_possible_even_for_nothing() -> None:
    event = made(sell(SaleLineGiven("ACC-FILM", 1, 0), reason="补偿客人"))
    assert (event.payments, event.reason) == ((), "补偿客人")


def test_several_ways_of_payment() -> None:
    command = Sell(
        (SaleLineGiven("ACC-FILM", 1),), (PaymentGiven("cash", 900), PaymentGiven("wechat", 2_000))
    )
    assert made(command).payments == (Paid("cash", 900), Paid("wechat", 2_000))


def test_a_day_has_so_many_numbers() -> None:
    command = sell(SaleLineGiven("ACC-FILM", 1), paid=2_900)
    assert made(command, sale_serial=MOST_SALES - 1).serial == MOST_SALES
    assert refused(decide(command, sale_serial=MOST_SALES)) == ("sales_full", "")


# ------------------------------------------------------------------------------ the way back


def back(sale: Sale, *lines: ReturnLine, reason: str = "不要了", **changes: Any) -> Decision:
    command = replace(ReturnSale(sale.number, lines, "cash", reason), **changes)
    return Case().decide(command, sale=sale)


def test_pieces_come_back_at_the_price_that_was_paid() -> None:
    sale = sold(SaleLineGiven("ACC-FILM", 3), SaleLineGiven("OWN-2", 2), paid=18_700)

    event = back(sale, ReturnLine("acc-film", 2), method="wechat").events[0]
    assert (event.amount, event.method, event.number) == (5_800, "wechat", sale.number)
    after = evolve_sale(sale, header("SaleReturned"), event)
    assert after is not None
    assert ([line.left for line in after.lines], after.given_back) == ([1, 2], 5_800)
    assert refused(back(after, ReturnLine("ACC-FILM", 2))) == ("over_sold", "lines.0.qty")


@pytest.mark.parametrize(
    ("lines", "reason", "code", "field"),
    [
        ((), "x", "sale_empty", "lines"),
        ((ReturnLine("OWN-1", 1),), "x", "not_in_sale", "lines.0.sku"),
        ((ReturnLine("ACC-FILM", 0),), "x", "out_of_range", "lines.0.qty"),
        ((ReturnLine("ACC-FILM", 3),), "x", "over_sold", "lines.0.qty"),
        ((ReturnLine("ACC-FILM", 1), ReturnLine("ACC-FILM", 1)), "x", "sku_twice", "lines.1.sku"),
        ((ReturnLine("ACC-FILM", 1),), " ", "empty", "reason"),
    ],
)
def test_what_cannot_come_back(lines: tuple[ReturnLine, ...], reason: str, code: str, field: str) -> None:
    sale = sold(SaleLineGiven("ACC-FILM", 2), paid=5_800)
    assert refused(back(sale, *lines, reason=reason)) == (code, field)


def test_pieces_with_numbers_come_back_by_their_numbers() -> None:
    sale = sold(SaleLineGiven("ACC-BUDS", 2, serials=("SN1234", "SN5678")), paid=39_800)

    assert refused(back(sale, ReturnLine("ACC-BUDS", 1))) == ("serial_needed", "lines.0.serials")
    strange = back(sale, ReturnLine("ACC-BUDS", 1, ("SN0000",)))
    assert refused(strange) == ("not_in_sale", "lines.0.serials")
    event = back(sale, ReturnLine("ACC-BUDS", 1, ("sn5678",))).events[0]
    after = evolve_sale(sale, header("SaleReturned"), event)
    assert after is not None
    assert after.lines[0].serials == ("SN1234",)
    assert back(after, ReturnLine("ACC-BUDS", 1)).events[0].lines[0].serials == ("SN1234",)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=5))
def test_no_more_ever_comes_back_than_was_sold(wishes: list[int]) -> None:
    sale = sold(SaleLineGiven("ACC-FILM", 3), paid=8_700)
    for qty in wishes:
        decision = back(sale, ReturnLine("ACC-FILM", qty))
        assert (decision.refusal is None) == (qty <= sale.lines[0].left)
        for event in decision.events:
            after = evolve_sale(sale, header("SaleReturned"), event)
            assert after is not None
            sale = after
    assert 0 <= sale.lines[0].left <= 3
    assert sale.given_back == 2_900 * sale.lines[0].returned <= sale.total


# ------------------------------------------------------------------------------ receipts and numbers


def test_a_second_receipt_needs_a_reason() -> None:
    sale = sold(SaleLineGiven("ACC-FILM", 1), paid=2_900)
    first = Case().decide(PrintReceipt(sale.number), sale=sale).events[0]
    after = evolve_sale(sale, header("ReceiptQueued", 9), first)
    assert after is not None
    assert (first, after.copy_seq) == (ReceiptQueued(1), 9)

    assert refused(Case().decide(PrintReceipt(sale.number), sale=after)) == ("copy_needs_reason", "reason")
    again = Case().decide(PrintReceipt(sale.number, "丢了"), sale=after).events
    assert again == (ReceiptQueued(2, "丢了"),)


def test_a_fact_about_no_sale_makes_none() -> None:
    assert evolve_sale(None, header("ReceiptQueued"), ReceiptQueued(1)) is None


@given(st.dates(), st.integers(1, MOST_SALES))
def test_a_number_is_read_back_from_its_digits_and_its_bars(day: Any, serial: int) -> None:
    number = sale_number(day.isoformat(), serial)
    bars = sale_barcode(number)
    assert len(bars) == 12
    assert bars.isdigit()
    assert sale_number_of(f" {number.lower()} ") == number == sale_number_of(bars)


@given(st.integers(1, MOST_SALES), st.integers(1, 11), st.integers(1, 9))
def test_one_wrong_digit_is_no_sale(serial: int, at: int, by: int) -> None:
    bars = sale_barcode(sale_number("2026-11-22", serial))
    wrong = bars[:at] + str((int(bars[at]) + by) % 10) + bars[at + 1 :]
    assert sale_number_of(wrong) == ""


@pytest.mark.parametrize(
    "text", ["", "S", "S261122-", "S261122-1", "S261122-05", "012345678901", "800000000000", "膜"]
)
def test_other_texts_are_no_sale(text: str) -> None:
    assert sale_number_of(text) == ""
    if text:
        with pytest.raises(ValueError, match="not a sale number"):
            sale_barcode("x")
