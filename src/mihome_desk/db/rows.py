"""The row of a ticket, spelled once: `tables` declares it, `projections` fills it, `views` reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mihome_desk.rules.moment import Moment

if TYPE_CHECKING:
    from mihome_desk.rules.ticket import Ticket


class TicketRow(NamedTuple):
    """What lists and clocks ask of a ticket as columns; ``state`` is the whole state as canonical JSON.

    Times are UTC ms; a moment takes four columns (seq, UTC ms, uptime ms, boot). ``wait_on`` is empty
    where nothing is waited for. ``gap_ms`` lies between arrival and ticket, ``typing_ms`` between the
    first keystroke and the ticket. ``coverage`` is in, out, void or mixed, empty before any decision.
    ``legal_at`` is the start of the legal clocks while they run, ``parts_ms`` the time of all ended waits for
    parts (NULL where there was none at all), ``lent`` 1 once a loaner was lent, ``steps`` the steps of storage
    that were taken, ``hand`` who has a mailed-in device since ``hand_at``, under which ``waybill``; ``parcel_*`` is the scan of the
    parcel that brought it to a repair centre, until it is sent back. ``new_imei`` and ``new_sn`` are the
    numbers of the device that an exchange gave.
    """

    id: str
    number: str
    day: str
    serial: int
    stage: str
    outcome: str
    programme: str
    entry_programme: str
    left_quick: str
    left_seq: int | None
    left_at: int | None
    left_uptime: int | None
    left_boot: str | None
    category: str
    brand: str
    model: str
    imei: str
    imei2: str
    sn: str
    new_imei: str
    new_sn: str
    technician: str
    opened_seq: int
    opened_at: int
    opened_uptime: int
    opened_boot: str
    ended_seq: int | None
    ended_at: int | None
    ended_uptime: int | None
    ended_boot: str | None
    told_at: int | None
    collected_at: int | None
    promised_at: int | None
    wait_on: str
    wait_since: int | None
    gap_ms: int | None
    typing_ms: int | None
    conflict: int
    coverage: str
    legal_at: int | None
    parts_ms: int | None
    lent: int
    steps: str
    hand: str
    hand_at: int | None
    waybill: str
    parcel_seq: int | None
    parcel_at: int | None
    parcel_uptime: int | None
    parcel_boot: str | None
    last_seq: int
    state: str

    @property
    def opened(self) -> Moment:
        """The entry that opened the ticket."""
        return Moment(self.opened_seq, self.opened_at, self.opened_uptime, self.opened_boot)

    @property
    def ended(self) -> Moment | None:
        """Where its one-hour clock stopped."""
        return _moment(self.ended_seq, self.ended_at, self.ended_uptime, self.ended_boot)

    @property
    def left(self) -> Moment | None:
        """Where it left quick repair."""
        return _moment(self.left_seq, self.left_at, self.left_uptime, self.left_boot)

    @property
    def parcel(self) -> Moment | None:
        """The scan that started a repair centre's twelve hours, while they run."""
        return _moment(self.parcel_seq, self.parcel_at, self.parcel_uptime, self.parcel_boot)


SETTLED = frozenset({"exchanged", "refunded", "certified"})
"""Outcomes after which nobody owes a loaner or an exchange any more."""

COLUMNS = ", ".join(TicketRow._fields)
"""For a SELECT of whole rows."""


def _moment(seq: int | None, at: int | None, uptime: int | None, boot: str | None) -> Moment | None:
    if seq is None or at is None or uptime is None or boot is None:
        return None
    return Moment(seq, at, uptime, boot)


def row_of(ticket: Ticket, seq: int, state: str) -> TicketRow:
    """The row of a ticket after the entry ``seq``; ``state`` is its spelled state."""
    device, waiting = ticket.device, ticket.waiting
    opened, ended, left = ticket.opened, ticket.ended, ticket.left_at
    none: tuple[Any, ...] = (None,) * 4
    parcel = ticket.parcel_at if ticket.collected is None else None
    parcel_seq, parcel_at, parcel_uptime, parcel_boot = parcel or none
    journey = ticket.journey
    hand = journey.hands[-1] if journey is not None and journey.state != "back" and journey.hands else None
    left_seq, left_at, left_uptime, left_boot = left or none
    ended_seq, ended_at, ended_uptime, ended_boot = ended or none
    return TicketRow(
        id=ticket.id,
        number=ticket.number or ticket.id,
        day=ticket.day,
        serial=ticket.serial,
        stage=ticket.stage,
        outcome=ticket.outcome,
        programme=ticket.programme,
        entry_programme=ticket.entry_programme,
        left_quick=ticket.left_quick,
        left_seq=left_seq,
        left_at=left_at,
        left_uptime=left_uptime,
        left_boot=left_boot,
        category=device.category,
        brand=device.brand,
        model=device.model,
        imei=device.imei,
        imei2=device.imei2,
        sn=device.sn,
        new_imei=ticket.new_device.imei if ticket.new_device else "",
        new_sn=ticket.new_device.sn if ticket.new_device else "",
        technician=ticket.technician,
        opened_seq=opened.seq,
        opened_at=opened.at_ms,
        opened_uptime=opened.uptime_ms,
        opened_boot=opened.boot,
        ended_seq=ended_seq,
        ended_at=ended_at,
        ended_uptime=ended_uptime,
        ended_boot=ended_boot,
        told_at=ticket.told.at_ms if ticket.told else None,
        collected_at=ticket.collected.at_ms if ticket.collected else None,
        promised_at=ticket.promised_at,
        wait_on=waiting.on if waiting else "",
        wait_since=waiting.since.at_ms if waiting else None,
        gap_ms=ticket.arrival_gap,
        typing_ms=ticket.typing,
        conflict=int(ticket.conflict),
        coverage=ticket.coverage,
        legal_at=_legal_at(ticket),
        parts_ms=_parts_ms(ticket),
        lent=int(ticket.loaner is not None),
        steps=" ".join(ticket.storage),
        hand=hand.who if hand else "",
        hand_at=hand.at.at_ms if hand else None,
        waybill=journey.waybill if journey is not None and hand else "",
        parcel_seq=parcel_seq,
        parcel_at=parcel_at,
        parcel_uptime=parcel_uptime,
        parcel_boot=parcel_boot,
        last_seq=seq,
        state=state,
    )


def _legal_at(ticket: Ticket) -> int | None:
    """Where the legal clocks of a device in warranty started, None where none runs (any more).

    From the day it was sent in, for a mailed-in one from its arrival at the centre; until its customer knows
    that it is ready: what is late after that is the customer's, and storage's.
    """
    covered = any(fault.covered is not None and fault.covered.coverage == "in" for fault in ticket.faults)
    over = ticket.told or ticket.collected or ticket.given_up or ticket.outcome in SETTLED
    if not covered or over or ticket.source:
        return None
    if ticket.parcel_at is not None:
        return ticket.parcel_at.at_ms
    if ticket.journey is not None and ticket.journey.at_centre is not None:
        return ticket.journey.at_centre.at_ms
    return None if ticket.programme == "mail_in" else ticket.opened.at_ms


def _parts_ms(ticket: Ticket) -> int | None:
    waits = [wait for wait in ticket.waits if wait.on == "parts"]
    if not waits:
        return None
    return sum(max(0, wait.until.at_ms - wait.since.at_ms) for wait in waits if wait.until is not None)
