"""Arrivals: a queue number each, and visits that are no repair."""

from __future__ import annotations

from mihome_desk.rules.arrivals import Arrive, Arrived, VisitEnded, VisitResult
from mihome_desk.rules.front import Arrival
from mihome_desk.rules.moment import Moment
from tests.builders import Case, open_ticket, refused

WAITING = Arrival("A", "2026-11-22", 3, Moment(2, 0, 0, "boot-1"))


def test_each_arrival_gets_the_next_number_of_the_day() -> None:
    assert Case(queue=41).decide(Arrive()).events == (Arrived("2026-11-22", 42),)


def test_a_visit_ends_without_a_ticket() -> None:
    decision = Case().decide(VisitResult(3, "consulted"), arrival=WAITING)

    assert decision.events == (VisitEnded("consulted"),)
    assert decision.subject == "A"


def test_who_does_not_wait_has_no_visit_to_end() -> None:
    assert refused(Case().decide(VisitResult(3, "left"))) == ("unknown_arrival", "arrival")
    assert refused(Case().decide(open_ticket(arrival=3))) == ("unknown_arrival", "arrival")
