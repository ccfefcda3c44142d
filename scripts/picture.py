"""Take a picture of a screen: ``python scripts/picture.py board docs/pictures/board.png --size 120x36``.

The screen is the real program over a practice store that is made for the picture, at a fixed hour, so
that the same program gives the same picture. The cells are drawn by this script itself and not by
Rich's SVG export, which squeezes hanzi into half their width (Textualize/rich issue 2742). Needs
resvg-py, which is a development dependency, and a monospaced font with hanzi on this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import resvg_py
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.strip import Strip

from mihome_desk import bootstrap, text
from mihome_desk.app import Counter, Doors
from mihome_desk.rules.moment import Instant
from mihome_desk.settings import Settings
from mihome_desk.tools import demo

AFTERNOON = Instant(1_795_330_800_000, 6 * 3_600_000, "picture")
"""2026-11-22 15:00 in Shanghai, six hours after the machine was switched on."""
TICKETS = 60
FONTS = {
    "NotoSansCJK-Regular.ttc": "Noto Sans Mono CJK SC",
    "NotoSansMonoCJKsc-Regular.otf": "Noto Sans Mono CJK SC",
    "SourceHanMono.ttc": "Source Han Mono SC",
    "SarasaMonoSC-Regular.ttf": "Sarasa Mono SC",
    "Sarasa-Regular.ttc": "Sarasa Mono SC",
    "wqy-microhei.ttc": "WenQuanYi Micro Hei Mono",
    "wqy-zenhei.ttc": "WenQuanYi Zen Hei Mono",
}
BOLD = {
    "NotoSansCJK-Regular.ttc": "NotoSansCJK-Bold.ttc",
    "SarasaMonoSC-Regular.ttf": "SarasaMonoSC-Bold.ttf",
}
PHONE, IMEI, COMPLAINT = "13856781234", "867634020123459", "昨晚摔过屏幕有竖线"
SCREENS: dict[str, tuple[str, ...]] = {
    "board": (),
    "intake": (
        *("f2", PHONE, "enter", "张三", "enter", "enter", IMEI),
        *("enter", "enter", "enter", "enter", "花屏", "enter", COMPLAINT, "enter"),
    ),
    "ticket": ("down", "down", "enter"),
    "checklist": ("end", "up", "up", "up", "up", "up", "enter", "f5", "1", "1", "2", "1"),
    "quote": ("down", "down", "enter", "f6"),
    "find": ("f3", "Redmi"),
    "slip": ("enter", "f9"),
    "qr": ("enter", "f9", "q"),
    "help": ("f1",),
}
CELL_WIDTH, CELL_HEIGHT, LETTERS = 10, 24, 20
BASELINE = 18
# Signs of the terminal's own alphabet fill their cells: left, top, right, bottom in eighths.
BLOCKS = {
    "█": (0, 0, 8, 8),
    "▀": (0, 0, 8, 4),
    "▌": (0, 0, 4, 8),
    "▐": (4, 0, 8, 8),
    "▔": (0, 0, 8, 1),
} | {sign: (0, 8 - eighths, 8, 8) for eighths, sign in enumerate("▁▂▃▄▅▆▇", 1)}


class PictureClock:
    """It is always three in the afternoon."""

    def now(self) -> Instant:
        """As `mihome_desk.db.clock.Clock.now`."""
        return AFTERNOON


def the_font(given: Path | None) -> tuple[Path, str]:
    """The font's file and the name of the face; SystemExit with what to do where there is none."""
    if given is not None:
        return given, FONTS.get(given.name, given.stem)
    shared = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    own = os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local/share"))
    for folder in (own, *shared):
        for path in sorted(Path(folder, "fonts").rglob("*.[to]t[cf]")):
            if path.name in FONTS:
                return path, FONTS[path.name]
    known = ", ".join(FONTS)
    raise SystemExit(
        f"No monospaced font with hanzi was found (looked for {known}). "
        "Install one, on Debian the package fonts-noto-cjk, or name a file with --font."
    )


async def photograph(screen: str, size: tuple[int, int], language: str, theme: str) -> list[Strip]:
    """Open the counter on a fresh practice store, walk to the screen by keys, and keep its cells."""
    clock = PictureClock()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = os.environ["HOME"] = folder
        home = Path(folder, "practice")
        demo.ensure(home, bootstrap.catalogue, TICKETS, 1, lambda _done: None, clock)
        text.use(language)
        desk = bootstrap.open_desk(home, clock)
        doors = Doors(
            bootstrap.open_desk, bootstrap.found_store, bootstrap.make_practice, bootstrap.accept_rollback
        )
        app = Counter(home, desk, Settings(language=language, theme=theme), doors)
        try:
            async with app.run_test(size=size) as pilot:
                await walk(pilot, SCREENS[screen])
                visible_screen_stack.set(app._background_screens)
                return app.screen._compositor.render_strips(app.size)
        finally:
            desk.close()


async def walk(pilot: Pilot[int], keys: Sequence[str]) -> None:
    """Press keys, type words, and let the screen come to rest after each."""
    await pilot.pause(0.5)
    for key in keys:
        words = len(key) > 1 and key not in NAMES and not key.startswith("f")
        await pilot.press(*(key if words else [key]))
        await pilot.pause(0.2)
    await pilot.pause(0.5)


NAMES = {"enter", "tab", "escape", "up", "down", "end", "home"}


def svg(strips: Sequence[Strip], family: str) -> str:
    """The cells as SVG: paper, blocks, and letters each at its own cell."""
    width, height = strips[0].cell_length * CELL_WIDTH, len(strips) * CELL_HEIGHT
    paper: list[str] = []
    ink: list[str] = []
    for line, strip in enumerate(strips):
        at = 0
        for segment in strip:
            style = segment.style or Style()
            colours = (_hex(style.color, "#FFFFFF"), _hex(style.bgcolor, "#000000"))
            front, back = reversed(colours) if style.reverse else colours
            left, top = at * CELL_WIDTH, line * CELL_HEIGHT
            paper.append(_rect(left, top, segment.cell_length * CELL_WIDTH, CELL_HEIGHT, back))
            ink += _marks(segment.text, left, top, front, bool(style.bold))
            at += segment.cell_length
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{escape(family)}" font-size="{LETTERS}">'
        + "".join(paper + ink)
        + "</svg>"
    )


def _marks(said: str, left: float, top: float, colour: str, bold: bool) -> Iterator[str]:
    letters, places = "", []
    for sign in said:
        if sign in BLOCKS:
            x, y, right, bottom = (eighth / 8 for eighth in BLOCKS[sign])
            yield _rect(
                left + x * CELL_WIDTH,
                top + y * CELL_HEIGHT,
                (right - x) * CELL_WIDTH,
                (bottom - y) * CELL_HEIGHT,
                colour,
            )
        elif not sign.isspace():
            letters += sign
            places.append(f"{left:g}")
        left += cell_len(sign) * CELL_WIDTH
    if letters:
        weight = ' font-weight="bold"' if bold else ""
        at = f'x="{" ".join(places)}" y="{top + BASELINE:g}"'
        yield f'<text {at} fill="{colour}"{weight}>{escape(letters)}</text>'


def _rect(left: float, top: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" '
        f'fill="{colour}" shape-rendering="crispEdges"/>'
    )


def _hex(colour: Color | None, default: str) -> str:
    return default if colour is None or colour.is_default else colour.get_truecolor().hex


def main() -> int:
    """Take the picture that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("screen", choices=SCREENS)
    parser.add_argument("output", type=Path)
    parser.add_argument("--size", default="120x36", help="columns x lines (default: %(default)s)")
    parser.add_argument("--language", choices=text.LANGUAGES, default="zh_CN")
    parser.add_argument("--theme", choices=["dark", "light"], default="dark")
    parser.add_argument("--font", type=Path, help="a monospaced font file with hanzi")
    chosen = parser.parse_args()
    font, family = the_font(chosen.font)
    columns, _by, lines = chosen.size.partition("x")
    strips = asyncio.run(photograph(chosen.screen, (int(columns), int(lines)), chosen.language, chosen.theme))
    files = [font, *([font.with_name(BOLD[font.name])] if font.name in BOLD else [])]
    png = resvg_py.svg_to_bytes(
        svg_string=svg(strips, family),
        skip_system_fonts=True,
        font_files=[str(file) for file in files if file.exists()],
        monospace_family=family,
        font_family=family,
    )
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_bytes(png)
    return 0


if __name__ == "__main__":
    sys.exit(main())
