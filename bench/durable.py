"""A durable command as a ratio to one pwrite and fdatasync on the same disk, in turn.

    python3 desk.py bench durable [COMMANDS] [FOLDER]

A command is decided, journalled, projected, committed (WAL synced) and witnessed (synced) before it
is answered. Goal: 6 times one write of a page and its sync.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from mihome_desk import bootstrap
from mihome_desk.db.clock import SystemClock
from mihome_desk.db.engine import Home
from mihome_desk.db.founding import Founding, found
from mihome_desk.rules.intake import Customer, DeviceGiven, OpenTicket
from mihome_desk.rules.progress import Note

LIMIT = 6.0
PAGE = bytes(4096)


def main() -> int:
    """Print medians and ratio; 1 when the ratio is over its limit."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    place = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        os.environ["MIHOME_DESK_STATE"] = str(Path(folder) / "state")
        home = Path(folder) / "store"
        found(Home(home), Founding("BENCH", "bench"), SystemClock().now(), "bench")
        desk = bootstrap.open_desk(home)
        opened = desk.do(
            OpenTicket(
                Customer("张三", "13812341234"),
                DeviceGiven("phone", "Redmi Note 7"),
                "quick",
                complaint="碎屏",
            )
        )
        plain = os.open(Path(folder) / "plain", os.O_WRONLY | os.O_CREAT)
        os.pwrite(plain, PAGE * count, 0)
        os.fsync(plain)
        writes, commands = [], []
        for at in range(count):
            start = time.perf_counter()
            os.pwrite(plain, PAGE, at * len(PAGE))
            os.fdatasync(plain)
            middle = time.perf_counter()
            desk.do(Note(opened.ticket_id, f"第 {at} 条"))
            end = time.perf_counter()
            writes.append(middle - start)
            commands.append(end - middle)
        os.close(plain)
        desk.close()
    ratio = statistics.median(commands) / statistics.median(writes)
    print(
        f"pwrite + fdatasync {1e6 * statistics.median(writes):.0f} us, durable command "
        f"{1e6 * statistics.median(commands):.0f} us (p95 {1e6 * statistics.quantiles(commands, n=20)[-1]:.0f}), "
        f"ratio {ratio:.2f} (limit {LIMIT}, {count} each)"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
