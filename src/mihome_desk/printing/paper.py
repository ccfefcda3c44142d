"""What stands on a paper, before anyone asks how wide it is.

`PaperFacts` is everything a paper says, resolved by the caller: display words, local times, the
token. `intake_slip` and `pickup_receipt` turn it into a `Paper`, a sequence of elements that
`layout` sets on a grid. Nothing sensitive gets through: the phone number is masked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from mihome_desk.text import N_, say

Align = Literal["left", "center", "right"]
Size = Literal["normal", "tall", "double"]
Kind = Literal["intake_slip", "pickup_receipt"]


@dataclass(frozen=True)
class PaperLine:
    """One line of the bill: ``qty`` pieces for ``price_fen`` together, and the word for who pays."""

    label: str
    qty: int
    price_fen: int
    payer: str


@dataclass(frozen=True)
class PaperFacts:
    """All that papers say about one ticket.

    Times are aware and in the store's zone; money is integer fen; ``category``, ``symptoms``,
    ``programme``, ``outcome``, ``payer`` and payment words are already in the paper's language.
    ``None`` in an intake question (condition, left_items, account_out, backup_consent) means nobody
    asked, and is printed so. ``phone`` is the full number; only its masked form is ever printed.
    ``token`` is 95 decimal digits, ``qr_prefix`` empty or ``HTTPS://HQ-HOST/R/`` in capitals.
    """

    store_label: str
    store_name: str
    number: str
    barcode: str
    opened_at: datetime
    customer_name: str
    phone: str
    category: str
    model: str
    token: str
    mark: str
    staff: str
    practice: bool = False
    colour: str = ""
    imei: str = ""
    sn: str = ""
    complaint: str = ""
    symptoms: tuple[str, ...] = ()
    condition: str | None = None
    left_items: str | None = None
    account_out: bool | None = None
    backup_consent: bool | None = None
    programme: str = ""
    promised_at: datetime | None = None
    qr_prefix: str = ""
    copy: int = 1
    copy_reason: str = ""
    outcome: str = ""
    found: str = ""
    done: str = ""
    lines: tuple[PaperLine, ...] = ()
    total_fen: int = 0
    payments: tuple[tuple[str, int], ...] = ()
    warranty_days: int | None = None
    collected_at: datetime | None = None


@dataclass(frozen=True)
class Heading:
    """A centred line of bold type; a size that does not fit the paper steps down by itself."""

    text: str
    size: Size = "double"


@dataclass(frozen=True)
class Text:
    """Running text; line breaks inside are kept."""

    text: str
    bold: bool = False
    align: Align = "left"


@dataclass(frozen=True)
class Item:
    """A numbered or marked paragraph: ``mark`` hangs to the left of ``text``."""

    mark: str
    text: str


@dataclass(frozen=True)
class Field:
    """A label in the paper's narrow label column and its value beside it."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True)
class Pair:
    """Words on the left, a figure flush right on the same line where both fit; double steps down to tall."""

    left: str
    right: str
    bold: bool = False
    size: Size = "normal"


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""

    heavy: bool = False


@dataclass(frozen=True)
class Space:
    """Half a line of nothing."""


@dataclass(frozen=True)
class Qr:
    """A QR code of ``data``."""

    data: str


@dataclass(frozen=True)
class Barcode:
    """A Code 128-C of an even number of decimal digits, the digits under it."""

    digits: str


@dataclass(frozen=True)
class Signature:
    """A label and a line to sign on."""

    label: str


Element = Heading | Text | Item | Field | Pair | Rule | Space | Qr | Barcode | Signature


@dataclass(frozen=True)
class Paper:
    """One paper in one language, of no particular width."""

    kind: Kind
    language: str
    elements: tuple[Element, ...]


def money(fen: int) -> str:
    """Integer fen as a customer reads it: ``￥1,234.50``, a minus before the sign."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}￥{yuan:,}.{rest:02d}"


def masked(phone: str) -> str:
    """``138****1234``: at most the first three and the last four digits of a number.

    Of a number below eleven digits only the last two remain, because three and four would be most of it.
    """
    digits = _digits(phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}" if digits else ""


def _digits(phone: str) -> str:
    digits = "".join(mark for mark in phone if mark.isdecimal())
    return digits.removeprefix("86") if len(digits) == 13 else digits


def _discreet(facts: PaperFacts) -> PaperFacts:
    """The same facts, the customer's number also masked where somebody wrote it into free text."""
    digits = _digits(facts.phone)
    if len(digits) < 7:
        return facts
    number = re.compile("[ -]?".join(digits))

    def hide(words: str) -> str:
        return number.sub(masked(digits), words)

    return replace(
        facts,
        customer_name=hide(facts.customer_name),
        complaint=hide(facts.complaint),
        condition=facts.condition and hide(facts.condition),
        left_items=facts.left_items and hide(facts.left_items),
        found=hide(facts.found),
        done=hide(facts.done),
    )


def moment(at: datetime) -> str:
    """Local time to the minute, ``2026-11-22 10:02``."""
    return f"{at:%Y-%m-%d %H:%M}"


TERMS = (
    N_("Back up your data and sign out of your account. Repair may erase data; lost data is not covered."),
    N_("Out of warranty we quote first and repair only after you agree. A changed quote is asked again."),
    N_("Liquid or impact damage may get worse during inspection and cannot always be put back."),
    N_("Collect with this slip and a second proof: the hidden digits of your phone number, or your ID."),
    N_("Lost this slip? Tell us at once and bring your ID; a reissued slip voids this one."),
    N_("Please collect within 30 days of our notice; later a storage fee may apply."),
)


def intake_slip(facts: PaperFacts, lang: str, *, for_shop: bool = False) -> Paper:
    """The slip given at intake, the proof to collect with; ``for_shop`` is the signed counterfoil."""
    facts = _discreet(facts)
    title = N_("Shop copy") if for_shop else N_("Pickup slip")
    elements: list[Element] = [
        *_head(facts, lang, title),
        Qr(facts.qr_prefix + facts.token),
        Text(say(lang, "Scan for status; show to collect"), align="center"),
        Rule(),
        *_identity(facts, lang),
        Rule(),
        *_condition(facts, lang),
        Rule(),
        Field(say(lang, "Programme"), facts.programme),
    ]
    if facts.promised_at is not None:
        elements.append(Field(say(lang, "Promised"), moment(facts.promised_at), bold=True))
    elements += [Rule(), Text(say(lang, "Terms"), bold=True)]
    elements += [Item(f"{count}.", say(lang, term)) for count, term in enumerate(TERMS, 1)]
    if for_shop:
        elements += [Space(), Signature(say(lang, "Customer's signature")), Space()]
    elements += [Rule(), Barcode(facts.barcode), *_foot(facts, lang)]
    return Paper("intake_slip", lang, tuple(elements))


def pickup_receipt(facts: PaperFacts, lang: str) -> Paper:
    """The receipt given at hand-over: what was found and done, the money, the repair warranty."""
    facts = _discreet(facts)
    elements: list[Element] = [
        *_head(facts, lang, N_("Repair receipt")),
        Rule(),
        *_identity(facts, lang),
        Rule(),
        Field(say(lang, "Outcome"), facts.outcome, bold=True),
        *_told(
            lang,
            (N_("Complaint"), facts.complaint),
            (N_("Diagnosis"), facts.found),
            (N_("Work done"), facts.done),
        ),
        Rule(),
        *_bill(facts, lang),
        Rule(),
    ]
    if facts.collected_at is not None:
        elements.append(Field(say(lang, "Collected at"), moment(facts.collected_at)))
    if facts.warranty_days is not None:
        warranty = N_("{days} days on this repair and the parts replaced, from the day of collection")
        elements.append(
            Field(say(lang, "Warranty"), say(lang, warranty, days=facts.warranty_days), bold=True)
        )
        elements.append(Text(say(lang, "Keep this receipt: it is the proof of your repair warranty.")))
    elements += [Rule(), Barcode(facts.barcode), *_foot(facts, lang)]
    return Paper("pickup_receipt", lang, tuple(elements))


def _head(facts: PaperFacts, lang: str, title: str) -> list[Element]:
    head: list[Element] = [*_practice(facts, lang)]
    head += [Text(facts.store_name, align="center"), Heading(say(lang, title))]
    if facts.copy > 1:
        head.append(
            Text(
                say(lang, "COPY {count}: {reason}", count=facts.copy, reason=facts.copy_reason),
                bold=True,
                align="center",
            )
        )
    head.append(Heading(facts.number))
    return head


def _practice(facts: PaperFacts, lang: str) -> list[Element]:
    if not facts.practice:
        return []
    return [
        Rule(heavy=True),
        Text(say(lang, "PRACTICE - not a real ticket"), bold=True, align="center"),
        Rule(heavy=True),
    ]


def _foot(facts: PaperFacts, lang: str) -> list[Element]:
    return [
        Pair(f"{facts.store_label} {facts.staff}".strip(), facts.mark),
        *_practice(facts, lang),
    ]


def _identity(facts: PaperFacts, lang: str) -> list[Element]:
    device = " ".join(filter(None, (facts.category, facts.model, facts.colour)))
    found: list[Element] = [
        Field(say(lang, "Received at"), moment(facts.opened_at)),
        Field(say(lang, "Customer"), f"{facts.customer_name} {masked(facts.phone)}".strip()),
        Field(say(lang, "Device"), device, bold=True),
    ]
    return found + [Field(name, value) for name, value in (("IMEI", facts.imei), ("SN", facts.sn)) if value]


def _condition(facts: PaperFacts, lang: str) -> list[Element]:
    unasked = say(lang, "not confirmed")

    def answer(given: bool | None, yes: str, no: str) -> str:
        return unasked if given is None else say(lang, yes if given else no)

    return [
        *_told(
            lang, (N_("Complaint"), facts.complaint), (N_("Symptoms"), say(lang, ", ").join(facts.symptoms))
        ),
        Field(say(lang, "Appearance"), unasked if facts.condition is None else facts.condition),
        Field(say(lang, "Left items"), unasked if facts.left_items is None else facts.left_items),
        Field(say(lang, "Mi account"), answer(facts.account_out, N_("signed out"), N_("NOT signed out"))),
        Field(
            say(lang, "Backup"),
            answer(facts.backup_consent, N_("done, risk of loss accepted"), N_("NOT done")),
        ),
    ]


def _told(lang: str, *pairs: tuple[str, str]) -> list[Element]:
    return [Field(say(lang, label), value) for label, value in pairs if value]


def _bill(facts: PaperFacts, lang: str) -> list[Element]:
    bill: list[Element] = []
    for line in facts.lines:
        count = f" x{line.qty}" if line.qty != 1 else ""
        payer = f" ({line.payer})" if line.payer else ""
        bill.append(Pair(f"{line.label}{count}{payer}", money(line.price_fen)))
    if bill:
        bill.append(Rule())
    bill += [Pair(say(lang, "To pay"), money(facts.total_fen), bold=True, size="double")]
    return bill + [Pair(word, money(fen)) for word, fen in facts.payments]
