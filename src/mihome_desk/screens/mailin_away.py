"""A device that is away: who has the parcel now, or what came back of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.mailin import PassOn, ReceiveBack
from mihome_desk.rules.moment import Instant
from mihome_desk.sayings import mailin
from mihome_desk.screens.mailin import MailForm, items_in, joined
from mihome_desk.text import N_, _
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

BACK = "back"
WHERE = [
    (BACK, N_("In this store")),
    ("centre", N_("At centre")),
    ("hub", N_("Hub")),
    ("courier", mailin.HANDS["courier"]),
]
RESULTS = [
    ("repaired", mailin.RESULTS["repaired"]),
    ("no_fault_found", N_("No fault")),
    ("unrepairable", N_("Unfixed")),
    ("exchanged", N_("Swapped")),
    ("unrepaired", N_("As sent")),
]
DAMAGE = [("no", N_("As it left")), ("yes", N_("Damaged"))]
ROWS_OF = {BACK: ("where", "result", "damage", "missing", "words"), "": ("where", "waybill")}


class AwayScreen(MailForm):
    """Where is the parcel now? The next hand of the custody chain, or back in the store."""

    TITLE_TEXT = N_("Where is it now?")
    FIELD_OF = {"to": "where", "missing.0": "missing"}
    HELP_TEXT = N_(
        "Back here: what the centre's paper says came out, whether it is damaged, and what of the pack list is missing; "
        "then it is tested here item by item. Else say whose hands the parcel is in now: the centre (there the legal "
        "clocks begin), a hub, the courier again. A scanned waybill goes into its row."
    )

    def lines(self) -> Iterable[Row]:
        """Where; then what belongs to the answer."""
        yield Row("where", N_("It is"), value=BACK, options=WHERE)
        yield Row("waybill", N_("Waybill"), placeholder=N_("scan it, or leave it empty"), limit=60)
        yield Row("result", N_("Result"), options=RESULTS)
        yield Row("damage", N_("Condition"), options=DAMAGE)
        yield Row("missing", N_("Missing"), placeholder=N_("empty where all came back"), limit=600)
        yield Row("words", N_("Words"), placeholder=N_("what the centre wrote; what is damaged"), limit=2_000)

    async def begin(self, dossier: Dossier) -> None:
        """On the way out the centre comes next, after it the way home."""
        journey = dossier.ticket.journey
        outward = journey is not None and journey.at_centre is None
        self.row("where").begin_with("centre" if outward else BACK)
        self._arrange()

    def first(self) -> Row:
        """Where it is decides what else is asked."""
        return self.row("where")

    def understand(self, row: Row) -> None:
        """Another place has other rows."""
        if row.field == "where":
            self._arrange()

    def _arrange(self) -> None:
        wanted = ROWS_OF.get(self.row("where").value, ROWS_OF[""])
        for name, row in self.rows().items():
            row.display = name in wanted

    def sentences(self, dossier: Dossier, now: Instant) -> list[str]:
        """What went into the parcel."""
        packed = dossier.ticket.journey.items if dossier.ticket.journey else ()
        return [_("Packed: {items}", items=joined(packed))] if packed else []

    async def scanned(self, scan: Scan) -> bool:
        """A waybill is the next hand's."""
        if scan.kind == "token" or self.row("where").value == BACK:
            return False
        self.row("waybill").value = scan.text
        return True

    async def action_save(self) -> None:
        """Write down the next hand, or the return."""
        value = self.values()
        if value["where"] != BACK:
            handed = {"ticket": self.ticket, "to": value["where"], "waybill": value["waybill"]}
            done = await self.carry_out(from_plain(PassOn, handed))
        else:
            for name, sentence in _asked(value):
                self.refused(name, sentence)
                return
            back = {
                "ticket": self.ticket,
                "result": value["result"],
                "words": value["words"],
                "damage": value["damage"] == "yes",
                "missing": items_in(value["missing"]),
            }
            done = await self.carry_out(from_plain(ReceiveBack, back))
        if done is not None:
            self.dismiss()


def _asked(value: dict[str, str]) -> Iterable[tuple[str, str]]:
    """What nobody looked at is not assumed."""
    if not value["result"]:
        yield "result", _("Please say what came out, as the centre's paper tells it.")
    elif not value["damage"]:
        yield "damage", _("Please look at it: as it left, or damaged.")
