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


class ImportRow(SQLModel, table=True):
    """Which row of which source became which ticket."""

    __tablename__ = "imports"
    source: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    ticket: str


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
READ = (TICKETS, *_tables(StoreRow, PersonalRow, BootRow, SerialRow, ArrivalRow, ImportRow))
LOCAL = _tables(DraftRow, VaultRow, SecretRow)
