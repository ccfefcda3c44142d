"""The screen as a grid of cells: text lines, and below them the styles in compact runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

FLAGS = ("bold", "dim", "italic", "underline", "reverse", "strike")


def picture(strips: Sequence[Strip], names: Mapping[str, str]) -> str:
    """Cells as text lines, then the styles. ``names`` are the theme's names by colour."""
    text = [f"|{strip.text.rstrip()}" for strip in strips]
    styles = []
    for at, strip in enumerate(strips):
        runs = [f"{start}-{end} {style}" for start, end, style in _runs(strip, names)]
        if runs:
            styles.append(f"{at:2}  " + ", ".join(runs))
    return "\n".join([*text, "", "line  cells ink/paper", *styles, ""])


def _runs(strip: Strip, names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where the style is another than plain text; blank cells have no ink."""
    plain = {"foreground/background", "/background", "/"}
    at, open_run = 0, (0, 0, "")
    for segment in strip:
        style = _style(segment, names)
        if style == open_run[2]:
            open_run = (open_run[0], at + segment.cell_length, style)
        else:
            if open_run[2] and open_run[2] not in plain:
                yield open_run
            open_run = (at, at + segment.cell_length, style)
        at += segment.cell_length
    if open_run[2] and open_run[2] not in plain:
        yield open_run


def _style(segment: Segment, names: Mapping[str, str]) -> str:
    style = segment.style or Style()
    flags = [flag for flag in FLAGS if getattr(style, flag)]
    ink = "" if not segment.text.strip() and not flags else _colour(style.color, names)
    if not segment.text.strip():
        flags = [flag for flag in flags if flag in {"underline", "reverse", "strike"}]
        ink = ink if flags else ""
    return " ".join([f"{ink}/{_colour(style.bgcolor, names)}", *flags])


def _colour(colour: Color | None, names: Mapping[str, str]) -> str:
    if colour is None or colour.is_default:
        return ""
    code = colour.get_truecolor().hex.upper()
    return names.get(code, code)


def too_wide(strips: Sequence[Strip], width: int) -> list[int]:
    """Lines whose text does not fill the screen's cells exactly: something hangs over, or is missing."""
    return [at for at, strip in enumerate(strips) if cell_len(strip.text) != width]


def halves(strips: Sequence[Strip], width: int) -> list[int]:
    """Lines on which a hanzi straddles the right edge."""
    found = []
    for line, strip in enumerate(strips):
        at = 0
        for character in strip.text:
            size = cell_len(character)
            if size == 2 and at == width - 1:
                found.append(line)
            at += size
    return found
