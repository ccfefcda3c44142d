"""Who and what a thing is: device numbers, phone numbers, ticket numbers, receipt tokens, clean words.

Pure: no clock, no randomness, no files. Lies on the way to the first frame, so everything that takes
milliseconds to import (phonenumbers 25, stdnum 6, hashlib 2) waits for its first use.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MAX_SERIAL = 99_999
"""The highest serial of a day: more would not fit the slip's 12-digit barcode."""

TOKEN_DIGITS = 95
"""Length of a receipt token in decimal digits."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def fold(text: str) -> str:
    """``text`` with full-width digits, letters, punctuation and spaces as ASCII, outer white space gone."""
    return text.translate(_FULL_WIDTH).strip()


# Devices


def imei_problem(text: str) -> str | None:
    """Why ``text`` is no IMEI, ``"imei_length"`` (not 15 digits) or ``"imei_check"`` (Luhn), or None.

    Source: 3GPP TS 23.003, TAC 8 + serial 6 + check digit 1.
    """
    number = fold(text)
    if not re.fullmatch(r"[0-9]{15}", number):
        return "imei_length"
    from stdnum import imei

    return None if imei.is_valid(number) else "imei_check"


def sn_ok(text: str) -> bool:
    """Whether ``text`` has the shape of a serial number: ``12345/ABC123`` or 8 to 20 digits and letters.

    No authoritative grammar is known, so the shape is wide: any IMEI has it too, look for that first.
    """
    # Upper-casing turns ß into SS: only ASCII may reach it.
    number = fold(text)
    return number.isascii() and bool(re.fullmatch(r"[0-9]{5}/[0-9A-Z]{6,14}|[0-9A-Z]{8,20}", number.upper()))


# Phone numbers


# Contacts copied from a phone often carry invisible direction marks around the number.
_PHONE_NOISE = r"[\s\-().·\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"


def phone_normal(text: str) -> str | None:
    """The number in its one spelling, or None if it is not valid.

    Chinese numbers as national digits (``13812341234``, ``01062345678``), foreign ones, known by their
    ``+`` or ``00``, as E.164 (``+85261234567``). A number with an extension is not valid: it would be lost.
    """
    number = re.sub(_PHONE_NOISE, "", fold(text))
    if not re.fullmatch(r"\+?[0-9]{7,18}", number):
        return None
    # Number blocks open faster than phonenumbers is updated, and most callers never need its 25 ms.
    if mobile := re.fullmatch(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})", number):
        return mobile[1]
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    if parsed.country_code != 86:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"[^0-9]", "", national)


def _phone_parts(phone: str) -> tuple[str, str, str]:
    digits = re.sub(r"[^0-9]", "", fold(phone))
    start = max(len(digits) - 8, 0)
    return digits[:start], digits[start : start + 4], digits[start + 4 :]


def mask_phone(phone: str) -> str:
    """The number as papers show it, ``138****1234``: the four digits before the last four are hidden.

    Of fewer than eight digits the first four are hidden. Without any digit it is empty.
    """
    head, hidden, tail = _phone_parts(phone)
    plus = "+" if fold(phone).startswith("+") else ""
    return f"{plus}{head}****{tail}" if hidden else ""


def hidden_digits(phone: str) -> str:
    """The four digits that `mask_phone` hides: the second proof said aloud at hand-over."""
    return _phone_parts(phone)[1]


# Ticket numbers


def luhn_digit(digits: str) -> str:
    """The Luhn check digit to append on the right of ``digits`` (ISO/IEC 7812-1, annex B).

    Raises ValueError for anything but ASCII digits.
    """
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError(f"not digits: {digits!r}")
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        total += value if place % 2 else sum(divmod(2 * value, 10))
    return str(-total % 10)


def ticket_number(label: str, day: date, serial: int) -> str:
    """The number people use, ``BJ001-261122-00077``: store label, local day of entry, serial and check digit.

    ``serial`` counts from 1 within the day. Raises ValueError outside 1 to `MAX_SERIAL`.
    """
    if not 1 <= serial <= MAX_SERIAL:
        raise ValueError(f"serial out of range: {serial}")
    digits = f"{day:%y%m%d}{serial:04d}"
    return f"{label}-{digits[:6]}-{digits[6:]}{luhn_digit(digits)}"


def day_of_number(number: str) -> str:
    """The day of entry in a `ticket_number` of any store, YYYY-MM-DD; "" for what is none."""
    found = re.fullmatch(r"[0-9A-Za-z]{1,12}-([0-9]{6})-([0-9]{5,6})", fold(number))
    if not found or luhn_digit((found[1] + found[2])[:-1]) != found[2][-1]:
        return ""
    try:
        return date.fromisoformat("20" + found[1]).isoformat()
    except ValueError:
        return ""


def barcode(number: str) -> str:
    """The 12 digits of the slip's Code 128-C for a `ticket_number`, whatever suffix follows its digits.

    Raises ValueError if ``number`` is no ticket number.
    """
    found = re.fullmatch(r".*-([0-9]{6})-([0-9]{5,6})(?:[^0-9].*)?", number)
    if not found:
        raise ValueError(f"not a ticket number: {number!r}")
    return (found[1] + found[2]).rjust(12, "0")


def number_from_barcode(digits12: str) -> tuple[str, str] | None:
    """Day ``yymmdd`` and serial with check digit read from a slip's barcode, or None if it is none of ours.

    The pair ends a ticket number without its label: ``("261122", "00077")``.
    """
    digits = fold(digits12)
    if not re.fullmatch(r"[0-9]{12}", digits):
        return None
    # A 0 in front is the filler of a four-digit serial: no ticket is older than 2010.
    start = 1 if digits[0] == "0" else 0
    day, serial = digits[start : start + 6], digits[start + 6 :]
    try:
        date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError:
        return None
    padded = len(serial) == 6 and serial[0] == "0"
    if padded or int(serial[:-1]) == 0 or luhn_digit(digits[:-1]) != digits[-1]:
        return None
    return day, serial


# Row ids


_VERSION_7 = 7 << 76
_VARIANT = 2 << 62


def uuid7(at_ms: int, random_bytes: bytes) -> uuid.UUID:
    """A version 7 UUID of UTC milliseconds ``at_ms`` and the last 74 bits of ``random_bytes``.

    Source: RFC 9562, 5.7. Raises ValueError if the time needs more than 48 bits or fewer than 10 bytes are
    given.
    """
    if not 0 <= at_ms < 1 << 48:
        raise ValueError(f"time out of range: {at_ms}")
    if len(random_bytes) < 10:
        raise ValueError("10 random bytes are needed")
    noise = int.from_bytes(random_bytes, "big") & ((1 << 74) - 1)
    return _uuid7_of(at_ms << 74 | noise)


def _uuid7_of(bits: int) -> uuid.UUID:
    """The version 7 UUID whose other 122 bits are ``bits``."""
    time, rand_a, rand_b = bits >> 74, bits >> 62 & 0xFFF, bits & ((1 << 62) - 1)
    return uuid.UUID(int=time << 80 | _VERSION_7 | rand_a << 64 | _VARIANT | rand_b)


def _bits_of(ticket: uuid.UUID) -> int:
    """The 122 bits of a version 7 UUID that are neither version nor variant."""
    if ticket.version != 7:
        raise ValueError(f"not a version 7 UUID: {ticket}")
    value = ticket.int
    return (value >> 80) << 74 | (value >> 64 & 0xFFF) << 62 | value & ((1 << 62) - 1)


# Receipt tokens


@dataclass(frozen=True, slots=True)
class Token:
    """What a pickup QR says. Bits: key id 32, store uid 48, ticket (UUIDv7) 122, serial 17, generation 8.

    ``generation`` is 1 for a ticket's first slip and rises by one with each reissue.
    """

    key_id: int
    store_uid: int
    ticket: uuid.UUID
    serial: int
    generation: int


TOKEN_FORMAT = "10"
"""The first two digits of every token."""

_MAC_BITS = 80
_WIDTHS = (32, 48, 122, 17, 8)
_PAYLOAD_BITS = sum(_WIDTHS)


def key_id(secret: bytes) -> int:
    """The public name of a store secret: the first 32 bits of a SHA-256 over it."""
    from hashlib import sha256

    return int.from_bytes(sha256(b"mihome-desk receipt key" + secret).digest()[:4], "big")


def _mac(payload: int, secret: bytes) -> bytes:
    import hmac

    message = payload.to_bytes((_PAYLOAD_BITS + 7) // 8, "big")
    return hmac.digest(secret, message, "sha256")[: _MAC_BITS // 8]


def seal_token(token: Token, secret: bytes) -> str:
    """The token as 95 decimal digits: ``10``, then payload and MAC as one number of 93 digits.

    The MAC is the first 80 bits of HMAC-SHA256 over the payload, 227 bits as 29 big-endian bytes. Raises
    ValueError if a field does not fit its bits, the ticket is no UUIDv7 or the key id is not the secret's.
    """
    if token.key_id != key_id(secret):
        raise ValueError("the key id is not that of the secret")
    fields = (token.key_id, token.store_uid, _bits_of(token.ticket), token.serial, token.generation)
    payload = 0
    for value, width in zip(fields, _WIDTHS, strict=True):
        if not 0 <= value < 1 << width:
            raise ValueError(f"{value} does not fit {width} bits")
        payload = payload << width | value
    sealed = payload << _MAC_BITS | int.from_bytes(_mac(payload, secret), "big")
    return f"{TOKEN_FORMAT}{sealed:0{TOKEN_DIGITS - len(TOKEN_FORMAT)}d}"


def open_token(text: str, secrets: Mapping[int, bytes]) -> Token | None:
    """The genuine token at the end of a scanned ``text``, or None. ``secrets`` are by their `key_id`.

    Whatever stands before the last 95 digits is ignored: an input method spoils a URL, never its digits.
    """
    digits = fold(text)[-TOKEN_DIGITS:]
    if not re.fullmatch(rf"{TOKEN_FORMAT}[0-9]{{{TOKEN_DIGITS - len(TOKEN_FORMAT)}}}", digits):
        return None
    sealed = int(digits[len(TOKEN_FORMAT) :])
    if sealed >> (_PAYLOAD_BITS + _MAC_BITS):
        return None
    payload = rest = sealed >> _MAC_BITS
    values: list[int] = []
    for width in reversed(_WIDTHS):
        values.append(rest & ((1 << width) - 1))
        rest >>= width
    generation, serial, ticket, store_uid, key = values
    secret = secrets.get(key)
    if secret is None:
        return None
    import hmac

    mac = (sealed & ((1 << _MAC_BITS) - 1)).to_bytes(_MAC_BITS // 8, "big")
    if not hmac.compare_digest(mac, _mac(payload, secret)):
        return None
    return Token(key, store_uid, _uuid7_of(ticket), serial, generation)


# Words


def clean_text(text: str) -> str:
    """``text`` in Unicode NFC, line breaks as LF (terminals paste them as a bare CR)."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
_CONTROL_IN_LINES = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
_BIDI = r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_SURROGATE = r"[\ud800-\udfff]"


def text_problem(text: str, limit: int, lines: bool) -> str | None:
    """Why a cleaned ``text`` cannot be kept, or None. ``limit`` counts characters, ``lines`` allows LF.

    ``"text_long"``, ``"text_control"`` (C0, C1, DEL, line separators, byte order marks), ``"text_bidi"``
    (direction marks) or ``"text_surrogate"`` (half a character), in this order.
    """
    if len(text) > limit:
        return "text_long"
    if re.search(_CONTROL_IN_LINES if lines else _CONTROL, text):
        return "text_control"
    if re.search(_BIDI, text):
        return "text_bidi"
    return "text_surrogate" if re.search(_SURROGATE, text) else None
