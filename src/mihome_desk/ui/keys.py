"""Every command of the screens, declared once: its key, its words, and where it belongs.

Bindings, the key line at the bottom, the help page and the palette are all made from this table.
"""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding

from mihome_desk.text import N_


class UiCommand(NamedTuple):
    """One thing a clerk can ask for. ``action`` is a Textual action, ``spelled`` the key as people read it."""

    id: str
    key: str
    spelled: str
    label: str
    tooltip: str
    action: str

    def binding(self, *, priority: bool = False) -> Binding:
        """The Textual binding of this command."""
        return Binding(self.key, self.action, self.label, show=False, priority=priority, id=self.id)


def _app(id: str, key: str, spelled: str, label: str, tooltip: str) -> UiCommand:
    return UiCommand(id, key, spelled, label, tooltip, f"app.go('{id}')")


HELP = _app("help", "f1", "F1", N_("Help"), N_("Explain this screen and its keys"))
INTAKE = _app("intake", "f2", "F2", N_("New"), N_("Take a device in; an unfinished form comes back"))
FIND = _app(
    "find", "f3", "F3", N_("Find"), N_("Find a ticket by number, phone, IMEI or name, or scan a slip")
)
BOARD = _app("board", "f4", "F4", N_("Board"), N_("All open tickets, the most urgent clock on top"))
CHECK = _app("check", "f5", "F5", N_("Check"), N_("The checklist before or after the repair"))
QUOTE = _app("quote", "f6", "F6", N_("Quote"), N_("Write a quote, or take the customer's answer"))
REPAIR = _app("repair", "f7", "F7", N_("Repair"), N_("Start the repair, or complete it"))
HAND_OVER = _app(
    "hand_over", "f8", "F8", N_("Hand over"), N_("Give the device back: slip, payment, second proof")
)
PRINT = _app("print", "f9", "F9", N_("Paper"), N_("Show and print this ticket's paper"))
PALETTE = _app("palette", "f10", "F10", N_("More"), N_("Every command by name"))
ARRIVE = _app("arrive", "ctrl+o", "Ctrl+O", N_("Arrival"), N_("Somebody came in: a queue number"))
LANGUAGE = UiCommand(
    "language", "ctrl+l", "Ctrl+L", N_("中文/EN"), N_("Switch between Chinese and English"), "app.language"
)
THEME = UiCommand(
    "theme", "ctrl+t", "Ctrl+T", N_("Look"), N_("Dark, light, and both with high contrast"), "app.theme"
)
QUIT = UiCommand(
    "quit_desk", "ctrl+q", "Ctrl+Q", N_("Quit"), N_("Close the counter; drafts stay"), "app.quit_desk"
)

EVERYWHERE = (
    HELP,
    INTAKE,
    FIND,
    BOARD,
    CHECK,
    QUOTE,
    REPAIR,
    HAND_OVER,
    PRINT,
    PALETTE,
    ARRIVE,
    LANGUAGE,
    THEME,
    QUIT,
)
# Terminals keep F1, F10 and F11 for themselves; Ctrl+G then a digit is F1 to F10 everywhere.
PREFIX = "ctrl+g"
BY_DIGIT = dict(zip("1234567890", EVERYWHERE, strict=False))
# What scanners end a scan with: CR, LF or Tab.
CARRIAGE_RETURN, LINE_FEED = "enter", "ctrl+j"
SUFFIXES = frozenset({CARRIAGE_RETURN, LINE_FEED, "tab"})

BACK = UiCommand(
    "back", "escape", "Esc", N_("Back"), N_("Back to where you came from; nothing is lost"), "back"
)
SAVE = UiCommand("save", "ctrl+s", "Ctrl+S", N_("Save"), N_("Save this form"), "save")
OPEN = UiCommand("open", "enter", "Enter", N_("Open"), N_("Open the ticket in focus"), "open")
NEXT = UiCommand("next", "enter", "Enter", N_("Next step"), N_("Do what this ticket needs next"), "next")


def _small(id: str, key: str, label: str, tooltip: str, command: str) -> UiCommand:
    return UiCommand(id, key, key.upper(), label, tooltip, f"small('{command}')")


TELL = _small("tell", "t", N_("Told"), N_("The customer was told that it is ready"), "tell_customer")
NOTE = _small("note", "n", N_("Note"), N_("Add a note to this ticket"), "note")
WITHDRAW = _small(
    "withdraw", "w", N_("Withdraw"), N_("The customer takes the device back unrepaired"), "withdraw"
)
REOPEN = _small("reopen", "o", N_("Reopen"), N_("Strike the completion; the clock runs on"), "reopen")
PROGRAMME = _small("programme", "p", N_("Programme"), N_("Go on as another programme"), "change_programme")
VOID = _small("void", "v", N_("Void"), N_("This ticket should not exist; a manager signs"), "void")
CORRECT = _small(
    "correct", "c", N_("Correct"), N_("A fact of this ticket is wrong: say what is right"), "correct"
)
ADD_FAULT = _small("add_fault", "a", N_("Fault +"), N_("The device has one more fault"), "add_fault")
ASSIGN = _small("assign", "g", N_("Assign"), N_("Another technician takes this ticket"), "assign")
WAITING = _small(
    "waiting", "h", N_("Wait"), N_("Wait for parts or for the customer, or go on after it"), "wait"
)
MOVE = _small("move", "m", N_("Place"), N_("The device lies somewhere else now"), "move")
REISSUE = _small(
    "reissue", "r", N_("New slip"), N_("A new slip; the old one proves nothing any more"), "reissue_slip"
)
MONEY_BACK = _small("money_back", "b", N_("Refund"), N_("Give money back to the customer"), "refund_payment")
UNLOCK = _small(
    "unlock", "u", N_("Unlock"), N_("Keep or read the code that unlocks the device"), "read_unlock"
)
CALL = _small(
    "call", "k", N_("Call"), N_("Show the phone number for a minute; its purpose is kept"), "call_customer"
)
# Steps of the service rules: coverage, parts, mail-in, loaner, storage, invoice, history.
COVERAGE = _small(
    "coverage", "d", N_("Coverage"), N_("In or out of warranty, fault by fault"), "decide_coverage"
)
NOTICE = _small(
    "notice", "y", N_("Notice"), N_("The customer's answer to the no-warranty notice"), "answer_notice"
)
USE_PART = _small(
    "use_part", "s", N_("Use part"), N_("A part goes into the device, or out again"), "use_part"
)
MAIL_IN = _small(
    "mail_in", "x", N_("Mail-in"), N_("Pack, ship or receive: the next step of the journey"), "mail_in"
)
LOANER = _small("loaner", "l", N_("Loaner"), N_("Lend the customer a device, or take it back"), "lend_loaner")
STORAGE = _small(
    "storage", "z", N_("Storing"), N_("Nobody collects it: remind, notice, settle"), "storage_step"
)
INVOICE = _small(
    "invoice", "i", N_("Invoice"), N_("The customer wants an invoice: title and tax id"), "request_invoice"
)
HISTORY = _small("history", "e", N_("History"), N_("All visits of this device and of its owner"), "history")
# In the order of their use; each by the command that it leads to.
SMALL_STEPS = {
    "tell_customer": TELL,
    "decide_coverage": COVERAGE,
    "answer_notice": NOTICE,
    "use_part": USE_PART,
    "mail_in": MAIL_IN,
    "storage_step": STORAGE,
    "lend_loaner": LOANER,
    "call_customer": CALL,
    "note": NOTE,
    "history": HISTORY,
    "correct": CORRECT,
    "wait": WAITING,
    "assign": ASSIGN,
    "move": MOVE,
    "add_fault": ADD_FAULT,
    "read_unlock": UNLOCK,
    "withdraw": WITHDRAW,
    "reopen": REOPEN,
    "refund_payment": MONEY_BACK,
    "request_invoice": INVOICE,
    "reissue_slip": REISSUE,
    "change_programme": PROGRAMME,
    "void": VOID,
}
PASS = UiCommand("pass", "1", "1", N_("Pass"), N_("This item works"), "answer('pass')")
FAIL = UiCommand("fail", "2", "2", N_("Fail"), N_("This item does not work"), "answer('fail')")
UNTESTED = UiCommand(
    "untested", "3", "3", N_("Untested"), N_("This item was not tested"), "answer('untested')"
)
NOT_FITTED = UiCommand(
    "not_fitted", "4", "4", N_("Not fitted"), N_("This device has no such part"), "answer('not_fitted')"
)
REST = UiCommand("rest", "r", "R", N_("Rest pass"), N_("All remaining items pass; asks once"), "rest('pass')")
DEAD = UiCommand(
    "dead",
    "d",
    "D",
    N_("Dead device"),
    N_("It cannot be switched on: the short list, and back"),
    "dead",
)
UNANSWER = UiCommand(
    "unanswer", "backspace", "Bksp", N_("Take back"), N_("Take the last answer back"), "unanswer"
)
ADD = UiCommand("add", "enter", "Enter", N_("Add line"), N_("Add this line to the quote"), "add")
BIG_PAGE = UiCommand(
    "big_page",
    "ctrl+e",
    "Ctrl+E",
    N_("Big type"),
    N_("A page in big type, to turn to the customer"),
    "big_page",
)
RENEW = UiCommand(
    "renew", "ctrl+y", "Ctrl+Y", N_("Renew"), N_("Make this quote again at today's guide prices"), "renew"
)
REMOVE = UiCommand(
    "remove", "ctrl+d", "Ctrl+D", N_("Drop line"), N_("Take the last line out of the quote"), "remove"
)
LOST_SLIP = UiCommand(
    "lost_slip",
    "ctrl+e",
    "Ctrl+E",
    N_("No slip"),
    N_("The slip is lost: print the form, see an ID, a manager signs"),
    "lost_slip",
)
GIVE_BACK = UiCommand(
    "give_back", "ctrl+r", "Ctrl+R", N_("Refund"), N_("Give back what was paid too much"), "give_back"
)
PRINT_NOW = UiCommand("print_now", "enter", "Enter", N_("Print"), N_("Print this paper"), "print_now")
WIDTH = UiCommand("width", "w", "W", N_("58/80 mm"), N_("The other paper width"), "width")
CODE = UiCommand("code", "q", "Q", N_("QR code"), N_("The QR code alone, to be photographed"), "code")
PDF = UiCommand("pdf", "p", "P", N_("A5 PDF"), N_("Write it as a PDF for the office printer"), "pdf")
CHOOSE_PAPER = UiCommand(
    "choose_paper", "1", "1-9", N_("Which"), N_("Another paper of this ticket, by its digit"), "choose(1)"
)
PAPER_DIGITS = [Binding(str(digit), f"choose({digit})", show=False) for digit in range(2, 10)]
EMPTY_FORM = UiCommand(
    "empty_form",
    "ctrl+d",
    "Ctrl+D",
    N_("Start again"),
    N_("Throw this draft away and begin with an empty form"),
    "empty",
)
ANOTHER = UiCommand(
    "another",
    "ctrl+n",
    "Ctrl+N",
    N_("Next one"),
    N_("Put this customer aside and begin with another; the draft stays"),
    "another",
)
DRAFTS = UiCommand(
    "drafts", "ctrl+k", "Ctrl+K", N_("Drafts"), N_("All unfinished intakes, to go on with one"), "drafts"
)
PHOTO = UiCommand(
    "photo", "ctrl+p", "Ctrl+P", N_("Photo"), N_("Take the newest picture of the photo folder"), "photo"
)
PROPOSAL = UiCommand(
    "proposal",
    "ctrl+y",
    "Ctrl+Y",
    N_("Tomorrow"),
    N_("It is late: standard repair, promised for tomorrow noon"),
    "proposal",
)
ARRIVALS = _app(
    "arrivals", "a", "A", N_("Queue"), N_("Who came in and waits; close a visit without a repair")
)
TAKE = UiCommand("take", "enter", "Enter", N_("Take in"), N_("Begin the intake of who is in focus"), "take")
CONSULTED = UiCommand(
    "consulted", "1", "1", N_("Advice"), N_("Only wanted advice; the visit is closed"), "close('consulted')"
)
BOUGHT = UiCommand(
    "bought", "2", "2", N_("Bought"), N_("Bought something; the visit is closed"), "close('bought')"
)
GONE = UiCommand(
    "gone", "3", "3", N_("Left"), N_("Left without a word; the visit is closed"), "close('left')"
)
DROP_DRAFT = UiCommand("drop_draft", "delete", "Del", N_("Drop"), N_("Throw the draft in focus away"), "drop")


def _part(id: str, digit: str, label: str, tooltip: str) -> UiCommand:
    return UiCommand(id, digit, digit, label, tooltip, f"part('{id}')")


# The parts of the board, by the names of `desk.FILTERS`.
BOARD_PARTS = {
    command.id: command
    for command in (
        _part("all", "1", N_("All"), N_("Every device in the house")),
        _part("mine", "2", N_("Mine"), N_("What is assigned to whoever works at this counter")),
        _part("to_quote", "3", N_("To quote"), N_("What the customer has not said yes to yet")),
        _part(
            "in_repair", "4", N_("At work"), N_("What is approved, in repair, waiting for parts or tested")
        ),
        _part("to_collect", "5", N_("Finished"), N_("What is finished and waits for its customer")),
        _part("over_time", "6", N_("Late"), N_("Whatever is past its hour, its promise or its storage")),
    )
}
NEXT_CHANGED = UiCommand(
    "next_changed",
    "n",
    "N",
    N_("Changed"),
    N_("Go to the next ticket that somebody else changed"),
    "next_changed",
)
BELL = UiCommand(
    "bell", "b", "B", N_("Bell"), N_("Ring at ten minutes left and at zero, or keep quiet"), "switch_bell"
)

# Coverage: the fault in focus, and what is said about it.
ACCEPT = UiCommand(
    "accept", "enter", "Enter", N_("As proposed"), N_("What the rules propose holds"), "accept"
)
COVER_IN = UiCommand("cover_in", "1", "1", N_("In"), N_("In warranty: free for the customer"), "cover('in')")
COVER_OUT = UiCommand(
    "cover_out", "2", "2", N_("Out"), N_("Out of warranty: the customer pays"), "cover('out')"
)
COVER_VOID = UiCommand(
    "cover_void",
    "3",
    "3",
    N_("Not covered"),
    N_("An exclusion was found: choose it, say what shows it"),
    "cover('void')",
)
WHICH_PART = UiCommand(
    "which_part",
    "p",
    "P",
    N_("Which part"),
    N_("Another part of the device, with a period of its own"),
    "which_part",
)
CRACK = UiCommand("crack", "g", "G", N_("Crack"), N_("What a crack in the glass looks like decides"), "crack")
DATES = UiCommand("dates", "b", "B", N_("Dates"), N_("When and how it was bought, activated, made"), "dates")
NOTICE_PAPER = UiCommand(
    "notice_paper", "n", "N", N_("Paper"), N_("Show and print the no-warranty notice"), "notice_paper"
)
# Parts: the list and its tabs, the forms over it, boxes, and a part that goes into a device.
PARTS = _app(
    "parts", "p", "P", N_("Parts"), N_("The shelf: what is there, what is low, what goes back to HQ")
)

ENQUIRY = _app("enquiry", "e", "E", N_("Prices"), N_("What a repair would cost, without a ticket"))


def _tab(id: str, digit: str, label: str, tooltip: str) -> UiCommand:
    return UiCommand(id, digit, digit, label, tooltip, f"tab('{id}')")


PARTS_TABS = {
    command.id: command
    for command in (
        _tab("shelf", "1", N_("Shelf"), N_("Every part of this store")),
        _tab("low", "2", N_("Low"), N_("Parts that fell to their low mark")),
        _tab("awaited", "3", N_("Awaited"), N_("Approved repairs that wait for a part")),
        _tab("old_parts", "4", N_("Old parts"), N_("Old parts that HQ gets back, the first due on top")),
        _tab("boxes", "5", N_("Boxes"), N_("Return boxes: packed, sealed, on their way, counted")),
        _tab("requests", "6", N_("Requests"), N_("What was asked of HQ")),
        _tab(
            "usage",
            "7",
            N_("Usage"),
            N_("Parts that repairs used in a month, against the norm of each model"),
        ),
    )
}
CHOOSE_ROW = UiCommand("choose_row", "enter", "Enter", N_("Open"), N_("Open what is in focus"), "choose_row")
EARLIER = UiCommand("earlier", "left", "←", N_("Earlier"), N_("The month before"), "month(-1)")
LATER = UiCommand("later", "right", "→", N_("Later"), N_("The month after"), "month(1)")
FILTER = UiCommand("filter", "f", "F", N_("Filter"), N_("A few letters of code or name"), "filter")
RECEIVE = UiCommand(
    "receive", "r", "R", N_("Receive"), N_("Parts came in: scan, quantity, Enter"), "form('receive')"
)
COUNT = UiCommand("count", "c", "C", N_("Count"), N_("Count the shelf against the books"), "form('count')")
LEND = UiCommand("lend", "l", "L", N_("Lend"), N_("A technician takes pieces along"), "on_item('lend')")
TAKE_BACK = UiCommand(
    "take_back",
    "b",
    "B",
    N_("Bring back"),
    N_("A technician brings lent pieces back"),
    "on_item('take_back')",
)
WRITE_OFF = UiCommand(
    "write_off",
    "w",
    "W",
    N_("Write off"),
    N_("Pieces that are broken, lost, or were defective on arrival"),
    "on_item('write_off')",
)
CHANGE_ITEM = UiCommand(
    "change_item", "e", "E", N_("Change"), N_("Name, price and low mark of a part"), "on_item('change')"
)
ASK_HQ = UiCommand(
    "ask_hq", "q", "Q", N_("Request"), N_("Ask HQ for parts; a list is proposed"), "form('request')"
)
NEW_BOX = UiCommand("new_box", "n", "N", N_("New box"), N_("Begin a return box for old parts"), "new_box")
PUT_IN = UiCommand(
    "put_in",
    "enter",
    "Enter",
    N_("In or out"),
    N_("The old part in focus goes into the box, or out of it"),
    "put_in",
)
NOT_ARRIVED = UiCommand(
    "not_arrived",
    "enter",
    "Enter",
    N_("Missing"),
    N_("HQ did not find the old part in focus, or did"),
    "put_in",
)
SEAL = UiCommand(
    "seal", "ctrl+s", "Ctrl+S", N_("Seal"), N_("Close this box; nothing is added after it"), "step"
)
SEND_BOX = UiCommand(
    "send_box", "ctrl+s", "Ctrl+S", N_("Waybill"), N_("The carrier took this box along"), "step"
)
HQ_COUNT = UiCommand(
    "hq_count",
    "ctrl+s",
    "Ctrl+S",
    N_("HQ count"),
    N_("What HQ found in this box, and why it differs"),
    "step",
)
LESS = UiCommand("less", "left", "←", N_("Less"), N_("One piece less of the line in focus"), "change_by(-1)")
MORE = UiCommand(
    "more", "right", "→", N_("One more"), N_("One piece more of the line in focus"), "change_by(1)"
)
SEND_REQUEST = UiCommand(
    "send_request", "ctrl+s", "Ctrl+S", N_("Send"), N_("Write this request down for HQ"), "save"
)
CLOSE_REQUEST = UiCommand(
    "close_request", "d", "D", N_("Call off"), N_("What a request still lacks will not come"), "close_request"
)
PUT_BACK = UiCommand(
    "put_back",
    "ctrl+r",
    "Ctrl+R",
    N_("Return"),
    N_("A part comes out again, unused or defective"),
    "put_back",
)
OTHER_PART = UiCommand(
    "other_part", "ctrl+n", "Ctrl+N", N_("Another"), N_("A part that the quote does not name"), "other_part"
)


# The till: a counter sale, what comes back, and the day's close.
SALE = _app("sale", "s", "S", N_("Sale"), N_("Accessories over the counter: scan, take the money, receipt"))
DAY_CLOSE = _app(
    "day_close", "z", "Z", N_("Day close"), N_("Count the drawer, walk along the shelf, close the day")
)
SELL = UiCommand(
    "sell",
    "ctrl+s",
    "Ctrl+S",
    N_("Sell"),
    N_("Sell what stands here; Enter in the empty field does the same"),
    "save",
)
EDIT_LINE = UiCommand(
    "edit_line", "ctrl+e", "Ctrl+E", N_("Change"), N_("Pieces and price of the last line"), "edit_line"
)
DROP_SOLD = UiCommand(
    "drop_sold", "ctrl+d", "Ctrl+D", N_("Drop line"), N_("Take the last line out of the sale"), "drop_sold"
)
RETURN_SALE = UiCommand(
    "return_sale",
    "ctrl+r",
    "Ctrl+R",
    N_("Goods back"),
    N_("Something that was sold comes back"),
    "return_sale",
)
SALE_INVOICE = UiCommand(
    "sale_invoice",
    "ctrl+y",
    "Ctrl+Y",
    N_("Invoice"),
    N_("The customer of the last sale wants an invoice"),
    "invoice",
)
SHOW_RECEIPT = UiCommand(
    "show_receipt",
    "ctrl+p",
    "Ctrl+P",
    N_("Receipt"),
    N_("The receipt of the last sale, and another print"),
    "receipt",
)
GIVE_MONEY = UiCommand(
    "give_money",
    "ctrl+s",
    "Ctrl+S",
    N_("Refund"),
    N_("Take the pieces back and give their money back"),
    "save",
)
CLOSE_NOW = UiCommand(
    "close_now", "ctrl+s", "Ctrl+S", N_("Close"), N_("Close the day as it was counted"), "save"
)
MET = UiCommand(
    "met", "space", "Space", N_("Tick"), N_("The device in focus lies there; a scan says the same"), "met"
)
DAY_PAPER = UiCommand(
    "day_paper", "ctrl+p", "Ctrl+P", N_("Paper"), N_("The paper of the day that was closed last"), "day_paper"
)


def quiet(key: str, action: str) -> Binding:
    """A key that every clerk tries without being told: it stands under F1, not in the key line."""
    return Binding(key, action, show=False)


# Fields of a form, one of a few values, a list, a text that is longer than its place.
FIELD_MOVES = (quiet("down", "app.focus_next"), quiet("up", "app.focus_previous"))
CHOICE_MOVES = (quiet("left", "step(-1)"), quiet("right,space", "step(1)"), quiet("enter", "enter"))
LIST_MOVES = (
    quiet("up", "move(-1)"),
    quiet("down", "move(1)"),
    quiet("pageup", "page(-1)"),
    quiet("pagedown", "page(1)"),
    quiet("home", "edge(0)"),
    quiet("end", "edge(1)"),
    quiet("enter", "choose"),
)


def scroll_moves(action: str) -> list[Binding]:
    """Keys that scroll by lines and pages through an action that takes the number of lines."""
    return [
        quiet("down", f"{action}(1)"),
        quiet("up", f"{action}(-1)"),
        quiet("pagedown,space", f"{action}(12)"),
        quiet("pageup", f"{action}(-12)"),
    ]


def list_from_field(action: str) -> list[Binding]:
    """↑ ↓ move a list while the cursor stays in a field."""
    return [
        Binding("down", f"{action}(1)", show=False, priority=True),
        Binding("up", f"{action}(-1)", show=False, priority=True),
    ]


def everywhere_bindings() -> list[Binding]:
    """Bindings of the app; function keys reach it through dialogs and fields alike."""
    return [command.binding(priority=True) for command in EVERYWHERE]


ASK_KEYS = (
    quiet("escape", "cancel"),
    quiet("ctrl+s", "answer"),
    quiet("down", "app.focus_next"),
    quiet("up", "app.focus_previous"),
)
CONFIRM_KEYS = (
    quiet("escape", "no"),
    quiet("enter", "yes"),
    quiet("down,pagedown", "scroll_words(4)"),
    quiet("up,pageup", "scroll_words(-4)"),
)
PICK_KEYS = (
    quiet("escape", "cancel"),
    quiet("down", "move(1)"),
    quiet("up", "move(-1)"),
    quiet("pagedown", "move(10)"),
    quiet("pageup", "move(-10)"),
)
REVEAL_KEYS = (quiet("escape,enter,space", "hide"),)
CHECK_LIST_KEYS = (
    quiet("up", "move(-1)"),
    quiet("down,enter", "move(1)"),
    quiet("pageup", "move(-10)"),
    quiet("pagedown", "move(10)"),
    quiet("home", "move(-999)"),
    quiet("end", "move(999)"),
)
OFFER_KEYS = (quiet("down", "onward(1)"), quiet("up", "onward(-1)"))
BIG_KEYS = (quiet("enter,space", "back"),)
INTAKE_KEYS = (
    quiet("down", "onward(1)"),
    quiet("up", "onward(-1)"),
    quiet("tab", "take_and_go"),
)
CHOOSER_KEYS = (
    quiet("up", "move(-1)"),
    quiet("down", "move(1)"),
    quiet("home", "edge(0)"),
    quiet("end", "edge(-1)"),
    quiet("enter", "pick"),
)
DRAFT_LIST_KEYS = (
    quiet("escape", "cancel"),
    quiet("ctrl+n", "new"),
    *(command.binding() for command in (DROP_DRAFT,)),
)

PARCELS = _app(
    "parcels",
    "x",
    "X",
    N_("Parcels"),
    N_("Mail-in: what is away and in whose hands; a centre receives its parcels here"),
)
ANNOUNCE = UiCommand(
    "announce", "ctrl+n", "Ctrl+N", N_("Announce"), N_("A store says that a parcel comes"), "announce"
)

# Ways of the house that hang on letters of the board, and by name on F10 from every screen.
FROM_BOARD = (ARRIVALS, PARCELS, ENQUIRY, PARTS, SALE, DAY_CLOSE)
