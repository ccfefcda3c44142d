"""Plain text for the command line: columns by cell width, and the times beside the rate."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from mihome_desk import text
from mihome_desk.desk import Desk
from mihome_desk.rules.intake import Customer
from mihome_desk.tools import listing
from tests.builders import FakeClock, ok, open_ticket, store, walk


@pytest.fixture(params=text.LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = text.current()
    text.use(request.param)
    yield request.param
    text.use(before)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = store(tmp_path, FakeClock())
    yield desk
    desk.close()


def test_the_columns_of_the_board_keep_their_width_in_both_languages(desk: Desk, language: str) -> None:
    for name in ("张三", "欧阳娜娜", "Li", ""):
        ok(desk.do(open_ticket(customer=Customer(name or "无名", "13856781234"))))
    walk(desk, "repairing")
    *rows, rate = listing.board_text(desk.board(), practice=False).splitlines()

    assert len(rows) == 5
    assert len({cell_len(row) for row in rows}) == 1
    assert "0" in rate


def test_an_empty_board_says_so(desk: Desk, language: str) -> None:
    first, rate = listing.board_text(desk.board(), practice=False).splitlines()

    assert first == ("No open tickets." if language == "en" else "没有在店工单。")
    assert "—" in rate


def test_times_nobody_measured_are_dashes(language: str) -> None:
    none = {
        "arrived": 0,
        "gap_median_s": None,
        "gap_max_s": None,
        "typing_median_s": 61,
        "typing_max_s": 3_600,
    }
    said = listing.intake_text(none)

    assert said.count("—") == 2
    assert "1:01" in said
    assert "60:00" in said
