"""Words and refusals of endings, loaners and storage."""

from __future__ import annotations

from mihome_desk.text import N_ as N_

COMMANDS: dict[str, str] = {}
BESIDE: frozenset[str] = frozenset()
EVENTS: dict[str, str] = {}
FIELDS: dict[str, str] = {}
REFUSALS: dict[str, str] = {}
