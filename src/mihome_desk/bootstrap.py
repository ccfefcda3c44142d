"""The only place that knows every part: it puts a desk together."""

from __future__ import annotations

import os
import sqlite3
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mihome_desk import settings, text, words
from mihome_desk.desk import Desk, StoreBusy, StoreMissing, StoreTooNew
from mihome_desk.text import _

if TYPE_CHECKING:
    from mihome_desk.db.clock import Clock
    from mihome_desk.rules.holidays import Calendar
    from mihome_desk.rules.norms import Norms
    from mihome_desk.rules.policy import Policy
    from mihome_desk.rules.price import PriceList
    from mihome_desk.rules.shop import Accessory
    from mihome_desk.rules.situation import Catalogue


PRACTICE_TICKETS = 60


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
    from mihome_desk.catalog import load, storage
    from mihome_desk.rules.situation import Catalogue, Item

    lists = {
        category: tuple(Item(item.code, item.stage, item.tier) for item in load.checklist(category))
        for category in load.categories()
    }
    symptoms = {code: symptom.items for code, symptom in load.symptoms().items()}
    return Catalogue(
        load.version(),
        lists,
        symptoms,
        unlisted=load.unlisted_symptoms(),
        prices=_price_list(),
        norms=_norms(),
        accessories=_accessories(),
        storage=tuple(storage.steps()),
        warranty=_service_rules(),
        calendar=_public_calendar(),
    )


def _accessories() -> dict[str, Accessory]:
    """The shipped accessory list by SKU."""
    from mihome_desk.catalog import accessories
    from mihome_desk.rules.shop import Accessory

    return {row.sku: Accessory(*row) for row in accessories.every()}


def _price_list() -> PriceList:
    """The shipped guide prices as the rules want them."""
    from mihome_desk.catalog import prices
    from mihome_desk.rules.price import GuidePrice, LabourLevel, PartKind, PriceList

    head = prices.head()
    return PriceList(
        head.version,
        head.valid_days,
        tuple(GuidePrice(*row) for row in prices.prices()),
        tuple(LabourLevel(*row) for row in prices.labour()),
        tuple(PartKind(*row) for row in prices.parts().values()),
    )


def _norms() -> Norms:
    """The shipped norms of parts as the rules want them."""
    from mihome_desk.catalog import load, norms
    from mihome_desk.rules.norms import Norms

    rows = norms.norms()
    return Norms(
        load.version(),
        {row.name: row.value for row in rows if row.kind == "due_days"},
        {(row.category, row.name): row.value for row in rows if row.kind == "usage_fen"},
    )


def _service_rules() -> Policy:
    """The shipped service rules as the rules want them."""
    from mihome_desk.catalog import warranty
    from mihome_desk.rules.policy import read_policy

    return read_policy(warranty.service_rules())


def _public_calendar() -> Calendar:
    """The shipped public calendar as the rules want it."""
    from mihome_desk.catalog import warranty
    from mihome_desk.rules.holidays import Calendar, DayName

    days = warranty.public_calendar()
    return Calendar(
        {day: DayName(*name) for day, name in days.rest.items()},
        days.work,
        {day: DayName(*name) for day, name in days.expected.items()},
        {day: DayName(*name) for day, name in days.yearly.items()},
        days.years,
        bool(warranty.service_rules()["weekends_move"]),
    )


def open_desk(home: Path, clock: Clock | None = None) -> Desk:
    """The store in a folder, open for work. Raises StoreMissing, StoreTooNew."""
    return Desk(home, catalogue, clock)


def speak(home: Path) -> settings.Settings:
    """The counter's settings, and its language switched on. Raises BadSettings."""
    found = settings.load(home)
    text.use(found.language)
    return found


UNREADABLE = (StoreTooNew, StoreBusy, sqlite3.DatabaseError, OSError)


def unreadable_sentence(folder: Path, error: BaseException) -> str:
    """Why the store in a folder cannot be opened, and what to do."""
    if isinstance(error, StoreTooNew):
        return _("This store was written by a newer program; please update this one.")
    if isinstance(error, StoreBusy):
        from mihome_desk.ui.trouble import sentence_of

        return sentence_of(error)
    return _(
        "The database in {folder} cannot be read: {why}. Restore a backup.",
        folder=folder,
        why=words.reason(error),
    )


def found_store(home: Path, values: dict[str, str]) -> str:
    """Set up a store from the first screen's fields; its folder. Raises Refused, OSError."""
    from mihome_desk.db.clock import SystemClock
    from mihome_desk.db.engine import Home
    from mihome_desk.db.founding import Founding, found

    founding = Founding(
        label=values["store"],
        name=values["name"],
        kind=values["kind"],
        closing=values["closing"],
        manager_pin=values["pin"].strip(),
    )
    found(Home(home), founding, SystemClock().now(), "counter")
    return str(home)


def make_practice() -> str:
    """The practice store's folder, filled when it is new. Raises OSError."""
    from mihome_desk.tools import demo

    folder = practice_folder()
    demo.ensure(folder, catalogue, PRACTICE_TICKETS, 1, lambda _done: None)
    return str(folder)


def accept_rollback(desk: Desk, reason: str, pin: str, actor: str) -> bool:
    """Go on from a database that was put back. Raises Refused."""
    from mihome_desk.tools import upkeep

    return upkeep.accept_rollback(desk, reason, pin, actor)


def run_counter(home: Path | None = None) -> int:
    """Open the counter on a store's folder, or the first run where there is none; the exit code."""
    from mihome_desk.app import Counter, Doors

    folder = home_folder(home)
    try:
        chosen = speak(folder)
    except settings.BadSettings as error:
        return _cannot(words.sentence(error.code, error.params))
    desk: Desk | None = None
    try:
        desk = open_desk(folder)
    except StoreMissing:
        desk = None
    except UNREADABLE as error:
        return _cannot(unreadable_sentence(folder, error))
    doors = Doors(open_desk, found_store, make_practice, accept_rollback)
    counter = Counter(folder, desk, chosen, doors)
    code = counter.run() or 0
    # After the last frame: what forms handed to the lane is written before the process ends.
    if counter.context is not None:
        counter.context.desk.close()
    return code


def _cannot(sentence: str) -> int:
    print(f"mihome-desk: {sentence}", file=sys.stderr)  # noqa: T201 - there is no screen yet
    return 2
