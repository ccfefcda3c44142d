"""A paper on the screen: its rows, its QR code, and the list of papers there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.printing.terminal import ScreenRow

# Explicit whatever the theme: a phone reads black on white.
_INK = "#000000 on #FFFFFF"


class PaperView(Static):
    """The lines of a paper as they print."""

    def show(self, rows: Iterable[ScreenRow], *, without_code: int = 0) -> None:
        """Draw them; the code of that number stands elsewhere."""
        text = Text(no_wrap=True)
        for row in rows:
            if row.kind == "qr" and row.code == without_code:
                continue
            text.append(" " * row.indent)
            style = _INK if row.kind == "qr" else "bold" if row.kind == "bold" else ""
            text.append(f"{row.text}", style=style)
            text.append("\n")
        self.update(text)


class CodeView(Static):
    """One QR code, whole, to be photographed."""

    def show(self, rows: Iterable[ScreenRow], code: int) -> bool:
        """Draw it; whether the paper has it."""
        lines = [row.text for row in rows if row.kind == "qr" and row.code == code]
        self.update(Text("\n".join(lines), style=_INK, no_wrap=True))
        return bool(lines)


class PaperList(Static):
    """The papers of a ticket with the digit that shows each, and how often each was printed."""

    NAME_CELLS = 15

    def show(self, kinds: Iterable[str], current: str, printed: Mapping[str, int]) -> None:
        """Draw the list; the current one bears a sign beside its colour."""
        accent, quiet = self.app.theme_variables["primary"], self.app.theme_variables["quiet"]
        text = Text(no_wrap=True)
        for digit, kind in enumerate(kinds, 1):
            here = kind == current
            text.append(f"{'>' if here else ' '} {digit} ", style=f"bold {accent}")
            text.append(fit(words.word(words.PAPERS, kind), self.NAME_CELLS), style="bold" if here else "")
            count = printed.get(kind, 0)
            text.append(f" {'✓' if count == 1 else f'✓{count}' if count else ''}\n", style=quiet)
        self.update(text)
