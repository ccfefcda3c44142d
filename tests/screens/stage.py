"""A counter on a stage: the real app over a real store, a clock that obeys, keys and nothing but keys.

Everything random comes from one seed and every clock from `FakeClock`, so that numbers, ids, marks and
QR codes are the same in every run.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import sys
import threading
import time
from collections import Counter as Tally
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets._toast import Toast

from mihome_desk import bootstrap, text
from mihome_desk.app import Counter, Doors
from mihome_desk.db.engine import Home
from mihome_desk.db.founding import Founding
from mihome_desk.db.founding import found as found_store
from mihome_desk.desk import Desk, StoreMissing
from mihome_desk.rules.diagnosis import AnswerChecks
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven
from mihome_desk.rules.progress import Note
from mihome_desk.settings import Settings
from mihome_desk.tools import upkeep
from tests import builders
from tests.builders import FakeClock, ok

SMALL = (80, 24)
LARGE = (120, 36)
SIZES = (SMALL, LARGE)
LANGUAGES = ("zh_CN", "en")
HAND_S, SCANNER_S = 0.12, 0.002
PATIENCE_S = 60.0
"""How long a condition may take on a loaded machine. Nothing ever waits for it to pass."""


def seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin the random bytes anew."""
    monkeypatch.setattr(secrets, "token_bytes", seeded_bytes())
    monkeypatch.setattr(secrets, "token_hex", seeded_hex())


def _seeded(calls: Tally[str], count: int) -> bytes:
    frame = sys._getframe(2)
    place = f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
    calls[place] += 1
    return hashlib.shake_256(f"{place} {calls[place]}".encode()).digest(count)


def seeded_bytes() -> Callable[[int], bytes]:
    """What stands in for `secrets.token_bytes`."""
    calls: Tally[str] = Tally()

    def token_bytes(count: int = 32) -> bytes:
        return _seeded(calls, count)

    return token_bytes


def seeded_hex() -> Callable[[int], str]:
    """What stands in for `secrets.token_hex`."""
    calls: Tally[str] = Tally()

    def token_hex(count: int = 32) -> str:
        return _seeded(calls, count).hex()

    return token_hex


# The store


def people(desk: Desk, clock: FakeClock) -> dict[str, str]:
    """A small house with a ticket at every stage; their numbers by stage. The clock moves three hours."""
    visits: list[tuple[str, str, str, str, str, str, str, float]] = [
        ("collected", "陈静", "13911112222", "Xiaomi 13", "867400052345679", "BAD_DISPLAY", "屏幕有竖线", 46),
        ("ready", "王建国", "13722223333", "Redmi K60", "", "NO_CHARGE", "充不进电", 51),
        (
            "late",
            "欧阳春晓",
            "18633334444",
            "Redmi Note 12 Turbo 5G",
            "",
            "NO_POWER",
            "昨晚摔过, 开不了机",
            49,
        ),
        ("testing", "李娜", "15044445555", "Xiaomi Pad 6", "", "SLOW_CHARGE", "充电很慢", 6),
        ("repairing", "Anna Schmidt", "13355556666", "POCO F5", "", "SHUTS_DOWN", "shuts down at 30 %", 7),
        ("approved", "刘洋", "18066667777", "Redmi 10A", "", "SPEAKER", "没声音", 5),
        ("quoted", "赵敏", "13477778888", "Xiaomi 12S Ultra", "", "GLASS", "屏碎", 6),
        ("diagnosing", "孙磊", "13588889999", "Mi 11", "", "HOT", "打游戏发烫", 5),
        ("received", "张三", builders.PHONE, "Redmi Note 7", builders.IMEI, "NO_POWER", "开不了机", 4),
    ]
    numbers = {}
    for stage, name, phone, model, imei, symptom, said, minutes in visits:
        fault = FaultGiven(symptom, said)
        device = DeviceGiven("phone", model, imei=imei, colour="黑色" if stage == "received" else "")
        command = builders.open_ticket(customer=Customer(name, phone), device=device, faults=(fault,))
        if stage == "received":
            command = builders.open_ticket(
                customer=Customer(name, phone),
                device=device,
                faults=(fault,),
                condition="背面有划痕, 无进液",
                left_items="SIM 卡, 手机壳",
                place="A-03",
                account_out=True,
            )
        number = numbers[stage] = ok(desk.do(command, actor="小赵")).ticket
        clock.move(minutes)
        if stage == "diagnosing":
            ok(desk.do(AnswerChecks(number, "pre", {"APP": "pass", "LIQ": "pass", "BAT": "fail"})))
        else:
            goal = {"late": "repairing"}.get(stage, stage)
            for each in builders.steps(number, goal):
                ok(desk.do(each, actor="李工"))
            if stage == "collected":
                ok(desk.do(builders.hand_over(number, builders.token_of(desk, number), "1111")))
    ok(desk.do(Note(numbers["received"], "客人五点来取")))
    return numbers


def squeezed(said: str) -> str:
    """A text without its spaces and line ends."""
    return "".join(said.split())


# The app


def doors(clock: FakeClock) -> Doors:
    """The doors of the house with the clock of the stage; a practice store of a few tickets."""

    def found(home: Path, values: dict[str, str]) -> str:
        founding = Founding(
            label=values["store"],
            name=values["name"],
            kind=values["kind"],
            closing=values["closing"],
            manager_pin=values["pin"].strip(),
        )
        found_store(Home(home), founding, clock.now(), "counter")
        return str(home)

    def practise() -> str:
        from mihome_desk.tools import demo

        folder = bootstrap.practice_folder()
        demo.ensure(folder, bootstrap.catalogue, bootstrap.PRACTICE_TICKETS, 1, lambda _done: None, clock)
        return str(folder)

    return Doors(
        lambda folder: bootstrap.open_desk(folder, clock), found, practise, bootstrap.accept_rollback
    )


@asynccontextmanager
async def counter(
    folder: Path,
    clock: FakeClock,
    *,
    size: tuple[int, int] = SMALL,
    language: str = "zh_CN",
    theme: str = "dark",
    verify: bool = True,
) -> AsyncIterator[Seat]:
    """Sit down at the counter of the store in ``folder``, or before the first run where there is none.

    When one gets up the journal is verified.
    """
    text.use(language)
    desk: Desk | None = None
    with suppress(StoreMissing):
        desk = bootstrap.open_desk(folder, clock)
    app = Counter(folder, desk, Settings(language=language, theme=theme), doors(clock))
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            seat = Seat(app, pilot)
            await seat.settle()
            try:
                yield seat
            except AssertionError:
                print(f"What the clerk saw:\n{seat.text}\n{seat.toasts}")
                raise
            await seat.settle()
    finally:
        if app.context:
            desk = app.context.desk
            if desk._lane._shutdown:
                desk = bootstrap.open_desk(desk.home.folder, clock)
            problems = upkeep.verify(desk) if verify and not desk.rolled_back else []
            desk.close()
            app.context.desk.close()
            assert problems == []


class Seat:
    """What a clerk has: keys to press and a screen to read."""

    def __init__(self, app: Counter, pilot: Any) -> None:
        self.app = app
        self.pilot = pilot
        self._now = time.monotonic()

    @property
    def desk(self) -> Desk:
        """The store behind the counter, to check what was written."""
        assert self.app.context is not None
        return self.app.context.desk

    # Keys

    async def press(self, *keys: str) -> None:
        """Press keys one after another, as fast as they can be worked off."""
        for key in keys:
            self.send(key)
            await self.settle()

    async def type(self, said: str) -> None:
        """Type a text by hand, without waiting for what each key leads to."""
        for character in said:
            self.send(character)
        await self.settle()

    def burst(self, said: str, *ends: str) -> None:
        """A scanner: many keys without a pause, and the suffix it was set to."""
        self._now += HAND_S
        for key in (*said, *ends):
            self.send(key, SCANNER_S)

    def send(self, key: str, pause_s: float = HAND_S) -> None:
        """One key into the driver, as a terminal sends it, stamped so long after the one before."""
        character = key if len(key) == 1 else {"enter": "\r", "tab": "\t", "space": " "}.get(key)
        name = _character_to_key(key) if len(key) == 1 else key
        event = events.Key(name, character)
        event.set_sender(self.app)
        self._now = event.time = max(self._now + pause_s, event.time if pause_s == HAND_S else 0.0)
        driver = self.app._driver
        assert driver is not None
        driver.send_message(event)

    async def resize(self, size: tuple[int, int]) -> None:
        """Make the terminal larger or smaller."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    # Waiting

    async def settle(self) -> None:
        """Until every key is worked off, every write durable, every answer drawn."""
        end = time.monotonic() + PATIENCE_S
        quiet = 0
        while quiet < 2:
            assert time.monotonic() < end, f"never at rest: {self._unrest()}\n{self.text}"
            await self._turns()
            if self.app._exception is not None or not self.app.is_running:
                return
            await self._threads()
            self.app.screen._on_timer_update()
            await self._turns()
            if not self._idle():
                quiet = 0
                await asyncio.sleep(0.002)
                continue
            # Handlers that still wait for something show no queue: every pump answers before it is believed.
            await self.pilot._wait_for_screen()
            quiet = quiet + 1 if self._idle() else 0

    async def _turns(self) -> None:
        """A few turns of the loop."""
        for _turn in range(8):
            await asyncio.sleep(0)

    def _pumps(self) -> Iterable[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    def _idle(self) -> bool:
        if not self.app.keyboard.idle or any(not pump._message_queue.empty() for pump in self._pumps()):
            return False
        asking = any(isinstance(screen, ModalScreen) for screen in self.app.screen_stack)
        return asking or all(worker.is_finished for worker in self.app.workers)

    def _unrest(self) -> str:
        """What still goes on, for the message of a failure."""
        queues: dict[str, int] = {type(pump).__name__: pump._message_queue.qsize() for pump in self._pumps()}
        busy = {name: size for name, size in queues.items() if size}
        workers = [worker.description for worker in self.app.workers if not worker.is_finished]
        return f"keyboard idle {self.app.keyboard.idle}, queues {busy}, workers {workers}"

    async def _threads(self) -> None:
        """The write lane and both readers have nothing left to do."""
        if self.app.context is None or self.app.context.desk.readers._shutdown:
            return
        desk = self.app.context.desk
        together = threading.Barrier(3, timeout=PATIENCE_S)

        def meet() -> None:
            together.wait()

        waits: list[Future[None]] = [desk.readers.submit(meet), desk.readers.submit(meet)]
        waits.append(desk._lane.submit(meet))
        await asyncio.gather(*map(asyncio.wrap_future, waits))

    async def until(self, seen: Callable[[], bool]) -> None:
        """Until something is true; fails with the screen."""
        end = time.monotonic() + PATIENCE_S
        while not seen():
            assert self.app._exception is None, self.app._exception
            assert time.monotonic() < end, f"never happened:\n{self.text}"
            await asyncio.sleep(0.002)

    # The screen

    def strips(self) -> list[Strip]:
        """The cells of the whole screen, dialogs over what shows through."""
        visible_screen_stack.set(self.app._background_screens)
        return self.app.screen._compositor.render_strips(self.app.size)

    @property
    def lines(self) -> list[str]:
        """The screen as lines of text."""
        return [strip.text.rstrip() for strip in self.strips()]

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)

    @property
    def toasts(self) -> str:
        """What the notes in the corner say."""
        return "\n".join(str(note.message) for note in self.app._notifications)

    async def calm(self) -> None:
        """Take the notes in the corner away."""
        self.app.clear_notifications()
        await self.settle()
        await self.until(lambda: not self.app.screen.query(Toast))

    def line_of(self, name: str) -> str:
        """The line on which a form's row stands."""
        return self.lines[self._in_sight(name).y]

    def _in_sight(self, name: str) -> Region:
        """Where a form's row stands, scrolled to."""
        row = self.app.screen.query_one(f"#row-{name}")
        row.scroll_visible(animate=False, force=True, immediate=True)
        self.app.screen._refresh_layout()
        return row.region

    def below(self, name: str) -> str:
        """A row's lines, its message below the field included."""
        region = self._in_sight(name)
        return " ".join(line.strip() for line in self.lines[region.y : region.bottom])

    def says(self, sentence: str) -> bool:
        """Whether a sentence stands on the screen, in a dialog or in a note, however it is broken into lines."""
        wanted = squeezed(sentence)
        if wanted in squeezed(self.text) or wanted in squeezed(self.toasts):
            return True
        boxes = self.app.screen.query("#ask")
        return any(wanted in squeezed(self.inside(box.content_region)) for box in boxes)

    def inside(self, region: Region) -> str:
        """The text of a part of the screen."""
        strips = self.strips()[region.y : region.bottom]
        return "\n".join(strip.crop(region.x, region.right).text for strip in strips)

    def beside(self, name: str, sentence: str) -> bool:
        """Whether a sentence stands at a form's field, whole."""
        return squeezed(sentence) in squeezed(self.below(name))

    @property
    def focused(self) -> str:
        """The field in focus, by name."""
        focus = self.app.focused
        return (focus.id or "").removeprefix("field-") if focus else ""

    @property
    def screen_name(self) -> str:
        """Which screen this is."""
        return type(self.app.screen).__name__

    def saved(self, name: str) -> bool:
        """Whether a field bears its ✓, in sight or not."""
        return bool(self.app.screen.query_one(f"#row-{name}")._saved)  # type: ignore[attr-defined]

    def row(self, name: str) -> str:
        """What stands in a field of a form."""
        return str(self.app.screen.query_one(f"#field-{name}").value)  # type: ignore[attr-defined]

    async def fill(self, **fields: str) -> None:
        """Go to fields with Tab and Shift+Tab, and type."""
        for name, value in fields.items():
            await self.go(name)
            await self.type(value)

    async def go(self, name: str) -> None:
        """Move the focus to a field, by keys."""
        order = [row.field for row in self.app.screen.query("Row").results() if row.display]  # type: ignore[attr-defined]
        here = order.index(self.focused)
        there = order.index(name)
        for key in ["tab"] * (there - here) if there > here else ["shift+tab"] * (here - there):
            self.send(key)
        await self.settle()
        assert self.focused == name
