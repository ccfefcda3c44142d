"""Words in the clerk's language: gettext at the bottom of the house.

English sentences are the message ids; ``locale/zh_CN`` holds the Chinese of the trade.
Screens, papers and refusals all come here, so one switch changes every one of them.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
_LOCALE = Path(__file__).parent / "locale"
_current = "zh_CN"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("mihome_desk", _LOCALE, [language], fallback=True)


def use(language: str) -> None:
    """Speak ``language`` (one of `LANGUAGES`) from now on."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    _current = language


def current() -> str:
    """The language spoken now."""
    return _current


def say(language: str, message: str, /, **params: object) -> str:
    """``message`` in ``language``, its ``{names}`` filled from ``params``."""
    text = _catalogue(language).gettext(message) if message else ""
    return text.format(**params) if params else text


def _(message: str, /, **params: object) -> str:
    """``message`` in the language spoken now, its ``{names}`` filled from ``params``."""
    return say(_current, message, **params)


def N_(message: str) -> str:
    """Mark a message for translation where it is declared, not where it is shown."""
    return message
