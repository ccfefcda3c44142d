"""A repair centre's parcel in a few quiet lines: who sent it, what was announced, what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from mihome_desk.printing.width import wrap
from mihome_desk.rules.identity import mask_phone
from mihome_desk.text import _, current
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.desk import ParcelSeen

Local = Callable[[int], datetime]
LABEL = 13
NARROWEST = 20


def listed(items: tuple[str, ...]) -> str:
    """Things one after another."""
    return ("、" if current() == "zh_CN" else ", ").join(items)


def parcel_text(seen: ParcelSeen, local: Local, room: int, variables: Mapping[str, str]) -> Text:
    """The facts in ``room`` cells; what is missing or damaged stands out."""
    parcel = seen.parcel
    text = Text()
    text.append(f"{parcel.sender or _('Nobody announced it')}\n", style="bold")
    text.append(f"{parcel.waybill}\n\n", style=variables["quiet"])
    for name, value, wrong in _facts(seen, local):
        for at, line in enumerate(wrap(value, max(NARROWEST, room - LABEL)) if value else ()):
            text.append(fit(name if at == 0 else "", LABEL), style=variables["quiet"])
            text.append(f"{line}\n", style=f"bold {variables['error']}" if wrong else variables["foreground"])
    step = _("Take it in") if parcel.checked else _("Check what is in it")
    if parcel.received and not parcel.ticket:
        text.append(f"\n{_('Next:')} ", style=variables["quiet"])
        text.append(step, style=f"bold {variables['primary']}")
    return text


def _facts(seen: ParcelSeen, local: Local) -> Iterator[tuple[str, str, bool]]:
    """Label, value, and whether it is something wrong."""
    parcel, private = seen.parcel, seen.private
    received = parcel.received
    yield _("Scanned in"), f"{local(received.at_ms):%m-%d %H:%M}" if received else _("not yet"), False
    yield _("Their ticket"), parcel.reference, False
    yield _("Device"), parcel.model, False
    yield "IMEI / SN", parcel.imei or parcel.sn, False
    yield (
        _("Customer"),
        " ".join((private.get("name", ""), mask_phone(private.get("phone", "")))).strip(),
        False,
    )
    yield _("Complaint"), private.get("complaint", ""), False
    yield (
        _("Announced"),
        listed(parcel.items) if parcel.announced else _("not announced"),
        not parcel.announced,
    )
    yield _("In the parcel"), listed(parcel.found), False
    yield _("Missing"), listed(parcel.missing), True
    yield _("Not listed"), listed(parcel.extra), True
    yield _("In transit"), _("damaged") if parcel.damage else "", True
    yield _("Photos"), str(len(parcel.photos)) if parcel.photos else "", False
    yield _("Words"), private.get("words", ""), False
