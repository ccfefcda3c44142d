"""One line of `do`: bytes in, a command out, or a refusal in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, BinaryIO, NoReturn

from mihome_desk.rules import house
from mihome_desk.rules.codec import kind_of
from mihome_desk.rules.refusal import Refused

LINE_LIMIT = 1_000_000
"""Bytes of one line."""


def numbered(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Every line with its number; of a line past the limit a piece that `read_line` refuses."""
    for at in count(1):
        line = source.readline(LINE_LIMIT + 1)
        if not line:
            return
        piece = line
        while len(piece) > LINE_LIMIT and not piece.endswith(b"\n"):
            piece = source.readline(LINE_LIMIT + 1)
        yield at, line


def read_line(line: bytes) -> tuple[Any, str | None]:
    """The command of a JSON line and its id. Raises Refused for everything that is no command."""
    if len(line) > LINE_LIMIT:
        raise Refused("line_long", limit=LINE_LIMIT)
    try:
        plain = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Refused("not_json", why="UTF-8") from None
    except RecursionError:
        raise Refused("not_json", why="too deeply nested") from None
    except json.JSONDecodeError as error:
        raise Refused("not_json", why=f"{error.msg}, column {error.colno}") from None
    except ValueError as error:
        raise Refused("not_json", why=str(error)[:80]) from None
    if not isinstance(plain, dict):
        raise Refused("not_object", found=kind_of(plain))
    command_id = plain.get("id")
    if command_id is not None and not isinstance(command_id, str):
        raise Refused("bad_id", "id", limit=64)
    return house.parse_command(plain), command_id


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
