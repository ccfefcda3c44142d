"""Loaners (备用机): out to a customer, and back before the device leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVOLVE: dict[type, Callable[..., Any]] = {}
STAGE_OF: dict[type, str] = {}
