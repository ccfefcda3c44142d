"""Words that a clerk would type most often: proposed, selected, gone with the first key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mihome_desk.catalog import load
from mihome_desk.text import N_, _, current

if TYPE_CHECKING:
    from mihome_desk.rules.ticket import Ticket

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


def part(ticket: Ticket) -> str:
    """The part that the complaint asks for, or ""."""
    return next((_(PART_OF[fault.symptom]) for fault in ticket.faults if fault.symptom in PART_OF), "")


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
        f"{line.label or line.code} x{line.qty}" if line.qty > 1 else line.label or line.code
        for line in lines
        if line.kind == "part"
    ]
    if parts:
        return _("replaced {parts}", parts=_listed(parts))
    return _listed([line.label or line.code for line in lines if line.kind == "labour"])


def _short(item: load.Item) -> str:
    name = item.zh if current() == "zh_CN" else item.en
    return name.partition(":")[0].partition("：")[0].strip()


def _listed(names: list[str]) -> str:
    return ("、" if current() == "zh_CN" else ", ").join(names)
