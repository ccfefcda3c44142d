"""Intake in the order of talk, each field saved as it is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.desk import VaultKeyLost
from mihome_desk.rules import identity
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven, OpenTicket
from mihome_desk.screens.dialogs import Confirm
from mihome_desk.screens.form import Form
from mihome_desk.text import N_, _, current
from mihome_desk.ui import keys
from mihome_desk.ui.messages import PaperWanted
from mihome_desk.ui.trouble import sentence_of
from mihome_desk.widgets.fields import Choice, Row

UNASKED = "unasked"
ASKED = ((UNASKED, N_("Not asked")), ("yes", N_("Yes")), ("no", N_("No")))


class IntakeScreen(Form):
    """One customer, one device. Esc leaves the draft on the disk; F2 brings it back."""

    CSS_PATH = "intake.tcss"
    DRAFT = "intake"
    COMMANDS_HERE = (keys.SAVE, keys.EMPTY_FORM)
    FIELD_OF = {"device.category": "category", "faults.0.symptom": "symptom", "faults.0.words": "complaint"}
    HELP_TEXT = N_(
        "Fill the fields in the order of talk: phone first, a known number brings the name. Scan or type the IMEI: "
        "the model fills itself in where it is known. Enter goes forward, Shift+Tab back. A ✓ behind a field says "
        "that it is on the disk; Esc leaves the form as it is, F2 brings it back. Ctrl+S opens the ticket. What "
        "nobody asked stays “not asked” and is printed so."
    )

    def __init__(self, context: Any, ticket: str = "") -> None:
        super().__init__(context, ticket)
        self._started_at: int | None = None

    def heading(self) -> str:
        """The screen by name."""
        return _("New intake")

    def keys_shown(self) -> Iterable[keys.UiCommand]:
        """Save first; the draft can be thrown away."""
        return (keys.SAVE, keys.BACK, keys.EMPTY_FORM, keys.BOARD, keys.HELP)

    def body(self) -> ComposeResult:
        """The rows, in four groups."""
        categories = [(code, _category(code)) for code in load.categories()]
        with VerticalScroll(id="form", can_focus=False):
            yield Row("phone", N_("Phone"), placeholder=N_("11 digits"), limit=40)
            yield Row("name", N_("Name"), limit=60)
            yield Static("")
            yield Row("category", N_("Device"), value="phone", options=categories)
            yield Row("imei", "IMEI", placeholder=N_("scan, or dial *#06#"), limit=40)
            yield Row("sn", "SN", limit=40)
            yield Row("model", N_("Model"), limit=60)
            yield Row("colour", N_("Colour"), limit=60)
            yield Static("")
            yield Row("symptom", N_("Symptom"), placeholder=N_("screen, battery … or a code"), limit=40)
            yield Row("complaint", N_("Complaint"), placeholder=N_("in the customer's words"), limit=2_000)
            yield Row("condition", N_("Condition"), placeholder=N_("scratches, dents, liquid"), limit=2_000)
            yield Row("left_items", N_("Left with us"), placeholder=N_("SIM, case, charger"), limit=2_000)
            yield Row("account_out", N_("Account out"), value=UNASKED, options=ASKED)
            yield Row("backup_consent", N_("Backup done"), value=UNASKED, options=ASKED)
            yield Static("")
            yield Row(
                "programme", N_("Programme"), value="quick", options=[*words.PROGRAMMES_SHORT.items()][:2]
            )
            yield Row("place", N_("Place"), placeholder=N_("shelf, tray"), limit=60)

    async def fill(self) -> None:
        """Bring the draft back, if there is one."""
        await self._bring_back()
        first = next((row for row in self.rows().values() if not row.value), None)
        (first or self.row("phone")).widget.focus()

    async def retell(self) -> None:
        """The kinds of device, and what was understood."""
        category = self.row("category").widget
        if isinstance(category, Choice):
            category.options = tuple((code, _category(code)) for code in load.categories())
        for row in self.rows().values():
            row.hint("")
            self.understand(row)

    async def _bring_back(self) -> None:
        try:
            draft = await self.read(lambda: self.context.desk.draft(self.DRAFT))
        except VaultKeyLost as error:
            self.notify(sentence_of(error), severity="warning")
            return
        if draft is None:
            return
        self.draft_id = draft.id
        rows = self.rows()
        for name, value in draft.fields.items():
            if name == "started_at":
                self._started_at = int(value) if value else None
            elif name in rows and value:
                rows[name].value = value
                self.call_after_refresh(rows[name].mark_saved, True)
        self.notify(_("Your unfinished intake is back. Ctrl+D starts again with an empty form."), timeout=6)

    def draft_fields(self) -> dict[str, str]:
        """The fields and the first keystroke."""
        started = "" if self._started_at is None else str(self._started_at)
        return {**self.values(), "started_at": started}

    def worth_keeping(self, fields: dict[str, str]) -> bool:
        """Choices stand at their first value; only typed text makes a draft."""
        choices = {"category", "programme", "account_out", "backup_consent", "started_at"}
        return any(value for name, value in fields.items() if name not in choices)

    def on_input_changed(self) -> None:
        """The first keystroke starts the intake's own clock."""
        if self._started_at is None:
            self._started_at = self.context.desk.now().at_ms

    def understand(self, row: Row) -> None:
        """Known customer, check digit, model behind an IMEI, symptom behind a word."""
        value = identity.fold(row.value)
        if row.field == "phone" and value:
            self._understand_phone(row, value)
        elif row.field == "imei" and value:
            self._understand_imei(row, value)
        elif row.field == "sn" and value and not identity.sn_ok(value):
            row.hint(words.sentence("bad_sn", {}), wrong=True)
        elif row.field == "symptom":
            code = symptom_of(row.value)
            row.hint(symptom_words(code) if code else "")
            if row.value.strip() and not code:
                row.hint(_("no such symptom; the complaint can say it"), wrong=True)

    def _understand_phone(self, row: Row, value: str) -> None:
        phone = identity.phone_normal(value)
        if phone is None:
            row.hint(words.sentence("bad_phone", {}), wrong=True)
            return
        self._look_up_customer(phone)

    @work(exclusive=True, group="customer")
    async def _look_up_customer(self, phone: str) -> None:
        names = await self.read(lambda: self.context.desk.known_customer(phone))
        row, name = self.row("phone"), self.row("name")
        if not names:
            row.hint(_("new customer"))
            return
        row.hint(_("was here before: {names}", names="、".join(names)))
        if not name.value:
            name.value = names[0]

    def _understand_imei(self, row: Row, value: str) -> None:
        problem = identity.imei_problem(value)
        if problem:
            row.hint(words.sentence(problem, {}), wrong=True)
            return
        self._look_up_model(value)

    @work(exclusive=True, group="model")
    async def _look_up_model(self, imei: str) -> None:
        known = await self.read(lambda: self.context.desk.model_of(imei) or load.tac_hint(imei) or "")
        model = self.row("model")
        if known and not model.value:
            model.value = known
            model.hint(_("by its IMEI; please check"))

    async def action_save(self) -> None:
        """Open the ticket; the draft goes in the same transaction."""
        await self.save_draft()
        draft = self.draft_id
        answer = await self.carry_out(self.command(), draft=draft)
        if answer is not None:
            self.finished = True
            self.post_message(PaperWanted(answer.ticket_id, "intake_slip"))

    def command(self) -> OpenTicket:
        """The form as a command."""
        value = {name: text.strip() for name, text in self.values().items()}
        symptom = symptom_of(value["symptom"])
        if value["symptom"] and not symptom:
            # Words that name no symptom are the customer's words.
            value["complaint"] = "\n".join(part for part in (value["symptom"], value["complaint"]) if part)
        return OpenTicket(
            customer=Customer(value["name"], value["phone"]),
            device=DeviceGiven(
                category=value["category"],  # type: ignore[arg-type]
                model=value["model"],
                colour=value["colour"],
                imei=value["imei"],
                sn=value["sn"],
            ),
            programme=value["programme"],  # type: ignore[arg-type]
            faults=(FaultGiven(symptom),) if symptom else (),
            complaint=value["complaint"],
            condition=value["condition"],
            left_items=value["left_items"],
            account_out=_asked(value["account_out"]),
            backup_consent=_asked(value["backup_consent"]),
            place=value["place"],
            intake_started_at=self._started_at,
        )

    @work
    async def action_empty(self) -> None:
        """Throw the draft away, after one question."""
        if not self.worth_keeping(self.values()):
            return
        question = Confirm(_("Throw this form away?"), _("The draft is deleted; tickets are not touched."))
        if await self.app.push_screen_wait(question):
            if self.draft_id:
                self.context.desk.drop_draft(self.draft_id)
                self.draft_id = ""
            self._started_at = None
            for row in self.rows().values():
                row.value = {"category": "phone", "programme": "quick"}.get(
                    row.field, UNASKED if row.field in {"account_out", "backup_consent"} else ""
                )
                row.hint("")
            self.row("phone").widget.focus()


def _asked(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def _category(code: str) -> str:
    chinese, english = load.category_name(code)
    return chinese if current() == "zh_CN" else english


def symptom_of(said: str) -> str:
    """The symptom code that a code, a word or part of one means; "" when none does."""
    said = said.strip()
    if not said:
        return ""
    symptoms = load.symptoms()
    if said.upper() in symptoms:
        return said.upper()
    lower = said.lower()
    for test in (
        lambda each: each.code.startswith(said.upper()),
        lambda each: said in each.zh,
        lambda each: lower in each.en.lower(),
    ):
        for symptom in symptoms.values():
            if test(symptom):
                return symptom.code
    return ""


def symptom_words(code: str) -> str:
    """A symptom in the language spoken now."""
    symptom = load.symptoms()[code]
    return f"→ {symptom.zh if current() == 'zh_CN' else symptom.en}"
