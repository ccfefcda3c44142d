"""QR codes as squares of modules, true where dark, without a quiet zone.

ECC M, the trailing digits packed as numbers: 95 digits alone are version 3 (29x29), behind a prefix
of at most 30 capitals, digits and ``:/.-`` version 4 (33x33).
"""

from __future__ import annotations

import re
from functools import lru_cache

Modules = tuple[tuple[bool, ...], ...]
QUIET = 4
_LARGEST, _SMALLEST = 6, 3
# One mask for all makes a code in a fifth of the time; any of the eight is valid by the standard.
_MASK = 3
_TAIL = re.compile(r"^(.*?)([0-9]{6,})$", re.DOTALL)


@lru_cache(maxsize=32)
def modules(data: str) -> Modules:
    """The dark modules of ``data``; ``ValueError`` where it fits no QR code."""
    # Here and not above: qrcode loads Pillow, and most starts of the desk print nothing.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode
    from qrcode.util import QRData

    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=_MASK)
    tail = _TAIL.match(data)
    for part in tail.groups() if tail else (data,):
        if part:
            code.add_data(QRData(part))
    try:
        code.make()
    except (DataOverflowError, ValueError) as error:
        raise ValueError(f"{len(data)} characters are too many for a QR code") from error
    return tuple(tuple(map(bool, row)) for row in code.modules)


def module_dots(side: int, dots: int, largest: int = _LARGEST) -> int:
    """Dots of one QR module: ``largest`` where the code with its quiet zone fits ``dots``, never below 3.

    ``ValueError`` where even 3 (0.375 mm) do not fit.
    """
    size = min(largest, dots // (side + 2 * QUIET))
    if size < _SMALLEST:
        raise ValueError(f"a QR code of {side} modules does not fit {dots} dots")
    return size
