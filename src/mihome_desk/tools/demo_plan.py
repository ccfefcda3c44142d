"""Who came to the practice store, with what, and how far each visit has got: plain data from a seed.

Pure and repeatable: the same seed and number of tickets give the same visits. Times are counted in
minutes back from now for today, and from opening for the days before.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from mihome_desk.rules import identity
from mihome_desk.rules.arrivals import Result
from mihome_desk.rules.intake import Customer, DeviceGiven
from mihome_desk.rules.ticket import Programme
from mihome_desk.tools import demo_words as said
from mihome_desk.tools.demo_cases import CASES, Case

PER_DAY = 40
FEWEST_DAYS = 5
OPENING_MINUTES = 11 * 60
REACH_MINUTES = 330
"""How far back today's visits reach."""


class Visit(NamedTuple):
    """One ticket to be. ``day`` counts back: 0 is today, where ``minute`` counts back from now;
    on the days before it counts from opening.

    ``goal`` is the stage that is reached, ``pace`` how many minutes after entry the clock stopped
    or, for open tickets, how long the last step may have taken at most.
    """

    day: int
    minute: float
    customer: Customer
    device: DeviceGiven
    case: Case
    complaint: str
    programme: Programme
    goal: str
    outcome: str
    pace: float
    warranty: bool
    comeback: bool


class Spot(NamedTuple):
    """Where a visit stands in time and work before anybody has a name."""

    day: int
    minute: float
    goal: str
    outcome: str = ""
    pace: float = 0
    programme: Programme = "quick"


class Call(NamedTuple):
    """Somebody who came without leaving a device; ``stayed`` is in minutes, the rest as in `Visit`."""

    day: int
    minute: float
    stayed: float
    result: Result


OPEN = (
    Spot(0, 67, "repairing", pace=40),
    Spot(0, 23, "quoted", pace=18),
    Spot(0, 4, "received"),
    Spot(0, 98, "ready", "repaired", 44),
    Spot(0, 53.5, "testing", pace=50),
    Spot(0, 16, "diagnosing", pace=9),
    Spot(0, 51.2, "repairing", pace=30),
    Spot(0, 36, "approved", pace=27),
    Spot(0, 44, "testing", pace=41),
    Spot(0, 28, "repairing", pace=22),
    Spot(0, 81, "ready", "repaired", 57),
    Spot(0, 1.5, "received"),
    Spot(0, 170, "waiting_parts", pace=50, programme="standard"),
    Spot(1, 600, "ready", "repaired", 52),
    Spot(1, 130, "at_hq", pace=40, programme="mail_in"),
)
"""What the board shows: every stage, clocks near their end, one past it, two that wait for something, one that is away."""

NO_REPAIR = (
    Call(0, 210, 6, "consulted"),
    Call(0, 127, 11, "left"),
    Call(0, 62, 4, "bought"),
    Call(1, 95, 5, "consulted"),
    Call(2, 240, 3, "bought"),
    Call(3, 410, 14, "left"),
)
"""Who came for something else."""

CLOSED = (
    Spot(0, 300, "collected", "repaired", 47),
    Spot(0, 325, "collected", "repaired", 38),
    Spot(0, 281, "collected", "repaired", 78),
    Spot(0, 262, "collected", "declined", 26),
    Spot(0, 255, "collected", "repaired", 55),
    Spot(0, 243, "collected", "no_fault_found", 31),
    Spot(0, 231, "collected", "repaired", 42),
    Spot(0, 224, "collected", "repaired", 51),
    Spot(0, 212, "collected", "repaired", 110, "standard"),
    Spot(0, 203, "collected", "repaired", 36),
    Spot(0, 194, "collected", "repaired", 58.5),
    Spot(0, 181, "collected", "repaired", 44),
    Spot(0, 163, "collected", "no_fault_found", 22),
    Spot(0, 158, "collected", "repaired", 49),
    Spot(0, 147, "collected", "repaired", 33),
    Spot(0, 139, "collected", "repaired", 53),
    Spot(0, 122, "collected", "repaired", 40),
    Spot(0, 113, "collected", "repaired", 46),
)
"""Today's visits that are over: about nine of ten within the hour."""

PAST_OUTCOMES = (
    ("repaired", 20, 58, 70),
    ("repaired", 64, 150, 8),
    ("no_fault_found", 15, 40, 8),
    ("declined", 15, 40, 6),
    ("withdrawn", 10, 35, 3),
    ("unrepairable", 40, 100, 2),
    ("standard", 90, 240, 3),
)
"""Outcome, fastest and slowest in minutes, share in a hundred."""


def visits(tickets: int, seed: int) -> list[Visit]:
    """The visits in order of entry, oldest first."""
    dice = random.Random(f"mihome-desk practice {seed}")
    open_now = OPEN[: min(tickets, len(OPEN))]
    closed = CLOSED[: min(tickets - len(open_now), len(CLOSED))]
    past = _past(dice, tickets - len(open_now) - len(closed))
    spots = sorted([*open_now, *closed, *past], key=_age)
    return _fill(dice, spots)


def _age(spot: Spot) -> tuple[int, float]:
    return (-spot.day, spot.minute if spot.day else -spot.minute)


def _past(dice: random.Random, count: int) -> list[Spot]:
    days = max(min(count, FEWEST_DAYS), -(-count // PER_DAY))
    shares = [share for *_, share in PAST_OUTCOMES]
    found = []
    for at in range(count):
        outcome, fast, slow, _ = dice.choices(PAST_OUTCOMES, shares)[0]
        minute = dice.uniform(3, OPENING_MINUTES - 60)
        pace = dice.uniform(fast, slow)
        programme: Programme = "standard" if outcome == "standard" else "quick"
        came = "repaired" if outcome == "standard" else outcome
        found.append(Spot(1 + at % days, minute, "collected", came, pace, programme))
    return found


def _fill(dice: random.Random, spots: list[Spot]) -> list[Visit]:
    found: list[Visit] = []
    again = {len(spots) - 4, len(spots) - 12}
    for at, spot in enumerate(spots):
        before = _earlier(dice, found, spot) if at in again or dice.random() < 0.05 else None
        found.append(_again(dice, before, spot) if before else _first(dice, spot))
    return found


def _earlier(dice: random.Random, found: list[Visit], spot: Spot) -> Visit | None:
    """A visit of the last thirty days whose device went home repaired and may come back."""
    homes = [
        visit
        for visit in found[-30 * PER_DAY :]
        if visit.goal == "collected" and visit.outcome == "repaired" and 0 < visit.day - spot.day <= 29
    ]
    gone = {(visit.customer.phone, visit.device.sn, visit.device.imei) for visit in found if visit.comeback}
    homes = [
        visit for visit in homes if (visit.customer.phone, visit.device.sn, visit.device.imei) not in gone
    ]
    return dice.choice(homes) if homes else None


def _again(dice: random.Random, before: Visit, spot: Spot) -> Visit:
    complaint = dice.choice(said.COMEBACKS) + dice.choice(before.case.complaints)
    return _visit(dice, spot, before.customer, before.device, before.case)._replace(
        complaint=complaint, comeback=True
    )


def _first(dice: random.Random, spot: Spot) -> Visit:
    other = dice.random() < 0.15
    model = dice.choice(said.OTHER_MODELS if other else said.MODELS)
    case = dice.choice([case for case in CASES if model.category in case.categories])
    imei = imei2 = ""
    if model.tac:
        serial = dice.randrange(999_999)
        imei, imei2 = (_imei(model.tac, serial + more) for more in (0, 1))
    letters = "".join(dice.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(10))
    device = DeviceGiven(
        category=model.category,
        model=model.name,
        brand=model.brand,
        colour=dice.choice(said.COLOURS),
        storage=dice.choice(model.storages),
        imei=imei,
        imei2=imei2,
        sn=f"{dice.randrange(10_000, 60_000)}/{letters}",
    )
    return _visit(dice, spot, _customer(dice), device, case)


def _visit(dice: random.Random, spot: Spot, customer: Customer, device: DeviceGiven, case: Case) -> Visit:
    pays = spot.goal == "quoted" or spot.outcome == "declined"
    covered = not case.damage and not pays and dice.random() < 0.45
    return Visit(
        day=spot.day,
        minute=spot.minute,
        customer=customer,
        device=device,
        case=case,
        complaint=dice.choice(case.complaints),
        programme=spot.programme,
        goal=spot.goal,
        outcome=spot.outcome,
        pace=spot.pace,
        warranty=covered,
        comeback=False,
    )


def _imei(tac: str, serial: int) -> str:
    digits = f"{tac}{serial:06}"
    return digits + identity.luhn_digit(digits)


def _customer(dice: random.Random) -> Customer:
    if dice.random() < 0.02:
        name = dice.choice(said.WHOLE_NAMES)
    else:
        # The first twenty surnames are those of half the country.
        pool = said.SURNAMES[:20] if dice.random() < 0.5 else said.SURNAMES
        name = dice.choice(pool) + dice.choice(said.GIVEN)
    return Customer(name, f"{dice.choice(said.PHONE_HEADS)}{dice.randrange(10**8):08}")
