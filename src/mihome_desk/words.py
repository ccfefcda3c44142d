"""The trade's words and the sentences for refusals, one table each, in both languages through `text`."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Protocol

from mihome_desk.sayings import endings, mailin, parts, price, shop, warranty
from mihome_desk.text import N_, _, current

_SAYINGS = (warranty, price, parts, shop, mailin, endings)
"""The service rules' words, each capability's beside the others."""


def _gathered(name: str) -> dict[str, str]:
    return {key: word for part in _SAYINGS for key, word in getattr(part, name).items()}


STAGES = {
    "received": N_("Received"),
    "diagnosing": N_("Diagnosing"),
    "quoted": N_("Quoted"),
    "approved": N_("Approved"),
    "repairing": N_("In repair"),
    "waiting_parts": N_("Awaits parts"),
    "at_hq": N_("Mailed in"),
    "testing": N_("Testing"),
    "ready": N_("To collect"),
    "collected": N_("Collected"),
}
OUTCOMES = {
    "repaired": N_("Repaired"),
    "no_fault_found": N_("No fault found"),
    "declined": N_("Declined"),
    "unrepairable": N_("Cannot be repaired"),
    "exchanged": N_("Exchanged"),
    "refunded": N_("Device refunded"),
    "certified": N_("Certified"),
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
PAPERS = {
    "intake_slip": N_("Intake slip"),
    "shop_copy": N_("Shop copy"),
    "device_tag": N_("Device tag"),
    "quote": N_("Quote"),
    "repair_record": N_("Repair record"),
    "pickup_receipt": N_("Pickup receipt"),
    "lost_slip_form": N_("Lost-slip form"),
    "queue_slip": N_("Queue slip"),
    "no_warranty_notice": N_("No-warranty notice"),
    "test_certificate": N_("Certificate"),
    "pack_list": N_("Pack list"),
    "sale_receipt": N_("Sales receipt"),
    "day_close": N_("Day close paper"),
}
COVERAGES = warranty.COVERAGES
PURCHASE_PROOFS = warranty.PURCHASE_PROOFS
CHOICES = warranty.CHOICES
NOTICE_ANSWERS = warranty.NOTICE_ANSWERS
WAITS = {"parts": N_("Waiting for parts"), "customer": N_("Waiting for the customer")}
VISITS = {"consulted": N_("Only asked"), "bought": N_("Bought something"), "left": N_("Left")}
UNLOCKS = {"pin": N_("PIN"), "pattern": N_("Pattern"), "password": N_("Password")}
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
    "correct": N_("Correct"),
    "add_fault": N_("Add a fault"),
    "assign": N_("Assign"),
    "move": N_("Move"),
    "wait": N_("Wait"),
    "resume": N_("Go on"),
    "reissue_slip": N_("New slip"),
    "refund_payment": N_("Refund"),
    "call_customer": N_("Call customer"),
    "keep_unlock": N_("Keep unlock code"),
    "read_unlock": N_("Show unlock code"),
    "withdraw": N_("Withdraw"),
    "void": N_("Void"),
    "reopen": N_("Reopen"),
    "change_programme": N_("Change programme"),
    "print_paper": N_("Print"),
    **_gathered("COMMANDS"),
}
BESIDE = frozenset(
    {
        *(
            "note",
            "correct",
            "add_fault",
            "assign",
            "move",
            "wait",
            "resume",
            "reissue_slip",
            "refund_payment",
        ),
        *("call_customer", "keep_unlock", "read_unlock", "print_paper"),
        *(command for part in _SAYINGS for command in part.BESIDE),
    }
)
"""Commands beside a ticket's way: they move no stage."""
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
    "Corrected": N_("Corrected"),
    "FaultAdded": N_("Fault added"),
    "Assigned": N_("Assigned"),
    "Moved": N_("Moved"),
    "WaitBegan": N_("Wait began"),
    "WaitEnded": N_("Wait ended"),
    "SlipReissued": N_("Slip reissued"),
    "Arrived": N_("Came in"),
    "VisitEnded": N_("Visit closed"),
    "PaymentRefunded": N_("Refunded"),
    "CustomerCalled": N_("Customer called"),
    "UnlockKept": N_("Unlock code kept"),
    "UnlockRead": N_("Unlock code shown"),
    "RepairImported": N_("Taken over as history"),
    **_gathered("EVENTS"),
}
FIELDS = {
    "customer.name": N_("name"),
    "customer.phone": N_("phone number"),
    "customer.brought_by": N_("brought by"),
    "customer.collects": N_("who collects"),
    "device.model": N_("model"),
    "device.brand": N_("brand"),
    "device.colour": N_("colour"),
    "device.storage": N_("storage"),
    "device.imei": N_("IMEI 1"),
    "device.imei2": N_("IMEI 2"),
    "device.sn": N_("serial number"),
    "complaint": N_("complaint"),
    "condition": N_("condition"),
    "left_items": N_("left with us"),
    "account_out": N_("account out"),
    "backup_consent": N_("backup done"),
    "place": N_("place"),
    "pickup_code": N_("pickup word"),
    "promised_at": N_("promised"),
    "estimate": N_("estimate"),
    "ceiling": N_("ceiling"),
    "symptom": N_("symptom"),
    "purpose": N_("purpose"),
    "reason": N_("reason"),
    "found": N_("what was found"),
    "done": N_("what was done"),
    "technician": N_("technician"),
    "how": N_("how"),
    "words": N_("words"),
    **_gathered("FIELDS"),
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
    "not_json": N_("This line is not JSON, from character {column} on."),
    "not_json_utf8": N_("This line is not UTF-8."),
    "not_json_deep": N_("This line is nested too deeply."),
    "not_json_number": N_("JSON has no number “{found}”."),
    "field_twice": N_("This field stands here twice."),
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
    "too_large": N_("This is more than one entry can hold (32 KiB); please make several of it."),
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
    "unknown_symptom": N_("The catalogue has no symptom “{symptom}”; tell it in words instead."),
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
        "Worked before the repair and fails after it: {items}. A manager notes (N) what is done about it first."
    ),
    "already_waiting": N_("This ticket waits already; end that wait first."),
    "not_waiting": N_("This ticket waits for nothing."),
    "parts_too_early": N_("Parts are waited for once the customer has approved."),
    "over_paid": N_("Only {paid} were paid."),
    # corrections
    "no_change": N_("That is how it stands already."),
    "unknown_fact": N_("There is no fact “{fact}” on this ticket that could be corrected."),
    "ceiling_low": N_("The ceiling lies below the estimate of {estimate}."),
    "bad_sha256": N_("A photo is named by the SHA-256 of its file, 64 hexadecimal digits."),
    # unlock codes
    "unlock_digits": N_("An unlock PIN has digits only; a pattern is drawn as digits 1 to 9."),
    "unlock_pattern": N_("A pattern visits each of the points 1 to 9 at most once."),
    "no_unlock": N_("No unlock code is kept for this device."),
    "unlock_elsewhere": N_("The unlock code is not on this computer; please ask the customer again."),
    "vault_lost": N_("The vault's key is missing on this computer, so no unlock code can be kept."),
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
    "pin_locked": N_("Five wrong PINs in a row: no PIN is taken for another {minutes} min."),
    "slips_used_up": N_("A slip can be reissued {limit} times at most."),
    "no_receipt_yet": N_("The pickup receipt exists once the device is handed over."),
    "no_quote_yet": N_("There is no quote to print yet."),
    "no_record_yet": N_("The repair record exists once the repair is completed."),
    "slip_not_needed": N_("The device was handed over; nobody needs a slip for it any more."),
    "paper_of_arrival": N_("A queue slip belongs to an arrival, not to a ticket."),
    "missing_glyph": N_("The papers' font has no “{marks}”; correct the text, or print it on a roll."),
    "copy_needs_reason": N_("This would be copy {copy}; please say why another one is needed."),
    # set-up
    "bad_label": N_("A store's code has 1 to 12 letters and digits, like BJ001."),
    "bad_zone": N_("This time zone is not known; a usual one is Asia/Shanghai."),
    "bad_time": N_("A time of day is written HH:MM."),
    "bad_new_pin": N_("A PIN has 4 to 12 digits."),
    "host_long": N_("HQ's host name may have at most {limit} characters, or the QR code grows too large."),
    # settings
    "settings_toml": N_("{where} is no TOML from line {line} on"),
    "settings_key": N_("{where}: there is no setting “{key}”. Possible: {choices}"),
    "settings_choice": N_("{where}: {key} cannot be “{value}”. Possible: {choices}"),
    "settings_staff": N_("{where}: staff is a name of 1 to {limit} characters without quotation marks"),
    "settings_text": N_("{where}: {key} is a text of up to {limit} characters"),
    # files of other systems
    "file_unreadable": N_("This file cannot be read: {why}."),
    "file_empty": N_("This file is empty."),
    "not_utf8": N_("This file is not UTF-8 (byte {at}); save it as CSV UTF-8 and try again."),
    "not_gb18030": N_("This file is not GB18030 (byte {at}); save it as CSV UTF-8 and try again."),
    "no_encoding": N_(
        "This file is neither UTF-8 nor GB18030 (byte {at}); save it as CSV UTF-8 and try again."
    ),
    "utf16": N_(
        "This file is UTF-16, which spreadsheets call “Unicode text”; save it as CSV UTF-8 and try again."
    ),
    "bad_csv": N_("From line {line} on this is no readable CSV."),
    "unknown_map": N_("There is no preset “{name}”. There are: {known}; or name a file that ends in .toml."),
    "header_unknown": N_(
        "This header is not known. For “{name}” these columns are missing: {missing}. The file has: {there}."
    ),
    "column_twice": N_("The column “{column}” stands in the header twice; rename one of them."),
    "no_row_id": N_("This row has no id."),
    "no_date": N_("This row has no date."),
    "row_long": N_(
        "This row has {found} fields, the header only {columns}; what belongs where is not certain."
    ),
    "row_twice": N_("The id “{row}” stands in line {line} already, with other content."),
    "open_quote": N_(
        "The quotation mark that opens here is never closed; the rest of the file ran into this row."
    ),
    "spreadsheet_number": N_(
        "A spreadsheet turned this number into {value}; format the column as text and export again."
    ),
    "unknown_date": N_("“{value}” is no date of these forms: {forms}."),
    "unknown_word": N_(
        "The mapping does not say what “{value}” means here; add it, or “*” for any other word."
    ),
    "bad_amount": N_("“{value}” is no amount of money; it is written like 1,280.00."),
    # a mapping of such files
    "map_unreadable": N_("The mapping {name} cannot be read: {why}."),
    "map_not_utf8": N_("The mapping {name} is not UTF-8 (byte {at}); save it as UTF-8."),
    "map_not_toml": N_("The mapping {name} is no TOML from line {line} on."),
    "map_missing": N_("The mapping {name} must say “{key}”."),
    "map_key": N_("{where} is not known here. Possible: {choices}."),
    "map_type": N_("{where} must be {found}."),
    "map_choice": N_("{where} cannot be “{value}”. Possible: {choices}."),
    "map_text": N_("{where} has 1 to {limit} characters and no control characters."),
    "map_date": N_(
        "{where}: “{value}” is no form of a date. It has YYYY or YY, M or MM, D or DD, and signs between; or is “serial”."
    ),
    "map_both": N_("{where} has a column already; say one of both."),
    **_gathered("REFUSALS"),
}


def word(table: Mapping[str, str], key: str) -> str:
    """A word of the trade in the language spoken now; an unknown key stands for itself."""
    return _(table[key]) if key in table else key


def sentence(code: str, params: Mapping[str, str | int]) -> str:
    """The sentence of a refusal in the language spoken now."""
    filled: dict[str, object] = dict(params)
    if "stage" in filled:
        filled["stage"] = word(STAGES, str(filled["stage"]))
    if "method" in filled:
        filled["method"] = word(METHODS, str(filled["method"]))
    if "programme" in filled:
        filled["programme"] = word(PROGRAMMES, str(filled["programme"]))
    if "outcome" in filled:
        filled["outcome"] = word(OUTCOMES, str(filled["outcome"]))
    if code == "storage_order":
        filled["due"] = word(endings.STORAGE, str(filled["due"])) if filled["due"] else "—"
    if "found" in filled:
        filled["found"] = word(_KINDS, str(filled["found"]))
    if "possible" in filled:
        offered = str(filled["possible"]).split()
        # What is possible nearly always would hide what moves the ticket on.
        offered = [name for name in offered if name not in BESIDE] or offered
        names = [word(COMMANDS, name) for name in offered]
        filled["possible"] = ("、" if current() == "zh_CN" else ", ").join(names) or "—"
    if "part" in filled:
        from mihome_desk.catalog.prices import part_name  # most refusals name no part

        filled["part"] = part_name(str(filled["part"]), current())
    for name in ("open", "paid", "estimate", "cap", "price", "deposit", "amount", *shop.MONEY):
        if isinstance(filled.get(name), int):
            filled[name] = money(int(str(filled[name])))
    return _(REFUSALS.get(code, code), **filled)


_REASONS = {
    errno.ENOENT: N_("it is not there"),
    errno.EACCES: N_("no permission"),
    errno.EPERM: N_("no permission"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("it does not lie in a folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EIO: N_("the disk does not answer rightly"),
    errno.ENAMETOOLONG: N_("its name is too long"),
}


# What SQLite says of a file, by its own words.
_SAID = {
    "file is not a database": N_("it is no database"),
    "database disk image is malformed": N_("it is damaged"),
    "disk I/O error": _REASONS[errno.EIO],
    "database or disk is full": _REASONS[errno.ENOSPC],
    "unable to open database file": N_("it cannot be opened"),
    "attempt to write a readonly database": N_("it can only be read"),
    "database is locked": N_("another program works on it"),
}


def reason(error: BaseException) -> str:
    """Why a file could not be used, in the language spoken now where that is a common reason."""
    if isinstance(error, OSError):
        known = error.errno in _REASONS
        return _(_REASONS[error.errno or 0]) if known else error.strerror or type(error).__name__
    said = str(error)
    return _(_SAID[said]) if said in _SAID else said or type(error).__name__


def money(fen: int) -> str:
    """Fen as yuan: ￥1,234.50."""
    sign = "-" if fen < 0 else ""
    return f"{sign}￥{abs(fen) // 100:,}.{abs(fen) % 100:02}"


class Reasoned(Protocol):
    """What the warranty rules say: a proposal, or a decision that keeps it."""

    @property
    def code(self) -> str:
        """Which sentence."""
        ...

    @property
    def params(self) -> Mapping[str, str | int]:
        """What stands in it."""
        ...


def coverage_reason(told: Reasoned, language: str = "") -> str:
    """One sentence to be read out: the rule, the dates, the arithmetic and what follows; "" where there is none."""
    if not told.code:
        return ""
    return warranty.reason(told.code, told.params, language or current(), money)


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
