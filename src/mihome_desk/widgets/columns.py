"""Text in cells: a hanzi is two of them, and every column keeps its width."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def fit(text: str, width: int, *, right: bool = False) -> str:
    """``text`` in exactly ``width`` cells, cut with … where it is longer."""
    text = " ".join(text.split())
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, max(0, width - 1)) + "…"[: min(1, width)]
    return " " * (width - length) + text if right else text + " " * (width - length)
