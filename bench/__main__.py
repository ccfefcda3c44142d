"""Every figure that the README quotes, one module each: ``python3 desk.py bench [NAME] [ARGS]``."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main() -> int:
    """Run the one named, or all of them; 1 when any is over its limit."""
    names = sys.argv[1:2] or NAMES
    if names[0] not in NAMES:
        print(f"bench: there is no {names[0]!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    worst = 0
    for name in names:
        sys.argv = [name, *(sys.argv[2:] if len(names) == 1 else ())]
        try:
            runpy.run_module(f"bench.{name}", run_name="__main__")
        except SystemExit as done:
            worst = max(worst, int(done.code or 0))
    return worst


if __name__ == "__main__":
    sys.exit(main())
