"""Parts asked of HQ (配件申请), and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mihome_desk.rules import limits, shelf
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.returns import Request, Wanted
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.stock import pieces

MOST_LINES = 100


@dataclass(frozen=True)
class LineWanted:
    """Pieces of a SKU; one that the store never had is named."""

    sku: limits.Name
    qty: limits.Pieces
    name: limits.Name = ""


@dataclass(frozen=True)
class RequestParts:
    """Ask HQ for parts; it tells the request's number."""

    lines: tuple[LineWanted, ...]
    reason: limits.Words = ""
    NEEDS: ClassVar[tuple[str, ...]] = ("shelf", "returns")


@dataclass(frozen=True)
class CloseRequest:
    """What is still missing will not come."""

    request: limits.Name
    reason: limits.Words
    NEEDS: ClassVar[tuple[str, ...]] = ("returns",)


@dataclass(frozen=True)
class PartsRequested:
    """HQ is asked for parts."""

    number: str
    lines: tuple[Wanted, ...]
    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})
    TOLD: ClassVar[dict[str, str]] = {"request": "number"}


@dataclass(frozen=True)
class RequestClosed:
    """Nobody waits for the rest of a request any more."""

    reason: str = ""
    PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})


def decide_request(situation: Situation, command: RequestParts) -> Decision:
    """Each SKU once; one that was never here is named in words."""
    if not command.lines:
        raise Refused("empty", "lines")
    if len(command.lines) > MOST_LINES:
        raise Refused("out_of_range", "lines", low=1, high=MOST_LINES)
    wanted: dict[str, Wanted] = {}
    for at, line in enumerate(command.lines):
        sku = shelf.clean_sku(line.sku, f"lines.{at}.sku")
        item = situation.shelf.get(sku)
        sku = item.sku if item else sku
        if sku in wanted:
            raise Refused("sku_twice", f"lines.{at}.sku", sku=sku)
        name = limits.name(line.name, f"lines.{at}.name")
        if item is None and not name:
            raise Refused("unknown_sku", f"lines.{at}.sku", sku=sku)
        wanted[sku] = Wanted(sku, pieces(line.qty, f"lines.{at}.qty"), item.name if item else name)
    reason = limits.words(command.reason, "reason")
    event = PartsRequested(f"R{situation.returns.last_request + 1:04d}", tuple(wanted.values()), reason)
    return Decision((event,), subject=f"request/{situation.new_id}")


def decide_close_request(situation: Situation, command: CloseRequest) -> Decision:
    """With a reason."""
    request = situation.returns.request
    if request is None:
        raise Refused("unknown_request", "request", request=command.request[:40])
    if request.closed:
        raise Refused("request_closed", "request", request=request.number)
    reason = limits.words(command.reason, "reason", needed=True)
    return Decision((RequestClosed(reason),), subject=f"request/{request.id}")


def evolve_request(request: Request, event: Any) -> Request:
    """The request after a fact of its own. Total."""
    match event:
        case PartsRequested():
            return replace(request, number=event.number, lines=event.lines)
        case RequestClosed():
            return replace(request, closed=True)
    return request


def arrived(request: Request, sku: str, qty: int) -> tuple[Request, int]:
    """The request after pieces of a SKU came in, and how many of them it did not want."""
    lines, left = [], qty
    for line in request.lines:
        taken = min(left, line.qty - line.came) if line.sku == sku else 0
        lines.append(replace(line, came=line.came + taken))
        left -= taken
    closed = request.closed or all(line.came == line.qty for line in lines)
    return replace(request, lines=tuple(lines), closed=closed), left


DECIDE: dict[type, Callable[..., Any]] = {RequestParts: decide_request, CloseRequest: decide_close_request}
EVENTS: tuple[type, ...] = (PartsRequested, RequestClosed)
