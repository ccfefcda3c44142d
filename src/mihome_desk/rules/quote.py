"""Quote (报价) and the customer's answer. Money is integer fen; no line goes above its guide price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from mihome_desk.rules import charging, diagnosis, limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.price import DAY_MS, Guide, PriceList
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shelf import StockItem, sku_of
from mihome_desk.rules.shelf_match import find
from mihome_desk.rules.signing import signature
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Device, Line, LineKind, Payer, Quote, Stage, Ticket

MOST_LINES = 50


@dataclass(frozen=True)
class LineGiven:
    """A quote line as typed; ``price`` is fen for one piece before its ``discount``, which needs a reason.

    ``code`` is the catalogue's code of a part, an SKU of the shelf, or words; ``sku`` names the shelf's item
    where the words do not.
    """

    kind: LineKind
    code: limits.Name
    qty: limits.Pieces
    price: limits.Fen
    payer: Payer
    label: limits.Name = ""
    fault: int = 0
    discount: limits.Fen = 0
    discount_reason: limits.Words = ""
    sku: limits.Name = ""


@dataclass(frozen=True)
class MakeQuote:
    """Offer the customer these lines; a new quote replaces the one before. Goodwill is signed by a manager."""

    ticket: str
    lines: tuple[LineGiven, ...]
    manager_pin: str = field(default="", repr=False)
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf",)
    SECRET: ClassVar[frozenset[str]] = frozenset({"manager_pin"})


@dataclass(frozen=True)
class AnswerQuote:
    """What the customer said, how (at the counter, by phone ...) and who said it."""

    ticket: str
    answer: Literal["approve", "decline"]
    how: limits.Name
    by: limits.Name = ""


@dataclass(frozen=True)
class QuoteMade:
    """A quote; approved at once where it leaves the customer nothing to pay.

    ``prices`` is the version of the price list, ``valid_until`` UTC ms; both are empty in quotes of programs
    that knew no list, which hold for ever. ``discount_reasons`` go line by line.
    """

    lines: tuple[Line, ...]
    customer_total: int
    approved: bool = False
    prices: str = ""
    valid_until: int | None = None
    signed: str = ""
    discount_reasons: tuple[str, ...] = ()
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"discount_reasons"})


@dataclass(frozen=True)
class QuoteAnswered:
    """The customer's answer to the quote that stands."""

    answer: Literal["approve", "decline"]
    how: str = ""
    by: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"how", "by"})


def decide_quote(situation: Situation, command: MakeQuote) -> Decision:
    """No quote without the counter's and the symptoms' items; one labour fee per ticket; nothing above its cap."""
    missing = diagnosis.missing_for_quote(situation.catalogue, situation.known)
    if missing:
        raise Refused("checks_missing", "ticket", items=" ".join(missing))
    if not command.lines:
        raise Refused("empty", "lines")
    if len(command.lines) > MOST_LINES:
        raise Refused("out_of_range", "lines", low=1, high=MOST_LINES)
    prices = situation.catalogue.prices
    lines, reasons = _lines(situation, command)
    total = sum(line.total for line in lines if line.payer == "customer")
    limits.fen(total, "lines")
    event = QuoteMade(
        lines,
        total,
        approved=total == 0,
        prices=prices.version,
        valid_until=situation.now.at_ms + prices.valid_days * DAY_MS if prices.version else None,
        signed=signature(situation) if any(line.payer == "goodwill" for line in lines) else "",
        discount_reasons=reasons if any(reasons) else (),
    )
    return Decision((event,))


def _lines(situation: Situation, command: MakeQuote) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines as they are kept, and the reasons of their discounts."""
    ticket, prices = situation.known, situation.catalogue.prices
    for at, given in enumerate(command.lines):
        _check_numbers(ticket, given, f"lines.{at}")
    drafts = []
    for at, given in enumerate(command.lines):
        cleaned = _cleaned(given, f"lines.{at}")
        try:
            drafts.append(draft(prices, ticket.device, cleaned, situation.shelf))
        except Refused as refused:
            raise refused.at(f"lines.{at}.sku") from None
    _check_labour(prices, ticket.device, drafts)
    lines = []
    for at, (line, guide) in enumerate(zip(drafts, guides(prices, ticket.device, drafts), strict=True)):
        check_cap(prices, ticket.device, line, guide, f"lines.{at}.price")
        lines.append(replace(line, cap=guide.cap))
    _check_payers(ticket, lines)
    reasons = [_discount_reason(given, f"lines.{at}") for at, given in enumerate(command.lines)]
    return tuple(lines), tuple(reasons)


def _check_numbers(ticket: Ticket, given: LineGiven, path: str) -> None:
    if not 1 <= given.qty <= limits.MOST_PIECES:
        raise Refused("out_of_range", f"{path}.qty", low=1, high=limits.MOST_PIECES)
    if not 0 <= given.fault < max(1, len(ticket.faults)):
        raise Refused("out_of_range", f"{path}.fault", low=0, high=max(0, len(ticket.faults) - 1))
    limits.fen(given.price, f"{path}.price")
    if limits.fen(given.discount, f"{path}.discount") > given.price:
        raise Refused("discount_high", f"{path}.discount", price=given.price)


def _cleaned(given: LineGiven, path: str) -> LineGiven:
    return replace(
        given,
        code=limits.name(given.code, f"{path}.code", needed=True),
        label=limits.name(given.label, f"{path}.label"),
        sku=limits.name(given.sku, f"{path}.sku"),
    )


def _discount_reason(given: LineGiven, path: str) -> str:
    if not given.discount:
        return ""
    return limits.words(given.discount_reason, f"{path}.discount_reason", needed=True)


def draft(
    prices: PriceList, device: Device, given: LineGiven, shelf: Mapping[str, StockItem] | None = None
) -> Line:
    """A line as it would be kept, its cap not yet known: the part and the shelf's item that its words mean.

    Raises Refused where ``sku`` names what is not on the shelf.
    """
    # A fee that names a part stands for it: it is no way around what the warranty covers.
    part = "" if given.kind == "labour" else prices.guide(device, given.kind, given.code, given.label).part
    item = _item(shelf or {}, given, device, part)
    if given.kind == "fee" and (named := (shelf or {}).get(sku_of(given.code))) is not None:
        part = named.part
    by_sku = item is not None and item.sku == sku_of(given.code)
    return Line(
        kind=given.kind,
        code=given.code,
        qty=given.qty,
        price=given.price - given.discount,
        payer=given.payer,
        # An SKU says nothing to a customer.
        label=given.label or (item.name if item is not None and by_sku else ""),
        fault=given.fault,
        # What is taken from the shelf is what it is there, whatever the words say.
        part=item.part if item is not None and prices.part(item.part) else part,
        sku=item.sku if item is not None else "",
        discount=given.discount,
    )


def _item(shelf: Mapping[str, StockItem], given: LineGiven, device: Device, part: str) -> StockItem | None:
    if given.kind != "part":
        return None
    if given.sku:
        if sku_of(given.sku) not in shelf:
            raise Refused("unknown_sku", "sku", sku=given.sku)
        return shelf[sku_of(given.sku)]
    return find(shelf, given.code, device.model, part)


def guides(prices: PriceList, device: Device, lines: Sequence[Line]) -> tuple[Guide, ...]:
    """What the list says about each line.

    Where every part that the customer pays has its labour inside its guide price, labour may only take up what
    the parts leave of theirs: both together stay within the list.
    """
    found = [prices.guide(device, each.kind, each.code, each.label, each.part) for each in lines]
    parts = [
        (line, guide)
        for line, guide in zip(lines, found, strict=True)
        if line.kind == "part" and line.payer == "customer"
    ]
    if not parts or not all(guide.with_labour for _line, guide in parts):
        return tuple(found)
    left = sum(line.qty * max(0, (guide.cap or 0) - line.price - line.discount) for line, guide in parts)
    return tuple(
        guide._replace(cap=min(left, left if guide.cap is None else guide.cap), with_labour=True)
        if line.kind == "labour" and line.payer == "customer"
        else guide
        for line, guide in zip(lines, found, strict=True)
    )


def check_cap(prices: PriceList, device: Device, line: Line, guide: Guide, path: str) -> None:
    """Raises Refused for a price for one piece, discount not yet taken off, above what the list says of its line."""
    if guide.cap is None or line.price + line.discount <= guide.cap:
        return
    inside = line.kind == "labour" and guide.with_labour
    if inside and line.price + line.discount <= (prices.labour_cap(line.code, device.category) or 0):
        raise Refused("labour_inside", path, cap=guide.cap)
    raise Refused("over_cap", path, cap=guide.cap)


def _check_labour(prices: PriceList, device: Device, lines: Sequence[Line]) -> None:
    for at, line in enumerate(lines):
        if line.kind != "labour" and not line.part and prices.names_labour(line.code, line.label, device):
            raise Refused("labour_elsewhere", f"lines.{at}.kind")
    labour = [at for at, line in enumerate(lines) if line.kind == "labour"]
    if len(labour) > 1 or any(lines[at].qty > 1 for at in labour):
        raise Refused("one_labour", f"lines.{labour[-1]}")


def _check_payers(ticket: Ticket, lines: Sequence[Line]) -> None:
    """What the warranty covers costs the customer nothing; what it does not cover is not charged to the brand."""
    for at in charging.contradictions(replace(ticket, quote=Quote(tuple(lines), 0))):
        code = "not_covered" if lines[at].payer == "brand" else "covered_free"
        raise Refused(code, f"lines.{at}.payer", fault=lines[at].fault + 1)


def decide_answer_quote(situation: Situation, command: AnswerQuote) -> Decision:
    """Approve, or decline: then the device goes back and the clock stops here.

    What is approved still holds: in time, by the coverage decided since, and by the price list in force.
    """
    how = limits.name(command.how, "how", needed=True)
    quote = situation.known.quote
    if quote is None or quote.answer:
        raise Refused("no_quote_open", "ticket")
    if command.answer == "approve":
        if expired(quote, situation.now.at_ms):
            raise Refused("quote_expired", "answer")
        charging.check(situation.known, "answer")
        for line, cap in fallen(situation.catalogue.prices, situation.known):
            raise Refused("price_fell", "answer", part=line.label or line.code, cap=cap)
    return Decision((QuoteAnswered(command.answer, how, limits.name(command.by, "by")),))


def expired(quote: Quote, now_ms: int) -> bool:
    """Whether a quote held only until an instant that is over; quotes of the time before lists never do."""
    return quote.valid_until is not None and now_ms > quote.valid_until


def fallen(prices: PriceList, ticket: Ticket) -> tuple[tuple[Line, int], ...]:
    """The lines of the standing quote that are dearer than the list in force allows, with its price."""
    quote = ticket.quote
    if quote is None or not quote.prices:
        return ()
    now = guides(prices, ticket.device, quote.lines)
    return tuple(
        (line, guide.cap)
        for line, guide in zip(quote.lines, now, strict=True)
        if guide.cap is not None and line.price > guide.cap
    )


def beyond(prices: PriceList, ticket: Ticket, device: Device) -> tuple[tuple[Line, int], ...]:
    """The same for another device, as the ticket's turns out to be; a list newer than the quote changes nothing."""
    if ticket.quote is None or ticket.quote.prices != prices.version:
        return ()
    return fallen(prices, replace(ticket, device=device))


def given_again(ticket: Ticket, reasons: Sequence[str] = ()) -> tuple[LineGiven, ...]:
    """The lines of the standing quote, as the beginning of another one.

    ``reasons`` are those of its discounts; a discount whose reason is forgotten becomes the price.
    """
    said = (*reasons, *[""] * MOST_LINES)
    return tuple(
        LineGiven(
            line.kind,
            line.code,
            line.qty,
            line.price + (line.discount if reason else 0),
            line.payer,
            line.label,
            line.fault,
            line.discount if reason else 0,
            reason,
            line.sku,
        )
        for line, reason in zip(ticket.quote.lines if ticket.quote else (), said, strict=False)
    )


def at_todays_prices(prices: PriceList, ticket: Ticket, reasons: Sequence[str] = ()) -> tuple[LineGiven, ...]:
    """The standing quote once more, every line no dearer than the list in force allows.

    A discount comes off the new price only as far as the old one lay below it.
    """
    again = given_again(ticket, reasons)
    lines = list(again)
    for at, given in enumerate(again):
        now = guides(
            prices, ticket.device, [draft(prices, ticket.device, replace(each, sku="")) for each in lines]
        )
        cap = now[at].cap
        if cap is None or given.price <= cap:
            continue
        kept = max(0, cap - (given.price - given.discount))
        lines[at] = replace(
            given, price=cap, discount=kept, discount_reason=given.discount_reason if kept else ""
        )
    return tuple(lines)


def evolve_quote_made(ticket: Ticket, _: Header, event: QuoteMade) -> Ticket:
    """The first quote ends diagnosis; a changed one needs a new answer and is a paper of its own.

    A device at the repair centre stays there: HQ quotes through the store.
    """
    answer = "approve" if event.approved else ""
    quote = Quote(event.lines, event.customer_total, answer, event.prices, event.valid_until)
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind != "quote"}
    stage: Stage = "approved" if event.approved else "quoted"
    if ticket.stage == "at_hq":
        stage = "at_hq"
    return replace(ticket, quote=quote, stage=stage, papers=papers)


def evolve_quote_answered(ticket: Ticket, header: Header, event: QuoteAnswered) -> Ticket:
    """Approved work may start; a declined device waits for its owner, or comes back from the centre first."""
    quote = replace(ticket.quote or Quote((), 0), answer=event.answer)
    if ticket.stage == "at_hq":
        return replace(ticket, quote=quote)
    if event.answer == "approve":
        return replace(ticket, quote=quote, stage="approved")
    return replace(
        ticket,
        quote=quote,
        stage="ready",
        stage_before=ticket.stage,
        outcome="declined",
        given_up=moment(header),
    )


DECIDE = {MakeQuote: decide_quote, AnswerQuote: decide_answer_quote}
EVOLVE = {QuoteMade: evolve_quote_made, QuoteAnswered: evolve_quote_answered}
