"""Parts in a device (换件): used, taken out again, and what that does to the stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVOLVE: dict[type, Callable[..., Any]] = {}
STAGE_OF: dict[type, str] = {}
