"""The one-hour clock and the achievement rate (达成率).

Source: the front desk's definition; elapsed time is an interval [at least, at most], since a wall
clock proves nothing and a boot-time clock ends with its boot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from mihome_desk.rules.moment import Instant, Moment

LIMIT_MS = 60 * 60 * 1000

ClockState = Literal["running", "achieved", "missed", "unproven", "outside"]
TIMED = frozenset({"repaired", "exchanged", "no_fault_found"})
GIVEN_UP = frozenset({"declined", "withdrawn"})


class Boot(NamedTuple):
    """What the journal saw of one boot: its first and last uptime (ms), and the seq of its first entry."""

    boot: str
    first_ms: int
    last_ms: int
    first_seq: int


class Elapsed(NamedTuple):
    """Milliseconds that passed: at least, and at most (None where nothing bounds it)."""

    at_least: int
    at_most: int | None


class ClockFacts(NamedTuple):
    """All that a ticket's one-hour clock depends on.

    ``left`` tells whether quick repair was left "before" or "after" diagnosis ended, ``left_at`` when.
    """

    quick: bool
    left: str
    left_at: Moment | None
    outcome: str
    opened: Moment
    ended: Moment | None


class Clock(NamedTuple):
    """A ticket's clock as read at one instant."""

    state: ClockState
    elapsed: Elapsed
    reason: str = ""


def elapsed(start: Moment, end: Instant | Moment, boots: Mapping[str, Boot]) -> Elapsed:
    """The time between an entry and a later instant.

    Within one boot it is exact. Across boots each boot vouches for the span between its own
    readings, and only HQ's anchors could bound the gaps between them.
    """
    if start.boot == end.boot:
        exact = max(0, end.uptime_ms - start.uptime_ms)
        return Elapsed(exact, exact)
    total = 0
    for span in boots.values():
        if span.boot == start.boot:
            total += max(0, span.last_ms - start.uptime_ms)
        elif span.boot == end.boot:
            total += max(0, end.uptime_ms - span.first_ms)
        elif span.first_seq > start.seq and (not isinstance(end, Moment) or span.first_seq < end.seq):
            total += max(0, span.last_ms - span.first_ms)
    return Elapsed(total, None)


def read_clock(facts: ClockFacts, now: Instant, boots: Mapping[str, Boot]) -> Clock:
    """The state of a quick ticket's clock; other programmes are outside from the start."""
    passed = elapsed(facts.opened, facts.ended or now, boots)
    if not facts.quick:
        return Clock("outside", passed, "programme")
    if facts.outcome == "void":
        return Clock("outside", passed, "void")
    if facts.left == "before":
        left = elapsed(facts.opened, facts.left_at or now, boots)
        return Clock(_left_in_time(left), passed, "programme_changed")
    if facts.left == "after" or facts.outcome == "unrepairable":
        return Clock("missed", passed, facts.outcome or "programme_changed")
    over = passed.at_least > LIMIT_MS
    if facts.ended is None:
        return Clock("missed" if over else "running" if passed.at_most is not None else "unproven", passed)
    if over:
        return Clock("missed", passed)
    if passed.at_most is None or passed.at_most > LIMIT_MS:
        return Clock("unproven", passed)
    if facts.outcome in GIVEN_UP:
        return Clock("outside", passed, "given_up")
    return Clock("achieved" if facts.outcome in TIMED else "missed", passed)


def _left_in_time(passed: Elapsed) -> ClockState:
    """A ticket that is late already stays late under another name."""
    if passed.at_least > LIMIT_MS:
        return "missed"
    return "outside" if passed.at_most is not None and passed.at_most <= LIMIT_MS else "unproven"


class Rate(NamedTuple):
    """Counts of a day or month; ``rate`` is None where nothing counts yet."""

    achieved: int
    missed: int
    unproven: int
    outside: dict[str, int]

    @property
    def rate(self) -> float | None:
        """Achieved / (achieved + missed + unproven), a fraction of 1."""
        counted = self.achieved + self.missed + self.unproven
        return self.achieved / counted if counted else None


def rate(tickets: Iterable[ClockFacts], now: Instant, boots: Mapping[str, Boot]) -> Rate:
    """The achievement rate of the tickets given; an open one enters once it is late for certain."""
    counts = {"achieved": 0, "missed": 0, "unproven": 0}
    outside = {"given_up": 0, "programme_changed": 0, "void": 0}
    for facts in tickets:
        clock = read_clock(facts, now, boots)
        if clock.state == "outside":
            if clock.reason in outside:
                outside[clock.reason] += 1
        elif clock.state == "missed" or (facts.ended is not None and clock.state != "running"):
            counts[clock.state] += 1
    return Rate(counts["achieved"], counts["missed"], counts["unproven"], outside)
