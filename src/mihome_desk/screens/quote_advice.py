"""The two lines under a quote's fields: parts and labour that a few letters may mean, and where a price stands."""

from __future__ import annotations

from typing import NamedTuple

from mihome_desk import words
from mihome_desk.rules import identity
from mihome_desk.rules.price import Guide as GuideOfList
from mihome_desk.rules.price import LabourLevel, PriceList
from mihome_desk.rules.ticket import Device
from mihome_desk.screens.facts import fen_of, yuan
from mihome_desk.screens.form import Form
from mihome_desk.screens.price_words import level_name, listed_name, offer_words, price_advice
from mihome_desk.text import _
from mihome_desk.ui.line import Line
from mihome_desk.widgets.suggest import Guide

MOST = 12


class Offer(NamedTuple):
    """What is offered: ``label`` is read, ``name`` goes into the field; ``price`` is fen, None where none is known."""

    label: str
    name: str
    price: int | None


class Advice:
    """Reads the fields of a form with the rows kind, code, price and discount; takes what is lit."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.prices = PriceList()
        self.device = Device("phone")
        self._filled = ""

    @property
    def _guide(self) -> Guide:
        return self._form.query_one(Guide)

    def offers(self) -> tuple[Offer, ...]:
        """What the words typed so far may mean, for this device."""
        kind, said = self._form.row("kind").value, self._form.row("code").value.strip()
        if kind == "labour":
            return tuple(_level_offer(each) for each in self.prices.labour if self._means(each, said))
        if kind != "part" or not said:
            return ()
        found = self.prices.offered(said, self.device)[:MOST]
        return tuple(
            Offer(offer_words(each), listed_name(each), each.price.price if each.price else None)
            for each in found
        )

    def _means(self, level: LabourLevel, said: str) -> bool:
        if level.category != self.device.category:
            return False
        wanted = identity.fold(said).lower()
        named = self.prices.level(said, self.device.category)
        if named is not None:
            return named is level
        names = (level.code, level.zh, level.en, str(level.level), *level.also)
        return any(name.lower().startswith(wanted) for name in names)

    def guide(self) -> GuideOfList:
        """What the list says about the line in the fields."""
        kind, code = self._form.row("kind").value, self._form.row("code").value.strip()
        return self.prices.guide(self.device, kind, code)

    def show(self, field: str) -> None:
        """Say what can be answered in a field."""
        if field == "code":
            self._show_offers()
        elif field in {"price", "discount"}:
            price = fen_of(self._form.row("price").value)
            self._guide.say(price_advice(price, self.guide(), self.prices))
        elif field == "reason":
            self._guide.say(_("Why it is cheaper; no permission is needed. The reason stays in this house."))
        else:
            self._guide.say("")

    def _show_offers(self) -> None:
        offers = self.offers()
        if offers:
            self._guide.offer([each.label for each in offers], at=0)
        elif (guide := self.guide()).cap is not None:
            self._guide.say(price_advice(None, guide, self.prices))
        elif self._form.row("kind").value == "fee":
            self._guide.say(_("A fee has no guide price."))
        elif self._form.row("code").value.strip():
            self._guide.say(
                _("Not on the list: nothing limits its price. It stands in the quote as it is typed.")
            )
        else:
            self._guide.say(
                _("A few letters find a part: 屏, pm, dc, BATTERY, display; with its guide price.")
            )

    def move(self, by: int) -> bool:
        """Light the offer before or after; False where the key means the next field."""
        return bool(self._guide.options) and self._guide.move(by)

    def take(self) -> None:
        """Put the lit offer into the field, and its guide price into the next one where none is typed."""
        at, offers, row = self._guide.at, self.offers(), self._form.row("code")
        if 0 <= at < len(offers) and offers[at].name != row.value:
            row.value = offers[at].name
        self.fill_price()

    def fill_price(self) -> None:
        """The guide price, as a proposal that the first key replaces; what was typed stays."""
        row, cap = self._form.row("price"), self.guide().cap
        if row.value.strip() not in ("", self._filled):
            return
        self._filled = yuan(cap) if cap is not None else ""
        row.begin_with(self._filled)
        if isinstance(row.widget, Line) and row.widget.has_focus:
            row.widget.select_all()


def _level_offer(level: LabourLevel) -> Offer:
    name = level_name(level)
    return Offer(f"{name} {words.money(level.price)}", name, level.price)
