"""How one source's file is read: which of its columns mean what. From a TOML file, or shipped as a preset."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from mihome_desk import words
from mihome_desk.rules import limits
from mihome_desk.rules.history import ENDS, ImportRepair
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.ticket import Category
from mihome_desk.tools import cells, encodings
from mihome_desk.tools.encodings import Encoding

FIELDS = tuple(each.name for each in fields(ImportRepair) if each.name not in {"source", "row"})
"""What a column or a constant may fill: everything that the command knows."""

MONEY = frozenset({"paid"})
LINES = frozenset({"problem", "done"})
NUMBERS = frozenset({"imei", "imei2", "sn", "phone"})
CHOICES: dict[str, tuple[str, ...]] = {"category": get_args(Category), "outcome": ENDS}
SEPARATORS = {"auto": "", ",": ",", ";": ";", "tab": "\t", "|": "|"}
MAY_DROP = ("phone", "sn")
KEYS = (
    "source",
    "row",
    "encoding",
    "separator",
    "header_line",
    "dates",
    "empty",
    "drop_bad",
    "columns",
    "constants",
    "values",
)
LAST_HEADER = 100


class CannotRead(Exception):
    """A file as a whole cannot be taken in; ``code`` and ``params`` make its sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params


@dataclass(frozen=True)
class FileMap:
    """How a file is read.

    ``row`` are the columns that name a record for ever; ``columns`` gives each of our fields one column
    or several that are joined; ``needed`` are the columns that the header must have; ``values`` turns a
    source's words into ours, ``*`` standing for any other word; ``empty`` are words that mean nothing;
    ``drop_bad`` are fields whose impossible values are left out instead of refusing the record.
    All column names and words are compared in `plain` form.
    """

    name: str
    source: str
    row: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    dates: tuple[str, ...] = cells.DATES
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    drop_bad: frozenset[str] = frozenset()
    encoding: Encoding = "auto"
    separator: str = ""
    header_line: int = 1
    category: Callable[[str, str], str] | None = None


def plain(text: str) -> str:
    """A column's name or a word of a file, as two spellings of it are compared."""
    from mihome_desk.rules.identity import fold

    return " ".join(fold(text).split()).casefold()


def load(path: Path) -> FileMap:
    """The mapping in a TOML file. Raises CannotRead, naming the key, its line and what is possible."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead("map_not_utf8", name=path.name, at=error.start + 1) from error
    except (OSError, ValueError) as error:
        raise CannotRead("map_unreadable", name=path.name, why=words.reason(error)) from error
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        last = text.count("\n") + 1
        raise CannotRead("map_not_toml", name=path.name, line=int(at[1]) if at else last) from error
    return _Reader(path.name, text, given).mapping()


class _Reader:
    """Checks one mapping, key by key."""

    def __init__(self, name: str, text: str, given: Mapping[str, Any]) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.given = given

    def mapping(self) -> FileMap:
        """The checked mapping. Raises CannotRead."""
        self._known(self.given, KEYS)
        columns = {name: self._names(value, "columns", name) for name, value in self._table("columns")}
        self._known(columns, FIELDS, "columns")
        constants = {
            name: self._text(value, "constants", name, empty=True) for name, value in self._table("constants")
        }
        self._known(constants, FIELDS, "constants")
        for name in columns.keys() & constants.keys():
            raise CannotRead("map_both", where=self._where("constants", name))
        if "happened_on" not in columns:
            raise CannotRead("map_missing", name=self.name, key="columns.happened_on")
        row = self._names(self._needed("row"), "row")
        for name, word in constants.items():
            self._one_of(name, word, "constants", name)
        return FileMap(
            name=self.name,
            source=self._source(),
            row=row,
            columns=columns,
            needed=tuple(dict.fromkeys([*row, *(each for names in columns.values() for each in names)])),
            dates=self._dates(),
            constants=constants,
            values=self._values({*columns}),
            empty=frozenset(plain(word) for word in self._texts("empty")),
            drop_bad=frozenset(self._choice(each, MAY_DROP, "drop_bad") for each in self._texts("drop_bad")),
            encoding=self._choice(self.given.get("encoding", "auto"), encodings.CHOICES, "encoding"),
            separator=SEPARATORS[
                self._choice(self.given.get("separator", "auto"), tuple(SEPARATORS), "separator")
            ],
            header_line=self._header_line(),
        )

    def _source(self) -> str:
        source = self._text(self._needed("source"), "source")
        try:
            return limits.name(source, "source", needed=True)
        except Refused as refused:
            raise CannotRead("map_text", where=self._where("source"), limit=limits.NAME) from refused

    def _header_line(self) -> int:
        line = self.given.get("header_line", 1)
        if isinstance(line, bool) or not isinstance(line, int):
            raise CannotRead("map_type", where=self._where("header_line"), found="number")
        if not 1 <= line <= LAST_HEADER:
            raise CannotRead(
                "map_choice", where=self._where("header_line"), value=line, choices=f"1 … {LAST_HEADER}"
            )
        return line

    def _dates(self) -> tuple[str, ...]:
        forms = self._texts("dates") or cells.DATES
        for form in forms:
            if form != cells.SERIAL and cells.date_pattern(form) is None:
                raise CannotRead("map_date", where=self._where("dates"), value=form)
        return forms

    def _values(self, columns: set[str]) -> dict[str, dict[str, str]]:
        found = {}
        for name, table in self._table("values"):
            if name not in columns:
                raise CannotRead(
                    "map_key", where=self._where("values", name), choices=", ".join(sorted(columns))
                )
            if not isinstance(table, dict):
                raise CannotRead("map_type", where=self._where("values", name), found="object")
            words = {key: self._text(word, f"values.{name}", key, empty=True) for key, word in table.items()}
            for key, word in words.items():
                self._one_of(name, word, f"values.{name}", key)
            found[name] = {plain(key): word for key, word in words.items()}
        return found

    def _one_of(self, name: str, word: str, table: str, key: str) -> None:
        """Categories and outcomes are ours; of an outcome "" says that nobody knows."""
        possible = CHOICES.get(name)
        if possible and word not in possible and (word or name == "category"):
            where = self._where(table, key)
            raise CannotRead("map_choice", where=where, value=word[:40], choices=", ".join(possible))

    # Kinds of values

    def _known(self, table: Mapping[str, Any], possible: Sequence[str], inside: str = "") -> None:
        for key in table:
            if key not in possible:
                where = self._where(inside, key) if inside else self._where(key)
                raise CannotRead("map_key", where=where, choices=", ".join(possible))

    def _needed(self, key: str) -> Any:
        if key not in self.given:
            raise CannotRead("map_missing", name=self.name, key=key)
        return self.given[key]

    def _table(self, key: str) -> list[tuple[str, Any]]:
        table = self._needed(key) if key == "columns" else self.given.get(key, {})
        if not isinstance(table, dict):
            raise CannotRead("map_type", where=self._where(key), found="object")
        return list(table.items())

    def _text(self, value: Any, *keys: str, empty: bool = False) -> str:
        if not isinstance(value, str) or not (value.strip() or empty):
            raise CannotRead("map_type", where=self._where(*keys), found="text")
        return value

    def _names(self, value: Any, *keys: str) -> tuple[str, ...]:
        """One column's name, or several."""
        names = value if isinstance(value, list) and value else [value]
        return tuple(plain(self._text(each, *keys)) for each in names)

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self.given.get(key, [])
        if not isinstance(value, list):
            raise CannotRead("map_type", where=self._where(key), found="list")
        return tuple(self._text(each, key) for each in value)

    def _choice(self, value: Any, choices: Sequence[Any], key: str) -> Any:
        if value not in choices:
            possible = ", ".join(str(each) for each in choices)
            raise CannotRead("map_choice", where=self._where(key), value=str(value)[:40], choices=possible)
        return value

    def _where(self, *keys: str) -> str:
        """A key as its writer finds it: the file, its line where that can be told, and its name."""
        table, key = ("", keys[0]) if len(keys) == 1 else keys
        inside, place = "", 0
        spelled = re.compile(rf"""\s*(?:{re.escape(key)}|"{re.escape(key)}"|'{re.escape(key)}')\s*=""")
        for at, line in enumerate(self.lines, 1):
            header = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
            inside = header[1] if header else inside
            if (header and inside == ".".join(keys)) or (inside == table and spelled.match(line)):
                place = at
                break
        return f"{self.name}:{place}: {'.'.join(keys)}" if place else f"{self.name}: {'.'.join(keys)}"
