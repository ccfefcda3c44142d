"""Coverage as people decide it: the proposal, departures from it, the notice and its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk import bootstrap
from mihome_desk.rules import charging, coverage
from mihome_desk.rules.correction import Correct
from mihome_desk.rules.coverage import AnswerNotice, Claim, CoverageDecided, DecideCoverage, asked, proposal
from mihome_desk.rules.intake import FaultGiven
from mihome_desk.rules.moment import Header
from mihome_desk.rules.paperwork import PrintPaper
from mihome_desk.rules.progress import BeginWait
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.service import Covered, PastRepair, Purchase
from mihome_desk.rules.ticket import Fault, Line, Quote
from tests.builders import NOON, Case, FakeClock, refused

DAY = 24 * 60
INVOICE = Purchase(bought="2026-01-05", proof="invoice")
OLD = Purchase(bought="2024-01-05", proof="invoice")
PAST = PastRepair(
    "BJ001-260301-00017",
    "2026-03-01",
    done="2026-03-11",
    collected="2026-03-12",
    outcome="repaired",
    faults=(("NO_POWER", "host", "in"),),
    busy_days=10,
    parts_days=4,
)


def case(purchase: Purchase = INVOICE, **changes: Any) -> Case:
    """A phone on the counter on 2026-11-22, one fault that nobody decided about."""
    return Case().open(purchase=purchase, **changes)


def decide(which: Any = "in", **changes: Any) -> DecideCoverage:
    return replace(DecideCoverage("T", which), **changes)


def covered(case: Case, fault: int = 0) -> Covered:
    found = case.state.faults[fault].covered
    assert found is not None
    return found


def test_as_proposed_it_takes_no_word() -> None:
    ticket = case().do(decide())

    assert (covered(ticket).coverage, covered(ticket).proposed) == ("in", "in")
    # 2027-01-05 is a Tuesday, an ordinary working day.
    assert covered(ticket).until == "2027-01-05"
    assert covered(ticket).signed == ""
    assert covered(ticket).rule != coverage.SIGNED_RULE
    assert ticket.state.coverage == "in"


def test_a_period_that_is_over_is_out_without_a_word() -> None:
    ticket = case(OLD).do(decide("out"))

    assert covered(ticket).coverage == "out"
    assert coverage.needs_notice(ticket.state)


@pytest.mark.parametrize("which", ["out", "void"])
def test_towards_the_customers_cost_everything_is_asked_for_one_after_the_other(which: Any) -> None:
    ticket, said = case(), decide(which)
    steps: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"reason": "主板有水"}, ("coverage_needs_reason", "reason")),
        ({"evidence": "照片 3"}, ("needs_evidence", "evidence")),
        ({"acknowledged": True}, ("needs_acknowledgement", "acknowledged")),
    ]
    for change, refusal in steps:
        assert refused(ticket.decide(said, signature="none")) == refusal
        said = replace(said, **change)
    assert refused(ticket.decide(said, signature="none")) == ("needs_manager", "manager_pin")
    assert refused(ticket.decide(said, signature="wrong")) == ("bad_pin", "manager_pin")

    ticket.do(said, signature="manager")
    assert (covered(ticket).coverage, covered(ticket).proposed) == (which, "in")
    assert (covered(ticket).signed, covered(ticket).rule) == ("manager", coverage.SIGNED_RULE)
    assert ticket.personal["coverage_evidence"] == ["照片 3"]


def test_in_the_customers_favour_a_reason_and_a_manager_do() -> None:
    ticket = case(OLD)

    assert refused(ticket.decide(decide("in"))) == ("coverage_needs_reason", "reason")
    said = decide("in", reason="店长同意")
    assert refused(ticket.decide(said, signature="none")) == ("needs_manager", "manager_pin")
    ticket.do(said)
    assert covered(ticket).choices == ("repair",)


def test_without_a_date_a_reason_alone_decides() -> None:
    ticket = case(Purchase())

    assert refused(ticket.decide(decide("out"))) == ("coverage_needs_reason", "reason")
    ticket.do(decide("out", reason="无凭证, 客户自认过保"), signature="none")
    assert (covered(ticket).proposed, covered(ticket).rule) == ("", coverage.BY_HAND_RULE)


def test_an_exclusion_takes_evidence_and_no_manager() -> None:
    ticket, said = case(), decide("void", excluded="liquid")

    assert refused(ticket.decide(said, signature="none")) == ("needs_evidence", "evidence")
    ticket.do(replace(said, evidence="防潮标变红"), signature="none")
    assert (covered(ticket).proposed, covered(ticket).rule) == ("void", "exclusion.liquid")
    assert covered(ticket).excluded == "liquid"


def test_a_crack_without_a_point_of_impact_is_in_warranty() -> None:
    glass = (FaultGiven("GLASS"),)
    ticket = case(faults=glass).do(decide("in", glass="no_impact"), signature="none")
    assert covered(ticket).coverage == "in"
    told = decide("void", glass="impact", evidence="右下角有撞击点")
    assert covered(case(faults=glass).do(told, signature="none")).coverage == "void"


@pytest.mark.parametrize("name", ["进液", "liquid", "进水", "Water-Damage"])
def test_an_exclusion_goes_by_every_name_of_it(name: str) -> None:
    ticket = case().do(decide("void", excluded=name, evidence="防潮标变红"), signature="none")
    assert (covered(ticket).excluded, covered(ticket).rule) == ("liquid", "exclusion.liquid")


@pytest.mark.parametrize(
    ("name", "part"), [("屏幕", "host"), ("speaker", "host"), ("后置摄像头", "host"), ("电池", "battery")]
)
def test_a_part_goes_by_the_names_of_the_price_list(name: str, part: str) -> None:
    ticket = case().do(decide(part=name, reason="x"), signature="manager")
    assert ticket.state.faults[0].part == part


def test_one_fault_has_one_reason() -> None:
    both = decide("void", excluded="liquid", glass="impact", evidence="x")
    assert refused(case().decide(both)) == ("one_finding", "glass")


def test_an_unknown_fault_tells_which_there_are() -> None:
    ticket = case(faults=(FaultGiven("NO_POWER"), FaultGiven("GLASS")))
    answer = ticket.decide(decide(fault=2))
    assert answer.refusal is not None
    assert answer.refusal.params == {"faults": "0 1"}
    nothing = case(faults=(), complaint="有点怪")
    assert refused(nothing.decide(decide())) == ("no_fault_yet", "fault")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"fault": 1}, ("unknown_fault", "fault")),
        ({"fault": -1}, ("unknown_fault", "fault")),
        ({"excluded": "curse", "evidence": "x"}, ("not_choice", "excluded")),
        ({"glass": "broken-ish", "evidence": "x"}, ("not_choice", "glass")),
        ({"part": "flux capacitor"}, ("no_such_part", "part")),
        ({"reason": "x\u202ey"}, ("text_bidi", "reason")),
        ({"evidence": "x" * 2_001}, ("text_long", "evidence")),
    ],
)
@pytest.mark.parametrize("purchase", [INVOICE, Purchase()])
def test_what_nobody_knows_is_refused(
    purchase: Purchase, said: dict[str, Any], refusal: tuple[str, str]
) -> None:
    assert refused(case(purchase).decide(decide("void", **{"reason": "x", **said}))) == refusal


def test_taking_an_in_back_needs_a_reason_and_evidence() -> None:
    ticket = case().do(decide())

    assert refused(ticket.decide(decide())) == ("no_change", "coverage")
    told = decide("void", excluded="liquid")
    assert refused(ticket.decide(told)) == ("coverage_needs_reason", "reason")
    assert refused(ticket.decide(replace(told, reason="拆机后发现"))) == ("needs_evidence", "evidence")
    told = replace(told, reason="拆机后发现", evidence="主板腐蚀")
    assert refused(ticket.decide(told)) == ("needs_acknowledgement", "acknowledged")
    ticket.do(replace(told, acknowledged=True), signature="none")
    assert ticket.state.coverage == "void"


def test_a_date_that_was_only_told_needs_a_reason() -> None:
    ticket = case(Purchase(bought="2026-01-05"))
    assert refused(ticket.decide(decide())) == ("unseen_needs_reason", "reason")
    assert covered(ticket.do(decide(reason="发票照片后补"))).provisional


def test_a_device_that_was_exchanged_away_is_covered_by_a_signature_alone() -> None:
    gone = replace(PAST, outcome="exchanged")
    ticket = case(faults=(FaultGiven("NO_POWER"),))
    with pytest.raises(Refused, match="device_retired"):
        proposal(bootstrap.catalogue(), claim(past=(gone,)), 0)
    said = decide("in", reason="换机记录有误")
    assert refused(ticket.decide(said, device_past=(gone,), signature="none")) == (
        "needs_manager",
        "manager_pin",
    )
    assert (
        ticket.decide(decide("out", reason="已换机"), device_past=(gone,), signature="none").refusal is None
    )


def test_the_days_of_waiting_are_not_the_repairers() -> None:
    clock = FakeClock()
    ticket = Case(clock).open("repairing", purchase=INVOICE)
    ticket.do(BeginWait("T", "parts"))
    clock.move(35 * DAY)
    found = coverage.claim_of(ticket.state, (), "outlet", "Asia/Shanghai", clock.now().at_ms)
    assert (found.repair_days, found.parts_days) == (0, 35)


def test_a_part_has_a_period_of_its_own() -> None:
    headset = Purchase(bought="2026-04-01", proof="invoice")
    ticket = case(headset, faults=(FaultGiven("", "耳机不响"),)).do(decide("out", part="headset"))

    assert ticket.state.faults[0].part == "headset"
    assert covered(ticket).until < "2026-11-22"
    ticket.do(Correct("T", "faults.0.part", "host", "是主机插孔"))
    assert ticket.state.faults[0].covered is None


def test_every_fault_is_decided_by_itself() -> None:
    two = (FaultGiven("NO_POWER"), FaultGiven("LIQUID"))
    ticket = case(faults=two).do(decide("void", fault=1, excluded="liquid", evidence="防潮标变红"))
    assert (ticket.state.coverage, ticket.state.faults[0].covered) == ("void", None)

    ticket.do(decide("in"))

    assert coverage.coverage_of(ticket.state) == "mixed"
    assert ticket.personal["coverage_evidence"] == ["", "防潮标变红"]


def test_the_notice_is_answered_and_a_new_decision_asks_again() -> None:
    agrees = AnswerNotice("T", "agree", "counter")
    assert refused(case().do(decide()).decide(agrees)) == ("no_notice", "ticket")
    ticket = case(OLD)
    assert refused(ticket.decide(agrees)) == ("no_notice", "ticket")

    ticket.do(decide("out"), PrintPaper("T", "no_warranty_notice"), agrees)
    assert str(ticket.state.notice) == "agree"
    assert "no_warranty_notice" not in ticket.state.papers
    assert refused(ticket.decide(agrees)) == ("no_change", "answer")
    ticket.do(AnswerNotice("T", "disagree", "phone"))
    assert str(ticket.state.notice) == "disagree"

    ticket.do(decide("out", evidence="另一张发票"))
    assert str(ticket.state.notice) == ""


def test_another_symptom_is_undecided_and_takes_the_answer_with_it() -> None:
    ticket = case(OLD).do(decide("out"), AnswerNotice("T", "agree", "counter"))

    ticket.do(Correct("T", "faults.0.symptom", "CAMERA", "听错了"))

    assert (ticket.state.faults[0].covered, ticket.state.notice, ticket.state.conflict) == (None, "", False)


def test_a_decision_about_no_fault_marks_the_ticket_and_does_not_raise() -> None:
    ticket = case()
    header = Header("b", 9, NOON, "boot-1", 1, "t", None, "CoverageDecided", 1, ticket.id)
    after = coverage.evolve_decided(ticket.state, header, CoverageDecided(5, "host", Covered("in")))
    assert after.conflict


# What the rules are asked


def claim(**changes: Any) -> Claim:
    base = Claim("phone", INVOICE, (Fault("NO_POWER"),), "2026-11-22")
    return replace(base, **changes)


def question(**changes: Any) -> Any:
    return asked(bootstrap.catalogue(), claim(**changes), 0)


def test_earlier_repairs_in_warranty_lengthen_the_period() -> None:
    assert (question().repaired_days, question().waiting_days) == (0, 0)
    found = question(past=(PAST,))
    assert (found.repaired_days, found.waiting_days, found.repairs, found.same_fault_repairs) == (6, 4, 1, 1)
    paid = replace(PAST, faults=(("NO_POWER", "host", "out"),))
    assert (question(past=(paid,)).repaired_days, question(past=(paid,)).repairs) == (0, 0)


def test_two_repairs_may_mean_an_exchange() -> None:
    other = replace(PAST, ticket="B", faults=(("CAMERA", "host", "in"),))
    found = question(past=(PAST, other))
    assert (found.repairs, found.same_fault_repairs) == (2, 1)
    not_yet = replace(PAST, ticket="C", outcome="no_fault_found")
    assert question(past=(PAST, not_yet)).repairs == 1


def test_the_repair_guarantee_runs_from_the_hand_over_of_the_same_fault() -> None:
    assert question(past=(PAST,)).guarantee_from == "2026-03-12"
    assert question(past=(PAST,)).guarantee_days >= 30
    other = replace(PAST, faults=(("CAMERA", "host", "out"),))
    assert question(past=(other,)).guarantee_from == ""


def test_after_an_exchange_the_period_is_the_new_devices() -> None:
    exchanged = replace(PAST, outcome="exchanged", exchanged_to=True, done="2026-10-01")
    found = proposal(bootstrap.catalogue(), claim(purchase=Purchase(proof="invoice"), past=(exchanged,)), 0)
    assert found.until >= "2027-10-01"
    told = question(past=(exchanged, replace(PAST, opened="2026-03-01")))
    assert (told.repairs, told.repaired_days, told.guarantee_from) == (0, 0, "")


def test_what_is_no_listed_fault_has_no_days_of_choice() -> None:
    new = Purchase(bought="2026-11-20", proof="invoice")
    listed = proposal(bootstrap.catalogue(), claim(purchase=new, store_kind="own"), 0)
    soft = proposal(bootstrap.catalogue(), claim(purchase=new, store_kind="own", faults=(Fault("APPS"),)), 0)
    assert "refund" in listed.choices
    assert soft.choices == ("repair",)


def test_the_day_of_sending_in_counts_not_the_day_of_looking() -> None:
    clock = FakeClock()
    ticket = Case(clock).open(purchase=Purchase(bought="2025-11-24", proof="invoice"))
    clock.move(5 * DAY)
    claim = coverage.claim_of(ticket.state, (), "outlet", "Asia/Shanghai", clock.now().at_ms)
    assert (claim.on, claim.repair_days) == ("2026-11-22", 5)
    ticket.do(decide("in"))


@given(st.lists(st.sampled_from(["in", "out", "void", ""]), min_size=1, max_size=5))
def test_the_tickets_coverage_is_that_of_its_decided_faults(which: list[Any]) -> None:
    faults = tuple(Fault(covered=Covered(each) if each else None) for each in which)
    ticket = replace(case().state, faults=faults)
    decided = {each for each in which if each}
    assert coverage.coverage_of(ticket) == ("mixed" if len(decided) > 1 else "".join(decided))
    assert coverage.needs_notice(ticket) == bool(decided & {"out", "void"})


# A quote against it


def test_a_quote_that_contradicts_what_is_covered_is_found() -> None:
    lines = (
        Line("part", "SCREEN", 1, 5_000, "customer", fault=0),
        Line("part", "BATTERY", 1, 5_000, "brand", fault=1),
        Line("fee", "CHECK", 1, 2_000, "customer"),
        Line("labour", "L1", 1, 4_000, "customer"),
    )
    faults = (Fault("NO_POWER"), Fault("LIQUID"))
    ticket = replace(case().state, faults=faults, quote=Quote(lines, 11_000))
    assert charging.contradictions(replace(ticket, quote=None)) == ()
    assert charging.contradictions(ticket) == ()

    apart = (replace(faults[0], covered=Covered("in")), replace(faults[1], covered=Covered("void")))
    assert charging.contradictions(replace(ticket, faults=apart)) == (0, 1)
    alike = tuple(replace(each, covered=Covered("in")) for each in faults)
    assert charging.contradictions(replace(ticket, faults=alike)) == (0, 3)
