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
    return UiCommand(id, key, spelled, label, tooltip, f"app.{id}")


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
LANGUAGE = _app("language", "ctrl+l", "Ctrl+L", N_("中文/EN"), N_("Switch between Chinese and English"))
THEME = _app("theme", "ctrl+t", "Ctrl+T", N_("Light/dark"), N_("Switch between light and dark"))
QUIT = _app("quit_desk", "ctrl+q", "Ctrl+Q", N_("Quit"), N_("Close the counter; drafts stay"))

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

BACK = UiCommand(
    "back", "escape", "Esc", N_("Back"), N_("Back to where you came from; nothing is lost"), "back"
)
SAVE = UiCommand("save", "ctrl+s", "Ctrl+S", N_("Save"), N_("Save this form"), "save")
OPEN = UiCommand("open", "enter", "Enter", N_("Open"), N_("Open the ticket in focus"), "open")
NEXT = UiCommand("next", "enter", "Enter", N_("Next step"), N_("Do what this ticket needs next"), "next")
TELL = UiCommand("tell", "t", "T", N_("Told"), N_("The customer was told that it is ready"), "tell")
NOTE = UiCommand("note", "n", "N", N_("Note"), N_("Add a note to this ticket"), "note")
WITHDRAW = UiCommand(
    "withdraw", "w", "W", N_("Withdraw"), N_("The customer takes the device back unrepaired"), "withdraw"
)
REOPEN = UiCommand("reopen", "o", "O", N_("Reopen"), N_("Strike the completion; the clock runs on"), "reopen")
PROGRAMME = UiCommand("programme", "p", "P", N_("Programme"), N_("Go on as another programme"), "programme")
VOID = UiCommand("void", "v", "V", N_("Void"), N_("This ticket should not exist; a manager signs"), "void")
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
    N_("It cannot be switched on: the rest cannot be tested"),
    "rest('untestable')",
)
UNANSWER = UiCommand(
    "unanswer", "backspace", "⌫", N_("Take back"), N_("Take the last answer back"), "unanswer"
)
ADD = UiCommand("add", "enter", "Enter", N_("Add line"), N_("Add this line to the quote"), "add")
REMOVE = UiCommand(
    "remove", "ctrl+d", "Ctrl+D", N_("Drop line"), N_("Take the last line out of the quote"), "remove"
)
PRINT_NOW = UiCommand("print_now", "enter", "Enter", N_("Print"), N_("Print this paper"), "print_now")
WIDTH = UiCommand("width", "w", "W", N_("58/80 mm"), N_("The other paper width"), "width")
CODE = UiCommand("code", "q", "Q", N_("QR code"), N_("The QR code alone, to be photographed"), "code")
EMPTY_FORM = UiCommand(
    "empty_form",
    "ctrl+d",
    "Ctrl+D",
    N_("Start again"),
    N_("Throw this draft away and begin with an empty form"),
    "empty",
)


def everywhere_bindings() -> list[Binding]:
    """Bindings of the app; function keys reach it through dialogs and fields alike."""
    return [command.binding(priority=True) for command in EVERYWHERE]
