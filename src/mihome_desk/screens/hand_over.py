"""Hand-over: the slip, what is still to pay, the second proof."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static

from mihome_desk import words
from mihome_desk.rules.handover import HandOver, SecondProof, TakePayment
from mihome_desk.rules.identity import mask_phone
from mihome_desk.screens.form import Form
from mihome_desk.screens.quote import fen_of
from mihome_desk.text import N_, _
from mihome_desk.ui import keys
from mihome_desk.ui.messages import PaperWanted
from mihome_desk.widgets.fields import Row

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier

PROOFS = [("phone", N_("4 hidden digits")), ("id", N_("ID seen")), ("code", N_("Agreed word"))]


class HandOverScreen(Form):
    """Scan, take the money, hear the four digits, Ctrl+S."""

    CSS_PATH = "hand_over.tcss"
    FIELD_OF = {
        "second_proof.value": "value",
        "second_proof.kind": "proof",
        "lost_slip": "lost",
        "manager_pin": "pin",
    }
    HELP_TEXT = N_(
        "Scan the slip: the field takes the code whatever stands before it. Take what is still to pay: Enter in the "
        "amount records it. Then the second proof: the four hidden digits of the phone number said aloud, an ID, or the "
        "word agreed at intake. Ctrl+S hands the device over. Without a slip, say why it is lost and look at an ID; a "
        "manager signs."
    )

    def __init__(self, context: Any, ticket: str, token: str = "") -> None:
        super().__init__(context, ticket)
        self.dossier: Dossier | None = None
        self._token = token

    def heading(self) -> str:
        """Number and screen."""
        return f"{self.dossier.short}  {_('Hand over')}" if self.dossier else _("Hand over")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save and back."""
        return (keys.SAVE, keys.BACK, keys.HELP)

    def body(self) -> ComposeResult:
        """Who and what, slip, money, person."""
        yield Static("", id="who", markup=False)
        yield Row(
            "token", N_("Slip"), value=self._token, placeholder=N_("scan the slip's QR code"), limit=400
        )
        yield Static("", id="money", markup=False)
        yield Row("method", N_("Payment"), value="cash", options=[*words.METHODS.items()])
        yield Row("amount", N_("Amount, yuan"), limit=14)
        yield Static("", classes="space")
        yield Row("proof", N_("Second proof"), value="phone", options=PROOFS)
        yield Row("value", N_("It says"), limit=60)
        yield Static("", classes="space")
        yield Row("collected_by", N_("Collected by"), placeholder=N_("empty: the customer"), limit=60)
        yield Row("lost", N_("Slip is lost"), placeholder=N_("why; only without a slip"), limit=200)
        yield Row("unlock", N_("Unlock"), placeholder=N_("a manager's word on the locked ticket"), limit=200)
        yield Row(
            "pin", N_("Manager PIN"), placeholder=N_("lost slip or locked ticket"), password=True, limit=12
        )

    async def fill(self) -> None:
        """Show whose device it is."""
        await self._look()
        self.row("value" if self._token and not self._open_amount() else "token").widget.focus()

    async def retell(self) -> None:
        """Who, what, money."""
        await self._look()

    def _open_amount(self) -> int:
        return self.dossier.ticket.open_amount if self.dossier else 0

    async def _look(self) -> None:
        desk = self.context.desk
        self.dossier = await self.read(lambda: desk.dossier(self.ticket))
        assert self.dossier is not None
        head, ticket, variables = self.dossier.head, self.dossier.ticket, self.app.theme_variables
        outcome = words.word(words.OUTCOMES, ticket.outcome)
        who = Text.assemble((f"{head.name}  ", "bold"), (f"{mask_phone(head.phone)}\n", variables["quiet"]))
        who.append(f"{head.device}  {head.imei or head.sn}\n{outcome}")
        if ticket.regressions:
            sentence = words.sentence("regression", {"items": " ".join(ticket.regressions)})
            who.append(f"\n{sentence}", style=variables["error"])
        if ticket.locked:
            who.append(f"\n{words.sentence('locked', {})}", style=variables["error"])
        self.query_one("#who", Static).update(who)
        owed = ticket.open_amount
        money = Text()
        if owed:
            money.append(_("Still to pay") + "  ")
            money.append(words.money(owed), style=f"bold {variables['primary']}")
        elif ticket.paid > ticket.due:
            money.append(_("To be returned") + "  ")
            money.append(words.money(ticket.paid - ticket.due), style=f"bold {variables['warning']}")
        elif ticket.paid:
            money.append(_("Paid") + f"  {words.money(ticket.paid)} ✓", style=variables["success"])
        else:
            money.append(_("Nothing to pay"), style=variables["quiet"])
        self.query_one("#money", Static).update(money)
        self.row("unlock").display = ticket.locked
        for name in ("method", "amount"):
            self.row(name).display = bool(owed)
        if owed and not self.row("amount").value:
            self.row("amount").value = f"{owed // 100}.{owed % 100:02}"
        self.show_status()

    async def entered(self, row: Row) -> None:
        """Enter records a payment in the amount; elsewhere it goes forward, never further."""
        if row.field == "token":
            await self._check_slip()
        elif row.field == "amount":
            await self._pay()
        else:
            self.focus_next()

    async def _check_slip(self) -> None:
        row, desk = self.row("token"), self.context.desk
        said = row.value
        if not said.strip():
            self.focus_next()
            return
        found = await self.read(lambda: desk.ticket_of_token(said))
        if found != self.ticket:
            code = "other_ticket" if found else "bad_token"
            number = self.dossier.number if self.dossier else ""
            with self.prevent(Input.Changed):
                row.value = ""
            row.hint(words.sentence(code, {"ticket": number}), wrong=True)
            return
        row.hint(_("✓ genuine, and of this ticket"))
        self.row("amount" if self._open_amount() else "value").widget.focus()

    async def _pay(self) -> None:
        row = self.row("amount")
        amount = fen_of(row.value)
        if amount is None:
            row.hint(_("An amount in yuan, like 199 or 199.50."), wrong=True)
            return
        method = self.row("method").value
        if await self.carry_out(TakePayment(self.ticket, method, amount)) is not None:  # type: ignore[arg-type]
            row.value = ""
            await self._look()
            self.row("amount" if self._open_amount() else "value").widget.focus()

    async def action_save(self) -> None:
        """Hand it over; the receipt follows."""
        value = {name: text.strip() for name, text in self.values().items()}
        proof = SecondProof(value["proof"], value["value"])  # type: ignore[arg-type]
        command = HandOver(
            self.ticket,
            proof,
            token=value["token"],
            lost_slip=value["lost"],
            collected_by=value["collected_by"],
            unlock=value["unlock"],
            manager_pin=value["pin"],
        )
        if await self.carry_out(command) is None:
            await self._look()
            return
        self.post_message(PaperWanted(self.ticket, "pickup_receipt"))

    def refused(self, field: str, sentence: str) -> None:
        """Money that is open is said where it is paid."""
        owed = field == "ticket" and self._open_amount()
        super().refused("amount" if owed else field, sentence)
