"""The printing room's front door: a paper in, bytes or screen rows out."""

from __future__ import annotations

from typing import Literal

from mihome_desk.printing import escpos, png, terminal
from mihome_desk.printing.layout import Millimetres, lay
from mihome_desk.printing.paper import Paper
from mihome_desk.printing.terminal import ScreenRow

Form = Literal["text", "escpos", "png"]


def render(paper: Paper, form: Form, width: Millimetres) -> bytes:
    """``paper`` for a roll ``width`` millimetres wide: UTF-8 text, ESC/POS commands or a PNG picture."""
    laid = lay(paper, width)
    if form == "escpos":
        return escpos.encode(laid)
    if form == "png":
        return png.picture(laid)
    return "".join(f"{line}\n" for line in terminal.text_lines(laid)).encode()


def preview(paper: Paper, width: Millimetres) -> list[ScreenRow]:
    """The same rows for the screen."""
    return terminal.screen_rows(lay(paper, width))
