"""What `verify` finds, in the language spoken now: the store's own sentences are made for logs, in English."""

from __future__ import annotations

import re
from functools import cache

from mihome_desk.text import N_, _

PROBLEMS = (
    N_("seq {seq}: follows {other}"),
    N_("seq {seq}: does not continue the entry before it"),
    N_("seq {seq}: its hash does not fit its content"),
    N_("seq {seq}: its private words are missing"),
    N_("seq {seq}: its private words were changed"),
    N_("a private row belongs to no entry"),
    N_("missing in the database: {name}"),
    N_("the witness saw entry {seq}, which this database does not have"),
)
BACKUPS = (
    N_("no such file"),
    N_("not a copy of a store"),
    N_("the file is damaged"),
    *PROBLEMS[:6],
)


# The row itself stays out of sight: customers' names and numbers stand in it.
_DIFFERS = "table {table} differs from a replay, first at {row}"
DIFFERS = N_("table {table} differs from a replay of the journal")


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template)), re.DOTALL)


def problem_sentence(problem: str) -> str:
    """A problem of `verify` or of a backup in words; one that is not known stands as it is."""
    differs = _pattern(_DIFFERS).fullmatch(problem)
    if differs:
        return _(DIFFERS, table=differs["table"])
    for template in (*PROBLEMS, *BACKUPS):
        found = _pattern(template).fullmatch(problem)
        if found:
            return _(template, **found.groupdict())
    return problem
