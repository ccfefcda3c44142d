"""Babel's eyes for our Python: sentences inside f-strings count too, whatever Python reads the file.

``babel.cfg`` names `extract`; ``make locale`` and ``tests/test_text.py`` both go through it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import IO, Any


def extract(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Every call of a keyword: its line, its name, its positional arguments where they are plain text."""
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in keywords:
            yield node.lineno, name, tuple(_text(argument) for argument in node.args), []


def _text(node: ast.expr) -> str | None:
    plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if plain else None  # type: ignore[attr-defined]
