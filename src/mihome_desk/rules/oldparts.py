"""Old parts (旧件) owed to HQ, and the boxes that take them back; part requests beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mihome_desk.rules import limits, requests, shelf, waybills
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.returns import Box, OldPart, old_number
from mihome_desk.rules.situation import Decision, Situation

MOST_IN_BOX = 500
_IN_STATE = {"open": "box_open", "sealed": "box_sealed", "sent": "box_sent", "counted": "box_counted"}
BOXABLE = frozenset({"owed", "missing"})


@dataclass(frozen=True)
class OpenBox:
    """A new return box; it tells its number."""

    NEEDS: ClassVar[tuple[str, ...]] = ("returns",)


@dataclass(frozen=True)
class BoxPart:
    """An old part goes into a box: by its number (J0012), or by its own serial number."""

    box: limits.Name
    old_part: limits.Name
    NEEDS: ClassVar[tuple[str, ...]] = ("returns",)


@dataclass(frozen=True)
class UnboxPart:
    """An old part comes out of a box that is still open."""

    box: limits.Name
    old_part: limits.Name
    NEEDS: ClassVar[tuple[str, ...]] = ("returns",)


@dataclass(frozen=True)
class SealBox:
    """Nothing more goes into this box."""

    box: limits.Name
    NEEDS: ClassVar[tuple[str, ...]] = ("returns",)


@dataclass(frozen=True)
class SendBox:
    """The carrier took a sealed box."""

    box: limits.Name
    carrier: limits.Name
    waybill: limits.Name
    NEEDS: ClassVar[tuple[str, ...]] = ("returns",)


@dataclass(frozen=True)
class BoxCounted:
    """What HQ found in a box, by number or serial number; what is missing or extra needs a reason."""

    box: limits.Name
    received: tuple[limits.Name, ...]
    reason: limits.Words = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("returns",)


@dataclass(frozen=True)
class BoxOpened:
    """An empty box stands there."""

    number: str
    TOLD: ClassVar[dict[str, str]] = {"box": "number"}


@dataclass(frozen=True)
class PartBoxed:
    """An old part lies in the box."""

    old_part: str


@dataclass(frozen=True)
class PartUnboxed:
    """An old part was taken out again."""

    old_part: str


@dataclass(frozen=True)
class BoxSealed:
    """The box is shut; what is in it."""

    parts: tuple[str, ...]


@dataclass(frozen=True)
class BoxSent:
    """The box is on its way."""

    carrier: str
    waybill: str


@dataclass(frozen=True)
class HqCounted:
    """HQ's count: what arrived, what did not, and what nobody had put on the list.

    Of ``extra`` those that the store knows as owed are received all the same.
    """

    received: tuple[str, ...]
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


def _box(situation: Situation, command: Any, *states: str) -> Box:
    """The box a command names, in one of these states. Raises Refused."""
    box = situation.returns.box
    if box is None:
        raise Refused("unknown_box", "box", box=command.box[:40])
    if box.state not in states:
        raise Refused(_IN_STATE[box.state], "box", box=box.number)
    return box


def _path(box: Box) -> str:
    return f"box/{box.id}"


def find_old(situation: Situation, text: str) -> OldPart | None:
    """The old part that a number or serial number means, among those of the situation."""
    found = situation.returns.old
    number = old_number(text)
    if number in found:
        return found[number]
    serial = shelf.serial_of(text)
    matching = [part for part in found.values() if serial and part.serial == serial]
    # A serial number may come back years later: the one that is still here is meant.
    matching.sort(key=lambda part: (part.place in {"received", "settled"}, part.number))
    return matching[0] if matching else None


def _old(situation: Situation, command: Any) -> OldPart:
    found = find_old(situation, command.old_part)
    if found is None:
        raise Refused("unknown_old_part", "old_part", old_part=command.old_part[:40])
    return found


def decide_open_box(situation: Situation, _: OpenBox) -> Decision:
    """The next box number."""
    number = f"B{situation.returns.last_box + 1:04d}"
    return Decision((BoxOpened(number),), subject=f"box/{situation.new_id}")


def decide_box_part(situation: Situation, command: BoxPart) -> Decision:
    """An old part lies in one box at most."""
    box = _box(situation, command, "open")
    part = _old(situation, command)
    if part.place in {"boxed", "sent"}:
        raise Refused("old_part_boxed", "old_part", old_part=part.number, box=part.box)
    if part.place not in BOXABLE:
        raise Refused("old_part_done", "old_part", old_part=part.number)
    if len(box.parts) >= MOST_IN_BOX:
        raise Refused("box_full", "box", box=box.number, limit=MOST_IN_BOX)
    return Decision((PartBoxed(part.number),), subject=_path(box))


def decide_unbox_part(situation: Situation, command: UnboxPart) -> Decision:
    """Only what is in it, while it is open."""
    box = _box(situation, command, "open")
    part = _old(situation, command)
    if part.number not in box.parts:
        raise Refused("not_in_box", "old_part", old_part=part.number, box=box.number)
    return Decision((PartUnboxed(part.number),), subject=_path(box))


def decide_seal(situation: Situation, command: SealBox) -> Decision:
    """An empty box goes nowhere."""
    box = _box(situation, command, "open")
    if not box.parts:
        raise Refused("box_empty", "box", box=box.number)
    return Decision((BoxSealed(box.parts),), subject=_path(box))


def decide_send(situation: Situation, command: SendBox) -> Decision:
    """With carrier and waybill."""
    box = _box(situation, command, "sealed")
    carrier = limits.name(command.carrier, "carrier", needed=True)
    waybill = waybills.waybill(command.waybill)
    return Decision((BoxSent(carrier, waybill),), subject=_path(box))


def decide_counted(situation: Situation, command: BoxCounted) -> Decision:
    """A difference is listed piece by piece and explained."""
    box = _box(situation, command, "sent")
    if len(command.received) > 2 * MOST_IN_BOX:
        raise Refused("out_of_range", "received", low=0, high=2 * MOST_IN_BOX)
    found: list[str] = []
    for at, text in enumerate(command.received):
        name = limits.name(text, f"received.{at}", needed=True)
        part = find_old(situation, name)
        number = part.number if part is not None else name
        if number in found:
            raise Refused("serial_twice", f"received.{at}", serial=number)
        found.append(number)
    missing = tuple(number for number in box.parts if number not in found)
    extra = tuple(number for number in found if number not in box.parts)
    reason = limits.words(command.reason, "reason", needed=bool(missing or extra))
    received = tuple(number for number in box.parts if number in found)
    return Decision((HqCounted(received, missing, extra, reason),), subject=_path(box))


def evolve_box(box: Box, event: Any) -> Box:
    """The box after a fact. Total."""
    match event:
        case BoxOpened():
            return replace(box, number=event.number)
        case PartBoxed():
            return replace(box, parts=(*box.parts, event.old_part))
        case PartUnboxed():
            return replace(box, parts=tuple(part for part in box.parts if part != event.old_part))
        case BoxSealed():
            return replace(box, state="sealed")
        case BoxSent():
            return replace(box, state="sent", carrier=event.carrier, waybill=event.waybill)
        case HqCounted():
            return replace(box, state="counted", missing=event.missing, extra=event.extra)
    return box


DECIDE: dict[type, Callable[..., Any]] = {
    OpenBox: decide_open_box,
    BoxPart: decide_box_part,
    UnboxPart: decide_unbox_part,
    SealBox: decide_seal,
    SendBox: decide_send,
    BoxCounted: decide_counted,
    **requests.DECIDE,
}
OF_BOXES: tuple[type, ...] = (BoxOpened, PartBoxed, PartUnboxed, BoxSealed, BoxSent, HqCounted)
EVENTS: tuple[type, ...] = (*OF_BOXES, *requests.EVENTS)
