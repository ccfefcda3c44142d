"""Every screen as text, in both languages and three sizes; the widest belongs to the long run.

After a change that is meant: ``MIHOME_DESK_UPDATE_SNAPSHOTS=1 python3 desk.py test --all tests/screens/test_snapshots.py``,
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
from tests.screens import grid, service, stage
from tests.screens.stage import Seat, counter

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = "MIHOME_DESK_UPDATE_SNAPSHOTS"
UPDATING = bool(os.environ.get(UPDATE))
WIDE = (160, 50)
SIZES = (*stage.SIZES, WIDE)
Walk = Callable[[Seat], Awaitable[None]]


class Shot(NamedTuple):
    """One screen: how one comes there by keys, and the keys that its last line must name."""

    walk: Walk
    needs: tuple[keys.UiCommand, ...]
    store: str = "people"
    minutes: float = 0


def by(*pressed: str, at: str = "") -> Walk:
    """Go to a ticket on the board where one is named by its stage, then press keys."""

    async def walk(seat: Seat) -> None:
        if at:
            await seat.press(*["down"] * ON_BOARD.index(at))
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


async def a_known_customer(seat: Seat) -> None:
    await seat.press("f2")
    await seat.type("1234")
    await seat.press("enter")


async def a_device_in_the_house(seat: Seat) -> None:
    await seat.press("f2")
    seat.burst(builders.IMEI, "enter")
    await seat.until(lambda: seat.app.keyboard.idle)
    await seat.settle()


async def two_faults(seat: Seat) -> None:
    await seat.press("f2")
    await seat.fill(phone="13900001111", symptom="29")
    await seat.press("enter")


async def three_drafts(seat: Seat) -> None:
    await seat.press("f2")
    for phone, name in (("13900001111", "李雷"), ("13900002222", "韩梅梅"), ("13900003333", "")):
        await seat.fill(phone=phone, name=name)
        await seat.press("ctrl+n")
    await seat.press("escape", "f2")


async def people_waiting(seat: Seat) -> None:
    await seat.press("ctrl+o", "ctrl+o", "ctrl+o", "a")


async def no_slip(seat: Seat) -> None:
    await by("enter", "f8", "ctrl+e", at="ready")(seat)


async def a_correction(seat: Seat) -> None:
    await by("enter", "c", at="received")(seat)


async def initials(seat: Seat) -> None:
    await seat.press("f3")
    await seat.type("zs")


async def fault_words(seat: Seat) -> None:
    await seat.press("f3")
    await seat.type("竖线")


async def an_own_store(seat: Seat) -> None:
    await seat.press("2")
    await seat.fill(store="BJ 001", name="小米之家 中关村店")
    await seat.press("ctrl+s")


def on(name: str, *pressed: str) -> Walk:
    """Open a ticket of the house by its name there, then press keys."""

    async def walk(seat: Seat) -> None:
        await seat.press("f3")
        await seat.type(HOUSE[name].partition("-")[2])
        await seat.press("enter", *pressed)

    return walk


def then(walk: Walk, *steps: str) -> Walk:
    """A walk, and what is typed after it; a step in angle brackets is a key."""

    async def whole(seat: Seat) -> None:
        await walk(seat)
        for step in steps:
            await (seat.press(step[1:-1]) if step.startswith("<") else seat.type(step))

    return whole


async def a_purchase(seat: Seat) -> None:
    await seat.press("f2")
    await seat.fill(phone="13800001111", name="吴芳", model="Redmi Note 7", bought="260302")
    await seat.press("enter")


HOUSE: dict[str, str] = {}
"""The numbers of the house's tickets, filled when it is made."""
IN_HOUSE = 31 * service.DAY + 54 - 183
AT_CENTRE = 139 - 183
ON_BOARD = ("late", "testing", "repairing", "approved", "quoted", "diagnosing", "received", "ready")
BACK, SAVE = keys.BACK, keys.SAVE
SHOTS = {
    "first-run": Shot(by(), (SAVE,), "none"),
    "set-up": Shot(an_own_store, (SAVE,), "none"),
    "rollback": Shot(by(), (SAVE,), "rolled_back"),
    "board": Shot(by(), (keys.INTAKE, keys.FIND, keys.OPEN)),
    "board-empty": Shot(by(), (keys.INTAKE, keys.FIND), "empty"),
    "board-over-time": Shot(by("6"), (keys.OPEN,)),
    "board-none-mine": Shot(by("2"), (keys.INTAKE,)),
    "intake-empty": Shot(by("f2"), (SAVE, BACK)),
    "intake": Shot(half_an_intake, (SAVE, BACK)),
    "intake-known": Shot(a_known_customer, (SAVE, BACK)),
    "intake-here": Shot(a_device_in_the_house, (SAVE, BACK)),
    "intake-faults": Shot(two_faults, (SAVE, BACK)),
    "intake-late": Shot(by("f2"), (SAVE, BACK), minutes=320),
    "drafts": Shot(three_drafts, ()),
    "arrivals": Shot(people_waiting, (keys.TAKE, BACK)),
    "arrivals-none": Shot(by("a"), (BACK,)),
    "ticket": Shot(by("enter", at="received"), (keys.NEXT, BACK)),
    "checklist": Shot(some_answers, (keys.PASS, keys.FAIL, SAVE, BACK)),
    "quote": Shot(two_lines, (SAVE, BACK)),
    "approval": Shot(by("f6", at="quoted"), (SAVE, BACK)),
    "start-repair": Shot(by("f7", at="approved"), (SAVE, BACK)),
    "completion": Shot(by("f7", at="testing"), (SAVE, BACK)),
    "hand-over": Shot(by("enter", "f8", at="ready"), (SAVE, BACK)),
    "lost-slip": Shot(no_slip, (SAVE, BACK)),
    "find": Shot(a_search, (keys.OPEN, BACK)),
    "find-initials": Shot(initials, (keys.OPEN, BACK)),
    "find-words": Shot(fault_words, (keys.OPEN, BACK)),
    "slip": Shot(by("f9", at="received"), (keys.PRINT_NOW, BACK)),
    "receipt": Shot(a_receipt, (keys.PRINT_NOW, BACK)),
    "qr": Shot(by("f9", "q", at="received"), (keys.CODE, BACK)),
    "tag": Shot(by("f9", "3", at="received"), (keys.PRINT_NOW, BACK)),
    "quote-paper": Shot(by("f9", "4", at="ready"), (keys.PRINT_NOW, BACK)),
    "record": Shot(by("f9", "5", at="ready"), (keys.PRINT_NOW, BACK)),
    "narrow": Shot(by("f9", "w", at="received"), (keys.WIDTH, BACK)),
    "help": Shot(by("enter", "f1", at="received"), (BACK,)),
    "help-intake": Shot(by("f2", "f1"), (BACK,)),
    "correct": Shot(a_correction, ()),
    "add-fault": Shot(by("enter", "a", at="received"), ()),
    "wait": Shot(by("enter", "h", at="repairing"), ()),
    "refund": Shot(by("enter", "b", at="ready"), ()),
    "unlock": Shot(by("enter", "u", at="received"), ()),
    "call": Shot(by("enter", "k", at="received"), ()),
    "palette": Shot(by("enter", "f10", at="received"), ()),
    "dialog": Shot(by("enter", "w", at="late"), ()),
    "board-clocks": Shot(by(), (keys.OPEN,), "house", IN_HOUSE),
    "ticket-service": Shot(on("used"), (keys.NEXT, BACK), "house", IN_HOUSE),
    "history": Shot(on("used", "e"), (BACK,), "house", IN_HOUSE),
    "intake-warranty": Shot(a_purchase, (SAVE, BACK), "house", IN_HOUSE),
    "coverage": Shot(on("two", "d"), (BACK,), "house", IN_HOUSE),
    "coverage-exclusions": Shot(on("two", "d", "3"), (), "house", IN_HOUSE),
    "coverage-no-date": Shot(on("to_pack", "d"), (BACK,), "house", IN_HOUSE),
    "quote-guide": Shot(on("listed", "f6", "enter", "enter"), (SAVE, BACK), "house", IN_HOUSE),
    "quote-above": Shot(then(on("listed", "f6", "enter"), "160", "<enter>"), (SAVE, BACK), "house", IN_HOUSE),
    "enquiry": Shot(then(by("e"), "mix4"), (BACK,), "house", IN_HOUSE),
    "big-price": Shot(on("listed", "f6", "enter", "enter", "ctrl+e"), (BACK,), "house", IN_HOUSE),
    "completion-exchange": Shot(on("young", "f7", "3"), (SAVE, BACK), "house", IN_HOUSE),
    "completion-refund": Shot(
        then(on("young", "f7", "4", "tab"), "1999", "<enter>"), (SAVE, BACK), "house", IN_HOUSE
    ),
    "storage": Shot(on("stored", "z"), (), "house", IN_HOUSE),
    "hand-over-loaner": Shot(on("stored", "f8"), (SAVE, BACK), "house", IN_HOUSE),
    "use-part": Shot(on("repairing", "s"), (BACK,), "house", IN_HOUSE),
    "parts": Shot(by("p"), (BACK,), "house", IN_HOUSE),
    "parts-none": Shot(by("p"), (BACK,), "empty"),
    "parts-old": Shot(by("p", "4"), (BACK,), "house", IN_HOUSE),
    "box": Shot(by("p", "5", "n"), (BACK,), "house", IN_HOUSE),
    "receive": Shot(by("p", "r"), (BACK,), "house", IN_HOUSE),
    "request": Shot(by("p", "q"), (BACK,), "house", IN_HOUSE),
    "sale": Shot(then(by("s"), "acc-chg33", "<enter>", service.CABLE, "<enter>"), (BACK,), "house", IN_HOUSE),
    "day-close": Shot(by("z"), (BACK,), "house", IN_HOUSE),
    "pack": Shot(on("to_pack", "x"), (SAVE, BACK), "house", IN_HOUSE),
    "away": Shot(on("away", "x"), (BACK,), "house", IN_HOUSE),
    "parcels": Shot(by("x"), (BACK,), "house", IN_HOUSE),
    "board-centre": Shot(by(), (keys.OPEN,), "centre", AT_CENTRE),
    "parcels-centre": Shot(by("x"), (BACK,), "centre", AT_CENTRE),
    "check-parcel": Shot(by("x", "enter"), (BACK,), "centre", AT_CENTRE),
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stores of the shots, made once: each shot works on a copy."""
    folder = tmp_path_factory.mktemp("stores")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIHOME_DESK_STATE", str(folder / "state"))
        stage.seed(patch)
        clock = FakeClock()
        empty = builders.found(folder / "empty", clock)
        shutil.copytree(empty, folder / "people")
        desk = bootstrap.open_desk(folder / "people", clock)
        stage.people(desk, clock)
        desk.close()
        shutil.copytree(folder / "people", folder / "rolled_back")
        for name, kind, fill in (("house", "own", service.house), ("centre", "centre", service.centre)):
            clock = FakeClock()
            desk = bootstrap.open_desk(builders.found(folder / name, clock, kind=kind), clock)
            HOUSE.update(fill(desk, clock) or {})
            desk.close()
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


@pytest.mark.parametrize("language", stage.LANGUAGES)
@pytest.mark.parametrize("name", SHOTS)
@pytest.mark.parametrize(
    "sizes", [stage.SIZES, pytest.param((WIDE,), marks=pytest.mark.long)], ids=["", "wide"]
)
async def test_screen(
    stores: Path,
    tmp_path: Path,
    later: FakeClock,
    sizes: tuple[tuple[int, int], ...],
    name: str,
    language: str,
) -> None:
    shot = SHOTS[name]
    home = tmp_path / "desk"
    later.move(shot.minutes)
    if shot.store != "none":
        shutil.copytree(stores / shot.store, home)
    async with counter(home, later, size=SIZES[0], language=language, verify=False) as seat:
        await shot.walk(seat)
        for size in sizes:
            await seat.resize(size)
            await seat.calm()
            rules(seat, shot, size)
            compared(f"{name}-{language}-{size[0]}x{size[1]}", grid.picture(seat.strips(), colours(seat)))


def colours(seat: Seat) -> dict[str, str]:
    """The theme's colours by value."""
    variables = seat.app.theme_variables
    return {Color.parse(variables[name]).hex.upper(): name for name in reversed(NAMED) if variables[name]}


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
        label = row.query_one(".label").region
        if not row.display or not label or not in_sight(row):
            continue
        shown = seat.inside(label).strip()
        assert "…" not in shown
        assert stage.squeezed(shown) == stage.squeezed(_(row._label)), "a label is cut"
    if not isinstance(seat.app.screen, ModalScreen):
        assert seat.app.screen.query_one(KeyLine).region.y == height - 1


def in_sight(row: Row) -> bool:
    """Whether a row is not scrolled away."""
    place = row.screen.find_widget(row)
    return place.clip.contains_region(place.region)


def test_no_snapshot_is_left_behind() -> None:
    wanted = {
        f"{name}-{language}-{width}x{height}.txt"
        for name in SHOTS
        for language in stage.LANGUAGES
        for width, height in SIZES
    }
    assert {path.name for path in FOLDER.glob("*.txt")} == wanted
