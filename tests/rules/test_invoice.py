"""Invoice requests: titles, tax numbers in all their lengths, and what they are for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from mihome_desk.printing.day import discreet_tax_id
from mihome_desk.rules import house
from mihome_desk.rules.invoice import InvoiceRequested, RequestInvoice, clean_tax_id
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.sale import SaleInvoiceRequested
from mihome_desk.rules.shop import Paid, Sale, SoldLine
from tests.builders import Case, refused

USCC = "91110000600037341L"
"""The worked example of python-stdnum."""
CITIZEN = "360426199101010071"
"""A number that GB 11643 makes, of nobody."""
SALE = Sale(
    "sale/x", "S261122-14", "2026-11-22", 5, 0, (SoldLine("A", "膜", 1, 2_900),), (Paid("cash", 2_900),)
)


def ask(**changes: Any) -> RequestInvoice:
    return replace(RequestInvoice("小米通讯技术有限公司", sale=SALE.number, tax_id=USCC), **changes)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (USCC, USCC),
        (USCC.lower(), USCC),
        ("9111 0000 6000-3734 1L", USCC),
        ("９１１１００００６０００３７３４１Ｌ", USCC),
        (CITIZEN, CITIZEN),
        (f"{CITIZEN}00", f"{CITIZEN}00"),
        ("110108551385082", "110108551385082"),
        ("11010855138508X", "11010855138508X"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_good_tax_number_in_its_one_spelling(typed: str, kept: str) -> None:
    assert clean_tax_id(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (USCC[:-1] + "M", "tax_id_check"),
        ("91110000600073341L", "tax_id_check"),
        (USCC[:-1], "tax_id_length"),
        ("1" * 16, "tax_id_length"),
        ("1" * 21, "tax_id_length"),
        ("11010A551385082", "tax_id_check"),
        ("1" * 20, "tax_id_check"),
        ("360426199101010072", "tax_id_check"),
        ("税号91110000600037", "tax_id_letters"),
        ("9111_0000600037341", "tax_id_letters"),
    ],
)
def test_a_bad_tax_number_says_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        clean_tax_id(typed)
    assert (caught.value.refusal.code, caught.value.refusal.field) == (code, "tax_id")


@given(
    st.sampled_from(("91", "92", "93", "11", "12")),
    st.integers(110_000, 659_000),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
    st.integers(0, 17),
    st.sampled_from("0123456789"),
)
def test_the_check_character_finds_one_wrong_digit(
    kind: str, place: int, body: str, at: int, other: str
) -> None:
    start = f"{kind}{place}{body}"
    number = start + uscc.calc_check_digit(start)
    wrong = number[:at] + other + number[at + 1 :]
    try:
        good = clean_tax_id(number) == number
    except Refused:
        good = False
    if good and wrong != number and not wrong[:17].isdigit():
        with pytest.raises(Refused):
            clean_tax_id(wrong)


def test_for_a_sale() -> None:
    decision = Case().decide(ask(email=" a@b.cn "), sale=SALE)
    assert decision.subject == "sale/x"
    assert decision.events == (
        SaleInvoiceRequested(SALE.number, True, "小米通讯技术有限公司", USCC, "a@b.cn"),
    )


def test_for_a_ticket_at_any_stage_it_moves_nothing() -> None:
    case = Case().open("collected")
    before = case.state
    case.do(RequestInvoice("张三", ticket="T"))
    assert case.events[-1] == InvoiceRequested(False, "张三", "", "")
    assert case.state == before


def test_title_number_and_address_are_private() -> None:
    event = Case().decide(ask(email="a@b.cn"), sale=SALE).events[0]
    public, private = house.split_event(event)
    assert public == {"number": SALE.number, "company": True}
    assert set(private) == {"title", "tax_id", "email"}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": " "}, "empty", "title"),
        ({"title": "x" * 101}, "text_long", "title"),
        ({"tax_id": ""}, "company_tax_id", "tax_id"),
        ({"tax_id": "1"}, "tax_id_length", "tax_id"),
        ({"email": "a@b"}, "bad_email", "email"),
        ({"email": "a b@c.cn"}, "bad_email", "email"),
        ({"sale": ""}, "invoice_for_what", "ticket"),
        ({"ticket": "T"}, "invoice_for_what", "sale"),
    ],
)
def test_what_is_missing_is_said_at_its_field(changes: dict[str, Any], code: str, field: str) -> None:
    assert refused(Case().decide(ask(**changes), sale=SALE)) == (code, field)


def test_history_of_another_system_gets_no_invoice() -> None:
    case = Case().open()
    assert case.ticket is not None
    case.ticket = replace(case.ticket, source="mobifix", stage="collected")
    assert refused(case.decide(RequestInvoice("张三", ticket="T"))) == ("history_only", "ticket")


def test_a_paper_shows_a_company_s_number_whole_and_a_person_s_in_its_ends_alone() -> None:
    assert discreet_tax_id(USCC) == USCC
    assert discreet_tax_id(CITIZEN) == "360****0071"
    assert discreet_tax_id(f"{CITIZEN}00") == "360****7100"
    assert discreet_tax_id("") == ""
