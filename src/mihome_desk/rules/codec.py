"""Frozen dataclasses to plain JSON values and back, and the one canonical spelling of JSON.

Commands from a script, event bodies in the journal and states in the read tables all pass
through here, so a value that one of them would accept and another would not cannot exist.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, partial
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from mihome_desk.rules.refusal import Refused

T = TypeVar("T")
Reader = Callable[[Any, bool], Any]
SAFE_INTEGER = 2**53
BODY_LIMIT = 32 * 1024
spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: the bytes that are hashed and stored.

    Raises ValueError for what other programs would read otherwise: a float, an integer past 2^53,
    U+0000, a key that is no string, a lone surrogate.
    """
    _exact(value)
    return spell(value).encode("utf-8")


def _exact(value: Any) -> None:
    kind = type(value)
    if kind is str:
        if "\0" in value:
            raise ValueError("a text holds U+0000")
    elif kind is int:
        if abs(value) > SAFE_INTEGER:
            raise ValueError("an integer past 2^53 has no exact spelling")
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise ValueError("a key is no string")
            _exact(key)
            _exact(item)
    elif kind is list or kind is tuple:
        for item in value:
            _exact(item)
    elif kind is not bool and value is not None:
        raise ValueError(f"a {kind.__name__} has no canonical spelling")


def to_plain(value: Any, *, whole: bool = True) -> Any:
    """Dataclasses and named tuples as dicts, tuples as lists.

    What is kept for ever or shown to others is ``whole``: a default that changes later must not change
    what was meant. Without it fields that hold their default are left out.
    """
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {key: to_plain(item, whole=whole) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        if hasattr(value, "_asdict"):
            return {name: to_plain(item, whole=whole) for name, item in value._asdict().items()}
        return [to_plain(item, whole=whole) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Any] = {}
        for name, default in _shape(kind):
            item = getattr(value, name)
            if whole or default is MISSING or item != default:
                plain[name] = to_plain(item, whole=whole)
        return plain
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


def from_plain(cls: type[T], plain: Any, *, strict: bool = True) -> T:
    """Build ``cls`` from plain JSON values.

    Raises Refused with the path of the field that does not fit. With ``strict`` off, unknown
    keys are passed over: an older program may read what a newer one wrote.
    """
    hint: Any = cls
    made: T = _reader(hint)(plain, strict)
    return made


@cache
def _reader(hint: Any) -> Reader:
    """How a value of this type is read: made once per type, since every entry passes through here."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        if len(options) > 1:
            return partial(_one_of, frozenset(options))
        inner = _reader(options[0])
        return lambda value, strict: None if value is None else inner(value, strict)
    if origin is Literal:
        return partial(_choice, get_args(hint))
    if origin is tuple:
        return partial(_list, _reader(get_args(hint)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return partial(_mapping, _reader(get_args(hint)[1]))
    if is_dataclass(hint):
        return _object_reader(hint)
    if isinstance(hint, type) and issubclass(hint, tuple):
        return partial(_named_tuple, hint, [(name, _reader(each)) for name, each in _hints(hint).items()])
    return _SCALARS.get(hint, _anything)


def _object_reader(cls: Any) -> Reader:
    return partial(_object, cls, {name: _reader(each) for name, each in _hints(cls).items()}, _shape(cls))


def _inside(name: str, refused: Refused) -> Refused:
    """The same refusal, its field one step deeper."""
    field = refused.refusal.field
    return refused.at(f"{name}.{field}" if field else name)


def _object(cls: Any, readers: Mapping[str, Reader], shape: Any, plain: Any, strict: bool) -> Any:
    if not isinstance(plain, Mapping):
        raise Refused("not_object", found=kind_of(plain))
    if strict:
        for key in plain:
            if key not in readers:
                raise Refused("unknown_field", printable(key))
    values = {}
    for name, default in shape:
        if name in plain:
            try:
                values[name] = readers[name](plain[name], strict)
            except Refused as refused:
                raise _inside(name, refused) from None
        elif default is MISSING:
            raise Refused("missing_field", name)
    return cls(**values)


def _named_tuple(cls: Any, readers: list[tuple[str, Reader]], value: Any, strict: bool) -> Any:
    if not isinstance(value, Mapping):
        raise Refused("not_object", found=kind_of(value))
    parts = []
    for name, read in readers:
        if name not in value:
            raise Refused("missing_field", name)
        try:
            parts.append(read(value[name], strict))
        except Refused as refused:
            raise _inside(name, refused) from None
    return cls(*parts)


def _list(read: Reader, value: Any, strict: bool) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise Refused("not_list", found=kind_of(value))
    items = []
    for at, each in enumerate(value):
        try:
            items.append(read(each, strict))
        except Refused as refused:
            raise _inside(str(at), refused) from None
    return tuple(items)


def _mapping(read: Reader, value: Any, strict: bool) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused("not_object", found=kind_of(value))
    items = {}
    for key, each in value.items():
        try:
            items[key] = read(each, strict)
        except Refused as refused:
            raise _inside(printable(key), refused) from None
    return items


def _choice(choices: tuple[Any, ...], value: Any, _strict: bool) -> Any:
    if value not in choices or isinstance(value, bool):
        raise Refused("not_choice", choices=" | ".join(filter(None, choices)))
    return value


def _whole(value: Any, _strict: bool) -> int:
    if isinstance(value, float):
        raise Refused("not_whole")
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("not_number", found=kind_of(value))
    if abs(value) > SAFE_INTEGER:
        raise Refused("too_big")
    return value


def _text(value: Any, _strict: bool) -> str:
    if not isinstance(value, str):
        raise Refused("not_text", found=kind_of(value))
    return value


def _yes_no(value: Any, _strict: bool) -> bool:
    if not isinstance(value, bool):
        raise Refused("not_yes_no", found=kind_of(value))
    return value


def _one_of(options: frozenset[type], value: Any, strict: bool) -> Any:
    """A text, a whole number, a yes or no, or nothing, each by its own rules."""
    if value is None:
        return None
    if isinstance(value, float):
        raise Refused("not_whole")
    if type(value) not in options:
        raise Refused("not_text", found=kind_of(value))
    return _SCALARS[type(value)](value, strict)


def _anything(value: Any, _strict: bool) -> Any:
    return value


_SCALARS: dict[Any, Reader] = {int: _whole, str: _text, bool: _yes_no}


def printable(key: Any) -> str:
    """A key that somebody sent, as a refusal's field may show it."""
    return str(key)[:40].encode("ascii", "backslashreplace").decode("ascii")


def kind_of(value: Any) -> str:
    """What a JSON value is, in a word that `words` translates."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, (list, tuple)) else "object"
