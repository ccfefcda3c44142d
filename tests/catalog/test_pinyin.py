"""Names as people type them who type no hanzi: every reading, every way."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk.catalog import pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "缪": "miao", "翟": "zhai", "覃": "qin", "隗": "wei", "乐": "yue", "员": "yun", "折": "she", "种": "chong",
}  # fmt: skip
hanzi = st.integers(0x4E00, 0x9FA5).map(chr).filter(pinyin.readings)
names = st.text(hanzi, min_size=1, max_size=4)


@pytest.mark.parametrize(("surname", "reading"), SURNAMES.items())
def test_a_surname_is_found_by_the_reading_that_surnames_have(surname: str, reading: str) -> None:
    assert reading in pinyin.readings(surname)
    assert pinyin.means(reading[0] + "x", surname + "小明")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("zs", "张三"),
        ("z", "张三"),
        ("zhangsan", "张三"),
        ("zhangs", "张三"),
        ("zhangxm", "张小明"),
        ("oycx", "欧阳春晓"),
        ("ouyang", "欧阳春晓"),
        ("chunxiao", "欧阳春晓"),
        ("xiao", "欧阳春晓"),
        ("lv", "吕布"),
        ("lub", "吕布"),
        ("mq", "万俟雅"),
        ("maimaiti", "阿凡提·买买提"),
        ("kj", "北京小米科技有限公司"),
    ],
)
def test_ways_to_type_a_name(said: str, name: str) -> None:
    assert pinyin.means(said, name)


@pytest.mark.parametrize(
    ("said", "name"),
    [("zsf", "张三"), ("sz", "张三"), ("zhangsanf", "张三"), ("as", "Anna Schmidt"), ("", "")],
)
def test_what_a_name_is_not(said: str, name: str) -> None:
    assert not pinyin.means(said, name)


def test_every_hanzi_of_the_old_standard_has_a_reading() -> None:
    codes = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    standard = [code.decode("gb2312", "ignore") for code in codes]
    assert sum(map(bool, standard)) == 6763
    assert [each for each in standard if each and not pinyin.readings(each)] == []


@given(names)
def test_a_name_is_found_by_every_combination_of_its_readings(name: str) -> None:
    for read in product(*map(pinyin.readings, name)):
        assert pinyin.means("".join(one[0] for one in read), name)
        assert pinyin.means("".join(read), name)
        assert pinyin.means(read[0] + "".join(one[0] for one in read[1:]), name)


@given(names, names)
def test_a_name_is_found_from_each_of_its_hanzi_on(first: str, rest: str) -> None:
    assert pinyin.typed(rest) <= pinyin.typed(first + rest)


@given(st.text(max_size=12))
def test_any_text_at_all_may_be_a_name(name: str) -> None:
    assert all(one.isascii() and one.islower() for one in pinyin.typed(name))


def test_the_table_is_small() -> None:
    assert pinyin._TABLE.stat().st_size < 200_000
