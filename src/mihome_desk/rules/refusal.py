"""A refusal is a value: a code, the field it belongs to, and parameters for its sentence."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why a command was not carried out; the sentence is made at the edge, in the clerk's language."""

    code: str
    field: str = ""
    params: dict[str, str | int] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """Raised inside a decision to leave it at once; `house.decide` turns it into its Refusal."""

    def __init__(self, code: str, field: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, field, dict(params))

    def at(self, field: str) -> Refused:
        """The same refusal at another field."""
        return Refused(self.refusal.code, field, **self.refusal.params)
