"""The small steps of one part of the shelf: lend, bring back, write off, change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mihome_desk import words
from mihome_desk.rules.stock import GiveBackPart, LendPart, SetStock, WriteOff
from mihome_desk.sayings.shelf import LOSSES, OWNERS
from mihome_desk.screens.asking import Said
from mihome_desk.screens.facts import yuan
from mihome_desk.screens.page import Page
from mihome_desk.screens.parts_asking import REASON, amount, ask, pieces, pin_row
from mihome_desk.screens.pick import Choosable, Pick
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Answer, AwaitedPart, LentLine, StockDetail

Step = Callable[[Page, "StockDetail", str], Any]


def _owner_rows(detail: StockDetail) -> list[Row]:
    """Whose pieces: asked only where both lie there."""
    line = detail.line
    if line.on_hand and line.issued:
        return [Row("owner", N_("Whose"), value="bought", options=[*OWNERS.items()])]
    return []


def _owner(detail: StockDetail, said: Said) -> Any:
    line = detail.line
    return said.get("owner") or ("issued" if line.issued and not line.on_hand else "bought")


def _serial_rows(numbered: bool) -> list[Row]:
    """Pieces with numbers leave by their numbers."""
    placeholder = N_("scan the pieces that are meant")
    return [Row("serials", N_("Serials"), placeholder=placeholder, limit=400)] if numbered else []


def _serials(said: Said) -> tuple[str, ...]:
    return tuple(said.get("serials", "").replace(",", " ").replace("，", " ").split())


def _numbered(detail: StockDetail) -> bool:
    return bool(detail.serials or detail.serials_issued)


async def lend(page: Page, detail: StockDetail, staff: str) -> Answer | None:
    """A technician takes pieces along."""

    def rows() -> list[Row]:
        return [
            Row("technician", N_("Technician"), value=staff, limit=40),
            Row("qty", N_("How many"), value="1", limit=3),
            *_owner_rows(detail),
            *_serial_rows(_numbered(detail)),
        ]

    def order(said: Said) -> LendPart:
        qty, owner = pieces(said["qty"]), _owner(detail, said)
        return LendPart(detail.line.sku, said["technician"], qty, owner, _serials(said))

    title = _("Lend: {part}", part=detail.line.name)
    return await ask(page, title, rows, order, _("Lent pieces are still the store's; B brings them back."))


async def take_back(page: Page, detail: StockDetail, _staff: str) -> Answer | None:
    """A technician brings pieces back: all of them is proposed."""
    title = _("Back from the bench: {part}", part=detail.line.name)
    if not detail.lent:
        page.notify(_("Nobody has any of these in hand."), severity="warning")
        return None
    held = detail.lent[0]
    if len(detail.lent) > 1:
        listed = [
            Choosable(str(at), each.technician, _held_words(each)) for at, each in enumerate(detail.lent)
        ]
        picked = await page.app.push_screen_wait(Pick(title, listed))
        if picked is None:
            return None
        held = detail.lent[int(picked)]

    def rows() -> list[Row]:
        qty = Row("qty", N_("How many"), value=str(held.qty), limit=3)
        return [qty, *_serial_rows(bool(held.serials))]

    def order(said: Said) -> GiveBackPart:
        serials = _serials(said)
        # Who brings everything back brings every number back.
        everything = pieces(said["qty"]) == held.qty and not serials
        owner: Any = held.owner
        return GiveBackPart(
            detail.line.sku,
            held.technician,
            pieces(said["qty"]),
            owner,
            held.serials if everything else serials,
        )

    return await ask(page, title, rows, order, _held_words(held))


def _held_words(held: LentLine) -> str:
    owner = words.word(OWNERS, held.owner)
    said = _("{technician} has {count}, {owner}", technician=held.technician, count=held.qty, owner=owner)
    return "  ".join((said, *held.serials))


async def write_off(page: Page, detail: StockDetail, _staff: str) -> Answer | None:
    """Pieces are of no use any more."""

    def rows() -> list[Row]:
        return [
            Row("why", N_("What is it"), value="defective_on_arrival", options=[*LOSSES.items()]),
            Row("qty", N_("How many"), value="1", limit=3),
            *_owner_rows(detail),
            Row("reason", REASON),
            Row("technician", N_("Technician"), placeholder=N_("who broke it or had it"), limit=40),
            *_serial_rows(_numbered(detail)),
            pin_row(),
        ]

    def order(said: Said) -> WriteOff:
        why: Any = said["why"]
        return WriteOff(
            sku=detail.line.sku,
            qty=pieces(said["qty"]),
            why=why,
            reason=said["reason"],
            owner=_owner(detail, said),
            technician=said["technician"],
            serials=_serials(said),
            manager_pin=said["pin"],
        )

    title = _("Write off: {part}", part=detail.line.name)
    why = _("A manager signs what broke here or is lost. HQ's pieces are owed back even when broken.")
    return await ask(page, title, rows, order, why)


async def change(page: Page, detail: StockDetail, _staff: str) -> Answer | None:
    """Another name, price or low mark."""
    line = detail.line

    def rows() -> list[Row]:
        retail = yuan(line.retail) if line.retail is not None else ""
        return [
            Row("name", N_("Part name"), value=line.name, limit=40),
            Row("retail", N_("Sold for"), value=retail, placeholder=N_("yuan, over the counter"), limit=14),
            Row("low", N_("Low at"), value=str(line.low), limit=3),
            Row("reason", REASON),
        ]

    def order(said: Said) -> SetStock:
        name, retail, low = (
            said["name"].strip(),
            amount(said["retail"], "retail"),
            pieces(said["low"], "low", 0),
        )
        return SetStock(
            line.sku,
            said["reason"],
            name=name if name != line.name else None,
            retail=retail if retail != line.retail else None,
            low=low if low != line.low else None,
        )

    return await ask(page, _("Change: {part}", part=line.sku), rows, order)


STEPS: dict[str, Step] = {"lend": lend, "take_back": take_back, "write_off": write_off, "change": change}


async def which_waits(page: Page, part: AwaitedPart) -> str | None:
    """The ticket that waits for a part; asked where several do, None where nobody chose."""
    listed = [Choosable(each.ticket, each.number, f"x{each.qty}") for each in part.tickets]
    if len(listed) > 1:
        return await page.app.push_screen_wait(Pick(_("Which ticket?"), listed))
    return listed[0].value if listed else None
