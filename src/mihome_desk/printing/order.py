"""An order for a paper as people give it: what it is about, which paper, in which language."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from mihome_desk.db import dossier, queries
from mihome_desk.printing.day import day_paper
from mihome_desk.printing.elements import Paper
from mihome_desk.printing.gather import paper_of
from mihome_desk.printing.queue import queue_paper
from mihome_desk.printing.sale import sale_paper
from mihome_desk.rules.front import Store
from mihome_desk.rules.moment import Instant
from mihome_desk.rules.refusal import Refused
from mihome_desk.settings import Settings

OF_THE_TILL = {"sale_receipt": sale_paper, "day_close": day_paper}


@dataclass(frozen=True)
class Order:
    """``what`` is a ticket's number, barcode, token or id; for a queue slip a number of today.

    For a sales receipt it is the sale's number or barcode, for the day's paper a day, YYYY-MM-DD.
    """

    what: str
    kind: str
    language: str
    settings: Settings


def paper(conn: sqlite3.Connection, order: Order, store: Store, now: Instant, day: str) -> Paper:
    """The paper that an order asks for. Raises Refused."""
    if order.kind == "queue_slip":
        number = int(order.what) if order.what.isdecimal() and len(order.what) < 6 else 0
        slip = queue_paper(conn, store, day, number, order.language, order.settings)
        if slip is None:
            raise Refused("unknown_arrival", "arrival", queue=order.what[:20])
        return slip
    if order.kind in OF_THE_TILL:
        return OF_THE_TILL[order.kind](conn, store, order.what, order.language, order.settings)
    ticket = queries.resolve(conn, order.what)
    found = dossier.load(conn, ticket, now) if ticket else None
    if found is None:
        raise Refused("unknown_ticket", ticket=order.what[:80])
    return paper_of(found, order.kind, order.language, settings=order.settings)
