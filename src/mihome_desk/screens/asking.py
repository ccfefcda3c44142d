"""One small step from question to entry: choose, ask, carry out; a refusal brings the question back as typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from mihome_desk import words
from mihome_desk.rules.moment import Instant
from mihome_desk.screens.dialogs import Ask, Confirm
from mihome_desk.screens.facts import Local, Unclear
from mihome_desk.screens.page import Page
from mihome_desk.screens.pick import Choosable, Pick
from mihome_desk.text import _
from mihome_desk.ui.messages import PaperWanted
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Answer, Dossier

FIELD_OF = {"manager_pin": "pin"}


class Matter(NamedTuple):
    """What a step is about: the ticket, the store's time, who works here, and what was chosen from a list."""

    dossier: Dossier
    now: Instant
    local: Local
    staff: str
    picked: str = ""

    @property
    def ticket(self) -> str:
        """The ticket's id."""
        return self.dossier.ticket.id


Said = dict[str, str]
After = Callable[[Page, Matter, "Answer"], Awaitable[None]]


def _nothing(_matter: Matter) -> str:
    return ""


def _never(_matter: Matter) -> bool:
    return False


class SmallStep(NamedTuple):
    """A step without a screen of its own.

    ``rows`` are its fields (none: only yes or no), ``order`` makes the command of what was said, ``why`` what
    the clerk should know before; ``picks`` is a list to choose from first, ``named`` the title once that is
    done; ``new_slip`` tells whether the slip becomes void, ``after`` what follows once it is written.
    """

    title: str
    rows: Callable[[Matter], list[Row]]
    order: Callable[[Matter, Said], Any]
    why: Callable[[Matter], str] = _nothing
    picks: Callable[[Matter], list[Choosable]] | None = None
    named: Callable[[Matter], str] = _nothing
    new_slip: Callable[[Matter], bool] = _never
    after: After | None = None


async def take(page: Page, step: SmallStep, matter: Matter) -> bool:
    """Walk through a step; whether something was written."""
    picked = await _picked(page, step, matter)
    if picked is None:
        return False
    matter = matter._replace(picked=picked)
    new_slip = step.new_slip(matter)
    answer = await _until_right(page, step, matter)
    if answer is None:
        return False
    if step.after is not None:
        await step.after(page, matter, answer)
    if new_slip and await page.app.push_screen_wait(
        Confirm(
            _("Print the new slip?"), _("The slip in the customer's hands is void from now on; take it back.")
        )
    ):
        page.post_message(PaperWanted(matter.ticket, "intake_slip"))
    return True


async def _picked(page: Page, step: SmallStep, matter: Matter) -> str | None:
    listed = step.picks(matter) if step.picks else []
    if len(listed) < 2:
        return listed[0].value if listed else ""
    return await page.app.push_screen_wait(Pick(_(step.title), listed))


async def _until_right(page: Page, step: SmallStep, matter: Matter) -> Answer | None:
    said: Said | None = {}
    wrong: tuple[str, str] | None = None
    while True:
        said = await _ask(page, step, matter, said or {}, wrong)
        if said is None:
            return None
        try:
            command = step.order(matter, said)
        except Unclear as unclear:
            wrong = (unclear.field, unclear.sentence)
            continue
        answer = await page.attempt(command)
        if answer is None or answer.refusal is None:
            return answer
        refusal = answer.refusal
        wrong = (FIELD_OF.get(refusal.field, refusal.field), words.sentence(refusal.code, refusal.params))


async def _ask(
    page: Page, step: SmallStep, matter: Matter, said: Said, wrong: tuple[str, str] | None
) -> Said | None:
    rows, title, why = step.rows(matter), step.named(matter) or _(step.title), step.why(matter)
    if not rows:
        sure = await page.app.push_screen_wait(Confirm(title, wrong[1] if wrong else why))
        return {} if sure and not wrong else None
    for row in rows:
        row.begin_with(said.get(row.field))
    return await page.app.push_screen_wait(Ask(title, rows, why, wrong))
