"""The command line: a contract for scripts and other systems. No logic lives here.

Exit codes: 0 done, 1 refused (for `do`: any line), 2 could not run. Errors are one line on
standard error; a command that has nothing to say is silent.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from mihome_desk import bootstrap, cli_trade, words
from mihome_desk.cli_kit import (
    PROGRAM,
    Failure,
    HomeOption,
    JsonOption,
    StaffOption,
    actor_of,
    opened,
    progress,
    refuse,
    show_json,
    speak,
)
from mihome_desk.desk import Desk, StoreBusy, StoreMissing, StoreTooNew
from mihome_desk.rules.refusal import Refusal, Refused
from mihome_desk.settings import BadSettings
from mihome_desk.text import N_, _
from mihome_desk.ui.trouble import sentence_of

# Typer carries its own copy of click; this is its UsageError, wherever that lives.
USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]

app = typer.Typer(
    name=PROGRAM,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=N_("The service counter of a Xiaomi store: tickets, clocks and papers, offline first."),
)
imports = typer.Typer(help=N_("Take in what other systems kept."), rich_markup_mode=None)
app.add_typer(imports, name="import")
cli_trade.register(app)


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # Before a command knows its store, the language of the usual one serves.
    with suppress(BadSettings, OSError):
        bootstrap.speak(bootstrap.home_folder())
    try:
        command = typer.main.get_command(app)
        _translate(command)
        code = int(command(arguments, prog_name=PROGRAM, standalone_mode=False) or 0)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except Failure as error:
        return error.show()
    except USAGE_ERROR as error:
        return Failure(error.format_message()).show()  # type: ignore[attr-defined]
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader went away (`| head`), Typer's way of saying so included: nothing is left to say.
        _drop_output()
        return 2
    except OSError as error:
        _drop_output()
        where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        return Failure(where + words.reason(error)).show()
    except (sqlite3.Error, RecursionError) as error:
        _drop_output()
        return Failure(f"{type(error).__name__}: {words.reason(error)}").show()
    except Exception as error:
        # A damaged file can make anything of anything; the contract is one line.
        if os.environ.get("MIHOME_DESK_TRACEBACK"):
            raise
        what = f"{type(error).__name__}: {error}"
        return Failure(_("Unexpected: {what}. “doctor” looks for damage.", what=what)).show()


def _translate(command: Any) -> None:
    """Help in the language spoken now: Typer reads it when the commands are declared."""
    command.help = _(command.help or "")
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner)


def _drop_output() -> None:
    """Let Python's own flush at exit find no error to report a second time."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.callback(invoke_without_command=True)
def without_command(context: typer.Context, home: HomeOption = None) -> None:
    if home is not None:
        # Named before the command it is meant for the command.
        os.environ["MIHOME_DESK_HOME"] = str(home)
        context.obj = home
    if context.invoked_subcommand is None:
        raise typer.Exit(bootstrap.run_counter(home))


@app.command(help=N_("Set up a store in an empty folder."))
def init(
    store: Annotated[str, typer.Option(help=N_("The store's code, like BJ001."))],
    name: Annotated[str, typer.Option(help=N_("The store's name, as papers print it."))],
    home: HomeOption = None,
    kind: Annotated[str, typer.Option(help="own | outlet | centre")] = "outlet",
    manager_pin: Annotated[
        str, typer.Option(help=N_("4 to 12 digits; without it, exceptions are signed alone."))
    ] = "",
    zone: Annotated[str, typer.Option(help=N_("The store's time zone."))] = "Asia/Shanghai",
    closing: Annotated[str, typer.Option(help=N_("Closing time, HH:MM."))] = "21:00",
    hq: Annotated[
        str, typer.Option(help=N_("HQ's address (comes with a later version)."), show_default=False)
    ] = "",
    code: Annotated[
        str, typer.Option(help=N_("HQ's one-time code (comes with a later version)."), show_default=False)
    ] = "",
) -> None:
    from mihome_desk.db.clock import SystemClock
    from mihome_desk.db.engine import Home
    from mihome_desk.db.founding import Founding, StoreExists, found

    if hq or code:
        raise Failure(words.sentence("not_yet", {"command": "init --hq"}))
    folder = bootstrap.home_folder(home)
    speak(folder)
    try:
        founding = Founding(store, name, kind, zone, closing, manager_pin)
        found(Home(folder), founding, SystemClock().now(), PROGRAM)
    except Refused as error:
        refuse(error.refusal)
    except StoreExists as error:
        raise Failure(
            _("There is a store in {folder} already; nothing was changed.", folder=folder), 1
        ) from error


@app.command(help=N_("Open a practice store full of believable tickets that never count."))
def demo(
    context: typer.Context,
    home: HomeOption = None,
    tickets: Annotated[int, typer.Option(min=0, max=20_000, help=N_("How many tickets."))] = 60,
    seed: Annotated[int, typer.Option(help=N_("The same seed, the same store."))] = 1,
    no_ui: Annotated[bool, typer.Option("--no-ui", help=N_("Make it and stop."))] = False,
) -> None:
    from mihome_desk.tools import demo as maker

    folder = bootstrap.practice_folder(home or context.obj)
    speak(folder)
    try:
        maker.ensure(folder, bootstrap.catalogue, tickets, seed, progress(_("Example tickets"), tickets))
    except (StoreMissing, StoreTooNew, sqlite3.DatabaseError) as error:
        raise Failure(bootstrap.unreadable_sentence(folder, error)) from error
    except StoreBusy as error:
        raise Failure(sentence_of(error)) from error
    except maker.RealStore as error:
        raise Failure(
            _("{folder} holds a real store; a practice store is never made over it.", folder=folder), 1
        ) from error
    if not no_ui:
        raise typer.Exit(bootstrap.run_counter(folder))


@app.command(
    name="do", help=N_("Carry out commands, one JSON object a line, each answered by one JSON line.")
)
def do_commands(
    file: Annotated[str, typer.Argument(help=N_("JSON lines; “-” is standard input."))] = "-",
    home: HomeOption = None,
    staff: StaffOption = "",
    schema: Annotated[bool, typer.Option("--schema", help=N_("Print the commands' JSON Schema."))] = False,
) -> None:
    if schema:
        from mihome_desk.tools.schema import command_schema

        show_json(command_schema())
        return
    from mihome_desk.tools.lines import numbered

    with opened(home) as desk, _open_file(file) as source:
        actor = actor_of(staff, desk.home.folder)
        refused = False
        for at, line in numbered(source):
            if line.strip():
                answer = _answer_line(desk, at, line, actor)
                refused = refused or not answer["ok"]
                # In one piece, also where Python runs unbuffered.
                print(json.dumps(answer, ensure_ascii=False) + "\n", end="", flush=True)
    raise typer.Exit(1 if refused else 0)


@contextmanager
def _open_file(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        if sys.stdin is None:
            raise Failure(_("Standard input is closed."))
        yield sys.stdin.buffer
        return
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        source = os.fdopen(descriptor, "rb")
    except OSError as error:
        raise Failure(f"{file}: {words.reason(error)}") from error
    with source:
        yield source


def _answer_line(desk: Desk, at: int, line: bytes, actor: str) -> dict[str, Any]:
    from mihome_desk.tools.lines import read_line

    try:
        command, command_id = read_line(line)
        answer = desk.do(command, actor=actor, id=command_id)
    except Refused as refused:
        return {"line": at, "ok": False, **refusal_json(refused.refusal)}
    found: dict[str, Any] = {"line": at, "ok": answer.ok}
    if answer.events:
        found["seq"] = answer.seq
    if answer.ticket:
        found["ticket"] = answer.ticket
    if answer.events:
        found["events"] = list(answer.events)
    found |= answer.told
    if answer.unlock:
        found["unlock"] = answer.unlock
    if answer.refusal is not None:
        found |= refusal_json(answer.refusal)
    return found


def refusal_json(refusal: Refusal) -> dict[str, Any]:
    """A refusal as `do` answers it."""
    message = words.sentence(refusal.code, refusal.params)
    answer: dict[str, Any] = {"code": refusal.code, "field": refusal.field, "message": message}
    if refusal.code == "wrong_stage":
        answer |= {"stage": refusal.params["stage"], "possible": str(refusal.params["possible"]).split()}
    return answer


@app.command(help=N_("Show one ticket."))
def show(
    ticket: Annotated[str, typer.Argument(help=N_("Number, barcode or slip code."))],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    from mihome_desk.db.dossier import dossier_json
    from mihome_desk.tools import listing

    with opened(home) as desk:
        dossier = desk.dossier(ticket)
        if dossier is None:
            refuse(Refusal("unknown_ticket", "", {"ticket": ticket[:80]}))
        if as_json:
            show_json(dossier_json(dossier))
        else:
            print(listing.dossier_text(dossier, desk.local))


@app.command(help=N_("List every open ticket, the most urgent clock on top."))
def board(home: HomeOption = None, as_json: JsonOption = False) -> None:
    from mihome_desk.db.heads import head_json
    from mihome_desk.tools import listing

    with opened(home) as desk:
        found = desk.board()
        if as_json:
            show_json([head_json(head) for head in found.heads])
        else:
            print(listing.board_text(found, desk.store.practice))


@app.command(help=N_("List the journal, one entry a line."))
def journal(
    home: HomeOption = None,
    since: Annotated[int, typer.Option(min=0, max=2**53, help=N_("Only entries after this one."))] = 0,
    as_json: JsonOption = False,
) -> None:
    from mihome_desk.tools import listing

    with opened(home, even_rolled_back=True) as desk:
        for line in desk.ask(listing.journal_lines, since, as_json):
            print(line)


@app.command(help=N_("Show the one-hour achievement rate of a day or month of entry."))
def rate(
    home: HomeOption = None,
    day: Annotated[str, typer.Option(help=N_("YYYY-MM-DD; today when left out."), show_default=False)] = "",
    month: Annotated[str, typer.Option(help="YYYY-MM", show_default=False)] = "",
    as_json: JsonOption = False,
) -> None:
    from mihome_desk.db.punctuality import as_json as intake_json
    from mihome_desk.db.punctuality import punctuality
    from mihome_desk.db.views import rate_json
    from mihome_desk.tools import listing

    span = listing.span(day, month)
    if span is None:
        raise Failure(_("Give --day as YYYY-MM-DD or --month as YYYY-MM, not both."))
    with opened(home) as desk:
        found = desk.rate(span)
        span = span or desk.today()
        intake = intake_json(desk.ask(punctuality, span))
        if as_json:
            show_json({"span": span, **rate_json(found, desk.store.practice), "intake": intake})
        else:
            print(listing.rate_text(span, found, desk.store.practice))
            print(listing.intake_text(intake))


@app.command(help=N_("Render a paper into a file; printing is the command `print_paper`."))
def paper(
    ticket: Annotated[
        str, typer.Argument(help=N_("Number, barcode or slip code; for a queue slip a number of today."))
    ],
    kind: Annotated[str, typer.Argument(help=" | ".join(words.PAPERS))],
    output: Annotated[Path, typer.Option("-o", help=N_("The file to write."))],
    form: Annotated[str, typer.Option("--as", help="text | escpos | png | svg | pdf")],
    home: HomeOption = None,
    width: Annotated[str, typer.Option(help=N_("58 or 80 (mm); a5 for a PDF on a sheet."))] = "80",
    language: Annotated[str, typer.Option("--language", help="zh_CN | en", show_default=False)] = "",
) -> None:
    from mihome_desk.tools import papers

    with opened(home) as desk:
        try:
            papers.write(desk, ticket, kind, form, width, language, output, bootstrap.speak(desk.home.folder))
        except papers.Impossible as error:
            raise Failure(str(error)) from error


@imports.command(help=N_("Take in past repairs as history; a row that is here already adds nothing."))
def repairs(
    file: Annotated[str, typer.Argument(help=N_("A CSV file of repairs."))],
    home: HomeOption = None,
    mapping: Annotated[
        str,
        typer.Option(
            "--map",
            help=N_("A preset or FILE.toml; the header tells the preset when it is left out."),
            show_default=False,
        ),
    ] = "",
    staff: StaffOption = "",
    as_json: JsonOption = False,
) -> None:
    from mihome_desk.tools import filemap, import_report, importer

    with opened(home) as desk:
        try:
            sheet = importer.read(Path(file), mapping)
        except filemap.CannotRead as error:
            raise Failure(f"{file}: {words.sentence(error.code, error.params)}") from error
        actor = actor_of(staff, desk.home.folder)
        report = importer.take_in(desk, sheet, actor, progress(_("Importing"), len(sheet.rows)))
        if as_json:
            show_json(import_report.as_json(report))
        else:
            print(import_report.as_text(report))
    raise typer.Exit(1 if report.refused else 0)


@app.command(help=N_("Check the journal's chain, the witnesses, and the read tables against a replay."))
def verify(home: HomeOption = None) -> None:
    from mihome_desk.tools import upkeep
    from mihome_desk.tools.problems import problem_sentence

    with opened(home, even_rolled_back=True) as desk:
        problems = upkeep.verify(desk)
    for problem in problems:
        print(f"{PROGRAM}: {problem_sentence(problem)}", file=sys.stderr)
    raise typer.Exit(1 if problems else 0)


@app.command(help=N_("Make the read tables anew from the journal."))
def rebuild(home: HomeOption = None) -> None:
    from mihome_desk.tools import upkeep

    with opened(home) as desk:
        upkeep.rebuild(desk, progress(_("Rebuilding"), desk.seq()))


@app.command(help=N_("Copy the whole store into one file."))
def backup(
    destination: Annotated[Path, typer.Argument(help=N_("The file to write."))], home: HomeOption = None
) -> None:
    from mihome_desk.db.backup import back_up

    with opened(home, even_rolled_back=True) as desk:
        desk.ask(back_up, destination)


@app.command(help=N_("Put a backup back; what was here is kept beside it."))
def restore(
    source: Annotated[Path, typer.Argument(help=N_("A file that “backup” wrote."))],
    home: HomeOption = None,
    staff: StaffOption = "",
) -> None:
    from mihome_desk.tools import upkeep

    folder = bootstrap.home_folder(home)
    speak(folder)
    try:
        upkeep.restore(folder, source, actor_of(staff, folder), bootstrap.open_desk)
    except Refused as error:
        refuse(error.refusal)
    except upkeep.CannotRestore as error:
        raise Failure(str(error)) from error
    except StoreBusy as error:
        raise Failure(sentence_of(error)) from error


@app.command(help=N_("Examine the store and explain what is found."))
def doctor(
    home: HomeOption = None,
    accept_rollback: Annotated[
        str | None,
        typer.Option("--accept-rollback", help=N_("Go on from an older database; why."), show_default=False),
    ] = None,
    manager_pin: Annotated[
        str, typer.Option(help=N_("The manager's PIN, where the store has one."), show_default=False)
    ] = "",
    new_key: Annotated[
        bool, typer.Option("--new-key", help=N_("Make a new key for drafts where the old one is lost."))
    ] = False,
    staff: StaffOption = "",
    as_json: JsonOption = False,
) -> None:
    from mihome_desk.tools import doctor, upkeep

    with opened(home, even_rolled_back=True, even_bad_settings=True) as desk:
        if accept_rollback is not None:
            actor = actor_of(staff, desk.home.folder)
            if not upkeep.accept_rollback(desk, accept_rollback, manager_pin, actor):
                raise Failure(_("This database is not behind its witness; there is nothing to accept."), 1)
            return
        if new_key:
            if not upkeep.new_key(desk.home):
                raise Failure(_("The key of the drafts is in its place; there is nothing to make."), 1)
            return
        findings = doctor.examine(desk)
    if as_json:
        show_json(doctor.as_json(findings))
    else:
        print(doctor.as_text(findings))
    raise typer.Exit(1 if doctor.worst(findings) == "trouble" else 0)


def _later(name: str) -> None:
    @app.command(
        name=name,
        hidden=True,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    def later(context: typer.Context) -> None:
        raise Failure(words.sentence("not_yet", {"command": context.info_name or name}))


for _name in ("sync", "hq", "printers"):
    _later(_name)
