"""What every command of the command line shares: options, failures, opening a store.

Exit codes: 1 refused, 2 could not run. Errors are one line on standard error.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from mihome_desk import bootstrap, words
from mihome_desk.desk import Desk, RolledBack, StoreBusy, StoreMissing, StoreTooNew
from mihome_desk.rules.refusal import Refusal, Refused
from mihome_desk.settings import BadSettings
from mihome_desk.text import N_, _
from mihome_desk.ui.trouble import sentence_of

PROGRAM = "mihome-desk"

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help=N_("The store's folder (or MIHOME_DESK_HOME)."), show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help=N_("Print one JSON document."))]
StaffOption = Annotated[str, typer.Option("--as", help=N_("Who gives these commands."), show_default=False)]


class Failure(Exception):
    """A sentence on standard error and an exit code: 1 refused, 2 could not run."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = code

    def show(self) -> int:
        """One line, whatever the message holds; the exit code."""
        line = " ".join(str(self).split())
        print(f"{PROGRAM}: {''.join(sign if sign.isprintable() else '?' for sign in line)}", file=sys.stderr)
        return self.exit_code


def refuse(refusal: Refusal) -> NoReturn:
    """Leave with a refusal's sentence, its field before it."""
    where = f"{refusal.field}: " if refusal.field else ""
    raise Failure(where + words.sentence(refusal.code, refusal.params), 1)


@contextmanager
def opened(
    home: Path | None, *, even_rolled_back: bool = False, even_bad_settings: bool = False
) -> Iterator[Desk]:
    """The store, open; every reason why it cannot be is a sentence and exit 2."""
    folder = bootstrap.home_folder(home)
    try:
        bootstrap.speak(folder)
    except BadSettings as error:
        if not even_bad_settings:
            raise Failure(words.sentence(error.code, error.params)) from error
    try:
        desk = bootstrap.open_desk(folder)
    except StoreMissing as error:
        raise Failure(
            _(
                "There is no store in {folder} yet: run “{program} init” or “{program} demo”.",
                folder=folder,
                program=PROGRAM,
            )
        ) from error
    except StoreTooNew as error:
        raise Failure(_("This store was written by a newer program; please update this one.")) from error
    except StoreBusy as error:
        raise Failure(sentence_of(error)) from error
    except sqlite3.DatabaseError as error:
        raise Failure(
            _(
                "The database in {folder} cannot be read: {why}. Restore a backup.",
                folder=folder,
                why=words.reason(error),
            )
        ) from error
    try:
        if desk.rolled_back and not even_rolled_back:
            raise desk.rolled_back
        yield desk
    except Refused as error:
        refuse(error.refusal)
    except RolledBack as error:
        raise Failure(rollback_sentence(error)) from error
    except StoreBusy as error:
        raise Failure(sentence_of(error)) from error
    finally:
        desk.close()


def rollback_sentence(error: RolledBack) -> str:
    """What a database behind its witness means and what to do."""
    return _(
        "This database ends at entry {have}, but entry {seen} was written here before: it was put back. "
        "If that is meant, go on with “{program} doctor --accept-rollback REASON”.",
        have=error.head.seq,
        seen=error.lost.seq,
        program=PROGRAM,
    )


def show_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def speak(folder: Path) -> None:
    """Switch the language of a store's folder on; bad settings are a sentence and exit 2."""
    try:
        bootstrap.speak(folder)
    except BadSettings as error:
        raise Failure(words.sentence(error.code, error.params)) from error


def actor_of(staff: str, folder: Path) -> str:
    """Who gives these commands: ``--as``, or the counter's own staff. Raises Refused."""
    from mihome_desk import settings
    from mihome_desk.rules import limits

    return limits.name(staff or settings.load(folder).staff, "--as", needed=True)


def progress(what: str, total: int) -> Any:
    """A quiet progress bar on standard error, only where somebody looks at it."""
    if not sys.stderr.isatty() or total < 50:
        return lambda _done: None

    def draw(done: int) -> None:
        share = min(1.0, done / total) if total else 1.0
        bar = "█" * round(30 * share) + "░" * (30 - round(30 * share))
        end = "\n" if done >= total else ""
        print(f"\r{what} {bar} {done}/{total}", end=end, file=sys.stderr, flush=True)

    return draw
