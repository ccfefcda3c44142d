"""Day close (日结): what the journal says was taken against what lies in the drawer and on the shelves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVENTS: tuple[type, ...] = ()
