"""The quote's paper tells the guide price of every line, what was taken off, and how long it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from mihome_desk.desk import Desk
from mihome_desk.printing.render import render
from mihome_desk.rules.intake import DeviceGiven
from mihome_desk.rules.quote import LineGiven, MakeQuote
from mihome_desk.settings import Settings
from tests import builders
from tests.builders import ok


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return builders.store(tmp_path)


def quoted(desk: Desk) -> str:
    number = builders.walk(desk, "diagnosing", device=DeviceGiven("phone", "小米 MIX 4", imei=builders.IMEI))
    lines = (
        LineGiven("part", "BATTERY", 2, 15_900, "customer", discount=1_000, discount_reason="老客户"),
        LineGiven("labour", "L1", 1, 4_000, "customer"),
        LineGiven("fee", "检测费", 1, 2_000, "customer"),
    )
    ok(desk.do(MakeQuote(number, lines)))
    return number


def printed(desk: Desk, number: str, kind: str, language: str) -> list[str]:
    paper = desk.paper(number, kind, language, Settings())
    return [" ".join(line.split()) for line in render(paper, "text", 58).decode().splitlines()]


def test_the_quote_tells_the_guide_price_of_each_line(desk: Desk) -> None:
    lines = printed(desk, quoted(desk), "quote", "zh_CN")

    at = next(at for at, line in enumerate(lines) if line.startswith("电池 x2"))
    assert lines[at : at + 6] == [
        "电池 x2 ￥298.00",
        "指导价 ￥159.00",
        "每件优惠 ￥10.00",
        "一级人工 ￥40.00",
        "指导价 ￥40.00",
        "检测费 ￥20.00",
    ]
    assert "有效期至 2026-11-29 12:00" in lines
    desk.close()


def test_codes_have_names_in_the_paper_s_language_and_reasons_stay_in_the_house(desk: Desk) -> None:
    lines = printed(desk, quoted(desk), "quote", "en")

    assert "battery x2 ￥298.00" in lines
    assert "labour level 1 ￥40.00" in lines
    assert not any("老客户" in line for line in lines)
    desk.close()


def test_a_receipt_tells_the_discount_and_no_guide_price(desk: Desk) -> None:
    number = quoted(desk)
    for command in (
        builders.approve(number),
        builders.start(number),
        builders.post(number),
        builders.complete(number),
        builders.pay(number, 35_800),
    ):
        ok(desk.do(command))
    ok(desk.do(builders.hand_over(number, builders.token_of(desk, number))))

    lines = printed(desk, number, "pickup_receipt", "zh_CN")
    assert "每件优惠 ￥10.00" in lines
    assert not any("指导价" in line for line in lines)
    desk.close()
