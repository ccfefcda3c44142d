"""The command line's contract: exit codes, one line on standard error, one answer a line, never a traceback."""

from __future__ import annotations

import ast
import io
import json
import os
import random
import sqlite3
import string
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields as fields_of
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mihome_desk import cli, text, words
from mihome_desk.db import journal
from mihome_desk.rules import house, identity
from mihome_desk.rules.history import ImportRepair
from mihome_desk.rules.intake import PhotoGiven
from mihome_desk.rules.unlocking import UnlockGiven
from tests.builders import (
    HIDDEN,
    IMEI,
    PHONE,
    approve,
    complete,
    found,
    hand_over,
    open_ticket,
    pay,
    plain,
    post,
    pre,
    quote,
    start,
)

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "mihome_desk"


class Run(NamedTuple):
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Run]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = text.current()
    monkeypatch.setenv("MIHOME_DESK_LANGUAGE", "en")
    monkeypatch.setenv("MIHOME_DESK_TRACEBACK", "1")
    yield
    text.use(before)


@pytest.fixture
def home(own_home: Path) -> Path:
    return own_home / "desk"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command line in this process; ``lines`` is its standard input, ``store`` makes one first."""

    def command(*arguments: object, lines: bytes | str | list[Any] = b"") -> Run:
        if isinstance(lines, list):
            lines = "".join(json.dumps(line) + "\n" for line in lines)
        data = lines.encode() if isinstance(lines, str) else lines
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capfd.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Run(code, out, err)

    return command


@pytest.fixture
def store(home: Path) -> Path:
    return found(home)


def elsewhere(*arguments: object, data: bytes = b"", **changes: Any) -> subprocess.CompletedProcess[bytes]:
    """The same as a process of its own."""
    settings_: dict[str, Any] = {"input": data, "capture_output": True, "check": False, **changes}
    settings_["env"] = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "mihome_desk", *map(str, arguments)]
    done: subprocess.CompletedProcess[bytes] = subprocess.run(command, **settings_)  # noqa: PLW1510
    return done


def one_line(err: str) -> str:
    """The one line that a failure may print."""
    assert err.startswith("mihome-desk: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    return err.removeprefix("mihome-desk: ").rstrip("\n")


# Setting up


def test_init_is_silent_and_the_store_is_there(run: Command, home: Path) -> None:
    assert run("init", "--store", "bj００1", "--name", "小米之家") == Run(0, "", "")
    assert run("verify") == Run(0, "", "")
    assert run("board", "--json").json == []


def test_a_store_is_never_made_over_another(run: Command, store: Path) -> None:
    before = (store / "desk.db").read_bytes()
    found = run("init", "--store", "BJ002", "--name", "x")

    assert (found.code, found.out) == (1, "")
    assert "nothing was changed" in one_line(found.err)
    assert (store / "desk.db").read_bytes() == before


@pytest.mark.parametrize(
    "wrong",
    [
        ("--store", "BJ-1"),
        ("--store", ""),
        ("--store", "x" * 13),
        ("--store", "北京"),
        ("--name", " "),
        ("--name", "\udcff"),
        ("--name", "x" * 41),
        ("--kind", "shop"),
        ("--zone", "Mars/Olympus"),
        ("--zone", "../../etc/passwd"),
        ("--zone", "America"),
        ("--zone", ""),
        ("--closing", "25:00"),
        ("--closing", "²1:00"),
        ("--closing", "21"),
        ("--manager-pin", "12"),
        ("--manager-pin", "１２３x"),
    ],
)
def test_a_wrong_founding_is_refused_in_one_line_and_makes_nothing(
    run: Command, home: Path, wrong: tuple[str, str]
) -> None:
    values = {"--store": "BJ001", "--name": "x"} | dict([wrong])
    found = run("init", *(part for pair in values.items() for part in pair))

    assert (found.code, found.out) == (1, "")
    assert one_line(found.err)
    assert not (home / "desk.db").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",),
        ("--nope",),
        ("import",),
        ("import", "nope"),
        ("init",),
        ("show",),
        ("rate", "--day", "2026-13-01"),
        ("rate", "--month", "2026-13"),
        ("rate", "--day", "2026-11-22", "--month", "2026-11"),
        ("journal", "--since", "x"),
        ("journal", "--since", "-1"),
        ("journal", "--since", "9" * 40),
        ("paper", "x", "intake_slip"),
        ("do", "/nowhere"),
        ("do", "/"),
    ],
)
def test_what_cannot_be_run_is_one_line_and_exit_2(
    run: Command, store: Path, arguments: tuple[str, ...]
) -> None:
    found = run(*arguments)

    assert (found.code, found.out) == (2, "")
    assert one_line(found.err)


def test_help_is_no_error(run: Command) -> None:
    for arguments in (["--help"], ["do", "--help"], ["import", "repairs", "--help"]):
        found = run(*arguments)
        assert (found.code, found.err) == (0, "")
        assert found.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("sync",),
        ("sync", "--once"),
        ("hq", "serve"),
        ("hq", "enrol", "--x"),
        ("init", "--store", "A", "--name", "b", "--hq", "https://hq"),
        ("init", "--store", "A", "--name", "b", "--code", "1"),
    ],
)
def test_what_comes_later_says_not_yet(run: Command, arguments: tuple[str, ...]) -> None:
    found = run(*arguments)

    assert (found.code, found.out) == (2, "")
    assert "not available in this version yet" in one_line(found.err)


COMMANDS = [
    ("do",),
    ("show", "x"),
    ("board",),
    ("journal",),
    ("rate",),
    ("verify",),
    ("rebuild",),
    ("doctor",),
    ("backup", "copy.db"),
    ("paper", "x", "intake_slip", "--as", "text", "-o", "out"),
]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_without_a_store_every_command_says_so(run: Command, arguments: tuple[str, ...]) -> None:
    found = run(*arguments)

    assert (found.code, found.out) == (2, "")
    assert "There is no store" in one_line(found.err)


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_store_of_a_newer_program_is_left_alone(
    run: Command, store: Path, arguments: tuple[str, ...]
) -> None:
    conn = sqlite3.connect(store / "desk.db")
    conn.execute("PRAGMA user_version = 99")
    conn.close()

    found = run(*arguments)
    assert (found.code, found.out) == (2, "")
    assert "newer program" in one_line(found.err)


@pytest.mark.parametrize("arguments", COMMANDS)
@pytest.mark.parametrize("damage", [b"", b"noise" * 5_000, b"SQLite format 3\0" + b"\xff" * 9_000])
def test_a_damaged_database_is_one_line_and_exit_2(
    run: Command, store: Path, arguments: tuple[str, ...], damage: bytes
) -> None:
    (store / "desk.db").write_bytes(damage)

    found = run(*arguments)
    assert (found.code, found.out) == (2, "")
    assert one_line(found.err)


@pytest.mark.parametrize(
    "setting", ["colour = 'red'", "language = 'fr'", "paper_mm = 70", "staff = ''", "= ["]
)
def test_an_unknown_or_impossible_setting_is_named(run: Command, store: Path, setting: str) -> None:
    (store / "settings.toml").write_text(setting, "utf-8")

    found = run("board")
    assert (found.code, found.out) == (2, "")
    assert "settings.toml" in one_line(found.err)


def test_a_home_can_be_named_by_option_and_by_environment(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a place 有空格"
    assert run("init", "--store", "A", "--name", "b", "--home", place).code == 0
    assert run("board").code == 2
    monkeypatch.setenv("MIHOME_DESK_HOME", str(place))
    assert run("board").code == 0


# Commands


def walk_in(run: Command) -> str:
    """One whole walk-in through `do`; the ticket's number."""
    first = run("do", lines=[plain(open_ticket())]).answers[0]
    number: str = first["ticket"]
    commands = [pre(number), quote(number), approve(number), start(number), post(number), complete(number)]
    assert run("do", lines=[plain(each) for each in (*commands, pay(number))]).code == 0
    token = run("show", number, "--json").json["token"]
    assert run("do", lines=[plain(hand_over(number, token))]).code == 0
    return number


def test_a_walk_in_is_answered_line_by_line(run: Command, store: Path) -> None:
    found = run(
        "do",
        lines=[plain(open_ticket(), id="x"), {"do": "arrive"}, {"do": "nope"}, plain(open_ticket(), id="x")],
    )

    assert found.code == 1
    assert found.err == ""
    first, second, third, fourth = found.answers
    assert first == {"line": 1, "ok": True, "seq": 3, "ticket": first["ticket"], "events": ["TicketOpened"]}
    assert second == {"line": 2, "ok": True, "seq": 4, "events": ["Arrived"], "queue": 1}
    assert (third["line"], third["ok"], third["code"], third["field"]) == (3, False, "unknown_command", "do")
    assert third["message"]
    assert fourth == first | {"line": 4}


def test_commands_come_from_a_file_and_in_the_name_of_somebody(
    run: Command, store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lines"
    file.write_text("\ufeff" + json.dumps(plain(open_ticket())) + "\r\n\r\n", "utf-8")

    assert run("do", file, "--as", "小李").code == 0
    assert '"actor": "小李"' in run("journal", "--json").out
    assert run("do", file, "--as", "x" * 41).code == 1
    assert run("do", file, "--as", "a\nb").code == 1
    assert run("do", file, "--as", "\udcff").code == 1


def refusals(number: str) -> list[tuple[dict[str, Any] | str, str, str]]:
    device = {"category": "phone", "model": "x"}
    opening = plain(open_ticket())
    lines = [{"kind": "part", "code": "x", "qty": 1, "price": 5, "payer": "customer"}]
    return [
        ({"do": "note", "ticket": "BJ001-261122-99999", "words": "x"}, "unknown_ticket", "ticket"),
        ({"do": "note", "ticket": "", "words": "x"}, "unknown_ticket", "ticket"),
        ({"do": "note", "ticket": "\u202e\x1b[2J", "words": "x"}, "unknown_ticket", "ticket"),
        ({"do": "answer_quote", "ticket": number, "answer": "approve", "how": "x"}, "wrong_stage", "ticket"),
        (opening | {"device": device | {"imei": "490154203237519"}}, "imei_check", "device.imei"),
        (opening | {"device": device | {"imei": "4901542032375"}}, "imei_length", "device.imei"),
        (opening | {"customer": {"name": "x", "phone": "12"}}, "bad_phone", "customer.phone"),
        (opening | {"complaint": "x" * 2_001}, "text_long", "complaint"),
        (opening | {"complaint": "\x07"}, "text_control", "complaint"),
        (opening | {"complaint": "a\u202eb"}, "text_bidi", "complaint"),
        (opening | {"complaint": "\ud800"}, "text_surrogate", "complaint"),
        (opening | {"promised_at": 2**53 + 1}, "too_big", "promised_at"),
        (opening | {"programme": "slow"}, "not_choice", "programme"),
        (opening | {"id": 5}, "bad_id", "id"),
        (opening | {"id": ""}, "bad_id", "id"),
        (opening | {"id": "x" * 65}, "bad_id", "id"),
        (
            {"do": "answer_checks", "ticket": number, "list": "pre", "answers": {"NOPE": "pass"}},
            "unknown_item",
            "answers.NOPE",
        ),
        ({"do": "quote", "ticket": number, "lines": [lines[0] | {"price": -1}]}, "negative", "lines.0.price"),
        (
            {"do": "quote", "ticket": number, "lines": [lines[0] | {"price": 1.5}]},
            "not_whole",
            "lines.0.price",
        ),
        (
            {"do": "quote", "ticket": number, "lines": [lines[0] | {"price": 2**60}]},
            "too_big",
            "lines.0.price",
        ),
        ({"do": "take_payment", "ticket": number, "method": "cash", "amount": "5"}, "not_number", "amount"),
        ({"do": None}, "no_command", "do"),
        ({}, "no_command", "do"),
        ("[]", "not_object", ""),
        ("null", "not_object", ""),
        ("5", "not_object", ""),
        ('"do"', "not_object", ""),
        ("{", "not_json", ""),
        ("{'do': 'arrive'}", "not_json", ""),
        ('{"do": NaN}', "not_json_number", ""),
        ("[" * 100_000, "not_json_deep", ""),
        ('{"do":' * 50_000, "not_json_deep", ""),
        ("1" * 10_000, "too_big", ""),
        ('{"do": "arrive", "do": "arrive"}', "field_twice", "do"),
        ('{"do": "note", "x": {"y": 1, "z": 2, "y": 1}}', "field_twice", "y"),
        ('{"do": "arrive"} {"do": "arrive"}', "not_json", ""),
        ("\x00", "not_json", ""),
        ('{"do":"take_payment","ticket":"x","method":"cash","amount":1e400}', "not_whole", "amount"),
    ]


def test_everything_wrong_is_refused_in_words_and_the_rest_goes_on(run: Command, store: Path) -> None:
    number = run("do", lines=[plain(open_ticket())]).answers[0]["ticket"]
    run("do", lines=[plain(pre(number))])
    cases = refusals(number)
    before = run("journal").out
    lines = [line if isinstance(line, str) else json.dumps(line) for line, _, _ in cases]

    found = run("do", lines="\n".join(lines) + "\n")

    assert (found.code, found.err) == (1, "")
    for at, (answer, (line, code, field)) in enumerate(zip(found.answers, cases, strict=True), 1):
        assert (answer["line"], answer["ok"], answer["code"], answer["field"]) == (at, False, code, field), (
            line
        )
        assert answer["message"]
        assert answer["message"] != code
        assert "{" not in answer["message"]
    assert run("journal").out == before


def test_a_wrong_stage_says_which_one_and_what_is_possible_now(run: Command, store: Path) -> None:
    number = run("do", lines=[plain(open_ticket())]).answers[0]["ticket"]
    [answer] = run("do", lines=[plain(approve(number))]).answers

    assert answer["message"] == (
        f"Ticket {number} is at “Received”. Possible now: Checklist, Quote, Withdraw, Void, Change programme."
    )


def test_bytes_that_are_no_utf8_are_refused_and_the_rest_goes_on(run: Command, store: Path) -> None:
    found = run("do", lines=b'{"do":"arrive"}\n\xff\xfe\n\xed\xa0\x80\n{"do":"arrive"}')

    assert [answer["ok"] for answer in found.answers] == [True, False, False, True]


@pytest.mark.parametrize("size", [1_000_001, 2_000_002, 3_500_000])
def test_a_line_that_is_too_long_is_answered_once_and_the_rest_goes_on(
    run: Command, store: Path, size: int
) -> None:
    found = run("do", lines=b'{"do":"arrive"}\n' + b"x" * size + b'\n{"do":"arrive"}\n' + b"y" * size)

    assert [(answer["line"], answer["ok"]) for answer in found.answers] == [
        (1, True),
        (2, False),
        (3, True),
        (4, False),
    ]
    assert found.answers[1]["code"] == "line_long"


def test_a_line_up_to_the_limit_is_read(run: Command, store: Path) -> None:
    line = b'{"do":"arrive"}'
    found = run("do", lines=line + b" " * (999_999 - len(line)) + b"\n" + line)

    assert [answer["ok"] for answer in found.answers] == [True, True]


def test_hostile_input_never_brings_a_traceback(run: Command, store: Path) -> None:
    good = [json.dumps(line).encode() for line in (plain(open_ticket()), {"do": "arrive"}, plain(quote("x")))]
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud800"),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
    fields = sorted({field.name for command in house.COMMANDS.values() for field in fields_of(command)})
    objects = st.fixed_dictionaries(
        {"do": st.sampled_from(sorted(house.COMMANDS))},
        optional=dict.fromkeys([*fields, "id"], values),
    )
    noise = st.binary(max_size=60)
    mangled = st.builds(
        lambda line, at, piece: line[: at % len(line)] + piece + line[at % len(line) + len(piece) :],
        st.sampled_from(good),
        st.integers(0, 10_000),
        st.binary(min_size=1, max_size=4),
    )
    spelled = objects.map(lambda value: json.dumps(value).encode())

    @settings(suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(noise | mangled | spelled, max_size=12))
    def fuzz(lines: list[bytes]) -> None:
        lines = [line.replace(b"\n", b"") for line in lines]
        found = run("do", lines=b"\n".join(lines))
        asked = [at for at, line in enumerate(lines, 1) if line.strip()]
        assert [answer["line"] for answer in found.answers] == asked
        assert found.code == (0 if all(answer["ok"] for answer in found.answers) else 1)
        assert found.err == ""

    fuzz()
    assert run("verify") == Run(0, "", "")


# What is shown


def test_show_has_the_fields_of_the_contract(run: Command, store: Path) -> None:
    number = walk_in(run)
    shown = run("show", number, "--json").json

    assert {
        *(
            "ticket",
            "stage",
            "outcome",
            "programme",
            "coverage",
            "opened_at",
            "completed_at",
            "clock",
            "checks",
        ),
        *("quote", "parts", "payments", "token", "history", "hq"),
    } <= shown.keys()
    assert (shown["ticket"], shown["stage"], shown["outcome"]) == (number, "collected", "repaired")
    assert shown["clock"].keys() >= {"limit_s", "at_least_s", "at_most_s", "state"}
    assert (shown["clock"]["limit_s"], shown["clock"]["state"]) == (3600, "achieved")
    assert len(shown["token"]) == 95
    assert [event["event"] for event in shown["history"]][:2] == ["TicketOpened", "ChecksAnswered"]
    assert shown["completed_at"] >= shown["opened_at"]


def test_a_ticket_is_found_by_number_barcode_token_and_id(run: Command, store: Path) -> None:
    number = walk_in(run)
    shown = run("show", number, "--json").json

    for name in (
        number,
        number.lower(),
        identity.barcode(number),
        shown["token"],
        "HTTPS://X/R/" + shown["token"],
        shown["id"],
    ):
        assert run("show", name, "--json").json["ticket"] == number
    assert number in run("show", number).out


@pytest.mark.parametrize(
    "name", ["x", "", "\udcff", "\x1b[2Jx", "'; DROP TABLE tickets; --", "%", "9" * 5_000]
)
def test_an_unknown_ticket_is_refused_in_one_clean_line(run: Command, store: Path, name: str) -> None:
    for arguments in (("show", name), ("paper", name, "intake_slip", "--as", "text", "-o", "out")):
        found = run(*arguments)
        assert (found.code, found.out) == (1, "")
        assert "\x1b" not in one_line(found.err)


def test_the_board_is_a_list_of_heads_with_the_most_urgent_on_top(run: Command, store: Path) -> None:
    run("do", lines=[plain(open_ticket(programme="standard")), plain(open_ticket()), plain(open_ticket())])
    heads = run("board", "--json").json

    assert [head["programme"] for head in heads] == ["quick", "quick", "standard"]
    assert heads[0]["ticket"] < heads[1]["ticket"]
    assert heads[0].keys() <= run("show", heads[0]["ticket"], "--json").json.keys()
    assert all(head["ticket"] in run("board").out for head in heads)


def test_the_rate_has_the_fields_of_the_contract(run: Command, store: Path) -> None:
    nothing = run("rate", "--json").json
    assert (nothing["rate"], nothing["practice"]) == (None, False)
    walk_in(run)

    today = run("rate", "--json").json
    assert {"achieved", "missed", "unproven", "outside", "rate", "practice"} <= today.keys()
    assert (today["achieved"], today["rate"]) == (1, 1.0)
    assert run("rate", "--month", today["span"][:7], "--json").json["achieved"] == 1
    assert run("rate", "--day", today["span"], "--json").json["achieved"] == 1
    assert run("rate", "--day", "2001-01-01", "--json").json["rate"] is None
    assert "100.0%" in run("rate").out


def test_a_practice_store_says_so(run: Command, home: Path) -> None:
    found(home, practice=True)

    assert run("rate", "--json").json["practice"] is True
    assert "PRACTICE" in run("rate").out
    assert "PRACTICE" in run("board").out
    assert run("do", lines=[plain(open_ticket()), {"do": "pass_time", "minutes": 61}]).code == 0
    assert run("board", "--json").json[0]["clock"]["state"] == "missed"


def test_the_journal_is_one_entry_a_line_and_its_chain_can_be_checked_by_others(
    run: Command, store: Path
) -> None:
    walk_in(run)
    entries = run("journal", "--json").answers

    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert all(later["prev_hash"] == entry["hash"] for entry, later in pairwise(entries))
    assert entries[0]["prev_hash"] == journal.GENESIS.hex()
    assert [entry["seq"] for entry in run("journal", "--since", 3, "--json").answers] == list(
        range(4, len(entries) + 1)
    )
    assert run("journal", "--since", 2**53).out == ""
    assert "张三" not in run("journal", "--json").out


def test_the_schema_names_every_command_and_takes_what_do_takes(run: Command) -> None:
    schema = run("do", "--schema").json

    assert schema["$schema"].startswith("https://json-schema.org/")
    by_name = {each["properties"]["do"]["const"]: each for each in schema["oneOf"]}
    assert by_name.keys() == house.COMMANDS.keys()
    for name, command in house.COMMANDS.items():
        each = by_name[name]
        assert each["type"] == "object"
        assert each["additionalProperties"] is False
        assert set(each["required"]) <= each["properties"].keys()
        assert each["properties"].keys() == {*(field.name for field in fields_of(command)), "do", "id"}

    samples = [open_ticket(), pre(), quote(), approve(), start(), complete(), pay(), hand_over("T", "1")]
    for sample in samples:
        line = plain(sample)
        each = by_name[line["do"]]
        assert line.keys() <= each["properties"].keys()
        assert set(each["required"]) <= line.keys()
    assert by_name["take_payment"]["properties"]["amount"]["type"] == "integer"
    assert set(by_name["take_payment"]["properties"]["method"]["enum"]) == {
        "cash",
        "alipay",
        "wechat",
        "card",
    }
    refs = {piece.split('"')[0] for piece in json.dumps(schema).split("#/$defs/")[1:]}
    assert refs <= schema["$defs"].keys()


# Limits in the schema


def limited(schema: dict[str, Any], each: dict[str, Any], path: str = "") -> Iterator[tuple[str, int]]:
    """Every text of a command that has a limit, by its path."""
    each = schema["$defs"][each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each
    if "maxLength" in each and path != "id":
        yield path, each["maxLength"]
    for name, inner in each.get("properties", {}).items():
        yield from limited(schema, inner, f"{path}.{name}" if path else name)
    if "items" in each:
        yield from limited(schema, each["items"], f"{path}.0")


def with_value(line: Any, path: list[str], value: Any) -> Any:
    """A line with one of its values changed, wherever that stands."""
    if not path:
        return value
    name, rest = path[0], path[1:]
    if isinstance(line, list):
        return [with_value(line[0], rest, value), *line[1:]]
    return line | {name: with_value(line.get(name), rest, value)}


def test_the_limits_in_the_schema_are_those_of_do(run: Command, store: Path) -> None:
    schema = run("do", "--schema").json
    number = walk_in(run)
    opened = run("do", lines=[plain(open_ticket())]).answers[0]["ticket"]
    photos = (PhotoGiven("a.jpg", "0" * 64),)
    samples = {
        "open_ticket": plain(open_ticket(photos=photos, unlock=UnlockGiven("1", "password"))),
        "import_repair": plain(ImportRepair("s", "1", "2020-01-01")),
        "call_customer": {"ticket": opened, "purpose": "x"},
        "note": {"ticket": opened, "words": "x"},
        "correct": {"ticket": opened, "field": "place", "value": "B1", "reason": "x"},
        "add_fault": {"ticket": opened, "words": "x"},
        "assign": {"ticket": opened, "technician": "x"},
        "move": {"ticket": opened, "place": "x"},
        "wait": {"ticket": opened, "on": "customer", "reason": "x"},
        "keep_unlock": {"ticket": opened, "code": "x", "kind": "password"},
        "reissue_slip": {"ticket": opened, "reason": "x"},
        "print_paper": {"ticket": opened, "paper": "intake_slip", "reason": "x"},
        "withdraw": {"ticket": opened, "reason": "x"},
        "void": {"ticket": opened, "reason": "x"},
        "change_programme": {"ticket": opened, "programme": "standard", "reason": "x"},
        "refund_payment": {"ticket": number, "method": "cash", "amount": 1, "reason": "x"},
    }
    checked = 0
    for each in schema["oneOf"]:
        name = each["properties"]["do"]["const"]
        for path, limit in limited(schema, each) if name in samples else ():
            line = with_value({"do": name, **samples[name]}, path.split("."), "x" * (limit + 1))
            [answer] = run("do", lines=[line]).answers
            assert (answer["code"], answer["field"]) == ("text_long", path), (name, path)
            checked += 1
    assert checked > 40
    amount = next(each for each in schema["oneOf"] if each["properties"]["do"]["const"] == "take_payment")
    assert amount["properties"]["amount"]["minimum"] == 1


# A Saturday's exceptions


def test_exceptions_of_a_day_go_through_do_and_show_in_show(run: Command, store: Path) -> None:
    [opened] = run(
        "do",
        lines=[plain(open_ticket(estimate=30_000, ceiling=40_000, photos=(PhotoGiven("a.jpg", "ab" * 32),)))],
    ).answers
    number = opened["ticket"]
    token = run("show", number, "--json").json["token"]
    lines: list[dict[str, Any]] = [
        {"do": "correct", "field": "device.imei", "value": "356938035643809", "reason": "扫错了"},
        {"do": "add_fault", "symptom": "WIFI", "words": "搜不到"},
        {"do": "assign", "technician": "王工"},
        {"do": "move", "place": "B2"},
        {"do": "wait", "on": "customer"},
        {"do": "resume"},
        {"do": "call_customer", "purpose": "报价"},
        {"do": "reissue_slip", "reason": "弄湿"},
        {"do": "keep_unlock", "code": "2580", "kind": "pin"},
        {"do": "read_unlock", "purpose": "测触摸"},
    ]
    answers = run("do", lines=[{**line, "ticket": number} for line in lines]).answers

    assert [answer["ok"] for answer in answers] == [True] * len(lines)
    assert answers[0]["events"] == ["Corrected", "SlipReissued"]
    assert [answer.get("unlock") for answer in answers] == [None] * 9 + ["2580"]
    shown = run("show", number, "--json").json
    assert (shown["device"]["imei"], shown["place"], shown["technician"]) == ("356938035643809", "B2", "王工")
    assert (shown["estimate"], shown["ceiling"], shown["generation"]) == (30_000, 40_000, 3)
    assert shown["photos"] == [{"name": "a.jpg", "sha256": "ab" * 32}]
    assert [wait["on"] for wait in shown["waits"]] == ["customer"]
    assert shown["waits"][0]["until"] >= shown["waits"][0]["since"]
    assert (shown["unlock_kept"], shown["overpaid"]) == (True, 0)
    assert "2580" not in json.dumps(shown)
    assert shown["token"] != token
    assert "2580" not in run("journal", "--json").out
    assert run("verify") == Run(0, "", "")


def test_both_values_of_a_correction_stay_in_the_history(run: Command, store: Path) -> None:
    [opened] = run("do", lines=[plain(open_ticket())]).answers
    number = opened["ticket"]
    run(
        "do",
        lines=[
            {"do": "correct", "ticket": number, "field": "customer.name", "value": "张珊", "reason": "听错"},
            {"do": "correct", "ticket": number, "field": "account_out", "value": True, "reason": "问过了"},
        ],
    )
    shown = run("show", number, "--json").json

    assert shown["customer"]["name"] == "张珊"
    private, public = [event for event in shown["history"] if event["event"] == "Corrected"]
    assert private["words"] == {"said_before": "张三", "said": "张珊", "reason": "听错"}
    assert (public["facts"]["before"], public["facts"]["value"]) == (None, True)
    journal_ = run("journal", "--json").out
    assert "张三" not in journal_
    assert "张珊" not in journal_


def test_a_value_of_the_wrong_kind_is_refused_at_its_field(run: Command, store: Path) -> None:
    [opened] = run("do", lines=[plain(open_ticket())]).answers
    line = {"do": "correct", "ticket": opened["ticket"], "field": "account_out", "reason": "x"}
    values: list[Any] = [["x"], {"x": 1}, 1.5, "yes", 7, 2**60]

    answers = run("do", lines=[{**line, "value": value} for value in values]).answers

    assert [(answer["code"], answer["field"]) for answer in answers] == [
        *[("not_text", "value")] * 2,
        ("not_whole", "value"),
        *[("not_yes_no", "value")] * 2,
        ("too_big", "value"),
    ]


def test_a_visit_ends_or_becomes_a_ticket_but_not_both(run: Command, store: Path) -> None:
    answers = run(
        "do",
        lines=[
            {"do": "arrive"},
            {"do": "arrive"},
            {"do": "arrive"},
            {"do": "visit_result", "arrival": 1, "result": "consulted"},
            {"do": "visit_result", "arrival": 1, "result": "left"},
            plain(open_ticket(arrival=1)),
            plain(open_ticket(arrival=2)),
            {"do": "visit_result", "arrival": 2, "result": "bought"},
            {"do": "visit_result", "arrival": 9, "result": "left"},
            {"do": "visit_result", "arrival": 3, "result": "slept"},
        ],
    ).answers

    assert [answer.get("queue") for answer in answers[:3]] == [1, 2, 3]
    assert [answer["ok"] for answer in answers[3:]] == [True, False, False, True, False, False, False]
    assert [answer["code"] for answer in answers[7:]] == ["unknown_arrival", "unknown_arrival", "not_choice"]
    assert answers[3]["events"] == ["VisitEnded"]
    assert run("verify") == Run(0, "", "")


def test_the_rate_tells_how_late_tickets_were_typed(run: Command, store: Path) -> None:
    nothing = run("rate", "--json").json["intake"]
    assert nothing == {
        "arrived": 0,
        **dict.fromkeys(("gap_median_s", "gap_max_s", "typing_median_s", "typing_max_s")),
    }
    began = time.time_ns() // 1_000_000 - 90_000
    lines = [{"do": "arrive"}, {"do": "arrive"}, plain(open_ticket(arrival=1, intake_started_at=began))]
    assert run("do", lines=lines).code == 0

    intake = run("rate", "--json").json["intake"]
    assert (intake["arrived"], intake["gap_median_s"], intake["gap_max_s"]) == (2, 0, 0)
    assert 90 <= intake["typing_median_s"] == intake["typing_max_s"] < 120


def test_money_goes_back_after_the_device_went_home(run: Command, store: Path) -> None:
    number = walk_in(run)
    refund = {"do": "refund_payment", "ticket": number, "method": "cash", "reason": "多收"}

    answers = run("do", lines=[{**refund, "amount": 5_001}, {**refund, "amount": 2_000}]).answers

    assert [answer.get("code") for answer in answers] == ["over_paid", None]
    assert "￥50.00" in answers[0]["message"]
    shown = run("show", number, "--json").json
    assert (shown["refunds"][0]["amount"], shown["open_amount"]) == (2_000, 2_000)


PAPERS_OF_COLLECTED = (
    *("intake_slip", "shop_copy", "device_tag", "quote", "repair_record", "pickup_receipt"),
)


@pytest.mark.parametrize(
    ("form", "width"),
    [
        *((form, width) for form in ("text", "escpos", "png", "svg", "pdf") for width in ("58", "80")),
        ("pdf", "a5"),
    ],
)
def test_a_paper_is_rendered_into_a_file_and_not_journalled(
    run: Command, store: Path, tmp_path: Path, form: str, width: str
) -> None:
    number = walk_in(run)
    before = run("journal").out
    for kind in PAPERS_OF_COLLECTED:
        assert run("paper", number, kind, "--as", form, "--width", width, "-o", tmp_path / "out") == Run(
            0, "", ""
        )
        assert (tmp_path / "out").stat().st_size > 100
    assert run("journal").out == before


@pytest.mark.parametrize(
    ("arguments", "code", "words_"),
    [
        (("day_close", "--as", "text"), 1, "YYYY-MM-DD"),
        (("quote", "--as", "text"), 1, "no quote"),
        (("repair_record", "--as", "text"), 1, "once the"),
        (("intake_slip", "--as", "png", "--width", "a5"), 2, "Possible values"),
        (("nope", "--as", "text"), 2, "Possible values"),
        (("intake_slip", "--as", "doc"), 2, "Possible values"),
        (("intake_slip", "--as", "text", "--width", "60"), 2, "Possible values"),
        (("intake_slip", "--as", "text", "--language", "fr"), 2, "Possible values"),
        (("pickup_receipt", "--as", "text"), 1, "once the device is handed over"),
    ],
)
def test_a_paper_that_does_not_exist_is_one_line(
    run: Command, store: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, words_: str
) -> None:
    number = run("do", lines=[plain(open_ticket())]).answers[0]["ticket"]
    found = run("paper", number, *arguments, "-o", tmp_path / "out")

    assert (found.code, found.out) == (code, "")
    assert words_ in one_line(found.err)
    assert not (tmp_path / "out").exists()


def test_the_latest_promise_prints(run: Command, store: Path, tmp_path: Path) -> None:
    number = run("do", lines=[plain(open_ticket(promised_at=4_102_444_800_000))]).answers[0]["ticket"]

    assert run("paper", number, "intake_slip", "--as", "text", "-o", tmp_path / "out").code == 0


# Care


def test_verify_rebuild_and_verify_are_silent_and_nothing_moved(run: Command, store: Path) -> None:
    number = walk_in(run)
    before = run("show", number, "--json").out

    assert [run(command) for command in ("verify", "rebuild", "verify")] == [Run(0, "", "")] * 3
    assert run("show", number, "--json").out == before


def test_verify_says_what_is_wrong_and_refuses(run: Command, store: Path) -> None:
    walk_in(run)
    conn = sqlite3.connect(store / "desk.db")
    conn.execute("UPDATE tickets SET stage = 'ready'")
    conn.commit()
    conn.close()

    found = run("verify")
    assert (found.code, found.out) == (1, "")
    assert "tickets differs" in found.err
    assert run("doctor").code == 1
    assert run("rebuild").code == 0
    assert run("verify").code == 0
    assert run("doctor").code == 0


def test_backup_and_restore_are_silent(run: Command, store: Path, tmp_path: Path) -> None:
    number = walk_in(run)
    assert run("backup", tmp_path / "copy.db") == Run(0, "", "")
    run("do", lines=[plain(open_ticket())])

    assert run("restore", tmp_path / "copy.db", "--as", "王经理") == Run(0, "", "")
    assert run("show", number, "--json").json["stage"] == "collected"
    assert run("board", "--json").json == []
    assert run("verify").code == 0


def test_a_restore_in_the_name_of_nobody_changes_nothing(run: Command, store: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy.db")
    before = (store / "desk.db").read_bytes()

    assert run("restore", tmp_path / "copy.db", "--as", "\udcff").code == 1
    assert (store / "desk.db").read_bytes() == before
    assert run("restore", tmp_path / "nothing.db").code == 2
    assert run("backup", tmp_path).code == 2
    assert run("backup", tmp_path / "no" / "where").code == 2


def test_a_rollback_stops_everything_but_looking_until_a_manager_accepts_it(
    run: Command, home: Path, tmp_path: Path
) -> None:
    assert run("init", "--store", "A1", "--name", "b", "--manager-pin", "2468").code == 0
    older = (home / "desk.db").read_bytes()
    run("do", lines=[plain(open_ticket())])
    (home / "desk.db").write_bytes(older)

    for arguments in (("do",), ("board",), ("show", "x"), ("rate",), ("rebuild",)):
        found = run(*arguments, lines=[plain(open_ticket())])
        assert (found.code, found.out) == (2, "")
        assert "was put back" in one_line(found.err)
    assert run("verify").code == 1
    assert run("journal").code == 0
    assert run("backup", tmp_path / "evidence.db").code == 0
    assert run("doctor").code == 1
    assert run("doctor", "--accept-rollback", "disk replaced").code == 1
    assert run("doctor", "--accept-rollback", "disk replaced", "--manager-pin", "1").code == 1
    assert run("doctor", "--accept-rollback", "disk replaced", "--manager-pin", "2468") == Run(0, "", "")
    assert run("do", lines=[plain(open_ticket())]).code == 0
    assert run("verify").code == 0
    assert run("doctor", "--accept-rollback", "again", "--manager-pin", "2468").code == 1


def test_any_flipped_byte_of_the_database_is_survived(
    run: Command, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_in(run)
    monkeypatch.delenv("MIHOME_DESK_TRACEBACK")
    conn = sqlite3.connect(store / "desk.db")
    conn.execute("PRAGMA journal_mode = DELETE")
    conn.close()
    whole = (store / "desk.db").read_bytes()
    chance = random.Random(7)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 4, 200))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (store / "desk.db").write_bytes(data)
        for arguments in (("verify",), ("board",), ("doctor",), ("journal", "--json")):
            assert run(*arguments).code in (0, 1, 2)


# Processes of their own


def test_the_module_answers_and_exits_as_the_contract_says(store: Path) -> None:
    done = elsewhere("do", data=json.dumps(plain(open_ticket())).encode() + b"\n{}\n")

    assert (done.returncode, done.stderr) == (1, b"")
    assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [True, False]


def test_a_reader_that_goes_away_brings_no_traceback(store: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = elsewhere("journal", capture_output=False, input=None, stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is missing")
def test_an_output_that_is_full_is_one_line(store: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = elsewhere("board", capture_output=False, input=None, stdout=full, stderr=subprocess.PIPE)

    assert done.returncode == 2
    assert one_line(done.stderr.decode())


def test_a_closed_standard_input_is_one_line(store: Path) -> None:
    done = elsewhere("do", input=None, preexec_fn=lambda: os.close(0))

    assert done.returncode == 2
    assert one_line(done.stderr.decode())


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_line(run: Command, store: Path) -> None:
    store.chmod(0o555)
    try:
        found = run("do", lines=[plain(open_ticket())])
    finally:
        store.chmod(0o755)
    assert (found.code, found.out) == (2, "")
    assert one_line(found.err)


def test_a_lock_that_cannot_be_opened_is_one_line(
    run: Command, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.open

    def deny(path: Any, *rest: Any, **more: Any) -> int:
        if str(path).endswith("desk.lock"):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path, *rest, **more)

    monkeypatch.setattr(os, "open", deny)
    found = run("do", lines=[plain(open_ticket())])

    assert (found.code, found.out) == (2, "")
    assert "desk.lock" in one_line(found.err)
    assert run("journal").out.count("\n") == 1


def test_an_argument_that_is_no_utf8_brings_no_traceback(store: Path) -> None:
    done = elsewhere("show", os.fsdecode(b"\xff\xfe"))

    assert done.returncode == 1
    assert one_line(done.stderr.decode())


# Sentences


def raised() -> Iterator[tuple[str, set[str], str]]:
    """Every refusal's code in the source, the names of its parameters, and where it stands."""
    for file in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in {"Refused", "Refusal"}:
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                names = {keyword.arg or "" for keyword in node.keywords}
                if len(node.args) > 2 and isinstance(node.args[2], ast.Dict):
                    names |= {str(getattr(key, "value", "")) for key in node.args[2].keys}
                yield str(node.args[0].value), names, f"{file.name}:{node.lineno}"


def test_every_refusal_has_a_sentence_and_every_sentence_its_parameters() -> None:
    for code, names, where in raised():
        assert code in words.REFUSALS, where
        wanted = {name for _, name, _, _ in string.Formatter().parse(words.REFUSALS[code]) if name}
        assert wanted <= names, f"{where}: {code} needs {wanted - names}"


def test_every_command_event_and_stage_has_a_word() -> None:
    from mihome_desk.rules import arrivals
    from mihome_desk.rules.stages import ALL, TABLE

    assert set(TABLE) <= words.COMMANDS.keys()
    assert set(ALL) == words.STAGES.keys()
    beside = {event.__name__ for event in (*house.OF_THE_STORE, *arrivals.EVENTS)}
    ticket_events = house.EVENTS.keys() - beside
    assert ticket_events <= words.EVENTS.keys()


def test_the_samples_are_what_they_say() -> None:
    assert identity.imei_problem(IMEI) is None
    assert identity.hidden_digits(PHONE) == HIDDEN
