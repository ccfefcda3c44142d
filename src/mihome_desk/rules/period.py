"""One warranty period with its arithmetic: from what day, how long, and what moved its end."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from mihome_desk.rules.holidays import Calendar

Basis = Literal["invoice", "order", "card", "said", "unproven", "activated", "made", "exchanged"]
"""What a period counts from; ``said`` and ``unproven`` are the customer's word, not asked about and not proven."""


class Period(NamedTuple):
    """``law`` and ``maker`` are months, ``shelf`` those added to a production date.

    ``due`` is the corresponding day, ``extended`` the one after the days in repair, ``until`` the last day.
    ``unsure`` tells that a proof or a public calendar is still to come, ``early`` that the device was active
    before its papers say it was sold.
    """

    basis: Basis
    start: str
    law: int
    maker: int
    shelf: int
    due: date
    extended: date
    until: date
    unsure: bool
    early: bool

    @property
    def from_sale(self) -> bool:
        """Whether the days of choice after a sale can be counted from its start."""
        return self.basis not in ("made", "exchanged", "unproven")

    def told(self, repaired: int, waiting: int) -> dict[str, str | int]:
        """The arithmetic as a sentence's parameters."""
        params: dict[str, str | int] = {
            "basis": self.basis,
            "start": self.start,
            "months": max(self.law, self.maker) + self.shelf,
            "due": self.due.isoformat(),
            "until": self.until.isoformat(),
        }
        if self.maker > self.law > 0 and not self.shelf:
            params["law_months"] = self.law
        if self.extended != self.due:
            params |= {"repaired": repaired, "waiting": waiting, "extended": self.extended.isoformat()}
        return params


def last_of(calendar: Calendar, fell: date, until: date) -> dict[str, str | int]:
    """Why a last day moved, and the year whose calendar is not published yet, as a sentence's parameters."""
    params: dict[str, str | int] = {}
    holiday = calendar.rest_day(fell)
    if holiday is not None:
        params |= {"fell": fell.isoformat(), "holiday_zh": holiday.zh, "holiday_en": holiday.en}
    if not calendar.known(until):
        params["year"] = until.year
    return params
