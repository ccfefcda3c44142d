"""Hand-over: the slip, what is still to pay, the second proof."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from textual import work
from textual.app import ComposeResult
from textual.widgets import Input, Static

from mihome_desk import words
from mihome_desk.rules.handover import HandOver, SecondProof, TakePayment
from mihome_desk.rules.loaner import TakeBackLoaner
from mihome_desk.rules.paperwork import PrintPaper
from mihome_desk.screens.form import Form
from mihome_desk.screens.hand_over_words import named_collector, who_text
from mihome_desk.screens.same_customer import others_words
from mihome_desk.screens.till import Till
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.messages import PaperWanted
from mihome_desk.ui.scan import Scan
from mihome_desk.widgets.fields import Row
from mihome_desk.widgets.prose import Prose

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

PROOFS = [("phone", N_("4 hidden digits")), ("id", N_("ID seen")), ("code", N_("Agreed word"))]
FORM: Literal["lost_slip_form"] = "lost_slip_form"


class HandOverScreen(Form):
    """Scan, take the money, hear the four digits, Ctrl+S."""

    CSS_PATH = "hand_over.tcss"
    COMMANDS_HERE = (keys.SAVE, keys.LOST_SLIP, keys.GIVE_BACK)
    FIELD_OF = {
        "second_proof.value": "value",
        "second_proof.kind": "proof",
        "lost_slip": "lost",
        "manager_pin": "pin",
    }
    HELP_TEXT = N_(
        "Scan the slip, wherever the cursor stands. Then what is still to pay: a digit chooses the way, Enter records "
        "the payment; with cash, what the customer gives shows the change. Another amount above it is a payment in "
        "parts. Then the second proof: the four hidden digits of the phone number said aloud, an ID, or the word agreed "
        "at intake. Ctrl+S hands the device over. Without a slip Ctrl+E prints the form for it, an ID is looked at, and "
        "a manager signs. What was paid too much goes back by Ctrl+R, the price of a refunded device as well. A loaner "
        "is taken back first: say in what condition. Other devices of the same number are named above and stay here."
    )

    def __init__(self, context: Any, ticket: str, token: str = "") -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._token = token
        self._lost = False
        self._warned: set[str] = set()

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('Hand over')}" if self.dossier else _("Hand over")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save, the two ways aside, back."""
        overpaid = self.dossier is not None and self.dossier.ticket.overpaid > 0
        return (keys.SAVE, *([keys.GIVE_BACK] if overpaid else []), keys.LOST_SLIP, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """Who and what, slip, money, person."""
        yield Static("", id="who", markup=False)
        yield Prose(id="others")
        yield Row(
            "token", N_("Slip"), value=self._token, placeholder=N_("scan the slip's QR code"), limit=400
        )
        yield Row(
            "loaner", N_("Loaner back"), placeholder=N_("in what condition; Enter takes it back"), limit=200
        )
        yield Till()
        yield Static("", classes="space")
        yield Row("proof", N_("Second proof"), value="phone", options=PROOFS)
        yield Row("value", N_("It says"), limit=60)
        yield Row("collected_by", N_("Collected by"), placeholder=N_("empty: the customer"), limit=60)
        yield Row("lost", N_("Slip is lost"), placeholder=N_("how; the form is signed"), limit=200)
        yield Row("unlock", N_("Unlock"), placeholder=N_("a manager's word on the locked ticket"), limit=200)
        yield Row(
            "pin", N_("Manager PIN"), placeholder=N_("lost slip or locked ticket"), password=True, limit=12
        )

    async def fill(self) -> None:
        """Show whose device it is; a slip that was scanned to come here counts."""
        await self._look()
        if self._token:
            await self._check_slip()
        else:
            self.row("token").widget.focus()

    async def retell(self) -> None:
        """Who, what, money."""
        await self._look()

    async def _look(self) -> None:
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        others = await self.read(lambda: desk.others_here(self.ticket))
        assert self.dossier is not None
        ticket = self.dossier.ticket
        self.query_one("#who", Static).update(who_text(self.dossier, self.app.theme_variables))
        self.query_one("#others", Prose).update(others_words(others))
        self.query_one("#others").display = bool(others)
        self.query_one(Till).show(ticket)
        for name, shown in (
            ("loaner", ticket.loaner_out is not None),
            ("lost", self._lost),
            ("unlock", ticket.locked),
            ("pin", self._lost or ticket.locked),
        ):
            self.row(name).display = shown
        self._name_collector()
        self.say_keys()
        self.show_status()

    # Who collects

    def _name_collector(self) -> None:
        row, named = self.row("collected_by"), named_collector(self.dossier)
        differs = bool(named) and row.value.strip() not in {"", named}
        hint = _("at intake {name} was named", name=named) if named else ""
        row.hint(f"! {hint}" if differs else hint, wrong=differs)

    def understand(self, row: Row) -> None:
        """Cash asks for what is given; a name is held against the one said at intake."""
        if row.field == "method":
            self.query_one(Till).offer()
        elif row.field == "collected_by" and self.dossier is not None:
            self._name_collector()

    # Slip

    async def scanned(self, scan: Scan) -> bool:
        """A slip goes into its field, whatever has the focus; its barcode proves nothing and says so."""
        row, desk = self.row("token"), self.context.desk
        if scan.kind == "barcode" and await self.read(lambda: desk.resolve(scan.text)) == self.ticket:
            row.hint(_("The barcode opens the ticket and proves nothing; scan the QR code."), wrong=True)
            return True
        if scan.kind != "token":
            return False
        with self.prevent(Input.Changed):
            row.value = scan.text
        await self._check_slip()
        return True

    async def _check_slip(self) -> None:
        row, desk = self.row("token"), self.context.desk
        text = row.value
        if not text.strip():
            self.focus_next()
            return
        slip = await self.read(lambda: desk.slip(text))
        number = self.dossier.number if self.dossier else ""
        wrong = ""
        if slip is None:
            wrong = "bad_token"
        elif str(slip.ticket) != self.ticket:
            wrong = "other_ticket"
        elif self.dossier and slip.generation != self.dossier.ticket.generation:
            wrong = "old_slip"
        if wrong:
            with self.prevent(Input.Changed):
                row.value = ""
            row.hint(words.sentence(wrong, {"ticket": number}), wrong=True)
            row.widget.focus()
            return
        row.hint(_("✓ genuine, and of this ticket"))
        self._go_on()

    async def action_lost_slip(self) -> None:
        """The form first, then why, an ID and a manager; again goes back to the slip."""
        self._lost = not self._lost
        self.row("proof").value = "id" if self._lost else "phone"
        if self._lost and self.dossier and FORM not in self.dossier.ticket.papers:
            await self._print_form()
        await self._look()
        self.row("lost" if self._lost else "token").widget.focus()

    async def _print_form(self) -> None:
        if await self.carry_out(PrintPaper(self.ticket, FORM)) is None:
            return
        desk, settings = self.context.desk, self.context.settings
        width = settings.paper_mm
        path = await self.read(lambda: desk.write_paper(self.ticket, FORM, current(), width, settings))
        self.notify(
            _("The lost-slip form was written for the printer; it is signed first: {path}", path=path)
        )

    # Money

    async def entered(self, row: Row) -> None:
        """Enter goes forward; behind the way of payment it records the payment, with cash behind what is given."""
        till = self.query_one(Till)
        if row.field == "token":
            await self._check_slip()
        elif row.field == "loaner":
            await self._take_back()
        elif row.field == "given" or (row.field == "method" and not till.cash):
            till.pay()
        else:
            self.focus_next()

    async def _take_back(self) -> None:
        """The loaner is back; all of its deposit goes with it. For damage there is the ticket's own step."""
        command = TakeBackLoaner(self.ticket, self.row("loaner").value)
        if await self.carry_out(command) is None:
            return
        loaner = self.dossier.ticket.loaner_out if self.dossier else None
        if loaner is not None and loaner.deposit:
            self.notify(
                _("The deposit of {amount} goes back.", amount=words.money(loaner.deposit)), timeout=10
            )
        await self._look()
        self._go_on()

    def _go_on(self) -> None:
        if self.row("loaner").display:
            self.row("loaner").widget.focus()
        elif self.query_one(Till).owed:
            self.query_one(Till).focus_first()
        else:
            self.row("value").widget.focus()

    async def on_till_pay(self, event: Till.Pay) -> None:
        """Record a payment."""
        command = TakePayment(self.ticket, event.method, event.amount)  # type: ignore[arg-type]
        if await self.carry_out(command) is not None:
            self.query_one(Till).paid()
            await self._look()
            self._go_on()

    @work
    async def action_give_back(self) -> None:
        """Give back what was paid too much."""
        from mihome_desk.screens import asking, small_steps

        desk, dossier = self.context.desk, self.dossier
        if dossier is None or not small_steps.allowed("refund_payment", dossier.ticket):
            return
        matter = asking.Matter(dossier, desk.now(), desk.local, self.context.staff)
        if await asking.take(self, small_steps.STEPS["refund_payment"], matter):
            await self._look()

    # Out of the house

    async def action_save(self) -> None:
        """Hand it over; the receipt follows. What looks odd is said once, the second Ctrl+S goes on."""
        value = {name: text.strip() for name, text in self.values().items()}
        if self._warn(value["collected_by"]):
            return
        command = HandOver(
            self.ticket,
            SecondProof(value["proof"], value["value"]),  # type: ignore[arg-type]
            token="" if self._lost else value["token"],
            lost_slip=value["lost"] if self._lost else "",
            collected_by=value["collected_by"],
            unlock=value["unlock"],
            manager_pin=value["pin"],
        )
        if await self.carry_out(command) is None:
            await self._look()
            return
        self.post_message(PaperWanted(self.ticket, "pickup_receipt"))

    def _warn(self, collector: str) -> bool:
        """Whether something odd was said now, for the first time."""
        named, ticket = named_collector(self.dossier), self.dossier.ticket if self.dossier else None
        if named and collector not in {"", named} and collector not in self._warned:
            self._warned.add(collector)
            again = _(
                "At intake {name} was named. Look at an ID; {key} again hands over.",
                name=named,
                key=keys.SAVE.spelled,
            )
            self.refused("collected_by", again)
            return True
        if (
            ticket is not None
            and ticket.overpaid
            and not ticket.refund_due
            and "overpaid" not in self._warned
        ):
            self._warned.add("overpaid")
            self.notify(
                _(
                    "{amount} were paid too much: {key} gives them back, {again} again hands over without.",
                    amount=words.money(ticket.overpaid),
                    key=keys.GIVE_BACK.spelled,
                    again=keys.SAVE.spelled,
                ),
                severity="warning",
                timeout=10,
            )
            return True
        return False

    def refused(self, field: str, sentence: str) -> None:
        """Money that is open is said where it is paid, a loaner where it comes back."""
        if field == "ticket" and self.query_one(Till).owed:
            field = "amount"
        elif field in {"ticket", "condition"} and self.row("loaner").display:
            field = "loaner"
        super().refused(field, sentence)
