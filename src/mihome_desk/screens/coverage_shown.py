"""A fault on the coverage screen in words: what was decided or is proposed, and the sentences about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.rules import coverage
from mihome_desk.screens import coverage_words as said_of
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.widgets.claim_list import Told

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.policy import Policy
    from mihome_desk.rules.service import Covered
    from mihome_desk.rules.ticket import Fault, Ticket
    from mihome_desk.rules.warranty import Proposal

COLOURS = {"in": "success", "out": "warning", "void": "warning"}


def told(
    dossier: Dossier, policy: Policy, at: int, part: str, proposed: Proposal | None, why_not: str
) -> Told:
    """A fault, counted from 0; ``part`` is the one just chosen, ``why_not`` said where nothing is proposed."""
    fault = dossier.ticket.faults[at]
    name = f"{said_of.fault_name(fault, at)} · {said_of.part_name(policy, part or fault.part)}"
    if len(dossier.ticket.faults) > 1:
        name = f"{at + 1}. {name}"
    which = fault.covered.coverage if fault.covered else proposed.coverage if proposed else ""
    by_rule = fault.covered is not None and not fault.covered.signed and fault.covered.code
    sentences = [words.coverage_reason(fault.covered)] if fault.covered and by_rule else []
    sentences += _decided_why(dossier, at)
    if fault.covered is None:
        sentences += _proposed_why(proposed, why_not)
    elif fault.covered.coverage == "in":
        sentences += _possible(fault.covered.choices)
    if fault.covered is not None and proposed is not None and _moved(fault.covered, proposed):
        sentences.append(_("The rules now propose: {said}.", said=said_of.short(proposed)))
        sentences.append(words.coverage_reason(proposed))
    return Told(name, _answer(fault, proposed), COLOURS.get(which, "quiet"), tuple(sentences))


def _answer(fault: Fault, proposed: Proposal | None) -> str:
    if fault.covered is None:
        return _("Proposed: {said}", said=said_of.short(proposed)) if proposed else _("No proposal")
    shown = _("Decided: {said}", said=said_of.short(fault.covered))
    return _("{said} (signed)", said=shown) if fault.covered.signed else shown


def _moved(decided: Covered, proposed: Proposal) -> bool:
    """Whether the rules say something else now: people decided otherwise, or facts were corrected since."""
    if decided.excluded or decided.glass:
        return False
    return (decided.coverage, decided.until) != (proposed.coverage, proposed.until)


def _decided_why(dossier: Dossier, at: int) -> list[str]:
    """The reason and the evidence that were given."""
    found = []
    for label, kind in ((_("Reason"), "coverage_reasons"), (_("Evidence"), "coverage_evidence")):
        said = dossier.personal.get(kind, ())
        if at < len(said) and said[at]:
            found.append(_("{label}: {said}", label=label, said=said[at]))
    return found


def _proposed_why(proposed: Proposal | None, why_not: str) -> list[str]:
    """The rules' sentence and what it allows."""
    if proposed is None:
        return [why_not]
    return [words.coverage_reason(proposed), *_possible(proposed.choices)]


def _possible(choices: Sequence[str]) -> list[str]:
    """What a decision, or a proposal, gives a right to."""
    named = _(", ").join(words.word(words.CHOICES, choice) for choice in choices)
    return [_("Possible: {choices}", choices=named)] if choices else []


def next_undecided(faults: Sequence[Fault], at: int) -> int:
    """The fault that nobody decided about, from one on; that one where all are decided."""
    order = [*range(at, len(faults)), *range(at)]
    return next((each for each in order if faults[each].covered is None), at)


def guide(ticket: Ticket, at: int, proposed: Proposal | None) -> str:
    """What to do next with the fault in focus, in one sentence."""
    if at >= len(ticket.faults):
        return _("This ticket has no fault yet: {key} on the ticket adds one.", key=keys.ADD_FAULT.spelled)
    if ticket.faults[at].covered is None and proposed is None:
        return _("{key} fills in dates; without any a reason decides.", key=keys.DATES.spelled)
    if ticket.faults[at].covered is None:
        return _("{key} accepts the proposal.", key=keys.ACCEPT.spelled)
    if ticket.notice:
        return _("The customer's answer: {answer}", answer=words.word(words.NOTICE_ANSWERS, ticket.notice))
    if coverage.needs_notice(ticket):
        return _(
            "{paper} prints the notice for the customer's signature, {answer} keeps the answer.",
            paper=keys.NOTICE_PAPER.spelled,
            answer=keys.NOTICE.spelled,
        )
    return ""
