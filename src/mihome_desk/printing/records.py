"""Papers about the work: quote, repair record, pickup receipt."""

from __future__ import annotations

from mihome_desk.printing import pieces
from mihome_desk.printing.elements import Element, Field, Item, Pair, Paper, Rule, Signature, Space, Text
from mihome_desk.printing.facts import PaperFacts, PartLine, discreet, moment, money
from mihome_desk.text import N_, say


def quote(facts: PaperFacts, lang: str) -> Paper:
    """What the repair would cost, who pays, until when it holds, and the customer's answer."""
    facts = discreet(facts)
    elements = (
        *pieces.head(facts, lang, N_("Quotation")),
        *pieces.number_bars(facts),
        Rule(),
        *pieces.when(lang, N_("Quoted at"), facts.quoted_at),
        *pieces.when(lang, N_("Valid until"), facts.valid_until, bold=True),
        *pieces.identity(facts, lang),
        Rule(),
        *pieces.told(lang, (N_("Symptoms"), pieces.faults(facts, lang))),
        *pieces.checks(N_("Checked"), facts.pre, lang),
        Rule(),
        *pieces.bill(facts.lines, facts.total_fen, lang),
        Rule(),
        *_answer(facts, lang),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("quote", lang, elements, facts.ordered_at)


def repair_record(facts: PaperFacts, lang: str) -> Paper:
    """The record that the repairer fills in, its six fields as the rules for phones name them.

    Source: the fault table's annex of order 4 of 2001: 送修日期, 送修故障情况, 故障原因, 故障处理情况及退、换货证明,
    交验日期, 维修人员签字.
    """
    facts = discreet(facts)
    told = "\n".join(filter(None, (facts.complaint, pieces.faults(facts, lang))))
    bought = [f"{line.label} x{line.qty}" if line.qty != 1 else line.label for line in facts.lines]
    parts = say(lang, ", ").join(bought) or "\n".join(_part(part, lang) for part in facts.parts)
    done = "\n".join(filter(None, (facts.outcome, facts.done, parts)))
    returned = Field(say(lang, "Returned on"), f"{facts.collected_at:%Y-%m-%d}" if facts.collected_at else "")
    elements = (
        *pieces.head(facts, lang, N_("Repair record")),
        *pieces.number_bars(facts),
        Rule(),
        *pieces.identity(facts, lang),
        Rule(),
        Field(say(lang, "Brought in on"), f"{facts.opened_at:%Y-%m-%d}", bold=True),
        Field(say(lang, "Fault as told"), told),
        Field(say(lang, "Cause"), facts.found),
        Field(say(lang, "Handling"), done),
        Field(say(lang, "Exchange"), facts.exchange or say(lang, "none: neither exchanged nor refunded")),
        returned if facts.collected_at else Signature(say(lang, "Returned on")),
        *pieces.told(lang, (N_("Technician"), facts.technician)),
        *pieces.signed(lang, N_("Technician's signature")),
        Rule(),
        *pieces.checks(N_("Before repair"), facts.pre, lang),
        *pieces.checks(N_("After repair"), facts.post, lang),
        *pieces.when(lang, N_("Finished at"), facts.completed_at),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("repair_record", lang, elements, facts.ordered_at)


def pickup_receipt(facts: PaperFacts, lang: str) -> Paper:
    """The receipt given at hand-over: what was found and done, the money, the repair warranty."""
    facts = discreet(facts)
    elements = (
        *pieces.head(facts, lang, N_("Repair receipt")),
        *pieces.number_bars(facts),
        Rule(),
        Field(say(lang, "Received at"), moment(facts.opened_at)),
        *pieces.when(lang, N_("Collected at"), facts.collected_at),
        *pieces.told(lang, (N_("Collected by"), facts.collected_by)),
        *pieces.identity(facts, lang),
        Rule(),
        *((Field(say(lang, "Outcome"), facts.outcome, bold=True),) if facts.outcome else ()),
        *pieces.told(
            lang,
            (N_("Complaint"), "\n".join(filter(None, (facts.complaint, pieces.faults(facts, lang))))),
            (N_("Diagnosis"), facts.found),
            (N_("Work done"), facts.done),
        ),
        *pieces.told(
            lang,
            (N_("Exchange"), facts.exchange),
            (N_("Parts fitted"), "\n".join(_part(part, lang) for part in facts.parts)),
        ),
        Rule(),
        *pieces.bill(facts.lines, facts.total_fen, lang),
        *(Pair(word, money(fen)) for word, fen in facts.payments),
        *_warranty(facts, lang),
        *pieces.like(facts.house, lang),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("pickup_receipt", lang, elements, facts.ordered_at)


def _part(part: PartLine, lang: str) -> str:
    """A part by name, with the serial number that went and the one that came, and its warranty."""
    said = [f"{part.name} x{part.qty}" if part.qty != 1 else part.name]
    if part.new_serial:
        said.append(say(lang, N_("new {serial}"), serial=part.new_serial))
    if part.old_serial:
        said.append(say(lang, N_("old {serial}"), serial=part.old_serial))
    if part.until:
        said.append(say(lang, N_("warranty until {day}"), day=part.until))
    return say(lang, ", ").join(said)


def _answer(facts: PaperFacts, lang: str) -> list[Element]:
    if facts.answer:
        return [
            Field(say(lang, "Answer"), facts.answer, bold=True),
            *pieces.told(lang, (N_("Given by"), facts.answered_how)),
            *pieces.when(lang, N_("Answered at"), facts.answered_at),
        ]
    return [
        Item("□", say(lang, "I agree to this repair")),
        Item("□", say(lang, "I do not agree and take it back")),
        *pieces.signed(lang, N_("Customer's signature")),
        Space(),
        Text(say(lang, "A changed quote is asked again; after its date a new one is made.")),
    ]


def _warranty(facts: PaperFacts, lang: str) -> list[Element]:
    if facts.warranty_days is None:
        return []
    words = N_("{days} days on this repair and the parts replaced, from the day of collection")
    said = say(lang, words, days=facts.warranty_days)
    if facts.warranty_until:
        last = say(lang, N_("until {day}"), day=facts.warranty_until)
        said = f"{last}\n{said}"
    return [
        Rule(),
        Field(say(lang, "Warranty"), said, bold=True),
        Text(say(lang, "Keep this receipt: it is the proof of your repair warranty.")),
    ]
