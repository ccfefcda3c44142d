"""Tickets that a search met, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from mihome_desk.desk import Head
from mihome_desk.rules.identity import mask_phone
from mihome_desk.text import N_, _
from mihome_desk.widgets import clocks
from mihome_desk.widgets.ticket_list import Column, TicketList

if TYPE_CHECKING:
    from mihome_desk.desk import Found

SEEN_ELSEWHERE = {"number": N_("Number"), "name": N_("Customer"), "device": N_("Device")}
KINDS = {"phone": N_("Phone"), "imei": "IMEI", "sn": "SN", "words": "", "symptom": ""}
TAIL = 6


class FoundList(TicketList):
    """A ticket list by day, with a quiet column that says what was met."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.found: dict[str, Found] = {}
        self.today = ""

    def show_found(self, found: Sequence[Found]) -> None:
        """What a search met, newest first."""
        self.found = {each.head.id: each for each in found}
        self.show([each.head for each in found])

    def show_recent(self, heads: Sequence[Head]) -> None:
        """Tickets that nobody searched for."""
        self.found = {}
        self.show(heads)

    def columns(self, wide: bool) -> list[Column]:
        """The columns of a search; those of the board but the clock where nothing was searched."""
        number, name, device, stage, *_rest = super().columns(wide)
        stage = stage._replace(text=self._stage)
        day = Column(_("Day"), 10 if wide else 7, self._day, lambda _head: "quiet", right=True)
        technician = [self.technician(wide)] if wide else []
        why = [Column(_("Met"), 0, self._why, lambda _head: "quiet")] if self.found else []
        return [number, name, device, *why, stage, *technician, day]

    def strong(self, head: Head, column: Column) -> str:
        """What was met in a column that is in sight takes the accent; what is over is quiet."""
        met = {each.kind for each in self.found[head.id].why} if head.id in self.found else set()
        if column.name in {_(SEEN_ELSEWHERE[kind]) for kind in met if kind in SEEN_ELSEWHERE}:
            return "primary"
        return column.state(head) or ("quiet" if head.stage == "collected" else "")

    def _stage(self, head: Head) -> str:
        found = self.found.get(head.id)
        return _("History") if found and found.imported else clocks.stage_words(head)

    def _day(self, head: Head) -> str:
        """The day in full where there is room, else month and day of this year, year and month of another."""
        if self.size.width >= 96:
            return head.day
        return head.day[5:] if head.day[:4] == self.today[:4] else head.day[:7]

    def _why(self, head: Head) -> str:
        """What was met where the other columns do not show it."""
        found = self.found.get(head.id)
        if found is None:
            return ""
        said = [_met(each.kind, each.text) for each in found.why if each.kind in KINDS]
        said += [each.text for each in found.why if each.kind == "name" and each.text != head.name]
        if not said:
            said = [_(SEEN_ELSEWHERE[each.kind]) for each in found.why if each.kind in SEEN_ELSEWHERE]
        return " ".join(dict.fromkeys(said))


def _met(kind: str, text: str) -> str:
    """One fact that was met; of long numbers the end, of a phone number what a bystander may see."""
    if kind == "phone":
        text = mask_phone(text)
    elif kind in {"imei", "sn"} and cell_len(text) > TAIL:
        text = ".." + text[-TAIL:]
    return f"{_(KINDS[kind])} {text}".strip()
