"""The day's paper (日结单): takings against the drawer, what is held, what the shelf walk met."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from mihome_desk import words
from mihome_desk.db import money
from mihome_desk.db.money import Invoice
from mihome_desk.printing import pieces
from mihome_desk.printing.elements import Element, Field, Pair, Paper, Rule, Text
from mihome_desk.printing.facts import House
from mihome_desk.printing.facts import money as yuan
from mihome_desk.printing.gather import house_of
from mihome_desk.printing.sale import Order, foot, head, local, order_of
from mihome_desk.rules.dayclose import CASH, METHODS, clean_day, expected
from mihome_desk.rules.front import Store
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shop import DayClosed
from mihome_desk.sayings import shop
from mihome_desk.settings import Settings
from mihome_desk.text import N_, say


@dataclass(frozen=True)
class DayFacts:
    """All that the day's paper says; ``closed_at`` is local time as text, ``closed_by`` who counted."""

    house: House
    day: DayClosed
    closed_at: str
    closed_by: str
    invoices: tuple[Invoice, ...]
    order: Order
    explained: str = ""
    found_at: tuple[str, ...] = ()


def day_close(facts: DayFacts, lang: str) -> Paper:
    """One roll for the folder: money first, then what the house holds."""
    elements = (
        *head(facts.house, facts.order, lang, say(lang, "Day close"), facts.day.day),
        *_days(facts.day, lang),
        Rule(),
        Field(say(lang, "Closed at"), facts.closed_at),
        Field(say(lang, "Counted by"), facts.closed_by),
        Rule(),
        *_takings(facts.day, lang),
        Rule(),
        *_counted(facts.day, lang),
        Rule(),
        *_held(facts.day, lang),
        *_invoices(facts.invoices, lang),
        Rule(),
        *_shelf(facts, lang),
        *pieces.told(lang, (N_("Explained"), facts.explained)),
        *pieces.signed(lang, N_("Counted by (signature)"), N_("Manager's signature")),
        *foot(facts.house, facts.order, lang),
    )
    return Paper("day_close", lang, elements, facts.order.at)


def _days(day: DayClosed, lang: str) -> list[Element]:
    if len(day.days) < 2:
        return []
    return [Text(say(lang, "with {days}", days=", ".join(day.days[:-1])), align="center")]


def _takings(day: DayClosed, lang: str) -> list[Element]:
    """Each method with the kinds of money that moved by it, and its sum."""
    found: list[Element] = []
    for method in METHODS:
        sums = [each for each in day.sums if each.method == method]
        if not sums:
            continue
        net = sum(each.amount for each in sums)
        found.append(Pair(say(lang, words.METHODS[method]), yuan(net), bold=True))
        found += [
            Pair(f"  {say(lang, shop.TAKINGS[each.kind])} x{each.times}", yuan(each.amount)) for each in sums
        ]
    if not found:
        return [Text(say(lang, "No money moved on this day."))]
    total = sum(each.amount for each in day.sums)
    return [*found, Rule(), Pair(say(lang, "Takings"), yuan(total), bold=True, size="double")]


def _counted(day: DayClosed, lang: str) -> list[Element]:
    found: list[Element] = []
    for method in METHODS:
        if method not in day.counted:
            continue
        should, there = expected(day, method, day.opening), day.counted[method]
        found += [
            Text(say(lang, words.METHODS[method]), bold=True),
            *((Pair("  " + say(lang, "Float before"), yuan(day.opening)),) if method == CASH else ()),
            Pair("  " + say(lang, "Should be"), yuan(should)),
            Pair("  " + say(lang, "Counted"), yuan(there)),
            Pair("  " + _by(there - should, lang), yuan(there - should), bold=there != should),
        ]
    open_ones = [
        say(lang, words.METHODS[each]) for each in METHODS if each not in day.counted and _moved(day, each)
    ]
    if open_ones:
        said = say(lang, "Not compared: {methods}", methods=say(lang, ", ").join(open_ones))
        found.append(Text(said))
    return [
        *found,
        Pair(say(lang, "Stays in the drawer"), yuan(day.float)),
        Pair(say(lang, "Cash handed in"), yuan(day.counted[CASH] - day.float), bold=True),
    ]


def _moved(day: DayClosed, method: str) -> bool:
    return any(each.method == method for each in day.sums)


def _by(difference: int, lang: str) -> str:
    words_for = N_("As booked") if not difference else N_("Over") if difference > 0 else N_("Short")
    return say(lang, words_for)


def _held(day: DayClosed, lang: str) -> list[Element]:
    return [
        Pair(say(lang, "Paid, not collected yet x{count}", count=day.deposit_tickets), yuan(day.deposits)),
        Pair(say(lang, "Invoice requests"), str(day.invoices)),
    ]


def _invoices(invoices: tuple[Invoice, ...], lang: str) -> list[Element]:
    found: list[Element] = []
    for each in invoices:
        found.append(Pair(f"  {each.number}", yuan(each.amount)))
        found.append(Text("  " + "  ".join(filter(None, (each.title, discreet_tax_id(each.tax_id))))))
    return found


def discreet_tax_id(tax_id: str) -> str:
    """A tax number as a paper may show it: a company's whole, one made of a citizen number in its ends alone."""
    from stdnum.cn import ric

    if len(tax_id) >= 18 and ric.is_valid(tax_id[:18]):
        return f"{tax_id[:3]}****{tax_id[-4:]}"
    return tax_id


def _shelf(facts: DayFacts, lang: str) -> list[Element]:
    day = facts.day
    met = day.devices - len(day.missing)
    return [
        Pair(say(lang, "Devices in the house"), str(day.devices)),
        Pair(say(lang, "Met on the shelf"), str(met), bold=met != day.devices),
        *((Pair(say(lang, "With a repair centre"), str(day.away)),) if day.away else ()),
        *pieces.told(
            lang,
            (N_("Not met"), "\n".join(day.missing)),
            (N_("Elsewhere"), "\n".join(facts.found_at or day.misplaced)),
        ),
    ]


def day_paper(
    conn: sqlite3.Connection, store: Store, text: str, language: str, settings: Settings | None = None
) -> Paper:
    """The paper of a closed day (YYYY-MM-DD), as it was ordered last. Raises Refused."""
    day = clean_day(text, "")
    closed = money.load_day(conn, day)
    if closed is None:
        raise Refused("day_open", "day", day=day or text[:20])
    said = money.day_words(conn, day)
    order = order_of(conn, closed.copy_seq or closed.seq, closed.copies, store.zone)
    facts = DayFacts(
        house=house_of(store, settings),
        day=closed.facts,
        closed_at=f"{local(closed.at_ms, store.zone):%Y-%m-%d %H:%M}",
        closed_by=closed.actor,
        invoices=money.invoices(conn, closed.facts.days[0], day),
        order=order,
        explained=str(said.get("explained", "")),
        found_at=tuple(str(each) for each in said.get("found_at", ())),
    )
    return replace(day_close(facts, language), name=f"{day}-day_close-{order.copy}")
