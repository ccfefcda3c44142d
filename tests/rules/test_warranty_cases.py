"""Worked cases of the warranty rules, each with its source: what a clerk would be told, day by day.

A case reads: what is known, then "coverage until rule choices"; "-" stands for no last day, "?" behind it for
provisional. A phone in an own store with an invoice unless something else is said.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from mihome_desk.bootstrap import catalogue
from mihome_desk.rules.policy import Policy
from mihome_desk.rules.warranty import Proposal, Question, propose

PHONE = "phone rule of 2001: host 1 y, charger 1 y, cards 1 y (37acg.cn/1687345060663609)"
CC_202 = "Civil Code Arts 201-202: first day not counted, corresponding day, else the month's last day"
CC_203 = "Civil Code Art. 203 and the State Council's notice for that year"
ART_11 = "phone rule Art. 11: day 1-7 refund, exchange, repair (tianhewen.com 56271)"
ART_12 = "phone rule Art. 12: day 8-15 exchange, repair (tianhewen.com 56271)"
ART_13 = "phone rule Art. 13: two repairs (dybbs8.com 3419512)"
ART_16 = "phone rule Art. 16: parts not supplied within 60 days (dybbs8.com 3419512)"
DELAY = "repairer's delay over 30 days (jerry.net.cn 31699)"
LATE_95 = "1995 rule: parts 90 days, repairer 30 days (haojdwx.com repair_165489)"
SELLER = "who sells answers (ishare iQZkduRhVV); front desk: an outlet that did not sell certifies"
MADE = "maker: no invoice, ex-factory + 15 months (haojdwx.com guarantee_765023)"
ACTIVE = "maker: activation is the main basis without an invoice (51dongshi gecebrr)"
PROOF = "maker Q10: IMEI and invoice suffice; without proof no cover (vivo 三包细则)"
MAKER = "maker: battery and charger 1 y, wired headset 6 mo (jinzh.com 536017; qinzizj 157258)"
ADDED = "days in repair and of waiting are taken out of the period (37acg.cn)"
RENEWED = "period restarts at an exchange; bare device: the host alone (haojdwx.com guarantee_765023)"
BAND = "band: body 1 y, strap none, the swap keeps the remaining period (hnjinhengan.com)"
TV = "TV: 7 refund, 30 exchange, whole 1 y, display and tuner 3 y, UI 1 y (mi.com serviceAgreement 32)"
NOTEBOOK = (
    "notebook: CPU and RAM 36, board, display, disk, keyboard 24, rest 12, battery 3 (innovatechautomation)"
)
OTHER = "brand policy of goods without a national list; configuration"
EXCLUDED = "exclusions (vivo 三包细则 mirror; miujn)"
GLASS = "glass rule of November 2019 (hellobit.com.cn; zbzcwz.cn)"
HELD = "phone rule Art. 10: 30 days after a repair; practice 90 days (lltywl 32345277)"
TABLE = (
    "fault table of the phone rule (cjzw.cn lsu16_2): the 7 and 15 days and two repairs are of listed faults"
)
REFUND = "exchange due, no same model: full refund (dybbs8.com)"


class Case(NamedTuple):
    source: str
    expected: str
    known: dict[str, Any]


def case(source: str, expected: str, on: str, bought: str = "", **known: Any) -> Case:
    proof = {"proof": "invoice"} if bought and "proof" not in known else {}
    return Case(source, expected, {"category": "phone", "on": on, "bought": bought, **proof, **known})


CASES = [
    # the corresponding day
    case(PHONE, "in 2026-11-30 phone.period repair", "2026-11-30", "2025-11-30"),
    case(PHONE, "out 2026-11-30 phone.period repair", "2026-12-01", "2025-11-30"),
    case(PHONE, "out 2025-06-05 phone.period repair", "2026-11-23", "2024-06-05"),
    case(CC_202, "in 2025-02-28 phone.period repair", "2025-02-28", "2024-02-29"),
    case(CC_202, "out 2025-02-28 phone.period repair", "2025-03-01", "2024-02-29"),
    case(CC_202, "out 2024-02-28 phone.period repair", "2024-02-29", "2023-02-28"),
    case(CC_202, "in 2026-02-28 maker.accessory repair", "2026-02-28", "2025-08-31", part="headset"),
    case(
        CC_202,
        "in 2026-11-30 maker.period repair",
        "2026-11-23",
        "2026-08-31",
        category="notebook",
        part="battery",
    ),
    case(
        CC_202,
        "in 2026-02-28 computer.period repair",
        "2026-02-27",
        "2024-02-29",
        category="notebook",
        part="display",
    ),
    case(
        CC_202,
        "out 2024-09-02 goods.period repair",
        "2024-09-03",
        "2021-08-31",
        category="tv",
        part="display",
    ),
    # a last day that is a rest day
    case(CC_203, "in 2026-11-02 phone.period repair", "2026-11-02", "2025-10-31"),
    case(CC_203, "out 2026-11-02 phone.period repair", "2026-11-03", "2025-10-31"),
    case(CC_203, "in 2026-11-16 phone.period repair", "2026-11-16", "2025-11-14"),
    case(CC_203, "in 2026-10-08 phone.period repair", "2026-10-08", "2025-10-02"),
    case(CC_203, "out 2026-10-08 phone.period repair", "2026-10-09", "2025-10-02"),
    case(CC_203, "in 2026-02-24 phone.period repair", "2026-02-24", "2025-02-15"),
    case(CC_203, "in 2026-04-07 phone.period repair", "2026-04-07", "2025-04-04"),
    case(CC_203, "in 2026-06-22 phone.period repair", "2026-06-22", "2025-06-19"),
    case(CC_203, "in 2026-09-28 phone.period repair", "2026-09-28", "2025-09-25"),
    case(CC_203, "in 2025-05-06 phone.period repair", "2025-05-06", "2024-05-01"),
    case(CC_203, "in 2024-10-08 phone.period repair", "2024-10-08", "2023-10-01"),
    case(
        CC_203 + ", prolonged by the notice of 27 January 2020",
        "in 2020-02-03 phone.period repair",
        "2020-02-03",
        "2019-01-24",
    ),
    # a weekend day that is worked for a holiday is a day like others
    case(CC_203, "in 2026-01-04 phone.period repair", "2026-01-04", "2025-01-01"),
    case(CC_203, "out 2026-02-14 phone.period repair", "2026-02-15", "2025-02-14"),
    case(CC_203, "out 2026-05-09 phone.period repair", "2026-05-10", "2025-05-09"),
    case(CC_203, "out 2026-09-20 phone.period repair", "2026-09-21", "2025-09-20"),
    # years without a notice
    case(CC_203, "in 2027-10-04? phone.period repair", "2026-11-23", "2026-10-01"),
    case(CC_203, "in 2027-02-09? phone.period repair", "2026-11-23", "2026-02-05"),
    case(CC_203, "in 2027-05-03? phone.period repair", "2026-11-23", "2026-05-01"),
    # 7 and 15 days
    case(ART_11, "in 2026-11-30 phone.refund_days repair exchange refund", "2025-11-30", "2025-11-30"),
    case(ART_11, "in 2027-11-16? phone.refund_days repair exchange refund", "2026-11-23", "2026-11-16"),
    case(ART_12, "in 2027-11-16? phone.exchange_days repair exchange", "2026-11-24", "2026-11-16"),
    case(ART_12, "in 2027-11-08? phone.exchange_days repair exchange", "2026-11-23", "2026-11-08"),
    case(ART_12, "in 2027-11-08? phone.period repair", "2026-11-24", "2026-11-08"),
    case(
        f"{ART_11}; {CC_203}",
        "in 2027-09-24? phone.refund_days repair exchange refund",
        "2026-10-08",
        "2026-09-24",
    ),
    case(
        f"{ART_11}; {CC_203}",
        "in 2027-11-15? phone.refund_days repair exchange refund",
        "2026-11-23",
        "2026-11-14",
    ),
    case(TABLE, "in 2027-11-22? phone.period repair", "2026-11-23", "2026-11-20", listed_fault=False),
    case(
        SELLER,
        "in 2027-11-22? phone.refund_days repair certify",
        "2026-11-23",
        "2026-11-20",
        store_kind="outlet",
    ),
    case(
        SELLER,
        "in 2027-11-22? phone.refund_days repair exchange refund",
        "2026-11-23",
        "2026-11-20",
        store_kind="outlet",
        sold_here=True,
    ),
    case(
        SELLER, "in 2027-11-22? phone.refund_days repair certify", "2026-11-23", "2026-11-20", sold_here=False
    ),
    case(
        SELLER,
        "in 2027-11-22? phone.refund_days repair exchange certify",
        "2026-11-23",
        "2026-11-20",
        store_kind="centre",
    ),
    case(
        SELLER,
        "in 2027-11-15? phone.exchange_days repair exchange",
        "2026-11-23",
        "2026-11-13",
        store_kind="centre",
    ),
    case(
        REFUND,
        "in 2027-11-15? phone.exchange_days repair exchange refund",
        "2026-11-23",
        "2026-11-13",
        same_model=False,
    ),
    case(
        TV,
        "in 2027-11-16? goods.refund_days repair exchange refund",
        "2026-11-23",
        "2026-11-16",
        category="tv",
    ),
    case(TV, "in 2027-11-03? maker.exchange_days repair exchange", "2026-11-23", "2026-11-03", category="tv"),
    case(TV, "in 2027-10-25? maker.exchange_days repair exchange", "2026-11-23", "2026-10-24", category="tv"),
    case(TV, "in 2027-10-25? goods.period repair", "2026-11-24", "2026-10-24", category="tv"),
    case(
        OTHER,
        "in 2027-11-16? maker.refund_days repair exchange refund",
        "2026-11-23",
        "2026-11-16",
        category="tablet",
    ),
    # what the period counts from
    case(ACTIVE, "in 2026-11-30 phone.period repair", "2026-11-30", activated="2025-11-30", proof="none"),
    case(
        ACTIVE,
        "out 2026-11-20 phone.period repair",
        "2026-11-23",
        "2025-12-30",
        activated="2025-11-20",
        proof="none",
    ),
    case(
        ACTIVE,
        "in 2027-11-22? phone.refund_days repair exchange refund",
        "2026-11-23",
        activated="2026-11-20",
        proof="none",
    ),
    case(MADE, "in 2026-11-30 maker.made repair", "2026-11-30", made="2025-08-30", proof="none"),
    case(MADE, "out 2026-11-30 maker.made repair", "2026-12-01", made="2025-08-30", proof="none"),
    case(f"{MADE}; {CC_202}", "out 2026-02-28 maker.made repair", "2026-03-01", made="2024-11-30"),
    case(MADE, "in 2026-11-23 maker.accessory repair", "2026-11-23", made="2025-08-23", part="battery"),
    case(MADE, "in 2028-02-16? maker.made repair", "2026-11-23", made="2026-11-16"),
    case(PROOF, "out 2026-01-04 phone.period repair", "2026-11-23", "2025-01-01", proof="none"),
    case(PROOF, "in 2026-12-10? phone.period repair", "2026-11-23", "2025-12-10", proof=""),
    case(PROOF, "in 2026-12-10 phone.period repair", "2026-11-23", "2025-12-10", proof="card"),
    case(TV, "in 2026-12-10 phone.period repair", "2026-11-23", "2025-12-10", proof="order"),
    case(PROOF, "in 2026-11-30 phone.period repair", "2026-11-30", "2025-11-30", activated="2026-03-01"),
    case(ACTIVE, "in 2026-11-30? phone.period repair", "2026-11-30", "2025-11-30", activated="2025-06-01"),
    # parts with a period of their own
    case(MAKER, "in 2026-12-01 maker.accessory repair", "2026-11-23", "2025-12-01", part="battery"),
    case(MAKER, "out 2026-11-20 maker.period repair", "2026-11-23", "2025-11-20", part="battery"),
    case(PHONE, "in 2026-12-01 phone.accessory repair", "2026-11-23", "2025-12-01", part="charger"),
    case(PHONE, "in 2026-12-01 phone.accessory repair", "2026-11-23", "2025-12-01", part="adapter"),
    case(MAKER, "in 2026-11-25 maker.accessory repair", "2026-11-23", "2026-05-25", part="headset"),
    case(MAKER, "out 2026-11-20 maker.period repair", "2026-11-23", "2026-05-20", part="wired_headset"),
    case(PHONE, "in 2026-12-01 phone.accessory repair", "2026-11-23", "2025-12-01", part="data_card"),
    case(PHONE, "out 2026-11-20 phone.period repair", "2026-11-23", "2025-11-20", part="terminal_card"),
    case(PHONE, "in 2026-12-01 phone.period repair", "2026-11-23", "2025-12-01", part="DISPLAY"),
    case(PHONE, "in 2026-12-01 phone.period repair", "2026-11-23", "2025-12-01", part="mainboard"),
    case(
        "phone rule: two swaps fail, refund (tianhewen.com)",
        "in 2026-12-10 maker.accessory_refund repair refund",
        "2026-11-23",
        "2026-06-10",
        part="headset",
        accessory_swaps=2,
    ),
    case(
        "phone rule: two swaps fail, refund (tianhewen.com)",
        "in 2026-12-10 maker.accessory repair",
        "2026-11-23",
        "2026-06-10",
        part="headset",
        accessory_swaps=1,
    ),
    case(BAND, "in 2027-06-10? brand.in_swap repair exchange", "2026-11-23", "2026-06-10", category="band"),
    case(BAND, "out - brand.no_promise repair", "2026-11-23", "2026-06-10", category="band", part="strap"),
    case(
        NOTEBOOK,
        "in 2026-11-23 maker.period repair",
        "2026-11-23",
        "2023-11-23",
        category="notebook",
        part="cpu",
    ),
    case(
        NOTEBOOK,
        "out 2026-11-20 maker.period repair",
        "2026-11-23",
        "2023-11-20",
        category="notebook",
        part="memory",
    ),
    case(
        NOTEBOOK,
        "in 2026-12-01 computer.period repair",
        "2026-11-23",
        "2024-12-01",
        category="notebook",
        part="mainboard",
    ),
    case(
        NOTEBOOK,
        "in 2026-12-01 maker.period repair",
        "2026-11-23",
        "2024-12-01",
        category="notebook",
        part="pointing",
    ),
    case(NOTEBOOK, "out 2025-12-01 computer.period repair", "2026-11-23", "2024-12-01", category="notebook"),
    case(TV, "in 2026-12-01 goods.period repair", "2026-11-23", "2023-12-01", category="tv", part="tuner"),
    case(TV, "out 2024-12-02 goods.period repair", "2026-11-23", "2023-12-01", category="tv"),
    case(TV, "in 2026-12-01 maker.period repair", "2026-11-23", "2025-12-01", category="tv", part="software"),
    case(
        OTHER,
        "in 2026-11-25 maker.period repair",
        "2026-11-23",
        "2026-05-25",
        category="vacuum_robot",
        part="battery",
    ),
    case(
        OTHER,
        "out - brand.no_promise repair",
        "2026-11-23",
        "2026-05-25",
        category="vacuum_robot",
        part="consumable",
    ),
    case(
        OTHER,
        "in 2026-12-01 maker.period repair",
        "2026-11-23",
        "2025-12-01",
        category="router",
        part="adapter",
    ),
    case(OTHER, "in 2026-12-01 maker.period repair", "2026-11-23", "2025-12-01", category="scooter"),
    # days in repair
    case(
        ADDED,
        "in 2026-11-25 phone.period repair",
        "2026-11-23",
        "2025-11-20",
        repaired_days=3,
        waiting_days=2,
    ),
    case(
        ADDED,
        "out 2026-11-25 phone.period repair",
        "2026-11-26",
        "2025-11-20",
        repaired_days=3,
        waiting_days=2,
    ),
    case(
        f"{ADDED}; {CC_203}", "in 2026-11-23 phone.period repair", "2026-11-23", "2025-11-18", repaired_days=3
    ),
    case(
        f"{ADDED}; {CC_203}", "in 2026-10-08 phone.period repair", "2026-10-08", "2025-10-02", waiting_days=5
    ),
    case(
        f"{ADDED}; {CC_203}",
        "in 2026-10-12 phone.period repair",
        "2026-10-12",
        "2025-10-02",
        repaired_days=10,
    ),
    # an exchange is due
    case(
        ART_13,
        "in 2027-06-10? phone.two_repairs repair exchange refund",
        "2026-11-23",
        "2026-06-10",
        repairs=2,
    ),
    case(ART_13, "in 2027-06-10? phone.period repair", "2026-11-23", "2026-06-10", repairs=1),
    case(ART_13, "out 2026-06-10 phone.period repair", "2026-11-23", "2025-06-10", repairs=3),
    case(
        TABLE, "in 2027-06-10? phone.period repair", "2026-11-23", "2026-06-10", repairs=2, listed_fault=False
    ),
    case(
        SELLER,
        "in 2027-06-10? phone.two_repairs repair certify",
        "2026-11-23",
        "2026-06-10",
        repairs=2,
        store_kind="outlet",
    ),
    case(
        SELLER,
        "in 2027-06-10? phone.two_repairs repair exchange certify",
        "2026-11-23",
        "2026-06-10",
        repairs=2,
        store_kind="centre",
    ),
    case(
        ART_16,
        "in 2027-06-10? phone.parts_late repair exchange refund",
        "2026-11-23",
        "2026-06-10",
        parts_days=61,
    ),
    case(ART_16, "in 2027-06-10? phone.period repair", "2026-11-23", "2026-06-10", parts_days=60),
    case(
        DELAY,
        "in 2027-06-10? phone.repair_late repair exchange refund",
        "2026-11-23",
        "2026-06-10",
        repair_days=31,
    ),
    case(DELAY, "in 2027-06-10? phone.period repair", "2026-11-23", "2026-06-10", repair_days=30),
    case(
        LATE_95,
        "in 2027-06-10? goods.period repair",
        "2026-11-23",
        "2026-06-10",
        category="tv",
        parts_days=90,
    ),
    case(
        LATE_95,
        "in 2027-06-10? goods.parts_late repair exchange refund",
        "2026-11-23",
        "2026-06-10",
        category="tv",
        parts_days=91,
    ),
    # after an exchange
    case(
        RENEWED,
        "in 2027-06-10? exchange.period repair",
        "2026-11-23",
        "2025-01-10",
        exchanged_on="2026-06-10",
    ),
    case(
        RENEWED,
        "in 2027-11-22? exchange.period repair",
        "2026-11-23",
        "2025-11-30",
        exchanged_on="2026-11-20",
    ),
    case(
        RENEWED,
        "in 2027-06-10? phone.accessory repair",
        "2026-11-23",
        "2025-01-10",
        exchanged_on="2026-06-10",
        part="charger",
    ),
    case(
        RENEWED,
        "in 2026-11-25 phone.accessory repair",
        "2026-11-23",
        "2025-11-25",
        exchanged_on="2026-06-10",
        part="charger",
        bare_exchange=True,
    ),
    case(
        RENEWED,
        "in 2027-06-10? exchange.period repair",
        "2026-11-23",
        "2025-11-25",
        exchanged_on="2026-06-10",
        bare_exchange=True,
    ),
    case(
        BAND,
        "in 2026-11-30 brand.in_swap repair exchange",
        "2026-11-23",
        "2025-11-30",
        exchanged_on="2026-06-10",
        category="band",
    ),
    # exclusions
    case(EXCLUDED, "void 2027-06-10? exclusion.liquid repair", "2026-11-23", "2026-06-10", excluded="liquid"),
    case(
        EXCLUDED,
        "void 2027-06-10? exclusion.opened repair",
        "2026-11-23",
        "2026-06-10",
        excluded="opened",
        repairs=2,
    ),
    case(EXCLUDED, "void 2027-11-22? exclusion.impact repair", "2026-11-23", "2026-11-20", excluded="impact"),
    case(EXCLUDED, "out 2026-06-10 phone.period repair", "2026-11-23", "2025-06-10", excluded="liquid"),
    case(EXCLUDED, "void - exclusion.label_torn repair", "2026-11-23", excluded="label_torn"),
    case(EXCLUDED, "void 2026-11-30 exclusion.liquid repair", "2026-11-30", "2025-11-30", excluded="liquid"),
    # glass
    case(GLASS, "void 2027-06-10? glass.impact repair", "2026-11-23", "2026-06-10", glass="impact"),
    case(GLASS, "void 2027-06-10? glass.missing repair", "2026-11-23", "2026-06-10", glass="missing"),
    case(GLASS, "in 2027-06-10? glass.no_impact repair", "2026-11-23", "2026-06-10", glass="no_impact"),
    case(GLASS, "in 2027-06-10? glass.inner repair", "2026-11-23", "2026-06-10", glass="inner"),
    case(GLASS, "in 2027-06-10? glass.scratched repair", "2026-11-23", "2026-06-10", glass="scratched"),
    case(GLASS, "out 2026-06-10 phone.period repair", "2026-11-23", "2025-06-10", glass="no_impact"),
    case(
        f"{GLASS}; {ART_11}",
        "in 2027-11-22? phone.refund_days repair exchange refund",
        "2026-11-23",
        "2026-11-20",
        glass="no_impact",
    ),
    # the warranty of a repair
    case(
        HELD, "in 2026-11-30 repair.guarantee repair", "2026-11-30", "2024-06-10", guarantee_from="2026-09-01"
    ),
    case(HELD, "out 2025-06-10 phone.period repair", "2026-12-01", "2024-06-10", guarantee_from="2026-09-01"),
    case(
        HELD,
        "in 2026-11-25 repair.guarantee repair",
        "2026-11-25",
        "2024-06-10",
        guarantee_from="2026-10-26",
        guarantee_days=10,
    ),
    case(
        f"{HELD}; {CC_203}",
        "in 2026-11-23 repair.guarantee repair",
        "2026-11-23",
        "2024-06-10",
        guarantee_from="2026-10-22",
        guarantee_days=30,
    ),
    case(HELD, "in 2026-11-30 repair.guarantee repair", "2026-11-23", guarantee_from="2026-09-01"),
    case(HELD, "in 2026-12-10 phone.period repair", "2026-11-23", "2025-12-10", guarantee_from="2026-11-01"),
    case(
        f"{HELD}; {EXCLUDED}",
        "out 2025-06-10 phone.period repair",
        "2026-11-23",
        "2024-06-10",
        guarantee_from="2026-09-01",
        excluded="liquid",
    ),
    case(
        f"{HELD}; {BAND}",
        "in 2026-11-30 repair.guarantee repair",
        "2026-11-23",
        "2026-06-10",
        category="band",
        part="strap",
        guarantee_from="2026-09-01",
    ),
]


def asked(policy: Policy, **known: Any) -> Proposal:
    return propose(policy, catalogue().calendar, Question(**known))


def told(found: Proposal) -> str:
    until = (found.until or "-") + "?" * found.provisional
    return " ".join([found.coverage, until, found.rule, *found.choices])


def name(worked: Case) -> str:
    return " ".join(str(value) for value in worked.known.values())


@pytest.mark.parametrize("worked", CASES, ids=name)
def test_a_worked_case(worked: Case) -> None:
    assert told(asked(catalogue().warranty, **worked.known)) == worked.expected, worked.source


def test_the_table_is_long_enough_and_holds_nothing_twice() -> None:
    assert len(CASES) >= 120
    assert len({str(sorted(worked.known.items())) for worked in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("same_fault", "expected"),
    [
        (1, "in 2027-06-10? phone.period repair"),
        (2, "in 2027-06-10? phone.two_repairs repair exchange refund"),
    ],
)
def test_two_repairs_of_the_same_fault_where_the_switch_says_so(same_fault: int, expected: str) -> None:
    """trafficexploderbot 202504/117236: shops and summaries read "twice" as "of the same fault"."""
    strict = replace(catalogue().warranty, same_fault_only=True)
    known = {
        "category": "phone",
        "on": "2026-11-23",
        "bought": "2026-06-10",
        "proof": "invoice",
        "repairs": 2,
    }
    assert told(asked(strict, **known, same_fault_repairs=same_fault)) == expected


@pytest.mark.parametrize(
    ("known", "deduction"),
    [
        # (0.5 % a day of 2,999.00; 100 days 50 %)
        ({"on": "2026-09-18", "repairs": 2}, 149_950),
        ({"on": "2026-09-18", "repairs": 2, "repaired_days": 8, "waiting_days": 2}, 134_955),
        ({"on": "2027-01-15", "repairs": 2}, 299_900),
        ({"on": "2026-12-28", "repairs": 2}, 299_900),
        ({"on": "2026-12-25", "repairs": 2}, 296_901),
        ({"on": "2026-09-18", "repairs": 2, "same_model": False}, 0),
        ({"on": "2026-06-12"}, 0),
        ({"on": "2026-06-20"}, None),
        ({"on": "2026-09-18"}, None),
    ],
)
def test_what_use_takes_off_a_refund(known: dict[str, Any], deduction: int | None) -> None:
    """Maker 2012: 0.5 % of the invoice price a day, without days in repair; at most all of it."""
    found = asked(
        catalogue().warranty, category="phone", bought="2026-06-10", proof="invoice", price=299_900, **known
    )
    assert found.deduction == deduction


def test_a_tv_loses_a_thousandth_a_day() -> None:
    """lygzb.net chl/134/13469_3: 0.1 % a day."""
    known = {"category": "tv", "on": "2026-09-18", "bought": "2026-06-10", "proof": "invoice", "repairs": 2}
    assert asked(catalogue().warranty, **known, price=500_000).deduction == 50_000
