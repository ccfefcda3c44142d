"""The fields of a quote's next line: what is likely, what a few letters may mean, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Input

from mihome_desk import words
from mihome_desk.rules import identity
from mihome_desk.rules.quote import LineGiven, check_cap, guides
from mihome_desk.rules.refusal import Refused
from mihome_desk.screens import proposals
from mihome_desk.screens.facts import fact_words, fen_of, yuan
from mihome_desk.screens.form import Form
from mihome_desk.screens.quote_advice import Advice
from mihome_desk.screens.quote_lines import drafted
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Choice, Row
from mihome_desk.widgets.suggest import Guide

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.ticket import Line


class QuoteForm(Form):
    """A form that is filled once for each line; what is done with the lines stands in the screen."""

    BINDINGS = [*keys.OFFER_KEYS]

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self.lines: list[LineGiven] = []
        self.advice = Advice(self)
        self._proposed = ""

    def line_rows(self) -> Iterator[Widget]:
        """The next line, in the order of the talk; what is seldom needed at the end."""
        yield Row("kind", N_("Kind"), value="part", options=[*words.LINE_KINDS.items()])
        yield Row("code", N_("What"), placeholder=N_("display, battery, labour level 1"), limit=60)
        yield Row("price", N_("Price, yuan"), placeholder=N_("of one, like 199 or 199.50"), limit=14)
        yield Row("qty", N_("How many"), value="1", limit=3)
        yield Row("payer", N_("Who pays"), value="customer", options=[*words.PAYERS.items()])
        yield Row("fault", N_("Fault"), value="0", options=[("0", "1")])
        yield Row("discount", N_("Discount"), placeholder=N_("yuan off a piece, or empty"), limit=14)
        yield Row("reason", N_("Its reason"), limit=200)
        yield Guide(id="advice")

    def offer_faults(self, dossier: Dossier) -> None:
        """Which of several faults a line is for."""
        faults, row = dossier.ticket.faults, self.row("fault")
        row.display = len(faults) > 1
        if row.display and isinstance(row.widget, Choice):
            said = dossier.personal.get("fault_words", ())
            names = [
                fact_words("faults.0.symptom", fault.symptom or "".join(said[at : at + 1]))
                for at, fault in enumerate(faults)
            ]
            row.widget.options = tuple((str(at), name) for at, name in enumerate(names))
            row.widget.refresh()

    def begun(self) -> bool:
        """Whether a line stands in the fields that somebody typed."""
        code = self.row("code").value.strip()
        return bool(self.row("price").value.strip() or (code and code != self._proposed))

    def propose_next(self) -> None:
        """What most likely comes next, and who pays for it."""
        assert self.dossier is not None
        ticket = self.dossier.ticket
        said = proposals.next_line(self.advice.prices, ticket, self.drafted_lines())
        self.propose(said.kind, said.words)
        self.row("fault").value = str(said.fault)
        self._pays_for(said.fault)

    def _pays_for(self, fault: int) -> None:
        """What the warranty covers the brand pays."""
        faults = self.dossier.ticket.faults if self.dossier is not None else ()
        covered = faults[fault].covered if fault < len(faults) else None
        self.row("payer").value = "brand" if covered and covered.coverage == "in" else "customer"

    def propose(self, kind: str, words_proposed: str) -> None:
        """The beginning of a line, everything else as it usually is."""
        self._proposed = words_proposed
        empty = ("price", "discount", "reason")
        for name, value in (
            ("kind", kind),
            ("code", words_proposed),
            ("qty", "1"),
            *((each, "") for each in empty),
        ):
            self.row(name).value = value
            self.row(name).hint("")
        self.show_reason()
        self._advise()

    def drafted_lines(self) -> list[Line]:
        """The lines so far, as they would be kept."""
        return drafted(self.advice.prices, self.advice.device, self.lines)

    def _advise(self) -> None:
        focused = self.focused
        row = focused.parent if focused is not None else None
        self.advice.show(row.field if isinstance(row, Row) else "")

    def show_reason(self) -> None:
        """A discount asks for its reason; nothing else does."""
        self.row("reason").display = bool(self.row("discount").value.strip())

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say what can be answered here."""
        self._advise()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offers and the standing of a price follow the typing."""
        if event.input.has_focus:
            self._advise()
            self.show_reason()

    def understand(self, row: Row) -> None:
        """A part that was typed whole brings its guide price as well; another fault may have another payer."""
        if row.field == "code" and row.value.strip() not in ("", self._proposed):
            self.advice.fill_price()
        if row.field == "kind":
            self._advise()
        if row.field == "fault" and row.widget.has_focus:
            self._pays_for(int(row.value or "0"))

    def action_onward(self, by: int) -> None:
        """↑ ↓: the offer before or after where some are offered, else the field."""
        if not self.advice.move(by):
            self.focus_next() if by > 0 else self.focus_previous()

    def line_in_fields(self) -> LineGiven | None:
        """The line in the fields; None, and the sentence at its field, when something is wrong."""
        value = {name: text.strip() for name, text in self.values().items()}
        quantity = identity.fold(value["qty"]) or "1"
        price, off = fen_of(value["price"]), fen_of(value["discount"] or "0")
        if not value["code"]:
            self.refused("code", words.sentence("empty", {}))
        elif not (quantity.isascii() and quantity.isdigit() and 1 <= int(quantity) <= 999):
            self.refused("qty", words.sentence("out_of_range", {"low": 1, "high": 999}))
        elif price is None:
            self.refused("price", _("An amount in yuan, like 199 or 199.50."))
        elif off is None:
            self.refused("discount", _("An amount in yuan, like 199 or 199.50."))
        else:
            line = LineGiven(
                value["kind"],  # type: ignore[arg-type]
                value["code"],
                int(quantity),
                price,
                value["payer"],  # type: ignore[arg-type]
                fault=int(value["fault"] or "0"),
                discount=off,
                discount_reason=value["reason"] if off else "",
            )
            return line if self._may_add(line) else None
        return None

    def _may_add(self, line: LineGiven) -> bool:
        """What the rules would refuse is told at its field at once, not at the end of the quote."""
        prices, device = self.advice.prices, self.advice.device
        # A discount larger than its price is told as such, not as a price below zero.
        lines = [*self.drafted_lines(), *drafted(prices, device, [replace(line, discount=0)])]
        try:
            check_cap(prices, device, lines[-1], guides(prices, device, lines)[-1], "price")
        except Refused as refused:
            self.refused("price", words.sentence(refused.refusal.code, refused.refusal.params))
            return False
        if line.discount > line.price:
            self.refused("discount", words.sentence("discount_high", {"price": line.price}))
        elif line.discount and not line.discount_reason:
            self.show_reason()
            self.refused("reason", words.sentence("empty", {}))
        else:
            return True
        return False

    def put_back(self, line: LineGiven) -> None:
        """A line into the fields, to be changed."""
        self.propose(line.kind, line.code)
        self._proposed = ""
        for name, value in (
            ("qty", str(line.qty)),
            ("price", yuan(line.price)),
            ("payer", line.payer),
            ("fault", str(line.fault)),
            ("discount", yuan(line.discount) if line.discount else ""),
            ("reason", line.discount_reason),
        ):
            self.row(name).value = value
        self.show_reason()
