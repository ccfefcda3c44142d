"""`paper`: a rendering of a ticket's paper into a file, not journalled."""

from __future__ import annotations

import os
from pathlib import Path

from mihome_desk import text, words
from mihome_desk.desk import Desk
from mihome_desk.printing.gather import KINDS
from mihome_desk.printing.outlines import MissingGlyph
from mihome_desk.printing.render import FORMS, Width, render
from mihome_desk.rules.refusal import Refused
from mihome_desk.settings import Settings

WIDTHS: dict[str, Width] = {"58": 58, "80": 80, "a5": "a5"}


class Impossible(Exception):
    """A choice that does not exist, as a sentence."""


def write(
    desk: Desk, what: str, kind: str, form: str, width: str, language: str, output: Path, settings: Settings
) -> None:
    """Render one paper. Raises Impossible, Refused, OSError."""
    kind, form, width = kind.replace("-", "_").lower(), form.lower(), width.lower()
    widths = tuple(WIDTHS) if form == "pdf" else ("58", "80")
    _among("KIND", kind, KINDS)
    _among("--as", form, FORMS)
    _among("--width", width, widths)
    if language:
        _among("--language", language, text.LANGUAGES)
    paper = desk.paper(what, kind, language or text.current(), settings)
    try:
        put_file(output, render(paper, form, WIDTHS[width]))  # type: ignore[arg-type]
    except MissingGlyph as error:
        raise Refused("missing_glyph", marks=error.marks) from error


def _among(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise Impossible(f"{name}: {words.sentence('not_choice', {'choices': ' | '.join(choices)})}")


def put_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    if path.is_dir():
        raise IsADirectoryError(f"{path}")
    if path.exists() and not path.is_file():
        # A device or a pipe takes the bytes as they come.
        with path.open("wb") as file:
            file.write(data)
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
