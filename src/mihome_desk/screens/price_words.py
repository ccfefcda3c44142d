"""What the guide price list says, in words: beside a line, under a field, on the page for the customer."""

from __future__ import annotations

from mihome_desk import words
from mihome_desk.catalog import prices as catalog
from mihome_desk.rules.price import Guide, LabourLevel, Listed, PriceList
from mihome_desk.text import _, current


def listed_name(listed: Listed) -> str:
    """A part by its name, with its variant where the list has several."""
    name = catalog.part_name(listed.part.code, current())
    return f"{name} {listed.price.variant}" if listed.price is not None and listed.price.variant else name


def level_name(level: LabourLevel) -> str:
    """A level of labour by its name."""
    return catalog.line_name("", level.code, current())


def offer_words(listed: Listed) -> str:
    """A part as it is offered: its name and its guide price."""
    if listed.price is None:
        return listed_name(listed)
    return f"{listed_name(listed)} {words.money(listed.price.price)}"


def list_words(prices: PriceList) -> str:
    """Which list it is, and that its figures are samples where they are."""
    if not prices.version:
        return _("There is no price list.")
    if any(row.sample for row in prices.prices):
        return _(
            "Guide prices of {version}: sample figures from public pages, not the maker's list.",
            version=prices.version,
        )
    return _("Guide prices of {version}.", version=prices.version)


def standing(price: int, guide: Guide) -> str:
    """Where a price for one piece stands, in a few cells: at, below or above its guide price, or that there is none."""
    if guide.cap is None:
        return _("no guide price")
    if price > guide.cap:
        return _("above guide !")
    return _("at guide price") if price == guide.cap else _("below guide")


def price_advice(price: int | None, guide: Guide, prices: PriceList) -> str:
    """The sentence under the price field; ``price`` is fen before the discount, None where none is typed yet."""
    if guide.cap is None:
        return _("The list has no guide price for this: nothing limits it. Ask what the part is worth.")
    cap = words.money(guide.cap)
    said = [_where(price, guide.cap, cap)]
    if guide.several:
        said.append(_("The dearest variant; name the memory, like 8GB+256GB, for its own."))
    if guide.with_labour:
        said.append(_("The labour is inside."))
    said.append(_("List of {version}.", version=prices.version))
    return (" " if current() != "zh_CN" else "").join(said)


def _where(price: int | None, cap: int, said: str) -> str:
    if price is None:
        return _("Guide price: {cap} at most.", cap=said)
    if price > cap:
        over = words.money(price - cap)
        return _("! {over} above the guide price of {cap}: nobody may ask that.", over=over, cap=said)
    if price < cap:
        return _("{under} below the guide price of {cap}.", under=words.money(cap - price), cap=said)
    return _("At the guide price of {cap}.", cap=said)
