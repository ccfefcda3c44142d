"""Words and refusals of parts, stock, old parts and boxes."""

from __future__ import annotations

from mihome_desk.text import N_

COMMANDS: dict[str, str] = {
    "use_part": N_("Use part"),
    "return_part": N_("Take part out"),
}
BESIDE: frozenset[str] = frozenset({"use_part", "return_part"})
EVENTS: dict[str, str] = {
    "PartUsed": N_("Part used"),
    "PartReturned": N_("Part taken out"),
    "PartsReceived": N_("Parts received"),
    "StockCounted": N_("Stock counted"),
    "StockSet": N_("Stock item changed"),
    "PartsLent": N_("Parts lent"),
    "PartsGivenBack": N_("Parts given back"),
    "PartsWrittenOff": N_("Parts written off"),
    "BoxOpened": N_("Return box opened"),
    "PartBoxed": N_("Old part boxed"),
    "PartUnboxed": N_("Old part taken from the box"),
    "BoxSealed": N_("Return box sealed"),
    "BoxSent": N_("Return box sent"),
    "HqCounted": N_("HQ counted the box"),
    "PartsRequested": N_("Parts requested"),
    "RequestClosed": N_("Part request closed"),
}
FIELDS: dict[str, str] = {
    "sku": N_("part number"),
    "qty": N_("pieces"),
    "document": N_("delivery note"),
    "new_serial": N_("serial number of the new part"),
    "old_serial": N_("serial number of the old part"),
}
REFUSALS: dict[str, str] = {
    # the shelf
    "bad_sku": N_("A part number has 2 to 32 letters, digits, dots and dashes."),
    "unknown_sku": N_("The shelf has nothing under “{sku}”; receive it first, or check the number."),
    "sku_known": N_("{sku} is on the shelf as “{name}”; leave this empty, or change the item itself."),
    "sku_twice": N_("{sku} stands here twice; put the pieces into one line."),
    "sku_ambiguous": N_("“{part}” may mean several parts: {skus}. Please give the part number."),
    "unknown_part": N_("The catalogue has no part “{part}”; what goes into no device is “accessory”."),
    "issued_free": N_("What HQ issues costs nothing; leave the price empty, or receive it as bought."),
    "not_in_stock": N_(
        "{sku}: {there} on the shelf, {wanted} wanted. Receive or count it first, or request it."
    ),
    "not_lent": N_("{technician} has {there} of {sku} in hand, no more; please count again, or lend first."),
    "reserved": N_(
        "{sku}: {reserved} are promised to other approved tickets, {free} are free. Take another part, or say "
        "that this one comes first."
    ),
    "period_locked": N_("The days up to {day} are closed; count again tomorrow."),
    # serial numbers
    "bad_part_serial": N_("A part's serial number has 4 to 40 letters, digits and signs (- / . :)."),
    "serial_twice": N_("{serial} stands here twice; scan each piece once."),
    "serials_many": N_("{serials} serial numbers for {qty} pieces are too many; correct one of both."),
    "serial_used": N_("{serial} was used before; please scan again, each number is used once."),
    "serial_not_here": N_("{serial} is no piece of {sku} that lies here; please scan the piece in hand."),
    "serial_needed": N_("Pieces of {sku} carry serial numbers; please scan the one that is meant."),
    "serial_of_other": N_("{serial} belongs to {sku}; take that part number, or scan again."),
    "serial_of_owner": N_("{serial} belongs to the other owner's pieces; leave the owner empty."),
    "serial_same": N_("{serial} cannot be the old and the new part; please scan both again."),
    "serial_one": N_("A serial number belongs to one piece; use pieces with numbers one by one."),
    # parts of a ticket
    "accessory_in_device": N_("{sku} is an accessory; it is sold over the counter."),
    "issued_for_warranty": N_(
        "HQ's parts are for warranty repairs: decide this fault's coverage as in warranty first, or take a "
        "bought part."
    ),
    "issued_outside": N_(
        "“{part}” is HQ's and fault {fault} is not in warranty: take it out and use a bought one, or decide the "
        "coverage again."
    ),
    "not_in_device": N_("“{part}” is not in this device; the parts that went in stand on the ticket."),
    "fewer_in_device": N_("{there} of {sku} went into the device at once; take out no more than that."),
    "reopen_first": N_("Ticket {ticket} is completed; reopen it before its parts come out."),
    "old_part_gone": N_(
        "Old part {old_part} is with HQ or on its way, so the new one cannot go back on the shelf; take it out "
        "as defective."
    ),
    # old parts, boxes, requests
    "unknown_old_part": N_("No old part “{old_part}” is owed here; please scan the tag of the old part."),
    "old_part_boxed": N_("Old part {old_part} lies in box {box}; take it out of there first."),
    "old_part_done": N_("Nothing is owed for old part {old_part} any more; leave it out."),
    "unknown_box": N_("There is no return box “{box}”; open one first, or check the number."),
    "box_open": N_("Box {box} is still open; seal it first."),
    "box_sealed": N_("Box {box} is sealed; open another box for more."),
    "box_sent": N_("Box {box} is on its way to HQ already; wait for HQ's count."),
    "box_counted": N_("HQ has counted box {box}; open a new one."),
    "box_empty": N_("Box {box} is empty; scan old parts into it first."),
    "box_full": N_("Box {box} holds {limit} parts; seal it and open another."),
    "not_in_box": N_("Old part {old_part} does not lie in box {box}; please check the box."),
    "unknown_request": N_("There is no part request “{request}”; please check the number."),
    "request_closed": N_("Part request {request} is closed; make a new one for more."),
}
