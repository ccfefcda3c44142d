"""Endings that need more than a word: exchange, refund, certificate, and a withdrawal in the middle of a repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVOLVE: dict[type, Callable[..., Any]] = {}
STAGE_OF: dict[type, str] = {}
