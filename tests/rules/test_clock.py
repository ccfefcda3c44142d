"""The one-hour clock and the rate, case by case as the front desk defines them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.rules import house
from mihome_desk.rules.clock import Boot, Clock, ClockFacts, Elapsed, Rate, elapsed, rate, read_clock
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.moment import Instant, Moment
from mihome_desk.rules.repair import ChangeProgramme, Reopen, Void, Withdraw
from mihome_desk.rules.situation import Decision
from tests.builders import (
    HOUR,
    MINUTE,
    NOON,
    Case,
    FakeClock,
    approve,
    complete,
    decline,
    open_ticket,
    post,
    pre,
    quote,
    start,
)

STANDARD = ChangeProgramme("T", "standard", "the customer has time")


def facts(case: Case) -> ClockFacts:
    ticket = case.state
    return ClockFacts(
        quick=ticket.entry_programme == "quick",
        left=ticket.left_quick,
        left_at=ticket.left_at,
        outcome=ticket.outcome,
        opened=ticket.opened,
        ended=ticket.ended,
    )


def read(case: Case) -> Clock:
    return read_clock(facts(case), case.clock.now(), case.boots)


def count(case: Case) -> Rate:
    return rate([facts(case)], case.clock.now(), case.boots)


def counted(case: Case) -> str:
    """Where the one ticket of a case stands in the rate, "" where it does not."""
    found = count(case)
    places = {"achieved": found.achieved, "missed": found.missed, "unproven": found.unproven, **found.outside}
    there = [name for name, many in places.items() if many]
    assert sum(places.values()) <= 1
    return there[0] if there else ""


def repaired_after(ms: int) -> Case:
    case = Case().open("testing")
    case.clock.move(ms=ms)
    return case.do(complete())


# Elapsed time


def test_within_one_boot_the_time_is_exact_whatever_the_wall_clock_says() -> None:
    start_at, end = Moment(1, NOON, 1_000, "b"), Instant(NOON - HOUR, 61_000, "b")

    assert elapsed(start_at, end, {}) == Elapsed(60_000, 60_000)


def test_across_a_boot_each_boot_vouches_for_what_it_saw_and_nothing_bounds_the_rest() -> None:
    boots = {
        "a": Boot("a", 0, 10 * MINUTE, 1),
        "b": Boot("b", MINUTE, 6 * MINUTE, 5),
        "c": Boot("c", MINUTE, 2 * MINUTE, 9),
    }
    begun = Moment(2, NOON, 4 * MINUTE, "a")

    assert elapsed(begun, Instant(NOON, 3 * MINUTE, "c"), boots) == Elapsed(13 * MINUTE, None)
    assert elapsed(begun, Moment(7, NOON, 3 * MINUTE, "b"), boots) == Elapsed(8 * MINUTE, None)


def test_a_boot_that_the_journal_has_not_seen_yet_adds_nothing() -> None:
    boots = {"a": Boot("a", 0, 10 * MINUTE, 1)}

    assert elapsed(Moment(1, NOON, 0, "a"), Instant(NOON, HOUR, "new"), boots) == Elapsed(10 * MINUTE, None)


def test_boots_before_the_start_and_after_the_end_add_nothing() -> None:
    boots = {
        "old": Boot("old", 0, HOUR, 1),
        "a": Boot("a", 0, 10 * MINUTE, 4),
        "b": Boot("b", 0, 5 * MINUTE, 6),
        "late": Boot("late", 0, HOUR, 9),
    }

    assert elapsed(Moment(5, NOON, 0, "a"), Moment(7, NOON, MINUTE, "b"), boots).at_least == 11 * MINUTE


# The cases of the rate


def test_repaired_at_exactly_sixty_minutes_is_achieved() -> None:
    assert counted(repaired_after(HOUR)) == "achieved"


def test_repaired_a_millisecond_later_is_missed() -> None:
    assert counted(repaired_after(HOUR + 1)) == "missed"


def test_no_fault_found_counts_from_entry_to_completion() -> None:
    soon, late = Case().open("diagnosing"), Case().open("diagnosing")
    late.clock.move(61)

    assert counted(soon.do(post(), complete(outcome="no_fault_found"))) == "achieved"
    assert counted(late.do(post(), complete(outcome="no_fault_found"))) == "missed"


@pytest.mark.parametrize(
    ("to", "command"), [("quoted", decline()), ("repairing", Withdraw("T", "takes it home"))]
)
def test_declined_or_withdrawn_within_the_hour_is_outside_and_shown_later_it_is_missed(
    to: str, command: object
) -> None:
    soon, late = Case().open(to), Case().open(to)
    soon.clock.move(60)
    late.clock.move(60, ms=1)

    assert counted(soon.do(command)) == "given_up"
    assert counted(late.do(command)) == "missed"


def test_unrepairable_is_missed_however_fast() -> None:
    assert counted(Case().open("diagnosing").do(post(), complete(outcome="unrepairable"))) == "missed"


def test_a_programme_changed_before_diagnosis_ended_is_outside_and_shown() -> None:
    assert counted(Case().open("diagnosing").do(STANDARD)) == "programme_changed"


def test_a_programme_changed_after_diagnosis_ended_is_missed_and_coming_back_does_not_help() -> None:
    case = Case().open("quoted").do(STANDARD)
    assert counted(case) == "missed"

    case.do(ChangeProgramme("T", "quick", "back"), approve(), start(), post(), complete())
    assert counted(case) == "missed"


def test_a_programme_changed_before_and_back_again_stays_outside() -> None:
    case = Case().open("diagnosing").do(STANDARD, ChangeProgramme("T", "quick", "back"))

    assert counted(case.do(quote(), approve(), start(), post(), complete())) == "programme_changed"


def test_a_programme_changed_when_the_hour_is_over_stays_missed() -> None:
    case = Case().open("diagnosing")
    case.clock.move(60, ms=1)
    assert counted(case) == "missed"

    assert counted(case.do(STANDARD)) == "missed"


def test_a_late_completion_cannot_be_reopened_and_renamed_away() -> None:
    case = Case().open("diagnosing")
    case.clock.move(61)
    case.do(post(), complete(outcome="no_fault_found"), Reopen("T", "look again"), STANDARD)

    assert counted(case) == "missed"


def test_void_is_outside_and_shown() -> None:
    assert counted(Case().open("quoted").do(Void("T", "opened twice"))) == "void"


def test_a_ticket_that_never_was_quick_is_outside_and_not_shown() -> None:
    case = Case().open("ready", programme="standard")

    assert read(case).state == "outside"
    assert counted(case) == ""


def test_a_standard_ticket_renamed_quick_does_not_enter_the_rate() -> None:
    case = Case().open("diagnosing", programme="standard").do(ChangeProgramme("T", "quick", "hurry"))

    assert counted(case.do(quote(), approve(), start(), post(), complete())) == ""


def test_reopened_before_hand_over_strikes_the_completion_and_the_clock_runs_on_from_entry() -> None:
    case = Case().open("ready")
    assert counted(case) == "achieved"

    case.do(Reopen("T", "flickers"))
    assert (read(case).state, counted(case)) == ("running", "")
    case.clock.move(61)
    assert counted(case) == "missed"
    assert counted(case.do(post(), complete())) == "missed"


def test_told_and_collected_do_not_move_the_clock() -> None:
    case = Case().open("ready")
    before = read(case)
    case.clock.move(600)

    assert read(case) == before


def test_an_open_ticket_enters_the_rate_once_it_is_late_for_certain() -> None:
    case = Case().open("repairing")
    case.clock.move(60)
    assert (read(case).state, counted(case)) == ("running", "")

    case.clock.move(ms=1)
    assert (read(case).state, counted(case)) == ("missed", "missed")


# Reboots and wall clocks


def test_across_a_reboot_a_completion_is_unproven_and_in_the_denominator() -> None:
    case = Case().open("repairing")
    case.clock.reboot()
    case.do(post(), complete())

    assert read(case) == Clock("unproven", Elapsed(0, None))
    assert (counted(case), count(case).rate) == ("unproven", 0)


def test_an_open_ticket_after_a_reboot_shows_what_is_proven_and_is_not_counted() -> None:
    case = Case().open()
    case.clock.move(19)
    case.tick()
    case.clock.reboot(off_minutes=0)

    assert read(case) == Clock("unproven", Elapsed(19 * MINUTE, None))
    assert counted(case) == ""


def test_across_boots_it_is_missed_once_at_least_passes_the_hour() -> None:
    case = Case().open()
    for _ in range(3):
        case.clock.move(20)
        case.tick()
        case.clock.reboot()
        case.tick()
    assert (read(case).elapsed.at_least, counted(case)) == (HOUR, "")

    case.clock.move(ms=1)
    assert counted(case) == "missed"
    assert counted(case.do(pre(), quote(), decline())) == "missed"


def test_given_up_across_a_reboot_is_unproven_not_outside() -> None:
    case = Case().open("quoted")
    case.clock.reboot()

    assert counted(case.do(decline())) == "unproven"


def test_a_programme_change_that_cannot_be_proven_in_time_is_unproven() -> None:
    case = Case().open("diagnosing")
    case.clock.reboot()

    assert read(case.do(STANDARD)).state == "unproven"
    assert counted(case.do(post(), complete(outcome="no_fault_found"))) == "unproven"


def test_a_wall_clock_set_back_or_forward_changes_nothing() -> None:
    case = Case().open("testing")
    case.clock.move(50)
    case.clock.jump(-300)
    assert read(case).elapsed == Elapsed(50 * MINUTE, 50 * MINUTE)
    case.clock.jump(900)

    assert counted(case.do(complete())) == "achieved"


def test_imported_repairs_are_outside() -> None:
    case = Case().do(ImportRepair("mobifix", "1", "2020-01-01", status="Fixed"))

    assert (case.state.outcome, counted(case)) == ("repaired", "")


def test_the_rate_of_nothing_is_no_number() -> None:
    assert rate([], FakeClock().now(), {}).rate is None


def test_the_rate_is_achieved_over_achieved_missed_and_unproven() -> None:
    cases = [repaired_after(MINUTE), repaired_after(2 * HOUR), Case().open("quoted").do(decline())]
    found = rate([facts(case) for case in cases], cases[0].clock.now(), {})

    assert (found.achieved, found.missed, found.unproven, found.rate) == (1, 1, 0, 0.5)
    assert found.outside == {"given_up": 1, "programme_changed": 0, "void": 0}


# Renaming

STEPS = (
    pre(),
    quote(),
    approve(),
    decline(),
    start(),
    post(),
    complete(),
    complete(outcome="no_fault_found"),
    complete(outcome="unrepairable"),
    Withdraw("T", "home"),
    Reopen("T", "again"),
)
RENAMES = (STANDARD, ChangeProgramme("T", "quick", "back"), ChangeProgramme("T", "mail_in", "away"))
moves = st.one_of(
    st.sampled_from(STEPS), st.integers(1, 25 * MINUTE), st.just("reboot"), st.sampled_from(RENAMES)
)


def play(case: Case, moves: list[object], *, renames: bool) -> list[str]:
    """Let the moves happen that the rules allow; where the ticket stood in the rate after each."""
    stood = []
    for move in moves:
        if isinstance(move, int):
            case.clock.move(ms=move)
        elif move == "reboot":
            case.clock.reboot()
        elif renames or move not in RENAMES:
            decision: Decision = house.decide(case.situation(), move)
            case.take(decision)
        stood.append(counted(case))
    return stood


@given(st.lists(moves, max_size=25))
def test_what_is_missed_for_certain_no_renaming_takes_out_of_the_rate(sequence: list[object]) -> None:
    case = Case().do(open_ticket())
    late = False
    for move in [*sequence, STANDARD]:
        late = late or (case.state.ended is None and not case.state.left_quick and counted(case) == "missed")
        [stands] = play(case, [move], renames=True)
        if late and isinstance(move, ChangeProgramme):
            assert stands == "missed"


@given(st.lists(moves, max_size=25))
def test_renaming_never_makes_an_achieved_ticket_of_another(sequence: list[object]) -> None:
    renamed, plain = Case().do(open_ticket()), Case().do(open_ticket())

    ends = play(renamed, sequence, renames=True)[-1:], play(plain, sequence, renames=False)[-1:]

    if ends[0] == ["achieved"]:
        assert ends[1] == ["achieved"]
        assert renamed.state.left_quick == ""
