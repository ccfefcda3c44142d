"""Stock (库存): parts and accessories on this store's shelf, received, counted, lent, written off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DECIDE: dict[type, Callable[..., Any]] = {}
EVENTS: tuple[type, ...] = ()
