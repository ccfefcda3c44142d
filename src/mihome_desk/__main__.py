"""``python -m mihome_desk``: without arguments straight to the counter, nothing else imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the counter, or hand the arguments to the command line."""
    if len(sys.argv) == 1:
        from mihome_desk.bootstrap import run_counter

        return run_counter()
    from mihome_desk.cli import main as command_line

    return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
