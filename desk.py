"""Start the counter, its tests or its benchmarks: ``desk.py [ARGS]``, ``desk.py test [--all]``, ``desk.py bench``.

Standard library only. ``.venv`` is made from the lock at the first start, and anew when the lock or
the Python version has changed or an installation was cut off: only a complete one has its stamp.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036  # before anything that an old Python cannot run
    sys.stderr.write("需要 Python 3.11 或更新的版本。 / Python 3.11 or newer is needed.\n")
    sys.exit(2)

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy --strict": ["-m", "mypy"],
    "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-logo"],
}
PYTEST = ["-m", "pytest", "-rs"]
GATE = ["-n", "2"]
COVERAGE = ["--cov", "--cov-report=term:skip-covered"]  # a third slower: for the long run


def say(line: str) -> None:
    """Write one line for the person to standard error."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def environment() -> dict[str, str]:
    """The environment of every child; an empty HOME counts as none."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONHOME" and (k, v) != ("HOME", "")}
    return env | {"PYTHONPATH": os.path.join(ROOT, "src"), "PYTHONUTF8": "1", "UV_PYTHON_DOWNLOADS": "never"}


def stamp(kind: str) -> str:
    """The path of the stamp that says that everything of ``kind`` is installed."""
    return os.path.join(VENV, "desk-" + kind + ".stamp")


def wanted(kind: str) -> bytes:
    """What that stamp must hold: Python's version and the whole lock, as comparing needs no hash."""
    with open(os.path.join(ROOT, LOCKS[kind]), "rb") as lock:
        return b"%d.%d\n" % sys.version_info[:2] + lock.read()


def ready(kind: str) -> bool:
    """Whether ``.venv`` has what ``kind`` needs."""
    try:
        with open(stamp(kind), "rb") as made:
            return made.read() == wanted(kind) and os.path.exists(PYTHON)
    except FileNotFoundError:
        return False


def failure(command: list[str]) -> str:
    """Run one step of the installation; what it said if it failed, else nothing."""
    import subprocess

    env = environment() | {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    pipe, out, nothing = subprocess.PIPE, subprocess.STDOUT, subprocess.DEVNULL
    step = subprocess.run(command, env=env, stdin=nothing, stdout=pipe, stderr=out, check=False)
    said = step.stdout.decode("utf-8", "replace").strip()
    return (said or "%s: %d" % (command[0], step.returncode)) if step.returncode else ""


def install(kind: str, fresh: bool) -> str:
    """Install a lock, into a new environment if ``fresh``: by uv if it is there and can, else by pip."""
    import shutil

    lock = ["--require-hashes", "-r", os.path.join(ROOT, LOCKS[kind])]
    ways = [([sys.executable, "-m", "venv", VENV], [PYTHON, "-m", "pip", "install", "--no-compile", *lock])]
    uv = shutil.which("uv")
    if uv:
        venv = [uv, "venv", "--python", sys.executable, VENV]
        ways.insert(0, (venv, [uv, "pip", "install", "--python", PYTHON, *lock]))
    said = ""
    for make, fill in ways:
        if fresh:
            shutil.rmtree(VENV, ignore_errors=True)
        said = (failure(make) if fresh else "") or failure(fill)
        if not said:
            break
        fresh = True
    return said


def prepare(kind: str) -> None:
    """Install what ``kind`` needs, one launcher at a time."""
    say("第一次启动，正在准备，约半分钟…… / First start, preparing, about half a minute ...")
    with open(VENV + ".lock", "ab") as turn:
        if os.name != "nt":
            import fcntl

            fcntl.flock(turn, fcntl.LOCK_EX)
        if ready(kind):
            return
        fresh = not ready("run") or os.path.exists(stamp("dev"))
        for each in LOCKS:
            if os.path.exists(stamp(each)):
                os.unlink(stamp(each))
        said = install(kind, fresh)
        if said:
            say(said)
            if "ensurepip" in said:
                say("这台电脑的 Python 缺少 venv，请先 apt install python3-venv。")
                say("This Python has no venv: apt install python3-venv first.")
            else:
                say("没有装好，原因见上，请联网后再试。 / Not installed, see above, try again online.")
            sys.exit(2)
        # Explicit: PYTHONDONTWRITEBYTECODE does not stop compileall. A read-only src is no failure.
        failure([PYTHON, "-m", "compileall", "-qq", "-j", "0", VENV, os.path.join(ROOT, "src")])
        if hasattr(os, "sync"):
            os.sync()  # a power cut must not leave a stamp on packages that never reached the disk
        for each in {"run", kind}:
            with open(stamp(each), "wb") as made:
                made.write(wanted(each))


def child(arguments: list[str]) -> int:
    """Run the environment's Python and wait; its exit code."""
    import subprocess

    return subprocess.call([PYTHON, *arguments], env=environment())


def become(arguments: list[str]) -> int:
    """Turn into the environment's Python, so that terminal, signals and exit code are its own."""
    if os.name == "nt":
        return child(arguments)
    return os.execve(PYTHON, [PYTHON, *arguments], environment())


def test(arguments: list[str]) -> int:
    """The gate, cheapest first; with pytest arguments of its own only pytest on those."""
    os.chdir(ROOT)
    if set(arguments) - {"--all"}:
        return become([*PYTEST, *arguments])
    for name, check in CHECKS.items():
        say("== " + name)
        code = child(check)
        if code:
            return code
    say("== pytest")
    return become([*PYTEST, *GATE, *(COVERAGE if arguments else []), *arguments])


def main(arguments: list[str]) -> int:
    """Prepare where needed, then hand the command line over; the exit code."""
    testing = arguments[:1] == ["test"]
    kind = "dev" if testing else "run"
    try:
        if not ready(kind):
            prepare(kind)
        if arguments[:1] == ["bench"]:
            os.chdir(ROOT)
            return become(["-m", "bench", *arguments[1:]])
        # -P: a file named like a package, in the folder that the clerk stands in, is not imported.
        return test(arguments[1:]) if testing else become(["-P", "-m", "mihome_desk", *arguments])
    except OSError as error:
        say("无法启动 / Cannot start: %s" % error)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
