"""One question about a part: asked, ordered, and asked again as typed while the answer is refused."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TYPE_CHECKING, Any

from mihome_desk import words
from mihome_desk.rules import identity, shelf
from mihome_desk.rules.shop import by_barcode
from mihome_desk.screens.asking import FIELD_OF, Said
from mihome_desk.screens.dialogs import Ask
from mihome_desk.screens.facts import Unclear, fen_of
from mihome_desk.screens.page import Page
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Answer, Desk

MOST = 9_999
SHORTEST_CODE = 5
REASON = N_("Reason")


async def ask(
    page: Page, title: str, rows: Callable[[], list[Row]], order: Callable[[Said], Any], why: str = ""
) -> Answer | None:
    """Ask until the command is carried out; None where the clerk left it or the disk failed."""
    said: Said | None = {}
    wrong: tuple[str, str] | None = None
    while True:
        asked = rows()
        for row in asked:
            row.begin_with((said or {}).get(row.field))
        said = await page.app.push_screen_wait(Ask(title, asked, why, wrong))
        if said is None:
            return None
        try:
            command = order(said)
        except Unclear as unclear:
            wrong = (unclear.field, unclear.sentence)
            continue
        answer = await page.attempt(command)
        if answer is None or answer.refusal is None:
            return answer
        refusal = answer.refusal
        wrong = (FIELD_OF.get(refusal.field, refusal.field), words.sentence(refusal.code, refusal.params))


def pieces(said: str, field: str = "qty", least: int = 1) -> int:
    """A number of pieces as typed. Raises Unclear."""
    plain = identity.fold(said).strip()
    if not (plain.isascii() and plain.isdigit() and least <= int(plain[:9]) <= MOST and len(plain) < 9):
        raise Unclear(field, words.sentence("out_of_range", {"low": least, "high": MOST}))
    return int(plain)


def codes(desk: Desk) -> frozenset[str]:
    """Everything that is scanned for a part or an accessory: the shelf's SKUs, the accessory list's, its barcodes."""
    listed = desk.catalogue.accessories.values()
    found = {line.sku for line in desk.stock()} | {
        code for each in listed for code in (each.sku, each.barcode)
    }
    return frozenset(found - {""})


def sku_meant(desk: Desk, said: str) -> str:
    """The SKU of what was scanned or typed, "" where it can be none: the barcode on its box means an accessory's."""
    boxed = by_barcode(desk.catalogue.accessories.values(), said)
    return boxed.sku if boxed else shelf.sku_of(said)


def code_behind(said: str, codes: Container[str]) -> tuple[str, str]:
    """A code that was scanned into a field for a number, and what was typed before it; "" where there is none.

    Part codes have no shape by which the keyboard could tell their scan from typing.
    """
    for start in range(len(said) - SHORTEST_CODE + 1):
        code = shelf.sku_of(said[start:])
        if code in codes:
            return said[:start].strip(), code
    return said, ""


def amount(said: str, field: str) -> int | None:
    """Yuan as typed in fen, None where nothing was. Raises Unclear."""
    if not said.strip():
        return None
    fen = fen_of(said)
    if fen is None:
        raise Unclear(field, _("An amount in yuan, like 199 or 199.50."))
    return fen


def pin_row() -> Row:
    """Where a manager signs."""
    return Row("pin", N_("Manager PIN"), password=True, placeholder=N_("empty where the store has none"))
