"""The only place that knows every part: it puts a desk together."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mihome_desk import settings, text
from mihome_desk.desk import Desk

if TYPE_CHECKING:
    from mihome_desk.db.clock import Clock
    from mihome_desk.rules.situation import Catalogue


def home_folder(given: Path | None = None) -> Path:
    """The store's folder: what was given, MIHOME_DESK_HOME, or the user's data folder."""
    if given is not None:
        return given
    named = os.environ.get("MIHOME_DESK_HOME")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("mihome-desk"))


def practice_folder(given: Path | None = None) -> Path:
    """Where the practice store lies: never in the real store's place unless that was named."""
    return given if given is not None else home_folder().with_name(home_folder().name + "-practice")


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue as the rules want it."""
    from mihome_desk.catalog import load
    from mihome_desk.rules.situation import Catalogue, Item

    lists = {
        category: tuple(Item(item.code, item.stage, item.tier) for item in load.checklist(category))
        for category in load.categories()
    }
    symptoms = {code: symptom.items for code, symptom in load.symptoms().items()}
    return Catalogue(load.version(), lists, symptoms)


def open_desk(home: Path, clock: Clock | None = None) -> Desk:
    """The store in a folder, open for work. Raises StoreMissing, StoreTooNew."""
    return Desk(home, catalogue, clock)


def speak(home: Path) -> settings.Settings:
    """The counter's settings, and its language switched on. Raises BadSettings."""
    found = settings.load(home)
    text.use(found.language)
    return found
