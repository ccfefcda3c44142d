"""The shipped catalogue says what the trade's lists say."""

import os
import re
import subprocess
import sys
from datetime import date
from importlib.resources import files

import pytest

from mihome_desk.catalog.load import (
    categories,
    category_name,
    checklist,
    models,
    quick,
    symptoms,
    tac_hint,
    version,
)

COUNTS = {
    "phone": 40,
    "tablet": 37,
    "notebook": 13,
    "band": 8,
    "tv": 10,
    "router": 9,
    "vacuum_robot": 11,
    "scooter": 12,
}


def codes(category: str) -> list[str]:
    return [item.code for item in checklist(category)]


def test_the_counter_offers_phones_first_and_every_category_has_names_and_a_list() -> None:
    assert categories()[0] == "phone"
    assert {category: len(checklist(category)) for category in categories()} == COUNTS
    assert all(all(category_name(category)) for category in categories())
    assert category_name("phone") == ("手机", "Phone")


@pytest.mark.parametrize("category", COUNTS)
def test_items_are_whole_and_named_once(category: str) -> None:
    assert len(set(codes(category))) == COUNTS[category]
    for item in checklist(category):
        assert re.fullmatch(r"[A-Z]+[0-9]*", item.code)
        assert item.zh
        assert item.en
        assert item.stage in {"pre", "post", "both"}
        assert item.tier in {"counter", "technician"}


@pytest.mark.parametrize("category", COUNTS)
def test_no_list_names_the_code_that_resets_a_phone(category: str) -> None:
    for item in checklist(category):
        assert "1217" not in item.zh + item.en + item.how_zh + item.how_en


@pytest.mark.parametrize("category", COUNTS)
def test_the_counter_has_its_own_items_and_both_lists_have_some(category: str) -> None:
    items = checklist(category)
    assert any(item.tier == "counter" and item.stage != "post" for item in items)
    assert any(item.stage != "post" for item in items)
    assert any(item.stage != "pre" for item in items)


def test_the_counters_items_of_a_phone() -> None:
    counter = [item.code for item in checklist("phone") if item.tier == "counter"]
    assert counter == ["APP", "LIQ", "IDN", "LCK", "PWR", "LCD", "TCH", "CHG"]


def test_a_tablet_is_looked_at_like_a_phone_that_cannot_call() -> None:
    phone = [code for code in codes("phone") if code not in {"RCV", "SIM", "CEL", "NFC", "IRD"}]
    assert [code for code in codes("tablet") if code not in {"PEN", "KBP"}] == phone
    assert {"PEN", "KBP"} < set(codes("tablet"))
    tiers = {item.code: (item.stage, item.tier) for item in checklist("phone")}
    for item in checklist("tablet"):
        assert (item.stage, item.tier) == tiers.get(item.code, ("both", "technician"))


def test_every_symptom_points_at_items_of_the_phone() -> None:
    assert len(symptoms()) == 30
    for code, symptom in symptoms().items():
        assert symptom.code == code
        assert symptom.zh
        assert symptom.en
        assert symptom.items
        assert set(symptom.items) <= set(codes("phone"))
    assert symptoms()["GLASS"].items == ("APP", "LCD", "TCH")


def test_an_unknown_category_is_an_error() -> None:
    with pytest.raises(KeyError):
        checklist("fridge")
    with pytest.raises(KeyError):
        category_name("fridge")


@pytest.mark.parametrize(
    ("imei", "model"),
    [
        ("862471041234568", "Xiaomi Redmi Note 7"),
        ("863265041234563", "Xiaomi Redmi 8A"),
        ("868617031234562", "Xiaomi Mi A1"),
        ("867513061234567", "Xiaomi Redmi 9A"),
        ("860153030000000", "Redmi Note 3"),
        ("86247104", "Xiaomi Redmi Note 7"),
        ("490154203237518", None),
        ("8624710", None),
        ("", None),
    ],
)
def test_the_first_eight_digits_hint_at_a_model(imei: str, model: str | None) -> None:
    assert tac_hint(imei) == model


def test_the_version_is_a_day() -> None:
    assert date.fromisoformat(version()) >= date(2026, 11, 22)


def test_every_shipped_table_names_its_source() -> None:
    folder = files("mihome_desk.catalog")
    sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
    tables = [entry.name for entry in folder.iterdir() if entry.name.endswith((".csv", ".txt"))]
    assert len(tables) >= 5
    for name in tables:
        assert f"`{name}`" in sources


def test_importing_it_reads_no_table() -> None:
    check = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import mihome_desk.catalog.load as load\n"
        "assert not [name for name in opened if name.endswith(('.csv', '.txt'))], opened\n"
        "house = {name for name in sys.modules if name.startswith('mihome_desk.')}\n"
        "assert house == {'mihome_desk.catalog', 'mihome_desk.catalog.load'}, house\n"
        "load.checklist('phone')\n"
        "assert [name for name in opened if name.endswith('checklists.csv')]\n"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", check], env=env, check=True)


def test_models_have_names_in_both_languages_and_a_kind_of_the_counter() -> None:
    names = [model.name for model in models()]
    assert len(set(names)) == len(names) > 300
    for model in models():
        assert model.category in categories()
        assert model.name == model.name.strip() != ""
        assert model.zh == model.zh.strip() != ""


@pytest.mark.parametrize("field", ["symptom", "condition", "left_items"])
def test_a_digit_stands_for_each_quick_answer(field: str) -> None:
    answers = quick(field)
    assert 1 <= len(answers) <= 9
    assert len({answer.code for answer in answers}) == len(answers)
    for answer in answers:
        assert answer.zh
        assert answer.en
        # Words of condition and left items are put together with commas, and digits would be answers again.
        assert field == "symptom" or not set("0123456789,，、") & set(answer.zh + answer.en)


def test_quick_symptoms_are_symptoms_and_other_fields_have_none() -> None:
    assert {answer.code for answer in quick("symptom")} <= set(symptoms())
    assert quick("name") == ()
