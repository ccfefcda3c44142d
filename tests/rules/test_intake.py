"""Taking a device in: every field that can be wrong is refused at its name, and what is right is kept clean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mihome_desk.rules.front import Arrival
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven, PhotoGiven, TicketOpened
from mihome_desk.rules.moment import Moment
from mihome_desk.rules.progress import Note
from tests.builders import IMEI, NOON, PHONE, Case, open_ticket, post, refused

DEVICE = DeviceGiven("phone", "Redmi Note 7", imei=IMEI)


def opened(**changes: Any) -> TicketOpened:
    [event] = Case().decide(open_ticket(**changes)).events
    assert isinstance(event, TicketOpened)
    return event


def test_a_ticket_takes_the_next_number_of_the_day_and_starts_its_clock() -> None:
    case = Case(serial=6).do(open_ticket())

    assert case.state.number == "BJ001-261122-00071"
    assert case.state.opened == Moment(1, *case.clock.now())
    assert case.state.stage == "received"


DEVICES: list[tuple[dict[str, Any], str, str]] = [
    ({"imei": "490154203237519"}, "imei_check", "device.imei"),
    ({"imei": "49015420323751"}, "imei_length", "device.imei"),
    ({"imei": "4901542032375180"}, "imei_length", "device.imei"),
    ({"imei": "49015420323751X"}, "imei_length", "device.imei"),
    ({"imei2": IMEI}, "same_imei", "device.imei2"),
    ({"sn": "short"}, "bad_sn", "device.sn"),
    ({"sn": "ABCDEFGß"}, "bad_sn", "device.sn"),
    ({"model": "  "}, "empty", "device.model"),
    ({"model": "x" * 41}, "text_long", "device.model"),
    ({"model": "a\nb"}, "text_control", "device.model"),
    ({"colour": "a\u202eb"}, "text_bidi", "device.colour"),
    ({"storage": "\ud800"}, "text_surrogate", "device.storage"),
    ({"category": "toaster"}, "not_choice", "device.category"),
]


@pytest.mark.parametrize(("changes", "code", "field"), DEVICES)
def test_a_wrong_device_field_is_refused_at_its_name(changes: dict[str, Any], code: str, field: str) -> None:
    assert refused(Case().decide(open_ticket(device=replace(DEVICE, **changes)))) == (code, field)


REST: list[tuple[dict[str, Any], str, str]] = [
    ({"customer": Customer("", PHONE)}, "empty", "customer.name"),
    ({"customer": Customer("张" * 41, PHONE)}, "text_long", "customer.name"),
    ({"customer": Customer("张\u0007三", PHONE)}, "text_control", "customer.name"),
    ({"customer": Customer("\u2066张", PHONE)}, "text_bidi", "customer.name"),
    ({"customer": Customer("\udcff", PHONE)}, "text_surrogate", "customer.name"),
    ({"customer": Customer("张三", "")}, "empty", "customer.phone"),
    ({"customer": Customer("张三", "12345678901")}, "bad_phone", "customer.phone"),
    ({"customer": Customer("张三", "1381234123")}, "bad_phone", "customer.phone"),
    ({"customer": Customer("张三", PHONE, "\x00")}, "text_control", "customer.brought_by"),
    ({"faults": (), "complaint": " \n "}, "empty", "complaint"),
    ({"faults": (FaultGiven(),)}, "empty", "faults.0.words"),
    ({"faults": (FaultGiven("NO_POWER"),) * 51}, "out_of_range", "faults"),
    ({"faults": (FaultGiven("NO_POWER"), FaultGiven("NOPE"))}, "unknown_symptom", "faults.1.symptom"),
    ({"complaint": "x" * 2_001}, "text_long", "complaint"),
    ({"complaint": "\ud83d" * 30_000}, "text_long", "complaint"),
    ({"condition": "\x1b[2J"}, "text_control", "condition"),
    ({"promised_at": -1}, "out_of_range", "promised_at"),
    ({"promised_at": 2**53}, "out_of_range", "promised_at"),
    ({"intake_started_at": 2**53}, "out_of_range", "intake_started_at"),
    ({"arrival": 3}, "unknown_arrival", "arrival"),
    ({"arrival": 0}, "unknown_arrival", "arrival"),
]


@pytest.mark.parametrize(("changes", "code", "field"), REST)
def test_a_wrong_field_is_refused_at_its_name(changes: dict[str, Any], code: str, field: str) -> None:
    assert refused(Case().decide(open_ticket(**changes))) == (code, field)


def test_a_full_day_is_refused() -> None:
    assert refused(Case(serial=99_999).decide(open_ticket())) == ("day_full", "")


def test_full_width_input_and_composed_letters_are_folded_not_refused() -> None:
    event = opened(
        customer=Customer("Ame\u0301lie", " １３８ ５６７８ １２３４ "),
        device=replace(DEVICE, imei="４９０１５４２０３２３７５１８", sn="１２３４５/abc１２３"),
    )

    assert (event.name, event.phone) == ("Amélie", PHONE)
    assert (event.device.imei, event.device.sn) == (IMEI, "12345/ABC123")


def test_words_keep_their_line_breaks_and_two_thousand_characters() -> None:
    event = opened(complaint="屏" * 1_000 + "\r\n" + "幕" * 999)

    assert event.complaint == "屏" * 1_000 + "\n" + "幕" * 999


def test_nobody_asked_stays_nobody_asked() -> None:
    state = Case().open().state

    assert (state.account_out, state.backup_consent) == (None, None)


def test_a_fault_brings_the_items_of_its_symptom_that_are_on_the_devices_list() -> None:
    assert Case().open().state.faults[0].items == ("PWR", "CHG", "BAT")


def test_an_arrival_is_remembered_with_its_moment() -> None:
    at = Moment(3, NOON, 5, "b")
    case = Case(arrival=Arrival("A", "2026-11-22", 3, at)).do(open_ticket(arrival=3))

    assert case.state.arrived == at


def test_a_note_needs_words() -> None:
    assert refused(Case().open().decide(Note("T", " "))) == ("empty", "words")
    assert refused(Case().open().decide(Note("T", "x" * 2_001))) == ("text_long", "words")


def test_settling_a_failure_is_the_managers_word() -> None:
    case = Case().open("repairing").do(post(TCH="fail"))
    settle = Note("T", "glass replaced free of charge", ("TCH",))

    assert refused(case.decide(settle, signature="none")) == ("needs_manager", "manager_pin")
    assert refused(case.decide(settle, signature="wrong")) == ("bad_pin", "manager_pin")
    assert refused(case.decide(replace(settle, settles=("LCD",)))) == ("no_regression", "settles.0")
    case.do(settle, signature="manager")
    assert case.state.regressions == ()


@pytest.mark.parametrize("spelled", ["no_power", "NO-POWER", " No_Power "])
def test_a_symptoms_code_may_be_spelled_as_one_likes(spelled: str) -> None:
    case = Case().open(faults=(FaultGiven(spelled),))

    assert case.state.faults[0].symptom == "NO_POWER"


def test_what_was_said_about_the_price_is_kept() -> None:
    case = Case().open(estimate=10_000, ceiling=10_000)
    assert (case.state.estimate, case.state.ceiling) == (10_000, 10_000)

    nobody_asked = Case().open().state
    assert (nobody_asked.estimate, nobody_asked.ceiling) == (None, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"estimate": 10_000, "ceiling": 9_999}, ("ceiling_low", "ceiling")),
        ({"estimate": -1}, ("negative", "estimate")),
        ({"ceiling": 1_000_000_001}, ("out_of_range", "ceiling")),
        ({"photos": (PhotoGiven("a.jpg", "0" * 63),)}, ("bad_sha256", "photos.0.sha256")),
        ({"photos": (PhotoGiven("", "0" * 64),)}, ("empty", "photos.0.name")),
        ({"photos": (PhotoGiven("a.jpg", "0" * 64),) * 21}, ("out_of_range", "photos")),
        (
            {"customer": Customer("张三", "13856781234", collects="x" * 41)},
            ("text_long", "customer.collects"),
        ),
    ],
)
def test_estimate_photos_and_who_collects_are_checked(
    changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert refused(Case().decide(open_ticket(**changes))) == expected


def test_a_photo_is_known_by_its_sum_and_its_name_is_private() -> None:
    name, digest = "2026-11-22 张三 屏幕.jpg", "AB" * 32
    case = Case().open(photos=(PhotoGiven(name, digest),))

    assert case.state.photos == (digest.lower(),)
    assert case.personal["photo_names"] == [name]
    assert {"photo_names", "collects"} <= TicketOpened.PRIVATE


def test_who_will_collect_is_kept_apart_from_who_brought_it() -> None:
    case = Case().open(customer=Customer("张三", "13856781234", "李四", "王五"))

    assert (case.personal["brought_by"], case.personal["collects"]) == ("李四", "王五")


def test_how_late_a_ticket_was_typed_is_known_within_one_boot() -> None:
    came = Arrival("A", "2026-11-22", 3, Moment(3, NOON, 5, "boot-1"))
    case = Case(arrival=came)
    case.clock.uptime_ms = 65_005
    case.do(open_ticket(arrival=3, intake_started_at=case.clock.at_ms - 40_000))

    assert (case.state.arrival_gap, case.state.typing) == (65_000, 40_000)
    other_boot = Case(arrival=replace(came, at=came.at._replace(boot="b"))).do(open_ticket(arrival=3))
    assert (other_boot.state.arrival_gap, other_boot.state.typing) == (None, None)
    later = Case().open(intake_started_at=NOON + 5_000)
    assert later.state.typing == 0
