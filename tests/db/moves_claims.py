"""Random moves about purchase, coverage and the notice, and what must hold after them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from mihome_desk.desk import Desk
from mihome_desk.rules import coverage
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.coverage import AnswerNotice, DecideCoverage
from mihome_desk.rules.paperwork import PrintPaper, refusal_of
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.ticket import Ticket
from tests.builders import open_ticket

WHICH: tuple[Any, ...] = ("in", "out", "void")
FOUND = ("", "", "", "liquid", "impact", "curse")
PROOFS: tuple[Any, ...] = ("", "invoice", "order", "card", "none")


def _ticket(desk: Desk, at: int) -> tuple[str, Ticket | None]:
    heads = desk.recent()
    if not heads:
        return "nobody", None
    found = desk.dossier(heads[at % len(heads)].id)
    return (found.number, found.ticket) if found else ("nobody", None)


def _day(desk: Desk, at: int) -> str:
    """A day up to three years ago; now and then one to come, or none at all."""
    if at % 11 == 0:
        return ("2026-02-30", "soon", "")[at % 3]
    return (date.fromisoformat(desk.today()) - timedelta(days=at % 1_100 - 20)).isoformat()


def bought(desk: Desk, at: int) -> Any:
    """A device taken in with what is known of its purchase."""
    made = _day(desk, at // 7) if at % 5 == 0 else ""
    purchase = Purchase(_day(desk, at), "", made, PROOFS[at % 5], (None, True, False)[at % 3])
    return open_ticket(purchase=purchase, invoice=f"FP-{at % 90}")


def propose(desk: Desk, at: int) -> Any:
    """What the rules propose, as a clerk accepts it."""
    number, ticket = _ticket(desk, at)
    if ticket is None or not ticket.faults or ticket.source:
        return None
    fault = at % len(ticket.faults)
    try:
        proposed = coverage.proposal(desk.catalogue, desk.claim(ticket), fault)
    except Refused:
        return DecideCoverage(number, "out", "no date", fault)
    return DecideCoverage(number, proposed.coverage, "again" if at % 3 else "", fault, evidence="photo")


def decide(desk: Desk, at: int) -> Any:
    """Any decision, with or without what it needs."""
    number, _ticket_now = _ticket(desk, at // 5)
    return DecideCoverage(
        number,
        WHICH[at % 3],
        "because" if at % 4 else "",
        at % 3 - 1 if at % 6 == 0 else 0,
        ("", "battery", "host", "flux")[at % 4] if at % 7 == 0 else "",
        FOUND[at % 6],
        evidence="photo 1" if at % 5 else "",
        acknowledged=at % 2 == 0,
    )


def answer(desk: Desk, at: int) -> Any:
    """The customer's answer to the notice."""
    return AnswerNotice(_ticket(desk, at)[0], ("agree", "disagree")[at % 2], "counter" if at % 9 else "")


def correct(desk: Desk, at: int) -> Any:
    """A fact of the purchase put right."""
    field = ("bought", "activated", "made", "proof", "sold_here")[at % 5]
    value: Any = _day(desk, at // 5)
    if field == "proof":
        value = PROOFS[at % 5] if at % 3 else "word of honour"
    elif field == "sold_here":
        value = (True, False, None, "yes")[at % 4]
    return Correct(_ticket(desk, at // 2)[0], f"purchase.{field}", value, "looked again")


def paper(desk: Desk, at: int) -> Any:
    """The notice or the certificate."""
    kind: Any = ("no_warranty_notice", "test_certificate")[at % 2]
    return PrintPaper(_ticket(desk, at // 2)[0], kind, "again" if at % 3 else "")


MOVES: dict[str, Callable[[Desk, int], Any | None]] = {
    "bought": bought,
    "propose": propose,
    "decide": decide,
    "answer": answer,
    "correct": correct,
    "paper": paper,
}


def check(desk: Desk) -> None:
    """Decisions are whole, dates possible, a notice answered only where there is one, the column true."""
    today = desk.today()
    for row in desk.ask(lambda conn: conn.execute("SELECT id, coverage FROM tickets").fetchall()):
        found = desk.dossier(row[0])
        assert found is not None
        ticket = found.ticket
        assert row[1] == coverage.coverage_of(ticket)
        for day in (ticket.purchase.bought, ticket.purchase.activated, ticket.purchase.made):
            assert not day or day <= today
        for fault in ticket.faults:
            covered = fault.covered
            if covered is None:
                continue
            departed = bool(covered.proposed) and covered.proposed != covered.coverage
            assert not departed or covered.signed
            assert not departed or covered.proposed != "in" or covered.acknowledged
        assert not ticket.notice or coverage.needs_notice(ticket)
        missing = refusal_of(ticket, "no_warranty_notice")
        assert ticket.source or (missing is None) == coverage.needs_notice(ticket)
