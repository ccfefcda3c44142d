"""Words and refusals of mail-in, parcels and the custody chain."""

from __future__ import annotations

from mihome_desk.text import N_

COMMANDS: dict[str, str] = {
    "pack": N_("Pack"),
    "ship": N_("Ship"),
    "pass_on": N_("Pass on"),
    "receive_back": N_("Back here"),
    "dispatch": N_("Send back"),
    "expect_parcel": N_("Announce a parcel"),
    "receive_parcel": N_("Receive a parcel"),
    "check_parcel": N_("Check a parcel"),
}
BESIDE: frozenset[str] = frozenset({"pack", "ship", "pass_on", "dispatch"})
EVENTS: dict[str, str] = {
    "Packed": N_("Packed"),
    "Shipped": N_("Shipped"),
    "PassedOn": N_("Passed on"),
    "BackReceived": N_("Back in the store"),
    "Dispatched": N_("Sent back"),
    "ParcelExpected": N_("Parcel announced"),
    "ParcelReceived": N_("Parcel received"),
    "ParcelChecked": N_("Parcel checked"),
}
FIELDS: dict[str, str] = {
    "items": N_("pack list"),
    "consent": N_("consent"),
    "carrier": N_("carrier"),
    "waybill": N_("waybill"),
    "missing": N_("missing"),
    "damage": N_("damage"),
    "store": N_("sending store"),
    "parcel": N_("parcel"),
}
HANDS: dict[str, str] = {
    "store": N_("Store"),
    "courier": N_("Courier"),
    "hub": N_("Transit hub"),
    "centre": N_("Mail-in centre"),
}
RESULTS: dict[str, str] = {
    "repaired": N_("Repaired"),
    "no_fault_found": N_("No fault found"),
    "unrepairable": N_("Cannot be repaired"),
    "exchanged": N_("Exchanged"),
    "unrepaired": N_("Sent back as it was"),
}
CLOCKS: dict[str, str] = {
    "hour": N_("One hour"),
    "promise": N_("Promise"),
    "mail_in": N_("Twelve hours"),
    "loaner": N_("Loaner"),
    "exchange": N_("Exchange due"),
    "storage": N_("In storage"),
}
CLOCK_RULES: dict[str, str] = {
    "hour": N_("Quick repair: one hour from the ticket to its completion."),
    "promise": N_("What the customer was promised at the counter."),
    "mail_in": N_("Repair centre: twelve hours from the parcel's scan to its way back."),
    "loaner": N_("Warranty: not repaired within {days} days, a loaner is due."),
    "exchange_own": N_("Warranty: not repaired within {days} days by the repairer, an exchange is due."),
    "exchange_parts": N_("Warranty: no parts within {days} days, an exchange is due."),
    "remind": N_("Storage: {days} days after the customer was told, a reminder."),
    "notice": N_("Storage: {days} days after the customer was told, a written notice."),
    "settle": N_("Storage: {days} days after the customer was told, a manager decides."),
}
REFUSALS: dict[str, str] = {
    "not_mail_in": N_(
        "This ticket runs as “{programme}”. P changes the programme to mail-in; what it does to the rate is said there."
    ),
    "no_consent": N_("Nothing is sent away without the customer's yes: ask, then say so here."),
    "item_twice": N_("“{item}” stands on the list twice; name each thing once."),
    "not_packed": N_("Pack it first: the pack list goes into the parcel."),
    "not_shipped": N_("This device was never sent away; pack and ship it first."),
    "not_on_list": N_("“{item}” was not on the pack list of this parcel; name only what was packed."),
    "same_hand": N_("It is in these hands already; name the next one."),
    "other_parcel": N_("This is another parcel: the waybill of this device is {waybill}."),
    "bad_waybill": N_("A waybill has 6 to 30 letters and digits; please scan it again."),
    "at_the_centre": N_("This device came by parcel; when it is finished it is sent back."),
    "not_by_parcel": N_("This device did not come by parcel; hand it over to its customer."),
    "not_a_centre": N_("Parcels are received at a repair centre; a store packs and ships on the ticket."),
    "device_away": N_("The device is not here; only a lost one is made void, with “no device”."),
    "no_quote_open": N_("There is no quote that waits for an answer; make one first."),
    "already_announced": N_("Parcel {waybill} is announced already; nothing more is needed."),
    "parcel_here": N_("Parcel {waybill} is here already; go on with its check."),
    "parcel_not_here": N_("Parcel {waybill} was not received yet; scan it first."),
    "parcel_gone": N_("Parcel {waybill} is on its way back already; its list is closed."),
    "parcel_taken": N_("Parcel {waybill} has its ticket already; find that one."),
    "unknown_parcel": N_("No parcel {waybill} was received here; scan it in first."),
    "no_pack_list": N_("The pack list exists once the device is packed."),
}
