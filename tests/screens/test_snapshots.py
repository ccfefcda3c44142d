"""Every screen as text, in both languages and two sizes.

After a change that is meant: ``MIHOME_DESK_UPDATE_SNAPSHOTS=1 python3 desk.py test tests/screens/test_snapshots.py``,
then read the difference like code.
"""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from textual.color import Color
from textual.screen import ModalScreen

from mihome_desk import bootstrap
from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.widgets.bars import KeyLine
from mihome_desk.widgets.fields import Row
from tests import builders
from tests.builders import FakeClock
from tests.screens import grid, stage
from tests.screens.stage import Seat, counter

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = "MIHOME_DESK_UPDATE_SNAPSHOTS"
UPDATING = bool(os.environ.get(UPDATE))
Walk = Callable[[Seat], Awaitable[None]]


class Shot(NamedTuple):
    """One screen: how one comes there by keys, and the keys that its last line must name."""

    walk: Walk
    needs: tuple[keys.UiCommand, ...]
    store: str = "people"


def by(*pressed: str, at: str = "") -> Walk:
    """Go to a ticket on the board where one is named by its stage, then press keys."""

    async def walk(seat: Seat) -> None:
        if at:
            seat.burst("", *["down"] * ON_BOARD.index(at))
            await seat.settle()
        await seat.press(*pressed)

    return walk


async def half_an_intake(seat: Seat) -> None:
    await seat.press("f2")
    await seat.fill(phone="1385678123", name="张三", imei="490154203237519", complaint="昨晚摔过，开不了机")
    await seat.press("enter")


async def two_lines(seat: Seat) -> None:
    await by("f6", at="diagnosing")(seat)
    for what, price in (("电池 BN46", "129"), ("人工 一级", "50")):
        await seat.fill(code=what, price=price)
        await seat.press("enter", "enter")
    await seat.fill(code="快递费", price="1.234")
    await seat.press("enter", "enter")


async def some_answers(seat: Seat) -> None:
    await by("f5", at="received")(seat)
    await seat.press("1", "2", "3", "4", "1")


async def a_search(seat: Seat) -> None:
    await seat.press("f3")
    await seat.type("Redmi")


async def a_receipt(seat: Seat) -> None:
    await seat.press("f3")
    await seat.type("00014")
    await seat.press("enter", "f9")


async def an_own_store(seat: Seat) -> None:
    await seat.press("2")
    await seat.fill(store="BJ 001", name="小米之家 中关村店")
    await seat.press("ctrl+s")


ON_BOARD = ("late", "testing", "repairing", "approved", "quoted", "diagnosing", "received", "ready")
BACK, SAVE = keys.BACK, keys.SAVE
SHOTS = {
    "first-run": Shot(by(), (SAVE,), "none"),
    "set-up": Shot(an_own_store, (SAVE,), "none"),
    "rollback": Shot(by(), (SAVE,), "rolled_back"),
    "board": Shot(by(), (keys.INTAKE, keys.FIND, keys.OPEN)),
    "board-empty": Shot(by(), (keys.INTAKE, keys.FIND), "empty"),
    "intake": Shot(half_an_intake, (SAVE, BACK)),
    "ticket": Shot(by("enter", at="received"), (keys.NEXT, BACK)),
    "checklist": Shot(some_answers, (keys.PASS, keys.FAIL, SAVE, BACK)),
    "quote": Shot(two_lines, (SAVE, BACK)),
    "approval": Shot(by("f6", at="quoted"), (SAVE, BACK)),
    "start-repair": Shot(by("f7", at="approved"), (SAVE, BACK)),
    "completion": Shot(by("f7", at="testing"), (SAVE, BACK)),
    "hand-over": Shot(by("enter", "f8", at="ready"), (SAVE, BACK)),
    "find": Shot(a_search, (keys.OPEN, BACK)),
    "slip": Shot(by("f9", at="received"), (keys.PRINT_NOW, BACK)),
    "receipt": Shot(a_receipt, (keys.PRINT_NOW, BACK)),
    "qr": Shot(by("f9", "q", at="received"), (keys.CODE, BACK)),
    "help": Shot(by("enter", "f1", at="received"), (BACK,)),
    "dialog": Shot(by("enter", "w", at="late"), ()),
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stores of the shots, made once: each shot works on a copy."""
    folder = tmp_path_factory.mktemp("stores")
    with pytest.MonkeyPatch.context() as patch:
        stage.seed(patch)
        clock = FakeClock()
        empty = builders.found(folder / "empty", clock)
        shutil.copytree(empty, folder / "people")
        desk = bootstrap.open_desk(folder / "people", clock)
        stage.people(desk, clock)
        desk.close()
        shutil.copytree(folder / "people", folder / "rolled_back")
        for name in ("desk.db-wal", "desk.db-shm"):
            (folder / "rolled_back" / name).unlink(missing_ok=True)
        shutil.copy(empty / "desk.db", folder / "rolled_back" / "desk.db")
    return folder


@pytest.fixture
def later(clock: FakeClock) -> FakeClock:
    """When the people's last visit was, and four minutes more."""
    clock.move(183)
    return clock


def compared(name: str, found: str) -> None:
    """Compare with the file, or write it when asked to."""
    path = FOLDER / f"{name}.txt"
    if UPDATING:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
        return
    assert path.exists(), f"no snapshot {path.name}: run with {UPDATE}=1"
    kept = path.read_text("utf-8")
    if kept != found:
        lines = difflib.unified_diff(
            kept.splitlines(), found.splitlines(), f"kept/{path.name}", "now", lineterm="", n=2
        )
        pytest.fail(f"{UPDATE}=1 takes it over, if it is meant:\n" + "\n".join(lines), pytrace=False)


@pytest.mark.parametrize("size", stage.SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("language", stage.LANGUAGES)
@pytest.mark.parametrize("name", SHOTS)
async def test_screen(
    stores: Path, tmp_path: Path, later: FakeClock, name: str, language: str, size: tuple[int, int]
) -> None:
    shot = SHOTS[name]
    home = tmp_path / "desk"
    if shot.store != "none":
        shutil.copytree(stores / shot.store, home)
    async with counter(home, later, size=size, language=language, verify=False) as seat:
        await shot.walk(seat)
        await seat.calm()
        rules(seat, shot, size)
        names = {
            Color.parse(value).hex.upper(): variable
            for variable in reversed(NAMED)
            if (value := seat.app.theme_variables[variable])
        }
        compared(f"{name}-{language}-{size[0]}x{size[1]}", grid.picture(seat.strips(), names))


NAMED = (
    "foreground",
    "background",
    "surface",
    "panel",
    "quiet",
    "primary",
    "warning",
    "error",
    "success",
)


def rules(seat: Seat, shot: Shot, size: tuple[int, int]) -> None:
    """What holds for every screen, whatever it looks like."""
    width, height = size
    strips = seat.strips()
    assert len(strips) == height
    assert grid.too_wide(strips, width) == []
    assert grid.halves(strips, width) == []
    for command in shot.needs:
        assert f"{command.spelled} {_(command.label)}" in seat.lines[-1]
    assert "…" not in seat.lines[-1]
    for row in seat.app.screen.query(Row):
        if not row.display or not row.region:
            continue
        label = row.query_one(".label").region
        shown = seat.inside(label).strip()
        assert "…" not in shown
        assert stage.squeezed(shown) == stage.squeezed(_(row._label)), "a label is cut"
    if not isinstance(seat.app.screen, ModalScreen):
        assert seat.app.screen.query_one(KeyLine).region.y == height - 1


def test_no_snapshot_is_left_behind() -> None:
    wanted = {
        f"{name}-{language}-{width}x{height}.txt"
        for name in SHOTS
        for language in stage.LANGUAGES
        for width, height in stage.SIZES
    }
    assert {path.name for path in FOLDER.glob("*.txt")} == wanted
