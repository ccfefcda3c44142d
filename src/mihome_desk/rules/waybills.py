"""Waybills (运单号): how one is spelled, and what a repair centre needs of the parcel behind one."""

from __future__ import annotations

import re

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Parcel

_SHAPE = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z-]{5,29}\Z")
"""6 to 30 letters, digits and hyphens with at least one digit: wide enough for every carrier's numbers."""


def waybill(text: str, field: str = "waybill") -> str:
    """A waybill in its one spelling: upper case, no spaces. Raises Refused."""
    number = re.sub(r"\s", "", identity.fold(limits.name(text, field, needed=True))).upper()
    if not _SHAPE.match(number):
        raise Refused("bad_waybill", field)
    return number


def carrier(text: str, field: str = "carrier") -> str:
    """Who carries it, by name."""
    return limits.name(text, field, needed=True)


def subject(number: str) -> str:
    """The journal's subject of a parcel."""
    return f"parcel/{number}"


def parcel_for_intake(parcel: Parcel | None, asked: str) -> tuple[str, Moment | None, str]:
    """The waybill, arrival and day of sending in of the parcel that a ticket is opened from; nothing where none was named.

    Raises Refused where it is not known, not here yet, or has its ticket already.
    """
    if not asked:
        return "", None, ""
    if parcel is None:
        raise Refused("unknown_parcel", "parcel", waybill=asked[: limits.NAME])
    if parcel.received is None:
        raise Refused("parcel_not_here", "parcel", waybill=parcel.waybill)
    if parcel.ticket:
        raise Refused("parcel_taken", "parcel", waybill=parcel.waybill)
    return parcel.waybill, parcel.received, parcel.sent_in
