"""Photos that the counter's camera puts into a folder: which is new, and what its content hashes to."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".webp"})
MOST_BYTES = 200_000_000


class Photo(NamedTuple):
    """A picture file: where it lies, and the SHA-256 of its content in hexadecimal."""

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name


def newest(folder: str, taken: Collection[str]) -> Photo | None:
    """The newest picture in a folder that is not among the ``taken`` paths, hashed; None if there is none.

    Reads the whole file: not for the thread of a screen. Raises OSError.
    """
    found: list[tuple[int, str]] = []
    for path in Path(folder).expanduser().iterdir():
        if path.suffix.lower() in SUFFIXES and str(path) not in taken and path.is_file():
            status = path.stat()
            if 0 < status.st_size <= MOST_BYTES:
                found.append((status.st_mtime_ns, str(path)))
    if not found:
        return None
    _when, name = max(found)
    import hashlib

    with Path(name).open("rb") as file:
        return Photo(name, hashlib.file_digest(file, "sha256").hexdigest())
