"""Unlock codes: the fact that one is kept is journalled, the code itself lies in this machine's vault alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from mihome_desk.rules import identity, limits
from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.ticket import Ticket, UnlockKind


@dataclass(frozen=True)
class UnlockGiven:
    """How the customer's screen is unlocked: a PIN, a pattern as digits 1 to 9, or a password."""

    code: limits.Name = field(repr=False)
    kind: UnlockKind


@dataclass(frozen=True)
class KeepUnlock:
    """Keep a device's unlock code until it goes home; another one takes its place."""

    ticket: str
    code: limits.Name = field(repr=False)
    kind: UnlockKind
    SECRET: ClassVar[frozenset[str]] = frozenset({"code"})


@dataclass(frozen=True)
class ReadUnlock:
    """Show the code once; ``purpose`` says what for."""

    ticket: str
    purpose: limits.Words
    NEEDS: ClassVar[tuple[str, ...]] = ("unlock",)


@dataclass(frozen=True)
class UnlockKept:
    """An unlock code lies in the vault of the machine that wrote this entry."""

    kind: UnlockKind


@dataclass(frozen=True)
class UnlockRead:
    """Somebody saw the unlock code."""

    purpose: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"purpose"})


def checked_code(given: UnlockGiven, path: str = "") -> str:
    """The code as it will be typed. Raises Refused at ``code``.

    A password is kept as it was said, its full-width letters included; digits are folded.
    """
    where = f"{path}code"
    code = limits.name(given.code, where, needed=True)
    if given.kind == "password":
        return code
    digits = identity.fold(code).replace("-", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        raise Refused("unlock_digits", where)
    if given.kind == "pattern" and ("0" in digits or len(set(digits)) != len(digits)):
        raise Refused("unlock_pattern", where)
    return digits


def decide_keep(_: Situation, command: KeepUnlock) -> Decision:
    """The code leaves the decision beside its facts."""
    code = checked_code(UnlockGiven(command.code, command.kind))
    return Decision((UnlockKept(command.kind),), keep=code)


def decide_read(situation: Situation, command: ReadUnlock) -> Decision:
    """A purpose, and a code that is on this machine."""
    if situation.known.unlock is None:
        raise Refused("no_unlock", "ticket")
    purpose = limits.words(command.purpose, "purpose", needed=True)
    if not situation.unlock:
        raise Refused("unlock_elsewhere", "ticket")
    return Decision((UnlockRead(purpose),), show=situation.unlock)


def evolve_kept(ticket: Ticket, _: Header, event: UnlockKept) -> Ticket:
    """A code is kept; hand-over ends that."""
    return replace(ticket, unlock=event.kind)


def evolve_read(ticket: Ticket, _: Header, __: UnlockRead) -> Ticket:
    """Who saw it is in the history."""
    return ticket


DECIDE = {KeepUnlock: decide_keep, ReadUnlock: decide_read}
EVOLVE = {UnlockKept: evolve_kept, UnlockRead: evolve_read}
