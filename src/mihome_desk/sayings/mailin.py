"""Words and refusals of mail-in, parcels and the custody chain."""

from __future__ import annotations

from mihome_desk.text import N_ as N_

COMMANDS: dict[str, str] = {}
BESIDE: frozenset[str] = frozenset()
EVENTS: dict[str, str] = {}
FIELDS: dict[str, str] = {}
REFUSALS: dict[str, str] = {}
