"""What free text, names and codes may be; every decision cleans and checks its words here."""

from __future__ import annotations

from mihome_desk.rules import identity
from mihome_desk.rules.refusal import Refused

NAME = 40
WORDS = 2_000
IMPORTED_WORDS = 8_000


def words(text: str, field: str, *, limit: int = WORDS, needed: bool = False) -> str:
    """Text of several lines, NFC, stripped. Raises Refused for control, bidi and surrogate characters."""
    return _clean(text, field, limit, lines=True, needed=needed)


def name(text: str, field: str, *, limit: int = NAME, needed: bool = False) -> str:
    """Text of one line, NFC, stripped."""
    return _clean(text, field, limit, lines=False, needed=needed)


def _clean(text: str, field: str, limit: int, *, lines: bool, needed: bool) -> str:
    problem = identity.text_problem(text, 10 * limit, lines)
    if problem == "text_surrogate":
        raise Refused(problem, field)
    clean = identity.clean_text(text).strip()
    problem = identity.text_problem(clean, limit, lines)
    if problem:
        raise Refused(problem, field, limit=limit)
    if needed and not clean:
        raise Refused("empty", field)
    return clean


def fen(amount: int, field: str, *, low: int = 0) -> int:
    """An amount of money in fen, at most ten million yuan."""
    if amount < 0:
        raise Refused("negative", field)
    if not low <= amount <= 1_000_000_000:
        raise Refused("out_of_range", field, low=low, high=1_000_000_000)
    return amount
