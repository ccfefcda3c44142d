"""Which command is possible at which stage: one table for decisions, screens and the documentation."""

from __future__ import annotations

from typing import get_args

from mihome_desk.rules.ticket import Stage, Ticket

ALL: tuple[Stage, ...] = get_args(Stage)
OPEN = ALL[:-1]
BEFORE_READY = ALL[:-2]

AT_HOME = tuple(stage for stage in ALL[:-1] if stage != "at_hq")
"""Where the device lies in this house."""

WORK: tuple[Stage, ...] = ("received", "diagnosing", "quoted", "approved", "repairing", "testing")
PAID: tuple[Stage, ...] = ("approved", "repairing", "waiting_parts", "at_hq", "testing", "ready")

TABLE: dict[str, tuple[Stage, ...]] = {
    "note": ALL,
    "correct": ALL,
    "add_fault": BEFORE_READY,
    "answer_checks": WORK,
    "quote": BEFORE_READY,
    "answer_quote": ("quoted",),
    "assign": BEFORE_READY,
    "start_repair": ("approved", "testing"),
    "wait": WORK,
    "resume": BEFORE_READY,
    "complete_repair": ("diagnosing", "repairing", "testing"),
    "tell_customer": ("ready",),
    "call_customer": ALL,
    "take_payment": PAID,
    "refund_payment": (*PAID, "collected"),
    "hand_over": ("ready",),
    "move": OPEN,
    "keep_unlock": OPEN,
    "read_unlock": OPEN,
    "withdraw": BEFORE_READY,
    "void": OPEN,
    "reopen": ("ready",),
    "change_programme": BEFORE_READY,
    "reissue_slip": OPEN,
    "print_paper": ALL,
}
HISTORY = frozenset({"note"})
"""What is possible with a repair that was taken over from another system."""

NEXT: dict[Stage, str] = {
    "received": "answer_checks",
    "diagnosing": "quote",
    "quoted": "answer_quote",
    "approved": "start_repair",
    "repairing": "answer_checks",
    "waiting_parts": "resume",
    "testing": "complete_repair",
    "ready": "hand_over",
}


def possible(stage: Stage) -> tuple[str, ...]:
    """The commands that the table allows at a stage, in the order of the table."""
    return tuple(command for command, stages in TABLE.items() if stage in stages)


def next_step(ticket: Ticket) -> str:
    """The command that moves a ticket on, or "" when it is at rest."""
    if ticket.stage == "received" and ticket.pre.complete:
        return "quote"
    if ticket.stage == "diagnosing" and not ticket.pre.complete:
        return "answer_checks"
    if ticket.stage == "approved" and not ticket.pre.complete:
        return "answer_checks"
    if ticket.stage == "testing" and not ticket.post.complete:
        return "answer_checks"
    return NEXT.get(ticket.stage, "")
