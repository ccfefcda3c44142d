"""The private facts of a ticket, joined entry by entry beside its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mihome_desk.rules.correction import FIELDS, Corrected, fault_of
from mihome_desk.rules.coverage import CoverageDecided
from mihome_desk.rules.faults import FaultAdded
from mihome_desk.rules.repair import TicketReopened

OF_COMPLETION = ("found", "done")
KEPT = frozenset(
    {
        *("name", "phone", "brought_by", "collects", "complaint", "fault_words", "condition", "left_items"),
        *("place", "pickup_code", "photo_names", "invoice", "found", "done", "shown", "collected_by"),
        *("fault", "problem", "pack_condition", "pack_photos"),
    }
)
"""What is asked for later; reasons, notes and purposes are read in the history alone."""


def joined(before: Mapping[str, Any], event: Any, private: Mapping[str, Any]) -> dict[str, Any]:
    """The private facts after an entry; ``event`` is None for a kind that is not known here. Pure.

    A forgotten entry has no private facts and changes nothing.
    """
    after = dict(before)
    if not private:
        return after
    if isinstance(event, TicketReopened):
        # What was said at the completion is struck with it.
        return {name: value for name, value in after.items() if name not in OF_COMPLETION}
    if isinstance(event, Corrected):
        fault = fault_of(event.field)
        said = str(private.get("said", ""))
        if event.field in FIELDS and FIELDS[event.field].said:
            after[FIELDS[event.field].said] = said
        elif fault is not None and fault[1] == "words":
            after["fault_words"] = _with(before, fault[0], said)
        return after
    if isinstance(event, CoverageDecided):
        for name, kept in (("reason", "coverage_reasons"), ("evidence", "coverage_evidence")):
            after[kept] = _with(before, event.fault, str(private.get(name, "")), kept)
        return after
    if isinstance(event, FaultAdded):
        after["fault_words"] = _with(before, event.at, str(private.get("words", "")))
        return after
    return after | {name: value for name, value in private.items() if name in KEPT}


def _with(before: Mapping[str, Any], at: int, words: str, name: str = "fault_words") -> list[str]:
    found = [str(each) for each in before.get(name, ())]
    found += [""] * (at + 1 - len(found))
    found[at] = words
    return found
