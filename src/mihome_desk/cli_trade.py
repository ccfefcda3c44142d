"""The command line's questions about the trade: coverage, prices, stock. No logic lives here."""

from __future__ import annotations

from typing import Annotated

import typer

from mihome_desk import bootstrap, words
from mihome_desk.cli_kit import Failure, HomeOption, JsonOption, opened, refuse, show_json, speak
from mihome_desk.rules.refusal import Refused
from mihome_desk.text import N_, _

Day = Annotated[str, typer.Option(help="YYYY-MM-DD", show_default=False)]


def register(app: typer.Typer) -> None:
    """Put every command of this file beside the others."""
    app.command(help=N_("Ask the warranty rules about a device; nothing is written."))(coverage)
    app.command(help=N_("List the shelf: pieces, purchase price, margin under the guide price."))(stock)
    prices = typer.Typer(help=N_("Ask the guide price list."), rich_markup_mode=None)
    prices.command("search", help=N_("Find guide prices by model and part, in any order."))(search_prices)
    app.add_typer(prices, name="prices")


def coverage(
    category: Annotated[str, typer.Option(help="phone | tablet | notebook | tv | band | …")],
    on: Annotated[
        str, typer.Option(help=N_("The day it was sent in; today when left out."), show_default=False)
    ] = "",
    bought: Day = "",
    activated: Day = "",
    made: Day = "",
    proof: Annotated[str, typer.Option(help="invoice | order | card | none", show_default=False)] = "",
    part: Annotated[str, typer.Option(help=N_("The part that failed."))] = "host",
    model: Annotated[str, typer.Option(help=N_("The model, as people call it."), show_default=False)] = "",
    excluded: Annotated[
        str, typer.Option(help=N_("An exclusion that was found, like liquid."), show_default=False)
    ] = "",
    glass: Annotated[
        str, typer.Option(help=N_("What a crack looks like, like impact."), show_default=False)
    ] = "",
    repaired_days: Annotated[int, typer.Option(help=N_("Days of earlier repairs."))] = 0,
    waiting_days: Annotated[int, typer.Option(help=N_("Days of earlier waiting for parts."))] = 0,
    repairs: Annotated[int, typer.Option(help=N_("Earlier repairs that did not cure it."))] = 0,
    same_fault_repairs: Annotated[int, typer.Option(help=N_("Of these, of the same fault."))] = 0,
    accessory_swaps: Annotated[int, typer.Option(help=N_("Earlier swaps of the accessory."))] = 0,
    repair_days: Annotated[int, typer.Option(help=N_("Days that this repair has taken."))] = 0,
    parts_days: Annotated[int, typer.Option(help=N_("Days that this repair has waited for parts."))] = 0,
    exchanged_on: Day = "",
    bare_exchange: Annotated[
        bool, typer.Option("--bare-exchange", help=N_("Only the device was exchanged, not its accessories."))
    ] = False,
    guarantee_from: Annotated[
        str, typer.Option(help=N_("Hand-over of an earlier repair of the fault."), show_default=False)
    ] = "",
    guarantee_days: Annotated[int, typer.Option(help=N_("Its days, where they are known."))] = 0,
    listed_fault: Annotated[
        bool, typer.Option("--listed/--not-listed", help=N_("Whether the law's table has the fault."))
    ] = True,
    same_model: Annotated[
        bool, typer.Option("--same-model/--no-model", help=N_("Whether the same model is there to exchange."))
    ] = True,
    price: Annotated[
        int | None, typer.Option(help=N_("The invoice price in fen."), show_default=False)
    ] = None,
    sold_here: Annotated[
        bool | None,
        typer.Option("--sold-here/--sold-elsewhere", help=N_("Who sold it."), show_default=False),
    ] = None,
    store_kind: Annotated[str, typer.Option("--kind", help="own | outlet | centre")] = "own",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Typer reads the options above; each is a field of the question."""
    given = {name: value for name, value in locals().items() if name not in ("home", "as_json")}
    from mihome_desk.tools import coverage_answer

    speak(bootstrap.home_folder(home))
    try:
        found = coverage_answer.propose(bootstrap.catalogue(), given)
    except Refused as refused:
        refuse(refused.refusal)
    if as_json:
        show_json(coverage_answer.as_json(found))
    else:
        print(words.coverage_reason(found))


def search_prices(
    asked: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help=N_("Model and part: 小米9 电池, mi9 dc.")),
    ],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """No store is needed: the list comes with the program."""
    from mihome_desk.tools import price_text

    speak(bootstrap.home_folder(home))
    prices = bootstrap.catalogue().prices
    found = prices.search(" ".join(asked))
    if as_json:
        show_json(price_text.as_json(prices, found))
    elif found:
        print(price_text.as_text(prices, found))
    else:
        # Nothing found is an answer, not a refusal.
        Failure(_("The list of {version} has no guide price for that.", version=prices.version)).show()


def stock(
    asked: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help=N_("Parts of a number, name or model."), show_default=False),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """What runs short stands on top."""
    from mihome_desk.tools import stock_text

    with opened(home) as desk:
        found = desk.stock(" ".join(asked or ()))
        if as_json:
            show_json(stock_text.as_json(found))
        else:
            print(stock_text.as_text(found))
