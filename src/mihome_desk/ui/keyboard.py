"""Every key on its way from the terminal to a screen: in order, one consequence at a time, scans apart.

Three things that Textual leaves to chance are settled here. *Type-ahead*: Textual moves the focus through
message queues, so that keys on the heels of an Enter reach the field that is being left; here the keys
after a key that may lead elsewhere wait until its consequences are over. *Scans*: a burst that turns out
to be a scan is taken back out of the field it ran into, and goes to the screen as one thing. *Single keys*:
where no field has the focus printable keys are held for a moment, so that a scan presses none of them.

Characters into a field pass at once; nothing here waits for a disk.
"""

from __future__ import annotations

import asyncio
import os
import select
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Set
from typing import Any

from textual.app import App
from textual.events import Key
from textual.message_pump import MessagePump
from textual.widgets import Input

from mihome_desk.rules import identity
from mihome_desk.ui import keys, scan
from mihome_desk.ui.context import Work
from mihome_desk.ui.line import Line
from mihome_desk.ui.messages import Scanned
from mihome_desk.ui.scan import GAP_S, LONGEST, SHORTEST, Found, Stroke

HOLD_S = 0.03
LONG_HOLD_S = 0.15
"""How long keys are held that came faster than any hand: the rest of a scan may hang in a busy machine."""
RUN = 4
RUN_GAP_S = 0.015
SURE_S = 0.01
"""What has been read but not worked off yet gets this long to arrive."""
LATE_SUFFIX_S = 0.15
"""A scanner's Enter that was delayed on its way still belongs to its scan."""
PATIENCE_S = 1.5
"""The longest that keys wait for the consequences of the one before them."""


class Keyboard:
    """The app's keys. ``dispatch`` hands one key to Textual."""

    def __init__(self, app: App[Any], dispatch: Callable[[Key], Awaitable[None]], work: Work) -> None:
        self._app = app
        self._dispatch = dispatch
        self._work = work
        self._waiting: deque[Key] = deque()
        self._released: Key | None = None
        self._settling: asyncio.Task[None] | None = None
        self._held: list[Key] = []
        self._let: set[Key] = set()
        self._hold_timer: asyncio.TimerHandle | None = None
        self._strokes: deque[tuple[Stroke, Line, Key]] = deque(maxlen=LONGEST)
        self._end_timer: asyncio.TimerHandle | None = None
        self._prefixed = False
        self._scanned_at = 0.0
        self._may_follow: Set[str] = frozenset()
        self._came = 0.0

    @property
    def idle(self) -> bool:
        """Whether every key that came was worked off."""
        return not (self._waiting or self._held or self._released or self._settling or self._end_timer)

    async def take(self, key: Key) -> None:
        """A key from the terminal, or one that waited and was let go."""
        if key is self._released:
            self._released = None
            await self._one(key)
            if self._settling is None:
                self._release()
        elif self._settling or self._waiting or self._released:
            self._waiting.append(key)
        else:
            await self._one(key)

    def _release(self) -> None:
        """The next of the keys that waited, through the app's queue like any other."""
        if self._waiting and self._app.is_running:
            self._released = self._waiting.popleft()
            self._app.post_message(self._released)

    async def _one(self, key: Key) -> None:
        if self._is_late_suffix(key):
            return
        if self._prefixed and key.key != keys.PREFIX:
            self._prefixed = False
            command = keys.BY_DIGIT.get(identity.fold(key.character or ""))
            if command is not None:
                await self._app.run_action(command.action)
                self._settle()
                return
        line = self._line()
        if line is not None and not self._held:
            await self._into_line(key, line)
        else:
            await self._without_line(key)

    def _line(self) -> Line | None:
        focused = self._app.focused
        return focused if isinstance(focused, Line) else None

    async def _pass(self, key: Key) -> None:
        """Hand a key on; what comes after it waits, unless it is a character for a field."""
        line = self._line()
        if key.is_printable and line is not None:
            await self._dispatch(key)
            return
        if key.key == keys.PREFIX:
            self._prefixed = True
        if line is not None:
            # Whoever reads the field because of this key finds in it what was typed before.
            await _after_queue(line, lambda: None)
        await self._dispatch(self._plain(key))
        self._strokes.clear()
        self._settle()

    def _plain(self, key: Key) -> Key:
        """A single key as it is declared, whatever Caps Lock or an input method's full width make of it."""
        if isinstance(self._app.focused, Input) or not key.is_printable:
            return key
        plain = identity.fold(key.character or "").lower()
        meant = len(plain) == 1 and plain.isascii() and plain.isalnum()
        return Key(plain, plain) if meant and plain != key.character else key

    # Characters into a field, and the scan that they may turn out to be

    async def _into_line(self, key: Key, line: Line) -> None:
        if len(self._strokes) >= SHORTEST and self._pause_before(key) and self._take_back():
            # The scan goes first, this key after what it leads to.
            self._waiting.appendleft(key)
            return
        if key.is_printable and key.character:
            self._strokes.append((Stroke(key.character, key.time), line, key))
            self._came = time.monotonic()
            if len(self._strokes) >= SHORTEST and self._end_timer is None:
                self._arm_end(GAP_S)
        elif key.key in keys.SUFFIXES and self._take_back(key):
            return
        await self._pass(key)

    def _pause_before(self, key: Key) -> bool:
        return key.time - self._strokes[-1][0].at >= GAP_S

    def _arm_end(self, seconds: float) -> None:
        self._end_timer = asyncio.get_running_loop().call_later(seconds, self._look_for_end)

    def _look_for_end(self) -> None:
        """Without a suffix a scan ends by a pause."""
        self._end_timer = None
        if not self._strokes:
            return
        quiet = time.monotonic() - self._came
        if quiet < GAP_S + SURE_S or self._more_comes():
            self._arm_end(max(SURE_S, GAP_S - quiet))
        else:
            self._take_back()

    def _take_back(self, suffix: Key | None = None) -> bool:
        """Whether the strokes end in a scan; then it is on its way, and leaves the field as it was."""
        line = self._line()
        if line is None or not self._strokes or self._strokes[-1][1] is not line:
            return False
        strokes = [each for each in self._strokes if each[1] is line]
        found = scan.find_scan([stroke for stroke, _line, _key in strokes])
        if found is None:
            return False
        first = strokes[found.start][2]
        self._strokes.clear()
        self._ended(strokes[-1][0].at, suffix)
        self._deliver(found, line, first)
        return True

    def _ended(self, at: float, suffix: Key | None) -> None:
        """What may still come of a scan: any suffix where it had none, a line feed behind its carriage return."""
        self._scanned_at = at
        if suffix is None:
            self._may_follow = keys.SUFFIXES
        else:
            self._may_follow = {keys.LINE_FEED} if suffix.key == keys.CARRIAGE_RETURN else frozenset()

    def _deliver(self, found: Found, line: Line | None, first: Key | None) -> None:
        async def deliver() -> None:
            if line is not None and first is not None:
                await _after_queue(line, lambda: line.take_back(first))
            self._app.post_message(Scanned(found.scan, line))

        self._settle(deliver)

    def _is_late_suffix(self, key: Key) -> bool:
        """The end of a line behind a scan that was taken already: its only one, or the LF of CR and LF."""
        late = key.key in self._may_follow and key.time - self._scanned_at < LATE_SUFFIX_S
        self._may_follow = {keys.LINE_FEED} if late and key.key == keys.CARRIAGE_RETURN else frozenset()
        return late

    # Keys where no field has the focus

    async def _without_line(self, key: Key) -> None:
        if key.is_printable and key.character and key not in self._let:
            self._held.append(key)
            self._arm_hold()
            return
        self._let.discard(key)
        if self._held:
            self._stop_hold()
            if key.key in keys.SUFFIXES and self._held_scan(key):
                return
            self._waiting.appendleft(key)
            self._let_go()
            return
        await self._pass(key)

    def _more_comes(self) -> bool:
        """Whether the terminal has sent more than a busy machine came to read: then nothing is over yet."""
        if self._app.message_queue_size:
            return True
        if self._app.is_headless or os.name == "nt" or sys.__stdin__ is None:
            return False
        return bool(select.select([sys.__stdin__], [], [], 0)[0])

    def _arm_hold(self) -> None:
        self._stop_hold()
        last = [each.time for each in self._held[-RUN:]]
        hasty = len(last) == RUN and last[-1] - last[0] < RUN_GAP_S * RUN
        seconds = LONG_HOLD_S if hasty else HOLD_S
        self._hold_timer = asyncio.get_running_loop().call_later(seconds, self._hold_over)

    def _stop_hold(self) -> None:
        if self._hold_timer is not None:
            self._hold_timer.cancel()
            self._hold_timer = None

    def _hold_over(self) -> None:
        self._hold_timer = None
        if self._more_comes():
            self._arm_hold()
        elif not self._held_scan():
            self._let_go()

    def _held_scan(self, suffix: Key | None = None) -> bool:
        strokes = [Stroke(key.character or "", key.time) for key in self._held]
        found = scan.find_scan(strokes, any_shape=True)
        if found is None:
            return False
        self._ended(strokes[-1].at, suffix)
        before, self._held = self._held[: found.start], []
        self._let.update(before)
        self._waiting.extendleft(reversed(before))
        self._deliver(found, None, None)
        return True

    def _let_go(self) -> None:
        """They were keys: one after another, before whatever came later."""
        self._let.update(self._held)
        self._waiting.extendleft(reversed(self._held))
        self._held = []
        self._settle()

    # One consequence at a time

    def _settle(self, first: Callable[[], Awaitable[None]] | None = None) -> None:
        if self._settling is None:
            self._settling = asyncio.get_running_loop().create_task(self._work_off(first))

    async def _work_off(self, first: Callable[[], Awaitable[None]] | None) -> None:
        try:
            if first is not None:
                await first()
            await self._at_rest()
        finally:
            self._settling = None
            self._release()

    async def _at_rest(self) -> None:
        """Until what the last key set off is over: messages, reads and writes, a new screen's first focus."""
        end = time.monotonic() + PATIENCE_S
        calm = 0
        while calm < 2 and time.monotonic() < end and self._app.is_running:
            before = self._where()
            for pump in self._pumps():
                await _after_queue(pump, lambda: None, end - time.monotonic())
            quiet = not self._work.count and not any(pump.message_queue_size for pump in self._pumps())
            calm = calm + 1 if quiet and before == self._where() else 0
            if self._work.count:
                await self._work.wait(end - time.monotonic())

    def _where(self) -> tuple[object, ...]:
        screen = self._app.screen
        return (screen, self._app.focused, len(self._app.screen_stack))

    def _pumps(self) -> list[MessagePump]:
        """The pumps that a key passes: from the focus up to the app."""
        pump: MessagePump | None = self._app.focused or self._app.screen
        found: list[MessagePump] = []
        while pump is not None:
            found.append(pump)
            pump = pump._parent
        return found


async def _after_queue(pump: MessagePump, call: Callable[[], object], patience: float = PATIENCE_S) -> None:
    """Call something when a pump has worked off what waits in its queue now."""
    done = asyncio.Event()

    def here() -> None:
        call()
        done.set()

    if pump.is_running and pump.call_later(here):
        try:
            await asyncio.wait_for(done.wait(), max(0.001, patience))
        except TimeoutError:
            return
