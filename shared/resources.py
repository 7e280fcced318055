"""What every mutable resource has: versions, archive instead of delete, one JSON for the wire and one for followers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Table,
    Uuid,
    bindparam,
    func,
    insert,
    null,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from shared.audit import Action, record_change
from shared.db import SYSTEM, Statement, Transaction
from shared.documents import Document, Name
from shared.errors import NotFound
from shared.events import Published
from shared.idempotency import READERS
from shared.ids import new_id
from shared.paging import bounded, stored_bytes


def resource_columns() -> list[Column[Any]]:
    """The columns that each resource's table begins with. `updated_by` is null where no user did it."""
    return [
        Column("clinic_id", Uuid, primary_key=True),
        Column("id", Uuid, primary_key=True),
        Column("version", BigInteger, nullable=False, server_default="1"),
        Column("created_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("updated_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("updated_by", Uuid),
        Column("archived_at", TIMESTAMP(timezone=True)),
    ]


@dataclass(frozen=True, slots=True)
class Saved:
    """A row just written: `document` is its plain JSON, without embedded objects."""

    id: UUID
    version: int
    document: str
    kind: str

    def answer(self) -> Document:
        return Document(self.document, self.version, name=Name(self.kind, self.id))


class Resource:
    """The statements that all resources share. `plain` is what followers and the audit get; `full` adds what the
    wire embeds, out of `source`. A `full` with parameters of its own (today, for ages) is given them by name."""

    def __init__(
        self,
        kind: str,
        table: Table,
        plain: ColumnElement[Any],
        *,
        full: ColumnElement[Any] | None = None,
        source: FromClause | None = None,
    ) -> None:
        self.kind = kind
        self.table = table
        self._full = plain if full is None else full
        self._source = table if source is None else source
        self._plain = plain
        self._mine = [
            table.c.clinic_id == bindparam("clinic_id", type_=Uuid),
            table.c.id == bindparam("id", type_=Uuid),
        ]
        one = select(self._full, table.c.version).select_from(self._source).where(*self._mine)
        self._get = Statement(f"select {kind}", one)
        self._lock = Statement(f"lock {kind}", one.add_columns(table.c.updated_by).with_for_update(of=table))
        self._writes: dict[tuple[str, ...], Statement] = {}
        READERS[kind] = self.get

    async def get(self, tx: Transaction, subject: UUID, /, **parameters: Any) -> Document:
        """As the wire shows it. Raises NotFound, also for another clinic's."""
        return self._document(subject, await tx.row(self._get, id=subject, **parameters))

    async def lock(self, tx: Transaction, subject: UUID, /, **parameters: Any) -> Document:
        """The same with its author, held until the transaction ends."""
        return self._document(subject, await tx.row(self._lock, id=subject, **parameters))

    async def insert(self, tx: Transaction, subject: UUID | None = None, /, **values: Any) -> Saved:
        values |= {"id": subject or new_id(), "updated_by": (tx.actor or SYSTEM).user_id}
        names = ("insert", *sorted(values))
        if names not in self._writes:
            statement = insert(self.table).returning(self.table.c.id, self.table.c.version, self._plain)
            self._writes[names] = Statement(f"insert {self.kind}", statement, ["clinic_id", *values])
        return self._saved(await tx.row(self._writes[names], **values))

    async def update(self, tx: Transaction, subject: UUID, /, **values: Any) -> Saved:
        values["updated_by"] = (tx.actor or SYSTEM).user_id
        names = ("update", *sorted(values))
        if names not in self._writes:
            self._writes[names] = Statement(f"update {self.kind}", self._update(), list(values))
        return self._saved(await tx.row(self._writes[names], id=subject, **values))

    async def archive(self, tx: Transaction, subject: UUID, /) -> Saved:
        saved = await self._set_archived(tx, subject, "archive", func.now())
        await self.record(tx, "archived", saved)
        return saved

    async def restore(self, tx: Transaction, subject: UUID, /) -> Saved:
        saved = await self._set_archived(tx, subject, "restore", null())
        await self.record(tx, "restored", saved)
        return saved

    async def record(self, tx: Transaction, action: Action, saved: Saved) -> None:
        """Audit entry and event of a change, as `owner.created`."""
        await record_change(tx, action, self.kind, saved.id, saved.document, version=saved.version, publish=True)

    def published(self) -> Published:
        """For snapshots: every row of a clinic by id, the archived ones too."""
        page = bounded(
            self._plain,
            stored_bytes(self.table),
            self.table,
            order=[self.table.c.id],
            keys={"id": self.table.c.id, "version": self.table.c.version},
            where=[self._mine[0], self.table.c.id > bindparam("after", type_=Uuid)],
        )
        return Published(self.kind, Statement(f"snapshot {self.kind}", select(page)))

    def internal(self) -> Statement:
        """For look-ups by other services: id, version and plain document of one row."""
        statement = select(self.table.c.id, self.table.c.version, self._plain.label("document")).where(*self._mine)
        return Statement(f"look up {self.kind}", statement)

    def _update(self) -> Any:
        return (
            update(self.table)
            .where(*self._mine)
            .values(version=self.table.c.version + 1, updated_at=func.now())
            .returning(self.table.c.id, self.table.c.version, self._plain)
        )

    async def _set_archived(self, tx: Transaction, subject: UUID, name: str, value: Any) -> Saved:
        if (name,) not in self._writes:
            statement = self._update().values(archived_at=value)
            self._writes[(name,)] = Statement(f"{name} {self.kind}", statement, ["updated_by"])
        return self._saved(await tx.row(self._writes[(name,)], id=subject, updated_by=(tx.actor or SYSTEM).user_id))

    def _document(self, subject: UUID, row: Any) -> Document:
        if row is None:
            raise NotFound
        author = row[2] if len(row) > 2 else None
        return Document(row[0], row[1], author, Name(self.kind, subject))

    def _saved(self, row: Any) -> Saved:
        if row is None:
            raise NotFound
        return Saved(row[0], row[1], row[2], self.kind)
