"""A mail-in journey in words: the pack list, the waybill, every hand with its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.sayings import mailin
from mihome_desk.text import _, current

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

Local = Callable[[int], datetime]


def told(dossier: Dossier, local: Local) -> list[tuple[str, str]]:
    """Labels and words for the summary, nothing where the device never left."""
    return list(_told(dossier, local))


def _told(dossier: Dossier, local: Local) -> Iterator[tuple[str, str]]:
    ticket, journey = dossier.ticket, dossier.ticket.journey
    if ticket.parcel:
        yield _("By parcel"), ticket.parcel
    if journey is None:
        return
    comma = "、" if current() == "zh_CN" else ", "
    yield _("Pack list"), comma.join(journey.items)
    yield _("Packed as"), str(dossier.personal.get("pack_condition", ""))
    yield _("Photos"), str(len(journey.photos)) if journey.photos else ""
    yield _("Waybill"), f"{journey.carrier} {journey.waybill}".strip()
    for hand in journey.hands:
        when, who = f"{local(hand.at.at_ms):%m-%d %H:%M}", words.word(mailin.HANDS, hand.who)
        yield (_("Custody") if hand is journey.hands[0] else ""), f"{when} {who} {hand.waybill}".strip()
    if journey.state == "back":
        damaged = f" · {_('damaged')}" if journey.damage else ""
        yield _("Centre says"), words.word(mailin.RESULTS, journey.result) + damaged
        yield _("Missing"), comma.join(journey.missing)
