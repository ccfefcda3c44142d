"""What the doctor can find, each with its weight and its sentence: what it is, whether it matters, what to do."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from mihome_desk.db.engine import Home
from mihome_desk.db.witness import Witnesses
from mihome_desk.rules.front import Store
from mihome_desk.rules.moment import Instant
from mihome_desk.text import N_

Level = Literal["ok", "notice", "trouble"]
WORST: tuple[Level, ...] = ("trouble", "notice", "ok")


class Finding(NamedTuple):
    """One state that was found: a code of `SAYINGS` and the numbers of its sentence."""

    code: str
    params: Mapping[str, str | int] = {}

    @property
    def level(self) -> Level:
        """How much it matters."""
        return SAYINGS[self.code][0]


Found = Iterator[Finding]
"""What one check yields: a finding for each state that is there."""


@dataclass(frozen=True)
class Patient:
    """Everything that the checks look at. ``program`` is the folder of the program itself, ``mounts`` the
    kernel's table of file systems, ``terminal`` columns and lines where somebody looks at one.
    """

    home: Home
    conn: sqlite3.Connection
    store: Store
    witnesses: Witnesses
    now: Instant
    terminal: tuple[int, int] | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    program: Path = Path(__file__).parents[1]
    mounts: Path = Path("/proc/self/mounts")
    sqlite: tuple[int, ...] = sqlite3.sqlite_version_info

    def size(self, name: str) -> int:
        """Bytes of a file in the store's folder, 0 where there is none."""
        path = self.home.folder / name
        return path.stat().st_size if path.is_file() else 0


def terminal_size() -> tuple[int, int] | None:
    """Columns and lines of the terminal, None where the output goes elsewhere."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    size = os.get_terminal_size(sys.stdout.fileno())
    return size.columns, size.lines


SAYINGS: dict[str, tuple[Level, str]] = {
    # the database
    "practice": ("ok", N_("This is a practice store: nothing in it counts.")),
    "database_whole": ("ok", N_("The database file is whole.")),
    "database_damaged": ("trouble", N_("The database file is damaged ({found}): restore the last backup.")),
    "schema_current": ("ok", N_("The tables are those of this version.")),
    "guard_missing": (
        "trouble",
        N_("What keeps the journal from being changed is missing ({names}): restore the last backup."),
    ),
    "journal_missing": (
        "trouble",
        N_("Parts of the journal are missing ({names}): restore the last backup."),
    ),
    "table_missing": (
        "trouble",
        N_("Tables are missing or incomplete ({names}); the journal has it all: run “rebuild”."),
    ),
    "local_missing": (
        "trouble",
        N_("Tables of this computer are missing ({names}): restore the last backup."),
    ),
    # the journal
    "journal_sound": (
        "ok",
        N_("The journal of {entries} entries is an unbroken chain and the tables equal its replay."),
    ),
    "problem": (
        "trouble",
        N_("{found}. Run “rebuild” when only tables differ; else restore the last backup."),
    ),
    "rolled_back": (
        "trouble",
        N_(
            "An older database was put back: entry {seq} was written here once. "
            "Go on with “doctor --accept-rollback REASON”, or restore the newest backup."
        ),
    ),
    "not_rolled_back": ("ok", N_("The database is not older than what was written here.")),
    "branches": ("ok", N_("The journal went on from an older database {count} times, each with a reason.")),
    "conflict": (
        "notice",
        N_(
            "Tickets with facts that contradict each other: {count} ({names}). They can be read; "
            "do not rely on their stage, and tell whoever looks after this program."
        ),
    ),
    "frozen": (
        "notice",
        N_(
            "Tickets that hold facts of a newer program: {count} ({names}). They can be read; update this program to work on them."
        ),
    ),
    "witness_near": ("ok", N_("Witness beside the database: {path}")),
    "witness_near_missing": (
        "notice",
        N_(
            "The witness beside the database is missing or empty ({path}): a database put back would be "
            "noticed by the other one alone. The next save begins it again."
        ),
    ),
    "witness_far": ("ok", N_("Witness in the user's state folder: {path}")),
    "witness_far_missing": (
        "notice",
        N_(
            "The witness in the user's state folder is missing ({path}): a whole folder put back would not "
            "be noticed. The next save begins it again, if that folder can be written."
        ),
    ),
    "witness_behind": (
        "notice",
        N_(
            "The witness {path} has not seen the last {count} entries; that happens when the power fails in the middle. The next save puts it right."
        ),
    ),
    # secrets
    "vault_sound": (
        "ok",
        N_(
            "The key of the drafts opens all that it sealed: unfinished forms {drafts}, unlock codes {codes}."
        ),
    ),
    "vault_key_missing": (
        "trouble",
        N_(
            "The key of the drafts ({path}) is missing: unfinished forms ({drafts}) and unlock codes ({codes}) cannot be read. "
            "Tickets are not affected. Put the file back if there is a copy; “doctor --new-key” makes a new one."
        ),
    ),
    "vault_key_other": (
        "trouble",
        N_(
            "The key of the drafts ({path}) is not the one that sealed them: unfinished forms ({drafts}) and "
            "unlock codes ({codes}) cannot be read. Tickets are not affected. Put the right file back, or ask the customers again."
        ),
    ),
    "vault_key_damaged": (
        "trouble",
        N_(
            "The key of the drafts ({path}) is damaged: unfinished forms ({drafts}) and unlock codes ({codes}) cannot be read. "
            "Tickets are not affected. Put the right file back if there is a copy; “doctor --new-key” makes a new one."
        ),
    ),
    "receipt_secret": ("ok", N_("The secret that makes slips genuine is in its place.")),
    "receipt_secret_missing": (
        "trouble",
        N_(
            "The secret that makes slips genuine is missing: no slip can be checked or printed. "
            "Restore a backup; until then devices leave as with a lost slip."
        ),
    ),
    "no_pin": ("ok", N_("There is no manager PIN: exceptions are recorded as signed alone.")),
    "readable_by_others": (
        "notice",
        N_(
            "Other users of this computer can read {names}; secrets and customers' data lie there. Allow only yourself (mode 600)."
        ),
    ),
    # what lies about
    "drafts_old": (
        "notice",
        N_(
            "Unfinished forms have been lying here for more than {days} days: {count}. Finish or drop them (F2)."
        ),
    ),
    "arrivals_old": (
        "notice",
        N_(
            "Queue numbers of earlier days were never closed: {count}, the oldest of {day}. They count as arrived in the report; nothing else waits for them."
        ),
    ),
    "kept_databases": (
        "ok",
        N_(
            "Databases kept when a backup was restored: {count}, {mb} MB. Delete them when nobody needs them."
        ),
    ),
    "half_made": ("notice", N_("A set-up or restore was cut off and left {name}; it can be deleted.")),
    # settings
    "settings_sound": ("ok", N_("The settings can be read.")),
    "settings_bad": ("trouble", N_("The counter does not start with these settings: {why}.")),
    "inbox_missing": (
        "notice",
        N_("The folder for photos in the settings is not there ({path}); no photo will be offered."),
    ),
    # the computer
    "sqlite_fixed": ("ok", N_("SQLite {version} has the fix for the rare WAL-reset fault.")),
    "sqlite_old": (
        "notice",
        N_(
            "SQLite {version} has a rare WAL-reset fault; this program's lock keeps it away as long as nothing "
            "else writes to the database. A newer Python brings a newer SQLite."
        ),
    ),
    "folder_writable": ("ok", N_("The store's folder can be written.")),
    "folder_unwritable": (
        "trouble",
        N_("The store's folder {path} cannot be written ({why}): nothing can be saved until that is mended."),
    ),
    "folder_remote": (
        "trouble",
        N_(
            "The store's folder lies on a network drive ({kind}), where locks and syncing cannot be relied upon: move the store to a disk of this computer."
        ),
    ),
    "disk_space": ("ok", N_("{free} MB are free on the disk.")),
    "disk_low": ("notice", N_("Only {free} MB are free on the disk; make room before it is full.")),
    "disk_full": (
        "trouble",
        N_("Only {free} MB are free on the disk: soon nothing can be saved. Make room now."),
    ),
    "wal_large": (
        "notice",
        N_(
            "The file desk.db-wal has grown to {mb} MB. It is part of the database, never delete it; it goes away when every window is closed."
        ),
    ),
    "lock_free": ("ok", N_("No program holds the store back.")),
    "lock_frozen": (
        "trouble",
        N_(
            "Process {pid} holds the store and does not move: nobody else can save. Close or end it; what it had saved stays."
        ),
    ),
    "lock_orphan": (
        "trouble",
        N_(
            "The store is held in the name of process {pid}, which is gone; something it started still runs. Restart the computer; what was saved stays."
        ),
    ),
    "lock_unusable": ("trouble", N_("The lock file {path} cannot be used ({why}): nothing can be saved.")),
    # clocks
    "clock_sound": ("ok", N_("The computer's clock fits the last entry.")),
    "clock_behind": (
        "trouble",
        N_(
            "The computer's clock stands {minutes} minutes before the last entry: set it right, or slips and days carry wrong dates. The one-hour clocks do not depend on it."
        ),
    ),
    "clock_jumped": (
        "notice",
        N_(
            "The computer's clock was moved by {minutes} minutes since the last entry. Set it right; the move will be noted in the journal."
        ),
    ),
    "clock_moved": (
        "notice",
        N_(
            "The computer's clock was moved {count} times in the last {days} days, last by {minutes} minutes. Each is in the journal; switch on automatic time."
        ),
    ),
    "zone_unknown": (
        "trouble",
        N_(
            "This computer does not know the store's time zone {zone}: days and times cannot be told. Install the time zone data (tzdata)."
        ),
    ),
    # the program
    "program_whole": ("ok", N_("The program's words and fonts are complete.")),
    "words_missing": (
        "trouble",
        N_(
            "The Chinese words are missing ({path}): screens and papers are English. Install the program again."
        ),
    ),
    "font_missing": (
        "trouble",
        N_(
            "The font of the papers is missing ({path}): only plain text can be printed. Install the program again."
        ),
    ),
    "terminal_small": (
        "notice",
        N_("This terminal has {columns} columns and {lines} lines; the screens need 80 and 24."),
    ),
    "terminal_words": (
        "notice",
        N_("This terminal is not set to UTF-8 ({name}); Chinese may be shown as question marks."),
    ),
    "terminal_console": (
        "notice",
        N_("This is the bare console, which has no Chinese characters; use a terminal window."),
    ),
}
