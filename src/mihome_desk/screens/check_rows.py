"""The items of a ticket's lists in the order of need: who answers them, and what the complaint asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from mihome_desk.catalog import load
from mihome_desk.rules.diagnosis import DEAD_DEVICE, one_by_one
from mihome_desk.text import N_, _, current
from mihome_desk.widgets.check_list import CheckRow

if TYPE_CHECKING:
    from mihome_desk.rules.ticket import Ticket

COUNTER = N_("At the counter, with the customer")
SYMPTOM = N_("Of the complaint — one by one")
TECHNICIAN = N_("By the technician")
DEAD = N_("Cannot be switched on: the short list")
SHORT = {
    COUNTER: N_("counter"),
    SYMPTOM: N_("of the complaint"),
    TECHNICIAN: N_("technician"),
    DEAD: N_("short list"),
}
Which = Literal["pre", "post", "all"]


def rows_of(ticket: Ticket, which: Which, *, dead: bool = False) -> list[CheckRow]:
    """The counter's items first, the customer stands there; then the complaint's, then the technician's.

    Of a dead device only the short list; ``all`` are the items of both lists.
    """
    asked, groups = one_by_one(ticket), dict[str, list[CheckRow]]()
    for group in (DEAD, COUNTER, SYMPTOM, TECHNICIAN):
        groups[group] = []
    for item in load.checklist(ticket.device.category):
        if (which != "all" and item.stage not in {which, "both"}) or (dead and item.code not in DEAD_DEVICE):
            continue
        chinese, asks = current() == "zh_CN", item.code in asked
        tier = COUNTER if item.tier == "counter" else SYMPTOM if asks else TECHNICIAN
        group = DEAD if dead else tier
        label, how = (item.zh, item.how_zh) if chinese else (item.en, item.how_en)
        groups[group].append(CheckRow(item.code, label, how, group, asks))
    return [row for rows in groups.values() for row in rows]


def progress(rows: Iterable[CheckRow], answers: Iterable[str]) -> str:
    """How far each tier is: ``counter 6/8 · complaint 1/1 · technician 0/30``."""
    answered, counts = set(answers), dict[str, list[bool]]()
    for row in rows:
        counts.setdefault(row.group, []).append(row.code in answered)
    return " · ".join(f"{_(SHORT[group])} {sum(done)}/{len(done)}" for group, done in counts.items())
