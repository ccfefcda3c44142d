"""The trade's words and the sentences for refusals, one table each, in both languages through `text`."""

from __future__ import annotations

from collections.abc import Mapping

from mihome_desk.text import N_, _, current

STAGES = {
    "received": N_("Received"),
    "diagnosing": N_("Diagnosing"),
    "quoted": N_("Quoted"),
    "approved": N_("Approved"),
    "repairing": N_("In repair"),
    "testing": N_("Testing"),
    "ready": N_("To collect"),
    "collected": N_("Collected"),
}
OUTCOMES = {
    "repaired": N_("Repaired"),
    "no_fault_found": N_("No fault found"),
    "declined": N_("Declined"),
    "unrepairable": N_("Cannot be repaired"),
    "withdrawn": N_("Withdrawn"),
    "void": N_("Void"),
}
PROGRAMMES = {
    "quick": N_("One-hour quick repair"),
    "standard": N_("Standard repair"),
    "mail_in": N_("Mail-in repair"),
}
PROGRAMMES_SHORT = {"quick": N_("quick"), "standard": N_("standard"), "mail_in": N_("mail-in")}
ANSWERS = {
    "pass": N_("pass"),
    "fail": N_("fail"),
    "untested": N_("untested"),
    "not_fitted": N_("not fitted"),
    "untestable": N_("cannot be tested"),
}
PAYERS = {"customer": N_("Customer"), "brand": N_("Brand"), "goodwill": N_("Goodwill")}
LINE_KINDS = {"part": N_("Part"), "labour": N_("Labour"), "fee": N_("Fee")}
METHODS = {
    "cash": N_("Cash"),
    "alipay": N_("Alipay"),
    "wechat": N_("WeChat Pay"),
    "card": N_("Card"),
}
CHANNELS = {
    "phone": N_("Phone"),
    "sms": N_("Text message"),
    "wechat": N_("WeChat"),
    "in_person": N_("In person"),
}
WAYS = {"counter": N_("At the counter"), "phone": N_("By phone"), "wechat": N_("WeChat")}
PROOFS = {
    "phone": N_("Four hidden digits of the phone number"),
    "id": N_("ID seen"),
    "code": N_("Word agreed at intake"),
}
PAPERS = {"intake_slip": N_("Intake slip"), "pickup_receipt": N_("Pickup receipt")}
CLOCK_STATES = {
    "running": N_("running"),
    "achieved": N_("achieved"),
    "missed": N_("missed"),
    "unproven": N_("unproven"),
    "outside": N_("outside the rate"),
}
COMMANDS = {
    "answer_checks": N_("Checklist"),
    "quote": N_("Quote"),
    "answer_quote": N_("Customer's answer"),
    "start_repair": N_("Start repair"),
    "complete_repair": N_("Complete"),
    "tell_customer": N_("Tell customer"),
    "take_payment": N_("Payment"),
    "hand_over": N_("Hand over"),
    "note": N_("Note"),
    "withdraw": N_("Withdraw"),
    "void": N_("Void"),
    "reopen": N_("Reopen"),
    "change_programme": N_("Change programme"),
    "print_paper": N_("Print"),
}
EVENTS = {
    "TicketOpened": N_("Taken in"),
    "Noted": N_("Note"),
    "ChecksAnswered": N_("Checklist"),
    "QuoteMade": N_("Quote made"),
    "QuoteAnswered": N_("Quote answered"),
    "RepairStarted": N_("Repair started"),
    "RepairCompleted": N_("Completed"),
    "CustomerTold": N_("Customer told"),
    "PaymentTaken": N_("Payment"),
    "ProofFailed": N_("Second proof was wrong"),
    "TicketLocked": N_("Locked after five wrong proofs"),
    "HandedOver": N_("Handed over"),
    "TicketWithdrawn": N_("Withdrawn"),
    "TicketVoided": N_("Voided"),
    "TicketReopened": N_("Reopened"),
    "ProgrammeChanged": N_("Programme changed"),
    "PaperQueued": N_("Printed"),
    "RepairImported": N_("Taken over as history"),
}
FIELDS = {
    "customer.name": N_("name"),
    "customer.phone": N_("phone number"),
    "device.model": N_("model"),
    "device.imei": N_("IMEI 1"),
    "device.imei2": N_("IMEI 2"),
    "device.sn": N_("serial number"),
    "complaint": N_("complaint"),
    "reason": N_("reason"),
    "found": N_("what was found"),
    "done": N_("what was done"),
    "technician": N_("technician"),
    "how": N_("how"),
    "words": N_("words"),
}

_KINDS = {
    "null": N_("nothing"),
    "true/false": N_("true or false"),
    "number": N_("a number"),
    "text": N_("text"),
    "list": N_("a list"),
    "object": N_("an object"),
}

REFUSALS = {
    # reading a command
    "not_json": N_("This line is not JSON: {why}."),
    "line_long": N_("A line has at most {limit} bytes."),
    "not_object": N_("An object with named fields belongs here, not {found}."),
    "no_command": N_("The field “do” must name a command."),
    "unknown_command": N_("There is no command “{command}”. `do --schema` lists them all."),
    "not_yet": N_("“{command}” is not available in this version yet."),
    "unknown_field": N_("This field is not known here."),
    "missing_field": N_("This field is missing."),
    "not_choice": N_("Possible values: {choices}."),
    "not_list": N_("A list belongs here, not {found}."),
    "not_whole": N_("Only whole numbers; money is counted in fen."),
    "not_number": N_("A whole number belongs here, not {found}."),
    "too_big": N_("This number is too large to be stored exactly."),
    "not_text": N_("Text belongs here, not {found}."),
    "not_yes_no": N_("true or false belongs here, not {found}."),
    "too_large": N_("This is more than one entry can hold (32 KiB)."),
    "bad_id": N_("The id of a command is a text of 1 to {limit} characters."),
    "id_used": N_("The id “{id}” was used before for another command."),
    # text, numbers, identities
    "empty": N_("Please fill this in."),
    "text_long": N_("At most {limit} characters fit here."),
    "text_control": N_("There is a control character in this text; please type it again."),
    "text_bidi": N_("There is an invisible direction mark in this text; please type it again."),
    "text_surrogate": N_("There is half a character in this text; please type it again."),
    "negative": N_("An amount cannot be below zero."),
    "out_of_range": N_("Please give a number from {low} to {high}."),
    "imei_length": N_("An IMEI has exactly 15 digits; dial *#06# to see it."),
    "imei_check": N_("The check digit of this IMEI does not fit; one digit is wrong or two are swapped."),
    "same_imei": N_("IMEI 2 is the same as IMEI 1."),
    "bad_sn": N_("A serial number has 8 to 20 letters and digits, or the form 12345/ABCDEFGH."),
    "bad_phone": N_("This is no telephone number; a mobile number has 11 digits."),
    "bad_date": N_("A date is written YYYY-MM-DD."),
    "date_not_past": N_("{day} does not lie in the past of this store."),
    "unknown_symptom": N_("The catalogue has no symptom “{symptom}”."),
    "unknown_item": N_("“{item}” is not on this device's checklist."),
    "unknown_ticket": N_("There is no ticket “{ticket}” in this store."),
    "unknown_arrival": N_("Nobody waits under number {queue} today."),
    "day_full": N_("This day has no ticket numbers left."),
    "frozen": N_("Ticket {ticket} holds facts of a newer program; please update this one first."),
    "history_only": N_("This repair was taken over from another system; it has no papers here."),
    "already_imported": N_("This row is here already, as ticket {ticket}."),
    "practice_only": N_("Time can only be moved in a practice store."),
    # a ticket's life
    "wrong_stage": N_("Ticket {ticket} is at “{stage}”. Possible now: {possible}."),
    "checks_missing": N_("The checklist comes first. Still without an answer: {items}."),
    "post_missing": N_("The test after the repair comes first. Still without an answer: {items}."),
    "post_too_early": N_("The list after the repair begins once the repair has begun."),
    "pre_too_late": N_("The repair has begun; the list before it is closed."),
    "no_regression": N_("“{item}” is no item that passed before the repair and failed after it."),
    "one_labour": N_("Labour is charged once per ticket, at the highest level."),
    "not_started": N_("Nobody has started this repair; start it first, or choose another outcome."),
    "not_approved": N_("The customer has not approved the quote that stands."),
    "same_programme": N_("The ticket runs as “{programme}” already."),
    "void_stays": N_("A void ticket stays void; please open a new one."),
    "over_open": N_("Only {open} are still to be paid."),
    "money_open": N_("{open} are still to be paid before the device may leave."),
    "regression": N_(
        "Worked before the repair and fails after it: {items}. A manager notes what is done about it first."
    ),
    # slip and person
    "needs_slip": N_("Please scan the slip, or choose the lost-slip path."),
    "bad_token": N_("This code is on no slip of this store; please scan again."),
    "other_ticket": N_("This slip belongs to another ticket, not to {ticket}."),
    "old_slip": N_("This slip was replaced by a newer one and proves nothing any more."),
    "lost_needs_id": N_("Without the slip an ID has to be seen."),
    "bad_proof": N_("That does not match. {left} tries are left."),
    "proof_locked": N_("That did not match {count} times: the ticket is locked until a manager acts."),
    "locked": N_("Locked after five wrong proofs: a manager says why it may go, and signs."),
    "needs_manager": N_("A manager signs this: please give the manager's PIN."),
    "bad_pin": N_("This is not the manager's PIN."),
    "no_receipt_yet": N_("The pickup receipt exists once the device is handed over."),
    "copy_needs_reason": N_("This would be copy {copy}; please say why another one is needed."),
    # set-up
    "bad_label": N_("A store's code has 1 to 12 letters and digits, like BJ001."),
    "bad_zone": N_("This time zone is not known; a usual one is Asia/Shanghai."),
    "bad_time": N_("A time of day is written HH:MM."),
    "bad_new_pin": N_("A PIN has 4 to 12 digits."),
    "host_long": N_("HQ's host name may have at most {limit} characters, or the QR code grows too large."),
    # files of other systems
    "file_unreadable": N_("This file cannot be read: {why}."),
    "file_empty": N_("This file is empty."),
    "not_utf8": N_("This file is not UTF-8 (byte {at}); save it as CSV UTF-8 and try again."),
    "bad_csv": N_("From line {line} on this is no readable CSV: {why}."),
    "unknown_map": N_("There is no preset “{name}”. There are: {known}."),
    "header_unknown": N_("This header is not known. For “{name}” these columns are missing: {missing}."),
    "no_row_id": N_("This row has no id."),
    "no_date": N_("This row has no date."),
    "row_long": N_(
        "This row has {found} fields, the header only {columns}; what belongs where is not certain."
    ),
    "row_twice": N_("The id “{row}” stands in line {line} already, with other content."),
    "open_quote": N_(
        "The quotation mark that opens here is never closed; the rest of the file ran into this row."
    ),
}


def word(table: Mapping[str, str], key: str) -> str:
    """A word of the trade in the language spoken now; an unknown key stands for itself."""
    return _(table[key]) if key in table else key


def sentence(code: str, params: Mapping[str, str | int]) -> str:
    """The sentence of a refusal in the language spoken now."""
    filled: dict[str, object] = dict(params)
    if "stage" in filled:
        filled["stage"] = word(STAGES, str(filled["stage"]))
    if "programme" in filled:
        filled["programme"] = word(PROGRAMMES, str(filled["programme"]))
    if "found" in filled:
        filled["found"] = word(_KINDS, str(filled["found"]))
    if "possible" in filled:
        names = [word(COMMANDS, name) for name in str(filled["possible"]).split()]
        filled["possible"] = ("、" if current() == "zh_CN" else ", ").join(names) or "—"
    for name in ("open",):
        if isinstance(filled.get(name), int):
            filled[name] = money(int(str(filled[name])))
    return _(REFUSALS.get(code, code), **filled)


def money(fen: int) -> str:
    """Fen as yuan: ￥1,234.50."""
    sign = "-" if fen < 0 else ""
    return f"{sign}￥{abs(fen) // 100:,}.{abs(fen) % 100:02}"


WARN_MINUTES = 10


def time_left(state: str, left_ms: int, elapsed: tuple[int, int | None], ticking: bool) -> str:
    """A clock in words: 剩 41 分, 剩 8 分 !, 超 12 分 !!, or ≥ 19 分 未证实 where a reboot left a gap."""
    at_least, at_most = elapsed
    if not ticking:
        return word(CLOCK_STATES, state) if state != "outside" else ""
    if left_ms < 0:
        return _("{minutes} min over !!", minutes=-(left_ms // 60_000))
    if at_most is None:
        return _("≥ {minutes} min unproven", minutes=at_least // 60_000)
    minutes = left_ms // 60_000
    if minutes < WARN_MINUTES:
        return _("{minutes} min left !", minutes=minutes)
    return _("{minutes} min left", minutes=minutes)
