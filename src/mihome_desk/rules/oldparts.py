"""Old parts (旧件) owed to HQ, and the boxes that take them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVENTS: tuple[type, ...] = ()
