"""Invoice requests (开票): title and tax number, for a ticket or a sale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVOLVE: dict[type, Callable[..., Any]] = {}
STAGE_OF: dict[type, str] = {}
