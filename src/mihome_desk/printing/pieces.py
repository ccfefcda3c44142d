"""Parts that several papers share: the head, the foot, whose device it is, what was told, found and owed."""

from __future__ import annotations

from datetime import datetime

from mihome_desk.printing.elements import (
    Banner,
    Barcode,
    Element,
    Field,
    Heading,
    Pair,
    QrBeside,
    Rule,
    Signature,
    Space,
    Text,
)
from mihome_desk.printing.facts import CheckSummary, House, PaperFacts, PaperLine, masked, moment, money
from mihome_desk.printing.wifi import wifi_code
from mihome_desk.text import N_, say


def practice(house: House, lang: str) -> list[Element]:
    """What a practice store's papers say above and below."""
    return [Banner(say(lang, "PRACTICE - not a real ticket"))] if house.practice else []


def copy_line(facts: PaperFacts, lang: str) -> list[Element]:
    """Which copy this is, and why; nothing on an original."""
    if facts.copy <= 1:
        return []
    said = say(lang, "COPY {count}: {reason}", count=facts.copy, reason=facts.copy_reason)
    return [Text(said, bold=True, align="center")]


def head(facts: PaperFacts, lang: str, title: str) -> list[Element]:
    """Practice mark, store, the paper's name, the ticket's number, which copy."""
    return [
        *practice(facts.house, lang),
        Text(facts.house.name, align="center"),
        Heading(say(lang, title)),
        Heading(facts.number),
        *copy_line(facts, lang),
    ]


def foot(facts: PaperFacts, lang: str) -> list[Element]:
    """Who printed it where, and the mark by which paper and journal vouch for each other."""
    return [
        Pair(f"{facts.house.label} {facts.staff}".strip(), facts.mark),
        *practice(facts.house, lang),
    ]


def identity(facts: PaperFacts, lang: str) -> list[Element]:
    """Customer and device; only the device's numbers are printed whole."""
    device = " ".join(filter(None, (facts.category, facts.model, facts.colour)))
    return [
        Field(say(lang, "Customer"), f"{facts.customer_name} {masked(facts.phone)}".strip()),
        Field(say(lang, "Device"), device, bold=True),
        *told(lang, ("IMEI", facts.imei), ("IMEI 2", facts.imei2), ("SN", facts.sn)),
    ]


def told(lang: str, *pairs: tuple[str, str]) -> list[Element]:
    """Fields that have a value."""
    return [Field(say(lang, label), value) for label, value in pairs if value]


def faults(facts: PaperFacts, lang: str) -> str:
    """The faults as told, numbered where there are several."""
    named = [say(lang, ": ").join(filter(None, (fault.symptom, fault.words))) for fault in facts.faults]
    if len(named) < 2:
        return "".join(named)
    return "\n".join(f"{count}. {each}" for count, each in enumerate(named, 1))


def checks(label: str, summary: CheckSummary | None, lang: str) -> list[Element]:
    """A checklist in a line or two: what fails by name, the rest by count."""
    if summary is None:
        return []
    said = []
    if summary.dead:
        said.append(say(lang, "Could not be switched on: functions could not be tested"))
    if summary.failed:
        said.append(say(lang, "Fails: {items}", items=say(lang, ", ").join(summary.failed)))
    counts = (
        (N_("{count} pass"), summary.passed),
        (N_("{count} not tested one by one"), 0 if summary.dead else summary.bulk),
        (N_("{count} untested"), summary.untested),
        (N_("{count} not fitted"), summary.not_fitted),
    )
    numbers = [say(lang, words, count=count) for words, count in counts if count]
    said += [say(lang, ", ").join(numbers)] if numbers else []
    return [Field(say(lang, label), "\n".join(said))] if said else []


def bill(lines: tuple[PaperLine, ...], total_fen: int, lang: str) -> list[Element]:
    """The lines, what others bear, and the sum that the customer pays."""
    found: list[Element] = []
    borne: dict[str, int] = {}
    for line in lines:
        count = f" x{line.qty}" if line.qty != 1 else ""
        payer = f" ({line.payer})" if line.payer else ""
        found.append(Pair(f"{line.label}{count}{payer}", money(line.price_fen)))
        found += _told_of_price(line, lang)
        if line.payer:
            borne[line.payer] = borne.get(line.payer, 0) + line.price_fen
    if found:
        found.append(Rule())
    found += [Pair(say(lang, "Borne by {payer}", payer=payer), money(fen)) for payer, fen in borne.items()]
    return [*found, Pair(say(lang, "To pay"), money(total_fen), bold=True, size="double")]


def _told_of_price(line: PaperLine, lang: str) -> list[Element]:
    """The guide price that the line keeps to, and what was taken off."""
    said = []
    if line.guide_fen is not None:
        said.append(say(lang, "guide price {amount}", amount=money(line.guide_fen)))
    if line.discount_fen:
        said.append(say(lang, "{amount} off a piece", amount=money(line.discount_fen)))
    return [Text(f"  {each}") for each in said]


def wifi(house: House, lang: str) -> list[Element]:
    """The way into the guests' network, where the store has one."""
    name, password = house.wifi
    if not name:
        return []
    words = (
        Text(say(lang, "Wi-Fi for guests"), bold=True),
        Text(name),
        Text(say(lang, "Scan to connect while you wait.")),
    )
    return [Rule(), QrBeside(wifi_code(name, password), words)]


def like(house: House, lang: str) -> list[Element]:
    """Where the customer can say that it was good work, where the store has such a page."""
    if not house.like_url:
        return []
    words = (
        Text(say(lang, "Well done?"), bold=True),
        Text(say(lang, "Scan and give the people who repaired it a like.")),
    )
    return [Rule(), QrBeside(house.like_url, words)]


def number_bars(facts: PaperFacts) -> list[Element]:
    """The number for scanners that read bars only: it opens the ticket and proves nothing."""
    return [Space(), Barcode(facts.barcode)]


def signed(lang: str, *labels: str) -> list[Element]:
    """Lines to sign on, with room for a hand above each."""
    return [each for label in labels for each in (Space(), Space(), Signature(say(lang, label)))]


def when(lang: str, label: str, at: datetime | None, bold: bool = False) -> list[Element]:
    """A moment, where there is one."""
    return [Field(say(lang, label), moment(at), bold)] if at is not None else []
