"""Words and refusals of counter sale, invoices and the day close."""

from __future__ import annotations

from mihome_desk.text import N_

COMMANDS: dict[str, str] = {
    "sell": N_("Sell"),
    "return_sale": N_("Sale return"),
    "request_invoice": N_("Invoice request"),
    "close_day": N_("Day close"),
    "print_receipt": N_("Print receipt"),
    "print_day": N_("Print day close"),
}
BESIDE: frozenset[str] = frozenset({"request_invoice"})
EVENTS: dict[str, str] = {
    "SaleMade": N_("Sold"),
    "SaleReturned": N_("Sale returned"),
    "ReceiptQueued": N_("Receipt printed"),
    "InvoiceRequested": N_("Invoice requested"),
    "SaleInvoiceRequested": N_("Invoice requested"),
    "DayClosed": N_("Day closed"),
    "DayPaperQueued": N_("Day close printed"),
}
FIELDS: dict[str, str] = {
    "title": N_("invoice title"),
    "tax_id": N_("tax number"),
    "email": N_("e-mail"),
}
TAKINGS: dict[str, str] = {
    "payment": N_("Repair payments"),
    "refund": N_("Repair refunds"),
    "sale": N_("Accessory sales"),
    "sale_refund": N_("Sale returns"),
    "deposit": N_("Loaner deposits in"),
    "deposit_back": N_("Loaner deposits out"),
}
"""Why money moved, by the kinds of `rules.shop.Kind`."""
MONEY = ("total", "retail", "drawer", "differs")
"""Parameters of refusals that are fen."""

CONDITIONS: dict[str, str] = {"good": N_("As new"), "defective": N_("Defective")}
REFUSALS: dict[str, str] = {
    # sale
    "sale_empty": N_("There is nothing in this sale yet: scan something first."),
    "sale_long": N_("A sale has at most {limit} lines; please make two of it."),
    "sales_full": N_("This day has its {limit} sales; there are no numbers left."),
    "two_prices": N_("{sku} stands here at two prices; make them one, or two sales."),
    "not_for_sale": N_("{sku} is a repair part: it leaves through a ticket, not over the counter."),
    "no_retail": N_("{sku} has no price yet; please say what one costs."),
    "over_retail": N_("The list says {retail} for {sku}; more is not possible."),
    "sale_discount": N_("This is below the list: please say why."),
    "paid_differs": N_("{paid} were paid, the sale comes to {total}; both have to be the same."),
    "unknown_sale": N_("There is no sale “{sale}” in this store; please check the number on the receipt."),
    "not_in_sale": N_("{sku} is not in sale {sale}; please check the receipt."),
    "over_sold": N_("Of {sku} only {left} can come back; the rest was not sold here or is back already."),
    # invoice
    "invoice_for_what": N_("An invoice is for a ticket or for a sale: name one of both."),
    "tax_id_length": N_("A tax number has 15, 18 or 20 characters; this one has {found_length}."),
    "tax_id_letters": N_("A tax number has letters and digits only."),
    "tax_id_check": N_(
        "This tax number's check character does not fit; one character is wrong or two are swapped."
    ),
    "company_tax_id": N_("An invoice for a company needs its tax number."),
    "bad_email": N_("An e-mail address looks like name@example.com."),
    # day close
    "earlier_open": N_(
        "{count} earlier days are not closed: {days}. Close the first of them, or all together."
    ),
    "day_ahead": N_("{day} is still to come; close today or a day before."),
    "day_closed": N_("{day} is closed already; what was taken since counts for the next day."),
    "day_open": N_("{day} is not closed yet, so it has no paper; close it first."),
    "cash_uncounted": N_("Please count the cash in the drawer."),
    "float_high": N_("Only {drawer} were counted; no more than that can stay in the drawer."),
    "not_in_house": N_("“{ticket}” is no device that should be in the house; leave it out, or scan again."),
    "till_differs": N_("{method}: counted and booked differ by {differs}. Please say why."),
    "devices_unseen": N_("{count} devices were not met on the shelf: {tickets}. Scan them, or say why."),
    # papers
    "paper_of_till": N_("This paper belongs to a sale or to a day, not to a ticket."),
}
