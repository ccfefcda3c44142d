"""The doctor's checks of what a store stands on: folder, disk, lock, clocks, settings, program, terminal."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

from mihome_desk import settings, words
from mihome_desk.db import journal
from mihome_desk.db.engine import StoreBusy, turn
from mihome_desk.printing import fonts
from mihome_desk.tools.findings import Finding, Found, Patient

MB = 1_000_000
LOW_MB, FULL_MB = 500, 50
LARGE_WAL_MB = 64
JUMP_MS = 60_000
DAY_MS = 86_400_000
JUMP_DAYS = 7
NEEDED = (80, 24)
# Releases that have the fix for the WAL-reset corruption of two connections.
FIXED_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "davfs", "fuse.davfs"}
)


def settings_read(patient: Patient) -> Found:
    """The settings file and the environment's settings."""
    try:
        found = settings.load(patient.home.folder, patient.environ)
    except settings.BadSettings as error:
        yield Finding("settings_bad", {"why": words.sentence(error.code, error.params)})
        return
    yield Finding("settings_sound")
    if found.photo_inbox and not Path(found.photo_inbox).expanduser().is_dir():
        yield Finding("inbox_missing", {"path": found.photo_inbox})


def sqlite(patient: Patient) -> Found:
    """Whether this SQLite has the fix for the WAL-reset corruption (3.51.3; backports 3.50.7, 3.44.6)."""
    version = ".".join(str(part) for part in patient.sqlite)
    yield Finding("sqlite_fixed" if sqlite_fixed(patient.sqlite) else "sqlite_old", {"version": version})


def sqlite_fixed(version: tuple[int, ...]) -> bool:
    """See `sqlite`."""
    return version >= FIXED_SQLITE[0] or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in FIXED_SQLITE[1:]
    )


def folder(patient: Patient) -> Found:
    """Whether the store's folder takes a new file, lies on a disk of this machine, and is private."""
    probe = patient.home.folder / f"desk.probe-{secrets.token_hex(4)}"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        probe.unlink()
        yield Finding("folder_writable")
    except OSError as error:
        yield Finding("folder_unwritable", {"path": str(patient.home.folder), "why": words.reason(error)})
    kind = file_system(patient.home.folder, patient.mounts)
    if kind in REMOTE:
        yield Finding("folder_remote", {"kind": kind})
    names = [path.name for path in (patient.home.database, patient.home.vault_key) if _open_to_others(path)]
    if names and _open_to_others(patient.home.folder):
        yield Finding("readable_by_others", {"names": ", ".join(names)})


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & 0o077)


def file_system(path: Path, mounts: Path) -> str:
    """The kind of file system on which a path lies, "" where the kernel does not tell."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    place = path.resolve()
    best, kind = -1, ""
    for line in lines:
        _, where, found, *_rest = line.split(" ")
        # The kernel writes a space in a path as \040.
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), where))
        if (place == point or point in place.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), found
    return kind


def disk(patient: Patient) -> Found:
    """Room for what is still to come."""
    free = shutil.disk_usage(patient.home.folder).free // MB
    code = "disk_full" if free < FULL_MB else "disk_low" if free < LOW_MB else "disk_space"
    yield Finding(code, {"free": free})


def files(patient: Patient) -> Found:
    """Files beside the database that grew, or were left."""
    wal = patient.size(patient.home.database.name + "-wal") // MB
    if wal >= LARGE_WAL_MB:
        yield Finding("wal_large", {"mb": wal})
    if patient.size("desk.db.new"):
        yield Finding("half_made", {"name": "desk.db.new"})
    kept = [path.stat().st_size for path in patient.home.folder.glob("desk.db.before-*")]
    if kept:
        yield Finding("kept_databases", {"count": len(kept), "mb": sum(kept) // MB})


def lock(patient: Patient) -> Found:
    """Whether a writer gets its turn."""
    path = patient.home.lock
    try:
        with turn(path):
            yield Finding("lock_free")
    except StoreBusy as busy:
        yield Finding("lock_frozen" if _alive(busy.pid) else "lock_orphan", {"pid": busy.pid})
    except OSError as error:
        yield Finding("lock_unusable", {"path": str(path), "why": words.reason(error)})


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def clocks(patient: Patient) -> Found:
    """The wall clock against the last entry and against its own past; the store's zone."""
    try:
        ZoneInfo(patient.store.zone)
    except (KeyError, ValueError, OSError):
        yield Finding("zone_unknown", {"zone": patient.store.zone})
    last = patient.conn.execute(
        "SELECT at_ms, boot_id, uptime_ms FROM journal ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    now, back = patient.now, last[0] - patient.now.at_ms
    jump = now.at_ms - last[0] - (now.uptime_ms - last[2]) if last[1] == now.boot else 0
    if back > 0:
        yield Finding("clock_behind", {"minutes": -(-back // 60_000)})
    elif abs(jump) > JUMP_MS:
        yield Finding("clock_jumped", {"minutes": round(jump / 60_000)})
    else:
        yield Finding("clock_sound")
    yield from _moved(patient)


def _moved(patient: Patient) -> Found:
    since = patient.now.at_ms - JUMP_DAYS * DAY_MS
    jumps = [
        int(journal.body_of(entry)["data"]["by_ms"])
        for entry in journal.entries(patient.conn, subject="store")
        if entry.header.kind == "WallClockJumped" and entry.header.at_ms > since
    ]
    if jumps:
        minutes = round(jumps[-1] / 60_000)
        yield Finding("clock_moved", {"count": len(jumps), "days": JUMP_DAYS, "minutes": minutes})


def program(patient: Patient) -> Found:
    """The compiled words and the font of the papers."""
    words = patient.program / "locale" / "zh_CN" / "LC_MESSAGES" / "mihome_desk.mo"
    font = patient.program / fonts.PATH.relative_to(Path(__file__).parents[1])
    missing = [
        (code, path)
        for code, path in (("words_missing", words), ("font_missing", font))
        if not path.is_file()
    ]
    for code, path in missing:
        yield Finding(code, {"path": str(path)})
    if not missing:
        yield Finding("program_whole")


def terminal(patient: Patient) -> Found:
    """Where somebody looks at one: its size, and whether it can show Chinese."""
    if patient.terminal is None:
        return
    columns, lines = patient.terminal
    if columns < NEEDED[0] or lines < NEEDED[1]:
        yield Finding("terminal_small", {"columns": columns, "lines": lines})
    if patient.environ.get("TERM") == "linux":
        yield Finding("terminal_console")
    spoken = ""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        spoken = spoken or patient.environ.get(name, "")
    if os.name == "posix" and not re.search(r"utf-?8", spoken, re.IGNORECASE):
        yield Finding("terminal_words", {"name": spoken or "C"})


CHECKS = (settings_read, sqlite, folder, disk, files, lock, clocks, program, terminal)
