"""The guide price list (指导价): what a part of a model and a level of labour may cost at most, in integer fen.

Pure. The list comes from the catalogue; a quote keeps the version that it was made with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mihome_desk.rules import identity
from mihome_desk.rules.ticket import Device

DAY_MS = 86_400_000
_LATIN = (
    ("小米", "xiaomi"),
    ("红米", "redmi"),
    ("平板", "pad"),
    ("手环", "band"),
    ("手表", "watch"),
    ("电视", "tv"),
    ("至尊纪念版", "ultra"),
    ("至尊版", "ultra"),
    ("游戏增强版", "gaming"),
    ("电竞版", "gaming"),
    ("青春版", "lite"),
    ("路由器", "router"),
    ("smart band", "band"),
)
_LABOUR = ("人工", "工时", "手工费", "labour", "labor", "工费")
_BRAND = re.compile(r"^(?:xiaomi|mi(?!x))+")
_WORD = re.compile(r"[a-z0-9+]+")
_NUMBER = re.compile(r"(\d+)\s*(tb)?")
_LOOSE = re.compile(r"[\s_\-/.,，、()（）+]+")
# A plus belongs to a model's name: Pro+ is not Pro.
_APART = re.compile(r"[\s_\-/.,，、()（）]+")


class PartKind(NamedTuple):
    """A kind of part: ``labour`` is the level that fitting it takes, ``counts_as`` the part that the warranty knows.

    ``also`` are its other names; ``typed`` and ``typed_also`` what people type for its Chinese names without
    hanzi (``dc`` is 电池).
    """

    code: str
    zh: str
    en: str
    labour: int
    counts_as: str
    also: tuple[str, ...] = ()
    typed: frozenset[str] = frozenset()
    typed_also: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.code, self.zh, self.en, *self.also)

    def meant_by(self, term: str) -> bool:
        """Whether a word as typed so far, folded and in lower case, may mean this part."""
        return self.called(term) or _begins(term, self.also, self.typed_also)

    def called(self, term: str) -> bool:
        """The same by its own names alone, not by its nicknames."""
        return _begins(term, (self.code, self.zh, self.en), self.typed)


def _begins(term: str, names: tuple[str, ...], typed: frozenset[str]) -> bool:
    loose = _loose(term)
    if not loose:
        return False
    if not loose.isascii():
        return any(loose in _loose(name) for name in names)
    latin = [name.lower() for name in names if name.isascii()]
    whole = any(_loose(name).startswith(loose) for name in latin)
    begun = any(word.startswith(term) for name in latin for word in _WORD.findall(name))
    return whole or begun or any(one.startswith(loose) for one in typed)


class GuidePrice(NamedTuple):
    """One price of the list: a part of a model, a ``variant`` where there are several (``8GB+256GB``).

    ``with_labour`` tells whether the labour is inside, None where the source does not say; ``sample`` that it
    is no official figure.
    """

    model: str
    part: str
    price: int
    variant: str = ""
    with_labour: bool | None = None
    sample: bool = True
    source: str = ""


class LabourLevel(NamedTuple):
    """What labour may cost: level 1 opens and swaps, level 2 solders on a board, level 0 is software."""

    code: str
    level: int
    zh: str
    en: str
    price: int
    category: str = "phone"
    also: tuple[str, ...] = ()
    sample: bool = True
    source: str = ""


class Guide(NamedTuple):
    """What the list says about a line: the part that is meant, its cap in fen or None, whether labour is inside.

    ``several`` tells that the list has a price per variant and nobody said which: the cap is the highest.
    """

    part: str = ""
    cap: int | None = None
    with_labour: bool = False
    sample: bool = False
    several: bool = False


class Listed(NamedTuple):
    """A part as a search finds it, with its price on this list, None where there is none."""

    part: PartKind
    price: GuidePrice | None


@dataclass(frozen=True)
class PriceList:
    """A published list. ``valid_days`` is how long a quote made with it holds."""

    version: str = ""
    valid_days: int = 7
    prices: tuple[GuidePrice, ...] = ()
    labour: tuple[LabourLevel, ...] = ()
    parts: tuple[PartKind, ...] = ()

    @cached_property
    def _by_model(self) -> dict[str, tuple[GuidePrice, ...]]:
        found: dict[str, tuple[GuidePrice, ...]] = {}
        for price in self.prices:
            name = normal(price.model)
            found[name] = (*found.get(name, ()), price)
        return found

    @cached_property
    def _by_code(self) -> dict[str, PartKind]:
        return {part.code: part for part in self.parts}

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Codes of parts by every name; where two share one the first keeps it."""
        names: dict[str, str] = {}
        for part in self.parts:
            for name in part.names:
                names.setdefault(_loose(name), part.code)
        return names

    @cached_property
    def _by_phrase(self) -> dict[str, str]:
        """The same by the words of Latin names: "mic" is not in "ceramic"."""
        names: dict[str, str] = {}
        for part in self.parts:
            for name in part.names:
                if name.isascii():
                    names.setdefault(_phrase(name), part.code)
        return names

    def part(self, code: str) -> PartKind | None:
        """The kind of part behind a code."""
        return self._by_code.get(code)

    def named(self, text: str) -> str:
        """The code of the part that goes by exactly this name, code or nickname; "" for any other text."""
        return self._by_name.get(_loose(text), "")

    def part_of(self, text: str) -> str:
        """The code of the one part that a text names, alone or among other words (``更换原装电池``), else ""."""
        loose = _loose(text)
        if loose in self._by_name:
            return self._by_name[loose]
        hanzi = {name: code for name, code in self._by_name.items() if not name.isascii() and len(name) > 1}
        met = {*_met(loose, hanzi), *_met(_phrase(text), self._by_phrase)}
        return met.pop() if len(met) == 1 else ""

    def of_model(self, model: str, part: str = "", variant: str = "") -> tuple[GuidePrice, ...]:
        """The prices of a model, of one of its parts, of the variant where that is known."""
        rows = self._by_model.get(normal(model), ())
        rows = tuple(row for row in rows if part in ("", row.part))
        wanted = _memory(variant)
        exact = tuple(row for row in rows if row.variant and wanted and _fits(wanted, _memory(row.variant)))
        return exact or rows

    def cap(self, model: str, part: str, variant: str = "") -> int | None:
        """Fen that a part of a model may cost at most; the dearest variant where nobody said which; None: no price."""
        return max((row.price for row in self.of_model(model, part, variant)), default=None) if part else None

    def level(self, text: str, category: str) -> LabourLevel | None:
        """The labour level that a text names; None where it names none."""
        loose = _loose(text)
        for level in self.labour:
            if level.category == category and loose in {
                _loose(name) for name in (level.code, level.zh, level.en, *level.also)
            }:
                return level
        return None

    def names_labour(self, code: str, label: str, device: Device) -> bool:
        """Whether a line's words mean labour, by a level's name or by the trade's word for it."""
        said = (code, label)
        return any(self.level(text, device.category) for text in said if text) or any(
            word in _loose(text) for word in _LABOUR for text in said
        )

    def level_for(self, level: int, category: str) -> LabourLevel | None:
        """The labour of a level, None where the list has none for such devices."""
        return next((each for each in self.labour if (each.level, each.category) == (level, category)), None)

    def labour_cap(self, text: str, category: str) -> int | None:
        """Fen that labour may cost at most: its level's price, the highest where the words name no level."""
        level = self.level(text, category)
        if level is not None:
            return level.price
        return max((each.price for each in self.labour if each.category == category), default=None)

    def guide(
        self, device: Device, kind: str, code: str, label: str = "", part: str = "", variant: str = ""
    ) -> Guide:
        """What the list says about a line of a quote for a device.

        A fee has no guide price, but one that names a part costs no more than the part: 换电池费 is no way around it.
        """
        if kind == "labour":
            levels = [each for each in self.labour if each.category == device.category]
            cap = self.labour_cap(code, device.category)
            return Guide("", cap, sample=any(each.sample for each in levels if each.price == cap))
        part = part or self.part_of(code) or self.part_of(label)
        said = " ".join(filter(None, (variant, code, label)))
        rows = self.of_model(model_name(device), part, said if _memory(said) else device.storage)
        if not part or not rows:
            return Guide(part)
        dearest = max(rows, key=lambda row: row.price)
        return Guide(part, dearest.price, bool(dearest.with_labour), dearest.sample, len(rows) > 1)

    def offered(self, text: str, device: Device) -> tuple[Listed, ...]:
        """Parts that a few letters may mean, for one device: what the list has for its model first."""
        terms = _terms(text)
        rows = self.of_model(model_name(device))
        wanted = _memory(device.storage)
        rows = tuple(
            row for row in rows if not (row.variant and wanted) or _fits(wanted, _memory(row.variant))
        )
        listed = [Listed(self._by_code[row.part], row) for row in rows if row.part in self._by_code]
        priced = {row.part for row in rows}
        listed += [Listed(part, None) for part in self.parts if terms and part.code not in priced]
        found = [each for each in listed if all(each.part.meant_by(term) for term in terms)]
        exact = self.named(text)

        def order(each: Listed) -> tuple[bool, bool, bool]:
            called = all(each.part.called(term) for term in terms)
            return (each.part.code != exact, not called, each.price is None)

        return tuple(sorted(found, key=order))

    def search(self, words: str) -> tuple[Listed, ...]:
        """Every price that all the words mean: some the model, some the part; the model named exactly first."""
        terms = _terms(words)
        listed = [Listed(self._by_code[row.part], row) for row in self.prices if row.part in self._by_code]
        # Words that are a part's whole name mean that part alone: 电池 is not the 电池盖 as well.
        named = {term: self.named(term) for term in terms}
        found = [each for each in listed if all(_means(term, named[term], each) for term in terms)]
        return tuple(sorted(found, key=lambda each: not _names_model(terms, each)))


def normal(model: str) -> str:
    """A model's name in the one form that all its spellings share: 小米 9, Xiaomi 9, Mi 9, MI9 are ``9``."""
    return _BRAND.sub("", _APART.sub("", _latin(model)))


def model_name(device: Device) -> str:
    """A device's model with the brand that belongs to its name: Redmi and Note 7 are Redmi Note 7."""
    brand = normal(device.brand)
    return device.model if not brand or brand in normal(device.model) else f"{device.brand} {device.model}"


def _latin(text: str) -> str:
    plain = identity.fold(text).lower()
    for chinese, latin in _LATIN:
        plain = plain.replace(chinese, latin)
    return plain


def _loose(text: str) -> str:
    """A name without what people leave out."""
    return _LOOSE.sub("", identity.fold(text).lower())


def _terms(text: str) -> tuple[str, ...]:
    return tuple(identity.fold(text).lower().split())


def _phrase(text: str) -> str:
    """The Latin words of a text, each between spaces."""
    return f" {' '.join(_WORD.findall(identity.fold(text).lower()))} "


def _met(text: str, names: Mapping[str, str]) -> Iterator[str]:
    """The codes whose names stand in a text; a name inside the place of a longer one does not count."""
    for name in sorted(names, key=len, reverse=True):
        if name.strip() and name in text:
            text = text.replace(name, " \0 ")
            yield names[name]


def _memory(text: str) -> frozenset[int]:
    """The sizes of memory in a text, in GB: ``8GB+256GB``, ``8+256`` and ``256G`` name some of them."""
    said = identity.fold(text).lower()
    sizes = {int(number) * (1024 if unit else 1) for number, unit in _NUMBER.findall(said)}
    return frozenset(size for size in sizes if size in _SIZES)


_SIZES = frozenset({2, 3, 4, 6, 8, 12, 16, 18, 24, 32, 64, 128, 256, 512, 1024, 2048})


def _fits(wanted: frozenset[int], variant: frozenset[int]) -> bool:
    return wanted <= variant or variant <= wanted


def _means(term: str, named: str, listed: Listed) -> bool:
    part = listed.part.code == named if named else listed.part.meant_by(term)
    price = listed.price
    return part or (price is not None and (_means_model(term, price) or _means_variant(term, price)))


def _means_model(term: str, price: GuidePrice) -> bool:
    words = _WORD.findall(_latin(price.model))
    said, name = normal(term), normal(price.model)
    if not said:
        return any(word.startswith(_latin(term)) for word in words)
    return name.startswith(said) or any(word.startswith(said) for word in words)


def _means_variant(term: str, price: GuidePrice) -> bool:
    wanted = _memory(term)
    return bool(wanted) and wanted <= _memory(price.variant)


def _names_model(terms: tuple[str, ...], listed: Listed) -> bool:
    """Whether the words say this model whole, and not one with a longer name."""
    if listed.price is None:
        return False
    meant = [term for term in terms if _means_model(term, listed.price)]
    return normal("".join(meant)) == normal(listed.price.model)
