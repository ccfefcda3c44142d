"""The small vocabulary that papers are written in: a `Paper` is a sequence of these elements.

No element knows how wide the paper is; `layout` sets them on a roll's grid, `sheet` on A5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Align = Literal["left", "center", "right"]
Size = Literal["normal", "tall", "double", "huge"]
LARGEST_MODULE = 6


@dataclass(frozen=True)
class Heading:
    """A centred line of bold type; a size that does not fit the paper steps down by itself."""

    text: str
    size: Size = "double"


@dataclass(frozen=True)
class Text:
    """Running text; line breaks inside are kept."""

    text: str
    bold: bool = False
    align: Align = "left"


@dataclass(frozen=True)
class Banner:
    """A sentence that nobody may miss, between two heavy lines."""

    text: str


@dataclass(frozen=True)
class Item:
    """A numbered or marked paragraph: ``mark`` hangs to the left of ``text``; ``small`` print where a sheet has it."""

    mark: str
    text: str
    small: bool = False


@dataclass(frozen=True)
class Field:
    """A label in the paper's narrow label column and its value beside it."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True)
class Pair:
    """Words on the left, a figure flush right on the same line where both fit; double steps down to tall."""

    left: str
    right: str
    bold: bool = False
    size: Literal["normal", "tall", "double"] = "normal"


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""

    heavy: bool = False


@dataclass(frozen=True)
class Space:
    """Half a line of nothing."""


@dataclass(frozen=True)
class Qr:
    """A QR code in the middle, ``caption`` below it; modules of at most ``module`` printer dots."""

    data: str
    caption: str = ""
    module: int = LARGEST_MODULE


@dataclass(frozen=True)
class QrBeside:
    """A QR code at the right edge, headings and texts to its left; below them where the paper is too narrow."""

    data: str
    words: tuple[Heading | Text, ...]
    module: int = 4


@dataclass(frozen=True)
class Barcode:
    """A Code 128-C of an even number of decimal digits, the digits under it."""

    digits: str


@dataclass(frozen=True)
class Signature:
    """A label and a line to write on by hand."""

    label: str


Element = Heading | Text | Banner | Item | Field | Pair | Rule | Space | Qr | QrBeside | Barcode | Signature


@dataclass(frozen=True)
class Paper:
    """One paper in one language, of no particular width.

    ``at`` is the moment of the entry that ordered it, ``name`` what a file of it is called (no ending);
    ``other`` is the copy that shares its A5 sheet.
    """

    kind: str
    language: str
    elements: tuple[Element, ...]
    at: datetime | None = None
    name: str = ""
    other: Paper | None = None
