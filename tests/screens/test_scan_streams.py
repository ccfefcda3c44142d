"""Random scans and typing as bytes through a real terminal: no false scan, no lost key, no double effect.

A stream goes to a place, types by hand, scans, types again. What must have become of it is known from the
stream alone, and is read from the drafts on the disk, the journal and the screen.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest

from mihome_desk import bootstrap
from mihome_desk.desk import Desk
from mihome_desk.rules import identity
from tests import builders
from tests.screens.test_pty import Terminal, running

F1, F2, F3, F4, F5 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~"
ENTER, ESCAPE, ANOTHER = "\r", "\x1b", "\x0e"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SUFFIXES = ["\r", "\n", "\r\n", "\t", ""]
PREFIXES = [
    "",
    "",
    "HTTPS://HQ.EXAMPLE.CN/R/",
    "https：、、hq。example。cn、r、",
    "ｈｔｔｐｓ：、、",
    "合同票、日、",
]
HAND_S = (0.05, 0.1)
PATIENCE_S = 5.0
LABELS = {
    "phone": "Phone",
    "name": "Name",
    "imei": "IMEI",
    "sn": "SN",
    "model": "Model",
    "complaint": "Complaint",
}
FIELDS = list(LABELS)
TYPED = {
    "phone": "0123456789",
    "name": "王小明欧阳Anna ",
    "imei": "0123456789",
    "sn": "ABCDEF0123",
    "model": "RedmiNote ",
    "complaint": "屏幕碎了 abc 12",
}


class Shape(NamedTuple):
    """What a scanner sends: the kind that it must be taken for, its text, and what that means."""

    kind: str
    text: str
    means: str


@dataclass
class Stream:
    """One visit to one place."""

    seed: int
    place: str
    shape: Shape
    suffix: str
    pause_s: float
    before: str = ""
    after: str = ""
    keys: list[tuple[float, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.place}, typed {self.before!r}, {self.shape.kind} {self.shape.text!r} + "
            f"{self.suffix!r} at {self.pause_s} s, typed {self.after!r}"
        )


def luhn(chance: random.Random) -> str:
    """An IMEI as phones have them."""
    body = "86" + "".join(chance.choice("0123456789") for _ in range(12))
    return body + identity.luhn_digit(body)


def shape(chance: random.Random, numbers: dict[str, str]) -> Shape:
    """Something to scan; ``numbers`` are tickets and their tokens."""
    kind = chance.choice(["token", "token", "imei", "imei", "imei", "barcode", "sn", "ean", "held", "word"])
    number = chance.choice(list(numbers))
    wide = chance.random() < 0.3
    if kind == "token":
        digits = numbers[number].translate(FULL_WIDTH) if wide else numbers[number]
        return Shape(kind, chance.choice(PREFIXES) + digits, number)
    if kind == "imei":
        imei = luhn(chance)
        return Shape(kind, imei.translate(FULL_WIDTH) if wide else imei, imei)
    if kind == "barcode":
        return Shape(kind, identity.barcode(number), number)
    if kind == "sn":
        serial = f"{chance.randrange(10_000, 99_999)}/" + "".join(chance.choices("ABCDEFGHJK0123456789", k=9))
        return Shape(kind, serial, serial)
    if kind == "ean":
        return Shape("typed", "69" + "".join(chance.choices("0123456789", k=11)), "")
    if kind == "held":
        return Shape("typed", chance.choice("a1中") * chance.randrange(8, 30), "")
    return Shape("typed", chance.choice(["redmi12cpro", "屏幕有竖线开不了机", "xiaomi14ultra"]), "")


def stream(seed: int, numbers: dict[str, str]) -> Stream:
    """A random stream."""
    chance = random.Random(seed)
    place = chance.choice([*FIELDS, *FIELDS, "board", "find", "ticket", "help"])
    what = shape(chance, numbers)
    pause = (
        0.033
        if what.kind == "typed" and len(set(what.text)) == 1
        else chance.choice([0, 0.001, 0.004, 0.012])
    )
    suffix = chance.choice(SUFFIXES)
    if what.kind == "typed":
        suffix = ""
    found = Stream(seed, place, what, suffix, pause)
    if place in TYPED:
        found.before = "".join(chance.choices(TYPED[place], k=chance.randrange(5))).strip()
        found.after = "".join(chance.choices(TYPED[place], k=chance.randrange(4))).strip()
    return found


def hand(terminal: Terminal, text: str, chance: random.Random) -> None:
    """Type at the speed of a hand."""
    for character in text:
        time.sleep(chance.uniform(*HAND_S))
        terminal.send(character)


def scanner(terminal: Terminal, found: Stream) -> bool:
    """Type at the speed of a scanner; False where this machine made a pause that no scanner makes."""
    if not found.pause_s:
        terminal.send(found.shape.text + found.suffix)
        return True
    longest, last = 0.0, time.monotonic()
    for character in found.shape.text + found.suffix:
        terminal.send(character)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
        time.sleep(found.pause_s)
    return longest < found.pause_s + 0.012


def rest(terminal: Terminal, seconds: float) -> None:
    """Let the program draw for a while; a scan without a suffix ends by a pause."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        terminal.read(left)


class Player:
    """Plays streams in one running program."""

    def __init__(self, home: Path, desk: Desk, numbers: dict[str, str], terminal: Terminal) -> None:
        self.desk = desk
        self.numbers = numbers
        self.terminal = terminal

    def shows(self, text: str) -> Callable[[], bool]:
        """Whether a text is drawn."""
        return lambda: self.terminal.shows(text)

    def in_row(self, place: str, text: str) -> Callable[[], bool]:
        """Whether a text is drawn in the row of a field."""
        row = re.compile(rf"^\s*{LABELS[place]}\s+(✓\s)?\s*{re.escape(text)}")
        return lambda: any(row.match(line) for line in self.terminal.lines)

    def on_top(self, text: str) -> Callable[[], bool]:
        """Whether the first line names something."""
        return lambda: text in self.terminal.lines[0]

    def play(self, found: Stream) -> None:
        """Play a stream until this machine kept a scanner's pace, and check what became of it."""
        while not self.played(found):
            self.clear()

    def clear(self) -> None:
        """Back to the board, and nothing unfinished."""
        for _ in range(3):
            self.terminal.send(ESCAPE)
            rest(self.terminal, 0.3)
        self.board()
        rest(self.terminal, 0.3)
        for draft in self.desk.drafts("intake"):
            self.desk.drop_draft(draft.id).result()

    def played(self, found: Stream) -> bool:
        """Play it once."""
        chance = random.Random(found.seed + 1)
        head = self.desk.seq()
        self.go(found)
        hand(self.terminal, found.before, chance)
        if found.before:
            # A terminal keeps no times: what a busy machine reads in one go with a scan came with the scan.
            self.terminal.until(self.in_row(found.place, found.before))
        rest(self.terminal, 0.08)
        if not scanner(self.terminal, found):
            return False
        if found.place in TYPED and found.shape.kind in {"imei", "sn", "typed"}:
            self.into_form(found, chance)
        else:
            self.elsewhere(found)
        assert self.desk.seq() == head, f"{found}: a scan wrote something"
        self.board()
        for draft in self.desk.drafts("intake"):
            self.desk.drop_draft(draft.id).result()
        return True

    def board(self) -> None:
        """Back to the board."""
        self.terminal.send(F4)
        self.terminal.until(self.on_top("Board"))

    def go(self, found: Stream) -> None:
        """To the place of a stream, from the board."""
        if found.place in TYPED:
            self.terminal.send(F2)
            self.terminal.until(self.on_top("New intake"))
            # The form of the stream before may have been saved once more after its draft was dropped.
            self.terminal.send(ANOTHER)
            rest(self.terminal, 0.1)
            for _ in range(self.steps[found.place]):
                self.terminal.send("\t")
                rest(self.terminal, 0.01)
        elif found.place != "board":
            key, title = {"find": (F3, "Find"), "ticket": (ENTER, "-"), "help": (F1, "Help")}[found.place]
            self.terminal.send(key)
            self.terminal.until(self.on_top(title))

    steps: dict[str, int] = {}

    def into_form(self, found: Stream, chance: random.Random) -> None:
        """The number stands in its own field, the field in focus has what was typed, nothing else has anything."""
        # Above the faults a scanned device takes the cursor along to the first fault.
        after = found.after if found.shape.kind == "typed" or found.place == "complaint" else ""
        self.terminal.until(self.shows(found.shape.means or found.shape.text[-8:]))
        rest(self.terminal, 0.1)
        hand(self.terminal, after, chance)
        self.board()
        expected = dict.fromkeys(FIELDS, "")
        expected[found.place] = found.before + after
        if found.shape.kind == "typed":
            expected[found.place] = found.before + found.shape.text + after
        elif found.shape.kind == found.place:
            # A scan is the whole number: what somebody had begun to type there gives way.
            expected[found.place] = found.shape.means
        else:
            expected[found.shape.kind] = found.shape.means
        if found.shape.kind == "imei" and not expected["model"]:
            # The model behind an IMEI may be known to the catalogue.
            del expected["model"]
        self.must_keep(found, expected)

    def must_keep(self, found: Stream, expected: dict[str, str]) -> None:
        """The draft on the disk holds these values."""
        end = time.monotonic() + PATIENCE_S
        while (kept := self.kept(expected)) != expected and time.monotonic() < end:
            rest(self.terminal, 0.02)
        assert kept == expected, f"{found}\n{kept}\n{expected}"

    def kept(self, fields: Iterable[str]) -> dict[str, str]:
        """What the newest draft holds in these fields."""
        drafts = self.desk.drafts("intake")
        return {name: str(drafts[0].fields.get(name, "")) if drafts else "" for name in fields}

    def elsewhere(self, found: Stream) -> None:
        """A slip opens its ticket; a number or an unknown code is looked up; typing presses single keys."""
        kind = found.shape.kind
        if kind in {"token", "barcode"}:
            self.terminal.until(self.on_top(found.shape.means))
            if found.before:
                self.must_keep(found, {found.place: found.before})
        elif kind in {"imei", "sn"}:
            self.terminal.until(self.on_top("Find"))
            self.terminal.until(self.shows(found.shape.means))


def play(home: Path, count: int, seed: int) -> None:
    """Streams in a running program."""
    builders.found(home)
    desk = bootstrap.open_desk(home)
    try:
        opened = [builders.ok(desk.do(builders.open_ticket())).ticket for _ in range(4)]
        numbers = {number: builders.token_of(desk, number) for number in opened}
        with running(home) as terminal:
            player = Player(home, desk, numbers, terminal)
            learn(player)
            for at in range(count):
                found = stream(seed + at, numbers)
                if found.shape.kind == "typed" and found.place not in TYPED:
                    continue
                try:
                    player.play(found)
                except BaseException:
                    print(found)
                    raise
    finally:
        desk.close()


def learn(player: Player) -> None:
    """How many rows lie between the first field and each of the others."""
    from mihome_desk.screens import intake_form

    rows = [row.name for group in intake_form.GROUPS for row in group.fields]
    # The words of single faults show once there are such faults.
    order = [name for name in rows if name not in intake_form.FAULT_ROWS]
    player.steps = {name: order.index(name) for name in FIELDS}


def test_some_streams(tmp_path: Path) -> None:
    play(tmp_path / "小店 desk", 16, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_two_thousand_streams(tmp_path: Path, part: int) -> None:
    play(tmp_path / "desk", 250, seed=10_000 + 250 * part)
