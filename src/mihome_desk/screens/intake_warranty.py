"""What the warranty rules propose while a device is still being taken in: one quiet line, and no key."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from mihome_desk import words
from mihome_desk.desk import Desk
from mihome_desk.rules import coverage
from mihome_desk.rules.coverage import Claim
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.ticket import Fault
from mihome_desk.rules.warranty import Proposal
from mihome_desk.screens import coverage_words
from mihome_desk.screens import intake_understand as understand
from mihome_desk.screens.form import Form
from mihome_desk.screens.intake_command import purchase_of
from mihome_desk.screens.intake_form import DATES, MOST_FAULTS
from mihome_desk.screens.intake_known import Line
from mihome_desk.screens.intake_learn import NUMBERS

SHOWN_AT = "bought"


class Weighed(NamedTuple):
    """The proposal of each fault, or the date that contradicts another: its row and the sentence."""

    faults: tuple[Fault, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    row: str = ""
    sentence: str = ""


class Weigher:
    """Asks the rules again whenever something they look at has changed."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._asked: object = None
        self.found = Weighed()

    async def weigh(self) -> None:
        """Look at the form as it stands, and say what the rules make of it."""
        form, desk = self._form, self._form.context.desk
        values, today = form.values(), desk.today()
        purchase = purchase_of(values, date.fromisoformat(today))
        codes = understand.symptoms_of(values["symptom"]).codes[:MOST_FAULTS]
        numbers = tuple(values[name] for name in NUMBERS)
        asked = (values["category"], values["model"], purchase, codes, numbers, today)
        if asked != self._asked:
            self._asked = asked
            faults = tuple(Fault(code) for code in codes) or (Fault(),)
            claim = Claim(values["category"], purchase, faults, today, desk.store.kind, model=values["model"])
            known = purchase != Purchase(proof=purchase.proof, sold_here=purchase.sold_here) or any(numbers)
            self.found = await form.read(lambda: weighed(desk, claim, numbers)) if known else Weighed()
        self._show()

    def _show(self) -> None:
        for name in DATES:
            row = self._form.row(name)
            if name == self.found.row:
                row.hint(self.found.sentence, wrong=True)
            elif name == SHOWN_AT and not row.has_class("-wrong"):
                row.hint(self.brief())

    def brief(self) -> str:
        """The one quiet line: the proposal, by fault where they differ."""
        said = [coverage_words.short(each) for each in self.found.proposals]
        if len(set(said)) > 1:
            said = [f"{at} {each}" for at, each in enumerate(said, 1)]
            return understand.listed(said)
        return said[0] if said else ""

    def lines(self) -> list[Line]:
        """The reasons in full, for the panel beside the form; each once."""
        reasons = dict.fromkeys(words.coverage_reason(each) for each in self.found.proposals)
        return [Line(reason) for reason in reasons]


def weighed(desk: Desk, claim: Claim, numbers: tuple[str, ...]) -> Weighed:
    """What the rules propose for each fault. Reads the device's past: not for the thread of the screen."""
    claim = coverage.with_past(claim, desk.device_past(*numbers))
    proposals = []
    for at in range(len(claim.faults)):
        try:
            proposals.append(coverage.proposal(desk.catalogue, claim, at))
        except Refused as refused:
            field, code = refused.refusal.field, refused.refusal.code
            # That nobody knows a date is no mistake; the purchase rows say by themselves that they are empty.
            if code == "no_purchase_date" or field not in (*DATES, "proof", "device"):
                continue
            sentence = words.sentence(code, refused.refusal.params)
            return Weighed(row=field if field in DATES else SHOWN_AT, sentence=sentence)
    return Weighed(claim.faults, tuple(proposals))
