"""The coverage engine for every question: what never happens, what is refused, and what is read out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mihome_desk import text, words
from mihome_desk.bootstrap import catalogue
from mihome_desk.catalog import load, warranty
from mihome_desk.rules.holidays import corresponding
from mihome_desk.rules.policy import CHOICES, NO_POLICY, read_policy
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.warranty import Proposal, Question, depreciation, propose, used_days
from mihome_desk.sayings.warranty import REASONS
from tests.rules.test_warranty_cases import CASES

POLICY, CALENDAR = catalogue().warranty, catalogue().calendar
CATEGORIES = tuple(POLICY.categories)
TODAY = "2026-11-23"
DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31)).map(date.isoformat)
FEW = st.integers(0, 120)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Mostly a life that can have been: made, sold, switched on, repaired or exchanged, sent in."""
    on = draw(st.dates(date(2019, 1, 1), date(2030, 12, 31)))
    ages = sorted(
        draw(st.lists(st.one_of(st.integers(0, 40), st.integers(0, 1_200)), min_size=5, max_size=5))
    )
    past = [(on - timedelta(days=age)).isoformat() for age in reversed(ages)]
    made, bought, activated, exchanged, repaired = (draw(st.sampled_from(["", day])) for day in past)
    rarely = st.integers(0, 9).map(lambda number: number == 0)
    return Question(
        category=draw(st.sampled_from(CATEGORIES)),
        on=on.isoformat(),
        bought=bought,
        activated=activated,
        made=made,
        proof=draw(st.sampled_from(["", "invoice", "order", "card", "none"])),
        part=draw(st.sampled_from(["host", *sorted(POLICY.part_names)])),
        repaired_days=draw(FEW),
        waiting_days=draw(FEW),
        excluded=draw(st.sampled_from(sorted(POLICY.exclusions))) if draw(rarely) else "",
        glass=draw(st.sampled_from(sorted(POLICY.glass))) if draw(rarely) else "",
        repairs=draw(st.integers(0, 4)),
        same_fault_repairs=draw(st.integers(0, 4)),
        accessory_swaps=draw(st.integers(0, 4)),
        repair_days=draw(FEW),
        parts_days=draw(FEW),
        exchanged_on=exchanged if draw(rarely) else "",
        bare_exchange=draw(st.booleans()),
        guarantee_from=repaired,
        guarantee_days=draw(FEW),
        listed_fault=draw(st.booleans()),
        same_model=draw(st.booleans()),
        price=draw(st.one_of(st.none(), st.integers(0, 2_000_000))),
        sold_here=draw(st.sampled_from([None, True, False])),
        store_kind=draw(st.sampled_from(["own", "outlet", "centre"])),
    )


def answer(question: Question) -> Proposal | None:
    try:
        return propose(POLICY, CALENDAR, question)
    except Refused:
        return None


def phone(**known: Any) -> Question:
    return Question(**{"category": "phone", "on": TODAY, "bought": "2026-06-10", "proof": "invoice", **known})


@settings(max_examples=600)
@given(questions())
def test_every_answer_makes_sense(question: Question) -> None:
    found = answer(question)
    if found is None:
        return
    assert found.choices
    assert set(found.choices) <= set(CHOICES)
    assert list(found.choices) == sorted(found.choices, key=CHOICES.index)
    assert (found.coverage == "in") <= bool(found.until)
    assert found.coverage != "in" or question.on <= found.until
    assert found.coverage != "out" or found.until < question.on
    assert found.coverage != "void" or found.choices == ("repair",)
    assert not (found.coverage == "in" and question.excluded)
    if found.deduction is not None:
        assert question.price is not None
        assert 0 <= found.deduction <= question.price


@settings(max_examples=600)
@given(questions())
def test_nobody_does_what_is_the_sellers(question: Question) -> None:
    found = answer(question)
    if found is None:
        return
    allowed = POLICY.allowed(question.store_kind, question.sold_here)
    if found.code != "in_swap":
        assert set(found.choices) <= {*allowed, "certify"}
    elsewhere = answer(replace(question, store_kind="outlet", sold_here=False))
    assert elsewhere is not None
    assert "refund" not in elsewhere.choices
    assert (elsewhere.coverage, elsewhere.until, elsewhere.code) == (found.coverage, found.until, found.code)


@settings(max_examples=600)
@given(questions())
def test_every_answer_is_one_sentence_in_both_languages(question: Question) -> None:
    found = answer(question)
    if found is None:
        return
    zh, en = (words.coverage_reason(found, language) for language in text.LANGUAGES)
    assert zh.endswith("。")
    assert zh.count("。") == 1
    assert en.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", en)
    assert re.search(r"[\u3400-\u9fff]", en) is None
    for sentence in (zh, en):
        assert "{" not in sentence
        assert "  " not in sentence
        if found.code != "void_undated" and found.code != "no_promise":
            assert found.until in sentence
            assert question.on in sentence or found.code in (
                "two_repairs",
                "parts_late",
                "repair_late",
                "accessory_refund",
            )


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_days_in_repair_never_shorten_a_period(bought: str, repaired: int, waiting: int) -> None:
    plain = answer(phone(on=bought, bought=bought))
    longer = answer(phone(on=bought, bought=bought, repaired_days=repaired, waiting_days=waiting))
    assert plain is not None
    assert longer is not None
    assert plain.until <= longer.until
    added = date.fromisoformat(longer.until) - date.fromisoformat(plain.until)
    assert added <= timedelta(days=repaired + waiting + 10)


@given(DAYS)
def test_the_last_day_is_in_and_the_next_one_out(bought: str) -> None:
    first = answer(phone(on=bought, bought=bought))
    assert first is not None
    assert first.until >= corresponding(date.fromisoformat(bought), 12).isoformat()
    last = answer(phone(on=first.until, bought=bought))
    after = (date.fromisoformat(first.until) + timedelta(days=1)).isoformat()
    over = answer(phone(on=after, bought=bought))
    assert last is not None
    assert over is not None
    assert (last.coverage, last.choices) == ("in", ("repair",))
    assert (over.coverage, over.until) == ("out", first.until)


@given(DAYS, st.integers(0, 500))
def test_rights_only_fade_with_time(bought: str, days: int) -> None:
    """Who comes a day later has no right that who came today had not."""
    ranks = ("in", "out")
    today = date.fromisoformat(bought) + timedelta(days=days)
    first, later = (
        answer(phone(on=(today + timedelta(days=each)).isoformat(), bought=bought)) for each in (0, 1)
    )
    assert first is not None
    assert later is not None
    assert set(later.choices) <= set(first.choices)
    assert ranks.index(first.coverage) <= ranks.index(later.coverage)


@given(st.integers(0, 10_000_000), st.integers(-5, 1_000), st.sampled_from(CATEGORIES))
def test_depreciation_grows_and_stops_at_the_price(price: int, days: int, category: str) -> None:
    taken = depreciation(POLICY, category, price, days)
    assert 0 <= taken <= depreciation(POLICY, category, price, days + 1) <= price
    assert depreciation(POLICY, category, price, 0) == 0
    assert depreciation(POLICY, "phone", price, 200) == price


@given(st.integers(0, 400))
def test_a_repairs_warranty_never_falls_below_the_law(days: int) -> None:
    stingy = replace(POLICY, guarantee={"default": days})
    assert stingy.guarantee_days("display") == max(30, days)


def test_days_of_use_leave_out_those_in_repair() -> None:
    assert used_days(phone(on="2026-09-18")) == 100
    assert used_days(phone(on="2026-09-18", repaired_days=60, waiting_days=50)) == 0
    assert used_days(phone(on="2026-09-18", exchanged_on="2026-09-08")) == 10


# ------------------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("known", "code", "field"),
    [
        ({"bought": "2026-11-24"}, "date_future", "bought"),
        ({"activated": "2027-01-01"}, "date_future", "activated"),
        ({"made": "2027-01-01"}, "date_future", "made"),
        ({"exchanged_on": "2027-01-01"}, "date_future", "exchanged_on"),
        ({"guarantee_from": "2027-01-01"}, "date_future", "guarantee_from"),
        ({"bought": "2011-08-15"}, "before_model", "bought"),
        ({"bought": "2018-06-10", "model": "小米 9"}, "before_model", "bought"),
        ({"bought": "", "activated": "2018-06-10", "model": "Mi 9"}, "before_model", "activated"),
        ({"category": "tv", "bought": "2012-01-01"}, "before_model", "bought"),
        ({"activated": "2026-06-09", "made": "2026-06-10"}, "activated_before_made", "activated"),
        ({"made": "2026-06-11"}, "bought_before_made", "bought"),
        ({"bought": "2026-02-29"}, "bad_date", "bought"),
        ({"on": "23.11.2026"}, "bad_date", "on"),
        ({"part": "flux_capacitor"}, "no_such_part", "part"),
        ({"category": "other"}, "no_policy", "category"),
        ({"category": "toaster"}, "no_policy", "category"),
        ({"excluded": "bad_mood"}, "not_choice", "excluded"),
        ({"glass": "stained"}, "not_choice", "glass"),
        ({"proof": "promise"}, "not_choice", "proof"),
        ({"store_kind": "franchise"}, "not_choice", "store_kind"),
        ({"repaired_days": -1}, "out_of_range", "repaired_days"),
        ({"repairs": 1.5}, "not_whole", "repairs"),
        ({"price": 2999.0}, "not_whole", "price"),
        ({"price": -1}, "negative", "price"),
        ({"repairs": True}, "not_number", "repairs"),
        ({"bought": ""}, "no_purchase_date", "bought"),
        ({"bought": "", "glass": "no_impact"}, "no_purchase_date", "bought"),
        ({"proof": "none"}, "purchase_unproven", "proof"),
    ],
)
def test_a_question_that_cannot_be_is_refused_at_its_field(
    known: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        propose(POLICY, CALENDAR, phone(**known))
    refusal = refused.value.refusal
    assert (refusal.code, refusal.field) == (code, field)
    assert "{" not in words.sentence(refusal.code, refusal.params)


def test_a_catalogue_without_rules_answers_nothing() -> None:
    with pytest.raises(Refused) as refused:
        propose(NO_POLICY, CALENDAR, phone())
    assert refused.value.refusal.code == "no_policy"


def test_a_model_may_be_bought_on_its_first_day_under_any_of_its_names() -> None:
    for model in ("Xiaomi 15", "小米15", "mi 15"):
        assert POLICY.first_day("phone", model) == "2024-10-29"
    found = answer(phone(on="2024-10-29", bought="2024-10-29", model="小米 15"))
    assert found is not None
    assert found.coverage == "in"


# ------------------------------------------------------------------------------ the catalogue


def test_the_shipped_rules_define_everything_they_name() -> None:
    assert list(POLICY.loose_ends()) == []
    assert set(POLICY.categories) == set(load.categories())
    for kind in POLICY.categories.values():
        assert all(len(each) == 2 for each in (kind.refund_days, kind.exchange_days, *kind.months.values()))
        assert kind.months["host"] != (0, 0)
    assert set(POLICY.accessories.parts) | set(POLICY.accessories.apart) <= set(POLICY.part_names)


def test_every_part_of_the_price_list_has_a_period_in_every_category() -> None:
    for part in catalogue().prices.parts:
        for category in POLICY.categories:
            assert POLICY.part(category, part.counts_as) in POLICY.parts(category)


def test_a_published_version_with_a_strange_key_is_refused_with_its_place() -> None:
    plain = {**warranty.service_rules()}
    plain["limits"] = {**plain["limits"], "moon_phase": 1}
    with pytest.raises(Refused) as refused:
        read_policy(plain)
    assert refused.value.refusal.field == "limits.moon_phase"


def test_the_legal_clocks_are_the_same_above_and_below() -> None:
    for category in POLICY.categories:
        assert tuple(POLICY.legal_days(category)) == tuple(warranty.legal_days(category) or ())
    assert POLICY.legal_days("phone") == (7, 30, 60)
    assert POLICY.legal_days("tv") == (0, 30, 90)
    assert warranty.legal_days("other") is None


@pytest.mark.parametrize(
    ("kind", "sold_here", "choices"),
    [
        ("own", None, "repair exchange refund"),
        ("own", True, "repair exchange refund"),
        ("own", False, "repair certify"),
        ("outlet", None, "repair certify"),
        ("outlet", False, "repair certify"),
        ("outlet", True, "repair exchange refund"),
        ("centre", None, "repair exchange certify"),
    ],
)
def test_who_may_do_what(kind: str, sold_here: bool | None, choices: str) -> None:
    assert POLICY.allowed(kind, sold_here) == tuple(choices.split())


def test_every_rule_has_a_name_on_paper() -> None:
    for worked in CASES:
        rule = worked.expected.split()[2]
        assert POLICY.title(rule).zh not in ("", rule), rule
    assert POLICY.title("exclusion.liquid") == ("进液", "liquid damage")


# ------------------------------------------------------------------------------ read out


def test_every_sentence_is_said_by_some_case() -> None:
    said = {found.code for worked in CASES if (found := answer(Question(**worked.known)))}
    assert said == set(REASONS)


@pytest.mark.parametrize(
    ("known", "zh", "en"),
    [
        (
            {"bought": "2025-10-02", "on": "2026-10-08"},
            "按手机三包规定，主机保 1 年，发票日期 2025-10-02 当天不算，到 2026-10-02；2026-10-02 是国庆节，"
            "顺延到 2026-10-08；2026-10-08 在期内，免费维修。",
            "Under the warranty rule for phones the device itself is covered for 1 year from the invoice date "
            "2025-10-02, that day not counted, to 2026-10-02; 2026-10-02 is National Day, so the last day is "
            "2026-10-08; 2026-10-08 is within it: the repair is free of charge.",
        ),
        (
            {"bought": "2025-11-20", "on": "2026-11-26", "repaired_days": 3, "waiting_days": 2},
            "按手机三包规定，主机保 1 年，发票日期 2025-11-20 当天不算，到 2026-11-20，加上修理 3 天、待料 2 天，到 "
            "2026-11-25；2026-11-26 已过期 1 天，收费维修。",
            "Under the warranty rule for phones the device itself is covered for 1 year from the invoice date "
            "2025-11-20, that day not counted, to 2026-11-20, and with 3 days in repair and 2 days of waiting for "
            "parts to 2026-11-25; 2026-11-26 is past it by 1 day: the repair is charged.",
        ),
        (
            {"bought": "2025-12-01", "part": "battery"},
            "按厂家保修政策，电池保 1 年（法定 6 个月），发票日期 2025-12-01 当天不算，到 2026-12-01；2026-11-23 在期内，"
            "免费更换电池。",
            "Under the maker's warranty the battery is covered for 1 year (by law 6 months) from the invoice date "
            "2025-12-01, that day not counted, to 2026-12-01; 2026-11-23 is within it: the battery is swapped free "
            "of charge.",
        ),
        (
            {
                "bought": "2025-12-10",
                "repairs": 2,
                "on": "2026-03-20",
                "price": 299_900,
                "store_kind": "outlet",
            },
            "按手机三包规定，主机保 1 年，发票日期 2025-12-10 当天不算，到 2026-12-10；期内已修 2 次仍有故障，客户可要求换货，"
            "或按每天 0.5% 扣折旧后退货；退货按 ￥2,999.00 扣每天 0.5% × 100 天，即折旧 ￥1,499.50，退 ￥1,499.50；"
            "本店不是销售方，出具检测单，由销售方退换。",
            "Under the warranty rule for phones the device itself is covered for 1 year from the invoice date "
            "2025-12-10, that day not counted, to 2026-12-10; after 2 repairs of the device the customer may ask "
            "for an exchange, or for a refund less 0.5% a day of use; the refund is ￥2,999.00 less 0.5% x 100 days "
            "of use = ￥1,499.50, so ￥1,499.50; this store did not sell it: it certifies the fault, and the seller "
            "does the rest.",
        ),
        (
            {"bought": "2024-06-10", "guarantee_from": "2026-10-22", "guarantee_days": 30},
            "2026-10-22 取机的维修保 30 天，到 2026-11-21；2026-11-21 是周末，顺延到 2026-11-23；2026-11-23 在维修质保期内，"
            "免费返修。",
            "The repair handed over on 2026-10-22 is guaranteed for 30 days, to 2026-11-21; 2026-11-21 is a weekend, "
            "so the last day is 2026-11-23; 2026-11-23 is within it: the repair is free of charge.",
        ),
    ],
)
def test_what_a_clerk_reads_out(known: dict[str, Any], zh: str, en: str) -> None:
    found = propose(POLICY, CALENDAR, phone(**known))
    assert words.coverage_reason(found, "zh_CN") == zh
    assert words.coverage_reason(found, "en") == en
