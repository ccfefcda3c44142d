"""Facts put right, faults added: both values stay in the history, and what is on the slip voids it."""

from __future__ import annotations

from mihome_desk.catalog import load
from mihome_desk.rules import correction, faults
from mihome_desk.screens.asking import Matter, Said, SmallStep
from mihome_desk.screens.facts import (
    CONSENT_FIELDS,
    CONSENTS,
    COVERED,
    PROOFS,
    fact_label,
    fact_words,
    facts_of,
    parts_of,
    typed,
    understood,
)
from mihome_desk.screens.pick import Choosable
from mihome_desk.screens.rate_words import in_one
from mihome_desk.text import N_, _, current
from mihome_desk.widgets.fields import Row

WORDS_ONLY = "-"
MOMENT_HINT = N_("18:00, or 2026-11-22 18:00")


def _facts(matter: Matter) -> list[Choosable]:
    found = []
    for fact in facts_of(matter.dossier):
        found.append(Choosable(fact.field, fact.label, fact_words(fact.field, fact.value, matter.local)))
    return found


def _correct_rows(matter: Matter) -> list[Row]:
    field = matter.picked
    value = correction.value_of(matter.dossier.ticket, matter.dossier.personal, field)
    now, label = typed(field, value, matter.local), fact_label(field)
    if field in CONSENT_FIELDS or field == "purchase.proof":
        options = CONSENTS if field in CONSENT_FIELDS else PROOFS
        first = Row("value", label, value=now, options=options)
    elif field.endswith(".part"):
        category = matter.dossier.ticket.device.category
        first = Row("value", label, value=now, options=parts_of(category))
    else:
        covered = fact_words(field, value) if field in COVERED else ""
        hint = MOMENT_HINT if field == "promised_at" else covered
        first = Row("value", label, value=now, placeholder=hint)
    return [first, Row("reason", N_("Reason"), placeholder=N_("how the mistake was found"))]


def _correct(matter: Matter, said: Said) -> correction.Correct:
    now = matter.local(matter.now.at_ms)
    value = understood(matter.picked, said["value"], now)
    return correction.Correct(matter.ticket, matter.picked, value, said["reason"])


def _voids_slip(matter: Matter) -> bool:
    return correction.on_slip(matter.picked) and matter.dossier.ticket.stage != "collected"


def _correct_why(matter: Matter) -> str:
    both = _("Both values stay in the history.")
    if _voids_slip(matter):
        slip = _(
            "This stands on the slip: the one in the customer's hands becomes void, a new one is to be printed."
        )
    elif correction.on_slip(matter.picked):
        slip = _("The device is collected; its papers stay as they were printed.")
    else:
        slip = _("This does not stand on the slip, which stays good.")
    return in_one(slip, both)


def _symptoms(_matter: Matter) -> list[Choosable]:
    chinese = current() == "zh_CN"
    listed = [
        Choosable(each.code, each.code, each.zh if chinese else each.en) for each in load.symptoms().values()
    ]
    return [Choosable(WORDS_ONLY, _("other"), _("in the customer's words alone")), *listed]


def _fault_rows(_matter: Matter) -> list[Row]:
    return [Row("words", N_("In words"), placeholder=N_("what the customer says about it"))]


def _fault(matter: Matter, said: Said) -> faults.AddFault:
    symptom = "" if matter.picked == WORDS_ONLY else matter.picked
    return faults.AddFault(matter.ticket, symptom, said["words"])


def _fault_why(matter: Matter) -> str:
    symptom = load.symptoms().get(matter.picked)
    if symptom is None:
        return ""
    name = symptom.zh if current() == "zh_CN" else symptom.en
    items = " ".join(symptom.items)
    return in_one(f"{name}:", _("these items are answered one by one: {items}.", items=items))


def _correct_named(matter: Matter) -> str:
    return f"{_('Correct')}: {fact_label(matter.picked)}"


CORRECT = SmallStep(
    N_("Which fact is wrong?"),
    _correct_rows,
    _correct,
    _correct_why,
    picks=_facts,
    named=_correct_named,
    new_slip=_voids_slip,
)
ADD_FAULT = SmallStep(N_("One more fault"), _fault_rows, _fault, _fault_why, picks=_symptoms)
