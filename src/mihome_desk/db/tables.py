"""Every table of a store's database, declared once.

Three classes of data: the journal is the truth and never rebuilt; read tables are dropped and
replayed; local tables are this machine's own. The hot paths speak plain SQL to these tables; the
declarations make the schema, check it in `doctor`, and are shared with HQ.
"""

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from mihome_desk.db.rows import TicketRow


class Journal(SQLModel, table=True):
    """One entry: append only, chained by hash. Times are UTC ms, uptime is ms since boot."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_command", "command", unique=True, sqlite_where=text("command IS NOT NULL")),
        Index("journal_subject", "subject", "seq"),
        {"sqlite_with_rowid": False},
    )
    seq: int = Field(primary_key=True)
    branch: str = Field(primary_key=True)
    at_ms: int
    boot_id: str
    uptime_ms: int
    actor: str
    command: str | None = None
    kind: str
    version: int
    subject: str
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    prev_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Private(SQLModel, table=True):
    """Personal data and free words of the entry whose hash is ``entry``; goes when it is forgotten."""

    __tablename__ = "private"
    __table_args__ = {"sqlite_with_rowid": False}
    entry: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    bytes_: bytes = Field(sa_column=Column("bytes", LargeBinary, nullable=False))


class StoreRow(SQLModel, table=True):
    """The store's journalled state, one row."""

    __tablename__ = "store"
    uid: str = Field(primary_key=True)
    label: str
    state: str


_TYPES: dict[Any, type[Integer] | type[String]] = {int: Integer, str: String}


def _columns(row: Any, key: str) -> Iterator[Column[Any]]:
    """The columns of a plain row that the hot paths know without the ORM."""
    for name, hint in get_type_hints(row).items():
        kinds = get_args(hint) or (hint,)
        nullable = type(None) in kinds
        yield Column(name, _TYPES[kinds[0]](), primary_key=name == key, nullable=nullable)


TICKETS = Table(
    "tickets",
    SQLModel.metadata,
    *_columns(TicketRow, "id"),
    UniqueConstraint("number"),
    Index("tickets_open", "opened_at", sqlite_where=text("stage <> 'collected'")),
    Index("tickets_imei", "imei", sqlite_where=text("imei <> ''")),
    Index("tickets_imei2", "imei2", sqlite_where=text("imei2 <> ''")),
    Index("tickets_sn", "sn", sqlite_where=text("sn <> ''")),
    Index("tickets_new_imei", "new_imei", sqlite_where=text("new_imei <> ''")),
    Index("tickets_new_sn", "new_sn", sqlite_where=text("new_sn <> ''")),
    Index("tickets_waybill", "waybill", sqlite_where=text("waybill <> ''")),
    Index("tickets_day", "day", "entry_programme"),
)
"""A ticket as `rows.TicketRow` spells it."""


class PersonalRow(SQLModel, table=True):
    """The private facts of a ticket's entries, joined: whom to call, and everybody's words."""

    __tablename__ = "personal"
    __table_args__ = (
        Index("personal_phone", "phone", sqlite_where=text("phone <> ''")),
        Index("personal_tail", "tail", sqlite_where=text("tail <> ''")),
        Index("personal_name", "name", sqlite_where=text("name <> ''")),
    )
    ticket: str = Field(primary_key=True)
    name: str
    phone: str
    tail: str
    place: str
    data: str


class BootRow(SQLModel, table=True):
    """What the journal saw of one boot: the bounds of elapsed times across reboots."""

    __tablename__ = "boots"
    branch: str = Field(primary_key=True)
    boot: str = Field(primary_key=True)
    first_uptime: int
    last_uptime: int
    first_seq: int


class SerialRow(SQLModel, table=True):
    """The last ticket serial of a local day."""

    __tablename__ = "serials"
    day: str = Field(primary_key=True)
    last: int


class ArrivalRow(SQLModel, table=True):
    """A queue number of a day; ``ticket`` and ``result`` are empty while its customer waits."""

    __tablename__ = "arrivals"
    __table_args__ = (Index("arrivals_day", "day", "queue", unique=True),)
    id: str = Field(primary_key=True)
    day: str
    queue: int
    seq: int
    at_ms: int
    uptime_ms: int
    boot: str
    ticket: str
    result: str


class ParcelRow(SQLModel, table=True):
    """A parcel of a repair centre: its state as canonical JSON, and what its announcement said in private."""

    __tablename__ = "parcels"
    __table_args__ = (
        Index("parcels_ticket", "ticket", sqlite_where=text("ticket <> ''")),
        Index("parcels_open", "received_at", sqlite_where=text("sent_at IS NULL")),
    )
    waybill: str = Field(primary_key=True)
    ticket: str
    received_at: int | None = None
    sent_at: int | None = None
    last_seq: int
    state: str
    private: str


class StockRow(SQLModel, table=True):
    """A SKU of the shelf: what lists ask as columns, the whole state as canonical JSON. Money is fen a piece."""

    __tablename__ = "stock"
    __table_args__ = (Index("stock_part", "part"),)
    sku: str = Field(primary_key=True)
    part: str
    on_hand: int
    issued: int
    last_seq: int
    state: str


class StockMoveRow(SQLModel, table=True):
    """What an entry did to a SKU: ``change`` pieces more or less in the store, ``value`` fen of material usage."""

    __tablename__ = "stock_moves"
    __table_args__ = (
        Index("stock_moves_sku", "sku", "seq"),
        Index("stock_moves_usage", "at_ms", sqlite_where=text("value <> 0")),
    )
    seq: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    sku: str
    at_ms: int
    actor: str
    kind: str
    owner: str
    qty: int
    change: int
    subject: str
    who: str
    why: str
    serials: str
    document: str
    value: int
    reason: str


class PartSerialRow(SQLModel, table=True):
    """Where a part's serial number was seen last: shelf, lent, device, old, gone; each number in one place."""

    __tablename__ = "part_serials"
    serial: str = Field(primary_key=True)
    sku: str
    place: str
    holder: str
    last_seq: int


class OldPartRow(SQLModel, table=True):
    """An old part that HQ wants back, or wanted; ``ticket`` is an id, ``use_seq`` the entry of the use."""

    __tablename__ = "old_parts"
    __table_args__ = (Index("old_parts_ticket", "ticket"), Index("old_parts_box", "box"))
    number: str = Field(primary_key=True)
    sku: str
    part: str
    name: str
    serial: str
    why: str
    ticket: str
    use_seq: int
    due: str
    place: str
    box: str
    last_seq: int


class BoxRow(SQLModel, table=True):
    """A return box: its state as canonical JSON, and when it was opened, sent, and counted by HQ (UTC ms)."""

    __tablename__ = "boxes"
    id: str = Field(primary_key=True)
    number: str
    opened_at: int
    sent_at: int | None = None
    counted_at: int | None = None
    reason: str
    state: str


class RequestRow(SQLModel, table=True):
    """A part request to HQ: its state as canonical JSON."""

    __tablename__ = "part_requests"
    id: str = Field(primary_key=True)
    number: str
    at_ms: int
    open: int
    reason: str
    state: str


class ReservedRow(SQLModel, table=True):
    """Pieces that an approved open ticket still needs; ``sku`` is empty where the shelf has no item for them."""

    __tablename__ = "reserved"
    __table_args__ = (Index("reserved_sku", "sku"),)
    ticket: str = Field(primary_key=True)
    line: int = Field(primary_key=True)
    sku: str
    code: str
    part: str
    name: str
    owner: str
    qty: int


class ImportRow(SQLModel, table=True):
    """Which row of which source became which ticket."""

    __tablename__ = "imports"
    source: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    ticket: str


class SaleRow(SQLModel, table=True):
    """A counter sale by its path: its state as canonical JSON, and the customer's number where one was given."""

    __tablename__ = "sales"
    __table_args__ = (Index("sales_number", "number"), Index("sales_day", "day", "serial"))
    id: str = Field(primary_key=True)
    number: str
    day: str
    serial: int
    seq: int
    phone: str
    state: str


class TakingRow(SQLModel, table=True):
    """Money over the counter (fen, a minus where it went out) and the local day whose close counts it."""

    __tablename__ = "takings"
    __table_args__ = (Index("takings_day", "day"), Index("takings_subject", "subject"))
    seq: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    day: str
    at_ms: int
    method: str
    amount: int
    kind: str
    subject: str


class InvoiceRow(SQLModel, table=True):
    """The request for an invoice that stands for a ticket or a sale; its words go when they are forgotten."""

    __tablename__ = "invoices"
    subject: str = Field(primary_key=True)
    seq: int
    day: str
    at_ms: int
    title: str
    tax_id: str
    email: str


class DayRow(SQLModel, table=True):
    """A closed day: its state, and what was said at its close, both as canonical JSON."""

    __tablename__ = "days"
    day: str = Field(primary_key=True)
    seq: int
    state: str
    words: str


class DraftRow(SQLModel, table=True):
    """Half-finished work of this machine, sealed with the vault's key; never journalled or synced."""

    __tablename__ = "drafts"
    id: str = Field(primary_key=True)
    kind: str
    ticket: str
    saved_at: int
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class VaultRow(SQLModel, table=True):
    """A device's unlock code, sealed with the vault's key; of this machine alone, gone at hand-over."""

    __tablename__ = "vault"
    ticket: str = Field(primary_key=True)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SecretRow(SQLModel, table=True):
    """The receipt secret and the hash of the manager's PIN."""

    __tablename__ = "secrets"
    name: str = Field(primary_key=True)
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


def _tables(*models: type[SQLModel]) -> tuple[Table, ...]:
    return tuple(SQLModel.metadata.tables[str(model.__tablename__)] for model in models)


JOURNAL = _tables(Journal, Private)
_SHELF = _tables(StockRow, StockMoveRow, PartSerialRow, OldPartRow, BoxRow, RequestRow, ReservedRow)
_TILL = _tables(SaleRow, TakingRow, InvoiceRow, DayRow)
READ = (
    TICKETS,
    *_tables(StoreRow, PersonalRow, BootRow, SerialRow, ArrivalRow, ParcelRow, ImportRow),
    *_SHELF,
    *_TILL,
)
LOCAL = _tables(DraftRow, VaultRow, SecretRow)
