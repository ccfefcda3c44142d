"""The launcher, as a process: a copy of ``desk.py``, with stand-ins for uv and the environment's Python."""

import ast
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[1]
HERE = "店 x"
NO_NETWORK = (
    "NewConnectionError",
    "ConnectionError",
    "No matching distribution",
    "Temporary failure",
    "timed out",
)

FAKE_PYTHON = """#!/bin/sh
case "$*" in *compileall*) exit 0 ;; esac
printf '[%s]' "$@"
printf '\\n%s %s %s\\n' "$PYTHONUTF8" "$UV_PYTHON_DOWNLOADS" "$PYTHONPATH"
exit 7
"""

# Answers `uv venv ... DIR` and `uv pip install ... -r LOCK`; UV_DIES: cut off by kill -9 while installing.
FAKE_UV = """#!/bin/sh
for last in "$@"; do :; done
if [ "$1" = venv ]; then
    mkdir -p "$last/bin" && cp "$FAKE_PYTHON" "$last/bin/python"
else
    echo "${last##*/}" >>"$UV_LOG"
    if [ -n "$UV_DIES" ]; then kill -9 $PPID; fi
    sleep 0.2
fi
"""


class Shop:
    """A folder with a launcher, two small locks, and a uv that notes what it installs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / HERE
        self.folder.mkdir()
        self.log = folder / "uv.log"
        tools = folder / "tools"
        tools.mkdir()
        for path, text in ((tools / "uv", FAKE_UV), (folder / "python", FAKE_PYTHON)):
            path.write_text(text)
            path.chmod(0o755)
        shutil.copy(REPO / "desk.py", self.folder)
        self.write_lock("one==1\n")
        (self.folder / "requirements-dev.lock").write_text("one==1\ntwo==2\n")
        self.env = {
            "PATH": f"{tools}:/usr/bin:/bin",
            "LC_ALL": "C",
            "FAKE_PYTHON": str(folder / "python"),
            "UV_LOG": str(self.log),
        }

    def write_lock(self, text: str) -> None:
        (self.folder / "requirements.lock").write_text(text)

    def begin(self, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.folder / "desk.py"), *arguments],
            env=self.env | env,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def start(self, *arguments: str, cwd: Path | None = None, **env: str) -> tuple[int, str, str]:
        """The exit code, standard output and standard error of one start."""
        process = self.begin(*arguments, cwd=cwd, **env)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def installed(self) -> list[str]:
        """The locks that were installed so far, in order."""
        return self.log.read_text().split() if self.log.exists() else []


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_command_line_and_the_exit_code_pass_through(shop: Shop, tmp_path: Path) -> None:
    code, out, _err = shop.start("do", "a b", "单号", "--x=", "", cwd=tmp_path)
    assert code == 7
    assert out.splitlines() == [
        "[-P][-m][mihome_desk][do][a b][单号][--x=][]",
        f"1 never {shop.folder / 'src'}",
    ]


def test_without_arguments_the_counter_opens(shop: Shop) -> None:
    assert shop.start()[1].splitlines()[0] == "[-P][-m][mihome_desk]"


@pytest.mark.parametrize("extra", [{}, {"HOME": ""}, {"PYTHONDONTWRITEBYTECODE": "1"}], ids=str)
def test_the_first_start_says_so_once_and_a_warm_one_is_silent(shop: Shop, extra: dict[str, str]) -> None:
    shop.env |= extra
    first, warm = shop.start()[2], shop.start()[2]
    assert "第一次启动" in first
    assert len(first.splitlines()) == 1
    assert warm == ""
    assert shop.installed() == ["requirements.lock"]


def test_a_changed_lock_is_installed(shop: Shop) -> None:
    shop.start()
    shop.write_lock("one==2\n")
    assert shop.start()[0] == 7
    assert shop.installed() == ["requirements.lock"] * 2


def test_an_installation_that_was_cut_off_is_made_anew(shop: Shop) -> None:
    assert shop.start(UV_DIES="1")[0] == -signal.SIGKILL
    left_over = shop.folder / ".venv" / "half"
    left_over.touch()
    assert shop.start()[0] == 7
    assert not left_over.exists()


@pytest.mark.parametrize("broken", ["desk-run.stamp", "bin/python"])
def test_a_damaged_environment_heals(shop: Shop, broken: str) -> None:
    shop.start()
    (shop.folder / ".venv" / broken).unlink()
    assert shop.start()[0] == 7
    assert len(shop.installed()) == 2


def test_a_stamp_cut_short_does_not_count(shop: Shop) -> None:
    shop.start()
    stamp = shop.folder / ".venv" / "desk-run.stamp"
    stamp.write_bytes(stamp.read_bytes()[:-3])
    shop.start()
    assert len(shop.installed()) == 2


def test_two_launchers_at_once_install_once(shop: Shop) -> None:
    both = [shop.begin("one"), shop.begin("two")]
    assert [each.communicate(timeout=60)[0].splitlines()[0][-5:] for each in both] == ["[one]", "[two]"]
    assert shop.installed() == ["requirements.lock"]


def test_the_tests_packages_come_on_top_and_keep_the_counters(shop: Shop) -> None:
    shop.start()
    kept = shop.folder / ".venv" / "kept"
    kept.touch()
    code, out, _err = shop.start("test", "-k", "x y")
    assert (code, out.splitlines()[0]) == (7, "[-m][pytest][-rs][-k][x y]")
    assert kept.exists()
    assert shop.start()[2] == ""
    assert shop.installed() == ["requirements.lock", "requirements-dev.lock"]


def test_the_gate_stops_at_the_first_failure_with_its_exit_code(shop: Shop) -> None:
    code, out, err = shop.start("test", "--all")
    assert code == 7
    assert out.splitlines()[0] == "[-m][ruff][check][.]"
    assert err.splitlines()[-1] == "== ruff check"
    assert "[pytest]" not in out


def test_what_the_system_refuses_is_named_in_one_line(shop: Shop) -> None:
    (shop.folder / ".venv.lock").mkdir()
    code, _out, err = shop.start()
    assert code == 2
    assert err.splitlines()[-1].startswith("无法启动")
    assert "Traceback" not in err


def test_a_python_without_venv_is_told_what_to_install(shop: Shop) -> None:
    """Debian's Python without python3-venv: the sentence instead of a traceback."""
    (shop.folder.parent / "tools" / "uv").unlink()
    broken = shop.folder.parent / "no-ensurepip"
    broken.mkdir()
    (broken / "venv.py").write_text("raise SystemExit('ensurepip is not available')\n")
    launch = f"import sys; sys.path[:0] = [{str(shop.folder)!r}]; import desk; "
    launch += "desk.environment = lambda: dict(PYTHONPATH=sys.argv[1]); sys.exit(desk.main([]))"
    done = subprocess.run(
        [sys.executable, "-c", launch, str(broken)], env=shop.env, capture_output=True, check=False
    )
    err = done.stderr.decode()
    assert done.returncode == 2
    assert "apt install python3-venv" in err
    assert "Traceback" not in err


def test_an_old_python_is_refused_in_one_sentence() -> None:
    code = "import runpy, sys; sys.version_info = (3, 8, 0); runpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code, str(REPO / "desk.py")], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().strip() == (
        "需要 Python 3.11 或更新的版本。 / Python 3.11 or newer is needed."
    )


def test_an_old_python_can_parse_the_launcher() -> None:
    tree = ast.parse((REPO / "desk.py").read_bytes(), feature_version=(3, 5))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]


@pytest.mark.long
def test_a_fresh_clone_starts_with_nothing_but_python(tmp_path: Path) -> None:
    folder = tmp_path / HERE
    folder.mkdir()
    for name in ("desk.py", "requirements.lock"):
        shutil.copy(REPO / name, folder)
    shutil.copytree(REPO / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    ours = ("PIP_", "UV_", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    env = {k: v for k, v in os.environ.items() if k.startswith(ours)} | {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C",
        "MIHOME_DESK_HOME": str(tmp_path / "desk"),
    }
    command = [sys.executable, str(folder / "desk.py"), "--help"]
    first = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    if first.returncode == 2 and any(sign in first.stderr for sign in NO_NETWORK):
        pytest.skip("pip cannot reach a package registry")
    assert first.returncode == 0, first.stderr
    assert list((folder / "src").rglob("*.pyc"))
    warm = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    assert (warm.returncode, warm.stdout, warm.stderr) == (0, first.stdout, "")
