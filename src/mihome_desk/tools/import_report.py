"""What became of an imported file, in words and as JSON."""

from __future__ import annotations

from typing import Any

from mihome_desk import words
from mihome_desk.rules.refusal import Refusal
from mihome_desk.text import _
from mihome_desk.tools.importer import Report

LISTED = 20


def as_json(report: Report) -> dict[str, Any]:
    """Counts, and every refused row: ``{"line", "row", "code", "field", "column", "message"}``."""
    return {
        "mapping": report.sheet.mapping.name,
        "source": report.sheet.mapping.source,
        "encoding": report.sheet.encoding,
        "total": report.total,
        "taken": report.taken,
        "known": report.known,
        "incomplete": report.incomplete,
        "cleaned": report.cleaned,
        "dropped": report.dropped,
        "refused": report.refused,
        "refusals": [
            {
                "line": row.line,
                "row": row.id,
                "code": refusal.code,
                "field": refusal.field,
                "column": report.sheet.column(refusal.field),
                "message": words.sentence(refusal.code, refusal.params),
            }
            for row, refusal in report.refusals
        ],
    }


def as_text(report: Report) -> str:
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
    if report.sheet.encoding == "gb18030":
        lines.append(_("The file was read as GB18030."))
    if report.dropped:
        lines.append(_("In {count} rows an impossible value was left out, as asked.", count=report.dropped))
    lines += [_line(report, refusal, row.line) for row, refusal in report.refusals[:LISTED]]
    if report.refused > LISTED:
        lines.append(_("… and {count} more; --json lists all.", count=report.refused - LISTED))
    return "\n".join(lines)


def _line(report: Report, refusal: Refusal, line: int) -> str:
    """Where and why; a field under the file's own name of its column."""
    why = words.sentence(refusal.code, refusal.params)
    column = report.sheet.column(refusal.field)
    return _("line {line}: {why}", line=line, why=f"{column}: {why}" if column else why)
