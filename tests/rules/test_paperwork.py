"""Papers: each exists once what it tells has happened, and every copy after the first has a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.paperwork import (
    LAST_GENERATION,
    OF_THE_SLIP,
    PRINTED,
    PaperKind,
    PrintPaper,
    ReissueSlip,
    SlipReissued,
    papers_of,
    refusal_of,
)
from mihome_desk.rules.repair import Reopen
from tests.builders import Case, complete, hand_over, pay, post, quote, refused

ALWAYS = ("intake_slip", "shop_copy", "device_tag")


@pytest.mark.parametrize(
    ("stage", "papers"),
    [
        ("received", (*ALWAYS, "lost_slip_form")),
        ("diagnosing", (*ALWAYS, "lost_slip_form")),
        ("quoted", (*ALWAYS, "quote", "lost_slip_form")),
        ("testing", (*ALWAYS, "quote", "lost_slip_form")),
        ("ready", (*ALWAYS, "quote", "repair_record", "lost_slip_form")),
        ("collected", (*ALWAYS, "quote", "repair_record", "pickup_receipt")),
    ],
)
def test_a_ticket_has_the_papers_of_what_has_happened(stage: str, papers: tuple[str, ...]) -> None:
    case = Case().open(stage)

    assert papers_of(case.state) == papers
    for kind in PRINTED:
        decision = case.decide(PrintPaper("T", kind))
        assert (decision.refusal is None) == (kind in papers)
        assert decision.refusal == refusal_of(case.state, kind)


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        ("pickup_receipt", "no_receipt_yet"),
        ("quote", "no_quote_yet"),
        ("repair_record", "no_record_yet"),
        ("queue_slip", "paper_of_arrival"),
        ("day_close", "paper_of_till"),
        ("sale_receipt", "paper_of_till"),
        ("no_warranty_notice", "no_notice_yet"),
        ("test_certificate", "no_certificate_yet"),
    ],
)
def test_a_paper_that_is_not_there_says_why(paper: PaperKind, code: str) -> None:
    assert refused(Case().open().decide(PrintPaper("T", paper))) == (code, "paper")


def test_nobody_needs_a_lost_slip_form_for_a_device_that_is_gone() -> None:
    collected = Case().open("collected")

    assert refused(collected.decide(PrintPaper("T", "lost_slip_form"))) == ("slip_not_needed", "paper")


def test_history_has_no_papers() -> None:
    assert papers_of(Case().do(ImportRepair("mobifix", "1", "2020-01-01")).state) == ()


def test_a_new_quote_and_a_new_completion_are_papers_of_their_own() -> None:
    case = Case().open("ready").do(PrintPaper("T", "quote"), PrintPaper("T", "repair_record"))
    assert refused(case.decide(PrintPaper("T", "quote"))) == ("copy_needs_reason", "reason")

    case.do(Reopen("T", "x"))
    assert refused(case.decide(PrintPaper("T", "repair_record"))) == ("no_record_yet", "paper")
    case.do(post(), complete(), PrintPaper("T", "repair_record"))
    assert case.state.papers["repair_record"].copies == 1
    again = Case().open("quoted").do(PrintPaper("T", "quote"), quote(price=7_000), PrintPaper("T", "quote"))
    assert again.state.papers["quote"].copies == 1


# A new slip


def test_a_new_slip_voids_the_old_one() -> None:
    case = Case().open("ready").do(pay(), PrintPaper("T", "intake_slip"))
    old = case.token()

    decision = case.decide(ReissueSlip("T", "泡水了"))
    assert decision.events == (SlipReissued(2, "泡水了"),)
    case.take(decision)

    assert refused(case.decide(hand_over("T", old))) == ("old_slip", "token")
    case.do(PrintPaper("T", "intake_slip"))
    assert case.state.papers["intake_slip"].copies == 1
    case.do(hand_over("T", case.token()))


def test_slip_shop_copy_and_tag_are_originals_again_and_nothing_else() -> None:
    case = Case().open("ready")
    case.do(*(PrintPaper("T", kind) for kind in papers_of(case.state)))

    case.do(ReissueSlip("T", "x"))

    assert set(case.state.papers) == {"quote", "repair_record", "lost_slip_form"}
    assert set(OF_THE_SLIP) == set(ALWAYS)


def test_a_new_slip_needs_a_reason_and_a_number_that_the_token_holds() -> None:
    case = Case().open()
    assert refused(case.decide(ReissueSlip("T", " "))) == ("empty", "reason")

    case.ticket = replace(case.state, generation=LAST_GENERATION - 1)
    case.do(ReissueSlip("T", "x"))
    assert case.token()
    assert refused(case.decide(ReissueSlip("T", "x"))) == ("slips_used_up", "ticket")


def test_the_reason_of_a_new_slip_is_private() -> None:
    assert "reason" in SlipReissued.PRIVATE
