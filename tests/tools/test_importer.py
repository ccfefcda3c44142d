"""`import repairs`: the two shapes of the standard, whatever a file may hold, and coming again."""

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mihome_desk import text, words
from mihome_desk.cli import main
from mihome_desk.desk import Desk
from mihome_desk.rules import limits
from mihome_desk.tools import import_report, importer, upkeep
from mihome_desk.tools.filemap import CannotRead
from mihome_desk.tools.importer import Report
from tests.builders import shown, store

STANDARD = (
    "id,data_provider,country,partner_product_category,product_category,product_category_id,brand,"
    "year_of_manufacture,product_age,repair_status,repair_barrier_if_end_of_life,group_identifier,"
    "event_date,problem"
)
QUEST = (
    "id,data_provider,country,fault_type,product_category,brand,model,repair_status,age,event_date,problem"
)
SHARED = Path(os.environ.get("MIHOME_DESK_SHARED", Path(__file__).parents[3] / "shared"))
MOBIFIX = SHARED / "data" / "mobifix.csv"
needs_mobifix = pytest.mark.skipif(
    not MOBIFIX.is_file(),
    reason=f"needs the shared file {MOBIFIX.name}; set MIHOME_DESK_SHARED to its folder",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = store(tmp_path)
    yield desk
    desk.close()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = text.current()
    text.use("en")
    yield
    text.use(before)


def quest(row: str = "a-1", **changes: str) -> list[str]:
    values = {
        "fault_type": "Screen",
        "product_category": "Mobile",
        "brand": "Xiaomi",
        "model": "Mi A1",
        "repair_status": "Fixed",
        "event_date": "2019-05-04",
        "problem": "cracked",
    } | changes
    return [values.get(name, "") if name != "id" else row for name in QUEST.split(",")]


def file_of(tmp_path: Path, *rows: list[str], header: str = QUEST, encoding: str = "utf-8") -> Path:
    path = tmp_path / "repairs.csv"
    with path.open("w", encoding=encoding, newline="", errors="surrogatepass") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


def bytes_of(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "repairs.csv"
    path.write_bytes(data)
    return path


def take(desk: Desk, path: Path, mapping: str = "") -> Report:
    return importer.take_in(desk, importer.read(path, mapping), "test", lambda _: None)


def imported(desk: Desk) -> list[dict[str, Any]]:
    numbers = desk.ask(lambda conn: conn.execute("SELECT number FROM tickets ORDER BY number").fetchall())
    return [shown(desk, number) for (number,) in numbers]


def refusals(report: Report) -> list[tuple[int, str]]:
    return [(row.line, refusal.code) for row, refusal in report.refusals]


def why_not(path: Path, mapping: str = "") -> tuple[str, str]:
    with pytest.raises(CannotRead) as caught:
        importer.read(path, mapping)
    return caught.value.code, words.sentence(caught.value.code, caught.value.params)


# What is read


def test_a_quests_row_becomes_history(desk: Desk, tmp_path: Path) -> None:
    report = take(desk, file_of(tmp_path, quest(problem="屏碎了\nbut it works")))

    assert (report.taken, report.known, report.incomplete, report.refused) == (1, 0, 0, 0)
    [ticket] = imported(desk)
    assert (ticket["stage"], ticket["outcome"], ticket["happened_on"]) == (
        "collected",
        "repaired",
        "2019-05-04",
    )
    assert ticket["device"]["brand"] == "Xiaomi"
    assert ticket["device"]["model"] == "Mi A1"
    assert ticket["complaint"] == "屏碎了\nbut it works"
    assert (ticket["source"], ticket["source_status"]) == ("ords", "Fixed")
    assert desk.rate("2019-05-04").rate is None
    assert upkeep.verify(desk) == []


@pytest.mark.parametrize(
    ("word", "kind", "category"),
    [
        ("Mobile", "", "phone"),
        ("Tablet", "", "tablet"),
        ("Laptop", "", "notebook"),
        ("Laptop medium", "", "notebook"),
        ('Flat screen 15-17"', "", "tv"),
        ("Flat screen", "", "tv"),
        ("Vacuum", "Robot vacuum", "vacuum_robot"),
        ("  mobile ", "", "phone"),
    ],
)
def test_the_standards_fourteen_columns(
    desk: Desk, tmp_path: Path, word: str, kind: str, category: str
) -> None:
    row = [
        "org_7", "Repair Café", "NLD", kind, word, "25", "Xiaomi", "2018", "3", "End of life",
        "Item too worn out", "g", "2021-03-02", "dead",
    ]  # fmt: skip
    report = take(desk, file_of(tmp_path, row, header=STANDARD))

    assert (report.taken, report.incomplete) == (1, 1), "the standard names no model"
    [ticket] = imported(desk)
    assert ticket["device"]["category"] == category
    assert (ticket["outcome"], ticket["device"]["model"]) == ("unrepairable", "")


@pytest.mark.parametrize("word", ["Toaster", "Vacuum", "Misc", ""])
def test_a_device_that_is_none_of_ours_is_history_all_the_same(desk: Desk, tmp_path: Path, word: str) -> None:
    report = take(desk, file_of(tmp_path, quest("a"), quest("b", product_category=word)))

    assert (report.taken, report.refused) == (2, 0)
    assert {ticket["device"]["category"] for ticket in imported(desk)} == {"phone", "other"}


def test_columns_may_stand_in_any_order_with_others_between(desk: Desk, tmp_path: Path) -> None:
    names = ["problem", "ID ", "extra", "event_date", "Brand", "repair_status", "product_category"]
    row = ["dead", "z", "?", "2020-01-01", "Redmi", "Unknown", "Mobile"]

    assert take(desk, file_of(tmp_path, row, header=",".join(names))).taken == 1


def test_a_byte_order_mark_is_no_part_of_the_header(desk: Desk, tmp_path: Path) -> None:
    assert take(desk, file_of(tmp_path, quest(), encoding="utf-8-sig")).taken == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_and_blank_lines_are_read(desk: Desk, tmp_path: Path, end: str) -> None:
    lines = [QUEST, ",".join(quest("a")), "", ",,,", ",".join(quest("b", event_date="never")), ""]
    report = take(desk, bytes_of(tmp_path, end.join(lines).encode()))

    assert report.taken == 1
    assert refusals(report) == [(5, "unknown_date")]


def test_a_header_alone_is_an_empty_report(desk: Desk, tmp_path: Path) -> None:
    report = take(desk, file_of(tmp_path))

    assert (report.total, report.refused) == (0, 0)
    assert desk.seq() == 1


# What is refused as a whole


def test_an_unknown_header_is_told_what_is_missing(tmp_path: Path) -> None:
    code, sentence = why_not(bytes_of(tmp_path, b"id,brand,date\n1,Xiaomi,2020-01-01\n"))

    assert code == "header_unknown"
    assert "product_category, repair_status, event_date, problem" in sentence


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n \n", "file_empty"),
        ("id,型号".encode("gb18030"), "header_unknown"),
        (QUEST.encode("utf-16"), "utf16"),
        (b"\0" * 400, "header_unknown"),
        (b'"', "header_unknown"),
        (b"PK\x03\x04" + bytes(range(128)), "header_unknown"),
    ],
)
def test_a_file_that_is_no_such_csv_is_refused_in_words(tmp_path: Path, data: bytes, code: str) -> None:
    found, sentence = why_not(bytes_of(tmp_path, data))

    assert found == code
    assert sentence != code
    assert "{" not in sentence


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    assert why_not(tmp_path / "none.csv")[0] == "file_unreadable"
    assert why_not(tmp_path)[0] == "file_unreadable"
    assert why_not(Path("\0"))[0] == "file_unreadable"


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_why_a_file_cannot_be_read_is_said_in_the_language_spoken(tmp_path: Path, language: str) -> None:
    text.use(language)
    for path, english in [(tmp_path / "none.csv", "it is not there"), (tmp_path, "it is a folder")]:
        sentence = why_not(path)[1]
        assert (english in sentence) == (language == "en"), sentence
        assert sentence.isascii() == (language == "en"), sentence


def test_presets_by_name(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path, quest())

    assert take(desk, path, "ords").taken == 1
    code, sentence = why_not(path, "erp")
    assert code == "unknown_map"
    assert "erp" in sentence
    assert "ords" in sentence
    assert why_not(path, str(tmp_path / "mine.toml"))[0] == "map_unreadable"


# What single rows may hold


def test_rows_without_id_or_date_or_with_a_wrong_date_are_refused(desk: Desk, tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        quest(" "),
        quest("b", event_date=""),
        quest("c", event_date="04.05.2019"),
        quest("d", event_date="2999-01-01"),
        quest("e"),
    )
    report = take(desk, path)

    assert report.taken == 1
    assert refusals(report) == [(2, "no_row_id"), (3, "no_date"), (4, "unknown_date"), (5, "date_not_past")]


def test_ragged_rows(desk: Desk, tmp_path: Path) -> None:
    whole = quest("long")
    path = file_of(tmp_path, quest("short")[:-1], [*whole, "and, more"], [*quest("blank"), "", " "], ["x"])
    report = take(desk, path)

    assert (report.taken, report.incomplete) == (2, 1)
    assert refusals(report) == [(3, "row_long"), (5, "no_date")]


def test_characters_that_nobody_sees_are_cleaned_and_counted(desk: Desk, tmp_path: Path) -> None:
    dirty = [
        quest("a", problem="x\0y\u202ez"),
        quest("b", brand="Xia\tomi", problem="line\nbreaks\r\nstay"),
        quest("c", model="half \ud83d character"),
        quest("d"),
    ]
    report = take(desk, file_of(tmp_path, *dirty))

    assert (report.taken, report.cleaned, report.refused) == (4, 3, 0)
    assert [ticket["complaint"] for ticket in imported(desk)][:2] == ["x y z", "line\nbreaks\nstay"]
    assert imported(desk)[2]["device"]["model"] == "half   character"
    assert upkeep.verify(desk) == []


def test_long_texts(desk: Desk, tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        quest("a", problem="长" * 3_000),
        quest("b", problem="x" * limits.IMPORTED_WORDS),
        quest("c", problem="x" * (limits.IMPORTED_WORDS + 1)),
        quest("d", problem="x" * 1_000_000),
        quest("e", brand="b" * 121),
        quest("i" * 121),
    )
    before = csv.field_size_limit()
    report = take(desk, path)

    assert report.taken == 2
    assert refusals(report) == [(line, "text_long") for line in (4, 5, 6, 7)]
    assert "problem: " in import_report.as_text(report)
    assert csv.field_size_limit() == before


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_rows_silently(
    desk: Desk, tmp_path: Path
) -> None:
    lines = [QUEST, ",".join(quest("a")), ",".join(quest("b", problem='"oops')), ",".join(quest("c"))]
    report = take(desk, bytes_of(tmp_path, "\n".join(lines).encode()))

    assert report.taken == 1
    assert refusals(report) == [(3, "open_quote")]


def test_lines_are_counted_where_records_begin(desk: Desk, tmp_path: Path) -> None:
    report = take(desk, file_of(tmp_path, quest("a", problem="1\n2\n3"), quest("b", event_date="")))

    assert refusals(report) == [(5, "no_date")]


# Coming again


def test_the_same_row_twice_is_known_another_under_its_id_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path, quest("a"), quest("a"), quest("a", problem="another repair"))
    report = take(desk, path)

    assert (report.taken, report.known) == (1, 1)
    assert refusals(report) == [(4, "row_twice")]
    assert "line 2" in import_report.as_text(report)


def test_an_id_in_another_unicode_form_is_the_same_row(desk: Desk, tmp_path: Path) -> None:
    take(desk, file_of(tmp_path, quest("caf\u00e9-1")))

    assert take(desk, file_of(tmp_path, quest("cafe\u0301-1"))).known == 1


def test_a_run_that_was_cut_off_is_completed_by_the_next(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path, *(quest(f"r-{at}") for at in range(250)))

    def die(done: int) -> None:
        if done >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importer.take_in(desk, importer.read(path), "test", die)
    report = take(desk, path)

    assert (report.taken, report.known, report.total) == (50, 200, 250)
    assert upkeep.verify(desk) == []


def test_progress_hears_every_row_once(desk: Desk, tmp_path: Path) -> None:
    heard: list[int] = []
    rows = importer.read(file_of(tmp_path, *(quest(f"r-{at}") for at in range(250))))
    importer.take_in(desk, rows, "test", heard.append)

    assert heard == [100, 200, 250]


# The report


def test_the_report_lists_twenty_refusals_and_json_all(desk: Desk, tmp_path: Path) -> None:
    report = take(desk, file_of(tmp_path, *(quest(f"r-{at}", event_date="x") for at in range(30))))
    lines = import_report.as_text(report).splitlines()

    assert lines[0] == "30 rows: 0 taken (0 incomplete, 0 cleaned), 0 were here already, 30 refused."
    assert lines[1] == "line 2: event_date: “x” is no date of these forms: YYYY-MM-DD."
    assert len(lines) == 22
    assert "10 more" in lines[-1]
    whole = import_report.as_json(report)
    assert (whole["refused"], len(whole["refusals"])) == (30, 30)
    assert whole["refusals"][0] == {
        "line": 2,
        "row": "r-0",
        "code": "unknown_date",
        "field": "happened_on",
        "column": "event_date",
        "message": "“x” is no date of these forms: YYYY-MM-DD.",
    }


def test_exit_codes_of_the_command(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(desk.home.folder)]
    path = file_of(tmp_path, quest("a"), quest("b", event_date=""))

    assert main(["import", "repairs", str(path), "--json", *home]) == 1
    assert json.loads(capsys.readouterr().out)["taken"] == 1
    assert main(["import", "repairs", str(path), "--map", "erp", *home]) == 2
    assert "erp" in capsys.readouterr().err
    assert main(["import", "repairs", str(file_of(tmp_path, quest("a"))), *home]) == 0


# The real file


@needs_mobifix
def test_the_real_file_comes_in_whole_once_and_survives_a_rebuild(desk: Desk) -> None:
    first, second = take(desk, MOBIFIX), take(desk, MOBIFIX)

    assert (first.taken, first.incomplete, first.cleaned, first.refused) == (1_916, 945, 0, 0)
    assert (second.taken, second.known, second.refused) == (0, 1_916, 0)
    assert upkeep.verify(desk) == []
    before = imported(desk)
    upkeep.rebuild(desk, lambda _: None)
    assert imported(desk) == before
    assert len(before) == 1_916
    assert upkeep.verify(desk) == []
