"""Bytes of a file to text: UTF-8 with and without its mark, and GB18030, told apart or refused."""

from __future__ import annotations

import codecs
from typing import Literal, NamedTuple

Encoding = Literal["auto", "utf-8", "gb18030"]
CHOICES: tuple[Encoding, ...] = ("auto", "utf-8", "gb18030")

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
PLAUSIBLE = 0.8
"""The share of two-byte characters that Chinese text has in GB 2312; of other files read that way it is lower."""


class WrongEncoding(Exception):
    """These bytes are no such text: ``code`` and the first byte (from 1) that does not fit."""

    def __init__(self, code: str, at: int) -> None:
        super().__init__(code)
        self.code = code
        self.at = at


class Text(NamedTuple):
    """What was read, and as what."""

    text: str
    encoding: Encoding


def decode(data: bytes, encoding: Encoding = "auto") -> Text:
    """The text of a file. Raises WrongEncoding.

    A byte order mark decides before ``encoding`` does: whoever writes one knows what follows.
    """
    if data.startswith(_UTF_16):
        raise WrongEncoding("utf16", 1)
    if data.startswith(codecs.BOM_UTF8):
        return Text(_utf8(data[len(codecs.BOM_UTF8) :], len(codecs.BOM_UTF8), "not_utf8"), "utf-8")
    if encoding == "gb18030":
        return Text(_gb18030(data), "gb18030")
    try:
        return Text(_utf8(data, 0, "not_utf8" if encoding == "utf-8" else "no_encoding"), "utf-8")
    except WrongEncoding as error:
        if encoding == "utf-8" or _damaged_utf8(data):
            raise
        if not _plausible(data):
            raise
        try:
            return Text(_gb18030(data), "gb18030")
        except WrongEncoding as other:
            # Whichever reading went further knows better where the damage is.
            raise WrongEncoding("no_encoding", max(error.at, other.at)) from None


def _utf8(data: bytes, before: int, code: str) -> str:
    try:
        # Half characters that another program wrote are cleaned like other invisible ones.
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise WrongEncoding(code, before + error.start + 1) from error


def _gb18030(data: bytes) -> str:
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise WrongEncoding("not_gb18030", error.start + 1) from error


def _damaged_utf8(data: bytes) -> bool:
    """Whether this is UTF-8 with a few wrong bytes: read as GB18030 it would be nonsense all through."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(sign > "\x7f" for sign in text) - wrong > 5 * wrong


def _plausible(data: bytes) -> bool:
    """Whether Chinese was written here: Latin-1, Big5 and pictures decode as GB18030 too, into rare characters."""
    common = pairs = at = 0
    while at < len(data):
        if data[at] < 0x81:
            at += 1
            continue
        pairs += 1
        pair = data[at : at + 2]
        common += len(pair) == 2 and 0xA1 <= pair[0] <= 0xF7 and 0xA1 <= pair[1] <= 0xFE
        at += 4 if len(pair) == 2 and 0x30 <= pair[1] <= 0x39 else 2
    return pairs > 0 and common >= PLAUSIBLE * pairs
