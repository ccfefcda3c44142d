"""Guide prices as `prices search` prints them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mihome_desk import words
from mihome_desk.catalog.prices import line_name, part_name
from mihome_desk.rules.price import Listed, PriceList
from mihome_desk.text import _, current
from mihome_desk.widgets.columns import fit

MODEL, PART, AMOUNT = 20, 24, 12


def as_json(prices: PriceList, found: Iterable[Listed]) -> list[dict[str, Any]]:
    """Every price that was found, amounts in fen, each with the version of its list."""
    return [_price_json(prices, each) for each in found if each.price is not None]


def _price_json(prices: PriceList, listed: Listed) -> dict[str, Any]:
    price = listed.price
    assert price is not None
    labour = None if price.with_labour else prices.level_for(listed.part.labour, "phone")
    return {
        "model": price.model,
        "part": listed.part.code,
        "name": {"zh": listed.part.zh, "en": listed.part.en},
        "variant": price.variant or None,
        "price": price.price,
        "labour_included": price.with_labour,
        "labour": {"code": labour.code, "price": labour.price} if labour is not None else None,
        "together": price.price + (labour.price if labour is not None else 0),
        "counts_as": listed.part.counts_as,
        "sample": price.sample,
        "source": price.source,
        "version": prices.version,
    }


def as_text(prices: PriceList, found: Iterable[Listed]) -> str:
    """One price a line: model, part, guide price, and the labour that comes on top or is inside."""
    lines = [_line(prices, each) for each in found if each.price is not None]
    return "\n".join(line.rstrip() for line in lines)


def _line(prices: PriceList, listed: Listed) -> str:
    price = listed.price
    assert price is not None
    name = " ".join(filter(None, (part_name(listed.part.code, current()), price.variant)))
    labour = None if price.with_labour else prices.level_for(listed.part.labour, "phone")
    if labour is not None:
        more = f"+ {line_name('', labour.code, current())} {words.money(labour.price)}"
    else:
        more = _("labour inside") if price.with_labour else ""
    sample = _("sample") if price.sample else ""
    told = f"{fit(price.model, MODEL)}{fit(name, PART)}{fit(words.money(price.price), AMOUNT, right=True)}"
    return f"{told}  {more}  {sample}"
