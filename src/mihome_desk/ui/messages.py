"""What screens tell the app. They never know each other; the app decides where to go."""

from __future__ import annotations

from textual.message import Message


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


class Scanned(Message):
    """A scanner sent a slip's token while no field had focus."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class StoreReady(Message):
    """A store was set up or chosen in this folder; open it."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder


class RollbackAccepted(Message):
    """The manager accepted that the database was put back."""
