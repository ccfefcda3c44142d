"""A ticket in a few quiet lines: who, what, why, what next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.identity import mask_phone
from mihome_desk.text import _
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier


LABEL = 12


class Summary(Static):
    """Shows a dossier; the phone number stays masked on the screen."""

    def show(self, dossier: Dossier, local: Callable[[int], datetime]) -> None:
        """Another ticket."""
        self.update(self.text_of(dossier, local))

    def text_of(self, dossier: Dossier, local: Callable[[int], datetime]) -> Text:
        """The lines, without the numbers that a customer opposite could read."""
        variables = self.app.theme_variables
        quiet, accent = variables["quiet"], variables["primary"]
        ticket, head, personal = dossier.ticket, dossier.head, dossier.personal
        text = Text()
        text.append(f"{head.name}  ", style="bold")
        text.append(f"{mask_phone(head.phone) if head.phone else ''}\n", style=quiet)
        text.append(f"{head.device}\n")
        serial = head.imei or head.sn
        if serial:
            text.append(f"{serial}\n", style=quiet)
        complaint = personal.get("complaint") or personal.get("problem") or ""
        told = [complaint, *personal.get("fault_words", ())]
        for said in told:
            if said:
                text.append(f"\n{said}\n")
        text.append("\n")
        self._facts(text, dossier, local, quiet)
        if ticket.locked:
            text.append(f"\n{_('Locked: a manager opens it.')}\n", style=f"bold {variables['error']}")
        if ticket.conflict or ticket.frozen:
            text.append(
                f"\n{_('Facts contradict each other; show this ticket to HQ.')}\n", style=variables["error"]
            )
        if dossier.next_step:
            text.append(f"\n{_('Next:')} ", style=quiet)
            text.append(words.word(words.COMMANDS, dossier.next_step), style=f"bold {accent}")
        return text

    def _facts(self, text: Text, dossier: Dossier, local: Callable[[int], datetime], quiet: str) -> None:
        ticket, personal = dossier.ticket, dossier.personal
        when, gap = local(ticket.opened.at_ms), dossier.arrival_gap
        facts = [
            (_("Taken in"), ticket.happened_on or f"{when:%m-%d %H:%M}"),
            (_("Waited"), _("{minutes} min", minutes=gap // 60_000) if gap is not None else ""),
            (_("Condition"), personal.get("condition", "")),
            (_("Left here"), personal.get("left_items", "")),
            (_("Place"), personal.get("place", "")),
            (_("Technician"), ticket.technician),
            (_("Found"), personal.get("found", "")),
            (_("Done"), personal.get("done", "")),
            (_("Status"), ticket.source_status),
        ]
        if ticket.quote:
            facts.append((_("Quote"), words.money(ticket.quote.customer_total)))
        if ticket.paid:
            facts.append((_("Paid"), words.money(ticket.paid)))
        for name, value in facts:
            if value:
                text.append(fit(name, LABEL), style=quiet)
                text.append(f"{value}\n")
