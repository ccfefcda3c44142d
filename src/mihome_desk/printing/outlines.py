"""Outlines and advances of the shipped font, for forms that draw type instead of printing it.

fontTools is loaded by the first glyph that is asked for; it never comes into the counter's own process.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from mihome_desk.printing.fonts import PATH, holds
from mihome_desk.printing.width import clean, clusters

if TYPE_CHECKING:
    from collections.abc import Iterator

EM = 1000
"""Units of the font's em."""


class MissingGlyph(Exception):
    """The font cannot draw ``marks``; a document with a hole in a name would be worse than none."""

    def __init__(self, marks: str) -> None:
        super().__init__(marks)
        self.marks = marks


@cache
def _face() -> tuple[Any, dict[int, str], Any]:
    from fontTools.ttLib import TTFont

    face = TTFont(PATH, lazy=True)
    return face.getGlyphSet(), face.getBestCmap(), face["hmtx"]


@cache
def advance(mark: str) -> int:
    """How far one character moves on, in units of the em."""
    _, names, metrics = _face()
    return int(metrics[names[ord(mark)]][0])


@cache
def path(mark: str) -> str:
    """One character's outline as SVG path data, the y axis upwards."""
    from fontTools.pens.svgPathPen import SVGPathPen

    glyphs, names, _ = _face()
    pen = SVGPathPen(glyphs)
    glyphs[names[ord(mark)]].draw(pen)
    return str(pen.getCommands())


def runs(text: str) -> Iterator[tuple[float, str]]:
    """``text`` in pieces that may be set in one go, each with the column at which its ink begins.

    A sign that the grid gives more room than the font does stands alone, in the middle of its room.
    Raises MissingGlyph, which names every character that the font lacks.
    """
    marks = clusters(clean(text))
    missing = [mark for cluster, _ in marks for mark in cluster if not holds(mark) and not _silent(mark)]
    if missing:
        raise MissingGlyph("".join(dict.fromkeys(missing)))
    at, start, run = 0, 0, ""
    for cluster, cells in marks:
        ink = "".join(filter(holds, cluster))
        if len(ink) == 1 and advance(ink) * 2 == cells * EM:
            start, run = (start, run + ink) if run else (at, ink)
        else:
            if run.strip():
                yield start, run
            run = ""
            if ink:
                yield at + (cells - 2 * advance(ink[0]) / EM) / 2, ink
        at += cells
    if run.strip():
        yield start, run


def _silent(mark: str) -> bool:
    """Joiners and variation selectors have no ink of their own."""
    return unicodedata.category(mark) == "Cf" or "\ufe00" <= mark <= "\ufe0f"
