"""A PDF made in a process of its own: fpdf2 and Pillow stay out of the counter's memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PATIENCE_S = 60


def write_pdf(home: Path, what: str, kind: str, width: str, language: str, output: Path) -> None:
    """``mihome-desk paper WHAT KIND --as pdf`` on the same store; returns when the file is there.

    Raises OSError, its text what the child said, also where it took longer than a minute.
    """
    program = [sys.executable, "-P", "-m", "mihome_desk"]
    order = ["paper", what, kind, "--as", "pdf", "--width", width, "--language", language]
    place = ["--home", str(home), "-o", str(output)]
    # The child finds the program where this process found it, installed or beside a launcher.
    path = os.pathsep.join(filter(None, sys.path))
    try:
        done = subprocess.run(
            [*program, *order, *place],
            env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1", "MIHOME_DESK_LANGUAGE": language},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{kind}: {PATIENCE_S} s") from error
    if done.returncode:
        raise OSError(done.stderr.strip() or f"{kind}: {done.returncode}")
