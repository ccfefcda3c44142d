from __future__ import annotations

import random

import pytest
import zxingcpp
from PIL import Image

from mihome_desk.printing import code128
from mihome_desk.printing.qr import module_dots, modules
from mihome_desk.printing.terminal import qr_lines
from tests.printing.papers import PREFIX, TOKEN


def read(dark: list[tuple[bool, ...]], scale: int = 4) -> str:
    image = Image.new("L", (len(dark[0]), len(dark)), 255)
    image.putdata([0 if module else 255 for row in dark for module in row])
    framed = Image.new("L", (image.width + 8, image.height + 8), 255)
    framed.paste(image, (4, 4))
    (code,) = zxingcpp.read_barcodes(
        framed.resize((framed.width * scale, framed.height * scale), Image.Resampling.NEAREST)
    )
    assert "M" in str(code.ec_level)
    return str(code.text)


@pytest.mark.parametrize(
    ("data", "side"),
    [
        (TOKEN, 29),
        (PREFIX + TOKEN, 33),
        ("HTTPS://1234567890.EXAMPLE/R/" + "/" + TOKEN, 33),
        ("HTTPS://HQ/R/" + "9" * 95, 33),
    ],
)
def test_sizes(data: str, side: int) -> None:
    dark = modules(data)
    assert len(dark) == side
    assert all(len(row) == side for row in dark)


def test_the_fixed_mask_is_read_for_any_token() -> None:
    chance = random.Random(20261122)
    for _ in range(60):
        token = "".join(chance.choices("0123456789", k=95))
        for data in (token, PREFIX + token):
            assert read(list(modules(data))) == data


@pytest.mark.parametrize("data", ["1", "WIFI:T:WPA;S:小米;P:x;;", "0" * 95, "lower/case/123456789"])
def test_other_words_are_read_as_well(data: str) -> None:
    assert read(list(modules(data))) == data


def test_what_fits_no_code_is_an_error() -> None:
    with pytest.raises(ValueError, match="too many"):
        modules("a" * 3000)


def test_a_module_is_three_dots_or_more() -> None:
    assert module_dots(33, 384) == 6
    assert module_dots(77, 384) == 4
    with pytest.raises(ValueError, match="does not fit"):
        module_dots(177, 384)


def test_half_blocks_show_the_same_code() -> None:
    lines = qr_lines(PREFIX + TOKEN)
    assert (len(lines), {len(line) for line in lines}) == (19, {37})
    rows: list[tuple[bool, ...]] = []
    for line in lines:
        rows += [tuple(mark in "▀█" for mark in line), tuple(mark in "▄█" for mark in line)]
    assert read(rows) == PREFIX + TOKEN


def test_code_128() -> None:
    chance = random.Random(128)
    for digits in [
        "000000000000",
        "999999999999",
        *("".join(chance.choices("0123456789", k=12)) for _ in range(60)),
    ]:
        flags = code128.bars(digits)
        assert len(flags) == 11 * 8 + 13
        strip = Image.new("L", (len(flags) + 20, 1), 255)
        for place, bar in enumerate(flags):
            strip.putpixel((place + 10, 0), 0 if bar else 255)
        (code,) = zxingcpp.read_barcodes(strip.resize((strip.width * 3, 60), Image.Resampling.NEAREST))
        assert (code.text, code.format) == (digits, zxingcpp.BarcodeFormat.Code128)


@pytest.mark.parametrize("digits", ["", "123", "12a4", "１２"])
def test_only_pairs_of_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="even number"):
        code128.bars(digits)
