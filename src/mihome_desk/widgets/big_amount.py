"""An amount of money in figures that are read from across the counter."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Size
from textual.widget import Widget

ROWS = 5
_FIGURES = {
    "0": ("111", "101", "101", "101", "111"),
    "1": ("010", "110", "010", "010", "111"),
    "2": ("111", "001", "111", "100", "111"),
    "3": ("111", "001", "111", "001", "111"),
    "4": ("101", "101", "111", "001", "001"),
    "5": ("111", "100", "111", "001", "111"),
    "6": ("111", "100", "111", "101", "111"),
    "7": ("111", "001", "010", "010", "010"),
    "8": ("111", "101", "111", "101", "111"),
    "9": ("111", "101", "111", "001", "111"),
    ".": ("0", "0", "0", "0", "1"),
    "￥": ("10001", "01010", "11111", "00100", "00100"),
}
LARGEST = 3


class BigAmount(Widget):
    """Yuan as large as the screen allows, ``￥1590``; cents only where there are some.

    A point of a figure is a few cells in the colour of the text, turned round: no sign whose width a terminal
    may judge otherwise, and seen without colours.
    """

    DEFAULT_CSS = "BigAmount { width: 1fr; height: auto; content-align: center middle; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said = ""

    def show(self, fen: int) -> None:
        """Another amount, in fen."""
        self._said = f"￥{fen // 100}.{fen % 100:02}" if fen % 100 else f"￥{fen // 100}"
        self.refresh(layout=True)

    @property
    def said(self) -> str:
        """What stands there."""
        return self._said

    def _points(self) -> int:
        """How wide it is in points, gaps included."""
        return sum(len(_FIGURES[each][0]) + 1 for each in self._said) - 1

    def scale(self, room: Size) -> int:
        """How many rows a point takes, twice as many cells; 1 where even that is too wide."""
        points = max(1, self._points())
        fitting = [size for size in range(1, LARGEST + 1) if 2 * size * points <= room.width]
        fitting = [size for size in fitting if ROWS * size <= max(ROWS, room.height)]
        return max(fitting, default=1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its rows, at most half of the screen."""
        return ROWS * self.scale(Size(width, viewport.height // 2)) if self._said else 0

    def render(self) -> RenderResult:
        """The figures, point by point."""
        size = self.scale(Size(self.size.width, self.size.height))
        if 2 * self._points() > self.size.width:
            return Text(self._said, style="bold", justify="center")
        ink = Style(reverse=True, bold=True)
        rows = []
        for row in range(ROWS):
            line = Text()
            for at, each in enumerate(self._said):
                for point in ("0" if at else "") + _FIGURES[each][row]:
                    line.append("  " * size, style=ink if point == "1" else None)
            rows += [line] * size
        return Text("\n").join(rows)
