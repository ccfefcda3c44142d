"""What words in a field mean, without a screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk import text
from mihome_desk.catalog import load
from mihome_desk.desk import ModelSeen
from mihome_desk.screens import intake_suggest as suggest
from mihome_desk.screens import intake_times as times
from mihome_desk.screens import intake_understand as understand
from mihome_desk.screens.intake_understand import Facts

NOW = datetime(2026, 11, 22, 12, 30, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("said", "codes", "rest"),
    [
        ("NO_POWER", ["NO_POWER"], ""),
        ("no_power glass", ["NO_POWER", "GLASS"], ""),
        ("14", ["NO_POWER", "BAD_DISPLAY"], ""),
        ("１ ４", ["NO_POWER", "BAD_DISPLAY"], ""),
        ("1,进水", ["NO_POWER", "LIQUID"], ""),
        ("碎屏(外屏)、Wi-Fi 掉线", ["GLASS", "WIFI"], ""),
        ("does not charge", ["NO_CHARGE"], ""),
        ("黑屏 黑屏", ["NO_DISPLAY"], ""),
        ("会唱歌", [], "会唱歌"),
        ("黑屏 会唱歌", [], "黑屏 会唱歌"),
        ("黑屏；会唱歌", ["NO_DISPLAY"], "会唱歌"),
        ("10", [], "10"),
        ("", [], ""),
        (" , ", [], ""),
    ],
)
def test_symptoms(said: str, codes: list[str], rest: str) -> None:
    assert understand.symptoms_of(said) == (tuple(codes), rest)


@given(st.text(max_size=40))
def test_no_word_of_a_complaint_is_lost(said: str) -> None:
    told = understand.symptoms_of(said)
    assert told.codes or not said.strip(" ,、;，；\n") or told.rest


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("1830", "11-22 18:30"),
        ("18：30", "11-22 18:30"),
        ("下午3点", "11-22 15:00"),
        ("3pm", "11-22 15:00"),
        ("明天 10", "11-23 10:00"),
        ("明10", "11-23 10:00"),
        ("tomorrow 9:15", "11-23 09:15"),
        ("后天 1400", "11-24 14:00"),
        ("11-24 10:00", "11-24 10:00"),
        ("1/3 10", "01-03 10:00"),
        ("12月1日 9", "12-01 09:00"),
        ("+2h", "11-22 14:30"),
        ("+1.5小时", "11-22 14:00"),
        ("+90", "11-22 14:00"),
        ("+1d", "11-23 12:30"),
    ],
)
def test_promised_times(said: str, when: str) -> None:
    moment = times.moment_of(said, NOW)
    assert moment is not None
    assert moment > NOW
    assert times.spelled(moment) == when
    assert moment.utcoffset() == NOW.utcoffset()


@pytest.mark.parametrize(
    "said", ["", "soon", "25:00", "1860", "24", "13-45 10", "2月30日 10", "+", "明天", "9999"]
)
def test_what_is_no_time(said: str) -> None:
    assert times.moment_of(said, NOW) is None


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_none(said: str) -> None:
    times.moment_of(said, NOW)
    understand.promised(said, Facts(NOW))


@given(st.integers(1, 500_000))
def test_a_promise_reads_as_it_is_spelled(minutes: int) -> None:
    moment = (NOW + timedelta(minutes=minutes)).replace(second=0)
    assert times.moment_of(times.spelled(moment), NOW) == moment


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("199", 19_900),
        ("199.5", 19_950),
        ("￥1,299.00", 129_900),
        ("１９９", 19_900),
        ("0.01", 1),
        ("120元", 12_000),
    ],
)
def test_yuan(said: str, fen: int) -> None:
    assert understand.fen_of(said) == fen


@pytest.mark.parametrize("said", ["", "-1", "1.234", "1.", "1e3", "免费", "1 2", "99999999"])
def test_no_yuan(said: str) -> None:
    assert understand.fen_of(said) is None


@given(st.integers(0, 999_999_999))
def test_every_fen_comes_back(fen: int) -> None:
    assert understand.fen_of(f"{fen // 100:,}.{fen % 100:02}") == fen


@pytest.mark.parametrize(
    ("at", "left"),
    [("19:59", None), ("20:00", 60), ("20:59", 1), ("21:00", 0), ("23:30", 0), ("09:00", None)],
)
def test_minutes_to_closing(at: str, left: int | None) -> None:
    hour, minute = map(int, at.split(":"))
    assert times.closes_in(NOW.replace(hour=hour, minute=minute), "21:00") == left


@pytest.mark.parametrize(
    ("code", "chosen", "kind"),
    [("2580", "pin", "pin"), ("14789", "pattern", "pattern"), ("a1", "pin", "password")],
)
def test_letters_make_a_password(code: str, chosen: str, kind: str) -> None:
    assert understand.unlock_kind(code, chosen) == kind


def test_models_of_this_store_come_first_and_names_that_begin_so_before_others() -> None:
    seen = (ModelSeen("phone", "Redmi Note 99"),)
    found = [option.value for option in suggest.models("note 9", seen)]
    assert found[0] == "Redmi Note 99"
    assert "Redmi Note 9" in found
    assert suggest.models("小米8", ())[0].value == "Mi 8"
    assert suggest.models("", seen) == ()


def test_a_whole_name_needs_no_completion() -> None:
    assert suggest.completes("redmi note 7", suggest.models("redmi note 7", ())) is None
    completed = suggest.completes("红米note12tur", suggest.models("红米note12tur", ()))
    assert completed is not None
    assert completed.value == "Redmi Note 12 Turbo"


@pytest.mark.parametrize("language", text.LANGUAGES)
@pytest.mark.parametrize("code", load.symptoms())
def test_a_symptom_taken_by_its_name_is_that_symptom(code: str, language: str) -> None:
    text.use(language)
    assert understand.symptoms_of(understand.symptom_words(code)) == ((code,), "")


def test_taking_a_symptom_replaces_the_last_word_alone() -> None:
    text.use("zh_CN")
    (option,) = suggest.symptoms("黑屏、鼓")
    assert option.value == "黑屏、电池鼓包"
