"""Evolve is total: whatever comes, in whatever order, nothing raises."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mihome_desk.rules import completion, house, quote
from mihome_desk.rules.codec import canonical, from_plain, to_plain
from mihome_desk.rules.intake import TicketOpened
from mihome_desk.rules.moment import Header
from mihome_desk.rules.progress import Noted
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.stages import next_step
from mihome_desk.rules.store import StoreOpened, TimePassed
from mihome_desk.rules.ticket import Device, Ticket
from tests.builders import Case
from tests.builders import quote as a_quote

# An event's integers lie within what a journal can hold, with room for sums of a few.
st.register_type_strategy(int, st.integers(-(2**48), 2**48))
headers = st.builds(
    Header,
    branch=st.sampled_from(["a", "b"]),
    seq=st.integers(0, 2**53),
    at_ms=st.integers(-(2**53), 2**53),
    boot=st.text(max_size=3),
    uptime_ms=st.integers(-(2**53), 2**53),
    actor=st.text(max_size=3),
    command=st.none() | st.text(max_size=3),
    kind=st.text(max_size=3),
    version=st.integers(0, 9),
    subject=st.text(max_size=3),
)
events = st.one_of(st.none(), *(st.from_type(event) for event in house.EVENTS.values()))
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(sorted({field.name for event in house.EVENTS.values() for field in fields(event)}))
bodies = st.dictionaries(names | st.text(max_size=3), junk, max_size=6)
HEADER = Header("b", 1, 0, "x", 0, "t", None, "k", 1, "T")
OPENED = TicketOpened("BJ001-261122-00012", "2026-11-22", 1, "quick", Device("phone"), ())


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(headers, events), max_size=8))
def test_any_events_in_any_order_make_a_ticket_that_can_be_written_down(happened: list[Any]) -> None:
    ticket: Ticket | None = None
    for header, event in happened:
        frozen = ticket is not None and ticket.frozen
        ticket = house.evolve_ticket(ticket, header, event)
        assert ticket.frozen or not frozen
        assert from_plain(Ticket, to_plain(ticket)) == ticket
        assert isinstance((ticket.due, ticket.paid, ticket.regressions, ticket.ended), tuple)
        next_step(ticket)


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(headers, events), max_size=6))
def test_any_events_make_a_store_or_none(happened: list[Any]) -> None:
    found = None
    for header, event in happened:
        found = house.evolve_store(found, header, event)
    assert found is None or canonical(to_plain(found))


@given(st.sampled_from([*house.EVENTS, "Unheard"]), st.integers(-1, 3), bodies)
def test_any_body_is_an_event_or_none(kind: str, version: int, body: dict[str, Any]) -> None:
    event = house.join_event(kind, version, body)

    assert event is None or type(event).__name__ == kind
    house.evolve_ticket(None, HEADER, event)


@given(
    junk,
    st.sampled_from([*house.COMMANDS]),
    st.dictionaries(names | st.text(max_size=3), junk),
)
def test_any_object_is_a_command_or_a_refusal(do: Any, name: str, rest: dict[str, Any]) -> None:
    for plain in ({"do": do}, {"do": name, **rest}, rest):
        with suppress(Refused):
            house.parse_command(plain)


def test_an_unknown_kind_freezes_its_ticket_for_good() -> None:
    case = Case().open()
    frozen = house.evolve_ticket(case.state, HEADER, house.join_event("PartOrdered", 1, {}))
    assert frozen.frozen

    assert house.evolve_ticket(frozen, HEADER, Noted()).frozen


def test_a_newer_version_of_a_known_kind_is_unknown() -> None:
    assert house.join_event("Noted", house.VERSION + 1, {}) is None


def test_a_second_opening_is_a_conflict_and_changes_nothing_else() -> None:
    case = Case().open("quoted")
    after = house.evolve_ticket(case.state, HEADER, OPENED)

    assert after.conflict
    assert after.stage == "quoted"


def test_a_fact_about_a_ticket_that_was_never_opened_is_a_conflict() -> None:
    assert house.evolve_ticket(None, HEADER, Noted()).conflict


@pytest.mark.parametrize("event", [completion.RepairCompleted("repaired"), quote.QuoteAnswered("approve")])
def test_a_fact_that_contradicts_the_stage_is_a_conflict(event: Any) -> None:
    assert house.evolve_ticket(Case().open().state, HEADER, event).conflict


def test_the_straight_way_is_no_conflict() -> None:
    assert not Case().open("collected").state.conflict


def test_a_store_begins_with_its_opening_and_time_adds_up() -> None:
    opened = StoreOpened("0123456789ab", "BJ001", "own", "Asia/Shanghai", "21:00", True, "x")
    assert house.evolve_store(None, HEADER, TimePassed(5)) is None

    found = house.evolve_store(None, HEADER, opened)
    found = house.evolve_store(house.evolve_store(found, HEADER, TimePassed(5)), HEADER, TimePassed(1))
    assert found is not None
    assert found.shift_ms == 360_000


def test_an_event_that_is_too_large_is_refused_before_it_is_written() -> None:
    case = Case().open("diagnosing")
    big = a_quote(label="x" * 40)
    [event] = case.decide(quote.MakeQuote("T", big.lines * 50)).events
    house.split_event(event)

    with pytest.raises(Refused):
        house.split_event(quote.QuoteMade(event.lines * 20, 0))
