"""Scans told from typing: by shape and speed, over strokes with their times."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.rules import identity
from mihome_desk.ui.scan import GAP_S, Found, Scan, Stroke, find_scan
from tests import builders

TOKEN = "10" + "7" * 28 + "0123456789" * 6 + "12345"
IMEI = builders.IMEI
SERIAL = "12345/ABCDEFGH"
FULL_WIDTH = str.maketrans({character: chr(ord(character) + 0xFEE0) for character in string.printable[:94]})
HAND_S = 0.09


def strokes(*parts: tuple[str, float], begin: float = 100.0) -> list[Stroke]:
    """Texts, each with the seconds before every one of its keys."""
    found, now = [], begin
    for text, pause in parts:
        for character in text:
            now += pause
            found.append(Stroke(character, now))
    return found


def scanned(text: str, pause: float = 0.002) -> list[Stroke]:
    return strokes((text, pause))


@pytest.mark.parametrize("pause", [0.0, 0.001, 0.008, 0.02, 0.034])
@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        (TOKEN, "token", TOKEN),
        ("HTTPS://DESK.EXAMPLE.CN/R/" + TOKEN, "token", TOKEN),
        ("https：、、desk。example。cn、r、" + TOKEN, "token", TOKEN),
        ("黑他谁、日、" + TOKEN.translate(FULL_WIDTH), "token", TOKEN),
        (IMEI, "imei", IMEI),
        (IMEI.translate(FULL_WIDTH), "imei", IMEI),
        ("IMEI:" + IMEI, "imei", IMEI),
        (identity.barcode(identity.ticket_number("BJ001", date(2026, 11, 22), 7)), "barcode", None),
        (SERIAL, "sn", SERIAL),
        ("12345、ABCDEFGH", "sn", SERIAL),
        ("SN:" + SERIAL, "sn", SERIAL),
        ("3A8F00B2C19D44", "sn", "3A8F00B2C19D44"),
    ],
)
def test_a_known_shape_at_a_scanners_speed(text: str, kind: str, meant: str | None, pause: float) -> None:
    found = find_scan(scanned(text, pause))
    assert found is not None
    assert found.start == 0
    assert found.scan == Scan(kind, meant or text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        TOKEN[:94],
        "7" + TOKEN[:94],
        "7" * 95,
        IMEI[:-1] + str((int(IMEI[-1]) + 1) % 10),
        "1" + IMEI,
        IMEI + "1",
        "X" + IMEI,
        "6901443012345",
        "13800001111",
        "0" * 15,
        "000000000000",
        "redmi12cpro5g",
        "REDMINOTEPRO",
        "欧阳春晓的手机屏幕碎了",
        "nihao zhongguo",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_any_other_burst_into_a_field_is_typing(text: str) -> None:
    assert find_scan(scanned(text)) is None


@pytest.mark.parametrize("text", [TOKEN, IMEI, SERIAL])
def test_a_shape_typed_by_hand_is_typing(text: str) -> None:
    assert find_scan(strokes((text, HAND_S))) is None


def test_a_held_key_is_no_scan_even_where_no_field_has_the_focus() -> None:
    assert find_scan(scanned("1" * 60, 0.033), any_shape=True) is None
    assert find_scan(scanned("j" * 60, 0.002), any_shape=True) is None


def test_where_no_field_has_the_focus_any_run_that_no_hand_types_is_one() -> None:
    assert find_scan(scanned("6901443012345"), any_shape=True) == Found(0, Scan("other", "6901443012345"))
    assert find_scan(strokes(("6901443012345", HAND_S)), any_shape=True) is None


def test_what_was_typed_before_stays_typed() -> None:
    before = "屏幕 12"
    found = find_scan(strokes((before, HAND_S), (IMEI[0], HAND_S), (IMEI[1:], 0.003)))
    assert found == Found(len(before), Scan("imei", IMEI))


def test_a_machine_that_stops_in_the_middle_of_a_scan_still_sees_it() -> None:
    stalled = strokes((IMEI[:6], 0.001), (IMEI[6], 0.2), (IMEI[7:], 0.001))
    assert find_scan(stalled) == Found(0, Scan("imei", IMEI))


def test_a_stall_splits_no_serial_number_and_typing_before_it_stays() -> None:
    stalled = strokes(
        ("D0D", HAND_S), (SERIAL[0], HAND_S), (SERIAL[1:7], 0.012), (SERIAL[7:8], 0.09), (SERIAL[8:], 0.012)
    )
    assert find_scan(stalled) == Found(3, Scan("sn", SERIAL))


def test_letters_typed_before_digits_make_no_serial_number_of_them() -> None:
    assert find_scan(strokes(("AB", HAND_S), ("6", HAND_S), ("941449442570", 0.001))) is None


def test_a_stall_in_the_link_before_a_token_leaves_nothing_of_it_behind() -> None:
    link = "HTTPS://HQ.EXAMPLE.CN/R/"
    stalled = strokes(
        ("RRm", HAND_S), (link[0], 0.2), (link[1:9], 0.012), (link[9], 0.1), (link[10:] + TOKEN, 0.012)
    )
    assert find_scan(stalled) == Found(3, Scan("token", TOKEN))


def test_two_scans_of_which_the_first_was_not_taken() -> None:
    found = find_scan(strokes((IMEI, 0.002), (IMEI[0], 0.3), (IMEI[1:], 0.002)))
    assert found == Found(15, Scan("imei", IMEI))


typed_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)


@given(typed_text, st.floats(0.06, 1.5), st.sampled_from([TOKEN, IMEI, SERIAL]), st.floats(0, 0.03))
def test_a_scan_after_typing_takes_its_own_strokes_and_no_others(
    before: str, hand: float, shape: str, pause: float
) -> None:
    found = find_scan(strokes((before, hand), (shape[0], GAP_S + 0.02), (shape[1:], pause)))
    assert found is not None
    assert found.scan.text == shape
    assert found.start == len(before)


@given(typed_text, st.floats(0.06, 0.5))
def test_no_hand_scans(text: str, pause: float) -> None:
    assert find_scan(strokes((text, pause)), any_shape=True) is None


@given(st.text(string.ascii_letters + string.digits + " /:", min_size=8, max_size=40))
def test_no_burst_means_two_things(text: str) -> None:
    found = find_scan(scanned(text))
    if found is not None and found.scan.kind == "imei":
        assert identity.imei_problem(found.scan.text) is None
        assert text.endswith(found.scan.text)
