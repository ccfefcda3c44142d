"""What happened to a ticket, entry by entry, in the words of the counter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from mihome_desk import words
from mihome_desk.sayings import endings, shelf
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
    back = int(facts.get("refund_due", 0))
    given = _with_numbers(facts.get("new_device")) or (words.money(back) if back else "")
    return joined(outcome, given, said.get("found"), said.get("done"))


def _handed_over(facts: Facts, said: Facts) -> str:
    proof = words.word(words.PROOFS, str(facts.get("proof")))
    lost = _("lost slip") if facts.get("slip") == "lost" else ""
    return joined(lost, proof, said.get("collected_by"), said.get("reason"))


def _fault(facts: Facts, said: Facts) -> str:
    fault = facts.get("fault")
    symptom = fault.get("symptom", "") if isinstance(fault, dict) else facts.get("symptom", "")
    return joined(fact_words("faults.0.symptom", symptom) if symptom else "", said.get("words"))


def _with_numbers(device: Any) -> str:
    facts = device if isinstance(device, dict) else {}
    return " ".join(str(facts.get(name, "")) for name in ("model", "imei", "sn") if facts.get(name))


def _withdrawn(facts: Facts, said: Facts) -> str:
    return joined(
        said.get("reason"), _("to be put together and tested") if facts.get("back_together") else ""
    )


def _part_used(facts: Facts, _said: Facts) -> str:
    many = f"{facts.get('name') or facts.get('sku', '')} x{facts.get('qty', 1)}"
    owner = words.word(shelf.OWNERS, str(facts.get("owner", "")))
    return joined(many, owner, facts.get("new_serial"), " ".join(facts.get("old_parts", ())))


def _part_returned(facts: Facts, said: Facts) -> str:
    condition = words.word(shelf.CONDITIONS, str(facts.get("condition", "")))
    return joined(f"{facts.get('sku', '')} x{facts.get('qty', 1)}", condition, said.get("reason"))


def _loaner_lent(facts: Facts, _said: Facts) -> str:
    deposit = int(facts.get("deposit", 0))
    return joined(facts.get("name"), facts.get("serial"), words.money(deposit) if deposit else "")


def _loaner_back(facts: Facts, said: Facts) -> str:
    deposit = int(facts.get("deposit_back", 0))
    return joined(facts.get("serial"), words.money(deposit) if deposit else "", said.get("words"))


def _storage_step(facts: Facts, said: Facts) -> str:
    step = words.word(endings.STORAGE, str(facts.get("step", "")))
    return joined(step, said.get("how"), said.get("reason"))


def _coverage(facts: Facts, said: Facts) -> str:
    covered = facts.get("covered")
    found = covered if isinstance(covered, dict) else {}
    decided = words.word(words.COVERAGES, str(found.get("coverage", "")))
    return joined(decided, said.get("reason"), said.get("evidence"))


def _notice(facts: Facts, said: Facts) -> str:
    answer = words.word(words.NOTICE_ANSWERS, str(facts.get("answer", "")))
    return joined(answer, words.word(words.WAYS, str(said.get("how", ""))))


_TELLERS: dict[str, Callable[[Facts, Facts], str]] = {
    "CoverageDecided": _coverage,
    "NoticeAnswered": _notice,
    "ChecksAnswered": _checks,
    "QuoteMade": lambda facts, _said: words.money(int(facts.get("customer_total", 0))),
    "QuoteAnswered": _answer,
    "RepairStarted": lambda facts, _said: str(facts.get("technician", "")),
    "RepairCompleted": _completed,
    "TicketWithdrawn": _withdrawn,
    "PartUsed": _part_used,
    "PartReturned": _part_returned,
    "LoanerLent": _loaner_lent,
    "LoanerReturned": _loaner_back,
    "StorageStepTaken": _storage_step,
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
