"""When something happened, as three witnesses tell it: wall clock, boot-time clock, boot id."""

from __future__ import annotations

from typing import NamedTuple


class Instant(NamedTuple):
    """One reading of the clocks: UTC milliseconds, milliseconds since boot (suspend included), boot id."""

    at_ms: int
    uptime_ms: int
    boot: str


class Header(NamedTuple):
    """What an entry says of itself besides its body. Times as in `Instant`."""

    branch: str
    seq: int
    at_ms: int
    boot: str
    uptime_ms: int
    actor: str
    command: str | None
    kind: str
    version: int
    subject: str


class Moment(NamedTuple):
    """The place of an entry in journal and time, small enough to keep in a state."""

    seq: int
    at_ms: int
    uptime_ms: int
    boot: str


def moment(header: Header) -> Moment:
    """The moment of an entry."""
    return Moment(header.seq, header.at_ms, header.uptime_ms, header.boot)
