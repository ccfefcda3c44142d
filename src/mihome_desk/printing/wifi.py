"""The QR code that takes a phone into the guests' network, as phones' cameras read it."""

from __future__ import annotations

import re

_OBEYED = re.compile(r'([\\;,:"])')


def wifi_code(name: str, password: str) -> str:
    r"""``WIFI:T:WPA;S:name;P:password;;`` with ``\ ; , : "`` escaped; without a password an open network.

    ``T`` is ``WPA`` also where the network speaks WPA2 or 3: some phones read nothing else.
    """
    said = f"S:{_escaped(name)};"
    return f"WIFI:T:WPA;{said}P:{_escaped(password)};;" if password else f"WIFI:T:nopass;{said};"


def _escaped(text: str) -> str:
    return _OBEYED.sub(r"\\\1", text)
