"""Counting the shelf, blind: the number is asked before anybody sees what the books say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules import shelf
from mihome_desk.rules.stock import CountStock
from mihome_desk.sayings.shelf import OWNERS
from mihome_desk.screens.facts import Unclear
from mihome_desk.screens.form import Form
from mihome_desk.screens.parts_asking import REASON, code_behind, codes, pieces
from mihome_desk.screens.rate_words import in_one
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose

if TYPE_CHECKING:
    from mihome_desk.desk import StockDetail
    from mihome_desk.ui.context import Context

LONGEST_NUMBER = 5
OF_A_DIFFERENCE = ("missing", "reason", "pin")


class CountScreen(Form):
    """Part after part; where the books agree a count is written at once, a difference is explained first."""

    CSS_PATH = "parts.tcss"
    FIELD_OF = {"manager_pin": "pin"}
    HELP_TEXT = N_(
        "Scan a part, type how many lie there, Enter. Only then the books are opened: where they agree the count is "
        "written and the next part can be scanned. A difference wants a reason and a manager; typing another number "
        "counts once more. Count the store's own pieces and those that HQ issued apart. Lent pieces are not on the shelf."
    )

    def __init__(self, context: Context, sku: str = "") -> None:
        super().__init__(context)
        self._first = sku
        self._item: StockDetail | None = None
        self._opened = ""
        self._counted: list[str] = []

    def heading(self) -> str:
        """The screen by name."""
        return _("Count the shelf")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """Part, whose, how many; what the books say and why; what was counted so far."""
        yield Static("", classes="space")
        yield Row("sku", N_("Part code"), placeholder=N_("scan it, or type it and Enter"), limit=40)
        yield Row("owner", N_("Whose"), value="bought", options=[*OWNERS.items()])
        yield Row("counted", N_("Counted"), placeholder=N_("what lies on the shelf"), limit=40)
        yield Prose(id="books")
        yield Row("missing", N_("Missing"), placeholder=N_("serials that are not there"), limit=400)
        yield Row("reason", REASON, placeholder=N_("why it differs"), limit=400)
        yield Row("pin", N_("Manager PIN"), password=True, placeholder=N_("empty where the store has none"))
        with VerticalScroll(id="came", can_focus=False):
            yield Static("", id="came-lines", markup=False)

    async def fill(self) -> None:
        """The cursor waits for a scan."""
        self._close_books()
        self._show()
        if self._first:
            await self._begin(self._first)
        else:
            self.row("sku").widget.focus()

    async def retell(self) -> None:
        """What was counted, and what the books say."""
        self._show()
        if self._opened:
            self._open_books()

    async def scanned(self, scan: Scan) -> bool:
        """The next part; a serial number where one is missing."""
        if scan.kind in {"token", "barcode"}:
            return False
        if self.focused is self.row("missing").widget:
            row = self.row("missing")
            row.value = f"{row.value} {scan.text}".strip()
        elif not self._opened:
            await self._begin(scan.text)
        return True

    def understand(self, row: Row) -> None:
        """Whose pieces are counted changes what the books say."""
        if row.field == "owner" and self._opened:
            self._close_books()

    async def entered(self, row: Row) -> None:
        """Behind the number the books are opened."""
        if row.field == "sku":
            await self._begin(row.value)
        elif row.field == "counted" and len(row.value) > LONGEST_NUMBER:
            await self._scanned_into(row)
        elif row.field in {"counted", "pin"}:
            await self.action_save()
        else:
            self.focus_next()

    async def _scanned_into(self, row: Row) -> None:
        """Another part was scanned before the number of this one was entered."""
        desk = self.context.desk
        known = await self.read(lambda: codes(desk))
        row.value, code = code_behind(row.value, known)
        if code and not row.value:
            await self._begin(code)
        else:
            self.refused(
                "counted", _("That is no number of pieces. Press Enter behind the number, then scan.")
            )

    async def _begin(self, said: str) -> None:
        """Another part, by name alone."""
        row, sku = self.row("sku"), shelf.sku_of(said)
        row.value, desk = sku or said, self.context.desk
        self._close_books()
        self._item = await self.read(lambda: desk.stock_item(sku)) if sku else None
        if self._item is None:
            code = "unknown_sku" if sku else "bad_sku" if said.strip() else "empty"
            self.refused("sku", words.sentence(code, {"sku": sku}))
            return
        row.value = self._item.line.sku
        row.hint(self._item.line.name)
        self.row("counted").widget.focus()

    async def action_save(self) -> None:
        """Open the books the first time; with the reason write the difference."""
        if self._item is None or self.row("sku").value != self._item.line.sku:
            await self._begin(self.row("sku").value)
            return
        try:
            counted = pieces(self.row("counted").value, "counted", 0)
        except Unclear as unclear:
            self.refused(unclear.field, unclear.sentence)
            return
        owner = self.row("owner").value
        sku, desk, asked = self._item.line.sku, self.context.desk, f"{owner} {counted}"
        self._item = await self.read(lambda: desk.stock_item(sku)) or self._item
        if counted != held(self._item, owner) and self._opened != asked:
            self._opened = asked
            self._open_books()
            return
        await self._write(counted)

    async def _write(self, counted: int) -> None:
        value = self.values()
        command = CountStock(
            sku=value["sku"],
            counted=counted,
            owner="issued" if value["owner"] == "issued" else "bought",
            missing=tuple(value["missing"].replace(",", " ").replace("，", " ").split()),
            reason=value["reason"],
            manager_pin=value["pin"],
        )
        if await self.carry_out(command) is None or self._item is None:
            return
        self._counted.insert(0, _counted_words(self._item, command))
        for row in self.rows().values():
            if row.field != "owner":
                row.value = ""
                row.hint("")
        self._item = None
        self._close_books()
        self._show()
        self.row("sku").widget.focus()

    def _open_books(self) -> None:
        """What the books say, and room for the reason."""
        if self._item is None:
            return
        owner, _space, said = self._opened.partition(" ")
        line, books, counted = self._item.line, held(self._item, owner), int(said)
        more = _("{count} more", count=counted - books)
        less = _("{count} missing", count=books - counted)
        told = _(
            "The books say {books}, you counted {counted}: {difference}.",
            books=books,
            counted=counted,
            difference=more if counted > books else less,
        )
        lent = line.lent if owner == "bought" else line.lent_issued
        where = _("{count} are lent and not on the shelf.", count=lent) if lent else ""
        again = _("Count once more, or say why; a manager signs.")
        self._tell_books(in_one(*(each for each in (told, where, again) if each)))
        numbered = self._item.serials if owner == "bought" else self._item.serials_issued
        for name in OF_A_DIFFERENCE:
            self.row(name).display = name != "missing" or bool(numbered and counted < books)
        self.row("missing" if self.row("missing").display else "reason").widget.focus()

    def _close_books(self) -> None:
        self._opened = ""
        self._tell_books("")
        for name in OF_A_DIFFERENCE:
            self.row(name).display = False

    def _tell_books(self, said: str) -> None:
        books = self.query_one("#books", Prose)
        books.display = bool(said)
        books.update(said)

    def _show(self) -> None:
        said = "\n".join(self._counted) or _("What was counted is listed here.")
        self.query_one("#came-lines", Static).update(said)

    def refused(self, field: str, sentence: str) -> None:
        """A refused serial stands at its row."""
        super().refused(field.partition(".")[0], sentence)


def held(item: StockDetail, owner: str) -> int:
    """What the books say lies on the shelf, of one owner."""
    return item.line.on_hand if owner == "bought" else item.line.issued


def _counted_words(item: StockDetail, command: CountStock) -> str:
    """One line of what was counted, and how the books took it."""
    difference = command.counted - held(item, command.owner)
    said = _("as in the books") if not difference else f"{difference:+}"
    owner = words.word(OWNERS, command.owner)
    return f"✓ {command.counted}  {item.line.name}  {item.line.sku}  {owner}  {said}"
