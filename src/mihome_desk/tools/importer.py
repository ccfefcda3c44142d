"""`import repairs`: past repairs of other systems become history, a row at most once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from mihome_desk import words
from mihome_desk.desk import Desk
from mihome_desk.rules import identity
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.refusal import Refusal
from mihome_desk.text import _
from mihome_desk.tools import presets
from mihome_desk.tools.presets import Preset

BATCH = 100
LISTED = 20
LONGEST_FIELD = 2**31 - 1
_LINES = frozenset({"problem"})
_END = "\0end\0"


class CannotRead(Exception):
    """The file as a whole cannot be taken in; ``code`` and ``params`` make its sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params


class Row(NamedTuple):
    """One record of the file: a command ready to be given, or why there is none.

    ``line`` is where it begins, the header being line 1; ``cleaned`` tells that characters which
    nobody can see were replaced by spaces.
    """

    line: int
    id: str
    command: ImportRepair | None
    refusal: Refusal | None = None
    cleaned: bool = False

    @property
    def incomplete(self) -> bool:
        """Whether brand, model or problem is empty."""
        command = self.command
        return command is not None and not (command.brand and command.model and command.problem)


@dataclass(frozen=True)
class Report:
    """What became of a file. ``incomplete`` and ``cleaned`` count rows among those taken this time;
    ``refusals`` holds the refused rows in the order of the file.
    """

    taken: int
    known: int
    incomplete: int
    cleaned: int
    refusals: tuple[tuple[Row, Refusal], ...]

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refusals)

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return self.taken + self.known + self.refused


def read(path: Path, mapping: str = "") -> list[Row]:
    """The rows of a CSV file (UTF-8, comma). Nothing is written; raises CannotRead.

    ``mapping`` names a preset; when it is empty the header tells which one fits.
    """
    preset = _preset(mapping)
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        return _rows(_text(path), preset)
    finally:
        csv.field_size_limit(before)


def _preset(name: str) -> Preset | None:
    if name.lower().endswith(".toml"):
        raise CannotRead("not_yet", command="--map FILE.toml")
    if name and name not in presets.PRESETS:
        raise CannotRead("unknown_map", name=name[:80], known=", ".join(presets.PRESETS))
    return presets.PRESETS.get(name)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotRead("file_unreadable", why=error.strerror or type(error).__name__) from error
    except ValueError as error:
        raise CannotRead("file_unreadable", why=str(error)) from error
    try:
        # Half characters that another program wrote are cleaned like other invisible ones.
        text = data.decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise CannotRead("not_utf8", at=error.start + 1) from error
    if not text.strip():
        raise CannotRead("file_empty")
    return text


class Record(NamedTuple):
    """The cells of one record; ``open`` means that its quotation mark was never closed."""

    line: int
    cells: list[str]
    open: bool


def _records(text: str) -> Iterator[Record]:
    # Were a quotation mark never closed, the last record would swallow this end as well.
    reader = csv.reader(io.StringIO(f"{text}\n{_END}", newline=""))
    line = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            swallowed = bool(cells) and cells[-1].endswith(_END)
            if any(cell.strip() for cell in cells):
                yield Record(line, cells, swallowed)
            line = reader.line_num + 1
    except csv.Error as error:
        raise CannotRead("bad_csv", line=line, why=str(error)) from error


def _rows(text: str, preset: Preset | None) -> list[Row]:
    records = _records(text)
    header = next(records, None)
    names = [cell.strip().casefold() for cell in header.cells] if header else []
    preset = _fitting(names, preset)
    seen: dict[str, Row] = {}
    found = []
    for record in records:
        row = _row(record, names, preset)
        first = seen.setdefault(row.id, row) if row.command else row
        if first.command != row.command:
            # The same id with other content is another repair: to call it known would lose it.
            row = row._replace(
                command=None, refusal=Refusal("row_twice", "row", {"row": row.id[:80], "line": first.line})
            )
        found.append(row)
    return found


def _fitting(names: Sequence[str], preset: Preset | None) -> Preset:
    """The preset that was asked for or that the header tells; raises CannotRead naming what is missing."""
    candidates = [preset] if preset else list(presets.PRESETS.values())
    missing = [([name for name in each.needed if name not in names], each) for each in candidates]
    lacking, best = min(missing, key=lambda pair: len(pair[0]))
    if lacking:
        raise CannotRead("header_unknown", missing=", ".join(lacking), name=best.name)
    return best


def _row(record: Record, names: Sequence[str], preset: Preset) -> Row:
    cells = dict(zip(names, record.cells, strict=False))
    values, cleaned = {}, False
    for ours, column in preset.columns.items():
        given = cells.get(column, "")
        values[ours] = _clean(given, ours in _LINES)
        cleaned = cleaned or values[ours] != identity.clean_text(given).strip()
    row, word, kind = values.pop("row"), values.pop("category"), values.pop("kind")
    category = presets.category(word, kind)
    refusal = None
    if record.open:
        refusal = Refusal("open_quote", "")
    elif any(cell.strip() for cell in record.cells[len(names) :]):
        refusal = Refusal("row_long", "", {"found": len(record.cells), "columns": len(names)})
    elif not row:
        refusal = Refusal("no_row_id", "row")
    elif not values["happened_on"]:
        refusal = Refusal("no_date", "happened_on")
    if refusal:
        return Row(record.line, row, None, refusal)
    command = ImportRepair(source=preset.source, row=row, category=category, **values)  # type: ignore[arg-type]
    return Row(record.line, row, command, cleaned=cleaned)


def _clean(text: str, lines: bool) -> str:
    """``text`` with every character that could not be kept as a space; outer white space gone."""
    kept = identity.clean_text(text)
    if identity.text_problem(kept, len(kept), lines):
        kept = "".join(" " if identity.text_problem(each, 1, lines) else each for each in kept)
    return kept.strip()


def take_in(desk: Desk, rows: Sequence[Row], actor: str, progress: Callable[[int], None]) -> Report:
    """Give the rows' commands, a hundred in a transaction; ``progress`` hears how many rows are done.

    A run that is cut off leaves whole transactions; the next one takes what is missing. Raises what
    `Desk.do_all` raises.
    """
    taken: list[Row] = []
    known = 0
    refusals: list[tuple[Row, Refusal]] = []
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
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
        taken=len(taken),
        known=known,
        incomplete=sum(row.incomplete for row in taken),
        cleaned=sum(row.cleaned for row in taken),
        refusals=tuple(refusals),
    )


def report_json(report: Report) -> dict[str, Any]:
    """Counts, and every refused row: ``{"line", "row", "code", "field", "message"}``."""
    return {
        "total": report.total,
        "taken": report.taken,
        "known": report.known,
        "incomplete": report.incomplete,
        "cleaned": report.cleaned,
        "refused": report.refused,
        "refusals": [
            {
                "line": row.line,
                "row": row.id,
                "code": refusal.code,
                "field": refusal.field,
                "message": words.sentence(refusal.code, refusal.params),
            }
            for row, refusal in report.refusals
        ],
    }


def report_text(report: Report) -> str:
    """One line of counts, then the first refused rows with their reasons."""
    lines = [
        _(
            "{total} rows: {taken} taken ({incomplete} incomplete, {cleaned} cleaned), "
            "{known} were here already, {refused} refused.",
            total=report.total,
            taken=report.taken,
            incomplete=report.incomplete,
            cleaned=report.cleaned,
            known=report.known,
            refused=report.refused,
        )
    ]
    for row, refusal in report.refusals[:LISTED]:
        why = words.sentence(refusal.code, refusal.params)
        column = _column(row, refusal)
        lines.append(_("line {line}: {why}", line=row.line, why=f"{column}: {why}" if column else why))
    if report.refused > LISTED:
        lines.append(_("… and {count} more; --json lists all.", count=report.refused - LISTED))
    return "\n".join(lines)


def _column(row: Row, refusal: Refusal) -> str:
    """The file's own name of the field that the rules refused; our refusals name what they mean."""
    if row.command is None:
        return ""
    return presets.PRESETS[row.command.source].columns.get(refusal.field, refusal.field)
