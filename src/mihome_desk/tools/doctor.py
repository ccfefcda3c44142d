"""`doctor`: every state it knows, looked for one after the other and told in sentences."""

from __future__ import annotations

import sqlite3
from typing import Any

from mihome_desk.desk import Desk
from mihome_desk.text import _
from mihome_desk.tools import doctor_machine, doctor_store
from mihome_desk.tools.findings import SAYINGS, WORST, Finding, Level, Patient, terminal_size

CHECKS = (*doctor_store.CHECKS, *doctor_machine.CHECKS)
SIGNS: dict[Level, str] = {"ok": "✓", "notice": "!", "trouble": "x"}


def examine(desk: Desk) -> list[Finding]:
    """Every finding about a store and its computer, what is worst first."""

    def work(conn: sqlite3.Connection) -> list[Finding]:
        patient = Patient(desk.home, conn, desk.store, desk.witnesses, desk.now(), terminal_size())
        return findings_of(patient)

    return desk.ask(work)


def findings_of(patient: Patient) -> list[Finding]:
    """The same for a patient of one's own making."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found.extend(check(patient))
        except Exception as error:
            # A damaged file can make anything of anything; the other checks still have something to say.
            found.append(Finding("database_damaged", {"found": f"{check.__name__}: {error}"}))
    unique = list({(each.code, *each.params.items()): each for each in found}.values())
    return sorted(unique, key=lambda each: WORST.index(each.level))


def worst(findings: list[Finding]) -> Level:
    """The level of the whole."""
    return min((each.level for each in findings), key=WORST.index, default="ok")


def sentence(finding: Finding) -> str:
    """A finding in words."""
    return _(SAYINGS[finding.code][1], **finding.params)


def as_text(findings: list[Finding]) -> str:
    """One line for each finding, then what follows from them."""
    lines = [f"{SIGNS[each.level]} {sentence(each)}" for each in findings]
    troubles = sum(each.level == "trouble" for each in findings)
    notices = sum(each.level == "notice" for each in findings)
    if troubles:
        lines.append(
            _("To be mended: {troubles}; worth knowing: {notices}.", troubles=troubles, notices=notices)
        )
    elif notices:
        lines.append(_("Nothing has to be mended; worth knowing: {notices}.", notices=notices))
    else:
        lines.append(_("All is well."))
    return "\n".join(lines)


def as_json(findings: list[Finding]) -> dict[str, Any]:
    """``{"level", "findings": [{"code", "level", "params", "message"}]}``."""
    return {
        "level": worst(findings),
        "findings": [
            {"code": each.code, "level": each.level, "params": dict(each.params), "message": sentence(each)}
            for each in findings
        ],
    }
