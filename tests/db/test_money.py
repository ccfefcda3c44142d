"""The till over a real store: days and their borders, money, stock, papers, and three hundred random commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from mihome_desk.db import money
from mihome_desk.desk import Desk
from mihome_desk.rules.dayclose import CloseDay, PlaceSeen, PrintDay
from mihome_desk.rules.handover import RefundPayment, TakePayment
from mihome_desk.rules.intake import DeviceGiven
from mihome_desk.rules.invoice import RequestInvoice
from mihome_desk.rules.loaner import LendLoaner
from mihome_desk.rules.sale import PaymentGiven, PrintReceipt, ReturnLine, ReturnSale, SaleLineGiven, Sell
from mihome_desk.rules.shop import TakingSum
from mihome_desk.rules.stock import CountStock, ReceiveParts
from tests import builders
from tests.builders import HOUR, FakeClock, kinds, ok, problems, refused
from tests.db import moves_till

DAY = 24 * 60
FILM = SaleLineGiven("ACC-FILM", 1)
CASH = (PaymentGiven("cash", 2_900),)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """A store with five films on the shelf."""
    desk = builders.store(tmp_path, clock)
    ok(desk.do(ReceiveParts("ACC-FILM", 5, "bought", part="accessory", name="钢化膜")))
    yield desk
    assert problems(desk) == []
    desk.close()


def sell(desk: Desk) -> str:
    """A film for cash; the sale's number."""
    return str(ok(desk.do(Sell((FILM,), CASH))).told["sale"])


def on_hand(desk: Desk) -> int:
    return next(line.on_hand for line in desk.stock() if line.sku == "ACC-FILM")


def close(desk: Desk, cash: int, **changes: object) -> None:
    ok(desk.do(CloseDay({"cash": cash}, explained="x", **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize("sale", ["", " "])
def test_no_sale_is_a_sale(desk: Desk, sale: str) -> None:
    assert refused(desk.do(PrintReceipt(sale))) == ("empty", "sale")
    assert refused(desk.do(ReturnSale(sale, (ReturnLine("ACC-FILM", 1),), "cash", "x"))) == ("empty", "sale")
    field = ("empty", "sale") if sale else ("invoice_for_what", "ticket")
    assert refused(desk.do(RequestInvoice("张三", sale=sale))) == field


def test_the_shelf_falls_and_rises_and_never_below_nothing(desk: Desk) -> None:
    number = sell(desk)
    assert on_hand(desk) == 4
    ok(desk.do(ReturnSale(number, (ReturnLine("ACC-FILM", 1),), "cash", "x")))
    assert on_hand(desk) == 5
    assert refused(desk.do(Sell((SaleLineGiven("ACC-FILM", 6),), ()))) == ("not_in_stock", "lines.0.qty")
    assert refused(desk.do(ReturnSale(number, (ReturnLine("ACC-FILM", 1),), "cash", "x")))[0] == "over_sold"


def test_numbers_count_from_one_on_each_local_day(desk: Desk, clock: FakeClock) -> None:
    assert [sell(desk), sell(desk)] == ["S261122-14", "S261122-22"]
    clock.move(DAY)
    assert sell(desk).startswith("S261123-1")


def test_the_same_command_again_gets_the_same_number(desk: Desk) -> None:
    first = desk.do(Sell((FILM,), CASH), id="once")
    assert desk.do(Sell((FILM,), CASH), id="once") == first
    assert len(desk.last_sales()) == 1


def test_money_of_tickets_and_sales_by_method_and_kind(desk: Desk) -> None:
    number = sell(desk)
    ok(desk.do(ReturnSale(number, (ReturnLine("ACC-FILM", 1),), "wechat", "x")))
    ticket = builders.walk(desk, "approved")
    ok(desk.do(TakePayment(ticket, "alipay", 5_000)))
    ok(desk.do(RefundPayment(ticket, "cash", 1_000, "x")))
    ok(desk.do(LendLoaner(ticket, "备用机 1", "LOAN0001", 20_000)))

    assert set(desk.drawer().sums) == {
        TakingSum("alipay", "payment", 1, 5_000),
        TakingSum("cash", "deposit", 1, 20_000),
        TakingSum("cash", "refund", 1, -1_000),
        TakingSum("cash", "sale", 1, 2_900),
        TakingSum("wechat", "sale_refund", 1, -2_900),
    }


def test_what_is_held_for_devices_that_are_still_here(desk: Desk) -> None:
    builders.walk(desk, "collected")
    ticket = builders.walk(desk, "approved", device=DeviceGiven("phone", "Mi 11", sn="38952/K4UX07123"))
    ok(desk.do(TakePayment(ticket, "cash", 700)))
    book = desk.drawer()
    assert (book.deposits, book.deposit_tickets) == (700, 1)
    assert [device.number for device in book.devices] == [ticket]


def test_the_border_of_the_day_is_the_store_s_midnight(tmp_path: Path) -> None:
    late = FakeClock(builders.NOON + 12 * HOUR - 60_000)
    desk = builders.store(tmp_path, late)
    ok(desk.do(ReceiveParts("ACC-FILM", 5, "bought", part="accessory", name="钢化膜")))
    sell(desk)
    late.move(2)
    sell(desk)
    assert [desk.drawer("2026-11-22").booked("cash"), desk.drawer("2026-11-23").booked("cash")] == [
        2_900,
        2_900,
    ]
    assert desk.drawer("2026-11-23").earlier == ("2026-11-22",)
    desk.close()


def test_what_comes_in_after_the_close_counts_for_the_next_day(desk: Desk, clock: FakeClock) -> None:
    sell(desk)
    close(desk, 2_900)
    sell(desk)
    assert refused(desk.do(CloseDay({"cash": 0}))) == ("day_closed", "day")
    clock.move(DAY)
    book = desk.drawer()
    assert (book.booked("cash"), book.opening) == (2_900, 0)
    close(desk, 2_900)


def test_days_that_were_forgotten_are_named_and_closed_first_or_together(
    desk: Desk, clock: FakeClock
) -> None:
    sell(desk)
    clock.move(2 * DAY)
    sell(desk)
    assert refused(desk.do(CloseDay({"cash": 5_800}))) == ("earlier_open", "day")
    close(desk, 2_900, day="2026-11-22")
    clock.move(DAY)
    sell(desk)
    close(desk, 5_800, with_earlier=True)
    closed = desk.closed_day("2026-11-25")
    assert closed is not None
    assert closed.facts.days == ("2026-11-24", "2026-11-25")
    assert sum(each.amount for each in closed.facts.sums) == 5_800


def test_a_closed_day_locks_counts(desk: Desk, clock: FakeClock) -> None:
    count = CountStock("ACC-FILM", 4, reason="少了一个")
    close(desk, 0)
    assert refused(desk.do(count))[0] == "period_locked"
    clock.move(DAY)
    assert desk.do(count).ok


def test_devices_with_a_centre_are_not_looked_for(desk: Desk) -> None:
    away = builders.walk(desk, "at_hq")
    here = builders.walk(desk, "received", device=DeviceGiven("phone", "Mi 11", sn="38952/K4UX07123"))
    assert refused(desk.do(CloseDay({"cash": 0}, places=(PlaceSeen(away),)))) == (
        "not_in_house",
        "places.0.ticket",
    )
    ok(desk.do(CloseDay({"cash": 0}, places=(PlaceSeen(here),))))
    closed = desk.closed_day("2026-11-22")
    assert closed is not None
    assert (closed.facts.devices, closed.facts.away, closed.facts.missing) == (1, 1, ())


def test_the_last_request_for_an_invoice_stands(desk: Desk) -> None:
    number = sell(desk)
    ok(desk.do(RequestInvoice("张三", sale=number)))
    ok(desk.do(RequestInvoice("李四", sale=number, email="li@example.com")))
    (wanted,) = desk.ask(money.invoices, "2026-11-22", "2026-11-22")
    assert (wanted.number, wanted.amount, wanted.title, wanted.email) == (
        number,
        2_900,
        "李四",
        "li@example.com",
    )
    assert desk.drawer().invoices == 1


def test_a_sale_is_found_by_number_and_bars_and_by_nothing_else(desk: Desk) -> None:
    number = sell(desk)
    for text in (number, number.lower(), "826112200014", desk.last_sales()[0].sale.subject):
        seen = desk.sale(text)
        assert seen is not None
        assert seen.sale.number == number
    assert desk.sale("S261122-22") is None
    assert desk.sale("") is None
    assert refused(desk.do(PrintReceipt("S261122-22"))) == ("unknown_sale", "sale")


def test_a_day_that_is_open_has_no_paper(desk: Desk) -> None:
    assert refused(desk.do(PrintDay("2026-11-22"))) == ("day_open", "day")
    assert refused(desk.do(PrintDay("soon"))) == ("bad_date", "day")


def test_private_words_stand_in_no_body_and_in_no_state(desk: Desk) -> None:
    number = sell(desk)
    sale = Sell(
        (SaleLineGiven("ACC-FILM", 1, 100),), (PaymentGiven("cash", 100),), "", "13856781234", "老客户"
    )
    ok(desk.do(sale))
    ok(desk.do(RequestInvoice("某某有限公司", sale=number, tax_id="91110000600037341L")))
    ok(desk.do(CloseDay({"cash": 1}, explained="找错零钱")))

    def public(conn: object) -> str:
        rows = conn.execute("SELECT body FROM journal").fetchall()  # type: ignore[attr-defined]
        states = conn.execute("SELECT state FROM sales UNION ALL SELECT state FROM days").fetchall()  # type: ignore[attr-defined]
        return " ".join([*(row[0].decode() for row in rows), *(row[0] for row in states)])

    said = desk.ask(public)
    for secret in ("13856781234", "老客户", "某某有限公司", "91110000600037341L", "找错零钱"):
        assert secret not in said
    assert desk.ask(money.day_words, "2026-11-22") == {"explained": "找错零钱"}
    assert desk.last_sales()[0].phone == "13856781234"


@pytest.mark.parametrize("seed", [1, 2])
def test_three_hundred_random_commands(desk: Desk, clock: FakeClock, seed: int) -> None:
    random = Random(seed)
    names = list(moves_till.MOVES)
    for _ in range(300):
        at = random.randrange(1_000_000)
        if at % 29 == 0:
            clock.move(ms=at % (20 * HOUR))
        if at % 23 == 0:
            builders.walk(desk, random.choice(["received", "approved", "collected"]))
        command = moves_till.MOVES[random.choice(names)](desk, at)
        answer = desk.do(command)
        assert answer.ok or answer.refusal is not None
    moves_till.check(desk)
    wanted = {
        "SaleMade",
        "SaleReturned",
        "InvoiceRequested",
        "SaleInvoiceRequested",
        "ReceiptQueued",
        "DayClosed",
    }
    assert wanted | {"DayPaperQueued"} <= set(kinds(desk))
