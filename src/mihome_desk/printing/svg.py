"""A drawing as SVG that needs no font: every glyph is an outline, defined once and used where it stands."""

from __future__ import annotations

from html import escape

from mihome_desk.printing import outlines
from mihome_desk.printing.scene import DOT, Block, Scene, Words

_BOLD = 40
"""Units of the em by which bold type is heavier, half of it on either side of the outline."""


def picture(scene: Scene, title: str) -> bytes:
    """One sheet as a self-contained SVG document, by itself a pixel for each printer's dot.

    ``title`` is what a reader says of it aloud.
    """
    words = [mark for mark in scene.marks if isinstance(mark, Words)]
    inks = sorted({ink for each in words for ink in each.text if ink != " "})
    names = {ink: f"g{count}" for count, ink in enumerate(inks)}
    glyphs = "".join(f'<path id="{name}" d="{outlines.path(ink)}"/>' for ink, name in names.items())
    blocks = "".join(_block(mark) for mark in scene.marks if isinstance(mark, Block))
    size = f'width="{_figure(scene.width / DOT)}" height="{_figure(scene.height / DOT)}"'
    view = f"0 0 {_figure(scene.width)} {_figure(scene.height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{view}">'
        f"<title>{escape(title)}</title><defs>{glyphs}</defs>"
        f'<rect width="100%" height="100%" fill="#fff"/><path d="{blocks}"/>'
        f"{''.join(_words(each, names) for each in words)}</svg>\n"
    ).encode()


def _block(block: Block) -> str:
    x, y, wide, high = (_figure(each) for each in (block.x, block.y, block.width, block.height))
    return f"M{x} {y}h{wide}v{high}h-{wide}z"


def _words(words: Words, names: dict[str, str]) -> str:
    scale = words.em / outlines.EM
    place = f"translate({_figure(words.x)} {_figure(words.baseline)})"
    bold = f' stroke="#000" stroke-width="{_BOLD}"' if words.bold else ""
    uses, at = [], 0
    for ink in words.text:
        if ink != " ":
            uses.append(f'<use href="#{names[ink]}"' + (f' x="{at}"' if at else "") + "/>")
        at += outlines.advance(ink)
    return f'<g transform="{place} scale({scale * words.stretch:.6f} {-scale:.6f})"{bold}>{"".join(uses)}</g>'


def _figure(value: float) -> str:
    """Millimetres to a thousandth, without idle zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
