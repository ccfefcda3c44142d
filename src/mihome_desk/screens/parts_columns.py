"""The columns of the parts screens: shelf, awaited, old parts, boxes, requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mihome_desk import words
from mihome_desk.catalog.prices import part_name
from mihome_desk.sayings.shelf import BOX_STATES, OLD_PLACES, OLD_WHYS, OWNERS
from mihome_desk.text import _, current
from mihome_desk.widgets.row_list import RowColumn

if TYPE_CHECKING:
    from mihome_desk.desk import AwaitedPart, BoxLine, OldPartLine, RequestLine, StockLine

WIDE = 90
SOON_DAYS = 7


def shelf_columns(_width: int) -> Sequence[RowColumn[StockLine]]:
    """What lies there: the store's own pieces, HQ's, what is promised, what is left."""
    return (
        RowColumn(_("Part"), 0, lambda line: line.name),
        RowColumn(_("Code"), 13, lambda line: line.sku, lambda _line: "quiet"),
        RowColumn(_("Here"), 5, lambda line: str(line.on_hand), right=True),
        RowColumn(_("Issued"), 6, lambda line: str(line.issued or ""), right=True),
        RowColumn(_("Reserved"), 8, lambda line: str(line.reserved or ""), right=True),
        RowColumn(_("Free"), 5, lambda line: str(line.free), _short_colour, right=True),
        RowColumn("", 10, short_words, _short_colour),
    )


def short_words(line: StockLine) -> str:
    """The sign of an item that is short, and what is on its way."""
    if line.conflict:
        return _("? count it")
    if line.free < 0:
        return _("{count} short !!", count=-line.free)
    if line.requested:
        return _("{count} asked", count=line.requested)
    return "" if not line.short else _("! out") if line.out else _("! low")


def _short_colour(line: StockLine) -> str:
    if line.conflict or line.free < 0:
        return "error"
    if line.short:
        return "warning"
    return "quiet" if line.requested else ""


def awaited_columns(width: int) -> Sequence[RowColumn[AwaitedPart]]:
    """What approved repairs wait for, how much of it is there, and who waits."""
    owner: RowColumn[AwaitedPart] = RowColumn(
        _("Whose"), 10, lambda part: words.word(OWNERS, part.owner), _quiet
    )
    return (
        RowColumn(_("Part"), 0, lambda part: part_name(part.name or part.code, current())),
        *((owner,) if width >= WIDE else ()),
        RowColumn(_("Needed"), 6, lambda part: str(part.needed), right=True),
        RowColumn(_("Here"), 5, lambda part: str(part.there), right=True),
        RowColumn(_("Missing"), 8, _missing_words, _missing_colour, right=True),
        RowColumn(_("Asked"), 5, lambda part: str(part.requested or ""), _quiet, right=True),
        RowColumn(_("Tickets"), 28 if width >= WIDE else 20, _tickets_words, _quiet),
    )


def _quiet(_row: object) -> str:
    return "quiet"


def _missing_words(part: AwaitedPart) -> str:
    return f"{part.missing} !" if part.missing else "✓"


def _missing_colour(part: AwaitedPart) -> str:
    return "success" if not part.missing else "quiet" if part.requested >= part.missing else "warning"


def _tickets_words(part: AwaitedPart) -> str:
    first, more = part.tickets[0].number if part.tickets else "", len(part.tickets) - 1
    return f"{_short_number(first)} +{more}" if more > 0 else _short_number(first)


def _short_number(number: str) -> str:
    """A ticket's number without the store's label, as the board shows it."""
    return number.partition("-")[2] or number


def old_columns(width: int, today: str) -> Sequence[RowColumn[OldPartLine]]:
    """What HQ gets back, and until when."""
    why: RowColumn[OldPartLine] = RowColumn(_("Why"), 9, lambda part: words.word(OLD_WHYS, part.why), _quiet)
    return (
        RowColumn(_("Bag"), 7, lambda part: part.number),
        RowColumn(_("Part"), 0, lambda part: part.name or part.sku),
        RowColumn(_("Old serial"), 13, lambda part: part.serial, _quiet),
        *((why,) if width >= WIDE else ()),
        RowColumn(_("Ticket"), 12, lambda part: _short_number(part.ticket), _quiet),
        _due_column(today),
        RowColumn(_("Where"), 11, place_words, _quiet),
    )


def _due_column(today: str) -> RowColumn[OldPartLine]:
    return RowColumn(_("Due"), 12, lambda part: due_words(part, today), lambda part: due_colour(part, today))


def days_left(part: OldPartLine, today: str) -> int | None:
    """Days until it is due, None once nothing is owed."""
    if not part.due or part.place in {"received", "settled"}:
        return None
    return (date.fromisoformat(part.due) - date.fromisoformat(today)).days


def due_words(part: OldPartLine, today: str) -> str:
    """The day, and how it burns."""
    left = days_left(part, today)
    if left is None:
        return ""
    if left < 0:
        return _("{days} d over !!", days=-left)
    if left == 0:
        return _("today !")
    return _("{days} d left !", days=left) if left <= SOON_DAYS else _("{days} d left", days=left)


def due_colour(part: OldPartLine, today: str) -> str:
    """Red over it, amber near it."""
    left = days_left(part, today)
    return "" if left is None else "error" if left < 0 else "warning" if left <= SOON_DAYS else ""


def place_words(part: OldPartLine) -> str:
    """The box it lies in, else where it is."""
    return part.box or words.word(OLD_PLACES, part.place)


class InBox(NamedTuple):
    """A row of one box: ``mark`` tells whether it is in it; ``part`` is None for what nobody knows."""

    number: str
    mark: str
    part: OldPartLine | None


def in_box_columns(width: int, today: str, title: str) -> Sequence[RowColumn[InBox]]:
    """The old parts of one box, and those that could go in."""

    def said(cell: Callable[[OldPartLine], str]) -> Callable[[InBox], str]:
        return lambda row: cell(row.part) if row.part else ""

    due = _due_column(today)
    ticket = RowColumn[InBox](_("Ticket"), 12, said(lambda part: _short_number(part.ticket)), _quiet)
    return (
        RowColumn(title, 8, lambda row: row.mark, lambda row: "success" if row.mark == "✓" else "warning"),
        RowColumn(_("Bag"), 7, lambda row: row.number if row.part else ""),
        RowColumn(_("Part"), 0, lambda row: (row.part.name or row.part.sku) if row.part else row.number),
        RowColumn(_("Old serial"), 13, said(lambda part: part.serial), _quiet),
        *((ticket,) if width >= WIDE else ()),
        RowColumn(due.name, due.width, said(due.text), said(due.colour)),
    )


def box_columns(width: int, first_due: Callable[[BoxLine], str]) -> Sequence[RowColumn[BoxLine]]:
    """All return boxes."""
    return (
        RowColumn(_("Box"), 7, lambda box: box.number),
        RowColumn(_("State"), 14, lambda box: words.word(BOX_STATES, box.state)),
        RowColumn(_("Old parts"), 9, lambda box: str(len(box.parts)), right=True),
        RowColumn(_("First due"), 14, first_due),
        RowColumn(_("Waybill"), 0, lambda box: f"{box.carrier} {box.waybill}".strip(), _quiet),
        RowColumn(_("Difference"), 12 if width >= WIDE else 10, _difference_words, lambda _box: "warning"),
    )


def _difference_words(box: BoxLine) -> str:
    said = [f"-{len(box.missing)}"] if box.missing else []
    return " ".join([*said, f"+{len(box.extra)}"] if box.extra else said)


def request_columns(_width: int, day_of: Callable[[int], str]) -> Sequence[RowColumn[RequestLine]]:
    """All part requests."""
    return (
        RowColumn(_("Request"), 8, lambda request: request.number),
        RowColumn(_("Day"), 10, lambda request: day_of(request.at_ms), _quiet),
        RowColumn(
            _("Parts"), 0, lambda request: ", ".join(f"{each.name} x{each.qty}" for each in request.lines)
        ),
        RowColumn(_("Came"), 9, _came_words, right=True),
        RowColumn(_("State"), 10, request_state),
    )


def _came_words(request: RequestLine) -> str:
    return f"{sum(each.came for each in request.lines)}/{sum(each.qty for each in request.lines)}"


def request_state(request: RequestLine) -> str:
    """Whether anybody still waits for it."""
    whole = all(each.came >= each.qty for each in request.lines)
    return _("all came") if whole else _("closed") if request.closed else _("waiting")
