"""A part goes into the device: what was quoted is proposed, new and old serial come by scan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules import shelf
from mihome_desk.rules.parts import UsePart
from mihome_desk.sayings.shelf import OWNERS
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.facts import Unclear, fact_words
from mihome_desk.screens.form import Form
from mihome_desk.screens.parts_asking import pieces
from mihome_desk.screens.parts_used import Proposed, pieces_words, put_back, unused, used_words
from mihome_desk.screens.pick import Choosable, Pick
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.columns import fit
from mihome_desk.widgets.fields import Choice, Row

if TYPE_CHECKING:
    from mihome_desk.desk import Answer, Dossier

BY_COVERAGE = ("", N_("By coverage"))
NAME = 26


class UsePartScreen(Form):
    """Enter takes what is proposed, a scan fills the serials, Enter behind the last one writes it."""

    CSS_PATH = "parts.tcss"
    COMMANDS_HERE = (keys.SAVE, keys.OTHER_PART, keys.PUT_BACK)
    HELP_TEXT = N_(
        "What was quoted and not used yet is proposed: Enter takes it, a scan of another part replaces it, Ctrl+N lists "
        "what else there is for this device. Scan the serial of the new part, then that of the old one; Enter writes it. "
        "Whose part it is follows from the coverage of its fault: in warranty HQ's, else the store's. A part that HQ "
        "issued owes its old one: its number is for the bag. Ctrl+R takes a part out again."
    )

    def __init__(self, context: Any, ticket: str) -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._proposed = ""

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('Use a part')}" if self.dossier else _("Use a part")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, another part, return one."""
        used = self.dossier is not None and any(use.inside for use in self.dossier.ticket.parts)
        back = [keys.PUT_BACK] if used else []
        return (keys.SAVE, keys.OTHER_PART, *back, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """What is to be used and what was, then the part in hand."""
        yield Static("", id="parts-of", markup=False)
        yield Row("part", N_("Part"), placeholder=N_("scan it, or its code or name"), limit=40)
        yield Row(
            "new_serial", N_("New serial"), placeholder=N_("scan it; empty where it has none"), limit=40
        )
        yield Row(
            "old_serial", N_("Old serial"), placeholder=N_("scan it; empty where it has none"), limit=40
        )
        yield Row("qty", N_("How many"), value="1", limit=3)
        yield Row("owner", N_("Whose"), value="", options=[BY_COVERAGE, *OWNERS.items()])
        yield Row("fault", N_("Fault"), value="0", options=[("0", "1")])
        yield Row("technician", N_("Technician"), limit=40)

    async def fill(self) -> None:
        """The first part that is not used yet is proposed."""
        await self._look()
        assert self.dossier is not None
        self._offer_faults(self.dossier)
        self.row("technician").value = self.dossier.ticket.technician or self.context.staff
        await self._propose()

    async def retell(self) -> None:
        """The list."""
        self._show()

    async def _look(self) -> None:
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        self._show()
        self.say_keys()
        self.show_status()

    def _offer_faults(self, dossier: Dossier) -> None:
        """Which of several faults a part is for."""
        faults, row = dossier.ticket.faults, self.row("fault")
        row.display = len(faults) > 1
        if row.display and isinstance(row.widget, Choice):
            names = [fact_words("faults.0.symptom", each.symptom) for each in faults]
            row.widget.options = tuple((str(at), name) for at, name in enumerate(names))

    def _show(self) -> None:
        """To use, and used; a sentence where the quote names no part."""
        if self.dossier is None:
            return
        quiet, ticket = self.app.theme_variables["quiet"], self.dossier.ticket
        text = Text()
        for each in unused(ticket):
            text.append(f"· {fit(each.name, NAME)} x{each.qty}  ")
            text.append(_("quoted, not used yet") + "\n", style=quiet)
        for use in ticket.parts:
            text.append(f"✓ {fit(use.name, NAME)} x{use.qty}  ")
            text.append(used_words(use) + "\n", style=quiet)
        if not text:
            text.append(_("The quote names no part. Scan one from the shelf to use it."), style=quiet)
        text.rstrip()
        self.query_one("#parts-of", Static).update(text)

    async def _propose(self) -> None:
        """The first one that is still to be used; empty fields where there is none."""
        assert self.dossier is not None
        await self._take(next(iter(unused(self.dossier.ticket)), Proposed("", "", 1, 0)))

    async def _take(self, each: Proposed) -> None:
        """Put a part into the fields."""
        self._proposed = each.part
        for name in ("new_serial", "old_serial", "owner"):
            self.row(name).value = ""
            self.row(name).hint("")
        for name, value in (("part", each.part), ("qty", str(each.qty)), ("fault", str(each.fault))):
            self.row(name).value = value
            self.row(name).hint("")
        await self._say_item()
        part = self.row("part").widget
        part.focus()
        if isinstance(part, Line):
            # A proposal gives way to the first key, also where the cursor stood here before.
            part.action_select_all()

    async def _say_item(self) -> None:
        """Beside the code stands what it is and how many lie there."""
        row, desk = self.row("part"), self.context.desk
        sku = shelf.sku_of(row.value)
        item = await self.read(lambda: desk.stock_item(sku)) if sku else None
        if item is None:
            row.hint("")
            return
        row.hint(f"{item.line.name}  {pieces_words(item.line)}")

    async def scanned(self, scan: Scan) -> bool:
        """The part, then the new serial, then the old one: wherever the cursor waits."""
        if scan.kind in {"token", "barcode"}:
            return False
        focus = next((row for row in self.query(Row) if row.widget.has_focus), self.row("part"))
        if focus.field not in {"part", "new_serial", "old_serial"}:
            return False
        focus.value = scan.text
        focus.widget.focus()
        if focus.field != "old_serial":
            await self.entered(focus)
        return True

    async def entered(self, row: Row) -> None:
        """Part, new serial, old serial; behind that it is written."""
        following = {"part": "new_serial", "new_serial": "old_serial"}.get(row.field)
        if row.field == "part" and await self._is_serial(row.value):
            # What is proposed lies in the hand already: this is the number on it.
            row.value, self.row("new_serial").value = self._proposed, row.value
            following = "old_serial"
        if row.field == "part":
            await self._say_item()
        if following:
            self.row(following).widget.focus()
        else:
            await self.action_save()

    async def _is_serial(self, said: str) -> bool:
        """Whether the number of the proposed part was scanned where its code stood."""
        if not self._proposed or said == self._proposed or not shelf.serial_of(said):
            return False
        desk = self.context.desk
        item = await self.read(lambda: desk.stock_item(shelf.sku_of(said)))
        return item is None and not desk.catalogue.prices.part_of(said)

    async def action_save(self) -> None:
        """Write it; a piece that another repair waits for is asked about."""
        try:
            command = self._command()
        except Unclear as unclear:
            self.refused(unclear.field, unclear.sentence)
            return
        self.run_worker(self._use(command), group="use")

    async def _use(self, command: UsePart) -> None:
        answer = await self.attempt(command)
        refusal = answer.refusal if answer is not None else None
        if refusal is not None and refusal.code == "reserved":
            said = words.sentence(refusal.code, refusal.params)
            if not await self.app.push_screen_wait(Confirm(_("Use it all the same?"), said)):
                return
            answer = await self.attempt(replace(command, anyway=True))
            refusal = answer.refusal if answer is not None else None
        if refusal is not None and refusal.code == "sku_ambiguous":
            await self._which(str(refusal.params["skus"]).split())
        elif refusal is not None:
            self.refused(refusal.field, words.sentence(refusal.code, refusal.params))
        elif answer is not None:
            await self._used(answer)

    async def _which(self, skus: list[str]) -> None:
        """Several parts of the shelf are called that."""
        desk = self.context.desk
        items = [await self.read(partial(desk.stock_item, sku)) for sku in skus]
        listed = [
            Choosable(item.line.sku, item.line.sku, f"{item.line.name}  {pieces_words(item.line)}")
            for item in items
            if item is not None
        ]
        picked = await self.app.push_screen_wait(Pick(_("Which part goes in?"), listed))
        if picked is not None:
            self.row("part").value = picked
            await self._say_item()
            self.row("new_serial").widget.focus()

    async def _used(self, answer: Answer) -> None:
        """Say the numbers of what is owed now; go on with the next part, or back."""
        owed = answer.told.get("old_parts", ())
        if owed:
            self.notify(
                _("Old part {numbers}: write it on its bag; HQ gets it back.", numbers=" ".join(owed))
            )
        await self._look()
        if self.dossier is not None and unused(self.dossier.ticket):
            await self._propose()
        else:
            self.dismiss()

    def _command(self) -> UsePart:
        value = {name: said.strip() for name, said in self.values().items()}
        if not value["part"]:
            raise Unclear("part", words.sentence("empty", {}))
        several = self.dossier is not None and len(self.dossier.ticket.faults) > 1
        return UsePart(
            ticket=self.ticket,
            part=value["part"],
            qty=pieces(value["qty"]),
            old_serial=value["old_serial"],
            new_serial=value["new_serial"],
            fault=int(value["fault"] or "0") if several else None,
            owner=value["owner"] or None,  # type: ignore[arg-type]
            technician=value["technician"],
        )

    @work
    async def action_other_part(self) -> None:
        """Another part: what was quoted first, then what the shelf has for this device."""
        if self.dossier is None:
            return
        desk, quoted = self.context.desk, unused(self.dossier.ticket)
        fitting = await self.read(lambda: desk.fitting_parts(self.ticket))
        named = {each.part for each in quoted}
        listed = [
            Choosable(each.part, each.part, f"{each.name}  {_('quoted, not used yet')}") for each in quoted
        ]
        listed += [
            Choosable(line.sku, line.sku, f"{line.name}  {pieces_words(line)}")
            for line in fitting
            if line.sku not in named
        ]
        if not listed:
            self.notify(_("The shelf has nothing for this device. Scan a part, or receive it first."))
            return
        picked = await self.app.push_screen_wait(Pick(_("Which part goes in?"), listed))
        if picked is not None:
            await self._take(
                next((each for each in quoted if each.part == picked), Proposed(picked, "", 1, 0))
            )

    @work
    async def action_put_back(self) -> None:
        """A part comes out of the device again."""
        inside = [use for use in self.dossier.ticket.parts if use.inside] if self.dossier else []
        if inside and await put_back(self, self.ticket, inside):
            await self._look()
            await self._propose()
