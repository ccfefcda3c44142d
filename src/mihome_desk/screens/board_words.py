"""The board's sentences: the sums of the day, the rate, and what an empty part says."""

from __future__ import annotations

from mihome_desk.desk import Board
from mihome_desk.text import N_, _
from mihome_desk.widgets.clocks import duration

EMPTY = {
    "all": N_("Nothing is in the house. F2 takes the first device in, F3 finds an earlier one."),
    "mine": N_("Nothing is assigned to {staff}. G on a ticket assigns it; Esc shows the whole board."),
    "to_quote": N_("Everybody has a quote and has answered it. Esc shows the whole board."),
    "in_repair": N_("Nothing is on the bench. Esc shows the whole board."),
    "to_collect": N_("Nothing waits for its customer. Esc shows the whole board."),
    "over_time": N_("Nothing is late. Esc shows the whole board."),
}
EMPTY_CENTRE = N_("No parcel and no device is in the house. X and a scan receive the first parcel.")


RUNNING = frozenset({"hour", "mail_in"})
"""The clocks that count minutes."""


def today_words(board: Board, changed: int, bell: bool) -> str:
    """Clocks that run, who waits at the door, what others changed."""
    ticking = sum(each.kind in RUNNING for head in board.heads for each in head.clocks)
    parts = [_("{count} clocks running", count=ticking)]
    if board.longest_ms is not None:
        parts.append(_("{count} waiting", count=board.waiting))
        parts.append(_("longest {time}", time=duration(board.longest_ms)))
    if changed:
        parts.append(_("{count} changed (N)", count=changed))
    if not bell:
        parts.append(_("bell off"))
    return " · ".join(parts)


def rate_words(board: Board) -> str:
    """Today's rate in a few characters."""
    rate = board.rate
    share = "—" if rate.rate is None else f"{100 * rate.rate:.0f}%"
    return _(
        "1 h rate {share} ({achieved}/{counted})",
        share=share,
        achieved=rate.achieved,
        counted=rate.achieved + rate.missed + rate.unproven,
    )


def empty_words(part: str, staff: str, centre: bool) -> str:
    """What a part of the board says when nothing is in it."""
    return _(EMPTY_CENTRE) if centre and part == "all" else _(EMPTY[part], staff=staff)
