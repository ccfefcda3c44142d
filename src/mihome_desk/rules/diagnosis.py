"""Diagnosis (检测): the checklist before and after the repair.

Source: the front desk's three tiers. The counter's items and those of the symptoms are answered one
by one; the rest may be covered in bulk, and what was only covered in bulk proves nothing later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mihome_desk.rules.moment import Header
from mihome_desk.rules.refusal import Refused
from mihome_desk.rules.situation import Catalogue, Decision, Situation
from mihome_desk.rules.ticket import Answer, Checks, Stage, Ticket

Which = Literal["pre", "post"]
Rest = Literal["", "pass", "untested", "untestable"]
DEAD_DEVICE = ("APP", "LIQ", "TMP", "IDN")


@dataclass(frozen=True)
class AnswerChecks:
    """Answers of one list, all at once; ``rest`` covers what was not answered by itself."""

    ticket: str
    list: Which
    answers: dict[str, Answer]
    rest: Rest = ""


@dataclass(frozen=True)
class ChecksAnswered:
    """What was found, item by item; ``bulk`` are the items that ``rest`` covered."""

    list: Which
    answers: dict[str, str]
    rest: Rest = ""
    bulk: tuple[str, ...] = ()
    complete: bool = False
    catalogue: str = ""


def decide_answer_checks(situation: Situation, command: AnswerChecks) -> Decision:
    """Merge with what was answered before; refuse items that are not on this device's list."""
    ticket = situation.known
    # A device that nobody worked on may be tested again before it goes back; that starts no repair.
    if command.list == "post" and ticket.stage not in {"diagnosing", "repairing", "testing"}:
        raise Refused("post_too_early", "list")
    if command.list == "pre" and ticket.stage in {"repairing", "testing"}:
        raise Refused("pre_too_late", "list")
    items = situation.catalogue.items(ticket.device.category, command.list)
    codes = [item.code for item in items]
    for item in command.answers:
        if item not in codes:
            raise Refused("unknown_item", f"answers.{item[:40]}", item=item[:40])
    before = ticket.pre if command.list == "pre" else ticket.post
    single = {item: answer for item, answer in before.answers.items() if item not in before.bulk}
    single.update(command.answers)
    if not single and not command.rest:
        raise Refused("empty", "answers")
    bulk = {} if command.rest else {item: before.answers[item] for item in before.bulk if item not in single}
    if command.rest == "untestable":
        missing = [item for item in DEAD_DEVICE if item in codes and item not in single]
        if missing:
            raise Refused("checks_missing", "answers", items=" ".join(missing))
    if command.rest:
        alone = set() if command.rest == "untestable" else one_by_one(ticket)
        bulk = {code: command.rest for code in codes if code not in single and code not in alone}
    answers = single | bulk
    event = ChecksAnswered(
        list=command.list,
        answers=answers,
        rest=command.rest,
        bulk=tuple(sorted(bulk)),
        complete=set(codes) <= answers.keys(),
        catalogue=situation.catalogue.version,
    )
    return Decision((event,))


def one_by_one(ticket: Ticket) -> set[str]:
    """The symptom items, which no bulk answer may cover."""
    return {item for fault in ticket.faults for item in fault.items}


def missing_for_quote(catalogue: Catalogue, ticket: Ticket) -> list[str]:
    """The counter's and the symptoms' items that have no answer yet, in the order of the list."""
    asked = one_by_one(ticket)
    return [
        item.code
        for item in catalogue.items(ticket.device.category, "pre")
        if (item.tier == "counter" or item.code in asked) and item.code not in ticket.pre.answers
    ]


def evolve_checks_answered(ticket: Ticket, _: Header, event: ChecksAnswered) -> Ticket:
    """The list stands as the entry says; the first pre answers begin diagnosis, post answers testing."""
    checks = Checks(event.answers, event.bulk, event.complete)
    if event.list == "post":
        return replace(ticket, post=checks, stage="testing" if ticket.repair_started else ticket.stage)
    stage: Stage = "diagnosing" if ticket.stage == "received" else ticket.stage
    return replace(ticket, pre=checks, stage=stage)


DECIDE = {AnswerChecks: decide_answer_checks}
EVOLVE = {ChecksAnswered: evolve_checks_answered}
