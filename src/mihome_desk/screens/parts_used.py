"""The parts of one device: what is still to be used, what was used, and how one comes out again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mihome_desk import words
from mihome_desk.catalog.prices import line_name
from mihome_desk.rules.parts import ReturnPart
from mihome_desk.rules.service import PartUse
from mihome_desk.sayings.shelf import CONDITIONS, OWNERS
from mihome_desk.screens.page import Page
from mihome_desk.screens.parts_asking import REASON, ask, pieces
from mihome_desk.screens.pick import Choosable, Pick
from mihome_desk.text import N_, _, current
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import StockLine
    from mihome_desk.rules.ticket import Ticket


class Proposed(NamedTuple):
    """A quoted part that is not in the device yet: what the command calls it, its name, pieces left, its fault."""

    part: str
    name: str
    qty: int
    fault: int


def unused(ticket: Ticket) -> list[Proposed]:
    """What the quote names and nobody used yet, in its order."""
    found = []
    inside: dict[str, int] = {}
    for use in ticket.parts:
        for name in {use.sku, use.part}:
            inside[name] = inside.get(name, 0) + use.qty - use.returned
    for line in ticket.quote.lines if ticket.quote else ():
        names = [name for name in (line.sku, line.part, line.code) if name]
        if line.kind != "part" or not names:
            continue
        met = next((name for name in names if inside.get(name)), names[0])
        taken = min(line.qty, inside.get(met, 0))
        inside[met] = inside.get(met, 0) - taken
        if line.qty > taken:
            name = line_name(line.label, line.code, current())
            found.append(Proposed(names[0], name, line.qty - taken, line.fault))
    return found


async def put_back(page: Page, ticket: str, inside: Sequence[PartUse]) -> bool:
    """Ask which part comes out and why; whether one did."""
    use = inside[0]
    if len(inside) > 1:
        listed = [Choosable(str(each.seq), each.sku, f"{each.name}  {used_words(each)}") for each in inside]
        picked = await page.app.push_screen_wait(Pick(_("Which part comes out?"), listed))
        if picked is None:
            return False
        use = next(each for each in inside if str(each.seq) == picked)
    answer = await ask(
        page,
        _("{part} comes out again", part=use.name),
        lambda: return_rows(use),
        lambda said: ReturnPart(
            ticket,
            use.new_serial or use.sku,
            pieces(said["qty"]),
            said["condition"],  # type: ignore[arg-type]
            said["reason"],
        ),
        _("Unused it lies on the shelf again; a defective one does not."),
    )
    return answer is not None


def pieces_words(line: StockLine) -> str:
    """How many lie on the shelf, whose."""
    here = _("{owner} {count}", owner=words.word(OWNERS, "bought"), count=line.on_hand)
    issued = _("{owner} {count}", owner=words.word(OWNERS, "issued"), count=line.issued)
    return f"{here} · {issued}" if line.issued else here


def return_rows(use: PartUse) -> list[Row]:
    """How many come out, in what condition and why."""
    return [
        Row("qty", N_("How many"), value=str(use.inside), limit=3),
        Row("condition", N_("Status"), value="good", options=[*CONDITIONS.items()]),
        Row("reason", REASON),
    ]


def used_words(use: PartUse) -> str:
    """Whose it was, its numbers, and what came out again."""
    said = [words.word(OWNERS, use.owner)]
    if use.new_serial:
        said.append(_("new {serial}", serial=use.new_serial))
    if use.old_serial:
        said.append(_("old {serial}", serial=use.old_serial))
    if use.returned:
        said.append(_("{count} came out", count=use.returned))
    return "  ".join(said)
