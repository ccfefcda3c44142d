"""The legal limits in days, read from ``warranty.toml`` without a TOML parser.

The board needs three numbers of that file on the way to its first frame, where reading all of it would cost
more than all else that the board reads; a test compares them with the parsed rules.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "warranty.toml"
_SECTION = re.compile(r"^\[categories\.(\w+)\]$(.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"^(loaner|repair|parts)_days *= *(\d+)", re.MULTILINE)


@cache
def limits() -> dict[str, tuple[int, int, int]]:
    """By category: days until a loaner is due, an exchange by the repairer's delay, one by missing parts; 0: none."""
    found = {}
    for category, body in _SECTION.findall(_FILE.read_text(encoding="utf-8")):
        days = dict(_NUMBER.findall(body))
        found[category] = (int(days["loaner"]), int(days["repair"]), int(days["parts"]))
    return found
