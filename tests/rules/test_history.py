"""Repairs of other systems: checked like our own, counted never."""

from __future__ import annotations

from typing import Any

import pytest

from mihome_desk.rules.history import ENDS, ImportRepair, RepairImported
from tests.builders import IMEI, Case, refused

OTHER_IMEI = "356938035643809"


def imported(**changes: Any) -> ImportRepair:
    return ImportRepair("mobifix", "7", "2020-02-02", **changes)


def test_what_was_done_and_paid_is_kept() -> None:
    case = Case().do(imported(imei=IMEI, imei2=OTHER_IMEI, outcome="exchanged", done="换新机", paid=9_900))

    [event] = [each for each in case.events if isinstance(each, RepairImported)]
    assert (event.paid, case.state.outcome) == (9_900, "exchanged")
    assert (case.state.device.imei, case.state.device.imei2) == (IMEI, OTHER_IMEI)
    assert case.personal["done"] == "换新机"
    assert (case.state.paid, case.state.due) == (0, 0)


@pytest.mark.parametrize(
    ("given", "status", "outcome"),
    [
        ("", "Fixed", "repaired"),
        ("", "End of life", "unrepairable"),
        ("", "x", ""),
        ("declined", "Fixed", "declined"),
    ],
)
def test_an_outcome_that_is_given_goes_before_the_status(given: str, status: str, outcome: str) -> None:
    assert Case().do(imported(outcome=given, status=status)).state.outcome == outcome


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"imei": IMEI, "imei2": IMEI}, ("same_imei", "imei2")),
        ({"imei2": "1"}, ("imei_length", "imei2")),
        ({"outcome": "fixed"}, ("not_choice", "outcome")),
        ({"paid": -1}, ("negative", "paid")),
        ({"done": "x" * 8_001}, ("text_long", "done")),
        ({"phone": "12"}, ("bad_phone", "phone")),
        ({"sn": "!"}, ("bad_sn", "sn")),
    ],
)
def test_a_row_is_checked_field_by_field(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert refused(Case().decide(imported(**changes))) == expected


@pytest.mark.parametrize("outcome", ENDS)
def test_every_outcome_has_its_name(outcome: str) -> None:
    assert Case().do(imported(outcome=outcome)).state.outcome == outcome
