"""What screens tell the app. They never know each other; the app decides where to go."""

from __future__ import annotations

from textual.message import Message

from mihome_desk.ui.line import Line
from mihome_desk.ui.scan import Scan


class TicketChosen(Message):
    """Show this ticket (id)."""

    def __init__(self, ticket: str) -> None:
        super().__init__()
        self.ticket = ticket


class StepWanted(Message):
    """Go to the screen of a command for a ticket: ``answer_checks``, ``quote``, ``hand_over`` ..."""

    def __init__(self, ticket: str, command: str) -> None:
        super().__init__()
        self.ticket = ticket
        self.command = command


class PaperWanted(Message):
    """Show a paper of a ticket."""

    def __init__(self, ticket: str, kind: str) -> None:
        super().__init__()
        self.ticket = ticket
        self.kind = kind


class IntakeWanted(Message):
    """Take in the customer who waits under this queue number."""

    def __init__(self, arrival: int) -> None:
        super().__init__()
        self.arrival = arrival


class Scanned(Message):
    """A scanner sent something; ``line`` is the field that had the focus, which is as it was before."""

    def __init__(self, scan: Scan, line: Line | None) -> None:
        super().__init__()
        self.scan = scan
        self.line = line


class StoreReady(Message):
    """A store was set up or chosen in this folder; open it."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder


class RollbackAccepted(Message):
    """The manager accepted that the database was put back."""
