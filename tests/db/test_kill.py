"""Writers killed at random moments lose nothing that they answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def kill(kills: int, seed: int, folder: Path) -> dict[str, object]:
    found = subprocess.run(
        [sys.executable, "-m", "tests.db.killing", str(kills), str(seed), str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    result: dict[str, object] = json.loads(found.stdout)
    return result


def test_every_answered_command_and_every_saved_draft_survives_a_few_kills(tmp_path: Path) -> None:
    found = kill(12, 1, tmp_path)

    assert found["wrong"] == []
    assert isinstance(found["answers"], int)
    assert found["answers"] >= 12


@pytest.mark.long
def test_every_answered_command_and_every_saved_draft_survives_three_hundred_kills(tmp_path: Path) -> None:
    found = kill(300, 2, tmp_path)

    assert found["wrong"] == []
    assert found["kills"] == 300
