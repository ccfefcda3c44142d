"""Words and refusals of counter sale, invoices and the day close."""

from __future__ import annotations

from mihome_desk.text import N_ as N_

COMMANDS: dict[str, str] = {}
BESIDE: frozenset[str] = frozenset()
EVENTS: dict[str, str] = {}
FIELDS: dict[str, str] = {}
REFUSALS: dict[str, str] = {}
