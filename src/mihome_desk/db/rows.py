"""The row of a ticket, spelled once: `tables` declares it, `projections` fills it, `views` reads it."""

from typing import Any, NamedTuple

from mihome_desk.rules.moment import Moment
from mihome_desk.rules.ticket import Ticket


class TicketRow(NamedTuple):
    """What lists and clocks ask of a ticket as columns; ``state`` is the whole state as canonical JSON.

    Times are UTC ms; a moment takes four columns (seq, UTC ms, uptime ms, boot). ``wait_on`` is empty
    where nothing is waited for. ``gap_ms`` lies between arrival and ticket, ``typing_ms`` between the
    first keystroke and the ticket.
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
        last_seq=seq,
        state=state,
    )
