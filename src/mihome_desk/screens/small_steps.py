"""The small steps of a ticket, one entry each: what is asked, what is said before, which command follows.

What a step does to the rate, to the slip and to the way back is said before it is confirmed.
"""

from __future__ import annotations

from mihome_desk import words
from mihome_desk.rules import coverage, endings, handover, paperwork, progress, repair, storage
from mihome_desk.rules.stages import HISTORY, PUT_TOGETHER, TABLE, mail_step, put_together
from mihome_desk.rules.ticket import Ticket
from mihome_desk.screens import corrections, secrets_shown, small_steps_away
from mihome_desk.screens.asking import Matter, Said, SmallStep
from mihome_desk.screens.facts import Unclear, fen_of, yuan
from mihome_desk.screens.rate_words import in_one, rate_words
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.fields import Row

REASON = N_("Reason")


def _reason(_matter: Matter) -> list[Row]:
    return [Row("reason", REASON)]


def pin_row() -> Row:
    """Where a manager signs."""
    return Row("pin", N_("Manager PIN"), password=True, placeholder=N_("empty where the store has none"))


# Telling, notes


def _tell_rows(_matter: Matter) -> list[Row]:
    return [Row("channel", N_("How"), value="phone", options=[*words.CHANNELS.items()])]


def _note_rows(matter: Matter) -> list[Row]:
    return [Row("words", N_("Note")), *([pin_row()] if _to_settle(matter) else [])]


def _to_settle(matter: Matter) -> tuple[str, ...]:
    """What a manager has to say a word about: items that fail now, or that nobody tested again."""
    ticket = matter.dossier.ticket
    return (*ticket.regressions, *ticket.unequal) if ticket.post.complete else ticket.regressions


def _note(matter: Matter, said: Said) -> progress.Note:
    return progress.Note(matter.ticket, said["words"], _to_settle(matter), said.get("pin", ""))


def _note_why(matter: Matter) -> str:
    ticket = matter.dossier.ticket
    said = []
    if ticket.regressions:
        failing = _("Worked before and fails now: {items}.", items=" ".join(ticket.regressions))
        said.append(failing)
    if ticket.unequal and ticket.post.complete:
        said.append(_("Worked before and not tested now: {items}.", items=" ".join(ticket.unequal)))
    return in_one(*said, _("A manager says what is done about it.")) if said else ""


# Ways out of the work, and back


def _way_back() -> str:
    return _("The way back is {key}, reopen, until the device is handed over.", key=keys.REOPEN.spelled)


def _withdraw_why(matter: Matter) -> str:
    rate = rate_words(matter.dossier, "withdraw", matter.now)
    if not endings.worked_on(matter.dossier.ticket):
        return f"{rate}\n{_way_back()}"
    first = _(
        "The repair has begun: parts come out again, the device is put together and tested, then it is ready."
    )
    return f"{rate}\n{first}\n{_way_back()}"


def _reopen_why(matter: Matter) -> str:
    return rate_words(matter.dossier, "reopen", matter.now)


def _programme_rows(matter: Matter) -> list[Row]:
    options = [each for each in words.PROGRAMMES.items() if each[0] != matter.dossier.ticket.programme]
    return [Row("programme", N_("Programme"), value=options[0][0], options=options), Row("reason", REASON)]


def _programme_why(matter: Matter) -> str:
    ticket = matter.dossier.ticket
    back = _("It can be changed back; the rate remembers that quick repair was left.")
    leaves = ticket.programme == "quick" and not ticket.left_quick
    rate = rate_words(matter.dossier, "change_programme", matter.now)
    return f"{rate}\n{back}" if leaves else rate


def _void_rows(_matter: Matter) -> list[Row]:
    here = [("yes", N_("Device is here")), ("no", N_("No device"))]
    return [Row("reason", REASON), Row("here", N_("Device"), value="yes", options=here), pin_row()]


def _void_why(matter: Matter) -> str:
    stays = _("It stays void; the device is taken in again on a new ticket. A manager signs.")
    return f"{rate_words(matter.dossier, 'void', matter.now)}\n{stays}"


# Who, where, waiting


def _assign_rows(matter: Matter) -> list[Row]:
    return [Row("technician", N_("Technician"), value=matter.dossier.ticket.technician, limit=60)]


def _move_rows(matter: Matter) -> list[Row]:
    place = str(matter.dossier.personal.get("place", ""))
    return [Row("place", N_("Place"), value=place, placeholder=N_("shelf, tray"), limit=60)]


def _wait_rows(matter: Matter) -> list[Row]:
    parts = matter.dossier.ticket.stage in progress.PARTS_FROM
    options = [each for each in words.WAITS.items() if parts or each[0] != "parts"]
    return [Row("on", N_("Waiting for"), value=options[0][0], options=options), Row("reason", REASON)]


def _wait_why(_matter: Matter) -> str:
    return _("The wait is explained time: shown beside the one-hour clock, never subtracted from it.")


def _resume_why(matter: Matter) -> str:
    waiting = matter.dossier.ticket.waiting
    if waiting is None:
        return ""
    minutes = max(0, matter.now.at_ms - waiting.since.at_ms) // 60_000
    return _("{what} since {minutes} min.", what=words.word(words.WAITS, waiting.on), minutes=minutes)


# Slip and money


def _reissue_why(_matter: Matter) -> str:
    return _("The slip in the customer's hands becomes void; a new one is to be printed.")


def _refund_rows(matter: Matter) -> list[Row]:
    ticket = matter.dossier.ticket
    amount = yuan(ticket.overpaid) if ticket.overpaid else ""
    method = ticket.payments[-1].method if ticket.payments else "cash"
    return [
        Row("amount", N_("Amount, yuan"), value=amount, limit=14),
        Row("method", N_("How"), value=method, options=[*words.METHODS.items()]),
        Row("reason", REASON, value=_refund_reason(ticket)),
    ]


def _refund_reason(ticket: Ticket) -> str:
    if ticket.refund_due:
        return _("The device was taken back")
    return _("Paid too much") if ticket.overpaid else ""


def _refund(matter: Matter, said: Said) -> handover.RefundPayment:
    amount = fen_of(said["amount"])
    if amount is None:
        raise Unclear("amount", _("An amount in yuan, like 199 or 199.50."))
    return handover.RefundPayment(matter.ticket, said["method"], amount, said["reason"])  # type: ignore[arg-type]


def _refund_why(matter: Matter) -> str:
    ticket = matter.dossier.ticket
    if ticket.refund_due:
        due = _("The device was taken back: {amount} go back.", amount=words.money(ticket.overpaid))
        return in_one(due, _("Recorded here; the money goes back by hand or by the payment app."))
    paid = _("Paid {paid}, due {due}.", paid=words.money(ticket.paid), due=words.money(ticket.due))
    return in_one(paid, _("Recorded here; the money goes back by hand or by the payment app."))


STEPS: dict[str, SmallStep] = {
    "tell_customer": SmallStep(
        N_("The customer was told"),
        _tell_rows,
        lambda matter, said: repair.TellCustomer(matter.ticket, said["channel"]),  # type: ignore[arg-type]
    ),
    "note": SmallStep(N_("Note"), _note_rows, _note, _note_why),
    "withdraw": SmallStep(
        N_("Take the device back unrepaired"),
        _reason,
        lambda matter, said: repair.Withdraw(matter.ticket, said["reason"]),
        _withdraw_why,
    ),
    "reopen": SmallStep(
        N_("Reopen"),
        _reason,
        lambda matter, said: repair.Reopen(matter.ticket, said["reason"]),
        _reopen_why,
    ),
    "change_programme": SmallStep(
        N_("Change the programme"),
        _programme_rows,
        lambda matter, said: repair.ChangeProgramme(matter.ticket, said["programme"], said["reason"]),  # type: ignore[arg-type]
        _programme_why,
    ),
    "void": SmallStep(
        N_("Make this ticket void"),
        _void_rows,
        lambda matter, said: repair.Void(matter.ticket, said["reason"], said["here"] == "yes", said["pin"]),
        _void_why,
    ),
    "correct": corrections.CORRECT,
    "add_fault": corrections.ADD_FAULT,
    "assign": SmallStep(
        N_("Who does the work?"),
        _assign_rows,
        lambda matter, said: progress.Assign(matter.ticket, said["technician"]),
    ),
    "move": SmallStep(
        N_("Where does the device lie now?"),
        _move_rows,
        lambda matter, said: progress.Move(matter.ticket, said["place"]),
    ),
    "wait": SmallStep(
        N_("Wait"),
        _wait_rows,
        lambda matter, said: progress.BeginWait(matter.ticket, said["on"], said["reason"]),  # type: ignore[arg-type]
        _wait_why,
    ),
    "resume": SmallStep(
        N_("The wait is over?"),
        lambda _matter: [],
        lambda matter, _said: progress.Resume(matter.ticket),
        _resume_why,
    ),
    "reissue_slip": SmallStep(
        N_("Make a new slip"),
        _reason,
        lambda matter, said: paperwork.ReissueSlip(matter.ticket, said["reason"]),
        _reissue_why,
        new_slip=lambda _matter: True,
    ),
    "refund_payment": SmallStep(N_("Give money back"), _refund_rows, _refund, _refund_why),
    "return_part": small_steps_away.PART_OUT,
    "lend_loaner": small_steps_away.LEND,
    "take_back_loaner": small_steps_away.TAKE_BACK,
    "storage_step": small_steps_away.STORAGE,
    "call_customer": secrets_shown.CALL,
    "read_unlock": secrets_shown.UNLOCK,
}


def step_of(name: str) -> SmallStep:
    """A small step by its command; those of other rooms load when they are first wanted."""
    if name == "answer_notice":
        from mihome_desk.screens.notice import ANSWER

        return ANSWER
    if name == "request_invoice":
        from mihome_desk.screens.sale_invoice import REQUEST

        return REQUEST
    return STEPS[name]


def step_now(name: str, ticket: Ticket) -> str:
    """The command that a key means now: one key begins and ends a wait, lends and takes back, puts in and takes out."""
    if name == "wait" and ticket.waiting is not None:
        return "resume"
    if name == "lend_loaner" and ticket.loaner_out is not None:
        return "take_back_loaner"
    if name == "use_part" and ticket.stage not in TABLE["use_part"]:
        return "return_part"
    return mail_step(ticket) or name if name == "mail_in" else name


def allowed(name: str, ticket: Ticket) -> bool:
    """Whether a step is possible with this ticket now."""
    command = step_now(name, ticket)
    if command == "history":
        return True
    if (ticket.source and command not in HISTORY) or ticket.frozen or _pointless(command, ticket):
        return False
    if put_together(ticket) and command not in PUT_TOGETHER:
        return False
    return ticket.stage in TABLE.get(command, ())


def _pointless(command: str, ticket: Ticket) -> bool:
    """Whether the table allows a step that this ticket has no use for."""
    if command == "refund_payment":
        return ticket.paid + ticket.refund_due <= 0
    if command == "return_part":
        return not endings.still_in(ticket)
    if command == "storage_step":
        return ticket.told is None or not storage.next_step(ticket)
    if command == "answer_notice":
        return not coverage.needs_notice(ticket)
    if command == "reopen" and ticket.stage == "testing":
        return not put_together(ticket)
    return ticket.outcome == "void" and command in {"reopen", "void"}
