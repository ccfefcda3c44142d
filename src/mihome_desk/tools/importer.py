"""`import repairs`: past repairs of other systems become history, a row at most once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mihome_desk import words
from mihome_desk.desk import Desk
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.refusal import Refusal, Refused
from mihome_desk.tools import encodings, filemap, presets
from mihome_desk.tools.encodings import Encoding, Text, WrongEncoding
from mihome_desk.tools.filemap import CannotRead, FileMap
from mihome_desk.tools.import_row import Reading

BATCH = 100
LONGEST_FIELD = 2**31 - 1
_END = "\0end\0"
_LINE_END = re.compile(r"\r\n|\r|\n")


class Row(NamedTuple):
    """One record of the file: a command ready to be given, or why there is none.

    ``line`` is where it begins, counted from 1; ``cleaned`` tells that characters which nobody can
    see were replaced by spaces, ``dropped`` the fields whose impossible values were left out.
    """

    line: int
    id: str
    command: ImportRepair | None
    refusal: Refusal | None = None
    cleaned: bool = False
    dropped: tuple[str, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether brand, model or problem is empty."""
        command = self.command
        return command is not None and not (command.brand and command.model and command.problem)


class Sheet(NamedTuple):
    """A file that was read: its records, by which mapping, in which encoding, and how it spells its columns."""

    rows: list[Row]
    mapping: FileMap
    encoding: Encoding
    titles: Mapping[str, str]

    def column(self, name: str) -> str:
        """What the file itself calls one of our fields; "" where it has no column."""
        names = self.mapping.row if name == "row" else self.mapping.columns.get(name, ())
        return " + ".join(self.titles.get(each, each) for each in names)


@dataclass(frozen=True)
class Report:
    """What became of a file. ``incomplete``, ``cleaned`` and ``dropped`` count rows among those taken
    this time; ``refusals`` holds the refused rows in the order of the file.
    """

    sheet: Sheet
    taken: int
    known: int
    incomplete: int
    cleaned: int
    dropped: int
    refusals: tuple[tuple[Row, Refusal], ...]

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refusals)

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return self.taken + self.known + self.refused


def read(path: Path, mapping: str = "") -> Sheet:
    """The records of a CSV file. Nothing is written; raises CannotRead.

    ``mapping`` names a preset or a TOML file; when it is empty the header tells which preset fits.
    """
    chosen = _mapping(mapping)
    text = _text(path, chosen.encoding if chosen else "auto")
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        header = _header(text.text, [chosen] if chosen else list(presets.PRESETS.values()))
        return Sheet(_rows(text.text, header), header.mapping, text.encoding, header.titles)
    finally:
        csv.field_size_limit(before)


def _mapping(name: str) -> FileMap | None:
    if name.lower().endswith(".toml"):
        return filemap.load(Path(name))
    if name and name not in presets.PRESETS:
        raise CannotRead("unknown_map", name=name[:80], known=", ".join(presets.PRESETS))
    return presets.PRESETS.get(name)


def _text(path: Path, encoding: Encoding) -> Text:
    try:
        found = encodings.decode(path.read_bytes(), encoding)
    except (OSError, ValueError) as error:
        raise CannotRead("file_unreadable", why=words.reason(error)) from error
    except WrongEncoding as error:
        raise CannotRead(error.code, at=error.at) from error
    if not found.text.strip():
        raise CannotRead("file_empty")
    return found


# Records


class Record(NamedTuple):
    """The cells of one record; ``open`` means that its quotation mark was never closed."""

    line: int
    cells: list[str]
    open: bool


class Header(NamedTuple):
    """The file's own names of its columns, what parts them, and the mapping that knows them."""

    names: list[str]
    separator: str
    mapping: FileMap
    titles: Mapping[str, str]


def _records(text: str, separator: str, header_line: int) -> Iterator[Record]:
    start = 0
    for _ in range(header_line - 1):
        found = _LINE_END.search(text, start)
        start = found.end() if found else len(text)
    # Were a quotation mark never closed, the last record would swallow this end as well.
    reader = csv.reader(io.StringIO(f"{text[start:]}\n{_END}", newline=""), delimiter=separator)
    line = header_line
    try:
        for given in reader:
            if given == [_END]:
                return
            swallowed = bool(given) and given[-1].endswith(_END)
            if any(cell.strip() for cell in given):
                yield Record(line, given, swallowed)
            line = header_line + reader.line_num
    except csv.Error as error:
        raise CannotRead("bad_csv", line=line) from error


def _header(text: str, candidates: Sequence[FileMap]) -> Header:
    """The header that lacks least of what one of the mappings needs; raises CannotRead where it lacks any."""
    best: tuple[list[str], Header] | None = None
    for mapping in candidates:
        for separator in [mapping.separator] if mapping.separator else [",", "\t", ";", "|"]:
            first = next(_records(text, separator, mapping.header_line), None)
            titles = {filemap.plain(cell): _visible(cell.strip()) for cell in (first.cells if first else ())}
            names = [filemap.plain(cell) for cell in first.cells] if first else []
            missing = [name for name in mapping.needed if name not in names]
            if best is None or len(missing) < len(best[0]):
                best = missing, Header(names, separator, mapping, titles)
    assert best is not None
    missing, header = best
    if missing:
        there = ", ".join(title for title in header.titles.values() if title)[:300] or "—"
        raise CannotRead("header_unknown", missing=", ".join(missing), name=header.mapping.name, there=there)
    twice = next((name for name in header.mapping.needed if header.names.count(name) > 1), None)
    if twice:
        raise CannotRead("column_twice", column=twice)
    return header


def _visible(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _rows(text: str, header: Header) -> list[Row]:
    records = _records(text, header.separator, header.mapping.header_line)
    next(records, None)
    seen: dict[str, Row] = {}
    found = []
    for record in records:
        row = _row(record, header)
        first = seen.setdefault(row.id, row) if row.command else row
        if first.command != row.command:
            # The same id with other content is another repair: to call it known would lose it.
            row = row._replace(
                command=None, refusal=Refusal("row_twice", "row", {"row": row.id[:80], "line": first.line})
            )
        found.append(row)
    return found


def _row(record: Record, header: Header) -> Row:
    mapping = header.mapping
    reading = Reading(mapping, dict(zip(header.names, record.cells, strict=False)))
    refusal = None
    row = ""
    try:
        if record.open:
            raise Refused("open_quote")
        if any(cell.strip() for cell in record.cells[len(header.names) :]):
            raise Refused("row_long", found=len(record.cells), columns=len(header.names))
        row = reading.row_id()
        command = ImportRepair(source=mapping.source, row=row, **reading.values())
        return Row(record.line, row, command, None, reading.cleaned, tuple(reading.dropped))
    except Refused as refused:
        refusal = refused.refusal
    return Row(record.line, row or reading.given_id(), None, refusal)


# Taking in


def take_in(desk: Desk, sheet: Sheet, actor: str, progress: Callable[[int], None]) -> Report:
    """Give the rows' commands, a hundred in a transaction; ``progress`` hears how many rows are done.

    A run that is cut off leaves whole transactions; the next one takes what is missing. Raises what
    `Desk.do_all` raises.
    """
    taken: list[Row] = []
    known = 0
    refusals: list[tuple[Row, Refusal]] = []
    for start in range(0, len(sheet.rows), BATCH):
        batch = sheet.rows[start : start + BATCH]
        given = [row for row in batch if row.command]
        answers = iter(desk.do_all([row.command for row in given], actor=actor) if given else ())
        for row in batch:
            refusal = row.refusal if row.refusal else next(answers).refusal
            if refusal is None:
                taken.append(row)
            elif refusal.code == "already_imported":
                known += 1
            else:
                refusals.append((row, refusal))
        progress(start + len(batch))
    return Report(
        sheet=sheet,
        taken=len(taken),
        known=known,
        incomplete=sum(row.incomplete for row in taken),
        cleaned=sum(row.cleaned for row in taken),
        dropped=sum(bool(row.dropped) for row in taken),
        refusals=tuple(refusals),
    )
