"""What the service rules add to the practice store: purchase facts, coverage, deliveries, parts, sales, a journey.

Pure and repeatable like `demo_plan`. A device that came back keeps to itself what was decided the first time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from mihome_desk.catalog.prices import parts
from mihome_desk.rules.coverage import AnswerNotice, DecideCoverage
from mihome_desk.rules.requests import LineWanted, RequestParts
from mihome_desk.rules.sale import PaymentGiven, SaleLineGiven, Sell
from mihome_desk.rules.service import Owner, Proof, Purchase
from mihome_desk.rules.shelf import ACCESSORY
from mihome_desk.rules.stock import ReceiveParts
from mihome_desk.rules.ticket import Method
from mihome_desk.tools.demo_cases import CASES
from mihome_desk.tools.demo_plan import Visit

MOST_IN_A_DELIVERY = 900
PROOFS: tuple[Proof, ...] = ("invoice", "order", "invoice")
EVIDENCE = {"liquid": "防潮标已变红，照片已存", "impact": "左上角有撞击点，照片已存"}
COMEBACK = "上次修过的毛病，在维修质保内"
ITEMS_AWAY = ("主机", "SIM 卡已取出留店", "无充电器")
LOANER = ("Redmi 9A 备用机", "BYJ-0007")
DOCUMENT = "总部配送单"


class OnShelf(NamedTuple):
    """A part of the practice store: its SKU, catalogue part, name, purchase price in fen, and where it is short."""

    sku: str
    part: str
    name: str
    cost: int
    low: int = 2


@cache
def shelf() -> dict[str, OnShelf]:
    """What lies on the shelf, by the catalogue's part code."""
    found = {}
    for case in CASES:
        if case.price and case.part in parts():
            sku = f"P-{case.part.replace('_', '-')}"
            found[case.part] = OnShelf(sku, case.part, case.label, case.price * 7 // 10 // 100 * 100)
    return found


ACCESSORIES = (
    ("ACC-CHG33", "33W 充电器", 5_900, 8),
    ("ACC-CHG67", "67W 充电器套装", 12_900, 5),
    ("ACC-CBLC1", "USB-C 数据线 1 米", 1_990, 14),
    ("ACC-FILM", "钢化膜", 2_900, 20),
    ("ACC-EARC", "USB-C 有线耳机", 7_900, 4),
    ("ACC-PB10K", "10000 mAh 移动电源", 9_900, 2),
)
"""SKU, name, retail price in fen, pieces delivered; names and prices as the catalogue's sample list has them."""
SALES: tuple[tuple[float, int, int, Method], ...] = (
    (205, 2, 1, "wechat"),
    (118, 0, 1, "cash"),
    (47, 3, 2, "alipay"),
)
"""Minutes back from now, which of the accessories, how many, how it was paid."""
REQUEST = RequestParts((LineWanted("P-DISPLAY", 3), LineWanted("P-BATTERY", 5)), "周末前补货")


def purchase(visit: Visit, entered: date, dice: random.Random) -> Purchase | None:
    """When and how the device was bought: inside its year where the case is in warranty or damaged."""
    if visit.comeback:
        return None
    young = visit.warranty or visit.case.damage
    days = dice.randrange(40, 330) if young else dice.randrange(430, 900)
    bought = entered - timedelta(days=days)
    return Purchase(bought=bought.isoformat(), proof=dice.choice(PROOFS), sold_here=dice.random() < 0.4)


def coverage(visit: Visit) -> DecideCoverage | None:
    """What is decided about the visit's fault, as the rules propose it."""
    if visit.comeback:
        return DecideCoverage("", "in", COMEBACK, evidence=COMEBACK) if visit.warranty else None
    if visit.warranty:
        return DecideCoverage("", "in")
    if visit.case.damage:
        why = "liquid" if visit.case.symptom == "LIQUID" else "impact"
        return DecideCoverage("", "void", excluded=why, evidence=EVIDENCE[why])
    return DecideCoverage("", "out")


def notice(visit: Visit) -> AnswerNotice | None:
    """The customer's yes to paying, where it was said."""
    return None if visit.comeback or visit.warranty else AnswerNotice("", "agree", "counter")


def deliveries(visits: Iterable[Visit], dice: random.Random) -> list[ReceiveParts]:
    """What was delivered before the first visit: enough for all of them, and some pieces left."""
    used: Counter[tuple[str, Owner]] = Counter()
    for visit in visits:
        if visit.case.part in shelf():
            used[visit.case.part, "issued" if visit.warranty else "bought"] += 1
    found = []
    owners: tuple[Owner, ...] = ("bought", "issued")
    for thing in shelf().values():
        for owner in owners:
            left = used[thing.part, owner] + dice.randrange(0, 7)
            while left > 0:
                qty = min(left, MOST_IN_A_DELIVERY)
                found.append(_delivery(thing, owner, qty))
                left -= qty
    return found


def _delivery(thing: OnShelf, owner: Owner, qty: int) -> ReceiveParts:
    return ReceiveParts(
        sku=thing.sku,
        qty=qty,
        owner=owner,
        cost=thing.cost if owner == "bought" else None,
        part=thing.part,
        name=thing.name,
        low=thing.low,
        document=DOCUMENT,
    )


def accessories() -> list[ReceiveParts]:
    """What was delivered to be sold."""
    return [
        ReceiveParts(
            sku, qty, "bought", price * 6 // 10, ACCESSORY, name, document=DOCUMENT, retail=price, low=3
        )
        for sku, name, price, qty in ACCESSORIES
    ]


def sale(which: int, qty: int, method: Method) -> Sell:
    """A sale over the counter."""
    sku, _, price, _ = ACCESSORIES[which]
    return Sell((SaleLineGiven(sku, qty),), (PaymentGiven(method, qty * price),))
