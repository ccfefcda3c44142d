"""What can be sold, what is being sold, and how it stands on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from mihome_desk import words
from mihome_desk.rules import identity
from mihome_desk.rules.limits import MOST_PIECES
from mihome_desk.rules.sale import PaymentGiven, SaleLineGiven
from mihome_desk.rules.shelf import ACCESSORY, sku_of
from mihome_desk.text import _
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.desk import StockLine
    from mihome_desk.rules.shop import Accessory

WIDEST = 100
_TIMES = re.compile(r"([0-9]{1,3})\s*[*×]\s*(.+)")
_LAST_TIMES = re.compile(r"[*×]\s*([0-9]{1,3})")


class Ware(NamedTuple):
    """Something that can be sold: its list price in fen (None where it has none) and the free pieces here."""

    sku: str
    barcode: str
    name: str
    price: int | None
    free: int


class Selling(NamedTuple):
    """A line of the sale in the making; ``price`` is fen a piece, ``price_list`` what the list says."""

    sku: str
    name: str
    qty: int
    price: int
    price_list: int | None
    serials: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Fen for all pieces."""
        return self.qty * self.price

    @property
    def given(self) -> SaleLineGiven:
        """The line as the command takes it."""
        return SaleLineGiven(self.sku, self.qty, self.price, self.serials)


class Meant(NamedTuple):
    """What a typed or scanned text asks for: so many pieces of something, or (``text`` empty) of the last line."""

    qty: int
    text: str


def wares(stock: Iterable[StockLine], listed: Mapping[str, Accessory], chinese: bool) -> dict[str, Ware]:
    """Everything the counter may sell, by SKU: the shelf's accessories, and the list's that the shelf has not."""
    names = {sku: each.zh if chinese else each.en for sku, each in listed.items()}
    found = {
        each.sku: Ware(each.sku, each.barcode, names[each.sku], each.retail, 0) for each in listed.values()
    }
    for line in stock:
        if line.part == ACCESSORY:
            ours = listed.get(line.sku)
            price = line.retail if line.retail is not None else ours.retail if ours else None
            name = names.get(line.sku) or line.name or line.sku
            found[line.sku] = Ware(line.sku, ours.barcode if ours else "", name, price, max(0, line.free))
    return found


def meant(text: str) -> Meant:
    """``3*code`` is three pieces, ``*3`` three of the last line, anything else one piece."""
    said = identity.fold(text).strip()
    last, times = _LAST_TIMES.fullmatch(said), _TIMES.fullmatch(said)
    if last:
        return Meant(min(int(last[1]), MOST_PIECES), "")
    if times:
        return Meant(min(int(times[1]), MOST_PIECES), times[2].strip())
    return Meant(1, said)


def matching(known: Mapping[str, Ware], text: str) -> list[Ware]:
    """The ware of a SKU or barcode, else every ware whose name or SKU holds all the words; in stock first."""
    exact = known.get(sku_of(text)) or next(
        (each for each in known.values() if text and each.barcode == text), None
    )
    if exact:
        return [exact]
    parts = text.casefold().split()
    found = [
        each
        for each in known.values()
        if parts and all(part in f"{each.name} {each.sku}".casefold() for part in parts)
    ]
    return sorted(found, key=lambda each: (not each.free, each.name))


def with_more(lines: Sequence[Selling], ware: Ware, qty: int, price: int) -> list[Selling]:
    """The lines with so many pieces more of a ware; a line that is there already grows and comes last."""
    before = next((line for line in lines if line.sku == ware.sku), None)
    kept = [line for line in lines if line.sku != ware.sku]
    if before is not None:
        return [*kept, before._replace(qty=before.qty + qty)]
    return [*kept, Selling(ware.sku, ware.name, qty, price, ware.price)]


def total_of(lines: Iterable[Selling]) -> int:
    """Fen for everything."""
    return sum(line.total for line in lines)


def lines_text(
    lines: Sequence[Selling], known: Mapping[str, Ware], width: int, variables: Mapping[str, str]
) -> Text:
    """The lines in columns; what the shelf has not enough of is said behind its name."""
    text, quiet = Text(no_wrap=True), variables["quiet"]
    for at, line in enumerate(lines, 1):
        last = at == len(lines)
        free = known[line.sku].free if line.sku in known else line.qty
        short = _("only {count} here !", count=free) if free < line.qty else ""
        text.append("▌ " if last else "  ", style=variables["primary"])
        name = max(10, width - 42)
        text.append(
            fit(f"{line.name}  {short}".strip(), name), style=f"bold {variables['error']}" if short else ""
        )
        text.append(fit(f"x{line.qty}", 6), style="bold" if line.qty > 1 else "")
        text.append(fit(words.money(line.price), 13, right=True), style=quiet)
        text.append(fit(words.money(line.total), 15, right=True), style="bold" if last else "")
        text.append(
            " " + ("-" if line.price_list is not None and line.price < line.price_list else " "), style=quiet
        )
        text.append("\n")
        for serial in line.serials:
            text.append(f"    SN {serial}\n", style=quiet)
    return text


def payments_text(parts: Iterable[PaymentGiven], ticket: str, quiet: str) -> Text:
    """What was paid in parts so far, and the ticket that the sale goes with."""
    said = [f"{words.word(words.METHODS, part.method)} {words.money(part.amount)}" for part in parts]
    with_ticket = _("With ticket {ticket}", ticket=ticket) if ticket else ""
    paid = _("Paid so far: {parts}", parts=" + ".join(said)) if said else ""
    return Text("   ".join(filter(None, (with_ticket, paid))), style=quiet)
