"""The guide price list: one spelling of models, parts by every name, caps, and what a few letters find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mihome_desk import bootstrap
from mihome_desk.catalog import load
from mihome_desk.rules.price import GuidePrice, LabourLevel, PartKind, PriceList, model_name, normal
from mihome_desk.rules.ticket import Device

PRICES = bootstrap.catalogue().prices
MIX = Device("phone", "Xiaomi MIX 4")


@pytest.mark.parametrize(
    "spelled", ["小米 9", "小米9", "Xiaomi 9", "xiaomi 9", "Mi 9", "MI9", "Xiaomi Mi 9", "ＭＩ　９"]
)
def test_every_spelling_of_a_model_is_one(spelled: str) -> None:
    assert normal(spelled) == "9"
    assert PRICES.cap(spelled, "BATTERY") == 11_000


def test_different_models_stay_different() -> None:
    names: dict[tuple[str, str], list[str]] = {}
    for model in load.models():
        names.setdefault((model.category, normal(model.name)), []).append(model.name)
    # The one twin of the shipped names is the same notebook in two spellings.
    assert all(len({name.replace(" ", "") for name in each}) == 1 for each in names.values())
    assert normal("MIX 4") == normal("小米 MIX 4") == "mix4"
    assert normal("红米 Note 7") == normal("Xiaomi Redmi Note 7") != normal("Note 7")
    assert normal("Redmi Note 12 Pro+") != normal("Redmi Note 12 Pro")
    assert normal("小米路由器 4") != normal("小米 4")


@pytest.mark.parametrize("category", ["phone", "tablet", "band"])
def test_the_chinese_name_of_a_model_means_it_as_well(category: str) -> None:
    pairs = [(each.name, each.zh) for each in load.models() if each.category == category]
    strangers = {name for name, zh in pairs if normal(zh) != normal(name) and "Shark" not in name}
    assert pairs
    # 青春版 is Lite, but for the one that is sold beside a Lite.
    assert strangers <= {"Mi 10 Youth"}


def test_the_brand_belongs_to_a_name_that_lacks_it() -> None:
    assert model_name(Device("phone", "Note 7", "Redmi")) == "Redmi Note 7"
    assert model_name(Device("phone", "Redmi Note 7", "Redmi")) == "Redmi Note 7"
    assert model_name(Device("phone", "Redmi Note 7", "Xiaomi")) == "Redmi Note 7"


PARTS = [
    ("BATTERY", "BATTERY"),
    ("battery", "BATTERY"),
    ("电池", "BATTERY"),
    ("更换原装电池", "BATTERY"),
    ("original battery", "BATTERY"),
    ("battery cover", "BACK_COVER"),
    ("电池盖", "BACK_COVER"),
    ("电池座", "BATTERY_CONNECTOR"),
    ("SCREEN", "DISPLAY"),
    ("屏", "DISPLAY"),
    ("外屏碎裂，换屏幕总成", "DISPLAY"),
    ("主板 8GB+256GB", "MAINBOARD"),
    ("SIM卡座", "SIM_SEAT"),
    ("mic", "MIC"),
    ("ceramic shield", ""),
    ("后盖和电池", ""),
    ("BAT-01", ""),
    ("", ""),
]


@pytest.mark.parametrize(("said", "code"), PARTS)
def test_a_part_is_known_by_every_name(said: str, code: str) -> None:
    assert PRICES.part_of(said) == code


def test_a_board_has_a_price_for_its_memory() -> None:
    assert PRICES.cap("MIX 4", "MAINBOARD", "8+256") == 260_000
    assert PRICES.cap("MIX 4", "MAINBOARD", "12GB+512GB") == 320_000
    assert PRICES.cap("MIX 4", "MAINBOARD", "512G") == 320_000
    # Nobody said which: the dearest limits, so that nobody is refused wrongly.
    assert PRICES.cap("MIX 4", "MAINBOARD") == 320_000
    assert PRICES.guide(MIX, "part", "主板").several
    assert not PRICES.guide(Device("phone", "MIX 4", storage="8GB+256GB"), "part", "主板").several
    assert PRICES.guide(MIX, "part", "主板 8GB+256GB").cap == 260_000


def test_what_is_not_on_the_list_has_no_cap() -> None:
    assert PRICES.cap("Redmi Note 7", "DISPLAY") is None
    assert PRICES.cap("MIX 4", "") is None
    assert PRICES.cap("", "BATTERY") is None
    assert PRICES.guide(Device("phone", "Redmi Note 7"), "part", "SCREEN").cap is None
    assert PRICES.guide(MIX, "fee", "检测费").cap is None
    # A part that is called a fee stays the part.
    assert PRICES.guide(MIX, "fee", "电池").cap == 15_900
    assert PRICES.guide(MIX, "fee", "换电池费").cap == 15_900


@pytest.mark.parametrize(
    ("said", "cap"), [("L1", 4_000), ("一级", 4_000), ("labour level 2", 8_000), ("刷机", 0), ("人工", 8_000)]
)
def test_labour_is_capped_by_its_level_and_by_the_highest_where_none_is_named(said: str, cap: int) -> None:
    assert PRICES.labour_cap(said, "phone") == cap


def test_no_source_tells_of_labour_on_other_devices() -> None:
    assert PRICES.labour_cap("L1", "tv") is None


SEARCHES = [
    ("小米9 电池", [("Xiaomi 9", "BATTERY")]),
    ("电池 小米9", [("Xiaomi 9", "BATTERY")]),
    ("mi9 dc", [("Xiaomi 9", "BATTERY")]),
    ("mix 4 主板 256", [("Xiaomi MIX 4", "MAINBOARD")]),
    ("13 hg", [("Xiaomi 13", "BACK_COVER"), ("Xiaomi 13 Pro", "BACK_COVER")]),
    ("13 pro back", [("Xiaomi 13 Pro", "BACK_COVER")]),
    ("nokia", []),
    ("小米 9 电池 3310", []),
]


@pytest.mark.parametrize(("words", "found"), SEARCHES)
def test_words_find_prices_by_model_and_part(words: str, found: list[tuple[str, str]]) -> None:
    assert [(each.price.model, each.part.code) for each in PRICES.search(words) if each.price] == found


def test_no_words_find_the_whole_list() -> None:
    assert len(PRICES.search("")) == len(PRICES.prices)


def test_a_few_letters_offer_the_parts_of_a_model_with_their_price() -> None:
    first = PRICES.offered("dc", MIX)[0]
    assert (first.part.code, first.price and first.price.price) == ("BATTERY", 15_900)
    assert PRICES.offered("pm", MIX)[0].part.code == "DISPLAY"
    unpriced = PRICES.offered("屏", Device("phone", "Redmi Note 7"))[0]
    assert (unpriced.part.code, unpriced.price) == ("DISPLAY", None)
    boards = PRICES.offered("主板", Device("phone", "MIX 4", storage="12GB+512GB"))
    assert [each.price.price for each in boards if each.price] == [320_000]


def test_a_device_without_letters_is_offered_its_own_prices() -> None:
    assert {each.part.code for each in PRICES.offered("", MIX)} == {
        row.part for row in PRICES.prices if normal(row.model) == "mix4"
    }


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_typed_is_looked_up(model: str, words: str) -> None:
    device = Device("phone", model)
    for listed in PRICES.offered(words, device):
        assert listed.part in PRICES.parts
    assert set(PRICES.search(words)) <= set(PRICES.search(""))
    guide = PRICES.guide(device, "part", words)
    assert guide.cap is None or guide.part


@given(st.sampled_from(PRICES.prices), st.sampled_from(["", "8GB+256GB", "512", "garbage"]))
def test_no_variant_costs_more_than_the_part_may(row: GuidePrice, variant: str) -> None:
    whole, part = PRICES.cap(row.model, row.part), PRICES.cap(row.model, row.part, variant)
    assert whole is not None
    assert part is not None
    assert part <= whole


def test_an_empty_list_knows_nothing() -> None:
    empty = PriceList()
    assert (empty.part_of("电池"), empty.cap("MIX 4", "BATTERY"), empty.labour_cap("L1", "phone")) == (
        "",
        None,
        None,
    )
    assert empty.search("") == ()


def test_a_list_of_one() -> None:
    part = PartKind("HORN", "喇叭", "horn", 1, "host", ("klaxon",))
    prices = PriceList(
        "x", 3, (GuidePrice("Scooter 4", "HORN", 100),), (LabourLevel("S", 1, "装", "fit", 5),), (part,)
    )
    assert prices.guide(Device("scooter", "Scooter 4"), "part", "a klaxon").cap == 100
    assert prices.part("HORN") is part
    assert prices.level_for(1, "phone") is prices.labour[0]
    assert prices.level_for(1, "scooter") is None
