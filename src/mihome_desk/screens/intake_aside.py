"""Customers put aside and taken up again: drafts, arrivals, and which of them an intake begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mihome_desk.desk import Desk, Draft, Photo
from mihome_desk.rules.front import Arrival
from mihome_desk.screens.intake_command import photos_from, photos_text
from mihome_desk.screens.intake_form import FIRST, NOT_IN_DRAFT

KIND = "intake"
MINUTE_MS = 60_000


@dataclass
class Beginning:
    """What an intake has besides its rows: first keystroke (UTC ms), arrival, photos, whether a code was told."""

    started_at: int | None = None
    arrival: Arrival | None = None
    photos: tuple[Photo, ...] = ()
    unlock_told: bool = False


class Waiting(NamedTuple):
    """What there is to go on with: drafts, the one saved last first, and who came in and is in none of them."""

    drafts: tuple[Draft, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    untaken: tuple[Arrival, ...] = ()

    def draft_with(self, queue: int, today: str) -> Draft | None:
        """The draft that was begun for a queue number of today."""
        return next((each for each in self.drafts if arrival_of(each, today) == queue), None)

    def arrival(self, queue: int) -> Arrival | None:
        """Who waits under a queue number."""
        return next((each for each in self.arrivals if each.queue == queue), None)


def look(desk: Desk) -> Waiting:
    """Drafts and arrivals as they are. Raises VaultKeyLost."""
    drafts, arrivals, today = tuple(desk.drafts(KIND)), tuple(desk.waiting()), desk.today()
    taken = {arrival_of(draft, today) for draft in drafts}
    return Waiting(drafts, arrivals, tuple(each for each in arrivals if each.queue not in taken))


def look_without_key(desk: Desk) -> Waiting:
    """The same where no draft can be read."""
    arrivals = tuple(desk.waiting())
    return Waiting((), arrivals, arrivals)


def arrival_of(draft: Draft, today: str) -> int:
    """The queue number of today that a draft was begun for, 0 for none."""
    if draft.fields.get("arrival_day") != today:
        return 0
    return int(draft.fields.get("arrival") or 0)


def fields_of(rows: Mapping[str, str], beside: Beginning) -> dict[str, str]:
    """What a draft keeps: all rows but the unlock code, and what belongs to them."""
    arrival = beside.arrival
    return {
        **{name: value for name, value in rows.items() if name not in NOT_IN_DRAFT},
        "started_at": "" if beside.started_at is None else str(beside.started_at),
        "arrival": str(arrival.queue) if arrival else "",
        "arrival_day": arrival.day if arrival else "",
        "photo_files": photos_text(beside.photos) if beside.photos else "",
        "unlock_told": "yes" if rows.get("unlock") or beside.unlock_told else "",
    }


def beginning_of(fields: Mapping[str, Any], arrivals: Iterable[Arrival], today: str) -> Beginning:
    """What belongs to the rows of a draft; an arrival that waits no more is none."""
    queue = int(fields.get("arrival") or 0) if fields.get("arrival_day") == today else 0
    started = fields.get("started_at")
    return Beginning(
        started_at=int(started) if started else None,
        arrival=next((each for each in arrivals if each.queue == queue), None),
        photos=photos_from(fields.get("photo_files")),
        unlock_told=bool(fields.get("unlock_told")),
    )


def rows_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The rows as a draft has them, first values where it has none."""
    return {name: str(fields.get(name) or first) for name, first in FIRST.items()}


def worth_keeping(fields: Mapping[str, str]) -> bool:
    """Choices stand at their first value; only what somebody said makes a draft."""
    return any(fields.get(name, "") not in ("", first) for name, first in FIRST.items())


def waits_minutes(arrival: Arrival, now_ms: int) -> int:
    """How long a customer has waited."""
    return max(0, now_ms - arrival.at.at_ms) // MINUTE_MS
