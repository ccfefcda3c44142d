"""The shipped catalogue: checklists, symptoms, models, quick answers and TAC hints, read on first use and kept.

Standard library only; importing this module reads no file. `SOURCES.md` names the origin of every fact.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

Stage = Literal["pre", "post", "both"]
Tier = Literal["counter", "technician"]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at; the hints of how it is done may be empty."""

    code: str
    zh: str
    en: str
    how_zh: str
    how_en: str
    stage: Stage
    tier: Tier


@dataclass(frozen=True, slots=True)
class Symptom:
    """What a customer says is wrong. ``items`` are codes of the phone's checklist; other lists lack some."""

    code: str
    zh: str
    en: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A device by its name, in both languages."""

    category: str
    name: str
    zh: str


@dataclass(frozen=True, slots=True)
class Quick:
    """An answer that one digit gives; a symptom is named by its code, other answers by their words."""

    code: str
    zh: str
    en: str


def _rows(name: str) -> Iterator[list[str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        yield from reader


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {code: (zh, en) for code, zh, en in _rows("categories.csv")}


@cache
def _checklists() -> dict[str, tuple[Item, ...]]:
    lists: dict[str, list[Item]] = {}
    for category, _seq, code, zh, en, how_zh, how_en, stage, tier in _rows("checklists.csv"):
        item = Item(code, zh, en, how_zh, how_en, cast(Stage, stage), cast(Tier, tier))
        lists.setdefault(category, []).append(item)
    return {category: tuple(items) for category, items in lists.items()}


@cache
def _models() -> dict[str, str]:
    return {tac: f"{brand} {model}" for tac, brand, model, _source in _rows("tac.csv")}


def categories() -> tuple[str, ...]:
    """Category codes in the order the counter offers them, phone first."""
    return tuple(_names())


def category_name(code: str) -> tuple[str, str]:
    """The category's name, ``(zh, en)``. Raises KeyError for a category not in `categories`."""
    return _names()[code]


def checklist(category: str) -> tuple[Item, ...]:
    """The category's items in the order they are worked through, both lists in one: filter by ``stage``.

    Raises KeyError for a category not in `categories`.
    """
    return _checklists()[category]


@cache
def symptoms() -> dict[str, Symptom]:
    """Every symptom by its code, in the order of the list. Shared: do not change it."""
    return {
        code: Symptom(code, zh, en, tuple(items.split()))
        for code, zh, en, items, _ords, _iris, _sanbao in _rows("symptoms.csv")
    }


@cache
def unlisted_symptoms() -> frozenset[str]:
    """Symptoms that stand in no fault table: man-made, software, or no fault at all.

    They are repaired like any other; the days of choice after the purchase are for listed faults.
    """
    marks = ("人为", "看受力点", "软件", "不属故障")
    return frozenset(row[0] for row in _rows("symptoms.csv") if row[6].startswith(marks))


@cache
def models() -> tuple[Model, ...]:
    """Devices that the maker sold, newest series first within a kind."""
    return tuple(Model(category, name, zh) for category, name, zh in _rows("models.csv"))


@cache
def _quick() -> dict[str, tuple[Quick, ...]]:
    found: dict[str, list[Quick]] = {}
    for field, code, zh, en in _rows("quick.csv"):
        symptom = symptoms().get(code) if field == "symptom" else None
        answer = Quick(code, symptom.zh, symptom.en) if symptom else Quick(code, zh, en)
        found.setdefault(field, []).append(answer)
    return {field: tuple(answers) for field, answers in found.items()}


def quick(field: str) -> tuple[Quick, ...]:
    """The answers behind the digits 1 to 9 of ``symptom``, ``condition`` or ``left_items``; none elsewhere."""
    return _quick().get(field, ())


def tac_hint(imei: str) -> str | None:
    """Brand and model guessed from the first eight digits of an IMEI, ``"Xiaomi Redmi Note 7"``.

    A hint: what the store's own tickets know of the device comes first.
    """
    return _models().get(imei[:8])


@cache
def version() -> str:
    """The catalogue's version, an ISO date."""
    return (_HERE / "version.txt").read_text(encoding="utf-8").strip()
