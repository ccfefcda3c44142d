"""Commands of mail-in and of a repair centre's parcels for the random test, and what holds of them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mihome_desk.db.states import load_ticket
from mihome_desk.desk import Desk
from mihome_desk.rules.intake import Customer, DeviceGiven, OpenTicket, PhotoGiven
from mihome_desk.rules.mailin import Custodian, Dispatch, Pack, PassOn, ReceiveBack, Result, Ship
from mihome_desk.rules.parcels import CheckParcel, ExpectParcel, ReceiveParcel
from mihome_desk.rules.repair import ChangeProgramme

THINGS = ("手机", "卡托", "充电器", "手机壳", "")
WAYBILLS = tuple(f"SF10000000{n:02}" for n in range(12))
CARRIERS = ("顺丰", "京东", "")
CONSENT = (True, True, True, False)
HANDS: tuple[Custodian, ...] = ("courier", "hub", "centre")
RESULTS: tuple[Result, ...] = ("repaired", "no_fault_found", "unrepairable", "exchanged", "unrepaired")


def _ticket(desk: Desk, n: int, stages: tuple[str, ...] = ()) -> str | None:
    heads = [head for head in desk.board().heads if not head.waybill and (not stages or head.stage in stages)]
    return heads[n % len(heads)].id if heads else None


def _things(n: int) -> tuple[str, ...]:
    return tuple(thing for at, thing in enumerate(THINGS) if n >> at & 1)


def to_mail_in(desk: Desk, n: int) -> Any:
    """A ticket goes on as mail-in."""
    ticket = _ticket(desk, n)
    return ChangeProgramme(ticket, "mail_in", "寄修") if ticket else None


def pack(desk: Desk, n: int) -> Any:
    """A device is packed, sometimes without a yes, sometimes with nothing in the parcel."""
    ticket = _ticket(desk, n)
    photos = (PhotoGiven("a.jpg", "ab" * 32),) if n % 3 == 0 else ()
    return Pack(ticket, _things(n), CONSENT[n % 4], photos, "划痕") if ticket else None


def ship(desk: Desk, n: int) -> Any:
    """A parcel leaves, packed or not."""
    ticket = _ticket(desk, n)
    return Ship(ticket, CARRIERS[n % 3], WAYBILLS[n % 12]) if ticket else None


def pass_on(desk: Desk, n: int) -> Any:
    """The next hand."""
    ticket = _ticket(desk, n, ("at_hq",) if n % 4 else ())
    return PassOn(ticket, HANDS[n % 3], WAYBILLS[n % 12] if n % 5 == 0 else "") if ticket else None


def receive_back(desk: Desk, n: int) -> Any:
    """Back in the store, whole or not."""
    ticket = _ticket(desk, n, ("at_hq",) if n % 4 else ())
    if ticket is None:
        return None
    missing = ("卡托",) if n % 7 == 0 else ()
    return ReceiveBack(ticket, RESULTS[n % 5], "说明" if n % 2 else "", n % 6 == 0, missing)


def expect(_: Desk, n: int) -> Any:
    """A store announces a parcel."""
    device = DeviceGiven("phone", "Redmi Note 7", imei="490154203237518") if n % 2 else None
    return ExpectParcel(WAYBILLS[n % 12], "小米之家" if n % 9 else "", _things(n // 3), device=device)


def receive(_: Desk, n: int) -> Any:
    """A parcel is scanned in."""
    return ReceiveParcel(WAYBILLS[n % 12])


def check_parcel(_: Desk, n: int) -> Any:
    """A parcel is looked through."""
    return CheckParcel(WAYBILLS[n % 12], _things(n // 5), n % 4 == 0, (), "说明" if n % 2 else "")


def take_in(_: Desk, n: int) -> Any:
    """A parcel becomes a ticket."""
    device = DeviceGiven("phone", "Redmi Note 7")
    return OpenTicket(
        Customer("张三", "13856781234"), device, "mail_in", complaint="坏", parcel=WAYBILLS[n % 12]
    )


def dispatch(desk: Desk, n: int) -> Any:
    """A centre sends back."""
    ticket = _ticket(desk, n, ("ready",) if n % 3 else ())
    return Dispatch(ticket, CARRIERS[n % 3], WAYBILLS[n % 12]) if ticket else None


MOVES: dict[str, Callable[[Desk, int], Any | None]] = {
    "to_mail_in": to_mail_in,
    "pack": pack,
    "ship": ship,
    "pass_on": pass_on,
    "receive_back": receive_back,
    "expect": expect,
    "receive": receive,
    "check_parcel": check_parcel,
    "take_in": take_in,
    "dispatch": dispatch,
}


def check(desk: Desk) -> None:
    """What holds of every ticket that travels and of every parcel, whatever was done."""
    for row in desk.ask(lambda conn: conn.execute("SELECT id FROM tickets").fetchall()):
        ticket = desk.ask(load_ticket, row[0])
        assert ticket is not None
        journey = ticket.journey
        away = journey is not None and journey.state == "away"
        if ticket.stage == "at_hq":
            assert away
        elif away:
            assert ticket.outcome == "void"
        if journey is not None:
            assert journey.items
            assert journey.hands[0].who == "store"
            assert set(journey.missing) <= set(journey.items)
            times = [hand.at.seq for hand in journey.hands]
            assert times == sorted(times)
            if journey.at_centre is not None:
                assert any(hand.at == journey.at_centre and hand.who == "centre" for hand in journey.hands)
        assert (ticket.dispatched is None) or (ticket.parcel and ticket.stage == "collected")
    waiting = {head.waybill for head in desk.board().heads if head.waybill}
    for seen in desk.parcels():
        parcel = seen.parcel
        assert (parcel.checked is None) or (parcel.received is not None)
        assert set(parcel.missing) <= set(parcel.items)
        assert not set(parcel.missing) & set(parcel.found)
        assert (parcel.waybill in waiting) is (parcel.received is not None and not parcel.ticket)
        if parcel.ticket:
            assert parcel.received is not None
            owner = desk.ask(load_ticket, parcel.ticket)
            assert owner is not None
            assert (owner.parcel, owner.parcel_at) == (parcel.waybill, parcel.received)
    for head in desk.board().heads:
        assert (head.burning is None) or head.burning in head.clocks
        assert len({(each.kind, each.rule) for each in head.clocks}) == len(head.clocks)
