"""A ticket in a few quiet lines: who, what, why, what next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.printing.width import wrap
from mihome_desk.rules.identity import mask_phone
from mihome_desk.sayings import mailin
from mihome_desk.text import _, current
from mihome_desk.widgets import clocks
from mihome_desk.widgets.columns import fit

if TYPE_CHECKING:
    from mihome_desk.desk import Dossier, Head

Local = Callable[[int], datetime]
Told = tuple[str, str]
DAYS_BY_LAW = frozenset({"loaner", "exchange"})
LABEL = 13
NARROWEST = 20


class Summary(Static):
    """Shows a dossier; the phone number stays masked on the screen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._shown: tuple[Dossier, Local, Sequence[Told]] | None = None

    def show(self, dossier: Dossier, local: Local, more: Sequence[Told] = ()) -> None:
        """Another ticket; ``more`` are labels and words that stand after its facts."""
        self._shown = (dossier, local, more)
        self.update(self.text_of(dossier, local, more))

    def on_resize(self) -> None:
        """Values are wrapped beside their labels, so that every line depends on the width."""
        if self._shown is not None:
            self.update(self.text_of(*self._shown))

    def text_of(self, dossier: Dossier, local: Local, more: Sequence[Told] = ()) -> Text:
        """The lines, without the numbers that a customer opposite could read."""
        variables = self.app.theme_variables
        quiet, head = variables["quiet"], dossier.head
        text = Text()
        text.append(f"{head.name}  ", style="bold")
        text.append(f"{mask_phone(head.phone) if head.phone else ''}\n", style=quiet)
        text.append(f"{head.device}\n")
        for number in _numbers(dossier):
            text.append(f"{number}\n", style=quiet)
        text.append("\n")
        for line in _told(dossier):
            text.append("\n".join(wrap(line, self._room)) + "\n")
        text.append("\n")
        self._clocks(text, dossier.head)
        for name, value in (*_facts(dossier, local), *more):
            if value:
                self._fact(text, name, value, quiet)
        self._warnings(text, dossier)
        if dossier.next_step:
            text.append(f"\n{_('Next:')} ", style=quiet)
            text.append(words.word(words.COMMANDS, dossier.next_step), style=f"bold {variables['primary']}")
        return text

    def _clocks(self, text: Text, head: Head) -> None:
        """Every running clock: its kind, what is left, and the rule where it is near or over."""
        variables = self.app.theme_variables
        for clock in head.clocks:
            text.append(fit(words.word(mailin.CLOCKS, clock.kind), LABEL), style=variables["quiet"])
            colour = clocks.colour_of(clock, unproven=head.unproven)
            text.append(f"{clocks.full_words(clock)}\n", style=variables[colour])
            if clock.kind in DAYS_BY_LAW and (clock.left_ms < 0 or clocks.near(clock)):
                self._fact(text, "", clocks.rule_words(clock), variables["quiet"])

    @property
    def _room(self) -> int:
        return max(NARROWEST, self.content_size.width)

    def _fact(self, text: Text, name: str, value: str, quiet: str) -> None:
        """A label and its value; a long value goes on under itself."""
        for at, line in enumerate(wrap(value, max(NARROWEST - LABEL, self._room - LABEL))):
            text.append(fit(name if at == 0 else "", LABEL), style=quiet)
            text.append(f"{line}\n")

    def _warnings(self, text: Text, dossier: Dossier) -> None:
        variables, ticket = self.app.theme_variables, dossier.ticket
        said = []
        if ticket.locked:
            said.append(_("Locked: a manager opens it."))
        if ticket.conflict or ticket.frozen:
            said.append(_("Facts contradict each other; show this ticket to HQ."))
        for sentence in said:
            text.append(
                "\n" + "\n".join(wrap(sentence, self._room)) + "\n", style=f"bold {variables['error']}"
            )


def _numbers(dossier: Dossier) -> Iterator[str]:
    """What identifies the device, and what else is seen of it."""
    device = dossier.ticket.device
    yield from (number for number in (device.imei, device.imei2, device.sn) if number)
    looks = " ".join(part for part in (device.colour, device.storage) if part)
    if looks:
        yield looks


def _told(dossier: Dossier) -> Iterator[str]:
    """Every fault as it was told: its symptom and the customer's words."""
    personal = dossier.personal
    for said in (personal.get("complaint"), personal.get("problem"), personal.get("fault")):
        if said:
            yield str(said)
    said = list(personal.get("fault_words", ()))
    known, chinese = load.symptoms(), current() == "zh_CN"
    for at, fault in enumerate(dossier.ticket.faults):
        symptom = known.get(fault.symptom)
        name = (symptom.zh if chinese else symptom.en) if symptom else fault.symptom
        line = ": ".join(part for part in (name, said[at] if at < len(said) else "") if part)
        if line:
            yield f"{at + 1}. {line}" if len(dossier.ticket.faults) > 1 else line


def _facts(dossier: Dossier, local: Local) -> Iterator[tuple[str, str]]:
    """Label and value, empty where nobody said anything."""
    ticket, personal, head = dossier.ticket, dossier.personal, dossier.head
    gap = ticket.arrival_gap
    yield _("Taken in"), ticket.happened_on or _when(ticket.opened.at_ms, local)
    yield _("Waited"), _("{minutes} min", minutes=gap // 60_000) if gap is not None else ""
    yield _("Promised"), _when(ticket.promised_at, local)
    yield _("Estimate"), _estimate(ticket.estimate, ticket.ceiling)
    yield from _waits(dossier)
    yield _("Brought by"), personal.get("brought_by", "")
    yield _("Will collect"), personal.get("collects", "")
    yield _("Condition"), personal.get("condition", "")
    yield _("Left here"), personal.get("left_items", "")
    yield _("Place"), personal.get("place", "")
    yield _("Photos"), str(len(ticket.photos)) if ticket.photos else ""
    yield _("Unlock code"), _("kept here") if ticket.unlock else ""
    yield _("Technician"), ticket.technician
    yield _("Found"), personal.get("found", "")
    yield _("Done"), personal.get("done", "")
    received = sum(payment.amount for payment in ticket.payments)
    yield _("Quote"), words.money(ticket.quote.customer_total) if ticket.quote else ""
    yield _("Paid"), words.money(received) if received else ""
    refunded = sum(refund.amount for refund in ticket.refunds)
    yield _("Refunded"), words.money(refunded) if refunded else ""
    yield _("Told"), clocks.storage_words(head) if head.told_at and head.stage == "ready" else ""
    yield _("Status"), ticket.source_status


def _waits(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Explained time: the wait that is open, and those that are over."""
    over: dict[str, int] = {}
    for wait in dossier.ticket.waits:
        if wait.until is not None:
            over[wait.on] = over.get(wait.on, 0) + wait.until.at_ms - wait.since.at_ms
    open_on = dossier.head.wait_on
    if open_on and dossier.head.wait_ms is not None:
        over[open_on] = over.get(open_on, 0) + dossier.head.wait_ms
    for on, spent in over.items():
        name = _("For parts") if on == "parts" else _("For reply")
        yield name, clocks.duration(max(0, spent))


def _estimate(estimate: int | None, ceiling: int | None) -> str:
    if estimate is None and ceiling is None:
        return ""
    told = words.money(estimate) if estimate is not None else ""
    if ceiling is None:
        return told
    most = _("at most {money}", money=words.money(ceiling))
    return f"{told} · {most}" if told else most


def _when(at_ms: int | None, local: Local) -> str:
    return f"{local(at_ms):%m-%d %H:%M}" if at_ms is not None else ""
