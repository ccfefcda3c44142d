"""One record of somebody else's file on its way to a command, by the words of its mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mihome_desk.rules import identity, limits
from mihome_desk.rules.refusal import Refused
from mihome_desk.tools import cells, filemap
from mihome_desk.tools.filemap import FileMap

_TWO_NUMBERS = re.compile(r"([0-9]{15})\s*[/,;、|\s]\s*([0-9]{15})")


class Reading:
    """The cells of one record on their way to the fields of a command."""

    def __init__(self, mapping: FileMap, given: Mapping[str, str]) -> None:
        self.mapping = mapping
        self.given = given
        self.cleaned = False
        self.dropped: list[str] = []

    def row_id(self) -> str:
        """The name of this record for ever. Raises Refused."""
        parts = [self._cell(column, lines=False) for column in self.mapping.row]
        if not any(parts):
            raise Refused("no_row_id", "row")
        for part in parts:
            if cells.spoilt(part):
                raise Refused("spreadsheet_number", "row", value=part)
        return parts[0] if len(parts) == 1 else cells.composed(parts, limits.IMPORTED_NAME)

    def given_id(self) -> str:
        """What stands in the columns of the id, for the list of refused rows."""
        return " | ".join(part for part in (self.given.get(each, "") for each in self.mapping.row) if part)

    def values(self) -> dict[str, Any]:
        """Every field of the command but its two names. Raises Refused at the first that cannot be."""
        words = {name: self._word(name) for name in self.mapping.columns}
        if self.mapping.category is not None:
            words["category"] = self.mapping.category(words["category"], words.pop("kind", ""))
        self._two_imeis(words)
        found: dict[str, Any] = dict(self.mapping.constants)
        for name, word in words.items():
            value = self._value(name, word)
            if value is not None:
                found[name] = value
        for name in filemap.MONEY & self.mapping.constants.keys():
            found[name] = _money(self.mapping.constants[name], name)
        return found

    def _word(self, name: str) -> str:
        """What the columns of a field say, in our words where the mapping has them."""
        lines = name in filemap.LINES
        parts = [self._cell(column, lines=lines) for column in self.mapping.columns[name]]
        said = [part for part in parts if filemap.plain(part) not in self.mapping.empty]
        word = ("\n" if lines else " ").join(part for part in said if part)
        table = self.mapping.values.get(name)
        if table is None:
            return word
        return table.get(filemap.plain(word), table.get("*", word))

    def _cell(self, column: str, *, lines: bool) -> str:
        given = self.given.get(column, "")
        kept = cells.cleaned(given, lines)
        self.cleaned = self.cleaned or kept != identity.clean_text(given).strip()
        return kept

    def _two_imeis(self, words: dict[str, str]) -> None:
        """Two numbers in one cell are the two of a phone with two SIM cards."""
        two = _TWO_NUMBERS.fullmatch(words.get("imei", ""))
        if two and not words.get("imei2") and "imei2" not in self.mapping.constants:
            words["imei"], words["imei2"] = two.groups()

    def _value(self, name: str, word: str) -> Any:
        """A field's value; None leaves the command's own default."""
        if name == "happened_on":
            if not word:
                raise Refused("no_date", name)
            return self._day(word)
        if name in filemap.NUMBERS and word:
            return self._number(name, word)
        if name in filemap.MONEY:
            return _money(word, name) if word else None
        if name in filemap.CHOICES:
            if word and word not in filemap.CHOICES[name]:
                raise Refused("unknown_word", name, value=word[:40])
            return word or None
        return word

    def _day(self, word: str) -> str:
        day = cells.day_of(word, self.mapping.dates)
        if day is None:
            raise Refused("unknown_date", "happened_on", value=word[:40], forms=", ".join(self.mapping.dates))
        return day

    def _number(self, name: str, word: str) -> str:
        number = cells.number(word)
        if cells.spoilt(number):
            raise Refused("spreadsheet_number", name, value=number)
        if name in self.mapping.drop_bad and not _possible(name, number):
            self.dropped.append(name)
            return ""
        return number


def _possible(name: str, number: str) -> bool:
    return identity.sn_ok(number) if name == "sn" else identity.phone_normal(number) is not None


def _money(word: str, name: str) -> int:
    amount = cells.fen(word)
    if amount is None:
        raise Refused("bad_amount", name, value=word[:40])
    return amount
