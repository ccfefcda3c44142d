"""Words that a clerk would type most often: proposed, selected, gone with the first key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mihome_desk.catalog import load
from mihome_desk.catalog.prices import line_name
from mihome_desk.screens.price_words import level_name
from mihome_desk.text import N_, _, current

if TYPE_CHECKING:
    from mihome_desk.rules.price import PriceList
    from mihome_desk.rules.ticket import Line, LineKind, Ticket

BATTERY, PORT, DISPLAY = N_("battery"), N_("charging port"), N_("display assembly")
# The part that a symptom most often ends in. Where two are as likely none is proposed.
PART_OF = {
    **dict.fromkeys(("SHUTS_DOWN", "DRAINS", "HOT", "SWOLLEN"), BATTERY),
    **dict.fromkeys(("NO_CHARGE", "SLOW_CHARGE"), PORT),
    **dict.fromkeys(("NO_DISPLAY", "BAD_DISPLAY", "GLASS", "TOUCH"), DISPLAY),
    "EARPIECE": N_("earpiece"),
    "SPEAKER": N_("loudspeaker"),
    "MIC": N_("microphone"),
    "NO_RING": N_("vibration motor"),
    "CAMERA": N_("camera module"),
    "FINGERPRINT": N_("fingerprint sensor"),
    "KEYS": N_("side keys"),
    "BACK_COVER": N_("back cover"),
}
LABOUR = N_("labour")


class Proposed(NamedTuple):
    """The beginning of a quote's next line; no words where nothing is likely."""

    kind: LineKind = "part"
    words: str = ""
    fault: int = 0


def next_line(prices: PriceList, ticket: Ticket, lines: Sequence[Line]) -> Proposed:
    """What most likely comes next: labour behind a part, once, then the part of the next fault."""
    last = lines[-1] if lines else None
    if last is not None and last.kind == "part" and not any(line.kind == "labour" for line in lines):
        words = _labour(prices, ticket, lines)
        if words:
            return Proposed("labour", words, last.fault)
    quoted = {line.fault for line in lines}
    for at, fault in enumerate(ticket.faults):
        if at not in quoted and fault.symptom in PART_OF:
            return Proposed("part", _(PART_OF[fault.symptom]), at)
    return Proposed("part", "", last.fault if last is not None else 0)


def _labour(prices: PriceList, ticket: Ticket, lines: Sequence[Line]) -> str:
    """The labour of the highest level that the parts need; "" where their guide prices have it inside."""
    device = ticket.device
    parts = [line for line in lines if line.kind == "part"]
    guides = [prices.guide(device, "part", line.code, line.label, line.part) for line in parts]
    if parts and all(guide.with_labour for guide in guides):
        return ""
    kinds = [prices.part(line.part) for line in parts]
    levels = [kind.labour for kind in kinds if kind is not None]
    # A part that nobody knows may need the higher one: then no level is named.
    level = prices.level_for(max(levels), device.category) if len(levels) == len(parts) else None
    return level_name(level) if level is not None else _(LABOUR)


def found(ticket: Ticket, outcome: str) -> str:
    """What was found: the items that fail, else the complaint; nothing where there was no fault."""
    if outcome == "no_fault_found":
        return _("tested, no fault found")
    items = {item.code: item for item in load.checklist(ticket.device.category)}
    failing = [code for code, answer in ticket.pre.answers.items() if answer == "fail" and code in items]
    if failing:
        return _("{items} faulty", items=_listed([_short(items[code]) for code in failing]))
    symptoms = load.symptoms()
    told = [symptoms[fault.symptom] for fault in ticket.faults if fault.symptom in symptoms]
    return _listed([each.zh if current() == "zh_CN" else each.en for each in told])


def done(ticket: Ticket, outcome: str) -> str:
    """What was done: the approved parts, else the approved work."""
    if outcome != "repaired" or ticket.quote is None or ticket.quote.answer != "approve":
        return ""
    lines = ticket.quote.lines
    parts = [
        f"{_name(line)} x{line.qty}" if line.qty > 1 else _name(line) for line in lines if line.kind == "part"
    ]
    if parts:
        return _("replaced {parts}", parts=_listed(parts))
    return _listed([_name(line) for line in lines if line.kind == "labour"])


def _name(line: Line) -> str:
    return line_name(line.label, line.code, current())


def _short(item: load.Item) -> str:
    name = item.zh if current() == "zh_CN" else item.en
    return name.partition(":")[0].partition("：")[0].strip()


def _listed(names: list[str]) -> str:
    return ("、" if current() == "zh_CN" else ", ").join(names)
