"""How names are typed by people who type no hanzi: 张三 is ``zs``, ``zhangsan``, ``zhangs``.

Every reading of every hanzi counts, those that only surnames have included (单 is shan and dan). The table
is made by ``scripts/pinyin_table.py`` and read on first use.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby, product
from pathlib import Path

_TABLE = Path(__file__).parent / "pinyin.txt"
WINDOW = 4
"""A name is typed from any of its hanzi on, at most this many of them: 欧阳春晓, or 晓 alone."""


@cache
def _table() -> tuple[tuple[str, str], ...]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if not line.startswith("#"))
    return tuple((syllable, hanzi) for syllable, _space, hanzi in pairs)


@lru_cache(maxsize=8_192)
def readings(hanzi: str) -> tuple[str, ...]:
    """Every reading of one hanzi without tones, in alphabetical order; () for anything else."""
    return tuple(syllable for syllable, read_so in _table() if hanzi in read_so)


@lru_cache(maxsize=4_096)
def typed(name: str) -> frozenset[str]:
    """Everything that may be typed for a name, whole: a beginning of any of them means the name.

    From each of its hanzi on: the initials (``zs``), the whole readings (``zhangsan``), and the first
    reading whole with the initials of the rest (``zhangs``).
    """
    return frozenset(
        one for run in _runs(name) for at in range(len(run)) for one in _from(run[at : at + WINDOW])
    )


def means(said: str, name: str) -> bool:
    """Whether ``said``, lower case letters, is a beginning of something typed for the name."""
    return any(one.startswith(said) for one in typed(name))


def _runs(name: str) -> Iterator[list[tuple[str, ...]]]:
    """The readings of each unbroken run of hanzi."""
    for known, run in groupby(map(readings, name), bool):
        if known:
            yield list(run)


def _from(run: list[tuple[str, ...]]) -> Iterator[str]:
    initials = [tuple(sorted({one[0] for one in each})) for each in run]
    yield from map("".join, product(*initials))
    yield from map("".join, product(*run))
    yield from map("".join, product(run[0], *initials[1:]))
