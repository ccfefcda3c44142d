"""Arrivals (到店取号): one key and a queue number, before a ticket exists or instead of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation

Result = Literal["consulted", "bought", "left"]


@dataclass(frozen=True)
class Arrive:
    """Somebody came in: one key, one queue number."""

    NEEDS: ClassVar[tuple[str, ...]] = ("queue",)


@dataclass(frozen=True)
class VisitResult:
    """Somebody's visit was no repair; ``arrival`` is the queue number of today."""

    arrival: int
    result: Result
    NEEDS: ClassVar[tuple[str, ...]] = ("arrival",)


@dataclass(frozen=True)
class Arrived:
    """A customer waits under a queue number of the day."""

    day: str
    queue: int
    TOLD: ClassVar[dict[str, str]] = {"queue": "queue"}


@dataclass(frozen=True)
class VisitEnded:
    """The customer of an arrival waits no more and leaves no device."""

    result: Result


def decide_arrive(situation: Situation, _: Arrive) -> Decision:
    """The next queue number of the local day."""
    return Decision((Arrived(situation.day, situation.queue + 1),), subject=str(situation.new_id))


def decide_visit_result(situation: Situation, command: VisitResult) -> Decision:
    """Only who waits today; yesterday's arrivals ended with their day."""
    if situation.arrival is None:
        raise Refused("unknown_arrival", "arrival", queue=command.arrival)
    return Decision((VisitEnded(command.result),), subject=situation.arrival.id)


DECIDE = {Arrive: decide_arrive, VisitResult: decide_visit_result}
EVENTS = (Arrived, VisitEnded)
