"""The papers of a ticket on the screen, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from mihome_desk import words
from mihome_desk.text import _
from tests import builders
from tests.builders import FakeClock
from tests.screens import stage
from tests.screens.stage import Seat, counter
from tests.screens.test_walk import open_ticket, walked


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    return builders.found(tmp_path / "desk", clock)


def files(seat: Seat) -> list[str]:
    return sorted(each.name for each in seat.desk.home.papers.iterdir())


def listed(seat: Seat) -> list[str]:
    """The list of papers beside the paper, line for line."""
    region = seat.app.screen.query_one("#kinds").content_region
    return [line.strip() for line in seat.inside(region).splitlines() if line.strip()]


async def test_enter_prints_slip_shop_copy_and_tag_in_turn(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f9")
        for kind in ("intake_slip", "shop_copy", "device_tag"):
            name = words.word(words.PAPERS, kind)
            assert seat.lines[0].split()[1] == name
            assert any(line.startswith(">") and name in line and "✓" not in line for line in listed(seat))
            await seat.press("enter")
            await seat.calm()
        assert files(seat) == [
            f"{number}-{kind}-1.escpos" for kind in ("device_tag", "intake_slip", "shop_copy")
        ]
        assert sum("✓" in line for line in listed(seat)) == 3
        await seat.press("enter")
        assert seat.screen_name == "Ask"


@pytest.mark.parametrize("size", stage.SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("language", stage.LANGUAGES)
async def test_a_digit_shows_each_paper_that_exists_now(
    folder: Path, clock: FakeClock, size: tuple[int, int], language: str
) -> None:
    (number,) = walked(folder, clock, "ready")
    kinds = ("intake_slip", "shop_copy", "device_tag", "quote", "repair_record", "lost_slip_form")
    async with counter(folder, clock, size=size, language=language) as seat:
        await open_ticket(seat, number)
        await seat.press("f9")
        assert len(listed(seat)) == len(kinds)
        for digit, kind in enumerate(kinds, 1):
            await seat.press(str(digit))
            name = words.word(words.PAPERS, kind)
            assert name in seat.lines[0]
            assert listed(seat)[digit - 1] == f"> {digit} {name}"
        await seat.press("9")
        assert words.word(words.PAPERS, "lost_slip_form") in seat.lines[0]


async def test_the_preview_is_the_paper_and_figures_stand_in_line(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "ready")
    async with counter(folder, clock, size=(160, 50), language="en") as seat:
        await open_ticket(seat, number)
        await seat.press("f9", "4")
        for columns in (48, 32):
            paper = seat.inside(seat.app.screen.query_one("#paper").content_region).splitlines()
            text = [line.rstrip() for line in paper]
            (pay,) = [line for line in text if line.startswith(_("To pay"))]
            assert len(pay) + pay.count("￥") == columns
            rules = {len(line) for line in text if line and set(line) == {"-"}}
            assert rules == {columns}
            await seat.press("w")


async def test_a_pdf_is_made_beside_the_counter(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock, language="en") as seat:
        await open_ticket(seat, number)
        await seat.press("f9", "p")
        await seat.until(lambda: bool(seat.toasts))
        assert seat.says(
            _("PDF written: {path}", path=seat.desk.home.papers / f"{number}-intake_slip-1-a5.pdf")
        )
        assert seat.screen_name == "SlipScreen"
        (name,) = files(seat)
        (page,) = pypdfium2.PdfDocument(seat.desk.home.papers / name)
        assert number in page.get_textpage().get_text_bounded()


async def test_a_pdf_that_fails_says_why(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f9")
        seat.desk.home.papers.write_bytes(b"")
        await seat.press("p")
        await seat.until(lambda: bool(seat.toasts))
        assert "papers" in seat.toasts
        assert seat.says(_("Not printed yet — Enter prints it."))
        await seat.calm()
        await seat.press("enter")
        await seat.until(lambda: bool(seat.toasts))
        assert seat.screen_name == "SlipScreen"
