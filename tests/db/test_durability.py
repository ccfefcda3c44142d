"""The system calls tell: no answer leaves before the journal and the witness are on the disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import found, open_ticket, plain

ROOT = Path(__file__).parents[2]
CALL = re.compile(r"^\d+ +(?P<call>\w+)\((?P<fd>\d+)<(?P<path>[^>]*)>(?P<rest>.*)$")
RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. (?P<call>\w+) resumed>.*= (?P<result>-?\d+)")


def strace() -> str:
    """Why strace cannot be used here, or nothing."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "strace may not trace processes here" if tried.returncode else ""


def events(trace: str, out: Path) -> list[str]:
    """The order of what matters: ``wal``, ``witness`` (synced, the call has returned) and ``answer``."""
    happened: list[str] = []
    begun: dict[str, str] = {}
    for line in trace.splitlines():
        resumed = RESUMED.match(line)
        if resumed and resumed["call"] in {"fsync", "fdatasync"} and resumed["result"] == "0":
            happened.append(begun.pop(resumed["pid"], ""))
            continue
        call = CALL.match(line)
        if not call:
            continue
        if call["call"] in {"fsync", "fdatasync"}:
            what = {"desk.db-wal": "wal", "desk.db": "wal", "witness": "witness"}.get(
                Path(call["path"]).name, ""
            )
            if "unfinished" in call["rest"]:
                begun[line.split()[0]] = what
            elif call["rest"].endswith("= 0"):
                happened.append(what)
        elif call["call"] == "write" and call["path"] == str(out) and not call["rest"].endswith("= 0"):
            happened.append("answer")
    return [what for what in happened if what]


def test_each_answer_is_preceded_by_a_sync_of_the_journal_and_one_of_the_witness(tmp_path: Path) -> None:
    reason = strace()
    if reason:
        pytest.skip(reason)
    home = found(tmp_path / "desk")
    commands = [plain(open_ticket(), id=str(at)) for at in range(4)] + [{"do": "arrive"}]
    lines, out, trace = tmp_path / "lines", tmp_path / "out", tmp_path / "trace"
    lines.write_text("".join(json.dumps(command) + "\n" for command in commands), "utf-8")

    with out.open("wb") as answers:
        subprocess.run(
            [
                *("strace", "-f", "-y", "-s", "0", "-e", "trace=fdatasync,fsync,write,pwrite64", "-o", trace),
                *(sys.executable, "-m", "mihome_desk", "do", lines, "--home", home),
            ],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            stdout=answers,
            check=True,
        )

    assert [json.loads(line)["ok"] for line in out.read_text("utf-8").splitlines()] == [True] * 5
    seen: set[str] = set()
    answered = 0
    for what in events(trace.read_text("utf-8", "replace"), out):
        if what == "answer":
            assert seen == {"wal", "witness"}, (
                f"answer {answered + 1} left after a sync of {seen or 'nothing'}"
            )
            answered += 1
            seen = set()
        elif what == "wal":
            # The witness tells of an entry that is on the disk already.
            seen = {"wal"}
        elif seen:
            seen.add(what)
    assert answered == 5
