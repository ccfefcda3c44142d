"""Counter sale (配件销售): accessories over the counter, with or without a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVENTS: tuple[type, ...] = ()
