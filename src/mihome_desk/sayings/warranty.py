"""Words and refusals of warranty, coverage and who may do what.

A reason is one sentence that a clerk reads out: it begins with the period's arithmetic (`reason`) and ends with
what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mihome_desk.text import N_, say

COMMANDS: dict[str, str] = {
    "decide_coverage": N_("Coverage"),
    "answer_notice": N_("Answer to notice"),
}
BESIDE: frozenset[str] = frozenset({"decide_coverage", "answer_notice"})
EVENTS: dict[str, str] = {
    "CoverageDecided": N_("Coverage decided"),
    "NoticeAnswered": N_("Notice answered"),
}
FIELDS: dict[str, str] = {
    "purchase.bought": N_("bought on"),
    "purchase.activated": N_("activated on"),
    "purchase.made": N_("made on"),
    "purchase.proof": N_("proof of purchase"),
    "purchase.sold_here": N_("sold here"),
    "invoice": N_("invoice code"),
    "part": N_("device part"),
    "coverage": N_("coverage"),
    "excluded": N_("exclusion"),
    "evidence": N_("evidence"),
    "answer": N_("answer"),
}
COVERAGES: dict[str, str] = {
    "in": N_("In warranty"),
    "out": N_("Out of warranty"),
    "void": N_("Not covered"),
    "mixed": N_("Differs by fault"),
}
PURCHASE_PROOFS: dict[str, str] = {
    "invoice": N_("Invoice"),
    "order": N_("Order"),
    "card": N_("Warranty card"),
    "none": N_("Nothing"),
}
CHOICES: dict[str, str] = {
    "repair": N_("repair"),
    "exchange": N_("exchange"),
    "refund": N_("refund"),
    "certify": N_("certificate for the seller"),
}
NOTICE_ANSWERS: dict[str, str] = {"agree": N_("Agrees"), "disagree": N_("Does not agree")}
REFUSALS: dict[str, str] = {
    "no_policy": N_("There are no warranty rules for “{category}”; possible: {choices}."),
    "no_such_part": N_("“{part}” is no part with a warranty; possible: {choices}."),
    "no_purchase_date": N_("Please give the purchase date, the activation or the production date first."),
    "purchase_unproven": N_(
        "The customer's word alone does not prove the date; please look up the activation or production date."
    ),
    "date_future": N_("{day} lies after {on}; please check the date."),
    "before_model": N_("{day} is before such a device was sold ({first}); please check the date."),
    "activated_before_made": N_("The activation {day} lies before the production {made}; please check both."),
    "bought_before_made": N_("The purchase {day} lies before the production {made}; please check both."),
    "unknown_fault": N_("There is no such fault on this ticket; the first one is 0, possible: {faults}."),
    "no_fault_yet": N_("No fault is named on this ticket yet; add one first, then say what is covered."),
    "one_finding": N_(
        "An exclusion and what the crack looks like cannot both be the reason; please keep one."
    ),
    "coverage_needs_reason": N_(
        "Please say why: this is not what the rules propose, or what was decided before."
    ),
    "unseen_needs_reason": N_("Nobody has seen the proof of purchase: please note it first, or say why."),
    "device_retired": N_(
        "This device was exchanged or taken back on {day}, ticket {ticket}: its warranty ended with it."
    ),
    "needs_evidence": N_(
        "The customer pays because of this: please say what shows it, a photo or a finding."
    ),
    "needs_acknowledgement": N_("Please tell the customer first; then note that the customer knows."),
    "no_notice": N_("Every fault is in warranty or still open: there is no notice to answer."),
    "no_notice_yet": N_("The no-warranty notice exists once a fault is out of warranty or not covered."),
    "no_certificate_yet": N_("The test certificate exists once the repair is completed as certified."),
}
BASES = {
    "invoice": N_("the invoice date"),
    "order": N_("the day of receipt"),
    "card": N_("the date on the warranty card"),
    "said": N_("the purchase date as told"),
    "unproven": N_("the purchase date as told"),
    "activated": N_("the activation"),
    "made": N_("the production date"),
    "exchanged": N_("the exchange"),
}
REASONS = {
    "in": N_("{period}; {on} is within it: the repair is free of charge."),
    "in_swap": N_(
        "{period}; {on} is within it: instead of a repair it is exchanged, and this period goes on."
    ),
    "glass_in": N_("{period}; {on} is within it, and {what} is covered: the repair is free of charge."),
    "refund_days": N_(
        "{period}; {on} is {day}, and to {limit}, within {days}, the customer chooses refund, exchange or "
        "repair{money}{seller}."
    ),
    "exchange_days": N_(
        "{period}; {on} is {day}, and to {limit}, within {days}, the customer chooses exchange or "
        "repair{instead}{money}{seller}."
    ),
    "two_repairs": N_(
        "{period}; after {repairs} repairs of the device the customer may ask for an exchange{instead}{money}{seller}."
    ),
    "parts_late": N_(
        "{period}; parts have been missing for {days}, more than {limit}: the customer may ask for an "
        "exchange{instead}{money}{seller}."
    ),
    "repair_late": N_(
        "{period}; the repair has taken {days}, more than {limit}: the customer may ask for an "
        "exchange{instead}{money}{seller}."
    ),
    "accessory": N_("{period}; {on} is within it: the {part} is swapped free of charge."),
    "accessory_refund": N_(
        "{period}; {swaps} swaps have not cured it: the customer may have the price of the {part} back{seller}."
    ),
    "over": N_("{period}; {on} is past it by {days}: the repair is charged."),
    "void": N_("{period}; {on} is within it, but {what} is not covered ({evidence}): the repair is charged."),
    "void_undated": N_("Whatever the date, {what} is not covered ({evidence}): the repair is charged."),
    "no_promise": N_("The {part} has no warranty period under {rule}: the work is charged."),
    "guarantee": N_(
        "The repair handed over on {start} is guaranteed for {days}, to {due}{moved}{provisional}; {on} is within "
        "it: the repair is free of charge."
    ),
}
PERIOD = N_(
    "Under {rule} the {part} is covered for {months} from {basis} {start}, that day not counted, to "
    "{due}{added}{moved}{provisional}{doubt}"
)
_LAW = N_("{months} (by law {law})")
_REPAIRED = N_(", and with {repaired} in repair to {extended}")
_WAITED = N_(", and with {waiting} of waiting for parts to {extended}")
_BOTH = N_(", and with {repaired} in repair and {waiting} of waiting for parts to {extended}")
_MOVED = N_("; {fell} is {holiday}, so the last day is {until}")
_PROVISIONAL = N_(" (until the holidays of {year} are published)")
_SAID = N_("; the proof of purchase has still to be seen")
_EARLY = N_("; it was activated on {activated}, before it was sold: please check the papers")
_INSTEAD = N_(", or for a refund less {rate} a day of use")
_NO_MODEL = N_(", or, as there is no such model, for a refund of the whole price")
_SELLER = N_("; this store did not sell it: it certifies the fault, and the seller does the rest")
_REFUND = N_("; the refund is {price} less {rate} x {used} of use = {deduction}, so {refund}")
_WHOLE = N_("; the refund is the whole {price}")
_BOUGHT_THEN = N_("the day it was bought")
_DAY = N_("day {day} after the purchase")
_ONE_DAY, _DAYS = N_("1 day"), N_("{count} days")
_ONE_YEAR, _YEARS, _MONTHS = N_("1 year"), N_("{count} years"), N_("{count} months")
Params = Mapping[str, str | int]


def reason(code: str, params: Params, language: str, money: Callable[[int], str]) -> str:
    """The sentence of a proposal in one language, dates and arithmetic included."""
    filled = _in_language(params, language)
    for name in ("days", "limit", "repaired", "waiting", "used"):
        if isinstance(params.get(name), int):
            filled[name] = _days(int(params[name]), language)
    if "rate" in params:
        filled["rate"] = f"{int(params['rate']) / 100:g}%"
    for name, clause in _clauses(params).items():
        filled[name] = say(language, clause, **filled) if clause else ""
    if "day" in params:
        filled["day"] = (
            say(language, _DAY, day=params["day"]) if params["day"] else say(language, _BOUGHT_THEN)
        )
    filled["money"] = _refund(params, filled, language, money)
    if "basis" in params:
        filled["basis"] = say(language, BASES[str(params["basis"])])
        filled["months"] = _term(params, language)
        filled["period"] = say(language, PERIOD, **filled)
    return say(language, REASONS[code], **filled)


def _in_language(params: Params, language: str) -> dict[str, object]:
    """The parameters with the names that come in two languages."""
    suffix = "_zh" if language == "zh_CN" else "_en"
    named = {name.removesuffix(suffix): value for name, value in params.items() if name.endswith(suffix)}
    return {**params, **named}


def _clauses(params: Params) -> dict[str, str]:
    """The clauses that this case takes, the others empty."""
    basis = params.get("basis")
    return {
        "added": _added(params) if "extended" in params else "",
        "moved": _MOVED if "fell" in params else "",
        "provisional": _PROVISIONAL if "year" in params else "",
        "doubt": _SAID if basis == "said" else _EARLY if "activated" in params else "",
        "instead": _instead(params),
        "seller": _SELLER if params.get("seller") else "",
    }


def _added(params: Params) -> str:
    """What the days come from that are added to a period."""
    if params.get("repaired") and params.get("waiting"):
        return _BOTH
    return _REPAIRED if params.get("repaired") else _WAITED


def _instead(params: Params) -> str:
    """The refund that stands beside an exchange that is due."""
    if params.get("no_model"):
        return _NO_MODEL
    return _INSTEAD if "rate" in params and "day" not in params else ""


def _refund(params: Params, filled: dict[str, object], language: str, money: Callable[[int], str]) -> str:
    """What a refund comes to, where a price is known."""
    if "refund" not in params:
        return ""
    sums = {name: money(int(params[name])) for name in ("price", "deduction", "refund")}
    return say(language, _REFUND if params["deduction"] else _WHOLE, **{**filled, **sums})


def _days(count: int, language: str) -> str:
    return say(language, _ONE_DAY) if count == 1 else say(language, _DAYS, count=count)


def _span(months: int, language: str) -> str:
    if months == 12:
        return say(language, _ONE_YEAR)
    if months % 12 == 0:
        return say(language, _YEARS, count=months // 12)
    return say(language, _MONTHS, count=months)


def _term(params: Params, language: str) -> str:
    """How long the period is, with the law's where the maker promises more."""
    span = _span(int(params["months"]), language)
    if "law_months" not in params:
        return span
    return say(language, _LAW, months=span, law=_span(int(params["law_months"]), language))
