"""The first run: set up this store, or try the practice store. And what to do when a database was put back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from textual.app import ComposeResult
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.rules.refusal import Refused
from mihome_desk.screens.bilingual import Bilingual
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import RollbackAccepted, StoreReady
from mihome_desk.widgets.bars import KeyLine, TopLine
from mihome_desk.widgets.fields import Entered, Left, Row
from mihome_desk.widgets.prose import Prose

SetUp = Callable[[dict[str, str]], str]
Accept = Callable[[str, str], None]
KINDS = [("outlet", N_("Authorised outlet")), ("own", N_("Own store")), ("centre", N_("Repair centre"))]
WAYS = [("practice", N_("Practice store")), ("store", N_("Set up this store"))]


class SetupScreen(Bilingual):
    """Two ways in; the practice store is one key away."""

    BINDINGS = [
        keys.SAVE.binding(),
        *keys.FIELD_MOVES,
    ]

    def __init__(self, found: SetUp, practise: SetUp) -> None:
        super().__init__()
        self._found = found
        self._practise = practise
        self._busy = False

    def compose(self) -> ComposeResult:
        """A greeting, the choice, the store's facts."""
        yield TopLine()
        yield Static(_("Welcome to the counter"), id="hello", markup=False)
        yield Prose(self._intro(), id="intro")
        yield Row("way", N_("Begin with"), value="practice", options=WAYS)
        yield Static("")
        yield Row("store", N_("Store code"), placeholder="BJ001", limit=20)
        yield Row("name", N_("Store name"), placeholder=N_("as papers print it"), limit=60)
        yield Row("kind", N_("Kind"), value="outlet", options=KINDS)
        yield Row("closing", N_("Closes at"), value="21:00", limit=5)
        yield Row(
            "pin", N_("Manager PIN"), placeholder=N_("4 to 12 digits, or empty"), password=True, limit=12
        )
        yield Static("", id="doing", markup=False)
        yield KeyLine((keys.SAVE, keys.LANGUAGE, keys.QUIT))

    @staticmethod
    def _intro() -> str:
        return _(
            "Everything stays on this computer and works without a line. The practice store is full of example tickets "
            "that never count; a store of your own is set up in five fields."
        )

    async def retell(self) -> None:
        """Greeting and guide."""
        self.query_one("#hello", Static).update(_("Welcome to the counter"))
        self.query_one(Prose).update(self._intro())
        self._show_fields()

    async def fill(self) -> None:
        """The choice first."""
        self.query_one(TopLine).title = "mihome-desk"
        self._show_fields()
        self._row("way").widget.focus()

    def _row(self, name: str) -> Row:
        return self.query_one(f"#row-{name}", Row)

    def _show_fields(self) -> None:
        own = self._row("way").value == "store"
        for name in ("store", "name", "kind", "closing", "pin"):
            self._row(name).display = own
        self.query_one("#doing", Static).update(
            _("Ctrl+S sets the store up.") if own else _("Enter opens the practice store.")
        )

    def on_left(self, event: Left) -> None:
        """The way decides which fields are asked."""
        event.stop()
        self._show_fields()

    async def on_entered(self, event: Entered) -> None:
        """Enter opens the practice store, or goes forward."""
        event.stop()
        if self._row("way").value == "practice":
            await self.action_save()
        else:
            self.focus_next()

    async def action_save(self) -> None:
        """Make the store in a thread, with a word about what goes on."""
        if self._busy:
            return
        self._busy = True
        values = {row.field: row.value for row in self.query(Row)}
        practice = values["way"] == "practice"
        self.query_one("#doing", Static).update(
            _("Filling the practice store …") if practice else _("Setting the store up …")
        )
        try:
            folder = await asyncio.to_thread(self._practise if practice else self._found, values)
        except Refused as error:
            refusal = error.refusal
            row = self._row({"manager_pin": "pin"}.get(refusal.field, refusal.field))
            row.hint(words.sentence(refusal.code, refusal.params), wrong=True)
            row.widget.focus()
            self._show_fields()
        except OSError as error:
            self.query_one("#doing", Static).update(_("That could not be written: {why}", why=error))
        else:
            self.post_message(StoreReady(folder))
        finally:
            self._busy = False


class RollbackScreen(Bilingual):
    """An older database was put back: say so, and let a manager decide."""

    BINDINGS = [
        keys.SAVE.binding(),
        *keys.FIELD_MOVES,
    ]

    def __init__(self, have: int, seen: int, accept: Accept) -> None:
        super().__init__()
        self._have, self._seen = have, seen
        self._accept = accept

    def compose(self) -> ComposeResult:
        """What was noticed, what it means, what can be done."""
        yield TopLine()
        yield Static(_("This database was put back"), id="hello", markup=False)
        yield Prose(self._meaning(), id="intro")
        yield Row("reason", N_("Reason"), limit=200)
        yield Row(
            "pin",
            N_("Manager PIN"),
            placeholder=N_("empty where the store has none"),
            password=True,
            limit=12,
        )
        yield KeyLine((keys.SAVE, keys.QUIT))

    def _meaning(self) -> str:
        return _(
            "It ends at entry {have}, but entry {seen} was written on this computer before. Entries {next} to {seen} are "
            "not in it: tickets opened since then are missing here. If a newer copy exists, quit and restore that one. "
            "If this is meant, a manager says why; the journal goes on in a new branch and says so.",
            have=self._have,
            seen=self._seen,
            next=self._have + 1,
        )

    async def retell(self) -> None:
        """What was noticed and what it means."""
        self.query_one("#hello", Static).update(_("This database was put back"))
        self.query_one(Prose).update(self._meaning())

    async def fill(self) -> None:
        """The reason first."""
        self.query_one(TopLine).title = "mihome-desk"
        self.query_one("#row-reason", Row).widget.focus()

    def on_entered(self, event: Entered) -> None:
        """Enter goes forward."""
        event.stop()
        self.focus_next()

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and quit."""
        return (keys.SAVE, keys.QUIT)

    async def action_save(self) -> None:
        """Open the new branch."""
        rows = {row.field: row for row in self.query(Row)}
        try:
            await asyncio.to_thread(self._accept, rows["reason"].value, rows["pin"].value)
        except Refused as error:
            row = rows["pin" if error.refusal.field == "manager_pin" else "reason"]
            row.hint(words.sentence(error.refusal.code, error.refusal.params), wrong=True)
            row.widget.focus()
            return
        self.post_message(RollbackAccepted())
