"""Words and refusals of guide prices and quotes."""

from __future__ import annotations

from mihome_desk.text import N_

COMMANDS: dict[str, str] = {}
BESIDE: frozenset[str] = frozenset()
EVENTS: dict[str, str] = {}
FIELDS: dict[str, str] = {}
REFUSALS: dict[str, str] = {
    "over_cap": N_(
        "The guide price is {cap} at most, and nobody can go above it. Ask less, or see whether part and model are right."
    ),
    "labour_inside": N_(
        "The guide price of the part has the labour inside: at most {cap} are left for it. Drop the labour, or ask less for the part."
    ),
    "labour_elsewhere": N_(
        "This is labour by its name: make it the line of labour, charged once per ticket at its guide price."
    ),
    "model_cap": N_(
        "For this model the guide price of “{part}” is {cap} at most, the quote asks more. Make the quote again, then take the answer."
    ),
    "model_cap_done": N_(
        "For this model the guide price of “{part}” is {cap} at most, the quote asks more. Reopen the ticket first, then correct it and make the quote again."
    ),
    "discount_high": N_("More than the price of {price} cannot be taken off it."),
    "covered_free": N_("Fault {fault} is in warranty: the customer pays nothing for it. Charge the brand."),
    "not_covered": N_(
        "Fault {fault} is out of warranty: it cannot be charged to the brand. The customer pays, or the house by goodwill."
    ),
    "coverage_changed": N_(
        "The warranty of fault {fault} was decided otherwise since this quote. Make the quote again, then take the answer."
    ),
    "quote_expired": N_(
        "This quote held for a few days that are over. Make it again at today's prices first."
    ),
    "price_fell": N_(
        "The guide price of “{part}” fell to {cap} since this quote. Offer the lower price first, then take the answer."
    ),
}
