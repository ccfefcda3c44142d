"""Every command and event of the house by name, and the two pure functions over them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from mihome_desk.rules import (
    arrivals,
    completion,
    correction,
    coverage,
    dayclose,
    diagnosis,
    endings,
    faults,
    handover,
    history,
    intake,
    invoice,
    loaner,
    mailin,
    oldparts,
    paperwork,
    parcels,
    parts,
    progress,
    quote,
    repair,
    sale,
    signing,
    stock,
    storage,
    store,
    unlocking,
)
from mihome_desk.rules.codec import BODY_LIMIT, canonical, from_plain, to_plain
from mihome_desk.rules.front import Store
from mihome_desk.rules.moment import Header, moment
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Decision, Situation
from mihome_desk.rules.stages import HISTORY, PUT_TOGETHER, TABLE, possible
from mihome_desk.rules.ticket import Ticket

Decide = Callable[[Situation, Any], Decision]
Evolve = Callable[[Any, Header, Any], Any]

_CAPABILITIES = (
    intake,
    correction,
    faults,
    progress,
    diagnosis,
    quote,
    repair,
    completion,
    handover,
    unlocking,
    paperwork,
    history,
    coverage,
    parts,
    mailin,
    endings,
    loaner,
    storage,
    invoice,
)
_BESIDE = (arrivals, stock, oldparts, sale, dayclose, parcels)
"""Capabilities whose subject is no ticket; a subject of theirs is a path, like ``sku/...``, but for arrivals."""
_DECIDE: dict[type, Decide] = {
    command: decide for part in (*_BESIDE, *_CAPABILITIES, store) for command, decide in part.DECIDE.items()
}
_EVOLVE_TICKET: dict[type, Evolve] = {
    event: evolve for part in _CAPABILITIES for event, evolve in part.EVOLVE.items()
}
_EVOLVE_STORE: dict[type, Evolve] = {
    event: evolve for part in (store, signing) for event, evolve in part.EVOLVE.items()
}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_SPELLED: dict[type, str] = {quote.MakeQuote: "quote", progress.BeginWait: "wait"}
COMMANDS: dict[str, type] = {_SPELLED.get(command, _snake(command.__name__)): command for command in _DECIDE}
COMMAND_NAMES: dict[type, str] = {command: name for name, command in COMMANDS.items()}
OF_THE_STORE = (*_EVOLVE_STORE, *store.SILENT)
"""Events of the store itself, whatever the command was about."""

EVENTS: dict[str, type] = {
    event.__name__: event
    for event in (*_EVOLVE_TICKET, *OF_THE_STORE, *(event for part in _BESIDE for event in part.EVENTS))
}
OPENING = (intake.TicketOpened, history.RepairImported)
VERSION = 1

_STAGE_OF_EVENT: dict[type, str] = {
    diagnosis.ChecksAnswered: "answer_checks",
    faults.FaultAdded: "add_fault",
    quote.QuoteMade: "quote",
    quote.QuoteAnswered: "answer_quote",
    repair.RepairStarted: "start_repair",
    repair.CustomerTold: "tell_customer",
    repair.TicketWithdrawn: "withdraw",
    repair.TicketVoided: "void",
    repair.TicketReopened: "reopen",
    repair.ProgrammeChanged: "change_programme",
    handover.PaymentTaken: "take_payment",
    handover.PaymentRefunded: "refund_payment",
    progress.Assigned: "assign",
    progress.Moved: "move",
    progress.WaitBegan: "wait",
    progress.WaitEnded: "resume",
    unlocking.UnlockKept: "keep_unlock",
    unlocking.UnlockRead: "read_unlock",
    paperwork.SlipReissued: "reissue_slip",
    handover.HandedOver: "hand_over",
    **{
        event: name
        for part in (completion, coverage, parts, mailin, endings, loaner, storage, invoice)
        for event, name in part.STAGE_OF.items()
    },
}


def decide(situation: Situation, command: Any) -> Decision:
    """What a command leads to: events, a refusal, or both. Pure."""
    try:
        _check_stage(situation, COMMAND_NAMES[type(command)])
        decision = _DECIDE[type(command)](situation, command)
    except signing.WrongPin as wrong:
        return Decision((wrong.event,), wrong.refusal)
    except Refused as refused:
        return Decision(refusal=refused.refusal)
    signed = any(getattr(event, "signed", "") == "manager" for event in decision.events)
    if signed and situation.store.pin_failures:
        return replace(decision, events=(*decision.events, signing.PinAccepted()))
    return decision


def _check_stage(situation: Situation, name: str) -> None:
    ticket = situation.ticket
    if ticket is None or name not in TABLE:
        return
    if ticket.frozen:
        raise Refused("frozen", "ticket", ticket=ticket.number)
    if ticket.stage not in TABLE[name]:
        offered = [each for each in possible(ticket.stage) if not ticket.source or each in HISTORY]
        raise Refused(
            "wrong_stage", "ticket", ticket=ticket.number, stage=ticket.stage, possible=" ".join(offered)
        )
    if ticket.stage == "testing" and ticket.outcome == "withdrawn" and name not in PUT_TOGETHER:
        raise Refused("put_together_first", "ticket", ticket=ticket.number)
    if ticket.source and name not in HISTORY:
        raise Refused("history_only", "ticket")


def evolve_ticket(ticket: Ticket | None, header: Header, event: Any) -> Ticket:
    """The ticket after a fact. Total: what contradicts the state marks it ``conflict``, nothing raises.

    ``event`` is None for a kind that this program does not know; its ticket is frozen.
    """
    opening = isinstance(event, OPENING)
    state = ticket or Ticket(id=header.subject, conflict=not opening)
    if event is None:
        return replace(state, frozen=True)
    if ticket is not None and (opening or not _expected(ticket, event)):
        state = replace(state, conflict=True)
        if opening:
            return state
    evolve = _EVOLVE_TICKET.get(type(event))
    after: Ticket = evolve(state, header, event) if evolve else state
    # Whatever moves the work on ends what it waited for.
    if after.stage != state.stage and not isinstance(event, (progress.WaitBegan, progress.WaitEnded)):
        return progress.closed(after, moment(header))
    return after


def _expected(ticket: Ticket, event: Any) -> bool:
    name = _STAGE_OF_EVENT.get(type(event))
    return name is None or name not in TABLE or ticket.stage in TABLE[name]


def evolve_store(before: Store | None, header: Header, event: Any) -> Store | None:
    """The store after a fact; facts of other subjects leave it as it is."""
    evolve = _EVOLVE_STORE.get(type(event))
    if evolve is None or (before is None and not isinstance(event, store.StoreOpened)):
        return before
    after: Store = evolve(before, header, event)
    return after


def parse_command(plain: Mapping[str, Any]) -> Any:
    """A command from its JSON object (``do`` names it; ``id`` is not part of it). Raises Refused."""
    name = plain.get("do")
    if not isinstance(name, str):
        raise Refused("no_command", "do")
    if name not in COMMANDS:
        raise Refused("unknown_command", "do", command=name[:40])
    values = {key: value for key, value in plain.items() if key not in {"do", "id"}}
    return from_plain(COMMANDS[name], values)


def command_digest_input(command: Any) -> bytes:
    """The content of a command, its secrets left out: what "same id, same content" compares.

    Total: a command may hold what no entry could, half a character for one.
    """
    plain = to_plain(command, whole=False)
    for name in getattr(type(command), "SECRET", ()):
        plain.pop(name, None)
    return json.dumps([COMMAND_NAMES[type(command)], plain], sort_keys=True).encode("ascii")


def split_event(event: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An event's public and private fields as plain values."""
    secret: frozenset[str] = getattr(type(event), "PRIVATE", frozenset())
    public = {name: value for name, value in to_plain(event).items() if name not in secret}
    # Of what people said only what was said: an empty word would hide an earlier one.
    private = {name: value for name, value in to_plain(event, whole=False).items() if name in secret}
    if len(canonical(public)) > BODY_LIMIT - 512:
        raise Refused("too_large", "")
    return public, private


def join_event(kind: str, version: int, public: Mapping[str, Any]) -> Any:
    """An event as evolve may see it, without private fields; None for a kind not known here."""
    cls = EVENTS.get(kind)
    if cls is None or version > VERSION:
        return None
    known = {field.name for field in fields(cls)}
    try:
        return from_plain(cls, {key: value for key, value in public.items() if key in known}, strict=False)
    except Refused:
        return None
