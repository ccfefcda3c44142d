"""The shipped price list: complete, sourced, and in one spelling."""

from __future__ import annotations

from mihome_desk import bootstrap
from mihome_desk.catalog import load, prices
from mihome_desk.rules.price import normal
from mihome_desk.screens.proposals import PART_OF
from mihome_desk.text import say

LIST = bootstrap.catalogue().prices


def test_every_price_is_of_a_known_part_and_model() -> None:
    models = {normal(model.name) for model in load.models()}
    for row in prices.prices():
        assert row.part in prices.parts()
        assert normal(row.model) in models, row.model
        assert row.price > 0


def test_every_price_names_its_source_and_none_claims_to_be_official() -> None:
    told = [(row.source, row.sample) for row in prices.prices()]
    told += [(row.source, row.sample) for row in prices.labour()]
    for source, sample in told:
        assert source.startswith("http")
        assert sample


def test_a_part_has_one_price_for_each_variant() -> None:
    keys = [(normal(row.model), row.part, row.variant) for row in prices.prices()]
    assert len(set(keys)) == len(keys)


def test_a_name_means_one_part() -> None:
    for part in prices.parts().values():
        for name in (part.code, part.zh, part.en, *part.also):
            assert LIST.part_of(name) == part.code, name


def test_every_part_has_a_level_of_labour_that_has_a_price() -> None:
    levels = {level.level for level in prices.labour() if level.category == "phone"}
    assert {part.labour for part in prices.parts().values()} <= levels


def test_what_a_complaint_proposes_is_a_part_of_the_list() -> None:
    for words in PART_OF.values():
        assert LIST.part_of(words), words
        assert LIST.part_of(say("zh_CN", words)) == LIST.part_of(words), say("zh_CN", words)


def test_codes_are_called_by_their_names() -> None:
    assert prices.part_name("BATTERY", "zh_CN") == "电池"
    assert prices.part_name("SCREEN", "en") == "SCREEN"
    assert prices.line_name("", "L2", "en") == "labour level 2"
    assert prices.line_name("原厂屏", "DISPLAY", "zh_CN") == "原厂屏"


def test_the_list_says_how_long_a_quote_holds() -> None:
    assert prices.head().valid_days == 7
    assert prices.head().version
