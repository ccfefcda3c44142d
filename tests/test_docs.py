"""The documents and the code say the same."""

import os
import re
from pathlib import Path

import pytest

from mihome_desk.rules.stages import ALL, TABLE
from mihome_desk.ui import keys

ROOT = Path(__file__).parents[1]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
UPDATE = bool(os.environ.get("MIHOME_DESK_UPDATE_SNAPSHOTS"))


def stage_table() -> str:
    head = f"| | {' | '.join(ALL)} |\n| --- |{' --- |' * len(ALL)}\n"
    rows = (
        f"| `{command}` | {' | '.join('x' if stage in stages else '' for stage in ALL)} |\n"
        for command, stages in TABLE.items()
    )
    return head + "".join(rows)


def test_the_stage_table_in_the_docs_is_the_one_in_the_rules() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    before, rest = text.split("<!-- stages -->\n")
    found, after = rest.split("<!-- /stages -->")
    if UPDATE:
        ARCHITECTURE.write_text(
            f"{before}<!-- stages -->\n{stage_table()}<!-- /stages -->{after}", encoding="utf-8"
        )
        return
    assert found == stage_table()


def test_the_rooms_in_the_docs_are_the_rooms_of_the_house() -> None:
    section = ARCHITECTURE.read_text("utf-8").split("## Rooms")[1].split("##")[0]
    named = {
        name for row in re.findall(r"^\| (`.+?) \|", section, re.M) for name in re.findall(r"`(\w+)`", row)
    }
    source = ROOT / "src" / "mihome_desk"
    rooms = {path.stem for path in source.glob("*.py") if path.stem != "__init__"}
    rooms |= {path.name for path in source.iterdir() if (path / "__init__.py").is_file()}
    assert named == rooms


def test_every_bench_that_the_readme_quotes_exists_and_every_bench_is_quoted() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    quoted = set(re.findall(r"desk\.py bench (\w+)", readme))
    assert quoted == {path.stem for path in (ROOT / "bench").glob("[a-z]*.py")}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_function_key(name: str) -> None:
    readme = (ROOT / name).read_text("utf-8")
    for command in keys.EVERYWHERE:
        # How it looks and how to leave stand in every screen's help.
        if name == "README.md" or command not in (keys.THEME, keys.QUIT):
            assert command.spelled in readme, command.spelled


def test_links_in_the_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
