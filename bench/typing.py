"""Key to paint in the intake form, as a ratio to a bare Textual Input in the same run.

    python3 desk.py bench typing [KEYS]

Both programs run side by side in real pseudo terminals of 80x24 with the same frame rate; single keys go
to them in turn, 60 ms apart and then 20 ms apart, each timed from its write to the moment its character is
drawn. Goal: 1.3 times at p50 and at p95.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

SRC = Path(__file__).parents[1] / "src"
BARE = """
import os
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="BARE-IS-UP")
Bare().run()
"""
LIMIT = 1.3
COLUMNS_ROWS = b"\x18\x00\x50\x00\x00\x00\x00\x00"
# Capitals that end no control sequence of Textual's.
LETTERS = b"QVWXYZ"
PER_LINE = 24
F2, ENTER, CLEAR = b"\x1bOQ", b"\r", b"\x15"


class Program:
    """A program in a pseudo terminal."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, COLUMNS_ROWS)
        self.fd = parent
        self.process = subprocess.Popen(
            arguments, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
        )
        os.close(child)
        self.times: list[float] = []

    def until(self, wanted: bytes, patience: float = 30.0) -> None:
        """Read until something was drawn."""
        seen = b""
        while wanted not in seen:
            if not select.select([self.fd], [], [], patience)[0]:
                raise TimeoutError(f"{wanted!r} was never drawn: {seen[-600:]!r}")
            seen += os.read(self.fd, 65536)

    def calm(self) -> None:
        """Read what still comes, until nothing comes for a while."""
        while select.select([self.fd], [], [], 0.15)[0]:
            os.read(self.fd, 65536)

    def key(self, letter: bytes) -> None:
        """Type one letter and time it until it is drawn."""
        begin = time.perf_counter()
        os.write(self.fd, letter)
        self.until(letter, 5.0)
        self.times.append(time.perf_counter() - begin)

    def drain(self) -> None:
        """Whatever waits to be read."""
        while select.select([self.fd], [], [], 0)[0]:
            os.read(self.fd, 65536)

    def end(self) -> None:
        """Kill it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.fd)


def open_form(form: Program, steps: int) -> None:
    """F2, and Enter to the complaint: the middle of the form."""
    form.until(b"F2")
    form.calm()
    os.write(form.fd, F2)
    form.calm()
    for _ in range(steps):
        os.write(form.fd, ENTER)
        form.calm()


def measure(programs: list[Program], count: int, apart: float) -> list[list[float]]:
    """Seconds of each key, by program."""
    for program in programs:
        program.times = []
    for at in range(count):
        for program in programs:
            program.drain()
            program.key(LETTERS[at % len(LETTERS) : at % len(LETTERS) + 1])
            if at % PER_LINE == PER_LINE - 1:
                os.write(program.fd, CLEAR)
            time.sleep(apart / len(programs))
    return [program.times[20:] for program in programs]


def main(keys: int) -> int:
    """Print both, and 1 over the limit."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(SRC),
        "TERM": "xterm-256color",
        "TEXTUAL_FPS": "120",
        "MIHOME_DESK_LANGUAGE": "en",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        desk = [sys.executable, "-m", "mihome_desk", "--home", folder]
        subprocess.run(
            [sys.executable, "-m", "mihome_desk", "demo", "--no-ui", "--tickets", "300", "--home", folder],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        bare, form = Program([sys.executable, "-c", BARE], environment), Program(desk, environment)
        try:
            bare.until(b"BARE-IS-UP")
            bare.calm()
            open_form(form, 1)
            for apart in (0.06, 0.02):
                ours, theirs = reversed(measure([bare, form], keys, apart))
                for name, share in (("p50", 0.5), ("p95", 0.95)):
                    mine, other = quantile(ours, share), quantile(theirs, share)
                    ratio = mine / other
                    worst = max(worst, ratio)
                    print(
                        f"{1000 * apart:.0f} ms apart, {name}: intake {1000 * mine:.2f} ms, "
                        f"bare Input {1000 * other:.2f} ms, {ratio:.2f}x (limit {LIMIT})"
                    )
        finally:
            bare.end()
            form.end()
    return int(worst > LIMIT)


def quantile(times: list[float], share: float) -> float:
    """The value that a share of the times stays under."""
    return statistics.quantiles(times, n=100)[round(share * 100) - 1]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
