"""All clocks of a ticket: what runs, what is left, which burns next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.catalog import legal as legal_limits
from mihome_desk.catalog import warranty
from mihome_desk.rules import deadlines
from mihome_desk.rules.clock import Boot
from mihome_desk.rules.deadlines import Covered, Deadline, LegalDays, Stored, heat
from mihome_desk.rules.moment import Instant, Moment

ZONE = "Asia/Shanghai"
PHONE = LegalDays(7, 30, 60)
STEPS = ((30, "remind"), (60, "notice"), (90, "settle"))
HOUR, DAY = 3_600_000, 86_400_000


def local(day: str, time: str = "12:00") -> int:
    """UTC ms of a local time in Shanghai."""
    return round(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)


def legal(
    since: str, now: str, *, parts_days: int | None = None, lent: bool = False, **limits: int
) -> dict[str, Deadline]:
    """The legal clocks by kind, both days at noon."""
    days = PHONE._replace(**limits)
    waited = None if parts_days is None else parts_days * DAY
    found = deadlines.legal(Covered(local(since), waited, lent), days, local(now), ZONE)
    return {each.kind: each for each in found}


# Legal clocks. Source: facts/service-rules.md 1.1 (loaner after 7 days; 30 days repairer, 60 days parts)


@pytest.mark.parametrize(
    ("now", "days"),
    [("2026-11-01", 7), ("2026-11-07", 1), ("2026-11-08", 0), ("2026-11-09", -1), ("2026-12-01", -23)],
)
def test_a_loaner_is_due_when_the_seventh_day_has_ended(now: str, days: int) -> None:
    clock = legal("2026-11-01", now)["loaner"]
    assert clock.days == days
    assert (clock.left_ms < 0) is (days < 0)
    assert clock.limit == 7


def test_a_loaner_that_was_lent_is_due_no_more() -> None:
    assert set(legal("2026-11-01", "2026-11-20", lent=True)) == {"exchange"}


def test_a_category_without_a_loaner_has_no_such_clock() -> None:
    assert set(legal("2026-11-01", "2026-11-02", loaner=0)) == {"exchange"}
    assert legal("2026-11-01", "2026-11-02", loaner=0, exchange=0, parts=0) == {}


@pytest.mark.parametrize(
    ("parts_days", "now", "rule", "days"),
    [
        (None, "2026-11-21", "exchange_own", 10),
        (0, "2026-11-21", "exchange_own", 10),
        (12, "2026-11-21", "exchange_own", 22),
        (40, "2026-12-11", "exchange_parts", 20),
        (None, "2026-12-02", "exchange_own", -1),
    ],
)
def test_days_waiting_for_parts_are_not_the_repairers_own(
    parts_days: int | None, now: str, rule: str, days: int
) -> None:
    """Sent in on 1 November: 30 days of the repairer's own end on 1 December, 60 for parts on 31 December."""
    clock = legal("2026-11-01", now, parts_days=parts_days)["exchange"]
    assert (clock.rule, clock.days) == (rule, days)


@given(
    since=st.dates(date(2020, 1, 1), date(2030, 1, 1)), after=st.integers(0, 400), parts=st.integers(0, 100)
)
def test_a_clock_of_days_counts_calendar_days_and_ends_at_midnight(
    since: date, after: int, parts: int
) -> None:
    now = since + timedelta(days=after)
    found = legal(since.isoformat(), now.isoformat(), parts_days=parts)
    assert found["loaner"].days == 7 - after
    for clock in found.values():
        assert clock.days is not None
        assert clock.left_ms == clock.days * DAY + 12 * HOUR
    assert found["exchange"].days in {30 + parts - after, 60 - after}
    assert found["exchange"].days == min(30 + parts, 60) - after


def test_the_limits_are_those_of_the_warranty_rules() -> None:
    parsed = {category: warranty.legal_days(category) for category in warranty.service_rules()["categories"]}
    assert legal_limits.limits() == parsed
    assert legal_limits.limits()["phone"] == PHONE


# Storage


@pytest.mark.parametrize(
    ("days", "taken", "rules"),
    [
        (0, (), ["remind"]),
        (29, (), ["remind"]),
        (30, (), ["remind"]),
        (61, (), ["remind", "notice"]),
        (61, ("remind",), ["notice"]),
        (31, ("remind",), ["notice"]),
        (200, ("remind", "notice"), ["settle"]),
        (200, ("remind", "notice", "settle"), []),
    ],
)
def test_steps_of_storage_come_in_their_days_and_go_when_they_are_taken(
    days: int, taken: tuple[str, ...], rules: list[str]
) -> None:
    now = local("2026-01-01") + days * DAY
    found = deadlines.storage(Stored(local("2026-01-01"), taken), STEPS, now, ZONE)
    assert [each.rule for each in found] == rules


# The hour, a promise, a centre's twelve hours


def test_a_promise_for_the_end_of_the_hour_is_that_hour() -> None:
    opened = local("2026-11-22")
    assert deadlines.promise(opened, opened + HOUR, opened, in_the_hour=True) is None
    later = deadlines.promise(opened, opened + HOUR, opened, in_the_hour=False)
    assert later is not None
    assert later.left_ms == HOUR
    soon = deadlines.promise(opened, opened + HOUR // 2, opened, in_the_hour=True)
    assert soon is not None
    assert soon.left_ms == HOUR // 2


def test_the_twelve_hours_run_from_the_scan_and_prove_no_more_than_the_boots_do() -> None:
    scanned = Moment(5, 0, 1_000, "a")
    clock, passed = deadlines.mail_in(scanned, Instant(0, 1_000 + 3 * HOUR, "a"), {})
    assert (clock.left_ms, passed.at_most) == (9 * HOUR, 3 * HOUR)
    boots = {"a": Boot("a", 0, 1_000 + HOUR, 1), "b": Boot("b", 500, 500, 9)}
    clock, passed = deadlines.mail_in(scanned, Instant(99 * HOUR, 500 + HOUR, "b"), boots)
    assert (clock.left_ms, passed.at_most) == (10 * HOUR, None)


# What burns next


def clock(kind: str, left_ms: int, days: int | None = None) -> Deadline:
    return Deadline(kind, 0, left_ms, kind, days)  # type: ignore[arg-type]


def test_an_hour_that_is_over_while_somebody_else_is_waited_for_burns_no_more() -> None:
    late, due = clock("hour", -5), clock("exchange", 3 * DAY, 2)
    assert deadlines.burning([late, due], waits=False) is late
    assert deadlines.burning([late, due], waits=True) is due
    assert deadlines.burning([late], waits=True) is None


def test_what_the_law_says_burns_whoever_is_waited_for() -> None:
    over = clock("exchange", -3 * DAY, -3)
    assert deadlines.burning([over], waits=True) is over


def test_a_step_of_storage_burns_from_its_day_on() -> None:
    assert deadlines.burning([clock("storage", DAY, 1)], waits=False) is None
    due = clock("storage", HOUR, 0)
    assert deadlines.burning([due], waits=False) is due


def test_days_that_are_over_are_work_of_today_below_the_minutes_and_above_tomorrow() -> None:
    evening = 9 * HOUR
    order = [
        clock("hour", -HOUR),
        clock("hour", 10 * 60_000),
        clock("exchange", evening - 20 * DAY, -20),
        clock("loaner", evening - DAY, -1),
        clock("storage", evening, 0),
        clock("mail_in", 11 * HOUR),
        clock("loaner", evening + DAY, 1),
    ]
    assert sorted(order[3:] + order[:3], key=heat) == order


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["hour", "mail_in", "loaner", "exchange"]), st.integers(-90 * DAY, 90 * DAY)
        ),
        min_size=1,
    )
)
def test_the_one_that_burns_next_is_the_first_in_the_order(found: list[tuple[str, int]]) -> None:
    clocks = [clock(kind, left, left // DAY if kind in deadlines.IN_DAYS else None) for kind, left in found]
    assert deadlines.burning(clocks, waits=False) == min(clocks, key=heat)
