"""`paper`: a rendering of a ticket's paper into a file, not journalled."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

from mihome_desk import text, words
from mihome_desk.desk import Desk
from mihome_desk.printing.facts import KINDS, NoSuchPaper, paper_of
from mihome_desk.printing.render import render
from mihome_desk.rules.paperwork import PaperKind
from mihome_desk.rules.refusal import Refused

FORMS = ("text", "escpos", "png")
LATER_FORMS = ("pdf", "svg")
LATER_KINDS = tuple(kind for kind in get_args(PaperKind) if kind not in KINDS)
WIDTHS = (58, 80)


class NotYet(Exception):
    """A form or kind of a later version."""


class Impossible(Exception):
    """A choice that does not exist, as a sentence."""


def write(desk: Desk, ticket: str, kind: str, form: str, width: int, language: str, output: Path) -> None:
    """Render one paper. Raises NotYet, Impossible, Refused, OSError."""
    kind = kind.replace("-", "_").lower()
    form = form.lower()
    if kind in LATER_KINDS or form in LATER_FORMS:
        raise NotYet(kind if kind in LATER_KINDS else f"--as {form}")
    for name, value, choices in (("KIND", kind, KINDS), ("--as", form, FORMS), ("--width", width, WIDTHS)):
        if value not in choices:
            listed = " | ".join(str(choice) for choice in choices)
            raise Impossible(f"{name}: {words.sentence('not_choice', {'choices': listed})}")
    if language and language not in text.LANGUAGES:
        listed = " | ".join(text.LANGUAGES)
        raise Impossible(f"--language: {words.sentence('not_choice', {'choices': listed})}")
    dossier = desk.dossier(ticket)
    if dossier is None:
        raise Refused("unknown_ticket", ticket=ticket[:80])
    try:
        paper = paper_of(dossier, kind, language or text.current())
    except NoSuchPaper as error:
        raise Refused(str(error)) from error
    put_file(output, render(paper, form, width))  # type: ignore[arg-type]


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
