"""The printing room's front door: a paper in, bytes or screen rows out."""

from __future__ import annotations

from typing import Literal, get_args

from mihome_desk import words
from mihome_desk.printing import escpos, png, terminal
from mihome_desk.printing.elements import Paper
from mihome_desk.printing.layout import Millimetres, lay
from mihome_desk.printing.terminal import ScreenRow
from mihome_desk.text import say

Form = Literal["text", "escpos", "png", "svg", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
Width = Literal[58, 80, "a5"]
"""A roll in millimetres, or a sheet; only a PDF has sheets."""


def render(paper: Paper, form: Form, width: Width) -> bytes:
    """``paper`` as UTF-8 text, ESC/POS commands, a PNG picture, an SVG drawing or a PDF.

    Raises MissingGlyph where SVG or PDF lack a character, ValueError for a code that does not fit.
    """
    if form == "pdf":
        return _pdf(paper, width)
    if width == "a5":
        raise ValueError("only a PDF has sheets")
    laid = lay(paper, width)
    if form == "escpos":
        return escpos.encode(laid)
    if form == "png":
        return png.picture(laid)
    if form == "svg":
        from mihome_desk.printing import scene, svg

        return svg.picture(scene.roll(laid, width), _title(paper))
    return "".join(f"{line}\n" for line in terminal.text_lines(laid)).encode()


def _pdf(paper: Paper, width: Width) -> bytes:
    from mihome_desk.printing import pdf, scene, sheet

    scenes = sheet.sheets(paper) if width == "a5" else [scene.roll(lay(paper, width), width)]
    return pdf.document(scenes, _title(paper), paper.language, paper.at)


def _title(paper: Paper) -> str:
    return say(paper.language, words.PAPERS[paper.kind])


def preview(paper: Paper, width: Millimetres) -> list[ScreenRow]:
    """The same rows for the screen."""
    return terminal.screen_rows(lay(paper, width))
