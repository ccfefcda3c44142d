"""What happened to a ticket, entry by entry, in the words of the counter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from mihome_desk import words
from mihome_desk.screens.facts import fact_label, fact_words
from mihome_desk.text import _
from mihome_desk.widgets.prose import Told, plain

if TYPE_CHECKING:
    from mihome_desk.desk import Event

Facts = Mapping[str, Any]
Local = Callable[[int], datetime]


def told(history: Iterable[Event], local: Local, quiet: str) -> Iterator[Told]:
    """The entries, the newest first, under the day on which they were written."""
    day = ""
    for event in reversed(tuple(history)):
        at = local(event.at_ms)
        if f"{at:%m-%d}" != day:
            day = f"{at:%m-%d}"
            yield Told(day, Text())
        said = Text(words.word(words.EVENTS, event.kind))
        detail = plain(event_words(event.kind, event.facts, event.words, local))
        for part in (detail, event.actor):
            if part:
                said.append(f"  {part}", style=quiet)
        yield Told(f"{at:%H:%M}", said)


def event_words(kind: str, facts: Facts, said: Facts, local: Local) -> str:
    """What an entry says beyond its name."""
    if kind == "Corrected":
        return corrected_words(facts, said, local)
    tell = _TELLERS.get(kind)
    return tell(facts, said) if tell else _reason(facts, said)


def corrected_words(facts: Facts, said: Facts, local: Local) -> str:
    """Both values and why; what nobody opposite may read stays covered."""
    field = str(facts.get("field", ""))
    values = []
    for public, private in (("before", "said_before"), ("value", "said")):
        value = said[private] if private in said else facts.get(public)
        values.append(fact_words(field, value, local))
    return joined(f"{fact_label(field)}: {values[0]} → {values[1]}", said.get("reason"))


def joined(*parts: object) -> str:
    """The parts that say something, with dots between them."""
    return " · ".join(str(part) for part in parts if part)


def _reason(_facts: Facts, said: Facts) -> str:
    return str(said.get("words") or said.get("reason") or "")


def _checks(facts: Facts, _said: Facts) -> str:
    answers = facts.get("answers", {})
    failed = [item for item, answer in answers.items() if answer == "fail"]
    passed = list(answers.values()).count("pass")
    name = _("after the repair") if facts.get("list") == "post" else _("before the repair")
    counted = f"{name}: {_('{passed} pass, {failed} fail', passed=passed, failed=len(failed))}"
    return f"{counted}: {' '.join(failed)}" if failed else counted


def _answer(facts: Facts, said: Facts) -> str:
    answer = _("approved") if facts.get("answer") == "approve" else _("declined")
    return joined(answer, words.word(words.WAYS, str(said.get("how", ""))), said.get("by"))


def _paper(facts: Facts, said: Facts) -> str:
    copy = int(facts.get("copy", 1))
    number = _("COPY {n}", n=copy) if copy > 1 else ""
    return joined(words.word(words.PAPERS, str(facts.get("paper"))), number, said.get("reason"))


def _payment(facts: Facts, said: Facts) -> str:
    method = words.word(words.METHODS, str(facts.get("method")))
    return joined(f"{method} {words.money(int(facts.get('amount', 0)))}", said.get("reason"))


def _programme(facts: Facts, said: Facts) -> str:
    return joined(words.word(words.PROGRAMMES, str(facts.get("programme"))), said.get("reason"))


def _waiting(facts: Facts, said: Facts) -> str:
    return joined(words.word(words.WAITS, str(facts.get("on"))), said.get("reason"))


def _completed(facts: Facts, said: Facts) -> str:
    outcome = words.word(words.OUTCOMES, str(facts.get("outcome")))
    return joined(outcome, said.get("found"), said.get("done"))


def _handed_over(facts: Facts, said: Facts) -> str:
    proof = words.word(words.PROOFS, str(facts.get("proof")))
    lost = _("lost slip") if facts.get("slip") == "lost" else ""
    return joined(lost, proof, said.get("collected_by"), said.get("reason"))


def _fault(facts: Facts, said: Facts) -> str:
    fault = facts.get("fault")
    symptom = fault.get("symptom", "") if isinstance(fault, dict) else facts.get("symptom", "")
    return joined(fact_words("faults.0.symptom", symptom) if symptom else "", said.get("words"))


_TELLERS: dict[str, Callable[[Facts, Facts], str]] = {
    "ChecksAnswered": _checks,
    "QuoteMade": lambda facts, _said: words.money(int(facts.get("customer_total", 0))),
    "QuoteAnswered": _answer,
    "RepairStarted": lambda facts, _said: str(facts.get("technician", "")),
    "RepairCompleted": _completed,
    "CustomerTold": lambda facts, _said: words.word(words.CHANNELS, str(facts.get("channel"))),
    "CustomerCalled": lambda _facts, said: str(said.get("purpose", "")),
    "PaymentTaken": _payment,
    "PaymentRefunded": _payment,
    "ProofFailed": lambda facts, _said: words.word(words.PROOFS, str(facts.get("kind"))),
    "PaperQueued": _paper,
    "ProgrammeChanged": _programme,
    "HandedOver": _handed_over,
    "FaultAdded": _fault,
    "Assigned": lambda facts, _said: str(facts.get("technician", "")),
    "Moved": lambda facts, said: str(said.get("place") or facts.get("place", "")),
    "WaitBegan": _waiting,
    "WaitEnded": _waiting,
    "UnlockKept": lambda facts, _said: words.word(words.UNLOCKS, str(facts.get("kind"))),
    "UnlockRead": lambda _facts, said: str(said.get("purpose", "")),
}
