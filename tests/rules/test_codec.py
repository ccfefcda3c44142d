"""Every command and event there and back, and what has no canonical spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mihome_desk.rules import house
from mihome_desk.rules.codec import SAFE_INTEGER, canonical, from_plain, to_plain
from mihome_desk.rules.moment import Moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.ticket import Ticket

st.register_type_strategy(int, st.integers(-SAFE_INTEGER, SAFE_INTEGER))
st.register_type_strategy(str, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12))
CLASSES = [*house.COMMANDS.values(), *house.EVENTS.values(), Ticket]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_there_and_back_through_canonical_bytes(cls: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(cls))

    spelled = canonical(to_plain(value))

    assert from_plain(cls, json.loads(spelled)) == value
    assert canonical(to_plain(from_plain(cls, json.loads(spelled)))) == spelled


@pytest.mark.parametrize("cls", house.EVENTS.values(), ids=lambda cls: cls.__name__)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_an_event_parts_into_public_and_private_and_what_evolve_sees_holds_no_private_word(
    cls: type, data: st.DataObject
) -> None:
    event = data.draw(st.from_type(cls))

    public, private = house.split_event(event)

    assert from_plain(cls, public | private) == event
    seen = house.join_event(cls.__name__, 1, public)
    for name in getattr(cls, "PRIVATE", ()):
        assert getattr(seen, name) in ("", ())


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        {"a": 1.0},
        [float("nan")],
        {"a": ["\ud800"]},
        {"\udfff": 1},
        {1: "a"},
        SAFE_INTEGER + 1,
        [-SAFE_INTEGER - 1],
        {"a": "\x00"},
    ],
)
def test_what_has_no_canonical_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)


def test_the_canonical_spelling_is_sorted_tight_and_utf8() -> None:
    assert canonical({"b": [1, True, None], "a": "小米"}) == '{"a":"小米","b":[1,true,null]}'.encode()


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("take_payment", {"ticket": "T", "method": "cash", "amount": SAFE_INTEGER + 1}, "too_big", "amount"),
    ("take_payment", {"ticket": "T", "method": "cash", "amount": -(10**30)}, "too_big", "amount"),
    ("take_payment", {"ticket": "T", "method": "cash", "amount": 1.5}, "not_whole", "amount"),
    ("take_payment", {"ticket": "T", "method": "cash", "amount": 5.0}, "not_whole", "amount"),
    ("take_payment", {"ticket": "T", "method": "cash", "amount": True}, "not_number", "amount"),
    ("take_payment", {"ticket": "T", "method": "cash", "amount": "5"}, "not_number", "amount"),
    ("take_payment", {"ticket": "T", "method": "gold", "amount": 5}, "not_choice", "method"),
    ("take_payment", {"ticket": "T", "method": ["cash"], "amount": 5}, "not_choice", "method"),
    ("take_payment", {"ticket": 5, "method": "cash", "amount": 5}, "not_text", "ticket"),
    ("take_payment", {"ticket": "T", "method": "cash"}, "missing_field", "amount"),
    ("take_payment", {"ticket": "T", "method": "cash", "amount": 5, "tip": 1}, "unknown_field", "tip"),
    ("quote", {"ticket": "T", "lines": {}}, "not_list", "lines"),
    ("quote", {"ticket": "T", "lines": [5]}, "not_object", "lines.0"),
    ("quote", {"ticket": "T", "lines": [{"kind": "part"}]}, "missing_field", "lines.0.code"),
    ("answer_checks", {"ticket": "T", "list": "pre", "answers": []}, "not_object", "answers"),
    ("answer_checks", {"ticket": "T", "list": "pre", "answers": {"APP": 1}}, "not_choice", "answers.APP"),
    ("void", {"ticket": "T", "reason": "x", "device_here": "no"}, "not_yes_no", "device_here"),
    ("hand_over", {"ticket": "T", "second_proof": None}, "not_object", "second_proof"),
]


@pytest.mark.parametrize(("name", "values", "code", "field"), WRONG)
def test_a_value_that_does_not_fit_is_refused_at_its_field(
    name: str, values: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as found:
        house.parse_command({"do": name, **values})

    assert (found.value.refusal.code, found.value.refusal.field) == (code, field)


def test_the_largest_number_that_is_exact_everywhere_is_taken() -> None:
    command = house.parse_command(
        {"do": "take_payment", "ticket": "T", "method": "cash", "amount": SAFE_INTEGER}
    )

    assert command.amount == SAFE_INTEGER


MOMENT = {"seq": 1, "at_ms": 2, "uptime_ms": 3, "boot": "b"}


@pytest.mark.parametrize(
    "arrived", [{}, {"seq": 1}, {**MOMENT, "boot": 4}, {**MOMENT, "seq": "1"}, "abcd", [1, 2, 3, "b"], 5]
)
def test_a_moment_of_the_wrong_shape_is_refused_not_raised(arrived: object) -> None:
    with pytest.raises(Refused):
        from_plain(Ticket, {"id": "T", "arrived": arrived})
    assert from_plain(Ticket, {"id": "T", "arrived": MOMENT}).arrived == Moment(1, 2, 3, "b")


def test_an_older_program_passes_over_what_a_newer_one_added() -> None:
    assert from_plain(Ticket, {"id": "T", "later": 1}, strict=False) == Ticket("T")


def test_the_same_content_has_one_digest_and_a_pin_is_not_in_it() -> None:
    one = house.parse_command({"do": "void", "ticket": "T", "reason": "x", "manager_pin": "1234"})
    two = house.parse_command({"reason": "x", "ticket": "T", "do": "void", "device_here": True})

    assert house.command_digest_input(one) == house.command_digest_input(two)


def test_half_a_character_in_a_command_still_has_a_digest() -> None:
    command = house.parse_command({"do": "note", "ticket": "\ud800", "words": "\udfff"})

    assert house.command_digest_input(command)
