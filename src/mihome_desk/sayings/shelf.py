"""What the shelf's facts are called: owners, losses, moves, old parts, boxes."""

from __future__ import annotations

from mihome_desk.text import N_

OWNERS = {"bought": N_("Own stock"), "issued": N_("HQ issued")}
LOSSES = {
    "defective_on_arrival": N_("Dead on arrival"),
    "broken": N_("Broken here"),
    "lost": N_("Lost"),
}
CONDITIONS = {"good": N_("Unused"), "defective": N_("Defective")}
MOVES = {
    "received": N_("received"),
    "used": N_("used"),
    "returned": N_("back, unused"),
    "defective": N_("out, defective"),
    "counted": N_("counted"),
    "lent": N_("lent"),
    "given_back": N_("given back"),
    "written_off": N_("written off"),
    "sold": N_("sold"),
    "sold_back": N_("sale returned"),
    "set": N_("changed"),
}
BOX_STATES = {
    "open": N_("Being packed"),
    "sealed": N_("Sealed"),
    "sent": N_("On its way"),
    "counted": N_("Counted by HQ"),
}
OLD_PLACES = {
    "owed": N_("here"),
    "boxed": N_("in a box"),
    "sent": N_("on its way"),
    "received": N_("HQ has it"),
    "missing": N_("not arrived"),
    "settled": N_("settled"),
}
OLD_WHYS = {"used": N_("replaced"), "defective": N_("defective"), "broken": N_("broken")}
