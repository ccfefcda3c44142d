"""What the service rules add to a ticket's facts: coverage, parts, loaner, links, journey, ending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.sayings import endings
from mihome_desk.screens.coverage_words import ticket_words
from mihome_desk.screens.facts import Local
from mihome_desk.text import _, current
from mihome_desk.widgets import journey

if TYPE_CHECKING:
    from mihome_desk.desk import Desk, Dossier, History
    from mihome_desk.rules.service import PartUse
    from mihome_desk.rules.ticket import Device, Ticket

Fact = tuple[str, str]
"""A label and what stands behind it."""


def facts(desk: Desk, dossier: Dossier) -> tuple[Fact, ...]:
    """All of them that there is something to say about. It asks the desk: not for the thread of the screen."""
    ticket = dossier.ticket
    history = desk.history_of(ticket.id)
    found = (
        *_links(history),
        *_bought(ticket),
        *ticket_words(desk, ticket),
        *_parts(ticket),
        *_away(ticket, desk.local),
        *journey.told(dossier, desk.local),
        *_ending(ticket),
    )
    return tuple((name, value) for name, value in found if value)


def _links(history: History) -> Iterator[Fact]:
    """Comebacks link themselves; both tickets say so."""
    if history.earlier is not None:
        left = history.earlier.state.collected if history.earlier.state else None
        on = history.earlier.day if left is not None else ""
        yield _("Comeback of"), f"{short(history.earlier.number)} {on}".strip()
    for visit in reversed(history.later):
        yield _("Came back as"), short(visit.number)


def short(number: str) -> str:
    """A ticket's number without the store's code."""
    return number.partition("-")[2] or number


def _bought(ticket: Ticket) -> Iterator[Fact]:
    purchase = ticket.purchase
    yield _("Bought"), purchase.bought
    if not purchase.bought:
        yield _("Activated"), purchase.activated
    if not (purchase.bought or purchase.activated):
        yield _("Made"), purchase.made


def _parts(ticket: Ticket) -> Iterator[Fact]:
    for use in ticket.parts:
        yield _("Part used"), part_words(use)


def part_words(use: PartUse) -> str:
    """A part that went in: how many, its serial number, and what became of it since."""
    said = [use.name or use.sku]
    if use.qty > 1:
        said.append(f"x{use.qty}")
    if use.new_serial:
        said.append(use.new_serial)
    if use.charged and use.inside:
        said.append(_("(stays, paid)"))
    elif not use.inside:
        said.append(_("(taken out again)"))
    elif use.returned:
        said.append(_("({count} taken out again)", count=use.returned))
    return " ".join(said)


def _away(ticket: Ticket, local: Local) -> Iterator[Fact]:
    loaner = ticket.loaner
    if loaner is not None:
        at = loaner.back or loaner.since
        day = f"{local(at.at_ms):%m-%d}"
        state = _("back {day}", day=day) if loaner.back else _("out since {day}", day=day)
        deposit = words.money(loaner.deposit) if loaner.deposit and loaner.back is None else ""
        yield _("Loaner"), " ".join(filter(None, (loaner.name, loaner.serial, state, deposit)))
    if ticket.storage:
        comma = "、" if current() == "zh_CN" else ", "
        yield _("Storing"), comma.join(words.word(endings.STORAGE, step) for step in ticket.storage)


def _ending(ticket: Ticket) -> Iterator[Fact]:
    if ticket.new_device is not None:
        yield _("New device"), device_words(ticket.new_device)
        yield _("Old device"), _("retired, stays here")
    if ticket.refund_due and ticket.overpaid:
        yield _("Refund"), words.money(ticket.refund_due)
    if ticket.charged_due:
        yield _("Parts paid"), words.money(ticket.charged_due)


def device_words(device: Device) -> str:
    """A device by model and number."""
    model = device.model or load.category_name(device.category)[0 if current() == "zh_CN" else 1]
    return f"{model} {device.imei or device.sn}".strip()
