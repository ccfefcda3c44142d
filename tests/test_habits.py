"""The pages for clerks: a page per habit in both languages, and every key of the program in them."""

import importlib
import os
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import screens, settings
from mihome_desk.cli import app as commands
from mihome_desk.screens.page import Page
from mihome_desk.text import say
from mihome_desk.ui import keys
from mihome_desk.ui.keys import UiCommand

HABITS = Path(__file__).parents[1] / "docs" / "habits"
FOLDERS = {"en": HABITS, "zh_CN": HABITS / "zh"}
UPDATE = bool(os.environ.get("MIHOME_DESK_UPDATE_SNAPSHOTS"))
TITLES = {
    "en": ("Key", "Name", "What it does"),
    "zh_CN": ("按键", "名称", "作用"),
}
PLACES = {
    "BoardScreen": ("On the board", "看板上"),
    "IntakeScreen": ("Taking a device in", "受理时"),
    "ArrivalsScreen": ("In the queue", "排队列表里"),
    "TicketScreen": ("On a ticket", "工单上"),
    "ChecksScreen": ("In the checklist", "检测时"),
    "CoverageScreen": ("Deciding what is covered", "判定保修时"),
    "QuoteScreen": ("In the quote", "报价时"),
    "ApprovalScreen": ("The customer's answer", "客户答复时"),
    "EnquiryScreen": ("Asking for a price", "询价时"),
    "HandOverScreen": ("Handing over", "取机时"),
    "SlipScreen": ("On a paper", "看单据时"),
    "FindScreen": ("Finding", "查找时"),
    "ParcelsScreen": ("Among the parcels", "包裹列表里"),
    "PackScreen": ("Packing a parcel", "打包时"),
    "CheckParcelScreen": ("Checking a parcel", "验收包裹时"),
    "PartsScreen": ("With parts", "看配件时"),
    "UsePartScreen": ("Using a part", "用料时"),
    "RequestScreen": ("Asking HQ for parts", "申请配件时"),
    "BoxScreen": ("With a return box", "返件箱里"),
    "HistoryScreen": ("In a device's history", "看设备履历时"),
    "SaleScreen": ("In a counter sale", "配件销售时"),
    "ReturnScreen": ("When something comes back", "退货时"),
    "TillPaperScreen": ("On a paper of the till", "看小票或日结单时"),
    "DayCloseScreen": ("At the day close", "日结时"),
}
EVERYWHERE = ("Everywhere", "任何界面")
OTHERS = ("In forms, lists and dialogs", "表单、列表和对话框里")
# Moving about: no commands, and the same in every list and form.
MOVES = {"↑", "↓", "←", "→", "Tab", "Shift+Tab", "PgUp", "PgDn", "Home", "End", "Ctrl+G", *"1234567890"}
KEY = re.compile(
    r"F[0-9]{1,2}|Ctrl\+.|Shift\+\w+|Alt\+.|[A-Z]|[0-9]|1-9|Enter|Esc|Tab|Del|Bksp|PgUp|PgDn|Home|End|[←-↓]"
)


def declared() -> dict[str, UiCommand]:
    """Every command of `ui.keys`, wherever in the module it stands."""

    def within(value: Any) -> Iterator[UiCommand]:
        if isinstance(value, UiCommand):
            yield value
        elif isinstance(value, dict):
            yield from (found for each in value.values() for found in within(each))
        elif isinstance(value, (tuple, list)):
            yield from (found for each in value for found in within(each))

    return {each.id: each for value in vars(keys).values() for each in within(value)}


def pages_of_the_program() -> dict[str, tuple[UiCommand, ...]]:
    """The commands that each screen declares as its own."""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    found = {}
    waiting: list[type[Page]] = [Page]
    while waiting:
        page = waiting.pop()
        waiting.extend(page.__subclasses__())
        if page.__module__.startswith(screens.__name__):
            found[page.__name__] = tuple(page.__dict__.get("COMMANDS_HERE", ()))
    return found


def tables(language: str) -> str:
    """The tables of `keyboard.md`: everywhere, each screen, and what is left."""
    place = ("en", "zh_CN").index(language)
    pages = pages_of_the_program()
    groups = [(EVERYWHERE[place], list(keys.EVERYWHERE))]
    groups += [(names[place], list(pages[screen])) for screen, names in PLACES.items()]
    told = {command.id for _, group in groups for command in group}
    groups.append((OTHERS[place], [each for each in declared().values() if each.id not in told]))
    parts = []
    for title, group in groups:
        head = TITLES[language]
        parts.append(f"\n## {title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}\n")
        parts += [
            f"| `{each.spelled}` | {say(language, each.label)} | {say(language, each.tooltip)} |\n"
            for each in group
        ]
    return "".join(parts)


def text_of(language: str, *, but: str = "") -> dict[str, str]:
    return {
        path.name: path.read_text("utf-8")
        for path in sorted(FOLDERS[language].glob("*.md"))
        if path.name != but
    }


def test_every_screen_with_keys_of_its_own_has_a_place() -> None:
    common = {"Page", "Form"}
    with_keys = {name for name, group in pages_of_the_program().items() if group and name not in common}

    assert with_keys == PLACES.keys()


@pytest.mark.parametrize("language", FOLDERS)
def test_the_table_of_keys_is_the_one_of_the_program(language: str) -> None:
    page = FOLDERS[language] / "keyboard.md"
    before, rest = page.read_text("utf-8").split("<!-- keys -->\n")
    found, after = rest.split("<!-- /keys -->")
    if UPDATE:
        page.write_text(f"{before}<!-- keys -->\n{tables(language)}<!-- /keys -->{after}", "utf-8")
        return
    assert found == tables(language)


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("id", declared())
def test_every_key_is_told_where_it_is_used(language: str, id: str) -> None:
    """Beside the table, a page about a habit names the key, and the same page its label."""
    command = declared()[id]
    label = say(language, command.label)
    telling = [
        name
        for name, page in text_of(language, but="keyboard.md").items()
        if f"`{command.spelled}`" in page and label.casefold() in page.casefold()
    ]
    assert telling, f"{command.spelled} {label}"


@pytest.mark.parametrize("language", FOLDERS)
def test_every_key_that_a_page_names_exists(language: str) -> None:
    known = {command.spelled for command in declared().values()} | MOVES
    for name, page in text_of(language).items():
        for word in re.findall(r"`([^`\n]+)`", page):
            if KEY.fullmatch(word):
                assert word in known, f"{name}: {word}"


@pytest.mark.parametrize("language", FOLDERS)
def test_the_index_names_every_page_and_every_page_exists(language: str) -> None:
    folder = FOLDERS[language]
    index = (folder / "README.md").read_text("utf-8")
    named = re.findall(r"^\| \[[^]]+\]\((\w[\w-]*\.md)\)", index, re.M)

    assert sorted([*named, "README.md"]) == [path.name for path in sorted(folder.glob("*.md"))]
    assert text_of("en").keys() == text_of("zh_CN").keys()


@pytest.mark.parametrize("language", FOLDERS)
def test_every_command_line_that_a_page_names_exists(language: str) -> None:
    known = {each.name or "" for each in commands.registered_commands}
    known |= {each.name or "" for each in commands.registered_groups}
    known |= {str(getattr(each.callback, "__name__", "")) for each in commands.registered_commands}
    for name, page in text_of(language).items():
        for command in re.findall(r"python3 desk\.py (\w+)", page):
            assert command in known, f"{name}: {command}"


@pytest.mark.parametrize("language", FOLDERS)
def test_the_settings_of_the_page_are_those_of_the_program(language: str) -> None:
    page = (FOLDERS[language] / "settings.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]

    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert named == list(settings.Settings.__dataclass_fields__)
