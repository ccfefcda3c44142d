"""Drawings as a PDF, the shipped font embedded, so that it prints alike on every office printer.

fpdf2 with Pillow takes 55 MB: the counter makes PDFs in a process of their own (`child`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mihome_desk.printing.fonts import PATH
from mihome_desk.printing.scene import Block, Scene, Words

if TYPE_CHECKING:
    from fpdf import FPDF

_POINT = 25.4 / 72
_BOLD = 0.04
_FACE = "receipt"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def document(scenes: list[Scene], title: str, language: str, at: datetime | None) -> bytes:
    """One page for each drawing; ``at`` is what the document says of when it was made.

    Every glyph is there: a drawing with a character that the font lacks cannot be made at all.
    """
    from fpdf import FPDF

    pdf = FPDF(unit="mm")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_title(title)
    pdf.set_lang(language.replace("_", "-"))
    pdf.set_creation_date(at or _NEVER)
    pdf.add_font(_FACE, fname=PATH)
    for scene in scenes:
        pdf.add_page(format=(scene.width, scene.height))
        for mark in scene.marks:
            if isinstance(mark, Block):
                pdf.rect(mark.x, mark.y, mark.width, mark.height, style="F")
            else:
                _write(pdf, mark)
    return bytes(pdf.output())


def _write(pdf: FPDF, words: Words) -> None:
    pdf.set_font(_FACE, size=words.em / _POINT)
    pdf.set_stretching(words.stretch * 100)
    if not words.bold:
        pdf.text(words.x, words.baseline, words.text)
        return
    # The face has one weight: bold is its outline drawn as well as filled. fpdf2 takes this width for points.
    with pdf.local_context(text_mode="FILL_STROKE", line_width=words.em / _POINT * _BOLD):
        pdf.text(words.x, words.baseline, words.text)
