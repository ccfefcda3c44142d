"""Text in cells: a hanzi is two of them, and every column keeps its width."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

CUT = ".."
"""What stands for the rest. Terminals with Chinese fonts disagree about the width of the one-cell ellipsis."""


def fit(text: str, width: int, *, right: bool = False) -> str:
    """``text`` in exactly ``width`` cells, cut with `CUT` where it is longer."""
    text = " ".join(text.split())
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, max(0, width - len(CUT))) + CUT[: max(0, width)]
    return " " * (width - length) + text if right else text + " " * (width - length)
