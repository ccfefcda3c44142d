"""What stands in one cell of somebody else's file: words, dates, money and numbers that a spreadsheet spoilt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache

from mihome_desk.rules import identity

DATES = ("YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "YYYY年M月D日", "YYYYMMDD")
"""The ways to write a day that mean one day only; a mapping may name others."""

SERIAL = "serial"
_PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
}
_TIME = r"(?:[T\s]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
# Day 0 of the day numbers that spreadsheets keep under every date.
_DAY_ZERO = date(1899, 12, 30)
_FLOAT = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,2}")
_WRAPPED = re.compile(r'="?([^"]*)"?')
_MONEY = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2})0*)?")
_CURRENCY = re.compile(r"^(?:[¥￥]|RMB|CNY)\s*|\s*(?:元|RMB|CNY)$", re.IGNORECASE)


def cleaned(text: str, lines: bool) -> str:
    """``text`` with every character that could not be kept as a space; outer white space gone."""
    kept = identity.clean_text(text)
    if identity.text_problem(kept, len(kept), lines):
        kept = "".join(" " if identity.text_problem(each, 1, lines) else each for each in kept)
    return kept.strip()


def number(text: str) -> str:
    """A number as it was before a spreadsheet dressed it: without ``="…"``, an apostrophe before or ``.0`` after."""
    bare = identity.fold(text)
    if wrapped := _WRAPPED.fullmatch(bare):
        bare = wrapped[1]
    bare = bare.strip().removeprefix("'")
    return re.sub(r"^([0-9]+)\.0+$", r"\1", bare)


def spoilt(text: str) -> bool:
    """Whether a spreadsheet made this of a long number: ``8.62E+14``. Its digits are gone."""
    return bool(_FLOAT.fullmatch(text))


@cache
def date_pattern(spelled: str) -> re.Pattern[str] | None:
    """What matches dates of a form like ``D.M.YYYY``, a time after them or not; None where it is no such form."""
    names = re.findall(r"YYYY|YY|MM|M|DD|D", spelled)
    if sorted(name[0] for name in names) != ["D", "M", "Y"]:
        return None
    rest = re.split(r"YYYY|YY|MM|M|DD|D", spelled)
    if re.search(r"[A-Za-z0-9]", "".join(rest)):
        return None
    body = "".join(re.escape(text) + _PARTS[name] for text, name in zip(rest, names, strict=False))
    return re.compile(body + re.escape(rest[-1]) + _TIME)


def day_of(text: str, forms: Sequence[str]) -> str | None:
    """The day that a cell means, YYYY-MM-DD, or None. The first form that fits decides."""
    said = identity.fold(text)
    for form in forms:
        if form == SERIAL:
            if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", said):
                return (_DAY_ZERO + timedelta(days=int(said[:5]))).isoformat()
            continue
        pattern = date_pattern(form)
        found = pattern.fullmatch(said) if pattern else None
        if found:
            given = found.groupdict()
            year = int(given.get("year") or 2000 + int(given["short"]))
            try:
                return date(year, int(given["month"]), int(given["day"])).isoformat()
            except ValueError:
                return None
    return None


def fen(text: str) -> int | None:
    """Yuan as a person writes them (``￥1,280.00``, ``99元``) in fen, or None."""
    said = _CURRENCY.sub("", identity.fold(text)).strip()
    found = _MONEY.fullmatch(said)
    if not found:
        return None
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))


def composed(parts: Iterable[str], limit: int) -> str:
    """One stable id of several cells; a long one keeps its beginning and the digest of all."""
    text = " | ".join(parts)
    if len(text) <= limit:
        return text
    from hashlib import sha256

    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{text[: limit - len(digest) - 1]} {digest}"
