"""From a ticket's dossier to its papers, in the paper's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.catalog.prices import line_name
from mihome_desk.printing import covered, notices, parcel, records, slips, worked
from mihome_desk.printing.elements import Paper
from mihome_desk.printing.facts import CheckSummary, FaultTold, House, PaperFacts, PaperLine
from mihome_desk.rules import identity
from mihome_desk.rules.paperwork import OF_THE_SLIP, refusal_of
from mihome_desk.rules.refusal import Refused
from mihome_desk.settings import Settings
from mihome_desk.text import N_, say

if TYPE_CHECKING:
    from mihome_desk.db.dossier import Dossier, Event
    from mihome_desk.rules.front import Store
    from mihome_desk.rules.ticket import Checks, Line, Ticket

# What quotes said that were made before the price list told how long they hold.
QUOTE_VALID_DAYS = 7

_MAKERS: dict[str, Callable[[PaperFacts, str], Paper]] = {
    "intake_slip": slips.intake_slip,
    "shop_copy": slips.shop_copy,
    "device_tag": slips.device_tag,
    "quote": records.quote,
    "repair_record": records.repair_record,
    "pickup_receipt": records.pickup_receipt,
    "lost_slip_form": slips.lost_slip_form,
    "no_warranty_notice": notices.no_warranty_notice,
    "test_certificate": notices.test_certificate,
    "pack_list": parcel.pack_list,
}
KINDS = (*_MAKERS, "queue_slip", "sale_receipt", "day_close")
AGAIN = frozenset({"quote", "repair_record", "pack_list", "no_warranty_notice", "test_certificate"})
"""Papers that are another one, counted from 1, once what they tell was told anew."""


def paper_of(
    dossier: Dossier, kind: str, language: str, copy: int = 0, settings: Settings | None = None
) -> Paper:
    """A ticket's paper of a kind. Raises Refused where it has none now.

    ``copy`` 0 means the last one that was ordered, or the original before any was. ``settings`` hold the
    guests' network and the page behind the like QR.
    """
    refusal = refusal_of(dossier.ticket, kind)
    if refusal is not None:
        raise Refused(refusal.code, refusal.field, **refusal.params)
    facts = facts_of(dossier, kind, language, copy, settings)
    return replace(_MAKERS[kind](facts, language), name=_name(dossier.ticket, kind, facts.copy))


def _name(ticket: Ticket, kind: str, copy: int) -> str:
    """A file's name. A new slip, quote or record counts its copies from one again and is another paper."""
    ordered = ticket.papers.get(kind)
    again = f"-{ordered.seq}" if ordered and kind in AGAIN else ""
    slip = f"-slip{ticket.generation}" if ticket.generation > 1 and kind in OF_THE_SLIP else ""
    return f"{ticket.number}-{kind}{slip}{again}-{copy}"


def house_of(store: Store, settings: Settings | None = None) -> House:
    """What stands on every paper of a store."""
    chosen = settings or Settings()
    return House(
        label=store.label,
        name=store.name,
        practice=store.practice,
        wifi=(chosen.wifi_ssid, chosen.wifi_password),
        like_url=chosen.like_url,
    )


@dataclass(frozen=True)
class _Teller:
    """Numbers and codes of one dossier in local time and in the paper's language."""

    dossier: Dossier
    language: str

    def local(self, at_ms: int) -> datetime:
        """An instant in the store's zone."""
        zone = ZoneInfo(self.dossier.store.zone)
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)

    def named(self, table: dict[str, str], key: str) -> str:
        """A code's word; what is no code stays as it is."""
        return say(self.language, table[key]) if key in table else key

    def last(self, kind: str) -> Event | None:
        """The ticket's last entry of a kind."""
        return next((event for event in reversed(self.dossier.history) if event.kind == kind), None)

    @property
    def chinese(self) -> bool:
        """Which of the catalogue's two names is wanted."""
        return self.language == "zh_CN"


def facts_of(
    dossier: Dossier, kind: str, language: str, copy: int, settings: Settings | None = None
) -> PaperFacts:
    """All that a paper says; its mark is that of the entry that ordered it."""
    ticket, personal = dossier.ticket, dossier.personal
    tell = _Teller(dossier, language)
    ordered = ticket.papers.get(kind)
    number = copy or (ordered.copies if ordered else 1)
    order = _order(dossier, kind, number)
    entry = ticket.collected if kind == "pickup_receipt" and ticket.collected else ticket.opened
    category = load.category_name(ticket.device.category)[0 if tell.chinese else 1]
    return PaperFacts(
        house=house_of(dossier.store, settings),
        number=ticket.number,
        barcode=identity.barcode(ticket.number),
        opened_at=tell.local(ticket.opened.at_ms),
        ordered_at=tell.local(order.at_ms if order else entry.at_ms),
        customer_name=personal.get("name", ""),
        phone=personal.get("phone", ""),
        brought_by=personal.get("brought_by", ""),
        collects=personal.get("collects", ""),
        category=category,
        model=dossier.head.device,
        colour=" ".join(part for part in (ticket.device.colour, ticket.device.storage) if part),
        imei=ticket.device.imei,
        imei2=ticket.device.imei2,
        sn=ticket.device.sn,
        complaint=personal.get("complaint", ""),
        faults=_faults(tell),
        condition=personal.get("condition") or None,
        left_items=personal.get("left_items") or None,
        account_out=ticket.account_out,
        backup_consent=ticket.backup_consent,
        photos=len(ticket.photos),
        **_packed(tell),
        **_claimed(tell),
        estimate_fen=ticket.estimate,
        ceiling_fen=ticket.ceiling,
        place=personal.get("place", ""),
        programme=tell.named(words.PROGRAMMES, ticket.programme),
        promised_at=tell.local(ticket.promised_at) if ticket.promised_at else None,
        token=dossier.token,
        qr_prefix=dossier.store.qr_prefix,
        generation=ticket.generation,
        mark=order.mark if order else dossier.mark(entry.seq),
        copy=number,
        copy_reason=str(order.words.get("reason", "")) if order else "",
        staff=order.actor if order else dossier.history[0].actor,
        pre=_summary(ticket.pre, tell),
        post=_summary(ticket.post, tell),
        lines=_lines(ticket, kind, tell),
        total_fen=ticket.quote.customer_total if kind == "quote" and ticket.quote else ticket.due,
        payments=_payments(ticket, tell),
        **_answered(ticket, tell),
        **_worked(ticket, tell),
    )


def _order(dossier: Dossier, kind: str, number: int) -> Event | None:
    """The entry behind a copy; none yet where a new slip, quote or record was not ordered again."""
    return dossier.order(kind, number) if kind in dossier.ticket.papers else None


def _claimed(tell: _Teller) -> dict[str, Any]:
    """What is known of the purchase, what was decided about each fault, and what the customer said to it."""
    ticket, personal, answered = tell.dossier.ticket, tell.dossier.personal, tell.last("NoticeAnswered")
    given = answered if ticket.notice else None
    return {
        "purchase": covered.purchase(ticket.purchase, str(personal.get("invoice", "")), tell.language),
        "claims": covered.claims(ticket, personal, tell.language),
        "notice": tell.named(words.NOTICE_ANSWERS, ticket.notice) if ticket.notice else "",
        "notice_how": tell.named(words.WAYS, str(given.words.get("how", ""))) if given else "",
        "notice_at": tell.local(given.at_ms) if given else None,
    }


def _packed(tell: _Teller) -> dict[str, Any]:
    """What the pack list says of the parcel."""
    journey = tell.dossier.ticket.journey
    if journey is None:
        return {}
    packed = next((hand.at for hand in journey.hands), None)
    return {
        "packed": journey.items,
        "packed_at": tell.local(packed.at_ms) if packed else None,
        "pack_condition": tell.dossier.personal.get("pack_condition", ""),
        "pack_photos": len(journey.photos),
        "carrier": journey.carrier,
        "waybill": journey.waybill,
    }


def _faults(tell: _Teller) -> tuple[FaultTold, ...]:
    known = load.symptoms()
    told = tell.dossier.personal.get("fault_words", ())
    found = []
    for fault, said in zip_longest(tell.dossier.ticket.faults, told):
        symptom = known.get(fault.symptom) if fault is not None else None
        name = "" if symptom is None else symptom.zh if tell.chinese else symptom.en
        found.append(FaultTold(name, said or ""))
    return tuple(fault for fault in found if fault.symptom or fault.words)


def _summary(checks: Checks, tell: _Teller) -> CheckSummary | None:
    if not checks.answers:
        return None
    bulk = set(checks.bulk)
    alone = [answer for item, answer in checks.answers.items() if item not in bulk]
    dead = any(checks.answers[item] == "untestable" for item in bulk)
    items = load.checklist(tell.dossier.ticket.device.category)
    failed = [item for item in items if item.code not in bulk and checks.answers.get(item.code) == "fail"]
    return CheckSummary(
        failed=tuple((item.zh if tell.chinese else item.en).partition(":")[0] for item in failed),
        passed=alone.count("pass"),
        untested=alone.count("untested"),
        not_fitted=alone.count("not_fitted"),
        bulk=len(bulk),
        dead=dead,
    )


def _lines(ticket: Ticket, kind: str, tell: _Teller) -> tuple[PaperLine, ...]:
    """A quote shows all it offers, a receipt what is charged, a record the parts that went in."""
    if ticket.quote is None:
        return ()

    def wanted(line: Line) -> bool:
        if kind == "repair_record":
            # What went in is told by the parts themselves; without them by what was approved.
            return line.kind == "part" and ticket.outcome == "repaired" and not ticket.parts
        if ticket.charged_due and line.kind == "part" and line.payer == "customer":
            stays = {name for use in ticket.parts if use.charged for name in (use.sku, use.part, use.name)}
            return bool(stays & {line.sku, line.part, line.code, line.label})
        return kind == "quote" or ticket.outcome == "repaired" or (line.kind == "fee" and ticket.due > 0)

    return tuple(
        PaperLine(
            line_name(line.label, line.code, tell.language),
            line.qty,
            line.total,
            "" if line.payer == "customer" else tell.named(words.PAYERS, line.payer),
            line.cap if kind == "quote" else None,
            line.discount,
        )
        for line in ticket.quote.lines
        if wanted(line)
    )


def _payments(ticket: Ticket, tell: _Teller) -> tuple[tuple[str, int], ...]:
    def method(code: str) -> str:
        return tell.named(words.METHODS, code)

    paid = [(method(each.method), each.amount) for each in ticket.payments]
    refund = N_("Refund, {method}")
    back = [(say(tell.language, refund, method=method(each.method)), -each.amount) for each in ticket.refunds]
    return (*paid, *back)


def _answered(ticket: Ticket, tell: _Teller) -> dict[str, Any]:
    """When the quote that stands was made, until when it holds, and what became of it."""
    made = tell.last("QuoteMade")
    if ticket.quote is None or made is None:
        return {}
    quoted_at, until = tell.local(made.at_ms), ticket.quote.valid_until
    found: dict[str, Any] = {
        "quoted_at": quoted_at,
        "valid_until": tell.local(until) if until else quoted_at + timedelta(days=QUOTE_VALID_DAYS),
    }
    if not ticket.quote.answer:
        return found
    given = tell.last("QuoteAnswered")
    if given is None or given.seq < made.seq:
        return {**found, "answer": say(tell.language, N_("Nothing to pay"))}
    how = tell.named(words.WAYS, str(given.words.get("how", "")))
    agreed = N_("agrees") if ticket.quote.answer == "approve" else N_("does not agree")
    return {
        **found,
        "answer": say(tell.language, agreed),
        "answered_at": tell.local(given.at_ms),
        "answered_how": " ".join(filter(None, (str(given.words.get("by", "")), how))),
    }


def _worked(ticket: Ticket, tell: _Teller) -> dict[str, Any]:
    """What came out of the work, and who took the device away."""
    personal = tell.dossier.personal
    handed = tell.last("HandedOver")
    return {
        "technician": ticket.technician,
        "outcome": tell.named(words.OUTCOMES, ticket.outcome) if ticket.outcome else "",
        "found": personal.get("found", ""),
        "done": personal.get("done", ""),
        "completed_at": tell.local(ticket.completed.at_ms) if ticket.completed else None,
        "collected_at": tell.local(ticket.collected.at_ms) if ticket.collected else None,
        "collected_by": str(handed.words.get("collected_by", "")) if handed else "",
        **_left(ticket, tell),
    }


def _left(ticket: Ticket, tell: _Teller) -> dict[str, Any]:
    """Parts, exchange and repair warranty; the warranty runs from the day on which the device goes home."""
    returned = tell.local(ticket.collected.at_ms).date() if ticket.collected else None
    ended = ticket.completed or ticket.given_up
    day = f"{tell.local(ended.at_ms):%Y-%m-%d}" if ended else ""
    repaired = ticket.outcome == "repaired"
    return {
        "parts": worked.parts(ticket, returned if repaired else None),
        "exchange": worked.exchange(ticket, tell.last("RepairCompleted"), day, tell.language),
        "warranty_days": worked.days() if repaired else None,
        "warranty_until": worked.until("", returned) if repaired else "",
    }
