"""Parcels at a repair centre (寄修中心): expected, received by scan, checked, sent back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVENTS: tuple[type, ...] = ()
