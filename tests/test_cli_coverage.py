"""`coverage`: the warranty rules asked from the command line, without a ticket and without a store."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from mihome_desk.cli import main

KNOWN = "--category phone --bought 2025-11-30 --proof invoice --part host --on 2026-11-30"


@pytest.fixture(autouse=True)
def no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIHOME_DESK_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("MIHOME_DESK_LANGUAGE", "en")
    return tmp_path


def answered(capsys: pytest.CaptureFixture[str], options: str) -> dict[str, Any]:
    assert main(["coverage", *shlex.split(options), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_answer_has_the_keys_that_scripts_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, KNOWN)
    reason = found.pop("reason")
    assert found == {
        "coverage": "in",
        "until": "2026-11-30",
        "rule": "phone.period",
        "choices": ["repair"],
        "provisional": False,
    }
    assert set(reason) == {"zh", "en"}
    assert all("2025-11-30" in sentence and "2026-11-30" in sentence for sentence in reason.values())


@pytest.mark.parametrize(
    ("options", "coverage", "until", "rule"),
    [
        ("--activated 2025-11-30 --on 2026-12-01", "out", "2026-11-30", "phone.period"),
        ("--made 2025-08-30 --on 2026-11-30", "in", "2026-11-30", "maker.made"),
        (
            "--bought 2025-11-20 --proof invoice --on 2026-11-25 --repaired-days 5",
            "in",
            "2026-11-25",
            "phone.period",
        ),
        ("--bought 2026-06-10 --on 2026-11-25 --excluded liquid", "void", "2027-06-10", "exclusion.liquid"),
        ("--bought 2026-06-10 --on 2026-11-25 --glass impact", "void", "2027-06-10", "glass.impact"),
        ("--bought 2026-06-10 --on 2026-11-25 --part battery", "in", "2027-06-10", "maker.accessory"),
    ],
)
def test_every_option_counts(
    capsys: pytest.CaptureFixture[str], options: str, coverage: str, until: str, rule: str
) -> None:
    found = answered(capsys, f"--category phone {options}")
    assert (found["coverage"], found["until"], found["rule"]) == (coverage, until, rule)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ("--part speaker", "phone.period"),
        ("--part 后置摄像头", "phone.period"),
        ("--part 电池", "maker.accessory"),
        ("--part wired_headset", "maker.accessory"),
        ("--excluded water", "exclusion.liquid"),
        ("--excluded 进液", "exclusion.liquid"),
        ("--excluded private-repair", "exclusion.opened"),
    ],
)
def test_parts_and_exclusions_go_by_their_names(
    capsys: pytest.CaptureFixture[str], options: str, rule: str
) -> None:
    found = answered(
        capsys, f"--category phone --bought 2026-06-10 --proof invoice --on 2026-11-25 {options}"
    )
    assert found["rule"] == rule


def test_a_refund_is_told_in_fen(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(
        capsys, "--category phone --bought 2026-06-10 --proof card --on 2026-09-18 --repairs 2 --price 299900"
    )
    assert found["choices"] == ["repair", "exchange", "refund"]
    assert found["deduction"] == 149_950


def test_without_json_it_is_one_sentence_in_the_counters_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["coverage", *shlex.split(KNOWN)]) == 0
    assert re.fullmatch(r"Under [^\n]+\.\n", capsys.readouterr().out)
    monkeypatch.setenv("MIHOME_DESK_LANGUAGE", "zh_CN")
    assert main(["coverage", *shlex.split(KNOWN)]) == 0
    assert re.fullmatch(r"按[^\n]+。\n", capsys.readouterr().out)


def test_the_day_that_is_left_out_is_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(capsys, "--category phone --bought 2012-01-02 --proof invoice")["coverage"] == "out"


@pytest.mark.parametrize(
    ("options", "code", "field"),
    [
        ("--category phone --bought 2026-12-01 --on 2026-11-30", 1, "bought"),
        ("--category phone --bought 2010-12-01 --on 2026-11-30", 1, "bought"),
        ("--category phone --activated 2026-01-01 --made 2026-02-01 --on 2026-11-30", 1, "activated"),
        ("--category phone --bought 2025-11-30 --part spleen --on 2026-11-30", 1, "part"),
        ("--category toaster --bought 2025-11-30 --on 2026-11-30", 1, "category"),
        ("--category phone --on 2026-11-30", 1, "bought"),
        ("--category phone --bought 2025-11-30 --on 2026-11-30 --repaired-days -1", 1, "repaired_days"),
        ("--category phone --bought 2025-11-30 --on 2026-11-30 --price 12.5", 2, ""),
        ("--bought 2025-11-30", 2, ""),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], options: str, code: int, field: str
) -> None:
    assert main(["coverage", *shlex.split(options), "--json"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(f"mihome-desk: {field}: " if field else "mihome-desk: ")


def test_asking_makes_no_store(no_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answered(capsys, KNOWN)
    assert not (no_store / "nowhere").exists()
