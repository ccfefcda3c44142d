"""A manager's PIN: wrong ones are entries, five in a row close it for five minutes, a right one begins anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mihome_desk.rules import house
from mihome_desk.rules.front import Store
from mihome_desk.rules.moment import Header, Moment
from mihome_desk.rules.repair import TicketVoided, Void
from mihome_desk.rules.signing import (
    LOCK_MINUTES,
    MOST_FAILURES,
    PinAccepted,
    PinFailed,
    pin_lock_ms,
)
from tests.builders import MINUTE, Case, refused

STORE = Store("0123456789ab", "BJ001", "小米之家")
VOID = Void("T", "twice", manager_pin="1234")


def failed(count: int, uptime_ms: int = 1_000, boot: str = "boot-1") -> Store:
    return replace(STORE, pin_failures=count, pin_failed=Moment(9, 0, uptime_ms, boot))


@pytest.mark.parametrize("before", range(MOST_FAILURES))
def test_a_wrong_pin_is_an_entry_beside_the_refusal(before: int) -> None:
    store = failed(before) if before else STORE
    decision = Case().open().decide(VOID, signature="wrong", store=store)

    assert decision.events == (PinFailed(before + 1),)
    last = before + 1 == MOST_FAILURES
    assert refused(decision) == ("pin_locked" if last else "bad_pin", "manager_pin")


def test_no_pin_is_asked_for_and_leaves_no_trace() -> None:
    decision = Case().open().decide(VOID, signature="none")

    assert refused(decision) == ("needs_manager", "manager_pin")
    assert decision.events == ()


def test_a_locked_pin_says_for_how_long() -> None:
    case = Case().open()
    store = failed(5, case.clock.uptime_ms - 90_000)

    decision = case.decide(VOID, signature="locked", store=store)

    assert refused(decision) == ("pin_locked", "manager_pin")
    assert decision.refusal is not None
    assert decision.refusal.params == {"minutes": 4}
    assert decision.events == ()


@pytest.mark.parametrize(("failures", "extra"), [(0, ()), (3, (PinAccepted(),))])
def test_a_right_pin_clears_the_count(failures: int, extra: tuple[Any, ...]) -> None:
    decision = Case().open().decide(VOID, signature="manager", store=failed(failures))

    assert decision.events == (TicketVoided("manager", True, "twice"), *extra)


def test_a_right_pin_that_nothing_needed_clears_nothing() -> None:
    case = Case().open("ready")
    from tests.builders import hand_over, pay

    case.do(pay())
    decision = case.decide(hand_over("T", case.token()), signature="manager", store=failed(3))
    assert PinAccepted() not in decision.events


@pytest.mark.parametrize(
    ("store", "uptime", "boot", "left"),
    [
        (STORE, 0, "boot-1", 0),
        (failed(4), 1_000, "boot-1", 0),
        (failed(5), 1_000, "boot-1", LOCK_MINUTES * MINUTE),
        (failed(6), 1_000 + MINUTE, "boot-1", 4 * MINUTE),
        (failed(5), 1_000 + 5 * MINUTE - 1, "boot-1", 1),
        (failed(5), 1_000 + 5 * MINUTE, "boot-1", 0),
        # After a reboot at least the age of the new boot has passed, and no more is sure.
        (failed(5, 9 * MINUTE), MINUTE, "boot-2", 4 * MINUTE),
        (failed(5, 9 * MINUTE), 5 * MINUTE, "boot-2", 0),
    ],
)
def test_the_lock_runs_by_the_boot_time_clock(store: Store, uptime: int, boot: str, left: int) -> None:
    assert pin_lock_ms(store, uptime, boot) == left


def test_the_store_remembers_wrong_pins() -> None:
    header = Header("b", 7, 1, "boot-1", 55, "t", None, "PinFailed", 1, "store")
    wrong = house.evolve_store(STORE, header, PinFailed(2))
    assert wrong is not None
    assert (wrong.pin_failures, wrong.pin_failed) == (2, Moment(7, 1, 55, "boot-1"))

    assert house.evolve_store(wrong, header, PinAccepted()) == STORE
