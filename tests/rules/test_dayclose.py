"""Day close: counted against booked, the walk along the shelf, days in order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.rules.dayclose import (
    METHODS,
    CloseDay,
    DayPaperQueued,
    PlaceSeen,
    PrintDay,
    clean_day,
    evolve_day,
    expected,
)
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shop import ClosedDay, DayClosed, DeviceHere, Drawer, TakingSum
from mihome_desk.rules.situation import Decision
from tests.builders import Case, refused

DAY = "2026-11-22"
SUMS = (
    TakingSum("cash", "payment", 2, 10_000),
    TakingSum("cash", "refund", 1, -1_500),
    TakingSum("cash", "sale", 1, 2_900),
    TakingSum("wechat", "sale", 1, 5_000),
)
HERE = (DeviceHere("id-1", "BJ001-261122-00014", "A-1"), DeviceHere("id-2", "BJ001-261122-00022"))
BOOK = Drawer(
    DAY,
    (DAY,),
    sums=SUMS,
    opening=50_000,
    deposits=3_000,
    deposit_tickets=1,
    invoices=2,
    devices=HERE,
    away=1,
)
SEEN = (PlaceSeen("id-1"), PlaceSeen("bj001-261122-00022"))
RIGHT = CloseDay({"cash": 61_400, "wechat": 5_000}, places=SEEN)
ROLL = Header("b", 9, 77, "boot", 1, "小赵", None, "DayClosed", 1, f"day/{DAY}")


def decide(command: CloseDay, book: Drawer = BOOK, **changes: Any) -> Decision:
    return Case().decide(command, drawer=book, **changes)


def closed(command: CloseDay, book: Drawer = BOOK) -> DayClosed:
    """The one event of a close that goes through."""
    decision = decide(command, book)
    assert decision.refusal is None, decision.refusal
    (event,) = decision.events
    return event  # type: ignore[no-any-return]


def test_what_agrees_closes_without_a_word() -> None:
    event = closed(RIGHT)
    assert (event.day, event.days, event.opening, event.float) == (DAY, (DAY,), 50_000, 50_000)
    assert (event.sums, event.counted) == (SUMS, {"cash": 61_400, "wechat": 5_000})
    assert (event.deposits, event.deposit_tickets, event.invoices, event.away) == (3_000, 1, 2, 1)
    assert (event.devices, event.missing, event.misplaced) == (2, (), ())
    assert decide(RIGHT).subject == f"day/{DAY}"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"counted": {"cash": 61_399, "wechat": 5_000}}, "till_differs", "explained"),
        ({"counted": {"cash": 61_400, "wechat": 1}}, "till_differs", "explained"),
        ({"counted": {"cash": 61_400, "card": 1}}, "till_differs", "explained"),
        ({"counted": {"wechat": 5_000}}, "cash_uncounted", "counted.cash"),
        ({"counted": {"cash": -1}}, "negative", "counted.cash"),
        ({"counted": {"cash": 61_400, "gold": 1}}, "not_choice", "counted"),
        ({"float": -1}, "negative", "float"),
        ({"float": 61_401}, "float_high", "float"),
        ({"places": SEEN[:1]}, "devices_unseen", "explained"),
        ({"places": (*SEEN, PlaceSeen("id-2", missing=True))}, "devices_unseen", "explained"),
        ({"places": (PlaceSeen("id-3"),)}, "not_in_house", "places.0.ticket"),
    ],
)
def test_what_differs_is_refused_until_it_is_explained(
    changes: dict[str, Any], code: str, field: str
) -> None:
    assert refused(decide(replace(RIGHT, **changes))) == (code, field)
    if field == "explained":
        assert closed(replace(RIGHT, **changes, explained="找错零")).explained == "找错零"


def test_the_refusal_says_by_how_much_and_which() -> None:
    money = decide(replace(RIGHT, counted={"cash": 61_000})).refusal
    assert money is not None
    assert money.params == {"method": "cash", "differs": -400}
    unseen = decide(replace(RIGHT, places=())).refusal
    assert unseen is not None
    assert unseen.params == {"count": 2, "tickets": "BJ001-261122-00014, BJ001-261122-00022"}


def test_a_method_that_nobody_counted_is_not_compared() -> None:
    assert closed(replace(RIGHT, counted={"cash": 61_400})).counted == {"cash": 61_400}


def test_the_first_close_takes_its_float_for_what_lay_there_before() -> None:
    book = replace(BOOK, opening=None)
    assert closed(replace(RIGHT, float=50_000), book).opening == 50_000
    assert refused(decide(RIGHT, book)) == ("till_differs", "explained")


def test_another_float_may_stay_than_the_one_before() -> None:
    event = closed(replace(RIGHT, float=20_000))
    assert (event.opening, event.float) == (50_000, 20_000)


def test_a_device_found_elsewhere_is_noted_where() -> None:
    event = closed(replace(RIGHT, places=(PlaceSeen("id-1", "B-7"), PlaceSeen("id-2", "C-1"))))
    assert event.misplaced == ("BJ001-261122-00014", "BJ001-261122-00022")
    assert event.found_at == ("BJ001-261122-00014: B-7", "BJ001-261122-00022: C-1")
    assert closed(replace(RIGHT, places=(PlaceSeen("id-1", "A-1"), SEEN[1]))).misplaced == ()


def test_days_in_their_order() -> None:
    left = replace(BOOK, earlier=("2026-11-20", "2026-11-21"))
    refusal = decide(RIGHT, left).refusal
    assert refusal is not None
    assert (refusal.code, refusal.params) == ("earlier_open", {"days": "2026-11-20, 2026-11-21", "count": 2})
    together = replace(left, days=("2026-11-20", "2026-11-21", DAY))
    assert closed(replace(RIGHT, with_earlier=True), together).days == ("2026-11-20", "2026-11-21", DAY)


def test_neither_tomorrow_nor_a_closed_day() -> None:
    assert refused(decide(RIGHT, replace(BOOK, day="2026-11-23"))) == ("day_ahead", "day")
    assert refused(decide(RIGHT, replace(BOOK, closed=True))) == ("day_closed", "day")


@pytest.mark.parametrize(
    ("said", "day"), [("", DAY), ("２０２６-11-02", "2026-11-02"), (" 2026-11-02 ", "2026-11-02")]
)
def test_a_day_as_it_is_named(said: str, day: str) -> None:
    assert clean_day(said, DAY) == day


@pytest.mark.parametrize("said", ["yesterday", "2026-02-30", "22.11.2026"])
def test_what_is_no_day(said: str) -> None:
    with pytest.raises(Refused) as caught:
        clean_day(said, DAY)
    assert caught.value.refusal.code == "bad_date"


@given(
    st.lists(st.tuples(st.sampled_from(METHODS), st.integers(-90_000, 90_000)), max_size=6),
    st.integers(0, 90_000),
    st.integers(0, 400_000),
)
def test_it_closes_in_silence_exactly_when_the_cash_is_the_book_s(
    moved: list[tuple[Any, int]], opening: int, cash: int
) -> None:
    sums = tuple(TakingSum(method, "payment", 1, amount) for method, amount in moved)
    book = replace(BOOK, sums=sums, opening=opening, devices=())
    decision = decide(CloseDay({"cash": cash}, float=0), book)
    assert (decision.refusal is None) == (cash == expected(book, "cash", opening))
    by_method = {method: sum(amount for each, amount in moved if each == method) for method in METHODS}
    assert {method: book.booked(method) for method in METHODS} == by_method


def test_the_first_close_of_a_day_stands() -> None:
    event = closed(RIGHT)
    first = evolve_day(None, ROLL, event)
    assert first == ClosedDay(event, 9, 77, "小赵")
    assert evolve_day(first, ROLL._replace(seq=10), replace(event, float=0)) == first
    assert evolve_day(None, ROLL, DayPaperQueued(1)) is None


def test_a_second_print_of_the_day_needs_a_reason() -> None:
    day = evolve_day(None, ROLL, closed(RIGHT))
    assert day is not None
    first = Case().decide(PrintDay(DAY), closed_day=day)
    assert first.events == (DayPaperQueued(1),)
    assert first.subject == f"day/{DAY}"
    after = evolve_day(day, ROLL._replace(seq=12), first.events[0])
    assert after is not None
    assert (after.copies, after.copy_seq) == (1, 12)
    assert refused(Case().decide(PrintDay(DAY), closed_day=after)) == ("copy_needs_reason", "reason")
    assert Case().decide(PrintDay(DAY, "卡纸"), closed_day=after).events == (DayPaperQueued(2, "卡纸"),)
