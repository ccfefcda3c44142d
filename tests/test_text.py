"""Every sentence has its Chinese, every refusal its sentence, every word its place in the glossary."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from rich.cells import cell_len

from mihome_desk import text, words
from mihome_desk.rules.stages import ALL
from mihome_desk.ui import keys

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "mihome_desk"
PO = SOURCE / "locale" / "zh_CN" / "LC_MESSAGES" / "mihome_desk.po"
KEYWORDS = {"_": None, "N_": None, "say": (2,)}
CHINESE = r"[\u3400-\u9fff]"
# Words of the trade: not the sentences, and not what JSON calls its values.
TABLES = {
    name: table
    for name, table in vars(words).items()
    if name.isupper() and isinstance(table, dict) and name not in {"REFUSALS", "_KINDS", "_REASONS", "_SAID"}
}
COMMANDS = {name: value for name, value in vars(keys).items() if isinstance(value, keys.UiCommand)}
REFUSERS = {"Refused", "Refusal", "CannotRead", "NoSuchPaper", "sentence"}


@cache
def said() -> frozenset[str]:
    """Every sentence of the source, by the mapping that `make locale` uses."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        mapping, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(SOURCE, mapping, options, KEYWORDS)
    return frozenset(message for _file, _line, message, *_rest in found if isinstance(message, str))


@cache
def chinese() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", abort_invalid=True)


def pairs(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def names(sentence: str) -> list[str]:
    return sorted(name for _text, name, _spec, _how in string.Formatter().parse(sentence) if name is not None)


def test_every_sentence_has_its_chinese_and_no_other_is_kept() -> None:
    known = pairs(chinese())
    assert said() - known.keys() == set(), "run `make locale`, then write the Chinese into the .po"
    assert known.keys() - said() == set(), "nobody says these any more: run `make locale`"
    assert [message for message, translated in known.items() if not translated.strip()] == []
    assert [message.id for message in chinese() if message.id and message.fuzzy] == []
    assert not chinese().obsolete


def test_the_committed_mo_is_the_compiled_po() -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        assert pairs(read_mo(file)) == pairs(chinese())


def test_sentences_inside_f_strings_count() -> None:
    assert {"Next:", "PRACTICE", "COPY {n}"} <= said()


def test_placeholders_are_the_same() -> None:
    unlike = {message for message, found in pairs(chinese()).items() if names(message) != names(found)}
    assert unlike == set()


def test_keys_and_switches_are_named_as_in_english() -> None:
    pattern = r"Ctrl\+[A-Z]|Shift\+Tab|\bF\d+\b|\bEnter\b|\bEsc\b|--[a-z-]+|MIHOME_DESK_\w+"
    for message, found in pairs(chinese()).items():
        assert set(re.findall(pattern, message)) == set(re.findall(pattern, found, re.ASCII)), message


def test_chinese_punctuation_between_chinese_words() -> None:
    wrong = re.compile(rf"{CHINESE}\s*[,.;:?!]\s*{CHINESE}|{CHINESE}[,.;:?]$|[“”‘’…—]|！|  ")
    assert [found for found in pairs(chinese()).values() if wrong.search(found)] == []


def test_sentences_end_as_in_english() -> None:
    ends = {
        message: found
        for message, found in pairs(chinese()).items()
        if message.endswith((".", " …")) != found.endswith("。")
    }
    assert ends == {}


def test_refusals_address_nobody() -> None:
    assert [code for code, sentence in words.REFUSALS.items() if "您" in text.say("zh_CN", sentence)] == []


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_labels_of_keys_are_short(language: str) -> None:
    limit = {"zh_CN": 8, "en": 11}[language]
    for name, command in COMMANDS.items():
        assert 0 < cell_len(text.say(language, command.label)) <= limit, name


def test_function_keys_fit_one_line_of_80_columns() -> None:
    line = "  ".join(
        f"{command.spelled} {text.say('zh_CN', command.label)}" for command in keys.EVERYWHERE[1:10]
    )
    assert line == "F2 受理  F3 查找  F4 看板  F5 检测  F6 报价  F7 维修  F8 取机  F9 单据  F10 更多"
    assert cell_len(line) <= 80


def test_stages_are_named_and_fit_their_column() -> None:
    assert tuple(words.STAGES) == ALL
    for stage in words.STAGES.values():
        assert all(0 < cell_len(text.say(language, stage)) <= 12 for language in text.LANGUAGES)


def row_labels() -> Iterator[str]:
    """The literal label of every form row; two screens keep their options in a list of rows."""
    for path in sorted(SOURCE.rglob("*.py")):
        for call in calls(path, {"Row"}):
            marked = call.args[1] if len(call.args) > 1 else None
            if isinstance(marked, ast.Call) and isinstance(marked.args[0], ast.Constant):
                yield str(marked.args[0].value)


def test_labels_of_rows_fit_their_column() -> None:
    labels = list(row_labels())
    assert len(labels) > 20
    for label in labels:
        assert all(cell_len(text.say(language, label)) <= 12 for language in text.LANGUAGES), label


# ------------------------------------------------------------------------------ refusals


def calls(path: Path, wanted: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in wanted
            and node.args
        ):
            yield node


def constants(node: ast.expr) -> list[str]:
    """The codes an expression can be, as far as it says so itself."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def given(call: ast.Call) -> set[str] | None:
    """The names of the parameters a refusal is given; None where they are not written there."""
    found: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        found.add(keyword.arg)
    if getattr(call.func, "id", getattr(call.func, "attr", "")) in {"Refusal", "sentence"}:
        last = call.args[-1] if len(call.args) > 1 else None
        if isinstance(last, ast.Dict):
            found |= {str(key.value) for key in last.keys if isinstance(key, ast.Constant)}
        elif last is not None and not isinstance(last, ast.Constant):
            return None
    return found


REFUSING = [
    pytest.param(call, id=f"{path.stem}:{call.lineno}")
    for path in sorted(SOURCE.rglob("*.py"))
    for call in calls(path, REFUSERS)
    if constants(call.args[0])
]


@pytest.mark.parametrize("call", REFUSING)
def test_a_refusal_has_a_sentence_and_is_given_what_it_names(call: ast.Call) -> None:
    there = given(call)
    for code in constants(call.args[0]):
        assert code in words.REFUSALS
        if there is not None:
            assert set(names(words.REFUSALS[code])) <= there, code


def test_every_refusal_is_raised_somewhere() -> None:
    assert len(REFUSING) > 80
    literal = {
        node.value
        for path in SOURCE.rglob("*.py")
        if path.name != "words.py" and path.parent.name != "sayings"
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert words.REFUSALS.keys() - literal == set()


SAYINGS = sorted((SOURCE / "sayings").glob("*.py"))


@pytest.mark.parametrize("table", ["COMMANDS", "EVENTS", "FIELDS", "REFUSALS"])
def test_no_word_is_declared_twice(table: str) -> None:
    """The tables are merged, so that one of two would hide the other."""
    declared = [
        str(key.value)
        for path in (SOURCE / "words.py", *SAYINGS)
        for node in ast.parse(path.read_bytes()).body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == table
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    ]
    assert sorted(declared) == sorted(getattr(words, table))


def test_every_refusal_can_be_said_in_both_languages() -> None:
    try:
        for language in text.LANGUAGES:
            text.use(language)
            for code, sentence in words.REFUSALS.items():
                params: dict[str, str | int] = dict.fromkeys(names(sentence), 7)
                assert "{" not in words.sentence(code, params), code
    finally:
        text.use("zh_CN")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh_CN", "工单 BJ001 当前为「待取机」，现在可以：取机、作废。"),
        ("en", "Ticket BJ001 is at “To collect”. Possible now: Hand over, Void."),
    ],
)
def test_a_refusal_speaks_with_the_words_of_the_trade(language: str, sentence: str) -> None:
    text.use(language)
    try:
        params = {"ticket": "BJ001", "stage": "ready", "possible": "hand_over void"}
        assert words.sentence("wrong_stage", params) == sentence
        assert "￥1,234.50" in words.sentence("money_open", {"open": 123_450})
    finally:
        text.use("zh_CN")


@pytest.mark.parametrize(
    ("left_min", "elapsed_min", "said_zh", "said_en"),
    [
        (41, (19, 19), "剩 41 分", "41 min left"),
        (8, (52, 52), "剩 8 分 !", "8 min left !"),
        (-12, (72, 72), "超 12 分 !!", "12 min over !!"),
        (41, (19, None), "≥ 19 分 未证实", "≥ 19 min unproven"),
    ],
)
def test_a_clock_in_words(
    left_min: int, elapsed_min: tuple[int, int | None], said_zh: str, said_en: str
) -> None:
    least, most = elapsed_min
    elapsed = least * 60_000, None if most is None else most * 60_000
    try:
        for language, expected in (("zh_CN", said_zh), ("en", said_en)):
            text.use(language)
            assert words.time_left("running", left_min * 60_000, elapsed, True) == expected
    finally:
        text.use("zh_CN")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        text.use("xx")
    assert text.say("zh_CN", "") == ""


# ------------------------------------------------------------------------------ the glossary


@cache
def glossary() -> frozenset[tuple[str, str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    assert all(len(row) == 3 and all(row) for row in rows)
    return frozenset(
        (zh, en.casefold())
        for zhs, ens, _meaning in rows
        for zh in zhs.split(" / ")
        for en in ens.split(" / ")
    )


@pytest.mark.parametrize("table", TABLES)
def test_the_glossary_explains_every_word(table: str) -> None:
    missing = [
        (text.say("zh_CN", word), word)
        for word in TABLES[table].values()
        if (text.say("zh_CN", word), word.casefold()) not in glossary()
    ]
    assert missing == []


@pytest.mark.parametrize(
    "term",
    [
        "工单",
        "受理",
        "取机",
        "一小时快修",
        "达成率",
        "指导价",
        "保内",
        "保外",
        "非保",
        "旧件",
        "网点",
        "见证",
        "记号",
        "副本",
        "存根联",
        "取机凭证",
        "未逐项检测",
    ],
)
def test_the_glossary_explains_the_words_of_the_trade(term: str) -> None:
    assert term in {zh for zh, _en in glossary()}
