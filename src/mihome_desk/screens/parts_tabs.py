"""The tabs of the parts screen: what each lists, by what it is filtered, what stands there while it is empty."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mihome_desk.rules import identity
from mihome_desk.screens import parts_columns as columns
from mihome_desk.screens.parts_usage import usage_columns
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.widgets.row_list import RowColumn

if TYPE_CHECKING:
    from mihome_desk.desk import BoxLine, Desk, OldPartLine

OVER = frozenset({"received", "settled"})
EMPTY = {
    "shelf": N_(
        "The shelf is empty. R receives parts: scan one, type how many came; a new one is asked for its name."
    ),
    "low": N_("Nothing is low. E on a part sets the number of pieces from which it counts as low."),
    "awaited": N_("No approved repair waits for a part."),
    "old_parts": N_("HQ is owed no old part. Every issued part that is used in a repair owes one."),
    "boxes": N_("There is no return box yet. N begins one for the old parts that HQ gets back."),
    "requests": N_("HQ was asked for nothing yet. Q proposes what is low and what repairs wait for."),
    "usage": N_("No repair was completed and no part used in {month}. ← shows the month before."),
}
NOT_MET = N_("Nothing here is called that. Esc shows everything again.")


class Shelf(NamedTuple):
    """Everything the tabs show, read at once; ``rows`` by the name of its tab, ``month`` (YYYY-MM) is that of the usage."""

    seq: int
    today: str
    month: str
    rows: dict[str, tuple[Any, ...]]
    old: dict[str, OldPartLine]

    def counts(self) -> dict[str, int]:
        """How many rows of work each tab has; of requests those that are still waited for. Usage is none."""
        found = {name: len(rows) for name, rows in self.rows.items() if name != "usage"}
        found["requests"] = sum(not request.closed for request in self.rows["requests"])
        found["boxes"] = sum(box.state != "counted" for box in self.rows["boxes"])
        return found


def look(desk: Desk, said: str, month: str) -> Shelf:
    """Read it; the shelf finds words by itself, the other tabs what their cells say."""
    lines, old = desk.stock(said), desk.old_parts()
    rows: dict[str, tuple[Any, ...]] = {
        "shelf": lines,
        "low": tuple(line for line in lines if line.short or line.free < 0),
        "awaited": desk.awaited_parts(),
        "old_parts": tuple(part for part in old if part.place not in OVER),
        "boxes": desk.boxes(),
        "requests": desk.part_requests(),
        "usage": desk.usage(month),
    }
    return Shelf(desk.seq(), desk.today(), month, rows, {part.number: part for part in old})


def arrangement(
    name: str, desk: Desk, shown: Callable[[], Shelf]
) -> tuple[Callable[[int], Sequence[RowColumn[Any]]], Callable[[Any], Hashable]]:
    """The columns of a tab, and what tells its rows apart."""

    def first_due(box: BoxLine) -> str:
        owed = (shown().old.get(number) for number in box.parts)
        dues = sorted((part for part in owed if part is not None and part.due), key=lambda part: part.due)
        return columns.due_words(dues[0], shown().today) if dues else ""

    found: dict[str, tuple[Callable[[int], Sequence[RowColumn[Any]]], Callable[[Any], Hashable]]] = {
        "shelf": (columns.shelf_columns, lambda line: line.sku),
        "low": (columns.shelf_columns, lambda line: line.sku),
        "awaited": (columns.awaited_columns, lambda part: (part.sku, part.code, part.owner)),
        "old_parts": (
            lambda width: columns.old_columns(width, shown().today),
            lambda part: part.number,
        ),
        "boxes": (lambda width: columns.box_columns(width, first_due), lambda box: box.number),
        "requests": (
            lambda width: columns.request_columns(width, desk.day_of),
            lambda request: request.number,
        ),
        "usage": (
            lambda _width: usage_columns(shown().month),
            lambda line: (line.category, line.model),
        ),
    }
    return found[name]


def narrowed(name: str, rows: Sequence[Any], cells: Sequence[RowColumn[Any]], said: str) -> tuple[Any, ...]:
    """The rows of a tab that may be meant by a few letters."""
    wanted = identity.fold(said).lower()
    if not wanted or name in {"shelf", "low"}:
        return tuple(rows)
    return tuple(row for row in rows if wanted in " ".join(each.text(row) for each in cells).lower())


def empty_words(name: str, said: str, month: str) -> str:
    """What to do where nothing is listed."""
    return _(NOT_MET) if said else _(EMPTY[name], month=month)


def month_by(month: str, by: int, today: str) -> str:
    """The month so many before or after another one (YYYY-MM), never one that has not begun."""
    whole = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return min(f"{whole // 12:04}-{whole % 12 + 1:02}", today[:7])


KEYS = {
    "shelf": (keys.RECEIVE, keys.COUNT, keys.ASK_HQ, keys.FILTER, keys.LEND, keys.TAKE_BACK, keys.WRITE_OFF),
    "low": (keys.ASK_HQ, keys.RECEIVE, keys.COUNT, keys.FILTER),
    "awaited": (keys.CHOOSE_ROW, keys.ASK_HQ, keys.RECEIVE, keys.FILTER),
    "old_parts": (keys.NEW_BOX, keys.CHOOSE_ROW, keys.FILTER),
    "boxes": (keys.CHOOSE_ROW, keys.NEW_BOX, keys.FILTER),
    "requests": (keys.ASK_HQ, keys.CLOSE_REQUEST, keys.RECEIVE, keys.FILTER),
    "usage": (keys.EARLIER, keys.LATER, keys.FILTER),
}
"""The keys that the last line names first on each tab."""
OF_A_ROW = frozenset({keys.CHOOSE_ROW, keys.CLOSE_REQUEST, keys.LEND, keys.TAKE_BACK, keys.WRITE_OFF})
"""Keys that mean the row in focus: an empty tab names none of them."""
