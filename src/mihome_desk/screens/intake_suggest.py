"""Answers that are offered while a field has the focus. Cheap enough for the thread of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from mihome_desk.catalog import load
from mihome_desk.desk import KnownCustomer, ModelSeen
from mihome_desk.rules import identity
from mihome_desk.screens.intake_known import masked
from mihome_desk.screens.intake_understand import in_words, symptom_words

MOST = 24
_CHINESE = (
    ("小米平板", "xiaomipad"),
    ("小米", "xiaomi"),
    ("红米", "redmi"),
    ("平板", "pad"),
    ("手环", "band"),
)


class Option(NamedTuple):
    """What is offered: ``label`` is read, ``value`` goes into the field."""

    label: str
    value: str


class Offer(NamedTuple):
    """The answers for a field as it stands. ``digits`` says that typing their digits takes them."""

    options: tuple[Option, ...] = ()
    digits: bool = False


class Names(NamedTuple):
    """What the offers for a field are made from."""

    models: tuple[ModelSeen, ...] = ()
    names: tuple[str, ...] = ()
    customers: tuple[KnownCustomer, ...] = ()


def offer(field: str, text: str, known: Names) -> Offer:
    """What may be meant by a field's text."""
    if field == "phone":
        return Offer(tuple(Option(masked(each.name, each.phone), each.phone) for each in known.customers))
    if field == "name":
        return (
            Offer(tuple(Option(each, each) for each in known.names), digits=True)
            if known.names[1:]
            else Offer()
        )
    if field == "model":
        return Offer(models(text, known.models))
    if load.quick(field) and _by_digit(text):
        return Offer(tuple(_quick_option(each) for each in load.quick(field)), digits=True)
    return Offer(symptoms(text)) if field == "symptom" else Offer()


def _by_digit(text: str) -> bool:
    digits = identity.fold(text)
    return not digits or digits.isdigit()


def _quick_option(answer: load.Quick) -> Option:
    words = in_words(answer.zh, answer.en)
    return Option(words, words)


def models(text: str, seen: Sequence[ModelSeen]) -> tuple[Option, ...]:
    """Models that have the text in their name: this store's own first, names that begin with it before others."""
    wanted = _plain(text)
    if not wanted:
        return ()
    found: dict[str, tuple[int, int]] = {}
    for order, (name, plain) in enumerate(_names(tuple(each.model for each in seen))):
        places = [each.find(wanted) for each in plain if wanted in each]
        if places:
            found.setdefault(name, (min(places) > 0, order))
    ranked = sorted(found, key=lambda name: found[name])
    if any(_plain(name) == wanted for name in ranked):
        # It is one already; longer names are offered, but nothing is to be completed.
        ranked.sort(key=lambda name: _plain(name) != wanted)
    return tuple(Option(name, name) for name in ranked[:MOST])


@cache
def _names(seen: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    known = dict.fromkeys(seen)
    shipped = [
        (each.name, (_plain(each.name), _plain(each.zh))) for each in load.models() if each.name not in known
    ]
    return (*((name, (_plain(name),)) for name in known), *shipped)


@cache
def category_of(model: str) -> str:
    """The kind of device that the catalogue knows under a name, or ""."""
    return next((each.category for each in load.models() if each.name == model), "")


def _plain(name: str) -> str:
    """A name without what people leave out: capitals, spaces, hyphens; Chinese brands by their Latin names."""
    plain = identity.fold(name).lower()
    for chinese, latin in _CHINESE:
        plain = plain.replace(chinese, latin)
    return plain.replace(" ", "").replace("-", "")


def completes(text: str, options: Iterable[Option]) -> Option | None:
    """The first answer, where the text is not one of them already."""
    offered = list(options)
    said = _plain(text)
    if not said or not offered or any(_plain(each.value) == said for each in offered):
        return None
    return offered[0]


def symptoms(text: str) -> tuple[Option, ...]:
    """Symptoms with the last word in their name; taking one replaces that word."""
    before, last = _last_word(text)
    wanted = identity.fold(last).lower()
    if not wanted or wanted.isdigit():
        return ()
    found = []
    for symptom in load.symptoms().values():
        if wanted in f"{symptom.zh} {symptom.en} {symptom.code}".lower():
            words = symptom_words(symptom.code)
            found.append(Option(words, before + words))
    return tuple(found[:MOST])


def _last_word(text: str) -> tuple[str, str]:
    cut = max(text.rfind(sign) for sign in ",，、;；") + 1
    while cut < len(text) and text[cut] == " ":
        cut += 1
    return text[:cut], text[cut:]
