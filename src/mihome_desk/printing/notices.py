"""Papers about what is covered: the no-warranty notice (非保告知书) and the test certificate (检测单)."""

from __future__ import annotations

from mihome_desk.printing import pieces
from mihome_desk.printing.elements import Element, Field, Item, Paper, Rule, Space, Text
from mihome_desk.printing.facts import ClaimTold, PaperFacts, discreet
from mihome_desk.text import N_, say


def no_warranty_notice(facts: PaperFacts, lang: str) -> Paper:
    """Which faults the warranty does not pay, by which rule and what shows it; the customer agrees or does not."""
    facts = discreet(facts)
    charged = [claim for claim in facts.claims if claim.charged]
    elements = (
        *pieces.head(facts, lang, N_("No-warranty notice")),
        *pieces.number_bars(facts),
        Rule(),
        Field(say(lang, "Received at"), f"{facts.opened_at:%Y-%m-%d}"),
        *pieces.identity(facts, lang),
        *pieces.told(lang, *facts.purchase),
        Rule(),
        *(element for claim in charged for element in _claim(claim, lang)),
        *pieces.checks(N_("Checked"), facts.pre, lang),
        Rule(),
        *_answer(facts, lang),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("no_warranty_notice", lang, elements, facts.ordered_at)


def test_certificate(facts: PaperFacts, lang: str) -> Paper:
    """For the seller, who answers for the warranty: the fault was tested here, and this is due by the rule."""
    facts = discreet(facts)
    elements = (
        *pieces.head(facts, lang, N_("Test certificate")),
        *pieces.number_bars(facts),
        Rule(),
        *pieces.identity(facts, lang),
        *pieces.told(lang, *facts.purchase),
        Rule(),
        Field(say(lang, "Brought in on"), f"{facts.opened_at:%Y-%m-%d}", bold=True),
        *pieces.when(lang, N_("Tested at"), facts.completed_at),
        *pieces.told(
            lang,
            (N_("Fault as told"), "\n".join(filter(None, (facts.complaint, pieces.faults(facts, lang))))),
            (N_("Cause"), facts.found),
            (N_("Handling"), facts.done),
        ),
        *pieces.checks(N_("Checked"), facts.pre, lang),
        Rule(),
        *(element for claim in facts.claims for element in _claim(claim, lang)),
        Rule(),
        Text(
            say(lang, "To the seller: whoever sold the device answers for its warranty. This was found here.")
        ),
        *pieces.told(lang, (N_("Technician"), facts.technician)),
        *pieces.signed(lang, N_("Technician's signature"), N_("Stamp of the repairer")),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("test_certificate", lang, elements, facts.ordered_at)


def _claim(claim: ClaimTold, lang: str) -> list[Element]:
    """One fault: what it is, whether it is covered, by which rule, until when, and what shows it."""
    return [
        Field(say(lang, "Fault"), claim.fault, bold=True),
        *pieces.told(
            lang,
            (N_("Coverage"), claim.coverage),
            (N_("Rule"), claim.rule),
            (N_("Covered to"), claim.until),
            (N_("Grounds"), claim.grounds),
            (N_("Evidence"), claim.evidence),
            (N_("Due"), claim.due),
        ),
        Space(),
    ]


def _answer(facts: PaperFacts, lang: str) -> list[Element]:
    said = Text(say(lang, "Work on these faults is charged. Nothing is done before a quote is agreed to."))
    if facts.notice:
        return [
            said,
            Field(say(lang, "Answer"), facts.notice, bold=True),
            *pieces.told(lang, (N_("Given by"), facts.notice_how)),
            *pieces.when(lang, N_("Answered at"), facts.notice_at),
            *pieces.signed(lang, N_("Customer's signature")),
        ]
    return [
        said,
        Item("□", say(lang, "I agree to a repair at my cost")),
        Item("□", say(lang, "I do not agree and take it back")),
        *pieces.signed(lang, N_("Customer's signature")),
    ]
