"""What a clerk's words in a field mean: small functions from text to an answer, without a screen.

Each returns `Said`: the text that the field shows from now on, words for the hint, and whether they tell
that something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.rules import identity
from mihome_desk.screens.intake_times import day_of, moment_of, spelled
from mihome_desk.text import _, current

MOST_DAYS = 366
TAIL = re.compile(r"[0-9]{4}\Z")
_BETWEEN = re.compile(r"[,、;，；\n]+")
_QUICK = re.compile(r"([1-9]+)\s*(?:[,、;，；]\s*(.*))?\Z", re.DOTALL)


class Said(NamedTuple):
    """What a field was understood as."""

    value: str
    hint: str = ""
    wrong: bool = False


class Told(NamedTuple):
    """Symptom codes behind a text, and what in it named none: the customer's words."""

    codes: tuple[str, ...]
    rest: str = ""


class Facts(NamedTuple):
    """What the meaning of a field may depend on besides its text; ``now`` is local."""

    now: datetime
    names: tuple[str, ...] = ()
    values: Mapping[str, str] = {}
    photos: frozenset[str] = frozenset()


def in_words(zh: str, en: str) -> str:
    """The one of two that is spoken now."""
    return zh if current() == "zh_CN" else en


# Symptoms


@lru_cache(maxsize=256)
def symptom_of(said: str) -> str:
    """The symptom code that a code, a word or part of one means; "" when none does."""
    said = identity.fold(said)
    if not said:
        return ""
    symptoms, upper, lower = load.symptoms(), said.upper(), said.lower()
    if upper in symptoms:
        return upper
    tests: tuple[Callable[[load.Symptom], bool], ...] = (
        lambda each: lower in (each.zh.lower(), each.en.lower()),
        lambda each: each.code.startswith(upper),
        lambda each: lower in each.zh.lower(),
        lambda each: lower in each.en.lower(),
    )
    return next((each.code for test in tests for each in symptoms.values() if test(each)), "")


def symptoms_of(said: str) -> Told:
    """Every symptom that a text names: digits of the quick list, codes, words, parts of words.

    Commas of either script stand between them; spaces do where every word names one.
    """
    codes: list[str] = []
    rest: list[str] = []
    for part in _BETWEEN.split(said):
        found = _symptoms_in(part.strip())
        if found:
            codes.extend(found)
        elif part.strip():
            rest.append(part.strip())
    return Told(tuple(dict.fromkeys(codes)), "，".join(rest) if current() == "zh_CN" else ", ".join(rest))


def _symptoms_in(part: str) -> list[str]:
    digits = _by_digits(part)
    if digits or not part:
        return digits
    whole = symptom_of(part)
    if whole:
        return [whole]
    each = [_by_digits(word) or [symptom_of(word)] for word in part.split()]
    return [code for codes in each for code in codes] if all(all(codes) for codes in each) else []


def _by_digits(part: str) -> list[str]:
    digits = identity.fold(part).replace(" ", "")
    quick = load.quick("symptom")
    if not re.fullmatch(r"[1-9]+", digits) or any(int(digit) > len(quick) for digit in digits):
        return []
    return [quick[int(digit) - 1].code for digit in digits]


def symptom_words(code: str) -> str:
    """A symptom in the language spoken now; an unknown code stands for itself."""
    symptom = load.symptoms().get(code)
    return in_words(symptom.zh, symptom.en) if symptom else code


def listed(names: Iterable[str]) -> str:
    """Names one after another."""
    return ("、" if current() == "zh_CN" else ", ").join(names)


def symptom(text: str, _facts: Facts) -> Said:
    """The symptoms by name."""
    told = symptoms_of(text)
    hint = "→ " + listed(symptom_words(code) for code in told.codes) if told.codes else ""
    if told.rest:
        other = _("no such symptom; the complaint can say it")
        return Said(text, f"{hint}  {other}".strip(), wrong=True)
    return Said(text, hint)


# Who


def phone(text: str, _facts: Facts) -> Said:
    """A number that can be called, or the last four digits of one that is known."""
    folded = identity.fold(text)
    if not folded or TAIL.match(folded):
        return Said(folded)
    normal = identity.phone_normal(folded)
    if normal is None:
        return Said(folded, words.sentence("bad_phone", {}), wrong=True)
    return Said(normal)


def name(text: str, facts: Facts) -> Said:
    """A digit is one of the names known under the phone number."""
    digit = identity.fold(text)
    if len(digit) == 1 and digit.isdigit() and 1 <= int(digit) <= len(facts.names):
        return Said(facts.names[int(digit) - 1])
    return Said(text)


# The device


def imei(text: str, facts: Facts) -> Said:
    """Fifteen digits with a right check digit."""
    number = identity.fold(text)
    problem = identity.imei_problem(number) if number else None
    return Said(number, words.sentence(problem, {}), wrong=True) if problem else Said(number)


def imei2(text: str, facts: Facts) -> Said:
    """Another one than IMEI 1."""
    said = imei(text, facts)
    if said.value and not said.wrong and said.value == identity.fold(facts.values.get("imei", "")):
        return Said(said.value, words.sentence("same_imei", {}), wrong=True)
    return said


def sn(text: str, _facts: Facts) -> Said:
    """The shape of a serial number."""
    number = identity.fold(text)
    if number and not identity.sn_ok(number):
        return Said(number, words.sentence("bad_sn", {}), wrong=True)
    return Said(number.upper() if number.isascii() else number)


def past_day(text: str, facts: Facts) -> Said:
    """A day that is over, as the papers of a purchase name it."""
    if not identity.fold(text):
        return Said("")
    today = facts.now.date()
    found = day_of(text, today)
    if not found:
        return Said(text, _("A day like 2025-11-30."), wrong=True)
    if found > today.isoformat():
        return Said(found, words.sentence("date_future", {"day": found, "on": today.isoformat()}), wrong=True)
    return Said(found)


# Condition and what stays here


def _quick(field: str) -> Callable[[str, Facts], Said]:
    def answers(text: str, _facts: Facts) -> Said:
        return Said(quick_words(field, text))

    return answers


def quick_words(field: str, text: str) -> str:
    """Digits as the words behind them; what stands behind a comma stays as it was typed."""
    found = _QUICK.match(identity.fold(text))
    quick = load.quick(field)
    if not found or any(int(digit) > len(quick) for digit in found[1]):
        return text
    chosen = dict.fromkeys(quick[int(digit) - 1] for digit in found[1])
    parts = [in_words(each.zh, each.en) for each in chosen] + ([found[2].strip()] if found[2] else [])
    return listed(parts)


# Money and time


def fen_of(text: str) -> int | None:
    """Yuan as typed (199, 199.5, ￥1,299.00) in fen, or None where it is no such amount."""
    plain = identity.fold(text).replace(",", "").strip("¥￥元 ")
    found = re.fullmatch(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?", plain)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def estimate(text: str, _facts: Facts) -> Said:
    """An amount in yuan."""
    folded = identity.fold(text)
    if folded and fen_of(folded) is None:
        return Said(folded, _("An amount in yuan, like 199 or 199.50."), wrong=True)
    return Said(folded)


def ceiling(text: str, facts: Facts) -> Said:
    """What the customer allows without being asked: never less than the estimate."""
    said = estimate(text, facts)
    most, told = fen_of(said.value), fen_of(facts.values.get("estimate", ""))
    if not said.wrong and most is not None and told is not None and most < told:
        return Said(
            said.value, _("Less than the estimate of {amount}.", amount=words.money(told)), wrong=True
        )
    return said


def promised(text: str, facts: Facts) -> Said:
    """A time to come, within a year."""
    if not identity.fold(text):
        return Said("")
    moment = moment_of(text, facts.now)
    if moment is None:
        return Said(text, _("A time like 1830, tomorrow 10, or +2h."), wrong=True)
    if moment <= facts.now:
        hint = _("{time} is over; write tomorrow before it, or a day.", time=f"{moment:%H:%M}")
        return Said(text, hint, wrong=True)
    if moment - facts.now > timedelta(days=MOST_DAYS):
        return Said(text, _("That is more than a year away."), wrong=True)
    return Said(spelled(moment), _until(moment, facts.now))


def _until(moment: datetime, now: datetime) -> str:
    minutes = round((moment - now).total_seconds() / 60)
    if minutes < 120:
        return _("in {minutes} min", minutes=minutes)
    days = (moment.date() - now.date()).days
    if days == 0:
        return _("today, in {hours} h", hours=round(minutes / 60))
    return _("tomorrow") if days == 1 else _("in {days} days", days=days)


# The unlock code, photos


def unlock_kind(code: str, chosen: str) -> str:
    """Letters make a code a password, whatever was chosen."""
    return chosen if not code or identity.fold(code).isdigit() else "password"


def photos(text: str, facts: Facts) -> Said:
    """Names of pictures that were taken from the inbox."""
    unknown = [each for each in photo_names(text) if each not in facts.photos]
    if unknown:
        return Said(text, _("No photo of the name “{name}” was taken.", name=unknown[0]), wrong=True)
    return Said(text)


def photo_label(file: str) -> str:
    """A file's name as the field shows it: commas stand between names there."""
    return re.sub(r"[,，、]", "_", file)


def photo_names(text: str) -> list[str]:
    """The names in the field, between commas."""
    return [each.strip() for each in re.split(r"[,，、]", text) if each.strip()]


UNDERSTAND: dict[str, Callable[[str, Facts], Said]] = {
    "phone": phone,
    "name": name,
    "imei": imei,
    "imei2": imei2,
    "sn": sn,
    "bought": past_day,
    "activated": past_day,
    "made": past_day,
    "symptom": symptom,
    "condition": _quick("condition"),
    "left_items": _quick("left_items"),
    "estimate": estimate,
    "ceiling": ceiling,
    "promised": promised,
    "photos": photos,
}
