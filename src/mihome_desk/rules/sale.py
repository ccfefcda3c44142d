"""Counter sale (配件销售): accessories over the counter, with or without a ticket, and their way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from mihome_desk.rules import limits, shelf
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shop import MOST_SALES, Paid, Sale, SoldLine, sale_number
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Method

MOST_LINES = 50
Condition = Literal["good", "defective"]


@dataclass(frozen=True)
class SaleLineGiven:
    """Pieces of one SKU; without a ``price`` (fen a piece) the list's price is meant."""

    sku: limits.Name
    qty: limits.Pieces
    price: limits.Fen | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaymentGiven:
    """Money received by one method, in fen."""

    method: Method
    amount: limits.SomeFen


@dataclass(frozen=True)
class Sell:
    """Sell accessories from the shelf; the payments are exactly the total. ``reason`` is needed below a list price."""

    lines: tuple[SaleLineGiven, ...]
    payments: tuple[PaymentGiven, ...]
    ticket: str = ""
    customer_phone: limits.Name = ""
    reason: limits.Words = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("of_ticket", "sale_serial", "shelf")


@dataclass(frozen=True)
class ReturnLine:
    """Pieces of a sale that come back."""

    sku: limits.Name
    qty: limits.Pieces
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReturnSale:
    """Take pieces of a sale back and give their money back; what is defective does not go back on the shelf."""

    sale: str
    lines: tuple[ReturnLine, ...]
    method: Method
    reason: limits.Words
    condition: Condition = "good"
    NEEDS: ClassVar[tuple[str, ...]] = ("sale",)


@dataclass(frozen=True)
class PrintReceipt:
    """Order a sale's receipt; from the second copy on a reason is needed."""

    sale: str
    reason: limits.Words = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("sale",)


@dataclass(frozen=True)
class SaleMade:
    """Accessories left the shelf for money; ``ticket`` is the id of the ticket they went with."""

    number: str
    day: str
    serial: int
    lines: tuple[SoldLine, ...]
    payments: tuple[Paid, ...]
    ticket: str = ""
    customer_phone: str = ""
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"customer_phone", "reason"})
    TOLD: ClassVar[dict[str, str]] = {"sale": "number"}


@dataclass(frozen=True)
class SaleReturned:
    """Pieces of a sale came back, and ``amount`` (fen) went out."""

    number: str
    lines: tuple[SoldLine, ...]
    method: Method
    amount: int
    condition: Condition = "good"
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})
    TOLD: ClassVar[dict[str, str]] = {"sale": "number", "amount": "amount"}


@dataclass(frozen=True)
class ReceiptQueued:
    """A sale's receipt was ordered; 1 is the original, everything above a copy."""

    copy: int
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


@dataclass(frozen=True)
class SaleInvoiceRequested:
    """An invoice for a sale is wanted."""

    number: str
    company: bool
    title: str = ""
    tax_id: str = ""
    email: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"title", "tax_id", "email"})
    TOLD: ClassVar[dict[str, str]] = {"sale": "number"}


def decide_sell(situation: Situation, command: Sell) -> Decision:
    """What lies on the shelf, at the list's price or below it with a reason, paid to the fen."""
    reason = limits.words(command.reason, "reason")
    phone = limits.name(command.customer_phone, "customer_phone")
    lines = _lines(situation, command)
    if not reason and any(line.retail is not None and line.price < line.retail for line in lines):
        raise Refused("sale_discount", "reason")
    payments = _payments(command, sum(line.total for line in lines))
    serial = situation.sale_serial + 1
    if serial > MOST_SALES:
        raise Refused("sales_full", "", limit=MOST_SALES)
    event = SaleMade(
        number=sale_number(situation.day, serial),
        day=situation.day,
        serial=serial,
        lines=lines,
        payments=payments,
        ticket=situation.ticket.id if situation.ticket else "",
        customer_phone=limits.phone(phone, "customer_phone") if phone else "",
        reason=reason,
    )
    return Decision((event,), subject=f"sale/{situation.new_id}")


def _lines(situation: Situation, command: Sell) -> tuple[SoldLine, ...]:
    """The lines with their prices, one for each SKU."""
    if not command.lines:
        raise Refused("sale_empty", "lines")
    if len(command.lines) > MOST_LINES:
        raise Refused("sale_long", "lines", limit=MOST_LINES)
    found: dict[str, SoldLine] = {}
    for at, given in enumerate(command.lines):
        line = _line(situation, given, f"lines.{at}", found)
        before = found.get(line.sku)
        if before is None:
            found[line.sku] = line
        elif before.price != line.price:
            raise Refused("two_prices", f"lines.{at}.price", sku=line.sku)
        else:
            serials = (*before.serials, *line.serials)
            found[line.sku] = replace(before, qty=before.qty + line.qty, serials=serials)
    return tuple(found.values())


def _line(situation: Situation, given: SaleLineGiven, at: str, found: dict[str, SoldLine]) -> SoldLine:
    if not 1 <= given.qty <= limits.MOST_PIECES:
        raise Refused("out_of_range", f"{at}.qty", low=1, high=limits.MOST_PIECES)
    sku = shelf.clean_sku(given.sku, f"{at}.sku")
    serials = shelf.clean_serials(given.serials, f"{at}.serials", given.qty)
    sku = situation.shelf[sku].sku if sku in situation.shelf else sku
    earlier = found.get(sku)
    taken, before = (earlier.serials, earlier.qty) if earlier else ((), 0)
    item = shelf.check_sold(situation.shelf, sku, given.qty, before=before, serials=(*taken, *serials), at=at)
    if item.part != shelf.ACCESSORY:
        raise Refused("not_for_sale", f"{at}.sku", sku=sku)
    listed = situation.catalogue.accessories.get(sku)
    retail = item.retail if item.retail is not None else listed.retail if listed else None
    price = retail if given.price is None else limits.fen(given.price, f"{at}.price")
    if price is None:
        raise Refused("no_retail", f"{at}.price", sku=sku)
    if retail is not None and price > retail:
        raise Refused("over_retail", f"{at}.price", sku=sku, retail=retail)
    return SoldLine(sku, item.name or sku, given.qty, price, retail, serials)


def _payments(command: Sell, total: int) -> tuple[Paid, ...]:
    for at, given in enumerate(command.payments):
        limits.fen(given.amount, f"payments.{at}.amount", low=1)
    paid = sum(given.amount for given in command.payments)
    if total > limits.MOST_FEN:
        raise Refused("out_of_range", "lines", low=0, high=limits.MOST_FEN)
    if paid != total:
        raise Refused("paid_differs", "payments", paid=paid, total=total)
    return tuple(Paid(given.method, given.amount) for given in command.payments)


def decide_return(situation: Situation, command: ReturnSale) -> Decision:
    """No more than was sold and not returned yet, at the price that was paid."""
    sale = known_sale(situation)
    if not command.lines:
        raise Refused("sale_empty", "lines")
    left = {line.sku: line for line in sale.lines}
    back: dict[str, SoldLine] = {}
    for at, given in enumerate(command.lines):
        sku = shelf.sku_of(given.sku)
        line = left.get(sku)
        if line is None:
            raise Refused("not_in_sale", f"lines.{at}.sku", sku=given.sku[:40], sale=sale.number)
        if sku in back:
            raise Refused("sku_twice", f"lines.{at}.sku", sku=sku)
        if given.qty < 1:
            raise Refused("out_of_range", f"lines.{at}.qty", low=1, high=limits.MOST_PIECES)
        if given.qty > line.left:
            raise Refused("over_sold", f"lines.{at}.qty", sku=sku, left=line.left)
        back[sku] = replace(line, qty=given.qty, serials=_back(sale, line, given, at), returned=0)
    lines = tuple(back.values())
    event = SaleReturned(
        number=sale.number,
        lines=lines,
        method=command.method,
        amount=sum(line.total for line in lines),
        condition=command.condition,
        reason=limits.words(command.reason, "reason", needed=True),
    )
    return Decision((event,), subject=sale.subject)


def _back(sale: Sale, line: SoldLine, given: ReturnLine, at: int) -> tuple[str, ...]:
    """The serial numbers of the pieces that come back; all of them where all pieces do."""
    field = f"lines.{at}.serials"
    serials = shelf.clean_serials(given.serials, field, given.qty)
    if not serials and given.qty == line.left:
        return line.serials
    strange = next((each for each in serials if each not in line.serials), None)
    if strange is not None:
        raise Refused("not_in_sale", field, sku=strange, sale=sale.number)
    if line.left - given.qty < len(line.serials) - len(serials):
        raise Refused("serial_needed", field, sku=line.sku)
    return serials


def decide_receipt(situation: Situation, command: PrintReceipt) -> Decision:
    """Every copy after the first needs a reason."""
    sale = known_sale(situation)
    reason = limits.words(command.reason, "reason")
    if sale.copies and not reason:
        raise Refused("copy_needs_reason", "reason", copy=sale.copies + 1)
    return Decision((ReceiptQueued(sale.copies + 1, reason),), subject=sale.subject)


def known_sale(situation: Situation) -> Sale:
    """The sale that the command names; the desk refuses unknown ones before a decision."""
    assert situation.sale is not None
    return situation.sale


def evolve_sale(sale: Sale | None, header: Header, event: Any) -> Sale | None:
    """A sale after a fact about it; a fact about none leaves none. Total."""
    if isinstance(event, SaleMade):
        return Sale(
            subject=header.subject,
            number=event.number,
            day=event.day,
            seq=header.seq,
            at_ms=header.at_ms,
            lines=event.lines,
            payments=event.payments,
            ticket=event.ticket,
        )
    if sale is None:
        return None
    if isinstance(event, SaleReturned):
        return sale.with_return(event.lines, Paid(event.method, event.amount))
    if isinstance(event, ReceiptQueued):
        return replace(sale, copies=event.copy, copy_seq=header.seq)
    return sale


DECIDE = {Sell: decide_sell, ReturnSale: decide_return, PrintReceipt: decide_receipt}
EVENTS = (SaleMade, SaleReturned, ReceiptQueued, SaleInvoiceRequested)
