"""What start imports, and the first paint of the board as a ratio to a bare Textual app in the same run.

    python3 desk.py bench start [RUNS] [TICKETS]

Both programs run in turn in a real pseudo terminal of 80x24; the time counts from the start of the
process to the first frame that shows a text the program alone can show. Goal: 1.5 times.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SRC = Path(__file__).parents[1] / "src"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("BARE-IS-UP")
Bare().run()
"""
LIMIT = 1.5
COLUMNS_ROWS = b"\x18\x00\x50\x00\x00\x00\x00\x00"


def first_paint(arguments: list[str], wanted: bytes, environment: dict[str, str]) -> float:
    """Seconds until ``wanted`` was drawn."""
    import fcntl
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, COLUMNS_ROWS)
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments, stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True
    )
    os.close(child)
    seen = b""
    try:
        while wanted not in seen:
            ready, _, _ = select.select([parent], [], [], 30)
            if not ready:
                raise TimeoutError(seen[-500:].decode("utf-8", "replace"))
            seen += os.read(parent, 65536)
        return time.perf_counter() - start
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(parent)


def imports(environment: dict[str, str]) -> list[tuple[int, str]]:
    """The costliest imports on the way to the counter: (microseconds, module), without what they import."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import mihome_desk.bootstrap, mihome_desk.app"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    rows = []
    for line in done.stderr.splitlines()[1:]:
        own, _, name = line.removeprefix("import time:").split("|")
        rows.append((int(own), name.strip()))
    return sorted(rows, reverse=True)


def main() -> int:
    """Print the table; 1 when the ratio is over its limit."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    tickets = sys.argv[2] if len(sys.argv) > 2 else "60"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "store"
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": folder,
            "TERM": "xterm-256color",
            "PYTHONPATH": str(SRC),
            "PYTHONUTF8": "1",
            "MIHOME_DESK_HOME": str(home),
        }
        command = [sys.executable, "-m", "mihome_desk"]
        subprocess.run(
            [*command, "demo", "--home", str(home), "--no-ui", "--tickets", tickets],
            check=True,
            env=environment,
        )
        found = imports(environment)
        ours_count = sum("mihome_desk" in name for _us, name in found)
        print(f"start imports {len(found)} modules, {ours_count} of them ours; the costliest by themselves:")
        for us, name in found[:8]:
            print(f"  {us / 1000:7.1f} ms  {name}")
        own = sum(us for us, name in found if "mihome_desk" in name)
        print(f"  {own / 1000:7.1f} ms  all of mihome_desk")
        bare, ours = [], []
        for turn in range(runs + 1):
            one = first_paint([sys.executable, "-c", BARE], b"BARE-IS-UP", environment)
            two = first_paint(command, b"DEMO01", environment)
            if turn:  # the first pair warms the disk's cache
                bare.append(one)
                ours.append(two)
    ratio = statistics.median(two / one for one, two in zip(bare, ours, strict=True))
    print(
        f"first paint: bare Textual {1000 * statistics.median(bare):.0f} ms, "
        f"board {1000 * statistics.median(ours):.0f} ms, "
        f"ratio {ratio:.2f} (limit {LIMIT}, {runs} pairs, {tickets} tickets)"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
