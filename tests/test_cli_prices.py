"""`prices search`: the guide price list asked from the command line, without a store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mihome_desk.cli import main


@pytest.fixture(autouse=True)
def no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIHOME_DESK_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("MIHOME_DESK_LANGUAGE", "en")


def found(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["prices", "search", *words, "--json"]) == 0
    answer: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return answer


def test_a_price_comes_with_its_labour_its_version_and_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    (price,) = found(capsys, "小米", "MIX", "4", "电池")
    assert price.pop("source").startswith("https://")
    assert price == {
        "model": "Xiaomi MIX 4",
        "part": "BATTERY",
        "name": {"zh": "电池", "en": "battery"},
        "variant": None,
        "price": 15_900,
        "labour_included": False,
        "labour": {"code": "L1", "price": 4_000},
        "together": 19_900,
        "counts_as": "battery",
        "sample": True,
        "version": "2026-11-22",
    }


def test_labour_that_is_inside_is_not_added(capsys: pytest.CaptureFixture[str]) -> None:
    (price,) = found(capsys, "mi9 dc")
    assert (price["labour_included"], price["labour"], price["together"]) == (True, None, 11_000)


def test_what_a_source_does_not_say_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert {price["labour_included"] for price in found(capsys, "mix 3")} == {None}


def test_people_read_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["prices", "search", "mix4", "mainboard"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "Xiaomi MIX 4 mainboard 8GB+256GB ￥2,600.00 + labour level 1 ￥40.00 sample",
        "Xiaomi MIX 4 mainboard 12GB+512GB ￥3,200.00 + labour level 1 ￥40.00 sample",
    ]
    monkeypatch.setenv("MIHOME_DESK_LANGUAGE", "zh_CN")
    assert main(["prices", "search", "小米9", "听筒"]) == 0
    assert " ".join(capsys.readouterr().out.split()) == "Xiaomi 9 听筒 ￥60.00 已含人工 样例"


def test_nothing_found_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, "nokia") == []
    assert main(["prices", "search", "nokia"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "mihome-desk: The list of 2026-11-22 has no guide price for that.\n"


def test_words_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "search"]) == 2
    assert "WORDS" in capsys.readouterr().err
