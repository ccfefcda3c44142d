"""The QR code on the screen reads like the one on paper: half blocks of the terminal, decoded as a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.strip import Strip

from tests import builders
from tests.builders import FakeClock
from tests.screens import stage
from tests.screens.stage import counter
from tests.screens.test_walk import open_ticket, walked

MODULE = 8
WHITE = (255, 255, 255)


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    """A store whose slips carry HQ's address before the token: the largest code there is."""
    return builders.found(tmp_path / "desk", clock, hq_host="hq.example.com.cn")


def bitmap(strips: list[Strip]) -> Image.Image:
    """Cells as a camera sees them: every cell two squares, upper and lower, in ink or paper."""
    width, height = strips[0].cell_length, 2 * len(strips)
    picture = Image.new("RGB", (width, height), WHITE)
    for line, strip in enumerate(strips):
        at = 0
        for segment in strip:
            style = segment.style or Style()
            ink, paper = _rgb(style.color), _rgb(style.bgcolor)
            for character in segment.text:
                size = cell_len(character)
                for x in range(at, min(at + size, width)):
                    picture.putpixel((x, 2 * line), ink if character in "█▀" else paper)
                    picture.putpixel((x, 2 * line + 1), ink if character in "█▄" else paper)
                at += size
    return picture.resize((width * MODULE, height * MODULE), Image.Resampling.NEAREST)


def _rgb(colour: Color | None) -> tuple[int, int, int]:
    return tuple(colour.get_truecolor()) if colour is not None else (0, 0, 0)  # type: ignore[return-value]


def read(strips: list[Strip]) -> list[str]:
    """Every QR code that a phone finds on the screen."""
    return [
        found.text for found in zxingcpp.read_barcodes(bitmap(strips)) if found.format.name.startswith("QR")
    ]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("way", ["alone", "beside the paper"])
@pytest.mark.parametrize("with_hq", [True, False], ids=["hq", "bare"])
async def test_a_phone_reads_it_and_it_opens_the_ticket(
    folder: Path, tmp_path: Path, clock: FakeClock, theme: str, way: str, with_hq: bool
) -> None:
    if not with_hq:
        folder = builders.found(tmp_path / "bare", clock)
    first, number = walked(folder, clock, "received", "received")
    size = stage.SMALL if way == "alone" else stage.LARGE
    async with counter(folder, clock, size=size, theme=theme) as seat:
        await open_ticket(seat, number)
        await seat.press("f9", *(["q"] if way == "alone" else []))
        (said,) = read(seat.strips())
        desk = seat.desk
        ticket = builders.ticket_of(desk, number).id
        assert said.endswith(builders.token_of(desk, number))
        assert said.startswith("HTTPS://HQ.EXAMPLE.COM.CN/R/") == with_hq
        assert desk.resolve(said) == ticket
        assert desk.ticket_of_token(said) == ticket
        assert builders.ticket_of(desk, first).id != ticket
        await seat.press("f4")
        seat.burst(said[-95:], "enter")
        await seat.settle()
        assert number in seat.lines[0]


async def test_a_token_with_any_digit_changed_is_refused(folder: Path, clock: FakeClock) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock) as seat:
        await open_ticket(seat, number)
        await seat.press("f9", "q")
        (said,) = read(seat.strips())
        start = len(said) - 95
        assert said[start:].isdigit()
        for at in range(start, len(said)):
            for other in set("0123456789") - {said[at]}:
                changed = said[:at] + other + said[at + 1 :]
                assert seat.desk.resolve(changed) == ""
                assert seat.desk.ticket_of_token(changed) == ""


@pytest.mark.parametrize("size", stage.SIZES, ids=["80x24", "120x36"])
async def test_the_quiet_zone_is_white(folder: Path, clock: FakeClock, size: tuple[int, int]) -> None:
    (number,) = walked(folder, clock, "received")
    async with counter(folder, clock, size=size) as seat:
        await open_ticket(seat, number)
        await seat.press("f9", "q")
        picture = bitmap(seat.strips())
        (found,) = zxingcpp.read_barcodes(picture)
        corner = found.position.top_left
        for away in (1, 2):
            assert picture.getpixel((corner.x - away * MODULE + 2, corner.y + MODULE)) == WHITE
            assert picture.getpixel((corner.x + MODULE, corner.y - away * MODULE + 2)) == WHITE
