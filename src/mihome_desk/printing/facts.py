"""From a ticket's dossier to the facts on its papers, in the paper's language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mihome_desk import words
from mihome_desk.catalog import load
from mihome_desk.printing.paper import Paper, PaperFacts, PaperLine, intake_slip, pickup_receipt
from mihome_desk.rules import identity
from mihome_desk.text import say

if TYPE_CHECKING:
    from mihome_desk.db.dossier import Dossier

KINDS = tuple(words.PAPERS)
WARRANTY_DAYS = 90


class NoSuchPaper(Exception):
    """This ticket has no such paper now; the text is a refusal's code."""


def paper_of(dossier: Dossier, kind: str, language: str, copy: int = 0) -> Paper:
    """A ticket's paper of a kind. Raises NoSuchPaper.

    ``copy`` 0 means the last one that was ordered, or the original before any was.
    """
    ticket = dossier.ticket
    if ticket.source:
        raise NoSuchPaper("history_only")
    if kind == "pickup_receipt" and ticket.stage != "collected":
        raise NoSuchPaper("no_receipt_yet")
    facts = facts_of(dossier, kind, language, copy)
    make = intake_slip if kind == "intake_slip" else pickup_receipt
    return make(facts, language)


def facts_of(dossier: Dossier, kind: str, language: str, copy: int) -> PaperFacts:
    """All that a paper says; its mark is that of the entry that ordered it."""
    ticket, personal, store = dossier.ticket, dossier.personal, dossier.store
    zone = ZoneInfo(store.zone)

    def local(at_ms: int) -> datetime:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)

    def named(table: dict[str, str], key: str) -> str:
        return say(language, table[key]) if key in table else key

    ordered = ticket.papers.get(kind)
    number = copy or (ordered.copies if ordered else 1)
    order = dossier.order(kind, number)
    entry = ticket.collected if kind == "pickup_receipt" and ticket.collected else ticket.opened
    chinese = language == "zh_CN"
    category = load.category_name(ticket.device.category)[0 if chinese else 1]
    known = load.symptoms()
    symptoms = [known[fault.symptom] for fault in ticket.faults if fault.symptom in known]
    complaint = [personal.get("complaint", ""), *personal.get("fault_words", ())]
    return PaperFacts(
        store_label=store.label,
        store_name=store.name,
        practice=store.practice,
        number=ticket.number,
        barcode=identity.barcode(ticket.number),
        opened_at=local(ticket.opened.at_ms),
        customer_name=personal.get("name", ""),
        phone=personal.get("phone", ""),
        category=category,
        model=dossier.head.device,
        colour=" ".join(part for part in (ticket.device.colour, ticket.device.storage) if part),
        imei=ticket.device.imei,
        sn=ticket.device.sn,
        complaint="\n".join(part for part in complaint if part),
        symptoms=tuple(symptom.zh if chinese else symptom.en for symptom in symptoms),
        condition=personal.get("condition") or None,
        left_items=personal.get("left_items") or None,
        account_out=ticket.account_out,
        backup_consent=ticket.backup_consent,
        programme=named(words.PROGRAMMES, ticket.programme),
        promised_at=local(ticket.promised_at) if ticket.promised_at else None,
        token=dossier.token,
        qr_prefix=store.qr_prefix,
        mark=order.mark if order else dossier.mark(entry.seq),
        copy=number,
        copy_reason=str(order.words.get("reason", "")) if order else "",
        staff=order.actor if order else dossier.history[0].actor,
        outcome=named(words.OUTCOMES, ticket.outcome) if ticket.outcome else "",
        found=personal.get("found", ""),
        done=personal.get("done", ""),
        lines=tuple(
            PaperLine(
                line.label or line.code,
                line.qty,
                line.total,
                named(words.PAYERS, line.payer),
            )
            for line in (ticket.quote.lines if ticket.quote and ticket.outcome == "repaired" else ())
        ),
        total_fen=ticket.due,
        payments=tuple((named(words.METHODS, each.method), each.amount) for each in ticket.payments),
        warranty_days=WARRANTY_DAYS if ticket.outcome == "repaired" else None,
        collected_at=local(ticket.collected.at_ms) if ticket.collected else None,
    )
