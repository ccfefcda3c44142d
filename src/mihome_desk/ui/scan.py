"""What a scanner sends, told from what a hand types: by shape, and by speed as the second witness.

A scanner types like a keyboard, so speed alone proves nothing: a held key repeats as fast, and an input
method commits a whole word at once. A scan is a shape that we know, typed faster than any hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from mihome_desk.rules import identity

GAP_S = 0.04
"""A pause that no scanner makes between two characters, and no hand stays under between two keys for long."""

SHORTEST = 8
PER_KEY_S = 0.035
HASTY = 4
STALL_S = 0.25
PER_STALL = 30
"""How long a busy machine may stop in the middle of a scan."""

LONGEST = 240
"""Strokes that are kept: a token behind the longest prefix, and a little typing before it."""

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("、"): ord("/")}
_DIGITS = re.compile(r"[0-9]+\Z")
_LABEL = re.compile(r"(?:IMEI|MEID|SN|S/N)\s?[12]?\s?[:/]?\s?\Z", re.IGNORECASE)
_SN = re.compile(r"(?:[0-9]{5}/[0-9A-Z]{6,14}|(?=(?:.*[A-Z]){2})(?=(?:.*[0-9]){4})[0-9A-Z]{12,20})\Z")
_WORD = re.compile(r"[0-9A-Za-z/]+\Z")


class Scan(NamedTuple):
    """What a scanner sent: its shape, and the text with full-width characters folded."""

    kind: Literal["token", "barcode", "imei", "sn", "other"]
    text: str


class Stroke(NamedTuple):
    """One printable key and when the terminal delivered it, in seconds of a monotonic clock."""

    character: str
    at: float


class Found(NamedTuple):
    """A scan at the end of some strokes, and the index of its first one."""

    start: int
    scan: Scan


def find_scan(strokes: Sequence[Stroke], *, any_shape: bool = False) -> Found | None:
    """The scan that the strokes end with, or None where they are typing.

    ``any_shape`` takes any run that no hand could type: used where no text field could receive it.
    """
    if len(strokes) < SHORTEST:
        return None
    text = "".join(stroke.character for stroke in strokes).translate(_FOLD)
    found = _token(strokes, text) or _number(strokes, text) or _serial(strokes, text)
    if found is None and any_shape:
        start = _run_start(strokes, len(strokes) - 1)
        run = text[start:]
        hasty = strokes[-1].at - strokes[start].at <= len(run) * PER_KEY_S / 2
        if len(run) >= SHORTEST and len(set(run)) > 1 and hasty:
            found = Found(start, Scan("other", run.strip()))
    return found


def _token(strokes: Sequence[Stroke], text: str) -> Found | None:
    """Our slip: 95 digits of our format at the end; what an input method left of the link before them goes along."""
    start = len(text) - identity.TOKEN_DIGITS
    digits = text[start:] if start >= 0 else ""
    whole = digits.startswith(identity.TOKEN_FORMAT) and digits.isdecimal()
    if not whole or not _fast(strokes, start):
        return None
    return Found(_run_start(strokes, start), Scan("token", digits))


def _number(strokes: Sequence[Stroke], text: str) -> Found | None:
    """Exactly 15 digits with an IMEI's check digit, or the 12 of a slip's barcode."""
    digits = _DIGITS.search(text)
    if digits is None:
        return None
    for length in (15, 12):
        start = len(text) - length
        if start < digits.start() or not _begins(strokes, text, start):
            continue
        number = text[start:]
        if not _fast(strokes, start) or len(set(number)) < 4:
            continue
        if length == 15 and identity.imei_problem(number) is None:
            return Found(_with_label(strokes, text, start), Scan("imei", number))
        if length == 12 and identity.number_from_barcode(number):
            return Found(start, Scan("barcode", number))
    return None


def _serial(strokes: Sequence[Stroke], text: str) -> Found | None:
    """A serial number as makers print it: in capitals, or with the slash. Words in small letters are typing."""
    word = _WORD.search(text)
    if word is None:
        return None
    # Behind the last pause, or the one before it: what was typed stays, and a stall splits no number.
    for start in range(len(strokes) - SHORTEST, word.start() - 1, -1):
        pause = start == word.start() or strokes[start].at - strokes[start - 1].at >= GAP_S
        number = text[start:]
        if pause and _SN.match(number) and len(set(number)) >= 4 and _fast(strokes, start):
            return Found(_with_label(strokes, text, start), Scan("sn", number))
    return None


def _is_code(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _begins(strokes: Sequence[Stroke], text: str, start: int) -> bool:
    """Whether a number may begin here: nothing of the same kind right before it, or a pause."""
    if start == 0 or strokes[start].at - strokes[start - 1].at >= GAP_S:
        return True
    return not _is_code(text[start - 1]) or _LABEL.search(text[:start]) is not None


def _with_label(strokes: Sequence[Stroke], text: str, start: int) -> int:
    """A label that some boxes print into the code, ``IMEI:`` before the digits, belongs to the scan."""
    label = _LABEL.search(text[:start])
    run = _run_start(strokes, start)
    return label.start() if label and label.start() >= run else start


def _run_start(strokes: Sequence[Stroke], at: int) -> int:
    """The first stroke of the run that the stroke ``at`` belongs to.

    A pause ends it, unless what lies before the pause came at a scanner's pace too: then a machine stalled.
    """
    while at and (_gap(strokes, at) < GAP_S or _hasty(strokes, at - 1)):
        at -= 1
    return at


def _gap(strokes: Sequence[Stroke], at: int) -> float:
    return strokes[at].at - strokes[at - 1].at


def _hasty(strokes: Sequence[Stroke], last: int) -> bool:
    """Whether the few strokes up to ``last`` came as no hand types them."""
    return last >= HASTY and all(_gap(strokes, at) < GAP_S / 2 for at in range(last, last - HASTY, -1))


def _fast(strokes: Sequence[Stroke], start: int) -> bool:
    """Whether the strokes from ``start`` on came faster than a hand types, a stall here and there allowed."""
    count = len(strokes) - start
    pauses = sum(_gap(strokes, at) >= GAP_S for at in range(start + 1, len(strokes)))
    hurry = strokes[-1].at - strokes[start].at <= count * PER_KEY_S + STALL_S
    return hurry and pauses <= 1 + count // PER_STALL
