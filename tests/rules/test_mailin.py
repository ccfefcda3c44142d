"""Mail-in at the store: packed with consent, handed on by scan, back and tested; the rate never improves by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mihome_desk.rules.clock import ClockFacts, read_clock
from mihome_desk.rules.intake import PhotoGiven
from mihome_desk.rules.mailin import Dispatch, Pack, PassOn, ReceiveBack, Shipped
from mihome_desk.rules.moment import Moment
from mihome_desk.rules.repair import ChangeProgramme
from mihome_desk.rules.stages import mail_step, next_step
from tests.builders import Case, complete, open_ticket, pack, post, pre, refused, ship

SHA = "ab" * 32


def mailed(to: str = "shipped") -> Case:
    """A mail-in ticket that was packed, shipped, or is at the centre."""
    case = Case().open(programme="mail_in")
    case.do(pre(), pack())
    if to != "packed":
        case.do(ship())
    if to == "centre":
        case.do(PassOn("T", "centre"))
    return case


def arrived(case: Case) -> int | None:
    """When the centre scanned the parcel first, UTC ms."""
    journey = case.state.journey
    return journey.at_centre.at_ms if journey is not None and journey.at_centre is not None else None


def stage_of(case: Case) -> str:
    return case.state.stage


def state_of_the_hour(case: Case) -> str:
    ticket = case.state
    facts = ClockFacts(
        ticket.entry_programme == "quick",
        ticket.left_quick,
        ticket.left_at,
        ticket.outcome,
        ticket.opened,
        ticket.ended,
    )
    return read_clock(facts, case.clock.now(), case.boots).state


# Packing


def test_nothing_is_packed_without_the_customers_yes() -> None:
    case = Case().open(programme="mail_in")
    assert refused(case.decide(pack(consent=False))) == ("no_consent", "consent")
    case.do(pack())
    assert case.state.journey is not None
    assert case.state.journey.items == ("手机", "卡托")
    assert case.state.stage == "received"


@pytest.mark.parametrize("programme", ["quick", "standard"])
def test_only_what_runs_as_mail_in_is_packed(programme: str) -> None:
    case = Case().open(programme=programme)
    decision = case.decide(pack())
    assert refused(decision) == ("not_mail_in", "ticket")
    assert decision.refusal is not None
    assert decision.refusal.params == {"programme": programme}


@pytest.mark.parametrize(
    ("items", "code", "field"),
    [
        ((), "empty", "items"),
        (("手机", ""), "empty", "items.1"),
        (("手机", "手机"), "item_twice", "items.1"),
        (tuple(f"第 {n} 件" for n in range(31)), "out_of_range", "items"),
    ],
)
def test_a_pack_list_names_each_thing_once(items: tuple[str, ...], code: str, field: str) -> None:
    case = Case().open(programme="mail_in")
    assert refused(case.decide(pack(items=items))) == (code, field)


def test_photos_are_file_references_and_their_names_are_private() -> None:
    case = Case().open(programme="mail_in")
    bad = pack(photos=(PhotoGiven("a.jpg", SHA), PhotoGiven("b.jpg", "no sum")))
    assert refused(case.decide(bad)) == ("bad_sha256", "photos.1.sha256")
    case.do(pack(photos=(PhotoGiven("正面.jpg", SHA.upper()),), condition="右下角磕碰"))
    assert case.state.journey is not None
    assert case.state.journey.photos == (SHA,)
    assert case.personal["pack_photos"] == ["正面.jpg"]
    assert case.personal["pack_condition"] == "右下角磕碰"
    assert "photo_names" not in case.personal


def test_it_is_packed_again_before_it_leaves_and_the_list_is_another_paper() -> None:
    case = mailed("packed")
    case.do(pack(items=("手机",)))
    assert case.state.journey is not None
    assert case.state.journey.items == ("手机",)
    assert len(case.state.journey.hands) == 1


# On the way


def test_what_is_not_packed_is_not_shipped() -> None:
    case = Case().open(programme="mail_in")
    assert refused(case.decide(ship())) == ("not_packed", "ticket")
    case.do(pack(), ship())
    assert case.state.stage == "at_hq"
    assert refused(case.decide(ship())) == ("wrong_stage", "ticket")


@pytest.mark.parametrize("waybill", ["SF12", "no-digits", "SF 12/34567", "1" * 31])
def test_a_waybill_has_the_shape_of_one(waybill: str) -> None:
    assert refused(mailed("packed").decide(ship(waybill=waybill))) == ("bad_waybill", "waybill")


def test_a_waybill_has_one_spelling() -> None:
    case = mailed("packed").do(ship(waybill=" sf１２３ 4567890 "))
    assert case.state.journey is not None
    assert case.state.journey.waybill == "SF1234567890"


def test_every_hand_is_kept_with_its_time() -> None:
    case = mailed("packed")
    for step in (
        ship(),
        PassOn("T", "hub", "SF1234567890"),
        PassOn("T", "centre"),
        PassOn("T", "courier", "SF9998887"),
    ):
        case.clock.move(60)
        case.do(step)
    case.clock.move(60)
    case.do(ReceiveBack("T", "repaired"))
    assert case.state.journey is not None
    hands = case.state.journey.hands
    assert [hand.who for hand in hands] == ["store", "courier", "hub", "centre", "courier", "store"]
    assert [hand.waybill for hand in hands] == ["", "SF1234567890", "SF1234567890", "", "SF9998887", ""]
    times = [hand.at.at_ms for hand in hands]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_the_first_scan_at_the_centre_starts_the_legal_clock() -> None:
    case = mailed()
    assert arrived(case) is None
    case.clock.move(24 * 60)
    case.do(PassOn("T", "centre"))
    scanned = case.clock.at_ms
    case.clock.move(60)
    case.do(PassOn("T", "hub"), PassOn("T", "centre"))
    assert arrived(case) == scanned


def test_another_parcels_waybill_is_no_proof_of_this_one() -> None:
    case = mailed()
    assert refused(case.decide(PassOn("T", "hub", "SF0000000000"))) == ("other_parcel", "waybill")
    assert refused(case.decide(PassOn("T", "courier"))) == ("same_hand", "to")


def test_the_device_is_not_here_while_it_is_away() -> None:
    case = mailed()
    for command in ("withdraw", "move", "change_programme", "answer_checks", "start_repair", "hand_over"):
        from tests.rules.test_stages import COMMANDS

        assert refused(case.decide(COMMANDS[command])) == ("wrong_stage", "ticket")
    assert case.decide(COMMANDS["note"]).refusal is None
    assert case.decide(COMMANDS["call_customer"]).refusal is None


# Back


def test_back_in_the_store_it_is_tested_before_it_is_completed() -> None:
    case = mailed("centre").do(ReceiveBack("T", "repaired", "换主板"))
    assert stage_of(case) == "testing"
    assert next_step(case.state) == "answer_checks"
    assert refused(case.decide(complete(outcome="no_fault_found"))) == ("post_missing", "ticket")
    case.do(post())
    case.do(complete(outcome="no_fault_found"))
    assert stage_of(case) == "ready"


def test_what_passed_before_it_left_and_fails_when_it_is_back_is_found() -> None:
    case = mailed("centre").do(ReceiveBack("T", "repaired"), post(WIF="fail"))
    assert case.state.regressions == ("WIF",)


def test_damage_and_missing_things_are_told_in_words() -> None:
    case = mailed()
    assert refused(case.decide(ReceiveBack("T", "repaired", damage=True))) == ("empty", "words")
    assert refused(case.decide(ReceiveBack("T", "repaired", missing=("卡托",)))) == ("empty", "words")
    strange = ReceiveBack("T", "repaired", "少了", missing=("键盘",))
    assert refused(case.decide(strange)) == ("not_on_list", "missing.0")
    case.do(ReceiveBack("T", "unrepaired", "外壳裂了, 卡托不在", damage=True, missing=("卡托",)))
    journey = case.state.journey
    assert journey is not None
    assert (journey.state, journey.result, journey.damage, journey.missing) == (
        "back",
        "unrepaired",
        True,
        ("卡托",),
    )


def test_it_can_go_away_a_second_time() -> None:
    case = mailed("centre").do(ReceiveBack("T", "unrepaired"), post(WIF="fail"))
    case.do(pack(), ship(waybill="JD0001112223"))
    assert case.state.stage == "at_hq"
    assert case.state.post.answers == {}
    assert case.state.journey is not None
    assert case.state.journey.at_centre is None


# The step that the ticket is at


def test_the_next_step_leads_through_the_journey() -> None:
    case = Case().open(programme="mail_in")
    assert (next_step(case.state), mail_step(case.state)) == ("answer_checks", "pack")
    case.do(pre())
    assert next_step(case.state) == "pack"
    case.do(pack())
    assert next_step(case.state) == "ship"
    case.do(ship())
    assert next_step(case.state) == "receive_back"
    case.do(ReceiveBack("T", "no_fault_found"), post())
    assert next_step(case.state) == "complete_repair"
    assert mail_step(Case().open("approved").state) == ""


# The rate


def test_a_quick_ticket_turned_mail_in_before_the_quote_is_outside_the_rate() -> None:
    case = Case().open("diagnosing")
    case.do(ChangeProgramme("T", "mail_in", "主板要寄修"), pack(), ship())
    case.clock.move(10 * 24 * 60)
    assert state_of_the_hour(case) == "outside"


@pytest.mark.parametrize("stage", ["approved", "repairing"])
def test_turned_mail_in_after_diagnosis_it_is_missed(stage: str) -> None:
    case = Case().open(stage)
    case.do(ChangeProgramme("T", "mail_in", "主板要寄修"), pack(), ship())
    assert state_of_the_hour(case) == "missed"


def test_turned_mail_in_after_the_hour_it_is_missed_whatever_was_diagnosed() -> None:
    case = Case().open()
    case.clock.move(61)
    case.do(ChangeProgramme("T", "mail_in", "主板要寄修"), pack(), ship())
    assert state_of_the_hour(case) == "missed"


# At a centre


def test_a_centre_sends_back_what_came_by_parcel_and_nothing_else() -> None:
    case = Case().open("ready")
    assert refused(case.decide(Dispatch("T", "顺丰", "SF1234567890"))) == ("not_by_parcel", "ticket")
    case.ticket = replace(case.state, parcel="SF777666555", parcel_at=Moment(1, 0, 0, "boot-1"))
    assert next_step(case.state) == "dispatch"
    assert refused(case.decide(Pack("T", ("手机",), consent=True)))[0] == "wrong_stage"
    case.do(Dispatch("T", "顺丰", "SF1234567890"))
    assert case.state.stage == "collected"
    assert case.state.dispatched is not None


def test_facts_of_a_journey_that_never_was_mark_a_contradiction() -> None:
    case = Case().open("approved")
    case.happen(Shipped("顺丰", "SF1234567890"))
    assert case.state.conflict
    assert case.state.stage == "approved"


def test_a_ticket_opened_as_mail_in_never_touches_the_hour() -> None:
    case = Case()
    case.do(open_ticket(programme="mail_in"))
    assert state_of_the_hour(case) == "outside"
