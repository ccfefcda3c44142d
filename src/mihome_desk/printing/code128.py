"""Code 128-C: two digits a symbol, for scanners that read bars only (ISO/IEC 15417)."""

from __future__ import annotations

BAR_DOTS, BAR_HEIGHT = 3, 64
_START_C, _STOP = 105, 106
# Widths of the six elements of symbols 0 to 105, bar first; the stop symbol has seven.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""
_WIDTHS = _TABLE.split()


def pairs(digits: str) -> list[int]:
    """The symbol values 0 to 99 of ``digits``; ``ValueError`` unless an even number of ASCII digits."""
    if not digits or len(digits) % 2 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("Code 128-C takes an even number of digits")
    return [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]


def bars(digits: str) -> list[bool]:
    """One flag a module, true where there is a bar, without the quiet zones of ten modules."""
    values = pairs(digits)
    check = (_START_C + sum(place * value for place, value in enumerate(values, 1))) % 103
    found: list[bool] = []
    for value in (_START_C, *values, check, _STOP):
        for place, modules in enumerate(_WIDTHS[value]):
            found += [place % 2 == 0] * int(modules)
    return found
