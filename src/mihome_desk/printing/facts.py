"""What papers say, resolved: display words, local times, the token. Nothing here knows a database.

Nothing sensitive gets through: `discreet` masks the customer's number wherever it stands, and an unlock
code never comes this far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class PaperLine:
    """One line of the bill: ``qty`` pieces for ``price_fen`` together, and the word for who pays.

    ``guide_fen`` is the guide price of a piece where the paper tells it, ``discount_fen`` what was taken off a piece.
    """

    label: str
    qty: int
    price_fen: int
    payer: str
    guide_fen: int | None = None
    discount_fen: int = 0


@dataclass(frozen=True)
class FaultTold:
    """One fault as told at intake: the catalogue's name for it, the customer's words, or both."""

    symptom: str
    words: str = ""


@dataclass(frozen=True)
class PartLine:
    """A part that is in the device now, its serial numbers, and the last day of its warranty (YYYY-MM-DD or "")."""

    name: str
    qty: int = 1
    old_serial: str = ""
    new_serial: str = ""
    until: str = ""


@dataclass(frozen=True)
class ClaimTold:
    """What was decided about one fault: the rule by its name, ``grounds`` as a sentence, ``due`` what may be asked for.

    ``until`` is the last day of the period, ``charged`` says that the customer pays.
    """

    fault: str
    coverage: str
    rule: str
    grounds: str = ""
    until: str = ""
    evidence: str = ""
    due: str = ""
    charged: bool = False


@dataclass(frozen=True)
class CheckSummary:
    """A checklist in a few figures: names of what failed, how many passed and how many nobody looked at.

    ``bulk`` items were answered all at once and count as not tested one by one; ``dead`` says that the
    device could not be switched on and its functions could not be tested.
    """

    failed: tuple[str, ...] = ()
    passed: int = 0
    untested: int = 0
    not_fitted: int = 0
    bulk: int = 0
    dead: bool = False


@dataclass(frozen=True)
class House:
    """What stands on every paper of a store, whatever it is about.

    ``wifi`` is name and password of the guests' network, ``like_url`` what the like QR opens; empty: none.
    """

    label: str
    name: str
    practice: bool = False
    wifi: tuple[str, str] = ("", "")
    like_url: str = ""


@dataclass(frozen=True)
class PaperFacts:
    """All that papers say about one ticket.

    Times are aware and in the store's zone; money is integer fen; ``category``, ``faults``,
    ``programme``, ``outcome``, ``payer`` and payment words are already in the paper's language.
    ``None`` in an intake question (condition, left_items, account_out, backup_consent) means nobody
    asked, and is printed so. ``phone`` is the full number; only its masked form is ever printed.
    ``token`` is 95 decimal digits, ``qr_prefix`` empty or ``HTTPS://HQ-HOST/R/`` in capitals.
    ``payments`` holds refunds with a minus. ``purchase`` are labels (messages) with what is known of it,
    ``notice`` the customer's answer to the no-warranty notice. ``exchange`` says what became of the device where it
    did not go home as it came, ``warranty_until`` is the last day of the repair warranty, YYYY-MM-DD.
    """

    house: House
    number: str
    barcode: str
    opened_at: datetime
    customer_name: str
    phone: str
    category: str
    model: str
    token: str
    mark: str
    staff: str
    ordered_at: datetime | None = None
    generation: int = 1
    colour: str = ""
    imei: str = ""
    imei2: str = ""
    sn: str = ""
    brought_by: str = ""
    collects: str = ""
    complaint: str = ""
    faults: tuple[FaultTold, ...] = ()
    purchase: tuple[tuple[str, str], ...] = ()
    claims: tuple[ClaimTold, ...] = ()
    notice: str = ""
    notice_how: str = ""
    notice_at: datetime | None = None
    condition: str | None = None
    left_items: str | None = None
    account_out: bool | None = None
    backup_consent: bool | None = None
    photos: int = 0
    estimate_fen: int | None = None
    ceiling_fen: int | None = None
    place: str = ""
    programme: str = ""
    promised_at: datetime | None = None
    qr_prefix: str = ""
    copy: int = 1
    copy_reason: str = ""
    pre: CheckSummary | None = None
    post: CheckSummary | None = None
    quoted_at: datetime | None = None
    valid_until: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None
    answered_how: str = ""
    technician: str = ""
    completed_at: datetime | None = None
    outcome: str = ""
    found: str = ""
    done: str = ""
    lines: tuple[PaperLine, ...] = ()
    total_fen: int = 0
    payments: tuple[tuple[str, int], ...] = ()
    warranty_days: int | None = None
    warranty_until: str = ""
    parts: tuple[PartLine, ...] = ()
    exchange: str = ""
    collected_at: datetime | None = None
    collected_by: str = ""
    packed: tuple[str, ...] = ()
    packed_at: datetime | None = None
    pack_condition: str = ""
    pack_photos: int = 0
    carrier: str = ""
    waybill: str = ""


def money(fen: int) -> str:
    """Integer fen as a customer reads it: ``￥1,234.50``, a minus before the sign."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}￥{yuan:,}.{rest:02d}"


def moment(at: datetime) -> str:
    """Local time to the minute, ``2026-11-22 10:02``."""
    return f"{at:%Y-%m-%d %H:%M}"


def masked(phone: str) -> str:
    """``138****1234``: at most the first three and the last four digits of a number.

    Of a number below eleven digits only the last two remain, because three and four would be most of it.
    """
    digits = _digits(phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}" if digits else ""


def tail(phone: str) -> str:
    """``****1234``: what the tag on a device says of its owner."""
    return "****" + masked(phone).rpartition("*")[2] if masked(phone) else ""


def _digits(phone: str) -> str:
    digits = "".join(mark for mark in phone if mark.isdecimal())
    return digits.removeprefix("86") if len(digits) == 13 else digits


# Digits that are the paper's own business and could hold a phone number by chance.
_OURS = frozenset({"phone", "token", "barcode", "number", "mark", "imei", "imei2", "qr_prefix", "waybill"})


def discreet(facts: PaperFacts) -> PaperFacts:
    """The same facts, the customer's number also masked where somebody wrote it into free text."""
    digits = _digits(facts.phone)
    if len(digits) < 7:
        return facts
    number = re.compile("[ -]?".join(digits))

    def hide(words: str) -> str:
        return number.sub(masked(digits), words)

    said = {each.name: getattr(facts, each.name) for each in fields(facts) if each.name not in _OURS}
    hidden: dict[str, Any] = {name: hide(value) for name, value in said.items() if isinstance(value, str)}
    hidden["packed"] = tuple(hide(item) for item in facts.packed)
    hidden["faults"] = tuple(FaultTold(fault.symptom, hide(fault.words)) for fault in facts.faults)
    hidden["claims"] = tuple(
        replace(claim, grounds=hide(claim.grounds), evidence=hide(claim.evidence)) for claim in facts.claims
    )
    hidden["lines"] = tuple(replace(line, label=hide(line.label)) for line in facts.lines)
    return replace(facts, **hidden)
