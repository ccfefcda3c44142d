"""Settings of one counter, from ``settings.toml`` in the home folder and the environment.

Only what is a matter of taste or of this machine: everything that HQ must know of a store
(time zone, closing time, kind) is journalled instead.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

FILE = "settings.toml"
PREFIX = "MIHOME_DESK_"


class BadSettings(Exception):
    """A key or value that cannot be used; ``code`` and ``params`` make its sentence (`words.sentence`)."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params


@dataclass(frozen=True)
class Settings:
    """``language`` zh_CN or en, ``theme`` dark or light, ``contrast`` normal or high, ``staff`` who works
    here when nobody said so, ``paper_mm`` 58 or 80, ``bell`` whether the clocks ring, ``wifi_ssid`` and
    ``wifi_password`` of the guests' network on slips, ``like_url`` behind the like QR on receipts,
    ``photo_inbox`` the folder where the counter's camera puts its files.
    """

    language: str = "zh_CN"
    theme: str = "dark"
    contrast: str = "normal"
    staff: str = "counter"
    paper_mm: Literal[58, 80] = 80
    bell: bool = True
    wifi_ssid: str = ""
    wifi_password: str = ""
    like_url: str = ""
    photo_inbox: str = ""


_CHOICES: dict[str, tuple[Any, ...]] = {
    "language": ("zh_CN", "en"),
    "theme": ("dark", "light"),
    "contrast": ("normal", "high"),
    "paper_mm": (58, 80),
    "bell": (True, False),
}
_TEXTS = {"wifi_ssid": 32, "wifi_password": 63, "like_url": 200, "photo_inbox": 1_000}
_SWITCH = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
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
            import re

            line = re.search(r"line (\d+)", str(error))
            raise BadSettings("settings_toml", where=str(path), line=int(line[1]) if line else 1) from error
        settings = _with(settings, values, str(path))
    given = {}
    for field in fields(Settings):
        text = environ.get(PREFIX + field.name.upper())
        if text:
            given[field.name] = _from_text(field.name, text)
    return _with(settings, given, "environment")


def save(home: Path, settings: Settings) -> None:
    """Write what differs from the defaults, whole or not at all."""
    import json

    default = Settings()
    lines = []
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if value != getattr(default, field.name):
            # A JSON string is a TOML string; true and false are spelled alike.
            text = json.dumps(value, ensure_ascii=False)
            lines.append(f"{field.name} = {text}\n")
    temporary = home / (FILE + ".new")
    temporary.write_text("".join(lines), "utf-8")
    temporary.replace(home / FILE)


def _from_text(name: str, text: str) -> Any:
    if name == "paper_mm":
        return int(text) if text.isdigit() else text
    if name == "bell":
        return _SWITCH.get(text.lower(), text)
    return text


def _with(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    known = {field.name for field in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise BadSettings("settings_key", where=where, key=name, choices=", ".join(sorted(known)))
        if name in _CHOICES and value not in _CHOICES[name]:
            choices = ", ".join(str(choice) for choice in _CHOICES[name])
            raise BadSettings(
                "settings_choice", where=where, key=name, value=str(value)[:40], choices=choices
            )
        if name == "staff" and not (isinstance(value, str) and 0 < len(value) <= 40 and '"' not in value):
            raise BadSettings("settings_staff", where=where, limit=40)
        if name in _TEXTS and not (
            isinstance(value, str) and len(value) <= _TEXTS[name] and value.isprintable()
        ):
            raise BadSettings("settings_text", where=where, key=name, limit=_TEXTS[name])
    return replace(settings, **values)
