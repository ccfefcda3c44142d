"""Make the one font the papers ship with: ``python scripts/subset_font.py NotoSansCJK-Regular.ttc``.

The source is Noto Sans CJK Regular (SIL Open Font License 1.1), a collection; its Mono SC face is
taken, because a Latin letter there is exactly half as wide as a hanzi, which is a receipt printer's
own grid. Needs ``fonttools``, which comes with fpdf2.

Kept: printable ASCII and Latin-1, GB 2312 (6,763 hanzi and its symbols), punctuation, box and block
elements, full-width forms, and hanzi that GB 2312 lacks and people are named with. Dropped: hints
and layout features; text is set one cell at a time and would never use them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection

FACE = "Noto Sans Mono CJK SC"
TARGET = Path(__file__).parents[1] / "src/mihome_desk/printing/fonts/receipt.otf"

NAMES = (
    "䶮𠮷㛃㭎㴋䥽䲟㑇㕮㧐㬚㬎䒟䎖喆堃犇淼骉垚昇珺玥晞赟翀旻昕曦彧琬琰璟璐珈珩珝琎瑀瑄瑨璠璘祎祺禤祐禛稹竑筠"
    "翃翯翾芃苡荇莜菡蕤蘅虓袆詠谞赓邈郗郜鄢钰锜锟镕镠闫闳陟隗靓韫頔颀飏驷骐骞鹄鹍麒黻龑晗晙晟晢晧暐暠暟"
    "烜焯焱煊煜熠燚燊珅珣琀琇瑢甯畲眭竫笪粦翛肜胤臻芈芮茆菥衎裒訢訸譞谌赑轫逄逯遆郄郏鄞酆鉌鋆锳镔阚隽霈霂靳"
    "韡頫飔馥騳髙鲖鸢麴鼐龢戋彣嬿嫄嫚婳姮妘奡尕峂峣岏岽嵚嶓巘廙弢弸忞愔慜懋扆揆敉斓旃旸昉昪昺晅晊杲栩梽楙"
    "樾橦毓沄泓洺浠淏淯渼湉湜溁滢漪潆潼澍濛濬灏炅炘炜炻烨〇囍"
)
SIGNS = "·…—–‘’“”•✓✔✗×÷°±№℃←↑→↓⚠□■○●△▲▽▼◇◆☆★￥￠￡�"


def gb2312() -> set[int]:
    """Every code point of GB 2312, hanzi and symbols."""
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def wanted() -> set[int]:
    """Every code point the subset asks for; those the source lacks are left out."""
    ranges = (
        range(0x20, 0x7F),
        range(0xA0, 0x100),
        range(0x2010, 0x2028),
        range(0x2500, 0x25A0),
        range(0x3000, 0x3020),
        range(0xFF01, 0xFF5F),
    )
    return gb2312().union(map(ord, NAMES + SIGNS), *ranges)


def main() -> None:
    """Read the collection named on the command line and write the subset."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("--to", type=Path, default=TARGET)
    args = parser.parse_args()
    faces = TTCollection(args.source).fonts
    font = next((face for face in faces if face["name"].getDebugName(1) == FACE), None)
    if font is None:
        sys.exit(f"{args.source} has no face {FACE!r}")

    options = Options()
    options.hinting = False
    options.desubroutinize = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(args.to)
    held = set(font.getBestCmap())
    lacking = "".join(map(chr, sorted(wanted() - held)))
    size = args.to.stat().st_size
    sys.stdout.write(f"{args.to.name}: {size:,} bytes, {len(held):,} characters; lacking {lacking!r}\n")


if __name__ == "__main__":
    main()
