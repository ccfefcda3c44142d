"""What stands beside the lists of parts: price, cap, margin, who has pieces, what happened last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mihome_desk import words
from mihome_desk.catalog.prices import part_name
from mihome_desk.printing.width import wrap
from mihome_desk.sayings.shelf import LOSSES, MOVES, OLD_WHYS, OWNERS
from mihome_desk.text import _, current
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.desk import (
        AwaitedPart,
        BoxLine,
        OldPartLine,
        RequestLine,
        StockDetail,
        StockLine,
        StockMove,
    )

Local = Callable[[int], datetime]
LABEL = 11
NARROWEST = 20
GAP = " · "


class Look(NamedTuple):
    """How details are drawn: the style of what is quiet, and how many cells a line has."""

    quiet: str
    room: int


def beside(text: Text, lead: str, value: str, look: Look) -> None:
    """A value beside what stands before it; a long one goes on under itself."""
    width = cell_len(lead)
    for at, line in enumerate(wrap(value, max(NARROWEST, look.room - width)) if value else ()):
        text.append(" " * width if at else lead, style=look.quiet)
        text.append(line + "\n")


def fact(text: Text, name: str, value: str, look: Look) -> None:
    """A value behind its name; nothing where there is none."""
    beside(text, fit(name, LABEL), value, look)


def item_text(detail: StockDetail, moves: Sequence[StockMove], local: Local, look: Look) -> Text:
    """One part of the shelf."""
    line = detail.line
    text = Text.assemble((line.name, "bold"), f"  {line.sku}\n")
    fact(text, _("Money"), _money_words(line), look)
    fact(text, _("Pieces"), _pieces_words(line), look)
    fact(text, _("Lent"), GAP.join(_lent_words(detail)), look)
    fact(text, _("Serials"), " ".join((*detail.serials, *detail.serials_issued)), look)
    fact(text, _("Fits"), ", ".join(line.fits), look)
    for move in moves:
        beside(text, f"{local(move.at_ms):%m-%d %H:%M}  ", move_words(move), look)
    text.rstrip()
    return text


def _money_words(line: StockLine) -> str:
    """What a piece cost, what it may cost the customer, and what is left between."""
    said = []
    if line.cost is not None:
        said.append(_("paid {amount}", amount=words.money(line.cost)))
    if line.cap is not None:
        said.append(_("guide price {amount}", amount=words.money(line.cap)))
    if line.retail is not None:
        said.append(_("sold for {amount}", amount=words.money(line.retail)))
    if line.margin is not None:
        said.append(_("margin {amount}", amount=words.money(line.margin)))
    return GAP.join(said) or _("no price known")


def _pieces_words(line: StockLine) -> str:
    """Both owners' pieces, what is promised of them, and the low mark."""
    said = [_("{owner} {count}", owner=words.word(OWNERS, "bought"), count=line.on_hand)]
    if line.reserved:
        said.append(_("{count} reserved", count=line.reserved))
    if line.issued or line.reserved_issued:
        said.append(_("{owner} {count}", owner=words.word(OWNERS, "issued"), count=line.issued))
    if line.reserved_issued:
        said.append(_("{count} reserved", count=line.reserved_issued))
    if line.low:
        said.append(_("low at {count}", count=line.low))
    if line.requested:
        said.append(_("{count} asked", count=line.requested))
    return GAP.join(said)


def _lent_words(detail: StockDetail) -> Iterator[str]:
    for each in detail.lent:
        said = f"{each.technician} {each.qty}"
        yield f"{said} ({words.word(OWNERS, each.owner)})" if each.owner == "issued" else said


def move_words(move: StockMove) -> str:
    """One entry: what happened, to how many, for whom, why."""
    said = [words.word(MOVES, move.kind)]
    if move.kind == "counted":
        said.append(f"{move.qty} ({move.change:+})" if move.change else str(move.qty))
    elif move.kind != "set":
        said.append(f"{move.change:+}" if move.change else str(move.qty))
    if move.owner == "issued":
        said.append(words.word(OWNERS, move.owner))
    said += [move.ticket, move.who, words.word(LOSSES, move.why) if move.why else "", move.document]
    said += [move.reason, " ".join(move.serials), move.actor]
    return "  ".join(each for each in said if each)


def awaited_text(part: AwaitedPart, look: Look) -> Text:
    """Who waits for a part, and whether it is there."""
    text = Text.assemble((part_name(part.name or part.code, current()), "bold"), f"  {part.sku}\n")
    if not part.sku:
        nothing = _("Nothing on the shelf is this part yet; it has to be asked for and received.")
        beside(text, "", nothing, look)
    for each in part.tickets:
        ready = _("the part is here") if each.ready else _("waits")
        stage = words.word(words.STAGES, each.stage)
        beside(text, f"{each.number}  ", f"x{each.qty}  {stage}  {ready}", look)
    text.rstrip()
    return text


def old_text(part: OldPartLine, look: Look) -> Text:
    """One old part."""
    text = Text.assemble((part.number, "bold"), f"  {part.name}  {part.sku}\n")
    fact(text, _("Why"), words.word(OLD_WHYS, part.why), look)
    fact(text, _("Old serial"), part.serial, look)
    fact(text, _("Ticket"), part.ticket, look)
    fact(text, _("Due"), part.due, look)
    fact(text, _("Box"), part.box, look)
    text.rstrip()
    return text


def box_text(box: BoxLine, local: Local, look: Look) -> Text:
    """One return box."""
    text = Text.assemble((box.number, "bold"), f"  {' '.join(box.parts)}\n")
    times = ((_("Opened"), box.opened_at), (_("Sent"), box.sent_at), (_("Counted"), box.counted_at))
    for name, at_ms in times:
        fact(text, name, f"{local(at_ms):%Y-%m-%d %H:%M}" if at_ms else "", look)
    fact(text, _("Missing"), " ".join(box.missing), look)
    fact(text, _("Extra"), " ".join(box.extra), look)
    fact(text, _("Reason"), box.reason, look)
    text.rstrip()
    return text


def request_text(request: RequestLine, look: Look) -> Text:
    """One part request, line by line."""
    text = Text.assemble((request.number, "bold"), "\n")
    for line in request.lines:
        text.append(f"{fit(line.name, 24)} {line.sku}  x{line.qty}  ")
        text.append(_("{count} came", count=line.came) + "\n", style=look.quiet)
    fact(text, _("Reason"), request.reason, look)
    text.rstrip()
    return text
