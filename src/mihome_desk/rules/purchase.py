"""Purchase (购机): how a device came to its owner, the dates from which every warranty period is counted."""

from __future__ import annotations

from dataclasses import replace

from mihome_desk.rules import identity, warranty
from mihome_desk.rules.policy import HOST
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.situation import Catalogue, Situation
from mihome_desk.rules.ticket import Device

DATES = ("bought", "activated", "made")


def part(catalogue: Catalogue, category: str, given: str, field: str) -> str:
    """The part whose period counts: itself where it has one of its own, else the host. Raises Refused."""
    try:
        return catalogue.warranty.part(category, part_meant(catalogue, identity.fold(given) or HOST))
    except Refused as refused:
        raise refused.at(field) from None


def part_meant(catalogue: Catalogue, text: str) -> str:
    """The warranty's name of a part that only the price list knows by this one (屏幕, speaker); else the text."""
    if catalogue.warranty.names_part(text):
        return text
    kind = catalogue.prices.part(catalogue.prices.part_of(text))
    return kind.counts_as if kind else text


def checked(situation: Situation, device: Device, given: Purchase, path: str = "purchase.") -> Purchase:
    """The purchase with its dates checked, each and against each other. Raises Refused at ``path``.

    What stands alone is possible alone: nobody has to know all three dates.
    """
    dates = {name: identity.fold(getattr(given, name)) for name in DATES}
    bought, activated, made = dates.values()
    question = warranty.Question(device.category, situation.day, bought, activated, made, model=device.model)
    try:
        warranty.check_dates(situation.catalogue.warranty, question)
    except Refused as refused:
        raise refused.at(path + refused.refusal.field) from None
    return replace(given, bought=bought, activated=activated, made=made)
