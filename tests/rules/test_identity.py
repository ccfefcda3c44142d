"""What the counter may trust: device numbers, phone numbers, ticket numbers, tokens, words."""

import os
import re
import subprocess
import sys
import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.rules.identity import (
    MAX_SERIAL,
    Token,
    barcode,
    clean_text,
    fold,
    hidden_digits,
    imei_problem,
    key_id,
    luhn_digit,
    mask_phone,
    number_from_barcode,
    open_token,
    phone_normal,
    seal_token,
    sn_ok,
    text_problem,
    ticket_number,
    uuid7,
)

IMEIS = (
    "490154203237518",
    "352099001761481",
    "862471041234568",
    "863265041234563",
    "868617031234562",
    "867513061234567",
)
SECRET = b"a store's own secret, 32 bytes.."
OTHER = b"another store's secret, 32 bytes"
SECRETS = {key_id(SECRET): SECRET, key_id(OTHER): OTHER}
TICKET = uuid7(1_795_312_800_000, bytes(range(10)))
KNOWN_KEY_ID = 0xD38E28D2
KNOWN_TOKEN = (
    "10215472889102929732315379324520021824641345801640030471243464552188790765753902086420639915814"
)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

days = st.dates(date(2010, 1, 1), date(2099, 12, 31))
serials = st.integers(1, MAX_SERIAL)
noise = st.binary(min_size=10, max_size=16)
uuids7 = st.builds(uuid7, st.integers(0, (1 << 48) - 1), noise)


def token(**changes: object) -> Token:
    fields: dict[str, object] = {
        "key_id": key_id(SECRET),
        "store_uid": 0x0123456789AB,
        "ticket": TICKET,
        "serial": 7,
        "generation": 0,
    }
    return Token(**(fields | changes))  # type: ignore[arg-type]


def with_digit(text: str, place: int, digit: str) -> str:
    return text[:place] + digit + text[place + 1 :]


# Folding


def test_full_width_input_is_read_as_ascii() -> None:
    assert fold("\u3000ＩＭＥＩ：８６２４７１０４／Ａ\u3000Ｂ \r\n") == "IMEI:86247104/A B"


@given(st.text())
def test_folding_touches_nothing_else(text: str) -> None:
    kept = re.sub(r"[\uff01-\uff5e\u3000]", "", text)
    assert fold(kept) == kept.strip()
    assert fold(fold(text)) == fold(text)


# IMEI and SN


@pytest.mark.parametrize("imei", IMEIS)
def test_a_true_imei_passes_and_no_single_slip_of_a_digit_does(imei: str) -> None:
    assert imei_problem(imei) is None
    assert imei_problem(f" {imei.translate(FULL_WIDTH)}\r") is None
    for place in range(15):
        for digit in set("0123456789") - {imei[place]}:
            assert imei_problem(with_digit(imei, place, digit)) == "imei_check"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "49015420323751",  # without its check digit
        "4901542032375180",  # IMEISV
        "49-015420-323751-8",
        "49015420323751X",
        "49015420323751\u0668",  # an Arabic-Indic 8
    ],
)
def test_anything_but_fifteen_digits_is_no_imei(text: str) -> None:
    assert imei_problem(text) == "imei_length"


@pytest.mark.parametrize(
    "text", ["12345/ABC123", "12345/abc123def45678", "8A7B6C5D", "ｘ" * 20, " 8A7B6C5D "]
)
def test_serial_numbers_of_both_shapes_are_taken(text: str) -> None:
    assert sn_ok(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234567",
        "A" * 21,
        "1234/ABC123",
        "12345/ABC12",
        "12345/" + "A" * 15,
        "8A7B 6C5D",
        "ABCDEFß",
        "八A7B6C5D",
    ],
)
def test_other_shapes_are_no_serial_number(text: str) -> None:
    assert not sn_ok(text)


# Phone numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812341234", "13812341234"),
        ("138 1234 1234", "13812341234"),
        ("138-1234-1234", "13812341234"),
        ("138—1234—1234", "13812341234"),
        ("+86 138 1234 1234", "13812341234"),
        ("＋８６１３８１２３４１２３４", "13812341234"),
        ("008613812341234", "13812341234"),
        ("86 13812341234", "13812341234"),
        ("\u202d138 1234 1234\u202c", "13812341234"),
        ("010-62345678", "01062345678"),
        ("(010) 6234 5678", "01062345678"),
        ("（０１０）６２３４５６７８", "01062345678"),
        ("+86 10 6234 5678", "01062345678"),
        ("0755 1234 5678", "075512345678"),
        ("400-100-5678", "4001005678"),
        ("+852 6123 4567", "+85261234567"),
        ("00852 61234567", "+85261234567"),
        ("+44 20 7946 0018", "+442079460018"),
    ],
)
def test_one_number_has_one_spelling(typed: str, kept: str) -> None:
    assert phone_normal(typed) == kept
    assert phone_normal(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "王先生",
        "1381234123",
        "138123412345",
        "12812341234",
        "62345678",
        "10086",
        "138-1234-12E4",
        "010-62345678 ext 8",
        "+999 1234567",
        "138+12341234",
        "١٣٨١٢٣٤١٢٣٤",
    ],
)
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    assert phone_normal(typed) is None


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "＋８６ "]))
def test_mobiles_of_every_block_pass_even_of_blocks_not_yet_listed(mobile: str, prefix: str) -> None:
    assert phone_normal(prefix + mobile) == mobile


@given(st.from_regex(r"(0[1-9]|[2-9]|(\+|00)[1-9])[0-9]{6,12}", fullmatch=True))
def test_a_normal_number_stays_as_it_is(typed: str) -> None:
    kept = phone_normal(typed)
    assert kept is None or (re.fullmatch(r"\+?[0-9]+", kept) and phone_normal(kept) == kept)


@pytest.mark.parametrize(
    ("phone", "masked", "hidden"),
    [
        ("13812341234", "138****1234", "1234"),
        ("13856781234", "138****1234", "5678"),
        ("01062345678", "010****5678", "6234"),
        ("+85261234567", "+852****4567", "6123"),
        ("138 5678 1234", "138****1234", "5678"),
        ("10086", "****6", "1008"),
        ("", "", ""),
    ],
)
def test_papers_hide_four_digits(phone: str, masked: str, hidden: str) -> None:
    assert mask_phone(phone) == masked
    assert hidden_digits(phone) == hidden


@given(st.from_regex(r"\+?[0-9]{4,15}", fullmatch=True))
def test_the_hidden_digits_fill_the_mask(phone: str) -> None:
    assert mask_phone(phone).replace("****", hidden_digits(phone)) == phone


# Ticket numbers


@pytest.mark.parametrize(("digits", "check"), [("7992739871", "3"), ("49015420323751", "8"), ("0", "0")])
def test_luhn_digit_of_published_examples(digits: str, check: str) -> None:
    assert luhn_digit(digits) == check


@given(st.from_regex(r"[0-9]{1,14}", fullmatch=True))
def test_luhn_digit_agrees_with_stdnum(digits: str) -> None:
    from stdnum import luhn

    assert luhn_digit(digits) == luhn.calc_check_digit(digits)


@pytest.mark.parametrize("text", ["", "12a", "１２", "-1"])
def test_luhn_digit_wants_digits(text: str) -> None:
    with pytest.raises(ValueError, match="not digits"):
        luhn_digit(text)


def test_a_ticket_number_reads_store_day_serial_check() -> None:
    day = date(2026, 11, 22)
    assert ticket_number("BJ001", day, 7) == "BJ001-261122-00071"
    assert ticket_number("BJ-001", day, 12_345) == "BJ-001-261122-123456"


@pytest.mark.parametrize("serial", [0, -1, MAX_SERIAL + 1])
def test_a_serial_that_the_barcode_cannot_hold_is_an_error(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        ticket_number("BJ001", date(2026, 11, 22), serial)


@given(days, serials, st.sampled_from(["", "-2", "-B2", "b", "·二"]))
def test_the_barcode_leads_back_to_the_number(day: date, serial: int, suffix: str) -> None:
    number = ticket_number("BJ001", day, serial)
    digits = barcode(number + suffix)
    assert re.fullmatch(r"[0-9]{12}", digits)
    found = number_from_barcode(digits.translate(FULL_WIDTH) + "\r\n")
    assert found is not None
    assert f"BJ001-{found[0]}-{found[1]}" == number


def test_a_barcode_with_one_wrong_digit_opens_nothing() -> None:
    for serial in (7, 12_345):
        good = barcode(ticket_number("BJ001", date(2026, 11, 22), serial))
        # A changed first digit may move the fields apart, the check digit still sees it.
        for place in range(12):
            for digit in set("0123456789") - {good[place]}:
                assert number_from_barcode(with_digit(good, place, digit)) is None


@pytest.mark.parametrize(
    "text", ["", "0261122000", "02611220007X", "026132200071", "000000000000", "6901234567892"]
)
def test_other_barcodes_are_none_of_ours(text: str) -> None:
    assert number_from_barcode(text) is None


@pytest.mark.parametrize("text", ["", "BJ001", "BJ001-261122-0007", "261122-00071"])
def test_only_ticket_numbers_have_a_barcode(text: str) -> None:
    with pytest.raises(ValueError, match="not a ticket number"):
        barcode(text)


# Row ids


def test_uuid7_matches_the_example_of_the_standard() -> None:
    # RFC 9562, appendix A.6
    bits = 0xCC3 << 62 | 0x18C4DC0C0C07398F
    assert uuid7(0x017F22E279B0, bits.to_bytes(10, "big")) == uuid.UUID(
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    )


@given(
    st.integers(0, (1 << 48) - 2), st.binary(min_size=10, max_size=16), st.binary(min_size=10, max_size=16)
)
def test_uuid7_sorts_by_time(at_ms: int, early: bytes, late: bytes) -> None:
    first, second = uuid7(at_ms, early), uuid7(at_ms + 1, late)
    assert first < second
    assert first.version == 7
    assert first.variant == uuid.RFC_4122
    assert first.int >> 80 == at_ms


@pytest.mark.parametrize(("at_ms", "drawn"), [(-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9))])
def test_uuid7_refuses_what_does_not_fit(at_ms: int, drawn: bytes) -> None:
    with pytest.raises(ValueError, match=r"time|random"):
        uuid7(at_ms, drawn)


# Receipt tokens


def test_a_token_on_paper_never_changes() -> None:
    """Slips stay valid for years: a change of these digits breaks every slip already printed."""
    assert key_id(SECRET) == KNOWN_KEY_ID
    assert seal_token(token(), SECRET) == KNOWN_TOKEN


@given(st.integers(0, (1 << 48) - 1), uuids7, st.integers(0, (1 << 17) - 1), st.integers(0, 255))
def test_a_sealed_token_opens_again(store_uid: int, ticket: uuid.UUID, serial: int, generation: int) -> None:
    whole = token(store_uid=store_uid, ticket=ticket, serial=serial, generation=generation)
    text = seal_token(whole, SECRET)
    assert re.fullmatch(r"10[0-9]{93}", text)
    assert open_token(text, SECRETS) == whole


@pytest.mark.parametrize(
    "scanned",
    [
        "{}",
        "HTTPS://HQ.EXAMPLE.CN/R/{}",
        "https：、、hq。example。cn、r、{}\r\n",
        "HTTPS://HQ.EXAMPLE.CN/R/{}\t",
        "\u3000{} ",
        "123456{}",
    ],
)
def test_whatever_an_input_method_does_to_the_url_the_digits_open(scanned: str) -> None:
    text = seal_token(token(), SECRET)
    assert open_token(scanned.format(text), SECRETS) == token()
    assert open_token(scanned.format(text.translate(FULL_WIDTH)), SECRETS) == token()


def test_every_single_wrong_digit_is_refused() -> None:
    text = seal_token(token(), SECRET)
    for place in range(95):
        for digit in set("0123456789") - {text[place]}:
            assert open_token(with_digit(text, place, digit), SECRETS) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10",
        "10" + "0" * 93,
        "10" + "9" * 93,
        "9" * 95,
        seal_token(token(), SECRET)[1:],
        seal_token(token(), SECRET) + "0",
        seal_token(token(), SECRET) + "/",
        seal_token(token(), SECRET)[:50] + " " + seal_token(token(), SECRET)[50:],
        seal_token(token(), SECRET)[:-1] + "\u0663",
    ],
)
def test_what_is_no_token_opens_nothing(text: str) -> None:
    assert open_token(text, SECRETS) is None


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert open_token(text, SECRETS) is None


def test_a_token_of_another_store_needs_its_secret() -> None:
    text = seal_token(token(), SECRET)
    assert open_token(text, {key_id(OTHER): OTHER}) is None
    assert open_token(text, {key_id(SECRET): OTHER}) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"store_uid": 1 << 48},
        {"store_uid": -1},
        {"serial": 1 << 17},
        {"generation": 256},
        {"ticket": uuid.UUID("12345678-1234-4234-8234-123456789abc")},
        {"ticket": uuid.UUID(int=0)},
        {"key_id": key_id(OTHER)},
    ],
)
def test_a_token_that_could_not_be_opened_is_not_sealed(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"fit|version 7|key id"):
        seal_token(token(**changes), SECRET)


# Words


def test_words_are_composed_and_their_lines_end_alike() -> None:
    assert clean_text("Cafe\u0301\r\n屏幕\r碎") == "Café\n屏幕\n碎"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("屏幕碎了，王先生的 Mi 9 👍🏽 𠮷", None),
        ("字" * 40, None),
        ("字" * 41, "text_long"),
        ("a\nb", "text_control"),
        ("a\tb", "text_control"),
        ("a\x00b", "text_control"),
        ("a\x7fb", "text_control"),
        ("a\x85b", "text_control"),
        ("a\u2028b", "text_control"),
        ("a\u2029b", "text_control"),
        ("\ufeffa", "text_control"),
        ("a\uffff", "text_control"),
        ("a\ufffeb", "text_control"),
        *[(f"a{mark}b", "text_bidi") for mark in "\u061c\u200e\u200f\u202a\u202e\u2066\u2069"],
        ("a\ud800b", "text_surrogate"),
        (chr(0xDFFF), "text_surrogate"),
    ],
)
def test_what_a_name_may_not_hold(text: str, problem: str | None) -> None:
    assert text_problem(text, 40, lines=False) == problem


def test_words_of_several_lines_may_break() -> None:
    assert text_problem("屏幕碎\n不开机", 2000, lines=True) is None
    assert text_problem("屏幕碎\r不开机", 2000, lines=True) == "text_control"
    assert text_problem("屏幕碎\u2028不开机", 2000, lines=True) == "text_control"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Zl", "Zp"])))
def test_ordinary_words_pass(text: str) -> None:
    assert text_problem(text, len(text), lines=False) is None


# The way to the first frame


def test_importing_it_waits_for_what_is_slow() -> None:
    check = (
        "import sys, mihome_desk.rules.identity\n"
        "print(*sorted({'stdnum', 'phonenumbers', 'hashlib', 'hmac'} & set(sys.modules)))"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", check], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
