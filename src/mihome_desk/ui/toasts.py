"""Notes in the corner that always go away.

Textual 8.2.8 mounts a note anew on every screen with the time that it has left. Where that ran out
meanwhile the timer's delay is negative, and the timer spins for ever without giving way: the whole
counter stands still at full load.
"""

from __future__ import annotations

from textual.events import Mount
from textual.widgets._toast import Toast

SHORTEST_S = 0.01

_mount = Toast._on_mount


def _on_mount(toast: Toast, event: Mount) -> None:
    toast._timeout = max(SHORTEST_S, toast._timeout)
    _mount(toast, event)


def mend() -> None:
    """From now on a note that ran out goes away at once."""
    Toast._on_mount = _on_mount  # type: ignore[method-assign,assignment]
