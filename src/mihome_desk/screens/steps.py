"""From a command and a ticket's stage to the screen where it is done, or a sentence why not now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mihome_desk import words
from mihome_desk.rules.diagnosis import missing_for_quote
from mihome_desk.rules.endings import rights_of
from mihome_desk.rules.stages import PUT_TOGETHER, TABLE, mail_step, next_step, possible, put_together
from mihome_desk.screens.page import Page
from mihome_desk.text import _, current
from mihome_desk.ui.context import Context

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.ticket import Ticket


OF_SCREENS = frozenset({"decide_coverage", "use_part", "mail_in", "history"})
"""Small steps that have a screen of their own."""
MAILING = frozenset({"pack", "ship", "pass_on", "receive_back", "dispatch"})
"""Commands of the mail-in screen, which offers the one that the journey is at."""


class NotNow(Exception):
    """Why this step is not possible now, as a sentence."""


def screen_for(command: str, dossier: Dossier, context: Context, token: str = "") -> Page:
    """The screen of a step. Raises NotNow with what is possible instead.

    ``token`` is the slip that was scanned to come here, "" where none was.
    """
    ticket = dossier.ticket
    if command == "print_paper":
        return _paper(dossier, context)
    if command == "history":
        from mihome_desk.screens.history import HistoryScreen

        return HistoryScreen(context, ticket.id)
    if ticket.source:
        raise NotNow(words.sentence("history_only", {}))
    name = _meant(command, dossier)
    if put_together(ticket) and name not in PUT_TOGETHER:
        raise NotNow(words.sentence("put_together_first", {}))
    if ticket.stage not in TABLE[name]:
        if name == "answer_checks" and ticket.pre.answers:
            from mihome_desk.screens.checks import CompareScreen

            return CompareScreen(context, ticket.id)
        raise NotNow(_wrong_stage(dossier))
    if name == "pack" and ticket.programme != "mail_in":
        raise NotNow(words.sentence("not_mail_in", {"programme": ticket.programme}))
    if name == "hand_over":
        from mihome_desk.screens.hand_over import HandOverScreen

        return HandOverScreen(context, ticket.id, token)
    if name == "complete_repair" and may_refund(ticket) and missing_for_quote(context.desk.catalogue, ticket):
        from mihome_desk.screens.checks import ChecksScreen

        return ChecksScreen(context, ticket.id)
    if name == "complete_repair" and not ticket.post.complete and not may_refund(ticket):
        # Nothing is completed without the list after it, a device that nobody worked on included.
        from mihome_desk.screens.checks import ChecksScreen

        return ChecksScreen(context, ticket.id, after=True)
    return _screen_class(name)(context, ticket.id)


def _screen_class(name: str) -> type[Page]:
    """The class behind a command; they load when the first step is wanted."""
    if name == "decide_coverage":
        from mihome_desk.screens.coverage import CoverageScreen

        return CoverageScreen
    if name == "use_part":
        from mihome_desk.screens.parts_use import UsePartScreen

        return UsePartScreen
    if name in MAILING:
        return _mail_screen(name)
    from mihome_desk.screens import approval, checks, quote, repair

    found: dict[str, type[Page]] = {
        "answer_checks": checks.ChecksScreen,
        "quote": quote.QuoteScreen,
        "answer_quote": approval.ApprovalScreen,
        "start_repair": repair.StartScreen,
        "complete_repair": repair.CompletionScreen,
    }
    return found[name]


def _mail_screen(name: str) -> type[Page]:
    from mihome_desk.screens import mailin, mailin_away

    found: dict[str, type[Page]] = {
        "pack": mailin.PackScreen,
        "ship": mailin.ShipScreen,
        "dispatch": mailin.DispatchScreen,
    }
    return found.get(name, mailin_away.AwayScreen)


def _meant(command: str, dossier: Dossier) -> str:
    """F6 and F7 stand for several commands; the stage tells which."""
    ticket = dossier.ticket
    if command == "answer_quote" and ticket.stage != "quoted":
        # While the device is at the centre its quote is answered at the counter all the same.
        away = ticket.stage == "at_hq" and ticket.quote is not None and not ticket.quote.answer
        return "answer_quote" if away else "quote"
    if command == "mail_in":
        return mail_step(ticket) or "pack"
    if command == "repair":
        if ticket.stage == "repairing" and not may_refund(ticket):
            return "answer_checks"
        return "start_repair" if ticket.stage == "approved" else "complete_repair"
    if command == "start_repair" and next_step(ticket) == "answer_checks":
        return "answer_checks"
    return command


def may_refund(ticket: Ticket) -> bool:
    """Whether this may end as a refund: then the device stays here and nobody has to test it first."""
    return not ticket.post.complete and "refund" in rights_of(ticket)


def _paper(dossier: Dossier, context: Context) -> Page:
    if dossier.ticket.source:
        raise NotNow(words.sentence("history_only", {}))
    from mihome_desk.screens.slip import SlipScreen

    kind = "pickup_receipt" if dossier.ticket.stage == "collected" else "intake_slip"
    if dossier.ticket.stage == "ready" and dossier.ticket.outcome == "certified":
        # The paper that the customer came for.
        kind = "test_certificate"
    return SlipScreen(context, dossier.ticket.id, kind)


def _wrong_stage(dossier: Dossier) -> str:
    ticket = dossier.ticket
    steps = [name for name in possible(ticket.stage) if name in words.COMMANDS]
    sentence = words.sentence(
        "wrong_stage", {"ticket": ticket.number, "stage": ticket.stage, "possible": " ".join(steps)}
    )
    step = next_step(ticket)
    if not step:
        return sentence
    end = "" if current() == "zh_CN" else " "
    return sentence + end + _("Next: {step}.", step=words.word(words.COMMANDS, step))
