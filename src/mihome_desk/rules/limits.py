"""What free text, names, numbers and times may be; every decision cleans and checks what it is given here.

Each returns the value as it is kept and raises Refused at the field named.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from mihome_desk.rules import identity
from mihome_desk.rules.refusal import Refused

NAME = 40
WORDS = 2_000
FILE_NAME = 255
IMPORTED_NAME = 120
IMPORTED_WORDS = 8_000
MOST_FEN = 1_000_000_000
MOST_PIECES = 999
LAST_MS = 4_102_444_800_000
"""The year 2100, in UTC ms: later than any promise, early enough for every calendar."""


class Told:
    """A limit as the commands' JSON Schema tells it; the functions below are what enforces it."""

    def __init__(self, **keywords: int) -> None:
        self._keywords = keywords

    def __get_pydantic_json_schema__(self, schema: Any, handler: Callable[[Any], dict[str, Any]]) -> Any:
        return handler(schema) | self._keywords


Name = Annotated[str, Told(maxLength=NAME)]
Words = Annotated[str, Told(maxLength=WORDS)]
FileName = Annotated[str, Told(maxLength=FILE_NAME)]
ImportedName = Annotated[str, Told(maxLength=IMPORTED_NAME)]
ImportedWords = Annotated[str, Told(maxLength=IMPORTED_WORDS)]
Fen = Annotated[int, Told(minimum=0, maximum=MOST_FEN)]
SomeFen = Annotated[int, Told(minimum=1, maximum=MOST_FEN)]
Pieces = Annotated[int, Told(minimum=1, maximum=MOST_PIECES)]
Instant = Annotated[int, Told(minimum=0, maximum=LAST_MS)]


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
    if not low <= amount <= MOST_FEN:
        raise Refused("out_of_range", field, low=low, high=MOST_FEN)
    return amount


def estimate(told: int | None, ceiling: int | None) -> tuple[int | None, int | None]:
    """What was said about the price, in fen; the ceiling is not below the estimate."""
    if told is not None:
        fen(told, "estimate")
    if ceiling is not None:
        fen(ceiling, "ceiling")
    if told is not None and ceiling is not None and ceiling < told:
        raise Refused("ceiling_low", "ceiling", estimate=told)
    return told, ceiling


def instant(at_ms: int | None, field: str) -> int | None:
    """UTC ms of a time that a calendar can show, or None."""
    if at_ms is not None and not 0 <= at_ms <= LAST_MS:
        raise Refused("out_of_range", field, low=0, high=LAST_MS)
    return at_ms


def phone(text: str, field: str) -> str:
    """A telephone number in its one spelling."""
    number = identity.phone_normal(name(text, field, needed=True))
    if number is None:
        raise Refused("bad_phone", field)
    return number


def imei(text: str, field: str) -> str:
    """Fifteen digits with a right check digit, or empty."""
    folded = identity.fold(name(text, field))
    problem = identity.imei_problem(folded) if folded else None
    if problem:
        raise Refused(problem, field)
    return folded


def sn(text: str, field: str) -> str:
    """A serial number in upper case, or empty."""
    number = identity.fold(name(text, field))
    if number and not identity.sn_ok(number):
        raise Refused("bad_sn", field)
    return number.upper()
