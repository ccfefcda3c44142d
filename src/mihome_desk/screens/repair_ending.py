"""What an outcome needs beside the words: a new device's numbers, an invoice, what becomes of the parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from mihome_desk import words
from mihome_desk.rules import endings, limits
from mihome_desk.rules.refusal import Refused
from mihome_desk.sayings import endings as sayings
from mihome_desk.screens.facts import Unclear, fen_of
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose

if TYPE_CHECKING:
    from mihome_desk.rules.situation import Catalogue
    from mihome_desk.rules.ticket import Ticket
    from mihome_desk.rules.warranty import Question
    from mihome_desk.ui.scan import Scan

ROWS_OF: dict[str, tuple[str, ...]] = {
    "exchanged": ("new_imei", "new_imei2", "new_sn", "new_model"),
    "refunded": ("price", "days", "same_model"),
    "withdrawn": ("parts",),
}
BY_IMEI = frozenset({"new_imei", "new_imei2"})
FIELD_OF = {
    "new_device": "new_imei",
    "new_device.imei": "new_imei",
    "new_device.imei2": "new_imei2",
    "new_device.sn": "new_sn",
    "new_device.model": "new_model",
    "refund": "price",
    "refund.invoice_price": "price",
    "refund.days": "days",
    "refund.same_model": "same_model",
    "charged": "parts",
    "charged.0": "parts",
}


class EndingRows(Vertical):
    """The rows of the outcome that is chosen, and a sentence about money or parts below them."""

    DEFAULT_CSS = """
    EndingRows { height: auto; }
    EndingRows > #consequence { padding: 0 2 0 14; color: $quiet; display: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="ending")
        self._ticket: Ticket | None = None
        self._asked: Question | None = None
        self._catalogue: Catalogue | None = None
        self._outcome = ""

    def compose(self) -> ComposeResult:
        """All rows; only those of the outcome are shown."""
        yield Row("new_imei", N_("New IMEI 1"), placeholder=N_("scan the box or dial *#06#"), limit=40)
        yield Row("new_imei2", N_("New IMEI 2"), placeholder=N_("of a second SIM, if it has one"), limit=40)
        yield Row("new_sn", N_("New SN"), limit=40)
        yield Row("new_model", N_("New model"), placeholder=N_("empty: the same"), limit=40)
        yield Row("price", N_("On invoice"), placeholder=N_("what the invoice says"), limit=14)
        yield Row("days", N_("Days of use"), placeholder=N_("empty: counted from the purchase"), limit=4)
        yield Row("same_model", N_("Same model"), value="yes", options=[*sayings.SAME_MODEL.items()])
        yield Row("parts", N_("Parts in it"), value="out", options=[*sayings.PARTS_IN.items()])
        yield Prose(id="consequence")

    def about(self, ticket: Ticket, catalogue: Catalogue, asked: Question | None) -> None:
        """The ticket; ``asked`` is the warranty question behind a refund, None where there is no right to one."""
        self._ticket, self._catalogue, self._asked = ticket, catalogue, asked

    def row(self, name: str) -> Row:
        """A row by its field."""
        return self.query_one(f"#row-{name}", Row)

    def show(self, outcome: str) -> None:
        """Only the rows of this outcome."""
        self._outcome = outcome
        ticket = self._ticket
        wanted = set(ROWS_OF.get(outcome, ()))
        if ticket is not None and ticket.device.category not in endings.BY_IMEI:
            wanted -= BY_IMEI
        if ticket is not None and not ticket.device.imei2 and not self.row("new_imei2").value:
            wanted -= {"new_imei2"}
        if ticket is not None and not endings.still_in(ticket):
            wanted -= {"parts"}
        for row in self.query(Row):
            row.display = row.field in wanted
        self.say()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The refund is computed while the price is typed."""
        self.say()

    def say(self) -> None:
        """What follows from what stands in the rows."""
        said = self._consequence()
        prose = self.query_one("#consequence", Prose)
        prose.display = bool(said)
        prose.update(said)

    def _consequence(self) -> str:
        ticket = self._ticket
        if ticket is None:
            return ""
        if self._outcome == "exchanged":
            return _("The old device stays here and is retired; the warranty of the new one begins today.")
        if self._outcome == "refunded":
            return self._money()
        inside = endings.still_in(ticket) if self._outcome in endings.AS_IT_CAME else ()
        return _("Still in the device: {parts}.", parts=endings.names(inside)) if inside else ""

    def _money(self) -> str:
        """The price, what use takes off, and what goes back."""
        try:
            given = self._refund()
            if given is None or self._asked is None or self._ticket is None or self._catalogue is None:
                return _(
                    "The device stays here. The price of the invoice goes back, less a share for each day of use."
                )
            back = endings.priced(self._catalogue, self._ticket, self._asked, given)
        except Unclear as unclear:
            return unclear.sentence
        except Refused as refused:
            return words.sentence(refused.refusal.code, refused.refusal.params)
        price, used = words.money(given.invoice_price), words.money(back.deduction)
        due = words.money(back.due)
        if not back.deduction:
            return _("{due} go back to the customer, nothing is taken off for use.", due=due)
        return _(
            "{price} less {used} for use: {due} go back to the customer.", price=price, used=used, due=due
        )

    def _refund(self) -> endings.RefundGiven | None:
        price, days = self.row("price").value.strip(), self.row("days").value.strip()
        if not price:
            return None
        fen = fen_of(price)
        if not fen or fen > limits.MOST_FEN:
            raise Unclear("price", _("An amount in yuan, like 199 or 199.50."))
        if days and not (days.isascii() and days.isdigit()):
            raise Unclear("days", _("A whole number of days."))
        same = self.row("same_model").value == "yes"
        return endings.RefundGiven(fen, int(days) if days else None, same)

    def given(self) -> dict[str, Any]:
        """What the command takes beside the words. Raises Unclear."""
        if self._outcome == "exchanged":
            said = {name: self.row(f"new_{name}").value.strip() for name in ("imei", "imei2", "sn", "model")}
            return {"new_device": endings.NewDevice(**said)}
        if self._outcome == "refunded":
            return {"refund": self._refund()}
        if self._outcome == "withdrawn" and self._ticket is not None and self.row("parts").value == "stay":
            return {"charged": tuple(dict.fromkeys(use.sku for use in endings.still_in(self._ticket)))}
        return {}

    def scanned(self, scan: Scan) -> bool:
        """The new device's box: an IMEI goes to the first free place, a serial number to its own."""
        if self._outcome != "exchanged" or scan.kind not in {"imei", "sn"}:
            return False
        name = "new_sn"
        if scan.kind == "imei":
            first = self.row("new_imei").value.strip()
            name = "new_imei" if not first or first == scan.text else "new_imei2"
        row = self.row(name)
        row.display = True
        row.value = scan.text
        row.widget.focus()
        return True
