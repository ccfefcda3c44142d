"""Random commands about endings, loaners and storage, and what must hold after them over a whole store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mihome_desk.desk import Desk
from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.endings import NewDevice, RefundGiven, still_in
from mihome_desk.rules.loaner import LendLoaner, TakeBackLoaner
from mihome_desk.rules.stages import put_together
from mihome_desk.rules.storage import StorageStep
from mihome_desk.rules.ticket import Ticket
from tests import builders

OUTCOMES = ("repaired", "no_fault_found", "unrepairable", "exchanged", "refunded", "certified", "withdrawn")
FEES = (0, 1, 10_000, 199_900)


def tickets(desk: Desk) -> list[Ticket]:
    """Every ticket of the store, the oldest first."""
    rows = desk.ask(lambda conn: conn.execute("SELECT id FROM tickets ORDER BY opened_seq").fetchall())
    return [builders.ticket_of(desk, row[0]) for row in rows]


def some(desk: Desk, number: int, *stages: str) -> Ticket | None:
    """A ticket at one of these stages, any ticket where none is."""
    found = tickets(desk)
    wanted = [ticket for ticket in found if ticket.stage in stages] or found
    return wanted[number % len(wanted)] if wanted else None


def imei(number: int) -> str:
    """One of a few valid IMEIs, so that devices meet again."""
    stem = f"86740005{number % 40:06d}"
    doubled = "".join(str(int(digit) * (1 + at % 2)) for at, digit in enumerate(stem))
    return stem + str(-sum(map(int, doubled)) % 10)


def end(desk: Desk, number: int) -> CompleteRepair | None:
    """Complete it, mostly as its stage suggests."""
    ticket = some(desk, number, "testing", "repairing", "diagnosing")
    if ticket is None:
        return None
    outcome = "withdrawn" if put_together(ticket) and number % 5 else OUTCOMES[number // 7 % len(OUTCOMES)]
    left = tuple(dict.fromkeys(use.sku for use in still_in(ticket)))
    return CompleteRepair(
        ticket.number,
        outcome,  # type: ignore[arg-type]
        "found",
        "done",
        new_device=NewDevice(imei(number)) if (outcome == "exchanged") == bool(number % 6) else None,
        refund=RefundGiven(FEES[number % 4] + 1, None if number % 3 else number % 500)
        if outcome == "refunded"
        else None,
        charged=left if outcome == "withdrawn" and number % 2 else (),
    )


def lend(desk: Desk, number: int) -> LendLoaner | None:
    """One of three loaners, with or without a deposit."""
    ticket = some(desk, number, "received", "repairing", "waiting_parts")
    return LendLoaner(ticket.number, "Redmi 9A", f"B-0{number % 3}", FEES[number % 4]) if ticket else None


def take_back(desk: Desk, number: int) -> TakeBackLoaner | None:
    """From whoever has one, sometimes keeping too much."""
    out = [ticket for ticket in tickets(desk) if ticket.loaner_out is not None]
    ticket = out[number % len(out)] if out else some(desk, number)
    return TakeBackLoaner(ticket.number, "as it was", FEES[number // 3 % 4]) if ticket else None


def storage(desk: Desk, number: int) -> StorageStep | None:
    """The steps in any order."""
    ticket = some(desk, number, "ready")
    name = ("remind", "notice", "settle")[number % 3]
    return StorageStep(ticket.number, name, "by phone", "sold") if ticket else None  # type: ignore[arg-type]


MOVES: dict[str, Callable[[Desk, int], Any | None]] = {
    "complete_repair": end,
    "lend_loaner": lend,
    "take_back_loaner": take_back,
    "storage_step": storage,
}


def check(desk: Desk) -> None:
    """No loaner is with two customers, nothing left while one was out, money and outcomes fit each other."""
    found = tickets(desk)
    out = [ticket.loaner_out.serial for ticket in found if ticket.loaner_out is not None]
    assert len(out) == len(set(out)), out
    for ticket in found:
        assert not ticket.conflict, ticket.number
        if ticket.stage == "collected":
            assert ticket.loaner_out is None, ticket.number
            assert ticket.outcome != "refunded" or "settle" in ticket.storage or not ticket.overpaid, (
                ticket.number
            )
        assert (ticket.new_device is not None) == (ticket.outcome == "exchanged"), ticket.number
        assert bool(ticket.refund_due) <= (ticket.outcome == "refunded"), ticket.number
        assert bool(ticket.charged_due) <= (ticket.outcome == "withdrawn"), ticket.number
        assert ticket.paid + ticket.refund_due >= 0, ticket.number
        if ticket.outcome == "withdrawn" and ticket.stage in {"ready", "collected"} and ticket.repair_started:
            assert all(use.charged for use in still_in(ticket)), ticket.number
        if ticket.comeback_of:
            earlier = builders.ticket_of(desk, ticket.comeback_of)
            assert earlier.collected is not None, ticket.number
            assert earlier.collected.seq < ticket.opened.seq, ticket.number
