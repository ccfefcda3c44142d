"""What the work left behind, for record and receipt: parts with their serial numbers, exchange, repair warranty."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from mihome_desk.catalog import warranty
from mihome_desk.printing.facts import PartLine, money
from mihome_desk.rules.policy import Policy, read_policy
from mihome_desk.text import N_, say

if TYPE_CHECKING:
    from mihome_desk.db.dossier import Event
    from mihome_desk.rules.ticket import Ticket


@cache
def _policy() -> Policy:
    return read_policy(warranty.service_rules())


def parts(ticket: Ticket, returned: date | None) -> tuple[PartLine, ...]:
    """The parts that are in the device, each with the last day of its warranty once the device went home."""
    return tuple(
        PartLine(use.name or use.sku, use.inside, use.old_serial, use.new_serial, until(use.part, returned))
        for use in ticket.parts
        if use.inside
    )


def until(part: str, returned: date | None) -> str:
    """The last day of the repair warranty on a part, YYYY-MM-DD; "" before the device went home."""
    return f"{returned + timedelta(days=days(part))}" if returned is not None else ""


def days(part: str = "") -> int:
    """Days of warranty on a repair, by part where the policy names it; never below the law's thirty."""
    return _policy().guarantee_days(part)


def exchange(ticket: Ticket, completed: Event | None, day: str, language: str) -> str:
    """What the record's field about exchange and refund says (退、换货证明); "" where neither happened."""
    facts: dict[str, Any] = completed.facts if completed is not None else {}
    new = ticket.new_device
    if ticket.outcome == "exchanged" and new is not None:
        words = N_("exchanged on {day} for {model} {number}; its warranty begins on that day")
        return say(language, words, day=day, model=new.model, number=new.imei or new.sn)
    if ticket.outcome == "refunded":
        price, due = money(int(facts.get("invoice_price", 0))), money(ticket.refund_due)
        words = N_("taken back on {day}: {due} refunded of the invoice's {price}")
        return say(language, words, day=day, due=due, price=price)
    if ticket.outcome == "certified":
        return say(language, N_("certified on {day} for the seller, who exchanges or refunds"), day=day)
    return ""
