"""The lines of a quote in columns, what the customer pays, and what was said about the price at intake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from mihome_desk import words
from mihome_desk.screens.rate_words import in_one
from mihome_desk.text import _
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.rules.quote import LineGiven
    from mihome_desk.rules.ticket import Line, Ticket

WIDEST = 100


def customer_total(lines: Iterable[Line | LineGiven]) -> int:
    """Fen that the customer pays."""
    return sum(line.qty * line.price for line in lines if line.payer == "customer")


def quote_text(lines: Iterable[Line | LineGiven], width: int, quiet: str) -> Text:
    """Lines of a quote in columns, and what the customer pays."""
    text, kept = Text(), tuple(lines)
    for line in kept:
        name = line.label or line.code
        text.append(fit(words.word(words.LINE_KINDS, line.kind), 8), style=quiet)
        text.append(fit(name, max(10, width - 40)))
        text.append(fit(f"x{line.qty}", 6))
        text.append(fit(words.word(words.PAYERS, line.payer), 10), style=quiet)
        text.append(fit(words.money(line.qty * line.price), 14, right=True) + "\n")
    text.append(fit(_("The customer pays"), max(10, width - 16), right=False), style=quiet)
    text.append(fit(words.money(customer_total(kept)), 14, right=True), style="bold")
    return text


def told_at_intake(ticket: Ticket, total: int) -> tuple[str, bool]:
    """What was said about the price at intake, and whether ``total`` is above the ceiling; "" where nothing was."""
    estimate, ceiling = ticket.estimate, ticket.ceiling
    said = []
    if estimate is not None:
        said.append(_("estimate {amount}", amount=words.money(estimate)))
    if ceiling is not None:
        said.append(_("at most {amount}", amount=words.money(ceiling)))
    if not said:
        return "", False
    told = _("Told at intake: {amounts}.", amounts=" · ".join(said))
    if ceiling is not None and total > ceiling:
        above = _(
            "! {amount} above the ceiling: the customer has to hear that.",
            amount=words.money(total - ceiling),
        )
        return in_one(told, above), True
    return told, False


def told_text(ticket: Ticket, total: int, quiet: str, error: str) -> Text:
    """The same as a line below the total."""
    told, above = told_at_intake(ticket, total)
    return Text(f"\n{told}" if told else "", style=f"bold {error}" if above else quiet)
