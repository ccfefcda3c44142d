"""Devices that nobody collects: the steps of storage, each after its days and in its order.

Source: the catalogue's ``storage.csv``, with the Civil Code's Art. 453 behind the written notice. Days are
counted by the store's calendar from the day on which the customer was told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from mihome_desk.rules import limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Catalogue, Decision, Situation
from mihome_desk.rules.ticket import Ticket

StepName = Literal["remind", "notice", "settle"]
ORDER: tuple[StepName, ...] = ("remind", "notice", "settle")


@dataclass(frozen=True)
class StorageStep:
    """Remind the customer, give notice in writing, or settle what becomes of the device: a manager signs that.

    ``how`` says by what way, ``reason`` what was done with the device.
    """

    ticket: str
    step: StepName
    how: limits.Name
    reason: limits.Words = ""
    manager_pin: str = field(default="", repr=False)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})


@dataclass(frozen=True)
class StorageStepTaken:
    """A step about a device that nobody collects, so many days after its customer was told."""

    step: StepName
    days: int = 0
    signed: str = ""
    how: str = ""
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"how", "reason"})


def decide_step(situation: Situation, command: StorageStep) -> Decision:
    """One step after the other, none before its days; the last one ends the ticket."""
    ticket = situation.known
    days = days_told(ticket, situation.day, situation.store.zone)
    if days is None:
        raise Refused("not_told", "ticket")
    due = next_step(ticket)
    if command.step != due:
        raise Refused("storage_order", "step", step=command.step, due=due)
    least = days_of(situation.catalogue, command.step)
    if days < least:
        raise Refused("storage_early", "step", days=days, least=least)
    how = limits.name(command.how, "how", needed=True)
    settling = command.step == "settle"
    if settling and ticket.loaner_out is not None:
        raise Refused("loaner_out", "ticket", loaner=ticket.loaner_out.name)
    reason = limits.words(command.reason, "reason", needed=settling)
    signed = signature(situation) if settling else ""
    return Decision((StorageStepTaken(command.step, days, signed, how, reason),))


def next_step(ticket: Ticket) -> StepName | Literal[""]:
    """The step that comes next, "" after the last."""
    return next((step for step in ORDER if step not in ticket.storage), "")


def days_told(ticket: Ticket, today: str, zone: str) -> int | None:
    """Whole days since the customer was told, by the store's calendar; None where nobody told them."""
    if ticket.told is None:
        return None
    told = datetime.fromtimestamp(ticket.told.at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date()
    return max(0, (date.fromisoformat(today) - told).days)


def days_of(catalogue: Catalogue, step: str) -> int:
    """The days after which a step may be taken."""
    return next(days for days, name in catalogue.storage if name == step)


def evolve_step(ticket: Ticket, header: Header, event: StorageStepTaken) -> Ticket:
    """A step that was taken before contradicts the state; settled is over."""
    after = replace(
        ticket,
        storage=(*ticket.storage, event.step),
        conflict=ticket.conflict or event.step in ticket.storage,
    )
    if event.step != "settle":
        return after
    return replace(after, stage="collected", collected=moment(header), locked=False, unlock=None)


DECIDE: dict[type, Callable[..., Any]] = {StorageStep: decide_step}
EVOLVE: dict[type, Callable[..., Any]] = {StorageStepTaken: evolve_step}
STAGE_OF: dict[type, str] = {StorageStepTaken: "storage_step"}
