"""The walls that import-linter does not know: circles, import time, and the way to the first frame."""

import ast
import json
import os
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
FILES = sorted((SRC / "mihome_desk").rglob("*.py"))

NOT_BEFORE_THE_FIRST_FRAME = [
    *("sqlmodel", "sqlalchemy", "alembic", "asyncpg", "pydantic", "typer", "httpx", "fastapi"),
    *("PIL", "qrcode", "escpos", "phonenumbers", "cryptography", "argon2", "fpdf", "fontTools"),
]
MOST_METHODS = 24
CHECKING_LIBRARIES = {"stdnum", "phonenumbers"}
RULES_KNOW = {"rules", "text"}

IMPORT_ALL = """
import importlib, json, os, sys, traceback
import sqlalchemy.engine

src, home, *modules = sys.argv[1:]
found = []

def note(what):
    place = [f for f in traceback.extract_stack() if f.filename.startswith(src)]
    found.append(f"{what} at {place[-1].filename}:{place[-1].lineno}" if place else what)

def watch(event, args):
    if event in ("sqlite3.connect", "socket.connect", "socket.bind", "subprocess.Popen"):
        note(event)
    elif event == "open" and isinstance(args[0], (str, bytes)):
        path, flags = os.path.abspath(os.fsdecode(args[0])), args[2] or 0
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC)
        code = path.endswith(".py") or f"{os.sep}__pycache__{os.sep}" in path
        if not code and path != os.devnull and (writes or path.startswith((src, home))):
            note(f"open {path}")

def engine(*args, **kwargs):
    note("an engine is made")
    raise RuntimeError("an engine is made while importing")

sqlalchemy.engine.Engine.__init__ = engine
sys.addaudithook(watch)
for module in modules:
    importlib.import_module(module)
print(json.dumps(found))
"""


def module_of(file: Path) -> str:
    parts = file.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in FILES}


def imports_of(file: Path) -> set[str]:
    """Every module that the file imports anywhere: lazily and for the type checker alone, too."""
    package = module_of(file).split(".")
    if file.name != "__init__.py":
        package.pop()
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else base for name in names}
    return found


def fresh_python(code: str, *arguments: str) -> str:
    env = os.environ | {"PYTHONPATH": str(SRC), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_file_is_in_an_import_circle() -> None:
    graph = {name: imports_of(file) & MODULES.keys() - {name} for name, file in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail("import circle: " + " <- ".join(circle.args[1]))


def test_rules_import_the_standard_and_the_checking_libraries_alone() -> None:
    allowed = sys.stdlib_module_names | CHECKING_LIBRARIES
    for file in (SRC / "mihome_desk" / "rules").rglob("*.py"):
        for name in imports_of(file):
            root, *rest = name.split(".")
            known = bool(rest) and rest[0] in RULES_KNOW if root == "mihome_desk" else root in allowed
            assert known, f"{file.relative_to(SRC)} imports {name}"


def names_a_key(node: ast.AST) -> bool:
    """``Binding("f2", ...)``, ``event.key == "enter"``, ``key in {"tab"}``, a ``key_enter`` handler."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        return name == "Binding"
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        about = any(isinstance(side, ast.Attribute) and side.attr in {"key", "character"} for side in sides)
        return about and any(
            isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value
            for side in sides
            for each in ast.walk(side)
        )
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return bool(re.match(r"_?key_[a-z0-9]+$", node.name)) and node.name != "key_id"
    return False


def test_keys_are_named_in_one_place_alone() -> None:
    for file in FILES:
        if module_of(file) == "mihome_desk.ui.keys":
            continue
        for node in ast.walk(ast.parse(file.read_bytes())):
            assert not names_a_key(node), f"{file.relative_to(SRC)}:{node.lineno} names a key"  # type: ignore[attr-defined]


def test_no_screen_is_a_god() -> None:
    """Every Textual app measured ends in one class of 25 to 100 methods; ours are split before."""
    for file in (SRC / "mihome_desk").glob("screens/*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ClassDef) and node.name != "Navigation":
                methods = [
                    each for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
                ]
                assert len(methods) <= MOST_METHODS, f"{file.name}: {node.name} has {len(methods)} methods"


@pytest.mark.parametrize("file", [f for f in FILES if f.name == "__init__.py"], ids=module_of)
def test_folder_files_stay_empty(file: Path) -> None:
    assert file.read_bytes() == b""


def test_every_folder_with_code_is_a_package() -> None:
    """A folder without ``__init__.py`` would be invisible to the walls."""
    for file in FILES:
        assert (file.parent / "__init__.py").exists(), file


def test_importing_opens_no_file_engine_or_socket(own_home: Path) -> None:
    # Migrations run when Alembic calls them, inside its own context.
    modules = [name for name, file in MODULES.items() if "migrations" not in file.parts]
    out = fresh_python(IMPORT_ALL, str(SRC), str(own_home), *modules)
    assert json.loads(out) == []


@pytest.mark.parametrize("module", ["mihome_desk.app", "mihome_desk.__main__"])
def test_the_way_to_the_first_frame_is_short(module: str) -> None:
    code = f"import json, sys, {module}; print(json.dumps([n for n in sys.argv[1:] if n in sys.modules]))"
    assert json.loads(fresh_python(code, *NOT_BEFORE_THE_FIRST_FRAME)) == []
