"""Parcels of a repair centre: their read table."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from mihome_desk.rules.moment import Header

Beside = Callable[[sqlite3.Connection, Header, Any, dict[str, Any]], None]

OF_OTHERS: dict[type, Beside] = {}
OF_TICKETS: dict[type, Beside] = {}
