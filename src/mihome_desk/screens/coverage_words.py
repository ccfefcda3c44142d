"""What is covered, in words: the short line beside a field, the lines among a ticket's facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.rules import coverage
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Covered
from mihome_desk.text import _, current
from mihome_desk.ui import keys

if TYPE_CHECKING:
    from mihome_desk.desk import Desk
    from mihome_desk.rules.policy import Policy
    from mihome_desk.rules.ticket import Fault, Ticket
    from mihome_desk.rules.warranty import Proposal

Said = tuple[str, str]
"""A label and what stands behind it."""


def short(found: Proposal | Covered) -> str:
    """Coverage and its last day, in a few words; what is not final yet says so."""
    table = {
        "in": _("in warranty to {until}", until=found.until),
        "out": _("out of warranty since {until}", until=found.until),
    }
    said = table.get(found.coverage, "") if found.until else ""
    if not said:
        return plain(found.coverage)
    return _("{said}, provisional", said=said) if found.provisional else said


def plain(which: str) -> str:
    """In warranty, out of warranty, not covered."""
    return words.word(words.COVERAGES, which)


def fault_name(fault: Fault, at: int) -> str:
    """A fault by its symptom, or by its number."""
    symptom = load.symptoms().get(fault.symptom)
    if symptom is None:
        return _("Fault {n}", n=at + 1)
    return symptom.zh if current() == "zh_CN" else symptom.en


def part_name(policy: Policy, part: str) -> str:
    """A part of the device, as a clerk reads it."""
    named = policy.part_names.get(part)
    return part if named is None else named.zh if current() == "zh_CN" else named.en


def ticket_words(desk: Desk, ticket: Ticket) -> list[Said]:
    """Coverage among a ticket's facts: what was decided, else what the rules propose; one line per fault.

    Reads the earlier repairs of the device: not for the thread of the screen.
    """
    if ticket.source or not ticket.faults:
        return []
    claim = desk.claim(ticket)
    found = []
    for at, fault in enumerate(ticket.faults):
        try:
            proposed = coverage.proposal(desk.catalogue, claim, at)
        except Refused:
            proposed = None
        said = _fact(fault, proposed)
        if said:
            number = f"{at + 1}. " if len(ticket.faults) > 1 else ""
            found.append((_("Coverage"), number + said))
    if ticket.notice:
        found.append((_("Notice"), words.word(words.NOTICE_ANSWERS, ticket.notice)))
    return found


def _fact(fault: Fault, proposed: Proposal | None) -> str:
    if fault.covered is None:
        if proposed is None:
            return ""
        return _("{said} (proposed; {key} decides)", said=short(proposed), key=keys.COVERAGE.spelled)
    said = short(fault.covered)
    if fault.covered.signed:
        return _("{said} (signed)", said=said)
    # Dates were corrected since, or other repairs came to light.
    if proposed is not None and not fault.covered.excluded and not fault.covered.glass:
        moved = (proposed.coverage, proposed.until) != (fault.covered.coverage, fault.covered.until)
        if moved and fault.covered.proposed:
            return _("{said}; the rules now say: {now}", said=said, now=short(proposed))
    return said
