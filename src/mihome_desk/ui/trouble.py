"""Failures as sentences: what happened, that nothing was lost, what to do."""

from __future__ import annotations

from mihome_desk.desk import RolledBack, StoreBusy, VaultKeyLost
from mihome_desk.text import _
from mihome_desk.words import reason


def sentence_of(error: BaseException) -> str:
    """A failure in the clerk's language."""
    if isinstance(error, StoreBusy):
        return _(
            "Process {pid} holds the store and does not move; nothing was written. Close it and try again.",
            pid=error.pid,
        )
    if isinstance(error, RolledBack):
        return _("This database was put back; a manager decides first how to go on.")
    if isinstance(error, VaultKeyLost):
        return _(
            "The key of the drafts is missing: unfinished forms cannot be read. Tickets are not affected."
        )
    return _("That could not be written ({why}). Nothing is lost: please try again.", why=reason(error))
