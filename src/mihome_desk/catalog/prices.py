"""The shipped guide price list: parts, prices and labour, read on first use and kept.

`SOURCES.md` names the origin; every row carries its own and tells whether it is a sample.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mihome_desk.catalog import pinyin

_HERE = Path(__file__).parent
_LABOUR_INSIDE = {"yes": True, "no": False, "unknown": None}


class Part(NamedTuple):
    """A kind of part, as ``parts.csv`` has it; ``typed`` stands for its Chinese name without hanzi."""

    code: str
    zh: str
    en: str
    labour: int
    counts_as: str
    also: tuple[str, ...]
    typed: frozenset[str]
    typed_also: frozenset[str]


class Price(NamedTuple):
    """One guide price in fen; ``with_labour`` is None where the source does not say."""

    model: str
    part: str
    price: int
    variant: str
    with_labour: bool | None
    sample: bool
    source: str


class Labour(NamedTuple):
    """One level of labour, in fen, for one category of devices."""

    code: str
    level: int
    zh: str
    en: str
    price: int
    category: str
    also: tuple[str, ...]
    sample: bool
    source: str


class Head(NamedTuple):
    """The list as a whole: its version, and how many days a quote holds."""

    version: str
    valid_days: int


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


@cache
def head() -> Head:
    """Version and validity."""
    told = tomllib.loads((_HERE / "prices.toml").read_text(encoding="utf-8"))
    return Head(str(told["version"]), int(told["valid_days"]))


@cache
def parts() -> dict[str, Part]:
    """Every kind of part by its code, in the order of the list. Shared: do not change it."""
    found = {}
    for row in _rows("parts.csv"):
        also = _several(row["also"])
        found[row["code"]] = Part(
            row["code"],
            row["zh"],
            row["en"],
            int(row["labour"]),
            row["counts_as"],
            also,
            pinyin.typed(row["zh"]),
            frozenset().union(*map(pinyin.typed, also)),
        )
    return found


@cache
def prices() -> tuple[Price, ...]:
    """Every guide price of a part."""
    return tuple(
        Price(
            row["model"],
            row["part"],
            int(row["price"]),
            row["variant"],
            _LABOUR_INSIDE[row["labour_included"]],
            row["sample"] == "yes",
            row["source"],
        )
        for row in _rows("prices.csv")
    )


@cache
def labour() -> tuple[Labour, ...]:
    """Every level of labour."""
    return tuple(
        Labour(
            row["code"],
            int(row["level"]),
            row["zh"],
            row["en"],
            int(row["price"]),
            row["category"],
            _several(row["also"]),
            row["sample"] == "yes",
            row["source"],
        )
        for row in _rows("labour.csv")
    )


def part_name(code: str, language: str) -> str:
    """What a part is called in a language; a text that is no code stands for itself."""
    part = parts().get(code)
    if part is None:
        return code
    return part.zh if language == "zh_CN" else part.en


def line_name(label: str, code: str, language: str) -> str:
    """What a quote's line is called: its label, else what its code stands for."""
    if label:
        return label
    level = next((each for each in labour() if each.code == code), None)
    if level is not None:
        return level.zh if language == "zh_CN" else level.en
    return part_name(code, language)
