"""Two small files outside the database that remember its head, so that a database put back is noticed.

The first lies beside the database and is synced with every commit; the second lies in the user's
state folder, so that a whole folder put back is seen too.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mihome_desk.db.journal import Head

LINE_LIMIT = 64 * 1024
KEEP_BYTES = 1_000_000


class Witness:
    """Appends heads to a file; the last whole line counts (appends happen under the store's lock)."""

    def __init__(self, path: Path, *, sync: bool) -> None:
        self.path = path
        self._sync = sync

    def last(self) -> Head | None:
        """The head that was written last, or None when there is no witness."""
        try:
            with self.path.open("rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - LINE_LIMIT))
                lines = file.read().split(b"\n")
        except OSError:
            return None
        # What follows the last line break was torn by a power cut and never answered.
        for line in reversed(lines[:-1]):
            try:
                value = json.loads(line)
                return Head(str(value["branch"]), int(value["seq"]), bytes.fromhex(value["hash"]))
            except (ValueError, KeyError, TypeError):
                continue
        return None

    def ready(self) -> int:
        """The open file for `append`. Raises OSError where it could not begin: better before a commit than after."""
        return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def append(self, head: Head, opened: int | None = None) -> None:
        """Write a head; it is on the disk when this returns (where this witness syncs). Closes ``opened``."""
        line = f'{{"branch": "{head.branch}", "seq": {head.seq}, "hash": "{head.hash.hex()}"}}\n'
        descriptor = self.ready() if opened is None else opened
        try:
            size = os.fstat(descriptor).st_size
            if size > KEEP_BYTES:
                self._start_again(line)
                return
            # A torn line from a power cut must not swallow this one.
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            os.write(descriptor, ("\n" + line if torn else line).encode("ascii"))
            if self._sync:
                os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def _start_again(self, line: str) -> None:
        fresh = self.path.with_name(self.path.name + ".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, line.encode("ascii"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(self.path)


class Witnesses(NamedTuple):
    """The witness beside the database and the one in the user's state folder."""

    near: Witness
    far: Witness

    def append(self, head: Head, opened: int | None = None) -> None:
        """Both; the far one may be missing (read-only home) without stopping work."""
        self.near.append(head, opened)
        with suppress(OSError):
            self.far.append(head)

    def begin_far(self, head: Head) -> None:
        """A store that was moved, or came from elsewhere, gets its far witness at its first start here."""
        if self.far.last() is None:
            with suppress(OSError):
                self.far.append(head)

    def heads(self) -> list[Head]:
        """What both remember, the higher first."""
        known = [head for head in (self.near.last(), self.far.last()) if head]
        return sorted(known, key=lambda head: head.seq, reverse=True)


def far_path(uid: str, store: Path) -> Path:
    """The second witness of a store: in the user's state folder, by the store's uid and where it lies.

    A copy of the store elsewhere, a restored backup on trial, is another place with a witness of its own.
    """
    import hashlib

    import platformdirs  # only needed once per start, after the first frame

    place = hashlib.sha256(os.fsencode(store.resolve())).hexdigest()[:12]
    folder = os.environ.get("MIHOME_DESK_STATE") or platformdirs.user_state_dir("mihome-desk")
    return Path(folder) / f"{uid}-{place}.witness"


def witnesses(near: Path, uid: str) -> Witnesses:
    """The two witnesses of a store; makes the far one's folder where that is possible."""
    far = far_path(uid, near.parent)
    with suppress(OSError):
        far.parent.mkdir(parents=True, exist_ok=True)
    return Witnesses(Witness(near, sync=True), Witness(far, sync=False))


def rolled_back(conn: sqlite3.Connection, witnesses: Witnesses) -> Head | None:
    """The head that a witness saw and this journal neither has nor has accepted as lost."""
    for head in witnesses.heads():
        row = conn.execute(
            "SELECT 1 FROM journal WHERE seq = ? AND branch = ? AND hash = ?",
            (head.seq, head.branch, head.hash),
        ).fetchone()
        if row is None and not _accepted(conn, head):
            return head
    return None


def _accepted(conn: sqlite3.Connection, head: Head) -> bool:
    for (body,) in conn.execute("SELECT body FROM journal WHERE kind = 'BranchOpened'"):
        data = json.loads(body)["data"]
        if (data.get("lost_branch"), data.get("lost_seq"), data.get("lost_hash")) == (
            head.branch,
            head.seq,
            head.hash.hex(),
        ):
            return True
    return False
