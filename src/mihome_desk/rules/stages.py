"""Which command is possible at which stage: one table for decisions, screens and the documentation."""

from __future__ import annotations

from typing import get_args

from mihome_desk.rules.ticket import Stage, Ticket

ALL: tuple[Stage, ...] = get_args(Stage)
OPEN = ALL[:-1]
BEFORE_READY = ALL[:-2]

AT_HOME = tuple(stage for stage in ALL[:-1] if stage != "at_hq")
"""Where the device lies in this house."""

IN_HAND = tuple(stage for stage in BEFORE_READY if stage != "at_hq")
"""Where somebody here can still change what becomes of the work."""

MAILED: tuple[Stage, ...] = ("received", "diagnosing", "approved", "repairing", "waiting_parts", "testing")
"""Where a device may be packed from: an open quote is answered first."""

WORK: tuple[Stage, ...] = ("received", "diagnosing", "quoted", "approved", "repairing", "testing")
PAID: tuple[Stage, ...] = ("approved", "repairing", "waiting_parts", "at_hq", "testing", "ready")

TABLE: dict[str, tuple[Stage, ...]] = {
    "note": ALL,
    "correct": ALL,
    "add_fault": BEFORE_READY,
    "answer_checks": WORK,
    "quote": BEFORE_READY,
    "answer_quote": ("quoted", "at_hq"),
    "assign": BEFORE_READY,
    "start_repair": ("approved", "testing"),
    "use_part": ("repairing",),
    "return_part": ("repairing", "waiting_parts", "testing", "ready"),
    "wait": WORK,
    "resume": BEFORE_READY,
    "complete_repair": ("diagnosing", "repairing", "testing"),
    "tell_customer": ("ready",),
    "call_customer": ALL,
    "take_payment": PAID,
    "refund_payment": (*PAID, "collected"),
    "hand_over": ("ready",),
    "move": AT_HOME,
    "keep_unlock": OPEN,
    "read_unlock": OPEN,
    "withdraw": IN_HAND,
    "void": OPEN,
    "reopen": ("testing", "ready"),
    "change_programme": IN_HAND,
    "reissue_slip": OPEN,
    "request_invoice": ALL,
    "print_paper": ALL,
    "lend_loaner": OPEN,
    "take_back_loaner": OPEN,
    "storage_step": ("ready",),
    "pack": MAILED,
    "ship": MAILED,
    "pass_on": ("at_hq",),
    "receive_back": ("at_hq",),
    "dispatch": ("ready",),
    "decide_coverage": BEFORE_READY,
    "answer_notice": OPEN,
}
PUT_TOGETHER = frozenset(
    {
        *("note", "correct", "move", "assign", "resume", "call_customer", "read_unlock", "keep_unlock"),
        *(
            "answer_checks",
            "return_part",
            "complete_repair",
            "reopen",
            "void",
            "take_payment",
            "refund_payment",
        ),
        *(
            "reissue_slip",
            "print_paper",
            "lend_loaner",
            "take_back_loaner",
            "answer_notice",
            "request_invoice",
        ),
    }
)
"""What is possible with a device that its owner took back in the middle of the repair: it is put together
again and tested."""
HISTORY = frozenset({"note"})
"""What is possible with a repair that was taken over from another system."""

NEXT: dict[Stage, str] = {
    "received": "answer_checks",
    "diagnosing": "quote",
    "quoted": "answer_quote",
    "approved": "start_repair",
    "repairing": "answer_checks",
    "waiting_parts": "resume",
    "at_hq": "receive_back",
    "testing": "complete_repair",
    "ready": "hand_over",
}


def possible(stage: Stage) -> tuple[str, ...]:
    """The commands that the table allows at a stage, in the order of the table."""
    return tuple(command for command, stages in TABLE.items() if stage in stages)


def put_together(ticket: Ticket) -> bool:
    """Whether the owner withdrew in the middle of the repair: what was opened is closed and tested again."""
    return ticket.stage == "testing" and ticket.outcome == "withdrawn"


def mail_step(ticket: Ticket) -> str:
    """The step of mail-in that a ticket is at: pack, ship, receive_back, at a repair centre dispatch; or ""."""
    if ticket.source or (ticket.outcome and ticket.stage != "ready"):
        return ""
    if ticket.parcel:
        return "dispatch" if ticket.stage == "ready" else ""
    if ticket.stage == "at_hq":
        return "receive_back"
    if ticket.programme != "mail_in" or ticket.stage not in MAILED:
        return ""
    return "ship" if ticket.journey is not None and ticket.journey.state == "packed" else "pack"


def next_step(ticket: Ticket) -> str:
    """The command that moves a ticket on, or "" when it is at rest."""
    if put_together(ticket):
        return "complete_repair" if ticket.post.complete else "answer_checks"
    mail = mail_step(ticket)
    back = ticket.journey is not None and ticket.journey.state == "back"
    if mail in {"ship", "receive_back", "dispatch"} or (mail == "pack" and ticket.pre.complete and not back):
        return mail
    if ticket.stage == "received" and ticket.pre.complete:
        return "quote"
    if ticket.stage == "diagnosing" and not ticket.pre.complete:
        return "answer_checks"
    if ticket.stage == "diagnosing" and ticket.post.complete:
        # Whoever answers the list after the repair without one ends it: nothing wrong, or nothing to be done.
        return "complete_repair"
    if ticket.stage == "approved" and not ticket.pre.complete:
        return "answer_checks"
    if ticket.stage == "testing" and not ticket.post.complete:
        return "answer_checks"
    return NEXT.get(ticket.stage, "")
