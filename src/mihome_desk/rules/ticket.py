"""The state of one ticket (工单): what the journal's public facts add up to.

Names, phones and everybody's words are not here: they stand in the journal's private bytes and
reach a decision beside the state, as `Situation.personal`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mihome_desk.rules.moment import Moment
from mihome_desk.rules.service import Covered, Journey, Loaner, PartUse, Purchase

Programme = Literal["quick", "standard", "mail_in"]
Stage = Literal[
    "received",
    "diagnosing",
    "quoted",
    "approved",
    "repairing",
    "waiting_parts",
    "at_hq",
    "testing",
    "ready",
    "collected",
]
Answer = Literal["pass", "fail", "untested", "not_fitted"]
Payer = Literal["customer", "brand", "goodwill"]
LineKind = Literal["part", "labour", "fee"]
Method = Literal["cash", "alipay", "wechat", "card"]
WaitOn = Literal["parts", "customer"]
UnlockKind = Literal["pin", "pattern", "password"]
Category = Literal["phone", "tablet", "notebook", "tv", "router", "vacuum_robot", "scooter", "band", "other"]


@dataclass(frozen=True)
class Device:
    """The thing on the counter; ``imei`` is 15 digits or empty, ``sn`` upper case or empty."""

    category: Category
    model: str = ""
    brand: str = ""
    colour: str = ""
    storage: str = ""
    imei: str = ""
    imei2: str = ""
    sn: str = ""


@dataclass(frozen=True)
class Fault:
    """One complaint of a device, with the checklist items that answer for its symptom, and who answers for it.

    ``part`` is the part of the device whose warranty period counts, ``host`` unless said otherwise.
    """

    symptom: str = ""
    items: tuple[str, ...] = ()
    part: str = "host"
    covered: Covered | None = None


@dataclass(frozen=True)
class Checks:
    """One list, pre or post: answers by item, and the items that were only covered in bulk."""

    answers: dict[str, str] = field(default_factory=dict)
    bulk: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a quote; ``price`` is fen for one piece.

    ``part`` is the catalogue's code of a part, ``sku`` the thing on this store's shelf, both empty where
    unknown. ``cap`` is the guide price (fen) that no line goes above, None where the list has none;
    ``discount`` what was taken off it (fen a piece), with a private reason.
    """

    kind: LineKind
    code: str
    qty: int
    price: int
    payer: Payer = "customer"
    label: str = ""
    fault: int = 0
    part: str = ""
    sku: str = ""
    cap: int | None = None
    discount: int = 0

    @property
    def total(self) -> int:
        """Fen for all pieces."""
        return self.qty * self.price


@dataclass(frozen=True)
class Quote:
    """A quote and what became of it; amounts in fen, ``answer`` empty while it is open.

    ``prices`` is the version of the price list that it was made with, ``valid_until`` UTC ms.
    """

    lines: tuple[Line, ...]
    customer_total: int
    answer: str = ""
    prices: str = ""
    valid_until: int | None = None


@dataclass(frozen=True)
class Payment:
    """Money received over the counter, in fen."""

    method: Method
    amount: int
    at_ms: int


@dataclass(frozen=True)
class Wait:
    """Explained time: waiting for parts or for the customer; ``before`` is the stage that it interrupted."""

    on: WaitOn
    since: Moment
    until: Moment | None = None
    before: str = ""


@dataclass(frozen=True)
class Copy:
    """How often a paper was ordered, and where the last order stands in the journal."""

    copies: int
    seq: int
    at_ms: int


@dataclass(frozen=True)
class Ticket:
    """Everything that decides what may happen to a ticket next.

    ``estimate`` and ``ceiling`` are fen, None where nobody was told one; ``photos`` are SHA-256 sums of the
    files, whose names are private; ``unlock`` is the kind of the unlock code that this machine's vault keeps.
    ``comeback_of`` is the id of an earlier ticket of the same device; ``notice`` the answer to the
    no-warranty notice; ``parcel`` the waybill that brought the device to a repair centre, at ``parcel_at``,
    and ``sent_in`` the day on which a store had taken it in, "" where that is not known;
    ``storage`` the steps taken about a device that nobody collects; ``new_device`` what an exchange gave,
    ``refund_due`` fen that a refund gives back, ``charged_due`` fen for parts that stay in a device whose
    owner withdrew.
    """

    id: str
    number: str = ""
    serial: int = 0
    day: str = ""
    stage: Stage = "received"
    outcome: str = ""
    programme: Programme = "quick"
    entry_programme: Programme = "quick"
    left_quick: str = ""
    left_at: Moment | None = None
    device: Device = Device("phone")
    faults: tuple[Fault, ...] = ()
    opened: Moment = Moment(0, 0, 0, "")
    arrived: Moment | None = None
    intake_started_at: int | None = None
    promised_at: int | None = None
    estimate: int | None = None
    ceiling: int | None = None
    photos: tuple[str, ...] = ()
    account_out: bool | None = None
    backup_consent: bool | None = None
    generation: int = 1
    pre: Checks = Checks()
    post: Checks = Checks()
    quote: Quote | None = None
    technician: str = ""
    repair_started: Moment | None = None
    completed: Moment | None = None
    given_up: Moment | None = None
    told: Moment | None = None
    collected: Moment | None = None
    stage_before: str = ""
    waits: tuple[Wait, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Payment, ...] = ()
    unlock: UnlockKind | None = None
    failures: int = 0
    locked: bool = False
    regressions_settled: tuple[str, ...] = ()
    purchase: Purchase = Purchase()
    comeback_of: str = ""
    notice: Literal["", "agree", "disagree"] = ""
    parts: tuple[PartUse, ...] = ()
    journey: Journey | None = None
    parcel: str = ""
    parcel_at: Moment | None = None
    sent_in: str = ""
    dispatched: Moment | None = None
    loaner: Loaner | None = None
    storage: tuple[str, ...] = ()
    new_device: Device | None = None
    refund_due: int = 0
    charged_due: int = 0
    papers: dict[str, Copy] = field(default_factory=dict)
    source: str = ""
    source_status: str = ""
    happened_on: str = ""
    conflict: bool = False
    frozen: bool = False

    @property
    def ended(self) -> Moment | None:
        """Where the one-hour clock stops: completion, the moment the customer gave up, or history's entry."""
        return self.completed or self.given_up or self.collected

    @property
    def coverage(self) -> str:
        """What was decided about its faults: in, out, void, mixed where they differ, "" before any decision."""
        found = {fault.covered.coverage for fault in self.faults if fault.covered is not None}
        return "mixed" if len(found) > 1 else next(iter(found), "")

    @property
    def waiting(self) -> Wait | None:
        """The wait that is open now; there is never more than one."""
        last = self.waits[-1] if self.waits else None
        return last if last is not None and last.until is None else None

    @property
    def at_work(self) -> Stage:
        """The stage of the work itself: behind a wait for parts, the one that it interrupted."""
        if self.stage == "waiting_parts" and self.waiting is not None and self.waiting.before:
            return self.waiting.before  # type: ignore[return-value]
        return self.stage

    @property
    def arrival_gap(self) -> int | None:
        """Milliseconds from the arrival stamp to the ticket, where one boot saw both; late entry shows here."""
        if self.arrived is None or self.arrived.boot != self.opened.boot:
            return None
        return self.opened.uptime_ms - self.arrived.uptime_ms

    @property
    def typing(self) -> int | None:
        """Milliseconds from the first keystroke of the intake to the ticket, by the wall clock."""
        if self.intake_started_at is None:
            return None
        return max(0, self.opened.at_ms - self.intake_started_at)

    @property
    def loaner_out(self) -> Loaner | None:
        """The loaner that the customer has, None where there is none or it is back."""
        return self.loaner if self.loaner is not None and self.loaner.back is None else None

    @property
    def due(self) -> int:
        """Fen that the customer owes in all: the approved lines; of work that did not succeed the fees, and parts
        that stay in the device.
        """
        if self.quote is None or self.quote.answer != "approve" or self.outcome == "void":
            return 0
        if self.outcome in {"", "repaired"}:
            return self.quote.customer_total
        fees = sum(line.total for line in self.quote.lines if line.kind == "fee" and line.payer == "customer")
        return fees + self.charged_due

    @property
    def paid(self) -> int:
        """Fen received so far, refunds taken off."""
        received = sum(payment.amount for payment in self.payments)
        return received - sum(refund.amount for refund in self.refunds)

    @property
    def overpaid(self) -> int:
        """Fen that the customer should get back."""
        return max(0, self.paid + self.refund_due - self.due)

    @property
    def open_amount(self) -> int:
        """Fen still to be paid before the device may leave."""
        return max(0, self.due - self.paid - self.refund_due)

    @property
    def proven(self) -> tuple[str, ...]:
        """Items that were tested by themselves before the repair and passed."""
        alone = self.pre.answers.keys() - set(self.pre.bulk)
        return tuple(sorted(item for item in alone if self.pre.answers[item] == "pass"))

    @property
    def regressions(self) -> tuple[str, ...]:
        """Items that passed by themselves before the repair and fail after it, not yet settled.

        A device that cannot be switched on any more fails in all of them.
        """
        return self._after("fail", "untestable")

    @property
    def unequal(self) -> tuple[str, ...]:
        """Items that passed by themselves before the repair and that nobody tested after it, not yet settled."""
        return self._after("untested", "not_fitted")

    def _after(self, *answers: str) -> tuple[str, ...]:
        settled = self.regressions_settled
        return tuple(
            item for item in self.proven if self.post.answers.get(item) in answers and item not in settled
        )
