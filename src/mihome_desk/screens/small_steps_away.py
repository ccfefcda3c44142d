"""Small steps about things that are away: a loaner, a device that nobody collects, a part that comes out again."""

from __future__ import annotations

from mihome_desk import words
from mihome_desk.catalog import storage as days
from mihome_desk.rules import endings, loaner, storage
from mihome_desk.rules.parts import ReturnPart
from mihome_desk.rules.service import PartUse
from mihome_desk.sayings import endings as sayings
from mihome_desk.screens.asking import Matter, Said, SmallStep
from mihome_desk.screens.facts import Unclear, fen_of
from mihome_desk.screens.parts_asking import pieces
from mihome_desk.screens.parts_used import return_rows
from mihome_desk.screens.pick import Choosable
from mihome_desk.screens.rate_words import in_one
from mihome_desk.text import N_, _
from mihome_desk.widgets.fields import Row

AMOUNT = N_("An amount in yuan, like 199 or 199.50.")


def _fen(said: Said, field: str) -> int:
    text = said.get(field, "").strip()
    amount = fen_of(text) if text else 0
    if amount is None:
        raise Unclear(field, _(AMOUNT))
    return amount


def _method(said: Said) -> str:
    return said.get("method", "") or "cash"


# Loaner


def _lend_rows(_matter: Matter) -> list[Row]:
    return [
        Row("name", N_("Loaner"), placeholder=N_("which model"), limit=40),
        Row("serial", N_("Its number"), placeholder=N_("scan it, or the number written on it"), limit=40),
        Row("deposit", N_("Deposit"), placeholder=N_("yuan; empty: none"), limit=14),
        Row("method", N_("Payment"), value="cash", options=[*words.METHODS.items()]),
    ]


def _lend_why(_matter: Matter) -> str:
    return _("The device is not handed over before the loaner is back.")


def _lend(matter: Matter, said: Said) -> loaner.LendLoaner:
    deposit = _fen(said, "deposit")
    return loaner.LendLoaner(matter.ticket, said["name"], said["serial"], deposit, _method(said))  # type: ignore[arg-type]


def _back_rows(matter: Matter) -> list[Row]:
    out = matter.dossier.ticket.loaner_out
    rows = [Row("condition", N_("Condition"), placeholder=N_("as it was, scratches, missing parts"))]
    if out is not None and out.deposit:
        rows.append(
            Row("keep", N_("Keep, yuan"), placeholder=N_("empty: all of the deposit goes back"), limit=14)
        )
        rows.append(Row("method", N_("How"), value="cash", options=[*words.METHODS.items()]))
    return rows


def _back_why(matter: Matter) -> str:
    out = matter.dossier.ticket.loaner_out
    if out is None:
        return ""
    since = f"{matter.local(out.since.at_ms):%m-%d %H:%M}"
    lent = _("{loaner} ({serial}) is out since {since}.", loaner=out.name, serial=out.serial, since=since)
    money = _("Its deposit is {amount}.", amount=words.money(out.deposit)) if out.deposit else ""
    return in_one(lent, money)


def _back(matter: Matter, said: Said) -> loaner.TakeBackLoaner:
    keep = _fen(said, "keep")
    return loaner.TakeBackLoaner(matter.ticket, said["condition"], keep, _method(said))  # type: ignore[arg-type]


# Storage


def _storage_named(matter: Matter) -> str:
    return words.word(sayings.STORAGE, storage.next_step(matter.dossier.ticket))


def _storage_rows(matter: Matter) -> list[Row]:
    rows = [Row("how", N_("How"), placeholder=N_("by phone, by letter"), limit=40)]
    if storage.next_step(matter.dossier.ticket) != "settle":
        return rows
    return [
        *rows,
        Row("reason", N_("What became"), placeholder=N_("sold, scrapped, taken over; the fee")),
        Row("pin", N_("Manager PIN"), password=True, placeholder=N_("empty where the store has none")),
    ]


def _storage_why(matter: Matter) -> str:
    """How long it lies here, from when this step may be taken, and what the last one means."""
    ticket, today = matter.dossier.ticket, f"{matter.local(matter.now.at_ms):%Y-%m-%d}"
    lying = storage.days_told(ticket, today, matter.dossier.store.zone) or 0
    step = storage.next_step(ticket)
    least = next((each.days for each in days.steps() if each.name == step), 0)
    said = [
        _("{days} days since the customer was told; this step comes after {least}.", days=lying, least=least)
    ]
    if step == "settle":
        said.append(_("It ends the ticket: the device goes to nobody any more. A manager signs."))
    return in_one(*said)


def _storage(matter: Matter, said: Said) -> storage.StorageStep:
    step = storage.next_step(matter.dossier.ticket)
    return storage.StorageStep(matter.ticket, step, said["how"], said.get("reason", ""), said.get("pin", ""))  # type: ignore[arg-type]


# A part that comes out again, once the work is over


def _inside(matter: Matter) -> list[Choosable]:
    return [Choosable(str(use.seq), use.sku, use.name) for use in endings.still_in(matter.dossier.ticket)]


def _part(matter: Matter) -> PartUse:
    inside = endings.still_in(matter.dossier.ticket)
    return next((use for use in inside if str(use.seq) == matter.picked), inside[0])


def _part_rows(matter: Matter) -> list[Row]:
    return return_rows(_part(matter))


def _part_named(matter: Matter) -> str:
    return _("{part} comes out again", part=_part(matter).name)


def _part_why(_matter: Matter) -> str:
    return _("Unused it lies on the shelf again; a defective one does not.")


def _part_out(matter: Matter, said: Said) -> ReturnPart:
    use = _part(matter)
    many = pieces(said["qty"])
    return ReturnPart(matter.ticket, use.new_serial or use.sku, many, said["condition"], said["reason"])  # type: ignore[arg-type]


PART_OUT = SmallStep(
    N_("Which part comes out?"), _part_rows, _part_out, _part_why, picks=_inside, named=_part_named
)
LEND = SmallStep(N_("Lend a loaner"), _lend_rows, _lend, _lend_why)
TAKE_BACK = SmallStep(N_("The loaner is back"), _back_rows, _back, _back_why)
STORAGE = SmallStep(N_("Storage step"), _storage_rows, _storage, _storage_why, named=_storage_named)
