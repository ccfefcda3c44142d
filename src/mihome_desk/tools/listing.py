"""Plain text for people who ask on the command line, and the journal's JSON lines."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from mihome_desk import words
from mihome_desk.db import journal
from mihome_desk.db.views import Board
from mihome_desk.rules.clock import Rate
from mihome_desk.text import _
from mihome_desk.widgets import clocks
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.db.dossier import Dossier


def span(day: str, month: str) -> str | None:
    """The span that --day and --month mean: "" for today, None when they make no sense."""
    if day and month:
        return None
    if month:
        return month if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) else None
    if day:
        try:
            return datetime.fromisoformat(day).date().isoformat() if len(day) == 10 else None
        except ValueError:
            return None
    return ""


def board_text(board: Board, practice: bool) -> str:
    """The board, one ticket a line, in columns by cell width."""
    lines = [_("PRACTICE — nothing here counts")] if practice else []
    rows = [
        (
            head.number,
            head.name,
            head.device,
            clocks.stage_words(head),
            head.technician,
            clocks.burning_words(head),
        )
        for head in board.heads
    ]
    wide = [max((cell_len(row[at]) for row in rows), default=0) for at in range(6)]
    for row in rows:
        cells = [fit(text, width) for text, width in zip(row[:-1], wide, strict=False)]
        lines.append("  ".join([*cells, fit(row[-1], wide[-1], right=True)]))
    if not board.heads:
        lines.append(_("No open tickets."))
    lines.append(rate_text(_("today"), board.rate, practice))
    return "\n".join(lines)


def rate_text(when: str, rate: Rate, practice: bool) -> str:
    """The rate in one line."""
    share = "—" if rate.rate is None else f"{100 * rate.rate:.1f}%"
    line = _(
        "One-hour rate {when} {share}: {achieved} achieved, {missed} missed, {unproven} unproven; outside {outside}",
        when=when,
        share=share,
        achieved=rate.achieved,
        missed=rate.missed,
        unproven=rate.unproven,
        outside=sum(rate.outside.values()),
    )
    return f"{line} ({_('PRACTICE')})" if practice else line


def intake_text(intake: Mapping[str, int | None]) -> str:
    """How late tickets were typed, from `db.punctuality.as_json`: beside the rate, never part of it."""
    return _(
        "Arrived {arrived}; from arrival to ticket {gap}, longest {gap_most}; typing {typing}, longest {typing_most}",
        arrived=intake["arrived"],
        gap=_clock(intake["gap_median_s"]),
        gap_most=_clock(intake["gap_max_s"]),
        typing=_clock(intake["typing_median_s"]),
        typing_most=_clock(intake["typing_max_s"]),
    )


def _clock(seconds: int | None) -> str:
    """Minutes and seconds, 2:21; a dash where nothing was measured."""
    return "—" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"


def dossier_text(dossier: Dossier, local: Callable[[int], datetime]) -> str:
    """A ticket with its history."""
    head, ticket = dossier.head, dossier.ticket
    stage = words.word(words.STAGES, head.stage)
    if head.outcome:
        stage += f" · {words.word(words.OUTCOMES, head.outcome)}"
    lines = [
        f"{head.number}  {stage}  {words.word(words.PROGRAMMES, head.programme)}",
        f"{head.name}  {head.phone}  {head.device}  {head.imei or head.sn}".rstrip(),
        dossier.personal.get("complaint", dossier.personal.get("problem", "")),
    ]
    if ticket.quote:
        lines.append(
            _("Quote {total}, paid {paid}", total=words.money(ticket.due), paid=words.money(ticket.paid))
        )
    for event in dossier.history:
        when = local(event.at_ms).strftime("%Y-%m-%d %H:%M")
        lines.append(f"  {when}  {words.word(words.EVENTS, event.kind)}  {event.actor}  {event.mark}")
    return "\n".join(line for line in lines if line.strip())


def journal_lines(conn: sqlite3.Connection, since: int, as_json: bool) -> Iterator[str]:
    """The journal after a seq, one entry a line, as JSON or as text."""
    for entry in journal.entries(conn, since):
        header = entry.header
        if not as_json:
            yield f"{header.seq:>7}  {header.at_ms}  {header.actor:<10}  {header.kind:<18}  {header.subject}"
            continue
        yield json.dumps(
            {
                "branch": header.branch,
                "seq": header.seq,
                "at_ms": header.at_ms,
                "boot_id": header.boot,
                "uptime_ms": header.uptime_ms,
                "actor": header.actor,
                "command": header.command,
                "kind": header.kind,
                "version": header.version,
                "subject": header.subject,
                "body": json.loads(entry.body),
                "prev_hash": entry.prev_hash.hex(),
                "hash": entry.hash.hex(),
            },
            ensure_ascii=False,
        )
