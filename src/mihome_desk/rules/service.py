"""What the service rules add to a ticket's state: purchase, coverage, parts, journeys, loaners.

State alone: what may be done with it stands in the room of each capability.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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


UNKNOWN = Purchase()
"""Nobody asked how it was bought."""


@dataclass(frozen=True)
class Covered:
    """What was decided about a fault: coverage (保内 / 保外 / 非保), the rule, and what may be done.

    ``until`` is the last day of the period, YYYY-MM-DD; ``proposed`` what the rules proposed, empty where they
    could not; ``choices`` are repair, exchange, refund, certify. ``code`` and ``params`` make the sentence of
    the rules' proposal; ``excluded`` names the exclusion that was found, ``glass`` what the crack looks like;
    ``signed`` says who took it upon himself to decide otherwise than proposed.
    """

    coverage: Coverage
    rule: str = ""
    until: str = ""
    choices: tuple[str, ...] = ()
    proposed: Proposed = ""
    provisional: bool = False
    code: str = ""
    params: dict[str, str | int] = field(default_factory=dict)
    excluded: str = ""
    glass: str = ""
    signed: str = ""
    acknowledged: bool = False


@dataclass(frozen=True)
class PastRepair:
    """An earlier ticket of the same device, as far as it bears on what is covered now.

    Dates are YYYY-MM-DD in the store's zone, empty where it has not happened. ``busy_days`` is what the
    repair took from the owner, ``parts_days`` the part of it spent waiting for parts; ``changed`` are the
    device's parts that were replaced, ``exchanged_to`` says that this device came out of that ticket.
    """

    ticket: str
    opened: str
    done: str = ""
    collected: str = ""
    outcome: str = ""
    faults: tuple[tuple[str, str, str], ...] = ()
    busy_days: int = 0
    parts_days: int = 0
    changed: tuple[str, ...] = ()
    exchanged_to: bool = False


@dataclass(frozen=True)
class PartUse:
    """A part that went into the device. ``owner`` tells whose it was: bought by the store, or issued by HQ.

    ``returned`` of ``qty`` pieces came back out; ``charged`` in a withdrawal: they stay and are paid. ``old`` are
    the numbers of the old parts that HQ is owed for them; ``value`` fen of all pieces in the material usage.
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
    old: tuple[str, ...] = ()
    value: int = 0

    @property
    def inside(self) -> int:
        """Pieces that are still in the device."""
        return self.qty - self.returned


@dataclass(frozen=True)
class Hand:
    """One hand of the custody chain (交接): who has the parcel since when, and its waybill."""

    who: str
    at: Moment
    waybill: str = ""


@dataclass(frozen=True)
class Journey:
    """A mail-in journey of a device, as this store sees it; ``items`` is the pack list.

    ``state`` is packed, away, or back; ``at_centre`` starts the legal clocks of a mailed-in device;
    ``missing`` are items of the pack list that did not come back.
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
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parcel:
    """A parcel of a repair centre; its clock runs from ``received`` until its ticket is sent back.

    ``sender`` is the store that sent it and ``reference`` that store's ticket number; ``announced`` is false
    for one that nobody announced. ``items`` is the announced pack list, ``found`` what was in the parcel,
    ``sent_in`` the day on which that store took the device in, YYYY-MM-DD, "" where nobody told,
    ``ticket`` the id of this centre's ticket.
    """

    waybill: str
    sender: str = ""
    reference: str = ""
    sent_in: str = ""
    category: str = ""
    model: str = ""
    imei: str = ""
    sn: str = ""
    items: tuple[str, ...] = ()
    announced: bool = False
    received: Moment | None = None
    checked: Moment | None = None
    found: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    damage: bool = False
    ticket: str = ""
    sent: Moment | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What was announced and not found, once somebody looked."""
        return tuple(item for item in self.items if item not in self.found) if self.checked else ()

    @property
    def extra(self) -> tuple[str, ...]:
        """What was found without having been announced."""
        return tuple(item for item in self.found if item not in self.items) if self.announced else ()


@dataclass(frozen=True)
class Loaner:
    """A loaner (备用机) in the customer's hands, until ``back``; ``deposit`` is fen."""

    name: str
    serial: str
    since: Moment
    deposit: int = 0
    back: Moment | None = None
