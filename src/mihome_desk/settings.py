"""Settings of one counter, from ``settings.toml`` in the home folder and the environment.

Only what is a matter of taste or of this machine: everything that HQ must know of a store
(time zone, closing time, kind) is journalled instead.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

FILE = "settings.toml"
PREFIX = "MIHOME_DESK_"


class BadSettings(Exception):
    """A key or value that cannot be used; its text names it and what is possible."""


@dataclass(frozen=True)
class Settings:
    """``language`` zh_CN or en, ``theme`` dark or light, ``staff`` who works here when nobody said so,
    ``paper_mm`` 58 or 80.
    """

    language: str = "zh_CN"
    theme: str = "dark"
    staff: str = "counter"
    paper_mm: int = 80


_CHOICES: dict[str, tuple[Any, ...]] = {
    "language": ("zh_CN", "en"),
    "theme": ("dark", "light"),
    "paper_mm": (58, 80),
}


def load(home: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a home folder. Raises BadSettings for unknown keys and impossible values."""
    settings = Settings()
    path = home / FILE
    if path.is_file():
        import tomllib  # most counters have no such file; the way to the first frame is short

        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{path}: {error}") from error
        settings = _with(settings, values, str(path))
    given = {}
    for field in fields(Settings):
        text = environ.get(PREFIX + field.name.upper())
        if text:
            given[field.name] = _from_text(field.name, text)
    return _with(settings, given, "environment")


def save(home: Path, settings: Settings) -> None:
    """Write what differs from the defaults, whole or not at all."""
    default = Settings()
    lines = []
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if value != getattr(default, field.name):
            text = str(value) if isinstance(value, int) else f'"{value}"'
            lines.append(f"{field.name} = {text}\n")
    temporary = home / (FILE + ".new")
    temporary.write_text("".join(lines), "utf-8")
    temporary.replace(home / FILE)


def _from_text(name: str, text: str) -> Any:
    if name == "paper_mm":
        return int(text) if text.isdigit() else text
    return text


def _with(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    known = {field.name for field in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise BadSettings(f"{where}: unknown key {name!r}; known: {', '.join(sorted(known))}")
        if name in _CHOICES and value not in _CHOICES[name]:
            choices = ", ".join(str(choice) for choice in _CHOICES[name])
            raise BadSettings(f"{where}: {name} = {value!r}; possible: {choices}")
        if name == "staff" and not (isinstance(value, str) and 0 < len(value) <= 40 and '"' not in value):
            raise BadSettings(f"{where}: staff = {value!r}; a name of up to 40 characters")
    return replace(settings, **values)
