"""`import repairs --map FILE.toml`: the words of a mapping, encodings told apart, and what spreadsheets spoil."""

import codecs
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mihome_desk import text, words
from mihome_desk.db import journal
from mihome_desk.desk import Desk
from mihome_desk.tools import cells, encodings, filemap, import_report, importer
from mihome_desk.tools.encodings import WrongEncoding
from mihome_desk.tools.filemap import CannotRead
from mihome_desk.tools.importer import Report
from tests.builders import IMEI, problems, shown, store

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "formats" / "other-shop.toml"
SAMPLE = Path(__file__).with_name("other-shop.csv")
SMALL = 'source = "shop"\nrow = "no"\n[columns]\nhappened_on = "day"\nimei = "imei"\nproblem = "words"\n'


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


def written(tmp_path: Path, name: str, data: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def take(desk: Desk, file: Path, mapping: Path | str = EXAMPLE) -> Report:
    return importer.take_in(desk, importer.read(file, str(mapping)), "test", lambda _: None)


def small(
    desk: Desk, tmp_path: Path, *lines: str, mapping: str = SMALL, head: str = "no,day,imei,words"
) -> Report:
    file = written(tmp_path, "shop.csv", "\n".join([head, *lines]))
    return take(desk, file, written(tmp_path, "shop.toml", mapping))


def dossier_words(desk: Desk, ticket: dict[str, Any]) -> dict[str, Any]:
    found = desk.dossier(ticket["ticket"])
    assert found is not None
    return found.personal


def refusals(report: Report) -> list[tuple[int, str, str]]:
    return [(row.line, refusal.code, refusal.field) for row, refusal in report.refusals]


def imported(desk: Desk) -> list[dict[str, Any]]:
    numbers = desk.ask(lambda conn: conn.execute("SELECT number FROM tickets ORDER BY opened_seq").fetchall())
    return [shown(desk, number) for (number,) in numbers]


def why_not(tmp_path: Path, mapping: str | bytes) -> str:
    file = written(tmp_path, "shop.csv", "no,day,imei,words\n")
    with pytest.raises(CannotRead) as caught:
        importer.read(file, str(written(tmp_path, "shop.toml", mapping)))
    sentence = words.sentence(caught.value.code, caught.value.params)
    assert sentence != caught.value.code
    assert "{" not in sentence
    return sentence


# The example


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.read_bytes(),
        codecs.BOM_UTF8 + SAMPLE.read_bytes(),
        SAMPLE.read_text("utf-8").encode("gb18030"),
        SAMPLE.read_text("utf-8").replace("\n", "\r\n").encode("gb18030"),
    ],
    ids=["utf-8", "utf-8 with its mark", "gb18030", "gb18030 with CRLF"],
)
def test_the_example_reads_the_same_repairs_in_every_encoding(
    desk: Desk, tmp_path: Path, data: bytes
) -> None:
    report = take(desk, written(tmp_path, "shop.csv", data))

    assert (report.taken, report.dropped) == (3, 1)
    assert refusals(report) == [
        (4, "spreadsheet_number", "imei"),
        (8, "unknown_date", "happened_on"),
        (9, "unknown_word", "outcome"),
        (10, "no_date", "happened_on"),
    ]
    first, robot, cooker = imported(desk)
    assert (first["device"]["brand"], first["device"]["imei"], first["outcome"]) == (
        "Redmi",
        IMEI,
        "repaired",
    )
    assert (first["happened_on"], first["complaint"]) == ("2024-03-05", "屏幕碎了\n有贴膜")
    assert [head.number for head in desk.find("359111071234563")] == [first["ticket"]]
    dossier = desk.dossier(first["ticket"])
    assert dossier is not None
    [entry] = desk.ask(lambda conn: list(journal.entries(conn, subject=dossier.ticket.id)))
    assert journal.body_of(entry)["data"]["paid"] == 128_000
    assert {dossier_words(desk, each)["done"] for each in (first, cooker)} == {"换外屏", "换发热盘"}
    assert (robot["device"]["category"], robot["device"]["sn"]) == ("vacuum_robot", "12345/ABCDEFGH")
    assert (robot["outcome"], robot["complaint"]) == ("unrepairable", "不开机\n进水,\n已告知客户")
    assert (cooker["device"]["category"], cooker["customer"]["phone"]) == ("other", "")
    assert first["source"] == "other-shop"
    assert problems(desk) == []


def test_the_example_again_adds_nothing_and_after_a_correction_what_was_refused(
    desk: Desk, tmp_path: Path
) -> None:
    take(desk, SAMPLE)
    again = take(desk, SAMPLE)
    mended = SAMPLE.read_text("utf-8").replace("4.90154E+14", IMEI).replace("七号", "2024-03-07")
    third = take(desk, written(tmp_path, "shop.csv", mended))

    assert (again.taken, again.known, again.refused) == (0, 3, 4)
    assert (third.taken, third.known, third.refused) == (2, 3, 2)


def test_an_imported_device_is_found_by_its_number(desk: Desk) -> None:
    take(desk, SAMPLE)

    assert [head.model for head in desk.find(IMEI)] == ["Redmi Note 7"]
    assert desk.acquaintance("13856781234").names == ("张三",)
    assert desk.model_of(IMEI) == "Redmi Note 7"


def test_intake_is_told_of_the_imported_visits_of_a_device(desk: Desk) -> None:
    take(desk, SAMPLE)

    for number, day, done in [
        (IMEI, "2024-03-05", "换外屏"),
        ("359111071234563", "2024-03-05", "换外屏"),
        ("12345/ABCDEFGH", "2024-03-06", "不开机\n进水,\n已告知客户"),
    ]:
        [visit] = desk.device_history(number)
        assert (visit.day, visit.done, visit.imported) == (day, done, True)
    assert [
        device.model for device in (each.device for each in desk.acquaintance("13856781234").devices)
    ] == ["Redmi Note 7"]


def test_the_report_names_the_files_own_columns(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, "shop.csv", SAMPLE.read_text("utf-8").encode("gb18030"))
    report = take(desk, file)
    lines = import_report.as_text(report).splitlines()

    assert lines[1] == "The file was read as GB18030."
    assert lines[2] == "In 1 rows an impossible value was left out, as asked."
    assert lines[3].startswith(
        "line 4: IMEI: A spreadsheet turned this number into 4.90154E+14; format the column"
    )
    whole = import_report.as_json(report)
    assert (whole["encoding"], whole["mapping"], whole["source"]) == (
        "gb18030",
        "other-shop.toml",
        "other-shop",
    )
    assert whole["refusals"][0]["column"] == "IMEI"


# What spreadsheets do to numbers


@pytest.mark.parametrize(
    "cell", ["8.62E+14", "8.62407E+14", "8,62407E+14", "8E+14", "８.６２E+14", '="8.62E+14"']
)
def test_an_imei_that_a_spreadsheet_spoilt_is_refused_with_that_reason(
    desk: Desk, tmp_path: Path, cell: str
) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    report = small(desk, tmp_path, f"1,2024-01-02,{quoted},broken")

    assert refusals(report) == [(2, "spreadsheet_number", "imei")]
    assert "format the column as text and export again" in import_report.as_text(report)


@pytest.mark.parametrize(
    "cell", [IMEI, f"'{IMEI}", f'="{IMEI}"', f"{IMEI}.0", f"\t{IMEI} ", "４９０１５４２０３２３７５１８"]
)
def test_a_number_that_a_spreadsheet_only_dressed_is_read(desk: Desk, tmp_path: Path, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    report = small(desk, tmp_path, f"1,2024-01-02,{quoted},broken")

    assert report.taken == 1, import_report.as_text(report)
    assert imported(desk)[0]["device"]["imei"] == IMEI


def test_an_imei_that_was_rounded_fails_its_check_digit(desk: Desk, tmp_path: Path) -> None:
    report = small(desk, tmp_path, "1,2024-01-02,490154203200000,broken")

    assert refusals(report) == [(2, "imei_check", "imei")]


def test_an_id_that_a_spreadsheet_spoilt_names_nothing(desk: Desk, tmp_path: Path) -> None:
    report = small(desk, tmp_path, "2.02403E+11,2024-01-02,,broken", "2E05,2024-01-02,,an id like any other")

    assert refusals(report) == [(2, "spreadsheet_number", "row")]
    assert report.taken == 1


# The id of a row


def test_several_columns_make_one_stable_id(desk: Desk, tmp_path: Path) -> None:
    mapping = SMALL.replace('row = "no"', 'row = ["day", "words"]')
    lines = [f"1,2024-01-02,,{'长' * 200}", f"2,2024-01-02,,{'长' * 199}短", "3,2024-01-02,,short", "4,,,"]
    first = small(desk, tmp_path, *lines, mapping=mapping)
    again = small(desk, tmp_path, *reversed(lines), mapping=mapping)

    assert (first.taken, refusals(first)) == (3, [(5, "no_row_id", "row")])
    assert (again.taken, again.known) == (0, 3)
    assert problems(desk) == []


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_a_composed_id_fits_and_is_the_same_each_time(parts: list[str]) -> None:
    assert len(cells.composed(parts, 120)) <= 120
    assert cells.composed(parts, 120) == cells.composed(list(parts), 120)


# Words and constants


def test_a_word_without_meaning_is_refused_until_the_mapping_knows_it(desk: Desk, tmp_path: Path) -> None:
    mapping = SMALL + 'category = "kind"\n[values.category]\n"手机" = "phone"\n"" = "phone"\n'
    lines = ["1,2024-01-02,,a, 手机 ", "2,2024-01-02,,b,手表", "3,2024-01-02,,c,", "4,2024-01-02,,d,TABLET"]
    head = "no,day,imei,words,kind"
    first = small(desk, tmp_path, *lines, mapping=mapping, head=head)

    assert refusals(first) == [(3, "unknown_word", "category"), (5, "unknown_word", "category")]
    assert "“手表”" in import_report.as_text(first)
    second = small(desk, tmp_path, *lines, mapping=mapping + '"*" = "other"\n', head=head)
    assert (second.taken, second.known) == (2, 2)


def test_a_constant_stands_in_every_row(desk: Desk, tmp_path: Path) -> None:
    mapping = SMALL + '[constants]\ncategory = "band"\nbrand = "Xiaomi"\n'
    small(desk, tmp_path, "1,2024-01-02,,a", mapping=mapping)

    device = imported(desk)[0]["device"]
    assert (device["category"], device["brand"]) == ("band", "Xiaomi")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_header_tells_what_parts_the_columns(desk: Desk, tmp_path: Path, separator: str) -> None:
    lines = [separator.join(["1", "2024-01-02", IMEI, "words"])]
    report = small(desk, tmp_path, *lines, head=separator.join(["No", "ＤＡＹ", " imei", "Words"]))

    assert report.taken == 1


def test_a_column_that_the_file_has_not_or_has_twice_is_named(tmp_path: Path) -> None:
    mapping = written(tmp_path, "shop.toml", SMALL)
    for head, code, said in [
        ("no,date,imei,words", "header_unknown", "missing: day. The file has: no, date, imei, words."),
        ("no,day,imei,words,Day", "column_twice", "“day”"),
    ]:
        with pytest.raises(CannotRead) as caught:
            importer.read(written(tmp_path, "shop.csv", head), str(mapping))
        assert caught.value.code == code
        assert said in words.sentence(code, caught.value.params)


# A mapping that is wrong


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (SMALL.replace("imei =", "imie ="), "shop.toml:5: columns.imie is not known here. Possible: happened_on,"),
        ("colour = 1\n" + SMALL, "shop.toml:1: colour is not known here. Possible: source, row, encoding"),
        (SMALL.replace('"no"', "7"), "shop.toml:2: row must be text."),
        (SMALL.replace('"no"', "[]"), "shop.toml:2: row must be text."),
        (SMALL.replace('source = "shop"\n', ""), "The mapping shop.toml must say “source”."),
        (SMALL.replace('row = "no"\n', ""), "The mapping shop.toml must say “row”."),
        (SMALL.replace("happened_on =", "fault ="), "The mapping shop.toml must say “columns.happened_on”."),
        (SMALL.replace("shop", "s" * 41), "shop.toml:1: source has 1 to 40 characters and no control characters."),
        ('encoding = "latin-1"\n' + SMALL, "shop.toml:1: encoding cannot be “latin-1”. Possible: auto, utf-8, gb18030."),
        ('separator = "."\n' + SMALL, "shop.toml:1: separator cannot be “.”."),
        ("header_line = 0\n" + SMALL, "shop.toml:1: header_line cannot be “0”. Possible: 1 … 100."),
        ("header_line = true\n" + SMALL, "shop.toml:1: header_line must be a number."),
        ('dates = ["DD/MM"]\n' + SMALL, "shop.toml:1: dates: “DD/MM” is no form of a date."),
        ('dates = "YYYY"\n' + SMALL, "shop.toml:1: dates must be a list."),
        ('drop_bad = ["imei"]\n' + SMALL, "shop.toml:1: drop_bad cannot be “imei”. Possible: phone, sn."),
        (SMALL + '[constants]\nimei = "x"\n', "shop.toml:8: constants.imei has a column already; say one of both."),
        (SMALL + '[constants]\ncategory = "fridge"\n', "shop.toml:8: constants.category cannot be “fridge”. Possible: phone,"),
        (SMALL + '[values.brand]\na = "b"\n', "shop.toml:7: values.brand is not known here. Possible: happened_on, imei, problem."),
        (SMALL + '[values.imei]\na = 1\n', "shop.toml:8: values.imei.a must be text."),
        (SMALL + 'category="k"\n[values.category]\n"表" = "watch"\n', "shop.toml:9: values.category.表 cannot be “watch”."),
        ("columns = 3", "shop.toml:1: columns must be an object."),
        (SMALL + '[constants]\noutcome = "fixed"\n', "constants.outcome cannot be “fixed”. Possible: repaired,"),
        (SMALL + "[", "The mapping shop.toml is no TOML from line 7 on."),
        (b"\xff\xfe", "The mapping shop.toml is not UTF-8 (byte 1); save it as UTF-8."),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_refused_with_its_line_and_what_is_possible(
    tmp_path: Path, mapping: str | bytes, said: str
) -> None:
    if isinstance(mapping, str) and mapping.startswith("columns"):
        mapping = 'columns = 3\nsource = "s"\nrow = "n"\n'
    assert said in why_not(tmp_path, mapping)


def test_the_documented_fields_and_keys_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "formats" / "import-mapping.md").read_text("utf-8")
    table = page.split("<!-- fields -->")[1].split("<!-- /fields -->")[0]
    rows = [line.split("|")[1].strip() for line in table.strip().splitlines()[2:]]

    assert rows == [f"`{name}`" for name in filemap.FIELDS]
    for key in filemap.KEYS:
        assert f"`{key}`" in page or f"`[{key}" in page, key
    for form in cells.DATES:
        assert f"`{form}`" in page
    for word in (*filemap.CHOICES["category"], *filemap.CHOICES["outcome"]):
        assert f"`{word}`" in table


# Encodings


@pytest.mark.parametrize(
    ("data", "code", "at"),
    [
        ("编号".encode("utf-16"), "utf16", 1),
        ("编号".encode("utf-16-be"), "no_encoding", 4),
        (codecs.BOM_UTF16_BE + "编号".encode("utf-16-be"), "utf16", 1),
        ("Gerät für Müller, Prüfgerät größer".encode("latin-1"), "no_encoding", 4),
        ("維修單號，客戶姓名，故障描述，螢幕破裂不顯示".encode("big5"), "no_encoding", 1),
        ("维修单号，故障描述".encode()[:-1] + b"\xff" + "换屏".encode(), "no_encoding", 25),
        ("编号，客户".encode("gb18030") + b"\xff,1", "no_encoding", 11),
        (codecs.BOM_UTF8 + b"ab\xff", "not_utf8", 6),
        (bytes(range(128, 256)) * 4, "no_encoding", 1),
    ],
)
def test_what_is_neither_is_refused_with_its_byte(data: bytes, code: str, at: int) -> None:
    with pytest.raises(WrongEncoding) as caught:
        encodings.decode(data)

    assert (caught.value.code, caught.value.at) == (code, at)


def test_an_encoding_that_was_named_is_kept_to() -> None:
    chinese = "工单，屏幕碎了"
    assert encodings.decode(chinese.encode("gb18030"), "gb18030").text == chinese
    assert encodings.decode(codecs.BOM_UTF8 + chinese.encode(), "gb18030").text == chinese
    with pytest.raises(WrongEncoding, match="not_utf8"):
        encodings.decode(chinese.encode("gb18030"), "utf-8")
    with pytest.raises(WrongEncoding, match="not_gb18030"):
        encodings.decode(b"ab\xff", "gb18030")


HANZI = "工单号受理时间客户电话故障描述屏幕电池不开机听筒无声主板进水换外屏小米红米张李王赵维修"


@given(st.text(st.sampled_from(HANZI + "，。：（）、 ,0123456789abcXYZ\n¥"), min_size=1))
@example("𠮷，张")
def test_chinese_is_read_alike_in_all_three_encodings(text: str) -> None:
    # Two Chinese bytes can spell one letter of another script by chance; a real file has more of them.
    said = text + HANZI
    for data in (said.encode(), codecs.BOM_UTF8 + said.encode(), said.encode("gb18030")):
        assert encodings.decode(data).text == said


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(WrongEncoding):
        found = encodings.decode(data)
        assert found.text.encode(found.encoding, "surrogatepass") in (data, data[3:])


# Dates and money


@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)))
def test_every_form_says_the_same_day(day: date) -> None:
    spelled = {
        f"{day.year}-{day.month}-{day.day}": cells.DATES,
        f"{day:%Y/%m/%d} 14:05:59": cells.DATES,
        f"{day:%Y.%m.%d}": cells.DATES,
        f"{day.year}年{day.month}月{day.day}日": cells.DATES,
        f"{day:%Y%m%d}": cells.DATES,
        f"{day:%Y-%m-%d}T08:00:00+08:00": cells.DATES,
        f"{day:%d.%m.%Y}": ("D.M.YYYY",),
        f"{day:%m/%d}/{day.year % 100:02}": ("MM/DD/YY",) if day.year >= 2000 else (),
        str((day - date(1899, 12, 30)) // timedelta(days=1)): ("serial",),
    }
    for said, forms in spelled.items():
        if forms:
            assert cells.day_of(said, forms) == day.isoformat(), said


@pytest.mark.parametrize(
    "said", ["", "2024", "2024-13-01", "2023-02-29", "5/3/2024", "45356", "2024-01-02x", "七号"]
)
def test_what_is_no_day_is_none(said: str) -> None:
    assert cells.day_of(said, cells.DATES) is None


@pytest.mark.parametrize("form", ["YYYY", "YYYY-M", "M-D-D", "%Y-%m-%d", "YYYY-M-D h", "", "DD.MM.YYYYY"])
def test_what_is_no_form_of_a_date(form: str) -> None:
    assert cells.date_pattern(form) is None


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("¥1,280.00", 128_000),
        ("￥99", 9_900),
        ("35元", 3_500),
        ("RMB 0.5", 50),
        ("１２．３", 1_230),
        ("1,234,567.891", None),
        ("12,80", None),
        ("-5", None),
        ("free", None),
        ("1.50000", 150),
    ],
)
def test_money_as_people_write_it(said: str, fen: int | None) -> None:
    assert cells.fen(said) == fen
