"""How wide words are on a receipt, and where their lines may end.

One column is half a hanzi. A printer sets everything it takes from its GBK font two columns wide,
also signs a terminal would set in one cell (· — × “): so do we, and no line is ever too long for
either of them.
"""

from __future__ import annotations

import re
import unicodedata

REPLACED = "□"
_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZWJ, _EMOJI_STYLE = "\u200d", "\ufe0f"
_NEVER_FIRST = frozenset("，。、；：？！）》】〉」』”’…％,.;:?!)]}%>")
_NEVER_LAST = frozenset("（《【〈「『“‘￥#([{<")


class _Plain(dict[int, str]):
    """For `str.translate`: what each code point becomes, worked out when first met."""

    def __missing__(self, code: int) -> str:
        mark = chr(code)
        category = unicodedata.category(mark)
        if mark == "\t" or (category == "Zs" and mark != "\u3000"):
            plain = " "
        elif category in ("Cc", "Cs") or mark in _BIDI:
            plain = REPLACED
        else:
            plain = "￥" if mark == "¥" else mark
        self[code] = plain
        return plain


class _Columns(dict[str, int]):
    """Columns of single characters, worked out when first met."""

    def __missing__(self, mark: str) -> int:
        if (
            unicodedata.category(mark) in ("Mn", "Me", "Cf")
            or mark in "\u3164\uffa0"
            or "\u1160" <= mark <= "\u11ff"
        ):
            columns = 0
        elif mark < "\x80":
            columns = 1
        else:
            columns = 2 if in_printer(mark) or unicodedata.east_asian_width(mark) in "WF" else 1
        self[mark] = columns
        return columns


_PLAIN = _Plain()
_COLUMNS = _Columns()


def in_printer(text: str) -> bool:
    """Whether a Chinese receipt printer's own font, about GBK, holds every character."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def clean(line: str) -> str:
    """One line without anything a printer or terminal would obey.

    Control, bidi and surrogate characters become a visible ``□``, other spaces a space, ¥ its
    full-width twin, which every Chinese printer has.
    """
    return line if line.isascii() and line.isprintable() else line.translate(_PLAIN)


def lines(text: str) -> list[str]:
    """The clean lines of ``text``, cut at its own line breaks."""
    return [clean(line) for line in _BREAK.split(text)]


def clusters(line: str) -> list[tuple[str, int]]:
    """What stands in one place each, with its columns: marks stay with their base, an emoji is one."""
    if line.isascii():
        return [(mark, 1) for mark in line]
    found: list[tuple[str, int]] = []
    for mark in line:
        columns = _COLUMNS[mark]
        if found:
            before, width = found[-1]
            if columns == 0:
                found[-1] = (before + mark, 2 if mark == _EMOJI_STYLE else width)
                continue
            if _joins(before, mark):
                found[-1] = (before + mark, 2)
                continue
        found.append((mark, 2 if _regional(mark) else columns or 1))
    return found


def width(text: str) -> int:
    """Columns of one clean line."""
    return len(text) if text.isascii() else sum(columns for _, columns in clusters(text))


def wrap(text: str, columns: int) -> list[str]:
    """``text`` as lines of at most ``columns`` (2 or more) columns; only white space is lost at the ends.

    Words are kept whole where they fit; between hanzi a line may end anywhere, except before a
    closing sign and after an opening one.
    """
    found: list[str] = []
    for line in lines(text):
        if len(line) * 2 <= columns or (line.isascii() and len(line) <= columns):
            found.append(line.rstrip(" "))
        else:
            found += _wrapped(clusters(line), columns)
    return found


def _wrapped(marks: list[tuple[str, int]], columns: int) -> list[str]:
    found: list[str] = []
    start = 0
    while start < len(marks):
        end = _reach(marks, start, columns)
        if end < len(marks):
            end = next((cut for cut in range(end, start, -1) if _may_end(marks, cut)), end)
        row = "".join(mark for mark, _ in marks[start:end]).rstrip(" ")
        start = end
        while start < len(marks) and marks[start][0] == " ":
            start += 1
        if row:
            found.append(row)
    return found or [""]


def _reach(marks: list[tuple[str, int]], start: int, columns: int) -> int:
    used = 0
    for place in range(start, len(marks)):
        used += marks[place][1]
        if used > columns:
            return max(place, start + 1)
    return len(marks)


def _may_end(marks: list[tuple[str, int]], cut: int) -> bool:
    (before, wide_before), (after, wide_after) = marks[cut - 1], marks[cut]
    if before == " " or after == " ":
        return True
    if wide_before < 2 and wide_after < 2:
        return False
    return after not in _NEVER_FIRST and before not in _NEVER_LAST


def _regional(mark: str) -> bool:
    return "\U0001f1e6" <= mark <= "\U0001f1ff"


def _pictorial(mark: str) -> bool:
    return mark >= "\U0001f000" or "\u2600" <= mark <= "\u27bf"


def _joins(before: str, mark: str) -> bool:
    if _regional(mark):
        return len(before) == 1 and _regional(before)
    if "\U0001f3fb" <= mark <= "\U0001f3ff":
        return _pictorial(before[0])
    return before[-1] == _ZWJ and _pictorial(before[0]) and _pictorial(mark)
