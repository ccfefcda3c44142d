"""The real program in a real terminal, killed while somebody types: what was drawn as saved is there afterwards."""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pyte
import pytest

from mihome_desk import bootstrap
from mihome_desk.tools import upkeep
from tests import builders

COLUMNS, LINES = 100, 30
HAND_S = 0.06
PATIENCE_S = 90.0
"""For a loaded machine; nothing ever waits for it to pass."""
F2, ENTER, CTRL_Q = "\x1bOQ", "\r", "\x11"
FIELDS = {
    "phone": builders.PHONE,
    "name": "OuyangChunxiao",
    "imei": builders.IMEI,
    "sn": "12345/ABCDEFGH",
    "model": "RedmiNote7",
    "colour": "Starblue",
    "symptom": "NO_POWER",
    "complaint": "fell-yesterday",
    "condition": "scratched-back",
    "left_items": "SIM-and-case",
}
TITLE = "New intake"


class Terminal:
    """The program behind a pseudo terminal, and what it has drawn so far."""

    def __init__(self, home: Path) -> None:
        self.screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self.screen)
        environment = {**os.environ, "TERM": "xterm-256color", "MIHOME_DESK_LANGUAGE": "en"}
        self.process: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-m", "mihome_desk", "--home", str(home)],
            dimensions=(LINES, COLUMNS),
            env=environment,
            echo=False,
            timeout=None,
        )

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self.process.child_fd, keys.encode())

    @property
    def lines(self) -> list[str]:
        """The screen as text; pyte's own ``display`` fails where half a hanzi was drawn over."""
        buffer = self.screen.buffer
        return ["".join(buffer[y][x].data for x in range(COLUMNS)) for y in range(LINES)]

    def read(self, patience: float) -> bool:
        """Draw what has come; False at the end of the program or when nothing comes."""
        if not select.select([self.process.child_fd], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.process.child_fd, 65_536)
        except OSError:
            return False
        # pyte knows neither the keyboard protocol nor other private sequences, and would print their ends.
        self._stream.feed(data.replace(b"\x1b[>1u", b"").replace(b"\x1b[<u", b""))
        return bool(data)

    def until(self, seen: Callable[[], bool]) -> None:
        """Read until the screen shows something; fails with the screen."""
        end = time.monotonic() + PATIENCE_S
        while not seen():
            left = end - time.monotonic()
            if left <= 0 or not self.read(left):
                pytest.fail("never shown:\n" + "\n".join(self.lines))

    def shows(self, said: str) -> bool:
        """Whether a text stands on the screen."""
        return any(said in line for line in self.lines)

    def saved(self) -> set[str]:
        """The fields behind whose value a ✓ is drawn."""
        return {
            name for name, value in FIELDS.items() for line in self.lines if value in line and "✓" in line
        }

    def kill(self) -> None:
        """End it without warning, and draw what it had said before."""
        self.process.kill(signal.SIGKILL)
        while self.read(PATIENCE_S):
            pass
        self.process.wait()


@contextmanager
def running(home: Path) -> Iterator[Terminal]:
    """The program at its board."""
    terminal = Terminal(home)
    try:
        terminal.until(lambda: terminal.shows("Board") and terminal.shows("F2"))
        yield terminal
    finally:
        if terminal.process.isalive():
            terminal.kill()
        terminal.process.close()


def type_until_killed(terminal: Terminal, chance: random.Random) -> set[str]:
    """Fill fields one after another and kill in the middle of one; the fields that were drawn as saved."""
    terminal.send(F2)
    terminal.until(lambda: terminal.shows(TITLE))
    order = list(FIELDS)
    last = chance.randrange(2, len(order))
    for name in order[:last]:
        type_field(terminal, name)
        terminal.until(lambda name=name: name in terminal.saved())  # type: ignore[misc]
    name, moment = order[last], chance.choice(["typing", "typed", "entered", "drawing", "saved"])
    value = FIELDS[name]
    if moment == "typing":
        terminal.send(value[: chance.randrange(len(value))])
    elif moment == "typed":
        terminal.send(value)
        terminal.until(lambda: terminal.shows(value))
    else:
        type_field(terminal, name)
        if moment == "drawing":
            for _ in range(chance.randrange(4)):
                terminal.read(1.0)
        elif moment == "saved":
            terminal.until(lambda: name in terminal.saved())
    terminal.kill()
    return terminal.saved()


def type_field(terminal: Terminal, name: str) -> None:
    """A value, and Enter once it is drawn."""
    if name == "imei":
        terminal.send(ENTER)  # past the kind of device, which is chosen already
        terminal.until(lambda: any("Device" in line and "✓" in line for line in terminal.lines))
    value = FIELDS[name]
    for character in value:
        # At a hand's pace: a number in one burst would be a scan, and Enter the scanner's.
        terminal.send(character)
        time.sleep(HAND_S if name in {"imei", "sn"} else 0)
    terminal.until(lambda: terminal.shows(value))
    terminal.send(ENTER)


def killed(home: Path, kills: int, seed: int) -> None:
    """Kill the program again and again; after every restart F2 brings back what was drawn as saved."""
    chance = random.Random(seed)
    builders.found(home)
    for _ in range(kills):
        with running(home) as terminal:
            saved = type_until_killed(terminal, chance)
        assert saved
        with running(home) as terminal:
            terminal.send(F2)
            terminal.until(lambda: terminal.shows(TITLE))
            for name in saved:
                terminal.until(lambda name=name: name in terminal.saved())  # type: ignore[misc]
            terminal.send(CTRL_Q)
            # There is an unfinished form: it asks.
            terminal.until(lambda: terminal.shows("Close the counter?"))
            terminal.send(ENTER)
            while terminal.read(PATIENCE_S):
                pass
            assert terminal.process.wait() == 0
        desk = bootstrap.open_desk(home)
        try:
            assert upkeep.verify(desk) == []
            draft = desk.draft("intake")
            assert draft is not None
            assert {name: draft.fields[name] for name in saved} == {name: FIELDS[name] for name in saved}
            desk.drop_draft(draft.id).result()
        finally:
            desk.close()


def test_two_kills(tmp_path: Path) -> None:
    killed(tmp_path / "小店 desk", 2, seed=1)


@pytest.mark.long
def test_twenty_kills(tmp_path: Path) -> None:
    killed(tmp_path / "desk", 20, seed=2)
