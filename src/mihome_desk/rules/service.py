"""What the service rules add to a ticket's state: purchase, coverage, parts, journeys, loaners.

State alone: what may be done with it stands in the room of each capability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mihome_desk.rules.moment import Moment

Coverage = Literal["in", "out", "void"]
Proposed = Literal["", "in", "out", "void"]
Proof = Literal["", "invoice", "order", "card", "none"]
Owner = Literal["bought", "issued"]


@dataclass(frozen=True)
class Purchase:
    """How the device came to its owner; dates are YYYY-MM-DD, empty where nobody knows.

    ``proof`` is what was shown: an invoice, an online order, the warranty card, or nothing. ``sold_here``
    tells whether this store sold it, None where nobody asked.
    """

    bought: str = ""
    activated: str = ""
    made: str = ""
    proof: Proof = ""
    sold_here: bool | None = None


@dataclass(frozen=True)
class Covered:
    """What was decided about a fault: coverage (保内 / 保外 / 非保), the rule, and what may be done.

    ``until`` is the last day of the period, YYYY-MM-DD; ``proposed`` what the rules proposed, empty where they
    could not; ``choices`` are repair, exchange, refund.
    """

    coverage: Coverage
    rule: str = ""
    until: str = ""
    choices: tuple[str, ...] = ()
    proposed: Proposed = ""
    provisional: bool = False


@dataclass(frozen=True)
class PartUse:
    """A part that went into the device. ``owner`` tells whose it was: bought by the store, or issued by HQ.

    ``returned`` of ``qty`` pieces came back out; ``charged`` in a withdrawal: they stay and are paid.
    """

    sku: str
    part: str
    name: str
    qty: int
    owner: Owner
    seq: int
    fault: int = 0
    old_serial: str = ""
    new_serial: str = ""
    returned: int = 0
    charged: bool = False


@dataclass(frozen=True)
class Hand:
    """One hand of the custody chain (交接): who has the parcel since when, and its waybill."""

    who: str
    at: Moment
    waybill: str = ""


@dataclass(frozen=True)
class Journey:
    """A mail-in journey of a device, as this store sees it; ``items`` is the pack list.

    ``state`` is packed, away, or back; ``at_centre`` starts the legal clocks of a mailed-in device.
    """

    state: Literal["packed", "away", "back"]
    items: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    carrier: str = ""
    waybill: str = ""
    hands: tuple[Hand, ...] = ()
    at_centre: Moment | None = None
    result: str = ""
    damage: bool = False


@dataclass(frozen=True)
class Loaner:
    """A loaner (备用机) in the customer's hands, until ``back``; ``deposit`` is fen."""

    name: str
    serial: str
    since: Moment
    deposit: int = 0
    back: Moment | None = None
