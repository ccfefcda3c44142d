"""Frozen dataclasses to plain JSON values and back, and the one canonical spelling of JSON.

Commands from a script, event bodies in the journal and states in the read tables all pass
through here, so a value that one of them would accept and another would not cannot exist.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from mihome_desk.rules.refusal import Refused

T = TypeVar("T")
SAFE_INTEGER = 2**53
BODY_LIMIT = 32 * 1024


def canonical(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: the bytes that are hashed and stored.

    Raises ValueError for what other programs would read otherwise: a float, an integer past 2^53,
    U+0000, a key that is no string, a lone surrogate.
    """
    _exact(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def _exact(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("a float has no canonical spelling")
    if isinstance(value, int) and abs(value) > SAFE_INTEGER:
        raise ValueError("an integer past 2^53 has no exact spelling")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("a text holds U+0000")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError("a key is no string")
            _exact(key)
            _exact(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _exact(item)


def to_plain(value: Any) -> Any:
    """Dataclasses as dicts, tuples as lists; fields that hold their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Any] = {}
        for name, default in _shape(type(value)):
            item = getattr(value, name)
            if default is MISSING or item != default:
                plain[name] = to_plain(item)
        return plain
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return value


@cache
def _shape(cls: Any) -> tuple[tuple[str, Any], ...]:
    shape = []
    for field in fields(cls):
        default = field.default
        if default is MISSING and field.default_factory is not MISSING:
            default = field.default_factory()
        shape.append((field.name, default))
    return tuple(shape)


@cache
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls)] if is_dataclass(cls) else list(hints)
    return {name: hints[name] for name in names}


def from_plain(cls: type[T], plain: Any, path: str = "", *, strict: bool = True) -> T:
    """Build ``cls`` from plain JSON values.

    Raises Refused with the path of the field that does not fit. With ``strict`` off, unknown
    keys are passed over: an older program may read what a newer one wrote.
    """
    if not isinstance(plain, Mapping):
        raise Refused("not_object", path, found=_kind(plain))
    shaped: Any = cls
    hints = _hints(shaped)
    if strict:
        for key in plain:
            if key not in hints:
                raise Refused("unknown_field", _join(path, _printable(key)))
    values = {}
    for name, default in _shape(shaped):
        if name in plain:
            values[name] = _read(hints[name], plain[name], _join(path, name), strict)
        elif default is MISSING:
            raise Refused("missing_field", _join(path, name))
    return cls(**values)


def _read(hint: Any, value: Any, path: str, strict: bool) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        if value is None:
            return None
        return _read(options[0], value, path, strict)
    if origin is Literal:
        choices = get_args(hint)
        if value not in choices or isinstance(value, bool):
            raise Refused("not_choice", path, choices=" | ".join(choices))
        return value
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise Refused("not_list", path, found=_kind(value))
        item = get_args(hint)[0]
        return tuple(_read(item, each, _join(path, str(at)), strict) for at, each in enumerate(value))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise Refused("not_object", path, found=_kind(value))
        item = get_args(hint)[1]
        return {key: _read(item, each, _join(path, _printable(key)), strict) for key, each in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, value, path, strict=strict)
    if isinstance(hint, type) and issubclass(hint, tuple):
        if not isinstance(value, (list, tuple)):
            raise Refused("not_list", path, found=_kind(value))
        hints = _hints(hint)
        if len(value) != len(hints):
            raise Refused("not_list", path, found=_kind(value))
        parts = zip(hints.items(), value, strict=True)
        return hint(*(_read(each, item, _join(path, name), strict) for (name, each), item in parts))
    return _scalar(hint, value, path)


def _scalar(hint: Any, value: Any, path: str) -> Any:
    if hint is int:
        if isinstance(value, float):
            raise Refused("not_whole", path)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refused("not_number", path, found=_kind(value))
        if abs(value) > SAFE_INTEGER:
            raise Refused("too_big", path)
    elif hint is str:
        if not isinstance(value, str):
            raise Refused("not_text", path, found=_kind(value))
    elif hint is bool and not isinstance(value, bool):
        raise Refused("not_yes_no", path, found=_kind(value))
    return value


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _printable(key: Any) -> str:
    return str(key)[:40].encode("ascii", "backslashreplace").decode("ascii")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, (list, tuple)) else "object"
