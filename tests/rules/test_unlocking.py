"""Unlock codes: the fact is journalled, the code leaves every decision beside its facts."""

from __future__ import annotations

from dataclasses import fields as fields_of

import pytest

from mihome_desk.rules import house
from mihome_desk.rules.codec import canonical, to_plain
from mihome_desk.rules.intake import TicketOpened
from mihome_desk.rules.repair import Void
from mihome_desk.rules.ticket import UnlockKind
from mihome_desk.rules.unlocking import KeepUnlock, ReadUnlock, UnlockGiven, UnlockKept, UnlockRead
from tests.builders import Case, hand_over, open_ticket, pay, refused

CODE = "258046"


def test_a_code_given_at_intake_is_kept_beside_the_ticket() -> None:
    decision = Case().decide(open_ticket(unlock=UnlockGiven(CODE, "pin")))

    assert [type(event) for event in decision.events] == [TicketOpened, UnlockKept]
    assert decision.keep == CODE
    for event in decision.events:
        public, private = house.split_event(event)
        assert CODE.encode() not in canonical(public) + canonical(private)


def test_no_code_no_fact() -> None:
    decision = Case().decide(open_ticket())

    assert decision.keep == ""
    assert len(decision.events) == 1


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        ("pin", "２５８０", "2580"),
        ("pin", " 25-80 ", "2580"),
        ("pattern", "1 4 7 8 9", "14789"),
        ("password", "Ａbc 1", "Ａbc 1"),
    ],
)
def test_a_code_is_kept_as_it_will_be_typed(kind: UnlockKind, said: str, kept: str) -> None:
    decision = Case().open().decide(KeepUnlock("T", said, kind))

    assert decision.refusal is None
    assert decision.keep == kept


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("pin", "12a4", "unlock_digits"),
        ("pattern", "abc", "unlock_digits"),
        ("pattern", "1230", "unlock_pattern"),
        ("pattern", "1231", "unlock_pattern"),
        ("pin", "", "empty"),
        ("password", " ", "empty"),
        ("password", "x" * 41, "text_long"),
        ("password", "\x1b", "text_control"),
    ],
)
def test_what_no_screen_takes_is_refused_at_the_code(kind: UnlockKind, said: str, code: str) -> None:
    assert refused(Case().open().decide(KeepUnlock("T", said, kind))) == (code, "code")
    at_intake = Case().decide(open_ticket(unlock=UnlockGiven(said, kind)))
    assert refused(at_intake) == (code, "unlock.code")


def test_reading_a_code_needs_a_purpose_and_a_code_that_is_here() -> None:
    case = Case().open()
    assert refused(case.decide(ReadUnlock("T", "x"), unlock=CODE)) == ("no_unlock", "ticket")
    case.do(KeepUnlock("T", CODE, "pin"))

    assert refused(case.decide(ReadUnlock("T", " "), unlock=CODE)) == ("empty", "purpose")
    assert refused(case.decide(ReadUnlock("T", "测触摸"), unlock="")) == ("unlock_elsewhere", "ticket")
    decision = case.decide(ReadUnlock("T", "测触摸"), unlock=CODE)
    assert decision.events == (UnlockRead("测触摸"),)
    assert decision.show == CODE


def test_hand_over_ends_the_keeping() -> None:
    case = Case().open("ready").do(KeepUnlock("T", CODE, "pin"), pay())
    before = case.state

    case.do(hand_over("T", case.token()))

    assert (before.unlock, case.state.unlock) == ("pin", None)
    assert refused(case.decide(ReadUnlock("T", "x"), unlock=CODE))[0] == "wrong_stage"


@pytest.mark.parametrize(("here", "kept"), [(True, "pin"), (False, None)])
def test_a_void_ticket_keeps_the_code_as_long_as_the_device_is_here(here: bool, kept: str | None) -> None:
    case = Case().open().do(KeepUnlock("T", CODE, "pin"), Void("T", "x", here))

    assert case.state.unlock == kept


def test_no_digest_and_no_words_for_people_hold_the_code() -> None:
    for command in (KeepUnlock("T", CODE, "pin"), open_ticket(unlock=UnlockGiven(CODE, "pin"))):
        assert CODE.encode() not in house.command_digest_input(command)
        assert CODE not in repr(command)
    decision = Case().decide(open_ticket(unlock=UnlockGiven(CODE, "pin")))
    assert CODE not in repr(decision)


@pytest.mark.parametrize("name", house.COMMANDS)
def test_every_command_with_a_secret_declares_it(name: str) -> None:
    command = house.COMMANDS[name]
    secret: frozenset[str] = getattr(command, "SECRET", frozenset())
    fields = {field.name for field in fields_of(command)}

    assert secret <= fields
    assert fields & {"manager_pin", "unlock", "code"} <= secret | (
        {"unlock"} if name == "hand_over" else set()
    )


def test_the_digest_holds_everything_else() -> None:
    one = house.command_digest_input(KeepUnlock("T", CODE, "pin"))

    assert one == house.command_digest_input(KeepUnlock("T", "1111", "pin"))
    assert one != house.command_digest_input(KeepUnlock("T", CODE, "password"))
    assert to_plain(KeepUnlock("T", CODE, "pin"))["code"] == CODE
