"""Which item of the shelf a word means: a SKU, or a part that goes into one model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mihome_desk.rules import price
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.shelf import StockItem, sku_of


def fits(item: StockItem, model: str) -> bool:
    """Whether an item goes into a model; one that names no models goes into any."""
    return not item.fits or any(price.normal(model) == price.normal(each) for each in item.fits)


def of_part(items: Iterable[StockItem], parts: Iterable[str], model: str) -> list[StockItem]:
    """The items of some part codes that fit a model; those made for it before those for any."""
    codes = {part.casefold() for part in parts if part}
    found = [item for item in items if item.part.casefold() in codes and fits(item, model)]
    return sorted(found, key=lambda item: (not item.fits, item.sku))


def matching(shelf: Mapping[str, StockItem], text: str, model: str, part: str = "") -> list[StockItem]:
    """The items that a SKU or a part means for a model; ``part`` is the code behind ``text``, if known."""
    item = shelf.get(sku_of(text))
    return [item] if item is not None else of_part(shelf.values(), (text, part), model)


def find(shelf: Mapping[str, StockItem], text: str, model: str, part: str = "") -> StockItem | None:
    """The one item that is meant, None where there is none or more than one."""
    found = matching(shelf, text, model, part)
    return found[0] if len(found) == 1 else None


def the_one(shelf: Mapping[str, StockItem], text: str, model: str, part: str = "") -> StockItem:
    """The one item that is meant. Raises Refused where there is none, or where more than one fits."""
    found = matching(shelf, text, model, part)
    if not found:
        raise Refused("unknown_sku", "part", sku=text)
    if len(found) > 1:
        raise Refused("sku_ambiguous", "part", part=text, skus=" ".join(item.sku for item in found[:9]))
    return found[0]
