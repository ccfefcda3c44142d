"""One return box: old parts scanned in, sealed, taken along by the carrier, counted by HQ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual import getters, work
from textual.app import ComposeResult
from textual.widgets import Input

from mihome_desk import words
from mihome_desk.rules import oldparts
from mihome_desk.rules.returns import old_number
from mihome_desk.sayings.shelf import BOX_STATES
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.page import Page
from mihome_desk.screens.parts_asking import REASON, ask
from mihome_desk.screens.parts_columns import InBox, in_box_columns
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose
from mihome_desk.widgets.row_list import RowColumn, RowList

if TYPE_CHECKING:
    from mihome_desk.desk import BoxLine, OldPartLine
    from mihome_desk.ui.context import Context

STEPS = {"open": keys.SEAL, "sealed": keys.SEND_BOX, "sent": keys.HQ_COUNT}
PUTS = {"open": keys.PUT_IN, "sent": keys.NOT_ARRIVED}
GUIDES = {
    "open": N_(
        "Scan an old part, or type its number and Enter. Enter alone puts the one in focus in, or takes it out."
    ),
    "sealed": N_("Sealed. When the carrier takes it along, Ctrl+S asks for the waybill."),
    "sent": N_(
        "On its way. When HQ has counted: Enter marks the one in focus as not there, a scan adds what nobody listed."
    ),
    "counted": N_("HQ has counted this box. What was missing is owed again."),
}


class BoxScreen(Page):
    """The old parts of a box, and while it is open those that could go in."""

    CSS_PATH = "parts.tcss"
    COMMANDS_HERE = (keys.PUT_IN, keys.NOT_ARRIVED, keys.SEAL, keys.SEND_BOX, keys.HQ_COUNT)
    BINDINGS = [*keys.list_from_field("list_move")]
    HELP_TEXT = N_(
        "A return box takes old parts back to HQ. While it is open every scan puts an old part in: its serial number, or "
        "the number on its bag (J0012). Ctrl+S does what comes next: it seals the box, then takes the waybill down, then "
        "HQ's count. What HQ did not find is owed again, and a difference needs a reason."
    )
    listed = getters.query_one("#box-parts", RowList)
    field = getters.query_one("#words", Line)

    def __init__(self, context: Context, box: str) -> None:
        super().__init__(context)
        self._number = box
        self._box: BoxLine | None = None
        self._old: dict[str, OldPartLine] = {}
        self._not_there: set[str] = set()
        self._extra: list[str] = []

    def heading(self) -> str:
        """The box by its number."""
        return _("Return box {number}", number=self._number)

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """The box's next step."""
        state = self._box.state if self._box else ""
        step = [STEPS[state]] if state in STEPS else []
        put = [PUTS[state]] if state in PUTS else []
        first = (*step, *put) if self._box and self._box.parts else (*put, *step)
        return (*first, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """What to do, a field for scans, the old parts."""
        yield Prose(id="guide")
        yield Line(placeholder=_("old part: scan or number"), compact=True, id="words", max_length=60)
        yield RowList[InBox](self._columns, lambda row: row.number, id="box-parts")
        yield Prose(id="empty")

    async def fill(self) -> None:
        """Load the box."""
        self.listed.can_focus = False
        await self._look()

    async def retell(self) -> None:
        """Guide, placeholder, columns."""
        self.field.placeholder = _("old part: scan or number")
        self._show()

    def _columns(self, width: int) -> Sequence[RowColumn[InBox]]:
        counting = self._box is not None and self._box.state in {"sent", "counted"}
        title = _("At HQ") if counting else _("In it")
        return in_box_columns(width, self.context.desk.today(), title)

    def _mark(self, box: BoxLine, number: str) -> str:
        """Whether a part lies in the box; once HQ counted, whether it arrived."""
        inside = number in box.parts
        if box.state in {"open", "sealed"}:
            return "✓" if inside else ""
        if not inside:
            return _("extra")
        missing = self._not_there if box.state == "sent" else box.missing
        return _("missing") if number in missing else "✓"

    async def _look(self) -> None:
        desk, number = self.context.desk, self._number
        boxes = await self.read(desk.boxes)
        self._box = next((box for box in boxes if box.number == number), None)
        self._old = {part.number: part for part in await self.read(desk.old_parts)}
        self._show()
        self.say_keys()
        self.show_status()

    def _show(self) -> None:
        box = self._box
        if box is None:
            return
        numbers = list(box.parts)
        if box.state == "open":
            numbers += [part.number for part in self._old.values() if part.place in oldparts.BOXABLE]
        else:
            numbers += box.extra if box.state == "counted" else self._extra
        rows = [InBox(number, self._mark(box, number), self._old.get(number)) for number in numbers]
        self.listed.show(rows)
        self.query_one("#guide", Prose).update(self._guide(box))
        typing = box.state in {"open", "sent"}
        self.field.display = typing
        self.set_focus(self.field if typing else None)
        empty = self.query_one("#empty", Prose)
        empty.display = not rows
        self.listed.set_class(not rows, "-empty")
        empty.update(_("No old part is owed. Every issued part that is used in a repair owes one."))

    def _guide(self, box: BoxLine) -> str:
        head = f"{words.word(BOX_STATES, box.state)}  {_('{count} old parts', count=len(box.parts))}"
        if box.waybill:
            head = f"{head}  {box.carrier} {box.waybill}"
        return f"{head}\n{_(GUIDES[box.state])}"

    # What a clerk does

    async def scanned(self, scan: Scan) -> bool:
        """An old part's serial number."""
        if scan.kind in {"token", "barcode"} or not self.field.display:
            return False
        await self._take(scan.text)
        return True

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """What was typed, or with an empty field the one in focus."""
        event.stop()
        said, self.field.value = event.value.strip(), ""
        if said:
            await self._take(said)
        else:
            await self.action_put_in()

    async def _take(self, said: str) -> None:
        """An old part by number or serial: into the box, or into HQ's count."""
        if self._box and self._box.state == "sent":
            self._found(said)
        elif await self.carry_out(oldparts.BoxPart(self._number, said)) is not None:
            await self._look()
            self._focus_on(said)

    def _found(self, said: str) -> None:
        """HQ has this one: it was listed, or it is extra."""
        assert self._box is not None
        serials = {part.serial: part.number for part in self._old.values() if part.serial}
        number = old_number(said) or serials.get(said.strip().upper(), "")
        number = number if number in self._old else said.strip()
        if number in self._box.parts:
            self._not_there.discard(number)
        elif number not in self._extra:
            self._extra.append(number)
        self._show()
        self.listed.focus_on(number)

    def _focus_on(self, said: str) -> None:
        number = old_number(said)
        found = (part.number for part in self._old.values() if said.upper() in {part.serial, part.number})
        self.listed.focus_on(number if number in self._old else next(found, ""))

    async def action_put_in(self) -> None:
        """The one in focus: in or out; while HQ counts, there or not there."""
        row, box = self.listed.selected, self._box
        if row is None or box is None:
            return
        if box.state == "sent":
            if row.number in self._extra:
                self._extra.remove(row.number)
            else:
                self._not_there ^= {row.number}
            self._show()
        elif box.state == "open":
            command = oldparts.UnboxPart if row.number in box.parts else oldparts.BoxPart
            if await self.carry_out(command(self._number, row.number)) is not None:
                await self._look()

    def action_list_move(self, by: int) -> None:
        """Move in the list while the field keeps the keys."""
        self.listed.action_move(by)

    @work
    async def action_step(self) -> None:
        """Seal, then the waybill, then HQ's count."""
        state = self._box.state if self._box else ""
        if self._box is not None and state == "open" and not self._box.parts:
            await self.carry_out(oldparts.SealBox(self._number))
            return
        if state == "open":
            done = await self._sure(
                _("Seal box {number}?", number=self._number),
                _("Nothing is added or taken out after that."),
                oldparts.SealBox(self._number),
            )
        elif state == "sealed":
            done = await self._send()
        else:
            done = state == "sent" and await self._count()
        if done:
            await self._look()

    async def _sure(self, title: str, why: str, command: Any) -> bool:
        """One question, then the command."""
        return (
            await self.app.push_screen_wait(Confirm(title, why)) and await self.carry_out(command) is not None
        )

    async def _send(self) -> bool:
        answer = await ask(
            self,
            _("Who takes box {number} along?", number=self._number),
            lambda: [Row("carrier", N_("Carrier"), limit=40), Row("waybill", N_("Waybill"), limit=40)],
            lambda said: oldparts.SendBox(self._number, said["carrier"], said["waybill"]),
        )
        return answer is not None

    async def _count(self) -> bool:
        assert self._box is not None
        received = (*(each for each in self._box.parts if each not in self._not_there), *self._extra)
        missing, extra = len(self._not_there), len(self._extra)
        if not missing and not extra:
            return await self._sure(
                _("Did everything arrive?"),
                _("{count} old parts; Esc goes back to mark what HQ did not find.", count=len(received)),
                oldparts.BoxCounted(self._number, received),
            )
        answer = await ask(
            self,
            _("Why does HQ's count differ?"),
            lambda: [Row("reason", REASON)],
            lambda said: oldparts.BoxCounted(self._number, received, said["reason"]),
            _("{missing} missing, {extra} that nobody listed.", missing=missing, extra=extra),
        )
        return answer is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A counted box has no next step."""
        return action != "step" or (self._box is not None and self._box.state in STEPS)
