"""What other systems call things: the columns of their files, and which of our devices their words mean."""

from __future__ import annotations

from mihome_desk.tools.filemap import FileMap

CATEGORIES = {
    "mobile": "phone",
    "mobile phone": "phone",
    "smartphone": "phone",
    "tablet": "tablet",
    "laptop": "notebook",
    "laptop small": "notebook",
    "laptop medium": "notebook",
    "laptop large": "notebook",
    **{own: own for own in ("phone", "notebook", "tv", "router", "vacuum_robot", "scooter", "band")},
}


def category(word: str, kind: str) -> str:
    """Our category for a source's word (``kind``: its finer word), ``other`` where we have none.

    Source: the standard's list of product categories. "Flat screen" is a television or a monitor,
    older files add its size. "Vacuum" is any vacuum cleaner: only a robot is a device of ours.
    """
    said = " ".join(word.split()).casefold()
    if said in CATEGORIES:
        return CATEGORIES[said]
    if said.startswith("flat screen"):
        return "tv"
    if said.startswith("vacuum") and "robot" in kind.casefold():
        return "vacuum_robot"
    return "other"


ORDS = FileMap(
    name="ords",
    source="ords",
    row=("id",),
    columns={
        "happened_on": ("event_date",),
        "category": ("product_category",),
        "kind": ("partner_product_category",),
        "brand": ("brand",),
        "model": ("model",),
        "status": ("repair_status",),
        "fault": ("fault_type",),
        "problem": ("problem",),
    },
    needed=("id", "product_category", "brand", "repair_status", "event_date", "problem"),
    dates=("YYYY-MM-DD",),
    category=category,
)
"""The Open Repair Data Standard (14 columns) and its quests' files (11 columns, with a model)."""

PRESETS = {ORDS.name: ORDS}
