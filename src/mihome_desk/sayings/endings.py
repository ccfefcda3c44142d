"""Words and refusals of endings, loaners and storage."""

from __future__ import annotations

from mihome_desk.text import N_

COMMANDS: dict[str, str] = {
    "lend_loaner": N_("Lend a loaner"),
    "take_back_loaner": N_("Loaner back"),
    "storage_step": N_("Storage step"),
}
BESIDE: frozenset[str] = frozenset({"lend_loaner", "take_back_loaner", "storage_step"})
EVENTS: dict[str, str] = {
    "LoanerLent": N_("Loaner lent"),
    "LoanerReturned": N_("Loaner is back"),
    "StorageStepTaken": N_("Storage step"),
}
FIELDS: dict[str, str] = {
    "new_device": N_("new device"),
    "new_device.imei": N_("new IMEI 1"),
    "new_device.imei2": N_("new IMEI 2"),
    "new_device.sn": N_("new serial number"),
    "new_device.model": N_("new model"),
    "refund": N_("refund"),
    "refund.invoice_price": N_("invoice price"),
    "refund.days": N_("days of use"),
    "charged": N_("parts that stay"),
    "deposit": N_("deposit"),
    "keep": N_("kept of the deposit"),
    "step": N_("step"),
}
STORAGE: dict[str, str] = {
    "remind": N_("Remind"),
    "notice": N_("Written notice"),
    "settle": N_("Settle"),
}
"""The steps about a device that nobody collects."""
SAME_MODEL: dict[str, str] = {"yes": N_("Still sold"), "no": N_("Not sold any more")}
PARTS_IN: dict[str, str] = {"out": N_("Taken out again"), "stay": N_("Stay, are paid")}
"""What becomes of the parts in a device whose owner withdrew."""
REFUSALS: dict[str, str] = {
    # outcomes
    "coverage_first": N_("Decide the coverage first: exchange, refund and certificate follow from it."),
    "no_right": N_(
        "The coverage decided gives no right to this. If days have passed since, decide the coverage anew."
    ),
    "not_the_seller": N_(
        "Only the seller exchanges or refunds, and this store is not the seller. End it as certified: the test "
        "certificate goes to the seller."
    ),
    "gives_itself": N_("This store may exchange or refund by itself; a certificate is for another seller."),
    "exchange_instead": N_(
        "An exchange is due; money instead only where the same model cannot be had any more. Say so, or exchange it."
    ),
    "brand_undecided": N_(
        "The brand is to pay a part of fault {fault}, and nobody decided whether it is in warranty. "
        "Decide the coverage first (D)."
    ),
    "notice_disagreed": N_(
        "The customer did not agree to pay for fault {fault}. Keep another answer to the notice (Y), quote "
        "without it, or give the device back."
    ),
    "not_of_outcome": N_(
        "This does not belong to the outcome “{outcome}”; leave it out, or choose another outcome."
    ),
    "same_device": N_("This number is the old device's; scan the new one."),
    "not_new": N_("This device was here before, with ticket {ticket}; an exchange gives a new one."),
    "post_unequal": N_(
        "Passed before the repair and not tested after it: {items}. Test them, or a manager notes why not."
    ),
    # withdrawn in the middle of a repair
    "put_together_first": N_(
        "The customer withdrew in the middle of the repair: put the device together, test it, complete it as withdrawn."
    ),
    "not_withdrawn": N_("Nobody withdrew in the middle of this repair; withdraw first."),
    "parts_in": N_(
        "Still in the device: {parts}. Take them out again (S), or say that they stay and are paid."
    ),
    "part_charged": N_("“{part}” stays in the device and is paid; reopen the ticket to take it out."),
    "charge_unknown": N_("No approved line of the quote says what “{part}” costs; take it out again."),
    "nothing_to_reopen": N_("This ticket is not finished; there is nothing to reopen."),
    "refund_paid": N_(
        "{amount} were paid out for this refund; it stands. A device that comes again is a new ticket."
    ),
    "refund_open": N_("{open} are still to be refunded before this ticket is closed; refund them first."),
    # loaners
    "has_loaner": N_("The customer has the loaner “{loaner}” already; take it back first."),
    "no_loaner": N_("No loaner is out with this ticket; please check the ticket."),
    "loaner_out": N_("The loaner “{loaner}” is still with the customer; take it back first."),
    "loaner_elsewhere": N_(
        "This loaner is out with ticket {ticket}; take another, or take it back there first."
    ),
    "own_device": N_("This is the customer's own device; scan the loaner."),
    "over_deposit": N_("The deposit was {deposit}; no more than that can be kept."),
    # storage
    "not_told": N_("Storage counts from the day on which the customer is told; tell them first."),
    "storage_order": N_("Not this step now: next comes “{due}”."),
    "storage_early": N_("{days} days since the customer was told; this step comes after {least}."),
}
