"""The doctor's checks of the store itself: its database, journal, witnesses, secrets, and what lies about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from mihome_desk.db import drafts, journal, queries, replay, schema, signature, tables
from mihome_desk.db.witness import Witness, rolled_back
from mihome_desk.tools.findings import Finding, Found, Patient
from mihome_desk.tools.problems import problem_sentence

DAY_MS = 86_400_000
OLD_DRAFT_DAYS = 2
NAMED = 5


def practice(patient: Patient) -> Found:
    """Whether anything counts here."""
    if patient.store.practice:
        yield Finding("practice")


def database(patient: Patient) -> Found:
    """SQLite's own look at the file."""
    whole = str(patient.conn.execute("PRAGMA quick_check").fetchone()[0])
    yield Finding("database_whole") if whole == "ok" else Finding("database_damaged", {"found": whole[:120]})


def tables_there(patient: Patient) -> Found:
    """The declared tables and triggers, each with the way back that fits it."""
    classes = {
        "journal_missing": {table.name for table in tables.JOURNAL},
        "table_missing": {table.name for table in tables.READ},
        "local_missing": {table.name for table in tables.LOCAL},
    }
    missing: dict[str, list[str]] = {}
    for name in schema.differences(patient.conn):
        guard = name.startswith("trigger ")
        where = (
            "guard_missing"
            if guard
            else next(code for code, group in classes.items() if name.split(".")[0] in group)
        )
        missing.setdefault(where, []).append(name.removeprefix("trigger "))
    for code, names in missing.items():
        yield Finding(code, {"names": ", ".join(names[:NAMED])})
    if not missing:
        yield Finding("schema_current")


def chain(patient: Patient) -> Found:
    """The journal's chain, and the tables against a replay."""
    if schema.differences(patient.conn):
        count, found = journal.verify_chain(patient.conn, patient.store.uid)
    else:
        count, found = replay.verify(patient.conn, patient.store.uid, patient.witnesses)
    told = replay.witness_problems(patient.conn, patient.witnesses)
    problems = [problem for problem in found if problem not in told]
    if not problems:
        yield Finding("journal_sound", {"entries": count})
    for problem in problems:
        yield Finding("problem", {"found": problem_sentence(problem)})


def rollback(patient: Patient) -> Found:
    """Whether a witness saw more than this database has; and how often that was accepted."""
    lost = rolled_back(patient.conn, patient.witnesses)
    yield Finding("rolled_back", {"seq": lost.seq}) if lost else Finding("not_rolled_back")
    branches = patient.conn.execute("SELECT count(DISTINCT branch) FROM journal").fetchone()[0]
    if branches > 1:
        yield Finding("branches", {"count": branches - 1})


def witness(patient: Patient) -> Found:
    """The two files that remember how far the journal had come."""
    for code, each in (("witness_near", patient.witnesses.near), ("witness_far", patient.witnesses.far)):
        yield from _witness(patient, code, each)


def _witness(patient: Patient, code: str, each: Witness) -> Found:
    seen, head = each.last(), journal.head(patient.conn)
    path = str(each.path)
    if seen is None:
        yield Finding(f"{code}_missing", {"path": path})
    elif head is not None and seen.branch == head.branch and seen.seq < head.seq:
        yield Finding("witness_behind", {"path": path, "count": head.seq - seen.seq})
    else:
        yield Finding(code, {"path": path})


def odd_tickets(patient: Patient) -> Found:
    """Tickets whose facts contradict each other, or come from a newer program."""
    for code in ("conflict", "frozen"):
        rows = patient.conn.execute(
            "SELECT number FROM tickets WHERE json_extract(state, ?) ORDER BY number", (f"$.{code}",)
        ).fetchall()
        if rows:
            names = ", ".join(number for (number,) in rows[:NAMED])
            yield Finding(code, {"count": len(rows), "names": names})


def vault(patient: Patient) -> Found:
    """The key that seals drafts and unlock codes, tried on everything that it sealed."""
    path = patient.home.vault_key
    forms = patient.conn.execute("SELECT id, sealed FROM drafts").fetchall()
    codes = patient.conn.execute("SELECT ticket, sealed FROM vault").fetchall()
    try:
        key = drafts.read_key(path)
    except drafts.VaultKeyLost:
        code = "vault_key_damaged" if path.exists() else "vault_key_missing"
        yield Finding(code, {"path": str(path), "drafts": len(forms), "codes": len(codes)})
        return
    closed = [sum(not _opens(key, *row) for row in rows) for rows in (forms, codes)]
    if any(closed):
        yield Finding("vault_key_other", {"path": str(path), "drafts": closed[0], "codes": closed[1]})
    else:
        yield Finding("vault_sound", {"drafts": len(forms), "codes": len(codes)})


def _opens(key: bytes, name: str, sealed: bytes) -> bool:
    try:
        drafts.unseal(key, name, sealed)
    except drafts.VaultKeyLost:
        return False
    return True


def secrets(patient: Patient) -> Found:
    """The receipt secret and the manager's PIN."""
    there = bool(queries.receipt_keys(patient.conn))
    yield Finding("receipt_secret") if there else Finding("receipt_secret_missing")
    if not patient.conn.execute("SELECT 1 FROM secrets WHERE name = ?", (signature.NAME,)).fetchone():
        yield Finding("no_pin")


def old_drafts(patient: Patient) -> Found:
    """Forms that nobody came back to."""
    before = patient.now.at_ms - OLD_DRAFT_DAYS * DAY_MS
    count = patient.conn.execute("SELECT count(*) FROM drafts WHERE saved_at < ?", (before,)).fetchone()[0]
    if count:
        yield Finding("drafts_old", {"count": count, "days": OLD_DRAFT_DAYS})


def old_arrivals(patient: Patient) -> Found:
    """Queue numbers that neither a ticket nor an end of the visit ever closed."""
    today = _today(patient)
    if today is None:
        return
    days = patient.conn.execute(
        "SELECT DISTINCT day FROM arrivals WHERE day < ? ORDER BY day", (today.isoformat(),)
    ).fetchall()
    open_days = [(day, len(queries.waiting(patient.conn, day))) for (day,) in days]
    left = [(day, count) for day, count in open_days if count]
    if left:
        yield Finding("arrivals_old", {"count": sum(count for _, count in left), "day": left[0][0]})


def _today(patient: Patient) -> date | None:
    """The store's day; None where its zone is unknown, which another check tells."""
    try:
        zone = ZoneInfo(patient.store.zone)
    except (KeyError, ValueError, OSError):
        return None
    return datetime.fromtimestamp(patient.now.at_ms / 1000, UTC).astimezone(zone).date()


CHECKS = (
    practice,
    database,
    tables_there,
    chain,
    rollback,
    witness,
    odd_tickets,
    vault,
    secrets,
    old_drafts,
    old_arrivals,
)
