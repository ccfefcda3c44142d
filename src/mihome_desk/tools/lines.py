"""One line of `do`: bytes in, a command out, or a refusal in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, BinaryIO, NoReturn

from mihome_desk.rules import house
from mihome_desk.rules.codec import kind_of, printable
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
        plain = json.loads(
            line.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_each_field_once
        )
    except UnicodeDecodeError:
        raise Refused("not_json_utf8") from None
    except RecursionError:
        raise Refused("not_json_deep") from None
    except json.JSONDecodeError as error:
        raise Refused("not_json", column=error.colno) from None
    except ValueError:
        # Python reads no integer of more than a few thousand digits.
        raise Refused("too_big") from None
    if not isinstance(plain, dict):
        raise Refused("not_object", found=kind_of(plain))
    command_id = plain.get("id")
    if command_id is not None and not isinstance(command_id, str):
        raise Refused("bad_id", "id", limit=64)
    return house.parse_command(plain), command_id


def _no_number(name: str) -> NoReturn:
    raise Refused("not_json_number", found=name)


def _each_field_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's fields; which of two of one name was meant, nobody knows. Raises Refused."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused("field_twice", printable(twice))
    return found
