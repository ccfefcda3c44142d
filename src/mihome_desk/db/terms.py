"""What a search text means: its terms, the tokens a ticket is found by, and why one is found.

Pure; the index and the plain reading of the tables use the same words, so both find the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mihome_desk.catalog import load, pinyin
from mihome_desk.rules import identity

TAIL = "\ue000"
"""Marks a token that is read from its end; no key types this character."""
SHORTEST_TAIL = 3
BEFORE, CUT = 3, ".."
_HANZI = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_HANZI}]+|[^\W_{_HANZI}]+")
_RUN_OF_HANZI = re.compile(rf"[{_HANZI}]")
_NUMBER_SAID = re.compile(r"\+?[0-9][0-9 -]*")


class Document(NamedTuple):
    """What people may know of a ticket. ``said`` holds every sentence about the fault, newest source last."""

    number: str
    names: tuple[str, ...]
    phone: str
    imeis: tuple[str, ...]
    sn: str
    device: str
    said: tuple[str, ...]
    symptoms: tuple[str, ...]


class Why(NamedTuple):
    """Which fact of a ticket a search met: its kind, and the fact, shortened to the part that counts."""

    kind: str
    text: str


def document(row: dict[str, Any], personal: dict[str, Any], faults: list[dict[str, Any]]) -> Document:
    """A ticket's row, its private facts and the faults of its state as one document."""
    names = (personal.get(name) for name in ("name", "brought_by", "collects"))
    said = [personal.get(name) for name in ("complaint", "problem", "fault")]
    said += [*personal.get("fault_words", ()), personal.get("found"), personal.get("done")]
    known = load.symptoms()
    symptoms = (known.get(str(fault.get("symptom", ""))) for fault in faults)
    return Document(
        number=row["number"],
        names=tuple(str(name) for name in names if name),
        phone=str(personal.get("phone", "")),
        imeis=tuple(imei for imei in (row["imei"], row["imei2"]) if imei),
        sn=row["sn"],
        device=" ".join(part for part in (row["brand"], row["model"], row["colour"]) if part),
        said=tuple(str(each) for each in said if each),
        symptoms=tuple(f"{each.zh} {each.en}" for each in symptoms if each),
    )


def terms(text: str) -> tuple[str, ...]:
    """The parts of a search text that must all be met, folded and in lower case.

    A number said in groups (``138 5678 1234``, ``+86 138…``, ``261122-00071``) is one part.
    """
    said = identity.fold(text).lower()
    if _NUMBER_SAID.fullmatch(said):
        digits = re.sub(r"[^0-9]", "", said)
        return (digits.removeprefix("86") if said.startswith("+86") else digits,)
    return tuple(dict.fromkeys(_RUNS.findall(said)))


def is_hanzi(term: str) -> bool:
    """Whether a term is a run of hanzi."""
    return _RUN_OF_HANZI.match(term) is not None


def tokens(found: Document) -> set[str]:
    """Everything that the index keeps of a ticket."""
    kept: set[str] = set()
    texts = (*found.names, found.device, *found.said, *found.symptoms, found.number)
    for run in (run for text in texts for run in _RUNS.findall(identity.fold(text).lower())):
        kept.update(_pairs(run) if is_hanzi(run) else (run,))
    for name in found.names:
        kept |= pinyin.typed(name)
    for _kind, code in _codes(found):
        runs = _RUNS.findall(code.lower())
        whole = "".join(runs)
        kept.update((*runs, whole, TAIL + whole[::-1]))
    return kept


def _pairs(run: str) -> Iterator[str]:
    """Overlapping pairs of a run of hanzi, and its last one alone: every part of it begins one of these."""
    yield from (run[at : at + 2] for at in range(len(run)))


def _codes(found: Document) -> Iterator[tuple[str, str]]:
    """Everything that is found by its beginning or its end, with its kind."""
    codes = [("number", found.number.partition("-")[2]), ("phone", found.phone)]
    codes += [("imei", imei) for imei in found.imeis] + [("sn", found.sn)]
    return ((kind, code) for kind, code in codes if code)


def query(parts: tuple[str, ...]) -> str:
    """The parts as the index is asked (FTS5)."""
    return " AND ".join(_asked(part) for part in parts)


def _asked(part: str) -> str:
    if is_hanzi(part):
        pairs = list(_pairs(part))[: -1 if len(part) > 1 else None]
        return " AND ".join(f'"{pair}"' if len(pair) == 2 else f'"{pair}" *' for pair in pairs)
    tail = f' OR "{TAIL}{part[::-1]}" *' if len(part) >= SHORTEST_TAIL else ""
    return f'("{part}" *{tail})'


def why(found: Document, parts: tuple[str, ...]) -> tuple[Why, ...] | None:
    """What each part met in a ticket; None when one met nothing."""
    met = [_met(found, part) for part in parts]
    return tuple(dict.fromkeys(each for each in met if each)) if all(met) else None


def _met(found: Document, part: str) -> Why | None:
    for kind, values in (
        ("name", found.names),
        ("device", (found.device,)),
        ("words", found.said),
        ("symptom", found.symptoms),
    ):
        for value in values:
            if _in_text(value, part) or (kind == "name" and part.isascii() and pinyin.means(part, value)):
                return Why(kind, _excerpt(value, part) if kind == "words" else value)
    if is_hanzi(part):
        return None
    for kind, code in _codes(found):
        if _in_code(code.lower(), part):
            return Why(kind, code)
    if any(run.startswith(part) for run in _RUNS.findall(found.number.lower())):
        return Why("number", found.number)
    return None


def _in_text(text: str, part: str) -> bool:
    runs = _RUNS.findall(identity.fold(text).lower())
    if is_hanzi(part):
        return any(part in run for run in runs)
    return any(run.startswith(part) for run in runs)


def _in_code(code: str, part: str) -> bool:
    runs = _RUNS.findall(code)
    whole = "".join(runs)
    begins = any(run.startswith(part) for run in (*runs, whole))
    return begins or (len(part) >= SHORTEST_TAIL and whole.endswith(part))


def _excerpt(text: str, part: str) -> str:
    """The text from shortly before what was met, so that a narrow column shows it."""
    text = " ".join(text.split())
    at = identity.fold(text).lower().find(part)
    return text if at <= BEFORE else CUT + text[at - BEFORE :]
