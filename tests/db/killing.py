"""Kill writers at random moments: ``python -m tests.db.killing KILLS SEED FOLDER`` prints what was lost, as JSON.

A process of its own, because it forks: what is imported here once need not be imported by every writer.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from mihome_desk import bootstrap
from mihome_desk.db import drafts, journal
from mihome_desk.desk import Desk
from mihome_desk.rules.arrivals import Arrive
from mihome_desk.rules.progress import Note
from tests.builders import approve, found, hand_over, ok, open_ticket, pay, pre, problems, quote, token_of

WRITERS = 3


def write(folder: Path, name: str, pipe: int) -> None:
    """One counter that works until it is killed, telling each answer after it came."""
    desk = bootstrap.open_desk(folder)
    at = 0

    def do(command: Any) -> str:
        nonlocal at
        at += 1
        answer = ok(desk.do(command, id=f"{name}-{at}"))
        os.write(pipe, f"c {name}-{at} {answer.seq}\n".encode())
        return answer.ticket

    while True:
        do(Arrive())
        number = do(open_ticket())
        for field in range(3):
            desk.save_draft("intake", {"at": at, "field": field}, id=name).result()
            os.write(pipe, f"d {name} {at}.{field}\n".encode())
        for command in (pre(number), quote(number), approve(number), Note(number, "words"), pay(number)):
            do(command)
        answer = desk.do(hand_over(number, token_of(desk, number)), id=f"{name}-{at}h")
        os.write(pipe, f"r {name}-{at}h {answer.refusal is not None}\n".encode())


def fork_writer(folder: Path, name: str) -> tuple[int, int]:
    """A writer's pid and the pipe it tells its answers to."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(ours)
            write(folder, name, theirs)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(theirs)
    return pid, ours


def drain(pipe: int) -> list[list[str]]:
    """Everything that a dead writer told."""
    data = b""
    while piece := os.read(pipe, 65_536):
        data += piece
    os.close(pipe)
    return [line.split() for line in data.decode().splitlines()]


def round_of_kills(folder: Path, at: int, chance: random.Random) -> list[list[str]]:
    """Several writers on one store; each is killed at a moment of its own. What they told."""
    writers = [fork_writer(folder, f"{at}-{each}") for each in range(WRITERS)]
    told = []
    for pid, pipe in chance.sample(writers, WRITERS):
        # Wait until it works, then a little more; the others go on meanwhile.
        select.select([pipe], [], [], 10)
        select.select([], [], [], chance.expovariate(1 / 0.02))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        told += drain(pipe)
    return told


def check(desk: Desk, told: list[list[str]]) -> list[str]:
    """What is missing or wrong in a store after all its writers are dead."""
    wrong = list(problems(desk))
    if desk.rolled_back:
        wrong.append(f"a rollback is suspected: {desk.rolled_back}")
    entries = desk.ask(lambda conn: list(journal.entries(conn)))
    commands = {entry.header.command for entry in entries}
    last = {entry.header.command: entry.header.seq for entry in entries if entry.header.command}
    key = drafts.read_key(desk.home.vault_key)
    for kind, name, value in told:
        if kind == "c" and (name not in commands or last[name] > int(value)):
            wrong.append(f"answered and lost: {name}")
        if kind == "d":
            row = desk.ask(
                lambda conn, name=name: conn.execute(
                    "SELECT sealed FROM drafts WHERE id = ?", (name,)
                ).fetchone()
            )
            fields = drafts.unseal(key, name, row[0]) if row else {"at": 0, "field": 0}
            if [fields["at"], fields["field"]] < [int(part) for part in value.split(".")]:
                wrong.append(f"saved and lost: draft {name} {value}")
    return wrong


def main(kills: int, seed: int, folder: Path) -> None:
    """Rounds of kills, a new store every few rounds."""
    chance = random.Random(seed)
    bootstrap.catalogue()
    killed, answers, drafts_saved, store = 0, 0, 0, folder
    wrong: list[str] = []
    told: list[list[str]] = []
    at = 0
    while killed < kills:
        if at % 8 == 0:
            store, told = found(folder / f"store {at}"), []
            desk = bootstrap.open_desk(store)
            desk._warm()
            desk.close()
        told += round_of_kills(store, at, chance)
        killed += WRITERS
        desk = bootstrap.open_desk(store)
        wrong += check(desk, told)
        desk.close()
        at += 1
        if at % 8 == 0 or killed >= kills:
            answers += sum(line[0] == "c" for line in told)
            drafts_saved += sum(line[0] == "d" for line in told)
    print(json.dumps({"kills": killed, "answers": answers, "drafts": drafts_saved, "wrong": wrong[:20]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
