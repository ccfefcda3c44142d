"""The words of a ticket without a screen: history, facts, proposals, wrapped text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from mihome_desk import text
from mihome_desk.printing.width import width
from mihome_desk.rules import house
from mihome_desk.rules.correction import FIELDS
from mihome_desk.rules.stages import ALL, TABLE
from mihome_desk.screens import proposals
from mihome_desk.screens.facts import LABELS, Unclear, fact_label, fact_words, moment_of, typed, understood
from mihome_desk.screens.small_steps import STEPS, allowed, step_now, step_of
from mihome_desk.screens.steps import OF_SCREENS
from mihome_desk.screens.telling import event_words
from mihome_desk.ui import keys
from mihome_desk.widgets.prose import plain, wrapped
from tests import builders
from tests.builders import Case

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)


def local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(BEIJING)


@given(st.text(max_size=120), st.text(max_size=120), st.integers(2, 60))
def test_wrapped_text_keeps_its_words_and_their_styles(first: str, second: str, columns: int) -> None:
    said = Text.assemble((plain(first), "bold"), (plain(second), "dim"))
    parts = wrapped(said, columns)
    assert all(width(part.plain) <= columns for part in parts)
    assert "".join("".join(part.plain.split()) for part in parts) == "".join(said.plain.split())
    bold = "".join(
        part.plain[span.start : span.end] for part in parts for span in part.spans if span.style == "bold"
    )
    assert "".join(bold.split()) == "".join(plain(first).split())


@pytest.mark.parametrize("kind", sorted(house.EVENTS))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_forgotten_or_unknown_entry_is_told_all_the_same(kind: str, language: str) -> None:
    text.use(language)
    assert isinstance(event_words(kind, {}, {}, local), str)


def test_a_correction_tells_both_values_and_why() -> None:
    text.use("en")
    facts = {"field": "ceiling", "before": None, "value": 30_000}
    told = event_words("Corrected", facts, {"reason": "asked again"}, local)
    assert told == "Ceiling: not told → ￥300.00 · asked again"
    covered = event_words(
        "Corrected",
        {"field": "pickup_code"},
        {"said_before": "red fox", "said": "blue owl", "reason": "r"},
        local,
    )
    assert "fox" not in covered
    assert "owl" not in covered


def test_every_fact_that_can_be_corrected_has_a_name() -> None:
    assert set(LABELS) == set(FIELDS)
    for language in ("zh_CN", "en"):
        text.use(language)
        labels = [fact_label(field) for field in (*FIELDS, "faults.0.symptom", "faults.1.words")]
        assert len(set(labels)) == len(labels)
        assert all(label and width(label) <= 12 for label in labels), labels


@given(st.integers(0, 4_000_000_000_000 // 60_000))
def test_a_time_is_read_as_it_was_shown(minutes: int) -> None:
    at_ms = minutes * 60_000
    assert moment_of(typed("promised_at", at_ms, local), NOW) == at_ms


@pytest.mark.parametrize("said", ["", "25:00", "tomorrow", "2026-13-01 10:00", "18"])
def test_what_is_no_time_is_said(said: str) -> None:
    with pytest.raises(Unclear):
        moment_of(said, NOW)


def test_values_are_understood_as_they_stand() -> None:
    text.use("en")
    assert understood("promised_at", "１８：３０", NOW) == moment_of("2026-11-22 18:30", NOW)
    assert understood("promised_at", "", NOW) is None
    assert [understood("account_out", said, NOW) for said in ("yes", "no", "")] == [True, False, None]
    assert understood("estimate", "￥1,299.5", NOW) == 129_950
    assert understood("complaint", "  black screen ", NOW) == "black screen"
    assert fact_words("customer.phone", "13856781234") == "138****1234"
    assert typed("customer.phone", "13856781234", local) == ""


def test_every_small_step_has_its_key_and_its_stages() -> None:
    for name in (*keys.SMALL_STEPS, "resume", "take_back_loaner"):
        if name in OF_SCREENS:
            continue
        assert name in TABLE, name
        assert step_of(name).title
    # What a key means at another time of the ticket's life stands here under its own name.
    assert set(STEPS) <= {*keys.SMALL_STEPS, "resume", "take_back_loaner", "return_part"}


def test_small_steps_are_offered_where_the_rules_allow_them() -> None:
    for stage in ALL[:-1]:
        if stage == "waiting_parts":
            continue
        ticket = Case().open(stage).state
        for name in keys.SMALL_STEPS:
            expected = stage in TABLE.get(step_now(name, ticket), ALL if name == "history" else ())
            # Nothing was paid, nobody was told, no coverage was decided, no part is inside.
            if name in {"refund_payment", "storage_step", "answer_notice"}:
                expected = False
            if step_now(name, ticket) == "return_part":
                expected = False
            if name == "reopen":
                expected = stage == "ready"
            assert allowed(name, ticket) == expected, (stage, name)


def test_a_void_ticket_offers_no_way_back() -> None:
    from mihome_desk.rules.repair import Void

    ticket = Case().open("received").do(Void("T", "录错了")).state
    assert not allowed("reopen", ticket)
    assert not allowed("void", ticket)
    assert allowed("note", ticket)


@pytest.mark.parametrize(
    ("symptom", "proposed"), [("SWOLLEN", "电池"), ("GLASS", "屏幕总成"), ("NO_POWER", ""), ("", "")]
)
def test_parts_are_proposed_from_the_complaint(symptom: str, proposed: str) -> None:
    text.use("zh_CN")
    from mihome_desk.rules.intake import FaultGiven

    case = Case().open("received", faults=(FaultGiven(symptom, "客人说"),))
    prices = case.situation().catalogue.prices
    assert proposals.next_line(prices, case.state, ()).words == proposed


def test_declined_work_proposes_nothing_done() -> None:
    text.use("zh_CN")
    case = Case().open("quoted")
    case.do(builders.decline())
    assert proposals.done(case.state, "repaired") == ""
