"""A picture of a screen, cell by cell: ``python scripts/picture.py OUT.png [--keys ...]``.

The practice store is opened in a temporary folder, the keys are pressed, and every cell is drawn with
the receipts' own font, whose hanzi are two Latin letters wide, so that columns stand as they do in a
terminal. The pictures in docs/pictures are made with it, for example the board:

    PYTHONPATH=src .venv/bin/python scripts/picture.py docs/pictures/board.png --lines 26 --keys down
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len

FONT = Path(__file__).parents[1] / "src/mihome_desk/printing/fonts/receipt.otf"
CELL_W, CELL_H, MARGIN = 10, 22, 12


async def cells(arguments: argparse.Namespace, folder: Path) -> tuple[list[list[tuple[str, object]]], str]:
    """The lines of the screen after the keys, as (text, style) runs, and the background colour."""
    from mihome_desk import bootstrap, text
    from mihome_desk.app import Counter, Doors
    from mihome_desk.settings import Settings
    from mihome_desk.tools import demo

    demo.ensure(folder, bootstrap.catalogue, 60, arguments.seed, lambda _done: None)
    text.use(arguments.language)
    desk = bootstrap.open_desk(folder)
    doors = Doors(bootstrap.open_desk, bootstrap.found_store, bootstrap.make_practice, bootstrap.accept_rollback)
    chosen = Settings(language=arguments.language, theme=arguments.theme)
    app = Counter(folder, desk, chosen, doors)
    async with app.run_test(size=(arguments.columns, arguments.lines)) as pilot:
        await pilot.pause(0.5)
        for key in arguments.keys:
            await pilot.press(key)
            await pilot.pause(0.4)
        await pilot.pause(0.5)
        strips = app.screen._compositor.render_strips()
        background = app.theme_variables["background"]
        lines = [[(segment.text, segment.style) for segment in strip] for strip in strips]
    desk.close()
    return lines, background


def draw(lines: list[list[tuple[str, object]]], background: str, font: str, columns: int) -> Image.Image:
    """Every cell at its place, twice as large as drawn in the end, so that edges are smooth."""
    scale = 2
    width, height = CELL_W * scale, CELL_H * scale
    size = (columns * width + 2 * MARGIN * scale, len(lines) * height + 2 * MARGIN * scale)
    picture = Image.new("RGB", size, background)
    pen = ImageDraw.Draw(picture)
    plain = ImageFont.truetype(font, 20 * scale)
    for row, line in enumerate(lines):
        column = 0
        for words, style in line:
            ink = _hex(getattr(style, "color", None)) or "#e6e6e6"
            paper = _hex(getattr(style, "bgcolor", None)) or background
            for sign in words:
                wide = cell_len(sign)
                x, y = MARGIN * scale + column * width, MARGIN * scale + row * height
                pen.rectangle((x, y, x + wide * width - 1, y + height - 1), fill=paper)
                if sign in "▀▄█▌":
                    half = height // 2
                    box = {
                        "▀": (x, y, x + width - 1, y + half - 1),
                        "▄": (x, y + half, x + width - 1, y + height - 1),
                        "▌": (x, y, x + width // 2 - 1, y + height - 1),
                    }
                    pen.rectangle(box.get(sign, (x, y, x + width - 1, y + height - 1)), fill=ink)
                elif sign.strip():
                    stroke = 1 if getattr(style, "bold", False) else 0
                    pen.text((x, y - 4 * scale), sign, font=plain, fill=ink, stroke_width=stroke, stroke_fill=ink)
                column += wide
    return picture.resize((size[0] // scale, size[1] // scale), Image.Resampling.LANCZOS)


def _hex(color: object) -> str:
    triplet = getattr(color, "triplet", None)
    return str(triplet.hex) if triplet else ""


def main() -> None:
    """Make one picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--font", default=str(FONT), help="a font file whose hanzi are two letters wide")
    parser.add_argument("--language", default="zh_CN", choices=("zh_CN", "en"))
    parser.add_argument("--theme", default="dark", choices=("dark", "light"))
    parser.add_argument("--columns", type=int, default=120)
    parser.add_argument("--lines", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keys", nargs="*", default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MIHOME_DESK_STATE"] = folder
        lines, background = asyncio.run(cells(arguments, Path(folder) / "store"))
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    picture = draw(lines, background, arguments.font, arguments.columns)
    picture.quantize(64).save(arguments.output, optimize=True)


if __name__ == "__main__":
    main()
