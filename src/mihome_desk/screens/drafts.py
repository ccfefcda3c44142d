"""The list of unfinished intakes: whose they are, when they were begun, what they still lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import getters, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from mihome_desk.rules import identity
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.intake_aside import arrival_of
from mihome_desk.screens.intake_form import FIELDS
from mihome_desk.screens.intake_known import masked
from mihome_desk.screens.intake_understand import listed
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.once import Once
from mihome_desk.widgets.suggest import Chooser

if TYPE_CHECKING:
    from mihome_desk.desk import Desk, Draft

ESSENTIAL = ("phone", "name", "model")
NEW = ""


class Choice(NamedTuple):
    """What was chosen: a draft's id, or `NEW`."""

    draft: str


def title_of(draft: Draft) -> str:
    """Whose draft it is: name and masked number, else the device."""
    fields = draft.fields
    phone = identity.phone_normal(str(fields.get("phone", ""))) or ""
    who = masked(str(fields.get("name", "")), phone)
    return "  ".join(part for part in (who, str(fields.get("model", ""))) if part) or _("nobody yet")


def missing_of(draft: Draft) -> str:
    """What has to be filled in before it can be saved, or that nothing is."""
    fields = draft.fields
    names = [name for name in ESSENTIAL if not fields.get(name)]
    if not fields.get("symptom") and not fields.get("complaint"):
        names.append("symptom")
    if not names:
        return _("ready to save")
    return _("still open: {fields}", fields=listed(_(FIELDS[name].label) for name in names))


def line_of(draft: Draft, desk: Desk) -> str:
    """One draft in a line."""
    if draft.lost:
        return _("cannot be read: another key sealed it")
    begun = draft.fields.get("started_at") or draft.saved_at
    moment = desk.local(int(begun))
    today = str(moment.date()) == desk.today()
    when = f"{moment:%H:%M}" if today else f"{moment:%m-%d %H:%M}"
    queue = arrival_of(draft, desk.today())
    number = _("No. {queue}", queue=queue) + "  " if queue else ""
    return f"{when}  {number}{title_of(draft)}  {missing_of(draft)}"


class DraftList(ModalScreen["Choice | None"], Once["Choice | None"]):
    """Pick a draft by its digit or by Enter, 0 begins with nobody's; Esc leaves everything as it is."""

    CSS_PATH = "drafts.tcss"
    BINDINGS = [*keys.DRAFT_LIST_KEYS]
    lines = getters.query_one("#drafts", Chooser)

    def __init__(self, desk: Desk, drafts: tuple[Draft, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._drafts = list(drafts)

    def compose(self) -> ComposeResult:
        """Title, the drafts, the keys."""
        with Vertical(id="ask"):
            yield Static(_("Unfinished intakes"), id="ask-title", markup=False)
            with VerticalScroll(id="draft-room", can_focus=False):
                yield Chooser(id="drafts")
            yield Static(
                _("Enter or a digit goes on · 0 another customer · Del drops one · Esc back"),
                id="ask-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        """The draft saved last has the focus."""
        self._show()
        self.lines.focus()

    def _show(self) -> None:
        self.lines.show([line_of(draft, self._desk) for draft in self._drafts], _("another customer"))

    def on_chooser_picked(self, event: Chooser.Picked) -> None:
        """Go on with this one; a lost one cannot be."""
        event.stop()
        if event.at < 0:
            self.dismiss(Choice(NEW))
        elif self._drafts[event.at].lost:
            self.notify(_("Another key sealed this draft; it can only be dropped."), severity="warning")
        else:
            self.dismiss(Choice(self._drafts[event.at].id))

    def action_cancel(self) -> None:
        """Nothing happened."""
        self.dismiss(None)

    def action_new(self) -> None:
        """Another customer."""
        self.dismiss(Choice(NEW))

    @work
    async def action_drop(self) -> None:
        """Throw one away, after one question."""
        at = self.lines.at
        if at >= len(self._drafts):
            return
        draft = self._drafts[at]
        question = Confirm(_("Throw this form away?"), line_of(draft, self._desk))
        if await self.app.push_screen_wait(question):
            self._desk.drop_draft(draft.id)
            self._drafts.remove(draft)
            self._show()
