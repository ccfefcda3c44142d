"""Papers around the visit: intake slip and shop copy, device tag, queue slip, lost-slip form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mihome_desk.printing import pieces
from mihome_desk.printing.elements import (
    Barcode,
    Element,
    Field,
    Heading,
    Item,
    Pair,
    Paper,
    Qr,
    QrBeside,
    Rule,
    Text,
)
from mihome_desk.printing.facts import House, PaperFacts, discreet, moment, money, tail
from mihome_desk.text import N_, say

TERMS = (
    N_("Back up your data and sign out of your account. Repair may erase data; lost data is not covered."),
    N_("Out of warranty we quote first and repair only after you agree. A changed quote is asked again."),
    N_("Liquid or impact damage may get worse during inspection and cannot always be put back."),
    N_("Collect with this slip and a second proof: the hidden digits of your phone number, or your ID."),
    N_("Lost this slip? Tell us at once and bring your ID; a reissued slip voids this one."),
    N_("Please collect within 30 days of our notice; later a storage fee may apply."),
)


def intake_slip(facts: PaperFacts, lang: str) -> Paper:
    """The slip given at intake, the proof to collect with; on A5 the shop copy stands below it."""
    facts = discreet(facts)
    code = Qr(facts.qr_prefix + facts.token, say(lang, "Scan for status; show to collect"))
    elements = (
        *pieces.head(facts, lang, N_("Pickup slip")),
        *_replaces(facts, lang),
        code,
        *pieces.number_bars(facts),
        *_taken_in(facts, lang),
        *pieces.wifi(facts.house, lang),
        *_terms(lang),
        Rule(),
        *pieces.foot(facts, lang),
    )
    other = shop_copy(replace(facts, copy=1), lang)
    return Paper("intake_slip", lang, elements, facts.ordered_at, other=other)


def shop_copy(facts: PaperFacts, lang: str) -> Paper:
    """The signed counterfoil. Its code is the number alone: what stays in the shop must not prove a pickup."""
    facts = discreet(facts)
    elements = (
        *pieces.head(facts, lang, N_("Shop copy")),
        *_replaces(facts, lang),
        Qr(facts.barcode, say(lang, "Opens the ticket")),
        *pieces.number_bars(facts),
        *_taken_in(facts, lang),
        *pieces.told(lang, (N_("Place"), facts.place)),
        *_terms(lang),
        *pieces.signed(lang, N_("Customer's signature")),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("shop_copy", lang, elements, facts.ordered_at)


def device_tag(facts: PaperFacts, lang: str) -> Paper:
    """A strip for the device or its tray; its code opens the ticket and proves nothing."""
    facts = discreet(facts)
    promised = say(lang, "by {at}", at=f"{facts.promised_at:%m-%d %H:%M}") if facts.promised_at else ""
    words = (
        Heading(facts.number.partition("-")[2]),
        Text(facts.model, bold=True),
        Text("  ".join(filter(None, (tail(facts.phone), facts.place)))),
        *((Text(promised),) if promised else ()),
    )
    elements = (
        *pieces.practice(facts.house, lang),
        *pieces.copy_line(facts, lang),
        QrBeside(facts.barcode, words, module=6),
        Barcode(facts.barcode),
        Pair(f"{facts.house.label} {facts.staff}".strip(), facts.mark),
    )
    return Paper("device_tag", lang, elements, facts.ordered_at)


def lost_slip_form(facts: PaperFacts, lang: str) -> Paper:
    """What somebody signs who collects without the slip; the ID is looked at and written down by hand."""
    facts = discreet(facts)
    statement = N_(
        "I declare that the pickup slip of this device is lost and that I am its owner or collect it on the "
        "owner's behalf. I answer for this statement. The lost slip proves nothing any more."
    )
    elements = (
        *pieces.head(facts, lang, N_("Lost-slip form")),
        *pieces.number_bars(facts),
        Rule(),
        Field(say(lang, "Received at"), moment(facts.opened_at)),
        *pieces.identity(facts, lang),
        Rule(),
        Text(say(lang, statement)),
        Rule(),
        Text(say(lang, "ID seen (tick one)"), bold=True),
        Text(say(lang, "□ID card □passport □other")),
        *pieces.signed(lang, N_("Name"), N_("Last four of the ID"), N_("Signature"), N_("Date")),
        Rule(),
        *pieces.signed(lang, N_("Manager's signature"), N_("Date")),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("lost_slip_form", lang, elements, facts.ordered_at)


@dataclass(frozen=True)
class QueueFacts:
    """One number of the day: ``before`` is how many wait in front of it, ``mark`` that of the arrival's entry."""

    house: House
    queue: int
    arrived_at: datetime
    before: int
    mark: str
    staff: str


def queue_slip(facts: QueueFacts, lang: str) -> Paper:
    """A number to wait with; it names nobody."""
    if facts.before:
        waiting = say(lang, "{count} before you", count=facts.before)
    else:
        waiting = say(lang, "You are next")
    elements = (
        *pieces.practice(facts.house, lang),
        Text(facts.house.name, align="center"),
        Text(say(lang, "Your number"), align="center"),
        Heading(str(facts.queue), "huge"),
        Text(waiting, bold=True, align="center"),
        Text(moment(facts.arrived_at), align="center"),
        *pieces.wifi(facts.house, lang),
        Rule(),
        Pair(f"{facts.house.label} {facts.staff}".strip(), facts.mark),
        *pieces.practice(facts.house, lang),
    )
    return Paper("queue_slip", lang, elements, facts.arrived_at)


def _replaces(facts: PaperFacts, lang: str) -> list[Element]:
    if facts.generation <= 1:
        return []
    return [Text(say(lang, "Replaces the earlier slip, which is void."), bold=True, align="center")]


def _taken_in(facts: PaperFacts, lang: str) -> list[Element]:
    """Everything that was settled at the counter, and what nobody asked."""
    return [
        Rule(),
        Field(say(lang, "Received at"), moment(facts.opened_at)),
        Field(say(lang, "Programme"), facts.programme),
        *pieces.when(lang, N_("Promised"), facts.promised_at, bold=True),
        Rule(),
        *pieces.identity(facts, lang),
        *pieces.told(lang, (N_("Brought by"), facts.brought_by), (N_("Will collect"), facts.collects)),
        Rule(),
        *pieces.told(lang, (N_("Complaint"), facts.complaint), (N_("Symptoms"), pieces.faults(facts, lang))),
        *_condition(facts, lang),
        *pieces.checks(N_("Checked"), facts.pre, lang),
        Field(say(lang, "Estimate"), _estimate(facts, lang)),
    ]


def _condition(facts: PaperFacts, lang: str) -> list[Element]:
    unasked = say(lang, "not confirmed")

    def answer(given: bool | None, yes: str, no: str) -> str:
        return unasked if given is None else say(lang, yes if given else no)

    found: list[Element] = [
        Field(say(lang, "Appearance"), unasked if facts.condition is None else facts.condition),
        Field(say(lang, "Left items"), unasked if facts.left_items is None else facts.left_items),
        Field(say(lang, "Mi account"), answer(facts.account_out, N_("signed out"), N_("NOT signed out"))),
        Field(
            say(lang, "Backup"),
            answer(facts.backup_consent, N_("done, risk of loss accepted"), N_("NOT done")),
        ),
    ]
    if facts.photos:
        found.append(Field(say(lang, "Photos"), say(lang, "{count} kept", count=facts.photos)))
    return found


def _estimate(facts: PaperFacts, lang: str) -> str:
    estimate, ceiling = facts.estimate_fen, facts.ceiling_fen
    if estimate is not None and ceiling is not None:
        words = N_("{estimate}, at most {ceiling}")
        return say(lang, words, estimate=money(estimate), ceiling=money(ceiling))
    if ceiling is not None:
        return say(lang, "at most {amount}", amount=money(ceiling))
    return say(lang, "not told") if estimate is None else money(estimate)


def _terms(lang: str) -> list[Element]:
    items = [Item(f"{count}.", say(lang, term), small=True) for count, term in enumerate(TERMS, 1)]
    return [Rule(), Text(say(lang, "Terms"), bold=True), *items]
