"""Make the table of readings that names are found by: ``python scripts/pinyin_table.py``.

The source is pypinyin (MIT licence, https://github.com/mozillazg/python-pinyin), which the project itself
does not depend on. One line per syllable without its tone, then every hanzi that is ever read so: the
20,902 hanzi of the first Unicode block (GB 2312 and GBK are inside) and rare ones that people are named
with. A ü is written v, as on a keyboard, and u as well, as in passports.

Readings that only surnames have are added where pypinyin lacks them.
"""

from __future__ import annotations

from collections import defaultdict
from importlib import metadata
from pathlib import Path

import pypinyin
from pypinyin import Style, pinyin
from subset_font import NAMES

TARGET = Path(__file__).parents[1] / "src/mihome_desk/catalog/pinyin.txt"
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "乐": "yue", "朴": "piao",
    "缪": "miao", "翟": "zhai", "覃": "qin", "隗": "wei", "尉": "yu", "万": "mo", "俟": "qi", "员": "yun", "黑": "he",
    "秘": "bi", "折": "she", "繁": "po", "洗": "xian", "召": "shao", "长": "zhang", "宓": "fu", "令": "ling", "盛": "sheng",
    "种": "chong", "重": "chong", "那": "na", "台": "tai", "祭": "zhai", "撒": "sa", "牟": "mu", "谌": "chen", "郇": "xun",
    "乜": "nie", "佴": "nai", "逄": "pang", "亓": "qi", "仉": "zhang", "郄": "qie", "缑": "gou", "冼": "xian", "阚": "kan",
    "邸": "di", "都": "du", "过": "guo", "哈": "ha", "纪": "ji", "句": "gou", "阙": "que", "任": "ren", "应": "ying",
    "於": "yu", "訾": "zi", "藏": "zang", "车": "che", "贾": "jia", "能": "nai", "葛": "ge", "鲜": "xian", "燕": "yan",
    "要": "yao", "占": "zhan", "中": "zhong", "洪": "hong", "华": "hua", "宁": "ning", "柏": "bai", "鲍": "bao", "卜": "bu",
    "晁": "chao", "费": "fei", "观": "guan", "炅": "gui", "桂": "gui", "郝": "hao", "侯": "hou", "呙": "guo", "瞿": "qu",
    "莘": "shen", "殳": "shu", "眭": "sui", "郗": "xi", "郤": "xi", "钭": "tou", "璩": "qu",
}  # fmt: skip


def readings(hanzi: str) -> set[str]:
    """Every reading of a hanzi, without tones, in the letters that people type."""
    found = {one for (each,) in [pinyin(hanzi, style=Style.NORMAL, heteronym=True)] for one in each}
    found.add(SURNAMES.get(hanzi, ""))
    plain = {one.replace("ê", "e") for one in found if one.replace("ê", "e").isascii() and one.isalpha()}
    return plain | {one.replace("v", "u") for one in plain}


def main() -> None:
    """Write the table."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    wanted = [chr(code) for code in range(0x4E00, 0x9FA6)]
    wanted += sorted({hanzi for hanzi in NAMES if not 0x4E00 <= ord(hanzi) < 0x9FA6 and hanzi.isalpha()})
    for hanzi in wanted:
        for reading in readings(hanzi):
            table[reading].append(hanzi)
    lines = [f"{syllable} {''.join(table[syllable])}\n" for syllable in sorted(table)]
    licence = next(file for file in metadata.files("pypinyin") or () if file.name == "LICENSE.txt").read_text(
        "utf-8"
    )
    head = [
        f"Made by scripts/pinyin_table.py from pypinyin {pypinyin.__version__}.",
        "",
        *licence.splitlines(),
    ]
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head)
    TARGET.write_text(comment + "".join(lines), "utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(lines)} syllables, {len(wanted)} hanzi")  # noqa: T201


if __name__ == "__main__":
    main()
