"""What the hand-over screen says above its fields: who, which device, what ended how, what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from mihome_desk import words
from mihome_desk.rules.identity import mask_phone
from mihome_desk.screens.ticket_facts import device_words
from mihome_desk.text import _

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier


def who_text(dossier: Dossier, variables: Mapping[str, str]) -> Text:
    """Whose device it is, which, how it ended, and what stands in the way of handing it over."""
    head, ticket = dossier.head, dossier.ticket
    who = Text.assemble((f"{head.name}  ", "bold"), (f"{mask_phone(head.phone)}\n", variables["quiet"]))
    who.append(f"{head.device}  {head.imei or head.sn}\n{words.word(words.OUTCOMES, ticket.outcome)}")
    if ticket.new_device is not None:
        new = device_words(ticket.new_device)
        who.append("  " + _("the customer gets {device}", device=new), style="bold")
    if ticket.outcome == "refunded":
        who.append("  " + _("the device stays here"), style="bold")
    if ticket.loaner_out is not None:
        lent = f"{ticket.loaner_out.name} {ticket.loaner_out.serial}"
        who.append("\n" + _("Loaner out: {loaner}", loaner=lent), style=variables["warning"])
    if ticket.regressions:
        sentence = words.sentence("regression", {"items": " ".join(ticket.regressions)})
        who.append(f"\n{sentence}", style=variables["error"])
    if ticket.locked:
        who.append(f"\n{words.sentence('locked', {})}", style=variables["error"])
    return who


def named_collector(dossier: Dossier | None) -> str:
    """Who was to collect, as said at intake; "" where nobody was named."""
    return str(dossier.personal.get("collects", "")) if dossier else ""
