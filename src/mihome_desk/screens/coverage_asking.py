"""What a decision about coverage needs to be asked: an exclusion, evidence, a reason, a signature, dates."""

from __future__ import annotations

from typing import NamedTuple

from mihome_desk import words
from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.coverage import COSTS, DecideCoverage, on_hearsay
from mihome_desk.rules.policy import Policy
from mihome_desk.rules.purchase import DATES
from mihome_desk.rules.refusal import Refusal
from mihome_desk.rules.service import Covered, Purchase
from mihome_desk.rules.ticket import Ticket
from mihome_desk.rules.warranty import Proposal
from mihome_desk.screens import coverage_words
from mihome_desk.screens.asking import FIELD_OF
from mihome_desk.screens.intake_form import PROOFS, UNASKED
from mihome_desk.screens.pick import Choosable
from mihome_desk.screens.rate_words import in_one
from mihome_desk.screens.small_steps import pin_row
from mihome_desk.text import N_, _, current
from mihome_desk.widgets.fields import Row

OTHERWISE = "-"
YES_NO = (("yes", N_("Yes")), ("no", N_("No")))
LABELS = {
    "bought": N_("Bought on"),
    "activated": N_("Activated"),
    "made": N_("Made on"),
    "proof": N_("Proof"),
    "sold_here": N_("Sold here"),
}


class Found(NamedTuple):
    """What the clerk said about a fault before deciding: a part, an exclusion, what the crack looks like."""

    part: str = ""
    excluded: str = ""
    glass: str = ""


def named(each: object) -> str:
    """The name of an exclusion or a part in the language spoken now."""
    return str(getattr(each, "zh" if current() == "zh_CN" else "en"))


def exclusions(policy: Policy) -> list[Choosable]:
    """Everything that ends coverage, and the way around it with a signature."""
    listed = [
        Choosable(code, named(each), evidence_hint(policy, code)) for code, each in policy.exclusions.items()
    ]
    return [*listed, Choosable(OTHERWISE, _("another cause"), _("not in the list; a manager signs"))]


def evidence_hint(policy: Policy, code: str) -> str:
    """What shows an exclusion, as the catalogue asks for it."""
    found = policy.exclusions.get(code)
    return "" if found is None else found.evidence_zh if current() == "zh_CN" else found.evidence_en


def cracks(policy: Policy) -> list[Choosable]:
    """What a crack may look like, and what that means."""
    return [
        Choosable(code, named(each), _("in warranty") if each.covered else _("not covered"))
        for code, each in policy.glass.items()
    ]


def parts(policy: Policy, category: str) -> list[Choosable]:
    """The parts of such a device that have a period of their own."""
    return [Choosable(code, named(each)) for code, each in policy.parts(category).items()]


def decides(policy: Policy, found: Found) -> bool:
    """Whether what was found ends coverage by itself: an exclusion, or a crack that is one."""
    return bool(found.excluded) or bool(found.glass and not policy.glass[found.glass].covered)


def wrong(refusal: Refusal) -> tuple[str, str]:
    """The row of a refusal and its sentence."""
    return FIELD_OF.get(refusal.field, refusal.field), words.sentence(refusal.code, refusal.params)


class Needed(NamedTuple):
    """What a decision still needs, so that nothing is asked in vain."""

    reason: bool = False
    evidence: bool = False
    told: bool = False
    signed: bool = False

    @property
    def anything(self) -> bool:
        """Whether anything has to be asked at all."""
        return any(self)


def needed(which: str, found: Found, proposed: Proposal | None, before: Covered | None) -> Needed:
    """What the rules will ask for; they have the last word."""
    differs = proposed is not None and proposed.coverage != which
    changed = before is not None and before.coverage != which
    was_in = (differs and proposed is not None and proposed.coverage == "in") or (
        before is not None and before.coverage == "in"
    )
    costs = which in COSTS
    return Needed(
        reason=differs or changed or proposed is None or (which == "in" and on_hearsay(proposed)),
        evidence=costs and (bool(found.excluded or found.glass) or was_in),
        told=costs and was_in,
        signed=differs,
    )


def rows(need: Needed, hint: str) -> list[Row]:
    """The fields for it."""
    asked = []
    if need.evidence:
        asked.append(
            Row("evidence", N_("Evidence"), placeholder=hint or N_("photo no., finding"), limit=2_000)
        )
    if need.reason:
        asked.append(Row("reason", N_("Reason"), limit=2_000))
    if need.told:
        asked.append(Row("acknowledged", N_("Told them"), value="no", options=YES_NO))
    return [*asked, pin_row()] if need.signed else asked


def why(need: Needed, proposed: Proposal | None) -> str:
    """What is said before it is asked."""
    if proposed is None:
        return _("The rules propose nothing without a date: a reason decides.")
    said = _("The rules propose: {said}.", said=coverage_words.short(proposed))
    if on_hearsay(proposed) and not need.signed:
        return in_one(said, _("Nobody has seen the proof of purchase."))
    if need.signed:
        return in_one(said, _("Deciding otherwise is signed by a manager."))
    return in_one(said, _("The customer pays because of what was found: what shows it stands on the notice."))


def decision(ticket: str, fault: int, which: str, found: Found, said: dict[str, str]) -> DecideCoverage:
    """The command."""
    decided = {
        "ticket": ticket,
        "coverage": which,
        "reason": said.get("reason", ""),
        "fault": fault,
        "part": found.part,
        "excluded": found.excluded,
        "glass": found.glass,
        "evidence": said.get("evidence", ""),
        "acknowledged": said.get("acknowledged") == "yes",
        "manager_pin": said.get("pin", ""),
    }
    return from_plain(DecideCoverage, decided)


# The dates


def date_rows(purchase: Purchase) -> list[Row]:
    """What is known of the purchase, to be filled in."""
    sold = {True: "yes", False: "no", None: UNASKED}[purchase.sold_here]
    return [
        *(
            Row(name, LABELS[name], value=getattr(purchase, name), placeholder=N_("like 2025-11-30"))
            for name in DATES
        ),
        Row("proof", LABELS["proof"], value=purchase.proof or UNASKED, options=PROOFS),
        Row("sold_here", LABELS["sold_here"], value=sold, options=((UNASKED, N_("Not asked")), *YES_NO)),
    ]


def corrections(ticket: Ticket, purchase: Purchase) -> list[Correct]:
    """The commands that make a ticket's purchase this one; production first, since the others lie after it."""
    reason = _("told at the counter")
    order = ("made", "bought", "activated", "proof", "sold_here")
    changed = [name for name in order if getattr(purchase, name) != getattr(ticket.purchase, name)]
    return [Correct(ticket.id, f"purchase.{name}", getattr(purchase, name), reason) for name in changed]


def purchase_words(purchase: Purchase) -> str:
    """What is known of the purchase in one line; what nobody knows is said too."""
    known = [f"{_(LABELS[name])} {getattr(purchase, name)}" for name in DATES if getattr(purchase, name)]
    if not known:
        known = [_("No date of purchase, activation or production is known.")]
    proof = words.word(words.PURCHASE_PROOFS, purchase.proof) if purchase.proof else ""
    sold = {True: _("sold here"), False: _("sold elsewhere"), None: ""}[purchase.sold_here]
    return " · ".join(part for part in (*known, proof, sold) if part)
