"""The customer's answer to the no-warranty notice (非保告知书)."""

from __future__ import annotations

from mihome_desk import words
from mihome_desk.rules import coverage
from mihome_desk.rules.codec import from_plain
from mihome_desk.screens.asking import Matter, Said, SmallStep
from mihome_desk.screens.rate_words import in_one
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Row


def _rows(matter: Matter) -> list[Row]:
    answers = [*words.NOTICE_ANSWERS.items()]
    return [
        Row("answer", N_("Answer"), value=matter.dossier.ticket.notice or "agree", options=answers),
        Row("how", N_("How"), value="counter", options=[*words.WAYS.items()]),
    ]


def _answer(matter: Matter, said: Said) -> coverage.AnswerNotice:
    answered = {"ticket": matter.ticket, "answer": said["answer"], "how": said["how"]}
    return from_plain(coverage.AnswerNotice, answered)


def _why(matter: Matter) -> str:
    if not coverage.needs_notice(matter.dossier.ticket):
        return _("Every fault is in warranty or still open: there is no notice to answer.")
    return in_one(
        _("Agreed: the work goes on at the customer's cost, by the quote."),
        _("Not agreed: {key} gives the device back unrepaired.", key=keys.WITHDRAW.spelled),
    )


ANSWER = SmallStep(N_("What does the customer say to the notice?"), _rows, _answer, _why)
