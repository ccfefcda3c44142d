"""The store and who waits in it: what the first board knows, before any rule is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from mihome_desk.rules.moment import Moment


@dataclass(frozen=True)
class Store:
    """The store's journalled facts; ``shift_ms`` is what a practice store's clocks were moved by.

    ``pin_failures`` counts wrong manager PINs in a row, ``pin_failed`` is the entry of the last one.
    """

    uid: str
    label: str
    name: str
    kind: str = "outlet"
    zone: str = "Asia/Shanghai"
    closing: str = "21:00"
    practice: bool = False
    qr_prefix: str = ""
    opened_at: int = 0
    shift_ms: int = 0
    pin_failures: int = 0
    pin_failed: Moment | None = None


@dataclass(frozen=True)
class Arrival:
    """A customer who took a queue number and has no ticket yet."""

    id: str
    day: str
    queue: int
    at: Moment
