"""Quote (报价) and the customer's answer. Money is integer fen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from mihome_desk.rules import diagnosis, limits
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Line, LineKind, Payer, Quote, Stage, Ticket

MOST_LINES = 50


@dataclass(frozen=True)
class LineGiven:
    """A quote line as typed; ``price`` is fen for one piece."""

    kind: LineKind
    code: limits.Name
    qty: limits.Pieces
    price: limits.Fen
    payer: Payer
    label: limits.Name = ""
    fault: int = 0


@dataclass(frozen=True)
class MakeQuote:
    """Offer the customer these lines; a new quote replaces the one before."""

    ticket: str
    lines: tuple[LineGiven, ...]


@dataclass(frozen=True)
class AnswerQuote:
    """What the customer said, how (at the counter, by phone ...) and who said it."""

    ticket: str
    answer: Literal["approve", "decline"]
    how: limits.Name
    by: limits.Name = ""


@dataclass(frozen=True)
class QuoteMade:
    """A quote; approved at once where it leaves the customer nothing to pay."""

    lines: tuple[Line, ...]
    customer_total: int
    approved: bool = False


@dataclass(frozen=True)
class QuoteAnswered:
    """The customer's answer to the quote that stands."""

    answer: Literal["approve", "decline"]
    how: str = ""
    by: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"how", "by"})


def decide_quote(situation: Situation, command: MakeQuote) -> Decision:
    """No quote without the counter's and the symptoms' items; one labour fee per ticket."""
    missing = diagnosis.missing_for_quote(situation.catalogue, situation.known)
    if missing:
        raise Refused("checks_missing", "ticket", items=" ".join(missing))
    if not command.lines:
        raise Refused("empty", "lines")
    if len(command.lines) > MOST_LINES:
        raise Refused("out_of_range", "lines", low=1, high=MOST_LINES)
    lines = tuple(_line(situation.known, line, f"lines.{at}") for at, line in enumerate(command.lines))
    labour = [at for at, line in enumerate(lines) if line.kind == "labour"]
    if len(labour) > 1 or any(lines[at].qty > 1 for at in labour):
        raise Refused("one_labour", f"lines.{labour[-1]}")
    total = sum(line.total for line in lines if line.payer == "customer")
    limits.fen(total, "lines")
    return Decision((QuoteMade(lines, total, approved=total == 0),))


def _line(ticket: Ticket, given: LineGiven, path: str) -> Line:
    if not 1 <= given.qty <= limits.MOST_PIECES:
        raise Refused("out_of_range", f"{path}.qty", low=1, high=limits.MOST_PIECES)
    if not 0 <= given.fault < max(1, len(ticket.faults)):
        raise Refused("out_of_range", f"{path}.fault", low=0, high=max(0, len(ticket.faults) - 1))
    return Line(
        kind=given.kind,
        code=limits.name(given.code, f"{path}.code", needed=True),
        qty=given.qty,
        price=limits.fen(given.price, f"{path}.price"),
        payer=given.payer,
        label=limits.name(given.label, f"{path}.label"),
        fault=given.fault,
    )


def decide_answer_quote(situation: Situation, command: AnswerQuote) -> Decision:
    """Approve, or decline: then the device goes back and the clock stops here."""
    how = limits.name(command.how, "how", needed=True)
    return Decision((QuoteAnswered(command.answer, how, limits.name(command.by, "by")),))


def evolve_quote_made(ticket: Ticket, _: Header, event: QuoteMade) -> Ticket:
    """The first quote ends diagnosis; a changed one needs a new answer and is a paper of its own."""
    quote = Quote(event.lines, event.customer_total, "approve" if event.approved else "")
    papers = {kind: copy for kind, copy in ticket.papers.items() if kind != "quote"}
    stage: Stage = "approved" if event.approved else "quoted"
    return replace(ticket, quote=quote, stage=stage, papers=papers)


def evolve_quote_answered(ticket: Ticket, header: Header, event: QuoteAnswered) -> Ticket:
    """Approved work may start; a declined device waits for its owner."""
    quote = replace(ticket.quote or Quote((), 0), answer=event.answer)
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
