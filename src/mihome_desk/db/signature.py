"""The manager's PIN: its hash, and what a PIN that was given is worth."""

from __future__ import annotations

import sqlite3
from typing import Literal

from mihome_desk.rules import identity

NAME = "manager_pin"
TIME_COST, MEMORY_KIB = 2, 19 * 1024

Worth = Literal["none", "alone", "manager", "wrong", "locked"]


def pin_ok(pin: str) -> bool:
    """Whether a text has the form of a PIN: 4 to 12 digits."""
    return pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12


def seal_pin(pin: str) -> bytes:
    """An Argon2id hash of a PIN (about 25 ms)."""
    from argon2 import PasswordHasher  # a C library that few commands need

    return PasswordHasher(TIME_COST, MEMORY_KIB, 1).hash(pin).encode("ascii")


def worth(conn: sqlite3.Connection, pin: str) -> Worth:
    """``alone`` in a store without a PIN, else ``manager``, ``wrong`` or ``none`` given."""
    row = conn.execute("SELECT value FROM secrets WHERE name = ?", (NAME,)).fetchone()
    if row is None:
        return "alone"
    pin = identity.fold(pin)
    if not pin:
        return "none"
    if not pin_ok(pin):
        return "wrong"
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    try:
        PasswordHasher(TIME_COST, MEMORY_KIB, 1).verify(row[0].decode("ascii"), pin)
    except VerificationError:
        return "wrong"
    return "manager"
