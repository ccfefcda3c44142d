"""Invoice requests (开票): title and tax number, for a ticket or a sale. The invoice itself is made elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from stdnum.cn import ric, uscc

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.sale import SaleInvoiceRequested
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Ticket

TITLE = 100
EMAIL = 80
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_NOISE = re.compile(r"[\s-]+")
_OLD = re.compile(r"[0-9]{6}[0-9A-Z]{9}")


@dataclass(frozen=True)
class RequestInvoice:
    """Somebody wants an invoice for a ticket or a sale; without a ``tax_id`` it is for a person.

    A second request for the same thing replaces the first.
    """

    title: str
    ticket: str = ""
    sale: str = ""
    tax_id: limits.Name = ""
    email: str = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("sale",)


@dataclass(frozen=True)
class InvoiceRequested:
    """An invoice for a ticket is wanted; ``company`` tells whether a tax number was given."""

    company: bool
    title: str = ""
    tax_id: str = ""
    email: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"title", "tax_id", "email"})


def clean_tax_id(text: str, field: str = "tax_id") -> str:
    """A taxpayer's number in its one spelling, or empty. Raises Refused.

    18 characters: a unified social credit code (GB 32100-2015, its check character computed), or the citizen
    number of a sole trader (GB 11643, likewise). 15: the number of before 2015, region and organisation code.
    20: a sole trader's citizen number and two characters more. The lengths are those of the tax number field
    of the State Taxation Administration's invoices.
    """
    number = _NOISE.sub("", identity.fold(limits.name(text, field))).upper()
    if not number:
        return ""
    if not (number.isascii() and number.isalnum()):
        raise Refused("tax_id_letters", field)
    if len(number) == 15:
        good = _OLD.fullmatch(number) is not None
    elif len(number) == 18:
        good = uscc.is_valid(number) or ric.is_valid(number)
    elif len(number) == 20:
        good = ric.is_valid(number[:18])
    else:
        raise Refused("tax_id_length", field, found_length=len(number))
    if not good:
        raise Refused("tax_id_check", field)
    return number


def clean_email(text: str) -> str:
    """An e-mail address as it was written, or empty. Raises Refused."""
    address = limits.name(identity.fold(text), "email", limit=EMAIL)
    if address and not _EMAIL.fullmatch(address):
        raise Refused("bad_email", "email")
    return address


def decide_request(situation: Situation, command: RequestInvoice) -> Decision:
    """For exactly one thing; a company names its tax number (State Taxation Administration, notice 16 of 2017)."""
    if bool(command.ticket) == bool(command.sale):
        raise Refused("invoice_for_what", "sale" if command.ticket else "ticket")
    title = limits.name(command.title, "title", limit=TITLE, needed=True)
    tax_id = clean_tax_id(command.tax_id)
    if not tax_id and title.endswith("公司"):
        raise Refused("company_tax_id", "tax_id")
    email = clean_email(command.email)
    if situation.sale is not None:
        wanted = SaleInvoiceRequested(situation.sale.number, bool(tax_id), title, tax_id, email)
        return Decision((wanted,), subject=situation.sale.subject)
    return Decision((InvoiceRequested(bool(tax_id), title, tax_id, email),))


def evolve_requested(ticket: Ticket, _: Header, __: InvoiceRequested) -> Ticket:
    """A wish for an invoice moves no ticket; the day's list holds it."""
    return ticket


DECIDE: dict[type, Callable[..., Any]] = {RequestInvoice: decide_request}
EVOLVE: dict[type, Callable[..., Any]] = {InvoiceRequested: evolve_requested}
STAGE_OF: dict[type, str] = {InvoiceRequested: "request_invoice"}
