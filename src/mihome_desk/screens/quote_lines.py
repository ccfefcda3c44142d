"""The lines of a quote in columns, what the customer pays, and what was said about the price at intake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from mihome_desk import words
from mihome_desk.catalog.prices import line_name
from mihome_desk.rules import quote as rules
from mihome_desk.screens.big_price import BigPrice
from mihome_desk.screens.price_words import standing
from mihome_desk.screens.rate_words import in_one
from mihome_desk.text import _, current
from mihome_desk.ui import keys
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier
    from mihome_desk.rules.price import Guide, PriceList
    from mihome_desk.rules.quote import LineGiven
    from mihome_desk.rules.ticket import Device, Line, Ticket

WIDEST = 100
# Kind, how many, who pays, guide price, amount.
CELLS = (7, 5, 9, 15, 14)


def drafted(prices: PriceList, device: Device, given: Iterable[LineGiven]) -> list[Line]:
    """Lines as typed, as they would be kept; the shelf is not asked."""
    return [rules.draft(prices, device, replace(line, sku="")) for line in given]


def customer_total(lines: Iterable[Line]) -> int:
    """Fen that the customer pays."""
    return sum(line.total for line in lines if line.payer == "customer")


def quote_text(
    lines: Sequence[Line],
    width: int,
    quiet: str,
    guides: Sequence[Guide] = (),
    reasons: Sequence[str] = (),
) -> Text:
    """Lines of a quote in columns, where each stands to its guide price, and what the customer pays."""
    kind, many, pays, stands, amount = CELLS
    room = max(10, width - sum(CELLS))
    text = Text()
    for at, line in enumerate(lines):
        text.append(fit(words.word(words.LINE_KINDS, line.kind), kind), style=quiet)
        text.append(fit(line_name(line.label, line.code, current()), room - 1) + " ")
        text.append(fit(f"x{line.qty}", many))
        text.append(fit(words.word(words.PAYERS, line.payer), pays), style=quiet)
        said = _stands(line, guides[at]) if at < len(guides) else ""
        text.append(fit(said, stands), style=quiet)
        text.append(fit(words.money(line.total), amount, right=True) + "\n")
        if line.discount:
            text.append(
                " " * kind + _discount(line, reasons[at] if at < len(reasons) else "") + "\n", style=quiet
            )
    text.append(fit(_("The customer pays"), max(10, width - amount)), style=quiet)
    text.append(fit(words.money(customer_total(lines)), amount, right=True), style="bold")
    return text


def _stands(line: Line, guide: Guide) -> str:
    """A fee has no guide price; that is not said of each."""
    return "" if line.kind == "fee" and guide.cap is None else standing(line.price, guide)


def _discount(line: Line, reason: str) -> str:
    amount = words.money(line.discount)
    if not reason:
        return _("{amount} off a piece", amount=amount)
    return _("{amount} off a piece: {reason}", amount=amount, reason=reason)


def reasons_of(dossier: Dossier) -> tuple[str, ...]:
    """Why the standing quote's lines were made cheaper, line by line; empty where nothing was said or all is forgotten."""
    made = next((event for event in reversed(dossier.history) if event.kind == "QuoteMade"), None)
    return tuple(made.words.get("discount_reasons", ())) if made is not None else ()


def big_page(ticket: Ticket, lines: Sequence[Line], valid_until: str = "") -> BigPrice:
    """A quote for the customer's eyes: what it is made of and what there is to pay."""
    found = []
    for line in lines:
        many = f" x{line.qty}" if line.qty != 1 else ""
        payer = f" ({words.word(words.PAYERS, line.payer)})" if line.payer != "customer" else ""
        found.append((line_name(line.label, line.code, current()) + many + payer, words.money(line.total)))
    notes = [_("Holds until {day}.", day=valid_until)] if valid_until else []
    title = " ".join(filter(None, (ticket.device.brand, ticket.device.model)))
    return BigPrice(title, tuple(found), customer_total(lines), tuple(notes))


def fallen_words(lines: Sequence[tuple[Line, int]]) -> str:
    """Which guide prices fell below the quote, and the key that offers the lower ones; "" where none did."""
    if not lines:
        return ""
    said = [f"{line_name(line.label, line.code, current())} {words.money(cap)}" for line, cap in lines]
    return _(
        "! Guide prices fell: {lines}. {key} offers the lower price.",
        lines=" · ".join(said),
        key=keys.RENEW.spelled,
    )


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
