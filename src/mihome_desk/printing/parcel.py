"""The pack list (装箱清单) that travels in a mailed-in device's parcel; the centre checks against it."""

from __future__ import annotations

from mihome_desk.printing import pieces
from mihome_desk.printing.elements import Element, Field, Item, Paper, Rule, Text
from mihome_desk.printing.facts import PaperFacts, discreet
from mihome_desk.text import N_, say


def pack_list(facts: PaperFacts, lang: str) -> Paper:
    """What is in the parcel, thing by thing with a box to tick, and what the centre has to know about it."""
    facts = discreet(facts)
    elements = (
        *pieces.head(facts, lang, N_("Pack list")),
        *pieces.number_bars(facts),
        Rule(),
        *pieces.when(lang, N_("Packed at"), facts.packed_at),
        *_way(facts, lang),
        *pieces.identity(facts, lang),
        Rule(),
        Text(say(lang, "In this parcel"), bold=True),
        *(Item("□", item) for item in facts.packed),
        Rule(),
        *pieces.told(
            lang,
            (N_("Complaint"), facts.complaint),
            (N_("Symptoms"), pieces.faults(facts, lang)),
            (N_("Appearance"), facts.pack_condition),
            (N_("Photos"), say(lang, "{count} kept", count=facts.pack_photos) if facts.pack_photos else ""),
        ),
        *_account(facts, lang),
        *pieces.checks(N_("Before repair"), facts.pre, lang),
        Rule(),
        Text(say(lang, "The customer agreed to sending it away; what is not backed up may be lost.")),
        Text(say(lang, "Please tick what is there, and write down at once what is damaged or missing.")),
        *pieces.signed(lang, N_("Packed by"), N_("Checked by"), N_("Date")),
        Rule(),
        *pieces.foot(facts, lang),
    )
    return Paper("pack_list", lang, elements, facts.ordered_at)


def _way(facts: PaperFacts, lang: str) -> list[Element]:
    """Carrier and waybill once they are known; the list is mostly printed before."""
    way = f"{facts.carrier} {facts.waybill}".strip()
    return [Field(say(lang, "Waybill"), way)] if way else pieces.signed(lang, N_("Waybill"))


def _account(facts: PaperFacts, lang: str) -> list[Element]:
    words = {True: N_("signed out"), False: N_("NOT signed out"), None: N_("not confirmed")}
    return [Field(say(lang, "Mi account"), say(lang, words[facts.account_out]))]
