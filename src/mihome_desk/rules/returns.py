"""Old parts (旧件) that HQ wants back, the boxes they travel in, and the numbers all of them go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mihome_desk.rules import identity

Why = Literal["used", "defective", "broken"]
OldPlace = Literal["owed", "boxed", "sent", "received", "missing", "settled"]
BoxState = Literal["open", "sealed", "sent", "counted"]


@dataclass(frozen=True)
class OldPart:
    """One old part; ``number`` (J0012) is what is written on its bag, ``due`` the day it is owed by (YYYY-MM-DD).

    ``why`` tells what it is: taken out of a device where HQ's part went in, HQ's part that was defective, or
    one that a technician broke. ``missing`` is what HQ did not find in its box; ``settled`` went back into
    its device, and nothing is owed.
    """

    number: str
    sku: str
    part: str
    name: str
    serial: str = ""
    why: Why = "used"
    ticket: str = ""
    use: int = 0
    due: str = ""
    place: OldPlace = "owed"
    box: str = ""


@dataclass(frozen=True)
class Box:
    """A return box; ``parts`` are the old parts in it, ``missing`` and ``extra`` what HQ's count found otherwise."""

    id: str
    number: str
    state: BoxState = "open"
    parts: tuple[str, ...] = ()
    carrier: str = ""
    waybill: str = ""
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A line of a part request: pieces asked for, and those that came since."""

    sku: str
    qty: int
    name: str = ""
    came: int = 0


@dataclass(frozen=True)
class Request:
    """A part request to HQ; closed by hand, or once everything came."""

    id: str
    number: str
    lines: tuple[Wanted, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Returns:
    """What a decision about old parts, boxes and requests knows: those it names, and the last numbers given out."""

    old: Mapping[str, OldPart] = field(default_factory=dict)
    box: Box | None = None
    request: Request | None = None
    last_old: int = 0
    last_box: int = 0
    last_request: int = 0


def old_number(text: str) -> str:
    """An old part's number as it is kept (J0012), however it was typed; "" where the text is none."""
    found = re.fullmatch(r"[Jj]?0*([0-9]{1,9})", identity.fold(text))
    return f"J{int(found[1]):04d}" if found else ""


def old_numbers(last: int, many: int) -> tuple[str, ...]:
    """The next numbers of old parts (旧件号)."""
    return tuple(f"J{number:04d}" for number in range(last + 1, last + many + 1))
