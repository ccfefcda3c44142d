"""The service rules as data (三包): what the catalogue says about periods, choices, exclusions and who may act.

`Policy` has the shape of ``catalog/warranty.toml``; the codec reads it strictly, so a published version
with an unknown or missing key is refused with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from mihome_desk.rules.codec import from_plain
from mihome_desk.rules.price import normal
from mihome_desk.rules.refusal import Refused

Choice = Literal["repair", "exchange", "refund", "certify"]
CHOICES: tuple[Choice, ...] = ("repair", "exchange", "refund", "certify")
HOST = "host"
PROOFS = frozenset({"", "invoice", "order", "card", "none"})


class Names(NamedTuple):
    """A name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Limits:
    """Numbers that hold for every category; days unless the name says months, or counts."""

    made_months: int
    early_days: int
    repairs: int
    swaps: int
    guarantee_floor: int
    comeback_days: int


@dataclass(frozen=True)
class Kind:
    """The rules of one device category.

    ``since`` is the first day such a device was sold, YYYY-MM-DD. ``refund_days``, ``exchange_days`` and each
    part's ``months`` are the law's promise and the maker's: the longer one binds. ``depreciation`` is
    hundredths of a percent of the price a day, ``swap`` that such devices are exchanged instead of repaired.
    """

    law: str
    since: str
    refund_days: tuple[int, ...]
    exchange_days: tuple[int, ...]
    parts_days: int
    repair_days: int
    loaner_days: int
    depreciation: int
    months: Mapping[str, tuple[int, ...]]
    swap: bool = False


@dataclass(frozen=True)
class Exclusion:
    """What ends coverage within the period, and the evidence that it takes; ``also`` are its other names."""

    zh: str
    en: str
    evidence_zh: str
    evidence_en: str
    covered: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accessories:
    """``parts`` of some categories are swapped and not repaired.

    Those ``apart`` keep their own period where the bare device was exchanged.
    """

    parts: tuple[str, ...]
    categories: tuple[str, ...]
    apart: tuple[str, ...]


class LegalDays(NamedTuple):
    """Days from sending in: a loaner (0: no duty), an exchange for the repairer's delay, one for missing parts."""

    loaner: int
    exchange: int
    parts: int


@dataclass(frozen=True)
class Policy:
    """Everything that the warranty rules read. ``glass`` says what a crack means, ``models`` their first days."""

    version: str
    weekends_move: bool
    same_fault_only: bool
    limits: Limits
    guarantee: Mapping[str, int]
    sources: Mapping[str, str]
    rules: Mapping[str, Names]
    may: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, Kind]
    part_names: Mapping[str, Names]
    aliases: Mapping[str, str]
    accessories: Accessories
    exclusions: Mapping[str, Exclusion]
    glass: Mapping[str, Exclusion]
    models: Mapping[str, str] = field(default_factory=dict)

    def kind(self, category: str) -> Kind:
        """The rules of a category. Raises Refused for one without rules."""
        if category not in self.categories:
            raise Refused(
                "no_policy", "category", category=category[:40], choices=" | ".join(self.categories)
            )
        return self.categories[category]

    def legal_days(self, category: str) -> LegalDays:
        """The legal clocks of a category. Raises Refused for one without rules."""
        kind = self.kind(category)
        return LegalDays(kind.loaner_days, kind.repair_days, kind.parts_days)

    def parts(self, category: str) -> Mapping[str, Names]:
        """The parts of a category that have a period of their own, the host first."""
        return {part: self.part_names[part] for part in self.kind(category).months}

    def names_part(self, part: str) -> bool:
        """Whether this is a part with a warranty, under any of its names."""
        return self._part_code(part) in self.part_names

    def _part_code(self, part: str) -> str:
        code = part.strip().lower()
        return self.aliases.get(code, code)

    def part(self, category: str, part: str) -> str:
        """The part whose period counts: itself, or the host it belongs to. Raises Refused for no known part."""
        code = self._part_code(part)
        if code not in self.part_names:
            known = " ".join(self.kind(category).months)
            raise Refused("no_such_part", "part", part=part[:40], choices=known)
        own = self.kind(category).months
        if code == "adapter" and code not in own:
            code = "charger"
        return code if code in own else HOST

    def exclusion_of(self, text: str) -> str:
        """The code of the exclusion that goes by this name; the text itself where none does."""
        wanted = text.strip().lower().replace("-", "_")
        for code, what in self.exclusions.items():
            if wanted in (code, what.zh, what.en, *what.also):
                return code
        return text

    def accessory(self, category: str, part: str) -> bool:
        """Whether the part is swapped instead of repaired."""
        return category in self.accessories.categories and part in self.accessories.parts

    def allowed(self, store_kind: str, sold_here: bool | None) -> tuple[str, ...]:
        """Which of repair, exchange, refund and certify a store may carry out for a device.

        An outlet is the seller where that was said; the brand's own stores answer unless somebody else sold.
        """
        if store_kind == "own":
            return self.may["own_not_seller" if sold_here is False else "own"]
        if store_kind == "outlet":
            return self.may["outlet_seller" if sold_here else "outlet"]
        return self.may["centre"]

    def guarantee_days(self, part: str = "") -> int:
        """Days of warranty on a repair of this part, never below the law's."""
        return max(self.limits.guarantee_floor, self.guarantee.get(part, self.guarantee["default"]))

    @property
    def comeback_days(self) -> int:
        """Within so many days of its hand-over a device that returns is a comeback."""
        return self.limits.comeback_days

    def first_day(self, category: str, model: str = "") -> str:
        """The first day on which such a device could be bought, YYYY-MM-DD."""
        wanted = normal(model)
        of_model = next((day for name, day in self.models.items() if wanted and normal(name) == wanted), "")
        return max(of_model, self.kind(category).since)

    def title(self, rule: str) -> Names:
        """What a proposal's rule is called on paper. An unknown one stands for itself."""
        root, _dot, rest = rule.partition(".")
        named = {"exclusion": self.exclusions, "glass": self.glass}.get(root, {}).get(rest)
        if named is not None:
            return Names(named.zh, named.en)
        return self.rules.get(root, Names(rule, rule))

    def loose_ends(self) -> Iterator[str]:
        """What this version names and does not define: nothing, in one that may be published."""
        for category, kind in self.categories.items():
            if kind.law not in self.rules:
                yield f"{category}: {kind.law}"
            if HOST not in kind.months:
                yield f"{category}: {HOST}"
            yield from (f"{category}: {part}" for part in kind.months if part not in self.part_names)
        yield from (f"aliases: {name}" for name in self.aliases.values() if name not in self.part_names)
        yield from (f"rules: {rule}" for rule in self.rules if rule not in self.sources)


NO_POLICY = Policy(
    *("", True, False),
    limits=Limits(0, 0, 0, 0, 0, 0),
    guarantee={"default": 0},
    sources={},
    rules={},
    may={"own": (), "own_not_seller": (), "outlet_seller": (), "outlet": (), "centre": ()},
    categories={},
    part_names={},
    aliases={},
    accessories=Accessories((), (), ()),
    exclusions={},
    glass={},
)
"""No service rules at all: every question is refused."""


def read_policy(plain: Mapping[str, Any]) -> Policy:
    """A published version of the service rules. Raises Refused with the place of what does not fit."""
    return from_plain(Policy, plain)
