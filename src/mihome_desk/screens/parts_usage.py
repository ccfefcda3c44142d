"""Material usage of a month: what the parts in a model's repairs are worth, against its norm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from mihome_desk import words
from mihome_desk.catalog.load import category_name
from mihome_desk.screens.parts_details import GAP, Look, fact
from mihome_desk.text import _, current
from mihome_desk.widgets.row_list import RowColumn

if TYPE_CHECKING:
    from mihome_desk.desk import UsageLine

NEAR, FULL = 90, 100
"""Percent of the norm from which it is said that little is left, and nothing."""


def usage_columns(month: str) -> Sequence[RowColumn[UsageLine]]:
    """Model by model what went in, and what its repairs may use; the month stands over the models."""
    return (
        RowColumn(_("Model, {month}", month=month), 0, model_words),
        RowColumn(_("Repairs"), 7, lambda line: str(line.repairs or ""), right=True),
        RowColumn(_("Pieces"), 6, lambda line: str(line.pieces or ""), right=True),
        RowColumn(_("Used"), 11, lambda line: words.money(line.value), right=True),
        RowColumn(_("Norm"), 11, _norm_words, lambda _line: "quiet", right=True),
        RowColumn(_("Of norm"), 10, percent_words, _colour, right=True),
    )


def model_words(line: UsageLine) -> str:
    """The model, or what kind of device it is where nobody wrote one."""
    return line.model or category_name(line.category)[current() != "zh_CN"]


def allowed(line: UsageLine) -> int | None:
    """Fen that the completed repairs may use, None without a norm."""
    return None if line.norm is None else line.norm * line.repairs


def _norm_words(line: UsageLine) -> str:
    full = allowed(line)
    return "" if full is None else words.money(full)


def percent_words(line: UsageLine) -> str:
    """How much of the norm was used, with a sign beside the colour."""
    if line.percent is None:
        return ""
    sign = " !!" if line.percent > FULL else " !" if line.percent >= NEAR else ""
    return f"{line.percent} %{sign}"


def _colour(line: UsageLine) -> str:
    share = line.percent or 0
    return "error" if share > FULL else "warning" if share >= NEAR else ""


def usage_text(line: UsageLine, look: Look) -> Text:
    """One model in words."""
    text = Text.assemble((model_words(line), "bold"), "\n")
    pieces = [str(line.pieces)]
    if line.issued:
        pieces.append(_("{count} of them issued by HQ", count=line.issued))
    fact(text, _("Repairs"), str(line.repairs), look)
    fact(text, _("Pieces"), GAP.join(pieces), look)
    fact(text, _("Used"), words.money(line.value), look)
    if line.norm is not None:
        fact(text, _("Norm"), _("{amount} for one repair", amount=words.money(line.norm)), look)
    fact(text, _("Balance"), _left_words(line), look)
    text.rstrip()
    return text


def _left_words(line: UsageLine) -> str:
    full = allowed(line)
    if full is None:
        return _("No norm is known for this model.")
    if not line.repairs:
        return _("Nothing was completed yet: the norm counts with the repair.")
    if line.value > full:
        over = words.money(line.value - full)
        return _("{amount} over the norm. Look at the tickets that used most.", amount=over)
    return _("{amount} below the norm.", amount=words.money(full - line.value))
