"""The columns of the parcels' list: a centre's parcels, or a store's devices that are away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mihome_desk.desk import Head
from mihome_desk.text import _
from mihome_desk.widgets import clocks
from mihome_desk.widgets.row_list import RowColumn

if TYPE_CHECKING:
    from mihome_desk.desk import ParcelSeen


class Entry(NamedTuple):
    """One line of the list: a parcel of a centre, or a ticket of this store whose device is away."""

    key: str
    seen: ParcelSeen | None
    head: Head | None


def of_a_centre() -> list[RowColumn[Entry]]:
    """Waybill, sender, device, what it needs, what differs."""
    return [
        RowColumn(_("Waybill"), 17, lambda entry: entry.key),
        RowColumn(_("From"), 0, lambda entry: _seen(entry).parcel.sender or _("not announced")),
        RowColumn(_("Device"), 0, lambda entry: _seen(entry).parcel.model),
        RowColumn(_("Stage"), 12, lambda entry: stage_words(_seen(entry))),
        RowColumn(_("Differs"), 10, lambda entry: differs_words(_seen(entry)), lambda _entry: "error"),
    ]


def of_a_store() -> list[RowColumn[Entry]]:
    """Number, customer, device, in whose hands, the clock that burns next."""
    return [
        RowColumn(_("Number"), 12, lambda entry: _head(entry).number.partition("-")[2]),
        RowColumn(_("Customer"), 10, lambda entry: _head(entry).name),
        RowColumn(_("Device"), 0, lambda entry: _head(entry).device),
        RowColumn(_("In whose hands"), 14, lambda entry: clocks.away_words(_head(entry))),
        RowColumn(
            _("Clock"),
            clocks.cells(),
            lambda entry: clocks.burning_words(_head(entry)),
            lambda entry: clocks.state_of(_head(entry)),
            right=True,
        ),
    ]


def _seen(entry: Entry) -> ParcelSeen:
    assert entry.seen is not None
    return entry.seen


def _head(entry: Entry) -> Head:
    assert entry.head is not None
    return entry.head


def stage_words(seen: ParcelSeen) -> str:
    """Where a parcel without a ticket stands, in twelve cells."""
    if seen.parcel.received is None:
        return _("Expected")
    return _("To take in") if seen.parcel.checked else _("To check")


def differs_words(seen: ParcelSeen) -> str:
    """What is wrong with a parcel, in ten cells: damage first."""
    parcel = seen.parcel
    if parcel.damage:
        return _("damaged !")
    if parcel.missing:
        return _("{count} gone !", count=len(parcel.missing))
    return _("{count} more !", count=len(parcel.extra)) if parcel.extra else ""


def sums_words(entries: Sequence[Entry], centre: bool) -> str:
    """How much there is of what, or what to do where there is nothing."""
    if not centre:
        if not entries:
            return _("Nothing is away. X on a mail-in ticket packs its device.")
        packed = sum(entry.head is not None and entry.head.hand == "store" for entry in entries)
        return _("{away} away, {packed} packed and still here", away=len(entries) - packed, packed=packed)
    if not entries:
        return _("No parcel waits. Scan the next one; Ctrl+N announces one that a store told about.")
    here = [entry.seen.parcel for entry in entries if entry.seen and entry.seen.parcel.received]
    unchecked = sum(parcel.checked is None for parcel in here)
    return _(
        "{unchecked} to check, {ready} to take in, {expected} expected",
        unchecked=unchecked,
        ready=len(here) - unchecked,
        expected=len(entries) - len(here),
    )
