"""A visit in words: what was wrong, what was covered, which parts, how it ended, what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.screens.facts import Local
from mihome_desk.screens.ticket_facts import Fact, device_words, part_words, short
from mihome_desk.text import _, current

if TYPE_CHECKING:
    from mihome_desk.desk import History, Visit
    from mihome_desk.rules.ticket import Ticket


def wrong(visit: Visit) -> str:
    """The symptoms by name, else what was said."""
    known, chinese = load.symptoms(), current() == "zh_CN"
    names = [
        (known[code].zh if chinese else known[code].en) if code in known else code for code in visit.wrong
    ]
    return _listed(names) or visit.said


def ended(visit: Visit) -> str:
    """How it ended, or how far it is."""
    if visit.outcome:
        return words.word(words.OUTCOMES, visit.outcome)
    return _("taken over") if visit.imported else words.word(words.STAGES, visit.stage)


def link(visit: Visit, history: History) -> str:
    """Which ticket it came back from, and as which it came again."""
    here = visit.state
    numbers = {each.ticket: each.number for each in history.device}
    said = []
    if here is not None and here.comeback_of in numbers:
        said.append(_("comeback of {number}", number=short(numbers[here.comeback_of])))
    for each in reversed(history.device):
        if each.state is not None and each.state.comeback_of == visit.ticket:
            said.append(_("came back as {number}", number=short(each.number)))
    return _listed(said)


def details(visit: Visit, linked: str, local: Local) -> tuple[Fact, ...]:
    """A visit line by line, empty ones left out."""
    state = visit.state
    stage = words.word(words.STAGES, visit.stage)
    found = [
        (_("Device"), device_words(visit.device)),
        (_("Customer"), visit.name),
        (_("Fault"), ": ".join(part for part in (wrong(visit), visit.said) if part and part != wrong(visit))),
        (_("State"), f"{stage} · {ended(visit)}" if visit.outcome else ended(visit)),
        (_("Done"), visit.done),
        (_("Link"), linked),
        *(_of(state, local) if state is not None else ()),
    ]
    return tuple((name, said) for name, said in found if said)


def _of(ticket: Ticket, local: Local) -> Iterator[Fact]:
    for fault in ticket.faults:
        if fault.covered is not None:
            said = words.word(words.COVERAGES, fault.covered.coverage)
            until = _("to {day}", day=fault.covered.until) if fault.covered.until else ""
            yield _("Coverage"), f"{said} {until}".strip()
    for use in ticket.parts:
        serials = " → ".join(part for part in (use.old_serial, use.new_serial) if part)
        yield _("Part used"), f"{part_words(use)} ({serials})" if use.old_serial else part_words(use)
    if ticket.new_device is not None:
        yield _("New device"), device_words(ticket.new_device)
    if ticket.loaner is not None:
        yield _("Loaner"), f"{ticket.loaner.name} {ticket.loaner.serial}"
    if ticket.technician:
        yield _("Technician"), ticket.technician
    if ticket.collected is not None:
        yield _("Collected"), f"{local(ticket.collected.at_ms):%Y-%m-%d %H:%M}"


def _listed(parts: list[str]) -> str:
    return ("、" if current() == "zh_CN" else ", ").join(parts)
