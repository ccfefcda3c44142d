"""The coverage engine asked without a ticket: what is known in, the rules' answer in both languages out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mihome_desk import words
from mihome_desk.rules import purchase, warranty
from mihome_desk.rules.situation import Catalogue

_ZONE = ZoneInfo("Asia/Shanghai")


def propose(catalogue: Catalogue, given: Mapping[str, Any]) -> warranty.Proposal:
    """The rules' proposal; a day that is left out is today in China. Raises Refused."""
    today = datetime.now(_ZONE).date().isoformat()
    question = warranty.Question(**{**given, "on": given.get("on") or today})
    meant = replace(
        question,
        part=purchase.part_meant(catalogue, question.part),
        excluded=catalogue.warranty.exclusion_of(question.excluded),
    )
    return warranty.propose(catalogue.warranty, catalogue.calendar, meant)


def as_json(found: warranty.Proposal) -> dict[str, Any]:
    """What `coverage --json` answers; ``deduction`` (fen) where a refund and a price are in question."""
    answer: dict[str, Any] = {
        "coverage": found.coverage,
        "until": found.until,
        "rule": found.rule,
        "choices": list(found.choices),
        "reason": {"zh": words.coverage_reason(found, "zh_CN"), "en": words.coverage_reason(found, "en")},
        "provisional": found.provisional,
    }
    return answer if found.deduction is None else {**answer, "deduction": found.deduction}
